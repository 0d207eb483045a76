//! What a change of the blueprints does to the output, as a reviewer reads it.
//!
//! Ten thousand servers may change in the same way: a hunk in which the same lines come and go is
//! shown once, with the surroundings of the first of them. A release table in which only digests
//! follow other files says nothing new and is only counted. Nothing else is left out.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use crate::diagnostics::visible;
use crate::output::{Change, ChangeKind};

/// Lines around a change.
const CONTEXT: usize = 3;
/// Of a release table, from 0.
const DIGEST_COLUMN: usize = 4;
/// Files of a group that are named; the others are counted.
const NAMED: usize = 8;

/// One line of a hunk.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Line {
    /// ` `, `-` or `+`.
    pub sign: char,
    /// The text without its line break.
    pub text: String,
}

/// A stretch of changed lines with some around them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Hunk {
    /// First line in the old file, from 1.
    pub old_start: usize,
    /// First line in the new file, from 1.
    pub new_start: usize,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// What happens to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// It is new.
    Added,
    /// It goes away.
    Removed,
    /// It has other bytes.
    Changed,
    /// It has other permissions.
    Mode,
    /// It is no longer made, but stays because somebody edited it.
    Released,
}

/// One file of the difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FileDifference {
    /// From the root of the output.
    pub path: String,
    /// What happens to it.
    pub what: What,
    /// Whether somebody edited the file since the last build; the change overwrites that.
    pub edited: bool,
    /// Lines that come.
    pub insertions: usize,
    /// Lines that go.
    pub deletions: usize,
    /// Where it changes; for a new or removed file one hunk with all of it.
    pub hunks: Vec<Hunk>,
    /// For permissions: before and after, in octal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modes: Option<(String, String)>,
}

/// Everything that a build would change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// By path.
    pub files: Vec<FileDifference>,
    /// What a reviewer should know besides.
    pub remarks: Vec<String>,
}

impl Difference {
    /// Takes one change of the output.
    pub fn add(&mut self, change: &Change) {
        let path = change.path.as_str().to_owned();
        let empty: &[u8] = &[];
        let (what, old, new) = match &change.kind {
            ChangeKind::Added { new } => (What::Added, empty, new.content.as_slice()),
            ChangeKind::Removed { old } => (What::Removed, old.as_slice(), empty),
            ChangeKind::Changed { old, new, .. } => {
                (What::Changed, old.as_slice(), new.content.as_slice())
            }
            ChangeKind::Released => (What::Released, empty, empty),
            ChangeKind::Mode { .. } => (What::Mode, empty, empty),
        };
        let octal = |mode: u32| format!("{mode:04o}");
        let modes = match &change.kind {
            ChangeKind::Mode { old, new } => Some((octal(*old), octal(*new))),
            ChangeKind::Changed { old_mode, new, .. } if *old_mode != new.mode => {
                Some((octal(*old_mode), octal(new.mode)))
            }
            _ => None,
        };
        let (old, new) = (String::from_utf8_lossy(old), String::from_utf8_lossy(new));
        if what == What::Changed && is_zone(&path) && serial(&old) == serial(&new) {
            self.remarks.push(format!(
                "{path} changes but its serial does not: raise `dns.serial` of the provider, or \
                 secondary name servers keep the old zone"
            ));
        }
        let hunks = hunks(&old, &new);
        let count = |sign| {
            let lines = hunks.iter().flat_map(|hunk| &hunk.lines);
            lines.filter(|line| line.sign == sign).count()
        };
        self.files.push(FileDifference {
            path,
            what,
            edited: change.edited,
            insertions: count('+'),
            deletions: count('-'),
            hunks,
            modes,
        });
    }

