//! From a server's blueprint to the resolved server.

use super::catalogue::Catalogue;
use super::layers::Layers;
use super::origin::{Layer, Origin, Traced};
use super::provider::Localized;
use super::server::{Addon, Customer, Infobase, Server, TakenOver, Tariff, Tls};
use super::{
    announcements, backup, copies, firewall, memory, monitoring, platform, postgresql, publication,
    system, vpn, web,
};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{self, Access, TlsMode};
use crate::blueprint::units::{Line, Name, Network, Size, Whole};
use crate::contract::Duration;

/// Resolves one server.
///
/// `None` if something that it needs is missing or wrong; reading or a check has said what.
pub fn resolve(
    catalogue: &Catalogue<'_>,
    customer: &kinds::Customer,
    server: &kinds::Server,
) -> Option<Server> {
    let provider = catalogue.provider?;
    if !Name::fits(&server.name) {
        return None;
    }
    let dated = server.tariffs.get()?.last()?;
    let tariff = catalogue.tariff(&dated.tariff)?;
    let image_name = image_name(tariff, server);
    let image = catalogue.image(&image_name)?;
    let platform = server.platform.get()?;
    let contact = customer.contact.get()?;
    let domain = text(server.domain.get()?);
    let address = server.address.get()?;
    let network = catalogue.network_of(address.value)?;
    let (of_customer, own) = (customer.settings.as_ref(), server.settings.as_ref());
    let layers = Layers::new(provider, image, tariff, of_customer, own);
    let memory = from_tariff(&tariff.resources.memory).map(Size::in_mebibytes);
    let memory_plan = memory::plan(&layers, memory.value);
    let vcpu = from_tariff(&tariff.resources.vcpu).map(Whole::get);
    let disk = from_tariff(&tariff.resources.disk).map(Size::in_gibibytes);
    let web = web::web(&layers);
    let infobases: Vec<Infobase> =
        server.infobases.iter().map(|infobase| publication::infobase(infobase, &web)).collect();
    let settings = system::settings(&layers, provider, system::quiet_hours(catalogue)?);
    let access = or_default(server.access.as_ref(), Access::Open, "open");
    let backup = server.backup.as_ref().map(|backup| backup::backup(backup, &settings));
    let addons: Vec<Addon> =
        server.addons.iter().filter_map(|used| backup::addon(catalogue, used)).collect();
    let backup_plan = copies::plan(&copies::Known {
        catalogue,
        provider,
        server,
        access: access.value,
        disk: disk.value,
        infobases: &infobases,
        addons: &addons,
        backup: backup.as_ref(),
        settings: &settings,
    })?;
    let firewall = firewall::firewall(&firewall::Wanted {
        access: &access,
        ssh: &settings.ssh,
        operations: &firewall::Wanted::operations(provider),
        web: &web,
        has_vpn: server.vpn.is_some(),
        addons: &addons,
    });
    Some(Server {
        taken_over: taken_over(catalogue, server),
        name: text(&server.name),
        renamed_from: server.renamed_from.as_ref().map(text),
        fqdn: Traced::new(
            format!("{}.{}", domain.value, provider.zone.value),
            domain.origin.clone(),
        ),
        domain,
        zone: written_as(Layer::Provider, &provider.zone, ToString::to_string),
        address: written(address),
        prefix_length: written_as(Layer::Provider, &network.range, |r| r.net().prefix_len()),
        gateway: Traced::from_blueprint(Layer::Provider, &network.gateway),
        access,
        customer: Customer {
            name: written_as(Layer::Customer, &customer.name, ToString::to_string),
            title: written_as(Layer::Customer, customer.title.get()?, ToString::to_string),
            contact: Traced::written(Layer::Customer, contact.span, contact.name.to_string()),
            email: written_as(Layer::Customer, &contact.email, ToString::to_string),
            language: Traced::from_blueprint(Layer::Customer, &contact.language),
        },
        tariff: Tariff {
            name: tariff_in_force(server),
            title: Localized::from_blueprint(Layer::Tariff, tariff.title.get()?),
            since: written(&dated.since),
        },
        notices: announcements::notices(catalogue, server, &tariff.name, &image_name),
        price_changes: announcements::price_changes(catalogue, server),
        image: image_name,
        postgresql: postgresql::settings(&layers, &memory_plan, vcpu.value, disk.value),
        vcpu,
        memory,
        disk,
        platform: platform::platform(platform),
        monitoring: monitoring::plan(&memory_plan, &settings.monitoring),
        memory_plan,
        web,
        infobases,
        vpn: server
            .vpn
            .as_ref()
            .and_then(|own| vpn::vpn(own, &layers, catalogue.vpn_state(&server.name))),
        firewall,
        tls: Tls { mode: or_default(server.tls.as_ref().map(|t| &t.mode), TlsMode::Acme, "acme") },
        backup,
        backup_plan,
        addons,
        settings,
    })
}

