//! nginx in front of Apache in front of the stand-in for 1C, and a client that asks them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;

use super::machine::Machine;
use super::require::{program, require, skip};

/// An address that is on nobody's list.
pub(crate) const STRANGER: &str = "192.0.2.200";

/// Where the real module of 1C would be.
pub(crate) const MODULE: &str = "/opt/1cv8/current/wsap24.so";

/// Builds the stand-in once, with Apache's own tool.
fn standin() -> Option<&'static Path> {
    static BUILT: OnceLock<Option<(TempDir, PathBuf)>> = OnceLock::new();
    let built = BUILT.get_or_init(|| {
        let apxs = require("apxs")?;
        let folder = TempDir::new().unwrap();
        let source =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/real/standin/mod_1c_standin.c");
        fs::copy(source, folder.path().join("mod_1c_standin.c")).unwrap();
        let output = Command::new(apxs)
            .args(["-c", "-Wc,-Wall", "-Wc,-Werror", "mod_1c_standin.c"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let log = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "apxs: {}{log}", String::from_utf8_lossy(&output.stdout));
        let module = folder.path().join(".libs/mod_1c_standin.so");
        Some((folder, module))
    });
    built.as_ref().map(|(_, module)| module.as_path())
}

/// A machine that serves.
pub(crate) struct Site {
    pub(crate) machine: Machine,
    apache: String,
}

impl Site {
    /// Starts a server's machine with everything that web serving needs in place, and starts nothing yet.
    pub(crate) fn prepare(server: &str) -> Option<Self> {
        for needed in ["nginx", "curl", "openssl", "ss", "systemd-tmpfiles"] {
            require(needed)?;
        }
        // Debian's name and EL9's.
        let apache = program("httpd").or_else(|| require("apache2"))?;
        let module = standin()?;
        let machine = Machine::start(server)?;
        machine.has_address(STRANGER);
        machine.ok("systemd-tmpfiles --create /usr/lib/tmpfiles.d/qalyp.conf");
        machine.write(MODULE, fs::read(module).unwrap(), 0o755);
        machine.ok("set -a; . /etc/qalyp/server.env; /usr/libexec/qalyp/tls-bootstrap");
        supplied_certificate(&machine);
        stream_module(&machine)?;
        let site = Self { machine, apache: apache.display().to_string() };
        site.fit_modules();
        Some(site)
    }

    /// Starts Apache and nginx.
    pub(crate) fn serving(server: &str) -> Option<Self> {
        let site = Self::prepare(server)?;
        site.start_apache();
        site.start_nginx();
        Some(site)
    }

    /// The modules of EL9's Apache are in another folder here, and some are built in or do not exist. This
    /// is the only thing that is changed in an emitted file.
    fn fit_modules(&self) {
        const ELSEWHERE: &[&str] = &["unixd", "systemd", "log_config"];
        let machine = &self.machine;
        machine.ok("mkdir -p /etc/httpd/logs /run/httpd /var/www/html");
        if machine.shell("test -d /usr/lib64/httpd/modules").status.success() {
            return;
        }
        machine.ok("ln -sfn /usr/lib/apache2/modules /etc/httpd/modules");
        let conf = "/etc/httpd/conf/httpd.conf";
        let before = machine.read(conf);
        for module in ELSEWHERE {
            machine.ok(&format!("sed -i 's/^LoadModule {module}_module /#&/' {conf}"));
        }
        let changed =
            machine.read(conf).lines().filter(|line| !before.lines().any(|b| b == *line)).count();
        assert_eq!(changed, ELSEWHERE.len());
    }

    /// Apache's program with its configuration.
    pub(crate) fn apache(&self, arguments: &str) -> String {
        format!("{} -f /etc/httpd/conf/httpd.conf {arguments}", self.apache)
    }

    pub(crate) fn start_apache(&self) {
        self.machine.ok(&self.apache("-k start"));
        self.machine.wait_for("ss --listening --tcp --numeric | grep -q :8080");
    }

    pub(crate) fn start_nginx(&self) {
        self.machine.ok("nginx");
        self.machine.wait_for("ss --listening --tcp --numeric | grep -q :443");
    }

    /// A request for a path of the server, over HTTPS and as a stranger.
    pub(crate) fn get<'a>(&'a self, path: &'a str) -> Request<'a> {
        let url = format!("https://{}{path}", self.machine.fqdn);
        Request { site: self, url, from: STRANGER, options: Vec::new() }
    }

    /// A request for any address.
    pub(crate) fn url<'a>(&'a self, url: &str) -> Request<'a> {
        Request { site: self, url: url.to_owned(), from: STRANGER, options: Vec::new() }
    }
}

