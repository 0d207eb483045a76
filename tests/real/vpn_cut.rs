//! `vpn-cut` with real daemons and clients: who may not be there any more is gone at once, and nobody else is.

use std::process::Output;

use super::machine::Machine;
use super::release_folder::Release;
use super::require::require;
use super::vpn_network::Network;

const CUT: &str = "/usr/libexec/qalyp/vpn-cut";
/// As the list comes with a release.
const LIST: &str = "/etc/openvpn/pki/crl.pem";

/// A machine with a VPN over UDP and these users at hosts of their own, whose certificates it has seen.
fn machine(users: &[&str]) -> Option<Machine> {
    for needed in ["openvpn", "openssl", "ping", "python3"] {
        require(needed)?;
    }
    let machine = Machine::start("romashka-main")?;
    let net = Network::around(&machine, users);
    net.listen("udp");
    for (number, user) in users.iter().enumerate() {
        net.host(user, &format!("192.0.2.{}", 11 + number));
        machine.ok(&format!("install -m 0644 /tmp/ca/{user}.crt /etc/openvpn/pki/clients/"));
    }
    Some(machine)
}

/// Takes a user's place in the authority's folder: key and certificate anew, under the same name.
const ANEW: &str = "anew() { cp \"$1.crt\" \"$1.old.crt\"; cp \"$1.key\" \"$1.old.key\"; issue \"$1\" digitalSignature clientAuth; }
revoke() { openssl ca -config ca.cnf -keyfile ca.key -cert ca.crt -revoke \"$1.crt\" 2>/dev/null; }
list() { openssl ca -config ca.cnf -gencrl -keyfile ca.key -cert ca.crt -out crl.next 2>/dev/null; }
";

fn authority(net: &Network<'_>, script: &str) {
    net.authority(&format!("{ANEW}{script}"));
}

/// Brings the list that the authority has made last, by a release.
fn bring_list(machine: &Machine) -> String {
    let list = machine.read("/tmp/ca/crl.next");
    Release::new("server")
        .file(LIST, &list, "0644", &format!("{CUT} --check"), &format!("run {CUT}"))
        .ends(machine, "", 0)
}

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr)
}

fn answers(net: &Network<'_>, host: &str) -> bool {
    net.at(host, "ping -q -I tun0 -c 1 -W 1 10.8.12.1").status.success()
}

/// The numbers of the sessions of a user.
fn sessions(machine: &Machine, user: &str) -> String {
    machine.ok(&format!(
        "python3 -c \"
import socket
s = socket.socket(socket.AF_UNIX); s.connect('/run/qalyp-vpn/udp.sock'); s.sendall(b'status 2\\nquit\\n')
text = b''
while part := s.recv(65536): text += part
print(*[line.split(',')[10] for line in text.decode().split('\\r\\n') if line.startswith('CLIENT_LIST,{user},')])\""
    ))
}

#[test]
fn a_revoked_user_is_cut_off_at_once_and_nobody_else_is() {
    let Some(machine) = machine(&["aigerim", "daulet"]) else { return };
    let net = Network::of(&machine);
    authority(&net, "list");
    // The first list on a machine without sessions, and once more.
    assert!(bring_list(&machine).starts_with("place "), "placed");
    assert_eq!(said(&machine.shell(CUT)), "");
    net.connect("aigerim");
    net.connect("daulet");
    assert!(answers(&net, "aigerim") && answers(&net, "daulet"));
    let before = sessions(&machine, "aigerim");

    authority(&net, "revoke daulet; list");
    let said_by_apply = bring_list(&machine);
    assert!(
        said_by_apply.contains("udp: ended the session of daulet (192.0.2.12:"),
        "{said_by_apply}"
    );
    assert!(!said_by_apply.contains("aigerim"), "{said_by_apply}");
    assert!(!answers(&net, "daulet"));
    assert_eq!(sessions(&machine, "daulet"), "\n");
    // Nobody else has noticed.
    assert!(answers(&net, "aigerim"));
    assert_eq!(sessions(&machine, "aigerim"), before);
    // It cannot come back.
    machine.ok("kill -USR1 $(cat /tmp/daulet.pid)");
    machine.wait_for("grep -q 'certificate revoked\\|CRL: .* is REVOKED' /tmp/udp.log");
    assert!(!answers(&net, "daulet"));
    assert_eq!(said(&machine.shell(CUT)), "");
}

