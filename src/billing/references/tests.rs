//! What the pages of the codes do not show: renames, unread documents, every link, a foreign ledger.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::references;
use crate::billing::Books;
use crate::blueprint::{self, Limits};
use crate::fleet::Catalogue;
use crate::ledger;

/// Codes and headlines for facts beside the shipped example, changed by `change`.
fn found(facts: &str, change: impl Fn(String) -> String) -> Vec<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("blueprints");
    let files = ["provider", "customers/romashka", "customers/saparov", "tariffs/tariffs"];
    let mut texts = Vec::new();
    for file in files.iter().chain(&["addons/addons", "terms/2026-01-16", "calendars/kazakhstan"]) {
        let text = fs::read_to_string(root.join(format!("{file}.yaml"))).unwrap();
        texts.push((format!("{file}.yaml"), change(text)));
    }
    let mut loaded = blueprint::load_texts(texts, Limits::default());
    let catalogue = Catalogue::new(&loaded.blueprints);
    let texts = vec![("ledger.yaml".to_owned(), facts.to_owned())];
    let facts = ledger::load_texts(texts, Limits::default(), &mut loaded.sources);
    let books = Books::new(&catalogue, &facts.ledger).unwrap();
    let report = references(&books, &facts.faulty);
    report.findings().iter().map(|f| format!("{} {}", f.code, f.headline)).collect()
}

fn as_shipped(facts: &str) -> Vec<String> {
    found(facts, |text| text)
}

#[test]
fn a_former_name_leads_to_the_same_server_and_account() {
    let facts = "\
- {fact: activation, id: a, server: shop, at: 2026-08-01T10:00:00+05:00}
- {fact: payment, id: p, customer: sole-trader, at: 2026-08-01T10:00:00+05:00, amount: 1.00 KZT, invoice: i}
- {fact: invoice, id: i, server: saparov-shop, at: 2026-07-30T10:00:00+05:00, number: 1, amount: 1.00 KZT}
";
    assert_eq!(
        as_shipped(facts),
        ["E0411 there is no server `shop`", "E0412 there is no customer `sole-trader`"]
    );
    let renamed = |text: String| {
        text.replace("name: saparov\n", "name: saparov\nrenamed-from: sole-trader\n")
            .replace("- name: saparov-shop\n", "- name: saparov-shop\n    renamed-from: shop\n")
            .replace("access: closed", "access: deleted")
    };
    assert_eq!(found(facts, renamed), [""; 0]);
    // Once in its life, whatever it was called.
    let again = "- {fact: activation, id: b, server: saparov-shop, at: 2026-09-01T10:00:00Z}\n";
    let found = found(&format!("{facts}{again}"), renamed);
    assert_eq!(found, ["E0419 the server `saparov-shop` has a second activation"]);
}

#[test]
fn what_could_not_be_read_is_not_called_missing() {
    let facts = "\
- {fact: ticket, id: t, server: romashka-main, at: 2026-08-01T10:00:00+05:00, priority: urgent}
- {fact: response, id: r, ticket: t, at: 2026-08-01T10:30:00+05:00}
- {fact: response, id: s, ticket: u, at: 2026-08-01T10:30:00+05:00}
- {fact: activation, id: a, server: nowhere, at: 2026-08-01T10:00:00+05:00}
";
    assert_eq!(
        as_shipped(facts),
        ["E0415 there is no ticket `u`", "E0411 there is no server `nowhere`"]
    );
    let unread = |text: String| text.replace("licence: prof", "licence: porf");
    assert_eq!(found(facts, unread), ["E0415 there is no ticket `u`"]);
    // One fact that says not even its id may be any of them.
    let facts = format!("{facts}- {{fact: ticket}}\n");
    assert_eq!(found(&facts, unread), [""; 0]);
}

