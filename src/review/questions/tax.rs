//! The tax within a sum, on lines of its own rates.

use super::Case;
use crate::contract::decision::{Decision, decide, labels};
use crate::contract::{Instant, Interval, Money, PeriodSupply, PeriodVat, Undecided, period_vat};
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
        for part in &decision.outcome.parts {
            let tax = Tax { rate: part.tax.rate, vat: part.tax.vat, net: part.tax.net };
            answer = answer.line(Line {
                what: self.what.clone(),
                covers: Some(self.covers),
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

#[test]
fn its_labels_can_stand_in_an_answer() {
    crate::contract::decision::assert_said(ALL);
}
