//! Documents from the books: which facts make which lines.
//!
//! What was booked is what a document shows; the rules are asked only for what no booking says, the
//! tax in a sum and the part of it that was used.

use super::act::{Act, Recalculation};
use super::invoice::Invoice;
use super::lines::{Count, Line, Rendered, Title, Used};
use super::{Grounds, Sides, labels};
use crate::billing::{
    Books, CostLine, Edition, InvoiceAnswer, Period, RefundAnswer, Service, Unanswered,
};
use crate::contract::decision::Trace;
use crate::contract::terms::Clause;
use crate::contract::{
    Basis, Date, Instant, Interval, Language, Money, PaidFor, PeriodSupply, TaxedPart, Undecided,
    period_vat,
};
use crate::ledger::{Debit, For};

/// What only those know who issue a document.
#[derive(Clone, Copy, Debug)]
pub struct Issue<'a> {
    /// The language.
    pub language: Language,
    /// The number that the system of accounts gave it.
    pub number: Option<&'a str>,
    /// Its date.
    pub date: Date,
}

impl<'a> Sides<'a> {
    fn of(books: &Books<'a>, service: &Service<'a>, language: Language) -> Option<Self> {
        let (provider, customer) = (books.catalogue.provider?, service.customer);
        Some(Self { provider, customer, language, currency: books.currency() })
    }
}

/// The books have a provider and an edition, or there would be none.
fn in_force<'b, 'a>(
    books: &'b Books<'a>,
    at: Instant,
) -> Result<(Edition<'a>, Basis<'b>), Unanswered> {
    let (edition, basis) = books.basis_at(at).ok_or(Unanswered::NoTerms { at })?;
    Ok((*edition, basis))
}

impl<'a> Grounds<'a> {
    fn of(
        books: &Books<'a>,
        edition: &Edition<'a>,
        clauses: &[Clause],
        facts: Vec<&'a str>,
    ) -> Self {
        Self {
            clauses: clauses.to_vec(),
            edition: edition.name,
            in_force_from: edition.from,
            activity: {
                let agreement = &edition.terms.agreement;
                (&agreement.activity_code, &agreement.classifier)
            },
            calendar: books.calendar().map(|it| (it.name().to_owned(), it.version().to_owned())),
            facts,
        }
    }
}

impl<'a> Act<'a> {
    /// The act for a period that was paid: its tariff, the price differences and the add-ons that
    /// were booked for it.
    ///
    /// # Errors
    /// No edition was in force at its beginning, or the tax in a sum cannot be found.
    pub fn of_period(
        books: &Books<'a>,
        service: &Service<'a>,
        period: &Period<'a>,
        issue: &Issue<'a>,
    ) -> Result<Self, Unanswered> {
        let from = period.span.from();
        let (edition, basis) = in_force(books, from)?;
        let sides = Sides::of(books, service, issue.language);
        let sides = sides.ok_or(Unanswered::NoTerms { at: from })?;
        let within = |debit: &&&Debit| period.span.contains(debit.covers.from.value);
        let others = service.upgrades.iter().chain(&service.addons).filter(within).copied();
        let debits: Vec<&'a Debit> = std::iter::once(period.debit).chain(others).collect();
        let lines = debits.iter().map(|debit| whole_line(books, &basis, service, debit));
        let facts = debits.iter().map(|debit| &*debit.id.value).collect();
        let mut clauses = vec![Clause::C4_1, Clause::C4_2];
        let paid_for = |what| debits.iter().any(|debit| debit.pays_for.value == what);
        clauses.extend(paid_for(For::Addon).then_some(Clause::C2_2));
        clauses.extend(paid_for(For::UpgradeDifference).then_some(Clause::C5_2));
        Ok(Self {
            sides,
            number: issue.number,
            date: issue.date,
            lines: lines.collect::<Result<_, _>>()?,
            refund: None,
            grounds: Grounds::of(books, &edition, &clauses, facts),
        })
    }

