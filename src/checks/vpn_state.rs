//! What was issued for VPNs, beside what the blueprints ask for.

use std::collections::BTreeMap;

use super::fault::{Ending, LifetimeFault, NoVpn, VpnStateFault};
use super::scope::{Scope, Tenant};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{Kind, Server, Vpn, VpnState};
use crate::blueprint::units::Lifetime;
use crate::contract::{Instant, UtcOffset};
use crate::diagnostics::{Report, Span};
use crate::fleet::Traced;
use crate::fleet::vpn::{Issuing, issuing_of};
use crate::fleet::vpn_state::{Depth, Part, State, StateFault, faults};

const DAY: i64 = 86_400;

/// States without a VPN, and lifetimes.
pub(super) fn of_project(scope: &Scope<'_>, report: &mut Report) {
    of_nothing(scope, report);
    lifetimes(scope, report);
}

/// One server with a VPN and a state.
pub(super) fn of_server(scope: &Scope<'_>, tenant: Tenant<'_>, report: &mut Report) {
    let server = tenant.server;
    let Some(state) = scope.catalogue.vpn_state(&server.name) else { return };
    // Of a deleted server the state says what there is to delete, until it is deleted itself.
    if tenant.is_deleted() {
        return;
    }
    let Some(vpn) = &server.vpn else { return };
    disagreements(state, report);
    // Absent means absent only where all of the document could be read.
    if tenant.whole {
        users_gone(scope, state, vpn, report);
    }
    other_host(scope, server, state, report);
    ends(scope, tenant, state, report);
}

fn of_nothing(scope: &Scope<'_>, report: &mut Report) {
    let states = &scope.catalogue.blueprints.vpn_states;
    // A server may be in a document that could not be read.
    if states.is_empty() || scope.catalogue.blueprints.faulty.may_hold(Kind::Customer) {
        return;
    }
    let servers: BTreeMap<&str, &Server> =
        scope.tenants.iter().map(|tenant| (&**tenant.server.name, tenant.server)).collect();
    let former = |name: &str| {
        let renamed = |server: &&Server| {
            server.renamed_from.as_ref().is_some_and(|former| &*former.value == name)
        };
        scope.tenants.iter().map(|tenant| tenant.server).find(renamed)
    };
    for state in states {
        let why = match servers.get(&**state.server) {
            Some(server) if server.vpn.is_some() => continue,
            Some(server) => NoVpn::NotAsked { written: server.name.span },
            None => NoVpn::NoServer {
                renamed: former(&state.server).map(|server| (&**server.name, server.name.span)),
                known: servers.keys().copied().collect(),
            },
        };
        let (server, span) = (&**state.server, state.server.span);
        report.push(VpnStateFault::OfNothing { server, span, why }.into());
    }
}

/// The file against itself. Signatures cost most of a millisecond each, which ten thousand servers
/// have not got: `qalyp vpn status` and `qalyp vault doctor` verify them.
fn disagreements(record: &VpnState, report: &mut Report) {
    let Some(state) = State::of(record) else { return };
    for fault in faults(&state, Depth::Facts) {
        let span = place(record, &fault);
        let server = &**record.server;
        report.push(VpnStateFault::Disagrees { server, span, fault }.into());
    }
}

/// Where a fault of a state is shown.
fn place(record: &VpnState, fault: &StateFault) -> Span {
    let of_part = |part: &Part| match part {
        Part::Authority => record.authority.get().map(|it| it.certificate.span),
        Part::Server => record.server_certificate.get().map(|it| it.certificate.span),
        Part::User(name) => {
            record.users.iter().find(|it| *it.name.value == **name).map(|it| it.certificate.span)
        }
        Part::List => record.list.get().map(|it| it.list.span),
    };
    let revoked = |serial: &str| {
        record.revoked.iter().find(|it| *it.serial.value == *serial).map(|it| it.serial.span)
    };
    let found = match fault {
        StateFault::Differs { part, key, .. } => {
            written(record, part, key).or_else(|| of_part(part))
        }
        StateFault::Unfit { part, .. }
        | StateFault::Usage { part, .. }
        | StateFault::Issuer { part }
        | StateFault::Signature { part }
        | StateFault::OutlivesAuthority { part } => of_part(part),
        StateFault::Twice { user } => {
            record.users.iter().rfind(|it| *it.name.value == **user).map(|it| it.span)
        }
        StateFault::SerialTwice { serial, .. } => last_serial(record, &serial.to_string()),
        StateFault::NotListed { serial, .. } | StateFault::ListDiffers { serial, .. } => {
            revoked(&serial.to_string())
        }
        StateFault::Unrecorded { .. } => of_part(&Part::List),
    };
    found.unwrap_or(record.server.span)
}

