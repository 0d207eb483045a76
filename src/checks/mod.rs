//! What a fleet must fulfil: rules on documents that were read and joined.
//!
//! One family of rules per file. A rule finds facts and pushes a fault of `fault/`; every sentence
//! is in `wording/`; every code is in [`CODES`] and has a page in `docs/checks/` with an example
//! that fails and one that passes. Nothing here repairs.
//!
//! Rules do not stop at each other's findings: one run reports all mistakes that do not follow from
//! another. A server of which every reference is right and no finding is an error can be resolved.

mod accounting;
mod addons;
mod archives;
mod backups;
mod codes;
mod fault;
mod history;
mod images;
mod lives;
mod names;
mod networks;
mod notices;
mod platform;
mod ports;
mod prices;
mod project;
mod publications;
mod references;
mod repetition;
mod scope;
mod settings;
mod sizing;
#[cfg(test)]
mod tests;
mod uniqueness;
mod vpn;
mod vpn_state;
mod wording;

pub use codes::CODES;

use rayon::prelude::*;

use crate::contract::Date;
use crate::diagnostics::Report;
use crate::fleet::Catalogue;
use scope::{Scope, Tenant};

/// Servers that one task judges: enough that starting a task costs nothing beside it.
const SERVERS_AT_ONCE: usize = 128;

/// Judges a project.
///
/// `judged_at` is the day for which ends of life and the like are answered; nothing else asks for
/// a date. The findings are sorted by place.
pub fn check(catalogue: &Catalogue<'_>, judged_at: Date) -> Report {
    let scope = &Scope::new(catalogue, judged_at);
    let (mut report, of_servers) = rayon::join(
        || of_project(scope),
        || -> Vec<Report> {
            scope.tenants.par_chunks(SERVERS_AT_ONCE).map(|some| of_servers(scope, some)).collect()
        },
    );
    for found in of_servers {
        report.absorb(found);
    }
    report.sort();
    report
}

/// The rules on everything that is not one server's own.
fn of_project(scope: &Scope<'_>) -> Report {
    let mut report = Report::default();
    project::of_project(scope, &mut report);
    references::of_project(scope, &mut report);
    prices::of_project(scope, &mut report);
    names::of_project(scope, &mut report);
    images::of_project(scope, &mut report);
    addons::of_project(scope, &mut report);
    backups::of_project(scope, &mut report);
    sizing::of_project(scope, &mut report);
    settings::of_project(scope, &mut report);
    ports::of_project(scope, &mut report);
    archives::of_project(scope, &mut report);
    uniqueness::of_fleet(scope, &mut report);
    networks::of_provider(scope, &mut report);
    vpn::of_project(scope, &mut report);
    vpn_state::of_project(scope, &mut report);
    networks::of_fleet(scope, &mut report);
    notices::of_project(scope, &mut report);
    accounting::of_project(scope, &mut report);
    report
}

/// The rules on single servers.
fn of_servers(scope: &Scope<'_>, tenants: &[Tenant<'_>]) -> Report {
    let mut report = Report::default();
    for tenant in tenants {
        references::of_server(scope, *tenant, &mut report);
        names::of_server(scope, *tenant, &mut report);
        uniqueness::of_server(*tenant, &mut report);
        networks::of_server(scope, *tenant, &mut report);
        vpn::of_server(scope, *tenant, &mut report);
        vpn_state::of_server(scope, *tenant, &mut report);
        publications::of_server(*tenant, &mut report);
        sizing::of_server(scope, *tenant, &mut report);
        settings::of_server(scope, *tenant, &mut report);
        ports::of_server(*tenant, &mut report);
        addons::of_server(scope, *tenant, &mut report);
        backups::of_server(*tenant, &mut report);
        platform::of_server(scope, *tenant, &mut report);
        history::of_server(scope, *tenant, &mut report);
    }
    report
}
