//! What a server still lacks before it can be ordered. Nothing missing blocks the rest of the
//! output: the artefact is left out and `server.json` says why.

use serde::Serialize;

use super::server::Server;
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
    /// The VPN has no key state: its daemon cannot start, and no client can be let in.
    VpnState {
        /// In words.
        why: String,
    },
}

impl Missing {
    /// In words.
    pub fn why(&self) -> &str {
        match self {
            Self::ImageLock { why, .. } | Self::VpnState { why } => why,
        }
    }
}

/// What a server lacks; a deleted one lacks nothing. Locks and VPN state are read by later versions; until then there are none.
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
        let users = match vpn.users.len() {
            0 => String::new(),
            1 => " and its user".to_owned(),
            count => format!(" and its {count} users"),
        };
        let why = format!(
            "no keys and certificates were issued for the VPN{users}: \
             ca.crt, server.crt and crl.pem are missing in /etc/openvpn/pki, \
             vpn/server-key and vpn/tls-crypt-v2-key among the secrets"
        );
        missing.push(Missing::VpnState { why });
    }
    missing
}
