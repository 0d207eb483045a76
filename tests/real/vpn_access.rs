//! Who gets into a VPN and who does not: issued, revoked, added again, renewed, and from another server, with keys that
//! the compiler has made and OpenVPN itself on both sides.

use super::machine::Machine;
use super::project::{self, Project};
use super::require::require;
use super::vpn_network::{Log, Network};

/// A customer's blueprint, and how a user of it is written there.
const CUSTOMER: &str = "blueprints/customers/romashka.yaml";
const DAULET: &str = "        - {name: daulet, address: 10.8.12.50, routes: [192.168.20.0/24]}\n";
/// How the daemon says that a certificate is on the list.
const REVOKED: &str = "certificate revoked";
/// How it says that the key of the outer channel was not wrapped by its own.
const FOREIGN_KEY: &str = "can not extract tls-crypt-v2 client key";

/// The machine of the first server, if everything for a VPN is here.
pub(super) fn machine(server: &str) -> Option<Machine> {
    for needed in ["openvpn", "ping", "openssl", "systemd-tmpfiles", "python3", "runuser"] {
        require(needed)?;
    }
    Machine::start(server)
}

/// Its network with two users at hosts of their own, and the daemon on UDP.
pub(super) fn network<'a>(machine: &'a Machine, project: &'a Project) -> Network<'a> {
    let net = Network::with(machine, project);
    net.listen("udp");
    net.host("aigerim", "192.0.2.11");
    net.host("daulet", "192.0.2.12");
    net
}

#[test]
fn access_follows_the_blueprint() {
    let Some(machine) = machine("romashka-main") else { return };
    let project = project::issued().copy();
    let net = network(&machine, &project);
    let old = project.bundle("romashka-main", "daulet", "linux");
    assert_eq!(net.connect("aigerim"), "10.8.12.10/24");
    assert_eq!(net.connect_with("daulet", &old, ""), "10.8.12.50/24");
    net.passes("daulet");

    // Out of the blueprint, and so out of the VPN: at once, and for good.
    project.edit(CUSTOMER, DAULET, "");
    let plan = project.run(&["vpn", "issue", "romashka-main", "--dry-run"]);
    let plan = String::from_utf8(plan.stdout).unwrap();
    assert!(plan.contains("daulet") && !plan.contains("aigerim"), "{plan}");
    net.passes("daulet");
    project.ok(&["vpn", "issue", "romashka-main", "--yes"]);
    let said = net.release();
    assert!(said.contains("place /etc/openvpn/pki/crl.pem"), "{said}");
    net.is_cut("daulet", REVOKED);
    net.refused("daulet", &old, Log::Server, REVOKED);
    net.passes("aigerim");

    // The name comes back; the certificate does not.
    project.edit(
        CUSTOMER,
        "        - {name: office-router}\n",
        &format!("        - {{name: office-router}}\n{DAULET}"),
    );
    project.ok(&["vpn", "issue", "romashka-main", "--yes"]);
    net.release();
    assert_eq!(net.connect("daulet"), "10.8.12.50/24");
    net.passes("daulet");
    net.refused("daulet", &old, Log::Server, REVOKED);
    net.passes("aigerim");
}

#[test]
fn a_revoked_user_is_cut_and_gets_another_certificate() {
    let Some(machine) = machine("romashka-main") else { return };
    let project = project::issued().copy();
    let net = network(&machine, &project);
    let lost = project.bundle("romashka-main", "aigerim", "linux");
    net.connect_with("aigerim", &lost, "");
    net.connect("daulet");
    project.ok(&[
        "vpn",
        "revoke",
        "romashka-main",
        "aigerim",
        "--reason",
        "key-compromise",
        "--yes",
    ]);
    net.release();
    net.is_cut("aigerim", REVOKED);
    net.passes("daulet");
    // The blueprint still names the user: the telephone was lost, not the person.
    project.ok(&["vpn", "issue", "romashka-main", "--again", "aigerim", "--yes"]);
    net.release();
    assert_eq!(net.connect("aigerim"), "10.8.12.10/24");
    net.refused("aigerim", &lost, Log::Server, REVOKED);
}

/// The parts between `<NAME>` and `</NAME>` of a bundle, tags and all.
fn part<'t>(bundle: &'t str, name: &str) -> &'t str {
    let (open, close) = (format!("<{name}>\n"), format!("</{name}>\n"));
    let (start, end) = (bundle.find(&open).unwrap(), bundle.find(&close).unwrap());
    &bundle[start..end + close.len()]
}

