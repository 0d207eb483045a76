//! What there can be only one of, in the project or on a server.

use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::hash::Hash;
use std::net::Ipv4Addr;

use super::fault::{AddressRole, Reserved, Twice, Unique};
use super::repetition::{Repetition, folded, repetitions};
use super::scope::{Scope, Tenant};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{Infobase, Provider, Vpn, VpnUser};
use crate::blueprint::units::{DomainName, Line};
use crate::diagnostics::{Report, Span};

/// Labels that browsers and mail programs look for by themselves below any domain. Who held one
/// would get requests that were meant for the provider.
const WELL_KNOWN_LABELS: &[&str] =
    &["autoconfig", "autodiscover", "isatap", "localhost", "mta-sts", "wpad", "www"];

/// Names, labels and addresses of all servers.
pub(super) fn of_fleet(scope: &Scope<'_>, report: &mut Report) {
    let size = scope.tenants.len();
    let hosts = scope.catalogue.provider.map(provider_hosts).unwrap_or_default();
    let taken = scope.catalogue.provider.map(provider_addresses).unwrap_or_default();
    let mut names: HashMap<&str, (&str, Span)> = HashMap::with_capacity(size);
    let mut labels = HashMap::with_capacity(size);
    let mut addresses = HashMap::with_capacity(size);
    for tenant in &scope.tenants {
        let server = tenant.server;
        // A deleted server keeps its name: bills and records refer to it.
        once(Unique::Server, &mut names, &*server.name.value, &server.name, report);
        if tenant.is_deleted() {
            continue;
        }
        if let Some(domain) = server.domain.get() {
            let label = folded(domain);
            if let Some(fault) = reserved_label(domain, &label, &hosts) {
                report.push(fault.into());
            }
            once(Unique::Domain, &mut labels, label, domain, report);
        }
        if let Some(address) = server.address.get() {
            match taken.get(&address.value) {
                Some(&(role, written)) => {
                    let (address, span) = (address.value, address.span);
                    report.push(Reserved::Address { address, span, role, written }.into());
                }
                None => one_address(&mut addresses, *address, report),
            }
        }
    }
    renames(scope, &names, report);
    if let Some(provider) = scope.catalogue.provider {
        for found in repetitions(&provider.networks, |n| Some((&*n.name.value, n.name.span))) {
            report.push(twice(Unique::ProviderNetwork, &found, |n| &n.name.value).into());
        }
    }
}

/// What one server has.
pub(super) fn of_server(tenant: Tenant<'_>, report: &mut Report) {
    let server = tenant.server;
    // 1C compares the names of infobases without regard to case.
    for found in repetitions(&server.infobases, |i| Some((folded(&i.name), i.name.span))) {
        report.push(twice(Unique::Infobase, &found, |i| &i.name.value).into());
    }
    if tenant.whole {
        databases(&server.infobases, report);
    }
    if let Some(vpn) = &server.vpn {
        vpn_users(vpn, report);
    }
    for found in repetitions(&server.addons, |a| Some((&*a.addon.value, a.addon.span))) {
        report.push(twice(Unique::Addon, &found, |a| &a.addon.value).into());
    }
}

/// PostgreSQL keeps names apart by case, but its tools fold what is not quoted, and a backup folder
/// may lie on a system that knows no case.
fn databases(infobases: &[Infobase], report: &mut Report) {
    fn database(infobase: &Infobase) -> &Spanned<Line> {
        infobase.database.as_ref().unwrap_or(&infobase.name)
    }
    for found in repetitions(infobases, |i| Some((folded(database(i)), database(i).span))) {
        let (again, first) = (found.again.0, found.first.0);
        // Of two infobases with one name it is said already, unless the database is named as well.
        if again.database.is_some() || first.database.is_some() {
            report.push(twice(Unique::Database, &found, |i| &database(i).value).into());
        }
    }
}

fn vpn_users(vpn: &Vpn, report: &mut Report) {
    // A common name becomes the name of a file that is carried to customers' computers.
    for found in repetitions(&vpn.users, |u| Some((folded(&u.name), u.name.span))) {
        report.push(twice(Unique::VpnUser, &found, |u| &u.name.value).into());
    }
    let address = |user: &VpnUser| user.address.map(|a| (a.value, a.span));
    for found in repetitions(&vpn.users, address) {
        let text = address(found.again.0).map_or_else(String::new, |(a, _)| a.to_string());
        let fault = Twice {
            what: Unique::VpnAddress,
            name: &text,
            again: found.again.1,
            first_name: &text,
            first: found.first.1,
        };
        report.push(fault.into());
    }
}

fn twice<'a, T>(
    what: Unique,
    found: &Repetition<'a, T>,
    name: impl Fn(&'a T) -> &'a str,
) -> Twice<'a> {
    Twice {
        what,
        name: name(found.again.0),
        again: found.again.1,
        first_name: name(found.first.0),
        first: found.first.1,
    }
}

