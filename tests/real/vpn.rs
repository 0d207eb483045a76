//! OpenVPN's servers and clients with the emitted files, and the emitted firewall between them.

use super::machine::Machine;
use super::project;
use super::require::require;
use super::tree::tree;
use super::vpn_network::{Log, Network, emitted};
use super::web::Site;

/// A server's machine with its web servers; `None` where something is not there.
fn site(server: &str) -> Option<Site> {
    for needed in ["openvpn", "nft", "dnsmasq", "dig", "ping", "python3"] {
        require(needed)?;
    }
    Site::serving(server)
}

/// Listeners of the machine that stand in for its other services.
fn services(machine: &Machine, ports: &[u16]) {
    let script = format!(
        "import socket, time\n\
         held = [socket.create_server(('::', port), family=socket.AF_INET6, dualstack_ipv6=True, backlog=100) for port in {ports:?}]\n\
         time.sleep(600)\n"
    );
    machine.write("/tmp/services.py", script, 0o644);
    machine.ok("python3 /tmp/services.py >/dev/null 2>&1 & sleep 0.3");
}

#[test]
fn users_work_through_the_tunnel() {
    let Some(site) = site("romashka-main") else { return };
    let machine = &site.machine;
    let net = Network::with(machine, project::issued());
    net.firewall();
    machine.ok("sysctl --quiet --load /etc/sysctl.d/60-qalyp-vpn.conf && sysctl --quiet --load /etc/sysctl.d/61-qalyp-vpn-routes.conf");
    services(machine, &[1541, 1560, 5000]);
    // Names are served before there is a tunnel, and on it as soon as there is one.
    machine.ok("dnsmasq --test --conf-file=/etc/qalyp/vpn-dns.conf");
    machine.ok(
        "dnsmasq --keep-in-foreground --conf-file=/etc/qalyp/vpn-dns.conf >/tmp/dns.log 2>&1 &",
    );
    net.listen("udp");
    assert_eq!(machine.ok("stat -c %U /proc/$(pgrep -x openvpn)").trim(), "openvpn");
    for (host, address) in
        [("aigerim", "192.0.2.11"), ("daulet", "192.0.2.12"), ("stranger", "192.0.2.13")]
    {
        net.host(host, address);
    }
    net.behind("office", "192.168.10.1", "192.168.10.5");

    // Everybody has the address of the blueprint.
    assert_eq!(net.connect("aigerim"), "10.8.12.10/24");
    assert_eq!(net.connect("daulet"), "10.8.12.50/24");
    net.ok_at("aigerim", "ping -q -c 2 -i 0.2 -W 2 10.8.12.1");

    // The server's name leads into the tunnel, other names are asked elsewhere, and nobody outside is answered.
    let fqdn = &machine.fqdn;
    assert_eq!(
        net.ok_at("aigerim", &format!("dig +short +tries=1 @10.8.12.1 {fqdn}")),
        "10.8.12.1\n"
    );
    assert_eq!(net.ok_at("aigerim", &format!("dig +short +tries=1 @10.8.12.1 {fqdn} AAAA")), "");
    let outside =
        net.at("stranger", &format!("dig +short +tries=1 +time=1 @{} {fqdn}", machine.address));
    assert!(!outside.status.success(), "{outside:?}");

    // A page that only the VPN may see, fetched through it and from outside.
    let page = |host: &str, address: &str| {
        let curl = "curl --silent --max-time 5 --cacert /etc/pki/qalyp/server.crt --write-out '%{http_code}'";
        net.ok_at(host, &format!("{curl} --resolve {fqdn}:443:{address} https://{fqdn}/trade/"))
    };
    let inside = page("aigerim", "10.8.12.1");
    assert!(inside.ends_with("200") && inside.contains("X-Forwarded-For: 10.8.12.10"), "{inside}");
    assert!(page("stranger", &machine.address).ends_with("403"));

    // Networks: behind the server, behind a client; clients do not meet.
    net.ok_at("aigerim", "ping -q -c 1 -W 2 192.168.10.5");
    net.ok_at("daulet", "ip address add 192.168.20.1/32 dev lo");
    machine.ok("ping -q -c 1 -W 2 192.168.20.1");
    assert!(!net.at("aigerim", "ping -q -c 1 -W 1 10.8.12.50").status.success());
    assert!(
        !net.at("office", "ip route add default via 192.168.10.1; ping -q -c 1 -W 1 10.8.12.10")
            .status
            .success()
    );

    // Ports: 1C for the VPN alone, other services for nobody.
    assert!(net.reaches("aigerim", "10.8.12.10", "10.8.12.1", 1541));
    assert!(net.reaches("aigerim", "10.8.12.10", "10.8.12.1", 1560));
    assert!(!net.reaches("aigerim", "10.8.12.10", "10.8.12.1", 5000));
    assert!(!net.reaches("stranger", "192.0.2.13", &machine.address, 1541));

    metrics_name_who_is_there(machine);
    who_is_not_listed_is_out(machine, &net);
}

