//! What a server still lacks before it can be ordered. Nothing missing blocks the rest of the
//! output: the artefact is left out and `server.json` says why.

use serde::Serialize;

use super::server::{Server, Vpn};
use crate::blueprint::kinds::Access;

/// One thing that is missing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "what", rename_all = "kebab-case")]
pub enum Missing {
    /// The image has no lock: its packages are not pinned.
    ImageLock {
        /// The image.
        image: String,
        /// In words.
        why: String,
    },
    /// Nothing was issued for the VPN: its daemon cannot start, and no client can be let in.
    VpnState {
        /// In words.
        why: String,
    },
    /// Users of the VPN have no certificate: they cannot connect.
    VpnUsers {
        /// Who, in the order of the blueprint.
        users: Vec<String>,
        /// In words.
        why: String,
    },
}

impl Missing {
    /// In words.
    pub fn why(&self) -> &str {
        match self {
            Self::ImageLock { why, .. } | Self::VpnState { why } | Self::VpnUsers { why, .. } => {
                why
            }
        }
    }
}

/// What a server lacks; a deleted one lacks nothing. Locks of images are read by a later version;
/// until then there are none.
pub fn missing(server: &Server) -> Vec<Missing> {
    if server.access.value == Access::Deleted {
        return Vec::new();
    }
    let image = server.image.value.clone();
    let mut missing = vec![Missing::ImageLock {
        why: format!("the image `{image}` has no lock, so its packages are not pinned"),
        image,
    }];
    if let Some(vpn) = &server.vpn {
        missing.extend(of_vpn(&server.name, vpn));
    }
    missing
}

fn of_vpn(server: &str, vpn: &Vpn) -> Option<Missing> {
    if vpn.certificates.is_none() {
        let users = match vpn.users.len() {
            0 => String::new(),
            1 => " and its user".to_owned(),
            count => format!(" and its {count} users"),
        };
        let why = format!(
            "nothing was issued for the VPN{users}: `qalyp vpn issue {server}` makes its authority, \
             certificates and list of revocations"
        );
        return Some(Missing::VpnState { why });
    }
    let users: Vec<String> = vpn.without_certificate().map(|name| name.value.clone()).collect();
    let who = match &*users {
        [] => return None,
        [one] => format!("the VPN user `{one}` has no certificate"),
        several => {
            format!("{} of {} VPN users have no certificate", several.len(), vpn.users.len())
        }
    };
    let why = format!("{who}: `qalyp vpn issue {server}` gives them what they need");
    Some(Missing::VpnUsers { users, why })
}
