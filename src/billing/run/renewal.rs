//! The next period: its debit, its invoice, and the warning that nobody will pay for it.

use super::{Action, Run};
use crate::billing::{Account, Balance, Books, Cost, Period, Service, Signed, State, Unanswered};
use crate::contract::decision::Trace;
use crate::contract::terms::{Clause, LatePeriodStart};
use crate::contract::{
    AutoRenewal, Basis, Duration, Instant, Interval, Money, RenewalPayment, Undecided, auto_renew,
    choices, debit_moment, renewal_payment,
};
use crate::diagnostics::Span;
use crate::ledger::{Invoice, Payment, Wants};

/// The most months that one debit of the ledger can pay for.
const MOST_MONTHS: u32 = 60;

choices! {
    /// Why the next period is not assured.
    pub enum Unassured {
        /// Automatic renewal is off (4.3).
        SwitchedOff = "auto-renewal-is-off",
        /// The customer refused (4.5).
        Refused = "renewal-is-refused",
        /// The account does not cover the price (4.4).
        Short = "balance-is-short",
    }
}

/// What becomes of the next period of a service.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Verdict<'a> {
    /// Nothing is to be decided: it is not in use, or the next period is booked.
    Nothing,
    /// A debit is due.
    Debit {
        /// Since when.
        since: Instant,
        /// What for.
        cost: Cost<'a>,
        /// What of it is paid with bonuses.
        bonuses: Money,
        /// The payment or the switch that asks for it.
        place: Option<Span>,
        clauses: &'static [Clause],
    },
    /// The term goes on, and its end will be paid for as things stand.
    Assured { debit: Instant, takes: Balance },
    /// The term ends unpaid as things stand.
    Unassured { ends: Instant, why: Unassured, cost: Cost<'a>, place: Span },
    /// The rules have no answer.
    Undecided { since: Instant, why: String },
}

/// Why the renewal of a service cannot be told.
enum Fault {
    Undecided(Undecided),
    Unanswered(Unanswered),
}

impl From<Undecided> for Fault {
    fn from(why: Undecided) -> Self {
        Self::Undecided(why)
    }
}

impl From<Unanswered> for Fault {
    fn from(why: Unanswered) -> Self {
        Self::Unanswered(why)
    }
}

