//! For programs: one document of the shape `qalyp-statement/1`, which `docs/billing/accounts.md`
//! describes and `schemas/statement.schema.json` holds.

use serde_json::{Value as Json, json};

use crate::billing::{Balance, Booking, Entry, ServiceSpan, Statement};
use crate::contract::{Instant, Interval};
use crate::diagnostics::{Finding, Sources, Span, json as diagnostics};

/// The name and version of the shape.
pub const FORMAT: &str = "qalyp-statement/1";

/// A statement as one JSON document.
pub fn json(statement: &Statement<'_>, sources: &Sources) -> String {
    let writer = Writer { statement, sources };
    let totals = &statement.totals;
    let vat = statement.vat.iter().map(
        |line| json!({ "rate": line.rate, "gross": line.gross, "vat": line.vat, "net": line.net }),
    );
    diagnostics::pretty(&json!({
        "format": FORMAT,
        "customer": *statement.customer.name.value,
        "from": writer.moment(statement.span.from()),
        "until": writer.moment(statement.span.until()),
        "judged_at": writer.moment(statement.at),
        "currency": statement.currency,
        "editions": statement.editions,
        "opening": balance(statement.opening),
        "entries": statement.entries.iter().map(|entry| writer.entry(entry)).collect::<Json>(),
        "closing": balance(statement.closing),
        "totals": {
            "paid": totals.paid,
            "charged": totals.charged,
            "refunded": totals.refunded,
            "credited": totals.credited,
            "cashed": totals.cashed,
        },
        "services": statement.services.iter().map(|it| writer.service(it)).collect::<Json>(),
        "vat": vat.collect::<Json>(),
        "untaxed": { "bookings": statement.untaxed.count, "gross": statement.untaxed.gross },
        "unjudged": {
            "bookings": statement.unjudged.count,
            "gross": statement.unjudged.gross,
            "before": statement.first_edition,
        },
        "findings": statement.findings().findings().iter().map(|it| writer.finding(it)).collect::<Json>(),
    }))
}

struct Writer<'a> {
    statement: &'a Statement<'a>,
    sources: &'a Sources,
}

fn balance(balance: Balance) -> Json {
    json!({ "money": balance.money, "bonuses": balance.bonuses })
}

impl Writer<'_> {
    fn moment(&self, moment: Instant) -> String {
        moment.at(self.statement.offset).to_string()
    }

    fn place(&self, span: Span) -> String {
        self.sources.place(span)
    }

    fn span(&self, span: Option<Interval<Instant>>) -> Option<[String; 2]> {
        span.map(|span| [span.from(), span.until()].map(|end| self.moment(end)))
    }

    fn entry(&self, entry: &Entry<'_>) -> Json {
        let booking = entry.booking;
        let (fact, pays_for, addon, covers) = match booking {
            Booking::Payment(_) => ("payment", None, None, None),
            Booking::Debit(debit) => {
                let addon = debit.addon.as_ref().map(|name| name.to_string());
                let covers = self.span(debit.covers.interval());
                ("debit", Some(super::what(booking).key), addon, covers)
            }
            Booking::Refund(_) => ("refund", None, None, None),
            Booking::Bonus(_) => ("bonus", None, None, None),
            Booking::Settlement(_) => ("settlement", None, None, None),
            Booking::Reversal { .. } => ("reversal", None, None, None),
        };
        let reverses = match booking {
            Booking::Reversal { by, .. } => Some(&*by.of.value),
            _ => None,
        };
        json!({
            "at": self.moment(entry.at),
            "fact": fact,
            "id": booking.id(),
            "server": booking.server(),
            "for": pays_for,
            "addon": addon,
            "covers": covers,
            "reverses": reverses,
            "amount": booking.amount(self.statement.currency),
            "moved": balance(entry.moved),
            "after": balance(entry.after),
            "place": self.place(booking.place()),
        })
    }

    fn service(&self, service: &ServiceSpan<'_>) -> Json {
        let periods = service.periods.iter().map(|period| {
            json!({
                "from": self.moment(period.span.from()),
                "until": self.moment(period.span.until()),
                "months": period.months,
                "billing_day": period.anchor,
                "tariff": period.tariff.map(|step| step.name),
                "id": *period.debit.id.value,
                "place": self.place(period.debit.span),
            })
        });
        let states = service.states.iter().map(|state| {
            json!({
                "from": self.moment(state.span.from()),
                "until": self.moment(state.span.until()),
                "state": state.state.label().key,
                "place": state.place.map(|place| self.place(place)),
            })
        });
        json!({
            "server": *service.server.name.value,
            "periods": periods.collect::<Json>(),
            "states": states.collect::<Json>(),
        })
    }

    fn finding(&self, finding: &Finding) -> Json {
        let place = finding.primary.as_ref();
        json!({
            "code": finding.code.0,
            "severity": finding.severity.word(),
            "headline": finding.headline,
            "label": place.map(|label| label.text.as_str()),
            "place": place.map(|label| self.place(label.span)),
            "notes": finding.notes,
            "help": finding.help,
        })
    }
}
