//! How answers of these commands are put.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use qalyp::vault::{Known, Scope, SecretId};
use serde::Serialize;

use crate::cli::failure::Failure;

/// The secret that two arguments name.
pub(super) fn secret(scope: &str, name: &str) -> Result<SecretId, Failure> {
    let fault = |fault: qalyp::vault::IdFault| Failure::new(fault.to_string());
    match scope {
        qalyp::vault::PROVIDER => SecretId::of_provider(name).map_err(fault),
        server => SecretId::of_server(server, name).map_err(fault),
    }
}

/// What follows every change of the folder of keys.
pub(super) const fn commit_hint() -> &'static str {
    "next: git add keys && git commit\n"
}

/// What follows new values of the secrets of these scopes.
pub(super) fn after<'i>(ids: impl IntoIterator<Item = &'i SecretId>) -> String {
    let servers: BTreeSet<&str> = ids
        .into_iter()
        .filter_map(|id| match id.scope() {
            Scope::Server(server) => Some(&**server),
            Scope::Provider => None,
        })
        .collect();
    let mut out = commit_hint().to_owned();
    for server in servers.iter().take(RELEASES) {
        let _ = writeln!(out, "then: qalyp build && qalyp release {server}");
    }
    if servers.len() > RELEASES {
        let _ = writeln!(out, "then the same for {} other servers", servers.len() - RELEASES);
    }
    out
}

/// Releases that are named; of more the number is what matters.
const RELEASES: usize = 10;

/// What follows from a new value.
#[derive(Serialize)]
pub(super) struct Follows {
    /// What the server does by itself with its next release; empty if nothing.
    by_itself: &'static str,
    /// What a person does.
    by_hand: Vec<String>,
}

impl Follows {
    pub(super) fn of(id: &SecretId, known: Option<&Known>) -> Self {
        let server = id.scope().as_str();
        let by_hand = known.map_or(&[][..], |known| known.by_hand);
        Self {
            by_itself: known.map_or("", |known| known.by_itself),
            by_hand: by_hand.iter().map(|step| step.replace("{server}", server)).collect(),
        }
    }

    /// The steps for people: a server has nothing of this before its release.
    pub(super) fn text(&self) -> String {
        let mut out = String::new();
        if !self.by_itself.is_empty() {
            let _ = writeln!(out, "  with its release the server by itself: {}", self.by_itself);
        }
        for step in &self.by_hand {
            let _ = writeln!(out, "  by hand: {step}");
        }
        out
    }
}
