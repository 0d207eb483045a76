//! What must hold of the repository as a whole: links lead somewhere, and no file knows the machine
//! on which it was written.

// A test may give up; the allowance for tests in clippy.toml covers only marked functions.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use qalyp::render::Dialect;
use qalyp::render::dialect::FILTERS;
use walkdir::WalkDir;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files that belong to the repository, without what is built from them.
fn files() -> Vec<PathBuf> {
    let made = [".git", "target", "out"].map(|name| root().join(name));
    WalkDir::new(root())
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| !made.iter().any(|path| entry.path() == path))
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(walkdir::DirEntry::into_path)
        .collect()
}

fn shown(path: &Path) -> String {
    path.strip_prefix(root()).unwrap().display().to_string()
}

/// Markdown without its code: what stands there is no link.
fn prose(markdown: &str) -> String {
    let mut text = String::new();
    let mut fence: Option<&str> = None;
    for line in markdown.lines() {
        let marks =
            &line.trim_start()[..line.trim_start().bytes().take_while(|b| *b == b'`').count()];
        match fence {
            Some(open) if marks.len() >= open.len() => fence = None,
            None if marks.len() >= 3 => fence = Some(marks),
            None => {
                let outside = line.split('`').step_by(2).collect::<Vec<_>>().join("``");
                text.push_str(&outside);
            }
            Some(_) => {}
        }
        text.push('\n');
    }
    text
}

/// The targets of all links and pictures, each with its line (from 1).
fn links(markdown: &str) -> Vec<(usize, String)> {
    let text = prose(markdown);
    let mut found = Vec::new();
    for opening in ["](", "src=\"", "href=\""] {
        for (at, _) in text.match_indices(opening) {
            let rest = &text[at + opening.len()..];
            let closing = if opening == "](" { ')' } else { '"' };
            let target = rest.split(closing).next().unwrap_or_default();
            let target = target.split_whitespace().next().unwrap_or_default();
            found.push((text[..at].matches('\n').count() + 1, target.to_owned()));
        }
    }
    found
}

/// The anchors that a forge makes of the headings of a page.
fn anchors(markdown: &str) -> Vec<String> {
    let mut fenced = false;
    let mut found: Vec<String> = Vec::new();
    for line in markdown.lines() {
        fenced ^= line.trim_start().starts_with("```");
        let Some(heading) = line.strip_prefix('#').filter(|_| !fenced) else { continue };
        let heading = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        let anchor: String = kept.map(|c| if c == ' ' { '-' } else { c }).collect();
        let same = found.iter().filter(|known| **known == anchor).count();
        found.push(if same == 0 { anchor } else { format!("{anchor}-{same}") });
    }
    found
}

#[test]
fn links_between_pages_lead_somewhere() {
    let mut wrong = String::new();
    let mut seen = 0;
    for page in files().into_iter().filter(|path| path.extension().is_some_and(|e| e == "md")) {
        let text = fs::read_to_string(&page).unwrap();
        for (line, target) in links(&text) {
            if target.contains("://") || target.starts_with("mailto:") {
                continue;
            }
            seen += 1;
            let (path, anchor) = target.split_once('#').unwrap_or((&target, ""));
            let to = if path.is_empty() { page.clone() } else { page.with_file_name(path) };
            let known = || anchors(&fs::read_to_string(&to).unwrap_or_default());
            if !to.exists() || !anchor.is_empty() && !known().iter().any(|name| name == anchor) {
                let _ = writeln!(wrong, "{}:{line}: {target}", shown(&page));
            }
        }
    }
    assert!(wrong.is_empty(), "these lead nowhere:\n{wrong}");
    assert!(seen > 30, "the scan finds the links: {seen}");
}

#[test]
fn every_decision_is_listed() {
    let folder = root().join("docs/decisions");
    let index = fs::read_to_string(folder.join("README.md")).unwrap();
    for entry in fs::read_dir(&folder).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            name == "README.md" || index.contains(&format!("]({name})")),
            "{name} is not listed"
        );
    }
}

