//! The tariffs that a server has had: clauses 5.1 to 5.3.

use super::fault::{HistoryFault, Step};
use super::prices;
use super::scope::{Scope, Tenant};
use crate::blueprint::kinds::{Kind, Tariff, TariffSince};
use crate::contract::{ChangeMoment, ChangeRefusal, Resources};
use crate::diagnostics::Report;

/// The history of one server; also that of a deleted one, which bills refer to.
pub(super) fn of_server(scope: &Scope<'_>, tenant: Tenant<'_>, report: &mut Report) {
    let server = tenant.server;
    let Some(history) = server.tariffs.get() else { return };
    let Some(last) = history.last() else { return };
    for dated in history {
        priced(scope, dated, report);
    }
    for pair in history.windows(2) {
        if let [before, after] = pair {
            step(scope, before, after, report);
        }
    }
    if last.since.value > scope.judged_at && !tenant.is_deleted() {
        let (tariff, since, span) = (&*last.tariff.value, last.since.value, last.since.span);
        let judged_at = scope.judged_at;
        report.push(HistoryFault::Future { tariff, since, span, judged_at }.into());
    }
}

/// Whoever takes a tariff has to be told what it costs.
fn priced(scope: &Scope<'_>, dated: &TariffSince, report: &mut Report) {
    let Some(tariff) = scope.catalogue.tariff(&dated.tariff) else { return };
    if prices::price_on(&tariff.prices, dated.since.value).is_none()
        && scope.is_whole(Kind::Tariff, &tariff.name)
    {
        let fault = HistoryFault::NoPrice {
            tariff: &dated.tariff,
            since: dated.since.value,
            span: dated.since.span,
            prices: tariff.name.span,
        };
        report.push(fault.into());
    }
}

fn step(scope: &Scope<'_>, before: &TariffSince, after: &TariffSince, report: &mut Report) {
    let place = Step {
        before: &before.tariff,
        after: &after.tariff,
        first: before.tariff.span,
        span: after.tariff.span,
    };
    if after.since.value <= before.since.value {
        let (span, first) = (after.since.span, before.since.span);
        return report.push(HistoryFault::Order { span, first }.into());
    }
    if before.tariff == after.tariff {
        return report.push(HistoryFault::Same { step: place }.into());
    }
    let catalogue = scope.catalogue;
    let (Some(old), Some(new)) =
        (catalogue.tariff(&before.tariff), catalogue.tariff(&after.tariff))
    else {
        return;
    };
    let Some((edition, terms)) = scope.terms_on(after.since.value) else { return };
    // Whether the day was the end of a period only the ledger knows; where the terms allow more at
    // the end of a period, the doubt is the customer's.
    let (old, new) = (resources(old), resources(new));
    let edition = &*edition.name.value;
    match terms.tariff.change(&old, &new, ChangeMoment::AtRenewal) {
        Err(ChangeRefusal::DowngradeNeedsNewService) => {
            report.push(HistoryFault::Down { step: place, old, new, edition }.into());
        }
        Err(ChangeRefusal::NotMoreInEveryDimension) => {
            report.push(HistoryFault::Mixed { step: place, old, new, edition }.into());
        }
        // Another tariff with the same machine takes nothing from the customer.
        Err(ChangeRefusal::NoChange) | Ok(()) => {}
    }
}

fn resources(tariff: &Tariff) -> Resources {
    let resources = &tariff.resources;
    Resources {
        vcpu: u32::try_from(resources.vcpu.get()).unwrap_or(u32::MAX),
        memory_mib: resources.memory.in_mebibytes(),
        disk_gib: resources.disk.in_gibibytes(),
    }
}
