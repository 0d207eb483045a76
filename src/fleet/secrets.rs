//! Which secrets a server needs: files below `/etc/qalyp/secrets` that a release puts there.
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
/// The longest name of an infobase that is the name of its secret as it stands, in bytes: a secret is a
/// file, here and in the vault.
const LONGEST: usize = 100;
/// Characters of a longer or stranger name that stay, for people.
const KEPT: usize = 40;
/// Hexadecimal digits of the digest.
const DIGITS: usize = 12;
/// How the name comes about, for `why`.
pub(super) const RULE: &str = "postgresql/ and the infobase's name; where that cannot name a file, what is left of it and a digest";

/// The names, as `secret('…')` of a template takes them, in order. A closed server needs the same
/// ones as an open one: it may be opened again. What a server can do without is not among them.
pub fn needed(server: &Server) -> Vec<String> {
    let mut names: Vec<String> = fixed(server).into_iter().map(str::to_owned).collect();
    names.extend(roles(server));
    names.sort_unstable();
    names
}

/// The passwords of the roles by which 1C opens the databases of a server's infobases, in order.
pub fn roles(server: &Server) -> Vec<String> {
    let mut names: Vec<_> =
        server.infobases.iter().map(|infobase| infobase.secret.value.clone()).collect();
    names.sort_unstable();
    names
}

/// The name of the secret with the password of an infobase's database role.
///
/// The name of an infobase may have letters that the name of a secret has not: then only those that both have
/// stay, and a digest of the whole name keeps two of them apart. It never changes: a password lies under it.
pub fn of_infobase(infobase: &str) -> String {
    let begins = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let fits = |b: u8| begins(b) || matches!(b, b'.' | b'_' | b'-');
    let plain = infobase.len() <= LONGEST
        && infobase.bytes().all(fits)
        && infobase.bytes().next().is_some_and(begins);
    if plain && !looks_digested(infobase) {
        return format!("{ROLE}{infobase}");
    }
    let own = infobase.chars().filter(|c| u8::try_from(*c).is_ok_and(fits));
    let kept: String = own.skip_while(|c| matches!(c, '.' | '_' | '-')).take(KEPT).collect();
    let digest: String = Sha256::digest(infobase)
        .iter()
        .take(DIGITS / 2)
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let kept = if kept.is_empty() { "ib" } else { &kept };
    format!("{ROLE}{kept}-{digest}")
}

/// Whether a name could be that of another infobase's secret.
fn looks_digested(name: &str) -> bool {
    let hex = |b: u8| matches!(b, b'0'..=b'9' | b'a'..=b'f');
    name.rsplit_once('-').is_some_and(|(_, end)| end.len() == DIGITS && end.bytes().all(hex))
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
    use proptest::prelude::*;

    use super::of_infobase;

    #[test]
    fn the_name_of_a_secret_stays_what_it_was() {
        for (infobase, secret) in [
            ("accounting", "postgresql/accounting"),
            ("Бухгалтерия", "postgresql/ib-613715d1a609"),
            ("УТ 11", "postgresql/11-c5f75a957970"),
            ("Accounting", "postgresql/ccounting-ab48fcf706cb"),
            ("a-0123456789ab", "postgresql/a-0123456789ab-b5c315955f0a"),
        ] {
            assert_eq!(of_infobase(infobase), secret);
        }
    }

    proptest! {
        #[test]
        fn it_is_a_short_file_name_and_nobody_elses(one in "[a-zA-Zа-я0-9 _.-]{1,200}", two in "[a-z0-9._-]{1,20}(-[0-9a-f]{12})?") {
            let secret = of_infobase(&one);
            prop_assert!(secret.len() <= 111, "{}", secret);
            prop_assert_eq!(secret == of_infobase(&two), one == two);
            // The name of the one's secret, taken for an infobase.
            let file = secret.strip_prefix("postgresql/").unwrap();
            prop_assert!(file == one || of_infobase(file) != secret);
        }
    }

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