/// The fact beside a certificate or list.
fn written(record: &VpnState, part: &Part, key: &str) -> Option<Span> {
    macro_rules! fact {
        ($of:expr, $($key:literal => $field:ident),+) => {
            match key { $( $key => Some($of.$field.span), )+ _ => None }
        };
    }
    match part {
        Part::Authority => fact!(record.authority.get()?,
            "name" => name, "key" => key, "serial" => serial, "not-before" => not_before,
            "not-after" => not_after, "sha256" => sha256),
        Part::Server => fact!(record.server_certificate.get()?,
            "name" => name, "fqdn" => fqdn, "key" => key, "serial" => serial,
            "not-before" => not_before, "not-after" => not_after, "sha256" => sha256),
        Part::User(name) => fact!(record.users.iter().find(|it| *it.name.value == **name)?,
            "name" => name, "key" => key, "serial" => serial, "not-before" => not_before,
            "not-after" => not_after, "sha256" => sha256),
        Part::List => fact!(record.list.get()?,
            "number" => number, "this-update" => this_update, "next-update" => next_update),
    }
}

/// The last place at which a serial number stands as a fact.
fn last_serial(record: &VpnState, serial: &str) -> Option<Span> {
    let authority = record.authority.get().map(|it| &it.serial);
    let server = record.server_certificate.get().map(|it| &it.serial);
    let mut all = authority
        .into_iter()
        .chain(server)
        .chain(record.users.iter().map(|it| &it.serial))
        .chain(record.former.iter().map(|it| &it.serial))
        .chain(record.revoked.iter().map(|it| &it.serial));
    all.rfind(|it| *it.value == *serial).map(|it| it.span)
}

/// Whoever is not in the blueprint must not hold a certificate that is good: a name can come back.
fn users_gone(scope: &Scope<'_>, state: &VpnState, vpn: &Vpn, report: &mut Report) {
    let today = Instant::start_of(scope.judged_at, UtcOffset::KAZAKHSTAN);
    let is_user = |name: &str| vpn.users.iter().any(|user| *user.name.value == *name);
    let issued = state.users.iter().map(|it| (&it.name, false));
    // Former certificates of the server and of the authority bear their names.
    let own = |name: &str| {
        name == &**state.server
            || state.authority.get().is_some_and(|authority| &**authority.name == name)
    };
    let former = state.former.iter().filter(|it| it.not_after.value >= today);
    let former = former.map(|it| (&it.name, true));
    let server = &**state.server;
    for (name, former) in issued.chain(former) {
        let user = &***name;
        if is_user(user) || (former && own(user)) {
            continue;
        }
        let span = name.span;
        let vpn = vpn.users.first().map_or(vpn.span, |user| user.span);
        report.push(VpnStateFault::UserGone { server, user, span, former, vpn }.into());
    }
}

fn other_host(scope: &Scope<'_>, server: &Server, state: &VpnState, report: &mut Report) {
    let (Some(issued), Some(domain)) = (state.server_certificate.get(), server.domain.get()) else {
        return;
    };
    let Some(provider) = scope.catalogue.provider else { return };
    let is = format!("{}.{}", domain.value, provider.zone.value);
    if *issued.fqdn.value != *is {
        let (server, span, written) = (&**state.server, issued.fqdn.span, domain.span);
        let issued = &*issued.fqdn.value;
        report.push(VpnStateFault::OtherHost { server, issued, span, is, written }.into());
    }
}

