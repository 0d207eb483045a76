//! The documents by name.

use std::collections::HashMap;
use std::net::Ipv4Addr;

use crate::blueprint::Blueprints;
use crate::blueprint::kinds::{
    Addon, Calendar, Image, Network, Notice, Provider, Tariff, Terms, VpnState,
};
use crate::contract::{Instant, UtcOffset, terms};

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
    vpn_states: HashMap<&'a str, &'a VpnState>,
    notices: Notices<'a>,
}

/// Notices by the way in which they name servers, as places in the list of all: ten thousand servers
/// ask, and most are named by none.
#[derive(Debug, Default)]
struct Notices<'a> {
    all: Vec<&'a Notice>,
    /// For every server, or by tariff and image.
    broad: Vec<usize>,
    by_server: HashMap<&'a str, Vec<usize>>,
}

impl<'a> Notices<'a> {
    fn new(all: &'a [Notice]) -> Self {
        let mut notices = Self::default();
        for (at, notice) in all.iter().enumerate() {
            notices.all.push(notice);
            let servers = notice.affects.as_ref().map_or(&[][..], |affects| &affects.servers[..]);
            for server in servers {
                notices.by_server.entry(server).or_default().push(at);
            }
            if notice
                .affects
                .as_ref()
                .is_none_or(|affects| !affects.tariffs.is_empty() || !affects.images.is_empty())
            {
                notices.broad.push(at);
            }
        }
        notices
    }
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
            vpn_states: by_name(&blueprints.vpn_states, |d| &d.server.value),
            notices: Notices::new(&blueprints.notices),
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

    /// What was issued for the VPN of a server.
    pub fn vpn_state(&self, server: &str) -> Option<&'a VpnState> {
        self.vpn_states.get(server).copied()
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

    /// The terms in force at a moment: the latest edition that has begun, if it could be read.
    pub fn terms_at(&self, moment: Instant) -> Option<&'a terms::Terms> {
        let date = moment.date(UtcOffset::KAZAKHSTAN);
        let begun = self.terms().iter().filter(|edition| edition.effective_from.value <= date);
        begun.max_by_key(|edition| edition.effective_from.value)?.parameters()
    }

    /// The notices that concern a server with this tariff and image, in the order of their documents.
    pub fn notices_for(
        &self,
        server: &str,
        tariff: &str,
        image: &str,
    ) -> impl Iterator<Item = &'a Notice> {
        let Notices { all, broad, by_server } = &self.notices;
        let named = by_server.get(server).into_iter().flatten();
        let concerns = |at: &&usize| {
            all.get(**at).is_some_and(|notice| match &notice.affects {
                None => true,
                Some(affects) => {
                    affects.tariffs.iter().any(|name| &*name.value == tariff)
                        || affects.images.iter().any(|name| &*name.value == image)
                }
            })
        };
        let mut places: Vec<usize> = named.chain(broad.iter().filter(concerns)).copied().collect();
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|at| all.get(at).copied())
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
