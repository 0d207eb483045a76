//! What the downtime of a service returns (section 8): outages, works, fees and claims of the ledger
//! as the facts of the rules.

use super::Service;
use crate::billing::Books;
use crate::billing::prices::PriceList;
use crate::contract::decision::Trace;
use crate::contract::terms::Evidence;
use crate::contract::{
    Basis, Claim as Claimed, Compensation, CompensationFacts, Date, EvidenceAnswer, EvidenceFacts,
    Instant, Interval, Money, MonthlyFee, Outage as Downtime, Settled, Undecided, WorksFacts,
    classify_works, compensation, evidence,
};
use crate::ledger::{Claim, EvidenceBy, Maintenance, Outage};

/// What a claim gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Compensated {
    /// The sum, credited as bonuses.
    pub total: Money,
    /// How the measured downtime was counted; absent where only the customer's claim is known.
    pub counted: Option<Compensation>,
    /// What the customer claims beside it; absent where nothing was claimed.
    pub evidence: Option<EvidenceAnswer>,
}

/// What earlier claims of a service had.
#[derive(Clone, Debug, Default)]
pub(in crate::billing) struct Earlier {
    time: Vec<Interval<Instant>>,
    credits: Vec<(Date, Money)>,
}

/// Planned and unplanned parts of works.
type Parts = (Vec<Interval<Instant>>, Vec<Interval<Instant>>);

