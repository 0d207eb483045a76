//! Where secrets go on a machine, and what happens when one is new there.

use crate::artefacts::release::{Row, table as table_of};
use crate::artefacts::{Artefact, Digest};
use crate::render::SecretName;

/// The folder of the secrets within an archive.
pub(super) const PART: &str = "secrets";
/// What the image has for a secret that is new: it tells the services that read it.
const CHANGED: &str = "/usr/libexec/qalyp/secret-changed";
/// What OpenVPN's domain may read; `image/etc/qalyp/selinux/vpn.semanage` gives the folder the same.
const VPN_TYPE: &str = "openvpn_etc_t";

/// A secret on its way to a machine.
#[derive(Clone, Copy)]
pub struct PlacedSecret<'a> {
    /// Its name, which is its path below `/etc/qalyp/secrets`.
    pub name: &'a SecretName,
    /// Its bytes.
    pub value: &'a [u8],
}

impl std::fmt::Debug for PlacedSecret<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PlacedSecret").field("name", &self.name).finish_non_exhaustive()
    }
}

/// The table of the secrets. An image of a project that took the handler away does without.
pub(super) fn table(secrets: &[PlacedSecret<'_>], image: &[Artefact]) -> String {
    let handler = format!("root{CHANGED}");
    let has_handler = image.iter().any(|file| file.path.as_str() == handler);
    table_of(secrets.iter().map(|secret| {
        let name = secret.name.as_str();
        Row {
            path: secret.name.path(),
            owner: "root:root".to_owned(),
            mode: "0600".to_owned(),
            selinux: name.starts_with("vpn/").then(|| VPN_TYPE.to_owned()),
            sha256: Digest::of(secret.value),
            validator: validator(name).map(str::to_owned),
            handler: has_handler.then(|| format!("run {CHANGED} {name}")),
        }
    }))
}

/// A damaged key is found before it takes the place of a good one.
fn validator(name: &str) -> Option<&'static str> {
    match name {
        "vpn/server-key" | "tls/key" => Some("openssl pkey -noout -in {}"),
        "tls/certificate" => Some("openssl x509 -noout -in {}"),
        "backup/sftp-key" => Some("ssh-keygen -l -f {}"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::artefacts::{RelativePath, Sensitivity};

    fn secret(name: &str) -> SecretName {
        SecretName::new(name).unwrap()
    }

    #[test]
    fn a_row_says_who_may_read_and_who_is_told() {
        let names = [secret("vpn/server-key"), secret("grafana/admin")];
        let secrets = [
            PlacedSecret { name: &names[0], value: b"k" },
            PlacedSecret { name: &names[1], value: b"p\n" },
        ];
        let handler = Artefact {
            path: RelativePath::parse("root/usr/libexec/qalyp/secret-changed").unwrap(),
            content: Vec::new(),
            mode: 0o755,
            template: None,
            sensitivity: Sensitivity::Public,
        };
        let rows = |image: &[Artefact]| -> Vec<String> {
            table(&secrets, image).lines().skip(1).map(str::to_owned).collect()
        };
        let told = rows(&[handler]);
        assert_eq!(
            told[0],
            format!(
                "/etc/qalyp/secrets/grafana/admin\troot:root\t0600\t-\t{}\t-\trun {CHANGED} grafana/admin",
                Digest::of(b"p\n")
            )
        );
        let of_key: Vec<&str> = told[1].split('\t').collect();
        assert_eq!(
            of_key[..4],
            ["/etc/qalyp/secrets/vpn/server-key", "root:root", "0600", VPN_TYPE]
        );
        assert_eq!(of_key[5], "openssl pkey -noout -in {}");
        assert!(rows(&[]).iter().all(|row| row.ends_with("\t-")));
        assert!(!format!("{secrets:?}").contains("112"), "no byte of a secret is shown");
    }

    #[test]
    fn the_type_is_the_one_of_the_image() {
        let rules = include_str!("../../templates/image/etc/qalyp/selinux/vpn.semanage");
        assert!(
            rules.contains(&format!("-t {VPN_TYPE} '/etc/qalyp/secrets/vpn(/.*)?'")),
            "{rules}"
        );
    }
}
