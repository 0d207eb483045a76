//! Which secrets the blueprints have a use for.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use crate::blueprint::kinds::Access;
use crate::contract::Instant;
use crate::fleet::vpn_state::State;
use crate::fleet::{Catalogue, resolve, secrets};
use crate::pki::status::{Known, Standing, Status, Subject, Within};

/// Secrets that a server can do without, and may have.
const OPTIONAL: [&str; 1] = ["onec/infobase-administrators"];

/// What one server has a use for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Need {
    /// Whether it is deleted: then it needs nothing, and what it has is left over.
    pub is_deleted: bool,
    /// The secrets without which it is not complete, by name.
    pub needed: BTreeSet<String>,
    /// Those that it has a use for.
    pub used: BTreeSet<String>,
    /// What is missing of its VPN, and what else is to be said of it, in words.
    pub vpn: Vec<Lack>,
}

/// Something that is missing of a VPN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// A user without a certificate.
    Certificate(String),
    /// A certificate whose private part is not in the vault: whose, in words.
    Key(String),
}

/// The needs of all servers, by name. `held` are the names of the secrets in the vault.
pub fn of_servers(
    catalogue: &Catalogue<'_>,
    held: &BTreeMap<String, BTreeSet<String>>,
    at: Instant,
) -> BTreeMap<String, Need> {
    let customers = catalogue.blueprints.customers.iter();
    let all: Vec<_> = customers
        .flat_map(|customer| customer.servers.iter().map(move |it| (customer, it)))
        .collect();
    let none = BTreeSet::new();
    all.into_par_iter()
        .filter_map(|(customer, written)| {
            let server = resolve(catalogue, customer, written)?;
            let name = server.name.value.clone();
            if server.access.value == Access::Deleted {
                return Some((name, Need { is_deleted: true, ..Need::default() }));
            }
            let needed: BTreeSet<String> = secrets::needed(&server).into_iter().collect();
            let mut used = needed.clone();
            used.extend(OPTIONAL.map(str::to_owned));
            let mut vpn = Vec::new();
            if let Some(own) = &server.vpn {
                let state = catalogue.vpn_state(&name).and_then(State::of);
                used.insert("vpn/ca-key".to_owned());
                let issued = state.iter().flat_map(|state| state.users.iter().map(|it| &it.name));
                for user in own.users.iter().map(|it| &it.name.value).chain(issued) {
                    used.extend(["key", "tls-crypt-v2"].map(|it| format!("vpn/users/{user}/{it}")));
                }
                let secrets = Some(held.get(&name).unwrap_or(&none));
                let known = Known { server: &server, state: state.as_ref(), secrets };
                // Of a VPN for which nothing was ever issued, the missing keys say it already.
                if state.is_some() {
                    vpn = lacks(Status::of(known, at, Within::Blueprint));
                }
            }
            Some((name, Need { is_deleted: false, needed, used, vpn }))
        })
        .collect()
}

fn lacks(status: Option<Status>) -> Vec<Lack> {
    let items = status.into_iter().flat_map(|status| status.items);
    items
        .filter_map(|item| match (item.standing, item.what) {
            (Standing::Missing, Subject::User) => Some(Lack::Certificate(item.name)),
            (Standing::NoKey, Subject::User) => {
                Some(Lack::Key(format!("the user `{}`", item.name)))
            }
            (Standing::NoKey, Subject::Authority) => Some(Lack::Key("the authority".into())),
            (Standing::NoKey, Subject::Server) => Some(Lack::Key("the server".into())),
            _ => None,
        })
        .collect()
}
