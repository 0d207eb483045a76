//! Value added tax (clause 4.1).

use super::{Question, Rule, question};
use crate::cases::{Given, Output, Refused};
use crate::contract::{Supply, extract_vat};

pub(super) const RULES: &[Rule] =
    &[Rule { id: "vat.extract", uses: &["money.scale", "money.rounding"], ask: extract }];

/// The tax within a sum (4.1).
fn extract(given: &mut Given<'_>) -> Result<Question, Refused> {
    let facts = Supply { gross: given.money("gross")?, date: given.date("supply_date")? };
    question(move |basis, trace| {
        let tax = extract_vat(basis, &facts, trace)?;
        Ok(Output::new().with("vat_rate_pct", tax.rate).with("vat", tax.vat).with("net", tax.net))
    })
}
