//! What holds for every ledger. Facts are drawn from the shapes of their types, so a new kind or key is
//! drawn as soon as it is declared.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::blueprint::Limits;
use crate::blueprint::decode::Faults;
use crate::blueprint::parse;
use crate::blueprint::shape::{Field, Shape, Shapes};
use crate::contract::{Instant, UtcOffset};
use crate::diagnostics::Sources;
use crate::ledger::json::{self, Place};
use crate::ledger::{Fact, FactKind, Loaded, load_texts};

/// A source of small numbers, so that one vector decides a whole fact.
struct Dice<'d>(&'d [u32], usize);

impl Dice<'_> {
    fn roll(&mut self, sides: usize) -> usize {
        self.1 += 1;
        self.0[self.1 % self.0.len()].wrapping_add(u32::try_from(self.1).unwrap()) as usize % sides
    }

    fn pick<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.roll(all.len())].clone()
    }
}

fn moment(dice: &mut Dice<'_>) -> String {
    let offsets = ["+05:00", "Z", "-03:30", "+14:00"];
    let (month, day, hour) = (dice.roll(12) + 1, dice.roll(28) + 1, dice.roll(24));
    format!("2026-{month:02}-{day:02}T{hour:02}:{:02}:00{}", dice.roll(60), dice.pick(&offsets))
}

/// A right text for what a shape expects.
fn text(expected: &str, dice: &mut Dice<'_>) -> String {
    let starts = |word: &str| expected.starts_with(word);
    match () {
        () if starts("a date") => format!("2026-{:02}-{:02}", dice.roll(12) + 1, dice.roll(28) + 1),
        () if starts("a moment") => moment(dice),
        () if starts("a sum") => {
            let currency = dice.pick(&["KZT", "RUB"]);
            format!("{}.{:02} {currency}", dice.roll(1_000_000), dice.roll(100))
        }
        () if starts("a duration") => {
            format!("{} {}", dice.roll(100), dice.pick(&["s", "min", "hours", "days"]))
        }
        () if starts("an id") => dice.pick(&["a", "БН-000123", "0", "true", "x:y#z"]).to_owned(),
        () if starts("a name") => dice.pick(&["start", "business", "1"]).to_owned(),
        () if starts("a line") => dice
            .pick(&["romashka", "«Жұлдыз» \"АҚ\" \\ # '", "{a: [b]}", "null", " \u{1f4a1} "])
            .to_owned(),
        () => panic!("nothing is drawn for {expected}"),
    }
}

fn mapping(fields: &[Field], shapes: &Shapes, dice: &mut Dice<'_>) -> Map<String, Value> {
    let mut map = Map::new();
    for field in fields {
        if field.required || dice.roll(2) == 0 {
            map.insert(field.key.to_owned(), value(&field.shape, shapes, dice));
        }
    }
    map
}

fn value(shape: &Shape, shapes: &Shapes, dice: &mut Dice<'_>) -> Value {
    match shape {
        Shape::Text { expected, .. } => text(expected, dice).into(),
        Shape::Integer { least, most } => (least + dice.roll(50) as u64).min(*most).into(),
        Shape::Boolean => (dice.roll(2) == 0).into(),
        Shape::Numbers(numbers) => dice.pick(numbers).into(),
        Shape::Words { words } => dice.pick(words).0.into(),
        Shape::List { of, .. } => (0..=dice.roll(3)).map(|_| value(of, shapes, dice)).collect(),
        Shape::Record(name) => mapping(&shapes.get(name).unwrap().fields, shapes, dice).into(),
        Shape::Inline(fields) => mapping(fields, shapes, dice).into(),
    }
}

/// A fact of any kind as a document.
fn any_document() -> impl Strategy<Value = Value> {
    (0..FactKind::WORDS.len(), vec(any::<u32>(), 40)).prop_map(|(kind, numbers)| {
        let word = FactKind::WORDS[kind];
        let mut shapes = Shapes::default();
        let shape = Fact::shape(FactKind::from_word(word).unwrap(), &mut shapes);
        let mut document = value(&shape, &shapes, &mut Dice(&numbers, 0));
        document["fact"] = json!(word);
        document
    })
}

