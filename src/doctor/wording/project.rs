//! Of the project and its folder of keys as a whole.

use std::path::{Path, PathBuf};

use crate::diagnostics::Finding;
use crate::doctor::codes;

/// Paths that are named; the others are counted.
const NAMED: usize = 3;

/// A project whose servers need secrets, and that has nowhere to keep them.
pub fn no_vault(servers: usize) -> Finding {
    let of =
        if servers == 1 { "1 server needs".to_owned() } else { format!("{servers} servers need") };
    Finding::warning(codes::MISSING, format!("there is no vault, and {of} secrets"))
        .note("without them there is no release of any server")
        .help("`qalyp vault init` makes the vault; then `qalyp vpn issue` and `qalyp vault set --missing`")
}

/// Files and folders of the keys that anybody on the machine can write to; nothing if there are none.
pub fn open_folder(folder: &Path, open: &[PathBuf]) -> Option<Finding> {
    let shown = |path: &PathBuf| {
        let text = path.to_string_lossy();
        format!("`{}`", text.strip_prefix("./").unwrap_or(&text))
    };
    let first = shown(open.first()?);
    let more = match open.len() {
        1 => String::new(),
        n => format!(" and {} more of the folder of keys", n - 1),
    };
    let folder = folder.to_string_lossy();
    let folder = folder.strip_prefix("./").unwrap_or(&folder);
    let finding = Finding::error(codes::OPEN_FOLDER, format!("anybody on this machine can write to {first}{more}"))
        .note("a recipient, a key of releases or a certificate that somebody else puts there is used with the next command")
        .help(format!(
            "see with `git status {folder}` and `git log -p -- {folder}` whether anything there is not yours, then \
             `chmod -R o-w {folder}`"
        ));
    match &open[1..] {
        [] => Some(finding),
        others => {
            let named: Vec<_> = others.iter().take(NAMED).map(shown).collect();
            let rest = others.len().saturating_sub(NAMED);
            let rest = if rest > 0 { format!(" and {rest} more") } else { String::new() };
            Some(finding.note(format!("also {}{rest}", named.join(", "))))
        }
    }
}
