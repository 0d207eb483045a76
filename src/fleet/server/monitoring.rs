//! What monitoring takes of the machine.

use crate::fleet::fields::resolved;
use crate::fleet::origin::Traced;

resolved! {
    /// What monitoring takes of the machine, in MiB.
    pub struct MonitoringPlan {
        /// Memory of Prometheus.
        prometheus: Traced<u64>,
        /// Memory of Grafana.
        grafana: Traced<u64>,
        /// Memory of all exporters together.
        exporters: Traced<u64>,
        /// Disk of the measurements: the oldest go when it is full.
        disk: Traced<u64>,
    }
}
