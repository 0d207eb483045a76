//! A machine with a network around it: clients outside, a network behind it, and the keys of a project.

use std::fs;
use std::process::Output;

use super::machine::Machine;
use super::project::Project;
use super::tree::tree;

/// A throwaway authority with the profile of certificates that the server's files ask for: P-384 and P-256, the
/// key usages that both OpenVPN 2 and 3 accept, a list of revocations from the first day.
const AUTHORITY: &str = r#"
set -e
umask 077
mkdir -p /tmp/ca && cd /tmp/ca
cat >ca.cnf <<'END'
[ca]
default_ca = own
[own]
database = /tmp/ca/index
default_md = sha256
default_crl_days = 365
[req]
distinguished_name = name
[name]
END
touch index
openssl ecparam -name secp384r1 -genkey -noout -out ca.key
openssl req -config ca.cnf -x509 -new -key ca.key -sha384 -days 3650 -subj /CN=test-authority -out ca.crt \
    -addext basicConstraints=critical,CA:TRUE,pathlen:0 -addext keyUsage=critical,keyCertSign,cRLSign \
    -addext subjectKeyIdentifier=hash
issue() { # NAME KEY-USAGE EXTENDED-KEY-USAGE
    openssl ecparam -name prime256v1 -genkey -noout -out "$1.key"
    openssl req -config ca.cnf -new -key "$1.key" -subj "/CN=$1" -out "$1.csr"
    printf '%s\n' basicConstraints=critical,CA:FALSE "keyUsage=critical,$2" "extendedKeyUsage=$3" \
        subjectKeyIdentifier=hash authorityKeyIdentifier=keyid >"$1.ext"
    openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -set_serial "0x01$(openssl rand -hex 15)" -days 365 \
        -sha256 -extfile "$1.ext" -out "$1.crt" 2>/dev/null
}
publish() {
    openssl ca -config ca.cnf -gencrl -keyfile ca.key -cert ca.crt -out crl.new 2>/dev/null
    install -m 0644 crl.new /etc/openvpn/pki/.crl.new
    mv -f /etc/openvpn/pki/.crl.new /etc/openvpn/pki/crl.pem
}
"#;

/// What of the public files of a VPN is read anew while the daemons run.
const LIVE: [&str; 2] = ["/etc/openvpn/pki/crl.pem", "/etc/openvpn/pki/clients/"];

/// A server's machine with keys, its firewall up, and clients of its VPN.
pub(crate) struct Network<'a> {
    pub(crate) machine: &'a Machine,
    project: Option<&'a Project>,
}

impl<'a> Network<'a> {
    /// Lays a bridge in front of the machine and puts the project's certificates and keys where the server looks
    /// for them.
    pub(crate) fn with(machine: &'a Machine, project: &'a Project) -> Self {
        let network = Self { machine, project: Some(project) };
        network.lay();
        machine.ok("install -d -m 0700 /etc/qalyp/secrets /etc/qalyp/secrets/vpn");
        network.place_keys();
        network
    }

    /// The same with keys of the throwaway authority, for lists and certificates that the compiler never makes.
    pub(crate) fn around(machine: &'a Machine, users: &[&str]) -> Self {
        let network = Self { machine, project: None };
        network.lay();
        let mut issue = String::from(AUTHORITY);
        issue += &format!("issue {} digitalSignature,keyEncipherment serverAuth\n", machine.server);
        for user in users {
            issue += &format!("issue {user} digitalSignature clientAuth\n");
        }
        issue += &format!(
            "publish\ninstall -m 0644 ca.crt /etc/openvpn/pki/ca.crt\n\
             install -m 0644 {0}.crt /etc/openvpn/pki/server.crt\n\
             install -d -m 0700 /etc/qalyp/secrets /etc/qalyp/secrets/vpn\n\
             install -m 0600 {0}.key /etc/qalyp/secrets/vpn/server-key\n\
             openvpn --genkey tls-crypt-v2-server /etc/qalyp/secrets/vpn/tls-crypt-v2-key\n",
            machine.server
        );
        for user in users {
            issue += &format!(
                "openvpn --tls-crypt-v2 /etc/qalyp/secrets/vpn/tls-crypt-v2-key --genkey tls-crypt-v2-client {user}.v2\n"
            );
        }
        machine.ok(&issue);
        network
    }