#[test]
fn every_link_is_followed_to_its_end() {
    let facts = "\
- {fact: invoice, id: inv, server: romashka-main, at: 2026-08-01T10:00:00+05:00, number: 1, amount: 1.00 KZT}
- {fact: payment, id: pay, customer: saparov, at: 2026-08-01T10:00:00+05:00, amount: 1.00 KZT, invoice: inv}
- {fact: request, id: req, server: romashka-main, at: 2026-08-02T10:00:00+05:00, wants: give-up}
- {fact: refund, id: ref, server: romashka-test, at: 2026-08-02T09:59:59+05:00, amount: 1.00 KZT, request: req}
- {fact: ticket, id: tick, server: romashka-test, at: 2026-08-03T10:00:00+05:00, priority: low}
- {fact: refusal, id: refuse, server: saparov-shop, at: 2026-08-03T10:00:00+05:00, channel: ticket, ticket: tick}
- {fact: outage, id: out, servers: [romashka-main], from: 2026-08-04T10:00:00+05:00, cause: dns, evidence: provider}
- {fact: claim, id: claim, server: romashka-test, at: 2026-08-04T09:00:00+05:00, date: 2026-08-03, downtime: 1 hour, outages: [out], ticket: req}
- {fact: bonus, id: bon, customer: saparov, at: 2026-08-04T08:00:00+05:00, amount: 1.00 KZT, claim: claim}
- {fact: solution, id: sol, ticket: tick, at: 2026-08-03T05:00:00Z}
";
    assert_eq!(
        as_shipped(facts),
        [
            "E0416 the invoice `inv` is one of the customer `romashka`, not of `saparov`",
            "E0409 a refund is earlier than the request, which is of 2026-08-02T10:00:00+05:00",
            "E0416 the request to give up the service `req` is about the server `romashka-main`, not `romashka-test`",
            "E0416 the ticket `tick` is one of the customer `romashka`, not of `saparov`",
            "E0409 a claim is earlier than the outage, which is of 2026-08-04T10:00:00+05:00",
            "E0416 the outage `out` did not touch the server `romashka-test`",
            "E0415 `req` is the id of a request, not of a ticket",
            "E0409 a bonus is earlier than the claim, which is of 2026-08-04T09:00:00+05:00",
            "E0416 the claim `claim` is one of the customer `romashka`, not of `saparov`",
        ]
    );
}

#[test]
fn the_first_day_counts_and_the_day_before_does_not() {
    let at = |moment: &str| {
        as_shipped(&format!("- {{fact: activation, id: a, server: romashka-test, at: {moment}}}\n"))
    };
    assert_eq!(at("2026-06-01T00:00:00+05:00"), [""; 0]);
    assert_eq!(at("2026-05-31T19:00:00Z"), [""; 0]);
    assert_eq!(
        at("2026-05-31T18:59:59Z"),
        [
            "E0418 on 2026-05-31 the server `romashka-test` had no tariff yet: its first is of 2026-06-01"
        ]
    );
}

#[test]
fn the_ledger_of_another_project_is_refused_in_time() {
    let mut facts = String::new();
    for n in 0..20_000 {
        let _ = writeln!(
            facts,
            "--- {{fact: activation, id: a{n}, server: s{n}, at: 2026-08-01T10:00:00+05:00}}"
        );
    }
    assert_eq!(as_shipped(&facts).len(), 20_000);
}

#[test]
fn a_booking_is_taken_back_once_and_after_it_was_booked() {
    let facts = "\
- {fact: payment, id: pay, customer: romashka, at: 2026-08-01T10:00:00+05:00, amount: 1.00 KZT}
- {fact: reversal, id: r1, at: 2026-08-02T10:00:00+05:00, of: pay}
- {fact: reversal, id: r2, at: 2026-08-03T10:00:00+05:00, of: pay}
- {fact: reversal, id: r3, at: 2026-08-03T10:00:00+05:00, of: r1}
- {fact: reversal, id: r4, at: 2026-08-03T10:00:00+05:00, of: nothing}
- {fact: payment, id: late, customer: romashka, at: 2026-08-05T10:00:00+05:00, amount: 1.00 KZT}
- {fact: reversal, id: r5, at: 2026-08-05T09:59:59+05:00, of: late}
";
    assert_eq!(
        as_shipped(facts),
        [
            "E0420 the booking `pay` is reversed a second time",
            "E0415 `r1` is the id of a reversal, not of a booking",
            "E0415 there is no booking `nothing`",
            "E0409 a reversal is earlier than the payment, which is of 2026-08-05T10:00:00+05:00",
        ]
    );
}
