use std::collections::HashSet;

use crate::blueprint::kinds::{Access, Customer, Image, Kind, Server, Settings, Tariff, Terms};
use crate::contract::{Date, terms as contract};
use crate::fleet::Catalogue;

/// What the rules look at.
#[derive(Debug)]
pub(super) struct Scope<'a> {
    /// The documents by name.
    pub(super) catalogue: &'a Catalogue<'a>,
    /// The day of judgement.
    pub(super) judged_at: Date,
    /// Every server with its customer, in the order of the documents.
    pub(super) tenants: Vec<Tenant<'a>>,
}

/// A server and whose it is.
#[derive(Clone, Copy, Debug)]
pub(super) struct Tenant<'a> {
    /// The account.
    pub(super) customer: &'a Customer,
    /// The server.
    pub(super) server: &'a Server,
    /// Whether all of the customer's document was decoded. Only then does absent mean absent.
    pub(super) whole: bool,
}

impl<'a> Scope<'a> {
    pub(super) fn new(catalogue: &'a Catalogue<'a>, judged_at: Date) -> Self {
        let customers = &catalogue.blueprints.customers;
        let faulty = &catalogue.blueprints.faulty;
        let mut tenants = Vec::with_capacity(customers.len());
        let mut seen = HashSet::with_capacity(customers.len());
        for customer in customers {
            // Reading refused the second document of one name; its servers would repeat that.
            if seen.insert(&*customer.name.value) {
                let whole = !faulty.holds(Kind::Customer, &customer.name);
                let tenant = |server| Tenant { customer, server, whole };
                tenants.extend(customer.servers.iter().map(tenant));
            }
        }
        Self { catalogue, judged_at, tenants }
    }

    /// Whether all of a document was decoded. Only then does absent mean absent.
    pub(super) fn is_whole(&self, kind: Kind, name: &str) -> bool {
        !self.catalogue.blueprints.faulty.holds(kind, name)
    }

    /// The settings of everything that is not a server, each once.
    pub(super) fn shared_settings(&self) -> impl Iterator<Item = &'a Settings> {
        let all = self.catalogue.blueprints;
        let providers = all.providers.iter().map(|d| &d.settings);
        let images = all.images.iter().map(|d| &d.settings);
        let tariffs = all.tariffs.iter().map(|d| &d.settings);
        let customers = all.customers.iter().map(|d| &d.settings);
        providers.chain(images).chain(tariffs).chain(customers).filter_map(Option::as_ref)
    }

    /// The edition of the terms in force on a day, and what it says.
    pub(super) fn terms_on(&self, date: Date) -> Option<(&'a Terms, &'a contract::Terms)> {
        let begun = self.catalogue.terms().iter().filter(|t| t.effective_from.value <= date);
        let edition = begun.max_by_key(|t| t.effective_from.value)?;
        Some((edition, edition.parameters()?))
    }

    /// The tariff that is built: the last of the history.
    pub(super) fn tariff_of(&self, server: &Server) -> Option<&'a Tariff> {
        self.catalogue.tariff(&server.tariffs.get()?.last()?.tariff)
    }

    /// The image that a server is made from.
    pub(super) fn image_of(&self, server: &Server) -> Option<&'a Image> {
        match &server.image {
            Some(own) => self.catalogue.image(own),
            None => self.catalogue.image(&self.tariff_of(server)?.image),
        }
    }
}

impl Tenant<'_> {
    /// Whether nothing but the record is left (contract 4.6). Such a server keeps its name, its
    /// references and its history, which bills refer to; its label, address and networks are free
    /// for others, and nothing is built that could fail.
    pub(super) fn is_deleted(&self) -> bool {
        self.server.access.as_ref().is_some_and(|access| access.value == Access::Deleted)
    }
}