/// Reads one document by the shape of its kind alone: whether it makes sense is another question.
fn decode(text: &str) -> Fact {
    let mut sources = Sources::default();
    let source = sources.add("a.jsonl", text);
    let node = json::parse(Place { source, whole: text }, text, Limits::default()).expect(text);
    let kind = node.get("fact").and_then(|entry| entry.value.as_text()).unwrap();
    let mut faults = Faults::default();
    let fact = Fact::decode(FactKind::from_word(kind).unwrap(), &node, &mut faults);
    assert!(faults.into_vec().is_empty(), "{text}");
    fact.expect(text)
}

fn read(texts: Vec<(String, String)>) -> Loaded {
    load_texts(texts, Limits::default(), &mut Sources::default())
}

/// The ledger and the findings as a person sees them, without places.
fn shown(loaded: &Loaded) -> (Vec<String>, Vec<&'static str>) {
    let mut codes: Vec<_> = loaded.report.findings().iter().map(|f| f.code.0).collect();
    codes.sort_unstable();
    (loaded.ledger.facts().iter().map(ToString::to_string).collect(), codes)
}

/// A ledger of facts with ids of their own.
fn any_ledger() -> impl Strategy<Value = Vec<Value>> {
    vec(any_document(), 0..12).prop_map(|mut facts| {
        for (n, fact) in facts.iter_mut().enumerate() {
            fact["id"] = json!(format!("id-{n}"));
        }
        facts
    })
}

fn lines(facts: &[Value]) -> String {
    facts.iter().map(|fact| format!("{fact}\n")).collect()
}

/// Writes all moments of a document at another offset.
fn moved(value: &mut Value, offset: UtcOffset) {
    match value {
        Value::String(text) => {
            if let Ok(moment) = text.parse::<Instant>() {
                *text = moment.at(offset).to_string();
            }
        }
        Value::Array(all) => all.iter_mut().for_each(|one| moved(one, offset)),
        Value::Object(all) => all.values_mut().for_each(|one| moved(one, offset)),
        _ => {}
    }
}

