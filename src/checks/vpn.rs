//! What two listeners, routes and OpenVPN itself ask of a VPN.

use std::net::Ipv4Addr;

use ipnet::{IpNet, Ipv4Net};

use super::fault::VpnFault;
use super::networks::{LONGEST_VPN_PREFIX, places};
use super::scope::{Scope, Tenant};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{Image, Vpn};
use crate::blueprint::units::Ipv4Network;
use crate::diagnostics::{Report, Span};
use crate::fleet::vpn::halves;

/// The oldest OpenVPN with all that the templates write: tls-crypt-v2 and `data-ciphers` came with it.
const OLDEST_OPENVPN: [u32; 2] = [2, 5];

/// Images.
pub(super) fn of_project(scope: &Scope<'_>, report: &mut Report) {
    for image in &scope.catalogue.blueprints.images {
        version(image, report);
    }
}

/// One server.
pub(super) fn of_server(scope: &Scope<'_>, tenant: Tenant<'_>, report: &mut Report) {
    let server = tenant.server;
    let Some(vpn) = &server.vpn else { return };
    if tenant.is_deleted() {
        return;
    }
    two_listeners(vpn, report);
    let Some(address) = server.address.get() else { return };
    let range = scope.catalogue.network_of(address.value);
    let gateway = range.map(|network| network.gateway.value);
    let of_users = vpn.users.iter().flat_map(|user| &user.routes);
    for (route, behind_user) in
        vpn.routes.iter().map(|r| (r, false)).chain(of_users.map(|r| (r, true)))
    {
        if !holds_the_server(route, behind_user, address, gateway, report) {
            way_astray(scope, tenant, route, behind_user, report);
        }
    }
}

/// Networks that lead nowhere else but to the machine itself or its neighbours, and to which no
/// customer's packets may go: the cloud's metadata service is among them (RFC 3927, RFC 6890).
const NOBODYS: &[(Ipv4Net, &str)] = &[
    (network([0, 0, 0, 0], 8), "`0.0.0.0/8` is this machine itself"),
    (network([127, 0, 0, 0], 8), "`127.0.0.0/8` is every machine's loopback"),
    (network([169, 254, 0, 0], 16), "`169.254.0.0/16` holds the cloud's metadata service"),
    (network([224, 0, 0, 0], 4), "multicast has no route"),
    (network([240, 0, 0, 0], 4), "`240.0.0.0/4` is not in use"),
];

const fn network(octets: [u8; 4], prefix: u8) -> Ipv4Net {
    let [a, b, c, d] = octets;
    Ipv4Net::new_assert(Ipv4Addr::new(a, b, c, d), prefix)
}

/// The firewall takes the senders of a user's networks from the tunnel only, and lets clients into the
/// networks behind the server. Neither may concern those who run the server.
fn way_astray(
    scope: &Scope<'_>,
    tenant: Tenant<'_>,
    route: &Spanned<Ipv4Network>,
    behind_user: bool,
    report: &mut Report,
) {
    let net = route.value.net();
    let overlaps = |other: Ipv4Net| other.contains(&net) || net.contains(&other);
    let mut astray = |why: &'static str, written: Option<Span>| {
        let span = route.span;
        report.push(VpnFault::RouteAstray { route: net, span, behind_user, why, written }.into());
    };
    if let Some((_, why)) = NOBODYS.iter().find(|(nobodys, _)| overlaps(*nobodys)) {
        return astray(why, None);
    }
    let Some(provider) = scope.catalogue.provider else { return };
    let of_operations = provider.operations.get().into_iter().flat_map(|o| &*o.networks);
    let settings = [
        provider.settings.as_ref(),
        tenant.customer.settings.as_ref(),
        tenant.server.settings.as_ref(),
    ];
    let sources = settings.into_iter().flatten().filter_map(|s| s.ssh.as_ref()?.sources.as_ref());
    let administrators = of_operations.chain(sources.flat_map(|sources| &sources.value));
    let v4 = |net: IpNet| if let IpNet::V4(net) = net { Some(net) } else { None };
    for from in administrators {
        if v4(from.value.net()).is_some_and(overlaps) {
            return astray("administrators come from here", Some(from.span));
        }
    }
    for resolver in &*provider.resolvers {
        if behind_user && net.contains(&resolver.value) {
            return astray("the server asks this resolver for names", Some(resolver.span));
        }
    }
}

fn version(image: &Image, report: &mut Report) {
    let version = &image.software.openvpn;
    if version.value.numbers() < OLDEST_OPENVPN.as_slice() {
        let text = version.value.to_string();
        report.push(VpnFault::OldOpenvpn { version: text, span: version.span }.into());
    }
}

/// With a second listener each has a half of the network, and a fixed address is one of the lower half.
fn two_listeners(vpn: &Vpn, report: &mut Report) {
    let (Some(written), Some(asked)) = (vpn.network.get(), &vpn.tcp_443) else { return };
    let network = written.value.net();
    let prefix = network.prefix_len();
    let users = vpn.users.len();
    // What is too small for one listener has been said.
    if !asked.value || prefix > LONGEST_VPN_PREFIX || users as u64 > places(network) {
        return;
    }
    let Some((udp, Some(tcp))) = halves(network, true) else { return };
    let room = places(udp);
    if udp.prefix_len() > LONGEST_VPN_PREFIX || users as u64 > room {
        let (span, asked) = (written.span, asked.span);
        return report.push(VpnFault::HalfTooSmall { network, span, asked, users, room }.into());
    }
    for address in vpn.users.iter().filter_map(|user| user.address.as_ref()) {
        let in_network = network.contains(&address.value);
        // The ends of the whole network and the server's address have been said.
        let ends = [network.network(), network.broadcast()].contains(&address.value);
        if in_network && !ends && !is_for_users(udp, address.value) {
            let (address, span, asked) = (address.value, address.span, asked.span);
            report.push(VpnFault::AddressOfTcp { address, span, asked, udp, tcp }.into());
        }
    }
}

/// Whether an address of the lower half can be a user's; the server's own has been judged elsewhere.
fn is_for_users(udp: Ipv4Net, address: Ipv4Addr) -> bool {
    udp.contains(&address) && address != udp.broadcast()
}

/// A route that holds the server's public address or its gateway leads the tunnel's own packets into
/// the tunnel.
fn holds_the_server(
    route: &Spanned<Ipv4Network>,
    behind_user: bool,
    address: &Spanned<Ipv4Addr>,
    gateway: Option<Ipv4Addr>,
    report: &mut Report,
) -> bool {
    let net = route.value.net();
    let holds = |address: &Ipv4Addr| net.contains(address);
    let holds_gateway = behind_user && gateway.as_ref().is_some_and(holds);
    let found = holds(&address.value) || holds_gateway;
    if found {
        let fault = VpnFault::RouteHoldsServer {
            route: net,
            span: route.span,
            behind_user,
            address: address.value,
            written: address.span,
        };
        report.push(fault.into());
    }
    found
}
