//! The invoice for a next period (3.2): what is to be paid, to which account, and for what.

use super::lines::{Line, Totals, with_unit};
use super::model::{Block, Column, ColumnKind, Document, Paper, Sum, Table, Text};
use super::parties::Parties;
use super::{Grounds, Sides, labels};
use crate::blueprint::kinds::Bank;
use crate::contract::{Date, Instant, Language};
use crate::render::languages::{day_of, digits_of, moment_of};

/// What an invoice says.
#[derive(Clone, Debug)]
pub struct Invoice<'a> {
    /// Between whom, and in which language.
    pub sides: Sides<'a>,
    /// The number that the system of accounts gave it.
    pub number: Option<&'a str>,
    /// Its date.
    pub date: Date,
    /// Until when it is to be paid, if that is fixed: the end of the running period (4.2).
    pub due: Option<Instant>,
    /// The services of the next period, the tariff first.
    pub lines: Vec<Line<'a>>,
    /// What it rests on.
    pub grounds: Grounds<'a>,
}

/// The invoice as a document.
pub fn invoice(invoice: &Invoice<'_>) -> Document {
    let language = invoice.sides.language;
    let mut parties = invoice.sides.parties();
    let totals = Totals::of(&invoice.lines, invoice.sides.currency);
    let mut head = vec![
        (parties.say(&labels::NUMBER), parties.number(invoice.number)),
        (parties.say(&labels::DATE), day_of(invoice.date, language).into()),
    ];
    if let Some(due) = invoice.due {
        head.push((parties.say(&labels::PAY_BY), Text::strong(moment_of(due, language))));
    }
    let blocks = vec![
        Block::Title,
        Block::Fields(head),
        Block::Heading(parties.say(&labels::PAYMENT_DETAILS)),
        payment_details(invoice, &mut parties),
        Block::Fields(vec![
            (parties.say(&labels::SUPPLIER), of_provider(&mut parties)),
            (parties.say(&labels::BUYER), of_customer(&mut parties)),
            (
                parties.say(&labels::CONTRACT),
                parties.contract(invoice.grounds.edition, invoice.grounds.in_force_from),
            ),
        ]),
        Block::Table(services(invoice, &parties, &totals)),
        Block::Paragraph(totals.in_words(
            language,
            ["Төлеуге жататын жалпы сома", "Всего к оплате", "Total to be paid"],
        )),
        Block::Table(totals.vat_table(language)),
        Block::Signatures(vec![parties.provider_signature(&labels::ISSUED_BY)]),
    ];
    let grounds = invoice.grounds.blocks(language);
    let missing = parties.missing().map(Block::Paragraph);
    let blocks = blocks.into_iter().chain(grounds).chain(missing).collect();
    let title = titled(&parties.say(&labels::INVOICE), invoice, language);
    Document { language, title, paper: Paper::Portrait, blocks }
}

/// The heading names number and date, by which people look for an invoice.
fn titled(title: &str, invoice: &Invoice<'_>, language: Language) -> String {
    let day = day_of(invoice.date, language);
    let sign = if language == Language::English { "No." } else { "№" };
    let number = invoice.number.map(|number| format!(" {sign} {number}")).unwrap_or_default();
    match language {
        Language::Kazakh => format!("{title}{number}, {day}"),
        Language::Russian => format!("{title}{number} от {day}"),
        Language::English => format!("{title}{number} of {day}"),
    }
}

fn payment_details(invoice: &Invoice<'_>, parties: &mut Parties<'_>) -> Block {
    let own = parties.language;
    let bank_name = move |bank: &'_ Bank| super::lines::in_language(&bank.name, own).to_owned();
    let name = match parties.bank() {
        Some(bank) => Text::written(&bank_name(bank)),
        None => parties.of_bank("provider.accounting.bank", |_| None),
    };
    let number = parties.provider_number();
    let label = parties.say(&labels::IDENTIFICATION);
    let beneficiary = parties.provider_name().and(format!(", {label} ")).and(number);
    let mut fields = vec![
        (parties.say(&labels::BENEFICIARY), beneficiary),
        (
            parties.say(&labels::ACCOUNT),
            parties.of_bank("provider.accounting.bank", |bank| Some(&bank.account)),
        ),
        (
            parties.say(&labels::BENEFICIARY_CODE),
            parties.of_bank("provider.accounting.bank", |bank| Some(&bank.beneficiary_code)),
        ),
        (parties.say(&labels::BANK), name),
        (
            parties.say(&labels::BANK_CODE),
            parties.of_bank("provider.accounting.bank", |bank| Some(&bank.bic)),
        ),
    ];
    let code = parties.bank().and_then(|bank| bank.purpose_code.as_ref());
    if let Some(code) = code {
        fields.push((parties.say(&labels::PURPOSE_CODE), Text::written(code)));
    }
    fields.push((parties.say(&labels::PAYMENT_PURPOSE), purpose(invoice, parties)));
    Block::Fields(fields)
}

