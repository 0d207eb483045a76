//! Lines of services: what an act and an invoice have in common.

use std::collections::BTreeMap;

use super::labels;
use super::model::{Column, ColumnKind, Table, Text};
use super::phrase;
use crate::blueprint::kinds::Localized;
use crate::contract::{
    Currency, Date, Instant, Interval, Language, Money, Percent, TaxedPart, UtcOffset,
};
use crate::render::languages::{digits_of, money_of, percent_of, short_day_of, short_moment_of};

/// A service on an act or an invoice.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// What was or will be rendered.
    pub what: Rendered<'a>,
    /// The server that it is for.
    pub server: &'a str,
    /// From when until when; absent for a first period, which begins with the connection (3.2).
    pub span: Option<Interval<Instant>>,
    /// Where the service was given up: the days used of those that were paid.
    pub used: Option<Used>,
    /// How many of what, where the sum is a multiple of that; otherwise it stands for one service.
    pub count: Count<'a>,
    /// The sum, tax included.
    pub gross: Money,
    /// The tax in it, by date of supply; the parts together are the sum.
    pub parts: Vec<TaxedPart>,
}

/// What a line is for.
#[derive(Clone, Copy, Debug)]
pub enum Rendered<'a> {
    /// A tariff.
    Tariff(Title<'a>),
    /// The difference to a larger tariff (5.2).
    Difference(Title<'a>),
    /// An add-on (2.2).
    Addon(Title<'a>),
}

/// What customers call a tariff or an add-on.
#[derive(Clone, Copy, Debug)]
pub enum Title<'a> {
    /// Its title.
    In(&'a Localized),
    /// Its name, where no document has its title.
    Name(&'a str),
}

impl<'a> Title<'a> {
    fn in_language(self, language: Language) -> &'a str {
        match self {
            Self::In(text) => in_language(text, language),
            Self::Name(name) => name,
        }
    }
}

/// Days used of days paid (4.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Used {
    /// Used.
    pub days: i32,
    /// Paid.
    pub of: i32,
}

/// How many of what.
#[derive(Clone, Copy, Debug)]
pub enum Count<'a> {
    /// The service as such.
    Service,
    /// Months.
    Months(u32),
    /// Pieces, each with its unit if it has a name.
    Pieces(u64, Option<&'a Localized>),
}

/// Quantity, unit and price of one, so that their product is the sum to the last tiyn.
pub(super) struct Priced {
    pub(super) quantity: u64,
    pub(super) unit: String,
    pub(super) price: Money,
}

impl Line<'_> {
    pub(super) fn priced(&self, language: Language) -> Priced {
        let say = |label: &crate::contract::decision::Label| label.in_language(language).to_owned();
        let (quantity, unit) = match self.count {
            Count::Service => (1, say(&labels::SERVICE)),
            Count::Months(months) => (months.into(), say(&labels::MONTH)),
            Count::Pieces(pieces, None) => (pieces, say(&labels::PIECE)),
            Count::Pieces(pieces, Some(unit)) => (pieces, in_language(unit, language).to_owned()),
        };
        let count = quantity.max(1);
        let divides = self.gross.minor().is_multiple_of(count) && self.used.is_none();
        if divides && quantity > 0 {
            let price = Money::from_minor(self.gross.minor() / count, self.gross.currency());
            Priced { quantity, unit, price }
        } else {
            // A price of one that is rounded would not give the sum back.
            Priced { quantity: 1, unit: say(&labels::SERVICE), price: self.gross }
        }
    }

    /// What it is, for whom and when.
    pub(super) fn name(&self, language: Language) -> Text {
        let (before, title) = match self.what {
            Rendered::Tariff(title) => {
                (format!("{} ", labels::TARIFF.in_language(language)), title)
            }
            Rendered::Difference(title) => {
                (format!("{}: ", labels::DIFFERENCE.in_language(language)), title)
            }
            Rendered::Addon(title) => (String::new(), title),
        };
        let quoted = |title: &str| match (self.what, language) {
            (Rendered::Addon(_), _) => title.to_owned(),
            (_, Language::English) => format!("“{title}”"),
            _ => format!("«{title}»"),
        };
        let name = Text::from(super::capitalised(&before))
            .and(Text::written(&quoted(title.in_language(language))))
            .and(format!(", {} ", labels::SERVER.in_language(language)))
            .and(Text::written(self.server));
        let name = name.and(", ").and(self.time(language));
        let Some(Used { days, of }) = self.used else { return name };
        name.and(match language {
            Language::Kazakh => format!("; төленген {of} күннің {days} күні пайдаланылды"),
            Language::Russian => format!("; использовано дней: {days} из {of} оплаченных"),
            Language::English => format!("; days used: {days} of {of} paid"),
        })
    }

    /// From when until when.
    fn time(&self, language: Language) -> String {
        let Some(span) = self.span else {
            return phrase(
                language,
                [
                    "қосылған сәттен бастап (3.2-тармақ)",
                    "с момента подключения (пункт 3.2)",
                    "from the moment of connection (clause 3.2)",
                ],
            )
            .to_owned();
        };
        let [from, until] =
            [span.from(), span.until()].map(|moment| short_moment_of(moment, language));
        format!("{from} – {until}")
    }

    /// The dates on which it was rendered, from the first to the date of supply.
    pub(super) fn dates(&self, language: Language) -> String {
        let first = self.span.map(|span| span.from().date(UtcOffset::KAZAKHSTAN));
        let last = self.parts.iter().map(|part| part.date).max();
        let say = |date| short_day_of(date, language);
        match (first, last) {
            (Some(first), Some(last)) if first < last => format!("{} – {}", say(first), say(last)),
            (first, last) => last.or(first).map(say).unwrap_or_default(),
        }
    }

    /// The tax of all its parts.
    pub(super) fn vat(&self) -> Money {
        let zero = Money::zero(self.gross.currency());
        self.parts.iter().fold(zero, |sum, part| plus(sum, part.tax.vat))
    }
}