/// Notes a key, or that it is there already.
fn once<'a, K: Hash + Eq, T: std::ops::Deref<Target = str>>(
    what: Unique,
    seen: &mut HashMap<K, (&'a str, Span)>,
    key: K,
    written: &'a Spanned<T>,
    report: &mut Report,
) {
    match seen.entry(key) {
        Entry::Vacant(slot) => {
            slot.insert((&written.value, written.span));
        }
        Entry::Occupied(slot) => {
            let &(first_name, first) = slot.get();
            let (name, again) = (&*written.value, written.span);
            report.push(Twice { what, name, again, first_name, first }.into());
        }
    }
}

fn one_address(
    seen: &mut HashMap<Ipv4Addr, Span>,
    address: Spanned<Ipv4Addr>,
    report: &mut Report,
) {
    match seen.entry(address.value) {
        Entry::Vacant(slot) => {
            slot.insert(address.span);
        }
        Entry::Occupied(slot) => {
            let name = address.value.to_string();
            let fault = Twice {
                what: Unique::Address,
                name: &name,
                again: address.span,
                first_name: &name,
                first: *slot.get(),
            };
            report.push(fault.into());
        }
    }
}

/// The provider's own host names that lie directly below its zone, by label.
fn provider_hosts(provider: &Provider) -> HashMap<&str, (&str, Span)> {
    let zone = &*provider.zone.value;
    let mut hosts = HashMap::new();
    let of_dns = provider.dns.get().into_iter();
    let names = of_dns
        .flat_map(|dns| std::iter::once(&dns.primary).chain(&dns.secondaries))
        .chain(&provider.time_servers);
    for name in names {
        hosts.extend(below(zone, name).map(|label| (label, (&**name as &str, name.span))));
    }
    let tickets = provider.support.get().map(|support| &support.tickets);
    for url in provider.console.get().into_iter().chain(tickets) {
        let host = url.split_once("://").map_or("", |(_, rest)| rest);
        let host = &host[..host.find(['/', ':', '?', '#']).unwrap_or(host.len())];
        if let Some(label) = host.strip_suffix(zone).and_then(|l| l.strip_suffix('.')) {
            hosts.insert(label, (host, url.span));
        }
    }
    hosts
}

/// The label of a host that lies directly below the zone.
fn below<'a>(zone: &str, host: &'a Spanned<DomainName>) -> Option<&'a str> {
    host.strip_suffix(zone)?.strip_suffix('.').filter(|label| !label.contains('.'))
}

fn reserved_label<'a>(
    domain: &'a Spanned<Line>,
    label: &str,
    hosts: &HashMap<&str, (&'a str, Span)>,
) -> Option<Reserved<'a>> {
    if let Some(&(host, written)) = hosts.get(label) {
        return Some(Reserved::ProviderHost { label: domain, span: domain.span, host, written });
    }
    WELL_KNOWN_LABELS
        .contains(&label)
        .then_some(Reserved::WellKnownLabel { label: domain, span: domain.span })
}

/// Addresses of the provider's networks that are no server's.
fn provider_addresses(provider: &Provider) -> HashMap<Ipv4Addr, (AddressRole, Span)> {
    let mut taken = HashMap::new();
    for resolver in &provider.resolvers {
        taken.insert(resolver.value, (AddressRole::Resolver, resolver.span));
    }
    for network in &provider.networks {
        let range = network.range.net();
        // RFC 3021 and single hosts: every address of /31 and /32 is a host's.
        if range.prefix_len() < 31 {
            taken.insert(range.network(), (AddressRole::Network, network.range.span));
            taken.insert(range.broadcast(), (AddressRole::Broadcast, network.range.span));
        }
        taken.insert(network.gateway.value, (AddressRole::Gateway, network.gateway.span));
    }
    taken
}

/// A rename tells two outputs apart from a deletion and a creation, so it must be clear who was
/// who.
fn renames(scope: &Scope<'_>, servers: &HashMap<&str, (&str, Span)>, report: &mut Report) {
    let renamed = scope.tenants.iter().filter_map(|t| t.server.renamed_from.as_ref());
    one_heir("server", renamed.map(|old| (&*old.value, old.span)), servers, report);
    let customers = &scope.catalogue.blueprints.customers;
    let living: HashMap<&str, (&str, Span)> =
        customers.iter().map(|c| (&*c.name.value, (&*c.name.value, c.name.span))).collect();
    let renamed = customers.iter().filter_map(|c| c.renamed_from.as_ref());
    one_heir("customer", renamed.map(|old| (&*old.value, old.span)), &living, report);
}

fn one_heir<'a>(
    kind: &'static str,
    renamed: impl Iterator<Item = (&'a str, Span)>,
    living: &HashMap<&str, (&str, Span)>,
    report: &mut Report,
) {
    let mut heirs: HashMap<&str, Span> = HashMap::new();
    for (name, span) in renamed {
        if let Some(&(_, living)) = living.get(name) {
            report.push(Reserved::RenamedFromLiving { kind, name, span, living }.into());
        }
        match heirs.entry(name) {
            Entry::Vacant(slot) => {
                slot.insert(span);
            }
            Entry::Occupied(slot) => {
                let first = *slot.get();
                report.push(Reserved::RenamedTwice { kind, name, span, first }.into());
            }
        }
    }
}
