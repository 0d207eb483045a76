//! The private network: its listeners, and an address for every user.

use std::collections::HashSet;
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use sha2::{Digest as _, Sha256};

use super::origin::Traced;
use super::resolve::{or_default, text, written};
use super::server::{Vpn, VpnListener, VpnProfile, VpnRoute, VpnUser};
use crate::blueprint::units::Ipv4Network;
use crate::blueprint::{Spanned, kinds};

/// The systems that a profile is written for.
pub const PLATFORMS: [&str; 5] = ["windows", "macos", "linux", "ios", "android"];

/// How an address is found for a user who has none of its own.
const BY_NAME: &str = "a free address of the listener's network, found by the user's name";
/// How the address over TCP follows from the one over UDP.
const OTHER_HALF: &str = "the address over UDP, moved to the other half of vpn.network";

/// The parts of a VPN network that the listeners on UDP and on TCP have for themselves: with both of
/// them each has a half, because one OpenVPN daemon has one listener and one network.
///
/// `None` for the second without `tcp_443`, and for both if the network cannot be cut.
pub fn halves(network: Ipv4Net, tcp_443: bool) -> Option<(Ipv4Net, Option<Ipv4Net>)> {
    if !tcp_443 {
        return Some((network, None));
    }
    let mut halves = network.subnets(network.prefix_len() + 1).ok()?;
    Some((halves.next()?, Some(halves.next()?)))
}

/// Resolves the private network. `None` if its network is missing or too small; reading or a check
/// has said so.
pub(super) fn vpn(vpn: &kinds::Vpn) -> Option<Vpn> {
    let network = vpn.network.get()?;
    let net = network.value.net();
    let tcp_443 = or_default(vpn.tcp_443.as_ref(), false, "false");
    let (udp, tcp) = halves(net, tcp_443.value)?;
    let addresses = addresses(udp, vpn)?;
    let moved = |address: Ipv4Addr| {
        let tcp = tcp?;
        let offset = u32::from(address).wrapping_sub(u32::from(udp.network()));
        Some(Traced::computed(
            Ipv4Addr::from(u32::from(tcp.network()).wrapping_add(offset)),
            OTHER_HALF,
        ))
    };
    Some(Vpn {
        network: written(network),
        gateway: Traced::computed(net.hosts().next()?, "the first address of vpn.network"),
        netmask: Traced::computed(net.netmask(), "the mask of vpn.network"),
        udp: listener(
            "udp",
            "tun0",
            udp,
            if tcp.is_some() { "the lower half of vpn.network" } else { "vpn.network" },
        )?,
        tcp: match tcp {
            Some(tcp) => Some(listener("tcp", "tun1", tcp, "the upper half of vpn.network")?),
            None => None,
        },
        tcp_443,
        routes: vpn.routes.iter().map(route).collect(),
        users: vpn
            .users
            .iter()
            .zip(addresses)
            .map(|(user, address)| VpnUser {
                name: text(&user.name),
                tcp_address: moved(address.value),
                address,
                routes: user.routes.iter().map(route).collect(),
            })
            .collect(),
        profiles: vpn.users.iter().flat_map(profiles).collect(),
    })
}

fn profiles(user: &kinds::VpnUser) -> impl Iterator<Item = VpnProfile> + '_ {
    PLATFORMS.iter().map(|platform| VpnProfile {
        user: text(&user.name),
        platform: Traced::default_value((*platform).to_owned(), *platform),
    })
}

fn listener(name: &str, device: &str, network: Ipv4Net, rule: &str) -> Option<VpnListener> {
    let first = network.hosts().next()?;
    Some(VpnListener {
        name: Traced::default_value(name.to_owned(), name),
        device: Traced::default_value(device.to_owned(), device),
        network: Traced::computed(Ipv4Network::from(network), rule),
        gateway: Traced::computed(first, "the first address of the listener's network"),
        netmask: Traced::computed(network.netmask(), "the mask of the listener's network"),
    })
}

fn route(route: &Spanned<Ipv4Network>) -> VpnRoute {
    let net = route.value.net();
    let network = written(route);
    VpnRoute {
        address: Traced::new(net.network(), network.origin.clone()),
        netmask: Traced::new(net.netmask(), network.origin.clone()),
        network,
    }
}

/// The address of every user, in the order of the blueprint. `None` if there are not enough.
///
/// OpenVPN hands out addresses of its pool without looking at who has a fixed one, and a dynamic
/// address can become another's while its owner's session is not yet given up. So nobody's is
/// dynamic: who has no fixed address gets a free one, the place of which follows from the name
/// alone. Neither the order of the users nor a new one among them moves the others, unless two names
/// meet at one place.
fn addresses(network: Ipv4Net, vpn: &kinds::Vpn) -> Option<Vec<Traced<Ipv4Addr>>> {
    let base = u32::from(network.network());
    // Without the network's own address, the server's and that of everybody.
    let places = u32::from(network.broadcast()).checked_sub(base)?.checked_sub(2)?;
    let mut taken: HashSet<u32> =
        vpn.users.iter().filter_map(|user| Some(u32::from(user.address.as_ref()?.value))).collect();
    let mut searching: Vec<(&str, usize)> = vpn
        .users
        .iter()
        .enumerate()
        .filter(|(_, user)| user.address.is_none())
        .map(|(i, user)| (&*user.name.value, i))
        .collect();
    searching.sort_unstable();
    let mut found = vec![None; vpn.users.len()];
    for (name, i) in searching {
        let first = place(name).checked_rem(places)?;
        let address = (0..places)
            .map(|step| base + 2 + (first + step) % places)
            .find(|address| !taken.contains(address))?;
        taken.insert(address);
        found[i] = Some(Traced::computed(Ipv4Addr::from(address), BY_NAME));
    }
    let all = vpn.users.iter().zip(found);
    all.map(|(user, found)| found.or_else(|| Some(written(user.address.as_ref()?)))).collect()
}

/// A number that follows from a name, less than 2³¹ so that adding to it cannot overflow.
fn place(name: &str) -> u32 {
    let digest = Sha256::digest(name.as_bytes());
    let first = digest.iter().take(4).fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    first >> 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_listeners_have_a_half_each() {
        let net = |text: &str| text.parse::<Ipv4Net>().unwrap();
        let (whole, none) = halves(net("10.8.12.0/24"), false).unwrap();
        assert_eq!((whole, none), (net("10.8.12.0/24"), None));
        let (udp, tcp) = halves(net("10.8.40.0/22"), true).unwrap();
        assert_eq!((udp, tcp), (net("10.8.40.0/23"), Some(net("10.8.42.0/23"))));
        assert_eq!(halves(net("10.8.40.1/32"), true), None);
    }
}