/// Where the customer supplies the certificate, it is put in place with the secrets, before the files.
/// Here the bootstrap's own one plays its part.
fn supplied_certificate(machine: &Machine) {
    let folder = "/etc/qalyp/secrets/tls";
    machine.ok(&format!(
        "install -d -m 0700 {folder} && cp /etc/pki/qalyp/server.crt {folder}/certificate \
         && cp /etc/pki/qalyp/server.key {folder}/key"
    ));
}

/// nginx's module for shared ports is in another folder here; `None` if it is not there and the server has
/// one.
fn stream_module(machine: &Machine) -> Option<()> {
    let wanted = "/usr/lib64/nginx/modules/ngx_stream_module.so";
    let debian = "/usr/lib/nginx/modules";
    machine.ok(&format!("[ -e {wanted} ] || {{ mkdir -p /usr/lib64/nginx && ln -sfn {debian} /usr/lib64/nginx/modules; }}"));
    let needed = machine.shell("ls /etc/nginx/qalyp/main/*.conf").status.success();
    if needed && !machine.shell(&format!("[ -e {wanted} ]")).status.success() {
        skip("nginx's stream module");
        return None;
    }
    Some(())
}

/// A request about to be sent.
pub(crate) struct Request<'a> {
    site: &'a Site,
    url: String,
    from: &'a str,
    options: Vec<String>,
}

impl<'a> Request<'a> {
    /// Whose address it comes from.
    pub(crate) fn from(mut self, address: &'a str) -> Self {
        self.from = address;
        self
    }

    /// A further option of curl.
    pub(crate) fn option(mut self, options: &[&str]) -> Self {
        self.options.extend(options.iter().map(|&option| option.to_owned()));
        self
    }

    /// A header.
    pub(crate) fn header(self, header: &str) -> Self {
        self.option(&["--header", header])
    }

    /// A body of that many MiB, from a file that takes no space.
    pub(crate) fn upload(self, mebibytes: u64) -> Self {
        let file = format!("/tmp/qalyp-upload-{mebibytes}");
        self.site.machine.ok(&format!("truncate -s {mebibytes}M {file}"));
        self.option(&["--request", "POST", "--upload-file", &file])
    }

    /// Sends it.
    pub(crate) fn send(self) -> Answer {
        let machine = &self.site.machine;
        machine.has_address(self.from);
        let mut command = machine.command("curl");
        command.args(["--silent", "--show-error", "--include", "--globoff", "--path-as-is"]);
        command.args(["--max-time", "120", "--interface", self.from]);
        command.args(["--cacert", "/etc/pki/qalyp/server.crt"]);
        // Every name leads to this server, as it would for an attacker.
        command.args(["--connect-to", &format!("::{}:", machine.address)]);
        let output = command.args(&self.options).arg(&self.url).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        Answer::read(output.status.code().unwrap(), &text)
    }
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    /// curl's exit status: 0 for any answer, 35 for a refused handshake, 56 for a reset connection.
    pub(crate) curl: i32,
    /// The status, or 0.
    pub(crate) status: u16,
    /// `HTTP/1.1` or `HTTP/2`.
    pub(crate) version: String,
    headers: Vec<(String, String)>,
    /// The body.
    pub(crate) body: String,
}

impl Answer {
    fn read(curl: i32, text: &str) -> Self {
        let (mut head, mut body) = text.split_once("\r\n\r\n").unwrap_or((text, ""));
        // `100 Continue` comes before the answer.
        while head.contains(" 100") && body.starts_with("HTTP/") {
            (head, body) = body.split_once("\r\n\r\n").unwrap_or((body, ""));
        }
        let mut lines = head.lines();
        let mut first = lines.next().unwrap_or_default().split(' ');
        let version = first.next().unwrap_or_default().to_owned();
        let status = first.next().and_then(|status| status.parse().ok()).unwrap_or(0);
        let headers = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
            .collect();
        Self { curl, status, version, headers, body: body.to_owned() }
    }

    /// A header of the answer.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Whether the stand-in for 1C has answered.
    pub(crate) fn is_from_onec(&self) -> bool {
        self.body.starts_with("standin for 1C\n")
    }

    /// What the stand-in says about the request: `method`, `uri`, `descriptor`, `client` or `body`.
    pub(crate) fn fact(&self, name: &str) -> &str {
        let line = self.body.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
        line.unwrap_or_else(|| panic!("no {name} in {self:?}"))
    }

    /// The headers of a name that reached the stand-in.
    pub(crate) fn arrived(&self, name: &str) -> Vec<&str> {
        let lines =
            self.body.lines().filter_map(|line| line.strip_prefix("header ")?.split_once(": "));
        lines.filter(|(n, _)| n.eq_ignore_ascii_case(name)).map(|(_, value)| value).collect()
    }
}
