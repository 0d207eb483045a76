//! Ports of a server: what listens where is decided once, for all servers.

use super::fault::PortTaken;
use super::scope::{Scope, Tenant};
use crate::blueprint::kinds::Settings;
use crate::diagnostics::Report;

/// TCP ports of a server that belong to a program, on whichever of its addresses.
const TAKEN: &[(u64, u64, &str)] = &[
    (53, 53, "the name server of the private network"),
    (80, 80, "nginx"),
    (443, 443, "nginx"),
    (1194, 1194, "OpenVPN"),
    (1540, 1541, "the 1C server"),
    (1542, 1542, "the server of the configuration repository"),
    (1545, 1545, "the administration server of 1C"),
    (1560, 1591, "the working processes of 1C"),
    (3000, 3000, "Grafana"),
    (5432, 5432, "PostgreSQL"),
    (8080, 8082, "Apache and the state of the web servers"),
    (8443, 8444, "nginx behind a shared port 443"),
    (9090, 9090, "Prometheus"),
    (9099, 9099, "the SLK server"),
    (9100, 9100, "an exporter of measurements"),
    (9113, 9113, "an exporter of measurements"),
    (9117, 9117, "an exporter of measurements"),
    (9187, 9187, "an exporter of measurements"),
];

/// Settings of everything that is not a server.
pub(super) fn of_project(scope: &Scope<'_>, report: &mut Report) {
    scope.shared_settings().for_each(|settings| of_settings(settings, report));
}

/// Settings of one server.
pub(super) fn of_server(tenant: Tenant<'_>, report: &mut Report) {
    if let Some(settings) = &tenant.server.settings {
        of_settings(settings, report);
    }
}

/// Remote administration must stay reachable whatever else starts first.
fn of_settings(settings: &Settings, report: &mut Report) {
    let Some(port) = settings.ssh.as_ref().and_then(|ssh| ssh.port.as_ref()) else { return };
    let number = port.get();
    let owner = TAKEN.iter().find(|(first, last, _)| (*first..=*last).contains(&number));
    if let Some((_, _, whose)) = owner {
        report.push(PortTaken { port: number, span: port.span, whose }.into());
    }
}
