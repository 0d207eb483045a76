//! Notices: whom they reach, and whether they are what the contract calls them (clauses 6.3, 7.1).

use std::collections::HashSet;

use super::fault::NoticeFault;
use super::references;
use super::scope::{Scope, Tenant};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{Access, Kind, Notice, NoticeAbout};
use crate::contract::{Instant, Interval};
use crate::diagnostics::Report;

/// How the names of other letters begin, which lie in the same folder.
const RESERVED: [&str; 3] = ["price-", "suspension", "deletion"];

pub(super) fn of_project(scope: &Scope<'_>, report: &mut Report) {
    if scope.catalogue.blueprints.notices.is_empty() {
        return;
    }
    let servers: HashSet<&str> = scope.tenants.iter().map(|t| &*t.server.name.value).collect();
    for notice in &scope.catalogue.blueprints.notices {
        if let Some(prefix) = RESERVED.into_iter().find(|prefix| notice.name.starts_with(prefix)) {
            let (name, span) = (&*notice.name.value, notice.name.span);
            report.push(NoticeFault::Reserved { name, span, prefix }.into());
        }
        // A server that could not be read may be the one that is meant.
        let right = names(scope, notice, &servers, report)
            && !scope.catalogue.blueprints.faulty.may_hold(Kind::Customer);
        if right && !scope.tenants.iter().any(|tenant| is_told(scope, notice, tenant)) {
            report.push(NoticeFault::Nobody { span: notice.name.span }.into());
        }
        moments(scope, notice, report);
    }
}

/// Whether all names of a notice lead somewhere; those that do not are reported.
fn names(scope: &Scope<'_>, notice: &Notice, servers: &HashSet<&str>, report: &mut Report) -> bool {
    let Some(affects) = &notice.affects else { return true };
    let catalogue = scope.catalogue;
    let mut right = true;
    for name in &affects.servers {
        if !servers.contains(&*name.value) {
            right = false;
            if !catalogue.blueprints.faulty.may_hold(Kind::Customer) {
                let known = scope.tenants.iter().map(|t| &*t.server.name.value).collect();
                report.push(NoticeFault::UnknownServer { name, span: name.span, known }.into());
            }
        }
    }
    for name in &affects.tariffs {
        if catalogue.tariff(name).is_none() {
            right = false;
            let known = catalogue.blueprints.tariffs.iter().map(|t| &*t.name.value);
            references::unknown(scope, Kind::Tariff, name, known, report);
        }
    }
    for name in &affects.images {
        if catalogue.image(name).is_none() {
            right = false;
            references::image(scope, name, report);
        }
    }
    right
}

/// Whether the customer of a server gets the letter: nobody is told of works on a server that is
/// closed or gone.
fn is_told(scope: &Scope<'_>, notice: &Notice, tenant: &Tenant<'_>) -> bool {
    let server = tenant.server;
    if server.access.as_ref().is_some_and(|access| access.value != Access::Open) {
        return false;
    }
    let Some(affects) = &notice.affects else { return true };
    let tariff = scope.tariff_of(server).map(|tariff| &*tariff.name.value);
    let image = scope.image_of(server).map(|image| &*image.name.value);
    affects.servers.iter().any(|name| *name.value == *server.name.value)
        || affects.tariffs.iter().any(|name| Some(&*name.value) == tariff)
        || affects.images.iter().any(|name| Some(&*name.value) == image)
}

/// The moments against each other and against the terms in force when the letters are sent.
fn moments(scope: &Scope<'_>, notice: &Notice, report: &mut Report) {
    let (Some(announced), Some(starts)) = (notice.announced.get(), notice.starts.get()) else {
        return;
    };
    let planned = notice.about.value == NoticeAbout::PlannedWorks;
    if announced.value >= starts.value {
        let fault = NoticeFault::AfterTheFact { span: announced.span, starts: starts.span };
        report.push(fault.into());
        return;
    }
    let works = match &notice.ends {
        None if planned => {
            report.push(NoticeFault::NoEnd { span: starts.span }.into());
            return;
        }
        None => None,
        Some(ends) => {
            let Some(works) = Interval::new(starts.value, ends.value) else {
                let fault = NoticeFault::EndsBefore { span: ends.span, starts: starts.span };
                report.push(fault.into());
                return;
            };
            Some((works, ends))
        }
    };
    against_the_terms(scope, notice, (announced, starts), works, report);
}

fn against_the_terms(
    scope: &Scope<'_>,
    notice: &Notice,
    (announced, starts): (&Spanned<Instant>, &Spanned<Instant>),
    works: Option<(Interval<Instant>, &Spanned<Instant>)>,
    report: &mut Report,
) {
    let Some(terms) = scope.catalogue.terms_at(announced.value) else { return };
    let rules = &terms.works;
    let planned = notice.about.value == NoticeAbout::PlannedWorks;
    let needed = if planned { rules.notice } else { rules.change_notice };
    let seconds = announced.seconds_until(starts.value);
    if !i64::try_from(needed.seconds()).is_ok_and(|needed| seconds >= needed) {
        let earliest = i64::try_from(needed.seconds()).ok();
        let earliest = earliest.and_then(|needed| announced.add_seconds(needed));
        let earliest = if planned {
            let length =
                works.as_ref().map_or(0, |(works, _)| works.from().seconds_until(works.until()));
            // Works that no night can hold may begin with one.
            let length = length.min(rules.window.seconds().into());
            earliest.and_then(|it| rules.first_quiet(it, length, terms.counting.utc_offset))
        } else {
            earliest
        };
        let fault = NoticeFault::TooLate {
            about: notice.about.value,
            span: announced.span,
            starts: starts.span,
            needed,
            earliest,
        };
        report.push(fault.into());
        return;
    }
    let Some((works, ends)) = works else { return };
    let classified = rules.classify(announced.value, works, terms.counting.utc_offset);
    let Some(first) = classified.unplanned.first().copied() else { return };
    let window = rules.window;
    let fault = if planned && classified.planned.is_empty() {
        NoticeFault::NothingPlanned { span: starts.span, ends: ends.span, window }
    } else {
        NoticeFault::PartUnplanned { span: starts.span, ends: ends.span, window, first }
    };
    report.push(fault.into());
}