fn metrics_name_who_is_there(machine: &Machine) {
    // Ten seconds pass between two states of the status file.
    machine.wait_for("sleep 1; grep -q ^CLIENT_LIST,daulet /run/qalyp-vpn/udp.status");
    machine.ok("/usr/libexec/qalyp/vpn-metrics");
    let text = machine.read("/var/lib/qalyp/metrics/vpn.prom");
    for line in [
        "qalyp_vpn_up{listener=\"udp\"} 1",
        "qalyp_vpn_clients{listener=\"udp\"} 2",
        "qalyp_vpn_users 3",
        "qalyp_vpn_crl_revoked 0",
    ] {
        assert!(text.lines().any(|l| l == line), "{line}\n{text}");
    }
    for name in [
        "qalyp_vpn_client_received_bytes_total{listener=\"udp\",user=\"daulet\"} ",
        "qalyp_vpn_certificate_expiry_timestamp_seconds{certificate=\"server\"} ",
        "qalyp_vpn_crl_next_update_timestamp_seconds ",
    ] {
        let value = text
            .lines()
            .find_map(|line| line.strip_prefix(name))
            .unwrap_or_else(|| panic!("{name}\n{text}"));
        assert!(value.parse::<u64>().unwrap() > 0, "{name}");
    }
    if require("promtool").is_some() {
        machine.ok("promtool check metrics </var/lib/qalyp/metrics/vpn.prom");
    }
}

/// A good certificate is not enough: the blueprint has to name the user.
fn who_is_not_listed_is_out(machine: &Machine, net: &Network<'_>) {
    let bundle = net.project().bundle("romashka-main", "office-router", "linux");
    machine.ok("mv /etc/openvpn/ccd/udp/office-router /tmp");
    net.refused("stranger", &bundle, Log::Client, "AUTH_FAILED");
    machine.ok("mv /tmp/office-router /etc/openvpn/ccd/udp");
    net.connect_with("stranger", &bundle, "");
}

