//! What keeps a server from being released: everything of it at once, each with the command that puts it right.

use std::collections::BTreeSet;

use serde::Serialize;

use super::fault::ValueFault;
use super::secrets::PlacedSecret;
use super::wording;
use crate::fleet::readiness::{Missing, missing};
use crate::fleet::vpn_state::Certificate;
use crate::fleet::{Server, secrets};
use crate::pki::status::{Standing, Status, Subject};
use crate::pki::{PrivateKey, SERVER_KEY, State};
use crate::vault::{Maker, Secret, SecretId, known, vpn_command};

/// What a server takes with it if there is one, and can do without.
const OPTIONAL: [&str; 1] = ["onec/infobase-administrators"];
const VPN: &str = "vpn/";

/// One thing that keeps a release or a letter from being made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Obstacle {
    /// A secret that the server needs is not in the vault.
    Secret {
        /// Its name.
        name: String,
        /// What makes it.
        command: String,
    },
    /// Somebody who is in no blueprint any more would still be let in.
    VpnUser {
        /// Who.
        name: String,
        /// What takes the access away.
        command: String,
    },
    /// The VPN would let nobody in, or not everybody who is meant. It can be wanted all the same.
    Vpn {
        /// In words.
        why: String,
        /// What puts it right.
        command: String,
    },
    /// A field of a letter stays open.
    Field {
        /// Which.
        field: String,
        /// In words, with what fills it.
        why: String,
    },
}

impl Obstacle {
    /// A field of a letter.
    pub fn of_field(field: &str, why: ValueFault) -> Self {
        Self::Field { field: field.to_owned(), why: wording::value_fault(field, why) }
    }
}

/// What there is of a server besides its blueprint.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The server.
    pub server: &'a Server,
    /// The names of its secrets that lie in the vault.
    pub held: &'a BTreeSet<String>,
    /// How its VPN stands; `None` if it has none.
    pub vpn: Option<&'a Status>,
    /// Whether a VPN that is not ready is to be released all the same.
    pub allow_unready: bool,
}

impl Known<'_> {
    /// Whether nothing was issued for the VPN, and that is no reason to stop.
    fn without_vpn(&self) -> bool {
        let nothing = |missing: &Missing| matches!(missing, Missing::VpnState { .. });
        self.allow_unready && missing(self.server).iter().any(nothing)
    }

    /// Whether there is a public state, so that a key without which it is of no use was lost.
    fn is_issued(&self) -> bool {
        let items = self.vpn.into_iter().flat_map(|status| &status.items);
        items
            .filter(|item| item.what == Subject::Authority)
            .any(|item| item.standing != Standing::Missing)
    }

    /// The names of the secrets that go with a release: those that are needed, and of those that are not what there
    /// is. Others that lie in the vault stay there: keys of users, the authority's, and what no blueprint needs.
    pub fn secrets(&self) -> Vec<String> {
        let optional = OPTIONAL.iter().map(|name| (*name).to_owned());
        let mut names = secrets::needed(self.server);
        names.retain(|name| !(self.without_vpn() && name.starts_with(VPN)));
        names.extend(optional.filter(|name| self.held.contains(name)));
        names.sort_unstable();
        names.dedup();
        names
    }

    /// Everything that keeps this server from being released; nothing if it can be.
    ///
    /// That an image has no lock is no obstacle: a release brings files to a machine that is there, whatever its packages are.
    pub fn obstacles(&self) -> Vec<Obstacle> {
        let mut obstacles = Vec::new();
        let needed = self.secrets();
        for name in needed.into_iter().filter(|name| !self.held.contains(name)) {
            let command = self.making(&name);
            obstacles.push(Obstacle::Secret { name, command });
        }
        obstacles.extend(self.unlisted());
        obstacles.extend(self.keyless());
        if !self.allow_unready {
            obstacles.extend(self.of_readiness());
            obstacles.extend(self.ended());
        }
        obstacles
    }

    /// The command that makes a secret.
    fn making(&self, name: &str) -> String {
        let server = &self.server.name.value;
        let maker = SecretId::of_server(server, name).ok().and_then(|id| known(&id));
        match maker.map(|known| known.maker) {
            Some(Maker::Vpn) if self.is_issued() => vpn_command(server, name),
            Some(Maker::Vpn) => format!("qalyp vpn issue {server}"),
            Some(Maker::Generated(_)) => format!("qalyp vault set --missing {server}"),
            Some(Maker::Supplied(_)) | None => {
                format!("qalyp vault set {server} {name} --file FILE")
            }
        }
    }

    /// Users who were taken out of the blueprint and whose certificates are still good.
    fn unlisted(&self) -> impl Iterator<Item = Obstacle> {
        let server = &self.server.name.value;
        let items = self.vpn.into_iter().flat_map(|status| &status.items);
        items.filter(|item| item.standing == Standing::Unlisted).map(move |item| {
            Obstacle::VpnUser {
                name: item.name.clone(),
                command: format!("qalyp vpn issue {server}"),
            }
        })
    }

    /// Users whose certificates are good and whose keys the vault does not have. A revocation takes the key out of the
    /// vault: where a merge or an old file has lost the revocation, this is what it leaves.
    fn keyless(&self) -> impl Iterator<Item = Obstacle> {
        let server = &self.server.name.value;
        let items = self.vpn.into_iter().flat_map(|status| &status.items);
        items.filter(|item| item.what == Subject::User && item.standing == Standing::NoKey).map(
            move |item| Obstacle::VpnUser {
                name: item.name.clone(),
                command: wording::keyless(server, &item.name),
            },
        )
    }

    fn of_readiness(&self) -> impl Iterator<Item = Obstacle> {
        let command = format!("qalyp vpn issue {}", self.server.name.value);
        missing(self.server).into_iter().filter_map(move |missing| match missing {
            Missing::ImageLock { .. } => None,
            Missing::VpnState { why } | Missing::VpnUsers { why, .. } => {
                Some(Obstacle::Vpn { why, command: command.clone() })
            }
        })
    }

    /// What has ended, or has not begun.
    fn ended(&self) -> impl Iterator<Item = Obstacle> {
        let server = &self.server.name.value;
        let items = self.vpn.into_iter().flat_map(|status| &status.items);
        items.filter_map(move |item| {
            let renewing = match item.what {
                Subject::Authority => format!("qalyp vpn renew {server} --authority"),
                Subject::Server => format!("qalyp vpn renew {server} --server-certificate"),
                Subject::List => format!("qalyp vpn crl {server}"),
                Subject::User => format!("qalyp vpn renew {server} --user {}", item.name),
            };
            let why = wording::vpn_item(item)?;
            Some(Obstacle::Vpn { why, command: renewing })
        })
    }
}

/// Whether the key that goes to the server is that of the certificate that a build puts there. Both come from the same
/// folder of keys, but by different hands: a merge can part them.
pub fn key_of_server(
    server: &str,
    state: Option<&State>,
    secrets: &[PlacedSecret<'_>],
) -> Option<Obstacle> {
    let state = state?;
    let placed = secrets.iter().find(|secret| secret.name.as_str() == SERVER_KEY)?;
    let key = PrivateKey::read(&Secret::new(placed.value.to_vec())).ok();
    let certificate = Certificate::read(&state.server_certificate.pem).ok();
    if key.zip(certificate).is_some_and(|(key, certificate)| key.is_of(&certificate)) {
        return None;
    }
    Some(Obstacle::Vpn {
        why: wording::OTHER_SERVER_KEY.to_owned(),
        command: vpn_command(server, SERVER_KEY),
    })
}
