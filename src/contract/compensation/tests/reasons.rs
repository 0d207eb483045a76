//! The steps and the other readings.

use super::*;
use crate::contract::decision::{assert_worded, decide};

fn repair() -> [Outage; 1] {
    [fault(span("2026-05-14T12:00:00+05:00", "2026-05-14T18:00:00+05:00"))]
}

#[test]
fn the_labels_are_words_in_three_languages() {
    assert_worded(labels::ALL);
    for refusal in [CompensationRefusal::NoClaim, CompensationRefusal::ClaimTooLate] {
        assert_eq!(refusal.label().key, refusal.to_string());
    }
}

#[test]
fn the_sum_under_the_other_reading_stands_beside_the_letter() {
    let (shipped, fees, outages) = (Shipped::new(), twenty_thousand(), repair());
    let works = [span("2026-05-14T13:00:00+05:00", "2026-05-14T18:00:00+05:00")];
    let facts = CompensationFacts { unplanned: &works, ..claim(&fees, &outages) };
    let decision = decide(&shipped.basis(), |b, t| compensation(b, &facts, t)).expect("decided");
    assert_eq!(decision.outcome.total, kzt(20_000));
    let readings: Vec<_> = decision
        .readings
        .iter()
        .filter_map(|r| Some((r.parameter.id, r.value.to_string(), r.outcome.as_ref().ok()?.total)))
        .collect();
    assert_eq!(
        readings,
        [("compensation.on_conflict", "fault".to_owned(), kzt(120_000))],
        "a list price and a billing day are not known, and the rest changes nothing"
    );
    let steps: Vec<_> = decision.steps.iter().map(|s| (s.clause.to_string(), s.what.key)).collect();
    let steps: Vec<_> = steps.iter().map(|(clause, key)| (clause.as_str(), *key)).collect();
    assert_eq!(
        steps,
        [
            ("8.1", "claim"),
            ("8.1", "downtime-by-fault"),
            ("8.5", "cut-by-planned-works"),
            ("8.5", "cut-by-exclusions"),
            ("8.1", "counted-downtime"),
            ("8.3", "monthly-fee"),
            ("8.3", "compensated-hours"),
            ("8.3", "before-cap"),
            ("8.3", "most-to-pay"),
            ("8.3", "compensation-of-the-month"),
            ("8.3", "compensation"),
        ]
    );
    let sum = decision.steps.iter().find(|s| s.what == &labels::BEFORE_CAP).expect("a step");
    assert_eq!(sum.arithmetic.as_deref(), Some("20000.00 × 1 × 1 %"));
}

#[test]
fn a_failure_of_preinstalled_software_is_an_open_question() {
    let (shipped, fees) = (Shipped::new(), twenty_thousand());
    let outages = [Outage { cause: Cause::PreinstalledSoftware, ..repair()[0] }];
    let facts = claim(&fees, &outages);
    let decision = decide(&shipped.basis(), |b, t| compensation(b, &facts, t)).expect("decided");
    assert_eq!(decision.outcome.total, kzt(0));
    let other =
        decision.readings.iter().find(|r| r.parameter.id.ends_with("preinstalled_software"));
    let total = other.and_then(|r| r.outcome.as_ref().ok()).map(|outcome| outcome.total);
    assert_eq!(total, Some(kzt(120_000)));
}

#[test]
fn the_table_of_causes_decides_and_not_the_code() {
    let fees = twenty_thousand();
    for &cause in Cause::ALL {
        let outages = [Outage { cause, ..repair()[0] }];
        let mut shipped = Shipped::new();
        let paid = decided(&shipped, &claim(&fees, &outages)).seconds > 0;
        assert_eq!(paid, cause == Cause::ProviderFault, "{cause}");
        // The same table with force majeure paid for and the provider's fault not.
        shipped.terms.compensation.causes.force_majeure.compensated = true;
        shipped.terms.compensation.causes.provider_fault.compensated = false;
        let paid = decided(&shipped, &claim(&fees, &outages)).seconds > 0;
        assert_eq!(paid, cause == Cause::ForceMajeure, "{cause}");
    }
}

#[test]
fn the_providers_data_hold_also_when_they_are_higher() {
    let shipped = Shipped::new();
    let of = |claimed, measured| {
        let facts = EvidenceFacts { fee: twenty_thousand()[0], claimed, measured };
        decide(&shipped.basis(), |b, t| evidence(b, &facts, t)).expect("decided")
    };
    let higher = of(14_400, Some(21_600)).outcome;
    assert_eq!(
        (higher.seconds, higher.compensation, higher.disputed),
        (21_600, kzt(120_000), kzt(40_000))
    );
    let lower = of(21_600, Some(14_400));
    assert_eq!((lower.outcome.compensation, lower.outcome.disputed), (kzt(80_000), kzt(40_000)));
    let other = lower.readings.iter().find(|r| r.parameter.id == "compensation.evidence");
    let other = other.expect("an open question");
    assert_eq!(other.outcome.as_ref().map(|o| o.compensation), Ok(kzt(120_000)));
    // Both measures pass the limit: there is a dispute about hours and none about money.
    let over = of(400_000, Some(500_000)).outcome;
    assert_eq!((over.is_disputed, over.disputed), (true, kzt(0)));
    let none = of(14_400, None).outcome;
    assert_eq!((none.is_disputed, none.seconds), (false, 14_400));
}

#[test]
fn bonuses_become_money_when_both_conditions_hold() {
    let shipped = Shipped::new();
    let cash = |is_terminated, is_reconciled| {
        let facts = PayoutFacts { bonuses: kzt(120_001), is_terminated, is_reconciled };
        let found = payout(&shipped.basis(), &facts, &mut Trace::off()).expect("decided");
        assert_eq!(found.cash.checked_add(found.bonuses), Some(kzt(120_001)));
        found.cash.minor()
    };
    assert_eq!([cash(true, true), cash(true, false)], [120_001, 0]);
    assert_eq!([cash(false, true), cash(false, false)], [0, 0]);
}
