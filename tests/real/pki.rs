//! Certificates, lists and keys of a VPN, read by OpenSSL and OpenVPN themselves.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::time::SystemTime;

use qalyp::blueprint::kinds::{RevocationReason, VpnKeys};
use qalyp::contract::Instant;
use qalyp::fleet::vpn_state::State;
use qalyp::pki::tls_crypt_v2::ServerKey;
use qalyp::pki::{self, Action, Held, Outcome, Policy, PrivateKey, Renewal, Wanted};
use qalyp::vault::Secret;
use tempfile::TempDir;

use super::require::{require, skip};

const NOW: &str = "2026-11-23T09:00:00Z";

fn at(text: &str) -> Instant {
    text.parse().unwrap()
}

fn wanted(keys: VpnKeys) -> Wanted {
    Wanted {
        server: "romashka-main".to_owned(),
        fqdn: "romashka.1c.bulut.example".to_owned(),
        users: BTreeSet::from(["aigerim".to_owned(), "daulet".to_owned()]),
        policy: Policy { keys, ..Policy::default() },
    }
}

/// A VPN in a folder of files, as a server and its users have them.
struct Issued {
    folder: TempDir,
    wanted: Wanted,
    state: State,
    held: Held,
}

impl Issued {
    fn new(keys: VpnKeys) -> Self {
        Self::as_of(keys, at(NOW))
    }

    fn as_of(keys: VpnKeys, now: Instant) -> Self {
        let wanted = wanted(keys);
        let plan = pki::plan(&wanted, None, &[], &Action::Issue, now).unwrap();
        let outcome = pki::apply(&plan, None, &Held::default()).unwrap();
        let secret = |name: &str| {
            let found = outcome.secrets.iter().find(|(known, _)| known == name);
            Some(found.unwrap().1.duplicate())
        };
        let held =
            Held { authority: secret("vpn/ca-key"), tls_crypt_v2: secret("vpn/tls-crypt-v2-key") };
        let folder = tempfile::tempdir().unwrap();
        let mut issued = Self { folder, wanted, state: outcome.state.clone(), held };
        issued.write(outcome);
        issued
    }

    fn run(&mut self, action: &Action, now: &str) {
        let plan = pki::plan(&self.wanted, Some(&self.state), &[], action, at(now)).unwrap();
        let outcome = pki::apply(&plan, Some(&self.state), &self.held).unwrap();
        self.write(outcome);
    }

    fn write(&mut self, outcome: Outcome) {
        let put =
            |name: &str, content: &[u8]| fs::write(self.folder.path().join(name), content).unwrap();
        for (name, secret) in &outcome.secrets {
            put(&name.replace('/', "-"), secret.expose());
        }
        let state = outcome.state;
        put("ca.crt", state.authority.pem.as_bytes());
        put("server.crt", state.server_certificate.pem.as_bytes());
        put("crl.pem", state.list.pem.as_bytes());
        for user in &state.users {
            put(&format!("{}.crt", user.name), user.pem.as_bytes());
        }
        self.state = state;
    }

    fn try_sh(&self, script: &str) -> Output {
        let mut shell = Command::new("sh");
        shell.args(["-ec", script]).current_dir(self.folder.path()).output().unwrap()
    }