proptest! {
    #[test]
    fn what_is_printed_reads_as_the_same_fact(document in any_document()) {
        let fact = decode(&document.to_string());
        let again = decode(&fact.to_string());
        prop_assert_eq!(&again, &fact);
        prop_assert_eq!(again.to_string(), fact.to_string());
        prop_assert_eq!(again.moment(), fact.moment());
    }

    #[test]
    fn another_offset_is_the_same_fact(document in any_document(), minutes in -840_i32..=840) {
        let fact = decode(&document.to_string());
        let sign = if minutes < 0 { '-' } else { '+' };
        let text = format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60);
        // There is no -00:00.
        let offset: UtcOffset = text.parse().unwrap_or(UtcOffset::UTC);
        let mut elsewhere = document;
        moved(&mut elsewhere, offset);
        prop_assert_eq!(decode(&elsewhere.to_string()), fact);
    }

    #[test]
    fn both_parsers_see_the_same_tree_at_the_same_places(document in any_document()) {
        let text = document.to_string();
        let mut sources = Sources::default();
        let source = sources.add("a", text.as_str());
        let slice = parse::documents(&text)[0];
        let of_yaml = parse::parse(source, &text, slice, Limits::default()).unwrap();
        let place = Place { source, whole: &text };
        prop_assert_eq!(json::parse(place, &text, Limits::default()).unwrap(), of_yaml);
    }

    #[test]
    fn the_order_of_facts_and_files_changes_nothing(
        facts in any_ledger(),
        order in vec(any::<u64>(), 12),
        cut in 0_usize..12,
    ) {
        let straight = read(vec![("a.jsonl".to_owned(), lines(&facts))]);
        let mut shuffled: Vec<_> = facts.iter().cloned().zip(&order).collect();
        shuffled.sort_by_key(|(_, key)| **key);
        let shuffled: Vec<_> = shuffled.into_iter().map(|(fact, _)| fact).collect();
        let (first, second) = shuffled.split_at(cut.min(shuffled.len()));
        let yaml: String = first.iter().map(|fact| format!("---\n{fact}\n")).collect();
        let other = read(vec![
            ("b.yaml".to_owned(), yaml),
            ("c.json".to_owned(), Value::from(second.to_vec()).to_string()),
        ]);
        prop_assert_eq!(shown(&straight), shown(&other));
    }

    #[test]
    fn the_same_fact_twice_is_once(facts in any_ledger(), again in vec(any::<usize>(), 0..20)) {
        let sound: Vec<_> = facts
            .into_iter()
            .filter(|fact| read(vec![("a.jsonl".to_owned(), fact.to_string())]).report.is_empty())
            .collect();
        let once = read(vec![("a.jsonl".to_owned(), lines(&sound))]);
        let mut more = sound.clone();
        if !sound.is_empty() {
            more.extend(again.iter().map(|at| sound[at % sound.len()].clone()));
        }
        let text = lines(&more);
        let twice = read(vec![("a.jsonl".to_owned(), text.clone()), ("b.jsonl".to_owned(), text)]);
        prop_assert_eq!(shown(&once), shown(&twice));
        prop_assert_eq!(once.ledger.facts().len(), sound.len());
    }

    #[test]
    fn an_index_finds_all_and_only_the_facts_of_its_name(facts in any_ledger()) {
        let ledger = read(vec![("a.jsonl".to_owned(), lines(&facts))]).ledger;
        let moments: Vec<_> = ledger.facts().iter().map(Fact::moment).collect();
        prop_assert!(moments.is_sorted());
        for name in ["romashka", "{a: [b]}"] {
            let names = |fact: &&Fact| fact.servers().iter().any(|server| &*server.value == name);
            let wanted: Vec<_> = ledger.facts().iter().filter(names).collect();
            prop_assert_eq!(ledger.of_server(name).collect::<Vec<_>>(), wanted);
            let of = |fact: &&Fact| fact.customer().is_some_and(|it| &*it.value == name);
            let wanted: Vec<_> = ledger.facts().iter().filter(of).collect();
            prop_assert_eq!(ledger.of_customer(name).collect::<Vec<_>>(), wanted);
        }
        for fact in ledger.facts() {
            prop_assert_eq!(ledger.get(&fact.id().value), Some(fact));
        }
    }

    #[test]
    fn no_text_makes_it_panic(text in "[\\PC\\n\\r\\t{}\\[\\]:,#'\"\\\\-]{0,200}") {
        for name in ["a.yaml", "a.json", "a.jsonl", "<stdin>"] {
            let _ = read(vec![(name.to_owned(), text.clone())]);
        }
    }

    #[test]
    fn no_cut_or_change_of_a_fact_makes_it_panic(
        document in any_document(),
        at in any::<prop::sample::Index>(),
        with in "\\PC{0,3}|[\"{}\\[\\]:,\\\\\\n]",
    ) {
        let text = document.to_string();
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let at = *at.get(&places);
        let next = at + text[at..].chars().next().map_or(0, char::len_utf8);
        for changed in [text[..at].to_owned(), format!("{}{with}{}", &text[..at], &text[next..])] {
            for name in ["a.yaml", "a.json", "a.jsonl", "<stdin>"] {
                let mut sources = Sources::default();
                let texts = vec![(name.to_owned(), changed.clone())];
                let loaded = load_texts(texts, Limits::default(), &mut sources);
                for finding in loaded.report.findings() {
                    let place = finding.primary.as_ref().expect("every fault has its place");
                    prop_assert!(place.span.end as usize <= changed.len());
                    let _ = sources.slice(place.span);
                }
            }
        }
    }
}
