//! From arguments to the servers that a command is about.

use std::collections::BTreeMap;
use std::path::PathBuf;

use qalyp::blueprint::kinds::{self, Access};
use qalyp::blueprint::{Loaded, kinds::VpnState};
use qalyp::checks;
use qalyp::contract::{Instant, UtcOffset};
use qalyp::diagnostics::{Report, Severity, Sources, nearest};
use qalyp::fleet::vpn_state::State;
use qalyp::fleet::{Catalogue, Server, resolve};

use crate::cli::books;
use crate::cli::failure::Failure;
use crate::cli::project::ProjectArgs;
use crate::cli::terminal::Terminal;

/// Findings about the public state of VPNs: what these commands put right.
const OF_THE_STATE: [&str; 3] = ["E090", "E091", "E092"];

/// A project as these commands see it.
pub(super) struct Fleet<'a> {
    /// The documents by name.
    pub(super) catalogue: &'a Catalogue<'a>,
    /// The servers that the command is about, in the order of the blueprints.
    pub(super) servers: Vec<Chosen<'a>>,
    /// The folder of the project.
    pub(super) root: PathBuf,
    /// The folder of keys, which need not be there.
    pub(super) keys: PathBuf,
    /// The project's own templates.
    pub(super) overrides: BTreeMap<String, String>,
}

/// A server with a VPN.
pub(super) struct Chosen<'a> {
    /// Whose it is.
    pub(super) customer: &'a kinds::Customer,
    /// As it is written.
    pub(super) blueprint: &'a kinds::Server,
    /// With every value.
    pub(super) server: Server,
    /// What was issued for it, as the project says.
    pub(super) state: Option<State>,
}

impl Chosen<'_> {
    /// Its name.
    pub(super) fn name(&self) -> &str {
        &self.server.name.value
    }
}

/// How well a project has to be before something is done by it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Judged {
    /// It can be read.
    Read,
    /// Checks find nothing wrong as of this moment, but for the state of VPNs.
    Checked(Instant),
    /// The same of the blueprints alone: the state is not read here.
    WithoutState(Instant),
}

/// Reads a project and does something with the servers that are named, or with all that have a VPN
/// and are not deleted.
///
/// Nothing is done by blueprints that are wrong: what is wrong is shown, and the command fails.
pub(super) fn open<T>(
    project: &ProjectArgs,
    names: &[String],
    judged: Judged,
    terminal: Terminal,
    work: impl FnOnce(&Fleet<'_>, &mut Sources) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let root = project.root()?.to_owned();
    let Loaded { mut blueprints, mut sources, mut report, keys, .. } = match judged {
        Judged::WithoutState(_) => project.load_without_states()?,
        Judged::Read | Judged::Checked(_) => project.load()?,
    };
    let overrides = std::mem::take(&mut blueprints.overrides);
    let catalogue = Catalogue::new(&blueprints);
    if let Judged::Checked(at) | Judged::WithoutState(at) = judged {
        let found = checks::check(&catalogue, at.date(UtcOffset::KAZAKHSTAN));
        report.absorb(errors_of_others(&found));
    }
    books::told(report, &sources, terminal)?;
    let all = catalogue.blueprints.vpn_states.iter();
    let states = all.map(|state| (&**state.server, state)).collect();
    let servers = chosen(&catalogue, names, &states)?;
    work(&Fleet { catalogue: &catalogue, servers, root, keys, overrides }, &mut sources)
}

/// The errors that these commands do not put right themselves. Warnings are for `check`.
fn errors_of_others(found: &Report) -> Report {
    let mut errors = Report::default();
    for finding in found.findings() {
        let of_the_state = OF_THE_STATE.iter().any(|family| finding.code.0.starts_with(family));
        if finding.severity == Severity::Error && !of_the_state {
            errors.push(finding.clone());
        }
    }
    errors
}

fn chosen<'a>(
    catalogue: &Catalogue<'a>,
    names: &[String],
    states: &BTreeMap<&str, &VpnState>,
) -> Result<Vec<Chosen<'a>>, Failure> {
    let all = || {
        let customers = catalogue.blueprints.customers.iter();
        customers.flat_map(|customer| customer.servers.iter().map(move |server| (customer, server)))
    };
    for name in names {
        if !all().any(|(_, server)| **server.name == **name) {
            let failure = Failure::new(format!("there is no server `{name}`"));
            return Err(match nearest(name, all().map(|(_, server)| &**server.name)) {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help("name servers of this project"),
            });
        }
    }
    let mut servers = Vec::new();
    for (customer, blueprint) in all() {
        let is_named = names.iter().any(|name| **name == **blueprint.name);
        if !names.is_empty() && !is_named {
            continue;
        }
        let Some(server) = resolve(catalogue, customer, blueprint) else { continue };
        let unfit = match (server.access.value, &server.vpn) {
            (Access::Deleted, _) => Some("is deleted, and nobody has access to it"),
            (_, None) => Some("has no VPN in its blueprint"),
            _ => None,
        };
        match unfit {
            Some(why) if is_named => {
                return Err(Failure::new(format!("the server `{}` {why}", server.name.value)));
            }
            Some(_) => continue,
            None => {}
        }
        let state = states.get(server.name.value.as_str()).and_then(|state| State::of(state));
        servers.push(Chosen { customer, blueprint, server, state });
    }
    Ok(servers)
}
