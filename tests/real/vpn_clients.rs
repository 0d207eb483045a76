//! What clients get: bundles of each platform, with keys of each kind, read and used by OpenVPN, and held to what OpenVPN
//! Connect is known to refuse; and the outer channel, where OpenVPN's own keys and ours meet.

use qalyp::fleet::vpn_state::Serial;
use qalyp::pki::tls_crypt_v2::ServerKey;
use qalyp::vault::Secret;

use super::openvpn3;
use super::outer_channel as outer;
use super::project::{self, Project};
use super::vpn_access::{machine, network};
use super::vpn_network::{Log, Network};

const PLATFORMS: [&str; 5] = ["windows", "macos", "linux", "ios", "android"];

/// OpenVPN reads all of a profile, then shows something and ends.
fn is_read(net: &Network<'_>, profile: &str, options: &str) {
    net.machine.write("/tmp/read.ovpn", profile, 0o600);
    let said = net.machine.ok(&format!("openvpn --config /tmp/read.ovpn {options} --show-digests"));
    assert!(!said.contains("Options error") && !said.contains("WARNING"), "{said}\n{profile}");
}

#[test]
fn bundles_of_every_platform_connect() {
    let Some(machine) = machine("romashka-main") else { return };
    let project = project::issued();
    let net = network(&machine, project);
    for platform in PLATFORMS {
        let bundle = project.bundle("romashka-main", "aigerim", platform);
        is_read(&net, &bundle, "");
        assert_eq!(openvpn3::refusals(&bundle), Vec::<String>::new(), "{platform}");
        assert_eq!(net.connect_with("aigerim", &bundle, ""), "10.8.12.10/24", "{platform}");
        net.passes("aigerim");
    }
    // Of a server that listens on TCP as well, and of one with old clients.
    for (server, user) in [("zhuldyz-erp", "nurlan"), ("zhuldyz-branch", "branch-1")] {
        for platform in PLATFORMS {
            let bundle = project.bundle(server, user, platform);
            is_read(&net, &bundle, "");
            assert_eq!(openvpn3::refusals(&bundle), Vec::<String>::new(), "{server} {platform}");
            assert_eq!(bundle.contains("443 tcp"), server == "zhuldyz-erp", "{server} {platform}");
        }
    }
}

#[test]
fn a_key_with_a_passphrase_wants_it() {
    let Some(machine) = machine("romashka-main") else { return };
    let project = project::issued();
    let net = network(&machine, project);
    let apart = project.path("tmp/passphrase");
    let _ = std::fs::remove_file(&apart);
    let file = apart.display().to_string();
    let more = ["--generate-passphrase", &*file];
    let bundle = project.bundle_with("romashka-main", "daulet", "windows", &more);
    assert_eq!(project::mode(&apart), 0o600);
    let passphrase = std::fs::read_to_string(&apart).unwrap();
    std::fs::remove_file(&apart).unwrap();
    assert!(bundle.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----"), "{bundle}");
    assert!(!bundle.contains(passphrase.trim()) && !bundle.contains("BEGIN PRIVATE KEY"));
    assert_eq!(openvpn3::refusals(&bundle), Vec::<String>::new());
    // OpenSSL says how it is encrypted: what Connect and old clients read as well.
    machine.write("/tmp/bundle", &bundle, 0o600);
    let scheme =
        machine.ok("sed -n '/BEGIN ENCRYPTED/,/END ENCRYPTED/p' /tmp/bundle | openssl asn1parse");
    for wanted in ["PBES2", "PBKDF2", "hmacWithSHA256", "aes-256-cbc"] {
        assert!(scheme.contains(wanted), "{wanted}\n{scheme}");
    }

    machine.write("/tmp/right", &passphrase, 0o600);
    machine.write("/tmp/wrong", format!("x{passphrase}"), 0o600);
    assert_eq!(net.connect_with("daulet", &bundle, "--askpass /tmp/right"), "10.8.12.50/24");
    net.passes("daulet");
    net.disconnect("daulet");
    let output =
        net.at("daulet", "timeout 10 openvpn --config /tmp/daulet.ovpn --askpass /tmp/wrong");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("private key password verification failed") || said.contains("bad decrypt"),
        "{said}"
    );

    // A passphrase that somebody chose.
    std::fs::write(&apart, "correct horse battery staple\n").unwrap();
    let more = ["--passphrase-file", &*file];
    let bundle = project.bundle_with("romashka-main", "daulet", "ios", &more);
    machine.write("/tmp/right", "correct horse battery staple\n", 0o600);
    net.connect_with("daulet", &bundle, "--askpass /tmp/right");
    net.passes("daulet");
}

#[test]
fn rsa_keys_connect_as_well() {
    let Some(machine) = machine("romashka-test") else { return };
    let project = Project::example();
    project.edit(
        "blueprints/customers/romashka.yaml",
        "      updates: {window: 02:00-04:00}\n",
        "      updates: {window: 02:00-04:00}\n      vpn: {keys: rsa-3072}\n",
    );
    project.init_vault();
    project.ok(&["vpn", "issue", "romashka-test", "--yes"]);
    project.build();
    let net = network(&machine, &project);
    for file in ["ca.crt", "server.crt"] {
        let said = machine.ok(&format!("openssl x509 -in /etc/openvpn/pki/{file} -noout -text"));
        assert!(said.contains("Public-Key: (3072 bit)"), "{said}");
        assert!(
            said.contains("Signature Algorithm: sha256WithRSAEncryption")
                || said.contains("sha384WithRSAEncryption"),
            "{said}"
        );
    }
    assert!(net.connect("aigerim").starts_with("10.8.13."));
    net.passes("aigerim");
}

