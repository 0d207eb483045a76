//! What an account was worth over a span of time, and why.

use super::{
    Account, Balance, Booking, Books, Difference, Entry, Period, Service, Signed, StateSpan,
    Unanswered, differences, tax,
};
use crate::blueprint::kinds::{Customer, Server};
use crate::contract::{Currency, Date, Instant, Interval, Percent, Undecided, UtcOffset};
use crate::diagnostics::{Finding, Report, nearest};
use crate::ledger::Fact;

/// The statement of a customer's account.
#[derive(Debug)]
pub struct Statement<'a> {
    /// Whose.
    pub customer: &'a Customer,
    /// From its first moment until the one after its last.
    pub span: Interval<Instant>,
    /// The moment up to which the ledger was judged.
    pub at: Instant,
    /// The offset at which moments and dates are shown.
    pub offset: UtcOffset,
    /// The currency of every sum.
    pub currency: Currency,
    /// What the account held before.
    pub opening: Balance,
    /// What was booked, in order of time, each with what the account held after it.
    pub entries: Vec<Entry<'a>>,
    /// What the account held after, as far as it is known.
    pub closing: Balance,
    /// What was booked, added up.
    pub totals: Totals,
    /// The services, with what they were in the span.
    pub services: Vec<ServiceSpan<'a>>,
    /// The tax in what was taken and given back, by its rate, in order of the rates.
    pub vat: Vec<VatLine>,
    /// What was taken and given back of which the tax is not known: no edition of the terms was in
    /// force, or no rate is known on the date of supply. With the lines of `vat` it adds up to what
    /// was taken and given back.
    pub untaxed: Unknown,
    /// What was booked and judged by nobody, because no edition of the terms was in force.
    pub unjudged: Unknown,
    /// The first day of the first edition.
    pub first_edition: Option<Date>,
    /// The editions of the terms in force during the span, by name.
    pub editions: Vec<&'a str>,
    /// Where what was booked and what the rules say differ, as far as it concerns the span, in order
    /// of time.
    pub differences: Vec<Difference<'a>>,
}

/// Bookings about which something is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// How many.
    pub count: usize,
    /// What was taken by them, less what they gave back.
    pub gross: Signed,
}

/// What was booked in a span, by kind; bonuses included. What was taken back counts in the kind of the
/// booking that it takes back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Totals {
    /// Money that came in.
    pub paid: Signed,
    /// Sums taken for services, as an amount below zero.
    pub charged: Signed,
    /// Sums that came back.
    pub refunded: Signed,
    /// Bonuses credited.
    pub credited: Signed,
    /// Bonuses paid out in money, as an amount below zero.
    pub cashed: Signed,
}

/// A service in a span.
#[derive(Debug)]
pub struct ServiceSpan<'a> {
    /// The server.
    pub server: &'a Server,
    /// The periods of which a part lies in the span, whole.
    pub periods: Vec<Period<'a>>,
    /// What it was, cut at the ends of the span and at the moment up to which the ledger was judged.
    pub states: Vec<StateSpan>,
}

/// The tax of one rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct VatLine {
    /// The rate.
    pub rate: Percent,
    /// The sum, tax included.
    pub gross: Signed,
    /// The tax in it.
    pub vat: Signed,
    /// The sum without it.
    pub net: Signed,
}

impl<'a> Books<'a> {
    /// The statement of a customer's account over a span, judged by what the ledger knows at a
    /// moment.
    ///
    /// # Errors
    /// An unknown customer.
    pub fn statement(
        &self,
        customer: &str,
        span: Interval<Instant>,
        at: Instant,
    ) -> Result<Statement<'a>, Unanswered> {
        let account = self.account_at(self.find_customer(customer)?, at);
        let found = differences(self, &account, at);
        let of_span = found.into_iter().filter(|difference| span.contains(difference.at));
        let booked = |entry: &&Entry<'a>| span.contains(entry.at) && entry.at <= at;
        let entries: Vec<_> = account.entries.iter().filter(booked).copied().collect();
        // What is booked for later than the moment of judgement is not known yet.
        let held = |end: Instant| {
            if at < end { account.balance_at(at) } else { account.balance_before(end) }
        };
        let last = self.editions.all().last();
        let (vat, untaxed) = tax::of_entries(self, &account, &entries, at);
        Ok(Statement {
            customer: account.customer,
            span,
            at,
            offset: last.map_or(UtcOffset::UTC, |edition| edition.terms.counting.utc_offset),
            currency: self.currency(),
            opening: held(span.from()),
            closing: held(span.until()),
            totals: Totals::of(&entries, self.currency()),
            services: account.services.iter().map(|it| of_service(it, span, at)).collect(),
            vat,
            untaxed,
            unjudged: unjudged(self, &account, &entries),
            first_edition: self.editions.all().first().map(|edition| edition.from),
            editions: editions(self, span),
            differences: of_span.collect(),
            entries,
        })
    }

    /// The span from the beginning of a date to the end of another, at the offset of the terms.
    ///
    /// # Errors
    /// A last date before the first.
    pub fn dates(&self, from: Date, to: Date) -> Result<Interval<Instant>, Unanswered> {
        let offset = self.editions.all().last().map(|edition| edition.terms.counting.utc_offset);
        let midnight = |date| Instant::start_of(date, offset.unwrap_or(UtcOffset::UTC));
        let next = to.add_days(1).ok_or(Undecided::OutOfYears)?;
        let (from, until) = (midnight(from), midnight(next));
        Interval::new(from, until).ok_or(Unanswered::Backwards { from, until })
    }

    /// A customer, by the present or the former name.
    ///
    /// # Errors
    /// There is none; the nearest name is told.
    pub fn find_customer(&self, name: &str) -> Result<&'a Customer, Unanswered> {
        self.customer(name).ok_or_else(|| Unanswered::UnknownCustomer {
            name: name.to_owned(),
            nearest: nearest(name, self.customer_names()).map(str::to_owned),
        })
    }
}

