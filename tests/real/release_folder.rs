//! A part of a release, laid down in a machine and applied there.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::machine::Machine;

const HEADER: &str = "path\towner\tmode\tselinux\tsha256\tvalidator\thandler\n";

/// Files with the lines of their table.
pub(crate) struct Release {
    part: String,
    files: Vec<(String, Vec<u8>)>,
    table: String,
}

impl Release {
    /// An empty part: `image`, `server` or `secrets`.
    pub(crate) fn new(part: &str) -> Self {
        Self { part: part.to_owned(), files: Vec::new(), table: HEADER.to_owned() }
    }

    /// Adds a file of root's.
    pub(crate) fn file(
        mut self,
        path: &str,
        content: impl AsRef<[u8]>,
        mode: &str,
        validator: &str,
        handler: &str,
    ) -> Self {
        let digest = hex(content.as_ref());
        writeln!(self.table, "{path}\troot:root\t{mode}\t-\t{digest}\t{validator}\t{handler}")
            .unwrap();
        self.files.push((path.to_owned(), content.as_ref().to_vec()));
        self
    }

    /// Adds a secret with the handler that it has.
    pub(crate) fn secret(self, name: &str, value: &str) -> Self {
        let path = format!("/etc/qalyp/secrets/{name}");
        self.file(
            &path,
            value,
            "0600",
            "-",
            &format!("run /usr/libexec/qalyp/secret-changed {name}"),
        )
    }

    /// Lays it down below a folder of the machine.
    pub(crate) fn lay(&self, machine: &Machine, folder: &str) {
        machine.ok(&format!("rm -rf {folder} && install -d -m 0700 {folder}"));
        for (path, content) in &self.files {
            machine.write(&format!("{folder}/root{path}"), content, 0o600);
        }
        machine.write(&format!("{folder}/release.tsv"), &self.table, 0o600);
    }

    /// Applies it and expects an exit code; what is said.
    pub(crate) fn ends(&self, machine: &Machine, options: &str, code: i32) -> String {
        let folder = format!("/var/tmp/release-{}", self.part);
        self.lay(machine, &folder);
        let output =
            machine.shell(&format!("/usr/libexec/qalyp/apply {options} {}={folder}", self.part));
        let said = String::from_utf8_lossy(&output.stdout).into_owned()
            + &String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(code), "{said}");
        said
    }
}

/// A SHA-256 as it is written.
pub(crate) fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}
