use crate::blueprint::units::Size;
use crate::checks::codes;
use crate::checks::fault::MonitoringFault;
use crate::contract::Duration;
use crate::diagnostics::Finding;

impl From<MonitoringFault<'_>> for Finding {
    fn from(fault: MonitoringFault<'_>) -> Self {
        match fault {
            MonitoringFault::Memory { whose, span, value, least } => Self::error(
                codes::MONITORING_MEMORY,
                format!("{} are too little for the monitoring of `{whose}`", mebibytes(value)),
            )
            .at(span, format!("at least {}", mebibytes(least)))
            .note("Prometheus, Grafana and five exporters share it; the kernel would end them again and again")
            .help("give `settings.memory.monitoring` more, or leave it out to have 512 MiB"),
            MonitoringFault::Disk {
                whose,
                span,
                interval_at,
                retention,
                interval,
                needs,
                most,
            } => {
                let time = |seconds| {
                    Duration::from_seconds(seconds).map_or_else(String::new, |d| d.to_string())
                };
                let finding = Self::error(
                    codes::MONITORING_DISK,
                    format!("the measurements of `{whose}` would take {} of its disk", mebibytes(needs)),
                )
                .at(span, format!("measured every {} and kept for {}", time(interval), time(retention)))
                .note(format!("at most {}: a tenth of the disk", mebibytes(most)))
                .help("keep them for less time, or measure less often");
                match interval_at {
                    Some(interval) => finding.also(interval, "how often is measured"),
                    None => finding,
                }
            }
        }
    }
}

fn mebibytes(mebibytes: u64) -> String {
    Size::mebibytes(mebibytes).to_string()
}
