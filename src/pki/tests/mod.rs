//! The whole of issuing, with keys that are made here.

mod kept;
mod life;
mod merge;
mod profile;
mod properties;

use std::collections::BTreeSet;

use super::{Action, Held, Outcome, Policy, Wanted, apply, plan};
use crate::contract::Instant;
use crate::fleet::vpn_state::{Depth, State, faults};
use crate::pki::{AUTHORITY_KEY, TLS_CRYPT_KEY};
use crate::vault::Secret;

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

const NOW: &str = "2026-11-23T09:00:00Z";

fn wanted(users: &[&str]) -> Wanted {
    Wanted {
        server: "romashka-main".to_owned(),
        fqdn: "romashka.1c.bulut.example".to_owned(),
        users: users.iter().map(|user| (*user).to_owned()).collect::<BTreeSet<_>>(),
        policy: Policy::default(),
    }
}

/// A server's VPN with the secrets of its vault.
struct Vpn {
    state: State,
    held: Held,
    secrets: Vec<(String, Secret)>,
}

impl Vpn {
    fn of(wanted: &Wanted, now: Instant) -> Self {
        let plan = plan(wanted, None, &[], &Action::Issue, now).unwrap();
        let Outcome { state, secrets, .. } = apply(&plan, None, &Held::default()).unwrap();
        let mut vpn = Self { state, held: Held::default(), secrets };
        vpn.held.authority = Some(vpn.secret(AUTHORITY_KEY).duplicate());
        vpn.held.tls_crypt_v2 = Some(vpn.secret(TLS_CRYPT_KEY).duplicate());
        vpn
    }

    fn secret(&self, name: &str) -> &Secret {
        let found = self.secrets.iter().rev().find(|(known, _)| known == name);
        found.map_or_else(|| panic!("{name} is not there"), |(_, secret)| secret)
    }

    fn run(&mut self, wanted: &Wanted, action: &Action, now: Instant) -> super::Plan {
        let plan = plan(wanted, Some(&self.state), &[], action, now).unwrap();
        let outcome = apply(&plan, Some(&self.state), &self.held).unwrap();
        assert_eq!(faults(&outcome.state, Depth::Signatures), []);
        self.state = outcome.state;
        self.secrets.retain(|(name, _)| !outcome.forgotten.contains(name));
        self.secrets.extend(outcome.secrets);
        plan
    }
}