#[test]
fn what_belongs_to_another_server_opens_nothing() {
    let Some(machine) = machine("romashka-main") else { return };
    let project = project::issued();
    let net = network(&machine, project);
    let own = project.bundle("romashka-main", "aigerim", "linux");
    let other = project.bundle("romashka-test", "aigerim", "linux");
    let with = |names: &[&str]| {
        names
            .iter()
            .fold(own.clone(), |text, name| text.replace(part(&own, name), part(&other, name)))
    };

    // All of it, led here: nobody answers.
    let all = with(&["ca", "cert", "key", "tls-crypt-v2"]);
    net.refused("aigerim", &all, Log::Server, FOREIGN_KEY);
    net.refused("aigerim", &with(&["tls-crypt-v2"]), Log::Server, FOREIGN_KEY);
    // A certificate of another authority: the client would trust the server.
    let foreign = with(&["cert", "key"]);
    net.refused("aigerim", &foreign, Log::Server, "VERIFY ERROR");
    // A client that trusts another authority does not give its certificate away.
    net.refused("aigerim", &with(&["ca"]), Log::Client, "VERIFY ERROR");
    // The other server's bundle names the other server, even if it had the same authority.
    let pinned =
        own.replace("verify-x509-name romashka-main name", "verify-x509-name romashka-test name");
    assert_ne!(pinned, own);
    net.refused("aigerim", &pinned, Log::Client, "VERIFY X509NAME ERROR");

    // Without the key of the outer channel there is no server.
    let bare = own.replace(part(&own, "tls-crypt-v2"), "");
    net.refused("aigerim", &bare, Log::Client, "UDPv4 link remote");
    // A key of nobody: made by OpenVPN for a server that does not exist.
    machine.ok("openvpn --genkey tls-crypt-v2-server /tmp/nobody && openvpn --tls-crypt-v2 /tmp/nobody --genkey tls-crypt-v2-client /tmp/nobody.v2");
    let nobody = format!("<tls-crypt-v2>\n{}</tls-crypt-v2>\n", machine.read("/tmp/nobody.v2"));
    net.refused(
        "aigerim",
        &own.replace(part(&own, "tls-crypt-v2"), &nobody),
        Log::Server,
        FOREIGN_KEY,
    );

    // A server's certificate is no client's: whoever steals a server's key is not in its VPN.
    let server = format!(
        "<cert>\n{}</cert>\n<key>\n{}</key>\n",
        project.placed("romashka-main", "/etc/openvpn/pki/server.crt"),
        project.secret("romashka-main", "vpn/server-key")
    );
    let stolen = own.replace(part(&own, "cert"), &server).replace(part(&own, "key"), "");
    net.refused(
        "aigerim",
        &stolen,
        Log::Server,
        "VERIFY (EKU|KU) ERROR|unsuitable certificate purpose",
    );

    // And the bundle as it was made.
    assert_eq!(net.connect_with("aigerim", &own, ""), "10.8.12.10/24");
    net.passes("aigerim");
}

#[test]
fn renewals_keep_bundles_working() {
    let Some(machine) = machine("romashka-main") else { return };
    let project = project::issued().copy();
    let net = network(&machine, &project);
    let server = "romashka-main";
    let first = project.bundle(server, "aigerim", "linux");
    let serial = |file: &str| {
        let path = format!("/etc/openvpn/pki/{file}");
        machine.write("/tmp/shown.pem", project.placed(server, &path), 0o644);
        machine.ok("openssl x509 -in /tmp/shown.pem -noout -serial")
    };
    let identifier = || {
        let authority = project.placed(server, "/etc/openvpn/pki/ca.crt");
        machine.write("/tmp/shown.pem", authority, 0o644);
        machine.ok("openssl x509 -in /tmp/shown.pem -noout -subject -ext subjectKeyIdentifier; openssl x509 -in /tmp/shown.pem -noout -pubkey")
    };
    let renewed = |arguments: &[&str]| {
        let mut all = vec!["vpn", "renew", server, "--yes"];
        all.extend(arguments);
        project.ok(&all);
        net.release();
        net.place_keys();
        net.restart("udp");
    };

    // The server's: another key, another serial, the same name.
    let before = serial("server.crt");
    renewed(&["--server-certificate"]);
    assert_ne!(serial("server.crt"), before);
    assert_eq!(net.connect_with("aigerim", &first, ""), "10.8.12.10/24");
    net.passes("aigerim");

    // A user's: both let in, until the former one is revoked.
    renewed(&["--user", "aigerim"]);
    let second = project.bundle(server, "aigerim", "linux");
    assert_ne!(part(&first, "cert"), part(&second, "cert"));
    assert_ne!(part(&first, "key"), part(&second, "key"));
    net.connect_with("aigerim", &second, "");
    net.passes("aigerim");
    net.connect_with("aigerim", &first, "");
    net.passes("aigerim");

    // The authority's: the same key under the same name.
    let (before, same) = (serial("ca.crt"), identifier());
    renewed(&["--authority"]);
    assert_ne!(serial("ca.crt"), before);
    assert_eq!(identifier(), same);
    net.connect_with("aigerim", &first, "");
    net.passes("aigerim");
    let third = project.bundle(server, "aigerim", "linux");
    assert_ne!(part(&third, "ca"), part(&second, "ca"));
    net.connect_with("aigerim", &third, "");
    net.passes("aigerim");
    // What is issued under the renewed one is trusted by bundles of the former, and the other way round.
    renewed(&["--server-certificate", "--user", "daulet"]);
    net.connect_with("aigerim", &first, "");
    net.connect("daulet");
    net.passes("daulet");

    // Once more, and the former one is gone.
    renewed(&["--user", "aigerim", "--revoke-former"]);
    net.refused("aigerim", &third, Log::Server, REVOKED);
    net.refused("aigerim", &first, Log::Server, REVOKED);
    net.connect("aigerim");
    net.passes("aigerim");
}
