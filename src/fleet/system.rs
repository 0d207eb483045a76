//! Settings of the operating system and of its services.

use super::catalogue::Catalogue;
use super::layers::Layers;
use super::origin::{Layer, Origin, Traced};
use super::resolve::{networks, seconds};
use super::server::{Monitoring, Ssh, SystemSettings, TechnicalLog, Updates};
use crate::blueprint::kinds::Provider;
use crate::blueprint::units::Line;
use crate::contract::DailyWindow;

/// The hours of least load of the latest edition of the terms (clause 7.1).
pub(super) fn quiet_hours(catalogue: &Catalogue<'_>) -> Option<Traced<DailyWindow>> {
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

/// How often is measured, and for how long it is kept.
pub(super) fn monitoring(layers: &Layers<'_>) -> Monitoring {
    Monitoring {
        retention: seconds(
            layers,
            |s| s.monitoring.as_ref()?.retention.as_ref(),
            15 * 86_400,
            "15 days",
        ),
        interval: seconds(layers, |s| s.monitoring.as_ref()?.interval.as_ref(), 15, "15 s"),
    }
}

/// Resolves the settings.
pub(super) fn settings(
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
        monitoring: monitoring(layers),
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
