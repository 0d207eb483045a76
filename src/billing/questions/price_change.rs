use super::{About, basis_of, labels};
use crate::billing::prices::PriceList;
use crate::billing::{Account, Books, Service, State, Unanswered};
use crate::contract::decision::{Decision, Trace, Value, decide};
use crate::contract::terms::ShortNotice;
use crate::contract::{
    Basis, Instant, Money, NoticeAnswer, PriceChange, PriceNotice, next_period, price_notice,
};
use crate::diagnostics::{Span, nearest};

/// A change of a tariff's price that is asked about (5.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewPrice {
    /// When customers are or were told.
    pub notified: Instant,
    /// From when it is to hold.
    pub effective: Instant,
    /// The new price of a month; absent: the one that the blueprint has for that day.
    pub monthly: Option<Money>,
}

/// Whether a new price is announced in time, and whom it reaches when.
#[derive(Debug)]
pub struct PriceChangeAnswer<'a> {
    /// What was asked, and what is known.
    pub about: About<'a>,
    /// The tariff.
    pub tariff: &'a str,
    /// The change, as its first period meets it.
    pub change: PriceChange,
    /// Whether the notice is in time.
    pub notice: Decision<NoticeAnswer>,
    /// From when the price holds; absent if it never does.
    pub holds_from: Option<Instant>,
    /// The services on the tariff, in the order of the blueprints.
    pub reached: Vec<Reached<'a>>,
}

/// A service on a tariff of which the price changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached<'a> {
    /// The server.
    pub server: &'a str,
    /// Until when it is paid at the old price.
    pub paid_until: Option<Instant>,
    /// The start of the first period at the new price, if every period is renewed and paid when the
    /// one before ends; absent
    /// where the change never holds, or nothing is paid at the moment.
    pub first: Option<Instant>,
    /// Where the period that it was found from is written.
    pub place: Option<Span>,
}

impl<'a> Books<'a> {
    /// Whether a new price of a tariff is announced in time, and which periods of which servers it
    /// reaches, as they are paid at a moment.
    ///
    /// # Errors
    /// An unknown tariff, no price to compare with, and what the rules cannot decide.
    pub fn price_change(
        &self,
        tariff: &str,
        new: NewPrice,
        at: Instant,
    ) -> Result<PriceChangeAnswer<'a>, Unanswered> {
        let known = self.catalogue.blueprints.tariffs.iter().map(|it| &*it.name.value);
        let found = self.catalogue.tariff(tariff).ok_or_else(|| Unanswered::UnknownTariff {
            name: tariff.to_owned(),
            nearest: nearest(tariff, known).map(str::to_owned),
        })?;
        let edition = self.edition_for(new.effective, new.effective.max(at))?;
        let list = PriceList::of_tariff(found);
        let mut about = About { customer: None, server: None, at, edition, facts: Vec::new() };
        let basis = basis_of(self, &about);
        let before = new.effective.add_seconds(-1).unwrap_or(new.effective);
        let none = || Unanswered::NoPrice {
            of: tariff.to_owned(),
            date: basis.date(before),
            place: Some(list.place),
        };
        let old = list.announced(&basis, before).ok_or_else(none)?;
        let next = list.announced(&basis, new.effective).filter(|next| *next != old);
        let monthly = new.monthly.or(next.map(|next| next.price)).ok_or_else(none)?;
        let facts = PriceNotice { notified: new.notified, effective: new.effective };
        let notice = decide(&basis, |basis, trace| price_notice(basis, &facts, trace))?;
        let holds_from = match basis.terms.price.short_notice {
            _ if notice.outcome.valid => Some(new.effective),
            ShortNotice::ShiftToEarliestValid => Some(notice.outcome.earliest),
            ShortNotice::Void => None,
        };
        let name = &found.name;
        about.fact(&labels::TARIFF, Value::Text(name.to_string()), Some(name.span));
        about.fact(&labels::PRICE, old.price, Some(old.place));
        let place = next.filter(|next| next.price == monthly).map(|next| next.place);
        about.fact(&labels::NEW_PRICE, monthly, place);
        about.fact(&labels::NOTIFIED, new.notified, None);
        about.fact(&labels::EFFECTIVE, new.effective, None);
        let change = PriceChange {
            old: old.price,
            new: monthly,
            effective: new.effective,
            notified: Some(new.notified),
            period_start: holds_from.unwrap_or(new.effective),
            paid: None,
            refused: None,
        };
        let reached = self.each_account(|account| reached(&basis, account, (name, holds_from), at));
        let reached = reached.into_iter().flatten().collect();
        let tariff = &**name;
        Ok(PriceChangeAnswer { about, tariff, change, notice, holds_from, reached })
    }
}

fn reached<'a>(
    basis: &Basis<'_>,
    account: &Account<'a>,
    (tariff, holds_from): (&str, Option<Instant>),
    at: Instant,
) -> Vec<Reached<'a>> {
    let of = |service: &Service<'a>| {
        let state = service.state_at(at)?.state;
        let has = service.tariff_at(at).is_some_and(|step| step.name == tariff);
        if !has || matches!(state, State::Terminated | State::Deletable) {
            return None;
        }
        let term = service.last_paid_at(at);
        let term = term.filter(|_| state == State::Active);
        let first = term.zip(holds_from).and_then(|(term, from)| {
            let mut start = term.span.until();
            while start < from {
                let off = &mut Trace::off();
                start = next_period(basis, start, term.months, term.anchor, off).ok()?.until();
            }
            Some(start)
        });
        Some(Reached {
            server: service.name(),
            paid_until: term.map(|term| term.span.until()),
            first,
            place: term.map(|term| term.debit.covers.span),
        })
    };
    account.services.iter().filter_map(of).collect()
}