    /// Whether a build would change nothing.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// As text: every different hunk once, under the files that it is in. What a terminal would
    /// obey is made visible.
    pub fn text(&self, color: bool) -> String {
        let paint = Paint(color);
        let mut text = String::new();
        let (following, telling): (Vec<_>, Vec<_>) =
            self.files.iter().partition(|file| only_digests_follow(file));
        let mut heading = String::new();
        for section in sections(&telling) {
            // Hunks that are in the same files stand under one heading.
            let above = std::mem::replace(&mut heading, section.heading());
            if heading != above {
                if !above.is_empty() {
                    text.push('\n');
                }
                text.push_str(&paint.bold(&heading));
            }
            text.push_str(&section.body(paint));
        }
        if !text.is_empty() {
            text.push('\n');
        }
        match following.as_slice() {
            [] => {}
            [one] => {
                let _ = writeln!(text, "M {} (only digests follow)\n", one.path);
            }
            several => {
                let _ =
                    writeln!(text, "M {} release tables (only digests follow)\n", several.len());
            }
        }
        text.push_str(&self.footer());
        text
    }

    /// As a table: a line for each file.
    pub fn stat(&self) -> String {
        let mut text = String::new();
        for file in &self.files {
            let _ = writeln!(
                text,
                "{} {:>5} {:>5}  {}",
                mark(file.what),
                format!("+{}", file.insertions),
                format!("-{}", file.deletions),
                visible(&file.path)
            );
        }
        text.push_str(&self.footer());
        text
    }

    fn footer(&self) -> String {
        let mut text: String = self.remarks.iter().map(|r| format!("note: {r}\n")).collect();
        let counted = |what: What| self.files.iter().filter(|file| file.what == what).count();
        let sum = |of: fn(&FileDifference) -> usize| self.files.iter().map(of).sum::<usize>();
        let _ = writeln!(
            text,
            "{} added, {} changed, {} removed; {} lines come, {} go",
            counted(What::Added),
            counted(What::Changed) + counted(What::Mode),
            counted(What::Removed) + counted(What::Released),
            sum(|file| file.insertions),
            sum(|file| file.deletions),
        );
        text
    }
}

/// Hunks and other changes, each with the files that it is in, in the order of their first paths.
fn sections<'a>(files: &[&'a FileDifference]) -> Vec<Section<'a>> {
    let mut sections: Vec<Section<'a>> = Vec::new();
    let mut known: HashMap<Key<'a>, usize> = HashMap::new();
    let mut put = |file: &'a FileDifference, change: Part<'a>| {
        let lines = match change {
            Part::Hunk(hunk) => hunk.lines.as_slice(),
            Part::Modes(..) | Part::Whole => &[],
        };
        let key = Key {
            what: file.what,
            edited: file.edited,
            modes: matches!(change, Part::Modes(..)).then_some(file.modes.as_ref()).flatten(),
            changed: lines.iter().filter(|line| line.sign != ' ').collect(),
        };
        let next = sections.len();
        let index = *known.entry(key).or_insert(next);
        if index == next {
            sections.push(Section { change, files: Vec::new() });
        }
        sections[index].files.push(file);
    };
    for file in files {
        for hunk in &file.hunks {
            put(file, Part::Hunk(hunk));
        }
        match &file.modes {
            Some((old, new)) => put(file, Part::Modes(old, new)),
            None if file.hunks.is_empty() => put(file, Part::Whole),
            None => {}
        }
    }
    sections
}

/// Whether a release table changes only because files changed that the difference shows anyway.
fn only_digests_follow(file: &FileDifference) -> bool {
    if file.what != What::Changed || file.edited || !file.path.ends_with("/release.tsv") {
        return false;
    }
    let without_digest = |line: &Line| {
        let columns = line.text.split('\t').enumerate().filter(|(i, _)| *i != DIGEST_COLUMN);
        columns.map(|(_, text)| text.to_owned()).collect::<Vec<_>>()
    };
    let side = |sign| -> Vec<_> {
        let lines = file.hunks.iter().flat_map(|hunk| &hunk.lines);
        lines.filter(|line| line.sign == sign).map(without_digest).collect()
    };
    side('-') == side('+')
}

/// A part of a file's difference.
#[derive(Clone, Copy)]
enum Part<'a> {
    Hunk(&'a Hunk),
    /// Permissions before and after.
    Modes(&'a str, &'a str),
    /// All that there is to say is in the heading.
    Whole,
}

/// A part and all files with the same one.
struct Section<'a> {
    change: Part<'a>,
    files: Vec<&'a FileDifference>,
}