#[test]
fn a_new_certificate_of_the_same_user_gets_in() {
    let Some(machine) = machine(&["aigerim", "daulet"]) else { return };
    let net = Network::of(&machine);
    authority(&net, "list");
    bring_list(&machine);
    net.connect("aigerim");
    net.connect("daulet");
    // Both get a new certificate; one already uses it when the former one is revoked.
    authority(&net, "anew aigerim; anew daulet");
    net.disconnect("aigerim");
    machine.ok("install -m 0644 /tmp/ca/{aigerim,daulet}.crt /etc/openvpn/pki/clients/");
    net.connect("aigerim");
    assert_eq!(said(&machine.shell(CUT)), "");
    authority(&net, "revoke aigerim.old; revoke daulet.old; list");
    let text = bring_list(&machine);
    assert!(text.contains("session of aigerim") && text.contains("session of daulet"), "{text}");
    // Who has the new one was told to come back, and is back by itself.
    machine.ok("for i in $(seq 100); do ip netns exec aigerim ping -q -I tun0 -c 1 -W 1 10.8.12.1 >/dev/null && exit 0; sleep 0.1; done; exit 1");
    machine.wait_for("grep -q 'CRL: .* is REVOKED\\|certificate revoked' /tmp/udp.log");
    assert!(!answers(&net, "daulet"), "with the former one");
    net.disconnect("daulet");
    net.connect("daulet");
    assert!(answers(&net, "daulet"), "with the new one");
    // What was done is not done again.
    let before = sessions(&machine, "daulet");
    assert_eq!(said(&machine.shell(CUT)), "");
    assert_eq!(sessions(&machine, "daulet"), before);

    // A revoked certificate that was never seen here may be anybody's: everybody is asked once.
    authority(&net, "issue lost digitalSignature clientAuth; revoke lost; list");
    let text = bring_list(&machine);
    assert!(text.contains("session of daulet") && text.contains("may have had"), "{text}");
    machine.ok("for i in $(seq 100); do ip netns exec daulet ping -q -I tun0 -c 1 -W 1 10.8.12.1 >/dev/null && exit 0; sleep 0.1; done; exit 1");
    assert_eq!(said(&machine.shell(CUT)), "");
}

#[test]
fn who_leaves_the_blueprint_is_cut_off() {
    let Some(machine) = machine(&["aigerim", "daulet"]) else { return };
    let net = Network::of(&machine);
    let (a, b) = ("/etc/openvpn/ccd/udp/aigerim", "/etc/openvpn/ccd/udp/daulet");
    let handler = format!("run {CUT}");
    let (of_a, of_b) = (machine.read(a), machine.read(b));
    let one = || Release::new("server").file(a, &of_a, "0644", "-", &handler);
    one().file(b, &of_b, "0644", "-", &handler).ends(&machine, "", 0);
    net.connect("aigerim");
    net.connect("daulet");
    let text = one().ends(&machine, "", 0);
    assert!(text.contains("remove /etc/openvpn/ccd/udp/daulet"), "{text}");
    assert!(text.contains("ended the session of daulet") && text.contains("is no user"), "{text}");
    assert!(answers(&net, "aigerim") && !answers(&net, "daulet"));
    machine.ok("kill -USR1 $(cat /tmp/daulet.pid)");
    machine.wait_for("grep -q AUTH_FAILED /tmp/daulet.log");
}

