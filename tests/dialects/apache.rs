//! Apache's arguments, read by httpd and sent back by a program that prints its environment.

use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use super::hostile;
use super::run::{self, Server};
use crate::require;

const MODULES: [&str; 2] = ["/usr/lib/apache2/modules", "/etc/httpd/modules"];

#[test]
fn arguments_come_back() {
    let Some(httpd) = require::program("apache2").or_else(|| require::require("httpd")) else {
        return;
    };
    let Some(modules) = MODULES.iter().find(|folder| Path::new(folder).is_dir()) else {
        return require::skip("Apache's modules");
    };
    let folder = run::folder();
    let written = hostile::write("apache", &hostile::samples());
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let at = folder.path().display();
    let mut configuration = String::new();
    for name in ["mpm_prefork", "authz_core", "unixd", "alias", "env", "cgi"] {
        let file = format!("{modules}/mod_{name}.so");
        // Some are built in, which differs between distributions.
        if Path::new(&file).exists() {
            writeln!(configuration, "LoadModule {name}_module {file}").unwrap();
        }
    }
    write!(
        configuration,
        "ServerName localhost\nServerRoot {at}\nDocumentRoot {at}\nPidFile {at}/pid\n\
         ErrorLog {at}/error.log\nListen 127.0.0.1:{port}\nUser nobody\nGroup #65534\n\
         ScriptAlias /environment {at}/environment\n<Location />\nRequire all granted\n</Location>\n"
    )
    .unwrap();
    for (index, one) in written.iter().enumerate() {
        writeln!(configuration, "# {}", hostile::comment(&one.text)).unwrap();
        writeln!(configuration, "SetEnv V{index} {}", one.written).unwrap();
    }
    let configuration = run::put(&folder, "httpd.conf", &configuration);
    let script = "#!/bin/sh\nprintf 'Content-Type: text/plain\\n\\n'\nenv -0\n";
    let script = run::put(&folder, "environment", script);
    fs::set_permissions(script, fs::Permissions::from_mode(0o755)).unwrap();

    let mut server = Server::start(Command::new(httpd).arg("-X").arg("-f").arg(configuration));
    let mut stream = server.until(|| TcpStream::connect(("127.0.0.1", port)).ok());
    stream.write_all(b"GET /environment HTTP/1.0\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let log = || fs::read_to_string(folder.path().join("error.log")).unwrap_or_default();
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{}\n{}", String::from_utf8_lossy(&answer), log());
    let at = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    let mut read = vec![None; written.len()];
    for entry in answer[at + 4..].split(|byte| *byte == 0) {
        let Some(sign) = entry.iter().position(|byte| *byte == b'=') else { continue };
        let name = String::from_utf8_lossy(&entry[..sign]);
        if let Some(index) = name.strip_prefix('V').and_then(|n| n.parse::<usize>().ok()) {
            read[index] = Some(&entry[sign + 1..]);
        }
    }
    hostile::assert_same(&written, read.into_iter().map_while(|value| value));
}
