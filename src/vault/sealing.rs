//! Whether the list of recipients is one that somebody wrote who could open the vault.

use super::fingerprint::Fingerprints;
use super::recipients::{Recipient, Recipients};

/// What the seal in `recipients.yaml` says of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sealing {
    /// It is as qalyp wrote it.
    Fits,
    /// It would be without these, by name: somebody added them by other means.
    Strangers(Vec<String>),
    /// It is another list, or has no seal.
    Other,
}

/// Strangers that are looked for at once; whoever adds more is not named.
const MOST_STRANGERS: usize = 3;
/// Recipients up to which strangers are looked for: below that it takes no time that anybody notices.
const MOST: usize = 64;

/// Holds a list to its seal.
pub(super) fn judge(fingerprints: &Fingerprints, recipients: &Recipients) -> Sealing {
    let Some(seal) = recipients.seal() else { return Sealing::Other };
    let all: Vec<&Recipient> = recipients.all().iter().collect();
    let fits = |them: &[&Recipient]| *fingerprints.seal(&canonical(them, recipients)) == *seal;
    if fits(&all) {
        return Sealing::Fits;
    }
    if all.len() > MOST {
        return Sealing::Other;
    }
    (1..=MOST_STRANGERS)
        .find_map(|count| without(&all, count, &mut Vec::new(), &fits))
        .map_or(Sealing::Other, Sealing::Strangers)
}

/// The seal that a list gets.
pub(super) fn of(fingerprints: &Fingerprints, recipients: &Recipients) -> String {
    let all: Vec<&Recipient> = recipients.all().iter().collect();
    fingerprints.seal(&canonical(&all, recipients))
}

/// Those `count` without whom the rest fits.
fn without(
    rest: &[&Recipient],
    count: usize,
    gone: &mut Vec<String>,
    fits: &impl Fn(&[&Recipient]) -> bool,
) -> Option<Vec<String>> {
    if count == 0 {
        return fits(rest).then(|| gone.clone());
    }
    // In the order of names, so that no set is tried twice.
    let last = gone.last().cloned();
    let from = last.map_or(0, |last| rest.partition_point(|it| it.name < last));
    for at in from..rest.len() {
        let mut fewer = rest.to_vec();
        gone.push(fewer.remove(at).name.clone());
        if let Some(found) = without(&fewer, count - 1, gone, fits) {
            return Some(found);
        }
        gone.pop();
    }
    None
}

/// The list as one text. No value in it has a line end or a tab.
fn canonical(current: &[&Recipient], recipients: &Recipients) -> String {
    let mut text = String::new();
    for Recipient { name, role, since, key } in current {
        text += &format!("{name}\t{role}\t{since}\t{key}\n");
    }
    for former in recipients.former() {
        text += &format!("former\t{}\t{}\t{}\n", former.name, former.until, former.key);
    }
    text
}
