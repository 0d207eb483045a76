use std::sync::LazyLock;

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag};

use super::*;
use crate::contract::decision::{Decision, Label, Step, Trace, Value, decide, labels};
use crate::contract::terms::{Clause, TermsEdition};
use crate::contract::{Basis, Currency, Exact, Instant, Language, Money, Timeline, Undecided};
use crate::diagnostics::{Sources, Span};

labels! {
    PRORATED = "prorated": "мысал", "пример", "example";
    TITLE = "title": "{0} серверінің сынағы", "Проба сервера {0}", "A trial of {0}";
    BACK = "back":
        "Қайтарылатын сома: {0} ({1} қалды).",
        "К возврату {0} (осталось {1}).",
        "{0} comes back ({1} remain).";
    PAID = "paid": "төленген сома", "уплачено", "sum paid";
    USED = "used-days": "пайдаланылған күндер", "использовано дней", "days used";
    REFUND = "refund": "қайтарылады", "возврат", "refund";
    LINE = "tariff": "{0} тарифі", "тариф {0}", "tariff {0}";
    EDGE = "edge": "Шегіне {0} қалды.", "До границы {0}.", "The edge is {0} away.";
    SERVER = "server": "сервер", "сервер", "server";
}

const LANGUAGES: [Language; 3] = [Language::Kazakh, Language::Russian, Language::English];

/// Reading it takes longer than an answer, and hundreds are made.
static EDITION: LazyLock<TermsEdition> = LazyLock::new(|| {
    let text = include_str!("../../../blueprints/terms/2026-01-16.yaml").to_owned();
    let texts = vec![("terms.yaml".to_owned(), text)];
    let loaded = crate::blueprint::load_texts(texts, crate::blueprint::Limits::default());
    loaded.blueprints.terms[0].edition().unwrap()
});

fn kzt(minor: u64) -> Money {
    Money::from_minor(minor, Currency::Kzt)
}

/// 15990.00 for 31 days, asked on the 20th: a rule small enough to be seen through.
fn rule(basis: &Basis<'_>, trace: &mut Trace) -> Result<Money, Undecided> {
    let used: i64 = if basis.terms.refund.count_request_day { 20 } else { 19 };
    let left = 31 - used;
    let exact = Exact::of_money(kzt(1_599_000)).times(Exact::fraction(left, 31)?)?;
    let money = basis.terms.counting.round(exact, Currency::Kzt)?;
    trace.step(|| {
        Step::new(Clause::C4_8, &REFUND, Value::Sum(exact, Currency::Kzt))
            .from(&PAID, kzt(1_599_000))
            .from(&USED, Value::Days(used))
            .asked("refund.count_cancel_day")
            .by(format!("15990.00 × {left} / 31"))
            .rounded(money)
    });
    Ok(money)
}

/// An answer in which people have written `text` wherever they can.
fn answer(text: &str) -> (Answer, Sources) {
    let edition = &*EDITION;
    let vat = Timeline::new(Vec::new()).0;
    let basis = Basis {
        edition: &edition.name,
        terms: &edition.terms,
        calendar: None,
        vat: &vat,
        currency: Currency::Kzt,
    };
    let decision: Decision<Money> = decide(&basis, rule).unwrap();
    let mut sources = Sources::default();
    let source = sources.add(format!("ledger/{text}.yaml"), "a: 1\nb: 2\n");
    let named = || Value::Text(text.to_owned());
    let money = decision.outcome;
    let mut grounds = Grounds::of(&basis, Some(edition.effective_from));
    grounds.calendar = Some(("kazakhstan".to_owned(), text.to_owned()));
    let at: Instant = "2026-03-20T12:00:00+05:00".parse().unwrap();
    let line = |name: &str, gross, tax| Line {
        what: Sentence::new(&LINE, [Value::Text(name.to_owned())]),
        covers: None,
        gross,
        tax,
        place: None,
    };
    let tax = Tax { rate: "16 %".parse().unwrap(), vat: kzt(78_260), net: kzt(489_127) };
    let answer = Answer::new(
        &PRORATED,
        Sentence::new(&TITLE, [named()]),
        Sentence::new(&BACK, [money.into(), Value::Days(11)]),
        grounds,
    )
    .remark(Sentence::new(&LINE, [named()]))
    .warn(Sentence::new(&EDGE, [Value::Seconds(1)]))
    .found(&REFUND, money)
    .line(line(text, money, Some(tax)))
    .line(line("start", kzt(100), None))
    .fact(&SERVER, named(), Some(Span::new(source, 5, 6)))
    .fact(&PAID, at, None)
    .table(Table {
        title: &PAID,
        columns: vec![&SERVER, &PAID],
        rows: vec![vec![named(), kzt(1).into()]],
    })
    .decided(&basis, &decision, &|_| None, |money| vec![Figure::new(&REFUND, *money)]);
    (answer, sources)
}

