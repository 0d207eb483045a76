use std::path::Path;

use super::{ALL, FORMAT, human, json};
use crate::billing::{Books, Statement};
use crate::blueprint::{Limits, load};
use crate::contract::Language;
use crate::diagnostics::Sources;
use crate::fleet::Catalogue;
use crate::ledger::{self, Inputs};

/// Looks at the statement of a customer of the example project for a year.
fn looked_at<T>(customer: &str, look: impl Fn(&Statement<'_>, &Sources) -> T) -> T {
    span_looked_at(customer, ("2026-01-01", "2026-12-31"), look)
}

/// The same for the time between two dates.
fn span_looked_at<T>(
    customer: &str,
    (from, to): (&str, &str),
    look: impl Fn(&Statement<'_>, &Sources) -> T,
) -> T {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut loaded = load(root, Vec::new(), Limits::default());
    let folder = loaded.ledger.clone().expect("the example has a ledger");
    let inputs = Inputs { paths: vec![folder], streams: Vec::new() };
    let read = ledger::load(inputs, Limits::default(), &mut loaded.sources);
    let catalogue = Catalogue::new(&loaded.blueprints);
    let books = Books::new(&catalogue, &read.ledger).unwrap();
    let span = books.dates(from.parse().unwrap(), to.parse().unwrap()).unwrap();
    let at = "2026-11-23T12:00:00+05:00".parse().unwrap();
    look(&books.statement(customer, span, at).unwrap(), &loaded.sources)
}

#[test]
fn its_labels_can_stand_in_a_statement() {
    crate::contract::decision::assert_worded(ALL);
}

#[test]
fn the_document_is_as_its_schema_says() {
    let schema = include_str!("../../../schemas/statement.schema.json");
    let schema = jsonschema::validator_for(&serde_json::from_str(schema).unwrap()).unwrap();
    for customer in ["romashka", "saparov", "zhuldyz"] {
        let text = looked_at(customer, json);
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        let faults: Vec<_> = schema.iter_errors(&document).map(|it| it.to_string()).collect();
        assert!(faults.is_empty(), "{customer}: {faults:#?}");
        assert_eq!(document["format"], FORMAT);
        let entries = document["entries"].as_array().unwrap();
        assert_eq!(entries.last().unwrap()["after"], document["closing"]);
        assert!(entries.iter().all(|it| it["place"].as_str().unwrap().contains("ledger/")));
    }
}

#[test]
fn a_terminal_shows_every_booking_within_its_width() {
    for language in [Language::Kazakh, Language::Russian, Language::English] {
        for customer in ["romashka", "saparov", "zhuldyz"] {
            let (text, ids) = looked_at(customer, |statement, _| {
                let ids = statement.entries.iter().map(|it| it.booking.id().to_owned());
                (human(statement, language, 100), ids.collect::<Vec<_>>())
            });
            for line in text.lines() {
                let width = unicode_width::UnicodeWidthStr::width(line);
                assert!(width <= 100, "{width}: {line}");
            }
            assert!(ids.len() > 3 && ids.iter().all(|id| text.contains(id.as_str())), "{text}");
        }
    }
}

#[test]
fn what_nobody_judged_is_said_and_counted() {
    for (language, remarks) in [
        (Language::Kazakh, ["Тексерілмеген жазбалар: ", "ҚҚС кестесіне кірмеген жазбалар: "]),
        (Language::Russian, ["Не проверено записей: ", "В таблицу НДС не вошло записей: "]),
        (Language::English, ["Not judged: ", "Not in the table of the tax: "]),
    ] {
        let of = |from: &str| {
            span_looked_at("zhuldyz", (from, "2026-11-30"), |statement, _| {
                let count = [statement.unjudged.count, statement.untaxed.count];
                (human(statement, language, 100), count)
            })
        };
        let (text, counts) = of("2025-11-01");
        for (remark, count) in remarks.iter().zip(counts) {
            assert!(count > 0 && text.contains(&format!("{remark}{count}")), "{text}");
        }
        assert!(text.lines().all(|line| unicode_width::UnicodeWidthStr::width(line) <= 100));
        let all_is_right = super::NO_DIFFERENCE.in_language(language);
        assert!(!text.contains(all_is_right), "{text}");
        let (text, _) = of("2026-02-01");
        assert!(remarks.iter().all(|remark| !text.contains(remark)), "{text}");
    }
}
