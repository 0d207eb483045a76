//! Documents of the example project, made by the rules, read back by real parsers.

mod hostile;
mod samples;

use std::path::Path;

use pulldown_cmark::{Event, Options, Parser};
use roxmltree::{Document as Xml, ParsingOptions};

use super::{Act, Document, Invoice, Issue, act, invoice, labels};
use crate::contract::{Choice as _, Language};
use samples::Samples;

const SVG: &str = "http://www.w3.org/2000/svg";

/// The text of a Markdown document, and how many tables and headings it has.
fn read_markdown(text: &str) -> String {
    let mut found = String::new();
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Text(part) => found.push_str(&part),
            Event::Start(_) => {}
            Event::End(_) => found.push('\n'),
            other => panic!("{other:?}"),
        }
    }
    found
}

/// A page is also well-formed XML, so that a strict parser can judge it.
fn read_html<T>(page: &str, with: impl FnOnce(&Xml<'_>) -> T) -> T {
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    with(&Xml::parse_with_options(page, options).unwrap_or_else(|e| panic!("{e}\n{page}")))
}

/// What a reader sees of a page.
fn seen(page: &str) -> String {
    read_html(page, |tree| {
        let body = tree.descendants().find(|node| node.has_tag_name("main")).unwrap();
        // What a drawing says is in its description; the words at its axes are for the eye.
        let in_drawing = |node: &roxmltree::Node<'_, '_>| {
            node.parent().is_some_and(|parent| parent.has_tag_name((SVG, "text")))
        };
        let texts = body.descendants().filter(|node| node.is_text() && !in_drawing(node));
        texts.map(|node| format!("{} ", node.text().unwrap())).collect()
    })
}

fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

fn all(samples: &Samples) -> Vec<Document> {
    let each = |&language: &Language| samples.all(language).map(|(_, document)| document);
    Language::ALL.iter().flat_map(each).collect()
}

/// Where the documents lie that people have read.
const GOLDEN: &str = "src/review/documents/tests/golden";

#[test]
fn both_forms_of_every_document_say_the_same() {
    for document in all(&Samples::new()) {
        let (markdown, html) = (document.to_markdown(), document.to_html());
        let (plain, page) = (read_markdown(&markdown), seen(&html));
        let of_page: std::collections::BTreeSet<_> = words(&page).into_iter().collect();
        for word in words(&plain) {
            assert!(of_page.contains(word), "the page lacks {word:?} of\n{markdown}");
        }
        let of_plain: std::collections::BTreeSet<_> = words(&plain).into_iter().collect();
        for word in of_page {
            let seal = words(labels::SEAL.in_language(document.language)).contains(&word);
            assert!(of_plain.contains(word) || seal, "Markdown lacks {word:?} of\n{html}");
        }
    }
}

/// Every document as it was last looked at; `QALYP_UPDATE=1` writes them anew, to be read in review.
#[test]
fn the_documents_of_the_example_are_as_they_were_read() {
    let samples = Samples::new();
    let mut wrong = String::new();
    for &language in Language::ALL {
        let word = language.name();
        for (name, document) in samples.all(language) {
            let mut forms = vec![(format!("{name}.{word}.md"), document.to_markdown())];
            if language == Language::Kazakh {
                forms.push((format!("{name}.{word}.html"), document.to_html()));
            }
            for (file, text) in forms {
                let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(GOLDEN).join(&file);
                if std::env::var_os("QALYP_UPDATE").is_some() {
                    std::fs::write(&path, &text).unwrap();
                }
                if std::fs::read_to_string(&path).unwrap_or_default() != text {
                    wrong.push_str(&format!("{file} is another now:\n{text}\n"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_word_of_a_document_is_in_three_languages() {
    let mut keys = std::collections::BTreeSet::new();
    for label in labels::ALL {
        assert!(keys.insert(label.key), "{} stands twice", label.key);
        let texts = [label.kk, label.ru, label.en];
        assert!(texts.iter().all(|text| !text.trim().is_empty()), "{}", label.key);
        assert!(!label.en.chars().any(|c| ('а'..='я').contains(&c)), "{}", label.key);
    }
    assert!(keys.len() > 60, "{}", keys.len());
}

#[test]
fn differences_are_in_the_language_of_the_document() {
    let changes = [
        ("number: \"214\", amount: 15990.00 KZT", "number: \"214\", amount: 15900.00 KZT", "E0459"),
        (
            "amount: 15990.00 KZT\n  for: tariff\n  covers: {from: 2026-09",
            "amount: 15991.00 KZT\n  for: tariff\n  covers: {from: 2026-09",
            "E0450",
        ),
        ("amount: 559.65 KZT, claim", "amount: 559.66 KZT, claim", "E0456"),
        ("amount: 2579.03 KZT", "amount: 2579.02 KZT", "E0454"),
        ("cash: 90.27 KZT", "cash: 90.00 KZT", "E0461"),
        ("message: 2026-08-01T10:12:00", "message: 2026-08-01T10:11:00", "E0467"),
    ];
    let samples = Samples::with(|path, whole| match path {
        "ledger/saparov.yaml" => changes.iter().fold(whole.to_owned(), |text, (old, new, _)| {
            assert_eq!(text.matches(old).count(), 1, "{old}");
            text.replace(old, new)
        }),
        _ => whole.to_owned(),
    });
    // What the example's blueprints and ledger call things, the customer's title among them.
    let names: std::collections::BTreeSet<_> = [
        "saparov", "rm", "rf", "shop", "ledger", "yaml", "start", "KZT", "pay", "deb", "bon",
        "rev", "ref", "settle", "E", "W",
    ]
    .into();
    for language in [Language::Kazakh, Language::Russian] {
        let (document, codes) = samples.judged("saparov", ["2026-07-01", "2026-11-22"], language);
        for (_, _, code) in changes {
            assert!(codes.iter().any(|found| found.0 == code), "{code}: {codes:?}");
        }
        for text in [read_markdown(&document.to_markdown()), seen(&document.to_html())] {
            for word in text.split(|c: char| !c.is_alphabetic()) {
                let latin = word.chars().any(|c| c.is_ascii_alphabetic());
                assert!(!latin || names.contains(word), "{word}:\n{text}");
            }
            assert!(codes.iter().all(|code| text.contains(code.0)), "{text}");
        }
        assert!(!document.to_html().contains("lang=\"en\""));
    }
}

/// The provider without what documents need.
fn bare() -> Samples {
    Samples::with(|path, whole| match path {
        "blueprints/provider.yaml" => {
            let (before, rest) = whole.split_once("accounting:").unwrap();
            let (_, after) = rest.split_once("zone:").unwrap();
            format!("{before}zone:{after}").replace("bin: \"180340012346\"\n", "")
        }
        _ => whole.to_owned(),
    })
}

#[test]
fn what_is_not_known_is_named_and_not_made_up() {
    let samples = bare();
    let invoice = samples.invoice(Language::English).to_markdown();
    assert!(invoice.contains("| Account (IIK) | *not given in the blueprint* |"), "{invoice}");
    assert!(!invoice.contains("KZ05998TSTB000012345") && !invoice.contains("KNP"), "{invoice}");
    let needed = "provider.bin, provider.accounting.address, provider.accounting.bank, \
                  provider.accounting.signatory";
    let missing = |text: &str| {
        let (_, list) = text.rsplit_once("Not given in the blueprint").unwrap();
        list.lines().next().unwrap().rsplit("** ").next().unwrap().to_owned()
    };
    let sorted = |list: &str| {
        let mut keys: Vec<_> = list.split(", ").map(str::to_owned).collect();
        keys.sort_unstable();
        keys
    };
    assert_eq!(sorted(&missing(&invoice)), sorted(needed));
    // A project that knows everything has no such line.
    let whole = Samples::new().invoice(Language::English).to_markdown();
    assert!(!whole.to_lowercase().contains("not given"), "{whole}");
}

#[test]
fn an_act_says_whose_number_it_waits_for() {
    let act = Samples::new().refund_act(Language::Russian).to_markdown();
    assert!(act.contains("| Номер документа | *присваивает система учёта* |"), "{act}");
}

#[test]
fn a_full_refund_leaves_services_of_nothing() {
    let issue =
        Issue { language: Language::English, number: None, date: samples::date("2026-08-05") };
    let markdown = Samples::new().books(|books| {
        let answer = books.refund("saparov-shop", samples::moment("2026-08-05T12:00:00+05:00"));
        act(&Act::of_refund(books, &answer.unwrap(), &issue).unwrap()).to_markdown()
    });
    for line in [
        "Services rendered in total: KZT 0.00 (**Zero tenge 00 tiyn**\\), of which VAT KZT 0.00.",
        "| Request to give up the service | 5 August 2026, 12:00; clause 4.7 of the agreement |",
        "| Returned to the account balance | KZT 15,990.00 |",
        "| Clauses of the agreement | 4.7, 4.1 |",
        "| Entries of the ledger | deb-301 |",
    ] {
        let plain = markdown.replace('\u{a0}', " ");
        assert!(plain.contains(line), "{line}\n{markdown}");
    }
}

#[test]
fn a_first_period_begins_with_the_connection() {
    // Asked before anything was handed over.
    let samples = Samples::with(|path, whole| match path {
        "ledger/saparov.yaml" => whole
            .lines()
            .take_while(|line| !line.contains("pay-301"))
            .fold(String::new(), |text, line| text + line + "\n"),
        _ => whole.to_owned(),
    });
    let issue =
        Issue { language: Language::Russian, number: None, date: samples::date("2026-07-30") };
    let markdown = samples.books(|books| {
        let answer = books.invoice("saparov-shop", samples::moment("2026-07-30T15:21:00+05:00"));
        invoice(&Invoice::of(books, (&answer.unwrap(), &[]), &issue).unwrap()).to_markdown()
    });
    assert!(markdown.contains("с момента подключения (пункт 3.2)"), "{markdown}");
    assert!(!markdown.contains("Оплатить до"), "{markdown}");
    assert!(
        markdown.contains("Пятнадцать тысяч девятьсот девяносто тенге 00 тиынов"),
        "{markdown}"
    );
}

#[test]
fn the_same_books_give_the_same_bytes() {
    let pages = |samples: &Samples| {
        all(samples).iter().map(|it| it.to_html() + &it.to_markdown()).collect::<Vec<_>>()
    };
    assert_eq!(pages(&Samples::new()), pages(&Samples::new()));
}