fn in_english(text: &str, show: impl Fn(&Answer, &View<'_>) -> String) -> String {
    let (answer, sources) = answer(text);
    show(&answer, &View { language: Language::English, sources: &sources })
}

#[test]
fn an_answer_for_people() {
    let said = in_english("romashka", |answer, view| human(answer, view, WIDTH));
    assert_eq!(said, include_str!("tests/answer.en.txt"));
    let (answer, sources) = answer("romashka");
    let kazakh = human(&answer, &View { language: Language::Kazakh, sources: &sources }, WIDTH);
    assert_eq!(kazakh, include_str!("tests/answer.kk.txt"));
}

#[test]
fn an_answer_for_programs() {
    let (answer, sources) = answer("romashka");
    let said = document(&answer, &View { language: Language::Russian, sources: &sources });
    assert_eq!(said["format"], FORMAT);
    assert_eq!(said["answer"]["text"], "К возврату 5\u{a0}673,87\u{a0}₸ (осталось 11\u{a0}дней).");
    assert_eq!(said["result"]["refund"], "5673.87 KZT");
    assert_eq!(said["steps"][0]["exact"], "175890/31");
    assert_eq!(said["steps"][0]["rounded"], "5673.87 KZT");
    assert_eq!(said["readings"][0]["id"], "refund.count_cancel_day");
    assert_eq!(said["readings"][0]["value"], false);
    assert_eq!(said["readings"][0]["result"]["refund"], "6189.68 KZT");
    assert_eq!(said["facts"][0]["place"]["line"], 2);
    assert_eq!(said["facts"][1]["value"], "2026-03-20T12:00:00+05:00");
}

#[test]
fn the_schema_describes_an_answer_and_the_page_names_all_of_it() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../../schemas/decision.schema.json")).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let (answer, sources) = answer("romashka");
    let mut said = document(&answer, &View { language: Language::Kazakh, sources: &sources });
    let faults: Vec<_> = validator.iter_errors(&said).map(|fault| fault.to_string()).collect();
    assert_eq!(faults, Vec::<String>::new());
    said["steps"][0]["exactly"] = 1.into();
    assert!(!validator.is_valid(&said), "what the schema does not know is refused");

    let page = include_str!("../../../docs/billing/json.md");
    let mut names = Vec::new();
    properties(&schema, &mut names);
    assert!(names.len() > 50, "{names:?}");
    for name in names {
        assert!(page.contains(&format!("`{name}`")), "docs/billing/json.md does not name `{name}`");
    }
}

/// The names of all properties of a schema.
fn properties(schema: &serde_json::Value, names: &mut Vec<String>) {
    if let Some(object) = schema.as_object() {
        for (key, value) in object {
            if let ("properties", Some(fields)) = (key.as_str(), value.as_object()) {
                names.extend(fields.keys().cloned());
            }
            properties(value, names);
        }
    }
}

/// What is not a word of a person is the same whatever that word is: every place of a sentence is
/// in all languages.
#[test]
fn sentences_have_the_same_places_in_every_language() {
    fn places(text: &str) -> Vec<&str> {
        let mut all: Vec<_> =
            text.split('{').skip(1).filter_map(|it| it.split('}').next()).collect();
        all.sort_unstable();
        all
    }
    for label in super::phrases::ALL.iter().chain(ALL) {
        let label: &Label = label;
        assert_eq!(places(label.kk), places(label.en), "{}", label.key);
        assert_eq!(places(label.ru), places(label.en), "{}", label.key);
    }
}

