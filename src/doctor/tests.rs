use std::fs;

use super::exposed::{Allowances, Exposure, Kind, Values};
use super::repository::{Candidate, Content, LIMIT, Looked, Open, Standing, look, walk};
use super::{CODES, open_findings};
use crate::diagnostics::page::Page;
use crate::diagnostics::{Sources, github, human, json};

#[test]
fn every_code_has_a_page_with_its_title() {
    for entry in CODES {
        let path = format!("{}/docs/checks/{}.md", env!("CARGO_MANIFEST_DIR"), entry.code);
        let page = Page::parse(&fs::read_to_string(path).unwrap()).unwrap();
        assert_eq!((page.code.as_str(), page.title.as_str()), (entry.code.0, entry.title));
    }
    assert!(CODES.iter().map(|entry| &entry.code.0[1..]).is_sorted());
    assert!(CODES.iter().all(|entry| ("0930".."0970").contains(&&entry.code.0[1..])));
}

/// A value that would be found, and a line that holds it.
fn line() -> (String, String) {
    let value = ["kX9v", "Qm2LpZ7w"].concat();
    let line = format!("password: {value}\n");
    (value, line)
}

fn candidate(path: &str, bytes: &[u8]) -> Candidate {
    let content = Content::Bytes(bytes.to_vec());
    Candidate { path: path.to_owned(), standing: Standing::Tracked, content }
}

#[test]
fn no_form_of_a_report_shows_what_was_found() {
    let (value, line) = line();
    let text = format!("a: 1\n{line}b: 2\n");
    let looked =
        look(&[candidate("x/a.yaml", text.as_bytes())], &Allowances::default(), &Values::default());
    let mut sources = Sources::default();
    let report = open_findings(&looked, |path| format!("../{path}"), &mut sources);
    assert_eq!(report.findings().len(), 1);
    let forms = [
        human::render(&report, &sources, &human::Style::default()),
        json::render(&report, &sources, 50),
        github::render(&report, &sources, 50),
        format!("{report:?}{looked:?}"),
    ];
    for form in &forms {
        assert!(!form.contains(&value) && !form.contains(&value[..4]), "{form}");
    }
    assert!(forms[0].contains("--> ../x/a.yaml:2:1"), "{}", forms[0]);
    assert!(forms[1].contains("\"line\": 2"), "{}", forms[1]);
    assert!(forms[2].contains("file=../x/a.yaml,line=2,"), "{}", forms[2]);
}

#[test]
fn each_place_has_its_line() {
    let found = |kind, line| Exposure { kind, line, wrapped: false };
    let of = |found: Vec<Exposure>| Looked {
        open: vec![Open { path: "a".into(), standing: Standing::Unknown, found }],
        ..Looked::default()
    };
    let mut sources = Sources::default();
    let looked = of(vec![
        found(Kind::PrivateKey, 1),
        found(Kind::AgeIdentity, 3),
        found(Kind::Address, 3),
        found(Kind::Bundle, 9),
    ]);
    let report = open_findings(&looked, str::to_owned, &mut sources);
    let lines: Vec<_> = report
        .findings()
        .iter()
        .map(|it| sources.locate(it.primary.as_ref().unwrap().span).line)
        .collect();
    assert_eq!(lines, [1, 3, 3, 9]);
}

#[test]
fn files_are_looked_into_and_allowances_heeded() {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &[u8]| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    let (_, line) = line();
    write("a.yaml", line.as_bytes());
    write("vectors/b.yaml", line.as_bytes());
    write(".git/c.yaml", line.as_bytes());
    write("target/d.yaml", line.as_bytes());
    let size = usize::try_from(LIMIT).unwrap();
    write("big.yaml", &[vec![b'\n'; size], line.clone().into_bytes()].concat());
    std::os::unix::fs::symlink("a.yaml", folder.path().join("link.yaml")).unwrap();
    let (allowances, unfit) = Allowances::read("vectors/**  made for the tests\n");
    assert!(unfit.is_empty());
    let looked = look(&walk(folder.path()), &allowances, &Values::default());
    let open: Vec<_> = looked.open.iter().map(|it| it.path.as_str()).collect();
    assert_eq!(open, ["a.yaml"]);
    assert_eq!((looked.allowed.as_slice(), looked.files), (&[1][..], 3));
    assert_eq!(looked.cut, ["big.yaml"]);
}

#[test]
fn what_is_staged_and_lies_there_is_said_once() {
    let (_, line) = line();
    let more = format!("{line}token: {}\n", ["zT81", "kWq9xB3m"].concat());
    let both = [candidate("a.env", line.as_bytes()), candidate("a.env", more.as_bytes())];
    let looked = look(&both, &Allowances::default(), &Values::default());
    let lines: Vec<_> = looked.open.iter().flat_map(|it| &it.found).map(|it| it.line).collect();
    assert_eq!(lines, [1, 2]);
}
