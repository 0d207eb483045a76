//! A million decisions of the contract's rules, mixed, in memory and without a trace.
//!
//! There is no other program that decides these, so there is no yardstick but the promise.

use std::hint::black_box;

use qalyp::blueprint::{self, Blueprints, Limits};
use qalyp::contract::decision::Trace;
use qalyp::contract::terms::{Cause, Priority, Terms};
use qalyp::contract::{
    AskedTime, AutoRenewal, Basis, Claim, CompensationFacts, Currency, Dated, DowntimeEvents,
    GivenUp, Instant, Interval, Money, MonthlyFee, Outage, Paid, PaidFor, PriceNotice, RefundBasis,
    RefundDeadline, RenewalPayment, Settled, StateFacts, Supply, TicketFacts, Timeline, Undecided,
    UpgradeFacts, WorksFacts, auto_renew, availability_of_events, classify_works, compensation,
    extract_vat, price_notice, refund, refund_deadline, renewal_payment, service_state,
    ticket_deadline, upgrade,
};

use super::project::shipped;
use super::run::timed;
use super::table::{Hold, Row};
use crate::Bench;

/// How many are made.
const DECISIONS: u64 = 1_000_000;
/// The rules that take turns.
const RULES: u64 = 12;

pub(crate) fn rows(bench: &Bench) -> Vec<Row> {
    let loaded = blueprint::load(&shipped(), Vec::new(), Limits::default());
    let Blueprints { terms, calendars, providers, .. } = &loaded.blueprints;
    let rates = providers[0].vat.iter();
    let rates = rates.map(|r| Dated { from: r.from.value, until: None, value: r.rate.value });
    let (vat, _) = Timeline::new(rates.collect());
    let calendar = calendars[0].to_contract().expect("the example's calendar is right");
    let terms: &Terms = terms[0].parameters().expect("the example's terms are right");
    let basis = Basis {
        edition: "2026-01-16",
        terms,
        calendar: Some(&calendar),
        vat: &vat,
        currency: Currency::Kzt,
    };
    let run = || {
        timed(|| {
            let mut chance = Chance(1);
            for number in 0..DECISIONS {
                let facts = Facts::of(&mut chance);
                facts.decide(&basis, number % RULES).expect("the facts are possible");
            }
        })
    };
    let runs: Vec<_> = (0..bench.runs).map(|_| run()).collect();
    let what = format!("{DECISIONS} decisions of {RULES} rules, one thread, no trace");
    vec![Row::seconds(what, &runs, Hold::AtMost(2.0))]
}

/// The same numbers in every run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, bound: u64) -> u64 {
        // The generator of Knuth's MMIX; its high digits are the good ones.
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % bound
    }
}

/// What a question is about: a month of 2026, moments in it, sums.
struct Facts {
    period: Interval<Instant>,
    at: Instant,
    later: Instant,
    sum: Money,
    more: Money,
    cause: Cause,
    priority: Priority,
}

impl Facts {
    fn of(chance: &mut Chance) -> Self {
        let start: Instant = "2026-01-17T00:00:00+05:00".parse().expect("a moment");
        let after = |from: Instant, seconds: u64| {
            from.add_seconds(i64::try_from(seconds).expect("it is small")).expect("a moment")
        };
        let from = after(start, chance.below(250 * 86_400));
        let until = after(from, 28 * 86_400 + chance.below(3 * 86_400));
        let at = after(from, 1 + chance.below(27 * 86_400));
        let later = after(at, 60 + chance.below(20 * 3_600));
        let sum = Money::from_minor(1_599_000 + chance.below(5_000_000), Currency::Kzt);
        let more = Money::from_minor(sum.minor() + chance.below(5_000_000), Currency::Kzt);
        let cause = [Cause::ProviderFault, Cause::Customer][usize::from(chance.below(4) == 0)];
        let priority = [Priority::High, Priority::Low][usize::from(chance.below(2) == 0)];
        let period = Interval::new(from, until).expect("it ends later");
        Self { period, at, later, sum, more, cause, priority }
    }

