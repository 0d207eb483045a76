//! One command for one server or for a thousand: states are read, plans made and carried out on all
//! processors, and everything is written in one change of the folder of keys. So vault and public state
//! always agree, and a serial number is never lost or given twice.

use rayon::prelude::*;

use super::apply::{AUTHORITY_KEY, Held, Outcome, TLS_CRYPT_KEY, apply};
use super::fault::Fault;
use super::keys::PrivateKey;
use super::merge::merge;
use super::plan::{Action, Plan, Remark, Step, plan};
use super::text;
use super::wanted::Wanted;
use crate::artefacts::RelativePath;
use crate::contract::Instant;
use crate::fleet::vpn_state::{Certificate, Depth, State, StateFault, faults};
use crate::keys::{Keys, KeysError};
use crate::vault::{self, Kind, Secret, SecretId, Vault};

/// A plan, and the state that it was made from.
#[derive(Clone, Debug)]
pub struct Proposal {
    /// The plan.
    pub plan: Plan,
    /// The state; `None` for a server that has nothing.
    pub state: Option<State>,
}

/// The plans for servers, in their order; for each, why there is none. Needs no identity: only public
/// state is read.
///
/// Whoever carries them out holds the folder of keys with [`crate::keys::Access::Change`] from here on, so
/// that nobody changes a state in between.
pub fn propose(
    keys: &Keys,
    wanted: &[Wanted],
    action: &Action,
    now: Instant,
) -> Vec<Result<Proposal, Fault>> {
    wanted
        .par_iter()
        .map(|wanted| {
            let state = read(keys, &wanted.server)?;
            if state.is_none() && *action != Action::Anew {
                not_lost(keys, &wanted.server)?;
            }
            let found = match &state {
                Some(state) if *action != Action::Anew => sound(wanted, state)?,
                _ => Vec::new(),
            };
            let mut proposal = match (action, state) {
                (Action::Merge(other), Some(own)) => merged(wanted, &own, other, &found, now)?,
                (_, state) => {
                    let plan = plan(wanted, state.as_ref(), &found, action, now)?;
                    Proposal { plan, state }
                }
            };
            if let (Action::Issue | Action::Again(_) | Action::Merge(_), Some(state)) =
                (action, &proposal.state)
            {
                let left = left_over(keys, state, &proposal.plan)?;
                let left = left.into_iter().map(|secret| Step::Forget { secret });
                proposal.plan.steps.extend(left);
            }
            Ok(proposal)
        })
        .collect()
}

/// What another branch did is taken over before anything is planned: only a list has to be made then.
fn merged(
    wanted: &Wanted,
    own: &State,
    other: &State,
    found: &[StateFault],
    now: Instant,
) -> Result<Proposal, Fault> {
    sound(wanted, other)?;
    let (state, taken) = merge(own, other, now)?;
    let mut plan = plan(wanted, Some(&state), &[], &Action::Merge(Box::new(other.clone())), now)?;
    if state == *own && found.is_empty() {
        plan.steps.clear();
    }
    plan.remarks.extend(taken.into_iter().map(Remark::Taken));
    Ok(Proposal { plan, state: Some(state) })
}

/// What was done for one server.
#[derive(Clone, Debug)]
pub struct Done {
    /// The plan that was carried out.
    pub plan: Plan,
    /// The state as it is now.
    pub state: State,
}

/// Carries plans out and writes everything in one change: secrets, the vault's lists, public states. Either
/// all of it has happened afterwards or nothing has. Plans with nothing to do are passed over.
pub fn carry_out(
    keys: &Keys,
    vault: &mut Vault<'_>,
    proposals: Vec<Proposal>,
) -> Result<Vec<Done>, Fault> {
    let made: Vec<(Plan, Outcome)> = proposals
        .into_par_iter()
        .filter(|proposal| !proposal.plan.is_empty())
        .map(|Proposal { plan, state }| {
            if let (Some(state), true) = (&state, plan.needs().0) {
                own_authority(vault, state)?;
            }
            let held = held(vault, &plan)?;
            let outcome = apply(&plan, state.as_ref(), &held)?;
            Ok((plan, outcome))
        })
        .collect::<Result<_, Fault>>()?;
    let mut change = keys.change();
    let mut done = Vec::with_capacity(made.len());
    for (plan, Outcome { state, secrets, forgotten }) in made {
        for (name, secret) in secrets {
            vault.put(id(&plan.server, &name)?, secret, Kind::Vpn, plan.now);
        }
        for name in forgotten {
            vault.forget(id(&plan.server, &name)?);
        }
        change.put(path(&plan.server)?, text::write(&state).into_bytes());
        done.push(Done { plan, state });
    }
    vault.stage(&mut change)?;
    change.commit()?;
    Ok(done)
}

