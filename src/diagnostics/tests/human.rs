use super::super::human::{Style, plain_text, render};
use super::super::{Code, Finding, Report, Sources, Span};
use super::{sample, span_of};

fn plain(finding: Finding, sources: &Sources) -> String {
    render(&[finding].into_iter().collect(), sources, &Style::default())
}

fn error() -> Finding {
    Finding::error(Code("E0999"), "wrong")
}

#[test]
fn two_files_notes_help_and_a_summary() {
    let (report, sources) = sample();
    let expected = "\
error[E0999]: address `203.0.113.10` belongs to two servers
 --> customers/romashka.yaml:5:30
  |
5 |   - {name: ромашка, address: 203.0.113.10}
  |                              ^^^^^^^^^^^^ already taken
  |
 ::: customers/alma.yaml:4:27
  |
4 |   - {name: alma, address: 203.0.113.10}
  |                           ------------ first used here, by `alma`
  |
  = note: an address belongs to one machine
  = help: give `romashka` a free address

warning[W0999]: no calendar of 2027

1 error, 1 warning
";
    assert_eq!(render(&report, &sources, &Style::default()), expected);
}

#[test]
fn cyrillic_kazakh_tabs_and_wide_characters_are_underlined_in_place() {
    let mut sources = Sources::default();
    sources.add("a.yaml", "title: «Бұлт» ЖШС\n\tключ:\tҚалып\nwide: 日本 x\n");
    let report: Report = [
        error().at(span_of(&sources, "Бұлт", 0), "kazakh"),
        error().at(span_of(&sources, "Қалып", 0), "after tabs"),
        error().at(span_of(&sources, "x", 0), "after wide ones"),
    ]
    .into_iter()
    .collect();
    let expected = "\
error[E0999]: wrong
 --> a.yaml:1:9
  |
1 | title: «Бұлт» ЖШС
  |         ^^^^ kazakh

error[E0999]: wrong
 --> a.yaml:2:8
  |
2 |     ключ:    Қалып
  |              ^^^^^ after tabs

error[E0999]: wrong
 --> a.yaml:3:10
  |
3 | wide: 日本 x
  |            ^ after wide ones

3 errors
";
    assert_eq!(render(&report, &sources, &Style::default()), expected);
}

#[test]
fn two_places_of_one_file_share_a_snippet_unless_they_are_far_apart() {
    let mut sources = Sources::default();
    sources.add("a.yaml", format!("a: 1\nb: 2\na: 3\n{}a: 4\n", "# filler\n".repeat(2000)));
    let finding = error()
        .at(span_of(&sources, "a", 1), "again")
        .also(span_of(&sources, "a", 0), "first here")
        .also(span_of(&sources, "a: 4", 0), "far away");
    let expected = "\
error[E0999]: wrong
    --> a.yaml:3:1
     |
   1 | a: 1
     | - first here
   2 | b: 2
   3 | a: 3
     | ^ again
     |
    ::: a.yaml:2004:1
     |
2004 | a: 4
     | ---- far away

1 error
";
    assert_eq!(plain(finding, &sources), expected);
}

#[test]
fn a_long_line_is_shortened_and_keeps_its_column() {
    let mut sources = Sources::default();
    sources.add("a.yaml", format!("{}Ошибка{}\n", "ы".repeat(100_000), "ж".repeat(100_000)));
    let finding = error().at(span_of(&sources, "Ошибка", 0), "here");
    let expected = "\
error[E0999]: wrong
 --> a.yaml:1:100001
  |
1 | ...ыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыыОшибкажжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжжж...
  |                                                     ^^^^^^ here

1 error
";
    assert_eq!(plain(finding, &sources), expected);
}

#[test]
fn ends_of_texts_and_empty_texts_have_a_place() {
    let mut sources = Sources::default();
    let id = sources.add("a.yaml", "a: 1\n");
    let empty = sources.add("empty.yaml", "");
    let report: Report = [
        error().at(Span::new(id, 5, 5), "something is missing"),
        error().at(Span::new(empty, 0, 0), "nothing here"),
    ]
    .into_iter()
    .collect();
    let expected = "\
error[E0999]: wrong
 --> a.yaml:2:1
  |
2 |
  | ^ something is missing

error[E0999]: wrong
 --> empty.yaml:1:1
  |
1 |
  | ^ nothing here

2 errors
";
    assert_eq!(render(&report, &sources, &Style::default()), expected);
}

#[test]
fn spans_of_several_lines() {
    let mut sources = Sources::default();
    sources.add("a.yaml", "a:\n  b: 1\n  c: 2\nd: 3\n");
    let finding = error().at(span_of(&sources, "b: 1\n  c: 2", 0), "all this");
    let expected = "\
error[E0999]: wrong
 --> a.yaml:2:3
  |
2 | /   b: 1
3 | |   c: 2
  | |______^ all this

1 error
";
    assert_eq!(plain(finding, &sources), expected);
}

#[test]
fn escapes_in_a_text_are_shown_and_not_obeyed() {
    let mut sources = Sources::default();
    sources.add("a\u{1b}[2J.yaml", "a: \u{1b}[31mred\u{9b}0m\r\nb: \u{202e}x\r\n");
    let finding = Finding::error(Code("E0999"), "bad \u{1b}]0;title\u{7}\nerror[E0000]: forged")
        .at(span_of(&sources, "red", 0), "\u{1b}c")
        .note("two\nlines\u{1b}[0m");
    let expected = "\
error[E0999]: bad ␛]0;title␇␊error[E0000]: forged
 --> a␛[2J.yaml:1:9
  |
1 | a: ␛[31mred\u{fffd}0m
  |         ^^^ ␛c
  |
  = note: two
          lines␛[0m

1 error
";
    assert_eq!(plain(finding, &sources), expected);
}

#[test]
fn color_is_an_argument() {
    let (report, sources) = sample();
    let style = Style { color: true, ..Style::default() };
    let text = render(&report, &sources, &style);
    assert!(text.contains("\u{1b}["));
    assert_eq!(plain_text(&text), render(&report, &sources, &Style::default()));
}

#[test]
fn an_empty_report_has_nothing_to_say() {
    assert_eq!(render(&Report::default(), &Sources::default(), &Style::default()), "");
}
