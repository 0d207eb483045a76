//! Certificates: the self-signed one to begin with, the real one when it comes, and what goes wrong between.

use super::machine::Machine;
use super::require::require;
use super::web::Site;

const BOOTSTRAP: &str = "set -a; . /etc/qalyp/server.env; /usr/libexec/qalyp/tls-bootstrap";

#[test]
fn a_pair_is_made_once() {
    let Some(site) = Site::prepare("romashka-main") else { return };
    let machine = &site.machine;
    let text = machine.ok("openssl x509 -in /etc/pki/qalyp/server.crt -noout -text");
    assert!(text.contains(&format!("DNS:{}", machine.fqdn)), "{text}");
    assert!(text.contains("NIST CURVE: P-256"), "{text}");
    assert_eq!(
        machine.ok("stat -c %a /etc/pki/qalyp/server.key /etc/pki/qalyp/server.crt"),
        "600\n644\n"
    );
    let before = machine.ok("sha256sum /etc/pki/qalyp/*");
    machine.ok(BOOTSTRAP);
    assert_eq!(machine.ok("sha256sum /etc/pki/qalyp/*"), before);
    assert_eq!(machine.ok("ls -A /etc/pki/qalyp"), "server.crt\nserver.key\n");
    // Half a pair: a lost certificate is made anew, a lost key is a matter for people.
    machine.ok(&format!("rm /etc/pki/qalyp/server.crt; {BOOTSTRAP}"));
    machine.ok("rm /etc/pki/qalyp/server.key");
    let output = machine.shell(BOOTSTRAP);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("put the key back"), "{output:?}");
    assert_eq!(machine.ok("ls -A /etc/pki/qalyp"), "server.crt\n");
}

/// systemd and certbot are not in the machine: these do what the scripts need of them and write down how they
/// were called.
fn stand_ins(machine: &Machine) {
    machine.write(
        "/usr/local/bin/systemctl",
        "#!/bin/sh\necho \"systemctl $*\" >>/tmp/calls\n[ \"$1\" = try-reload-or-restart ] && nginx -s reload\n",
        0o755,
    );
    machine.write(
        "/usr/local/bin/certbot",
        "#!/bin/sh\nprintf '%s\\n' \"$@\" >/tmp/certbot\nexport RENEWED_LINEAGE=/etc/letsencrypt/live/qalyp\n\
         [ -e /tmp/issue ] && rm /tmp/issue && exec /usr/libexec/qalyp/tls-deploy\nexit 0\n",
        0o755,
    );
}

/// Lays a fresh pair where certbot would.
fn issue(machine: &Machine, name: &str) {
    machine.ok(&format!(
        "mkdir -p /etc/letsencrypt/live/qalyp && cd /etc/letsencrypt/live/qalyp && openssl req -x509 -newkey ec \
         -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 90 -subj /CN={name} \
         -addext subjectAltName=DNS:{} -keyout privkey.pem -out fullchain.pem 2>/dev/null",
        machine.fqdn
    ));
}

fn served(machine: &Machine) -> String {
    machine.ok(&format!(
        "openssl s_client -connect {}:443 -servername {} </dev/null 2>/dev/null | openssl x509 -noout -subject",
        machine.address, machine.fqdn
    ))
}

const RENEW: &str = "set -a; . /etc/qalyp/server.env; /usr/libexec/qalyp/tls-renew";

#[test]
fn the_authoritys_certificate_takes_the_place() {
    let Some(site) = Site::serving("romashka-main") else { return };
    let machine = &site.machine;
    stand_ins(machine);
    assert!(served(machine).contains("bootstrap"));
    issue(machine, "first");
    machine.ok(&format!("touch /tmp/issue; {RENEW}"));
    machine.wait_for(&format!(
        "openssl s_client -connect {}:443 -servername {} </dev/null 2>/dev/null | openssl x509 -noout -subject | grep first",
        machine.address, machine.fqdn
    ));
    assert_eq!(
        machine.ok("stat -c %a /etc/pki/qalyp/server.key /etc/pki/qalyp/server.crt"),
        "600\n644\n"
    );
    assert_eq!(machine.ok("ls -A /etc/pki/qalyp"), "server.crt\nserver.key\n");
    let arguments = machine.read("/tmp/certbot");
    for pair in [
        format!("--domain\n{}\n", machine.fqdn),
        "--webroot-path\n/var/www/acme\n".to_owned(),
        "--deploy-hook\n/usr/libexec/qalyp/tls-deploy\n".to_owned(),
        "--server\nhttps://".to_owned(),
        "--keep-until-expiring\n".to_owned(),
    ] {
        assert!(arguments.contains(&pair), "{pair}{arguments}");
    }
    // Nothing new: nothing is reloaded.
    machine.ok(&format!("rm /tmp/calls; {RENEW}; [ ! -e /tmp/calls ]"));
    // certbot had success and the hook had none: the next run brings it.
    issue(machine, "second");
    machine.ok(&format!("{RENEW}; grep -q reload /tmp/calls"));
}

#[test]
fn a_bad_certificate_changes_nothing() {
    let Some(site) = Site::serving("romashka-main") else { return };
    let machine = &site.machine;
    stand_ins(machine);
    let before = machine.ok("sha256sum /etc/pki/qalyp/*");
    let deploy = "RENEWED_LINEAGE=/etc/letsencrypt/live/qalyp /usr/libexec/qalyp/tls-deploy";
    // The key of another certificate.
    issue(machine, "first");
    machine.ok("cd /etc/letsencrypt/live/qalyp; openssl ecparam -genkey -name prime256v1 -noout >privkey.pem");
    let output = machine.shell(deploy);
    assert!(String::from_utf8_lossy(&output.stderr).contains("is not the key"), "{output:?}");
    assert_eq!(machine.ok("sha256sum /etc/pki/qalyp/*"), before);
    // nginx does not like it: a mistake elsewhere in its configuration is enough.
    issue(machine, "second");
    machine.write("/etc/nginx/conf.d/99-mistake.conf", "no_such_directive;\n", 0o644);
    let output = machine.shell(deploy);
    assert!(!output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("the old one is back"), "{output:?}");
    assert_eq!(machine.ok("sha256sum /etc/pki/qalyp/*"), before);
    assert!(served(machine).contains("bootstrap"));
}

#[test]
fn a_supplied_certificate_is_left_alone() {
    if require("nginx").is_none() {
        return;
    }
    let Some(site) = Site::serving("zhuldyz-erp") else { return };
    stand_ins(&site.machine);
    let all = site.machine.ok("nginx -T 2>/dev/null");
    assert!(all.contains("ssl_certificate_key /etc/qalyp/secrets/tls/key;"));
    site.machine.ok(&format!("{RENEW}; [ ! -e /tmp/certbot ]"));
    assert_eq!(site.get("/erp/").send().status, 200);
}
