//! Programs that a test needs and that a machine may not have.
//!
//! A test that cannot run says so on a line of its own, which `test.sh` counts; where everything is
//! meant to be there, `QALYP_REQUIRE_REAL=1` turns a missing program into a failure.

use std::io::Write as _;
use std::path::{Path, PathBuf};

/// Where servers and administrators' tools lie outside of an ordinary `PATH`.
const MORE: [&str; 5] =
    ["/usr/sbin", "/sbin", "/usr/local/sbin", "/usr/lib/systemd", "/lib/systemd"];

/// The path of a program, or `None` when it is not installed.
pub(crate) fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<_> = std::env::split_paths(&path).collect();
    folders.extend(MORE.iter().map(PathBuf::from));
    folders.extend(postgresql());
    folders.into_iter().map(|folder| folder.join(name)).find(|file| is_program(file))
}

/// The path of a program. When it is missing, the test prints that it is skipped and must return, or
/// fails under `QALYP_REQUIRE_REAL=1`.
pub(crate) fn require(name: &str) -> Option<PathBuf> {
    let found = program(name);
    if found.is_none() {
        skip(name);
    }
    found
}

/// Says that the running test needs something that is not there; fails under `QALYP_REQUIRE_REAL=1`.
pub(crate) fn skip(what: &str) {
    let required = std::env::var_os("QALYP_REQUIRE_REAL").is_some_and(|value| value == "1");
    assert!(!required, "this test needs {what}, and QALYP_REQUIRE_REAL=1 is set");
    // Not with a macro: the test harness would hide what a passing test prints.
    let _ = writeln!(std::io::stderr(), "SKIPPED: needs {what}");
}

/// Debian keeps each version's programs apart; the newest comes first.
fn postgresql() -> Vec<PathBuf> {
    let versions = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<_> = versions.map(|version| version.path()).collect();
    let number = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    versions.sort_by_key(|path| std::cmp::Reverse(number(path)));
    versions.into_iter().map(|version| version.join("bin")).collect()
}

fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
}
