//! How the memory of a machine that 1C, PostgreSQL and monitoring share is divided.

use super::layers::Layers;
use super::origin::Traced;
use super::server::MemoryPlan;
use crate::blueprint::kinds::{MemorySettings, Settings};
use crate::blueprint::units::Size;
use crate::contract::Percent;

/// What 1C needs to start and serve anybody, in MiB.
pub const ONEC_LEAST: u64 = 2048;
/// What PostgreSQL needs for the least useful settings, in MiB.
pub const POSTGRESQL_LEAST: u64 = 1024;

const SYSTEM_DEFAULT: u64 = 1024;
const MONITORING_DEFAULT: u64 = 512;
const SHARE_DEFAULT_PERCENT: u64 = 40;

fn of(settings: &Settings) -> Option<&MemorySettings> {
    settings.memory.as_ref()
}

/// Divides `memory` MiB: system and monitoring first, then PostgreSQL's part of the rest, and what
/// is left is 1C's. A plan that does not fit has zeros; `checks` reports it.
pub(super) fn plan(layers: &Layers<'_>, memory: u64) -> MemoryPlan {
    let mebibytes = |size: &Size| size.in_mebibytes();
    let system = layers.over_as(
        |s| of(s)?.system.as_ref(),
        mebibytes,
        Traced::default_value(SYSTEM_DEFAULT, "1 GiB"),
    );
    let monitoring = layers.over_as(
        |s| of(s)?.monitoring.as_ref(),
        mebibytes,
        Traced::default_value(MONITORING_DEFAULT, "512 MiB"),
    );
    let rest = memory.saturating_sub(system.value + monitoring.value);
    let share = Percent::from_millionths(SHARE_DEFAULT_PERCENT * 1_000_000);
    let postgresql = layers.over_as(
        |s| of(s)?.postgresql.as_ref(),
        |share| part(rest, *share),
        Traced::default_value(part(rest, share), "40 % of what system and monitoring leave"),
    );
    let onec = rest - postgresql.value.min(rest);
    let onec = Traced::computed(
        onec,
        "memory - memory_plan.system - memory_plan.monitoring - memory_plan.postgresql",
    );
    MemoryPlan { system, monitoring, postgresql, onec }
}

/// A percentage of so many MiB, rounded down to whole MiB.
fn part(of: u64, share: Percent) -> u64 {
    let (numerator, denominator) = share.fraction();
    let part = u128::from(of) * u128::from(numerator) / u128::from(denominator.max(1));
    u64::try_from(part).unwrap_or(of)
}
