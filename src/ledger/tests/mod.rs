mod properties;

use std::fs;
use std::path::Path;

use super::CODES;
use crate::diagnostics::page::Page;

#[test]
fn each_code_is_called_what_its_page_is_called() {
    for entry in CODES {
        let path = format!("docs/checks/{}.md", entry.code);
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(&path)).unwrap();
        let page = Page::parse(&text).unwrap_or_else(|fault| panic!("{path}: {fault}"));
        assert_eq!((&*page.code, &*page.title), (entry.code.0, entry.title));
    }
    assert!(CODES.iter().map(|entry| &entry.code.0[1..]).is_sorted());
    assert!(CODES.iter().all(|entry| ("0401".."0440").contains(&&entry.code.0[1..])));
}