    /// The act for the paid period of a server that ended last by a moment. A period within which the
    /// service was given up did not end: [`Self::of_refund`] is about it.
    ///
    /// # Errors
    /// An unknown server, one of which no period has ended, and as [`Self::of_period`].
    pub fn of_ended(
        books: &Books<'a>,
        server: &str,
        at: Instant,
        issue: &Issue<'a>,
    ) -> Result<Self, Unanswered> {
        let place = books.find_server(server)?;
        let account = books.account(place.customer);
        let given_up = |service: &Service<'_>| service.given_up.map(|request| request.at.value);
        let nothing = || Unanswered::NothingEnded { server: server.to_owned(), at };
        let own = |service: &&Service<'a>| std::ptr::eq(service.server, place.server);
        let service = account.services.iter().find(own).ok_or_else(nothing)?;
        let ended = service.periods.iter().filter(|period| {
            period.span.until() <= at
                && given_up(service).is_none_or(|gone| !period.span.contains(gone))
        });
        let period = ended.max_by_key(|period| period.span.until()).ok_or_else(nothing)?;
        Self::of_period(books, service, period, issue)
    }

    /// The act for what was used when a service was given up (4.7, 4.8), as the books answer it.
    /// Periods that were over by then have acts of their own.
    ///
    /// # Errors
    /// The tax in a sum cannot be found.
    pub fn of_refund(
        books: &Books<'a>,
        answer: &RefundAnswer<'a>,
        issue: &Issue<'a>,
    ) -> Result<Self, Unanswered> {
        let requested = answer.about.at;
        let edition = answer.about.edition;
        let basis = books.basis(&edition);
        let place = books.find_server(answer.about.server.unwrap_or_default())?;
        let account = books.account(place.customer);
        let service = account.service(&place.server.name.value);
        let sides = service.and_then(|service| Sides::of(books, service, issue.language));
        // Books have a provider, and an account the servers of its customer.
        let (Some(service), Some(sides)) = (service, sides) else {
            return Err(Unanswered::NoTerms { at: requested });
        };
        let refund = &answer.refund.outcome;
        let zero = Money::zero(books.currency());
        let (mut lines, mut facts) = (Vec::new(), Vec::new());
        let (mut paid, mut retained) = (zero, zero);
        let debits = service.debits(|debit| debit.at.value <= requested);
        for (debit, back) in debits.zip(&refund.lines) {
            if debit.covers.until.value <= requested {
                continue;
            }
            let amount = debit.amount.value;
            let kept = amount.checked_sub(back.refund).ok_or(Undecided::TooLarge)?;
            paid = paid.checked_add(amount).ok_or(Undecided::TooLarge)?;
            retained = retained.checked_add(kept).ok_or(Undecided::TooLarge)?;
            facts.push(&*debit.id.value);
            if back.used_days > 0 {
                let used = Used { days: back.used_days, of: back.total_days };
                lines.push(used_line(books, &basis, service, debit, kept, used)?);
            }
        }
        let request = service.given_up.filter(|request| request.at.value == requested);
        facts.extend(request.map(|request| &*request.id.value));
        let clause = refund.basis.clause();
        Ok(Self {
            sides,
            number: issue.number,
            date: issue.date,
            lines,
            refund: Some(Recalculation {
                clause,
                request: request.map(|request| &*request.id.value),
                requested,
                paid,
                retained,
                refunded: refund.refund,
                bonuses: refund.bonuses,
                due: answer.due.as_ref().ok().map(|due| due.outcome.date),
            }),
            grounds: Grounds::of(books, &edition, &[clause, Clause::C4_1], facts),
        })
    }
}

impl<'a> Invoice<'a> {
    /// The invoice for what the next periods of a customer's servers cost (3.2), as the books answer
    /// it: payable before the first of them begins (4.2), or for a first period that begins with the
    /// connection.
    ///
    /// # Errors
    /// The periods begin under different editions of the terms: one invoice can name only one.
    pub fn of(
        books: &Books<'a>,
        (first, others): (&InvoiceAnswer<'a>, &[InvoiceAnswer<'a>]),
        issue: &Issue<'a>,
    ) -> Result<Self, Unanswered> {
        let at = first.about.at;
        let answers = || std::iter::once(first).chain(others);
        if others.iter().any(|other| other.about.edition.name != first.about.edition.name) {
            let (one, other) = (&labels::EDITION, &labels::EDITION_OF_ANOTHER);
            return Err(Undecided::Conflict { one, other }.into());
        }
        let provider = books.catalogue.provider.ok_or(Unanswered::NoTerms { at })?;
        let customer = books.find_server(first.about.server.unwrap_or_default())?.customer;
        let mut lines = Vec::new();
        for answer in answers() {
            let place = books.find_server(answer.about.server.unwrap_or_default())?;
            let server = &*place.server.name.value;
            lines
                .extend(answer.cost.lines.iter().map(|line| invoiced(books, server, answer, line)));
        }
        let mut clauses = vec![Clause::C3_2, Clause::C4_1, Clause::C4_2, Clause::C5_4];
        let mut all = answers().flat_map(|answer| &answer.cost.lines);
        clauses.extend(all.any(|line| line.kind == PaidFor::Addon).then_some(Clause::C2_2));
        let language = issue.language;
        Ok(Self {
            sides: Sides { provider, customer, language, currency: books.currency() },
            number: issue.number,
            date: issue.date,
            due: answers().filter_map(|answer| answer.due).min(),
            lines,
            grounds: Grounds::of(books, &first.about.edition, &clauses, Vec::new()),
        })
    }
}

