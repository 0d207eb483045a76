use super::story::{AT, CUSTOMER, FACTS, Project, at, changed, without};
use crate::billing::{Signed, State, differences};
use crate::contract::{Instant, Interval};
use crate::diagnostics::Finding;

#[test]
fn what_was_booked_by_the_rules_is_right() {
    let story = Project::new(CUSTOMER, FACTS);
    assert_eq!(story.codes(AT), []);
    // And it was at every day on the way.
    let first = at("2026-02-01T00:00:00+05:00");
    for day in 0..200 {
        let moment = first.add_seconds(day * 86_400).unwrap().to_string();
        assert_eq!(story.codes(&moment), [], "{moment}");
    }
}

#[test]
fn each_fact_that_is_wrong_is_told_at_its_place() {
    #[rustfmt::skip]
    let cases: &[(&str, &str, &str, &str)] = &[
        // What is replaced, by what, the code, and what it points at.
        ("09:30:00+05:00, amount: 24990.00 KZT, bonuses", "09:30:00+05:00, amount: 24991.00 KZT, bonuses", "E0450", "24991.00 KZT"),
        ("id: deb-1a, server: aman-main, at: 2026-02-04T09:30:00+05:00, amount: 25000.00 KZT, for: addon, addon: licence-client, quantity: 10", "id: deb-1a, server: aman-main, at: 2026-02-04T09:30:00+05:00, amount: 25000.00 KZT, for: addon, addon: licence-client, quantity: 9", "E0450", "25000.00 KZT"),
        ("amount: 5516.13 KZT", "amount: 5516.12 KZT", "E0468", "5516.12 KZT"),
        ("amount: 374.85 KZT, claim: claim-1", "amount: 374.86 KZT, claim: claim-1", "E0456", "374.86 KZT"),
        ("amount: 3224.52 KZT", "amount: 3224.51 KZT", "E0454", "3224.51 KZT"),
        ("at: 2026-06-26T12:00:00+05:00", "at: 2026-06-27T00:00:00+05:00", "E0455", "2026-06-27T00:00:00+05:00"),
        ("number: S-2, amount: 40990.00 KZT", "number: S-2, amount: 40991.00 KZT", "E0459", "40991.00 KZT"),
        ("number: S-1, amount: 40990.00 KZT", "number: S-1, amount: 15990.00 KZT", "E0459", "15990.00 KZT"),
        ("reconciled: true", "reconciled: false", "E0460", "249.90 KZT"),
        ("reconciled: true, cash: 249.90 KZT", "reconciled: true, cash: 249.00 KZT", "E0461", "249.00 KZT"),
        ("amount: 249.90 KZT, claim: claim-2", "amount: 249.90 KZT", "W0458", "249.90 KZT"),
        ("message: 2026-02-04T09:30:00+05:00", "message: 2026-02-04T09:30:01+05:00", "E0467", "2026-02-04T09:30:00+05:00"),
        ("at: 2026-02-03T11:00:00+05:00", "at: 2026-02-04T09:30:01+05:00", "E0462", "2026-02-04T09:30:00+05:00"),
    ];
    for (old, new, code, place) in cases {
        let codes = changed(&[(old, new)]).codes(AT);
        let told = codes.iter().find(|(found, _)| found == code);
        assert_eq!(told.map(|(_, text)| text.as_str()), Some(*place), "{old} → {new}: {codes:?}");
    }
}

