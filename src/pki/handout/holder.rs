//! Who may be handed a bundle.

use std::fmt;

use crate::blueprint::kinds::RevocationReason;
use crate::contract::Instant;
use crate::diagnostics::nearest;
use crate::fleet::Server;
use crate::fleet::vpn_state::{Issued, State};

/// Why a user gets no bundle.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Nothing was issued for the server.
    NothingIssued {
        /// The server.
        server: String,
    },
    /// The blueprint does not name the user.
    NotInBlueprint {
        /// The server.
        server: String,
        /// The user.
        user: String,
        /// The most similar user that it names.
        nearest: Option<String>,
        /// Whether a certificate of that name is still good.
        holds: bool,
    },
    /// The user's last certificate was revoked.
    Revoked {
        /// The server.
        server: String,
        /// The user.
        user: String,
        /// When.
        since: Instant,
        /// Why.
        reason: RevocationReason,
    },
    /// The user never had one.
    NoCertificate {
        /// The server.
        server: String,
        /// The user.
        user: String,
    },
    /// The certificate has ended, or that of the authority.
    Ended {
        /// The server.
        server: String,
        /// The user.
        user: String,
        /// Whether it is the authority's.
        authority: bool,
        /// When.
        until: Instant,
    },
    /// The certificate begins later.
    NotYet {
        /// The server.
        server: String,
        /// The user.
        user: String,
        /// When.
        from: Instant,
    },
}

/// The certificate that goes into a user's bundle.
///
/// # Errors
/// A bundle of this user would let nobody in, or somebody who should stay out.
pub fn certificate<'s>(
    server: &Server,
    state: Option<&'s State>,
    user: &str,
    at: Instant,
) -> Result<&'s Issued, Refusal> {
    let name = || server.name.value.clone();
    let users =
        || server.vpn.iter().flat_map(|vpn| &vpn.users).map(|user| user.name.value.as_str());
    let issued = state.and_then(|state| state.user(user));
    if !users().any(|known| known == user) {
        return Err(Refusal::NotInBlueprint {
            server: name(),
            user: user.to_owned(),
            nearest: nearest(user, users()).map(str::to_owned),
            holds: issued.is_some(),
        });
    }
    let Some(state) = state else { return Err(Refusal::NothingIssued { server: name() }) };
    let Some(issued) = issued else {
        let last = state.revoked.iter().rfind(|revoked| revoked.name == user);
        let (server, user) = (name(), user.to_owned());
        return Err(match last {
            Some(last) => {
                Refusal::Revoked { server, user, since: last.revoked, reason: last.reason }
            }
            None => Refusal::NoCertificate { server, user },
        });
    };
    for (authority, certificate) in [(true, &state.authority), (false, issued)] {
        if certificate.until < at {
            let (server, user, until) = (name(), user.to_owned(), certificate.until);
            return Err(Refusal::Ended { server, user, authority, until });
        }
    }
    if at < issued.from {
        return Err(Refusal::NotYet { server: name(), user: user.to_owned(), from: issued.from });
    }
    Ok(issued)
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NothingIssued { server } => {
                write!(f, "nothing was issued yet for the VPN of `{server}`")
            }
            Self::NotInBlueprint { server, user, .. } => {
                write!(f, "the blueprint of `{server}` has no VPN user `{user}`")
            }
            Self::Revoked { server, user, since, reason } => write!(
                f,
                "the certificate of `{user}` for `{server}` was revoked at {since} ({})",
                reason.word()
            ),
            Self::NoCertificate { server, user } => {
                write!(f, "`{user}` has no certificate for `{server}` yet")
            }
            Self::Ended { server, user, authority: false, until } => {
                write!(f, "the certificate of `{user}` for `{server}` ended at {until}")
            }
            Self::Ended { server, authority: true, until, .. } => {
                write!(f, "the authority of `{server}` ended at {until}")
            }
            Self::NotYet { server, user, from } => {
                write!(f, "the certificate of `{user}` for `{server}` begins at {from} only")
            }
        }
    }
}

impl Refusal {
    /// What to do next.
    pub fn help(&self) -> String {
        match self {
            Self::NothingIssued { server } => format!("`qalyp vpn issue {server}`"),
            Self::NotInBlueprint { nearest: Some(near), .. } => format!("did you mean `{near}`?"),
            Self::NotInBlueprint { server, holds: true, .. } => {
                format!("who is in no blueprint loses access with `qalyp vpn issue {server}`")
            }
            Self::NotInBlueprint { server, .. } => {
                format!("write the user into `vpn.users`, then `qalyp vpn issue {server}`")
            }
            Self::Revoked { server, user, .. } => {
                format!(
                    "if `{user}` is to have access again: `qalyp vpn issue {server} --again {user}`"
                )
            }
            Self::NoCertificate { server, .. } => {
                format!("`qalyp vpn issue {server}` gives everybody in the blueprint a certificate")
            }
            Self::Ended { server, user, authority: false, .. } => {
                format!("`qalyp vpn renew {server} --user {user}`, then hand out the new bundle")
            }
            Self::Ended { server, authority: true, .. } => {
                format!("`qalyp vpn renew {server} --authority`, then hand out new bundles to all")
            }
            Self::NotYet { .. } => {
                "see whether the clock of this machine is right (`--at` says another moment)"
                    .to_owned()
            }
        }
    }
}
