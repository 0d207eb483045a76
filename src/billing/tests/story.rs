use std::fs;
use std::path::Path;

use crate::billing::{Books, Difference, differences};
use crate::blueprint::{Limits, Loaded, load_texts};
use crate::contract::Instant;
use crate::diagnostics::{Finding, Sources};
use crate::fleet::Catalogue;
use crate::ledger;

/// The account: one service from its order to the settlement after its end.
pub(in crate::billing) const CUSTOMER: &str = "\
kind: customer
name: aman
title: ТОО «Аман»
contact: {name: Аман, email: it@aman.example, language: ru}
servers:
  - name: aman-main
    domain: aman
    address: 203.0.113.20
    tariffs: [{since: 2026-02-01, tariff: start}, {since: 2026-03-16, tariff: business}]
    platform: {version: 8.3.25.1445, licence: prof}
    addons: [{addon: licence-client, quantity: 10}, {addon: config-repository}]
";

/// What happened.
pub(in crate::billing) const FACTS: &str = "\
- {fact: request, id: order, server: aman-main, at: 2026-02-02T09:00:00+05:00, wants: connect, tariff: start}
- {fact: invoice, id: inv-1, server: aman-main, at: 2026-02-02T10:00:00+05:00, number: S-1, amount: 40990.00 KZT}
- {fact: payment, id: pay-1, customer: aman, at: 2026-02-03T11:00:00+05:00, amount: 50000.00 KZT, invoice: inv-1}
- {fact: handover, id: handed, server: aman-main, access: 2026-02-04T09:00:00+05:00, message: 2026-02-04T09:30:00+05:00}
- {fact: activation, id: begun, server: aman-main, at: 2026-02-04T09:30:00+05:00}
- {fact: debit, id: deb-1, server: aman-main, at: 2026-02-04T09:30:00+05:00, amount: 15990.00 KZT, for: tariff, covers: {from: 2026-02-04T09:30:00+05:00, until: 2026-03-04T09:30:00+05:00}}
- {fact: debit, id: deb-1a, server: aman-main, at: 2026-02-04T09:30:00+05:00, amount: 25000.00 KZT, for: addon, addon: licence-client, quantity: 10, covers: {from: 2026-02-04T09:30:00+05:00, until: 2026-03-04T09:30:00+05:00}}
- {fact: auto-renewal, id: auto-on, server: aman-main, at: 2026-02-05T12:00:00+05:00, enabled: true}
- {fact: payment, id: pay-2, customer: aman, at: 2026-02-28T15:00:00+05:00, amount: 40990.00 KZT}
- {fact: invoice, id: inv-2, server: aman-main, at: 2026-02-25T10:00:00+05:00, number: S-2, amount: 40990.00 KZT, covers: {from: 2026-03-04T09:30:00+05:00, until: 2026-04-04T09:30:00+05:00}}
- {fact: debit, id: deb-2, server: aman-main, at: 2026-03-04T09:30:00+05:00, amount: 15990.00 KZT, for: tariff, covers: {from: 2026-03-04T09:30:00+05:00, until: 2026-04-04T09:30:00+05:00}}
- {fact: debit, id: deb-2a, server: aman-main, at: 2026-03-04T09:30:00+05:00, amount: 25000.00 KZT, for: addon, addon: licence-client, quantity: 10, covers: {from: 2026-03-04T09:30:00+05:00, until: 2026-04-04T09:30:00+05:00}}
- {fact: request, id: more, server: aman-main, at: 2026-03-16T12:00:00+05:00, wants: tariff, tariff: business}
- {fact: debit, id: deb-up, server: aman-main, at: 2026-03-16T12:00:00+05:00, amount: 5516.13 KZT, for: upgrade-difference, covers: {from: 2026-03-16T12:00:00+05:00, until: 2026-04-04T09:30:00+05:00}}
- {fact: outage, id: out-1, servers: [aman-main], from: 2026-03-20T12:00:00+05:00, until: 2026-03-20T13:30:00+05:00, cause: provider-fault, evidence: provider}
- {fact: ticket, id: T-7, server: aman-main, at: 2026-03-20T12:05:00+05:00, priority: high}
- {fact: claim, id: claim-1, server: aman-main, at: 2026-03-21T10:00:00+05:00, date: 2026-03-20, downtime: 90 min, ticket: T-7}
- {fact: bonus, id: bon-1, customer: aman, server: aman-main, at: 2026-03-26T10:00:00+05:00, amount: 374.85 KZT, claim: claim-1}
- {fact: payment, id: pay-3, customer: aman, at: 2026-04-01T15:00:00+05:00, amount: 46121.28 KZT}
- {fact: debit, id: deb-3, server: aman-main, at: 2026-04-04T09:30:00+05:00, amount: 24990.00 KZT, bonuses: 374.85 KZT, for: tariff, covers: {from: 2026-04-04T09:30:00+05:00, until: 2026-05-04T09:30:00+05:00}}
- {fact: debit, id: deb-3a, server: aman-main, at: 2026-04-04T09:30:00+05:00, amount: 25000.00 KZT, for: addon, addon: licence-client, quantity: 10, covers: {from: 2026-04-04T09:30:00+05:00, until: 2026-05-04T09:30:00+05:00}}
- {fact: payment, id: pay-4, customer: aman, at: 2026-05-10T12:00:00+05:00, amount: 60000.00 KZT}
- {fact: debit, id: deb-4, server: aman-main, at: 2026-05-10T12:00:00+05:00, amount: 24990.00 KZT, for: tariff, covers: {from: 2026-05-10T12:00:00+05:00, until: 2026-06-10T12:00:00+05:00}}
- {fact: maintenance, id: works-1, announced: 2026-05-17T01:00:00+05:00, from: 2026-05-20T01:00:00+05:00, until: 2026-05-20T01:30:00+05:00}
- {fact: outage, id: out-2, servers: [aman-main], from: 2026-05-20T01:00:00+05:00, until: 2026-05-20T02:30:00+05:00, cause: provider-fault, evidence: provider}
- {fact: claim, id: claim-2, server: aman-main, at: 2026-05-21T10:00:00+05:00, date: 2026-05-20, downtime: 90 min}
- {fact: bonus, id: bon-2, customer: aman, server: aman-main, at: 2026-05-25T10:00:00+05:00, amount: 249.90 KZT, claim: claim-2}
- {fact: refusal, id: no-more, server: aman-main, at: 2026-06-01T10:00:00+05:00, channel: ticket}
- {fact: request, id: give-up, server: aman-main, at: 2026-06-05T16:00:00+05:00, wants: give-up}
- {fact: refund, id: ref-1, server: aman-main, at: 2026-06-26T12:00:00+05:00, amount: 3224.52 KZT, request: give-up}
- {fact: settlement, id: settled, customer: aman, at: 2026-06-29T12:00:00+05:00, reconciled: true, cash: 249.90 KZT}
";

