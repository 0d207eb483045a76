//! The account statement: what was booked, drawn and listed, with the tax and the differences that
//! recomputing found.

use super::lines::with_unit;
use super::model::{Block, Column, ColumnKind, Document, Paper, Piece, Sum, Table, Text};
use super::parties::Parties;
use super::plot::{digits, plot, signed};
use super::{Sides, labels};
use crate::billing::{Booking, Difference, Signed, Statement};
use crate::contract::{Instant, Language};
use crate::diagnostics::{Finding, Severity, Sources};
use crate::ledger::For;
use crate::render::languages::{moment_at, percent_of, short_moment_of};
use crate::review::answer::Sentence;
use crate::review::statement::{no_difference, not_judged, not_taxed, told};

/// The statement as a document. Places of the ledger are shown as `sources` names them.
pub fn statement(of: &Statement<'_>, sides: &Sides<'_>, sources: &Sources) -> Document {
    let language = sides.language;
    let mut parties = sides.parties();
    let mut blocks = vec![
        Block::Title,
        head(of, &mut parties),
        Block::Heading(parties.say(&labels::MOVEMENTS)),
        sums(of, &parties),
        Block::Figure(plot(of, language)),
        Block::Table(entries(of, &parties)),
    ];
    if of.services.iter().any(|service| !service.states.is_empty()) {
        blocks.push(Block::Table(states(of, &parties)));
    }
    if of.services.iter().any(|service| !service.periods.is_empty()) {
        blocks.push(Block::Table(periods(of, &parties)));
    }
    blocks.push(Block::Table(vat(of, &parties)));
    let sum = |sum: Signed| signed(sum, language);
    blocks.extend(not_taxed(of, language, sum).map(|it| Block::Paragraph(format!("{it}.").into())));
    blocks.push(Block::Heading(parties.say(&labels::DIFFERENCES)));
    blocks.push(differences(of, &parties, sources));
    blocks.extend(not_judged(of, language).map(|it| Block::Paragraph(format!("{it}.").into())));
    blocks.extend(parties.missing().map(Block::Paragraph));
    let title = titled(of, &mut parties);
    Document { language, title, paper: Paper::Portrait, blocks }
}

fn titled(of: &Statement<'_>, parties: &mut Parties<'_>) -> String {
    let name: String = parties.customer_name().0.iter().map(Piece::text).collect();
    format!("{}: {name}, {}", parties.say(&labels::STATEMENT), spanned(of, parties.language))
}

/// From the first moment to the one after the last.
fn spanned(of: &Statement<'_>, language: Language) -> String {
    let [from, until] = [of.span.from(), of.span.until()];
    format!("{} – {}", short_moment_of(from, language), short_moment_of(until, language))
}

fn head(of: &Statement<'_>, parties: &mut Parties<'_>) -> Block {
    let language = parties.language;
    let at = moment_at(of.at, of.offset, language);
    let customer = parties.customer_name().and(", ");
    let customer = customer.and(format!("{} ", parties.say(&labels::IDENTIFICATION)));
    let customer = customer.and(parties.customer_number());
    let provider = parties.provider_name().and(", ");
    let provider = provider.and(format!("{} ", parties.say(&labels::IDENTIFICATION)));
    let provider = provider.and(parties.provider_number());
    let editions = of.editions.iter().map(|name| Text::written(name));
    Block::Fields(vec![
        (parties.say(&labels::CUSTOMER), customer),
        (parties.say(&labels::CONTRACTOR), provider),
        (parties.say(&labels::SPAN), spanned(of, language).into()),
        (parties.say(&labels::JUDGED_AT), at.into()),
        (parties.say(&labels::EDITION), Text::joined(editions, ", ")),
    ])
}

