//! Whatever stands in a blueprint or in a message, no renderer panics, and none lets it break the
//! protocol of its reader.

use proptest::prelude::*;

use super::super::{Code, Finding, Report, Sources, Span, github, human, json};

/// Text out of pieces that mean something to a terminal, to GitHub, to JSON or to a line reader.
fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "\n",
            "\r\n",
            "\r",
            "\t",
            "\u{1b}[31m",
            "\u{9b}2J",
            "\u{7f}",
            "\0",
            "\u{202e}",
            "\u{2028}",
            "\u{200b}",
            "::error::",
            "%0A",
            "%",
            ",",
            ":",
            "\"",
            "\\",
            "日本",
            "й",
            "и\u{306}",
            "Қ",
            "👩\u{200d}💻",
            "    ",
            "name: x",
            "\u{feff}",
        ])
        .prop_map(str::to_owned),
        ".{0,40}",
        "[ -~]{0,200}",
    ];
    prop::collection::vec(piece, 0..14).prop_map(|pieces| pieces.concat())
}

prop_compose! {
    fn finding(sources: u32)(
        headline in text(),
        label in text(),
        note in text(),
        primary in (0..sources, 0..3000_u32, 0..3000_u32),
        secondary in prop::collection::vec((0..sources, 0..3000_u32, 0..3000_u32), 0..4),
        warning in any::<bool>(),
    ) -> Finding {
        let span = |(source, start, length): (u32, u32, u32)| {
            Span::new(super::super::SourceId(source), start, start + length)
        };
        let make = if warning { Finding::warning } else { Finding::error };
        let mut finding = make(Code("E0999"), headline).note(note.clone()).help(note);
        for place in secondary {
            finding = finding.also(span(place), label.clone());
        }
        finding.at(span(primary), label)
    }
}

prop_compose! {
    fn run()(
        texts in prop::collection::vec((text(), text(), 0..5_usize), 1..3),
        findings in prop::collection::vec(finding(1), 0..3),
    ) -> (Report, Sources) {
        let mut sources = Sources::default();
        for (name, text, times) in texts {
            sources.add(name, text.repeat(times));
        }
        (findings.into_iter().collect(), sources)
    }
}

fn obeyed(c: char) -> bool {
    (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}')
}

proptest! {
    #[test]
    fn human_output_holds_nothing_that_a_terminal_obeys((report, sources) in run()) {
        for width in [0, 80, 200] {
            let style = human::Style { width, ..human::Style::default() };
            let text = human::render(&report, &sources, &style);
            prop_assert!(!text.contains(obeyed), "{text:?}");
            let forged = text.lines().filter(|line| line.starts_with("error[") || line.starts_with("warning["));
            prop_assert_eq!(forged.count(), report.findings().len());
        }
    }

    #[test]
    fn github_output_is_one_command_per_line((report, sources) in run()) {
        let text = github::render(&report, &sources, usize::MAX);
        prop_assert_eq!(text.split('\n').count(), report.findings().len() + 1);
        prop_assert!(!text.contains(obeyed), "{text:?}");
        for line in text.lines() {
            let rest = line.strip_prefix("::error ").or_else(|| line.strip_prefix("::warning "));
            let (properties, _) = rest.unwrap().split_once("::").unwrap();
            let keys: Vec<_> = properties.split(',').map(|p| p.split_once('=').unwrap().0).collect();
            prop_assert!(keys.starts_with(&["file", "line"]), "{properties}");
            prop_assert_eq!(keys.last(), Some(&"title"));
        }
    }

    #[test]
    fn json_output_gives_back_every_text((report, sources) in run()) {
        let text = json::render(&report, &sources, usize::MAX);
        prop_assert!(!text.contains(obeyed), "{text:?}");
        let document: json::Document = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(&document, &json::Document::new(&report, &sources, usize::MAX));
        for (entry, finding) in document.findings.iter().zip(report.findings()) {
            prop_assert_eq!(&entry.headline, &finding.headline);
            prop_assert_eq!(&entry.notes, &finding.notes);
        }
    }
}
