//! How the monitoring of a server divides what it is given, and how much disk its measurements take.

use super::origin::Traced;
use super::server::{MemoryPlan, Monitoring, MonitoringPlan};

/// What monitoring needs to run at all, in MiB: the exporters, Grafana and Prometheus at their least.
pub const MONITORING_LEAST: u64 = EXPORTERS + GRAFANA_LEAST + PROMETHEUS_LEAST;

/// Five small programs of 8 to 20 MiB each.
const EXPORTERS: u64 = 80;
/// Grafana at rest takes about 100 MiB, and with open dashboards half as much again.
const GRAFANA_LEAST: u64 = 128;
const GRAFANA_MOST: u64 = 256;
/// A head block of [`SERIES`] series and the compaction of one block.
const PROMETHEUS_LEAST: u64 = 112;

/// Time series of one server: what the exporters of this image give (about 1,300 in the tests), and
/// twice as much for many processors, disks and infobases.
const SERIES: u64 = 4000;
/// Bytes of one measurement on the disk, index included. Prometheus's manual says 1 to 2.
const BYTES: u64 = 2;
/// The write-ahead log and the head, which are not compressed, hold about three hours.
const HEAD_MIB: u64 = 256;
const MIB: u64 = 1 << 20;

/// The disk in MiB that measurements taken every `interval` seconds and kept for `retention` seconds
/// fill, by our estimate.
pub const fn disk_estimate(retention: u64, interval: u64) -> u64 {
    let interval = if interval == 0 { 1 } else { interval };
    HEAD_MIB + (SERIES * (retention / interval) * BYTES).div_ceil(MIB)
}

/// The part of a disk, in MiB, that measurements may fill.
pub const fn disk_most(disk_gib: u64) -> u64 {
    disk_gib * 1024 / 10
}

/// Divides the plan's memory. A plan that does not suffice is reported by `checks`.
pub(super) fn plan(memory: &MemoryPlan, settings: &Monitoring) -> MonitoringPlan {
    let all = memory.monitoring.value;
    let rest = all.saturating_sub(EXPORTERS);
    let grafana = (rest * 2 / 5).clamp(GRAFANA_LEAST, GRAFANA_MOST);
    let prometheus = rest.saturating_sub(grafana);
    let estimate = disk_estimate(settings.retention.value, settings.interval.value);
    MonitoringPlan {
        exporters: Traced::default_value(EXPORTERS, format!("{EXPORTERS} MiB")),
        grafana: Traced::computed(
            grafana,
            "two fifths of memory_plan.monitoring - exporters, 128 to 256 MiB",
        ),
        prometheus: Traced::computed(prometheus, "memory_plan.monitoring - exporters - grafana"),
        // Half as much again: the time decides as a rule, and the size only if we were wrong.
        disk: Traced::computed(
            (estimate * 3 / 2).next_multiple_of(256),
            "1.5 times the estimate for settings.monitoring, in steps of 256 MiB",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(all: u64, retention: u64, interval: u64) -> [u64; 4] {
        let value = |value| Traced::default_value(value, "test");
        let memory = MemoryPlan {
            system: value(1024),
            monitoring: value(all),
            postgresql: value(1024),
            onec: value(2048),
        };
        let settings = Monitoring { retention: value(retention), interval: value(interval) };
        let plan = plan(&memory, &settings);
        [plan.prometheus, plan.grafana, plan.exporters, plan.disk].map(|part| part.value)
    }

    #[test]
    fn the_parts_are_the_whole() {
        let day = 86_400;
        assert_eq!(planned(MONITORING_LEAST, day, 15), [112, 128, 80, 512]);
        assert_eq!(planned(384, 7 * day, 15), [176, 128, 80, 1024]);
        assert_eq!(planned(512, 15 * day, 15), [260, 172, 80, 1536]);
        assert_eq!(planned(1024, 30 * day, 15), [688, 256, 80, 2560]);
        for all in MONITORING_LEAST..2000 {
            let [prometheus, grafana, exporters, _] = planned(all, day, 15);
            assert_eq!(prometheus + grafana + exporters, all);
            assert!(prometheus >= PROMETHEUS_LEAST, "{all}");
        }
    }

    #[test]
    fn an_estimate_grows_with_time_and_haste() {
        assert_eq!(disk_estimate(86_400, 15), 256 + 44);
        assert!(disk_estimate(86_400, 5) > disk_estimate(86_400, 15));
        assert_eq!(disk_estimate(86_400, 0), disk_estimate(86_400, 1));
    }
}
