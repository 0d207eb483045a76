//! What a change of the blueprints does to the output, as a reviewer reads it.
//!
//! Ten thousand servers may change in the same way: a hunk in which the same lines come and go is
//! shown once, with the surroundings of the first of them. A release table in which only digests
//! follow other files says nothing new and is only counted. Of a certificate or a list of revocations the
//! facts are shown and not its PEM. Nothing else is left out.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Write as _;

use serde::Serialize;
use similar::{ChangeTag, TextDiff};

use super::vpn;
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
    /// Those of them that are about certificates: who gains and who loses access to a VPN, and which profiles die.
    pub access: Vec<String>,
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
        let issued = vpn::File::of(&path);
        if let Some(said) = issued.and_then(|file| file.means(what, &old, &new)) {
            self.access.push(said.clone());
            self.remarks.push(said);
        }
        let told = |text: &str| issued.and_then(|file| file.facts(text));
        let old = told(&old).map_or(old, Cow::Owned);
        let new = told(&new).map_or(new, Cow::Owned);
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
        let head = self.of_access(paint);
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
        head + &text
    }

    /// Who gains and who loses access stands first: below it may be hundreds of lines of profiles and letters.
    fn of_access(&self, paint: Paint) -> String {
        if self.access.is_empty() {
            return String::new();
        }
        let lines: String = self.access.iter().map(|it| format!("  {}\n", visible(it))).collect();
        format!("{}{lines}\n", paint.bold("Access by VPN:\n"))
    }

    /// As a table: a line for each file.
    pub fn stat(&self) -> String {
        let mut text = self.of_access(Paint(false));
        for file in &self.files {
            let _ = writeln!(
                text,
                "{} {:>5} {:>5}  {}{}",
                mark(file.what),
                format!("+{}", file.insertions),
                format!("-{}", file.deletions),
                visible(&file.path),
                if file.edited { " (edited by hand)" } else { "" },
            );
        }
        text.push_str(&self.footer());
        text
    }

    fn footer(&self) -> String {
        let others = self.remarks.iter().filter(|it| !self.access.contains(it));
        let mut text: String = others.map(|r| format!("note: {r}\n")).collect();
        let counted = |what: What| self.files.iter().filter(|file| file.what == what).count();
        let sum = |of: fn(&FileDifference) -> usize| self.files.iter().map(of).sum::<usize>();
        let _ = writeln!(
            text,
            "{} added, {} changed, {} removed; {} lines come, {} go",
            counted(What::Added),
            counted(What::Changed) + counted(What::Mode),
            counted(What::Removed),
            sum(|file| file.insertions),
            sum(|file| file.deletions),
        );
        match counted(What::Released) {
            0 => {}
            1 => text.push_str("1 file is no longer made, but stays because it was edited\n"),
            n => {
                let _ = writeln!(text, "{n} files are no longer made, but stay: they were edited");
            }
        }
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
        match sections[index].files.last_mut() {
            Some((last, places)) if std::ptr::eq(*last, file) => *places += 1,
            _ => sections[index].files.push((file, 1)),
        }
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

/// What becomes of what somebody did by hand.
const fn of_an_edit(what: What) -> &'static str {
    match what {
        What::Added => "removed by hand since the last build: it would come back",
        What::Released => "edited since the last build: it would stay, and be nobody's",
        What::Removed | What::Changed | What::Mode => {
            "edited since the last build: this edit would be overwritten"
        }
    }
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

/// A part and all files with the same one, with the number of places where they have it.
struct Section<'a> {
    change: Part<'a>,
    files: Vec<(&'a FileDifference, usize)>,
}

impl Section<'_> {
    fn heading(&self) -> String {
        let mut text = String::new();
        for (file, places) in self.files.iter().take(NAMED + 1) {
            let places = if *places > 1 { format!(" ({places} places)") } else { String::new() };
            let _ = writeln!(text, "{} {}{places}", mark(file.what), visible(&file.path));
        }
        if self.files.len() > NAMED + 1 {
            let _ = writeln!(text, "  and {} more files", self.files.len() - NAMED - 1);
        }
        if let Some((file, _)) = self.files.first().filter(|(file, _)| file.edited) {
            let _ = writeln!(text, "  {}", of_an_edit(file.what));
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
                let lines = |but| hunk.lines.iter().filter(|line| line.sign != but).count();
                let (old, new) = (lines('+'), lines('-'));
                let (at_old, at_new) = (hunk.old_start, hunk.new_start);
                let _ = writeln!(text, "@@ -{at_old},{old} +{at_new},{new} @@");
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
#[path = "diff_tests.rs"]
mod tests;
