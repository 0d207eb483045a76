//! What customers are to be told of in advance, and nobody has told them (5.4, 6.3, 7.1).

use super::{Action, Run};
use crate::billing::{Books, Service, State};
use crate::blueprint::kinds::{self, NoticeAbout, Price};
use crate::contract::terms::Clause;
use crate::contract::{Basis, Date, Instant};
use crate::ledger::{About, Fact, Notice};

impl<'a> Run<'_, 'a> {
    pub(super) fn telling(&mut self, service: &Service<'a>) {
        let state = service.state_at(self.at).map(|now| now.state);
        if matches!(state, Some(State::Active | State::Suspended)) {
            self.prices(service);
            self.notices(service);
        }
    }

    /// New prices of the tariff and of the add-ons.
    fn prices(&mut self, service: &Service<'a>) {
        if let Some(tariff) = service.tariff_at(self.at).and_then(|step| step.tariff) {
            self.price(service, (&tariff.name, &tariff.prices), true);
        }
        for used in &service.server.addons {
            if let Some(addon) = self.books.catalogue.addon(&used.addon) {
                self.price(service, (&addon.name, &addon.prices), false);
            }
        }
    }

    fn price(&mut self, service: &Service<'a>, (of, prices): (&'a str, &'a [Price]), tariff: bool) {
        let Some((_, basis)) = self.books.basis_at(self.at) else { return };
        let today = basis.date(self.at);
        for pair in prices.windows(2) {
            let [old, new] = pair else { continue };
            let from = new.from.value;
            // It is told of once it is decided: when its announcement is dated, on that day.
            let decided = new.announced.as_ref().is_none_or(|announced| announced.value <= today);
            let changes = old.monthly.value != new.monthly.value;
            if from <= today || !decided || !changes {
                continue;
            }
            if tariff && self.told_of_price(service, of, &basis, from) {
                continue;
            }
            // Of an add-on the ledger has no notices: the day in the blueprint stands for them.
            if !tariff && new.announced.as_ref().is_some_and(|announced| announced.value < today) {
                continue;
            }
            let by = basis.terms.price.latest_announcement(from);
            let (old, place) = (old.monthly.value, new.from.span);
            let new = new.monthly.value;
            let action = Action::NotifyOfPrice { of, tariff, old, new, from, by };
            // A price without a day of its announcement is told of as soon as anybody has the tariff.
            let since = pair_since(&basis, pair, service).unwrap_or(self.at);
            self.push(service, since, Some(place), &[Clause::C5_4], action);
        }
    }

    fn told_of_price(
        &self,
        service: &Service<'a>,
        tariff: &str,
        basis: &Basis<'_>,
        from: Date,
    ) -> bool {
        let mut told = self.books.price_notices(tariff).filter(|notice| {
            let effective = notice.effective.as_ref().map(|effective| basis.date(effective.value));
            Books::has_told(notice, service.server) && effective.is_none_or(|date| date == from)
        });
        told.next().is_some()
    }

    /// Works and changes that a notice of the blueprints announces.
    fn notices(&mut self, service: &Service<'a>) {
        let Some(tariff) = service.tariff_at(self.at).and_then(|step| step.tariff) else { return };
        let image = service.server.image.as_ref().map_or(&*tariff.image, |image| &**image);
        let catalogue = self.books.catalogue;
        let all: Vec<_> = catalogue.notices_for(service.name(), &tariff.name, image).collect();
        for notice in all {
            self.notice(service, notice);
        }
    }

    fn notice(&mut self, service: &Service<'a>, notice: &'a kinds::Notice) {
        let (Some(announced), Some(starts)) = (notice.announced.get(), notice.starts.get()) else {
            return;
        };
        let due = announced.value <= self.at && self.at < starts.value;
        if !due || self.sent(service, &notice.name) {
            return;
        }
        let Some((_, basis)) = self.books.basis_at(self.at) else { return };
        let works = notice.about.value == NoticeAbout::PlannedWorks;
        let (ahead, clauses): (_, &[Clause]) = if works {
            (basis.terms.works.notice, &[Clause::C7_1])
        } else {
            (basis.terms.works.change_notice, &[Clause::C6_3])
        };
        let seconds = i64::try_from(ahead.seconds()).ok();
        let by = seconds.and_then(|seconds| starts.value.add_seconds(-seconds));
        let (starts, since) = (starts.value, announced.value);
        let action = Action::Notify { works, notice: &notice.name, starts, by };
        self.push(service, since, Some(notice.name.span), clauses, action);
    }

    /// Whether the customer was told since a moment that a term ends, or the time to resume it.
    pub(super) fn told_of_end(&self, service: &Service<'a>, since: Instant) -> bool {
        let told = |fact: &Fact| {
            matches!(fact, Fact::Notice(notice) if notice.about.value == About::Expiry
                && notice.at.value >= since
                && Books::has_told(notice, service.server))
        };
        self.books.ledger.of_server(service.name()).any(told)
    }

    /// Whether the ledger knows that a notice of the blueprints was sent to the server's customer.
    fn sent(&self, service: &Service<'a>, name: &str) -> bool {
        let named = |notice: &Notice| {
            matches!(notice.about.value, About::Works | About::Change)
                && notice.name.as_ref().is_some_and(|own| &*own.value == name)
                && Books::has_told(notice, service.server)
        };
        let ledger = self.books.ledger;
        let own = ledger.of_server(service.name()).chain(ledger.of_all_servers());
        own.into_iter().any(|fact| matches!(fact, Fact::Notice(notice) if named(notice)))
    }
}

/// The day on which a price was decided, or the start of the service.
fn pair_since(basis: &Basis<'_>, pair: &[Price], service: &Service<'_>) -> Option<Instant> {
    let announced = pair.last()?.announced.as_ref();
    let decided = announced.map(|announced| basis.midnight(announced.value));
    decided.or_else(|| service.start.map(|start| start.at))
}
