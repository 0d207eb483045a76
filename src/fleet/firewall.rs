//! What is let in, for the cloud's firewall and for the machine's own.

use super::origin::Traced;
use super::server::{Addon, Firewall, Opening, Ssh, VpnOpening, Web};
use crate::blueprint::kinds::{Access, Provides};
use crate::blueprint::units::Network;

/// Port of OpenVPN, on the outside with UDP and on the loopback with TCP (IANA: `openvpn`).
pub const OPENVPN: u64 = 1194;
/// Ports of the 1C server's agent and manager.
pub const ONEC_AGENT: (u64, u64) = (1540, 1541);
/// Port of the configuration repository's server.
pub const ONEC_REPOSITORY: u64 = 1542;
/// Ports of the 1C server's working processes.
pub const ONEC_PROCESSES: (u64, u64) = (1560, 1591);
/// Port of the SLK server.
pub const SLK: u64 = 9099;

/// What decides about the list.
pub(super) struct Wanted<'a> {
    pub(super) access: &'a Traced<Access>,
    pub(super) ssh: &'a Ssh,
    pub(super) operations: &'a [Network],
    pub(super) web: &'a Web,
    pub(super) has_vpn: bool,
    pub(super) addons: &'a [Addon],
}

/// Resolves the list.
///
/// A closed server still lets its visitors see that it is closed, lets its certificate be renewed
/// and the provider's administrators in; the customer's own networks and the VPN are shut.
pub(super) fn firewall(wanted: &Wanted<'_>) -> Firewall {
    let open = wanted.access.value == Access::Open;
    let web = |purpose, port: &Traced<u64>| opening(purpose, "tcp", port.clone(), everybody());
    let mut inbound = vec![
        opening("ssh", "tcp", wanted.ssh.port.clone(), administrators(wanted, open)),
        web("http", &wanted.web.http_port),
        web("https", &wanted.web.https_port),
    ];
    let mut vpn = Vec::new();
    if open && wanted.has_vpn {
        let port = Traced::default_value(OPENVPN, OPENVPN.to_string());
        inbound.push(opening("vpn", "udp", port, everybody()));
        vpn.push(inside("dns", "udp", (53, 53)));
        vpn.push(inside("dns", "tcp", (53, 53)));
        vpn.push(inside("1c-cluster", "tcp", ONEC_AGENT));
        vpn.push(inside("1c-processes", "tcp", ONEC_PROCESSES));
        let has = |provides| wanted.addons.iter().any(|addon| addon.provides.value == provides);
        if has(Provides::ConfigRepository) {
            vpn.push(inside("1c-repository", "tcp", (ONEC_REPOSITORY, ONEC_REPOSITORY)));
        }
        if has(Provides::Slk) {
            vpn.push(inside("slk", "tcp", (SLK, SLK)));
        }
    }
    Firewall { inbound, vpn }
}

/// The provider's networks, and the customer's while the server is open.
fn administrators(wanted: &Wanted<'_>, open: bool) -> Traced<Vec<Network>> {
    let mut sources = wanted.operations.to_vec();
    if open {
        for source in &wanted.ssh.sources.value {
            if !sources.contains(source) {
                sources.push(*source);
            }
        }
    }
    Traced::computed(
        sources,
        "operations.networks of the provider, and settings.ssh.sources while the server is open",
    )
}

fn everybody() -> Traced<Vec<Network>> {
    let all = Network::from(ipnet::IpNet::from(ipnet::Ipv4Net::default()));
    Traced::default_value(vec![all], "everybody")
}

fn opening(
    purpose: &str,
    protocol: &str,
    port: Traced<u64>,
    sources: Traced<Vec<Network>>,
) -> Opening {
    Opening {
        purpose: Traced::default_value(purpose.to_owned(), purpose),
        protocol: Traced::default_value(protocol.to_owned(), protocol),
        port,
        sources,
    }
}

fn inside(purpose: &str, protocol: &str, (first, last): (u64, u64)) -> VpnOpening {
    let ports = if first == last { first.to_string() } else { format!("{first}-{last}") };
    VpnOpening {
        purpose: Traced::default_value(purpose.to_owned(), purpose),
        protocol: Traced::default_value(protocol.to_owned(), protocol),
        ports: Traced::default_value(ports.clone(), ports),
    }
}

impl Wanted<'_> {
    /// The networks of the provider's administrators.
    pub(super) fn operations(provider: &crate::blueprint::kinds::Provider) -> Vec<Network> {
        let operations = provider.operations.get();
        operations.iter().flat_map(|o| o.networks.iter()).map(|n| n.value).collect()
    }
}