/// A service as far as it is known: what it will be if nobody pays is no part of a statement.
fn of_service<'a>(service: &Service<'a>, span: Interval<Instant>, at: Instant) -> ServiceSpan<'a> {
    let in_span = |period: &&Period<'a>| period.span.intersection(span).is_some();
    let paid = service.periods.iter().filter(|period| period.debit.at.value <= at);
    let known = Interval::new(span.from(), span.until().min(at));
    ServiceSpan {
        server: service.server,
        periods: paid.filter(in_span).copied().collect(),
        states: known.map_or_else(Vec::new, |known| service.states.within(known)),
    }
}

/// What happened before the first edition of the terms, so that nothing decides whether it was
/// booked right. Money that came in is right as it is.
fn unjudged(books: &Books<'_>, account: &Account<'_>, entries: &[Entry<'_>]) -> Unknown {
    let mut unknown = Unknown::none(books.currency());
    for entry in entries.iter().filter(|entry| !entry.is_reversed) {
        let event = match entry.booking {
            Booking::Payment(_) | Booking::Reversal { .. } => continue,
            Booking::Debit(debit) => debit.covers.from.value,
            Booking::Refund(refund) => match books.ledger.get(&refund.request.value) {
                Some(request) => request.moment(),
                None => entry.at,
            },
            Booking::Bonus(bonus) => {
                let claim = bonus.claim.as_ref().and_then(|id| books.ledger.get(&id.value));
                let of_claim = |service: &Service<'_>| match claim {
                    Some(Fact::Claim(claim)) if service.claims.contains(&claim) => {
                        service.downtime_of(books, claim)
                    }
                    _ => None,
                };
                account.services.iter().find_map(of_claim).unwrap_or(entry.at)
            }
            Booking::Settlement(_) => entry.at,
        };
        if books.editions.deciding(event, entry.at).is_none() {
            unknown.add(entry.moved.money.plus(entry.moved.bonuses));
        }
    }
    unknown
}

/// The editions that were in force at some moment of a span.
fn editions<'a>(books: &Books<'a>, span: Interval<Instant>) -> Vec<&'a str> {
    let all = books.editions.all();
    let ends = all.iter().skip(1).map(|next| Some(next.begins)).chain([None]);
    let within = all.iter().zip(ends).filter(|(edition, end)| {
        edition.begins < span.until() && end.is_none_or(|end| span.from() < end)
    });
    within.map(|(edition, _)| edition.name).collect()
}

impl Unknown {
    /// None of them.
    pub(super) const fn none(currency: Currency) -> Self {
        Self { count: 0, gross: Signed::zero(currency) }
    }

    /// Counts a booking that moved so much on the account.
    pub(super) const fn add(&mut self, moved: Signed) {
        self.count += 1;
        self.gross = self.gross.less(moved);
    }
}

impl Statement<'_> {
    /// The differences as findings with their places, in English.
    pub fn findings(&self) -> Report {
        self.differences.iter().map(Finding::from).collect()
    }
}

impl Totals {
    fn of(entries: &[Entry<'_>], currency: Currency) -> Self {
        let none = Signed::zero(currency);
        let mut totals =
            Self { paid: none, charged: none, refunded: none, credited: none, cashed: none };
        for entry in entries {
            let moved = entry.moved.money.plus(entry.moved.bonuses);
            let what = match entry.booking {
                Booking::Reversal { of, .. } => of.booking().unwrap_or(entry.booking),
                booking => booking,
            };
            let total = match what {
                Booking::Reversal { .. } => continue,
                Booking::Payment(_) => &mut totals.paid,
                Booking::Debit(_) => &mut totals.charged,
                Booking::Refund(_) => &mut totals.refunded,
                Booking::Bonus(_) => &mut totals.credited,
                Booking::Settlement(_) => &mut totals.cashed,
            };
            *total = total.plus(moved);
        }
        totals
    }

    /// All of it.
    pub const fn sum(self) -> Signed {
        let in_and_out = self.paid.plus(self.charged).plus(self.refunded);
        in_and_out.plus(self.credited).plus(self.cashed)
    }
}
