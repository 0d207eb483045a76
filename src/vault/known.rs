//! The secrets that a server or the provider has: who makes each, in which form, and what follows when one changes.

use super::id::{Scope, SecretId};
use super::lock::Kind;
use super::random::Recipe;

/// The name of the provider's secret with which releases are signed.
pub const RELEASE_KEY: &str = "release-key";

/// The names of a server that are the same for all, for whoever mistypes one.
pub const NAMES: [&str; 14] = [
    "backup/restic-password",
    "backup/s3-access-key",
    "backup/s3-secret-key",
    "backup/sftp-key",
    "backup/sftp-known-hosts",
    "grafana/admin",
    "grafana/secret-key",
    "onec/administrator",
    "onec/infobase-administrators",
    "slk/console",
    "tls/certificate",
    "tls/key",
    "vpn/server-key",
    "vpn/tls-crypt-v2-key",
];

/// Who makes a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Maker {
    /// The vault.
    Generated(Recipe),
    /// Somebody gives it, in this form.
    Supplied(Form),
    /// The authority of the VPN, by the `vpn` commands.
    Vpn,
}

/// What a value has to look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// One line of text.
    Line,
    /// A password on one line, 12 characters or more.
    Password,
    /// Certificates in PEM.
    Certificates,
    /// A private key in PEM, without a passphrase.
    PrivateKey,
    /// A private key as OpenSSH writes it, without a passphrase.
    SshKey,
    /// Lines of OpenSSH's `known_hosts`.
    KnownHosts,
    /// Lines of infobase, user and password with tabs between them.
    InfobaseAdministrators,
    /// Text of any form.
    Text,
}

/// What is known of a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Who makes it.
    pub maker: Maker,
    /// What the server does by itself when the next release brings a new value.
    pub by_itself: &'static str,
    /// What a person has to do, in order; the place of the release among it is named.
    pub by_hand: &'static [&'static str],
}

impl Known {
    /// The kind that the lock file notes.
    pub const fn kind(&self) -> Kind {
        match self.maker {
            Maker::Generated(_) => Kind::Generated,
            Maker::Supplied(_) => Kind::Supplied,
            Maker::Vpn => Kind::Vpn,
        }
    }

    /// The form that a value must have, wherever it comes from.
    pub const fn form(&self) -> Form {
        match self.maker {
            Maker::Supplied(form) => form,
            Maker::Generated(Recipe::Password | Recipe::Hex(_) | Recipe::Base64(_)) => {
                Form::Password
            }
            Maker::Generated(Recipe::SshKey) => Form::SshKey,
            Maker::Vpn => Form::Text,
        }
    }
}

#[allow(clippy::unnecessary_wraps, reason = "the answer of an arm of `known`")]
const fn generated(
    recipe: Recipe,
    by_itself: &'static str,
    by_hand: &'static [&'static str],
) -> Option<Known> {
    Some(Known { maker: Maker::Generated(recipe), by_itself, by_hand })
}

#[allow(clippy::unnecessary_wraps, reason = "the answer of an arm of `known`")]
const fn supplied(
    form: Form,
    by_itself: &'static str,
    by_hand: &'static [&'static str],
) -> Option<Known> {
    Some(Known { maker: Maker::Supplied(form), by_itself, by_hand })
}

/// What is known of a secret by its name; `None` for one that qalyp has no use for.
pub fn known(id: &SecretId) -> Option<Known> {
    match id.scope() {
        Scope::Provider => of_provider(id.name()),
        Scope::Server(_) => of_server(id.name()),
    }
}

fn of_provider(name: &str) -> Option<Known> {
    match name {
        super::FINGERPRINT_KEY => generated(
            Recipe::Hex(32),
            "The digests in all lock files are computed anew in the same change; no server knows this key.",
            &[],
        ),
        RELEASE_KEY => generated(
            Recipe::SshKey,
            "`release.pub` changes with it, and the next release of each server brings it to the server.",
            &[
                "A server takes a release only if it is signed with the key that it knows: the first release with the new key has to be put there by a person (docs/vault.md, \"The key of releases\").",
            ],
        ),
        _ => None,
    }
}

