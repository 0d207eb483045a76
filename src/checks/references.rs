//! Names that lead to another document.

use super::fault::Reference;
use super::scope::{Scope, Tenant};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{AddonUse, Kind, Optional, Provides};
use crate::blueprint::units::Name;
use crate::diagnostics::Report;

pub(super) fn of_project(scope: &Scope<'_>, report: &mut Report) {
    let catalogue = scope.catalogue;
    for tariff in &catalogue.blueprints.tariffs {
        image(scope, &tariff.image, report);
    }
    if let Some(calendar) = catalogue.provider.and_then(|provider| provider.calendar.get())
        && catalogue.calendar(calendar).is_none()
    {
        let known = catalogue.blueprints.calendars.iter().map(|c| &*c.name.value);
        unknown(scope, Kind::Calendar, calendar, known, report);
    }
}

pub(super) fn of_server(scope: &Scope<'_>, tenant: Tenant<'_>, report: &mut Report) {
    let catalogue = scope.catalogue;
    let server = tenant.server;
    for dated in server.tariffs.get().into_iter().flatten() {
        if catalogue.tariff(&dated.tariff).is_none() {
            let known = catalogue.blueprints.tariffs.iter().map(|t| &*t.name.value);
            unknown(scope, Kind::Tariff, &dated.tariff, known, report);
        }
    }
    if let Some(own) = &server.image {
        image(scope, own, report);
    }
    for used in &server.addons {
        addon(scope, tenant, used, report);
    }
}

pub(super) fn image(scope: &Scope<'_>, name: &Spanned<Name>, report: &mut Report) {
    if scope.catalogue.image(name).is_none() {
        let known = scope.catalogue.blueprints.images.iter().map(|i| &*i.name.value);
        unknown(scope, Kind::Image, name, known, report);
    }
}

fn addon(scope: &Scope<'_>, tenant: Tenant<'_>, used: &AddonUse, report: &mut Report) {
    let catalogue = scope.catalogue;
    let infobases = &tenant.server.infobases;
    for wanted in &used.infobases {
        let there = infobases.iter().any(|infobase| *infobase.name.value == *wanted.value);
        if !there && tenant.whole {
            let known: Vec<&str> = infobases.iter().map(|i| &*i.name.value).collect();
            report.push(Reference::Infobase { name: wanted, span: wanted.span, known }.into());
        }
    }
    let Some(addon) = catalogue.addon(&used.addon) else {
        let known = catalogue.blueprints.addons.iter().map(|a| &*a.name.value);
        return unknown(scope, Kind::Addon, &used.addon, known, report);
    };
    let needed = match addon.provides.value {
        Provides::ConfigRepository => Optional::ConfigRepository,
        Provides::Slk => Optional::Slk,
        _ => return,
    };
    if let Some(image) = scope.image_of(tenant.server)
        && !image.optional.iter().any(|offered| offered.value == needed)
        && scope.is_whole(Kind::Image, &image.name)
    {
        let fault = Reference::Software {
            addon: &used.addon,
            span: used.addon.span,
            needed,
            image: &image.name,
            described: image.name.span,
        };
        report.push(fault.into());
    }
}

/// Notes a name without a document, unless that document is there and at fault: then reading has
/// said so, and everything that leads to it is right.
pub(super) fn unknown<'a>(
    scope: &Scope<'_>,
    kind: Kind,
    name: &'a Spanned<Name>,
    known: impl Iterator<Item = &'a str>,
    report: &mut Report,
) {
    let faulty = &scope.catalogue.blueprints.faulty;
    if faulty.holds(kind, name) {
        return;
    }
    let known = known.collect();
    let unread = faulty.nameless;
    report.push(Reference::Document { kind, name, span: name.span, known, unread }.into());
}
