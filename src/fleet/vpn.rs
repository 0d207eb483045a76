//! The private network: its listeners, and an address for every user.

use std::collections::{BTreeSet, HashSet};
use std::net::Ipv4Addr;

use ipnet::Ipv4Net;
use sha2::{Digest as _, Sha256};

use super::catalogue::Catalogue;
use super::layers::Layers;
use super::origin::{Layer, Traced};
use super::resolve::{or_default, text, written, written_as};
use super::server::{
    Certificates, UserCertificate, Vpn, VpnListener, VpnProfile, VpnRoute, VpnUser,
};
use super::vpn_state::State;
use crate::blueprint::kinds::{VpnKeys, VpnSettings, VpnState};
use crate::blueprint::units::{Ipv4Network, Lifetime};
use crate::blueprint::{Spanned, kinds};

pub use super::server::Issuing;

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
pub(super) fn vpn(vpn: &kinds::Vpn, layers: &Layers<'_>, state: Option<&VpnState>) -> Option<Vpn> {
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
        old_clients: or_default(vpn.old_clients.as_ref(), false, "false"),
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
        issuing: issuing(layers),
        certificates: state.and_then(|state| certificates(state, vpn)),
    })
}

/// What was issued, for those who are in the blueprint. `None` if the state lacks something; reading
/// has said what.
fn certificates(state: &VpnState, vpn: &kinds::Vpn) -> Option<Certificates> {
    fn pem<T: std::ops::Deref<Target = str>>(written: &Spanned<T>) -> Traced<String> {
        written_as(Layer::Issued, written, |pem| pem.to_string())
    }
    // The file has them by name, but a person may have moved them; a list of a few is searched.
    let of = |user: &kinds::VpnUser| state.users.iter().find(|c| *c.name.value == *user.name.value);
    Some(Certificates {
        authority: pem(&state.authority.get()?.certificate),
        server: pem(&state.server_certificate.get()?.certificate),
        list: pem(&state.list.get()?.list),
        users: vpn
            .users
            .iter()
            .filter_map(of)
            .map(|user| UserCertificate {
                name: written_as(Layer::Issued, &user.name, ToString::to_string),
                certificate: pem(&user.certificate),
            })
            .collect(),
        barred: barred(state, vpn),
    })
}

/// Users of the blueprint who have nothing because they were revoked.
fn barred(state: &VpnState, vpn: &kinds::Vpn) -> BTreeSet<String> {
    if state.revoked.is_empty() {
        return BTreeSet::new();
    }
    let Some(state) = State::of(state) else { return BTreeSet::new() };
    let names = vpn.users.iter().map(|user| user.name.to_string());
    names.filter(|name| state.barred(name).is_some()).collect()
}

/// How certificates are issued for a server, by all settings that bear on it. `None` if something
/// that it needs is missing; a check has said what.
pub fn issuing_of(
    catalogue: &Catalogue<'_>,
    customer: &kinds::Customer,
    server: &kinds::Server,
) -> Option<Issuing> {
    let tariff = catalogue.tariff(&server.tariffs.get()?.last()?.tariff)?;
    let image = catalogue.image(server.image.as_ref().unwrap_or(&tariff.image))?;
    let (of_customer, own) = (customer.settings.as_ref(), server.settings.as_ref());
    Some(issuing(&Layers::new(catalogue.provider?, image, tariff, of_customer, own)))
}

