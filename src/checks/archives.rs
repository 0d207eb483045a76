//! The archives of the 1C:Enterprise platform that an image brings.

use super::fault::{ArchiveFault, PlatformFault};
use super::platform::{Line, OldOrNew};
use super::repetition::repetitions;
use super::scope::Scope;
use crate::blueprint::kinds::{Image, PlatformArchive};
use crate::diagnostics::Report;

/// The archives of every image.
pub(super) fn of_project(scope: &Scope<'_>, report: &mut Report) {
    for image in &scope.catalogue.blueprints.images {
        for platform in &image.platforms {
            one(platform, report);
        }
        twice(image, report);
    }
}

fn one(platform: &PlatformArchive, report: &mut Report) {
    let (version, span) = (&*platform.version.value, platform.version.span);
    match Line::judge(version) {
        OldOrNew::NoVersion => report.push(PlatformFault::Version { version, span }.into()),
        OldOrNew::Old => report.push(PlatformFault::OldLayout { version, span }.into()),
        OldOrNew::Fits(_) => {
            if let Some(archive) = &platform.archive
                && !file_names(version).contains(&archive.to_string())
            {
                let (name, span) = (&*archive.value, archive.span);
                let why = why_not(name, version);
                report.push(ArchiveFault::Name { name, span, version, why }.into());
            }
        }
    }
    if let Some(digest) = &platform.sha256
        && !(digest.len() == 64 && digest.bytes().all(|b| b.is_ascii_hexdigit()))
    {
        let characters = digest.chars().count();
        report.push(ArchiveFault::Digest { characters, span: digest.span }.into());
    }
}

/// The names under which the vendor gives out the server of a version: the installer, a ZIP around
/// it, and the two forms of the release portal, whose names have underscores for the dots.
pub(super) fn file_names(version: &str) -> [String; 4] {
    let underscores = version.replace('.', "_");
    [
        format!("setup-full-{version}-x86_64.run"),
        format!("setup-full-{version}-x86_64.zip"),
        format!("server64_{underscores}.zip"),
        format!("server64_{underscores}.tar.gz"),
    ]
}

/// Archives that people take for the server's.
fn why_not(name: &str, version: &str) -> &'static str {
    let begins = |word: &str| name.starts_with(word);
    let ends = |word: &str| name.rsplit('.').next() == Some(word);
    let of_version = name.contains(version) || name.contains(&version.replace('.', "_"));
    if begins("rpm64") || ends("rpm") {
        "a set of RPM packages: the installer and packages must not be mixed, and only the installer is used"
    } else if begins("deb64") || ends("deb") {
        "packages for Debian: the image is AlmaLinux"
    } else if begins("client") || begins("setup-thin") || begins("thin") {
        "the client without the server"
    } else if !of_version {
        "it holds another version"
    } else {
        "the vendor gives this version out under other names"
    }
}

fn twice(image: &Image, report: &mut Report) {
    for found in repetitions(&image.platforms, |p| Some((&*p.version.value, p.version.span))) {
        let (again, span) = found.again;
        let first = found.first.1;
        let version = &*again.version.value;
        report.push(ArchiveFault::Twice { version, span, first }.into());
    }
}

#[cfg(test)]
mod tests {
    use super::file_names;

    #[test]
    fn names_have_the_version_in_the_vendors_two_ways() {
        let names = file_names("8.3.25.1445");
        assert!(names.contains(&"server64_8_3_25_1445.tar.gz".to_owned()));
        assert!(names.contains(&"setup-full-8.3.25.1445-x86_64.run".to_owned()));
    }
}
