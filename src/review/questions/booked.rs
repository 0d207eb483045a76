//! Questions about the servers of a project, answered by its fleet and its ledger: every fact has its
//! line.

use super::{
    Case, InvoiceLine, InvoiceParts, Measures, NotRenewed, Reach, RefundParts, RenewalParts, Taxed,
    compensation, ended, invoice, price_change, refund, refused_change, renewal, upgrade,
};
use crate::billing::{About, Books, CostLine, Downtimes, NewPrice, Unanswered};
use crate::contract::decision::{Label, Value, decide, labels};
use crate::contract::{Instant, Interval, PaidFor, Undecided, apply_price};
use crate::review::answer::{Answer, Sentence};

labels! {
    TARIFF = "tariff-line": "«{0}» тарифі", "тариф «{0}»", "tariff “{0}”";
    ADDON = "addon-line": "{0}", "{0}", "{0}";
    SEVERAL = "addons-line": "{0} × {1}", "{0} × {1}", "{0} × {1}";
    ADDON_OF = "addon-line-of": "{1}: {0}", "{1}: {0}", "{1}: {0}";
    TARIFF_OF = "tariff-line-of": "{1}: «{0}» тарифі", "{1}: тариф «{0}»", "{1}: tariff “{0}”";
    FIRST_EDITION = "edition-of-the-first-server":
        "бірінші сервердің шарттар редакциясы", "редакция условий первого сервера",
        "the edition of the terms of the first server";
    OTHER_EDITION = "edition-of-another-server":
        "басқа сервердің шарттар редакциясы", "редакция условий другого сервера",
        "the edition of the terms of another server";
    SEVERAL_OF = "addons-line-of": "{2}: {0} × {1}", "{2}: {0} × {1}", "{2}: {0} × {1}";
}

/// The case of a question about a server.
fn case<'a>(books: &'a Books<'_>, about: &About<'a>) -> Case<'a> {
    Case {
        server: about.server,
        at: about.at,
        edition: about.edition,
        basis: books.basis(&about.edition),
        facts: about.facts.clone(),
    }
}

/// What comes back if a server is given up.
///
/// # Errors
/// See [`Books::refund`].
pub fn refund_for(books: &Books<'_>, server: &str, at: Instant) -> Result<Answer, Unanswered> {
    let found = books.refund(server, at)?;
    let parts =
        RefundParts { payments: &found.payments, refund: &found.refund, due: found.due.as_ref() };
    Ok(refund(&case(books, &found.about), &parts))
}

/// What a server is at a moment, and what its renewal needs; of one that was given up, since when it is
/// terminated.
///
/// # Errors
/// See [`Books::renew`].
pub fn renewal_for(books: &Books<'_>, server: &str, at: Instant) -> Result<Answer, Unanswered> {
    let found = match books.renew(server, at) {
        Err(Unanswered::GivenUp { .. }) => {
            let (about, since) = books.ended(server, at)?;
            return Ok(ended(&case(books, &about), since));
        }
        found => found?,
    };
    let cost = found.cost.as_ref();
    let lines = cost.map_or_else(Vec::new, |cost| {
        cost.lines.iter().map(|line| taxed(line, cost.period, at, None)).collect()
    });
    let parts = RenewalParts {
        term_end: found.term_end,
        standing: &found.standing,
        paid_now: &found.paid_now,
        price: cost.map(|cost| cost.gross),
        lines,
        refused: found.refused.map(|refused| refused.at),
        automatic: found.automatic.as_ref(),
    };
    Ok(renewal(&case(books, &found.about), parts)?)
}

/// What another tariff costs a server from a moment on, or why it is refused in place.
///
/// # Errors
/// See [`Books::upgrade`].
pub fn upgrade_for(
    books: &Books<'_>,
    server: &str,
    tariff: &str,
    at: Instant,
) -> Result<Answer, Unanswered> {
    let found = books.upgrade(server, tariff, at)?;
    let case = case(books, &found.about);
    match (&found.upgrade, found.change.outcome.refusal) {
        (Some((facts, decision)), _) => Ok(upgrade(&case, Some(&found.change), facts, decision)?),
        (None, Some(refusal)) => {
            let wanted = books.catalogue.tariff(tariff).and_then(|wanted| wanted.title.get());
            let wanted = wanted.map(|title| Value::Title(title.to_trilingual()));
            Ok(refused_change(&case, wanted, refusal, &found.change))
        }
        // What is allowed has a price.
        (None, None) => Err(Unanswered::NoTariff { server: server.to_owned() }),
    }
}

