//! Which secrets the servers of a project need.

use std::collections::BTreeSet;
use std::path::PathBuf;

use qalyp::blueprint::Loaded;
use qalyp::blueprint::kinds::Access;
use qalyp::diagnostics::nearest;
use qalyp::fleet::{Catalogue, Server, resolve, secrets};
use qalyp::vault::SecretId;
use rayon::prelude::*;

use crate::cli::books::told;
use crate::cli::failure::Failure;
use crate::cli::project::ProjectArgs;
use crate::cli::terminal::Terminal;

/// A server and its secrets, by name.
pub(super) struct Needs {
    pub(super) server: String,
    /// None of a deleted server.
    pub(super) secrets: Vec<SecretId>,
    pub(super) is_deleted: bool,
}

/// The needs of the servers that are named, or of all that are not deleted; and the folder of keys.
pub(super) fn of_servers(
    project: &ProjectArgs,
    names: &[String],
    terminal: Terminal,
) -> Result<(Vec<Needs>, PathBuf), Failure> {
    let Loaded { blueprints, sources, report, keys, .. } = project.load()?;
    told(report, &sources, terminal)?;
    let catalogue = Catalogue::new(&blueprints);
    let customers = blueprints.customers.iter();
    let all: Vec<_> = customers
        .flat_map(|customer| customer.servers.iter().map(move |server| (customer, server)))
        .collect();
    let known: BTreeSet<&str> = all.iter().map(|(_, server)| &**server.name).collect();
    if let Some(unknown) = names.iter().find(|name| !known.contains(name.as_str())) {
        return Err(no_server(unknown, known));
    }
    let chosen = |name: &str| names.is_empty() || names.iter().any(|wanted| wanted == name);
    // One server is resolved, asked and dropped again: ten thousand at once would fill the memory.
    let asked: Vec<Result<Option<Needs>, Unasked>> = all
        .into_par_iter()
        .filter(|(_, server)| chosen(&server.name))
        .map(|(customer, server)| match resolve(&catalogue, customer, server) {
            Some(server) if names.is_empty() && server.access.value == Access::Deleted => Ok(None),
            Some(server) => of_server(&server).map(Some).map_err(Unasked::Failure),
            None => Err(Unasked::Wrong(server.name.to_string())),
        })
        .collect();
    let mut needs = Vec::new();
    for answer in asked {
        match answer {
            Ok(some) => needs.extend(some),
            Err(Unasked::Failure(failure)) => return Err(failure),
            Err(Unasked::Wrong(name)) => passed_over(&name, !names.is_empty(), terminal)?,
        }
    }
    needs.sort_by(|one, two| one.server.cmp(&two.server));
    Ok((needs, keys))
}

/// Why nobody can tell what a server needs.
enum Unasked {
    Failure(Failure),
    /// It lacks what a check asks for.
    Wrong(String),
}

fn of_server(server: &Server) -> Result<Needs, Failure> {
    let name = server.name.value.clone();
    let secret = |secret: String| {
        SecretId::of_server(&name, &secret).map_err(|fault| Failure::new(fault.to_string()))
    };
    let is_deleted = server.access.value == Access::Deleted;
    let needed = if is_deleted { Vec::new() } else { secrets::needed(server) };
    let secrets = needed.into_iter().map(secret).collect::<Result<_, _>>()?;
    Ok(Needs { server: name, secrets, is_deleted })
}

fn passed_over(name: &str, named: bool, terminal: Terminal) -> Result<(), Failure> {
    let headline = format!("nobody can tell what `{name}` needs: its blueprint is not right");
    if named {
        return Err(Failure::new(headline).help("`qalyp check` says what is wrong"));
    }
    terminal.remark(&format!("warning: {headline}; see `qalyp check`\n"));
    Ok(())
}

/// Makes sure that the project has a server of this name.
pub(super) fn known(project: &ProjectArgs, name: &str) -> Result<(), Failure> {
    let Loaded { blueprints, .. } = project.load()?;
    let servers = blueprints.customers.iter().flat_map(|customer| &customer.servers);
    let names: BTreeSet<&str> = servers.map(|server| &**server.name).collect();
    if names.contains(name) { Ok(()) } else { Err(no_server(name, names)) }
}

fn no_server(name: &str, known: BTreeSet<&str>) -> Failure {
    let failure = Failure::new(format!("there is no server `{name}`"));
    match nearest(name, known) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help("name servers of this project"),
    }
}