    /// The network that was laid around a machine before.
    pub(crate) const fn of(machine: &'a Machine) -> Self {
        Self { machine, project: None }
    }

    fn lay(&self) {
        let machine = self.machine;
        machine.ok("systemd-tmpfiles --create /usr/lib/tmpfiles.d/qalyp-vpn.conf");
        machine.ok("ip link add internet type bridge && ip address add 192.0.2.1/24 dev internet && ip link set internet up");
    }

    /// The project whose keys these are.
    pub(crate) fn project(&self) -> &'a Project {
        self.project.unwrap()
    }

    /// Puts everything of the project's VPN in place, as a release does before the daemons start.
    pub(crate) fn place_keys(&self) {
        let server = &self.machine.server;
        for file in ["ca.crt", "server.crt", "crl.pem"] {
            let path = format!("/etc/openvpn/pki/{file}");
            self.machine.write(&path, self.project().placed(server, &path), 0o644);
        }
        for name in ["vpn/server-key", "vpn/tls-crypt-v2-key"] {
            let path = format!("/etc/qalyp/secrets/{name}");
            self.machine.write(&path, self.project().secret(server, name), 0o600);
        }
    }

    /// Builds the project and brings what the daemons read while they run to the machine: those lines of its
    /// release, placed by `apply`, with their handlers. What `apply` says.
    pub(crate) fn release(&self) -> String {
        self.project().build();
        let part = self.project().file(&format!("out/servers/{}", self.machine.server));
        let table = fs::read_to_string(part.join("release.tsv")).unwrap();
        let mut lines = table.lines();
        let mut kept = format!("{}\n", lines.next().unwrap());
        self.machine.ok("rm -rf /root/release");
        for line in lines.filter(|line| LIVE.iter().any(|path| line.starts_with(path))) {
            let path = line.split('\t').next().unwrap();
            let content = fs::read(part.join("root").join(&path[1..])).unwrap();
            self.machine.write(&format!("/root/release/root{path}"), content, 0o600);
            kept += &format!("{line}\n");
        }
        self.machine.write("/root/release/release.tsv", kept, 0o600);
        self.machine.ok("/usr/libexec/qalyp/apply server=/root/release")
    }

    /// Runs something in the authority's folder, with its functions.
    pub(crate) fn authority(&self, script: &str) {
        self.machine.ok(&format!("{AUTHORITY}\n{script}").replace(
            "openssl ecparam -name secp384r1 -genkey -noout -out ca.key\nopenssl req -config ca.cnf -x509",
            "[ -e ca.crt ] || openssl req -config ca.cnf -x509",
        ));
    }

    /// Loads the emitted firewall over that of the first boot.
    pub(crate) fn firewall(&self) {
        let machine = self.machine;
        machine.ok("nft 'table inet first_boot { chain input { type filter hook input priority 0; policy drop; }; }'");
        // Twice: the second time it replaces itself.
        for _ in 0..2 {
            machine.ok(
                "nft -c -f /etc/sysconfig/nftables.conf && nft -f /etc/sysconfig/nftables.conf",
            );
        }
        assert_eq!(machine.ok("nft list tables"), "table inet qalyp\n");
    }

    /// A host outside with an address.
    pub(crate) fn host(&self, name: &str, address: &str) {
        self.machine.ok(&format!(
            "ip netns add {name} && ip link add to-{name} type veth peer name eth0 netns {name} \
             && ip link set to-{name} master internet up && ip -n {name} link set lo up \
             && ip -n {name} link set eth0 up && ip -n {name} address add {address}/24 dev eth0 \
             && ip -n {name} route add default via 192.0.2.1"
        ));
    }

    /// A host in a network behind the machine; it knows no way to anywhere else.
    pub(crate) fn behind(&self, name: &str, gateway: &str, address: &str) {
        self.machine.ok(&format!(
            "ip netns add {name} && ip link add eth1 type veth peer name eth0 netns {name} \
             && ip address add {gateway}/24 dev eth1 && ip link set eth1 up && ip -n {name} link set lo up \
             && ip -n {name} link set eth0 up && ip -n {name} address add {address}/24 dev eth0"
        ));
    }

    /// Runs a script at a host.
    pub(crate) fn at(&self, host: &str, script: &str) -> Output {
        self.machine
            .command("ip")
            .args(["netns", "exec", host, "bash", "-c", script])
            .output()
            .unwrap()
    }

    /// Runs a script at a host that has to succeed; its standard output.
    pub(crate) fn ok_at(&self, host: &str, script: &str) -> String {
        let output = self.at(host, script);
        let (out, err) =
            (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert!(output.status.success(), "{host}: {script}: {}\n{out}\n{err}", output.status);
        out.into_owned()
    }

    /// Whether a host gets a TCP connection.
    pub(crate) fn reaches(&self, host: &str, from: &str, to: &str, port: u16) -> bool {
        let script = format!(
            "import socket; socket.create_connection(('{to}', {port}), 1, ('{from}', 0)).close()"
        );
        self.at(host, &format!("python3 -c \"{script}\"")).status.success()
    }

    /// Starts a daemon of OpenVPN as its unit does, with the rights that the drop-in leaves it, and in the background.
    pub(crate) fn listen(&self, listener: &str) {
        let unit = self.machine.read("/etc/systemd/system/openvpn-server@.service.d/10-qalyp.conf");
        let rights =
            unit.lines().rev().find_map(|line| line.strip_prefix("CapabilityBoundingSet="));
        let rights = rights.unwrap().to_lowercase().replace("cap_", "+").replace(' ', ",");
        assert!(rights.starts_with('+'), "{rights}");
        self.machine.ok(&format!(
            "mkdir -p /run/openvpn-server && cd /etc/openvpn/server && setpriv --bounding-set=-all,{rights} openvpn \
             --status /run/openvpn-server/status-{listener}.log --status-version 2 --suppress-timestamps \
             --config {listener}.conf --daemon --writepid /tmp/{listener}.pid --log /tmp/{listener}.log"
        ));
        self.machine
            .wait_for(&format!("grep -q 'Initialization Sequence Completed' /tmp/{listener}.log"));
    }

    /// Ends a daemon and starts it again, as a release does that changes what only root reads.
    pub(crate) fn restart(&self, listener: &str) {
        self.stop(listener);
        self.listen(listener);
    }

    /// Ends a daemon.
    pub(crate) fn stop(&self, listener: &str) {
        self.end(listener);
    }

    /// Ends the process that wrote down its number, if there is one, and waits until it has gone. Nobody buries it in
    /// the machine: what is left has no program any more.
    fn end(&self, name: &str) {
        self.machine.ok(&format!(
            "[ -e /tmp/{name}.pid ] || exit 0; process=$(cat /tmp/{name}.pid); rm /tmp/{name}.pid; \
             kill $process 2>/dev/null || exit 0; \
             for i in $(seq 100); do readlink /proc/$process/exe >/tmp/was || exit 0; sleep 0.05; done; exit 1"
        ));
    }

    /// Starts a client with the bundle of a user at a host of the same name; its address in the tunnel.
    pub(crate) fn connect(&self, user: &str) -> String {
        let bundle = match self.project {
            Some(project) => project.bundle(&self.machine.server, user, "linux"),
            None => self.profile(user, "linux"),
        };
        self.connect_with(user, &bundle, "")
    }

    /// The profile of a user with the private parts in their places.
    pub(crate) fn profile(&self, user: &str, platform: &str) -> String {
        let part = |file: String| self.machine.read(&format!("/tmp/ca/{file}"));
        let parts = [
            ("ca", part("ca.crt".to_owned())),
            ("cert", part(format!("{user}.crt"))),
            ("key", part(format!("{user}.key"))),
            ("tls-crypt-v2", part(format!("{user}.v2"))),
        ];
        filled(&emitted(&self.machine.server, user, platform), &parts)
    }

    /// Starts a client at a host with any profile and further options; its address in the tunnel.
    pub(crate) fn connect_with(&self, host: &str, profile: &str, options: &str) -> String {
        self.start(host, profile, options);
        let up = format!("grep -q 'Initialization Sequence Completed' /tmp/{host}.log");
        self.machine.ok(&format!(
            "for i in $(seq 300); do {up} && exit 0; sleep 0.1; done; tail -n 20 /tmp/{host}.log /tmp/*.log; exit 1"
        ));
        self.ok_at(host, "ip -4 -oneline address show tun0 | awk '{ print $4 }'").trim().to_owned()
    }

    fn start(&self, host: &str, profile: &str, options: &str) {
        self.disconnect(host);
        self.machine.write(&format!("/tmp/{host}.ovpn"), profile, 0o600);
        self.ok_at(
            host,
            &format!("openvpn --config /tmp/{host}.ovpn --daemon --writepid /tmp/{host}.pid --log /tmp/{host}.log {options}"),
        );
    }

    /// Ends the client of a host, if there is one.
    pub(crate) fn disconnect(&self, host: &str) {
        self.end(host);
    }

    /// A client that must not get in: the log of the daemon, or with `client` its own, says why, and no packet passes.
    pub(crate) fn refused(&self, host: &str, profile: &str, whose: Log, why: &str) {
        let file = match whose {
            Log::Server => "/tmp/udp.log".to_owned(),
            Log::Client => format!("/tmp/{host}.log"),
        };
        let count = || {
            self.machine
                .ok(&format!("grep -cE -- '{why}' {file} || true"))
                .trim()
                .parse::<u32>()
                .unwrap_or(0)
        };
        let before = if matches!(whose, Log::Server) { count() } else { 0 };
        self.start(host, profile, "");
        for tried in 0.. {
            if count() > before {
                break;
            }
            assert!(
                tried < 100,
                "nobody says {why}\n{}",
                self.machine.ok(&format!("tail -n 30 /tmp/{host}.log /tmp/udp.log"))
            );
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        self.nothing_passes(host);
        self.disconnect(host);
    }

    /// A client that was connected has been cut off, and does not come back when it tries.
    pub(crate) fn is_cut(&self, host: &str, why: &str) {
        let gateway = self.gateway();
        // At once: the client has not noticed yet, and no packet of it passes any more.
        assert!(!self.at(host, &format!("ping -I tun0 -q -c 1 -W 1 {gateway}")).status.success());
        self.machine.ok(&format!(
            "! grep -qE -- '{why}' /tmp/udp.log || exit 0; kill -USR1 $(cat /tmp/{host}.pid)"
        ));
        self.machine.wait_for(&format!("grep -qE -- '{why}' /tmp/udp.log"));
        self.nothing_passes(host);
        self.disconnect(host);
    }

    /// No packet of a host reaches the server through the tunnel, and its client does not believe so either.
    pub(crate) fn nothing_passes(&self, host: &str) {
        let gateway = self.gateway();
        assert!(!self.at(host, &format!("ping -I tun0 -q -c 1 -W 1 {gateway}")).status.success());
        let log = self.machine.read(&format!("/tmp/{host}.log"));
        let last = log.rfind("Initialization Sequence Completed");
        let restarted = log.rfind("SIGUSR1").max(log.rfind("process restarting"));
        assert!(last.is_none() || last < restarted, "{log}");
    }

    /// Packets of a host reach the server through the tunnel.
    pub(crate) fn passes(&self, host: &str) {
        self.ok_at(host, &format!("ping -I tun0 -q -c 1 -W 3 {}", self.gateway()));
    }

    /// The server's address in the tunnel over UDP.
    fn gateway(&self) -> String {
        let conf = self.machine.read("/etc/openvpn/server/udp.conf");
        let network = conf.lines().find_map(|line| line.strip_prefix("server ")).unwrap();
        let network: std::net::Ipv4Addr = network.split(' ').next().unwrap().parse().unwrap();
        std::net::Ipv4Addr::from(u32::from(network) + 1).to_string()
    }
}

/// Who says why somebody did not get in.
#[derive(Clone, Copy)]
pub(crate) enum Log {
    Server,
    Client,
}

/// A profile as the build wrote it.
pub(crate) fn emitted(server: &str, user: &str, platform: &str) -> String {
    let path = tree().server(server, &format!("vpn/{user}/{platform}/{server}.ovpn"));
    fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// A profile with its private parts: each line `# qalyp-part: NAME` gives way to the part.
pub(crate) fn filled(profile: &str, parts: &[(&str, String)]) -> String {
    let mut text = profile.to_owned();
    for (name, content) in parts {
        let mark = format!("# qalyp-part: {name}\n");
        assert_eq!(text.matches(&mark).count(), 1, "{name} has one place in\n{profile}");
        text = text.replace(&mark, &format!("<{name}>\n{}\n</{name}>\n", content.trim_end()));
    }
    text
}
