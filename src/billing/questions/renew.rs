use super::{About, basis_of, labels};
use crate::billing::run::taken_before;
use crate::billing::{Account, Books, Cost, Period, Refused, Service, Signed, Unanswered};
use crate::contract::decision::{Decision, Trace, Value, decide};
use crate::contract::{
    AutoRenewal, AutoRenewed, Instant, Money, RenewalPayment, Renewed, Standing, StateFacts,
    auto_renew, debit_moment, renewal_payment, service_state,
};

/// Until when a service is paid, and what happens then (4.2 to 4.6).
#[derive(Debug)]
pub struct RenewAnswer<'a> {
    /// What was asked, and what is known.
    pub about: About<'a>,
    /// The end of the paid term.
    pub term_end: Instant,
    /// What the service is.
    pub standing: Decision<Standing>,
    /// What a payment at the moment of the question would give.
    pub paid_now: Decision<Renewed>,
    /// What the next period costs; absent where a payment would give none.
    pub cost: Option<Cost<'a>>,
    /// What automatic renewal will do; absent where its moment has passed.
    pub automatic: Option<Decision<AutoRenewed>>,
    /// The refusal that stops it.
    pub refused: Option<Refused>,
}

impl<'a> Books<'a> {
    /// Until when a service is paid at a moment, and what its renewal needs.
    ///
    /// # Errors
    /// An unknown server, one that is not in use or was given up, and what the rules cannot decide.
    pub fn renew(&self, server: &str, at: Instant) -> Result<RenewAnswer<'a>, Unanswered> {
        let (account, number) = self.asked(server, at)?;
        let service = &account.services[number];
        let term = in_use(service, at)?;
        let term_end = term.span.until();
        let edition = self.nearest_edition(term.span.from(), at)?;
        let mut about = About::service(&account, service, at, edition);
        let basis = basis_of(self, &about);
        let question = StateFacts { term_end, at };
        let standing = decide(&basis, |basis, trace| service_state(basis, &question, trace))?;
        let (months, anchor) = (term.months, Some(term.anchor));
        let payment = RenewalPayment { term_end, paid: at, months, anchor };
        let paid_now = decide(&basis, |basis, trace| renewal_payment(basis, &payment, trace))?;
        let cost = match &paid_now.outcome.next {
            Ok(next) => Some(self.next_cost(service, next.period.from(), at, months)?),
            Err(_) => None,
        };
        let debit = debit_moment(&basis, term_end, &mut Trace::off())?;
        let refused = service.refusal(&basis, &account, term, debit.max(at), &mut Trace::off())?;
        let refused = refused.filter(|refused| refused.at <= at);
        let automatic = match &cost {
            Some(cost) if at <= debit => {
                let on = service.is_on(&basis, debit, at)?;
                let on = if refused.is_some() { Some(false) } else { on };
                // One sum does not pay twice: what is debited before for others is gone by then.
                let taken = taken_before(self, &account, at, service.name());
                if !taken.money.is_zero() || !taken.bonuses.is_zero() {
                    let none = Signed::zero(self.currency());
                    let sum = none.less(taken.money).less(taken.bonuses);
                    about.fact(&labels::TAKEN, sum.at_least_nothing(), None);
                }
                let balance = account.balance_at(at).moved(taken);
                let facts = AutoRenewal {
                    on,
                    balance: balance.money.at_least_nothing(),
                    bonuses: balance.bonuses.at_least_nothing(),
                    price: cost.gross,
                    debited: Money::zero(self.currency()),
                    term_end,
                    at: None,
                };
                Some(decide(&basis, |basis, trace| auto_renew(basis, &facts, trace))?)
            }
            _ => None,
        };
        told(&mut about, &account, service, term, refused.as_ref());
        Ok(RenewAnswer { about, term_end, standing, paid_now, cost, automatic, refused })
    }

    /// What is known of a service that the customer had given up by a moment, and since when it is
    /// terminated.
    ///
    /// # Errors
    /// An unknown server, and one that was not given up by then.
    pub fn ended(&self, server: &str, at: Instant) -> Result<(About<'a>, Instant), Unanswered> {
        let (account, number) = self.asked(server, at)?;
        let service = &account.services[number];
        let request = service.given_up.filter(|request| request.at.value <= at);
        let none = || Unanswered::NotInUse { server: service.name().to_owned(), at };
        let request = request.ok_or_else(none)?;
        let since = request.at.value;
        let edition = self.nearest_edition(since, at)?;
        let mut about = About::service(&account, service, at, edition);
        about.start(service);
        about.fact(&labels::REQUESTED, since, Some(request.span));
        Ok((about, since))
    }

    /// What a period costs that begins at a moment, under the edition then in force.
    pub(super) fn next_cost(
        &self,
        service: &Service<'a>,
        start: Instant,
        paid: Instant,
        months: u32,
    ) -> Result<Cost<'a>, Unanswered> {
        let edition = self.edition_for(start, start.max(paid))?;
        let basis = self.basis(&edition);
        service.cost(self, &basis, (start, paid), months, &mut Trace::off())
    }
}

/// The term that was paid last, of a service that is in use.
pub(super) fn in_use<'s, 'a>(
    service: &'s Service<'a>,
    at: Instant,
) -> Result<&'s Period<'a>, Unanswered> {
    let server = service.name().to_owned();
    if let Some(request) = service.given_up.filter(|request| request.at.value <= at) {
        let place = request.span;
        return Err(Unanswered::GivenUp { server, at: request.at.value, place });
    }
    let begun = service.start.is_some_and(|start| start.at <= at);
    let term = service.last_paid_at(at).filter(|_| begun);
    term.ok_or(Unanswered::NotInUse { server, at })
}

fn told<'a>(
    about: &mut About<'a>,
    account: &Account<'a>,
    service: &Service<'a>,
    term: &Period<'a>,
    refused: Option<&Refused>,
) {
    let at = about.at;
    about.start(service);
    about.fact(&labels::PERIOD, term.span, Some(term.debit.covers.span));
    about.fact(&labels::MONTHS, Value::Months(term.months), Some(term.debit.span));
    let balance = account.balance_at(at);
    let last = account.entries.iter().rev().find(|entry| entry.at <= at);
    let place = last.map(|entry| entry.booking.place());
    about.fact(&labels::BALANCE, balance.money.at_least_nothing(), place);
    if !balance.bonuses.is_zero() {
        about.fact(&labels::BONUSES, balance.bonuses.at_least_nothing(), place);
    }
    if let Some(switch) = service.switch_at(at) {
        about.fact(&labels::SWITCH, switch.enabled.value, Some(switch.span));
    }
    if let Some(refused) = refused {
        about.fact(&labels::REFUSED, refused.at, Some(refused.place));
    }
}