    fn decide(&self, basis: &Basis<'_>, rule: u64) -> Result<(), Undecided> {
        let Self { period, at, later, sum, more, .. } = *self;
        let (trace, none) = (&mut Trace::off(), Money::zero(Currency::Kzt));
        match rule {
            0 => done(&refund(basis, &self.given_up(&[self.paid()]), trace)?),
            1 => {
                let facts = RefundDeadline { requested: at, basis: RefundBasis::Recalculated };
                done(&refund_deadline(basis, &facts, trace)?);
            }
            2 => done(&upgrade(basis, &UpgradeFacts { old: sum, new: more, period, at }, trace)?),
            3 => {
                done(&price_notice(basis, &PriceNotice { notified: at, effective: later }, trace)?);
            }
            4 => done(&extract_vat(basis, &Supply { gross: sum, date: basis.date(at) }, trace)?),
            5 => {
                let facts = StateFacts { term_end: period.until(), at: later };
                done(&service_state(basis, &facts, trace)?);
            }
            6 => {
                let facts = RenewalPayment { term_end: at, paid: later, months: 1, anchor: None };
                done(&renewal_payment(basis, &facts, trace)?);
            }
            7 => {
                let facts = AutoRenewal {
                    on: Some(true),
                    balance: more,
                    bonuses: none,
                    price: sum,
                    debited: none,
                    term_end: period.until(),
                    at: None,
                };
                done(&auto_renew(basis, &facts, trace)?);
            }
            8 => {
                let pauses = [self.span()];
                let Self { at: registered, priority, .. } = *self;
                let facts = TicketFacts { registered, priority, wished: None, pauses: &pauses };
                done(&ticket_deadline(basis, &facts, trace)?);
            }
            9 => {
                let facts = WorksFacts { notified: period.from(), works: self.span() };
                done(&classify_works(basis, &facts, trace)?);
            }
            10 => self.compensated(basis, trace)?,
            _ => self.available(basis, trace)?,
        }
        Ok(())
    }

    fn span(&self) -> Interval<Instant> {
        Interval::new(self.at, self.later).expect("it ends later")
    }

    fn paid(&self) -> Paid {
        Paid {
            amount: self.sum,
            bonuses: Money::zero(Currency::Kzt),
            kind: PaidFor::Tariff,
            covers: self.period,
            list_price: None,
        }
    }

    fn given_up<'a>(&self, payments: &'a [Paid]) -> GivenUp<'a> {
        GivenUp { activated: self.period.from(), requested: self.at, payments, favour: false }
    }

    fn compensated(&self, basis: &Basis<'_>, trace: &mut Trace) -> Result<(), Undecided> {
        let outages = [Outage { span: self.span(), cause: self.cause }];
        let fees =
            [MonthlyFee { since: self.period.from(), paid: self.sum, months: 1, list: None }];
        let facts = CompensationFacts {
            outages: &outages,
            planned: &[],
            unplanned: &[],
            fees: &fees,
            billing_anchor: Some(self.period.from()),
            claim: Claim::Filed,
            settled: Settled { time: &[], credits: &[] },
        };
        done(&compensation(basis, &facts, trace)?);
        Ok(())
    }

    fn available(&self, basis: &Basis<'_>, trace: &mut Trace) -> Result<(), Undecided> {
        let outages = [Outage { span: self.span(), cause: self.cause }];
        let facts = DowntimeEvents {
            time: AskedTime::Year { year: 2026, at: None, connected: None },
            service_from: None,
            service_to: None,
            outages: &outages,
            planned: &[],
            unplanned: &[],
            unknown: &[],
        };
        done(&availability_of_events(basis, &facts, trace)?);
        Ok(())
    }
}

/// Keeps an answer from being left out because nobody reads it.
fn done<T>(answer: &T) {
    black_box(answer);
}
