//! Whatever the facts are, an answer is whole: it fits, it adds up, it can be read by programs.

use proptest::prelude::*;
use unicode_width::UnicodeWidthStr;

use super::*;
use crate::billing::{Books, Unanswered};
use crate::blueprint::{Limits, Loaded, load_texts};
use crate::contract::{Currency, GivenUp, Interval, Language, Money, Paid, PaidFor, UpgradeFacts};
use crate::diagnostics::Sources;
use crate::fleet::Catalogue;
use crate::ledger::Ledger;
use crate::review::answer::{View, WIDTH, document, html, human, markdown};

/// The terms, the calendar and the provider of the example.
fn loaded() -> Loaded {
    let texts = [
        ("terms.yaml", include_str!("../../../blueprints/terms/2026-01-16.yaml")),
        ("calendar.yaml", include_str!("../../../blueprints/calendars/kazakhstan.yaml")),
        ("provider.yaml", include_str!("../../../blueprints/provider.yaml")),
    ];
    let texts = texts.map(|(name, text)| (name.to_owned(), text.to_owned()));
    load_texts(texts.to_vec(), Limits::default())
}

/// Asks many times by the same terms.
fn ask(questions: impl FnOnce(&Books<'_>, &Sources)) {
    let loaded = loaded();
    assert!(loaded.report.is_empty(), "{:?}", loaded.report);
    let catalogue = Catalogue::new(&loaded.blueprints);
    let ledger = Ledger::default();
    questions(&Books::new(&catalogue, &ledger).unwrap(), &loaded.sources);
}

fn moment(text: &str) -> Instant {
    text.parse().unwrap()
}

fn kzt(minor: u64) -> Money {
    Money::from_minor(minor, Currency::Kzt)
}

/// Every form of an answer in every language, with what has to hold for all of them.
fn shown(answer: &Answer, sources: &Sources) {
    for language in [Language::Kazakh, Language::Russian, Language::English] {
        let view = View { language, sources };
        let text = human(answer, &view, WIDTH);
        for line in text.lines() {
            assert!(line.width() <= WIDTH, "{}: {line}", line.width());
        }
        for form in [&text, &markdown(answer, &view), &html(answer, &view)] {
            assert!(!form.contains("{0}") && !form.contains("{1}"), "{form}");
        }
        let json = document(answer, &view);
        assert_eq!(json["policies"].as_array().unwrap().len(), answer.policies.len());
    }
}

#[test]
fn a_refund_adds_up_and_its_answer_fits_whatever_was_paid() {
    ask(|books, sources| {
        let start = moment("2026-03-01T10:15:00+05:00");
        let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(48));
        let payment = (any::<u32>(), 0_u32..40, 1_u32..400, any::<bool>());
        let payments = proptest::collection::vec(payment, 1..5);
        runner
            .run(&(payments, 0_i64..300 * 86_400), |(payments, after)| {
                let paid: Vec<Paid> = payments
                    .iter()
                    .map(|&(minor, from, days, addon)| {
                        let from = start.add_seconds(i64::from(from) * 86_400).unwrap();
                        let until = from.add_seconds(i64::from(days) * 86_400).unwrap();
                        Paid {
                            amount: kzt(u64::from(minor) * 1_000),
                            bonuses: kzt(u64::from(minor) / 3),
                            kind: if addon { PaidFor::Addon } else { PaidFor::Tariff },
                            covers: Interval::new(from, until).unwrap(),
                            list_price: None,
                        }
                    })
                    .collect();
                let requested = start.add_seconds(after).unwrap();
                let facts = GivenUp { activated: start, requested, payments: &paid, favour: false };
                let answer = refund_of(books, &facts).unwrap();
                let figure = |key: &str| {
                    answer.result.iter().find(|it| it.what.key == key).map(|it| it.value.clone())
                };
                let minor = |key| match figure(key) {
                    Some(Value::Money(money)) => money.minor(),
                    other => panic!("{key}: {other:?}"),
                };
                let all: u64 = paid.iter().map(|payment| payment.amount.minor()).sum();
                assert_eq!(minor("refund") + minor("retained"), all);
                shown(&answer, sources);
                Ok(())
            })
            .unwrap();
    });
}

