//! A change of blueprints as a patch that `git apply` and `patch -p1` take.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use similar::TextDiff;

use crate::blueprint::kinds::{Access, Server};
use crate::diagnostics::{Source, SourceId, Sources, Span};

/// A change of a server's desired access.
#[derive(Clone, Copy, Debug)]
pub struct AccessChange<'a> {
    /// The server.
    pub server: &'a Server,
    /// What `access` is to say.
    pub access: Access,
}

/// A patch, and what could not be put into one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Patch {
    /// A unified diff of all files, in the order of their names; empty without a change.
    pub text: String,
    /// Servers that no patch can reach: they stand in a stream and not in a file, or are written in a
    /// way that would have to be written anew.
    pub unreached: Vec<String>,
}

/// The patch that makes blueprints say what they should of the access of servers. Nothing else in
/// them changes, not a comment and not a blank.
///
/// Paths are relative to the current folder, as the sources are shown. Those of a project that does
/// not lie below it, at `root`, are relative to the project: no program takes others.
pub fn access_patch(changes: &[AccessChange<'_>], sources: &Sources, root: &str) -> Patch {
    let mut patch = Patch::default();
    let mut edits: BTreeMap<SourceId, Vec<Edit>> = BTreeMap::new();
    for change in changes {
        let source = sources.get(change.server.name.span.source);
        let is_file = !source.name().starts_with('<') && path(source, root).is_some();
        match is_file.then(|| edit(change, source)).flatten() {
            Some(edit) => edits.entry(change.server.name.span.source).or_default().push(edit),
            None => patch.unreached.push(change.server.name.to_string()),
        }
    }
    let mut files: Vec<_> = edits.into_iter().map(|(id, edits)| (sources.get(id), edits)).collect();
    files.sort_by_key(|(source, _)| source.name());
    for (source, mut edits) in files {
        edits.sort_by_key(|edit| edit.at);
        if let Some(path) = path(source, root) {
            let _ = write!(patch.text, "{}", unified(source, path, &edits));
        }
    }
    patch
}

/// The path of a file in the head of a diff; nothing for one that would have to be quoted there.
fn path<'s>(source: &'s Source, root: &str) -> Option<&'s str> {
    let name = source.name().trim_start_matches("./");
    let outside = name.starts_with('/') || name.split('/').any(|part| part == "..");
    let path = if outside {
        name.strip_prefix(root.trim_end_matches('/'))?.trim_start_matches('/')
    } else {
        name
    };
    let plain = |c: char| !c.is_control() && !matches!(c, '"' | '\\');
    (!path.is_empty() && path.chars().all(plain)).then_some(path)
}

/// A text to be put in the place of another.
struct Edit {
    at: usize,
    until: usize,
    text: String,
}

fn edit(change: &AccessChange<'_>, source: &Source) -> Option<Edit> {
    let word = change.access.word();
    match &change.server.access {
        Some(access) => {
            let (at, until) = bytes(access.span);
            Some(Edit { at, until, text: word.to_owned() })
        }
        None => beside_the_name(change.server.name.span, word, source),
    }
}

/// A new entry after that of the name: on a line of its own in a block mapping, behind a comma in
/// one with braces.
fn beside_the_name(name: Span, word: &str, source: &Source) -> Option<Edit> {
    let text = source.text();
    let (start, end) = bytes(name);
    let line = text[..start].rfind('\n').map_or(0, |at| at + 1);
    let key = text[line..start].trim_end_matches([' ', ':']);
    let key =
        key.strip_suffix("\"name\"").or(key.strip_suffix("'name'")).or(key.strip_suffix("name"))?;
    if !key.chars().all(|c| matches!(c, ' ' | '-')) {
        return Some(Edit { at: end, until: end, text: format!(", access: {word}") });
    }
    let end_of_line = text[end..].find('\n').map_or(text.len(), |at| end + at);
    let at = end_of_line - usize::from(text[..end_of_line].ends_with('\r'));
    let line_end = if at == end_of_line { "\n" } else { "\r\n" };
    let indent = " ".repeat(key.len());
    Some(Edit { at, until: at, text: format!("{line_end}{indent}access: {word}") })
}

const fn bytes(span: Span) -> (usize, usize) {
    (span.start as usize, span.end as usize)
}

