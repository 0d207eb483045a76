//! What a change of certificates and lists of revocations means: nobody reads that from PEM.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::diff::What;
use crate::contract::{Instant, UtcOffset};
use crate::fleet::vpn_state::{Certificate, RevocationList};

/// Where they lie in a server's part.
const FOLDER: &str = "/root/etc/openvpn/pki/";

/// A file of a VPN's public state, by its path from the root of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct File<'p> {
    server: &'p str,
    kind: Kind<'p>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind<'p> {
    Authority,
    Server,
    List,
    User(&'p str),
}

impl<'p> File<'p> {
    /// `None` for any other file.
    pub(super) fn of(path: &'p str) -> Option<Self> {
        let (server, name) = path.strip_prefix("servers/")?.split_once(FOLDER)?;
        let kind = match name {
            "ca.crt" => Kind::Authority,
            "server.crt" => Kind::Server,
            "crl.pem" => Kind::List,
            _ => Kind::User(name.strip_prefix("clients/")?.strip_suffix(".crt")?),
        };
        (!server.contains('/')).then_some(Self { server, kind })
    }

    /// The facts of the file in the place of its PEM, one on a line. `None` if it cannot be read, as
    /// with a file that somebody edited.
    pub(super) fn facts(self, text: &str) -> Option<String> {
        match self.kind {
            Kind::List => RevocationList::read(text).ok().map(|list| of_list(&list, text)),
            _ => Certificate::read(text).ok().map(|certificate| of_certificate(&certificate)),
        }
    }

    /// What the change means to people.
    pub(super) fn means(self, what: What, old: &str, new: &str) -> Option<String> {
        let server = self.server;
        let said = match (self.kind, what) {
            (Kind::User(user), What::Added) => format!("`{user}` gains access to the VPN"),
            (Kind::User(user), What::Removed | What::Released) => {
                format!("`{user}` loses access to the VPN")
            }
            (Kind::User(user), What::Changed) => {
                let until = until(Certificate::read(new).ok()?.until);
                format!(
                    "`{user}` has another certificate, good to {until}: a new bundle belongs to it"
                )
            }
            (Kind::Server, What::Changed) => {
                let (old, new) = (Certificate::read(old).ok(), Certificate::read(new).ok()?);
                let until = until(new.until);
                // Of another authority no profile stays good, and its certificate says so.
                if old.is_some_and(|old| old.authority_key_id != new.authority_key_id) {
                    return Some(format!(
                        "{server}: the VPN has a certificate of another authority, good to {until}; its listeners are restarted"
                    ));
                }
                format!(
                    "the VPN has another certificate, good to {until}; profiles stay good, and its listeners are restarted"
                )
            }
            (Kind::Authority, What::Changed) => {
                let (old, new) = (Certificate::read(old).ok()?, Certificate::read(new).ok()?);
                if old.public_key == new.public_key {
                    let (before, until) = (until(old.until), until(new.until));
                    format!(
                        "the authority of the VPN is renewed to {until}; profiles stay good to {before}, and the listeners are restarted"
                    )
                } else {
                    "ANOTHER AUTHORITY of the VPN: no profile that was handed out is good any more"
                        .to_owned()
                }
            }
            (Kind::List, What::Changed) => of_lists(old, new)?,
            (Kind::Authority, What::Added) => "the VPN has its certificates".to_owned(),
            _ => return None,
        };
        Some(format!("{server}: {said}"))
    }
}

fn of_certificate(certificate: &Certificate) -> String {
    let mut text = format!("certificate of {}\n", certificate.name);
    if let Some(fqdn) = &certificate.fqdn {
        let _ = writeln!(text, "host name {fqdn}");
    }
    let Certificate { key, serial, from, until, fingerprint, .. } = certificate;
    let _ = writeln!(text, "key {key}\nserial {serial}");
    let (from, until) = (from.at(UtcOffset::UTC), until.at(UtcOffset::UTC));
    let _ = writeln!(text, "good from {from} to {until}\nsha256 {fingerprint}");
    text
}

fn of_list(list: &RevocationList, pem: &str) -> String {
    let mut text = format!("list of revocations, number {}\n", list.number);
    let (from, until) = (list.this_update.at(UtcOffset::UTC), list.next_update.at(UtcOffset::UTC));
    let _ = writeln!(text, "good from {from} to {until}");
    for (serial, (when, reason)) in &list.entries {
        let _ = writeln!(text, "revoked {serial} at {}: {reason}", when.at(UtcOffset::UTC));
    }
    let digest = Sha256::digest(pem.as_bytes());
    let digits: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    let _ = writeln!(text, "sha256 {digits} of the file");
    text
}

/// From one list to the next.
fn of_lists(old: &str, new: &str) -> Option<String> {
    let new = RevocationList::read(new).ok()?;
    let Ok(old) = RevocationList::read(old) else {
        return Some(format!("the list of revocations is number {}", new.number));
    };
    let more = new.entries.keys().filter(|serial| !old.entries.contains_key(serial)).count();
    let fewer = old.entries.keys().filter(|serial| !new.entries.contains_key(serial)).count();
    let certificates = |count| {
        if count == 1 { "1 certificate".to_owned() } else { format!("{count} certificates") }
    };
    let mut said = match more {
        0 => format!("the list of revocations is made anew, good to {}", until(new.next_update)),
        more => format!(
            "{} more revoked; whoever is connected with such a one is cut off",
            certificates(more)
        ),
    };
    if fewer > 0 {
        // A list may forget what has ended by itself.
        let _ = write!(said, "; {} not on the list any more", certificates(fewer));
    }
    if new.number <= old.number {
        let _ = write!(said, "; ITS NUMBER GOES BACK from {} to {}", old.number, new.number);
    }
    Some(said)
}

fn until(moment: Instant) -> impl std::fmt::Display {
    moment.date(UtcOffset::KAZAKHSTAN)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::fleet::vpn_state::State;

    fn issued(server: &str) -> State {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("golden-tests/issued");
        let place = tempfile::tempdir().unwrap();
        let keys = place.path().join("keys/pki");
        std::fs::create_dir_all(&keys).unwrap();
        let name = format!("{server}.yaml");
        std::fs::copy(folder.join(&name), keys.join(&name)).unwrap();
        let loaded =
            crate::blueprint::load(place.path(), Vec::new(), crate::blueprint::Limits::default());
        State::of(&loaded.blueprints.vpn_states[0]).unwrap()
    }

    fn file(name: &str) -> File<'_> {
        File::of(name).unwrap()
    }

    #[test]
    fn only_files_of_the_state_are_told() {
        let user = file("servers/a/root/etc/openvpn/pki/clients/x@y.z.crt");
        assert_eq!(user, File { server: "a", kind: Kind::User("x@y.z") });
        for other in [
            "servers/a/root/etc/openvpn/server/udp.conf",
            "servers/a/root/etc/openvpn/pki/clients/x.pem",
            "images/a/root/etc/openvpn/pki/ca.crt",
            "servers/a/b/root/etc/openvpn/pki/ca.crt",
        ] {
            assert_eq!(File::of(other), None, "{other}");
        }
    }

    #[test]
    fn facts_stand_in_the_place_of_pem() {
        let state = issued("romashka-main");
        let facts = file("servers/romashka-main/root/etc/openvpn/pki/server.crt")
            .facts(&state.server_certificate.pem)
            .unwrap();
        assert!(
            facts.starts_with("certificate of romashka-main\nhost name romashka.1c.bulut.example\nkey p-256\nserial 01"),
            "{facts}"
        );
        assert!(
            facts.contains("\ngood from 2026-11-01T00:00:00+00:00 to 2029-10-31T00:00:00+00:00\n"),
            "{facts}"
        );
        let list = file("servers/romashka-main/root/etc/openvpn/pki/crl.pem");
        assert!(
            list.facts(&state.list.pem).unwrap().starts_with("list of revocations, number 1\n")
        );
        assert_eq!(list.facts("edited"), None);
    }

    #[test]
    fn a_change_is_told_as_what_it_means() {
        let (main, late) = (issued("romashka-main"), issued("romashka-late"));
        let folder = "servers/s/root/etc/openvpn/pki";
        let means = |name: &str, what, old: &str, new: &str| {
            File::of(&format!("{folder}/{name}")).unwrap().means(what, old, new)
        };
        let user = &main.users[0].pem;
        assert_eq!(
            means("clients/u.crt", What::Added, "", user).unwrap(),
            "s: `u` gains access to the VPN"
        );
        assert_eq!(
            means("clients/u.crt", What::Removed, user, "").unwrap(),
            "s: `u` loses access to the VPN"
        );
        let changed = means("clients/u.crt", What::Changed, user, &late.users[0].pem).unwrap();
        assert!(changed.contains("good to 2026-11-20"), "{changed}");
        let other =
            means("ca.crt", What::Changed, &main.authority.pem, &late.authority.pem).unwrap();
        assert!(other.contains("ANOTHER AUTHORITY"), "{other}");
        let same =
            means("ca.crt", What::Changed, &main.authority.pem, &main.authority.pem).unwrap();
        assert!(same.contains("profiles stay good"), "{same}");
        let server = &main.server_certificate.pem;
        let other = &late.server_certificate.pem;
        let other = means("server.crt", What::Changed, server, other).unwrap();
        assert!(other.contains("another authority") && !other.contains("profiles"), "{other}");
        let same = means("server.crt", What::Changed, server, server).unwrap();
        assert!(same.contains("profiles stay good"), "{same}");
        let list = means("crl.pem", What::Changed, &main.list.pem, &late.list.pem).unwrap();
        assert!(list.contains("made anew") && list.contains("GOES BACK"), "{list}");
    }
}
