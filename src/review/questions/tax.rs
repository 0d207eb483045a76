//! The tax within a sum, on lines of its own rates.

use super::Case;
use crate::contract::decision::{Decision, decide, labels};
use crate::contract::{
    Basis, Date, Instant, Interval, Money, PeriodSupply, PeriodVat, Undecided, period_vat,
};
use crate::diagnostics::Span;
use crate::review::answer::{Answer, Figure, Line, Sentence, Tax};

labels! {
    VAT = "vat": "ҚҚС", "НДС", "VAT";
    NET = "net": "ҚҚС-сыз сома", "сумма без НДС", "sum without VAT";
}

/// A sum for a time, tax included.
#[derive(Clone, Debug)]
pub struct Taxed {
    /// For what.
    pub what: Sentence,
    /// The sum.
    pub gross: Money,
    /// For which time.
    pub covers: Interval<Instant>,
    /// When it was or is paid.
    pub paid: Option<Instant>,
    /// Where the fact behind it is written.
    pub place: Option<Span>,
}

impl Taxed {
    /// Adds a line for each rate of the tax (4.1), with how the tax was found.
    pub(super) fn tell(self, case: &Case<'_>, answer: Answer) -> Result<Answer, Undecided> {
        let supply = PeriodSupply { gross: self.gross, period: self.covers, paid: self.paid };
        let decision = decide(&case.basis, |basis, trace| period_vat(basis, &supply, trace))?;
        Ok(self.lines(case, &decision, answer))
    }

    fn lines(self, case: &Case<'_>, decision: &Decision<PeriodVat>, answer: Answer) -> Answer {
        let mut answer = answer;
        let mut from = self.covers.from();
        for part in &decision.outcome.parts {
            let covers = match decision.outcome.parts.len() {
                // Whichever date its rate is of: a payment can lie within the period.
                1 => self.covers,
                _ => stretch(&case.basis, from, part.date, self.covers),
            };
            from = covers.until();
            let tax = Tax { rate: part.tax.rate, vat: part.tax.vat, net: part.tax.net };
            answer = answer.line(Line {
                what: self.what.clone(),
                covers: Some(covers),
                gross: part.gross,
                tax: Some(tax),
                place: self.place,
            });
        }
        answer.decided(&case.basis, decision, &|id| case.place(id), |vat| {
            vec![Figure::new(&VAT, vat.vat), Figure::new(&NET, vat.net)]
        })
    }
}

/// The part of a period until the end of the last date of its rate; the last part ends with the period.
fn stretch(
    basis: &Basis<'_>,
    from: Instant,
    last: Date,
    period: Interval<Instant>,
) -> Interval<Instant> {
    let midnight = last.add_days(1).map(|next| basis.midnight(next));
    let is_last = |until: &Instant| basis.date(*until) >= basis.date(period.until());
    let until = midnight.filter(|until| *until > from && !is_last(until)).unwrap_or(period.until());
    Interval::new(from, until).unwrap_or(period)
}

#[test]
fn each_rate_has_its_own_days() {
    let shipped = crate::contract::shipped::Shipped::new();
    let basis = shipped.basis();
    let at = |text: &str| text.parse::<Instant>().unwrap();
    let period = Interval::new(at("2025-12-20T10:00:00+05:00"), at("2026-01-20T10:00:00+05:00"));
    let period = period.unwrap();
    let midnight = at("2026-01-01T00:00:00+05:00");
    let of = |from, last: &str| stretch(&basis, from, last.parse().unwrap(), period);
    assert_eq!(of(period.from(), "2025-12-31"), Interval::new(period.from(), midnight).unwrap());
    assert_eq!(of(midnight, "2026-01-19"), Interval::new(midnight, period.until()).unwrap());
}

#[test]
fn its_labels_can_stand_in_an_answer() {
    crate::contract::decision::assert_said(ALL);
}
