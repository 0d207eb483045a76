use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{codes, customer, judge, server};

#[test]
fn the_smallest_vpn_network_has_room_for_five() {
    let users = |count: usize, prefix: u8| {
        let users: Vec<_> = (0..count).map(|n| format!("{{name: u{n}}}")).collect();
        codes(&server(&format!(
            "vpn: {{network: 10.8.12.0/{prefix}, users: [{}]}}",
            users.join(", ")
        )))
    };
    assert_eq!(users(5, 29), [""; 0]);
    assert_eq!(users(6, 29), ["E0136"]);
    assert_eq!(users(13, 28), [""; 0]);
    assert_eq!(users(14, 28), ["E0136"]);
    for prefix in [30, 31, 32] {
        assert_eq!(users(0, prefix), ["E0136"]);
    }
}

#[test]
fn four_addresses_of_a_network_are_no_clients() {
    let fixed = |address: &str| {
        codes(&server(&format!(
            "vpn: {{network: 10.8.12.0/29, users: [{{name: u, address: {address}}}]}}"
        )))
    };
    for no_client in ["10.8.12.0", "10.8.12.1", "10.8.12.7", "10.8.12.8", "10.8.11.255"] {
        assert_eq!(fixed(no_client), ["E0139"], "{no_client}");
    }
    for client in ["10.8.12.2", "10.8.12.6"] {
        assert_eq!(fixed(client), [""; 0], "{client}");
    }
}

#[test]
fn a_deleted_server_leaves_its_place_to_others() {
    let keys = "domain: shop\naddress: 203.0.113.9\nvpn: {network: 10.8.12.0/24, users: []}";
    assert_eq!(codes(&customer(&[keys, keys])), ["E0112", "E0113", "E0134"]);
    let deleted = format!("{keys}\naccess: deleted");
    assert_eq!(codes(&customer(&[&deleted, keys])), [""; 0]);
    assert_eq!(codes(&customer(&[&deleted, &deleted])), [""; 0]);
    let closed = format!("{keys}\naccess: closed");
    assert_eq!(codes(&customer(&[&closed, keys])), ["E0112", "E0113", "E0134"]);
}

#[test]
fn a_deleted_server_keeps_its_name_and_its_network() {
    assert_eq!(codes(&customer(&["name: a\naccess: deleted", "name: a"])), ["E0111"]);
    assert_eq!(codes(&server("access: deleted\naddress: 192.0.2.1")), ["E0131"]);
}

#[test]
fn routes_meet_in_every_direction() {
    let vpn = |routes: &str, users: &str| {
        codes(&server(&format!(
            "vpn: {{network: 10.8.12.0/24, routes: [{routes}], users: [{users}]}}"
        )))
    };
    assert_eq!(vpn("192.168.0.0/24", "{name: a, routes: [192.168.1.0/24]}"), [""; 0]);
    assert_eq!(vpn("10.8.12.0/25", ""), ["E0138"]);
    assert_eq!(vpn("10.0.0.0/8", ""), ["E0138"]);
    assert_eq!(vpn("192.168.0.0/24, 192.168.0.0/24", ""), ["E0138"]);
    let both = "{name: a, routes: [192.168.1.0/24]}, {name: b, routes: [192.168.0.0/16]}";
    assert_eq!(vpn("", both), ["E0138"]);
}

#[test]
fn an_entry_for_nobody_is_told_from_one_for_everybody() {
    let access =
        |entry: &str| codes(&server(&format!("settings: {{web: {{access: [\"{entry}\"]}}}}")));
    for somebody in ["0.0.0.0/0", "::/0", "10.0.0.0/8", "203.0.113.7", "2001:db8::/32", "127.0.0.1"]
    {
        assert_eq!(access(somebody), [""; 0], "{somebody}");
    }
    for nobody in
        ["0.0.0.0", "0.0.0.0/8", "::", "224.0.0.1", "ff02::1", "255.255.255.255", "240.0.0.0/4"]
    {
        assert_eq!(access(nobody), ["E0142"], "{nobody}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// The sweep finds a server exactly if its network overlaps another one's.
    #[test]
    fn the_sweep_agrees_with_comparing_all_pairs(
        networks in prop::collection::vec((0_u32..64, 24_u8..=29), 1..12)
    ) {
        let networks: Vec<ipnet::Ipv4Net> = networks
            .into_iter()
            .map(|(n, prefix)| {
                let address = std::net::Ipv4Addr::from(0x0a08_0000_u32 + n * 64);
                ipnet::Ipv4Net::new(address, prefix).unwrap().trunc()
            })
            .collect();
        let servers: Vec<_> =
            networks.iter().map(|n| format!("vpn: {{network: {n}, users: []}}")).collect();
        let servers: Vec<&str> = servers.iter().map(String::as_str).collect();
        let report = judge(&customer(&servers));
        let overlap = |a: &ipnet::Ipv4Net, b: &ipnet::Ipv4Net| a.contains(b) || b.contains(a);
        let clash = (0..networks.len())
            .any(|i| (0..i).any(|j| overlap(&networks[i], &networks[j])));
        prop_assert_eq!(!report.is_empty(), clash);
        // Without the servers that are blamed nothing overlaps, and those that stay are enough.
        let blamed: BTreeSet<_> =
            report.findings().iter().filter_map(|f| Some(f.primary.as_ref()?.span)).collect();
        prop_assert!(blamed.len() < networks.len());
    }
}
