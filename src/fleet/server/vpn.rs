//! The private network.

use std::collections::BTreeSet;
use std::net::Ipv4Addr;

use crate::blueprint::kinds::VpnKeys;
use crate::blueprint::units::{Ipv4Network, Lifetime};
use crate::fleet::fields::{Field, Fields, resolved};
use crate::fleet::origin::Traced;

resolved! {
    /// The private network.
    pub struct Vpn {
        /// All of it.
        network: Traced<Ipv4Network>,
        /// The server's address in it, which its name leads to within the VPN.
        gateway: Traced<Ipv4Addr>,
        /// Its mask.
        netmask: Traced<Ipv4Addr>,
        /// Whether it listens on TCP port 443 as well.
        tcp_443: Traced<bool>,
        /// Whether clients before OpenVPN 2.6 may connect.
        old_clients: Traced<bool>,
        /// The listener on UDP.
        udp: VpnListener,
        /// The listener behind TCP port 443.
        tcp: Option<VpnListener>,
        /// Networks behind the server.
        routes: Vec<VpnRoute>,
        /// Who has access.
        users: Vec<VpnUser>,
        /// The profiles that clients import: for each user one for each platform.
        profiles: Vec<VpnProfile>,
        /// How its certificates are issued.
        issuing: Issuing,
        /// What was issued; none before the first `qalyp vpn issue`.
        certificates: Option<Certificates>,
    }
}

impl Vpn {
    /// The users who have no certificate, in the order of the blueprint, without those who were revoked.
    pub fn without_certificate(&self) -> impl Iterator<Item = &Traced<String>> {
        let issued = self.certificates.as_ref().map_or(&[][..], |issued| &issued.users);
        // Both are in the order of the blueprint.
        let mut issued = issued.iter().peekable();
        let barred = self.certificates.as_ref().map(|issued| &issued.barred);
        self.users.iter().map(|user| &user.name).filter(move |name| {
            issued.next_if(|certificate| certificate.name.value == name.value).is_none()
                && !barred.is_some_and(|barred| barred.contains(&name.value))
        })
    }
}

/// What was issued for a VPN and everybody may see, as PEM. Private halves are in the vault.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct Certificates {
    /// Of the authority.
    pub authority: Traced<String>,
    /// Of the server.
    pub server: Traced<String>,
    /// The list of revocations.
    pub list: Traced<String>,
    /// Of users, in the order of the blueprint.
    pub users: Vec<UserCertificate>,
    /// Users who were revoked and have nothing: no part of the configuration, and no reason to wait with it.
    #[serde(skip)]
    pub barred: BTreeSet<String>,
}

impl Fields for Certificates {
    fn collect<'a>(&'a self, path: &str, into: &mut Vec<Field<'a>>) {
        let Self { authority, server, list, users, barred: _ } = self;
        for (name, value) in [("authority", authority), ("server", server), ("list", list)] {
            value.collect(&format!("{path}.{name}"), into);
        }
        users.collect(&format!("{path}.users"), into);
    }
}

resolved! {
    /// The certificate of a user.
    pub struct UserCertificate {
        /// Whose it is.
        name: Traced<String>,
        /// As PEM.
        certificate: Traced<String>,
    }
}

resolved! {
    /// How the certificates of a VPN are issued: what `qalyp vpn` goes by. Templates see lifetimes
    /// as whole days.
    pub struct Issuing {
        /// The kind of new keys.
        keys: Traced<VpnKeys>,
        /// For how long the authority is good.
        authority: Traced<Lifetime>,
        /// For how long the server's certificate is good.
        server_certificate: Traced<Lifetime>,
        /// For how long a user's certificate is good.
        user_certificate: Traced<Lifetime>,
        /// For how long a list of revocations is good; `None`: to the end of the authority.
        list: Option<Traced<Lifetime>>,
        /// How long before its end a certificate or a list is to be renewed.
        renew_within: Traced<Lifetime>,
        /// How long before its end the authority is to be renewed.
        renew_authority_within: Traced<Lifetime>,
    }
}

resolved! {
    /// One OpenVPN daemon and the part of the network that is its own.
    pub struct VpnListener {
        /// `udp` or `tcp`: the name of its files and of its unit.
        name: Traced<String>,
        /// Its network device.
        device: Traced<String>,
        /// Its part of the network.
        network: Traced<Ipv4Network>,
        /// The server's address in it.
        gateway: Traced<Ipv4Addr>,
        /// Its mask.
        netmask: Traced<Ipv4Addr>,
    }
}

resolved! {
    /// A user of the private network.
    pub struct VpnUser {
        /// The common name of its certificate.
        name: Traced<String>,
        /// Its address over UDP: fixed, or found by its name.
        address: Traced<Ipv4Addr>,
        /// Its address over TCP port 443: at the same place of the other half.
        tcp_address: Option<Traced<Ipv4Addr>>,
        /// Networks behind this client.
        routes: Vec<VpnRoute>,
    }
}

resolved! {
    /// A network to be reached, in the two forms in which programs write it.
    pub struct VpnRoute {
        /// Address and length of the prefix.
        network: Traced<Ipv4Network>,
        /// Its first address.
        address: Traced<Ipv4Addr>,
        /// Its mask.
        netmask: Traced<Ipv4Addr>,
    }
}

resolved! {
    /// What a user imports into a client.
    pub struct VpnProfile {
        /// Whose it is.
        user: Traced<String>,
        /// `windows`, `macos`, `linux`, `ios` or `android`.
        platform: Traced<String>,
    }
}
