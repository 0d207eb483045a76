//! The pages of the checks, as they are in the binary.

use include_dir::{Dir, File, include_dir};
use qalyp::diagnostics::page::{Page, is_code};

use super::failure::Failure;

/// `CODE.md` for each code, with the description of their form beside them.
static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/docs/checks");

/// Codes and texts of all pages, in the order of the codes.
pub(super) fn all() -> Vec<(&'static str, &'static str)> {
    let page = |file: &'static File<'static>| {
        let code = file.path().to_str()?.strip_suffix(".md")?;
        Some((code, file.contents_utf8()?)).filter(|_| is_code(code))
    };
    let mut pages: Vec<_> = PAGES.files().filter_map(page).collect();
    pages.sort_unstable();
    pages
}

/// The page of a code, in upper or lower case.
pub(super) fn find(code: &str) -> Option<(&'static str, &'static str)> {
    all().into_iter().find(|(known, _)| known.eq_ignore_ascii_case(code))
}

/// The page as data.
pub(super) fn read(code: &str, text: &str) -> Result<Page, Failure> {
    Page::parse(text).map_err(|fault| Failure::new(format!("docs/checks/{code}.md: {fault}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_holds_pages_and_their_description_only() {
        let strangers = PAGES.files().filter(|file| {
            let name = file.path().to_string_lossy();
            name != "README.md" && !name.strip_suffix(".md").is_some_and(is_code)
        });
        assert_eq!(strangers.count(), 0);
        assert_eq!(PAGES.dirs().count(), 0);
    }
}
