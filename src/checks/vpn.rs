//! What two listeners, routes and OpenVPN itself ask of a VPN.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::fault::VpnFault;
use super::networks::{LONGEST_VPN_PREFIX, places};
use super::scope::{Scope, Tenant};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{Image, Vpn};
use crate::blueprint::units::Ipv4Network;
use crate::diagnostics::Report;
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
        way_to_the_server(route, behind_user, address, gateway, report);
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
fn way_to_the_server(
    route: &Spanned<Ipv4Network>,
    behind_user: bool,
    address: &Spanned<Ipv4Addr>,
    gateway: Option<Ipv4Addr>,
    report: &mut Report,
) {
    let net = route.value.net();
    let holds = |address: &Ipv4Addr| net.contains(address);
    let holds_gateway = behind_user && gateway.as_ref().is_some_and(holds);
    if holds(&address.value) || holds_gateway {
        let fault = VpnFault::RouteHoldsServer {
            route: net,
            span: route.span,
            behind_user,
            address: address.value,
            written: address.span,
        };
        report.push(fault.into());
    }
}
