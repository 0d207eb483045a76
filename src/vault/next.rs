//! What a person does about a secret: the command, and what to know with it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::id::{Scope, SecretId};
use super::known::{Maker, RELEASE_KEY, known, makes_all_of_vpn, vpn_command};

/// A command, and what to know with it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Next {
    /// As it is typed; FILE stands for a file of whoever types it.
    pub command: String,
    /// What to know with it; empty if nothing.
    pub note: &'static str,
}

/// One command for several secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is done.
    pub next: Next,
    /// What it replaces.
    pub secrets: Vec<SecretId>,
}

/// Why a value is to be another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Its time has come.
    Age,
    /// Somebody knows it who should not: what it opened has to be closed.
    Known,
}

impl fmt::Display for Next {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.command)?;
        if self.note.is_empty() { Ok(()) } else { write!(f, " ({})", self.note) }
    }
}

/// How a secret that is missing comes about.
pub fn first(id: &SecretId) -> Next {
    let (scope, name) = (id.scope(), id.name());
    let command = match known(id).map(|known| known.maker) {
        Some(Maker::Generated(_)) => format!("qalyp vault set --missing {scope}"),
        Some(Maker::Vpn) => format!("qalyp vpn issue {scope}"),
        Some(Maker::Supplied(_)) | None => format!("qalyp vault set {scope} {name} --file FILE"),
    };
    Next { command, note: "" }
}

/// How a secret gets another value.
pub fn anew(id: &SecretId, cause: Cause) -> Next {
    let (scope, name) = (id.scope(), id.name());
    let next = |command, note| Next { command, note };
    match known(id).map(|known| known.maker) {
        Some(Maker::Generated(_)) => {
            let note = if *scope == Scope::Provider && name == RELEASE_KEY {
                "then every server has to be visited: docs/vault.md, \"The key of releases\""
            } else {
                ""
            };
            next(format!("qalyp vault rotate {scope} {name}"), note)
        }
        Some(Maker::Supplied(_)) | None => next(
            format!("qalyp vault set {scope} {name} --file FILE"),
            "with a new value from whoever gives it",
        ),
        Some(Maker::Vpn) => of_vpn(scope.as_str(), name, cause),
    }
}

fn of_vpn(server: &str, name: &str, cause: Cause) -> Next {
    let command = vpn_command(server, name);
    let known = cause == Cause::Known;
    if makes_all_of_vpn(name) {
        return Next {
            command,
            note: "every user needs a new bundle: the present ones stop working",
        };
    }
    if name.starts_with("vpn/users/") {
        // A certificate that is only replaced lets in whoever has its key until it ends.
        let command = if known { format!("{command} --revoke-former") } else { command };
        return Next { command, note: "the user needs the new bundle" };
    }
    let note = if known {
        "profiles trust the former certificate until it ends; only `qalyp vpn issue SERVER --new-authority` ends that sooner"
    } else {
        ""
    };
    Next { command, note }
}

/// The commands that replace all of these, each once. A new authority replaces everything of its VPN.
pub fn steps(ids: &[SecretId], cause: Cause) -> Vec<Step> {
    let is_all =
        |id: &&SecretId| matches!(id.scope(), Scope::Server(_)) && makes_all_of_vpn(id.name());
    let whole: BTreeSet<&Scope> = ids.iter().filter(is_all).map(SecretId::scope).collect();
    let mut steps = BTreeMap::<(&Scope, Next), Vec<SecretId>>::new();
    for id in ids {
        let is_vpn = known(id).is_some_and(|known| known.maker == Maker::Vpn);
        let next = if is_vpn && whole.contains(id.scope()) {
            of_vpn(id.scope().as_str(), "vpn/ca-key", cause)
        } else {
            anew(id, cause)
        };
        steps.entry((id.scope(), next)).or_default().push(id.clone());
    }
    steps.into_iter().map(|((_, next), secrets)| Step { next, secrets }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> SecretId {
        text.parse().unwrap()
    }

    #[test]
    fn what_somebody_knows_is_closed_and_not_only_replaced() {
        let command = |text: &str, cause| anew(&id(text), cause).command;
        let user = "shop/vpn/users/aigerim/key";
        assert_eq!(command(user, Cause::Age), "qalyp vpn renew shop --user aigerim");
        assert_eq!(
            command(user, Cause::Known),
            "qalyp vpn renew shop --user aigerim --revoke-former"
        );
        for name in ["shop/vpn/ca-key", "shop/vpn/tls-crypt-v2-key"] {
            assert_eq!(command(name, Cause::Known), "qalyp vpn issue shop --new-authority");
        }
        assert_eq!(
            command("shop/vpn/server-key", Cause::Known),
            "qalyp vpn renew shop --server-certificate"
        );
        assert_eq!(
            command("shop/tls/key", Cause::Known),
            "qalyp vault set shop tls/key --file FILE"
        );
        assert_eq!(
            command("shop/grafana/admin", Cause::Known),
            "qalyp vault rotate shop grafana/admin"
        );
    }

    #[test]
    fn a_new_authority_replaces_everything_of_its_vpn() {
        let some = ["shop/vpn/users/a/key", "shop/vpn/users/a/tls-crypt-v2"].map(id);
        let told = steps(&some, Cause::Known);
        assert_eq!((told.len(), &*told[0].secrets), (1, &some[..]));
        let all = [
            "other/vpn/server-key",
            "shop/grafana/admin",
            "shop/vpn/ca-key",
            "shop/vpn/server-key",
            "shop/vpn/users/a/key",
        ]
        .map(id);
        let told = steps(&all, Cause::Known);
        let told: Vec<_> = told.iter().map(|it| (&*it.next.command, it.secrets.len())).collect();
        assert_eq!(
            told,
            [
                ("qalyp vpn renew other --server-certificate", 1),
                ("qalyp vault rotate shop grafana/admin", 1),
                ("qalyp vpn issue shop --new-authority", 3),
            ]
        );
    }
}
