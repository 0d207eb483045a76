//! PostgreSQL for 1C on a machine that it shares with 1C: settings from the memory plan.
//!
//! The formulas, their bounds and their sources are in `docs/programs/postgresql.md`; a change here
//! is a change there.

use super::layers::Layers;
use super::origin::Traced;
use super::server::{MemoryPlan, Postgresql};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{PostgresqlSettings, Settings};
use crate::blueprint::units::Size;

fn of(settings: &Settings) -> Option<&PostgresqlSettings> {
    settings.postgresql.as_ref()
}

/// Computes the settings; what a layer sets wins over the formula.
pub(super) fn settings(
    layers: &Layers<'_>,
    plan: &MemoryPlan,
    vcpu: u64,
    disk_gib: u64,
) -> Postgresql {
    let share = plan.postgresql.value;
    let shared_buffers = size(
        layers,
        |s| of(s)?.shared_buffers.as_ref(),
        (share / 4).clamp(128, 32_768),
        "memory_plan.postgresql / 4, from 128 MiB to 32 GiB",
    );
    let max_connections = layers.over_as(
        |s| of(s)?.max_connections.as_ref(),
        |n| n.get(),
        Traced::computed((50 * vcpu).clamp(100, 1000), "50 * vcpu, from 100 to 1000"),
    );
    let work_mem = size(
        layers,
        |s| of(s)?.work_mem.as_ref(),
        (share / (16 * vcpu.max(4))).clamp(4, 256),
        "memory_plan.postgresql / (16 * vcpu, at least 64), from 4 to 256 MiB",
    );
    let autovacuum_max_workers = (vcpu / 2).clamp(4, 8);
    let max_wal_size = size(
        layers,
        |s| of(s)?.max_wal_size.as_ref(),
        (64 * disk_gib).clamp(1024, 8192),
        "a sixteenth of disk, from 1 to 8 GiB",
    );
    let recycled = (max_wal_size.value / 4).clamp(256, 2048) / 16 * 16;
    Postgresql {
        effective_cache_size: Traced::computed(
            share.saturating_sub(shared_buffers.value).max(shared_buffers.value),
            "memory_plan.postgresql - postgresql.shared_buffers, at least as much as the latter",
        ),
        maintenance_work_mem: Traced::computed(
            (share / 16).clamp(64, 2047),
            "memory_plan.postgresql / 16, from 64 to 2047 MiB",
        ),
        autovacuum_work_mem: Traced::computed(
            (share / (8 * autovacuum_max_workers)).clamp(32, 1024),
            "memory_plan.postgresql / 8 for all workers, each from 32 to 1024 MiB",
        ),
        autovacuum_max_workers: Traced::computed(autovacuum_max_workers, "vcpu / 2, from 4 to 8"),
        temp_buffers: Traced::computed(
            (share / 128).clamp(8, 64),
            "memory_plan.postgresql / 128, from 8 to 64 MiB",
        ),
        wal_buffers: Traced::computed(
            (shared_buffers.value / 32).clamp(4, 16),
            "postgresql.shared_buffers / 32, from 4 to 16 MiB",
        ),
        max_locks_per_transaction: Traced::default_value(1000, "1000"),
        max_worker_processes: Traced::computed(vcpu.max(8), "vcpu, at least 8"),
        max_parallel_maintenance_workers: Traced::computed(
            (vcpu / 2).clamp(1, 4),
            "vcpu / 2, from 1 to 4",
        ),
        min_wal_size: Traced::computed(
            recycled.min(max_wal_size.value),
            "postgresql.max_wal_size / 4, from 256 to 2048 MiB, whole segments",
        ),
        synchronous_commit: layers
            .over(|s| of(s)?.synchronous_commit.as_ref(), Traced::default_value(true, "true")),
        shared_buffers,
        max_connections,
        work_mem,
        max_wal_size,
    }
}

/// A size in MiB that a layer may set.
fn size<'a>(
    layers: &Layers<'a>,
    get: impl Fn(&'a Settings) -> Option<&'a Spanned<Size>>,
    computed: u64,
    rule: &str,
) -> Traced<u64> {
    layers.over_as(get, |size| size.in_mebibytes(), Traced::computed(computed, rule))
}