#[test]
fn a_reading_shows_the_figure_that_it_would_give() {
    ask(|books, _| {
        let period =
            Interval::new(moment("2026-03-01T10:15:00+05:00"), moment("2026-04-01T10:15:00+05:00"));
        let facts = UpgradeFacts {
            old: kzt(1_599_000),
            new: kzt(2_499_000),
            period: period.unwrap(),
            at: moment("2026-03-31T12:00:00+05:00"),
        };
        let answer = upgrade_of(books, &facts, None).unwrap();
        let charge = |figures: &[crate::review::answer::Figure]| {
            figures.iter().find(|it| it.what.key == "charge").map(|it| it.value.clone())
        };
        assert_eq!(charge(&answer.result), Some(kzt(29_032).into()));
        let other = &answer.readings[0];
        assert_eq!(other.parameter.id, "upgrade.charge");
        assert_eq!(charge(other.figures.as_ref().unwrap()), Some(kzt(900_000).into()));
        // Every parameter that a step asked is among the policies, once.
        let mut asked: Vec<_> =
            answer.steps.iter().flat_map(|step| step.parameters.clone()).collect();
        asked.sort_unstable();
        asked.dedup();
        let mut told: Vec<_> = answer.policies.iter().map(|it| it.parameter.id).collect();
        told.sort_unstable();
        assert_eq!(asked, told);
        // The line is that charge, with its tax.
        let line = &answer.lines[0];
        let tax = line.tax.unwrap();
        assert_eq!((line.gross, tax.vat, tax.net), (kzt(29_032), kzt(4_004), kzt(25_028)));
    });
}

#[test]
fn before_the_first_edition_nothing_is_decided() {
    ask(|books, _| {
        let at = moment("2026-01-15T23:59:59+05:00");
        let asked =
            RenewalAsked { term_end: at, months: 1, anchor: None, price: None, account: None };
        let why = renewal_of(books, at, &asked).unwrap_err();
        assert_eq!(why, Unanswered::NoTerms { at });
        let next = at.add_seconds(1).unwrap();
        assert!(renewal_of(books, next, &RenewalAsked { term_end: next, ..asked }).is_ok());
    });
}

#[test]
fn what_was_given_up_is_terminated_and_that_is_an_answer() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut loaded = crate::blueprint::load(root, Vec::new(), Limits::default());
    let folder = loaded.ledger.clone().expect("the example has a ledger");
    let inputs = crate::ledger::Inputs { paths: vec![folder], streams: Vec::new() };
    let read = crate::ledger::load(inputs, Limits::default(), &mut loaded.sources);
    let catalogue = Catalogue::new(&loaded.blueprints);
    let books = Books::new(&catalogue, &read.ledger).unwrap();
    // Given up on 3 November 2026, 16:45.
    let answer = renewal_for(&books, "saparov-shop", moment("2026-11-23T12:00:00+05:00")).unwrap();
    shown(&answer, &loaded.sources);
    let state = answer.result.iter().find(|figure| figure.what.key == "state").unwrap();
    assert_eq!(
        state.value,
        crate::contract::decision::Value::Word(crate::billing::State::Terminated.label())
    );
    let text = markdown(&answer, &View { language: Language::English, sources: &loaded.sources });
    assert!(text.contains("terminated"), "{text}");
    let before = renewal_for(&books, "saparov-shop", moment("2026-11-03T16:44:59+05:00")).unwrap();
    let state = before.result.iter().find(|figure| figure.what.key == "state").unwrap();
    assert_ne!(
        state.value,
        crate::contract::decision::Value::Word(crate::billing::State::Terminated.label())
    );
}