/// The sum; what cannot be counted any more stands at the greatest amount there is.
fn plus(a: Money, b: Money) -> Money {
    a.checked_add(b).unwrap_or(Money::from_minor(u64::MAX, a.currency()))
}

pub(super) fn in_language(text: &Localized, language: Language) -> &str {
    match language {
        Language::Kazakh => &text.kk,
        Language::Russian => &text.ru,
        Language::English => &text.en,
    }
}

/// Sums of lines.
pub(super) struct Totals {
    pub(super) gross: Money,
    pub(super) vat: Money,
    /// Net, tax and gross by date of supply and rate.
    by_date: BTreeMap<(Date, Percent), [Money; 3]>,
}

impl Totals {
    pub(super) fn of(lines: &[Line<'_>], currency: Currency) -> Self {
        let zero = Money::zero(currency);
        let mut totals = Self { gross: zero, vat: zero, by_date: BTreeMap::new() };
        for line in lines {
            totals.gross = plus(totals.gross, line.gross);
            totals.vat = plus(totals.vat, line.vat());
            for part in &line.parts {
                let sums = totals.by_date.entry((part.date, part.tax.rate)).or_insert([zero; 3]);
                let [net, vat, gross] = *sums;
                *sums = [plus(net, part.tax.net), plus(vat, part.tax.vat), plus(gross, part.gross)];
            }
        }
        totals
    }

    /// Net, tax and gross by date of supply (4.1).
    pub(super) fn vat_table(&self, language: Language) -> Table {
        let say = |label: &crate::contract::decision::Label| label.in_language(language);
        let digits = |sum| Text::from(digits_of(sum, language));
        let currency = self.gross.currency();
        let money = |label| Column::new(with_unit(say(label), currency), ColumnKind::Number);
        let net = Money::from_minor(
            self.gross.minor().saturating_sub(self.vat.minor()),
            self.gross.currency(),
        );
        Table {
            caption: say(&labels::VAT_BY_DATE).to_owned(),
            columns: vec![
                Column::new(say(&labels::SUPPLY_DATE), ColumnKind::Name),
                Column::new(say(&labels::VAT_RATE), ColumnKind::Short),
                money(&labels::NET),
                money(&labels::VAT),
                money(&labels::GROSS),
            ],
            numbered: false,
            rows: self
                .by_date
                .iter()
                .map(|((date, rate), [net, vat, gross])| {
                    vec![
                        short_day_of(*date, language).into(),
                        percent_of(*rate, language).into(),
                        digits(*net),
                        digits(*vat),
                        digits(*gross),
                    ]
                })
                .collect(),
            sums: vec![super::model::Sum {
                label: say(&labels::TOTAL).to_owned(),
                values: vec![digits(net), digits(self.vat), digits(self.gross)],
            }],
        }
    }

    /// `on the sum of …, in words, of which VAT …`
    pub(super) fn in_words(&self, language: Language, before: [&str; 3]) -> Text {
        let sum = money_of(self.gross, language);
        let words = crate::render::words::in_words(self.gross, language);
        let vat = money_of(self.vat, language);
        let of_which = labels::OF_WHICH_VAT.in_language(language);
        let before = phrase(language, before);
        Text::from(format!("{before}: {sum} ("))
            .and(Text::strong(words))
            .and(format!("), {of_which} {vat}."))
    }
}

/// `Net of VAT, KZT`.
pub(super) fn with_unit(title: &str, currency: Currency) -> String {
    format!("{title}, {currency}")
}

#[cfg(test)]
mod tests {
    use super::{Count, Line, Rendered, Title, Used};
    use crate::contract::{Currency, Language, Money};
    use proptest::prelude::*;

    fn line(minor: u64, count: Count<'static>, used: Option<Used>) -> Line<'static> {
        Line {
            what: Rendered::Tariff(Title::Name("start")),
            server: "a",
            span: None,
            used,
            count,
            gross: Money::from_minor(minor, Currency::Kzt),
            parts: Vec::new(),
        }
    }

    #[test]
    fn a_price_of_one_is_shown_where_it_is_exact() {
        let priced = |count| line(14_544_180, count, None).priced(Language::English);
        let half = priced(Count::Months(6));
        assert_eq!((half.quantity, half.price.minor(), &*half.unit), (6, 2_424_030, "month"));
        let elevenths = priced(Count::Pieces(11, None));
        assert_eq!((elevenths.quantity, &*elevenths.unit), (1, "service"));
        let used = Some(Used { days: 20, of: 31 });
        let part = line(1_031_614, Count::Months(2), used).priced(Language::English);
        assert_eq!((part.quantity, &*part.unit), (1, "service"));
    }

    proptest! {
        #[test]
        fn quantity_by_price_is_the_sum(minor in 0..1_000_000_000_u64, count in 0..100_u32, pieces: bool) {
            let count = if pieces { Count::Pieces(count.into(), None) } else { Count::Months(count) };
            let priced = line(minor, count, None).priced(Language::Russian);
            prop_assert_eq!(priced.price.checked_mul(priced.quantity).map(Money::minor), Some(minor));
        }
    }
}
