use proptest::prelude::*;

use super::{
    AutoRenewal, AutoRenewed, RefusalIgnored, RefusedBy, RenewalRefusal, auto_renew, debit_moment,
    labels, refuse_renewal,
};
use crate::contract::decision::{Trace, assert_worded, decide};
use crate::contract::shipped::Shipped;
use crate::contract::{Currency, Instant, Money, ServiceState, Undecided};

const END: &str = "2026-07-01T00:00:00+05:00";

fn at(text: &str) -> Instant {
    text.parse().expect(text)
}

fn kzt(amount: &str) -> Money {
    format!("{amount} KZT").parse().expect(amount)
}

fn terms(readings: &[(&str, &str)]) -> Shipped {
    readings.iter().fold(Shipped::new(), |terms, (id, value)| terms.with(id, value))
}

fn account(balance: &str, bonuses: &str) -> AutoRenewal {
    AutoRenewal {
        on: Some(true),
        balance: kzt(balance),
        bonuses: kzt(bonuses),
        price: kzt("15990.00"),
        debited: kzt("0"),
        term_end: at(END),
        at: None,
    }
}

fn run(readings: &[(&str, &str)], facts: &AutoRenewal) -> AutoRenewed {
    auto_renew(&terms(readings).basis(), facts, &mut Trace::off()).expect("an answer")
}

/// Debit, bonuses in it, balance and bonuses after it.
fn sums(done: &AutoRenewed) -> [String; 4] {
    [done.debit, done.debit_bonuses, done.balance, done.bonuses].map(|sum| sum.to_string())
}

#[test]
fn a_balance_equal_to_the_price_is_enough_and_a_tiyn_less_is_not() {
    let enough = run(&[], &account("15990.00", "0"));
    assert!(enough.renewed);
    assert_eq!(sums(&enough), ["15990.00 KZT", "0.00 KZT", "0.00 KZT", "0.00 KZT"]);
    assert_eq!((enough.state, enough.missing), (ServiceState::Active, kzt("0")));
    let short = run(&[], &account("15989.99", "0"));
    assert!(!short.renewed);
    assert_eq!(sums(&short), ["0.00 KZT", "0.00 KZT", "15989.99 KZT", "0.00 KZT"]);
    assert_eq!((short.state, short.missing), (ServiceState::Suspended, kzt("0.01")));
    assert_eq!(short.next_try, None);
}

#[test]
fn bonuses_go_before_money_or_not_at_all() {
    let both = account("12000.00", "4500.00");
    let paid = run(&[], &both);
    assert_eq!(sums(&paid), ["15990.00 KZT", "4500.00 KZT", "510.00 KZT", "0.00 KZT"]);
    let refused = run(&[("autorenew.use_bonus", "false")], &both);
    assert!(!refused.renewed);
    assert_eq!(refused.missing, kzt("3990.00"));
    let many = run(&[], &account("12000.00", "20000.00"));
    assert_eq!(sums(&many), ["15990.00 KZT", "15990.00 KZT", "12000.00 KZT", "4010.00 KZT"]);
}

#[test]
fn nothing_is_debited_unless_it_is_on() {
    let off = run(&[], &AutoRenewal { on: Some(false), ..account("20000.00", "0") });
    assert!(!off.renewed && off.debit.minor() == 0);
    assert_eq!((off.state, off.next_try), (ServiceState::Suspended, None));
    let untouched = AutoRenewal { on: None, ..account("20000.00", "0") };
    assert!(!run(&[], &untouched).renewed);
    assert!(run(&[("autorenew.default", "true")], &untouched).renewed);
}

#[test]
fn a_debit_in_part_renews_nothing_until_the_rest_is_there() {
    let partial = [("autorenew.partial", "true"), ("autorenew.retry", "24 hours")];
    let first = run(&partial, &account("10000.00", "500.00"));
    assert!(!first.renewed);
    assert_eq!(sums(&first), ["10500.00 KZT", "500.00 KZT", "0.00 KZT", "0.00 KZT"]);
    assert_eq!((first.missing, first.state), (kzt("5490.00"), ServiceState::Suspended));
    assert_eq!(first.next_try, Some(at("2026-07-02T00:00:00+05:00")));
    let second =
        AutoRenewal { debited: first.debit, at: first.next_try, ..account("6000.00", "0") };
    let second = run(&partial, &second);
    assert!(second.renewed);
    assert_eq!(sums(&second), ["5490.00 KZT", "0.00 KZT", "510.00 KZT", "0.00 KZT"]);
    assert_eq!(second.state, ServiceState::Active);
    let more = AutoRenewal { debited: kzt("15990.01"), ..account("0", "0") };
    let more = auto_renew(&Shipped::new().basis(), &more, &mut Trace::off());
    assert!(matches!(more, Err(Undecided::MoreThanAll { .. })));
}

#[test]
fn a_debit_is_tried_again_as_long_as_the_service_can_be_resumed() {
    let daily = [("autorenew.retry", "24 hours")];
    let again = |moment: &str| {
        let facts = AutoRenewal { at: Some(at(moment)), ..account("0", "0") };
        run(&daily, &facts).next_try.map(|next| next.to_string())
    };
    assert_eq!(again(END).as_deref(), Some("2026-07-02T00:00:00+05:00"));
    // The time to resume ends with 15 July.
    assert_eq!(again("2026-07-14T23:59:59+05:00").as_deref(), Some("2026-07-15T23:59:59+05:00"));
    assert_eq!(again("2026-07-15T00:00:00+05:00"), None);
    // A try that comes too late takes nothing.
    let late =
        AutoRenewal { at: Some(at("2026-07-16T00:00:00+05:00")), ..account("20000.00", "0") };
    let late = run(&daily, &late);
    assert!(!late.renewed && late.debit.minor() == 0);
    assert_eq!(late.state, ServiceState::Deletable);
    let zero = terms(&[("autorenew.retry", "0 s")]);
    let zero = auto_renew(&zero.basis(), &account("0", "0"), &mut Trace::off());
    assert!(matches!(zero, Err(Undecided::Zero { .. })));
}