pub(super) fn written<T: Clone>(spanned: &Spanned<T>) -> Traced<T> {
    Traced::from_blueprint(Layer::Server, spanned)
}

pub(super) fn written_as<T, U>(
    layer: Layer,
    spanned: &Spanned<T>,
    show: impl Fn(&T) -> U,
) -> Traced<U> {
    Traced::written(layer, spanned.span, show(&spanned.value))
}

pub(super) fn text(spanned: &Spanned<Line>) -> Traced<String> {
    written_as(Layer::Server, spanned, ToString::to_string)
}

fn from_tariff<T: Clone>(spanned: &Spanned<T>) -> Traced<T> {
    Traced::from_blueprint(Layer::Tariff, spanned)
}

/// A server's own value, or a default that is shown as written.
pub(super) fn or_default<T: Clone>(own: Option<&Spanned<T>>, default: T, shown: &str) -> Traced<T> {
    over(own, Traced::new(default, Origin::default_value(shown)))
}

/// A server's own value over one that it inherits.
pub(super) fn over<T: Clone>(own: Option<&Spanned<T>>, inherited: Traced<T>) -> Traced<T> {
    match own {
        Some(own) => {
            Traced::new(own.value.clone(), inherited.origin.overruled(Layer::Server, own.span))
        }
        None => inherited,
    }
}

/// Empty but for a deleted server.
fn taken_over(catalogue: &Catalogue<'_>, server: &kinds::Server) -> TakenOver {
    let is_deleted =
        |s: &kinds::Server| s.access.as_ref().is_some_and(|a| a.value == Access::Deleted);
    if !is_deleted(server) {
        return TakenOver { domain: None, vpn_network: None };
    }
    let living = || {
        let all = catalogue.blueprints.customers.iter().flat_map(|customer| &customer.servers);
        all.filter(|other| !is_deleted(other))
    };
    let domain = server.domain.get();
    let network = |s: &kinds::Server| Some(s.vpn.as_ref()?.network.get()?.value.net());
    let own = network(server);
    let overlaps = |other: &&kinds::Server| {
        own.zip(network(other)).is_some_and(|(a, b)| a.contains(&b) || b.contains(&a))
    };
    TakenOver {
        domain: living()
            .find(|other| {
                domain.is_some() && other.domain.get().map(|d| &d.value) == domain.map(|d| &d.value)
            })
            .map(|other| text(&other.name)),
        vpn_network: living().find(overlaps).map(|other| text(&other.name)),
    }
}

fn image_name(tariff: &kinds::Tariff, server: &kinds::Server) -> Traced<String> {
    let inherited = from_tariff(&tariff.image);
    over(server.image.as_ref(), inherited).map(|name| name.to_string())
}

/// The last tariff of the history; the earlier ones are the overruled.
fn tariff_in_force(server: &kinds::Server) -> Traced<String> {
    let mut origin = Origin::default();
    let mut name = String::new();
    for dated in server.tariffs.get().into_iter().flatten() {
        origin = origin.overruled(Layer::Server, dated.tariff.span);
        name = dated.tariff.to_string();
    }
    Traced::new(name, origin)
}

#[allow(clippy::ptr_arg)] // The type of the setting.
pub(super) fn networks(written: &Vec<Spanned<Network>>) -> Vec<Network> {
    written.iter().map(|network| network.value).collect()
}

/// A duration in whole seconds.
pub(super) fn seconds<'a>(
    layers: &Layers<'a>,
    get: impl Fn(&'a kinds::Settings) -> Option<&'a Spanned<Duration>>,
    default: u64,
    shown: &str,
) -> Traced<u64> {
    layers.over_as(get, |d| d.seconds(), Traced::default_value(default, shown))
}
