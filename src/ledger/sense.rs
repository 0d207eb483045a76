//! What one fact must fulfil by itself: that its times run forward and its keys fit together.

use super::facts::{
    About, Claim, Covers, Debit, Fact, For, Handover, Invoice, Notice, Request, Wants,
};
use super::fault::Fault;
use crate::blueprint::Spanned;
use crate::contract::{Instant, Money, UtcOffset};

/// Everything in a fact that contradicts itself.
pub(super) fn faults(fact: &Fact) -> Vec<Fault> {
    let mut faults = Vec::new();
    match fact {
        Fact::Payment(f) => something(&f.amount, "a payment", &mut faults),
        Fact::Bonus(f) => something(&f.amount, "a bonus", &mut faults),
        Fact::Invoice(f) => invoice(f, &mut faults),
        Fact::Debit(f) => debit(f, &mut faults),
        Fact::Refund(f) => part(f.bonuses.as_ref(), &f.amount, &mut faults),
        Fact::Request(f) => request(f, &mut faults),
        Fact::Handover(f) => handover(f, &mut faults),
        Fact::Outage(f) => forward("an outage", &f.from, f.until.as_ref(), &mut faults),
        Fact::Maintenance(f) => forward("works", &f.from, Some(&f.until), &mut faults),
        Fact::Pause(f) => forward("a pause", &f.from, f.until.as_ref(), &mut faults),
        Fact::Claim(f) => claim(f, &mut faults),
        Fact::Notice(f) => notice(f, &mut faults),
        Fact::Settlement(_)
        | Fact::Reversal(_)
        | Fact::Activation(_)
        | Fact::Refusal(_)
        | Fact::AutoRenewal(_)
        | Fact::Ticket(_)
        | Fact::Response(_)
        | Fact::Solution(_) => {}
    }
    faults
}

fn something(amount: &Spanned<Money>, what: &'static str, faults: &mut Vec<Fault>) {
    if amount.minor() == 0 {
        faults.push(Fault::Zero { span: amount.span, what });
    }
}

/// A part of a sum is not greater than the sum. Sums of two currencies are refused elsewhere.
fn part(bonuses: Option<&Spanned<Money>>, amount: &Spanned<Money>, faults: &mut Vec<Fault>) {
    if let Some(bonuses) = bonuses
        && bonuses.currency() == amount.currency()
        && bonuses.minor() > amount.minor()
    {
        faults.push(Fault::TooManyBonuses {
            span: bonuses.span,
            bonuses: bonuses.value,
            amount: amount.value,
            whole: amount.span,
        });
    }
}

fn forward(
    what: &'static str,
    from: &Spanned<Instant>,
    until: Option<&Spanned<Instant>>,
    faults: &mut Vec<Fault>,
) {
    if let Some(until) = until.filter(|until| until.value <= from.value) {
        let empty = until.value == from.value;
        faults.push(Fault::Backwards { span: until.span, what, from: from.span, empty });
    }
}

fn covered(covers: &Covers, faults: &mut Vec<Fault>) {
    forward("the time covered", &covers.from, Some(&covers.until), faults);
}

fn invoice(invoice: &Invoice, faults: &mut Vec<Fault>) {
    something(&invoice.amount, "an invoice", faults);
    if let Some(covers) = &invoice.covers {
        covered(covers, faults);
    }
    if let Some(due) = invoice.due
        && due.value < invoice.at.date(UtcOffset::KAZAKHSTAN)
    {
        let issued = invoice.at.span;
        faults.push(Fault::DueBeforeIssue { span: due.span, due: due.value, issued });
    }
}

fn debit(debit: &Debit, faults: &mut Vec<Fault>) {
    covered(&debit.covers, faults);
    part(debit.bonuses.as_ref(), &debit.amount, faults);
    let because = debit.pays_for.span;
    let mut idle = |key, value: Option<crate::diagnostics::Span>, what| {
        faults.extend(value.map(|span| Fault::Idle { span, key, what, because }));
    };
    match debit.pays_for.value {
        For::Addon => {
            idle("tariff", debit.tariff.as_ref().map(|t| t.span), "a debit for an add-on");
            if debit.addon.is_none() {
                let (key, what) = ("`addon`", "a debit for an add-on");
                faults.push(Fault::Lacks { span: because, key, what });
            }
        }
        For::Tariff | For::UpgradeDifference => {
            idle("addon", debit.addon.as_ref().map(|a| a.span), "a debit for a tariff");
            idle("quantity", debit.quantity.map(|q| q.span), "a debit for a tariff");
        }
    }
}

fn request(request: &Request, faults: &mut Vec<Fault>) {
    let because = request.wants.span;
    match request.wants.value {
        Wants::Tariff if request.tariff.is_none() => {
            let (key, what) = ("`tariff`", "a request for another tariff");
            faults.push(Fault::Lacks { span: because, key, what });
        }
        Wants::GiveUp => {
            let tariff = request.tariff.as_ref().map(|t| ("tariff", t.span));
            let months = request.months.map(|m| ("months", m.span));
            faults.extend([tariff, months].into_iter().flatten().map(|(key, span)| Fault::Idle {
                span,
                key,
                what: "a request to give up",
                because,
            }));
        }
        Wants::Tariff | Wants::Connect => {}
    }
}

fn handover(handover: &Handover, faults: &mut Vec<Fault>) {
    if handover.access.is_none() && handover.message.is_none() {
        let (key, what) = ("`access`, `message` or both", "a hand-over");
        faults.push(Fault::Lacks { span: handover.span, key, what });
    }
}

fn claim(claim: &Claim, faults: &mut Vec<Fault>) {
    if claim.downtime.seconds() == 0 {
        faults.push(Fault::Zero { span: claim.downtime.span, what: "a downtime" });
    }
    if claim.date.value > claim.at.date(UtcOffset::KAZAKHSTAN) {
        faults.push(Fault::ClaimAhead {
            span: claim.date.span,
            date: claim.date.value,
            at: claim.at.span,
            registered: claim.at.value,
        });
    }
}

fn notice(notice: &Notice, faults: &mut Vec<Fault>) {
    let because = notice.about.span;
    let needs_moment = matches!(notice.about.value, About::Price | About::Change);
    if needs_moment && notice.effective.is_none() {
        let what = "a notice of a change";
        faults.push(Fault::Lacks { span: because, key: "`effective`", what });
    }
    match (notice.about.value, &notice.tariff) {
        (About::Price, None) => {
            let what = "a notice of a price";
            faults.push(Fault::Lacks { span: because, key: "`tariff`", what });
        }
        (About::Price, Some(_)) | (_, None) => {}
        (_, Some(tariff)) => faults.push(Fault::Idle {
            span: tariff.span,
            key: "tariff",
            what: "a notice of something else than a price",
            because,
        }),
    }
}