#[test]
fn the_firewall_lets_in_what_the_order_says() {
    let Some(site) = site("zhuldyz-erp") else { return };
    let machine = &site.machine;
    let net = Network::with(machine, project::issued());
    net.firewall();
    services(machine, &[22, 2222, 1541]);
    net.host("outside", "192.0.2.11");
    net.host("guest", "192.0.2.99");
    net.ok_at(
        "outside",
        "ip address add 198.51.100.5/32 dev lo; ip address add 10.8.40.9/32 dev lo",
    );
    machine.ok("ip route add 198.51.100.5 via 192.0.2.11");
    let to = &*machine.address;
    for (from, port, reaches) in [
        // From the customer's network and from the provider's.
        ("192.0.2.11", 2222, true),
        ("198.51.100.5", 2222, true),
        ("192.0.2.11", 22, false),
        ("192.0.2.11", 80, true),
        ("192.0.2.11", 443, true),
        ("192.0.2.11", 1541, false),
        ("192.0.2.11", 8443, false),
        ("192.0.2.11", 8080, false),
    ] {
        assert_eq!(net.reaches("outside", from, to, port), reaches, "{from} to {port}");
    }
    net.ok_at("outside", &format!("ping -q -c 1 -W 2 {to}"));
    // With IPv6 only what names an IPv6 network: the customer's administrators.
    machine.ok("ip address add 2001:db8:1::1/64 dev internet nodad && ip route add 2001:db8:17::/48 via 2001:db8:1::2");
    net.ok_at(
        "outside",
        "ip address add 2001:db8:1::2/64 dev eth0 nodad; ip address add 2001:db8:17::5/128 dev lo",
    );
    for (from, port, reaches) in [
        ("2001:db8:17::5", 2222, true),
        ("2001:db8:1::2", 2222, false),
        ("2001:db8:17::5", 1541, false),
    ] {
        assert_eq!(
            net.reaches("outside", from, "2001:db8:1::1", port),
            reaches,
            "{from} to {port}"
        );
    }
    // Somebody outside who says to be a client of the VPN.
    assert!(!net.reaches("outside", "10.8.40.9", to, 443));
    let origin = machine.ok("nft list chain inet qalyp origin");
    let spoofed = origin.lines().find(|line| line.contains("saddr 10.8.40.0/22")).unwrap();
    assert!(!spoofed.contains("packets 0"), "{origin}");
    // Only nginx may speak to what believes it about addresses.
    let local = "python3 -c \"import socket; socket.create_connection(('127.0.0.1', 8443), 1)\"";
    machine.ok(local);
    assert!(!machine.shell(&format!("runuser -u nobody -- {local}")).status.success());
    // Who guesses passwords is slowed down; the others are not.
    let tries = "import socket\ndone = 0\nfor i in range(60):\n    try: socket.create_connection(('TO', 2222), 0.1).close(); done += 1\n    except OSError: pass\nprint(done)";
    machine.write("/tmp/tries.py", tries.replace("TO", to), 0o644);
    let done: u32 = net.ok_at("outside", "python3 /tmp/tries.py").trim().parse().unwrap();
    assert!((20..=40).contains(&done), "{done} of 60");
    assert!(net.reaches("guest", "192.0.2.99", to, 2222));
}

/// What a blueprint asks for decides who may connect, and what is written for the version of the image.
#[test]
fn old_clients_are_let_in_where_they_are_asked_for() {
    let cookie = |server: &str| {
        let file = tree().server(server, "root/etc/openvpn/server/udp.conf");
        let text = std::fs::read_to_string(file).unwrap();
        text.lines()
            .any(|line| line.starts_with("tls-crypt-v2 ") && line.ends_with(" force-cookie"))
    };
    assert!(cookie("romashka-main") && cookie("zhuldyz-erp"));
    assert!(!cookie("zhuldyz-branch"));
    assert!(emitted("zhuldyz-branch", "branch-1", "linux").contains("openvpn 2.5 or later"));
    assert!(emitted("zhuldyz-erp", "nurlan", "linux").contains("openvpn 2.6 or later"));
}

