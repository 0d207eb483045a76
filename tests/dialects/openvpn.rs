//! OpenVPN's parameters, read by OpenVPN and handed to a script in its environment.

use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use super::{hostile, run};
use crate::require;

#[test]
fn parameters_come_back() {
    let Some(openvpn) = require::require("openvpn") else { return };
    let written = hostile::write("openvpn", &hostile::samples());
    let folder = run::folder();
    let at = folder.path().display();
    // The script fails, so that OpenVPN ends after it; a null device needs no rights.
    let script = format!("#!/bin/sh\nenv -0 >{at}/environment\nexit 1\n");
    let script = run::put(&folder, "up", &script);
    fs::set_permissions(&script, fs::Permissions::from_mode(0o755)).unwrap();
    let mut configuration = format!(
        "dev null\nproto udp\nremote 127.0.0.1 1\nnobind\nscript-security 2\nup {}\nverb 1\n",
        script.display()
    );
    for (index, one) in written.iter().enumerate() {
        writeln!(configuration, "# {}", hostile::comment(&one.text)).unwrap();
        writeln!(configuration, "setenv VALUE_{index} {}", one.written).unwrap();
    }
    let configuration = run::put(&folder, "openvpn.conf", &configuration);
    let output = Command::new(openvpn).arg("--config").arg(configuration).output().unwrap();
    let log = String::from_utf8_lossy(&output.stdout).into_owned();
    let environment = fs::read(folder.path().join("environment"))
        .unwrap_or_else(|_| panic!("the script did not run:\n{log}"));
    let mut read = vec![None; written.len()];
    for entry in environment.split(|byte| *byte == 0) {
        let Some(sign) = entry.iter().position(|byte| *byte == b'=') else { continue };
        let name = String::from_utf8_lossy(&entry[..sign]);
        if let Some(index) = name.strip_prefix("VALUE_").and_then(|n| n.parse::<usize>().ok()) {
            read[index] = Some(&entry[sign + 1..]);
        }
    }
    hostile::assert_same(&written, read.into_iter().map_while(|value| value));
}
