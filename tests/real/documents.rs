//! Documents for accounting: laid out by a browser at the widths of a telephone and a desk, and printed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde::Deserialize;
use tempfile::TempDir;

use super::require::require;

/// The pages that people have read, which a unit test holds to the program.
fn pages() -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/review/documents/tests/golden");
    let files = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let pages = files.filter(|path| path.extension().is_some_and(|ending| ending == "html"));
    let page = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        (name, fs::read_to_string(&path).unwrap())
    };
    let pages: BTreeMap<_, _> = pages.map(page).collect();
    assert!(pages.len() >= 5, "{}", pages.len());
    pages
}

/// What a browser measured of one page.
#[derive(Debug, Deserialize)]
struct Seen {
    name: String,
    width: u32,
    language: String,
    overflow: u32,
    beyond: Vec<String>,
    text: String,
    least: f64,
    smallest: f64,
    loads: u32,
    headings: u32,
    tables: u32,
    captions: u32,
    bare: u32,
    unlabelled: u32,
    heads: u32,
    drawings: u32,
    undescribed: u32,
    outside: Vec<String>,
}

fn chromium(folder: &Path) -> Option<Command> {
    let mut command = Command::new(require("chromium")?);
    command
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"])
        .arg(format!("--user-data-dir={}", folder.join("profile").display()));
    Some(command)
}

#[test]
fn a_browser_shows_every_document_on_a_telephone_and_on_a_desk() {
    let folder = TempDir::new().unwrap();
    let Some(mut chromium) = chromium(folder.path()) else { return };
    let pages = pages();
    let texts = serde_json::to_string(&pages).unwrap().replace("</", "<\\/");
    let page = include_str!("documents/measure.html").replace("DOCUMENTS", &texts);
    let path = folder.path().join("measure.html");
    fs::write(&path, page).unwrap();
    let output = chromium
        .args(["--virtual-time-budget=20000", "--dump-dom", "--window-size=1300,900"])
        .arg(format!("file://{}", path.display()))
        .output()
        .unwrap();
    let dom = String::from_utf8(output.stdout).unwrap();
    let result = dom.split("<pre id=\"result\">").nth(1).unwrap().split("</pre>").next().unwrap();
    let result = result.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
    let all: Vec<Seen> = serde_json::from_str(&result).unwrap_or_else(|e| panic!("{e}\n{result}"));
    assert_eq!(all.len(), 3 * pages.len());
    for seen in &all {
        let shown = format!("{} at {}: {seen:#?}", seen.name, seen.width);
        assert_eq!(seen.language, "kk", "{shown}");
        assert!(seen.overflow <= seen.width, "{shown}");
        assert!(seen.beyond.is_empty() && seen.outside.is_empty(), "{shown}");
        // WCAG 2.2, 1.4.6; small print still has some eleven pixels on a telephone.
        assert!(seen.least >= 7.0, "{shown}");
        assert!(seen.smallest >= 10.5, "{shown}");
        assert_eq!((seen.loads, seen.headings), (0, 1), "{shown}");
        assert_eq!(seen.tables, seen.captions, "{shown}");
        assert_eq!(
            (seen.bare, seen.unlabelled, seen.heads, seen.undescribed),
            (0, 0, 0, 0),
            "{shown}"
        );
        assert_eq!(seen.drawings, u32::from(seen.name.starts_with("statement")), "{shown}");
        for markup in ["&amp;", "&#", "<b", "null", "undefined", "]("] {
            // What customers and their tickets are called in the samples.
            let own = markup == "<b"
                && ["<b>were</b>", "<b>B</b>"].iter().any(|name| seen.text.contains(name));
            assert!(own || !seen.text.contains(markup), "{markup} in {shown}");
        }
    }
}

/// An act lies on its long side, everything else stands upright, and none wastes paper.
#[test]
fn a_printer_gets_sheets_of_a4() {
    let Some(pdfinfo) = require("pdfinfo") else { return };
    let folder = TempDir::new().unwrap();
    for (name, page) in pages() {
        let Some(mut chromium) = chromium(folder.path()) else { return };
        let (html, pdf) = (folder.path().join("page.html"), folder.path().join("page.pdf"));
        fs::write(&html, page).unwrap();
        let printed = chromium
            .arg("--no-pdf-header-footer")
            .arg(format!("--print-to-pdf={}", pdf.display()))
            .arg(format!("file://{}", html.display()))
            .output()
            .unwrap();
        assert!(pdf.exists(), "{}", String::from_utf8_lossy(&printed.stderr));
        let output = Command::new(&pdfinfo).arg(&pdf).output().unwrap();
        let facts = String::from_utf8(output.stdout).unwrap();
        let fact = |key: &str| {
            let line = facts.lines().find_map(|line| line.strip_prefix(key)).unwrap();
            line.trim().to_owned()
        };
        let size: Vec<f64> =
            fact("Page size:").split_whitespace().filter_map(|word| word.parse().ok()).collect();
        let lying = name.contains("act");
        let (width, height) = if lying { (842.0, 595.0) } else { (595.0, 842.0) };
        assert!((size[0] - width).abs() < 1.5 && (size[1] - height).abs() < 1.5, "{name}: {facts}");
        let count: u32 = fact("Pages:").parse().unwrap();
        assert!((1..=3).contains(&count), "{name}: {count} sheets");
    }
}