#[test]
fn states_follow_from_facts_alone() {
    let story = Project::new(CUSTOMER, FACTS);
    story.ask(|books| {
        let account = books.account(books.customer("aman").unwrap());
        let service = account.service("aman-main").unwrap();
        let state = |text: &str| service.state_at(at(text)).map(|since| since.state);
        for (moment, expected) in [
            ("2026-02-02T08:59:59+05:00", None),
            ("2026-02-02T09:00:00+05:00", Some(State::Ordered)),
            ("2026-02-03T11:00:00+05:00", Some(State::Paid)),
            ("2026-02-04T09:29:59+05:00", Some(State::Paid)),
            ("2026-02-04T09:30:00+05:00", Some(State::Active)),
            ("2026-05-04T09:29:59+05:00", Some(State::Active)),
            ("2026-05-04T09:30:00+05:00", Some(State::Suspended)),
            ("2026-05-10T11:59:59+05:00", Some(State::Suspended)),
            ("2026-05-10T12:00:00+05:00", Some(State::Active)),
            ("2026-06-05T15:59:59+05:00", Some(State::Active)),
            ("2026-06-05T16:00:00+05:00", Some(State::Terminated)),
            ("2027-06-05T16:00:00+05:00", Some(State::Terminated)),
        ] {
            assert_eq!(state(moment), expected, "{moment}");
        }
        let ends: Vec<_> = service.periods.iter().map(|it| (it.span.until(), it.anchor)).collect();
        assert_eq!(ends.len(), 4);
        assert_eq!(ends[3], (at("2026-06-10T12:00:00+05:00"), 10));
    });
}

#[test]
fn what_is_not_paid_is_suspended_and_then_deletable() {
    let story = without(&[
        "pay-4", "deb-4", "works-1", "out-2", "claim-2", "bon-2", "ref-1", "give-up", "no-more",
        "settled",
    ]);
    story.ask(|books| {
        let account = books.account(books.customer("aman").unwrap());
        let service = account.service("aman-main").unwrap();
        let state = |text: &str| service.state_at(at(text)).map(|since| since.state);
        assert_eq!(state("2026-05-18T23:59:59+05:00"), Some(State::Suspended));
        assert_eq!(state("2026-05-19T00:00:00+05:00"), Some(State::Deletable));
    });
    assert_eq!(story.codes(AT), []);
}

#[test]
fn a_renewal_has_to_come_in_time_and_follow() {
    // A second before the data may be deleted, and then.
    for (paid, codes) in
        [("2026-05-18T23:59:59+05:00", vec![]), ("2026-05-19T00:00:00+05:00", vec!["E0463"])]
    {
        let (month, rest) = paid.split_at(6);
        let until = format!("2026-06{}", &rest[1..]);
        let _ = month;
        let story = changed(&[
            (
                "id: pay-4, customer: aman, at: 2026-05-10T12:00:00+05:00",
                &format!("id: pay-4, customer: aman, at: {paid}"),
            ),
            (
                "id: deb-4, server: aman-main, at: 2026-05-10T12:00:00+05:00, amount: 24990.00 KZT, for: tariff, covers: {from: 2026-05-10T12:00:00+05:00, until: 2026-06-10T12:00:00+05:00}",
                &format!(
                    "id: deb-4, server: aman-main, at: {paid}, amount: 24990.00 KZT, for: tariff, covers: {{from: {paid}, until: {until}}}"
                ),
            ),
        ]);
        let found: Vec<_> =
            story.codes("2026-05-20T00:00:00+05:00").iter().map(|(code, _)| *code).collect();
        assert_eq!(found, codes, "{paid}");
    }
}

#[test]
fn a_refusal_stops_the_next_debit_unless_the_customer_comes_back() {
    let refused_and = |at: &str, more: &str| {
        let line =
            format!("- {{fact: refusal, id: no, server: aman-main, at: {at}, channel: ticket}}\n");
        let story = Project::new(CUSTOMER, &format!("{FACTS}{line}{more}"));
        let codes = story.codes(AT);
        codes.into_iter().map(|(code, _)| code).collect::<Vec<_>>()
    };
    let refused = |at: &str| refused_and(at, "");
    // Money comes in on 1 April, and nobody says that it is for the renewal.
    assert_eq!(refused("2026-03-31T10:00:00+05:00"), ["E0453"]);
    let again = "- {fact: auto-renewal, id: again, server: aman-main, at: 2026-04-01T16:00:00+05:00, enabled: true}\n";
    assert_eq!(refused_and("2026-03-31T10:00:00+05:00", again), [""; 0]);
    assert_eq!(refused("2026-04-02T10:00:00+05:00"), ["E0453"]);
    assert_eq!(refused("2026-04-04T09:29:59+05:00"), ["E0453"]);
    assert_eq!(refused("2026-04-04T09:30:00+05:00"), [""; 0]);
}