#[test]
fn the_debit_can_come_before_the_end() {
    let before = [("autorenew.charge_at", "3 hours"), ("autorenew.retry", "1 hour")];
    let shipped = terms(&before);
    let moment = debit_moment(&shipped.basis(), at(END), &mut Trace::off());
    assert_eq!(moment, Ok(at("2026-06-30T21:00:00+05:00")));
    assert_eq!(debit_moment(&Shipped::new().basis(), at(END), &mut Trace::off()), Ok(at(END)));
    let short = run(&before, &account("0", "0"));
    assert_eq!(short.at, at("2026-06-30T21:00:00+05:00"));
    assert_eq!(short.next_try, Some(at("2026-06-30T22:00:00+05:00")));
    assert_eq!(short.state, ServiceState::Suspended, "at the end of the term");
    let early = AutoRenewal { at: Some(at("2026-06-30T20:59:59+05:00")), ..account("0", "0") };
    let early = auto_renew(&shipped.basis(), &early, &mut Trace::off());
    assert!(matches!(early, Err(Undecided::TooEarly { .. })));
}

#[test]
fn open_access_outlives_a_failed_debit_by_the_grace() {
    let hour = [("suspend.grace_seconds", "1 hour")];
    assert_eq!(run(&hour, &account("0", "0")).state, ServiceState::Active);
    let later = AutoRenewal { at: Some(at("2026-07-01T01:00:00+05:00")), ..account("0", "0") };
    assert_eq!(run(&hour, &later).state, ServiceState::Suspended);
}

#[test]
fn a_refusal_is_in_time_until_the_second_of_the_debit() {
    use RefusalIgnored::{AtTheDebit, OnlyByTicket, TooLate};
    use RefusedBy::{Console, Ticket};

    let refuse = |readings: &[(&str, &str)], moment: &str, by| {
        let facts = RenewalRefusal { debit: at(END), refused: at(moment), by };
        refuse_renewal(&terms(readings).basis(), &facts, &mut Trace::off()).expect("an answer")
    };
    let tie = [("autorenew.tie", "refusal")];
    let tickets = [("autorenew.refusal_channel", "ticket-only")];
    let (before, after) = ("2026-06-30T23:59:59+05:00", "2026-07-01T00:00:01+05:00");
    assert_eq!(refuse(&[], before, Ticket), Ok(()));
    assert_eq!(refuse(&[], END, Ticket), Err(AtTheDebit));
    assert_eq!(refuse(&tie, "2026-06-30T19:00:00Z", Ticket), Ok(()));
    assert_eq!(refuse(&tie, after, Ticket), Err(TooLate));
    assert_eq!(refuse(&[], before, Console), Ok(()));
    assert_eq!(refuse(&tickets, before, Console), Err(OnlyByTicket));
    assert_eq!(refuse(&tickets, before, Ticket), Ok(()));
    assert_eq!(refuse(&[tie[0], tickets[0]], END, Console), Err(OnlyByTicket));
}

#[test]
fn the_other_readings_come_with_the_answer() {
    let ids = |facts: &AutoRenewal| {
        let decision = decide(&Shipped::new().basis(), |b, t| auto_renew(b, facts, t));
        let readings = decision.expect("an answer").readings;
        readings.iter().map(|reading| reading.parameter.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(&account("12000.00", "4500.00")), ["autorenew.use_bonus"]);
    assert_eq!(ids(&account("12000.00", "0")), ["autorenew.partial"]);
    assert!(ids(&account("15990.00", "0")).is_empty());
}

#[test]
fn its_labels_can_stand_in_an_answer() {
    assert_worded(labels::ALL);
}

proptest! {
    #[test]
    fn money_is_neither_made_nor_lost(
        balance in 0..3_000_000_u64, bonuses in 0..3_000_000_u64, price in 0..3_000_000_u64,
        on: bool, use_bonus: bool, partial: bool,
    ) {
        let sum = |minor| Money::from_minor(minor, Currency::Kzt);
        let facts = AutoRenewal {
            on: Some(on),
            balance: sum(balance),
            bonuses: sum(bonuses),
            price: sum(price),
            ..account("0", "0")
        };
        let readings = [
            ("autorenew.use_bonus", use_bonus.to_string()),
            ("autorenew.partial", partial.to_string()),
        ];
        let readings: Vec<_> = readings.iter().map(|(id, text)| (*id, &**text)).collect();
        let done = run(&readings, &facts);
        let money = done.debit.minor() - done.debit_bonuses.minor();
        prop_assert_eq!(done.balance.minor() + money, balance);
        prop_assert_eq!(done.bonuses.minor() + done.debit_bonuses.minor(), bonuses);
        prop_assert!(done.debit.minor() <= price);
        prop_assert!(use_bonus || done.debit_bonuses.minor() == 0);
        // Bonuses first: money goes only once the bonuses that may pay are spent.
        prop_assert!(money == 0 || !use_bonus || done.bonuses.minor() == 0);
        let usable = if use_bonus { bonuses } else { 0 };
        prop_assert_eq!(done.renewed, on && balance + usable >= price);
        prop_assert_eq!(done.missing.minor(), price.saturating_sub(balance + usable));
        prop_assert_eq!(done.renewed, done.state == ServiceState::Active);
        if !done.renewed {
            let taken = if on && partial { balance + usable } else { 0 };
            prop_assert_eq!(done.debit.minor(), taken);
        }
    }
}
