//! A plan carried out: keys are made, certificates and lists signed. The new state and the secrets come
//! back; nothing is written here.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::chance;
use super::fault::Fault;
use super::issuer::{self, Issuer, Validity, authority_name};
use super::keys::PrivateKey;
use super::plan::{Plan, Step};
use super::tls_crypt_v2::ServerKey;
use crate::contract::Instant;
use crate::fleet::vpn_state::{Former, Issued, Revocation, Serial, State};
use crate::vault::Secret;

/// Names of secrets within a server's part of the vault.
pub const AUTHORITY_KEY: &str = "vpn/ca-key";
/// The key of the server.
pub const SERVER_KEY: &str = "vpn/server-key";
/// The server's key of tls-crypt-v2.
pub const TLS_CRYPT_KEY: &str = "vpn/tls-crypt-v2-key";

/// The key of a user.
pub fn user_key(user: &str) -> String {
    format!("vpn/users/{user}/key")
}

/// A user's key of tls-crypt-v2.
pub fn user_tls_crypt_key(user: &str) -> String {
    format!("vpn/users/{user}/tls-crypt-v2")
}

/// The secrets that carrying out a plan needs.
#[derive(Debug, Default)]
pub struct Held {
    /// The authority's key.
    pub authority: Option<Secret>,
    /// The server's key of tls-crypt-v2.
    pub tls_crypt_v2: Option<Secret>,
}

/// What came of a plan.
#[derive(Debug)]
pub struct Outcome {
    /// The new state.
    pub state: State,
    /// What has to go into the vault: names within the server's part, and values.
    pub secrets: Vec<(String, Secret)>,
    /// What has to leave the vault.
    pub forgotten: Vec<String>,
}

impl Plan {
    /// Whether carrying it out needs [`Held::authority`] and [`Held::tls_crypt_v2`].
    pub fn needs(&self) -> (bool, bool) {
        let makes_both = self.steps.contains(&Step::TlsCryptKey);
        let issues = self.steps.iter().any(|step| matches!(step, Step::User { .. }));
        (!makes_both && self.signs(), !makes_both && issues)
    }

    /// Whether anything has to be signed.
    fn signs(&self) -> bool {
        self.steps.iter().any(|step| !matches!(step, Step::Forget { .. }))
    }
}

/// Carries a plan out. `state` has to be the one that the plan was made from.
pub fn apply(plan: &Plan, state: Option<&State>, held: &Held) -> Result<Outcome, Fault> {
    apply_with(plan, state, held, &mut chance::serial)
}

/// Where serial numbers come from.
pub(super) type Serials<'s> = &'s mut dyn FnMut() -> Result<Serial, Fault>;

pub(super) fn apply_with(
    plan: &Plan,
    state: Option<&State>,
    held: &Held,
    source: Serials<'_>,
) -> Result<Outcome, Fault> {
    let given = state.iter().flat_map(|state| state.serials()).collect();
    let mut serials = Numbers { given, source };
    match state {
        // Numbers of the former authority are not given again either.
        Some(state) if !plan.steps.contains(&Step::TlsCryptKey) => {
            later(plan, state.clone(), held, &mut serials)
        }
        former => {
            let mut outcome = first(plan, former, &mut serials)?;
            outcome.forgotten =
                former.map(|former| gone(former, &outcome.state)).unwrap_or_default();
            Ok(outcome)
        }
    }
}

/// The secrets of users who hold no certificate any more.
fn gone(before: &State, after: &State) -> Vec<String> {
    let users = before.users.iter().map(|user| &user.name);
    let gone = users.filter(|name| after.user(name).is_none());
    gone.flat_map(|name| [user_key(name), user_tls_crypt_key(name)]).collect()
}

/// Serial numbers, none twice.
struct Numbers<'s> {
    given: BTreeSet<Serial>,
    source: Serials<'s>,
}

/// With 120 random bits a second try is never needed. A source that repeats itself is broken.
const TRIES: usize = 8;

