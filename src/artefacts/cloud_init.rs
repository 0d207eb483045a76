//! First-boot data: what must hold of it besides being rendered.

use super::fault::ArtefactFault;

/// Where the template lies.
pub(super) const USER_DATA: &str = "server/cloud-init/user-data";

/// EC2's limit, the smallest of the clouds; OpenStack takes 64 KiB after base64.
const LIMIT_BYTES: usize = 16 * 1024;

/// The modules that first boot may use. cloud-init lets a misspelt key pass as valid and ignores
/// it, so its own schema check is not enough.
pub(super) const TOP_LEVEL_KEYS: &[&str] = &[
    "bootcmd",
    "disable_root",
    "fqdn",
    "growpart",
    "hostname",
    "locale",
    "manage_etc_hosts",
    "ntp",
    "prefer_fqdn_over_hostname",
    "preserve_hostname",
    "resize_rootfs",
    "runcmd",
    "ssh_deletekeys",
    "ssh_genkeytypes",
    "ssh_pwauth",
    "swap",
    "timezone",
    "users",
    "write_files",
];

/// Checks user-data as rendered.
pub(super) fn check(part: &str, text: &str) -> Result<(), ArtefactFault> {
    if text.len() > LIMIT_BYTES {
        let (bytes, limit) = (text.len(), LIMIT_BYTES);
        return Err(ArtefactFault::UserDataTooBig { part: part.to_owned(), bytes, limit });
    }
    // Keys at the left margin; block scalars and lists are indented or begin with `-`.
    for line in text.lines() {
        let Some((key, _)) = line.split_once(':') else { continue };
        let is_key = key.starts_with(|c: char| c.is_ascii_alphabetic() || c == '"' || c == '\'');
        let key = key.trim_matches(['"', '\'']);
        if is_key && !TOP_LEVEL_KEYS.contains(&key) {
            return Err(ArtefactFault::UserDataKey { part: part.to_owned(), key: key.to_owned() });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_misspelt_key_and_too_much_text_are_refused() {
        assert!(check("servers/a", "#cloud-config\nhostname: a\nusers:\n  - name: b\n").is_ok());
        let fault = check("servers/a", "#cloud-config\nhostnam: a\n").unwrap_err();
        assert!(matches!(fault, ArtefactFault::UserDataKey { key, .. } if key == "hostnam"));
        let big = format!("#cloud-config\n# {}\n", "x".repeat(LIMIT_BYTES));
        assert!(matches!(check("s", &big), Err(ArtefactFault::UserDataTooBig { .. })));
    }
}
