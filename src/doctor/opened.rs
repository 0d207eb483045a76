//! What only somebody who can open the vault can be told: whether every file opens and holds what its
//! entry says, whether keys belong to their certificates, and which values are weak.

use std::collections::BTreeMap;

use rayon::prelude::*;
use ring::digest::{SHA256, digest};

use super::exposed::Values;
use super::wording::{self, Places};
use crate::diagnostics::{Finding, Report, Sources};
use crate::fleet::vpn_state::{Certificate, Depth, State, StateFault, faults};
use crate::keys::Keys;
use crate::pki::PrivateKey;
use crate::vault::{Fault, Form, Secret, SecretId, Survey, Vault, known};

/// A password of fewer different characters is one that people try first.
const LEAST_DIFFERENT: usize = 6;
/// The shortest password that nobody guesses.
const LEAST: usize = 12;

/// Opens every secret of a vault. `states` are the public states of VPNs, by server. The values come back beside the
/// findings, to be looked for where they should not be; keys are known by their own form and are not among them.
pub fn opened(
    keys: &Keys,
    vault: &Vault<'_>,
    survey: &Survey,
    states: &BTreeMap<String, State>,
    sources: &mut Sources,
) -> (Report, Values) {
    let ids: Vec<SecretId> = survey.entries().map(|(id, _)| id).collect();
    let read: Vec<_> = ids
        .par_iter()
        .map(|id| vault.read(id).map(|secret| One::of(id, &secret, states)))
        .collect();
    let mut places = Places::new(keys, sources);
    let mut report = Report::default();
    let mut values = Values::default();
    let mut alike = BTreeMap::<Vec<u8>, Vec<&SecretId>>::new();
    for (id, read) in ids.iter().zip(read) {
        match read {
            // Without a key nobody can say anything; the survey has told of files that are not those of their entries.
            Err(Fault::Broken { .. }) if survey.broken.contains_key(id) => {}
            Err(fault) => report.push(places.at(wording::not_opened(id, &fault), id)),
            Ok(one) => {
                report.extend(one.findings.into_iter().map(|finding| places.at(finding, id)));
                if let Some(text) = &one.text {
                    values.add(id.to_string(), text.expose());
                }
                if let Some(value) = one.value {
                    alike.entry(value).or_default().push(id);
                }
            }
        }
    }
    for ids in alike.values().filter(|ids| ids.len() > 1) {
        report.push(places.at(wording::alike(ids), ids[0]));
    }
    (report, values)
}

/// What is wrong with the signatures of public states. Everything else about them `qalyp check` tells.
pub fn signatures(states: &BTreeMap<String, State>) -> Report {
    let of = |(server, state): (&String, &State)| -> Vec<Finding> {
        let found = faults(state, Depth::Signatures).into_iter();
        let signatures = found.filter(|fault| matches!(fault, StateFault::Signature { .. }));
        signatures.map(|fault| wording::signature(server, &fault)).collect()
    };
    states.par_iter().flat_map_iter(of).collect::<Vec<_>>().into_iter().collect()
}

/// What one secret shows.
struct One {
    findings: Vec<Finding>,
    /// A digest by which equal values are found; it does not leave this module.
    value: Option<Vec<u8>>,
    /// What it says, unless it has a form by which it is known anywhere.
    text: Option<Secret>,
}

impl One {
    fn of(id: &SecretId, secret: &Secret, states: &BTreeMap<String, State>) -> Self {
        let mut findings = Vec::new();
        let form = known(id).map(|known| known.form());
        if form == Some(Form::Password) {
            findings.extend(weak(secret).map(|why| wording::weak(id, why)));
        }
        if let Some(certificate) = states.get(id.scope().as_str()).and_then(|it| of_key(id, it)) {
            let fits = PrivateKey::read(secret)
                .ok()
                .zip(Certificate::read(certificate).ok())
                .is_some_and(|(key, certificate)| key.is_of(&certificate));
            findings.extend((!fits).then(|| wording::other_key(id)));
        }
        // What others give may be the same for several servers: an account of a storage, a host's key.
        let is_own = matches!(form, Some(Form::Password | Form::SshKey));
        let value = is_own.then(|| digest(&SHA256, secret.expose().trim_ascii()).as_ref().to_vec());
        let text = match form {
            Some(Form::Line | Form::Password | Form::Text) => Some(secret.expose().to_vec()),
            _ => None,
        };
        Self { findings, value, text: text.map(Secret::new) }
    }
}

/// The certificate to which a secret is the key.
fn of_key<'s>(id: &SecretId, state: &'s State) -> Option<&'s str> {
    match id.name() {
        "vpn/ca-key" => Some(&state.authority.pem),
        "vpn/server-key" => Some(&state.server_certificate.pem),
        name => {
            let user = name.strip_prefix("vpn/users/")?.strip_suffix("/key")?;
            state.user(user).map(|it| it.pem.as_str())
        }
    }
}

/// Why a password is weak.
fn weak(secret: &Secret) -> Option<&'static str> {
    let text = secret.expose_text()?.trim();
    let mut different: Vec<char> = text.chars().collect();
    different.sort_unstable();
    different.dedup();
    if text.chars().count() < LEAST {
        Some("it has fewer than 12 characters")
    } else if different.len() < LEAST_DIFFERENT {
        Some("it has fewer than 6 different characters")
    } else if text.chars().all(|it| it.is_ascii_digit()) {
        Some("it has digits only")
    } else {
        None
    }
}
