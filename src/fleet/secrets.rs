//! Which secrets a server needs: files below `/etc/qalyp/secrets` that the provider puts there.
//! `docs/secrets.md` says for each who makes it, how, and what waits for it.

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

/// The names, as `secret('…')` of a template takes them, in order. A closed server needs the same
/// ones as an open one: it may be opened again. What a server can do without is not among them.
pub fn needed(server: &Server) -> Vec<&'static str> {
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
    names.sort_unstable();
    names
}
