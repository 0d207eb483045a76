//! Which secrets a server needs: files below `/etc/qalyp/secrets` that the provider puts there.
//! `docs/secrets.md` says for each who makes it, how, and what waits for it.

use sha2::{Digest, Sha256};

use super::server::Server;
use crate::blueprint::kinds::{DestinationKind, Provides, TlsMode};

/// Of every server: Grafana and the 1C cluster are on each.
const ALWAYS: [&str; 3] = ["grafana/admin", "grafana/secret-key", "onec/administrator"];
const VPN: [&str; 2] = ["vpn/server-key", "vpn/tls-crypt-v2-key"];
const SUPPLIED_CERTIFICATE: [&str; 2] = ["tls/certificate", "tls/key"];
const DESTINATION: &str = "backup/restic-password";
const S3: [&str; 2] = ["backup/s3-access-key", "backup/s3-secret-key"];
const SFTP: [&str; 2] = ["backup/sftp-key", "backup/sftp-known-hosts"];
const SLK: &str = "slk/console";
/// Before what stands for the infobase.
const ROLE: &str = "postgresql/";

/// The names, as `secret('…')` of a template takes them, in order. A closed server needs the same
/// ones as an open one: it may be opened again. What a server can do without is not among them.
pub fn needed(server: &Server) -> Vec<String> {
    let mut names: Vec<String> = fixed(server).into_iter().map(str::to_owned).collect();
    names.sort_unstable();
    names
}

/// The passwords of the roles by which 1C opens the databases of a server's infobases, in order.
pub fn roles(server: &Server) -> Vec<String> {
    let infobases = server.infobases.iter();
    let mut names: Vec<_> = infobases.map(|infobase| of_infobase(&infobase.name.value)).collect();
    names.sort_unstable();
    names
}

/// The name of the secret with the password of an infobase's database role.
///
/// The name of an infobase may have letters that the name of a secret has not: then only those that both have
/// stay, and a digest of the whole name keeps two of them apart.
pub fn of_infobase(infobase: &str) -> String {
    let fits =
        |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'.' | b'_' | b'-');
    let begins = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    if infobase.bytes().all(fits) && infobase.bytes().next().is_some_and(begins) {
        return format!("{ROLE}{infobase}");
    }
    let kept: String = infobase.chars().filter(|c| u8::try_from(*c).is_ok_and(fits)).collect();
    let kept = kept.trim_start_matches(['.', '_', '-']);
    let digest: String =
        Sha256::digest(infobase).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    let kept = if kept.is_empty() { "ib" } else { kept };
    format!("{ROLE}{kept}-{digest}")
}

/// The secrets whose names do not depend on what the server is for.
fn fixed(server: &Server) -> Vec<&'static str> {
    let mut names = ALWAYS.to_vec();
    if server.vpn.is_some() {
        names.extend(VPN);
    }
    if server.tls.mode.value == TlsMode::Supplied {
        names.extend(SUPPLIED_CERTIFICATE);
    }
    if let Some(backup) = &server.backup {
        names.push(DESTINATION);
        names.extend(match backup.destination.kind.value {
            DestinationKind::S3 => S3,
            DestinationKind::Sftp => SFTP,
        });
    }
    if server.addons.iter().any(|addon| addon.provides.value == Provides::Slk) {
        names.push(SLK);
    }
    names
}

#[cfg(test)]
mod tests {
    use super::of_infobase;

    #[test]
    fn an_infobase_of_any_name_has_a_secret_of_its_own() {
        assert_eq!(of_infobase("accounting"), "postgresql/accounting");
        assert_eq!(of_infobase("unf_3.0"), "postgresql/unf_3.0");
        let others =
            ["Accounting", "Бухгалтерия", "Бухгалтерия 2", "_a", "a b", "a+b", "ab", "№1", "@"];
        let mut names: Vec<String> = others.iter().map(|name| of_infobase(name)).collect();
        for name in &names {
            let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
            let rest = name.strip_prefix("postgresql/").unwrap();
            assert!(rest.bytes().next().is_some_and(letter), "{name}");
            assert!(rest.bytes().all(|b| letter(b) || b"._-".contains(&b)), "{name}");
        }
        assert_eq!(names[1], format!("postgresql/ib-{}", &names[1][14..]));
        names.sort();
        names.dedup();
        assert_eq!(names.len(), others.len());
    }
}