/// When everything here is judged, unless a test says otherwise.
pub(in crate::billing) const AT: &str = "2026-11-23T12:00:00+05:00";

/// A project and its ledger.
pub(in crate::billing) struct Project {
    pub(in crate::billing) loaded: Loaded,
    pub(in crate::billing) ledger: ledger::Ledger,
    pub(in crate::billing) sources: Sources,
}

pub(in crate::billing) fn at(text: &str) -> Instant {
    text.parse().expect(text)
}

impl Project {
    /// The example's provider, terms and tariffs with this customer and these facts.
    pub(in crate::billing) fn new(customer: &str, facts: &str) -> Self {
        Self::with(customer, facts, &[])
    }

    /// The same with further documents, which go before those of the example.
    pub(in crate::billing) fn with(customer: &str, facts: &str, more: &[&str]) -> Self {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let text = |path: &str| {
            let text = fs::read_to_string(root.join(path)).expect(path);
            (path.to_owned(), text)
        };
        let mut texts = vec![("blueprints/aman.yaml".to_owned(), customer.to_owned())];
        for (nth, text) in more.iter().enumerate() {
            texts.push((format!("blueprints/more-{nth}.yaml"), (*text).to_owned()));
        }
        let tariffs = text("blueprints/tariffs/tariffs.yaml");
        if more.iter().all(|text| !text.contains("kind: tariff")) {
            texts.push(tariffs);
        }
        texts.extend([
            text("blueprints/provider.yaml"),
            text("blueprints/terms/2026-01-16.yaml"),
            text("blueprints/calendars/kazakhstan.yaml"),
            text("blueprints/addons/addons.yaml"),
            text("blueprints/images/alma9-1c.yaml"),
        ]);
        let mut loaded = load_texts(texts, Limits::default());
        assert!(loaded.report.is_empty(), "{:#?}", loaded.report);
        let mut sources = std::mem::take(&mut loaded.sources);
        let facts = vec![("ledger/facts.yaml".to_owned(), facts.to_owned())];
        let read = ledger::load_texts(facts, Limits::default(), &mut sources);
        assert!(read.report.is_empty(), "{:#?}", read.report);
        Self { loaded, ledger: read.ledger, sources }
    }

    /// Asks the books.
    pub(in crate::billing) fn ask<T>(&self, question: impl FnOnce(&Books<'_>) -> T) -> T {
        let catalogue = Catalogue::new(&self.loaded.blueprints);
        question(&Books::new(&catalogue, &self.ledger).expect("books"))
    }

    /// The codes of everything that differs, and the text that each points at.
    pub(in crate::billing) fn codes(&self, moment: &str) -> Vec<(&'static str, String)> {
        let told = |difference: &Difference<'_>| {
            let finding = Finding::from(difference);
            assert!(!finding.headline.is_empty() && finding.primary.is_some());
            (finding.code.0, self.sources.slice(difference.place).to_owned())
        };
        self.ask(|books| {
            let all = books
                .customers()
                .flat_map(|customer| differences(books, &books.account(customer), at(moment)));
            all.map(|difference| told(&difference)).collect()
        })
    }
}

/// The story with single texts of it replaced, each of which has to be there.
pub(in crate::billing) fn changed(changes: &[(&str, &str)]) -> Project {
    let (mut customer, mut facts) = (CUSTOMER.to_owned(), FACTS.to_owned());
    for (old, new) in changes {
        let here = facts.matches(old).count() + customer.matches(old).count();
        assert_eq!(here, 1, "`{old}` stands {here} times in the story");
        facts = facts.replace(old, new);
        customer = customer.replace(old, new);
    }
    Project::new(&customer, &facts)
}

/// The story without some of its facts, by id.
pub(in crate::billing) fn without(ids: &[&str]) -> Project {
    let gone = |line: &&str| ids.iter().any(|id| line.contains(&format!("id: {id},")));
    let kept: Vec<&str> = FACTS.lines().filter(|line| !gone(line)).collect();
    assert_eq!(kept.len() + ids.len(), FACTS.lines().count());
    Project::new(CUSTOMER, &format!("{}\n", kept.join("\n")))
}
