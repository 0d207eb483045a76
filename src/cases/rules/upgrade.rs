//! Change of the tariff by the customer (clauses 5.1 to 5.3).

use super::{Question, Rule, question};
use crate::cases::{Given, Output, Refused};
use crate::contract::{
    ChangeMoment, Resources, TariffChange, UpgradeChainFacts, UpgradeFacts, UpgradeStep,
    change_tariff, upgrade, upgrade_chain,
};

pub(super) const RULES: &[Rule] = &[
    Rule {
        id: "tariff.change",
        uses: &["tariff.compare", "tariff.downgrade_at_renewal"],
        ask: tariff_change,
    },
    Rule {
        id: "tariff.upgrade",
        uses: &["money.scale", "money.rounding", "upgrade.charge"],
        ask: tariff_upgrade,
    },
    Rule {
        id: "tariff.upgrade_chain",
        uses: &["money.scale", "money.rounding", "upgrade.charge"],
        ask: tariff_upgrade_chain,
    },
];

/// MiB of a GiB.
const GIB: u64 = 1_024;

/// Whether the tariff can change in place (5.1 to 5.3).
fn tariff_change(given: &mut Given<'_>) -> Result<Question, Refused> {
    let (old, new) = (given.mapping("old", resources)?, given.mapping("new", resources)?);
    let moment = given.word_or("moment", ChangeMoment::InTerm)?;
    let facts = TariffChange { old, new, moment };
    question(move |basis, trace| {
        let answer = change_tariff(basis, &facts, trace)?;
        Ok(Output::new().with("allowed", answer.is_allowed()).with("reason", answer.refusal))
    })
}

fn resources(given: &mut Given<'_>) -> Result<Resources, Refused> {
    Ok(Resources {
        vcpu: given.count("cpu")?,
        memory_mib: u64::from(given.count("ram_gb")?) * GIB,
        disk_gib: given.count("disk_gb")?.into(),
    })
}

/// What a change to a larger tariff costs (5.2).
fn tariff_upgrade(given: &mut Given<'_>) -> Result<Question, Refused> {
    let facts = UpgradeFacts {
        old: given.money("old_period_price")?,
        new: given.money("new_period_price")?,
        period: given.between("period_start", "period_end")?,
        at: given.instant("upgrade_at")?,
    };
    question(move |basis, trace| {
        let found = upgrade(basis, &facts, trace)?;
        Ok(Output::new()
            .with("total_days", found.total_days)
            .with("remaining_days", found.remaining_days)
            .with("charge", found.charge)
            .with("period_end", found.period_end))
    })
}

/// What several changes within one period cost (5.2).
fn tariff_upgrade_chain(given: &mut Given<'_>) -> Result<Question, Refused> {
    let initial = given.money("initial_period_price")?;
    let period = given.between("period_start", "period_end")?;
    let steps = given.list("upgrades", |step| {
        let (at, price) = (step.instant("upgrade_at")?, step.money("new_period_price")?);
        Ok(UpgradeStep { at, price })
    })?;
    question(move |basis, trace| {
        let facts = UpgradeChainFacts { initial, period, steps: &steps };
        let found = upgrade_chain(basis, &facts, trace)?;
        let charges: Vec<_> = found.steps.iter().map(|step| step.charge).collect();
        Ok(Output::new().with("charges", charges).with("total_charge", found.total))
    })
}