/// Whether a new price of a tariff is announced in time, and whom it reaches.
///
/// # Errors
/// See [`Books::price_change`].
pub fn price_change_for(
    books: &Books<'_>,
    tariff: &str,
    new: NewPrice,
    at: Instant,
) -> Result<Answer, Unanswered> {
    let found = books.price_change(tariff, new, at)?;
    let mut case = case(books, &found.about);
    case.server = Some(found.tariff);
    case.at = new.notified;
    let period = decide(&case.basis, |basis, trace| apply_price(basis, &found.change, trace))?;
    let reach: Vec<Reach> = found
        .reached
        .iter()
        .map(|one| Reach {
            server: one.server.to_owned(),
            paid_until: one.paid_until,
            first: one.first,
        })
        .collect();
    Ok(price_change(&case, &found.change, &found.notice.outcome, &period, false, &reach))
}

/// What the customer of a server gets for downtime.
///
/// # Errors
/// See [`Books::compensate`].
pub fn compensation_for(
    books: &Books<'_>,
    server: &str,
    which: Downtimes<'_>,
    at: Instant,
) -> Result<Answer, Unanswered> {
    let found = books.compensate(server, which, at)?;
    let case = case(books, &found.about);
    let counted = !found.compensation.outcome.months.is_empty() || case.has_downtime();
    let measures = found.measures.as_ref().map(|measures| Measures {
        claimed: measures.claimed,
        measured: measures.measured,
        counted,
        decision: &measures.decision,
    });
    Ok(compensation(&case, &found.compensation, found.if_claimed.as_ref(), measures))
}

/// What the next period of one or several servers is invoiced at.
///
/// # Errors
/// See [`Books::invoice`]. The servers of one invoice are judged by one edition of the terms.
pub fn invoice_for(
    books: &Books<'_>,
    customer: Option<&str>,
    servers: &[&str],
    at: Instant,
) -> Result<Answer, Unanswered> {
    let found: Vec<_> =
        servers.iter().map(|server| books.invoice(server, at)).collect::<Result<_, _>>()?;
    let Some(first) = found.first() else {
        let name = customer.unwrap_or_default().to_owned();
        return Err(Unanswered::UnknownCustomer { name, nearest: None });
    };
    let mut case = case(books, &first.about);
    let several = found.len() > 1;
    case.server = customer.or(case.server);
    let mut parts = InvoiceParts { of_customer: customer.is_some(), ..InvoiceParts::default() };
    for (at_number, one) in found.iter().enumerate() {
        if one.about.edition.name != first.about.edition.name {
            let (one, other) = (&OTHER_EDITION, &FIRST_EDITION);
            return Err(Undecided::Conflict { one, other }.into());
        }
        if at_number > 0 {
            let known = case.facts.clone();
            let new = one.about.facts.iter().filter(|fact| !known.contains(fact));
            case.facts.extend(new.cloned());
        }
        if let (Some(refused), Some(server)) = (&one.refused, one.about.server) {
            let (refused, cost) = (refused.at, one.cost.gross);
            parts.not_renewed.push(NotRenewed { server, refused, cost });
            continue;
        }
        parts.due = match (parts.due, one.due) {
            (Some(due), Some(other)) => Some(due.min(other)),
            (due, other) => due.or(other),
        };
        let server = one.about.server.filter(|_| several);
        for priced in &one.lines {
            let taxed = taxed(&priced.line, one.cost.period, at, server);
            parts.lines.push(InvoiceLine { taxed, price: Some(&priced.price) });
        }
    }
    Ok(invoice(&case, parts)?)
}

/// A line of a cost, named by its server where there are several.
fn taxed(
    line: &CostLine<'_>,
    covers: Interval<Instant>,
    paid: Instant,
    server: Option<&str>,
) -> Taxed {
    let text = |text: &str| Value::Text(text.to_owned());
    let name = match line.title {
        Some(title) => Value::Title(title.0.to_trilingual()),
        None => text(line.name),
    };
    let count = line.quantity.to_string();
    let tariff = line.kind == PaidFor::Tariff;
    let (words, values): (&'static Label, Vec<Value>) = match server {
        None if tariff => (&TARIFF, vec![name]),
        None if line.quantity == 1 => (&ADDON, vec![name]),
        None => (&SEVERAL, vec![name, Value::Text(count)]),
        Some(server) if tariff => (&TARIFF_OF, vec![name, text(server)]),
        Some(server) if line.quantity == 1 => (&ADDON_OF, vec![name, text(server)]),
        Some(server) => (&SEVERAL_OF, vec![name, Value::Text(count), text(server)]),
    };
    let what = Sentence::new(words, values);
    Taxed { what, gross: line.gross, covers, paid: Some(paid), place: Some(line.place) }
}

#[test]
fn its_labels_can_stand_in_an_answer() {
    crate::contract::decision::assert_said(ALL);
}
