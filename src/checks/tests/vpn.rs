use super::{codes, server};

fn vpn(keys: &str) -> Vec<&'static str> {
    codes(&server(&format!("vpn: {{{keys}}}")))
}

#[test]
fn two_listeners_need_twice_the_room() {
    let users = |count: usize, prefix: u8, tcp: bool| {
        let users: Vec<_> = (0..count).map(|n| format!("{{name: u{n}}}")).collect();
        vpn(&format!("network: 10.8.12.0/{prefix}, tcp-443: {tcp}, users: [{}]", users.join(", ")))
    };
    assert_eq!(users(5, 28, true), [""; 0]);
    assert_eq!(users(6, 28, true), ["E0306"]);
    assert_eq!(users(6, 28, false), [""; 0]);
    assert_eq!(users(1, 29, true), ["E0306"]);
    // Too small for one is said once.
    assert_eq!(users(1, 30, true), ["E0136"]);
    assert_eq!(users(14, 28, true), ["E0136"]);
}

#[test]
fn fixed_addresses_are_of_the_lower_half() {
    let fixed = |address: &str, tcp: bool| {
        vpn(&format!(
            "network: 10.8.12.0/24, tcp-443: {tcp}, users: [{{name: u, address: {address}}}]"
        ))
    };
    for (address, found) in [
        ("10.8.12.2", ""),
        ("10.8.12.126", ""),
        ("10.8.12.127", "E0307"),
        ("10.8.12.128", "E0307"),
        ("10.8.12.129", "E0307"),
        ("10.8.12.254", "E0307"),
        // Ends of the whole network, and another network.
        ("10.8.12.255", "E0139"),
        ("10.8.12.1", "E0139"),
        ("10.8.13.9", "E0139"),
    ] {
        let expected: Vec<&str> = [found].into_iter().filter(|code| !code.is_empty()).collect();
        assert_eq!(fixed(address, true), expected, "{address}");
        if found == "E0307" {
            assert_eq!(fixed(address, false), [""; 0], "{address}");
        }
    }
}

#[test]
fn no_route_holds_the_server() {
    let routes = |server: &str, user: &str| {
        vpn(&format!(
            "network: 10.8.12.0/24, routes: [{server}], users: [{{name: u, routes: [{user}]}}]"
        ))
    };
    assert_eq!(routes("203.0.113.0/24", ""), ["E0308"]);
    assert_eq!(routes("", "203.0.113.0/24"), ["E0308"]);
    // Other servers of the provider may be reached, but not by way of the gateway to them.
    assert_eq!(routes("203.0.113.0/29", ""), [""; 0]);
    assert_eq!(routes("", "203.0.113.0/29"), ["E0308"]);
    assert_eq!(routes("192.168.0.0/16", "172.16.0.0/12"), [""; 0]);
}

#[test]
fn no_route_leads_to_those_who_run_the_server() {
    let behind_the_server = |route: &str| {
        vpn(&format!("network: 10.8.12.0/24, routes: [{route}], users: [{{name: u}}]"))
    };
    let behind_a_user = |route: &str| {
        vpn(&format!("network: 10.8.12.0/24, users: [{{name: u, routes: [{route}]}}]"))
    };
    for nobodys in ["127.0.0.0/8", "169.254.169.254/32", "224.0.0.0/4", "0.0.0.0/8"] {
        assert_eq!(behind_the_server(nobodys), ["E0310"], "{nobodys}");
        assert_eq!(behind_a_user(nobodys), ["E0310"], "{nobodys}");
    }
    assert_eq!(behind_a_user("198.51.100.0/28"), ["E0310"], "the provider's administrators");
    assert_eq!(behind_the_server("198.51.100.0/24"), ["E0310"]);
    assert_eq!(behind_a_user("192.168.0.0/16"), [""; 0]);
}
