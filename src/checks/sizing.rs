//! Whether the programs of a server fit into its machine.

use super::fault::{Dimension, MonitoringFault, SizingFault, Wanted};
use super::scope::{Scope, Tenant};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{Cluster, Image, Settings, Tariff};
use crate::blueprint::units::Size;
use crate::diagnostics::{Report, Span};
use crate::fleet::memory::{ONEC_LEAST, POSTGRESQL_LEAST};
use crate::fleet::monitoring::{MONITORING_LEAST, disk_estimate, disk_most};
use crate::fleet::{Sizing, Traced, sizing};

/// Every tariff on its image, as a customer without settings gets it.
pub(super) fn of_project(scope: &Scope<'_>, report: &mut Report) {
    for tariff in &scope.catalogue.blueprints.tariffs {
        let disk = &tariff.resources.disk;
        if disk.in_gibibytes() * 1024 != disk.in_mebibytes() || disk.in_gibibytes() == 0 {
            report.push(SizingFault::Disk { disk: disk.value, span: disk.span }.into());
        }
        let Some(image) = scope.catalogue.image(&tariff.image) else { continue };
        least(image, tariff, tariff.image.span, report);
        if let Some(provider) = scope.catalogue.provider {
            let sizing = sizing(provider, image, tariff, None, None);
            let wanted = Wanted { whose: &tariff.name, span: tariff.resources.memory.span };
            judge(&wanted, tariff, &sizing, report);
        }
    }
}

/// A server, where its customer's or its own settings or another image make it differ from its
/// tariff.
pub(super) fn of_server(scope: &Scope<'_>, tenant: Tenant<'_>, report: &mut Report) {
    let server = tenant.server;
    if tenant.is_deleted() {
        return;
    }
    let (Some(tariff), Some(image)) = (scope.tariff_of(server), scope.image_of(server)) else {
        return;
    };
    let (of_customer, own) = (tenant.customer.settings.as_ref(), server.settings.as_ref());
    if let Some(other) = &server.image {
        least(image, tariff, other.span, report);
    }
    let Some(provider) = scope.catalogue.provider else { return };
    let differs = bears_on_memory(of_customer)
        || bears_on_memory(own)
        || (server.image.is_some() && bears_on_memory(image.settings.as_ref()));
    let limits = server.platform.get().and_then(|platform| platform.cluster.as_ref());
    if !differs && limits.is_none() {
        return;
    }
    let sizing = sizing(provider, image, tariff, of_customer, own);
    if differs && let Some(dated) = server.tariffs.get().and_then(|t| t.last()) {
        let wanted = Wanted { whose: &server.name, span: dated.tariff.span };
        judge(&wanted, tariff, &sizing, report);
    }
    if let Some(limits) = limits {
        let onec = sizing.memory_plan.onec.value;
        cluster(limits, onec, report);
    }
}

fn bears_on_memory(settings: Option<&Settings>) -> bool {
    settings.is_some_and(|s| s.memory.is_some() || s.postgresql.is_some() || s.monitoring.is_some())
}

/// The image runs on the machine.
fn least(image: &Image, tariff: &Tariff, span: Span, report: &mut Report) {
    let (has, needs) = (&tariff.resources, &image.minimum);
    let dimensions = [
        (Dimension::Processors, has.vcpu.get(), needs.vcpu.get(), has.vcpu.span, needs.vcpu.span),
        of_size(Dimension::Memory, &has.memory, &needs.memory),
        of_size(Dimension::Disk, &has.disk, &needs.disk),
    ];
    for (dimension, has, needs, written, limit) in dimensions {
        if has < needs {
            let (tariff, image) = (&*tariff.name.value, &*image.name.value);
            let fault = SizingFault::BelowImage {
                tariff,
                image,
                dimension,
                has,
                needs,
                written,
                limit,
                span,
            };
            report.push(fault.into());
        }
    }
}

type Compared = (Dimension, u64, u64, Span, Span);

fn of_size(dimension: Dimension, has: &Spanned<Size>, needs: &Spanned<Size>) -> Compared {
    (dimension, has.in_mebibytes(), needs.in_mebibytes(), has.span, needs.span)
}

