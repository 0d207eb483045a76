//! Tables of the agreement: a fixed set of rows, each with the same typed columns.

use super::value::{ParameterType, ParameterValue, Typed};
use super::words::{Cause, Priority, ServicePeriod};
use crate::contract::{Choice, Duration, Trilingual};

/// The rows and columns of a table, for a decoder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TableShape {
    /// The names of the rows; every one has to be written.
    pub rows: &'static [&'static str],
    /// The columns; every row has them all.
    pub columns: &'static [Column],
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column {
    /// Its key in kebab-case.
    pub key: &'static str,
    /// How a cell is written.
    pub kind: ParameterType,
    /// What it says, in one sentence.
    pub doc: &'static str,
}

/// Declares a table: the type of a row, and the struct that holds one row for each word.
macro_rules! tables {
    ($(
        $(#[$table_meta:meta])*
        $table:ident by $key:ident { $($row:ident = $variant:ident),+ $(,)? }
        of $(#[$row_meta:meta])* $rule:ident {
            $(#[doc = $doc:literal] $column:ident: $type:ty = $name:literal),+ $(,)?
        }
    )+) => {$(
        $(#[$row_meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $rule {
            $(#[doc = $doc] pub $column: $type),+
        }

        impl $rule {
            fn from_cells(cells: Vec<ParameterValue>) -> Option<Self> {
                let mut cells = cells.into_iter();
                Some(Self { $($column: Typed::from_value(cells.next()?)?),+ })
            }

            fn to_cells(&self) -> Vec<ParameterValue> {
                vec![$(self.$column.to_value()),+]
            }
        }

        $(#[$table_meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[allow(missing_docs)]
        pub struct $table {
            $(pub $row: $rule),+
        }

        impl $table {
            /// The row of a word.
            pub const fn row(&self, key: $key) -> &$rule {
                match key { $($key::$variant => &self.$row),+ }
            }
        }

        impl Typed for $table {
            const TYPE: ParameterType = ParameterType::Table(&TableShape {
                rows: $key::NAMES,
                columns: &[$(Column {
                    key: $name,
                    kind: <$type as Typed>::TYPE,
                    doc: $doc.trim_ascii(),
                }),+],
            });

            fn from_value(value: ParameterValue) -> Option<Self> {
                let ParameterValue::Table(rows) = value else { return None };
                let mut rows = rows.into_iter();
                // The fields stand in the order of the words; a test holds them to it.
                Some(Self { $($row: $rule::from_cells(rows.next()?)?),+ })
            }

            fn to_value(&self) -> ParameterValue {
                ParameterValue::Table(vec![$(self.$row.to_cells()),+])
            }
        }
    )+};
}

tables! {
    /// The priorities of tickets (7.2).
    Priorities by Priority { high = High, medium = Medium, low = Low }
    of
    /// What a priority promises.
    PriorityRule {
        /// When a ticket has this priority.
        criticality: Trilingual = "criticality",
        /// From the registration to the beginning of the work.
        response: Duration = "response",
        /// From the registration to a solution, without the time spent waiting for the customer.
        solution: Duration = "solution",
        /// When the clocks of this priority run.
        service: ServicePeriod = "service",
    }

    /// What each cause of a downtime means (8.5).
    Causes by Cause {
        provider_fault = ProviderFault,
        preinstalled_software = PreinstalledSoftware,
        third_party_software = ThirdPartySoftware,
        customer = Customer,
        customer_software = CustomerSoftware,
        external_network = ExternalNetwork,
        dns = Dns,
        force_majeure = ForceMajeure,
    }
    of
    /// What a cause means.
    CauseRule {
        /// Whether its downtime counts against the guarantee of section 7.
        counts: bool = "counts-against-guarantee",
        /// Whether its downtime is compensated under section 8.
        compensated: bool = "compensated",
    }
}

#[cfg(test)]
mod tests {
    use super::{Causes, Priorities, TableShape};
    use crate::contract::terms::{
        Cause, ParameterType, ParameterValue, Priority, ScalarValue, Typed,
    };
    use crate::contract::{Choice, Duration, Trilingual};

    fn shape<T: Typed>() -> &'static TableShape {
        match T::TYPE {
            ParameterType::Table(shape) => shape,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn cells_arrive_in_the_row_of_their_name() {
        // Row n counts and is compensated by the bits of n, so a swapped row or column shows.
        let cell = |bit| ParameterValue::Scalar(ScalarValue::Switch(bit));
        let rows: Vec<_> =
            (0..Cause::ALL.len()).map(|n| vec![cell(n % 2 == 1), cell(n % 3 == 1)]).collect();
        let causes = Causes::from_value(ParameterValue::Table(rows.clone())).expect("complete");
        for (n, &cause) in Cause::ALL.iter().enumerate() {
            assert_eq!(causes.row(cause).counts, n % 2 == 1, "{cause}");
            assert_eq!(causes.row(cause).compensated, n % 3 == 1, "{cause}");
        }
        assert_eq!(causes.to_value(), ParameterValue::Table(rows));
        assert_eq!(shape::<Causes>().rows, Cause::NAMES);
    }

    #[test]
    fn priorities_stand_in_the_order_of_their_words() {
        let text = Trilingual { kk: "а".into(), ru: "б".into(), en: "c".into() };
        let rows = [1, 2, 4].map(|hours| {
            let word = ParameterValue::Scalar(ScalarValue::Word("round-the-clock"));
            vec![
                text.to_value(),
                Duration::from_hours(hours).to_value(),
                Duration::from_hours(hours * 8).to_value(),
                word,
            ]
        });
        let table = Priorities::from_value(ParameterValue::Table(rows.to_vec())).expect("complete");
        let hours = Priority::ALL.iter().map(|&one| table.row(one).response.seconds() / 3_600);
        assert_eq!(hours.collect::<Vec<_>>(), [1, 2, 4]);
        let keys: Vec<_> = shape::<Priorities>().columns.iter().map(|column| column.key).collect();
        assert_eq!(keys, ["criticality", "response", "solution", "service"]);
    }

    #[test]
    fn a_short_table_or_a_cell_of_another_type_is_no_table() {
        assert_eq!(Causes::from_value(ParameterValue::Table(Vec::new())), None);
        let word = ParameterValue::Scalar(ScalarValue::Word("none"));
        let rows = vec![vec![word.clone(), word]; Cause::ALL.len()];
        assert_eq!(Causes::from_value(ParameterValue::Table(rows)), None);
    }
}
