//! Individual backups, and what a server has beyond its tariff.

use super::catalogue::Catalogue;
use super::origin::{Layer, Origin, Traced};
use super::provider::Localized;
use super::resolve::{over, text, written, written_as};
use super::server::{Addon, Backup, Destination, SystemSettings};
use crate::blueprint::kinds;
use crate::blueprint::units::Whole;

/// Resolves the individual backups.
pub(super) fn backup(backup: &kinds::Backup, settings: &SystemSettings) -> Backup {
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

/// Resolves one add-on; `None` if there is none of its name.
pub(super) fn addon(catalogue: &Catalogue<'_>, used: &kinds::AddonUse) -> Option<Addon> {
    let addon = catalogue.addon(&used.addon)?;
    Some(Addon {
        name: written_as(Layer::Server, &used.addon, ToString::to_string),
        title: Localized::from_blueprint(Layer::Provider, addon.title.get()?),
        provides: Traced::written(Layer::Default, addon.provides.span, addon.provides.value),
        quantity: match &used.quantity {
            Some(quantity) => written(quantity).map(Whole::get),
            None => Traced::new(1, Origin::default_value("1")),
        },
        infobases: used.infobases.iter().map(text).collect(),
    })
}
