use std::net::Ipv4Addr;

use crate::blueprint::decode::{Required, Spanned, record};
use crate::blueprint::units::{Ipv4Network, Line};

record! {
    /// A server's private network (contract 2.1).
    pub struct Vpn("a VPN") {
        /// The network of its clients; the server has the first address.
        "network" => network: Required<Spanned<Ipv4Network>>,
        /// Whether a second listener on TCP port 443 serves clients behind strict firewalls; it takes the
        /// upper half of the network. Absent: `false`.
        "tcp-443" => tcp_443: Option<Spanned<bool>>,
        /// Whether clients may connect that cannot prove their address before the server remembers them
        /// (OpenVPN before 2.6); absent: `false`.
        "old-clients" => old_clients: Option<Spanned<bool>>,
        /// Networks behind the server that all clients reach through it.
        "routes" => routes: Vec<Spanned<Ipv4Network>>,
        /// Who has access.
        "users" => users: Vec<VpnUser>,
    }
}

record! {
    /// A person or device with access to the VPN.
    pub struct VpnUser("a VPN user") {
        /// The common name of its certificate.
        "name" => name: Spanned<Line>,
        /// A fixed address within the network, and with `tcp-443` within its lower half; absent: one that
        /// follows from the name.
        "address" => address: Option<Spanned<Ipv4Addr>>,
        /// Networks behind this client, which the server reaches through it over UDP.
        "routes" => routes: Vec<Spanned<Ipv4Network>>,
    }
}
