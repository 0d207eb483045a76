//! A certificate from an authority: certbot, called by the emitted script, against pebble, the ACME server that
//! Let's Encrypt tests with. Only the address of the authority is changed in the script.

use super::machine::Machine;
use super::require::require;
use super::web::Site;

/// Where pebble answers, with a certificate of its own for `localhost`.
const DIRECTORY: &str = "https://localhost:14000/dir";
const LETS_ENCRYPT: &str = "https://acme-v02.api.letsencrypt.org/directory";

/// pebble's validation goes to the ports that nginx really listens on.
const CONFIG: &str = r#"{"pebble": {
  "listenAddress": "127.0.0.1:14000", "managementListenAddress": "127.0.0.1:15000",
  "certificate": "/tmp/pebble/cert.pem", "privateKey": "/tmp/pebble/key.pem",
  "httpPort": 80, "tlsPort": 443, "ocspResponderURL": "", "externalAccountBindingRequired": false
}}"#;

/// certbot believes pebble's own certificate; validation does not wait, and no nonce is refused for sport.
const RENEW: &str = "set -a; . /etc/qalyp/server.env; export REQUESTS_CA_BUNDLE=/tmp/pebble/cert.pem; \
     /usr/libexec/qalyp/tls-renew 2>&1";

/// nginx and the authority run; certbot knows the authority.
fn site(server: &str) -> Option<Site> {
    for needed in ["pebble", "certbot"] {
        require(needed)?;
    }
    let site = Site::serving(server)?;
    let machine = &site.machine;
    let hosts = format!("127.0.0.1 localhost\n{} {}\n", machine.address, machine.fqdn);
    machine.write("/etc/hosts", hosts, 0o644);
    machine.write("/tmp/pebble/config.json", CONFIG, 0o644);
    machine.ok(
        "cd /tmp/pebble && openssl req -x509 -newkey rsa:2048 -noenc -days 2 -subj /CN=localhost \
         -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem 2>/dev/null",
    );
    machine.ok(&format!(
        "grep -q '{LETS_ENCRYPT}' /usr/libexec/qalyp/tls-renew && \
         sed -i 's|{LETS_ENCRYPT}|{DIRECTORY}|' /usr/libexec/qalyp/tls-renew"
    ));
    machine.ok("PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=0 \
         pebble -config /tmp/pebble/config.json >/tmp/pebble/log 2>&1 &");
    machine.wait_for("curl -sf --cacert /tmp/pebble/cert.pem https://localhost:14000/dir");
    // There is no systemd in this machine; nginx is asked in the way in which systemd would ask it.
    machine.write("/usr/local/bin/systemctl", "#!/bin/sh\nexec nginx -s reload\n", 0o755);
    Some(site)
}

/// Who issued the certificate that nginx shows.
fn issuer(machine: &Machine) -> String {
    machine.ok(&format!(
        "openssl s_client -connect {}:443 -servername {} </dev/null 2>/dev/null | openssl x509 -noout -issuer",
        machine.address, machine.fqdn
    ))
}

#[test]
fn an_authority_issues_and_renews() {
    let Some(site) = site("romashka-main") else { return };
    let machine = &site.machine;
    assert!(issuer(machine).contains("bootstrap"));
    let said = machine.ok(RENEW);
    assert!(
        said.contains("tls-deploy: certificate of"),
        "{said}\n{}",
        machine.read("/tmp/pebble/log")
    );
    machine.wait_for(&format!(
        "openssl s_client -connect {}:443 -servername {} </dev/null 2>/dev/null | openssl x509 -noout -issuer | grep -i pebble",
        machine.address, machine.fqdn
    ));
    let text = machine.ok("openssl x509 -in /etc/pki/qalyp/server.crt -noout -text");
    assert!(text.contains(&format!("DNS:{}", machine.fqdn)), "{text}");
    assert!(text.contains("NIST CURVE: P-256"), "{text}");
    assert_eq!(machine.ok("stat -c %a /etc/pki/qalyp/server.key"), "600\n");
    assert_eq!(site.get("/accounting/").send().status, 200);

    // A fresh certificate is left alone.
    let before = machine.ok("sha256sum /etc/pki/qalyp/*");
    machine.ok(RENEW);
    assert_eq!(machine.ok("sha256sum /etc/pki/qalyp/*"), before);

    // One that is about to expire is replaced, through the same script.
    let renewal = "/etc/letsencrypt/renewal/qalyp.conf";
    let text = machine.read(renewal).replace("# renew_before_expiry", "# was");
    machine.write(renewal, format!("renew_before_expiry = 4000 days\n{text}"), 0o644);
    let said = machine.ok(RENEW);
    assert_ne!(machine.ok("sha256sum /etc/pki/qalyp/*"), before, "{said}");
}

#[test]
fn a_closed_server_keeps_its_certificate() {
    let Some(site) = site("saparov-shop") else { return };
    let said = site.machine.ok(RENEW);
    assert!(said.contains("tls-deploy: certificate of"), "{said}");
}

#[test]
fn an_authority_that_cannot_reach_the_server_leaves_the_old_certificate() {
    let Some(site) = site("romashka-main") else { return };
    let machine = &site.machine;
    let before = machine.ok("sha256sum /etc/pki/qalyp/*");
    // The name leads somewhere else.
    let hosts = format!("127.0.0.1 localhost\n127.0.0.9 {}\n", machine.fqdn);
    machine.write("/etc/hosts", hosts, 0o644);
    machine.ok("nginx -s stop");
    let output = machine.shell(RENEW);
    assert!(!output.status.success());
    assert_eq!(machine.ok("sha256sum /etc/pki/qalyp/*"), before);
}