/// OpenVPN takes a list of the same size and the same second for the one that it has.
#[test]
fn no_two_releases_give_a_list_the_same_second() {
    let Some(machine) = machine(&["aigerim", "daulet", "stranger"]) else { return };
    let net = Network::of(&machine);
    authority(&net, "list");
    bring_list(&machine);
    net.connect("aigerim");
    // Two lists of one entry each that have the same size: signatures differ in length, so some are made.
    authority(
        &net,
        "cp index index.0; revoke stranger; list; cp crl.next one; cp index.0 index; revoke daulet
         for i in $(seq 50); do list; [ $(stat -c %s crl.next) = $(stat -c %s one) ] && exit 0; done; exit 1",
    );
    machine.ok("cp /tmp/ca/crl.next /tmp/ca/two; cp /tmp/ca/one /tmp/ca/crl.next");
    bring_list(&machine);
    let first = machine.ok(&format!("stat -c %s-%Y {LIST}"));
    // It is read: somebody shakes hands.
    net.disconnect("aigerim");
    net.connect("aigerim");
    machine.ok("cp /tmp/ca/two /tmp/ca/crl.next");
    // As if it were still the same second: the clock of the machine goes wrong.
    machine.ok(&format!("touch -d @$(( $(date +%s) + 3600 )) {LIST} /var/lib/qalyp/release/lock"));
    let held = machine.ok(&format!("stat -c %s-%Y {LIST}"));
    bring_list(&machine);
    let second = machine.ok(&format!("stat -c %s-%Y {LIST}"));
    let parts = |text: &str| -> (u64, u64) {
        let (size, time) = text.trim().split_once('-').unwrap();
        (size.parse().unwrap(), time.parse().unwrap())
    };
    assert_eq!(parts(&first).0, parts(&second).0, "the size tells nothing");
    assert!(parts(&held).1 < parts(&second).1, "{held}{second}");
    // The proof: the daemon knows the second list.
    machine.write("/tmp/daulet.ovpn", net.profile("daulet", "linux"), 0o600);
    net.ok_at("daulet", "openvpn --config /tmp/daulet.ovpn --daemon --log /tmp/daulet.log");
    machine.wait_for("grep -q 'certificate revoked\\|CRL: .* is REVOKED' /tmp/udp.log");
    assert!(!answers(&net, "daulet"));

    // Also after a release that was refused when its list was in place already, and within one second.
    let list = machine.read(LIST);
    let time = |machine: &Machine| parts(&machine.ok(&format!("stat -c %s-%Y {LIST}"))).1;
    let before = time(&machine);
    Release::new("server")
        .file(LIST, "another\n", "0644", "sh -c false", "-")
        .ends(&machine, "", 1);
    assert_eq!(time(&machine), before, "everything is as it was");
    Release::new("server").file(LIST, format!("{list}\n"), "0644", "-", "-").ends(&machine, "", 0);
    assert!(time(&machine) > before + 1, "later than what was undone, too");
}

#[test]
fn a_daemon_that_is_not_there_or_hangs_is_no_reason_to_wait() {
    let Some(machine) = machine(&["aigerim"]) else { return };
    let net = Network::of(&machine);
    net.connect("aigerim");
    authority(&net, "revoke aigerim; list");
    machine.ok(&format!("install -m 0644 /tmp/ca/crl.next {LIST}"));
    let patient = |seconds: u32| {
        machine.shell(&format!("time timeout 30 env QALYP_VPN_PATIENCE={seconds} {CUT}"))
    };
    machine.ok("pkill -STOP -x openvpn -o");
    let output = patient(2);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains("does not answer on /run/qalyp-vpn/udp.sock within 2 s"));
    machine.ok("pkill -CONT -x openvpn -o");
    // Somebody else holds the only place.
    machine.ok("python3 -c \"
import socket, time
s = socket.socket(socket.AF_UNIX); s.connect('/run/qalyp-vpn/udp.sock'); open('/tmp/held', 'w'); time.sleep(20)\" >/dev/null 2>&1 & echo $! >/tmp/holder");
    machine.wait_for("test -e /tmp/held");
    let output = patient(2);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    machine.ok("kill $(cat /tmp/holder)");
    // What was not done is done by the next run.
    let output = patient(20);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(said(&output).contains("ended the session of aigerim"));
    assert!(!answers(&net, "aigerim"));
    // A dead one leaves its socket behind.
    machine.ok("pkill -KILL -x openvpn; sleep 0.2; test -S /run/qalyp-vpn/udp.sock");
    let output = machine.shell(CUT);
    assert_eq!((output.status.code(), said(&output).as_str()), (Some(0), ""));
    machine.ok("rm /run/qalyp-vpn/udp.sock");
    let output = machine.shell(CUT);
    assert_eq!((output.status.code(), said(&output).as_str()), (Some(0), ""));
}

