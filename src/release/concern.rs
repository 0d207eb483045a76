//! Which errors of a project keep one server from being released, and which are about others.
//!
//! A release of a server in an emergency must not wait for somebody else's mistake. What is left out of account is
//! little, and only what is surely about another: the public state of another server's VPN, a file in which nothing but
//! other customers stands, and the lines of another server in its own customer's file. Everything else counts: the
//! provider, images, terms, templates, whatever could not be read at all.

use std::collections::BTreeSet;
use std::path::{Component, Path};

use crate::blueprint::kinds::{Kind, Server};
use crate::blueprint::{Blueprints, PKI_FOLDER};
use crate::diagnostics::{Finding, Severity, SourceId, Sources, Span};

/// A state whose name and server differ: whose it is, nobody knows.
const STATE_OF_ANOTHER: &str = "E0901";

/// The places of a project that have nothing to do with one server.
#[derive(Clone, Debug, Default)]
pub struct Elsewhere {
    /// Whole files.
    sources: BTreeSet<SourceId>,
    /// Lines of other servers in the file of the server's customer.
    stretches: Vec<Span>,
    /// The lines of the server itself, and the state of its VPN: an error elsewhere that points there is about both.
    own: Vec<Span>,
}

impl Elsewhere {
    /// The places of a project that have nothing to do with a server. `keys` is the folder of keys, as the names of the
    /// texts have it. Of a server that is in no blueprint there are none.
    pub fn of(server: &str, blueprints: &Blueprints, sources: &Sources, keys: &Path) -> Self {
        // What could not be recognised may be what the server needs, in whatever file it stands.
        let faulty = &blueprints.faulty;
        if faulty.nameless > 0 || faulty.named.iter().any(|(kind, _)| *kind != Kind::Customer) {
            return Self::default();
        }
        let mut elsewhere = Self::default();
        let Some(file) = elsewhere.lines_of(server, blueprints) else { return Self::default() };
        let shared = shared(blueprints);
        let of_customers = blueprints.customers.iter().map(|it| it.name.span.source);
        elsewhere.sources.extend(of_customers.filter(|it| *it != file && !shared.contains(it)));
        let folder = plain(&keys.join(PKI_FOLDER));
        for (id, source) in sources.iter() {
            let path = plain(Path::new(source.name()));
            if path.parent() != Some(&folder) {
            } else if path.file_stem().is_some_and(|stem| stem == server) {
                elsewhere.own.push(Span::new(id, 0, u32::MAX));
            } else {
                elsewhere.sources.insert(id);
            }
        }
        elsewhere
    }

    /// Notes which lines are the server's and which those of its neighbours; the file in which it stands. Where the last of
    /// a customer's servers ends cannot be told from where its customer goes on: its lines are nobody's but the customer's.
    fn lines_of(&mut self, server: &str, blueprints: &Blueprints) -> Option<SourceId> {
        let is_it = |it: &Server| it.name.value.to_string() == server;
        let customer = blueprints.customers.iter().find(|it| it.servers.iter().any(is_it))?;
        for (at, one) in customer.servers.iter().enumerate() {
            let next = customer.servers.get(at + 1).map(|it| it.span.start);
            let stretch = Span { end: next.unwrap_or(u32::MAX), ..one.span };
            if is_it(one) {
                self.own.push(stretch);
            } else if next.is_some() {
                self.stretches.push(stretch);
            }
        }
        Some(customer.name.span.source)
    }

    /// Whether a finding keeps the server from being released: an error that is not about others only.
    pub fn stops(&self, finding: &Finding) -> bool {
        finding.severity == Severity::Error && !self.is_about_others(finding)
    }

    fn is_about_others(&self, finding: &Finding) -> bool {
        let Some(primary) = &finding.primary else { return false };
        let place = primary.span;
        let holds = self.sources.contains(&place.source) || lies_in(&self.stretches, place);
        holds
            && finding.code.0 != STATE_OF_ANOTHER
            && !finding.places().any(|place| lies_in(&self.own, place))
    }
}

fn lies_in(stretches: &[Span], place: Span) -> bool {
    stretches
        .iter()
        .any(|it| it.source == place.source && (it.start..it.end).contains(&place.start))
}

/// Files in which something stands that more than one customer has a use for.
fn shared(blueprints: &Blueprints) -> BTreeSet<SourceId> {
    let of = |span: Span| span.source;
    let Blueprints { providers, terms, calendars, tariffs, addons, images, notices, .. } =
        blueprints;
    let all = providers.iter().map(|it| of(it.span));
    all.chain(terms.iter().map(|it| of(it.span)))
        .chain(calendars.iter().map(|it| of(it.span)))
        .chain(tariffs.iter().map(|it| of(it.span)))
        .chain(addons.iter().map(|it| of(it.span)))
        .chain(images.iter().map(|it| of(it.span)))
        .chain(notices.iter().map(|it| of(it.span)))
        .collect()
}

/// A path without `.` in it.
fn plain(path: &Path) -> std::path::PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

#[cfg(test)]
mod tests;