impl Section<'_> {
    fn heading(&self) -> String {
        let mut text = String::new();
        for file in self.files.iter().take(NAMED + 1) {
            let _ = writeln!(text, "{} {}", mark(file.what), visible(&file.path));
        }
        if self.files.len() > NAMED + 1 {
            let _ = writeln!(text, "  and {} more files", self.files.len() - NAMED - 1);
        }
        if self.files.first().is_some_and(|file| file.edited) {
            text.push_str("  edited since the last build: this edit would be overwritten\n");
        }
        text
    }

    fn body(&self, paint: Paint) -> String {
        let mut text = String::new();
        match self.change {
            Part::Whole => {}
            Part::Modes(old, new) => {
                let _ = writeln!(text, "  mode {old} becomes {new}");
            }
            Part::Hunk(hunk) => {
                let _ = writeln!(text, "@@ -{} +{} @@", hunk.old_start, hunk.new_start);
                for line in &hunk.lines {
                    let shown = format!("{}{}", line.sign, visible(&line.text));
                    let _ = writeln!(text, "{}", paint.sign(line.sign, &shown));
                }
            }
        }
        text
    }
}

/// Terminal colours, if they are wanted.
#[derive(Clone, Copy)]
struct Paint(bool);

impl Paint {
    fn with(self, code: &str, text: &str) -> String {
        if self.0 { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }

    /// Each line by itself: a pager forgets colours at the end of a line.
    fn bold(self, text: &str) -> String {
        text.lines().map(|line| self.with("1", line) + "\n").collect()
    }

    fn sign(self, sign: char, text: &str) -> String {
        match sign {
            '+' => self.with("32", text),
            '-' => self.with("31", text),
            _ => text.to_owned(),
        }
    }
}

/// What makes two changes the same to a reader: where in the file they stand does not.
#[derive(PartialEq, Eq, Hash)]
struct Key<'a> {
    what: What,
    edited: bool,
    modes: Option<&'a (String, String)>,
    changed: Vec<&'a Line>,
}

const fn mark(what: What) -> char {
    match what {
        What::Added => 'A',
        What::Removed => 'D',
        What::Changed => 'M',
        What::Mode => 'X',
        What::Released => 'R',
    }
}

fn hunks(old: &str, new: &str) -> Vec<Hunk> {
    let diff = TextDiff::from_lines(old, new);
    diff.grouped_ops(CONTEXT)
        .iter()
        .filter_map(|ops| {
            let first = ops.first()?;
            let lines = ops
                .iter()
                .flat_map(|op| diff.iter_changes(op))
                .map(|change| Line {
                    sign: match change.tag() {
                        ChangeTag::Equal => ' ',
                        ChangeTag::Delete => '-',
                        ChangeTag::Insert => '+',
                    },
                    text: change.value().trim_end_matches('\n').to_owned(),
                })
                .collect();
            Some(Hunk {
                old_start: first.old_range().start + 1,
                new_start: first.new_range().start + 1,
                lines,
            })
        })
        .collect()
}

fn is_zone(path: &str) -> bool {
    path.strip_prefix("fleet/dns/").is_some_and(|name| name.strip_suffix(".zone").is_some())
}

