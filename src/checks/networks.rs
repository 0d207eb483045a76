//! Addresses and networks: of the provider, of servers, of their private networks.

use ipnet::{IpNet, Ipv4Net};

use super::fault::{Networking, VpnAddress};
use super::scope::{Scope, Tenant};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{Kind, Provider, Publication, Settings, Vpn, VpnUser};
use crate::blueprint::units::{Ipv4Network, Network};
use crate::diagnostics::{Report, Span};
use crate::fleet::zones::zone_octets;

/// The smallest VPN network: OpenVPN refuses `server` with fewer than eight addresses.
pub(super) const LONGEST_VPN_PREFIX: u8 = 29;
/// The largest: OpenVPN refuses `server` with more addresses than its pool can count.
const SHORTEST_VPN_PREFIX: u8 = 16;

/// The provider's own networks.
pub(super) fn of_provider(scope: &Scope<'_>, report: &mut Report) {
    for settings in scope.shared_settings() {
        of_settings(settings, report);
    }
    let Some(provider) = scope.catalogue.provider else { return };
    let mut ranges: Vec<&Spanned<Ipv4Network>> =
        provider.networks.iter().map(|n| &n.range).collect();
    ranges.sort_by_key(|range| (range.net(), range.span));
    each_overlap(
        &ranges,
        |range| range.net(),
        |again, first| {
            let fault = Networking::NetworksOverlap {
                range: again.net(),
                span: again.span,
                other: first.net(),
                first: first.span,
            };
            report.push(fault.into());
        },
    );
    for network in &provider.networks {
        gateway(network, report);
        if let Some(asked) = network.reverse_zone.filter(|asked| asked.value)
            && zone_octets(network.range.net()).is_none()
        {
            let (range, written) = (network.range.net(), network.range.span);
            report.push(Networking::ReverseZone { range, span: asked.span, written }.into());
        }
    }
    let pool = &provider.vpn_pool;
    if let Some(range) = public_range(provider, pool.net()) {
        let (written, range) = (range.span, range.net());
        let fault = Networking::PoolIsPublic { pool: pool.net(), span: pool.span, range, written };
        report.push(fault.into());
    }
}

fn gateway(network: &crate::blueprint::kinds::Network, report: &mut Report) {
    let (gateway, span) = (network.gateway.value, network.gateway.span);
    let (range, written) = (network.range.net(), network.range.span);
    if !range.contains(&gateway) {
        report.push(Networking::GatewayOutside { gateway, span, range, written }.into());
    } else if range.prefix_len() < 31 && [range.network(), range.broadcast()].contains(&gateway) {
        report.push(Networking::GatewayUnusable { gateway, span, range, written }.into());
    }
}

/// The private networks of all servers.
pub(super) fn of_fleet(scope: &Scope<'_>, report: &mut Report) {
    let living = scope.tenants.iter().filter(|tenant| !tenant.is_deleted());
    let mut networks: Vec<(Ipv4Net, Span, &str)> = living
        .filter_map(|tenant| {
            let network = tenant.server.vpn.as_ref()?.network.get()?;
            Some((network.net(), network.span, &*tenant.server.name.value))
        })
        .collect();
    networks.sort_unstable();
    each_overlap(
        &networks,
        |(network, ..)| *network,
        |again, first| {
            // Which of two is at fault nobody can say: the one that is written later.
            let (later, earlier) = if again.1 > first.1 { (again, first) } else { (first, again) };
            let &(network, span, _) = later;
            let &(other, first, server) = earlier;
            report.push(Networking::VpnOverlap { network, span, other, server, first }.into());
        },
    );
}

/// Calls back for each network of a sorted list that lies in an earlier one.
///
/// Networks nest or are disjoint. So in order of their first address it is enough to remember the
/// last one that no other contains.
fn each_overlap<T>(sorted: &[T], network: impl Fn(&T) -> Ipv4Net, mut found: impl FnMut(&T, &T)) {
    let mut outer: Option<&T> = None;
    for item in sorted {
        match outer {
            Some(before) if network(before).contains(&network(item)) => found(item, before),
            _ => outer = Some(item),
        }
    }
}

/// The networks of one server.
pub(super) fn of_server(scope: &Scope<'_>, tenant: Tenant<'_>, report: &mut Report) {
    let server = tenant.server;
    if let Some(settings) = &server.settings {
        of_settings(settings, report);
    }
    for publication in server.infobases.iter().filter_map(|i| i.publication.as_ref()) {
        access_of_publication(publication, report);
    }
    let Some(provider) = scope.catalogue.provider else { return };
    if let Some(address) = server.address.get()
        && scope.catalogue.network_of(address.value).is_none()
        && scope.is_whole(Kind::Provider, &provider.name)
    {
        let networks = provider.networks.iter().map(|n| n.range.net()).collect();
        let (address, span) = (address.value, address.span);
        report.push(Networking::AddressOutside { address, span, networks }.into());
    }
    if let Some(vpn) = &server.vpn
        && !tenant.is_deleted()
    {
        private_network(provider, vpn, report);
    }
}