    /// Both streams of a script that succeeds.
    fn sh(&self, script: &str) -> String {
        let output = self.try_sh(script);
        let text = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{script}\n{text}");
        text
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Seconds since 1970 in the middle of everything's life.
const THEN: &str = "-attime 1800000000";

fn verify(vpn: &Issued) {
    for (file, purpose) in
        [("server.crt", "sslserver"), ("aigerim.crt", "sslclient"), ("daulet.crt", "sslclient")]
    {
        let script = format!(
            "openssl verify -x509_strict -crl_check {THEN} -CAfile ca.crt -CRLfile crl.pem -purpose {purpose} {file}"
        );
        assert!(vpn.sh(&script).ends_with(": OK\n"));
    }
    for (file, purpose) in [("server.crt", "sslclient"), ("aigerim.crt", "sslserver")] {
        let script = format!("openssl verify {THEN} -CAfile ca.crt -purpose {purpose} {file}");
        assert!(!vpn.try_sh(&script).status.success(), "{file} is no {purpose}");
    }
    let host = "-verify_hostname romashka.1c.bulut.example";
    vpn.sh(&format!("openssl verify {THEN} -CAfile ca.crt {host} server.crt"));
    assert!(vpn.sh("openssl crl -in crl.pem -CAfile ca.crt -noout 2>&1").contains("verify OK"));
}

#[test]
fn openssl_accepts_what_is_issued_for_its_purpose_alone() {
    if require("openssl").is_none() {
        return;
    }
    for keys in [VpnKeys::P256, VpnKeys::Rsa3072] {
        let vpn = Issued::new(keys);
        verify(&vpn);
        for (certificate, key) in [
            ("ca.crt", "vpn-ca-key"),
            ("server.crt", "vpn-server-key"),
            ("aigerim.crt", "vpn-users-aigerim-key"),
        ] {
            vpn.sh(&format!(
                "test \"$(openssl x509 -in {certificate} -noout -pubkey)\" = \"$(openssl pkey -in {key} -pubout)\" && openssl pkey -in {key} -check -noout"
            ));
        }
    }
}

#[test]
fn openssl_shows_the_profile() {
    if require("openssl").is_none() {
        return;
    }
    let vpn = Issued::new(VpnKeys::P256);
    let shown = |file: &str, extensions: &str| {
        let text = vpn.sh(&format!("openssl x509 -in {file} -noout -ext {extensions}"));
        text.lines().map(str::trim).collect::<Vec<_>>().join("|")
    };
    assert_eq!(
        shown("ca.crt", "basicConstraints,keyUsage"),
        "X509v3 Key Usage: critical|Certificate Sign, CRL Sign|X509v3 Basic Constraints: critical|CA:TRUE, pathlen:0"
    );
    assert_eq!(
        shown("server.crt", "keyUsage,extendedKeyUsage,subjectAltName,basicConstraints"),
        "X509v3 Subject Alternative Name:|DNS:romashka.1c.bulut.example|X509v3 Key Usage: critical|Digital Signature, Key Encipherment|X509v3 Extended Key Usage:|TLS Web Server Authentication|X509v3 Basic Constraints: critical|CA:FALSE"
    );
    assert_eq!(
        shown("aigerim.crt", "keyUsage,extendedKeyUsage,basicConstraints"),
        "X509v3 Key Usage: critical|Digital Signature|X509v3 Extended Key Usage:|TLS Web Client Authentication|X509v3 Basic Constraints: critical|CA:FALSE"
    );
    let serial = vpn.state.users[0].serial.to_string().to_uppercase();
    assert_eq!(vpn.sh("openssl x509 -in aigerim.crt -noout -serial"), format!("serial={serial}\n"));
    let print = vpn.sh("openssl x509 -in aigerim.crt -noout -fingerprint -sha256");
    let print = print.trim().rsplit('=').next().unwrap().replace(':', "").to_lowercase();
    assert_eq!(print, vpn.state.users[0].fingerprint.to_string());
    assert!(
        vpn.sh("openssl x509 -in ca.crt -noout -subject -nameopt RFC2253")
            .contains("subject=CN=VPN romashka-main")
    );
}

#[test]
fn openssl_refuses_who_is_revoked_and_knows_why() {
    if require("openssl").is_none() {
        return;
    }
    let mut vpn = Issued::new(VpnKeys::P256);
    let reason = RevocationReason::KeyCompromise;
    vpn.run(&Action::Revoke { user: "daulet".to_owned(), reason }, NOW);
    let check = format!("openssl verify {THEN} -crl_check -CAfile ca.crt -CRLfile crl.pem");
    vpn.sh(&format!("{check} aigerim.crt"));
    let refused = vpn.try_sh(&format!("{check} daulet.crt"));
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("certificate revoked"));
    let text = vpn.sh("openssl crl -in crl.pem -CAfile ca.crt -noout -text 2>&1");
    for line in
        ["verify OK", "Version 2 (0x1)", "Key Compromise", "Last Update: Nov 22 09:00:00 2026 GMT"]
    {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert!(text.contains("X509v3 CRL Number: \n                2\n"), "{text}");
    // Somebody who is let in again is let in, and the former certificate is not.
    vpn.sh("cp daulet.crt former.crt");
    let again = Action::Again(["daulet".to_owned()].into());
    vpn.run(&again, "2026-12-01T09:00:00Z");
    vpn.sh(&format!("{check} daulet.crt"));
    assert!(!vpn.try_sh(&format!("{check} former.crt")).status.success());
}

#[test]
fn openssl_accepts_old_and_new_under_a_renewed_authority() {
    if require("openssl").is_none() {
        return;
    }
    let mut vpn = Issued::new(VpnKeys::P256);
    vpn.sh("cp ca.crt old-ca.crt; cp server.crt old-server.crt; cp aigerim.crt old-aigerim.crt");
    let all = Renewal {
        users: vec!["aigerim".to_owned()],
        server_certificate: true,
        authority: true,
        ..Renewal::default()
    };
    vpn.run(&Action::Renew(all), "2026-12-01T09:00:00Z");
    for authority in ["ca.crt", "old-ca.crt"] {
        for (leaf, purpose) in [
            ("server.crt", "sslserver"),
            ("old-server.crt", "sslserver"),
            ("aigerim.crt", "sslclient"),
            ("old-aigerim.crt", "sslclient"),
        ] {
            vpn.sh(&format!(
                "openssl verify -x509_strict -crl_check {THEN} -CAfile {authority} -CRLfile crl.pem -purpose {purpose} {leaf}"
            ));
        }
    }
}

#[test]
fn openssl_opens_a_key_with_its_passphrase_alone() {
    if require("openssl").is_none() {
        return;
    }
    let vpn = Issued::new(VpnKeys::P256);
    let key = fs::read(vpn.path().join("vpn-users-aigerim-key")).unwrap();
    let key = PrivateKey::read(&Secret::new(key)).unwrap();
    let passphrase = "дұрыс ат батарея 7";
    let encrypted = key.to_encrypted_pem(&passphrase.to_owned().into()).unwrap();
    fs::write(vpn.path().join("encrypted"), encrypted.expose()).unwrap();
    fs::write(vpn.path().join("right"), format!("{passphrase}\n")).unwrap();
    fs::write(vpn.path().join("wrong"), "another passphrase\n").unwrap();
    let opened = vpn.sh("openssl pkey -in encrypted -passin file:right -pubout");
    assert_eq!(opened, vpn.sh("openssl x509 -in aigerim.crt -noout -pubkey"));
    assert!(!vpn.try_sh("openssl pkey -in encrypted -passin file:wrong -noout").status.success());
    let scheme = vpn.sh("openssl asn1parse -in encrypted");
    for part in ["PBES2", "PBKDF2", "hmacWithSHA256", "aes-256-cbc"] {
        assert!(scheme.contains(part), "{part}\n{scheme}");
    }
    // 600,000 rounds.
    assert!(scheme.contains(":0927C0"), "{scheme}");
}

/// OpenVPN makes a client's key from our server's; we open it. It refuses keys that are not wrapped right
/// when a client starts with them, and a server's of the wrong kind.
#[test]
fn openvpn_and_we_make_keys_for_each_other() {
    if require("openvpn").is_none() {
        return;
    }
    let vpn = Issued::new(VpnKeys::P256);
    // Base64 of `qw`; OpenVPN puts the kind before it, 0 for free text.
    vpn.sh(
        "openvpn --tls-crypt-v2 vpn-tls-crypt-v2-key --genkey tls-crypt-v2-client theirs.key cXc= >/dev/null",
    );
    let outer = ServerKey::read(vpn.held.tls_crypt_v2.as_ref().unwrap()).unwrap();
    let theirs = fs::read(vpn.path().join("theirs.key")).unwrap();
    let opened = outer.open(&Secret::new(theirs.clone())).unwrap();
    assert_eq!(opened.to_pem().unwrap().expose(), theirs);
    assert_eq!(opened.metadata(), b"\0qw");
    // And a server's key of its own making.
    vpn.sh("openvpn --genkey tls-crypt-v2-server their-server.key >/dev/null");
    vpn.sh("openvpn --tls-crypt-v2 their-server.key --genkey tls-crypt-v2-client theirs-too.key >/dev/null");
    let read = |name: &str| Secret::new(fs::read(vpn.path().join(name)).unwrap());
    let their_server = ServerKey::read(&read("their-server.key")).unwrap();
    assert_eq!(their_server.to_pem().unwrap(), read("their-server.key"));
    // Without metadata OpenVPN writes the time: kind 1 and eight bytes.
    let opened = their_server.open(&read("theirs-too.key")).unwrap();
    assert_eq!((opened.metadata()[0], opened.metadata().len()), (1, 9));
    let ours = vpn.state.user("aigerim").unwrap();
    let opened = outer.open(&read("vpn-users-aigerim-tls-crypt-v2")).unwrap();
    assert_eq!(opened.holder(), Some(("aigerim", ours.serial)));
}

/// A server and a client of OpenVPN on one loopback, the client without a tunnel: the server unwraps our key, and both
/// accept the other's certificate.
#[test]
fn openvpn_opens_our_keys_and_takes_our_certificates() {
    if !Path::new("/dev/net/tun").exists() {
        return skip("/dev/net/tun");
    }
    if require("openvpn").is_none() || require("unshare").is_none() {
        return;
    }
    for keys in [VpnKeys::P256, VpnKeys::Rsa3072] {
        // OpenVPN has no other clock than the machine's.
        let clock = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
        let now = Instant::EPOCH.add_seconds(i64::try_from(clock).unwrap()).unwrap();
        let vpn = Issued::as_of(keys, now);
        vpn.sh(
            "cat >server.conf <<'END'\n\
             dev tun\ntopology subnet\nserver 10.9.0.0 255.255.255.0\nproto udp4\nlocal 127.0.0.1\nport 11940\nca ca.crt\ncert server.crt\nkey vpn-server-key\ndh none\n\
             tls-crypt-v2 vpn-tls-crypt-v2-key force-cookie\ncrl-verify crl.pem\nremote-cert-tls client\nverb 4\n\
             END\n\
             cat >client.conf <<'END'\n\
             dev null\nproto udp4\nremote 127.0.0.1 11940\nnobind\ntls-client\nca ca.crt\ncert aigerim.crt\nkey vpn-users-aigerim-key\n\
             tls-crypt-v2 vpn-users-aigerim-tls-crypt-v2\nremote-cert-tls server\nverify-x509-name romashka-main name\nverb 4\n\
             END",
        );
        // A network of its own, in which nobody else has the port.
        let log = vpn.sh(
            "unshare --net sh -ec 'ip link set lo up; openvpn server.conf >server.log 2>&1 & server=$!\n\
             sleep 0.5; openvpn client.conf >client.log 2>&1 & client=$!\n\
             for i in $(seq 100); do grep -q \"Peer Connection Initiated\" client.log && grep -q \"Peer Connection Initiated\" server.log && break; sleep 0.1; done\n\
             kill $server $client || true; wait || true'; cat server.log client.log",
        );
        for line in [
            "VERIFY OK: depth=0, CN=aigerim",
            "VERIFY OK: depth=0, CN=romashka-main",
            "VERIFY X509NAME OK: CN=romashka-main",
            "[aigerim] Peer Connection Initiated",
            "[romashka-main] Peer Connection Initiated",
        ] {
            assert!(log.contains(line), "{line}\n{log}");
        }
    }
}
