//! Texts that break out of a format that is written carelessly.

use proptest::prelude::{Strategy, any};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use qalyp::render::dialect::{Filter, Scalar};

/// What is special somewhere.
const FRAGMENTS: &[&str] = &[
    "\"",
    "'",
    "\\",
    "$",
    "${",
    "$$",
    "$(id)",
    "`id`",
    ";",
    "#",
    "{",
    "}",
    "{{",
    "}}",
    "{%",
    "%",
    "%{",
    "%%",
    "%n",
    "%H",
    "\n",
    "\r",
    "\r\n",
    "\t",
    "\0",
    "\x1b",
    "\x7f",
    "\u{85}",
    "\u{2028}",
    "\u{2029}",
    "\u{202e}",
    "\u{200f}",
    "\u{feff}",
    "\u{fffe}",
    " ",
    "  ",
    "&",
    "&amp;",
    "<",
    ">",
    "<!--",
    "--",
    "-->",
    "]]>",
    "*",
    "?",
    "~",
    "!",
    "|",
    "(",
    ")",
    "[",
    "]",
    "=",
    ":",
    ": ",
    "- ",
    ",",
    "/",
    "//",
    "/*",
    "*/",
    "@",
    "+",
    "-",
    "Ромашка",
    "Қазақстан",
    "ә",
    "😀",
    "é",
    "a",
    "b",
    "0",
    "9",
    "\\n",
    "\\x41",
    "\\u0041",
    "\\101",
    "\\\"",
    "\\'",
    "''",
    "\"\"",
    "EOF",
    "\nEOF\n",
];

/// Whole texts that some format takes for something else.
const WORDS: &[&str] = &[
    "",
    " ",
    "no",
    "null",
    "~",
    "true",
    "1e3",
    "0x1",
    "0o7",
    "1_000",
    ".inf",
    "2026-01-16",
    "- a",
    ": ",
    "a: b",
    "? a",
    "|",
    ">",
    "&a",
    "*a",
    "!t",
    "@a",
    "%a",
    "---",
    "...",
    "all",
    "replication",
    "sameuser",
    "+group",
    "@file",
    "/regex",
    "default",
    "include x;",
    "if",
    "a=b",
    "-rf",
    "--help",
    "$HOME",
    "${HOME}",
    "$v0",
    "${v0}",
    "%{REMOTE_ADDR}e",
    "[inline]",
    "<ca>",
    "</ca>",
    "E'\\'",
    "\"; rm -rf / #",
    "'; DROP TABLE infobases; --",
    "ТОО «Ромашка & Co»",
    "\\",
    "\\\\",
    "a\\",
    " leading",
    "trailing ",
    "\ttab\t",
    "a\nb",
    "a\r\nb",
    "it's",
    "100 %",
    "100$",
    "a \\\nb",
];

/// Ordinary texts: no format may refuse them where free text is allowed at all.
pub(super) const ORDINARY: &[&str] = &[
    "romashka",
    "Бухгалтерия предприятия",
    "ТОО «Ромашка & Co»",
    "Айгерім Сәрсенова",
    "it's \"quoted\" \\ and 5 % off; #1 {x} [y] <z> | * ? ! ~ ` ^ , = @ + - /",
    "😀",
];

/// Fragments one after another.
pub(super) fn fragments() -> impl Strategy<Value = String> {
    proptest::collection::vec(proptest::sample::select(FRAGMENTS), 0..9)
        .prop_map(|parts| parts.concat())
}

/// Any hostile text.
pub(super) fn text() -> impl Strategy<Value = String> {
    let character = any::<char>().prop_map(String::from);
    let fragment = proptest::sample::select(FRAGMENTS).prop_map(str::to_owned);
    let parts =
        proptest::collection::vec(proptest::prop_oneof![1 => character, 3 => fragment], 0..9);
    proptest::prop_oneof![
        1 => proptest::sample::select(WORDS).prop_map(str::to_owned),
        4 => parts.prop_map(|parts| parts.concat()),
    ]
}

/// The same few hundred texts each time, for programs that are started once for all of them.
pub(super) fn samples() -> Vec<String> {
    sample(text())
}

/// As [`samples`], of fragments only.
pub(super) fn samples_of_fragments() -> Vec<String> {
    sample(fragments())
}

fn sample(strategy: impl Strategy<Value = String>) -> Vec<String> {
    let mut runner = TestRunner::deterministic();
    let mut texts: Vec<_> = WORDS.iter().chain(ORDINARY).map(|word| (*word).to_owned()).collect();
    texts.extend((0..400).map(|_| strategy.new_tree(&mut runner).unwrap().current()));
    texts
}

/// A text and how a filter writes it.
pub(super) struct Written {
    pub(super) text: String,
    pub(super) written: String,
}

/// The texts that a filter does not refuse. Among them must be all ordinary ones.
pub(super) fn write(filter: &str, texts: &[String]) -> Vec<Written> {
    let writer = Filter::named(filter).unwrap();
    let written: Vec<_> = texts
        .iter()
        .filter_map(|text| {
            let written = writer.write(&Scalar::Text(text)).ok()?;
            Some(Written { text: text.clone(), written })
        })
        .collect();
    for ordinary in ORDINARY {
        assert!(written.iter().any(|one| one.text == *ordinary), "{filter} refuses {ordinary:?}");
    }
    written
}

/// A comment of a text, without its mark.
pub(super) fn comment(text: &str) -> String {
    Filter::named("comment").unwrap().write(&Scalar::Text(text)).unwrap()
}

/// Compares what a program read with what was meant, one by one.
pub(super) fn assert_same<'a>(written: &[Written], read: impl IntoIterator<Item = &'a [u8]>) {
    let mut read = read.into_iter();
    for one in written {
        let bytes = read.next().unwrap_or_else(|| panic!("nothing was read for {:?}", one.text));
        assert_eq!(
            String::from_utf8_lossy(bytes),
            one.text,
            "written as {:?}, read as {bytes:?}",
            one.written
        );
    }
    assert_eq!(read.next(), None, "more was read than written");
}