impl Numbers<'_> {
    fn next(&mut self) -> Result<Serial, Fault> {
        for _ in 0..TRIES {
            let serial = (self.source)()?;
            if self.given.insert(serial) {
                return Ok(serial);
            }
        }
        Err(Fault::NoChance)
    }
}

/// Everything, for a server that has nothing, or nothing that is to be kept but who was revoked: that stays in the
/// record, or the next plan would let them in again.
fn first(plan: &Plan, former: Option<&State>, serials: &mut Numbers<'_>) -> Result<Outcome, Fault> {
    let unplanned = || Fault::NotMade { what: "the state of a VPN" };
    let (of_authority, of_leaf) = issuer::kinds(plan.keys);
    let until = |wanted: fn(&Step) -> Option<Instant>| plan.steps.iter().find_map(wanted);
    let authority_until = until(|step| match step {
        Step::Authority { until, .. } => Some(*until),
        _ => None,
    });
    let server_until = until(|step| match step {
        Step::Server { until, .. } => Some(*until),
        _ => None,
    });
    let key = PrivateKey::generate(of_authority)?;
    let mut secrets = vec![(AUTHORITY_KEY.to_owned(), key.to_pem()?)];
    let validity = Validity::from_now(plan.now, authority_until.ok_or_else(unplanned)?)?;
    let authority =
        Issuer::authority(&authority_name(&plan.server), &key, serials.next()?, validity)?;
    let issuer = Issuer::of(&authority, key)?;
    let outer = ServerKey::generate()?;
    secrets.push((TLS_CRYPT_KEY.to_owned(), outer.to_pem()?));
    let key = PrivateKey::generate(of_leaf)?;
    let validity = Validity::from_now(plan.now, server_until.ok_or_else(unplanned)?)?;
    let names = (&*plan.server, &*plan.fqdn);
    let server_certificate = issuer.server(names, &key, serials.next()?, validity)?;
    secrets.push((SERVER_KEY.to_owned(), key.to_pem()?));
    let list = plan.steps.iter().find_map(|step| match step {
        Step::List { number, until, .. } => Some((*number, *until)),
        _ => None,
    });
    let (number, until) = list.ok_or_else(unplanned)?;
    let revoked = former.map(|former| former.revoked.clone()).unwrap_or_default();
    let listed = former.map(listed).unwrap_or_default();
    let list = issuer.list(number, Validity::from_now(plan.now, until)?, &listed)?;
    let mut state = State {
        server: plan.server.clone(),
        authority,
        server_certificate,
        fqdn: plan.fqdn.clone(),
        list,
        users: Vec::new(),
        former: Vec::new(),
        revoked,
    };
    users(plan, &mut state, &issuer, &outer, serials, &mut secrets)?;
    Ok(Outcome { state, secrets, forgotten: Vec::new() })
}