/// What was there, what moved it, what is left.
fn sums(of: &Statement<'_>, parties: &Parties<'_>) -> Block {
    let language = parties.language;
    let money = |sum: Signed| Text::from(signed(sum, language));
    let balance = |balance: crate::billing::Balance| {
        let bonuses = parties.say(&labels::BONUSES).to_lowercase();
        let sum = Text::strong(signed(balance.money, language));
        sum.and(format!("; {bonuses} {}", signed(balance.bonuses, language)))
    };
    let totals = of.totals;
    let moved = [
        (&labels::PAID_IN, totals.paid),
        (&labels::CHARGED, totals.charged),
        (&labels::REFUNDS, totals.refunded),
        (&labels::BONUSES_CREDITED, totals.credited),
        (&labels::BONUSES_CASHED, totals.cashed),
    ];
    let mut fields = vec![(parties.say(&labels::OPENING), balance(of.opening))];
    let moved = moved.into_iter().filter(|(_, sum)| !sum.is_zero());
    fields.extend(moved.map(|(label, sum)| (parties.say(label), money(sum))));
    fields.push((parties.say(&labels::CLOSING), balance(of.closing)));
    Block::Fields(fields)
}

fn entries(of: &Statement<'_>, parties: &Parties<'_>) -> Table {
    let language = parties.language;
    let sum =
        |sum: Signed| Text::from(if sum.is_zero() { String::new() } else { digits(sum, language) });
    let rows = of.entries.iter().map(|entry| {
        let booking = entry.booking;
        let mut what = Text::from(booked(booking, parties));
        if let Booking::Reversal { by, .. } = booking {
            what = what.and(" ").and(Text::written(&by.of.value));
        }
        if let Some(server) = booking.server() {
            what = what.and(", ").and(Text::written(server));
        }
        vec![
            short_moment_of(entry.at, language).into(),
            what.and(" (").and(Text::written(booking.id())).and(")"),
            sum(entry.moved.money),
            sum(entry.moved.bonuses),
            digits(entry.after.money, language).into(),
            digits(entry.after.bonuses, language).into(),
        ]
    });
    let money =
        |label| Column::new(with_unit(&parties.say(label), of.currency), ColumnKind::Number);
    let (moved, after) = (parties.say(&labels::MOVED), parties.say(&labels::AFTER));
    Table {
        caption: parties.say(&labels::ENTRIES),
        columns: vec![
            Column::new(parties.say(&labels::MOMENT), ColumnKind::Short),
            Column::new(parties.say(&labels::ENTRY), ColumnKind::Description),
            money(&labels::MONEY).within(&moved),
            money(&labels::BONUSES).within(&moved),
            money(&labels::MONEY).within(&after),
            money(&labels::BONUSES).within(&after),
        ],
        numbered: false,
        rows: rows.collect(),
        sums: vec![Sum {
            label: parties.say(&labels::CLOSING),
            values: vec![
                digits(of.closing.money, language).into(),
                digits(of.closing.bonuses, language).into(),
            ],
        }],
    }
}

/// What a booking is called.
fn booked(booking: Booking<'_>, parties: &Parties<'_>) -> String {
    parties.say(match booking {
        Booking::Payment(_) => &labels::PAYMENT,
        Booking::Debit(debit) => match debit.pays_for.value {
            For::Tariff => &labels::DEBIT_TARIFF,
            For::UpgradeDifference => &labels::DEBIT_DIFFERENCE,
            For::Addon => &labels::DEBIT_ADDON,
        },
        Booking::Refund(_) => &labels::REFUND,
        Booking::Bonus(_) => &labels::BONUS,
        Booking::Settlement(_) => &labels::SETTLEMENT,
        Booking::Reversal { .. } => &labels::REVERSAL,
    })
}

fn moments(parties: &Parties<'_>, from: Instant, until: Instant) -> [Text; 2] {
    [from, until].map(|moment| Text::from(short_moment_of(moment, parties.language)))
}