/// Secrets of users who have no certificate and get none. Git brings them back when one branch revokes somebody and
/// another touches the lock file beside.
fn left_over(keys: &Keys, state: &State, plan: &Plan) -> Result<Vec<String>, Fault> {
    let id = id(&plan.server, AUTHORITY_KEY)?;
    let gets_one = |user: &str| {
        let made = |step: &Step| matches!(step, Step::User { name, .. } if name == user);
        plan.steps.iter().any(made)
    };
    let is_left = |name: &&str| {
        let user = name.strip_prefix("vpn/users/").and_then(|rest| rest.rsplit_once('/'));
        user.is_some_and(|(user, _)| state.user(user).is_none() && !gets_one(user))
    };
    let lock = vault::read_lock(keys, id.scope())?;
    Ok(lock.keys().map(|name| &**name).filter(is_left).map(str::to_owned).collect())
}

/// Fails for a public state whose authority is not the one whose key the vault has: everybody who can write to the
/// repository can write such a state, and it fits together in itself.
pub fn own_authority(vault: &Vault<'_>, state: &State) -> Result<(), Fault> {
    let id = id(&state.server, AUTHORITY_KEY)?;
    if !vault.has(&id)? {
        let secret = AUTHORITY_KEY;
        return Err(Fault::NotInVault { server: state.server.clone(), secret });
    }
    let key = PrivateKey::read(&vault.read(&id)?).ok();
    let certificate = Certificate::read(&state.authority.pem).ok();
    if key.zip(certificate).is_some_and(|(key, certificate)| key.is_of(&certificate)) {
        return Ok(());
    }
    Err(Fault::ForeignAuthority { server: state.server.clone() })
}

/// The secrets that a plan needs.
fn held(vault: &Vault<'_>, plan: &Plan) -> Result<Held, Fault> {
    let read = |needed: bool, secret: &'static str| -> Result<Option<Secret>, Fault> {
        if !needed {
            return Ok(None);
        }
        let id = id(&plan.server, secret)?;
        if !vault.has(&id)? {
            return Err(Fault::NotInVault { server: plan.server.clone(), secret });
        }
        Ok(Some(vault.read(&id)?))
    };
    let (authority, outer) = plan.needs();
    Ok(Held {
        authority: read(authority, AUTHORITY_KEY)?,
        tls_crypt_v2: read(outer, TLS_CRYPT_KEY)?,
    })
}

fn id(server: &str, name: &str) -> Result<SecretId, Fault> {
    SecretId::of_server(server, name)
        .map_err(|fault| Fault::Keys { message: fault.to_string(), help: None })
}

/// The state of a server's VPN as the folder of keys has it; `None` if nothing was issued.
pub fn read(keys: &Keys, server: &str) -> Result<Option<State>, Fault> {
    let path = path(server)?;
    let Some(bytes) = keys.read(&path)? else { return Ok(None) };
    let unreadable = |problems| Fault::Unreadable { path: path.as_str().to_owned(), problems };
    let content = String::from_utf8(bytes)
        .map_err(|_| unreadable(vec!["it is not text in UTF-8".to_owned()]))?;
    text::read(path.as_str(), &content).map(Some).map_err(unreadable)
}

/// Without a state everything would be made anew, and overwrite the key of an authority that exists.
fn not_lost(keys: &Keys, server: &str) -> Result<(), Fault> {
    let id = id(server, AUTHORITY_KEY)?;
    if vault::read_lock(keys, id.scope())?.contains_key(id.name()) {
        return Err(Fault::StateLost { server: server.to_owned() });
    }
    Ok(())
}

/// What is wrong with the list, which a new one mends. A state with other faults, or of another server,
/// is no ground to build on.
fn sound(wanted: &Wanted, state: &State) -> Result<Vec<StateFault>, Fault> {
    let found = faults(state, Depth::Signatures);
    if state.server != wanted.server {
        let path = text::path(&wanted.server);
        let problems = vec![format!("it is the state of `{}`", state.server)];
        return Err(Fault::Unreadable { path, problems });
    }
    if found.iter().all(StateFault::is_of_list) {
        return Ok(found);
    }
    let faults = found.into_iter().filter(|fault| !fault.is_of_list()).collect();
    Err(Fault::State { server: state.server.clone(), faults })
}

/// The file of a server's state, from the folder of keys.
pub(super) fn path(server: &str) -> Result<RelativePath, Fault> {
    let path = text::path(server);
    RelativePath::parse(&path)
        .map_err(|fault| Fault::Keys { message: fault.to_string(), help: None })
}

impl From<KeysError> for Fault {
    fn from(error: KeysError) -> Self {
        Self::Keys { message: error.to_string(), help: None }
    }
}

impl From<vault::Fault> for Fault {
    fn from(fault: vault::Fault) -> Self {
        Self::Keys { message: fault.to_string(), help: fault.help() }
    }
}