fn invoiced<'a>(
    books: &Books<'a>,
    server: &'a str,
    answer: &InvoiceAnswer<'a>,
    line: &CostLine<'a>,
) -> Line<'a> {
    let cost = &answer.cost;
    let title = line.title.map_or(Title::Name(line.name), |title| Title::In(title.0));
    let (what, count) = match line.kind {
        PaidFor::Tariff => (Rendered::Tariff(title), Count::Months(cost.months)),
        PaidFor::UpgradeDifference => (Rendered::Difference(title), Count::Service),
        PaidFor::Addon => {
            let unit = books.catalogue.addon(line.name).and_then(|addon| addon.unit.as_ref());
            (Rendered::Addon(title), Count::Pieces(line.quantity, unit))
        }
    };
    let (gross, parts) = (line.gross, line.tax.parts.clone());
    let span = answer.due.map(|_| cost.period);
    Line { what, server, span, used: None, count, gross, parts }
}

/// A debit as it was booked.
fn whole_line<'a>(
    books: &Books<'a>,
    basis: &Basis<'_>,
    service: &Service<'a>,
    debit: &'a Debit,
) -> Result<Line<'a>, Unanswered> {
    let (what, count) = described(books, service, debit);
    let span = basis.period(debit.covers.from.value, debit.covers.until.value)?;
    let gross = debit.amount.value;
    let parts = taxed(basis, gross, span, debit.at.value)?;
    let span = Some(span);
    Ok(Line { what, server: service.name(), span, used: None, count, gross, parts })
}

/// The used part of a debit. Days are dates (4.8): the first of those that were paid.
fn used_line<'a>(
    books: &Books<'a>,
    basis: &Basis<'_>,
    service: &Service<'a>,
    debit: &'a Debit,
    gross: Money,
    used: Used,
) -> Result<Line<'a>, Unanswered> {
    let (what, _) = described(books, service, debit);
    let from = debit.covers.from.value;
    let next = basis.date(from).add_days(used.days).ok_or(Undecided::OutOfYears)?;
    let span = basis.period(from, basis.midnight(next))?;
    let parts = taxed(basis, gross, span, debit.at.value)?;
    let (count, span) = (Count::Service, Some(span));
    Ok(Line { what, server: service.name(), span, used: Some(used), count, gross, parts })
}

fn taxed(
    basis: &Basis<'_>,
    gross: Money,
    period: Interval<Instant>,
    paid: Instant,
) -> Result<Vec<TaxedPart>, Undecided> {
    let supply = PeriodSupply { gross, period, paid: Some(paid) };
    Ok(period_vat(basis, &supply, &mut Trace::off())?.parts)
}

/// What a debit is for and how many of it.
fn described<'a>(
    books: &Books<'a>,
    service: &Service<'a>,
    debit: &'a Debit,
) -> (Rendered<'a>, Count<'a>) {
    let tariff = || {
        let step = service.tariff_of(debit, books);
        let title = step.and_then(|step| step.tariff?.title.get());
        let name = step.map_or(service.name(), |step| step.name);
        title.map_or(Title::Name(name), Title::In)
    };
    match debit.pays_for.value {
        For::Tariff => {
            let months = debit.months.map_or(1, |months| months.get());
            (Rendered::Tariff(tariff()), Count::Months(u32::try_from(months).unwrap_or(1)))
        }
        For::UpgradeDifference => (Rendered::Difference(tariff()), Count::Service),
        For::Addon => {
            let name = debit.addon.as_ref().map_or(service.name(), |addon| &*addon.value);
            let addon = books.catalogue.addon(name);
            let title = addon.and_then(|addon| addon.title.get());
            let quantity = debit.quantity.map_or(1, |quantity| quantity.get());
            let unit = addon.and_then(|addon| addon.unit.as_ref());
            let title = title.map_or(Title::Name(name), Title::In);
            (Rendered::Addon(title), Count::Pieces(quantity, unit))
        }
    }
}
