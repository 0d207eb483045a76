//! The list of revocations, and what OpenVPN makes of one that is missing, late, early, foreign or out of reach: the rows
//! of docs/programs/openvpn.md, with the daemon itself.

use super::project;
use super::vpn_access::{machine, network};
use super::vpn_network::{Log, Network};

/// Makes lists with the authority's own key, as a careless person could: `list NAME FIRST LAST`.
const FORGE: &str = r#"
set -e
umask 077
mkdir -p /tmp/forge && cd /tmp/forge
cat >ca.cnf <<'END'
[ca]
default_ca = own
[own]
database = /tmp/forge/index
default_md = sha256
[req]
distinguished_name = name
[name]
END
touch index
list() { # NAME KEY CERTIFICATE FIRST LAST
    openssl ca -config ca.cnf -gencrl -keyfile "$2" -cert "$3" -crl_lastupdate "$4" -crl_nextupdate "$5" -out "$1" 2>/dev/null
}
ca=/etc/openvpn/pki/ca.crt
past=$(date -u -d '-2 hours' +%Y%m%d%H%M%SZ) recently=$(date -u -d '-1 hour' +%Y%m%d%H%M%SZ)
soon=$(date -u -d '+1 hour' +%Y%m%d%H%M%SZ) later=$(date -u -d '+2 hours' +%Y%m%d%H%M%SZ)
list expired ca.key $ca $past $recently
list early ca.key $ca $soon $later
openssl ecparam -name secp384r1 -genkey -noout -out other.key
subject=$(openssl x509 -in $ca -noout -subject -nameopt RFC2253,-utf8,esc_msb | sed 's/^subject=//')
openssl req -config ca.cnf -x509 -new -key other.key -days 9 -subj "/$subject" -out namesake.crt -addext keyUsage=critical,cRLSign
openssl req -config ca.cnf -x509 -new -key other.key -days 9 -subj "/CN=somebody else" -out stranger.crt -addext keyUsage=critical,cRLSign
list namesake other.key namesake.crt $recently $later
list stranger other.key stranger.crt $recently $later
: >empty
echo garbage >garbage
"#;

/// Puts a list in place as the manual asks: renamed, and with a time that no list had before.
fn put(net: &Network<'_>, file: &str, second: &mut u32) {
    *second += 1;
    net.machine.ok(&format!(
        "cd /etc/openvpn/pki && install -m 0644 {file} .new && touch -d '@{}' .new && mv -f .new crl.pem",
        1_700_000_000 + *second
    ));
}

#[test]
fn lists_are_read_as_the_documentation_says() {
    let Some(machine) = machine("romashka-main") else { return };
    let project = project::issued().copy();
    let server = "romashka-main";
    let net = network(&machine, &project);
    machine.write("/tmp/forge/ca.key", project.secret(server, "vpn/ca-key"), 0o600);
    machine.ok("cp /etc/openvpn/pki/crl.pem /tmp/good.pem");
    machine.ok(FORGE);
    let bundle = project.bundle(server, "aigerim", "linux");
    let second = &mut 0;

    // Readable for the account without rights, which the daemon is by now.
    machine.ok("runuser -u openvpn -- cat /etc/openvpn/pki/crl.pem /etc/openvpn/ccd/udp/aigerim >/dev/null");
    assert_eq!(machine.ok("stat -c %U /proc/$(cat /tmp/udp.pid)").trim(), "openvpn");
    assert_eq!(
        machine.ok("stat -c '%a %U' /etc/openvpn/pki /etc/openvpn/pki/crl.pem"),
        "755 root\n644 root\n"
    );

    // Closed: nobody gets in, and a good list heals it without a restart.
    for (file, why) in [
        ("/tmp/forge/expired", "CRL has expired"),
        ("/tmp/forge/early", "CRL is not yet valid"),
        ("/tmp/forge/namesake", "CRL signature failure"),
        ("/tmp/forge/empty", "CRL not loaded"),
        ("/tmp/forge/garbage", "CRL not loaded"),
    ] {
        put(&net, file, second);
        net.refused("aigerim", &bundle, Log::Server, why);
        put(&net, "/tmp/good.pem", second);
        assert_eq!(net.connect_with("aigerim", &bundle, ""), "10.8.12.10/24", "after {file}");
        net.passes("aigerim");
    }
    put(&net, "/tmp/good.pem", second);
    machine
        .ok("chmod 0600 /etc/openvpn/pki/crl.pem && touch -d @1800000000 /etc/openvpn/pki/crl.pem");
    net.refused("aigerim", &bundle, Log::Server, "CRL not loaded");
    put(&net, "/tmp/good.pem", second);

    // Open: the traps. Somebody else's list revokes nobody; out of reach, the last one stays.
    let mine = project.bundle(server, "daulet", "linux");
    project.ok(&["vpn", "revoke", server, "daulet", "--reason", "key-compromise", "--yes"]);
    project.build();
    machine.write("/tmp/after.pem", project.placed(server, "/etc/openvpn/pki/crl.pem"), 0o644);
    put(&net, "/tmp/forge/stranger", second);
    net.connect_with("daulet", &mine, "");
    machine.ok("grep -q 'unable to get certificate CRL' /tmp/udp.log");
    put(&net, "/tmp/good.pem", second);
    net.connect_with("daulet", &mine, "");
    machine.ok("chmod 0700 /etc/openvpn/pki");
    put(&net, "/tmp/after.pem", second);
    net.connect_with("daulet", &mine, "");
    net.passes("daulet");
    machine.ok("chmod 0755 /etc/openvpn/pki");
    net.refused("daulet", &mine, Log::Server, "certificate revoked");
    put(&net, "/tmp/good.pem", second);
    net.connect_with("daulet", &mine, "");
    machine.ok("rm /etc/openvpn/pki/crl.pem");
    net.connect_with("daulet", &mine, "");
    net.passes("daulet");

    // Missing from the first day: the daemon does not start, so that a build has to bring one.
    net.stop("udp");
    let start =
        "cd /etc/openvpn/server && timeout 5 openvpn --config udp.conf --log /tmp/refused.log";
    let output = machine.shell(start);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let said = machine.read("/tmp/refused.log");
    assert!(said.contains("crl.pem") && said.contains("No such file"), "{said}");
    put(&net, "/tmp/after.pem", second);
    net.listen("udp");
    net.refused("daulet", &mine, Log::Server, "certificate revoked");
    net.connect_with("aigerim", &bundle, "");
}
