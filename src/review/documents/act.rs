//! The act of rendered services, form R-1 of Kazakhstan: for a period, or for what was used of a
//! service that was given up (4.7, 4.8).

use super::lines::{Line, Totals, with_unit};
use super::model::{Block, Column, ColumnKind, Document, Paper, Sum, Table, Text};
use super::parties::Parties;
use super::{Grounds, Sides, labels};
use crate::contract::terms::Clause;
use crate::contract::{Choice as _, Date, Instant, Money};
use crate::render::languages::{day_of, digits_of, moment_of, money_of};

/// What an act says.
#[derive(Clone, Debug)]
pub struct Act<'a> {
    /// Between whom, and in which language.
    pub sides: Sides<'a>,
    /// The number that the system of accounts gave it.
    pub number: Option<&'a str>,
    /// Its date.
    pub date: Date,
    /// The services, with what is charged for them.
    pub lines: Vec<Line<'a>>,
    /// Why not all that was paid is charged.
    pub refund: Option<Recalculation<'a>>,
    /// What it rests on.
    pub grounds: Grounds<'a>,
}

/// The refund beside an act (4.7, 4.8).
#[derive(Clone, Debug)]
pub struct Recalculation<'a> {
    /// The clause that decides.
    pub clause: Clause,
    /// The id of the request to give up the service; absent where it is only asked what would be.
    pub request: Option<&'a str>,
    /// When it was registered.
    pub requested: Instant,
    /// All that was paid.
    pub paid: Money,
    /// What the provider keeps: the services on the act.
    pub retained: Money,
    /// What comes back.
    pub refunded: Money,
    /// The part of it that comes back as bonuses.
    pub bonuses: Money,
    /// By when, if that can be said.
    pub due: Option<Date>,
}

/// The act as a document.
pub fn act(act: &Act<'_>) -> Document {
    let language = act.sides.language;
    let mut parties = act.sides.parties();
    let totals = Totals::of(&act.lines, act.sides.currency);
    let mut blocks = vec![
        Block::Form(vec![parties.say(&labels::ORDER), parties.say(&labels::FORM)]),
        of_parties(&mut parties),
        Block::Fields(vec![
            (
                parties.say(&labels::CONTRACT),
                parties.contract(act.grounds.edition, act.grounds.in_force_from),
            ),
            (parties.say(&labels::NUMBER), parties.number(act.number)),
            (parties.say(&labels::DATE), day_of(act.date, language).into()),
        ]),
        Block::Title,
        Block::Table(services(act, &parties, &totals)),
        Block::Paragraph(totals.in_words(
            language,
            [
                "Көрсетілген қызметтердің жалпы құны",
                "Всего оказано услуг на сумму",
                "Services rendered in total",
            ],
        )),
        Block::Table(totals.vat_table(language)),
    ];
    if let Some(refund) = &act.refund {
        blocks.push(Block::Heading(parties.say(&labels::RECALCULATION)));
        blocks.push(recalculation(refund, &parties));
    }
    blocks.push(Block::Fields(vec![
        (parties.say(&labels::STOCK), parties.say(&labels::STOCK_NONE).into()),
        (parties.say(&labels::ENCLOSURE), parties.say(&labels::ENCLOSURE_NONE).into()),
    ]));
    blocks.push(Block::Signatures(vec![
        parties.provider_signature(&labels::HANDED_OVER),
        parties.customer_signature(&labels::ACCEPTED),
    ]));
    blocks.extend(act.grounds.blocks(language));
    blocks.extend(parties.missing().map(Block::Paragraph));
    let notes = [&labels::NOTE_USE, &labels::NOTE_DATE, &labels::NOTE_REPORT];
    blocks.push(Block::Notes(notes.map(|note| parties.say(note)).into()));
    let title = parties.say(&labels::ACT);
    Document { language, title, paper: Paper::Landscape, blocks }
}

