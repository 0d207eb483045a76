//! From a server's blueprint to the resolved server.

use std::net::Ipv4Addr;

use super::catalogue::Catalogue;
use super::layers::Layers;
use super::origin::{Layer, Origin, Traced};
use super::server::{
    Addon, Backup, Cluster, Customer, Destination, Monitoring, Platform, Server, Ssh,
    SystemSettings, Tariff, TechnicalLog, Tls, Updates, Vpn, VpnUser, Web,
};
use super::{memory, postgresql, publication};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{self, Access, Provider, TlsMode, WebSettings};
use crate::blueprint::units::{Line, Name, Network, Size, Whole};
use crate::contract::{DailyWindow, Duration};

/// What is built on nginx's side is fixed by the image; only tests map these ports.
const HTTP_PORT: u64 = 80;
const HTTPS_PORT: u64 = 443;
const BACKEND_PORT: u64 = 8080;

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
    let web = web(&layers);
    let infobases =
        server.infobases.iter().map(|infobase| publication::infobase(infobase, &web)).collect();
    let settings = system_settings(&layers, provider, quiet_hours(catalogue)?);
    Some(Server {
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
        access: or_default(server.access.as_ref(), Access::Open, "open"),
        customer: Customer {
            name: written_as(Layer::Customer, &customer.name, ToString::to_string),
            title: written_as(Layer::Customer, customer.title.get()?, ToString::to_string),
            email: written_as(Layer::Customer, &contact.email, ToString::to_string),
            language: Traced::from_blueprint(Layer::Customer, &contact.language),
        },
        tariff: Tariff { name: tariff_in_force(server), since: written(&dated.since) },
        image: image_name,
        postgresql: postgresql::settings(&layers, &memory_plan, vcpu.value, disk.value),
        vcpu,
        memory,
        disk,
        addresses: match &tariff.resources.addresses {
            Some(addresses) => from_tariff(addresses).map(Whole::get),
            None => Traced::new(1, Origin::default_value("1")),
        },
        platform: resolved_platform(platform),
        memory_plan,
        web,
        infobases,
        vpn: server.vpn.as_ref().and_then(vpn),
        tls: Tls { mode: or_default(server.tls.as_ref().map(|t| &t.mode), TlsMode::Acme, "acme") },
        backup: server.backup.as_ref().map(|backup| resolved_backup(backup, &settings)),
        addons: server.addons.iter().filter_map(|used| addon(catalogue, used)).collect(),
        settings,
    })
}

fn written<T: Clone>(spanned: &Spanned<T>) -> Traced<T> {
    Traced::from_blueprint(Layer::Server, spanned)
}

