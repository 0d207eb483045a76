//! `secret-changed`: a new value reaches what has the old one. 1C and PostgreSQL are in `onec/passwords.rs`.

use super::machine::Machine;
use super::release_folder::Release;
use super::require::require;

const CHANGED: &str = "/usr/libexec/qalyp/secret-changed";
const OLD: &str = "old-\"quoted\\-canary";
const NEW: &str = "new-'quoted\"\\ $(id)-canary";

/// Grafana's interface, as far as passwords go. Writes down what every process was called with while it was asked.
const GRAFANA: &str = r"
import base64, glob, http.server, json
def password(new=None):
    if new is not None: open('/tmp/grafana.password', 'w').write(new)
    return open('/tmp/grafana.password').read()
class Handler(http.server.BaseHTTPRequestHandler):
    def allowed(self):
        for name in glob.glob('/proc/[0-9]*/cmdline') + glob.glob('/proc/[0-9]*/environ'):
            try: open('/tmp/seen', 'ab').write(open(name, 'rb').read() + b'\n')
            except OSError: pass
        given = base64.b64decode(self.headers.get('Authorization', 'Basic ')[6:]).decode()
        if given == 'admin:' + password(): return True
        self.answer(401)
    def answer(self, code):
        self.send_response(code); self.send_header('Content-Length', '0'); self.end_headers()
    def do_GET(self):
        if self.path != '/monitoring/api/user': self.answer(404)
        elif self.allowed(): self.answer(200)
    def do_PUT(self):
        body = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        if self.path != '/monitoring/api/user/password': self.answer(404)
        elif self.allowed():
            if body['oldPassword'] != password() or body['newPassword'] != body['confirmNew']: self.answer(400)
            else: password(body['newPassword']); self.answer(200)
    def log_message(self, *_): pass
http.server.ThreadingHTTPServer(('127.0.0.1', 3000), Handler).serve_forever()
";

fn machine(server: &str) -> Option<Machine> {
    for needed in ["python3", "curl", "jq"] {
        require(needed)?;
    }
    Machine::start(server)
}

/// Applies a secret, whose handler is `secret-changed`; what is said.
fn apply(machine: &Machine, name: &str, value: &str, code: i32) -> String {
    Release::new("secrets").secret(name, &format!("{value}\n")).ends(machine, "", code)
}

#[test]
fn grafanas_administrator_gets_the_new_password_unseen() {
    let Some(machine) = machine("romashka-main") else { return };
    // Before its first start nobody has to be told.
    apply(&machine, "grafana/admin", OLD, 0);
    machine.write("/var/lib/grafana/grafana.db", "", 0o600);
    let said = apply(&machine, "grafana/admin", NEW, 3);
    assert!(said.contains("Grafana does not answer: systemctl start grafana-server"), "{said}");
    machine.write("/tmp/grafana.password", OLD, 0o600);
    machine.write("/tmp/grafana.py", GRAFANA, 0o600);
    machine.ok("python3 /tmp/grafana.py >/dev/null 2>&1 & sleep 1");
    // The handler that has failed is tried again.
    let said = apply(&machine, "grafana/admin", NEW, 0);
    assert!(said.contains("Grafana's administrator has the new password"), "{said}");
    assert_eq!(machine.read("/tmp/grafana.password"), NEW);
    assert_eq!(apply(&machine, "grafana/admin", NEW, 0), "");
    // Killed after Grafana has it and before that was written down.
    machine.write("/var/lib/qalyp/secrets/grafana/admin", OLD, 0o600);
    machine.ok(&format!("{CHANGED} grafana/admin"));
    assert_eq!(machine.read("/var/lib/qalyp/secrets/grafana/admin"), format!("{NEW}\n"));
    // Nobody could see either of them in the list of processes.
    let seen = machine.read("/tmp/seen | tr '\\0' ' '");
    assert!(seen.contains("curl --silent") && !seen.contains("canary"), "{seen}");

    // The administrator has changed it in Grafana: its own program takes it from its standard input.
    machine.write("/tmp/grafana.password", "something else", 0o666);
    machine.ok("mkdir -p /usr/share/grafana; chmod 0666 /tmp/grafana.password");
    machine.write(
        "/usr/local/bin/grafana",
        "#!/bin/sh\n[ \"$(id -un) $* $QALYP_FQDN\" = \"grafana cli --homepath /usr/share/grafana --config /etc/grafana/grafana.ini admin \
         reset-admin-password --password-from-stdin romashka.1c.bulut.example\" ] || exit 9\nprintf %s \"$(cat)\" >/tmp/grafana.password\n",
        0o755,
    );
    let said = apply(&machine, "grafana/admin", "third-canary", 0);
    assert!(
        said.contains("its own program sets the new one") && !said.contains("canary"),
        "{said}"
    );
    assert_eq!(machine.read("/tmp/grafana.password"), "third-canary");
}

