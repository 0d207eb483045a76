use std::collections::BTreeMap;

use super::file;
use crate::checks::CODES;
use crate::diagnostics::page::Page;

#[test]
fn each_code_is_called_what_its_page_is_called() {
    let mut wrong = BTreeMap::new();
    for entry in CODES {
        let (path, text) = file(&format!("docs/checks/{}.md", entry.code));
        let page = Page::parse(&text).unwrap_or_else(|fault| panic!("{path}: {fault}"));
        if page.title != entry.title {
            wrong.insert(entry.code, page.title);
        }
    }
    assert!(wrong.is_empty(), "titles differ from the registry: {wrong:#?}");
}
