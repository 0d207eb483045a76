//! How answers of these commands are put.

use std::fmt::Write as _;

use qalyp::vault::{Known, Maker, Scope, SecretId, known, vpn_command};
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

/// How a new value of a secret comes about.
pub(super) fn how(id: &SecretId) -> String {
    let (scope, name) = (id.scope(), id.name());
    match known(id).map(|known| known.maker) {
        Some(Maker::Generated(_)) => format!("qalyp vault rotate {scope} {name}"),
        Some(Maker::Vpn) => vpn_command(scope.as_str(), name),
        Some(Maker::Supplied(_)) | None => {
            format!("qalyp vault set {scope} {name}, with a new value from whoever gives it")
        }
    }
}

/// How a secret that is missing comes about.
pub(super) fn how_first(id: &SecretId) -> String {
    let (scope, name) = (id.scope(), id.name());
    match known(id).map(|known| known.maker) {
        Some(Maker::Generated(_)) => "qalyp vault set --missing".to_owned(),
        Some(Maker::Vpn) => format!("qalyp vpn issue {scope}"),
        Some(Maker::Supplied(_)) | None => format!("qalyp vault set {scope} {name}"),
    }
}

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
    pub(super) fn text(&self, scope: &Scope) -> String {
        let mut out = String::new();
        if let Scope::Server(server) = scope {
            let _ =
                writeln!(out, "  the server gets it with the next release: qalyp release {server}");
        }
        if !self.by_itself.is_empty() {
            let _ = writeln!(out, "  then by itself: {}", self.by_itself);
        }
        for step in &self.by_hand {
            let _ = writeln!(out, "  by hand: {step}");
        }
        out
    }
}
