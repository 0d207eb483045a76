use super::{About, basis_of, labels, touches};
use crate::billing::service::{Earlier, downtime};
use crate::billing::{Account, Books, Service, Unanswered};
use crate::contract::decision::{Decision, Trace, Value, decide};
use crate::contract::{
    Claim as Claimed, Compensation, CompensationRefusal, EvidenceAnswer, Instant, Interval,
    Outage as Downtime,
};
use crate::ledger::{Claim, Outage};

/// Which downtime is asked about.
#[derive(Clone, Copy, Debug)]
pub enum Downtimes<'q> {
    /// That of a claim, by its id.
    Claim(&'q str),
    /// All that lies in a span, whoever claims it.
    Within(Interval<Instant>),
}

/// What a customer gets for downtime (section 8).
#[derive(Debug)]
pub struct CompensateAnswer<'a> {
    /// What was asked, and what is known.
    pub about: About<'a>,
    /// What the outages give, after what earlier claims had.
    pub compensation: Decision<Compensation>,
    /// What a claim made at the moment of the question would give; absent where there is a claim, or
    /// none is needed.
    pub if_claimed: Option<Compensation>,
    /// What the customer claims beside what was measured; absent without a claim.
    pub measures: Option<Measures>,
}

/// The two measures of a downtime (8.2).
#[derive(Debug)]
pub struct Measures {
    /// What the customer claims, in seconds.
    pub claimed: i64,
    /// What the provider measured, in seconds; absent where he has no data.
    pub measured: Option<i64>,
    /// Which of them holds, and what hangs on it.
    pub decision: Decision<EvidenceAnswer>,
}

impl<'a> Books<'a> {
    /// What the customer of a server gets for downtime, as it is known at a moment.
    ///
    /// # Errors
    /// An unknown server or claim, a service for which nothing was paid, and what the rules cannot
    /// decide.
    pub fn compensate(
        &self,
        server: &str,
        which: Downtimes<'_>,
        at: Instant,
    ) -> Result<CompensateAnswer<'a>, Unanswered> {
        let (account, number) = self.asked(server, at)?;
        let service = &account.services[number];
        match which {
            Downtimes::Claim(id) => {
                let claim = service.claims.iter().copied().find(|claim| *claim.id.value == *id);
                let unknown = || Unanswered::UnknownClaim {
                    id: id.to_owned(),
                    server: service.name().to_owned(),
                };
                self.claimed(&account, service, claim.ok_or_else(unknown)?)
            }
            Downtimes::Within(span) => self.within(&account, service, span, at),
        }
    }

    fn claimed(
        &self,
        account: &Account<'a>,
        service: &Service<'a>,
        claim: &'a Claim,
    ) -> Result<CompensateAnswer<'a>, Unanswered> {
        let registered = claim.at.value;
        let event = service.downtime_of(self, claim);
        let event = event.ok_or(Unanswered::NoTerms { at: registered })?;
        let edition = self.edition_for(event, registered)?;
        let mut about = About::service(account, service, registered, edition);
        let basis = basis_of(self, &about);
        let earlier = service.compensations(self, |it| std::ptr::eq(it, claim), |_, _, _, _| ());
        let (known, own_data) = service.counted_for(claim, |moment| basis.date(moment));
        let found = decide(&basis, |basis, trace| {
            let facts = (known.as_slice(), Claimed::FiledAt(registered));
            service.returned(self, basis, facts, &earlier, trace)
        })?;
        let facts = service.measures(self, &basis, claim, &found.outcome, own_data)?;
        let decision = decide(&basis, |basis, trace| {
            let facts = service.measures(self, basis, claim, &found.outcome, own_data)?;
            crate::contract::evidence(basis, &facts, trace)
        })?;
        about.fact(&labels::CLAIMED, registered, Some(claim.span));
        let time = Value::Seconds(facts.claimed);
        about.fact(&labels::CLAIMED_TIME, time, Some(claim.downtime.span));
        let outages = service.outages_of(claim, |moment| basis.date(moment));
        self.told(&mut about, service, &outages, registered);
        let measures =
            Some(Measures { claimed: facts.claimed, measured: facts.measured, decision });
        Ok(CompensateAnswer { about, compensation: found, if_claimed: None, measures })
    }

    fn within(
        &self,
        account: &Account<'a>,
        service: &Service<'a>,
        span: Interval<Instant>,
        at: Instant,
    ) -> Result<CompensateAnswer<'a>, Unanswered> {
        let inside =
            |outage: &&&Outage| outage.until_now(at).is_some_and(|time| touches(time, span));
        let outages: Vec<&Outage> = service.outages.iter().filter(inside).copied().collect();
        let event = outages.iter().map(|it| it.from.value).min().unwrap_or(span.from());
        let edition = self.edition_for(event, at)?;
        let mut about = About::service(account, service, at, edition);
        let basis = basis_of(self, &about);
        let cut = |outage: &&Outage| -> Option<Downtime> {
            let known = downtime(outage, at)?;
            Some(Downtime { span: known.span.intersection(span)?, ..known })
        };
        let known: Vec<Downtime> = outages.iter().filter_map(cut).collect();
        let of_claim = |claim: &&&'a Claim| {
            claim.at.value <= at
                && service
                    .outages_of(claim, |moment| basis.date(moment))
                    .iter()
                    .any(|named| outages.iter().any(|it| std::ptr::eq(*it, *named)))
        };
        let claim = service.claims.iter().find(of_claim).copied();
        let filed = claim.map_or(Claimed::Missing, |claim| Claimed::FiledAt(claim.at.value));
        let compensation = decide(&basis, |basis, trace| {
            service.returned(self, basis, (&known, filed), &Earlier::default(), trace)
        })?;
        let if_claimed = match compensation.outcome.refusal {
            Some(CompensationRefusal::NoClaim) => {
                // What was claimed before is not paid twice, and counts towards the limit.
                let earlier = service.compensations(self, |it| it.at.value > at, |_, _, _, _| ());
                let facts = (known.as_slice(), Claimed::FiledAt(at));
                Some(service.returned(self, &basis, facts, &earlier, &mut Trace::off())?)
            }
            _ => None,
        };
        if let Some(claim) = claim {
            about.fact(&labels::CLAIMED, claim.at.value, Some(claim.span));
        }
        self.told(&mut about, service, &outages, at);
        Ok(CompensateAnswer { about, compensation, if_claimed, measures: None })
    }

    fn told(
        &self,
        about: &mut About<'a>,
        service: &Service<'a>,
        outages: &[&'a Outage],
        now: Instant,
    ) {
        let mut all: Option<Interval<Instant>> = None;
        for outage in outages {
            let Some(time) = outage.until_now(now) else { continue };
            let cause = outage.cause.value.label();
            let value = Value::List(vec![Value::Span(time), Value::Word(cause)]);
            about.fact(&labels::OUTAGE, value, Some(outage.span));
            let (from, until) = (time.from(), time.until());
            let grown = all.map_or(Some(time), |all| {
                Interval::new(all.from().min(from), all.until().max(until))
            });
            all = grown;
        }
        let Some(all) = all else { return };
        for works in service.works.iter().copied().chain(self.works_of_all()) {
            if let Some(time) = works.interval().filter(|time| touches(*time, all)) {
                about.fact(&labels::WORKS, time, Some(works.span));
            }
        }
        for period in service.periods.iter().filter(|period| touches(period.span, all)) {
            about.fact(&labels::PAID, period.debit.amount.value, Some(period.debit.span));
        }
    }
}
