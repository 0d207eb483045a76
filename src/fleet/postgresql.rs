//! PostgreSQL for 1C on a machine that it shares with 1C: settings from the memory plan.
//!
//! The formulas, their bounds and their sources are in `docs/programs/postgresql.md`; a change here
//! is a change there.

use super::layers::Layers;
use super::origin::{Origin, Traced};
use super::server::{MemoryPlan, Postgresql};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{PostgresqlSettings, Settings};
use crate::blueprint::units::{Size, Whole};

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
        (share / 4).max(128),
        "memory_plan.postgresql / 4, at least 128 MiB",
    );
    let work_mem = size(
        layers,
        |s| of(s)?.work_mem.as_ref(),
        (share / 64).clamp(8, 256),
        "memory_plan.postgresql / 64, from 8 to 256 MiB",
    );
    let maintenance_work_mem = size(
        layers,
        |s| of(s)?.maintenance_work_mem.as_ref(),
        (share / 16).clamp(64, 2047),
        "memory_plan.postgresql / 16, from 64 to 2047 MiB",
    );
    let max_wal_size = size(
        layers,
        |s| of(s)?.max_wal_size.as_ref(),
        (disk_gib * 1024 / 16).clamp(1024, 16_384),
        "disk / 16, from 1 to 16 GiB",
    );
    let workers = vcpu.max(4);
    Postgresql {
        effective_cache_size: Traced::computed(share * 3 / 4, "memory_plan.postgresql * 3 / 4"),
        autovacuum_work_mem: Traced::computed(
            (share / 32).clamp(32, 1024),
            "memory_plan.postgresql / 32, from 32 to 1024 MiB",
        ),
        temp_buffers: Traced::computed(
            (share / 128).clamp(8, 256),
            "memory_plan.postgresql / 128, from 8 to 256 MiB",
        ),
        wal_buffers: Traced::computed(
            (shared_buffers.value / 32).clamp(1, 16),
            "postgresql.shared_buffers / 32, at most 16 MiB",
        ),
        max_connections: layers
            .over(
                |s| of(s)?.max_connections.as_ref(),
                Traced::computed(
                    Whole::clamped((50 * vcpu).clamp(100, 1000)),
                    "50 * vcpu, from 100 to 1000",
                ),
            )
            .map(Whole::get),
        max_locks_per_transaction: Traced::new(1000, Origin::default_value("1000")),
        max_worker_processes: Traced::computed(workers * 2, "2 * vcpu, at least 8"),
        max_parallel_maintenance_workers: Traced::computed(
            (vcpu / 2).clamp(1, 4),
            "vcpu / 2, from 1 to 4",
        ),
        autovacuum_max_workers: Traced::computed((vcpu / 2).clamp(4, 16), "vcpu / 2, from 4 to 16"),
        min_wal_size: Traced::computed(max_wal_size.value / 4, "postgresql.max_wal_size / 4"),
        synchronous_commit: layers.or_default(|s| of(s)?.synchronous_commit.as_ref(), true, "true"),
        shared_buffers,
        work_mem,
        maintenance_work_mem,
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
    layers.over(get, Traced::computed(Size::mebibytes(computed), rule)).map(Size::in_mebibytes)
}