/// Texts that look like markup, break lines, turn around, hide, or are wide.
fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop_oneof![
        Just("|"),
        Just("`"),
        Just("**x**"),
        Just("</td><script>"),
        Just("\" onload=\""),
        Just("\n# h\n"),
        Just("\u{202e}"),
        Just("\u{1b}[2J"),
        Just("⟦name⟧"),
        Just("&amp;"),
        Just("[a](https://b)"),
        Just("www.b.kz"),
        Just("日本語"),
        Just("e\u{301}"),
        Just("{0}"),
        Just("\0"),
        Just("\u{feff}"),
        Just("\\"),
        Just("- "),
        Just("қалып"),
        Just("1. "),
        Just("\u{fffe}"),
        Just("]]>"),
        Just("<!--"),
    ];
    prop_oneof![
        proptest::collection::vec(pieces, 0..6).prop_map(|pieces| pieces.concat()),
        any::<String>(),
        "[ \\PC]{0,200}",
    ]
}

/// The parts of a Markdown text that are structure, and whether anything leads elsewhere.
fn structure(markdown: &str) -> (Vec<String>, Vec<String>) {
    let mut marks = Vec::new();
    let mut foreign = Vec::new();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::HtmlBlock)
            | Event::Html(_)
            | Event::InlineHtml(_)
            | Event::Rule => foreign.push(format!("{event:?}")),
            Event::Start(tag) => marks.push(format!("{tag:?}")),
            Event::End(tag) => marks.push(format!("{tag:?}")),
            _ => {}
        }
    }
    (marks, foreign)
}

/// The page as XML: what HTML leaves open is closed.
fn as_xml(page: &str) -> String {
    let closed = |tag: &str| format!("{}/>", tag.trim_end_matches('>'));
    let mut page = page.to_owned();
    let viewport = "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">";
    for tag in ["<meta charset=\"utf-8\">", viewport] {
        assert!(page.contains(tag), "{page}");
        page = page.replace(tag, &closed(tag));
    }
    page
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn no_text_makes_an_answer_wider_or_obeyed(text in hostile()) {
        let (answer, sources) = answer(&text);
        for language in LANGUAGES {
            let said = human(&answer, &View { language, sources: &sources }, WIDTH);
            for line in said.lines() {
                let width = unicode_width::UnicodeWidthStr::width(line);
                prop_assert!(width <= WIDTH, "{width}: {line:?}");
            }
            prop_assert!(!said.contains(|c: char| c.is_control() && c != '\n'), "{said:?}");
            prop_assert!(!said.contains(['\u{202e}', '\u{feff}']), "{said:?}");
        }
    }

    #[test]
    fn json_says_what_people_wrote(text in hostile()) {
        let said = in_english(&text, json);
        let read: serde_json::Value = serde_json::from_str(&said).unwrap();
        prop_assert_eq!(&read["facts"][0]["value"], &serde_json::Value::from(text.clone()));
        prop_assert_eq!(&read["grounds"]["calendar"]["version"], &serde_json::Value::from(text));
    }

    #[test]
    fn no_text_is_markup(text in hostile()) {
        let plain = structure(&in_english("romashka", markdown));
        let said = in_english(&text, markdown);
        let (marks, foreign) = structure(&said);
        prop_assert_eq!(foreign, Vec::<String>::new(), "{}", said);
        // A place is code where code can hold it, and that is the only thing that may differ.
        prop_assert_eq!(marks, plain.0, "{}", said);
    }

    #[test]
    fn a_page_is_the_same_elements_whatever_people_wrote(text in hostile()) {
        let elements = |text: &str| -> Vec<String> {
            let page = as_xml(&in_english(text, html));
            let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
            let read = roxmltree::Document::parse_with_options(&page, options)
                .unwrap_or_else(|fault| panic!("{fault}: {page}"));
            let names = read.descendants().filter(roxmltree::Node::is_element);
            let names = names.map(|node| node.tag_name().name().to_owned());
            names.filter(|name| name != "code").collect()
        };
        prop_assert_eq!(elements(&text), elements("romashka"));
    }
}
