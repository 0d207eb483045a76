//! The DNS zones: a name for every server that is not deleted, and the reverse zones that the
//! provider serves.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::catalogue::Catalogue;
use super::fields::resolved;
use super::origin::{Layer, Origin, Traced};
use crate::blueprint::kinds::{self, Access};
use crate::blueprint::units::Ipv4Network;

resolved! {
    /// A zone of names.
    pub struct Zone {
        /// Its name without the final dot.
        name: Traced<String>,
        /// Its records, by label.
        records: Vec<Record>,
    }
}

resolved! {
    /// The name of a server.
    pub struct Record {
        /// The label.
        label: Traced<String>,
        /// The address.
        address: Traced<Ipv4Addr>,
        /// Which server.
        server: Traced<String>,
    }
}

resolved! {
    /// A reverse zone.
    pub struct ReverseZone {
        /// Its name without the final dot.
        name: Traced<String>,
        /// The network.
        network: Traced<Ipv4Network>,
        /// What the provider calls the network.
        network_name: Traced<String>,
        /// Its records, by address.
        records: Vec<ReverseRecord>,
    }
}

resolved! {
    /// The address of a server.
    pub struct ReverseRecord {
        /// The label.
        label: Traced<String>,
        /// The full name.
        fqdn: Traced<String>,
        /// Which server.
        server: Traced<String>,
    }
}

/// The zones of a fleet.
#[derive(Clone, Debug, PartialEq)]
pub struct Zones {
    /// The provider's zone.
    pub forward: Vec<Zone>,
    /// One for each network with a reverse zone.
    pub reverse: Vec<ReverseZone>,
}

impl Zones {
    /// From the servers' names and addresses; nothing else of a server is looked at.
    pub fn resolve(catalogue: &Catalogue<'_>) -> Self {
        let Some(provider) = catalogue.provider else {
            return Self { forward: Vec::new(), reverse: Vec::new() };
        };
        let mut servers: Vec<&kinds::Server> = catalogue
            .blueprints
            .customers
            .iter()
            .flat_map(|c| &c.servers)
            .filter(|s| s.access.is_none_or(|a| a.value != Access::Deleted))
            .filter(|s| s.domain.get().is_some() && s.address.get().is_some())
            .collect();
        servers.sort_by(|a, b| label(a).cmp(label(b)));
        let zone = Zone {
            name: Traced::written(Layer::Provider, provider.zone.span, provider.zone.to_string()),
            records: servers.iter().filter_map(|s| record(s)).collect(),
        };
        servers.sort_by_key(|s| s.address.get().map(|a| a.value));
        let served = provider.networks.iter().filter(|n| n.reverse_zone.is_some_and(|r| r.value));
        let reverse =
            served.filter_map(|network| reverse_zone(network, &servers, &provider.zone)).collect();
        Self { forward: vec![zone], reverse }
    }
}

fn label(server: &kinds::Server) -> &str {
    server.domain.get().map_or("", |d| d)
}

fn record(server: &kinds::Server) -> Option<Record> {
    let domain = server.domain.get()?;
    Some(Record {
        label: Traced::written(Layer::Server, domain.span, domain.to_string()),
        address: Traced::from_blueprint(Layer::Server, server.address.get()?),
        server: Traced::written(Layer::Server, server.name.span, server.name.to_string()),
    })
}

fn reverse_zone(
    network: &kinds::Network,
    servers: &[&kinds::Server],
    zone: &str,
) -> Option<ReverseZone> {
    let net = network.range.net();
    let octets = zone_octets(net)?;
    let records = servers
        .iter()
        .filter_map(|server| {
            let address = server.address.get()?;
            let domain = server.domain.get()?;
            net.contains(&address.value).then(|| ReverseRecord {
                label: Traced::written(
                    Layer::Server,
                    address.span,
                    reversed(&address.value.octets()[octets..]),
                ),
                fqdn: Traced::written(Layer::Server, domain.span, format!("{}.{zone}", **domain)),
                server: Traced::written(Layer::Server, server.name.span, server.name.to_string()),
            })
        })
        .collect();
    Some(ReverseZone {
        name: Traced::new(
            format!("{}.in-addr.arpa", reversed(&net.addr().octets()[..octets])),
            Origin::written(Layer::Provider, network.range.span),
        ),
        network: Traced::from_blueprint(Layer::Provider, &network.range),
        network_name: Traced::written(Layer::Provider, network.name.span, network.name.to_string()),
        records,
    })
}

/// How many octets of a network name its reverse zone: only whole octets do (RFC 1035 section 3.5);
/// smaller networks are delegated by arrangement with their owner (RFC 2317), which we do not know.
pub fn zone_octets(net: Ipv4Net) -> Option<usize> {
    match net.prefix_len() {
        8 => Some(1),
        16 => Some(2),
        24 => Some(3),
        _ => None,
    }
}

fn reversed(octets: &[u8]) -> String {
    octets.iter().rev().map(ToString::to_string).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reverse_names_are_cut_at_octets() {
        let octets = |net: &str| zone_octets(net.parse().unwrap());
        assert_eq!(octets("203.0.113.0/24"), Some(3));
        assert_eq!(octets("10.0.0.0/8"), Some(1));
        assert_eq!(octets("198.51.100.128/25"), None);
        assert_eq!(reversed(&[203, 0, 113]), "113.0.203");
    }
}
