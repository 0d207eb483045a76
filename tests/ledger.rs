//! Reading a ledger: forms, repetitions, order, faults of all facts together, hostile texts.

#![allow(clippy::unwrap_used, clippy::expect_used)] // In a test a panic is the message.

use std::fmt::Write as _;
use std::time::Instant as Clock;

use qalyp::blueprint::Limits;
use qalyp::diagnostics::Sources;
use qalyp::ledger::{self, Loaded};

fn lines(count: usize) -> String {
    let mut text = String::new();
    for i in 0..count {
        let (customer, day, hour) = (i % 10_000, i % 28 + 1, i % 24);
        let at = format!("2026-{:02}-{day:02}T{hour:02}:00:00+05:00", i % 12 + 1);
        let _ = match i % 3 {
            0 => writeln!(
                text,
                r#"{{"fact": "payment", "id": "pay-{i}", "customer": "c{customer}", "at": "{at}", "amount": "15990.00 KZT"}}"#
            ),
            1 => writeln!(
                text,
                r#"{{"fact": "debit", "id": "deb-{i}", "server": "s{customer}", "at": "{at}", "amount": "15990.00 KZT", "for": "tariff", "covers": {{"from": "2026-01-01T00:00:00+05:00", "until": "2026-02-01T00:00:00+05:00"}}}}"#
            ),
            _ => writeln!(
                text,
                r#"{{"fact": "ticket", "id": "t-{i}", "server": "s{customer}", "at": "{at}", "priority": "low"}}"#
            ),
        };
    }
    text
}

fn read(texts: &[(&str, &str)]) -> (Loaded, Sources) {
    let mut sources = Sources::default();
    let texts = texts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let loaded = ledger::load_texts(texts.collect(), Limits::default(), &mut sources);
    (loaded, sources)
}

#[test]
fn speed() {
    let text = lines(300_000);
    let started = Clock::now();
    let (loaded, _) = read(&[("a.jsonl", &text)]);
    println!("{} bytes: {:?}", text.len(), started.elapsed());
    assert_eq!(loaded.ledger.facts().len(), 300_000);
    let yaml = text.lines().take(30_000).map(|l| format!("--- {l}\n")).collect::<String>();
    let started = Clock::now();
    let (loaded, _) = read(&[("a.yaml", &yaml)]);
    println!("yaml 30000: {:?}", started.elapsed());
    assert_eq!(loaded.ledger.facts().len(), 30_000);
}