impl<'a> Run<'_, 'a> {
    /// What becomes of the next period of each service.
    pub(super) fn debits(&mut self) -> Vec<Verdict<'a>> {
        let mut verdicts = vec![Verdict::Nothing; self.account.services.len()];
        for nth in self.by_debit() {
            let Some(service) = self.account.services.get(nth) else { continue };
            let verdict = self.verdict(service);
            self.spend(&verdict);
            if let Some(slot) = verdicts.get_mut(nth) {
                *slot = verdict;
            }
        }
        verdicts
    }

    /// The services of the account in the order in which their debits are due, since each takes from
    /// what the others need.
    fn by_debit(&self) -> Vec<usize> {
        let services = &self.account.services;
        let due = |service: &Service<'a>| service.periods.iter().map(|it| it.span.until()).max();
        let mut order: Vec<usize> = (0..services.len()).collect();
        order.sort_by_key(|&nth| services.get(nth).and_then(due));
        order
    }

    /// Notes what a debit takes, also one that is still to come.
    fn spend(&mut self, verdict: &Verdict<'a>) {
        match verdict {
            Verdict::Debit { since, cost, bonuses, .. } => {
                self.spent.push((*since, takes(cost.gross, *bonuses)));
            }
            Verdict::Assured { debit, takes } => self.spent.push((*debit, *takes)),
            _ => {}
        }
    }

    fn verdict(&self, service: &Service<'a>) -> Verdict<'a> {
        let decided = match service.state_at(self.at).map(|now| now.state) {
            // Who let a debit lie until the data could be deleted still owes the renewal.
            Some(State::Active | State::Suspended | State::Deletable) => {
                match service.last_paid_at(self.at) {
                    Some(term) => self.next(service, term),
                    None => self.first(service),
                }
            }
            _ => Ok(Verdict::Nothing),
        };
        let since = self.at;
        decided.unwrap_or_else(|fault| match fault {
            Fault::Undecided(why) => Verdict::Undecided { since, why: why.to_string() },
            Fault::Unanswered(why) => Verdict::Undecided { since, why: why.to_string() },
        })
    }

    /// The first period of a service that was connected and of which nothing is booked (3.2).
    fn first(&self, service: &Service<'a>) -> Result<Verdict<'a>, Fault> {
        let Some(start) = service.start else { return Ok(Verdict::Nothing) };
        let Some((_, basis)) = self.books.basis_at(start.at) else { return Ok(Verdict::Nothing) };
        let asked = service.requests.iter().find(|it| it.wants.value == Wants::Connect);
        let months = asked.and_then(|it| it.months.as_ref()).map_or(1, |months| months.get());
        let months = u32::try_from(months).unwrap_or(1);
        let cost = self.cost(service, &basis, (start.at, start.at), months)?;
        let Some(paid) = self.paid_since(&basis, start.at, cost.gross) else {
            let (why, place) = (Unassured::Short, start.place);
            return Ok(Verdict::Unassured { ends: start.at, why, cost, place });
        };
        // Connected before the money was there: the time that was not paid for is not sold.
        let late = paid > start.at && basis.terms.renewal.late_start == LatePeriodStart::Resume;
        let begins = if late { paid } else { start.at };
        let cost = self.cost(service, &basis, (begins, paid), months)?;
        let bonuses =
            self.covered(&basis, cost.gross, self.at).unwrap_or(Money::zero(basis.currency));
        let clauses = &[Clause::C3_2];
        Ok(Verdict::Debit { since: paid, cost, bonuses, place: Some(start.place), clauses })
    }

    /// Since when the account has held a sum: a moment, or the first payment after it with which it did.
    fn paid_since(&self, basis: &Basis<'_>, from: Instant, sum: Money) -> Option<Instant> {
        self.covered(basis, sum, self.at)?;
        let payments = self.account.payments().map(|payment| payment.at.value);
        let later = payments.filter(|at| from < *at && *at <= self.at);
        [from].into_iter().chain(later).find(|moment| self.covered(basis, sum, *moment).is_some())
    }

    /// The period that follows the last one that was paid.
    fn next(&self, service: &Service<'a>, term: &Period<'a>) -> Result<Verdict<'a>, Fault> {
        let end = term.span.until();
        let Some((_, basis)) = self.books.basis_at(end) else { return Ok(Verdict::Nothing) };
        if let Some((payment, invoice)) = self.paid_invoice(service, term) {
            return self.paid(service, term, &basis, payment, invoice);
        }
        let debit = debit_moment(&basis, end, &mut Trace::off())?;
        let price = self.cost(service, &basis, (end, debit), term.months)?;
        let trace = &mut Trace::off();
        let refused = service.refusal(&basis, self.account, term, debit, trace)?;
        let on = service.is_on(&basis, debit, debit.min(self.at))?;
        let place = term.debit.covers.span;
        let unassured = |why, cost| Ok(Verdict::Unassured { ends: end, why, cost, place });
        if refused.is_some_and(|refused| refused.at <= self.at) {
            return unassured(Unassured::Refused, price);
        }
        if !on.unwrap_or(basis.terms.renewal.auto) {
            return unassured(Unassured::SwitchedOff, price);
        }
        if self.at < debit {
            return match self.covered(&basis, price.gross, debit) {
                Some(bonuses) => Ok(Verdict::Assured { debit, takes: takes(price.gross, bonuses) }),
                None => unassured(Unassured::Short, price),
            };
        }
        self.tries(service, term, &basis, (debit, on), price)
    }

    /// The debit at its moment, and again as long as the terms try.
    fn tries(
        &self,
        service: &Service<'a>,
        term: &Period<'a>,
        basis: &Basis<'_>,
        (debit, on): (Instant, Option<bool>),
        price: Cost<'a>,
    ) -> Result<Verdict<'a>, Fault> {
        let end = term.span.until();
        let switch = service.switch_at(self.at).map(|switch| switch.span);
        let mut next = Some(debit);
        while let Some(moment) = next.filter(|moment| *moment <= self.at) {
            let held = self.held(moment);
            let facts = AutoRenewal {
                on,
                balance: held.money.at_least_nothing(),
                bonuses: held.bonuses.at_least_nothing(),
                price: price.gross,
                debited: Money::zero(basis.currency),
                term_end: end,
                at: Some(moment),
            };
            let tried = auto_renew(basis, &facts, &mut Trace::off())?;
            if tried.renewed {
                let facts = RenewalPayment {
                    term_end: end,
                    paid: moment,
                    months: term.months,
                    anchor: Some(term.anchor),
                };
                let renewed = renewal_payment(basis, &facts, &mut Trace::off())?;
                let Ok(next) = renewed.next else { return Ok(Verdict::Nothing) };
                // At the very end of the term the debit is in time: it is the moment that 4.4 names.
                let start = if moment == debit { end } else { next.period.from() };
                let cost = self.cost(service, basis, (start, moment), term.months)?;
                let (since, bonuses) = (moment, tried.debit_bonuses);
                let clauses = &[Clause::C4_3, Clause::C4_4];
                return Ok(Verdict::Debit { since, cost, bonuses, place: switch, clauses });
            }
            next = tried.next_try;
        }
        let (why, place) = (Unassured::Short, term.debit.covers.span);
        Ok(Verdict::Unassured { ends: end, why, cost: price, place })
    }

    /// A period that was paid by its invoice (4.2), or resumed by it (4.5).
    fn paid(
        &self,
        service: &Service<'a>,
        term: &Period<'a>,
        basis: &Basis<'_>,
        payment: &Payment,
        invoice: &Invoice,
    ) -> Result<Verdict<'a>, Fault> {
        let end = term.span.until();
        let months = invoice.months(basis, term.anchor, term.months);
        let price = self.cost(service, basis, (end, payment.at.value), months)?;
        // An invoice that was paid in parts is paid with the last of them.
        let Some(paid) = self.paid_since(basis, payment.at.value, price.gross) else {
            let (why, place) = (Unassured::Short, payment.span);
            return Ok(Verdict::Unassured { ends: end, why, cost: price, place });
        };
        let facts = RenewalPayment { term_end: end, paid, months, anchor: Some(term.anchor) };
        let renewed = renewal_payment(basis, &facts, &mut Trace::off())?;
        let Ok(next) = renewed.next else { return Ok(Verdict::Nothing) };
        let cost = self.cost(service, basis, (next.period.from(), paid), months)?;
        let Some(bonuses) = self.covered(basis, cost.gross, self.at) else {
            let (why, place) = (Unassured::Short, payment.span);
            return Ok(Verdict::Unassured { ends: end, why, cost, place });
        };
        let late = renewed.suspended_from.is_some();
        let clauses: &[Clause] = if late { &[Clause::C4_5] } else { &[Clause::C4_2] };
        Ok(Verdict::Debit { since: paid, cost, bonuses, place: Some(payment.span), clauses })
    }

    /// The payment of an invoice for a time after a term of which nothing is booked yet.
    fn paid_invoice(
        &self,
        service: &Service<'a>,
        term: &Period<'a>,
    ) -> Option<(&'a Payment, &'a Invoice)> {
        let end = term.span.until();
        let of_next = |invoice: &&&'a Invoice| {
            invoice.covers.as_ref().is_some_and(|covers| covers.from.value >= end)
        };
        let open: Vec<&'a Invoice> = service.invoices.iter().filter(of_next).copied().collect();
        let payments = self.account.payments().filter(|payment| payment.at.value <= self.at);
        payments.into_iter().find_map(|payment| {
            let id = payment.invoice.as_ref()?;
            let invoice = open.iter().find(|invoice| invoice.id.value == id.value)?;
            Some((payment, *invoice))
        })
    }

    fn cost(
        &self,
        service: &Service<'a>,
        basis: &Basis<'_>,
        (start, paid): (Instant, Instant),
        months: u32,
    ) -> Result<Cost<'a>, Fault> {
        Ok(service.cost(self.books, basis, (start, paid), months, &mut Trace::off())?)
    }

    /// The bonuses that pay a part of a sum, if the account covers it.
    fn covered(&self, basis: &Basis<'_>, sum: Money, at: Instant) -> Option<Money> {
        let zero = Money::zero(basis.currency);
        let held = self.held(at);
        let money = held.money.at_least_nothing();
        let bonuses = held.bonuses.at_least_nothing();
        let usable = if basis.terms.renewal.use_bonus { bonuses } else { zero };
        let bonuses = if usable.minor() < sum.minor() { usable } else { sum };
        let rest = sum.checked_sub(bonuses)?;
        (rest.minor() <= money.minor()).then_some(bonuses)
    }

    /// What the account holds at a moment, less what this run takes until then.
    fn held(&self, at: Instant) -> Balance {
        let booked = self.account.balance_at(at);
        let spent = self.spent.iter().filter(|(moment, _)| *moment <= at.max(self.at));
        spent.fold(booked, |balance, (_, moved)| balance.moved(*moved))
    }

    /// The tasks of a verdict.
    pub(super) fn renewal(&mut self, service: &Service<'a>, verdict: Verdict<'a>) {
        match verdict {
            Verdict::Nothing | Verdict::Assured { .. } => {}
            Verdict::Debit { since, cost, bonuses, place, clauses } => {
                self.push(service, since, place, clauses, Action::Debit { cost, bonuses });
            }
            Verdict::Undecided { since, why } => {
                self.push(service, since, None, &[Clause::C4_4], Action::Undecided { why });
            }
            Verdict::Unassured { ends, why, cost, place } => {
                if why != Unassured::Refused {
                    self.invoice(service, ends, &cost, place);
                }
                self.warn_of_expiry(service, (ends, place), why, cost.gross);
            }
        }
    }

    /// The invoice for the next period, unless there is one (3.2). After the end of the term it is the
    /// way to resume, as long as there is one (4.5).
    fn invoice(&mut self, service: &Service<'a>, ends: Instant, cost: &Cost<'a>, place: Span) {
        let issued = service
            .invoices
            .iter()
            .any(|invoice| invoice.covers.as_ref().is_some_and(|covers| covers.from.value >= ends));
        let suspended = service.state_at(self.at).filter(|now| now.state == State::Suspended);
        let (since, due) = match suspended {
            // What becomes of the data is near then: the last moment of 4.5.
            Some(now) => (now.since, service.states.next_after(self.at).map(|next| next.since)),
            None if self.is_near(ends) => (self.ahead_of(ends), Some(ends)),
            None => return,
        };
        if !issued {
            let resumed = suspended.and_then(|_| self.resumed(service));
            let cost = resumed.unwrap_or_else(|| cost.clone());
            let action = Action::Invoice { cost, ends, due };
            self.push(service, since, Some(place), &[Clause::C3_2, Clause::C4_2], action);
        }
    }

    /// What a payment now would buy of a service that is suspended.
    fn resumed(&self, service: &Service<'a>) -> Option<Cost<'a>> {
        let term = service.last_paid_at(self.at)?;
        let (term_end, months, anchor) = (term.span.until(), term.months, Some(term.anchor));
        let (_, basis) = self.books.basis_at(term_end)?;
        let facts = RenewalPayment { term_end, paid: self.at, months, anchor };
        let renewed = renewal_payment(&basis, &facts, &mut Trace::off()).ok()?;
        let start = renewed.next.ok()?.period.from();
        self.cost(service, &basis, (start, self.at), months).ok()
    }

    /// The warning that a term ends, once for each term (4.2).
    fn warn_of_expiry(
        &mut self,
        service: &Service<'a>,
        (ends, place): (Instant, Span),
        why: Unassured,
        price: Money,
    ) {
        let since = self.ahead_of(ends);
        let near = self.is_near(ends) && ends > self.at;
        if near && !self.told_of_end(service, since) {
            let balance = self.held(self.at).money;
            let action = Action::WarnOfExpiry { ends, why, price, balance };
            self.push(service, since, Some(place), &[Clause::C4_2, Clause::C4_4], action);
        }
    }
}