fn written_as<T, U>(layer: Layer, spanned: &Spanned<T>, show: impl Fn(&T) -> U) -> Traced<U> {
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

fn resolved_platform(platform: &kinds::Platform) -> Platform {
    let cluster = platform.cluster.as_ref().map(|limits| Cluster {
        infobases_per_process: limits
            .infobases_per_process
            .as_ref()
            .map(|n| written(n).map(Whole::get)),
        connections_per_process: limits
            .connections_per_process
            .as_ref()
            .map(|n| written(n).map(Whole::get)),
        memory_limit: limits.memory_limit.as_ref().map(|n| written(n).map(Size::in_mebibytes)),
        safe_call_memory: limits
            .safe_call_memory
            .as_ref()
            .map(|n| written(n).map(Size::in_mebibytes)),
    });
    Platform { version: text(&platform.version), licence: written(&platform.licence), cluster }
}

fn web(layers: &Layers<'_>) -> Web {
    fn of(settings: &kinds::Settings) -> Option<&WebSettings> {
        settings.web.as_ref()
    }
    let port = |port: u64| Traced::default_value(port, port.to_string());
    Web {
        upload_limit: layers.over_as(
            |s| of(s)?.upload_limit.as_ref(),
            |size| size.in_mebibytes(),
            Traced::default_value(4096, "4 GiB"),
        ),
        timeout: seconds(layers, |s| of(s)?.timeout.as_ref(), 3600, "1 hour"),
        access: layers.over_as(
            |s| of(s)?.access.as_ref(),
            networks,
            Traced::default_value(Vec::new(), "everybody"),
        ),
        hsts: layers.over(|s| of(s)?.hsts.as_ref(), Traced::default_value(true, "true")),
        requests_per_second: layers.over_as(
            |s| of(s)?.requests_per_second.as_ref(),
            |n| n.get(),
            Traced::default_value(50, "50"),
        ),
        http_port: port(HTTP_PORT),
        https_port: port(HTTPS_PORT),
        backend_port: port(BACKEND_PORT),
    }
}

#[allow(clippy::ptr_arg)] // The type of the setting.
fn networks(written: &Vec<Spanned<Network>>) -> Vec<Network> {
    written.iter().map(|network| network.value).collect()
}

/// A duration in whole seconds.
fn seconds<'a>(
    layers: &Layers<'a>,
    get: impl Fn(&'a kinds::Settings) -> Option<&'a Spanned<Duration>>,
    default: u64,
    shown: &str,
) -> Traced<u64> {
    layers.over_as(get, |d| d.seconds(), Traced::default_value(default, shown))
}

fn vpn(vpn: &kinds::Vpn) -> Option<Vpn> {
    let network = vpn.network.get()?;
    let first = network.value.net().hosts().next()?;
    Some(Vpn {
        network: written(network),
        gateway: Traced::computed(first, "the first address of vpn.network"),
        netmask: Traced::computed(network.value.net().netmask(), "the mask of vpn.network"),
        tcp_443: or_default(vpn.tcp_443.as_ref(), false, "false"),
        routes: vpn.routes.iter().map(written).collect(),
        users: vpn
            .users
            .iter()
            .map(|user| VpnUser {
                name: text(&user.name),
                address: user.address.as_ref().map(written::<Ipv4Addr>),
                routes: user.routes.iter().map(written).collect(),
            })
            .collect(),
    })
}

fn resolved_backup(backup: &kinds::Backup, settings: &SystemSettings) -> Backup {
    let destination = &backup.destination;
    Backup {
        destination: Destination {
            kind: written(&destination.kind),
            endpoint: written_as(Layer::Server, &destination.endpoint, ToString::to_string),
            bucket: destination.bucket.as_ref().map(text),
        },
        window: over(backup.window.as_ref(), settings.updates.window.clone()),
    }
}

fn addon(catalogue: &Catalogue<'_>, used: &kinds::AddonUse) -> Option<Addon> {
    let addon = catalogue.addon(&used.addon)?;
    Some(Addon {
        name: written_as(Layer::Server, &used.addon, ToString::to_string),
        provides: Traced::written(Layer::Default, addon.provides.span, addon.provides.value),
        quantity: match &used.quantity {
            Some(quantity) => written(quantity).map(Whole::get),
            None => Traced::new(1, Origin::default_value("1")),
        },
        infobases: used.infobases.iter().map(text).collect(),
    })
}

/// The hours of least load of the latest edition of the terms (clause 7.1).
fn quiet_hours(catalogue: &Catalogue<'_>) -> Option<Traced<DailyWindow>> {
    let terms = catalogue.latest_terms()?;
    let window = terms.parameters()?.works.window;
    Some(Traced::new(
        window,
        match terms.place("maintenance.window") {
            Some(span) => Origin::written(Layer::Terms, span),
            None => Origin::default_value(window.to_string()),
        },
    ))
}

fn system_settings(
    layers: &Layers<'_>,
    provider: &Provider,
    quiet_hours: Traced<DailyWindow>,
) -> SystemSettings {
    let line = |line: &Line| line.to_string();
    let zone =
        Traced::written(Layer::Provider, provider.time_zone.span, provider.time_zone.to_string());
    SystemSettings {
        ssh: Ssh {
            port: layers.over_as(
                |s| s.ssh.as_ref()?.port.as_ref(),
                |n| n.get(),
                Traced::default_value(22, "22"),
            ),
            sources: layers.over_as(
                |s| s.ssh.as_ref()?.sources.as_ref(),
                networks,
                Traced::default_value(Vec::new(), "only the provider's networks"),
            ),
            keys: layers.over_as(
                |s| s.ssh.as_ref()?.keys.as_ref(),
                |keys| keys.iter().map(|key| key.value.to_string()).collect(),
                Traced::default_value(Vec::new(), "only the provider's keys"),
            ),
        },
        locale: layers.over_as(
            |s| s.locale.as_ref(),
            line,
            Traced::default_value("ru_RU.UTF-8".to_owned(), "ru_RU.UTF-8"),
        ),
        time_zone: layers.over_as(|s| s.time_zone.as_ref(), line, zone),
        monitoring: Monitoring {
            retention: seconds(
                layers,
                |s| s.monitoring.as_ref()?.retention.as_ref(),
                15 * 86_400,
                "15 days",
            ),
            interval: seconds(layers, |s| s.monitoring.as_ref()?.interval.as_ref(), 15, "15 s"),
        },
        updates: Updates {
            window: layers.over(|s| s.updates.as_ref()?.window.as_ref(), quiet_hours),
        },
        technical_log: TechnicalLog {
            history: seconds(
                layers,
                |s| s.technical_log.as_ref()?.history.as_ref(),
                48 * 3600,
                "48 hours",
            ),
        },
    }
}
