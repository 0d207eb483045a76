//! Rhythms, windows and destinations of backups.

use super::fault::BackupFault;
use super::scope::{Scope, Tenant};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{Backup, BackupPackage, DestinationKind};
use crate::contract::DailyWindow;
use crate::diagnostics::Report;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Copies of one infobase in a repository.
const MOST_COPIES: u64 = 5000;

/// Packages, and the technical backup.
pub(super) fn of_project(scope: &Scope<'_>, report: &mut Report) {
    for package in scope.catalogue.blueprints.addons.iter().filter_map(|a| a.backup.as_ref()) {
        rhythm(package, report);
    }
    let technical = scope.catalogue.provider.and_then(|p| p.technical_backup.get());
    if let Some(of) = technical.and_then(|backup| backup.window.as_ref()) {
        window(of, report);
    }
}

/// One server.
pub(super) fn of_server(tenant: Tenant<'_>, report: &mut Report) {
    let Some(backup) = &tenant.server.backup else { return };
    if tenant.is_deleted() {
        return;
    }
    if let Some(of) = &backup.window {
        window(of, report);
    }
    folder(backup, report);
}

fn rhythm(package: &BackupPackage, report: &mut Report) {
    let (every, keep) = (package.every.seconds(), package.keep.seconds());
    let keeps_time = every >= 15 * MINUTE
        && every.is_multiple_of(MINUTE)
        && (DAY.is_multiple_of(every) || every.is_multiple_of(DAY));
    if !keeps_time {
        let (every, span) = (package.every.value, package.every.span);
        report.push(BackupFault::Rhythm { every, span }.into());
        return;
    }
    let copies = keep / every;
    if copies > MOST_COPIES {
        let (span, every) = (package.keep.span, package.every.span);
        report.push(BackupFault::TooManyCopies { copies, span, every }.into());
    }
}

fn window(window: &Spanned<DailyWindow>, report: &mut Report) {
    if u64::try_from(window.seconds()).is_ok_and(|seconds| seconds < HOUR) {
        let (window, span) = (window.value, window.span);
        report.push(BackupFault::WindowTooShort { window, span }.into());
    }
}

/// The server's own folder is made in the one of the address; at the top of a host nobody may make one.
fn folder(backup: &Backup, report: &mut Report) {
    let endpoint = &backup.destination.endpoint;
    if backup.destination.kind.value != DestinationKind::Sftp {
        return;
    }
    // Another scheme is another fault, and said elsewhere.
    let Some(rest) = endpoint.strip_prefix("sftp://") else { return };
    let path = rest.split_once('/').map_or("", |(_, path)| path);
    if path.trim_matches('/').is_empty() {
        let (endpoint, span) = (&*endpoint.value, endpoint.span);
        report.push(BackupFault::NoFolder { endpoint, span }.into());
    }
}
