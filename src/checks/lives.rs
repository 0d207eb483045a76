//! Until when lines of the 1C:Enterprise platform live: data with its sources.
//!
//! The vendor's dates for the end of support stand behind a login and were not read. What is public
//! are the platform versions that the vendor's Standard Subsystems Library needs. The vendor's own
//! configurations are built on that library; once it has left a line behind, an update of a
//! configuration asks for a newer platform. That is taken here as the end of the line's life, at
//! the date of the announcement. A line that is in no row is not judged.

use super::platform::Line;
use crate::contract::Date;

/// The end of the life of some lines.
#[derive(Clone, Copy, Debug)]
pub(super) struct End {
    /// Since when.
    pub(super) since: Date,
    /// What happened.
    pub(super) event: &'static str,
    /// Where it can be read.
    pub(super) source: &'static str,
}

/// The end of a line's life, as far as it is known.
pub(super) fn end_of(line: Line) -> Option<End> {
    ROWS.iter().find_map(|row| {
        let &(before, (year, month, day), event, source) = row;
        let since = Date::new(year, month, day).ok()?;
        (line < before).then_some(End { since, event, source })
    })
}

type Row = (Line, (i32, i32, i32), &'static str, &'static str);

/// The first row that fits a line answers; so earlier ends stand first.
///
/// Confidence: high for what the library needs and when that was announced (the vendor's own news);
/// medium for calling it the end of a life.
const ROWS: &[Row] = &[(
    Line(8, 3, 24),
    (2025, 2, 21),
    "the vendor's Standard Subsystems Library 3.1.11 needs 8.3.24 or later",
    "https://1c-dn.com/news/1c_standard_subsystems_library_a_new_version_3_1_11_is_available/",
)];

#[cfg(test)]
mod tests {
    use super::{Date, Line, ROWS, end_of};

    #[test]
    fn only_what_is_known_has_an_end() {
        let end = end_of(Line(8, 3, 23)).unwrap();
        assert_eq!(end.since, "2025-02-21".parse::<Date>().unwrap());
        for unknown in [Line(8, 3, 24), Line(8, 3, 27), Line(8, 5, 1)] {
            assert!(end_of(unknown).is_none());
        }
    }

    #[test]
    fn every_row_has_a_date_and_stands_in_order() {
        let dates: Vec<_> =
            ROWS.iter().map(|(_, (y, m, d), ..)| Date::new(*y, *m, *d).unwrap()).collect();
        assert!(dates.is_sorted());
        assert!(ROWS.is_sorted_by_key(|(before, ..)| *before));
        assert!(ROWS.iter().all(|(.., source)| source.starts_with("https://")));
    }
}
