//! What a project must have, and what its documents must agree on.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::fault::ProjectFault;
use super::repetition::repetitions;
use super::scope::Scope;
use crate::blueprint::kinds::{Calendar, Kind, Provider};
use crate::contract::Date;
use crate::diagnostics::{Report, Span};

/// One provider, terms, and a provider that agrees with itself.
pub(super) fn of_project(scope: &Scope<'_>, report: &mut Report) {
    let all = scope.catalogue.blueprints;
    let faulty = &all.faulty;
    let nothing = all.providers.is_empty()
        && all.terms.is_empty()
        && all.tariffs.is_empty()
        && all.customers.is_empty();
    // Without any document reading has said so.
    if all.providers.is_empty() && !nothing && !faulty.may_hold(Kind::Provider) {
        report.push(ProjectFault::NoProvider.into());
    }
    if all.terms.is_empty() && !nothing && !faulty.may_hold(Kind::Terms) {
        report.push(ProjectFault::NoTerms.into());
    }
    if let [first, others @ ..] = all.providers.as_slice() {
        for other in others {
            let (span, first) = (other.name.span, first.name.span);
            report.push(ProjectFault::SecondProvider { name: &other.name, span, first }.into());
        }
    }
    editions(scope, report);
    if let Some(provider) = scope.catalogue.provider {
        languages(scope, provider, report);
        name_servers(provider, report);
        if let Some(calendar) =
            provider.calendar.get().and_then(|name| scope.catalogue.calendar(name))
            && scope.is_whole(Kind::Calendar, &calendar.name)
        {
            coverage(calendar, scope.judged_at, report);
        }
    }
}

/// Which edition holds on a day must have one answer.
fn editions(scope: &Scope<'_>, report: &mut Report) {
    let mut seen: HashMap<Date, (&str, Span)> = HashMap::new();
    for terms in scope.catalogue.terms() {
        let (name, from) = (&*terms.name.value, &terms.effective_from);
        match seen.entry(from.value) {
            Entry::Vacant(slot) => {
                slot.insert((name, from.span));
            }
            Entry::Occupied(slot) => {
                let &(other, first) = slot.get();
                let fault =
                    ProjectFault::TermsTwice { from: from.value, span: from.span, other, first };
                report.push(fault.into());
            }
        }
    }
}

fn languages(scope: &Scope<'_>, provider: &Provider, report: &mut Report) {
    for found in repetitions(&provider.languages, |l| Some((l.value, l.span))) {
        let (language, span, first) = (found.again.0.value, found.again.1, found.first.1);
        report.push(ProjectFault::LanguageTwice { language, span, first }.into());
    }
    let offered: Vec<_> = provider.languages.iter().map(|l| l.value).collect();
    let list = provider.languages.first().map(|l| l.span);
    for customer in &scope.catalogue.blueprints.customers {
        let Some(contact) = customer.contact.get() else { continue };
        let wanted = &contact.language;
        if let Some(list) = list
            && !offered.contains(&wanted.value)
            && scope.is_whole(Kind::Provider, &provider.name)
        {
            let (language, span) = (wanted.value, wanted.span);
            report.push(ProjectFault::LanguageNotOffered { language, span, list }.into());
        }
    }
}

/// The zone holds the servers' names and no addresses of name servers, so these lie elsewhere.
fn name_servers(provider: &Provider, report: &mut Report) {
    let zone = &*provider.zone.value;
    let within = |host: &str| {
        host == zone || host.strip_suffix(zone).is_some_and(|left| left.ends_with('.'))
    };
    let Some(dns) = provider.dns.get() else { return };
    for host in std::iter::once(&dns.primary).chain(&dns.secondaries) {
        if within(host) {
            let (span, written) = (host.span, provider.zone.span);
            report.push(ProjectFault::NameServerInZone { host, span, zone, written }.into());
        }
    }
}

/// Times of tickets and payouts are counted in working days, of this year first of all.
fn coverage(calendar: &Calendar, judged_at: Date, report: &mut Report) {
    let year = judged_at.year();
    let covered = calendar.years.iter().any(|y| i32::try_from(y.year.get()) == Ok(year));
    if !covered {
        let (name, span) = (&*calendar.name.value, calendar.name.span);
        report.push(ProjectFault::YearNotCovered { name, span, year }.into());
    }
}