fn states(of: &Statement<'_>, parties: &Parties<'_>) -> Table {
    let mut rows = Vec::new();
    for service in &of.services {
        for part in &service.states {
            let [from, until] = moments(parties, part.span.from(), part.span.until());
            let state = part.state.label().in_language(parties.language);
            rows.push(vec![Text::written(&service.server.name.value), state.into(), from, until]);
        }
    }
    let column = |label, kind| Column::new(parties.say(label), kind);
    Table {
        caption: parties.say(&labels::STATES),
        columns: vec![
            column(&labels::SERVER_COLUMN, ColumnKind::Name),
            column(&labels::STATE, ColumnKind::Words),
            column(&labels::FROM, ColumnKind::Short),
            column(&labels::UNTIL, ColumnKind::Short),
        ],
        numbered: false,
        rows,
        sums: Vec::new(),
    }
}

fn periods(of: &Statement<'_>, parties: &Parties<'_>) -> Table {
    let language = parties.language;
    let mut rows = Vec::new();
    for service in &of.services {
        for period in &service.periods {
            let [from, until] = moments(parties, period.span.from(), period.span.until());
            let paid = Signed::credit(period.debit.amount.value);
            rows.push(vec![
                Text::written(&service.server.name.value),
                from,
                until,
                period.months.to_string().into(),
                digits(paid, language).into(),
                Text::written(&period.debit.id),
            ]);
        }
    }
    let column = |label, kind| Column::new(parties.say(label), kind);
    Table {
        caption: parties.say(&labels::PERIODS),
        columns: vec![
            column(&labels::SERVER_COLUMN, ColumnKind::Name),
            column(&labels::FROM, ColumnKind::Short),
            column(&labels::UNTIL, ColumnKind::Short),
            column(&labels::MONTHS, ColumnKind::Number),
            Column::new(with_unit(&parties.say(&labels::CHARGE), of.currency), ColumnKind::Number),
            column(&labels::ENTRY_ID, ColumnKind::Words),
        ],
        numbered: false,
        rows,
        sums: Vec::new(),
    }
}

fn vat(of: &Statement<'_>, parties: &Parties<'_>) -> Table {
    let language = parties.language;
    let sum = |sum: Signed| Text::from(digits(sum, language));
    let row = |line: &crate::billing::VatLine| {
        vec![percent_of(line.rate, language).into(), sum(line.net), sum(line.vat), sum(line.gross)]
    };
    let zero = Signed::zero(of.currency);
    let total = |which: fn(&crate::billing::VatLine) -> Signed| {
        sum(of.vat.iter().map(which).fold(zero, Signed::plus))
    };
    let money =
        |label| Column::new(with_unit(&parties.say(label), of.currency), ColumnKind::Number);
    Table {
        caption: parties.say(&labels::VAT_OF_CHARGES),
        columns: vec![
            Column::new(parties.say(&labels::VAT_RATE), ColumnKind::Name),
            money(&labels::NET),
            money(&labels::VAT),
            money(&labels::GROSS),
        ],
        numbered: false,
        rows: of.vat.iter().map(row).collect(),
        sums: vec![Sum {
            label: parties.say(&labels::TOTAL),
            values: vec![total(|line| line.net), total(|line| line.vat), total(|line| line.gross)],
        }],
    }
}

/// What was booked otherwise than the rules say.
fn differences(of: &Statement<'_>, parties: &Parties<'_>, sources: &Sources) -> Block {
    if let Some(none) = no_difference(of) {
        return Block::Paragraph(format!("{}.", none.in_language(parties.language)).into());
    }
    let said = |sentence: &Sentence| {
        let parts = sentence.parts(parties.language, of.offset).into_iter();
        Text(
            parts
                .map(|part| if part.is_written { Piece::Written } else { Piece::Plain }(part.words))
                .collect(),
        )
    };
    let item = |difference: &Difference<'_>| {
        let Finding { code, severity, .. } = Finding::from(difference);
        let code = format!("{code} ");
        let code = match severity {
            Severity::Error => Text::strong(code),
            Severity::Warning => Text::from(code),
        };
        let told = told(difference, parties.language);
        let (place, rest) = told.split_at(1);
        let place = Text::joined(place.iter().map(said), "");
        let rest = Text::joined(rest.iter().map(said), "; ");
        code.and(place).and(": ").and(rest).and(format!(" ({})", sources.place(difference.place)))
    };
    Block::List(of.differences.iter().map(item).collect())
}