/// What the payer copies into the payment order: by it the payment finds its invoice.
fn purpose(invoice: &Invoice<'_>, parties: &Parties<'_>) -> Text {
    let day = day_of(invoice.date, parties.language);
    let mut servers: Vec<&str> = invoice.lines.iter().map(|line| line.server).collect();
    servers.dedup();
    let servers = servers.join(", ");
    let [before, between, after] = match (parties.language, invoice.number.is_some()) {
        (Language::Kazakh, true) => [
            "№ ".to_owned(),
            format!(" шот ({day}) бойынша қызметтер үшін төлем: "),
            ", ҚҚС-мен".to_owned(),
        ],
        (Language::Kazakh, false) => [
            String::new(),
            format!("{day} күнгі шот бойынша қызметтер үшін төлем: "),
            ", ҚҚС-мен".to_owned(),
        ],
        (Language::Russian, true) => [
            "Оплата по счёту № ".to_owned(),
            format!(" от {day} за услуги: "),
            ", с НДС".to_owned(),
        ],
        (Language::Russian, false) => {
            [String::new(), format!("Оплата по счёту от {day} за услуги: "), ", с НДС".to_owned()]
        }
        (Language::English, true) => [
            "Payment of invoice No. ".to_owned(),
            format!(" of {day} for services: "),
            ", VAT included".to_owned(),
        ],
        (Language::English, false) => [
            String::new(),
            format!("Payment of the invoice of {day} for services: "),
            ", VAT included".to_owned(),
        ],
    };
    let number = invoice.number.map(Text::written).unwrap_or_default();
    Text::from(before).and(number).and(between).and(Text::written(&servers)).and(after)
}

fn of_provider(parties: &mut Parties<'_>) -> Text {
    let number = parties.provider_number();
    let label = parties.say(&labels::IDENTIFICATION);
    let details = parties.provider_details();
    Text::from(format!("{label} ")).and(number).and(", ").and(details)
}

fn of_customer(parties: &mut Parties<'_>) -> Text {
    let number = parties.customer_number();
    let label = parties.say(&labels::IDENTIFICATION);
    let details = parties.customer_details();
    Text::from(format!("{label} ")).and(number).and(", ").and(details)
}

fn services(invoice: &Invoice<'_>, parties: &Parties<'_>, totals: &Totals) -> Table {
    let language = invoice.sides.language;
    let currency = invoice.sides.currency;
    let digits = |sum| Text::from(digits_of(sum, language));
    let column = |label, kind| Column::new(parties.say(label), kind);
    let money = |label| {
        let title = super::capitalised(&parties.say(label));
        Column::new(with_unit(&title, currency), ColumnKind::Number)
    };
    let rows = invoice.lines.iter().zip(1..).map(|(line, number)| {
        let priced = line.priced(language);
        vec![
            number.to_string().into(),
            line.name(language),
            priced.quantity.to_string().into(),
            priced.unit.into(),
            digits(priced.price),
            digits(line.gross),
        ]
    });
    let quantity = super::capitalised(&parties.say(&labels::QUANTITY));
    Table {
        caption: parties.say(&labels::INVOICED),
        columns: vec![
            Column::new("№", ColumnKind::Short),
            column(&labels::SERVICES_SHORT, ColumnKind::Description),
            Column::new(quantity, ColumnKind::Number),
            column(&labels::UNIT, ColumnKind::Short),
            money(&labels::UNIT_PRICE),
            money(&labels::COST),
        ],
        numbered: false,
        rows: rows.collect(),
        sums: vec![
            Sum { label: parties.say(&labels::TOTAL), values: vec![digits(totals.gross)] },
            Sum {
                label: super::capitalised(&parties.say(&labels::OF_WHICH_VAT)),
                values: vec![digits(totals.vat)],
            },
        ],
    }
}