#[test]
fn the_repository_of_copies_opens_with_the_new_password_alone() {
    if require("restic").is_none() {
        return;
    }
    let Some(machine) = machine("romashka-main") else { return };
    machine.write("/etc/qalyp/backup/plan.conf", "QALYP_BACKUP_REPOSITORY=/srv/copies\n", 0o644);
    let name = "backup/restic-password";
    apply(&machine, name, "first-canary", 0);
    // No copy was sent yet, so there is no repository.
    apply(&machine, name, OLD, 0);
    let opens = |password: &str| {
        machine.write("/tmp/password", password, 0o600);
        machine
            .shell("restic -r /srv/copies --password-file /tmp/password cat config")
            .status
            .success()
    };
    machine.write("/tmp/password", OLD, 0o600);
    machine.ok("restic -r /srv/copies --password-file /tmp/password init; install -D /dev/null /var/lib/qalyp/backup/shipped/repository");
    let said = apply(&machine, name, NEW, 0);
    assert!(said.contains("no longer opens") && !said.contains("canary"), "{said}");
    assert!(opens(NEW) && !opens(OLD));
    assert_eq!(apply(&machine, name, NEW, 0), "");

    // Killed when both open it: only the old one is taken away.
    machine.ok("printf %s third-canary >/tmp/third; printf '%s\\n' third-canary >/etc/qalyp/secrets/backup/restic-password");
    machine.write("/tmp/password", NEW, 0o600);
    machine.ok("restic -r /srv/copies --password-file /tmp/password key add --new-password-file /tmp/third");
    machine.ok(&format!("{CHANGED} {name}"));
    assert!(opens("third-canary") && !opens(NEW));

    // A destination that lets nothing be removed: it is told until somebody else has done it.
    machine.write("/etc/qalyp/secrets/backup/restic-password", "fourth-canary", 0o600);
    machine.ok("mv $(command -v restic) /usr/bin/restic.real");
    machine.write(
        "/usr/bin/restic",
        "#!/bin/sh\ncase \"$*\" in *'key remove'*) [ -e /tmp/may ] || { echo denied >&2; exit 1; };; esac\nexec restic.real \"$@\"\n",
        0o755,
    );
    let output = machine.shell(&format!("{CHANGED} {name}"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("the old password still opens the repository")
            && said.contains("restic key remove "),
        "{said}"
    );
    assert!(opens("fourth-canary") && opens("third-canary"));
    machine.ok(&format!("touch /tmp/may; {CHANGED} {name}"));
    assert!(opens("fourth-canary") && !opens("third-canary"));
    machine.ok("[ ! -e /run/qalyp-secret.* ]");
}

#[test]
fn what_reads_its_secret_anew_is_told_to() {
    let Some(machine) = machine("zhuldyz-erp") else { return };
    machine.ok("mkdir -p /run/systemd/system");
    machine.write("/usr/local/bin/systemctl", "#!/bin/sh\necho \"$*\" >>/run/calls\n", 0o755);
    machine.write("/usr/local/bin/nginx", "#!/bin/sh\n[ ! -e /run/refused ]\n", 0o755);
    let calls = || machine.ok("cat /run/calls; : >/run/calls");
    apply(&machine, "vpn/server-key", "one", 0);
    assert!(calls().contains("restart openvpn-server@udp.service openvpn-server@tcp.service\n"));
    // Two keys with one release: one restart.
    Release::new("secrets")
        .secret("vpn/server-key", "two")
        .secret("vpn/tls-crypt-v2-key", "two")
        .ends(&machine, "", 0);
    assert_eq!(calls().matches("restart openvpn").count(), 1);

    Release::new("secrets")
        .secret("tls/certificate", "c")
        .secret("tls/key", "k")
        .ends(&machine, "", 0);
    assert_eq!(calls().matches("reload nginx.service").count(), 1);
    machine.ok("touch /run/refused");
    let said = apply(&machine, "tls/key", "another", 3);
    assert!(said.contains("nginx does not take the certificate with this key"), "{said}");
    machine.ok("rm /run/refused");
    apply(&machine, "tls/key", "another", 0);

    // The SLK server has no interface: as long as it is not let out, slk-accept sees to it; then a person.
    apply(&machine, "slk/console", "correct-horse-battery", 0);
    machine.ok("mkdir -p /var/lib/qalyp/slk; touch /var/lib/qalyp/slk/accepted");
    let said = apply(&machine, "slk/console", "another-horse-battery", 3);
    assert!(
        said.contains("secret-changed --done slk/console") && !said.contains("horse"),
        "{said}"
    );
    machine.ok(&format!("{CHANGED} --done slk/console"));
    apply(&machine, "slk/console", "another-horse-battery", 0);

    // Gone: nothing is left of it.
    machine.ok("[ -e /var/lib/qalyp/secrets/slk/console ]");
    Release::new("secrets").ends(&machine, "", 0);
    machine.ok(
        "[ ! -e /var/lib/qalyp/secrets/slk/console ] && [ ! -e /etc/qalyp/secrets/slk/console ]",
    );
    for wrong in ["", "grafana", "../x", "grafana/admin x", "/etc/passwd", "grafana/../admin"] {
        assert_eq!(machine.shell(&format!("{CHANGED} {wrong}")).status.code(), Some(2), "{wrong}");
    }
}