/// What has changed, for a server that has a state.
fn later(
    plan: &Plan,
    mut state: State,
    held: &Held,
    serials: &mut Numbers<'_>,
) -> Result<Outcome, Fault> {
    let mut secrets = Vec::new();
    let left = plan.steps.iter().filter_map(|step| match step {
        Step::Forget { secret } => Some(secret.clone()),
        _ => None,
    });
    let left: Vec<String> = left.collect();
    if !plan.signs() {
        return Ok(Outcome { state, secrets, forgotten: left });
    }
    let missing = |secret| Fault::NotInVault { server: plan.server.clone(), secret };
    let held_key = held.authority.as_ref().ok_or_else(|| missing(AUTHORITY_KEY))?;
    let mut issuer = Issuer::of(&state.authority, PrivateKey::read(held_key)?)?;
    let before = state.clone();
    for step in &plan.steps {
        match step {
            Step::Authority { until, .. } => {
                let key = PrivateKey::read(held_key)?;
                let validity = Validity::from_now(plan.now, *until)?;
                let name = state.authority.name.clone();
                let renewed = Issuer::authority(&name, &key, serials.next()?, validity)?;
                replace(&mut state.former, &state.authority, plan.now);
                state.authority = renewed;
                issuer = Issuer::of(&state.authority, key)?;
            }
            Step::Server { until, .. } => {
                let key = PrivateKey::generate(issuer::kinds(plan.keys).1)?;
                let validity = Validity::from_now(plan.now, *until)?;
                let names = (&*plan.server, &*plan.fqdn);
                let renewed = issuer.server(names, &key, serials.next()?, validity)?;
                replace(&mut state.former, &state.server_certificate, plan.now);
                state.server_certificate = renewed;
                state.fqdn.clone_from(&plan.fqdn);
                secrets.push((SERVER_KEY.to_owned(), key.to_pem()?));
            }
            Step::Revoke { name, serial, until, reason } => {
                state.users.retain(|user| user.serial != *serial);
                state.former.retain(|former| former.serial != *serial);
                state.revoked.push(Revocation {
                    name: name.clone(),
                    serial: *serial,
                    until: *until,
                    revoked: plan.now,
                    reason: *reason,
                });
            }
            // Users are made all at once, below; a server with a state has its outer key.
            Step::User { .. } | Step::TlsCryptKey | Step::List { .. } | Step::Forget { .. } => {}
        }
    }
    if plan.steps.iter().any(|step| matches!(step, Step::User { .. })) {
        let outer = held.tls_crypt_v2.as_ref().ok_or_else(|| missing(TLS_CRYPT_KEY))?;
        let outer = ServerKey::read(outer)?;
        users(plan, &mut state, &issuer, &outer, serials, &mut secrets)?;
    }
    for step in &plan.steps {
        if let Step::List { number, until, .. } = step {
            let listed = listed(&state);
            let validity = Validity::from_now(plan.now, *until)?;
            state.list = issuer.list(*number, validity, &listed)?;
        }
    }
    let forgotten = gone(&before, &state).into_iter().chain(left).collect();
    Ok(Outcome { state, secrets, forgotten })
}

/// Keys and certificates of users, on all processors: an RSA key takes about a second.
fn users(
    plan: &Plan,
    state: &mut State,
    issuer: &Issuer,
    outer: &ServerKey,
    serials: &mut Numbers<'_>,
    secrets: &mut Vec<(String, Secret)>,
) -> Result<(), Fault> {
    let mut wanted = Vec::new();
    for step in &plan.steps {
        if let Step::User { name, until, .. } = step {
            wanted.push((name, *until, serials.next()?));
        }
    }
    let kind = issuer::kinds(plan.keys).1;
    let made: Vec<(Issued, [Secret; 2])> = wanted
        .into_par_iter()
        .map(|(name, until, serial)| {
            let key = PrivateKey::generate(kind)?;
            let validity = Validity::from_now(plan.now, until)?;
            let certificate = issuer.user(name, &key, serial, validity)?;
            let client = outer.issue(name, serial)?;
            Ok((certificate, [key.to_pem()?, client.to_pem()?]))
        })
        .collect::<Result<_, Fault>>()?;
    for (certificate, [key, client]) in made {
        secrets.push((user_key(&certificate.name), key));
        secrets.push((user_tls_crypt_key(&certificate.name), client));
        match state.users.iter_mut().find(|user| user.name == certificate.name) {
            Some(place) => {
                let former = std::mem::replace(place, certificate);
                replace(&mut state.former, &former, plan.now);
            }
            None => state.users.push(certificate),
        }
    }
    state.users.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(())
}

/// A certificate that is replaced keeps its facts: it is good until its end, and its number is never given
/// again.
fn replace(former: &mut Vec<Former>, issued: &Issued, now: Instant) {
    former.push(Former {
        name: issued.name.clone(),
        serial: issued.serial,
        until: issued.until,
        replaced: now,
    });
}

/// What the next list holds: RFC 5280 section 3.3 lets an entry go once one list was made after the end of
/// its certificate. The list that is replaced says when that was.
fn listed(state: &State) -> Vec<&Revocation> {
    state.revoked.iter().filter(|revoked| revoked.until >= state.list.this_update).collect()
}