/// How certificates are issued.
fn issuing(layers: &Layers<'_>) -> Issuing {
    type Key = for<'v> fn(&'v VpnSettings) -> Option<&'v Spanned<Lifetime>>;
    let lifetime = |key: Key, default: Lifetime| {
        let below = Traced::default_value(default, default.to_string());
        layers.over(|s| key(s.vpn.as_ref()?), below)
    };
    Issuing {
        keys: layers.over(
            |s| s.vpn.as_ref()?.keys.as_ref(),
            Traced::default_value(VpnKeys::P256, VpnKeys::P256.word()),
        ),
        authority: lifetime(|v| v.authority.as_ref(), Lifetime::of_years(15)),
        server_certificate: lifetime(|v| v.server_certificate.as_ref(), Lifetime::of_years(3)),
        user_certificate: lifetime(|v| v.user_certificate.as_ref(), Lifetime::of_years(2)),
        list: layers.own(|s| s.vpn.as_ref()?.list.as_ref()),
        renew_within: lifetime(|v| v.renew_within.as_ref(), Lifetime::of_days(60)),
        renew_authority_within: lifetime(
            |v| v.renew_authority_within.as_ref(),
            Lifetime::of_years(1),
        ),
    }
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
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::*;
    use crate::blueprint::{Limits, load_texts};

    #[test]
    fn two_listeners_have_a_half_each() {
        let net = |text: &str| text.parse::<Ipv4Net>().unwrap();
        let (whole, none) = halves(net("10.8.12.0/24"), false).unwrap();
        assert_eq!((whole, none), (net("10.8.12.0/24"), None));
        let (udp, tcp) = halves(net("10.8.40.0/22"), true).unwrap();
        assert_eq!((udp, tcp), (net("10.8.40.0/23"), Some(net("10.8.42.0/23"))));
        assert_eq!(halves(net("10.8.40.1/32"), true), None);
    }

    /// The addresses of users over UDP and TCP, by their names.
    fn resolved(
        prefix: u8,
        tcp: bool,
        users: &[(String, Option<u32>)],
    ) -> Option<BTreeMap<String, (Ipv4Addr, Option<Ipv4Addr>)>> {
        let listed: Vec<String> = users
            .iter()
            .map(|(name, place)| match place {
                Some(place) => format!("{{name: \"{name}\", address: 10.8.12.{place}}}"),
                None => format!("{{name: \"{name}\"}}"),
            })
            .collect();
        let text = format!(
            "kind: customer\nname: c\nservers:\n  - name: s\n    vpn: {{network: 10.8.12.0/{prefix}, \
             tcp-443: {tcp}, users: [{}]}}\n",
            listed.join(", ")
        );
        let loaded = load_texts(vec![("c.yaml".to_owned(), text)], Limits::default());
        let server = loaded.blueprints.customers[0].servers[0].vpn.as_ref().unwrap();
        let vpn = vpn(server, &Layers([(Layer::Server, None); 5]), None)?;
        let of = |user: &VpnUser| {
            let tcp = user.tcp_address.as_ref().map(|address| address.value);
            (user.name.value.clone(), (user.address.value, tcp))
        };
        Some(vpn.users.iter().map(of).collect())
    }

    #[test]
    fn an_address_stays_when_others_come_and_go() {
        let user = |name: &str| (name.to_owned(), None);
        let few = resolved(24, false, &[user("aigerim"), user("daulet")]).unwrap();
        let more = [user("office"), user("daulet"), user("nurlan"), user("aigerim")];
        let many = resolved(24, false, &more).unwrap();
        for (name, address) in few {
            assert_eq!(many[&name], address, "{name}");
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        /// Whoever is named as the checks allow has a place, and nobody else has the same.
        #[test]
        fn everybody_has_a_place_that_nobody_else_has(
            names in prop::collection::btree_set("[A-Za-z0-9_][A-Za-z0-9._@-]{0,63}", 1..=13),
            prefix in 24_u8..=27,
            tcp: bool,
            fixed in 2_u32..=14,
        ) {
            let mut users: Vec<(String, Option<u32>)> =
                names.into_iter().map(|name| (name, None)).collect();
            users[0].1 = Some(fixed);
            let found = resolved(prefix, tcp, &users).unwrap();
            let network: Ipv4Net = format!("10.8.12.0/{prefix}").parse().unwrap();
            let (udp, upper) = halves(network, tcp).unwrap();
            let all: BTreeSet<Ipv4Addr> =
                found.values().flat_map(|(udp, tcp)| [Some(*udp), *tcp]).flatten().collect();
            prop_assert_eq!(all.len(), users.len() * if tcp { 2 } else { 1 });
            for (address, over_tcp) in found.values() {
                for (half, address) in [(Some(udp), Some(*address)), (upper, *over_tcp)] {
                    let Some((half, address)) = half.zip(address) else { continue };
                    let hosts: Vec<Ipv4Addr> = half.hosts().skip(1).collect();
                    prop_assert!(hosts.contains(&address), "{address} in {half}");
                }
            }
            prop_assert_eq!(found[&users[0].0].0, Ipv4Addr::from(0x0a08_0c00 + fixed));
        }
    }
}