fn judge(wanted: &Wanted<'_>, tariff: &Tariff, sizing: &Sizing, report: &mut Report) {
    let memory = tariff.resources.memory;
    let plan = &sizing.memory_plan;
    if plan.postgresql.value < POSTGRESQL_LEAST || plan.onec.value < ONEC_LEAST {
        let said = [&plan.system, &plan.monitoring, &plan.postgresql]
            .into_iter()
            .filter_map(place)
            .collect();
        let fault = SizingFault::Memory {
            whose: wanted.whose,
            span: wanted.span,
            memory: memory.in_mebibytes(),
            of_tariff: memory.span,
            plan: [
                plan.system.value,
                plan.monitoring.value,
                plan.postgresql.value,
                plan.onec.value,
            ],
            least: [POSTGRESQL_LEAST, ONEC_LEAST],
            said,
        };
        // What follows is counted from the plan: it would only repeat this.
        return report.push(fault.into());
    }
    if plan.monitoring.value < MONITORING_LEAST {
        let fault = MonitoringFault::Memory {
            whose: wanted.whose,
            span: place(&plan.monitoring).unwrap_or(wanted.span),
            value: plan.monitoring.value,
            least: MONITORING_LEAST,
        };
        report.push(fault.into());
    }
    measurements(wanted, tariff, sizing, report);
    let share = plan.postgresql.value;
    let disk = tariff.resources.disk.in_mebibytes();
    let postgresql = &sizing.postgresql;
    // The bounds of docs/programs/postgresql.md.
    for (key, value, least, most, of) in [
        (
            "shared-buffers",
            &postgresql.shared_buffers,
            128,
            share / 2,
            "half of PostgreSQL's memory",
        ),
        ("work-mem", &postgresql.work_mem, 1, share / 8, "an eighth of PostgreSQL's memory"),
        ("max-wal-size", &postgresql.max_wal_size, 256, disk / 4, "a quarter of the disk"),
    ] {
        // Only what somebody wrote: what is computed keeps its own bounds.
        if let Some(span) = place(value)
            && !(least..=most).contains(&value.value)
        {
            let (whose, value) = (wanted.whose, value.value);
            report.push(SizingFault::Bounds { key, span, whose, value, least, most, of }.into());
        }
    }
}

/// The measurements find room on the disk.
fn measurements(wanted: &Wanted<'_>, tariff: &Tariff, sizing: &Sizing, report: &mut Report) {
    let (retention, interval) = (&sizing.monitoring.retention, &sizing.monitoring.interval);
    let needs = disk_estimate(retention.value, interval.value);
    let most = disk_most(tariff.resources.disk.in_gibibytes());
    if needs > most {
        let fault = MonitoringFault::Disk {
            whose: wanted.whose,
            span: place(retention).or_else(|| place(interval)).unwrap_or(wanted.span),
            interval_at: place(retention).and_then(|_| place(interval)),
            retention: retention.value,
            interval: interval.value,
            needs,
            most,
        };
        report.push(fault.into());
    }
}

/// Where the winner is written.
fn place<T>(value: &Traced<T>) -> Option<Span> {
    value.origin.winner()?.span
}

/// Limits of the cluster that let it take more than it is given.
fn cluster(limits: &Cluster, onec: u64, report: &mut Report) {
    if let Some(limit) = &limits.memory_limit
        && limit.in_mebibytes() > onec
    {
        let (key, span, value) = ("memory-limit", limit.span, limit.in_mebibytes());
        report.push(SizingFault::AboveOnec { key, span, value, onec }.into());
    }
    if let Some(call) = &limits.safe_call_memory {
        let most =
            limits.memory_limit.as_ref().map_or(onec, |limit| limit.in_mebibytes().min(onec));
        if call.in_mebibytes() > most {
            let (key, span, value) = ("safe-call-memory", call.span, call.in_mebibytes());
            report.push(SizingFault::AboveOnec { key, span, value, onec: most }.into());
        }
    }
}