/// OpenVPN's keys of the outer channel and ours, in both roles.
#[test]
fn the_outer_key_is_openvpns() {
    let Some(machine) = machine("romashka-main") else { return };
    let project = project::issued();
    let net = network(&machine, project);
    let own = project.bundle("romashka-main", "aigerim", "linux");
    let start = own.find("<tls-crypt-v2>\n").unwrap();
    let end = own.find("</tls-crypt-v2>").unwrap();
    // A client's key that OpenVPN wraps with our server's key.
    machine.ok("openvpn --tls-crypt-v2 /etc/qalyp/secrets/vpn/tls-crypt-v2-key --genkey tls-crypt-v2-client /tmp/theirs");
    let theirs =
        format!("{}<tls-crypt-v2>\n{}{}", &own[..start], machine.read("/tmp/theirs"), &own[end..]);
    assert_ne!(theirs, own);
    net.connect_with("aigerim", &theirs, "");
    net.passes("aigerim");
    // The form of both is the same to the line.
    let shape = |text: &str| text.lines().map(str::len).take(8).collect::<Vec<_>>();
    assert_eq!(shape(&own[start..]), shape(&theirs[start..]));
    // And a client's key that we wrap with a server's key of OpenVPN's.
    let secrets = "/etc/qalyp/secrets/vpn";
    machine.ok(&format!("cp {secrets}/tls-crypt-v2-key /tmp/kept && openvpn --genkey tls-crypt-v2-server {secrets}/tls-crypt-v2-key"));
    let server = machine.read(&format!("{secrets}/tls-crypt-v2-key"));
    let server = ServerKey::read(&Secret::new(server.into_bytes())).unwrap();
    let client = server.issue("aigerim", Serial::of_random([7; 15])).unwrap().to_pem().unwrap();
    let ours = format!(
        "{}<tls-crypt-v2>\n{}{}",
        &own[..start],
        client.expose_text().unwrap(),
        &own[end..]
    );
    net.restart("udp");
    net.refused("aigerim", &own, Log::Server, "can not extract tls-crypt-v2 client key");
    net.connect_with("aigerim", &ours, "");
    net.passes("aigerim");
    machine.ok(&format!("cp /tmp/kept {secrets}/tls-crypt-v2-key"));
    // What we say about a client reaches a program of the server: OpenVPN unwraps it and hands it over.
    net.stop("udp");
    machine.write("/tmp/metadata", "#!/bin/sh\nprintf '%s ' \"$metadata_type\" >/tmp/shared/said; cat \"$metadata_file\" >>/tmp/shared/said\n", 0o755);
    machine.ok("install -d -m 0777 /tmp/shared");
    machine.ok("cd /etc/openvpn/server && openvpn --config udp.conf --script-security 2 --tls-crypt-v2-verify /tmp/metadata --tmp-dir /tmp/shared --daemon --writepid /tmp/udp.pid --log /tmp/udp.log");
    machine.wait_for("grep -q 'Initialization Sequence Completed' /tmp/udp.log");
    net.connect_with("aigerim", &own, "");
    let said = machine.ok("cat -v /tmp/shared/said");
    assert!(said.starts_with("0 qalyp/1 01") && said.ends_with(" aigerim"), "{said}");
}

/// A first packet as OpenVPN 2.5 sends it, which does not know cookies: answered where old clients are welcome, and nowhere
/// else. No such program is at hand, so the packet is made here, from the key in a bundle.
#[test]
fn clients_of_2_5_are_answered_where_they_are_asked_for() {
    for (server, user, answered) in
        [("romashka-main", "aigerim", false), ("zhuldyz-branch", "branch-1", true)]
    {
        let Some(machine) = machine(server) else { return };
        let project = project::issued();
        let net = network(&machine, project);
        let bundle = project.bundle(server, user, "linux");
        let key = outer::Key::of(&bundle);
        let exchange = |first: u32| {
            let packet = key.reset(first);
            machine.write("/tmp/packet", packet, 0o600);
            let script = format!(
                "import socket, sys\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM); s.settimeout(1.5)\n\
                 s.sendto(open('/tmp/packet', 'rb').read(), ('{}', 1194))\n\
                 try: print(s.recv(4096).hex())\nexcept TimeoutError: print('silence')",
                machine.address
            );
            machine.write("/tmp/exchange.py", script, 0o644);
            net.ok_at("aigerim", "python3 /tmp/exchange.py").trim().to_owned()
        };
        let old = exchange(1);
        if answered {
            key.check_answer(&old);
        } else {
            assert_eq!(old, "silence", "{server}");
        }
        // The same packet with the number that newer clients begin with is answered by both.
        key.check_answer(&exchange(0x0f00_0001));
        // And nobody without the key is.
        let mut damaged = outer::Key::of(&bundle);
        damaged.damage();
        machine.write("/tmp/packet", damaged.reset(1), 0o600);
        assert_eq!(net.ok_at("aigerim", "python3 /tmp/exchange.py").trim(), "silence");
        // A client that asks for the ways of 2.5 works with both, since it still knows cookies.
        if user == "branch-1" {
            net.host("branch-1", "192.0.2.21");
        }
        let host = if answered { "branch-1" } else { "aigerim" };
        net.connect_with(host, &bundle, "--compat-mode 2.5.0");
        net.passes(host);
    }
}
