//! What an image is made from: a release that is known, files that are pinned.

use super::fault::{ImageFault, Unpinned};
use super::scope::Scope;
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{Download, Image, Kind};
use crate::blueprint::units::Url;
use crate::diagnostics::Report;
use crate::fleet::facts::{Facts, date_in, file_of, release_in};
use crate::fleet::image::chosen;

/// The bases of all images.
pub(super) fn of_project(scope: &Scope<'_>, report: &mut Report) {
    for image in &scope.catalogue.blueprints.images {
        sources(image, report);
        release(scope, image, report);
    }
}

/// A known release that gets updates, and the files and the disk that fit it.
fn release(scope: &Scope<'_>, image: &Image, report: &mut Report) {
    let base = &image.base;
    let (wanted, span) = (base.release.value, base.release.span);
    let Some((facts, minor)) = chosen(base) else {
        // A cloud image that could not be read would have made a newer release right.
        if scope.is_whole(Kind::Image, &image.name) {
            let distribution = base.distribution.value;
            let known = Facts::of(distribution, wanted.major).map(Facts::known).unwrap_or_default();
            report.push(ImageFault::Release { distribution, wanted, span, known }.into());
        }
        return;
    };
    if let Some(newest) = facts.newest()
        && !facts.is_alive(minor)
    {
        let newest = newest.minor;
        report.push(ImageFault::NoUpdates { wanted, span, newest }.into());
    }
    for download in [&base.cloud_image, &base.iso].into_iter().flatten() {
        let file = file_of(&download.url.value);
        let of_file = release_in(file).filter(|r| (r.major, r.minor) != (facts.major, Some(minor)));
        if let Some(found) = of_file {
            let fault = ImageFault::OtherRelease {
                found,
                span: download.url.span,
                wanted: (facts.major, minor),
                written: span,
            };
            report.push(fault.into());
        }
    }
    let (disk, least) = (image.minimum.disk.value, facts.layout.disk_gib);
    if disk.in_gibibytes() < least {
        report.push(ImageFault::Disk { disk, span: image.minimum.disk.span, least }.into());
    }
}

/// Files are got by https and have names of their own.
fn sources(image: &Image, report: &mut Report) {
    let base = &image.base;
    if let Some(mirror) = &base.mirror {
        address(mirror, report);
        if mirror.contains(['?', '#']) {
            report.push(ImageFault::NoFolder { url: mirror, span: mirror.span }.into());
        }
    }
    if let Some(image) = &base.cloud_image {
        let dated = date_in(file_of(&image.url)).is_some();
        pinned(image, (!dated).then_some(Unpinned::NoDate), report);
    }
    if let Some(iso) = &base.iso {
        pinned(iso, None, report);
    }
}

fn pinned(download: &Download, otherwise: Option<Unpinned>, report: &mut Report) {
    let url = &download.url;
    address(url, report);
    let moves = url.to_ascii_lowercase().contains("latest").then_some(Unpinned::Latest);
    if let Some(why) = moves.or(otherwise) {
        report.push(ImageFault::Unpinned { url, span: url.span, why }.into());
    }
}

fn address(url: &Spanned<Url>, report: &mut Report) {
    if !url.starts_with("https://") {
        report.push(ImageFault::NotHttps { url, span: url.span }.into());
    }
}
