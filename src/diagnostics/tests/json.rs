use super::super::json::{Document, FORMAT, render};
use super::super::{Code, Finding, Report, SourceId, Sources, Span};
use super::sample;

#[test]
fn the_shape() {
    let (report, sources) = sample();
    let expected = r#"{
  "format": "qalyp-findings/1",
  "findings": [
    {
      "code": "E0999",
      "severity": "error",
      "headline": "address `203.0.113.10` belongs to two servers",
      "place": {
        "file": "customers/romashka.yaml",
        "line": 5,
        "column": 30,
        "end_line": 5,
        "end_column": 42,
        "start": 113,
        "end": 125,
        "text": "already taken"
      },
      "labels": [
        {
          "file": "customers/alma.yaml",
          "line": 4,
          "column": 27,
          "end_line": 4,
          "end_column": 39,
          "start": 61,
          "end": 73,
          "text": "first used here, by `alma`"
        }
      ],
      "notes": [
        "an address belongs to one machine"
      ],
      "help": [
        "give `romashka` a free address"
      ]
    },
    {
      "code": "W0999",
      "severity": "warning",
      "headline": "no calendar of 2027",
      "place": null,
      "labels": [],
      "notes": [],
      "help": []
    }
  ],
  "hidden": [],
  "errors": 1,
  "warnings": 1
}
"#;
    assert_eq!(render(&report, &sources, 50), expected);
}

#[test]
fn byte_offsets_give_back_the_text() {
    let (report, sources) = sample();
    let document = Document::new(&report, &sources, 50);
    let place = document.findings[0].place.as_ref().unwrap();
    let text = sources.get(SourceId(1)).text();
    assert_eq!(&text[place.start as usize..place.end as usize], "203.0.113.10");
}

#[test]
fn an_empty_report_is_a_document_too() {
    let text = render(&Report::default(), &Sources::default(), 50);
    let document: Document = serde_json::from_str(&text).unwrap();
    assert_eq!((document.format.as_str(), document.errors), (FORMAT, 0));
    assert!(document.findings.is_empty());
}

#[test]
fn what_is_hidden_is_counted() {
    let mut sources = Sources::default();
    let id = sources.add("a.yaml", "x: 1\n");
    let report: Report = (0..7)
        .map(|n| Finding::error(Code("E0999"), n.to_string()).at(Span::new(id, 0, 1), ""))
        .collect();
    let document = Document::new(&report, &sources, 5);
    assert_eq!(document.findings.len(), 5);
    assert_eq!((document.errors, document.warnings), (7, 0));
    assert_eq!(document.hidden[0].file.as_deref(), Some("a.yaml"));
    assert_eq!(document.hidden[0].errors, 2);
}
