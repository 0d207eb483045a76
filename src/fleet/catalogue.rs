//! The documents by name.

use std::collections::HashMap;
use std::net::Ipv4Addr;

use crate::blueprint::Blueprints;
use crate::blueprint::kinds::{Addon, Calendar, Image, Network, Provider, Tariff, Terms};

/// All documents that servers refer to, by name. Where a name stands twice, the first one counts;
/// reading has reported the second.
#[derive(Debug)]
pub struct Catalogue<'a> {
    /// Everything that was read.
    pub blueprints: &'a Blueprints,
    /// The provider; absent if there is none (a check says so).
    pub provider: Option<&'a Provider>,
    tariffs: HashMap<&'a str, &'a Tariff>,
    addons: HashMap<&'a str, &'a Addon>,
    images: HashMap<&'a str, &'a Image>,
}

impl<'a> Catalogue<'a> {
    /// Joins the documents of a project.
    pub fn new(blueprints: &'a Blueprints) -> Self {
        Self {
            blueprints,
            provider: blueprints.providers.first(),
            tariffs: by_name(&blueprints.tariffs, |d| &d.name.value),
            addons: by_name(&blueprints.addons, |d| &d.name.value),
            images: by_name(&blueprints.images, |d| &d.name.value),
        }
    }

    /// A tariff.
    pub fn tariff(&self, name: &str) -> Option<&'a Tariff> {
        self.tariffs.get(name).copied()
    }

    /// An add-on.
    pub fn addon(&self, name: &str) -> Option<&'a Addon> {
        self.addons.get(name).copied()
    }

    /// An image.
    pub fn image(&self, name: &str) -> Option<&'a Image> {
        self.images.get(name).copied()
    }

    /// A calendar.
    pub fn calendar(&self, name: &str) -> Option<&'a Calendar> {
        self.blueprints.calendars.iter().find(|c| &*c.name.value == name)
    }

    /// Editions of the contract, as read.
    pub fn terms(&self) -> &'a [Terms] {
        &self.blueprints.terms
    }

    /// The edition of the contract that comes into force last.
    pub fn latest_terms(&self) -> Option<&'a Terms> {
        self.terms().iter().max_by_key(|edition| edition.effective_from.value)
    }

    /// The provider's network that an address lies in.
    pub fn network_of(&self, address: Ipv4Addr) -> Option<&'a Network> {
        self.provider?.networks.iter().find(|n| n.range.net().contains(&address))
    }
}

fn by_name<'a, T>(all: &'a [T], name: impl Fn(&'a T) -> &'a str) -> HashMap<&'a str, &'a T> {
    let mut map = HashMap::with_capacity(all.len());
    for document in all {
        map.entry(name(document)).or_insert(document);
    }
    map
}