fn of_parties(parties: &mut Parties<'_>) -> Block {
    Block::Table(Table {
        caption: parties.say(&labels::PARTIES),
        columns: vec![
            Column::new(parties.say(&labels::PARTY), ColumnKind::Name),
            Column::new(parties.say(&labels::PARTY_DETAILS), ColumnKind::Words),
            Column::new(parties.say(&labels::IDENTIFICATION), ColumnKind::Short),
        ],
        numbered: false,
        rows: vec![
            vec![
                parties.say(&labels::CUSTOMER).into(),
                parties.customer_details(),
                parties.customer_number(),
            ],
            vec![
                parties.say(&labels::CONTRACTOR).into(),
                parties.provider_details(),
                parties.provider_number(),
            ],
        ],
        sums: Vec::new(),
    })
}

/// The eight columns of the form, and the tax in each sum.
fn services(act: &Act<'_>, parties: &Parties<'_>, totals: &Totals) -> Table {
    let language = act.sides.language;
    let digits = |sum| Text::from(digits_of(sum, language));
    let currency = act.sides.currency;
    let performed = parties.say(&labels::PERFORMED);
    let column = |label, kind| Column::new(parties.say(label), kind);
    let money = |label| {
        Column::new(with_unit(&parties.say(label), currency), ColumnKind::Number).within(&performed)
    };
    let rows = act.lines.iter().zip(1..).map(|(line, number)| {
        let priced = line.priced(language);
        vec![
            number.to_string().into(),
            line.name(language),
            line.dates(language).into(),
            Text::default(),
            priced.unit.into(),
            priced.quantity.to_string().into(),
            digits(priced.price),
            digits(line.gross),
            digits(line.vat()),
        ]
    });
    let performed_of = Text::from(quantity(act));
    Table {
        caption: parties.say(&labels::PERFORMED),
        columns: vec![
            column(&labels::ROW_NUMBER, ColumnKind::Short),
            column(&labels::SERVICES, ColumnKind::Description),
            column(&labels::PERFORMED_ON, ColumnKind::Short),
            column(&labels::REPORT, ColumnKind::Words),
            column(&labels::UNIT, ColumnKind::Short),
            column(&labels::QUANTITY, ColumnKind::Number).within(&performed),
            money(&labels::UNIT_PRICE),
            money(&labels::COST),
            money(&labels::OF_WHICH_VAT),
        ],
        numbered: true,
        rows: rows.collect(),
        sums: vec![Sum {
            label: parties.say(&labels::TOTAL),
            values: vec![performed_of, "x".into(), digits(totals.gross), digits(totals.vat)],
        }],
    }
}

/// The sum of the quantities, where they count the same thing.
fn quantity(act: &Act<'_>) -> String {
    let mut lines = act.lines.iter().map(|line| line.priced(act.sides.language));
    let Some(first) = lines.next() else { return "0".to_owned() };
    let mut sum = first.quantity;
    for line in lines {
        if line.unit != first.unit {
            return "x".to_owned();
        }
        sum = sum.saturating_add(line.quantity);
    }
    sum.to_string()
}

fn recalculation(refund: &Recalculation<'_>, parties: &Parties<'_>) -> Block {
    let language = parties.language;
    let money = |sum| Text::from(money_of(sum, language));
    let registered = moment_of(refund.requested, language);
    let clause = super::clause_words(refund.clause.name(), language);
    let request = refund.request.map(|id| Text::written(id).and(", ")).unwrap_or_default();
    let mut fields = vec![
        (parties.say(&labels::REQUEST), request.and(format!("{registered}; {clause}"))),
        (parties.say(&labels::PAID), money(refund.paid)),
        (parties.say(&labels::RETAINED), money(refund.retained)),
        (parties.say(&labels::REFUNDED), money(refund.refunded)),
    ];
    if refund.bonuses.minor() > 0 {
        fields.push((parties.say(&labels::OF_WHICH_BONUSES), money(refund.bonuses)));
    }
    if let Some(due) = refund.due {
        fields.push((parties.say(&labels::PAYOUT_BY), day_of(due, language).into()));
    }
    Block::Fields(fields)
}
