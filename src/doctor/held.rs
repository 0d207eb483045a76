//! What can be said of a vault without opening anything.

use std::collections::{BTreeMap, BTreeSet};

use super::needs::{Lack, Need};
use super::wording::{self, Places};
use crate::contract::Instant;
use crate::diagnostics::{Report, Sources};
use crate::keys::{Keys, KeysError};
use crate::vault::{Entry, Kind, Role, Scope, SecretId, Survey};

const DAY: i64 = 86_400;
/// What an encrypted file begins with: in armour, and without.
const ENCRYPTED: [&[u8]; 2] = [b"-----BEGIN AGE ENCRYPTED FILE-----", b"age-encryption.org/v1\n"];

/// What is asked beside what is wrong in any case.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// When.
    pub at: Instant,
    /// Values of more days are named.
    pub older_than: Option<i64>,
}

/// What of a vault needs no identity. `needs` is `None` if the blueprints could not be read whole: then
/// nothing is called unused or missing.
pub fn held(
    keys: &Keys,
    survey: &Survey,
    needs: Option<&BTreeMap<String, Need>>,
    question: Question,
    sources: &mut Sources,
) -> Result<Report, KeysError> {
    let mut places = Places::new(keys, sources);
    let mut report = Report::default();
    let operators =
        survey.recipients.all().iter().filter(|it| it.role == Role::Operator).collect::<Vec<_>>();
    if let [only] = operators[..] {
        report.push(wording::one_operator(&only.name));
    }
    for (id, why) in &survey.broken {
        let finding = if is_open(keys, id)? {
            wording::not_encrypted(id)
        } else {
            wording::disagrees(id, why)
        };
        report.push(places.at(finding, id));
    }
    for stray in &survey.strays {
        report.push(wording::stray(&places.shown(stray)));
    }
    // One finding for each server: somebody who goes has seen everything.
    let mut seen = BTreeMap::<(Scope, Vec<String>), Vec<SecretId>>::new();
    for (id, entry) in survey.entries() {
        if !survey.broken.contains_key(&id) {
            // Its entry may have been written for what it is now.
            if is_open(keys, &id)? {
                report.push(places.at(wording::not_encrypted(&id), &id));
            } else if survey.is_stale(entry) {
                report.push(places.at(wording::stale(&id, &newer(survey, entry)), &id));
            }
        }
        let who: Vec<String> = survey.seen_by(entry).map(|it| survey.whose(it)).collect();
        if !who.is_empty() {
            seen.entry((id.scope().clone(), who)).or_default().push(id.clone());
        }
        let days = entry.made.seconds_until(question.at).div_euclid(DAY);
        // Keys of certificates have dates of their own.
        let has_age = entry.kind != Kind::Vpn;
        if question.older_than.is_some_and(|most| has_age && days > most) {
            report.push(places.at(wording::old(&id, days), &id));
        }
    }
    for ((scope, who), ids) in &seen {
        report.push(places.at(wording::seen(scope, who, ids), &ids[0]));
    }
    if let Some(needs) = needs {
        unused(survey, needs, &mut places, &mut report);
        missing(survey, needs, &mut report);
    }
    Ok(report)
}

/// Who is a recipient now and was none when a secret was encrypted, by name.
fn newer(survey: &Survey, entry: &Entry) -> Vec<String> {
    let names = survey.recipients.newer_than(&entry.recipients).unwrap_or_default();
    names.into_iter().map(str::to_owned).collect()
}

/// Whether there is a file and it is not encrypted.
fn is_open(keys: &Keys, id: &SecretId) -> Result<bool, KeysError> {
    let bytes = keys.read(&id.path())?;
    Ok(bytes.is_some_and(|it| !ENCRYPTED.iter().any(|start| it.starts_with(start))))
}

/// Secrets for which there is no use.
fn unused(
    survey: &Survey,
    needs: &BTreeMap<String, Need>,
    places: &mut Places<'_>,
    report: &mut Report,
) {
    for (id, _) in survey.entries() {
        let Scope::Server(server) = id.scope() else { continue };
        let finding = match needs.get(&**server) {
            None => wording::of_no_server(&id),
            Some(need) if need.is_deleted => wording::of_deleted(&id),
            Some(need) if !need.used.contains(id.name()) => wording::unused(&id),
            Some(_) => continue,
        };
        report.push(places.at(finding, &id));
    }
}

/// What servers need, and what their VPNs lack.
fn missing(survey: &Survey, needs: &BTreeMap<String, Need>, report: &mut Report) {
    for (server, need) in needs {
        let names = need.needed.iter().filter_map(|name| SecretId::of_server(server, name).ok());
        let missing: Vec<_> = names.filter(|id| survey.entry(id).is_none()).collect();
        if !missing.is_empty() {
            report.push(wording::missing(server, &missing));
        }
        for lack in &need.vpn {
            report.push(match lack {
                Lack::Certificate(user) => wording::no_certificate(server, user),
                Lack::Key(whose) => wording::no_key(server, whose),
            });
        }
    }
}

/// The names of the secrets of each server in the vault.
pub fn names(survey: &Survey) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::<String, BTreeSet<String>>::new();
    for (id, _) in survey.entries() {
        all.entry(id.scope().to_string()).or_default().insert(id.name().to_owned());
    }
    all
}