fn of_server(name: &str) -> Option<Known> {
    if name.starts_with("vpn/") {
        return Some(Known { maker: Maker::Vpn, by_itself: "", by_hand: &[] });
    }
    if name.strip_prefix("postgresql/").is_some_and(|infobase| !infobase.contains('/')) {
        return generated(
            Recipe::Password,
            "apply sets the new password of the role in PostgreSQL and in the 1C cluster's entry of the infobase.",
            &[],
        );
    }
    match name {
        "grafana/admin" => generated(
            Recipe::Password,
            "apply sets the new password of Grafana's user `admin`.",
            &["Tell the customer: `qalyp release {server} --letter` has it."],
        ),
        "grafana/secret-key" => generated(
            Recipe::Hex(32),
            "apply restarts Grafana, which from then on cannot read what it encrypted with the former key.",
            &[
                "After the release, enter passwords that were saved in Grafana by hand (of own data sources, of contact points) once more.",
            ],
        ),
        "onec/administrator" => generated(
            Recipe::Password,
            "apply changes the administrator `qalyp` of the 1C server and of the cluster, by the former password; the administration server (RAS) asks for the new one.",
            &["Consoles and scripts that log on as `qalyp` need the new password."],
        ),
        "slk/console" => generated(
            Recipe::Password,
            "",
            &[
                "After the release, set the new password in the console of the SLK server, then on the server: `sudo /usr/libexec/qalyp/secret-changed --done slk/console`.",
            ],
        ),
        _ => of_files(name),
    }
}

fn of_files(name: &str) -> Option<Known> {
    const EACH_RUN: &str = "The next backup reads it; nothing is restarted.";
    match name {
        "onec/infobase-administrators" => supplied(
            Form::InfobaseAdministrators,
            "The next `onec-lock` reads it.",
            &["Change the passwords in the infobases first: the customer's administrator does."],
        ),
        "backup/restic-password" => generated(
            Recipe::Base64(32),
            "apply adds a key to the repository by the former password, and removes the former key.",
            &[
                "Where the server may not remove keys, the release says so until somebody who may has done it: `restic key remove`.",
                "Keep the former value until then: whoever loses both has no copies. From git: `git show HEAD:keys/vault/{server}/backup/restic-password.age | age -d -i IDENTITY` (before the commit; later the commit before it in place of HEAD).",
            ],
        ),
        "backup/s3-access-key" | "backup/s3-secret-key" => supplied(
            Form::Line,
            EACH_RUN,
            &[
                "The two halves change together; after the release, delete the former key where the bucket is.",
            ],
        ),
        "backup/sftp-key" => generated(
            Recipe::SshKey,
            EACH_RUN,
            &[
                "Before the release, add the new public half to `authorized_keys` of the destination.",
                "After the release, remove the former one there.",
            ],
        ),
        "backup/sftp-known-hosts" => supplied(Form::KnownHosts, EACH_RUN, &[]),
        "tls/certificate" => supplied(
            Form::Certificates,
            "apply tests nginx with the new files and reloads it.",
            &["Certificate and key change together: set both before the release."],
        ),
        "tls/key" => supplied(
            Form::PrivateKey,
            "apply tests nginx with the new files and reloads it.",
            &["Certificate and key change together: set both before the release."],
        ),
        _ => None,
    }
}

/// What makes a new value of a secret of the VPN, since the vault alone cannot.
pub fn vpn_command(server: &str, name: &str) -> String {
    if let Some(user) = name.strip_prefix("vpn/users/").and_then(|rest| rest.split('/').next()) {
        return format!("qalyp vpn renew {server} --user {user}");
    }
    match name {
        "vpn/server-key" => format!("qalyp vpn renew {server} --server-certificate"),
        _ => format!("qalyp vpn issue {server} --new-authority"),
    }
}

/// Whether a secret of a VPN changes only with everything of it: every profile depends on these.
pub(super) fn makes_all_of_vpn(name: &str) -> bool {
    name.starts_with("vpn/") && !name.starts_with("vpn/users/") && name != "vpn/server-key"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(id: &str) -> Option<Known> {
        known(&id.parse().unwrap())
    }

    #[test]
    fn every_name_has_its_maker() {
        let maker = |id: &str| of(id).map(|known| known.maker);
        assert_eq!(maker("shop/postgresql/accounting"), Some(Maker::Generated(Recipe::Password)));
        assert_eq!(maker("shop/postgresql/a/b"), None);
        assert_eq!(maker("shop/vpn/users/aigerim/key"), Some(Maker::Vpn));
        assert_eq!(maker("shop/tls/key"), Some(Maker::Supplied(Form::PrivateKey)));
        assert_eq!(maker("shop/backup/sftp-key"), Some(Maker::Generated(Recipe::SshKey)));
        assert_eq!(maker("provider/fingerprint-key"), Some(Maker::Generated(Recipe::Hex(32))));
        assert_eq!(maker("shop/fingerprint-key"), None);
        assert_eq!(maker("provider/grafana/admin"), None);
    }

    #[test]
    fn every_name_of_the_list_is_known() {
        for name in NAMES {
            assert!(of(&format!("shop/{name}")).is_some(), "{name}");
        }
        assert!(NAMES.is_sorted());
    }

    #[test]
    fn the_vpn_renews_its_own() {
        assert_eq!(vpn_command("shop", "vpn/users/a.b/key"), "qalyp vpn renew shop --user a.b");
        assert!(vpn_command("shop", "vpn/ca-key").ends_with("vpn issue shop --new-authority"));
    }
}
