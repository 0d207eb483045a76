use super::{GivenUp, NearEdge, Paid, PaidFor, RefundBasis, refund};
use crate::contract::decision::{Decision, assert_worded, decide};
use crate::contract::shipped::Shipped;
use crate::contract::{Basis, Instant, Interval, Money};

fn at(text: &str) -> Instant {
    text.parse().expect(text)
}

fn kzt(amount: &str) -> Money {
    format!("{amount} KZT").parse().expect(amount)
}

fn paid(amount: &str, from: &str, until: &str) -> Paid {
    Paid {
        amount: kzt(amount),
        bonuses: kzt("0"),
        kind: PaidFor::Tariff,
        covers: Interval::new(at(from), at(until)).expect("a period"),
        list_price: None,
    }
}

/// March, from the first.
fn march() -> Paid {
    paid("15990.00", "2026-03-01T10:15:00+05:00", "2026-04-01T10:15:00+05:00")
}

fn given_up<'a>(payments: &'a [Paid], requested: &str) -> GivenUp<'a> {
    let activated = at("2026-03-01T10:15:00+05:00");
    GivenUp { activated, requested: at(requested), payments, favour: false }
}

fn decided(basis: &Basis<'_>, facts: &GivenUp<'_>) -> Decision<super::Refund> {
    decide(basis, |basis, trace| refund(basis, facts, trace)).expect("a refund")
}

#[test]
fn a_second_ends_the_full_refund() {
    let shipped = Shipped::new();
    let march = [march()];
    let last = decided(&shipped.basis(), &given_up(&march, "2026-03-15T23:59:59+05:00")).outcome;
    assert_eq!((last.basis, last.refund), (RefundBasis::Full, kzt("15990.00")));
    let full_until = at("2026-03-16T00:00:00+05:00");
    assert_eq!(last.near, Some(NearEdge { full_until, beyond: kzt("7737.10") }));

    let late = decided(&shipped.basis(), &given_up(&march, "2026-03-16T00:00:00+05:00")).outcome;
    assert_eq!((late.basis, late.refund), (RefundBasis::Recalculated, kzt("7737.10")));
    assert_eq!(late.retained, kzt("8252.90"));
    assert_eq!(late.near, Some(NearEdge { full_until, beyond: kzt("15990.00") }));
}

#[test]
fn its_labels_can_stand_in_an_answer() {
    assert_worded(super::label::ALL);
}