/// What a debit takes from an account.
fn takes(gross: Money, bonuses: Money) -> Balance {
    let bonuses = Signed::charge(bonuses);
    Balance { money: Signed::charge(gross).less(bonuses), bonuses }
}

/// What the renewals of other services take from an account before that of one is debited, as things
/// stand at a moment.
pub(in crate::billing) fn taken_before<'a>(
    books: &Books<'a>,
    account: &Account<'a>,
    at: Instant,
    server: &str,
) -> Balance {
    let mut run =
        Run { books, account, at, ahead: Duration::ZERO, spent: Vec::new(), tasks: Vec::new() };
    for nth in run.by_debit() {
        let Some(service) = account.services.get(nth) else { continue };
        if service.name() == server {
            break;
        }
        let verdict = run.verdict(service);
        run.spend(&verdict);
    }
    let none = Balance::zero(account.currency());
    run.spent.iter().fold(none, |sum, (_, moved)| sum.moved(*moved))
}

impl Invoice {
    /// The months that it is for: those that its time has by the terms, else those of the term before.
    fn months(&self, basis: &Basis<'_>, anchor: i32, before: u32) -> u32 {
        let span = self.covers.as_ref().and_then(crate::ledger::Covers::interval);
        let fits = |span: &Interval<Instant>| {
            let ends = |months: &u32| basis.months_after(span.from(), *months, 1, anchor);
            (1..=MOST_MONTHS).find(|months| ends(months) == Ok(span.until()))
        };
        span.as_ref().and_then(fits).unwrap_or(before)
    }
}
