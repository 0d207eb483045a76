//! Every sentence that the checks can say, one file per family.

mod accounting;
mod addons;
mod backups;
mod history;
mod images;
mod monitoring;
mod names;
mod networks;
mod notices;
mod platform;
mod prices;
mod project;
mod publications;
mod references;
mod sizing;
mod uniqueness;
mod vpn;
mod vpn_state;

use crate::diagnostics::{Finding, nearest};

/// Adds the right name for a misspelt one, or the names there are.
fn right_name(finding: Finding, typed: &str, known: &[&str], none: &str) -> Finding {
    match nearest(typed, known.iter().copied()) {
        Some(near) => finding.help(format!("did you mean `{near}`?")),
        None if known.is_empty() => finding.help(none),
        None => finding.help(format!("there are: {}", list(known))),
    }
}

/// Names that a person can choose from; a long list is cut.
fn list(names: &[&str]) -> String {
    const SHOWN: usize = 12;
    let mut text =
        names.iter().take(SHOWN).map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN {
        text.push_str(" and ");
        text.push_str(&(names.len() - SHOWN).to_string());
        text.push_str(" more");
    }
    text
}

/// `1 user`, `2 users`.
fn counted(number: u64, one: &str) -> String {
    if number == 1 { format!("1 {one}") } else { format!("{number} {one}s") }
}