#[test]
fn what_is_taken_without_money_is_told_once_for_each_time_it_grows() {
    let codes = without(&["pay-3"]).codes(AT);
    let codes: Vec<_> = codes.iter().map(|(code, place)| (*code, place.as_str())).collect();
    assert_eq!(
        codes,
        [("E0452", "24990.00 KZT"), ("E0452", "25000.00 KZT"), ("E0452", "24990.00 KZT"),]
    );
}

#[test]
fn the_account_adds_up() {
    let story = Project::new(CUSTOMER, FACTS);
    story.ask(|books| {
        let span = Interval::new(at("2026-03-01T00:00:00+05:00"), at("2026-04-01T00:00:00+05:00"));
        let statement = books.statement("aman", span.unwrap(), at(AT)).unwrap();
        assert_eq!(statement.opening.money.to_string(), "50000.00 KZT");
        assert_eq!(statement.closing.money.to_string(), "3493.87 KZT");
        assert_eq!(statement.closing.bonuses.to_string(), "374.85 KZT");
        assert_eq!(statement.entries.len(), 4);
        assert_eq!(statement.totals.charged.to_string(), "-46506.13 KZT");
        let [vat] = statement.vat.as_slice() else { panic!("{:?}", statement.vat) };
        assert_eq!(vat.rate.to_string(), "16 %");
        assert_eq!(vat.gross.to_string(), "46506.13 KZT");
        assert_eq!(vat.vat.plus(vat.net), vat.gross);
        assert_eq!(statement.services[0].periods.len(), 2);
        assert!(statement.differences.is_empty());
        assert_eq!(statement.editions, ["2026-01-16"]);
        let whole = Interval::new(Instant::EPOCH, at("2027-01-01T00:00:00+05:00")).unwrap();
        let whole = books.statement("aman", whole, at(AT)).unwrap();
        assert_eq!(whole.closing.money.to_string(), "38234.52 KZT");
        assert_eq!(whole.closing.bonuses.to_string(), "0.00 KZT");
        let sum = whole.closing.money.plus(whole.closing.bonuses);
        assert_eq!(whole.totals.sum(), sum);
    });
}

#[test]
fn what_is_too_much_is_booked_back_and_what_is_missing_is_booked() {
    #[rustfmt::skip]
    let cases = [
        ("amount: 5516.13 KZT", "amount: 5516.12 KZT", "E0468", "book the rest"),
        ("amount: 5516.13 KZT", "amount: 5516.14 KZT", "E0468", "reverse it and book the right sum"),
        ("amount: 374.85 KZT, claim: claim-1", "amount: 374.84 KZT, claim: claim-1", "E0456", "credit the rest"),
        ("amount: 374.85 KZT, claim: claim-1", "amount: 374.86 KZT, claim: claim-1", "E0456", "reverse it and credit the right sum"),
    ];
    for (old, new, code, advice) in cases {
        changed(&[(old, new)]).ask(|books| {
            let account = books.account(books.customer("aman").unwrap());
            let found = differences(books, &account, at(AT));
            let found = found.iter().map(Finding::from).find(|it| it.code.0 == code).unwrap();
            assert!(found.help[0].starts_with(advice), "{new}: {:?}", found.help);
        });
    }
}

