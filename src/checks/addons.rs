//! Add-ons, the licences and the backups that belong to them.

use super::fault::AddonFault;
use super::scope::{Scope, Tenant};
use crate::blueprint::kinds::{
    Addon, AddonUse, Backup, Cluster, DestinationKind, Kind, Licence, Platform, Provides,
};
use crate::diagnostics::{Report, Span};

/// The add-ons' own documents.
pub(super) fn of_project(scope: &Scope<'_>, report: &mut Report) {
    for addon in &scope.catalogue.blueprints.addons {
        let name = &*addon.name.value;
        let (provides, span) = (addon.provides.value, addon.provides.span);
        match &addon.backup {
            None if is_backup(provides) && scope.is_whole(Kind::Addon, name) => {
                report.push(AddonFault::NoRhythm { name, span }.into());
            }
            Some(backup) if !is_backup(provides) => {
                let span = backup.span;
                report.push(AddonFault::NeedlessRhythm { name, span, provides }.into());
            }
            Some(backup) if backup.keep.seconds() < backup.every.seconds() => {
                let (every, keep) = (backup.every.value, backup.keep.value);
                let (span, other) = (backup.keep.span, backup.every.span);
                report.push(AddonFault::KeptTooShortly { every, keep, span, other }.into());
            }
            _ => {}
        }
    }
}

/// What one server has beyond its tariff.
pub(super) fn of_server(scope: &Scope<'_>, tenant: Tenant<'_>, report: &mut Report) {
    let server = tenant.server;
    if let Some(platform) = server.platform.get() {
        licence(platform, report);
    }
    let used: Vec<(&AddonUse, &Addon)> = server
        .addons
        .iter()
        .filter_map(|used| Some((used, scope.catalogue.addon(&used.addon)?)))
        .collect();
    for (i, &(use_, addon)) in used.iter().enumerate() {
        one_use(use_, addon, report);
        let provides = addon.provides.value;
        // The same add-on twice is another fault, and said elsewhere.
        let before = used[..i].iter().find(|(earlier, other)| {
            other.provides.value == provides && earlier.addon != use_.addon
        });
        if let Some((earlier, _)) = before
            && !provides.is_counted()
        {
            let (span, first) = (use_.addon.span, earlier.addon.span);
            report.push(AddonFault::SameThing { provides, span, first }.into());
        }
    }
    if tenant.is_deleted() || !tenant.whole {
        return;
    }
    let repository =
        used.iter().find(|(_, addon)| addon.provides.value == Provides::ConfigRepository);
    if let Some((used, _)) = repository
        && server.vpn.is_none()
    {
        let (name, span) = (&*used.addon.value, used.addon.span);
        report.push(AddonFault::RepositoryWithoutVpn { name, span }.into());
    }
    let dumps = used.iter().find(|(_, addon)| addon.provides.value == Provides::InfobaseBackup);
    if let Some((used, _)) = dumps
        && server.infobases.is_empty()
    {
        let (name, span) = (&*used.addon.value, used.addon.span);
        report.push(AddonFault::BackupOfNothing { name, span }.into());
    }
    let package = used.iter().find(|(_, addon)| is_backup(addon.provides.value));
    // An add-on that nobody describes may be the package.
    let all_known = used.len() == server.addons.len();
    match (&server.backup, package) {
        (None, Some((used, _))) => {
            let (name, span) = (&*used.addon.value, used.addon.span);
            report.push(AddonFault::NoDestination { name, span }.into());
        }
        (Some(backup), None) if all_known => {
            report.push(AddonFault::NoPackage { span: backup.span }.into());
        }
        _ => {}
    }
    if let Some(backup) = &server.backup {
        destination(backup, report);
    }
}

const fn is_backup(provides: Provides) -> bool {
    matches!(provides, Provides::InfobaseBackup | Provides::ClusterBackup)
}

fn one_use(used: &AddonUse, addon: &Addon, report: &mut Report) {
    let (name, described) = (&*used.addon.value, addon.provides.span);
    let provides = addon.provides.value;
    if let Some(quantity) = &used.quantity
        && !provides.is_counted()
    {
        let span = quantity.span;
        report.push(AddonFault::NotCounted { name, provides, span, described }.into());
    }
    if let Some(first) = used.infobases.first()
        && provides != Provides::InfobaseBackup
    {
        let span = first.span;
        report.push(AddonFault::NotForInfobases { name, provides, span, described }.into());
    }
}

/// Since 9 September 2019 a cluster with any of these limits changed demands a KORP licence.
fn licence(platform: &Platform, report: &mut Report) {
    let Some(cluster) = &platform.cluster else { return };
    if platform.licence.value == Licence::Korp {
        return;
    }
    for (key, span) in limits(cluster) {
        let licence = platform.licence.span;
        report.push(AddonFault::NeedsKorp { key, span, licence }.into());
    }
}

fn limits(cluster: &Cluster) -> impl Iterator<Item = (&'static str, Span)> {
    [
        ("infobases-per-process", cluster.infobases_per_process.as_ref().map(|l| l.span)),
        ("connections-per-process", cluster.connections_per_process.as_ref().map(|l| l.span)),
        ("memory-limit", cluster.memory_limit.as_ref().map(|l| l.span)),
        ("safe-call-memory", cluster.safe_call_memory.as_ref().map(|l| l.span)),
    ]
    .into_iter()
    .filter_map(|(key, span)| Some((key, span?)))
}

fn destination(backup: &Backup, report: &mut Report) {
    let destination = &backup.destination;
    let endpoint = &destination.endpoint;
    let scheme = endpoint.split_once("://").map_or("", |(scheme, _)| scheme);
    let span = destination.kind.span;
    match (destination.kind.value, &destination.bucket) {
        (DestinationKind::S3, None) => report.push(AddonFault::NoBucket { span }.into()),
        (DestinationKind::S3, Some(bucket)) if !is_bucket(bucket) => {
            report.push(AddonFault::BucketName { name: bucket, span: bucket.span }.into());
        }
        (DestinationKind::Sftp, Some(bucket)) => {
            let (span, kind) = (bucket.span, span);
            report.push(AddonFault::NeedlessBucket { span, kind }.into());
        }
        _ => {}
    }
    let (kind, fits) = match destination.kind.value {
        DestinationKind::S3 => {
            let plain = !endpoint.contains(['?', '#']);
            (DestinationKind::S3, scheme == "https" && plain)
        }
        // The programs that send backups know no bracketed host.
        DestinationKind::Sftp => {
            (DestinationKind::Sftp, scheme == "sftp" && !endpoint.contains('['))
        }
    };
    if !fits {
        let (written, at) = (&*endpoint.value, endpoint.span);
        report.push(AddonFault::Endpoint { endpoint: written, at, kind, span }.into());
    }
}

/// The names that every S3 service takes: lower-case letters, digits, inner hyphens and dots, 3 to
/// 63 characters.
fn is_bucket(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    let bytes = name.as_bytes();
    (3..=63).contains(&bytes.len())
        && bytes.iter().all(|&b| plain(b) || matches!(b, b'-' | b'.'))
        && plain(bytes[0])
        && plain(bytes[bytes.len() - 1])
        && !name.contains("..")
}