#[test]
fn a_list_that_keeps_nobody_out_is_refused() {
    let Some(machine) = machine(&["aigerim"]) else { return };
    let net = Network::of(&machine);
    let check = || machine.shell(&format!("{CUT} --check"));
    assert_eq!(said(&check()), "");
    let good = machine.read(LIST);
    let refused = |list: &str, why: &str| {
        let text = Release::new("server")
            .file(LIST, list, "0644", &format!("{CUT} --check"), &format!("run {CUT}"))
            .ends(&machine, "", 1);
        assert!(text.contains(why) && text.contains("everything is as it was"), "{why}: {text}");
        assert_eq!(machine.read(LIST), good);
    };
    // Of another authority, under another name and under the same one.
    for name in ["other-authority", "test-authority"] {
        machine.ok(&format!(
            "mkdir -p /tmp/other && cd /tmp/other && cp /tmp/ca/ca.cnf . && : >index && sed -i s,/tmp/ca,/tmp/other, ca.cnf \
             && openssl ecparam -name secp384r1 -genkey -noout -out ca.key && openssl req -config ca.cnf -x509 -new -key ca.key \
             -days 9 -subj /CN={name} -out ca.crt && openssl ca -config ca.cnf -gencrl -keyfile ca.key -cert ca.crt -out crl 2>/dev/null"
        ));
        refused(&machine.read("/tmp/other/crl"), "is no list of the authority");
    }
    refused("", "holds no x509 crl");
    refused("-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n", "is damaged");
    authority(
        &net,
        "openssl ca -config ca.cnf -gencrl -crl_lastupdate 20200101000000Z -crl_nextupdate 20210101000000Z -keyfile ca.key -cert ca.crt -out crl.next",
    );
    refused(&machine.read("/tmp/ca/crl.next"), "has ended");
    authority(
        &net,
        "openssl ca -config ca.cnf -gencrl -crl_lastupdate 20990101000000Z -crl_nextupdate 21000101000000Z -keyfile ca.key -cert ca.crt -out crl.next",
    );
    refused(&machine.read("/tmp/ca/crl.next"), "is of a day to come");
    // A key of another certificate.
    machine
        .ok("openssl ecparam -name prime256v1 -genkey -noout >/etc/qalyp/secrets/vpn/server-key");
    assert!(said(&check()).contains("is not the key of"));

    // What the account without rights cannot read is told although root can.
    machine.ok("chmod 0700 /etc/openvpn/ccd/udp");
    let output = machine.shell(CUT);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("openvpn cannot read /etc/openvpn/ccd/udp"),
        "{}",
        said(&output)
    );
    machine.ok("chmod 0755 /etc/openvpn/ccd/udp; chmod 0700 /etc/openvpn/pki");
    assert!(said(&machine.shell(CUT)).contains("openvpn cannot read /etc/openvpn/pki/crl.pem"));
}

#[test]
fn metrics_say_what_the_account_cannot_read() {
    let Some(machine) = machine(&["aigerim"]) else { return };
    let figures = || {
        machine.ok("/usr/libexec/qalyp/vpn-metrics");
        let text = machine.read("/var/lib/qalyp/metrics/vpn.prom");
        let of = |name: &str| {
            let line = text.lines().find_map(|line| line.strip_prefix(name));
            line.unwrap_or_else(|| panic!("{name}\n{text}")).trim().to_owned()
        };
        [
            of("qalyp_vpn_readable{listener=\"udp\",what=\"list\"}"),
            of("qalyp_vpn_readable{listener=\"udp\",what=\"users\"}"),
            of("qalyp_vpn_crl_of_authority"),
        ]
    };
    assert_eq!(figures(), ["1", "1", "1"]);
    for (wrong, right, expected) in [
        ("chmod 0700 /etc/openvpn/pki", "chmod 0755 /etc/openvpn/pki", ["0", "1", "1"]),
        (
            "chmod 0600 /etc/openvpn/pki/crl.pem",
            "chmod 0644 /etc/openvpn/pki/crl.pem",
            ["0", "1", "1"],
        ),
        ("chmod 0700 /etc/openvpn", "chmod 0755 /etc/openvpn", ["0", "0", "1"]),
        ("chmod 0700 /etc/openvpn/ccd/udp", "chmod 0755 /etc/openvpn/ccd/udp", ["1", "0", "1"]),
        (
            "chmod 0600 /etc/openvpn/ccd/udp/daulet",
            "chmod 0644 /etc/openvpn/ccd/udp/daulet",
            ["1", "0", "1"],
        ),
        ("mv /etc/openvpn/pki/crl.pem /tmp", "mv /tmp/crl.pem /etc/openvpn/pki", ["0", "1", "0"]),
        // A new authority of the same name, and the list of the former one.
        (
            "cp /etc/openvpn/pki/ca.crt /tmp/good && cd /tmp && openssl req -x509 -newkey rsa:2048 -nodes -keyout k -days 9 \
             -subj /CN=test-authority -out /etc/openvpn/pki/ca.crt 2>/dev/null",
            "cp /tmp/good /etc/openvpn/pki/ca.crt",
            ["1", "1", "0"],
        ),
    ] {
        machine.ok(wrong);
        assert_eq!(figures(), expected, "{wrong}");
        machine.ok(right);
    }
    assert_eq!(figures(), ["1", "1", "1"]);
}