/// What has ended on the day of judgement, and what will have before it can be renewed in peace.
fn ends(scope: &Scope<'_>, tenant: Tenant<'_>, state: &VpnState, report: &mut Report) {
    let Some(issuing) = issuing_of(scope.catalogue, tenant.customer, tenant.server) else { return };
    let today = Instant::start_of(scope.judged_at, UtcOffset::KAZAKHSTAN);
    let mut judge = |part: Part, until: &Spanned<Instant>, within: Lifetime| {
        let left = today.seconds_until(until.value);
        let ending = match left {
            ..0 => Ending::Past,
            left if left < i64::from(within.days()) * DAY => Ending::Soon(left / DAY),
            _ => return,
        };
        let (server, span, at) = (&**state.server, until.span, scope.judged_at);
        report.push(
            VpnStateFault::Ends { server, part, until: until.value, span, at, ending }.into(),
        );
    };
    let within = issuing.renew_within.value;
    if let Some(authority) = state.authority.get() {
        judge(Part::Authority, &authority.not_after, issuing.renew_authority_within.value);
    }
    if let Some(server) = state.server_certificate.get() {
        judge(Part::Server, &server.not_after, within);
    }
    if let Some(list) = state.list.get() {
        judge(Part::List, &list.next_update, within);
    }
    for user in &state.users {
        judge(Part::User(user.name.to_string()), &user.not_after, within);
    }
}

/// Lifetimes against each other. What several servers inherit is said once.
fn lifetimes(scope: &Scope<'_>, report: &mut Report) {
    let shared = scope.shared_settings().any(|settings| settings.vpn.is_some());
    let mut said = BTreeMap::new();
    for tenant in scope.tenants.iter().filter(|tenant| !tenant.is_deleted()) {
        let own = tenant.server.settings.as_ref().is_some_and(|settings| settings.vpn.is_some());
        if tenant.server.vpn.is_none() || !(shared || own) {
            continue;
        }
        let Some(issuing) = issuing_of(scope.catalogue, tenant.customer, tenant.server) else {
            continue;
        };
        for fault in misfits(&issuing) {
            let places = match &fault {
                LifetimeFault::LongerThanAuthority { key, span, authority_span, .. } => {
                    (*key, *span, *authority_span)
                }
                LifetimeFault::RenewedAtOnce { key, span, before_span, .. } => {
                    (*key, *span, *before_span)
                }
            };
            said.entry(places).or_insert(fault);
        }
    }
    for fault in said.into_values() {
        report.push(fault.into());
    }
}

fn misfits(issuing: &Issuing) -> Vec<LifetimeFault> {
    fn span(value: &Traced<Lifetime>) -> Option<Span> {
        value.origin.winner().and_then(|winner| winner.span)
    }
    let Issuing { authority, renew_within, renew_authority_within, .. } = issuing;
    let issued = [
        Some(("server-certificate", &issuing.server_certificate)),
        Some(("user-certificate", &issuing.user_certificate)),
        issuing.list.as_ref().map(|list| ("list", list)),
    ];
    let mut found = Vec::new();
    for (key, value) in issued.into_iter().flatten() {
        if value.value > authority.value {
            found.push(LifetimeFault::LongerThanAuthority {
                key,
                value: value.value,
                span: span(value),
                authority: authority.value,
                authority_span: span(authority),
            });
        }
    }
    let renewed =
        issued.into_iter().flatten().map(|(key, value)| (key, value, "renew-within", renew_within));
    let of_authority = ("authority", authority, "renew-authority-within", renew_authority_within);
    for (key, value, within, before) in renewed.chain([of_authority]) {
        if before.value >= value.value {
            found.push(LifetimeFault::RenewedAtOnce {
                key,
                value: value.value,
                span: span(value),
                within,
                before: before.value,
                before_span: span(before),
            });
        }
    }
    found
}
