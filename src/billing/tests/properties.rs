use std::path::Path;

use proptest::prelude::*;

use super::story::{AT, CUSTOMER, FACTS, Project, at};
use crate::billing::{Booking, Books, Signed, State, differences};
use crate::blueprint::{Limits, load};
use crate::contract::{Instant, Interval};
use crate::fleet::Catalogue;
use crate::ledger::{self, Inputs};

/// Everything that an account says, in words.
fn told(project: &Project) -> String {
    project.ask(|books| {
        let span = Interval::new(Instant::EPOCH, at("2030-01-01T00:00:00+05:00")).unwrap();
        let statement = books.statement("aman", span, at(AT)).unwrap();
        let entries: Vec<_> = statement
            .entries
            .iter()
            .map(|it| format!("{} {} {}", it.booking.id(), it.after.money, it.after.bonuses))
            .collect();
        let states: Vec<_> =
            statement.services[0].states.iter().map(|it| (it.span, it.state)).collect();
        format!("{entries:#?} {states:?} {:?}", statement.vat)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_and_the_number_of_facts_change_nothing(
        order in Just((0..FACTS.lines().count()).collect::<Vec<_>>()).prop_shuffle(),
        again in prop::collection::vec(0..FACTS.lines().count(), 0..6)
    ) {
        let lines: Vec<&str> = FACTS.lines().collect();
        let text: Vec<&str> = order.iter().chain(&again).map(|&n| lines[n]).collect();
        let mixed = Project::new(CUSTOMER, &format!("{}\n", text.join("\n")));
        prop_assert_eq!(told(&mixed), told(&Project::new(CUSTOMER, FACTS)));
    }

    #[test]
    fn no_money_is_made_or_lost(seconds in 0_i64..15_000_000, length in 1_i64..9_000_000) {
        let story = Project::new(CUSTOMER, FACTS);
        let from = at("2026-02-01T00:00:00+05:00").add_seconds(seconds).unwrap();
        let span = Interval::new(from, from.add_seconds(length).unwrap()).unwrap();
        story.ask(|books| {
            let statement = books.statement("aman", span, at(AT)).unwrap();
            let held = |balance: crate::billing::Balance| balance.money.plus(balance.bonuses);
            let moved = held(statement.closing).less(held(statement.opening));
            assert_eq!(statement.totals.sum(), moved);
            // Two parts of a span are the whole: one closes with what the other opens with.
            let middle = from.add_seconds(length / 2).unwrap();
            if let (Some(one), Some(two)) =
                (Interval::new(from, middle), Interval::new(middle, span.until()))
            {
                let one = books.statement("aman", one, at(AT)).unwrap();
                let two = books.statement("aman", two, at(AT)).unwrap();
                assert_eq!(one.opening, statement.opening);
                assert_eq!(one.closing, two.opening);
                assert_eq!(two.closing, statement.closing);
                assert_eq!(one.entries.len() + two.entries.len(), statement.entries.len());
            }
        });
    }

    #[test]
    fn periods_that_follow_each_other_tile_and_keep_their_day(
        day in 1_i64..32, months in 1_u32..4, count in 1_usize..14
    ) {
        let start = at("2026-01-31T10:00:00+05:00").add_seconds((day - 31) * 86_400).unwrap();
        let story = Project::new(CUSTOMER, FACTS);
        let facts = story.ask(|books| {
            let (_, basis) = books.basis_at(at(AT)).unwrap();
            let anchor = basis.anchor(start);
            let mut facts = format!("- {{fact: activation, id: a, server: aman-main, at: {start}}}\n");
            let mut from = start;
            for n in 0..count {
                let until = basis.months_after(start, months, u32::try_from(n).unwrap() + 1, anchor).unwrap();
                facts.push_str(&format!(
                    "- {{fact: debit, id: d{n}, server: aman-main, at: {from}, amount: 1.00 KZT, for: tariff, months: {months}, covers: {{from: {from}, until: {until}}}}}\n"
                ));
                from = until;
            }
            facts
        });
        let chain = Project::new(CUSTOMER, &facts);
        chain.ask(|books| {
            let account = books.account(books.customer("aman").unwrap());
            let service = &account.services[0];
            let (_, basis) = books.basis_at(at(AT)).unwrap();
            for pair in service.periods.windows(2) {
                assert_eq!(pair[0].span.until(), pair[1].span.from());
                assert_eq!(pair[1].anchor, basis.anchor(start));
            }
            // Open from the first moment to the last, without a gap.
            let last = service.periods.last().unwrap().span.until();
            let whole = Interval::new(start, last).unwrap();
            let states = service.states.within(whole);
            assert_eq!(states.len(), 1, "{states:?}");
            assert_eq!((states[0].state, states[0].span), (State::Active, whole));
            assert_eq!(service.state_at(last).unwrap().state, State::Suspended);
        });
        let codes = chain.codes(AT);
        prop_assert!(codes.iter().all(|(code, _)| *code != "E0451" && *code != "E0463"), "{codes:?}");
    }

    #[test]
    fn the_balance_is_the_sum_of_all_before(seconds in 0_i64..20_000_000) {
        let story = Project::new(CUSTOMER, FACTS);
        let moment = at("2026-01-15T00:00:00+05:00").add_seconds(seconds).unwrap();
        story.ask(|books| {
            let account = books.account(books.customer("aman").unwrap());
            let mut money = Signed::zero(books.currency());
            for entry in account.entries.iter().filter(|entry| entry.at <= moment) {
                money = match entry.booking {
                    Booking::Payment(it) => money.plus(Signed::credit(it.amount.value)),
                    Booking::Debit(it) => {
                        let bonuses = it.bonuses.map_or(0, |bonuses| bonuses.value.minor());
                        let paid = it.amount.value.minor() - bonuses;
                        let paid = crate::contract::Money::from_minor(paid, books.currency());
                        money.plus(Signed::charge(paid))
                    }
                    Booking::Refund(it) => money.plus(Signed::credit(it.amount.value)),
                    Booking::Bonus(_) | Booking::Settlement(_) => money,
                    Booking::Reversal { .. } => unreachable!("the story has none"),
                };
            }
            assert_eq!(account.balance_at(moment).money, money);
        });
    }
}

#[test]
fn another_offset_of_the_same_moments_changes_nothing() {
    // Every moment of the story in UTC.
    let mut utc = String::new();
    for (n, part) in FACTS.split("+05:00").enumerate() {
        if n > 0 {
            utc.push('Z');
        }
        let is_last = n == FACTS.matches("+05:00").count();
        let moment = part.len().checked_sub(19).filter(|_| !is_last);
        match moment {
            Some(start) => {
                utc.push_str(&part[..start]);
                let moment = at(&format!("{}+05:00", &part[start..]));
                let written = moment.at(crate::contract::UtcOffset::UTC).to_string();
                utc.push_str(written.trim_end_matches("+00:00"));
            }
            None => utc.push_str(part),
        }
    }
    assert!(!utc.contains("+05:00") && utc.contains("2026-02-04T04:30:00Z"), "{utc}");
    assert_eq!(told(&Project::new(CUSTOMER, &utc)), told(&Project::new(CUSTOMER, FACTS)));
}

#[test]
fn a_later_edition_leaves_what_was_booked_as_it_was() {
    let text = include_str!("../../../blueprints/terms/2026-01-16.yaml");
    let other = [
        (
            "name: \"2026-01-16\"\neffective-from: 2026-01-16",
            "name: later\neffective-from: 2026-07-01",
        ),
        ("charge: prorated-remaining-days", "charge: full-difference"),
        ("charge-request-day: true", "charge-request-day: false"),
        ("resume-within: 14 days", "resume-within: 1 days"),
        ("late-renewal-from: resume", "late-renewal-from: previous-end"),
        ("per-hour: 1 %", "per-hour: 2 %"),
        ("pay-with-bonuses: true", "pay-with-bonuses: false"),
        ("full-refund-within: 14 days", "full-refund-within: 300 days"),
        ("recalculated-within: 15 working days", "recalculated-within: 1 working days"),
        ("starts-with: later", "starts-with: access"),
        ("refund-addons: false", "refund-addons: true"),
    ];
    let mut later = text.to_owned();
    for (old, new) in other {
        assert!(later.contains(old), "{old}");
        later = later.replace(old, new);
    }
    let both = Project::with(CUSTOMER, FACTS, &[&later]);
    assert_eq!(both.codes(AT), []);
    assert_eq!(told(&both), told(&Project::new(CUSTOMER, FACTS)));
    // The same edition from the beginning is another contract, and says so.
    let earlier = later.replace("2026-07-01", "2026-01-17");
    let judged = Project::with(CUSTOMER, FACTS, &[&earlier]).codes(AT);
    let codes: std::collections::BTreeSet<_> = judged.iter().map(|(code, _)| *code).collect();
    for code in ["E0454", "E0456", "E0467", "E0468", "E0470"] {
        assert!(codes.contains(code), "{code} is not among {codes:?}");
    }
}

#[test]
fn the_example_project_was_booked_by_its_terms() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut loaded = load(root, Vec::new(), Limits::default());
    let folder = loaded.ledger.clone().expect("the example has a ledger");
    let inputs = Inputs { paths: vec![folder], streams: Vec::new() };
    let read = ledger::load(inputs, Limits::default(), &mut loaded.sources);
    let catalogue = Catalogue::new(&loaded.blueprints);
    let books = Books::new(&catalogue, &read.ledger).unwrap();
    let found = books.each_account(|account| {
        let all = differences(&books, account, at(AT));
        all.iter()
            .map(|it| format!("{} {:?}", loaded.sources.place(it.place), it.fault))
            .collect::<Vec<_>>()
    });
    let found: Vec<_> = found.into_iter().flatten().collect();
    assert!(found.is_empty(), "{found:#?}");
}