/// What the cloud is asked to let in, and what the machine lets in, is one list.
#[test]
fn both_firewalls_of_a_server_agree() {
    for server in tree().servers() {
        let order = std::fs::read_to_string(tree().server(&server, "server.json")).unwrap();
        let order: serde_json::Value = serde_json::from_str(&order).unwrap();
        let mut ordered = Vec::new();
        for opening in order["firewall"]["inbound"].as_array().unwrap() {
            for source in opening["sources"].as_array().unwrap() {
                let source = match source.as_str().unwrap() {
                    "0.0.0.0/0" => "meta nfproto ipv4".to_owned(),
                    network if network.contains(':') => format!("ip6 saddr {network}"),
                    network => format!("ip saddr {network}"),
                };
                let protocol = opening["protocol"].as_str().unwrap();
                ordered.push(format!("{source} {protocol} dport {}", opening["port"]));
            }
        }
        let rules = tree().server(&server, "root/etc/sysconfig/nftables.conf");
        let rules = std::fs::read_to_string(rules).unwrap();
        let input = rules.split("chain input {").nth(1).unwrap().split("\n    }").next().unwrap();
        let allowed: Vec<_> = input.lines().filter(|line| line.contains("dport")).collect();
        let allowed: Vec<_> = allowed
            .into_iter()
            .map(|line| {
                let line = line.trim();
                let open = line.strip_suffix(" accept").or_else(|| line.strip_suffix(" jump ssh"));
                open.unwrap_or_else(|| panic!("{server}: {line}")).to_owned()
            })
            .collect();
        assert_eq!(allowed, ordered, "{server}");
        let closed = order["access"] == "closed";
        assert_eq!(rules.contains("tun"), !closed && !order["vpn"].is_null(), "{server}");
    }
}

#[test]
fn port_443_is_shared() {
    let Some(site) = site("zhuldyz-erp") else { return };
    let machine = &site.machine;
    let net = Network::with(machine, project::issued());
    net.firewall();
    net.host("nurlan", "192.0.2.11");
    net.listen("udp");
    net.listen("tcp");
    machine.ok(
        "dnsmasq --keep-in-foreground --conf-file=/etc/qalyp/vpn-dns.conf >/tmp/dns.log 2>&1 &",
    );
    // A firewall that lets out nothing but the web: the profile finds the other way by itself.
    net.ok_at("nurlan", "nft 'table ip strict { chain output { type filter hook output priority 0; udp dport 1194 drop; }; }'");
    let fqdn = &machine.fqdn;
    let page = |host: &str, address: &str| {
        let curl = "curl --silent --max-time 5 --cacert /etc/pki/qalyp/server.crt --write-out '%{http_code}'";
        net.ok_at(host, &format!("{curl} --resolve {fqdn}:443:{address} https://{fqdn}/erp/"))
    };
    let outside = page("nurlan", &machine.address);
    assert!(outside.ends_with("200"), "{outside}");
    for header in
        ["X-Forwarded-For: 192.0.2.11", "X-Forwarded-Port: 443", "X-Forwarded-Proto: https"]
    {
        assert!(outside.contains(header), "{header}\n{outside}");
    }
    // The same place of the upper half as over UDP of the lower one.
    let udp = machine.read("/etc/openvpn/ccd/udp/nurlan");
    let address = net.connect("nurlan");
    let expected = udp
        .split(' ')
        .nth(1)
        .unwrap()
        .replacen("10.8.40.", "10.8.42.", 1)
        .replacen("10.8.41.", "10.8.43.", 1);
    assert_eq!(address, format!("{expected}/23"));
    net.ok_at("nurlan", "ping -q -c 1 -W 2 10.8.42.1");
    // The address that the server's name leads to lies in the other half.
    net.ok_at("nurlan", "ping -q -c 1 -W 2 10.8.40.1");
    let name = net.ok_at("nurlan", &format!("dig +short +tries=1 @10.8.42.1 {fqdn}"));
    assert_eq!(name, "10.8.40.1\n");
    let inside = page("nurlan", "10.8.40.1");
    assert!(
        inside.ends_with("200") && inside.contains(&format!("X-Forwarded-For: {expected}")),
        "{inside}"
    );
    // OpenVPN sees nginx; nginx has written down who it was.
    machine.wait_for("ss -tn | grep -q 127.0.0.1:1194");
    let answer = site.url("https://other.example/").option(&["--insecure"]).send();
    assert_eq!((answer.curl, answer.status), (35, 0));
}
