//! The private network.

use std::net::Ipv4Addr;

use crate::blueprint::units::Ipv4Network;
use crate::fleet::fields::resolved;
use crate::fleet::origin::Traced;

resolved! {
    /// The private network.
    pub struct Vpn {
        /// Its clients' network.
        network: Traced<Ipv4Network>,
        /// The server's address in it.
        gateway: Traced<Ipv4Addr>,
        /// Its mask.
        netmask: Traced<Ipv4Addr>,
        /// Whether it listens on TCP port 443 as well.
        tcp_443: Traced<bool>,
        /// Networks behind the server.
        routes: Vec<Traced<Ipv4Network>>,
        /// Who has access.
        users: Vec<VpnUser>,
    }
}

resolved! {
    /// A user of the private network.
    pub struct VpnUser {
        /// The common name of its certificate.
        name: Traced<String>,
        /// A fixed address.
        address: Option<Traced<Ipv4Addr>>,
        /// Networks behind this client.
        routes: Vec<Traced<Ipv4Network>>,
    }
}