#[test]
fn the_page_of_templates_names_every_dialect_and_filter() {
    let page = fs::read_to_string(root().join("docs/templates.md")).unwrap();
    let filters = FILTERS.iter().map(|filter| filter.name);
    for name in filters.chain(Dialect::ALL.map(Dialect::name)) {
        assert!(page.contains(&format!("`{name}`")), "docs/templates.md does not name {name}");
    }
}

/// Where people and build services keep their checkouts and their own files, and where this
/// checkout lies. Written in two pieces, so that this file does not find itself.
fn private() -> Vec<String> {
    let folders = [("home", "/"), ("Users", "/"), ("work", "/"), ("workspace", ""), ("root", "/.")];
    let mut all: Vec<String> = folders.iter().map(|(name, end)| format!("/{name}{end}")).collect();
    all.extend(root().to_str().map(str::to_owned).filter(|path| path.matches('/').count() > 1));
    all
}

/// What every machine of an image has: the home of the 1C server's account, and those of whoever built the image, which
/// the seal looks into.
const OF_EVERY_MACHINE: [&str; 4] = ["/home/usr1cv8", "/home/*", "/home/almalinux", "/root/."];

/// Whether a path begins here, and is not the end of a longer one.
fn begins(text: &str, at: usize) -> bool {
    !text[..at].ends_with(|c: char| c.is_alphanumeric() || "_-.}$)>*~/".contains(c))
}

#[test]
fn no_file_names_a_path_of_the_machine_it_was_written_on() {
    let mut wrong = String::new();
    for file in files() {
        // Pictures and other binary files hold no text.
        let Ok(text) = fs::read_to_string(&file) else { continue };
        for path in private() {
            let known =
                |at: usize| OF_EVERY_MACHINE.iter().any(|path| text[at..].starts_with(path));
            let ours = |at: usize| !known(at) && begins(&text, at);
            for (at, _) in text.match_indices(&path).filter(|(at, _)| ours(*at)) {
                let line = text[..at].matches('\n').count();
                let shows = text.lines().nth(line).unwrap_or_default();
                let _ = writeln!(wrong, "{}:{}: {}", shown(&file), line + 1, shows.trim());
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// The scans themselves see what they should see.
mod scan {
    use super::{anchors, begins, links};

    #[test]
    fn links_are_found_outside_of_code() {
        let page =
            "[a](b.md#c) `[x](y)`\n```sh\n[x](y)\n```\n![p](p.svg \"title\") <img src=\"q.svg\">\n";
        let targets: Vec<_> =
            links(page).into_iter().map(|(line, to)| format!("{line} {to}")).collect();
        assert_eq!(targets, ["1 b.md#c", "5 p.svg", "5 q.svg"]);
    }

    #[test]
    fn anchors_are_those_of_the_forge() {
        let page = "# The `kind: provider`\n```\n# no\n```\n## Two  words\n## A.b_c\n## A.b_c\n";
        assert_eq!(anchors(page), ["the-kind-provider", "two--words", "ab_c", "ab_c-1"]);
    }

    #[test]
    fn a_path_begins_after_a_border() {
        for (text, wanted) in [(" /x/", true), ("\"/x/", true), ("a/x/", false), ("$d/x/", false)] {
            assert_eq!(begins(text, text.find("/x/").unwrap()), wanted, "{text}");
        }
    }
}

/// What judges one file and is not told which judges nothing, and says that all is well.
#[test]
fn validators_that_read_one_file_are_told_which() {
    const OF_ONE_FILE: [&str; 8] =
        ["bash", "systemd-analyze", "visudo", "nft", "chronyd", "logrotate", "dnsmasq", "xmllint"];
    let templates = files().into_iter().filter(|path| path.starts_with(root().join("templates")));
    let mut seen = 0;
    for path in templates {
        let text = fs::read_to_string(&path).unwrap();
        let Some(validator) = text.lines().find_map(|line| line.strip_prefix("validator: ")) else {
            continue;
        };
        seen += 1;
        let program = validator.split(' ').next().unwrap();
        assert!(
            !OF_ONE_FILE.contains(&program) || validator.contains('{'),
            "{}: `{validator}` names no file: put `{{}}` or `{{installed}}` into it",
            shown(&path)
        );
    }
    assert!(seen > 10);
}