impl<'a> Service<'a> {
    /// The outages that a claim is about: those it names, else those that touch its date.
    pub fn outages_of(&self, claim: &Claim, date_of: impl Fn(Instant) -> Date) -> Vec<&'a Outage> {
        let date = claim.date.value;
        let own = |outage: &&&Outage| {
            if let Some(ids) = &claim.outages {
                return ids.iter().any(|id| id.value == outage.id.value);
            }
            // The end itself is outside; an outage that goes on touches every later date.
            let last = outage.until.as_ref().and_then(|until| until.value.add_seconds(-1));
            let ended = last.is_some_and(|last| date_of(last) < date);
            date_of(outage.from.value) <= date && !ended
        };
        self.outages.iter().filter(own).copied().collect()
    }

    /// The moment that chooses the edition for a claim: the start of its first outage, else of its
    /// date.
    pub(in crate::billing) fn downtime_of(
        &self,
        books: &Books<'a>,
        claim: &Claim,
    ) -> Option<Instant> {
        let edition = books.editions.nearest(claim.at.value)?;
        let offset = edition.terms.counting.utc_offset;
        let outages = self.outages_of(claim, |moment| moment.date(offset));
        let first = outages.iter().map(|outage| outage.from.value).min();
        Some(first.unwrap_or_else(|| Instant::start_of(claim.date.value, offset)))
    }

    /// What a claim gives, after what earlier ones had.
    ///
    /// The provider's own data go first (8.2); where he has none, or the terms say so, the claim
    /// holds as it was made.
    pub(in crate::billing) fn claimed(
        &self,
        books: &Books<'a>,
        basis: &Basis<'_>,
        claim: &Claim,
        earlier: &Earlier,
        trace: &mut Trace,
    ) -> Result<Compensated, Undecided> {
        let registered = claim.at.value;
        let (counted, own_data) = self.counted_for(claim, |moment| basis.date(moment));
        let facts = (counted.as_slice(), Claimed::FiledAt(registered));
        let found = if counted.is_empty() {
            None
        } else {
            Some(self.returned(books, basis, facts, earlier, trace)?)
        };
        let nothing = Compensation {
            seconds: 0,
            months: Vec::new(),
            total: Money::zero(basis.currency),
            refusal: None,
        };
        let measured = found.as_ref().unwrap_or(&nothing);
        let facts = self.measures(books, basis, claim, measured, own_data)?;
        let compared = evidence(basis, &facts, trace)?;
        let by_claim = basis.terms.compensation.evidence == Evidence::CustomerClaim;
        let total = match &found {
            Some(found) if !(by_claim && own_data) => found.total,
            _ => compared.compensation,
        };
        Ok(Compensated { total, counted: found, evidence: Some(compared) })
    }

    /// The outages that count for a claim, and whether they are the provider's own data: where he
    /// has some, they go before what the customer says.
    pub(in crate::billing) fn counted_for(
        &self,
        claim: &Claim,
        date_of: impl Fn(Instant) -> Date,
    ) -> (Vec<Downtime>, bool) {
        let outages = self.outages_of(claim, date_of);
        let by = |who: EvidenceBy| -> Vec<Downtime> {
            let own = outages.iter().filter(|it| it.evidence.value == who);
            own.filter_map(|it| downtime(it, claim.at.value)).collect()
        };
        let measured = by(EvidenceBy::Provider);
        if measured.is_empty() { (by(EvidenceBy::Customer), false) } else { (measured, true) }
    }

    /// The two measures of a claim's downtime (8.2).
    pub(in crate::billing) fn measures(
        &self,
        books: &Books<'a>,
        basis: &Basis<'_>,
        claim: &Claim,
        counted: &Compensation,
        own_data: bool,
    ) -> Result<EvidenceFacts, Undecided> {
        let claimed = i64::try_from(claim.downtime.value.seconds());
        Ok(EvidenceFacts {
            fee: self.fee_at(books, basis, basis.midnight(claim.date.value))?,
            claimed: claimed.map_err(|_| Undecided::TooLarge)?,
            measured: own_data.then_some(counted.seconds),
        })
    }

    /// What outages give, whoever asks.
    pub(in crate::billing) fn returned(
        &self,
        books: &Books<'a>,
        basis: &Basis<'_>,
        (outages, claim): (&[Downtime], Claimed),
        earlier: &Earlier,
        trace: &mut Trace,
    ) -> Result<Compensation, Undecided> {
        let span = outages.iter().map(|it| it.span).reduce(|all, one| {
            Interval::new(all.from().min(one.from()), all.until().max(one.until())).unwrap_or(all)
        });
        let (planned, unplanned) = match span {
            Some(span) => self.works_in(books, basis, span)?,
            None => Parts::default(),
        };
        let fees = self.fees(books, basis);
        let facts = CompensationFacts {
            outages,
            planned: &planned,
            unplanned: &unplanned,
            fees: &fees,
            billing_anchor: self.start.map(|start| start.at),
            claim,
            settled: Settled { time: &earlier.time, credits: &earlier.credits },
        };
        compensation(basis, &facts, trace)
    }

    /// What the claims of a service give, each after those before it, up to one that is not asked. A
    /// claim that the rules cannot decide has no answer and leaves nothing to the next.
    pub(in crate::billing) fn compensations(
        &self,
        books: &Books<'a>,
        stop: impl Fn(&Claim) -> bool,
        mut tell: impl FnMut(&'a Claim, &Basis<'_>, &Earlier, &Compensated),
    ) -> Earlier {
        let mut earlier = Earlier::default();
        for claim in self.claims.iter().copied().take_while(|claim| !stop(claim)) {
            let edition = self.downtime_of(books, claim);
            let edition = edition.and_then(|at| books.editions.deciding(at, claim.at.value));
            let Some(edition) = edition else { continue };
            let basis = books.basis(edition);
            let answer = self.claimed(books, &basis, claim, &earlier, &mut Trace::off());
            let Ok(answer) = answer else { continue };
            tell(claim, &basis, &earlier, &answer);
            self.settle(&basis, claim, &answer, &mut earlier);
        }
        earlier
    }

    /// Adds what a claim had to what earlier ones had.
    fn settle(&self, basis: &Basis<'_>, claim: &Claim, had: &Compensated, earlier: &mut Earlier) {
        let outages = self.outages_of(claim, |moment| basis.date(moment));
        let times = outages.iter().filter_map(|it| downtime(it, claim.at.value));
        earlier.time.extend(times.map(|time| time.span));
        match &had.counted {
            Some(counted) if counted.total == had.total => {
                let months = counted.months.iter();
                earlier.credits.extend(months.map(|month| (month.starts, month.after_cap)));
            }
            _ => {
                let first = claim.date.value.add_months(0, 1).unwrap_or(claim.date.value);
                earlier.credits.push((first, had.total));
            }
        }
    }

    /// Planned and unplanned parts of the works that touched the service in a span.
    pub(in crate::billing) fn works_in(
        &self,
        books: &Books<'a>,
        basis: &Basis<'_>,
        span: Interval<Instant>,
    ) -> Result<Parts, Undecided> {
        let all = self.works.iter().copied().chain(books.works_of_all());
        let (mut planned, mut unplanned) = Parts::default();
        for works in all {
            let Some(time) = works.interval().filter(|it| it.intersection(span).is_some()) else {
                continue;
            };
            let facts = WorksFacts { notified: told(works), works: time };
            let parts = classify_works(basis, &facts, &mut Trace::off())?;
            planned.extend(parts.planned);
            unplanned.extend(parts.unplanned);
        }
        Ok((planned, unplanned))
    }

    /// What the customer paid for a month, and since when: a fee for each period, and one for each
    /// change of the tariff within it.
    pub(in crate::billing) fn fees(&self, books: &Books<'a>, basis: &Basis<'_>) -> Vec<MonthlyFee> {
        let mut fees = Vec::with_capacity(self.periods.len());
        for period in &self.periods {
            let (from, until, months) = (period.span.from(), period.span.until(), period.months);
            let list = period.tariff.and_then(|step| step.tariff);
            let list = list.and_then(|tariff| PriceList::of_tariff(tariff).announced(basis, from));
            let list = list.map(|list| list.price);
            let paid = period.debit.amount.value;
            fees.push(MonthlyFee { since: from, paid, months, list });
            let changes = self.tariffs.iter().filter(|it| from < it.since && it.since < until);
            for step in changes {
                let off = &mut Trace::off();
                if let Ok(price) = self.period_price(books, basis, period, step, off) {
                    let list = Some(price.monthly.price);
                    fees.push(MonthlyFee { since: step.since, paid: price.gross, months, list });
                }
            }
        }
        fees
    }

    /// The fee at a moment; the first one also holds before it.
    fn fee_at(
        &self,
        books: &Books<'a>,
        basis: &Basis<'_>,
        moment: Instant,
    ) -> Result<MonthlyFee, Undecided> {
        let fees = self.fees(books, basis);
        let begun = fees.iter().rev().find(|fee| fee.since <= moment);
        let fee = begun.or_else(|| fees.first()).copied();
        fee.ok_or(Undecided::Zero { what: &super::NOTHING_PAID })
    }
}

/// An outage as a fact of the rules; one that goes on is counted to a moment.
pub(in crate::billing) fn downtime(outage: &Outage, now: Instant) -> Option<Downtime> {
    let span = outage.until_now(now)?;
    Some(Downtime { span, cause: outage.cause.value })
}

/// When customers were told of works; of which nobody was told, they are told when they are over.
fn told(works: &Maintenance) -> Instant {
    works.announced.map_or(works.until.value, |announced| announced.value)
}