fn unified(source: &Source, path: &str, edits: &[Edit]) -> String {
    let old = source.text();
    let mut new = String::with_capacity(old.len());
    let mut at = 0;
    for edit in edits {
        new.push_str(&old[at..edit.at]);
        new.push_str(&edit.text);
        at = edit.until;
    }
    new.push_str(&old[at..]);
    TextDiff::from_lines(&**old, &new)
        .unified_diff()
        .header(&format!("a/{path}"), &format!("b/{path}"))
        .to_string()
}

#[cfg(test)]
mod tests {
    use super::{AccessChange, access_patch};
    use crate::blueprint::kinds::{Access, Customer};
    use crate::blueprint::{Limits, Loaded, load_texts};

    const HEAD: &str = "kind: customer\nname: shop\ntitle: Shop\ncontact: {name: A, email: a@shop.example, language: en}\nservers:\n";

    fn load(servers: &str) -> Loaded {
        let text = format!("{HEAD}{servers}");
        load_texts(vec![("blueprints/shop.yaml".to_owned(), text)], Limits::default())
    }

    fn to(loaded: &Loaded, access: Access) -> String {
        let customers: &[Customer] = &loaded.blueprints.customers;
        let servers = customers.iter().flat_map(|customer| &customer.servers);
        let changes: Vec<_> = servers.map(|server| AccessChange { server, access }).collect();
        assert!(!changes.is_empty(), "{:?}", loaded.report);
        access_patch(&changes, &loaded.sources, ".").text
    }

    #[test]
    fn what_is_written_is_replaced_and_its_comment_stays() {
        let loaded =
            load("  - name: shop-1 # first\n    access: open # until May\n    domain: a\n");
        let patch = to(&loaded, Access::Closed);
        assert!(
            patch.starts_with("--- a/blueprints/shop.yaml\n+++ b/blueprints/shop.yaml\n@@"),
            "{patch}"
        );
        assert!(
            patch.contains("-    access: open # until May\n+    access: closed # until May\n"),
            "{patch}"
        );
    }

    #[test]
    fn what_is_not_written_comes_beside_the_name() {
        let block =
            load("  - name: shop-1 # first\n    domain: a\n  - domain: b\n    name: \"shop-2\"\n");
        let patch = to(&block, Access::Closed);
        assert!(patch.contains("   - name: shop-1 # first\n+    access: closed\n"), "{patch}");
        assert!(patch.contains("     name: \"shop-2\"\n+    access: closed\n"), "{patch}");
        let quoted = load("  - \"name\": shop-1\n    domain: a\n");
        assert!(to(&quoted, Access::Closed).contains("\n+    access: closed\n"));
        let flow = load("  - {name: shop-1, domain: a}\n");
        let patch = to(&flow, Access::Deleted);
        assert!(patch.contains("+  - {name: shop-1, access: deleted, domain: a}\n"), "{patch}");
    }

    #[test]
    fn line_ends_of_another_system_stay() {
        let loaded = load("  - name: shop-1\r\n    domain: a\r\n");
        let patch = to(&loaded, Access::Closed);
        assert!(patch.contains("+    access: closed\r\n"), "{patch:?}");
    }

    #[test]
    fn a_project_elsewhere_is_patched_from_its_own_folder() {
        for root in ["/srv/shop", "../shop/"] {
            let mut loaded = load("  - name: shop-1\n    domain: a\n");
            loaded.sources = loaded.sources.below(root);
            let customers: &[Customer] = &loaded.blueprints.customers;
            let server = &customers[0].servers[0];
            let change = AccessChange { server, access: Access::Closed };
            let patch = access_patch(&[change], &loaded.sources, root).text;
            assert!(patch.starts_with("--- a/blueprints/shop.yaml\n"), "{patch}");
        }
    }

    #[test]
    fn a_stream_cannot_be_patched() {
        let text = format!("{HEAD}  - name: shop-1\n    domain: a\n");
        let loaded = load_texts(vec![("<stdin>".to_owned(), text)], Limits::default());
        let server = &loaded.blueprints.customers[0].servers[0];
        let patch =
            access_patch(&[AccessChange { server, access: Access::Closed }], &loaded.sources, ".");
        assert_eq!((patch.text.as_str(), patch.unreached), ("", vec!["shop-1".to_owned()]));
    }
}
