//! One command for one server or for a thousand: states are read, plans made and carried out on all
//! processors, and everything is written in one change of the folder of keys. So vault and public state
//! always agree, and a serial number is never lost or given twice.

use rayon::prelude::*;

use super::fault::Fault;
use super::plan::{Action, Plan, plan};
use super::text;
use super::wanted::Wanted;
use crate::artefacts::RelativePath;
use crate::contract::Instant;
use crate::fleet::vpn_state::{Depth, State, StateFault, faults};
use crate::keys::{Keys, KeysError};

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
            let found = state.as_ref().map(|state| sound(wanted, state)).transpose()?;
            let plan = plan(wanted, state.as_ref(), &found.unwrap_or_default(), action, now)?;
            Ok(Proposal { plan, state })
        })
        .collect()
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
    RelativePath::parse(&path).map_err(|fault| Fault::Keys { message: fault.to_string() })
}

impl From<KeysError> for Fault {
    fn from(error: KeysError) -> Self {
        Self::Keys { message: error.to_string() }
    }
}
