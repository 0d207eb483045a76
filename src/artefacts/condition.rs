//! Under which conditions there is a file: the words of `when:` in a front matter.

use super::fault::ArtefactFault;
use super::letters::Correspondence;
use crate::blueprint::kinds::{Access, Language, Provides, TlsMode};
use crate::fleet::{Image, Server};
use crate::render::Template;

/// A word, and whether it holds for a part.
pub(super) type Condition = (&'static str, bool);

/// Nothing is left of a deleted server but what says one of these.
const OF_THE_DELETED: [&str; 2] = ["always", "deleted"];

/// Whether all conditions of a template hold.
pub(super) fn all_hold(template: &Template, known: &[Condition]) -> Result<bool, ArtefactFault> {
    let when = &template.front().when;
    let mut all = true;
    for word in when {
        let Some((_, holds)) = known.iter().find(|(name, _)| name == word) else {
            return Err(ArtefactFault::UnknownCondition {
                template: template.path().to_owned(),
                condition: word.clone(),
                known: known.iter().map(|(name, _)| *name).collect(),
            });
        };
        all &= holds;
    }
    let deleted = known.contains(&("deleted", true));
    Ok(all && (!deleted || when.iter().any(|word| OF_THE_DELETED.contains(&word.as_str()))))
}

/// What the files of a server may depend on.
pub(super) fn of_server(server: &Server, letters: &Correspondence) -> Vec<Condition> {
    let access = server.access.value;
    let has = |provides| server.addons.iter().any(|addon| addon.provides.value == provides);
    let vpn = server.vpn.as_ref();
    let mut conditions = vec![
        ("always", true),
        ("open", access == Access::Open),
        ("closed", access == Access::Closed),
        ("deleted", access == Access::Deleted),
        ("vpn", vpn.is_some()),
        ("vpn-issued", vpn.is_some_and(|vpn| vpn.certificates.is_some())),
        ("vpn-routes", vpn.is_some_and(|vpn| !vpn.routes.is_empty())),
        ("vpn-tcp-443", vpn.is_some_and(|vpn| vpn.tcp_443.value)),
        ("tls-acme", server.tls.mode.value == TlsMode::Acme),
        ("tls-supplied", server.tls.mode.value == TlsMode::Supplied),
        ("backup-destination", server.backup.is_some()),
        ("infobase-backup", has(Provides::InfobaseBackup)),
        ("cluster-backup", has(Provides::ClusterBackup)),
        ("config-repository", has(Provides::ConfigRepository)),
        ("slk", has(Provides::Slk)),
    ];
    conditions.extend(of_letters(letters));
    conditions
}

/// The languages of letters; what the files of the fleet may depend on.
pub(super) fn of_letters(letters: &Correspondence) -> Vec<Condition> {
    vec![
        ("letters-kk", letters.speaks(Language::Kk)),
        ("letters-ru", letters.speaks(Language::Ru)),
        ("letters-en", letters.speaks(Language::En)),
    ]
}

/// What the files of an image may depend on.
pub(super) fn of_image(image: &Image) -> Vec<Condition> {
    let offers = |name: &str| image.optional.iter().any(|optional| optional.value == name);
    vec![
        ("config-repository", offers("config-repository")),
        ("slk", offers("slk")),
        ("release-key", image.release_key.is_some()),
        ("iso", image.iso.is_some()),
    ]
}
