//! What the blueprints say about the VPN of one server, as far as it concerns certificates.

use std::collections::BTreeSet;

use crate::blueprint::kinds::VpnKeys;
use crate::blueprint::units::Lifetime;
use crate::fleet::Server;
use crate::fleet::vpn::Issuing;

/// What a server's VPN is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The server: the common name of its certificate.
    pub server: String,
    /// Its host name.
    pub fqdn: String,
    /// Who has access.
    pub users: BTreeSet<String>,
    /// How certificates are issued.
    pub policy: Policy,
}

/// How certificates are issued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Policy {
    /// The keys of a new authority and of what it issues.
    pub keys: VpnKeys,
    /// For how long an authority is good.
    pub authority: Lifetime,
    /// For how long a server's certificate is good.
    pub server: Lifetime,
    /// For how long a user's certificate is good.
    pub user: Lifetime,
    /// For how long a list is good; `None`: to the end of the authority.
    pub list: Option<Lifetime>,
    /// How long before its end a certificate or a list is renewed.
    pub within: Lifetime,
    /// How long before its end the authority is renewed.
    pub authority_within: Lifetime,
}

impl Default for Policy {
    /// That of a provider who says nothing.
    fn default() -> Self {
        Self {
            keys: VpnKeys::P256,
            authority: Lifetime::of_years(15),
            server: Lifetime::of_years(3),
            user: Lifetime::of_years(2),
            list: None,
            within: Lifetime::of_days(60),
            authority_within: Lifetime::of_years(1),
        }
    }
}

impl Policy {
    /// That of a resolved server.
    pub fn of(issuing: &Issuing) -> Self {
        Self {
            keys: issuing.keys.value,
            authority: issuing.authority.value,
            server: issuing.server_certificate.value,
            user: issuing.user_certificate.value,
            list: issuing.list.as_ref().map(|list| list.value),
            within: issuing.renew_within.value,
            authority_within: issuing.renew_authority_within.value,
        }
    }
}

impl Wanted {
    /// What the blueprints say of a server. `None` if it has no VPN.
    pub fn of(server: &Server) -> Option<Self> {
        let vpn = server.vpn.as_ref()?;
        Some(Self {
            server: server.name.value.clone(),
            fqdn: server.fqdn.value.clone(),
            users: vpn.users.iter().map(|user| user.name.value.clone()).collect(),
            policy: Policy::of(&vpn.issuing),
        })
    }
}