fn private_network(provider: &Provider, vpn: &Vpn, report: &mut Report) {
    let Some(written) = vpn.network.get() else { return };
    let (network, span) = (written.net(), written.span);
    if let Some(range) = public_range(provider, network) {
        let (written, range) = (range.span, range.net());
        report.push(Networking::VpnIsPublic { network, span, range, written }.into());
    } else if !provider.vpn_pool.net().contains(&network) {
        let (pool, written) = (provider.vpn_pool.net(), provider.vpn_pool.span);
        report.push(Networking::VpnOutsidePool { network, span, pool, written }.into());
    }
    let places = places(network);
    let users = vpn.users.len();
    if network.prefix_len() > LONGEST_VPN_PREFIX || users as u64 > places {
        report.push(Networking::VpnTooSmall { network, span, users, places }.into());
    }
    if network.prefix_len() < SHORTEST_VPN_PREFIX {
        report.push(Networking::VpnTooLarge { network, span }.into());
    }
    let fixed = vpn.users.iter().filter_map(|user| user.address.as_ref());
    for address in fixed {
        if let Some(why) = no_client(network, address.value) {
            let (address, span) = (address.value, address.span);
            let written = written.span;
            report.push(Networking::VpnAddress { address, span, why, network, written }.into());
        }
    }
    routes(network, span, vpn, report);
}

/// How many clients a VPN network has room for: its own address, the broadcast address and the server's
/// are no client's.
pub(super) fn places(network: Ipv4Net) -> u64 {
    (1_u64 << (32 - network.prefix_len())).saturating_sub(3)
}

fn no_client(network: Ipv4Net, address: std::net::Ipv4Addr) -> Option<VpnAddress> {
    if !network.contains(&address) {
        Some(VpnAddress::Outside)
    } else if address == network.network() {
        Some(VpnAddress::Network)
    } else if address == network.broadcast() {
        Some(VpnAddress::Broadcast)
    } else if network.hosts().next() == Some(address) {
        Some(VpnAddress::Server)
    } else {
        None
    }
}

/// A packet has one way: no route leads into the private network itself, and no two lead to one
/// place by different ways.
fn routes(network: Ipv4Net, written: Span, vpn: &Vpn, report: &mut Report) {
    let of_users = vpn.users.iter().flat_map(|user: &VpnUser| &user.routes);
    let mut all: Vec<&Spanned<Ipv4Network>> = vpn.routes.iter().chain(of_users).collect();
    for &route in &all {
        let net = route.net();
        if net.contains(&network) || network.contains(&net) {
            let span = route.span;
            report.push(Networking::RouteIntoVpn { route: net, span, network, written }.into());
        }
    }
    all.sort_by_key(|route| (route.net(), route.span));
    each_overlap(
        &all,
        |route| route.net(),
        |again, first| {
            let (later, earlier) =
                if again.span > first.span { (again, first) } else { (first, again) };
            let fault = Networking::RoutesOverlap {
                route: later.net(),
                span: later.span,
                other: earlier.net(),
                first: earlier.span,
            };
            report.push(fault.into());
        },
    );
}

fn public_range(provider: &Provider, network: Ipv4Net) -> Option<&Spanned<Ipv4Network>> {
    let ranges = provider.networks.iter().map(|n| &n.range);
    ranges.into_iter().find(|r| r.net().contains(&network) || network.contains(&r.net()))
}

/// The access lists of a settings record.
fn of_settings(settings: &Settings, report: &mut Report) {
    if let Some(access) = settings.web.as_ref().and_then(|web| web.access.as_ref()) {
        access_list(access, report);
    }
    for source in settings.ssh.iter().filter_map(|ssh| ssh.sources.as_ref()).flat_map(|s| &s.value)
    {
        if source.net().prefix_len() == 0 {
            let (network, span) = (source.value, source.span);
            report.push(Networking::SshForEverybody { network, span }.into());
        } else {
            somebody(source, report);
        }
    }
}

fn access_of_publication(publication: &Publication, report: &mut Report) {
    let lists = [
        publication.access.as_ref(),
        publication.soap.as_ref().and_then(|soap| soap.access.as_ref()),
        publication.http_services.as_ref().and_then(|services| services.access.as_ref()),
        publication.odata.as_ref().and_then(|odata| odata.access.as_ref()),
    ];
    for list in lists.into_iter().flatten() {
        access_list(list, report);
    }
}

/// An empty list would let everybody in, which nobody reads out of it.
fn access_list(list: &Spanned<Vec<Spanned<Network>>>, report: &mut Report) {
    if list.is_empty() {
        report.push(Networking::EmptyAccessList { span: list.span }.into());
    }
    for entry in &list.value {
        somebody(entry, report);
    }
}

/// Reports an entry that is the address of no client.
fn somebody(entry: &Spanned<Network>, report: &mut Report) {
    let why = match entry.net() {
        IpNet::V4(net) if net.prefix_len() > 0 => match net.network() {
            address if address.octets()[0] == 0 => "`0.0.0.0/8` is no network of any client",
            address if address.is_multicast() => "multicast addresses send nothing",
            address if address.octets()[0] >= 240 => "`240.0.0.0/4` is not in use",
            _ => return,
        },
        IpNet::V6(net) if net.prefix_len() > 0 => match net.network() {
            address if address.is_unspecified() => "`::` is no address of any client",
            address if address.is_multicast() => "multicast addresses send nothing",
            _ => return,
        },
        _ => return,
    };
    let (network, span) = (entry.value, entry.span);
    report.push(Networking::AccessForNobody { network, span, why }.into());
}
