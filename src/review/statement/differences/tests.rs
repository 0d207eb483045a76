use std::collections::BTreeSet;

use super::{labels, told};
use crate::billing::{BookingFault, Difference, Signed};
use crate::contract::decision::assert_said;
use crate::contract::{
    ChangeRefusal, Choice as _, Instant, Interval, Language, Money, RefundBasis, UtcOffset,
};
use crate::diagnostics::{Finding, SourceId, Span};
use crate::ledger::For;

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

/// Every variant, in every form that has words of its own.
fn every(place: Span) -> Vec<BookingFault<'static>> {
    let (booked, right) = (money("16000.00 KZT"), money("15990.50 KZT"));
    let (name, (before, after)) = ("tariff-x", ("tariff-x", "tariff-y"));
    let (early, late) = (at("2026-03-01T09:30:00Z"), at("2026-04-01T09:30:00Z"));
    let how = || vec!["15990.50 × 11 / 31".to_owned(), "min(2 × 3, 4)".to_owned()];
    let span = Interval::new(early, late).unwrap();
    let none = Signed::zero(booked.currency());
    let due = "2026-04-02".parse().unwrap();
    let charge =
        |of| BookingFault::Charge { of, name, booked, right, how: how(), price: Some(place) };
    let upgrade = |booked| BookingFault::Upgrade { before, after, booked, right, how: how() };
    let refund = |booked, basis| BookingFault::Refund {
        booked,
        right,
        booked_bonuses: money("1.00 KZT"),
        right_bonuses: money("2.00 KZT"),
        basis,
        request: place,
    };
    let downgrade = |why| BookingFault::Downgrade { before, after, why };
    let cash_too_early = |terminated, reconciled| BookingFault::CashTooEarly {
        cash: booked,
        terminated,
        reconciled,
    };
    vec![
        charge(For::Tariff),
        charge(For::UpgradeDifference),
        charge(For::Addon),
        BookingFault::PriceTooEarly { name, booked, right, price: place },
        BookingFault::Period { booked: span, right: span, after: place },
        BookingFault::TooLate { term_end: early, bound: late, after: place },
        BookingFault::Overdrawn { money: Signed::charge(booked), bonuses: none },
        BookingFault::Overdrawn { money: none, bonuses: Signed::charge(right) },
        BookingFault::Refused { refused: early, refusal: place },
        BookingFault::BonusSpent { bonuses: booked },
        BookingFault::GivenUp { at: early, request: place },
        upgrade(Some(booked)),
        upgrade(None),
        downgrade(ChangeRefusal::NoChange),
        downgrade(ChangeRefusal::DowngradeNeedsNewService),
        downgrade(ChangeRefusal::NotMoreInEveryDimension),
        refund(booked, RefundBasis::Full),
        refund(right, RefundBasis::Recalculated),
        BookingFault::RefundLate { due, right, booked: Some(late), request: place },
        BookingFault::RefundLate { due, right, booked: None, request: place },
        BookingFault::Compensation { booked: right, right: booked, claim: place, how: how() },
        BookingFault::OverCap { booked, cap: right, claim: place },
        BookingFault::NoClaim { bonuses: booked },
        BookingFault::Invoice { number: "214", booked, right, lines: vec![(name, right)] },
        cash_too_early(false, true),
        cash_too_early(true, false),
        BookingFault::Cash { cash: booked, right },
        BookingFault::UnpaidUse { start: early, paid: Some(late) },
        BookingFault::UnpaidUse { start: early, paid: None },
        BookingFault::Start { booked: early, right: late, handover: place },
    ]
}

fn differences() -> Vec<Difference<'static>> {
    let place = Span::new(SourceId(0), 0, 0);
    let server = [Some("server-x"), None];
    let of = |(nth, fault)| Difference {
        at: at("2026-03-01T09:30:00Z"),
        place,
        customer: "customer-x",
        server: server[usize::from(matches!(fault, BookingFault::Cash { .. }))],
        edition: Some("2026-01-16").filter(|_| nth != 0),
        fault,
    };
    every(place).into_iter().enumerate().map(of).collect()
}

fn said(difference: &Difference<'_>, language: Language) -> String {
    let offset = UtcOffset::UTC;
    let all = told(difference, language);
    all.iter().map(|it| it.in_language(language, offset)).collect::<Vec<_>>().join("; ")
}

#[test]
fn every_difference_is_said_in_three_languages() {
    assert_said(labels::ALL);
    let mut keys = BTreeSet::new();
    let mut codes = BTreeSet::new();
    for difference in differences() {
        codes.insert(Finding::from(&difference).code);
        for &language in Language::ALL {
            let sentences = told(&difference, language);
            assert!(sentences.len() > 1 + usize::from(difference.edition.is_some()));
            keys.extend(sentences.iter().map(|it| it.words.key));
            let text = said(&difference, language);
            assert!(!text.contains(['{', '}', '`']), "{text}");
            let own = ["tariff", "server", "x", "y", "KZT"];
            let words = text.split(|ch: char| !ch.is_alphabetic()).filter(|it| !it.is_empty());
            for word in words.filter(|word| !own.contains(word)) {
                let latin = word.chars().any(|ch| ch.is_ascii_alphabetic());
                assert_eq!(latin, language == Language::English, "{word}: {text}");
            }
        }
    }
    // Each word of the file is the word of some difference, and each code has one.
    assert_eq!(keys, labels::ALL.iter().map(|label| label.key).collect());
    assert_eq!(codes.len(), crate::billing::CODES.len());
}

#[test]
fn sums_and_the_arithmetic_that_can_be_followed_are_shown() {
    let plain = |language| said(&differences()[0], language).replace('\u{a0}', " ");
    assert_eq!(
        plain(Language::Russian),
        "сервер server-x; за период на тарифе «tariff-x» списано 16 000,00 ₸, по правилам \
         15 990,50 ₸; лишнее: 9,50 ₸; расчёт: 15990,50 × 11 / 31"
    );
    assert_eq!(
        plain(Language::Kazakh),
        "server-x сервері; «tariff-x» тарифі бойынша кезең үшін есептен шығарылған сома: \
         16 000,00 ₸, ережелер бойынша: 15 990,50 ₸; артығы: 9,50 ₸; есептеу: 15990,50 × 11 / 31"
    );
}