fn serial(zone: &str) -> Option<&str> {
    zone.lines().find(|line| line.trim_end().ends_with("; serial"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{Artefact, RelativePath, Sensitivity};

    fn change(path: &str, old: &str, new: &str) -> Change {
        let path = RelativePath::parse(path).unwrap();
        Change {
            part: path.parent_path().unwrap(),
            kind: ChangeKind::Changed {
                old: old.into(),
                old_mode: 0o644,
                new: Artefact {
                    path: path.clone(),
                    content: new.into(),
                    mode: 0o644,
                    template: None,
                    sensitivity: Sensitivity::Internal,
                },
            },
            path,
            edited: false,
        }
    }

    #[test]
    fn equal_hunks_are_shown_once_wherever_they_stand() {
        let mut difference = Difference::default();
        for i in 0..20 {
            let above = "x\n".repeat(10 + i);
            let file = |n: u32| format!("{above}a\nb\nc\nlimit {n}\nd\ne\nf\n");
            difference.add(&change(&format!("servers/s{i:02}/a.conf"), &file(1), &file(2)));
        }
        let text = difference.text(false);
        assert_eq!(text.matches("-limit 1").count(), 1, "{text}");
        assert!(text.contains("and 11 more files"), "{text}");
        assert!(text.ends_with("0 added, 20 changed, 0 removed; 20 lines come, 20 go\n"), "{text}");
        assert_eq!(difference.stat().lines().count(), 21);
    }

    #[test]
    fn a_file_with_one_more_hunk_shares_the_others() {
        let far = "x\n".repeat(20);
        let file = |a: u32, b: u32| format!("a {a}\n{far}b {b}\n");
        let mut difference = Difference::default();
        difference.add(&change("servers/a/x", &file(1, 1), &file(2, 2)));
        difference.add(&change("servers/b/x", &file(1, 1), &file(2, 1)));
        difference.add(&change("servers/c/x", &file(1, 1), &file(2, 2)));
        let text = difference.text(false);
        for (needle, times) in
            [("-a 1\n", 1), ("-b 1\n", 1), ("M servers/b/x\n", 1), ("M servers/c/x\n", 2)]
        {
            assert_eq!(text.matches(needle).count(), times, "{needle} in\n{text}");
        }
    }

    #[test]
    fn hunks_of_the_same_files_stand_under_one_heading() {
        let far = "x\n".repeat(20);
        let file = |a: u32| format!("a {a}\n{far}b {a}\n");
        let mut difference = Difference::default();
        difference.add(&change("servers/a/x", &file(1), &file(2)));
        difference.add(&change("servers/b/x", &file(1), &file(2)));
        let text = difference.text(false);
        assert_eq!(text.matches("M servers/a/x\nM servers/b/x\n@@ ").count(), 1, "{text}");
        assert_eq!(text.matches("\n@@ ").count(), 2, "{text}");
    }

    #[test]
    fn colour_is_an_argument_and_text_is_not_obeyed() {
        let mut difference = Difference::default();
        difference.add(&change("servers/a/x", "1\n", "\u{1b}[2J\n"));
        assert!(!difference.text(false).contains('\u{1b}'));
        let text = difference.text(true);
        assert!(text.contains("\u{1b}[32m+␛[2J\u{1b}[0m\n"), "{text:?}");
        assert!(text.contains("\u{1b}[1mM servers/a/x\u{1b}[0m\n"), "{text:?}");
    }

    #[test]
    fn a_release_table_is_shown_when_more_than_digests_change() {
        let table =
            |digest: &str, mode: &str| format!("/a\troot:root\t{mode}\tetc_t\t{digest}\t-\t-\n");
        let mut difference = Difference::default();
        difference.add(&change("servers/a/release.tsv", &table("1", "0644"), &table("2", "0644")));
        difference.add(&change("servers/b/release.tsv", &table("1", "0644"), &table("2", "0600")));
        let text = difference.text(false);
        assert!(text.contains("M servers/a/release.tsv (only digests follow)"), "{text}");
        assert!(text.contains("M servers/b/release.tsv\n@@"), "{text}");
    }

    #[test]
    fn different_changes_are_not_joined() {
        let mut difference = Difference::default();
        difference.add(&change("servers/a/x", "1\n", "2\n"));
        difference.add(&change("servers/b/x", "1\n", "3\n"));
        assert!(difference.text(false).contains("+2") && difference.text(false).contains("+3"));
    }

    #[test]
    fn a_zone_without_a_new_serial_is_remarked() {
        let zone =
            |serial: u32, rest: &str| format!("@ IN SOA a. b. (\n    {serial} ; serial\n{rest}\n");
        let mut difference = Difference::default();
        difference.add(&change("fleet/dns/a.zone", &zone(1, "x"), &zone(1, "y")));
        difference.add(&change("fleet/dns/b.zone", &zone(1, "x"), &zone(2, "y")));
        assert_eq!(difference.remarks.len(), 1);
        assert!(difference.remarks[0].contains("fleet/dns/a.zone"));
    }
}
