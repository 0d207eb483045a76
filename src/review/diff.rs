//! What a change of the blueprints does to the output, as a reviewer reads it.
//!
//! Ten thousand servers may change in the same way: files in which the same lines come and go are
//! shown once, with the surroundings of the first of them. A release table in which only digests
//! follow other files says nothing new and is only counted. Nothing else is left out.

use std::collections::HashMap;
use std::fmt::Write as _;

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

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

    /// As text: a line for each file, then every different hunk once.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let (following, telling): (Vec<_>, Vec<_>) =
            self.files.iter().partition(|file| only_digests_follow(file));
        for group in groups(&telling) {
            let first = group.files[0];
            let _ = writeln!(text, "{} {}", mark(first.what), first.path);
            for other in group.files.iter().skip(1).take(NAMED) {
                let _ = writeln!(text, "{} {}", mark(other.what), other.path);
            }
            if group.files.len() > NAMED + 1 {
                let _ = writeln!(text, "  and {} more files", group.files.len() - NAMED - 1);
            }
            if let Some((old, new)) = &first.modes {
                let _ = writeln!(text, "  mode {old} becomes {new}");
            }
            if first.edited {
                text.push_str("  edited since the last build: this edit would be overwritten\n");
            }
            for hunk in &first.hunks {
                let _ = writeln!(text, "@@ -{} +{} @@", hunk.old_start, hunk.new_start);
                for line in &hunk.lines {
                    let _ = writeln!(text, "{}{}", line.sign, line.text);
                }
            }
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
                file.path
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

/// Files that change in the same way, in the order of their first paths.
fn groups<'a>(files: &[&'a FileDifference]) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut known: HashMap<Key<'a>, usize> = HashMap::new();
    for file in files {
        let lines = file.hunks.iter().flat_map(|hunk| &hunk.lines);
        let key = Key {
            what: file.what,
            edited: file.edited,
            modes: file.modes.as_ref(),
            changed: lines.filter(|line| line.sign != ' ').collect(),
        };
        let index = *known.entry(key).or_insert_with(|| {
            groups.push(Group { files: Vec::new() });
            groups.len() - 1
        });
        groups[index].files.push(file);
    }
    groups
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

struct Group<'a> {
    files: Vec<&'a FileDifference>,
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
        let text = difference.text();
        assert_eq!(text.matches("-limit 1").count(), 1, "{text}");
        assert!(text.contains("and 11 more files"), "{text}");
        assert!(text.ends_with("0 added, 20 changed, 0 removed; 20 lines come, 20 go\n"), "{text}");
        assert_eq!(difference.stat().lines().count(), 21);
    }

    #[test]
    fn a_release_table_is_shown_when_more_than_digests_change() {
        let table =
            |digest: &str, mode: &str| format!("/a\troot:root\t{mode}\tetc_t\t{digest}\t-\t-\n");
        let mut difference = Difference::default();
        difference.add(&change("servers/a/release.tsv", &table("1", "0644"), &table("2", "0644")));
        difference.add(&change("servers/b/release.tsv", &table("1", "0644"), &table("2", "0600")));
        let text = difference.text();
        assert!(text.contains("M servers/a/release.tsv (only digests follow)"), "{text}");
        assert!(text.contains("M servers/b/release.tsv\n@@"), "{text}");
    }

    #[test]
    fn different_changes_are_not_joined() {
        let mut difference = Difference::default();
        difference.add(&change("servers/a/x", "1\n", "2\n"));
        difference.add(&change("servers/b/x", "1\n", "3\n"));
        assert!(difference.text().contains("+2") && difference.text().contains("+3"));
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