#[test]
fn what_is_older_than_the_terms_is_counted_and_not_called_right() {
    let whole = Interval::new(Instant::EPOCH, at("2027-01-01T00:00:00+05:00")).unwrap();
    // The same half of a year, two years before the first edition.
    let old = Project::new(&CUSTOMER.replace("2026-", "2024-"), &FACTS.replace("2026-", "2024-"));
    old.ask(|books| {
        let statement = books.statement("aman", whole, at(AT)).unwrap();
        assert!(statement.differences.is_empty() && statement.vat.is_empty());
        // All but the four payments: eight debits, a refund, two bonuses and a settlement.
        assert_eq!(statement.unjudged.count, 12);
        assert_eq!(statement.untaxed.count, 9);
        let taken = statement.totals.charged.plus(statement.totals.refunded);
        let none = Signed::zero(taken.currency());
        assert_eq!(none.less(taken), statement.untaxed.gross);
        assert_eq!(statement.first_edition, Some("2026-01-16".parse().unwrap()));
    });
    let judged = Project::new(CUSTOMER, FACTS);
    judged.ask(|books| {
        let statement = books.statement("aman", whole, at(AT)).unwrap();
        assert_eq!((statement.unjudged.count, statement.untaxed.count), (0, 0));
        let none = Signed::zero(books.currency());
        let taxed = statement.vat.iter().fold(none, |sum, line| sum.plus(line.gross));
        let taken = statement.totals.charged.plus(statement.totals.refunded);
        assert_eq!(none.less(taken), taxed);
    });
}

/// A mistake, what takes it back, and the account between both.
#[test]
fn what_was_taken_back_stands_on_the_account_and_nowhere_else() {
    let mistakes = [
        // A debit after the end, a second refund, bonuses of nobody, money of somebody else.
        "fact: debit, id: wrong, server: aman-main, at: 2026-07-01T10:00:00+05:00, amount: 24990.00 KZT, for: tariff, covers: {from: 2026-06-10T12:00:00+05:00, until: 2026-07-10T12:00:00+05:00}",
        "fact: debit, id: wrong, server: aman-main, at: 2026-07-01T10:00:00+05:00, amount: 99999.00 KZT, for: addon, addon: licence-client, covers: {from: 2026-06-10T12:00:00+05:00, until: 2026-07-10T12:00:00+05:00}",
        "fact: refund, id: wrong, server: aman-main, at: 2026-07-01T10:00:00+05:00, amount: 100.00 KZT, request: give-up",
        "fact: bonus, id: wrong, customer: aman, at: 2026-07-01T10:00:00+05:00, amount: 100.00 KZT",
        "fact: settlement, id: wrong, customer: aman, at: 2026-07-01T10:00:00+05:00, reconciled: true, cash: 1.00 KZT",
        "fact: payment, id: wrong, customer: aman, at: 2026-07-01T10:00:00+05:00, amount: 100.00 KZT",
    ];
    let whole = Interval::new(Instant::EPOCH, at("2027-01-01T00:00:00+05:00")).unwrap();
    let right = Project::new(CUSTOMER, FACTS);
    let seen = |story: &Project, moment: &str| {
        story.ask(|books| {
            let statement = books.statement("aman", whole, at(moment)).unwrap();
            let periods = statement.services[0].periods.len();
            let last = books.account(books.customer("aman").unwrap()).services[0].states.0.clone();
            let vat: Vec<_> = statement.vat.iter().map(|it| (it.rate, it.gross, it.vat)).collect();
            let money = (statement.closing, statement.totals);
            (format!("{periods} {last:?} {vat:?}"), money, statement.entries.len())
        })
    };
    let plain = seen(&right, AT);
    for mistake in mistakes {
        let facts = format!(
            "{FACTS}- {{{mistake}}}\n- {{fact: reversal, id: undone, at: 2026-07-03T09:00:00+05:00, of: wrong}}\n"
        );
        let story = Project::new(CUSTOMER, &facts);
        let (same, money, entries) = seen(&story, AT);
        assert_eq!((same, money), (plain.0.clone(), plain.1), "{mistake}");
        assert_eq!(entries, plain.2 + 2, "both stand on the account: {mistake}");
        assert_eq!(story.codes(AT), [], "{mistake}");
        // Until it was noticed it was a mistake like any other.
        let before = "2026-07-03T08:59:59+05:00";
        let noticed = seen(&story, before);
        assert_ne!(noticed.1.0, plain.1.0, "{mistake}");
        assert_eq!(noticed.2, plain.2 + 1, "{mistake}");
        story.ask(|books| {
            let known = books.statement("aman", whole, at(before)).unwrap();
            assert_eq!(
                known.differences.is_empty(),
                mistake.starts_with("fact: payment"),
                "{mistake}"
            );
        });
    }
}
