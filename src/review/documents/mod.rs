//! Documents for accounting: the act of rendered services (form R-1), the invoice, the account
//! statement; in Kazakh, Russian and English, as Markdown and as a page of HTML that needs nothing
//! else.
//!
//! A document is made in two steps. What it says becomes a [`Document`] of headings, fields, tables
//! and places to sign, in one language; a renderer writes that down in a format. So both forms say
//! the same, and every text of a person passes one of two places that write it harmlessly. Nothing
//! here computes a sum of a service: the rules have done that.

mod act;
mod books;
mod html;
mod invoice;
mod labels;
mod lines;
mod markdown;
mod model;
mod parties;
mod plot;
mod statement;
#[cfg(test)]
mod tests;

pub use act::{Act, Recalculation, act};
pub use books::Issue;
pub use invoice::{Invoice, invoice};
pub use lines::{Count, Line, Rendered, Title, Used};
pub use model::{
    Block, Column, ColumnKind, Document, Figure, Paper, Piece, Signature, Sum, Table, Text,
};
pub use statement::statement;

use crate::blueprint::kinds::{Customer, Provider};
use crate::contract::terms::Clause;
use crate::contract::{Choice as _, Currency, Date, Language};
use crate::render::languages::day_of;
use parties::Parties;

/// Between whom a document is, in which language and currency.
#[derive(Clone, Copy, Debug)]
pub struct Sides<'a> {
    /// Who renders the service.
    pub provider: &'a Provider,
    /// Who has it.
    pub customer: &'a Customer,
    /// What it is written in.
    pub language: Language,
    /// The currency of every sum.
    pub currency: Currency,
}

impl<'a> Sides<'a> {
    fn parties(&self) -> Parties<'a> {
        Parties::new(self.provider, self.customer, self.language)
    }
}

/// What a document rests on: it can be checked by whoever has the same agreement and ledger.
#[derive(Clone, Debug)]
pub struct Grounds<'a> {
    /// The clauses that were applied.
    pub clauses: Vec<Clause>,
    /// The name of the edition of the terms.
    pub edition: &'a str,
    /// The day from which it is in force.
    pub in_force_from: Date,
    /// The class of economic activity of the service and its classifier (P2).
    pub activity: (&'a str, &'a str),
    /// The calendar of working days and its version, if one was asked.
    pub calendar: Option<(String, String)>,
    /// The ids of the ledger's facts.
    pub facts: Vec<&'a str>,
}

impl Grounds<'_> {
    fn blocks(&self, language: Language) -> Vec<Block> {
        let say = |label: &crate::contract::decision::Label| label.in_language(language).to_owned();
        let clauses: Vec<_> = self.clauses.iter().map(|clause| clause.name()).collect();
        let from = day_of(self.in_force_from, language);
        let in_force = match language {
            Language::Kazakh => format!(" (күшіне енген күні: {from})"),
            Language::Russian => format!(" (действует с {from})"),
            Language::English => format!(" (in force from {from})"),
        };
        let mut fields = vec![
            (say(&labels::CLAUSES), Text::from(clauses.join(", "))),
            (say(&labels::EDITION), Text::written(self.edition).and(in_force)),
            (
                say(&labels::ACTIVITY),
                Text::written(self.activity.0)
                    .and(" (")
                    .and(Text::written(self.activity.1))
                    .and(")"),
            ),
        ];
        if let Some((name, version)) = &self.calendar {
            let calendar = Text::written(name).and(" ").and(Text::written(version));
            fields.push((say(&labels::CALENDAR), calendar));
        }
        if !self.facts.is_empty() {
            let facts = self.facts.iter().map(|fact| Text::written(fact));
            fields.push((say(&labels::FACTS), Text::joined(facts, ", ")));
        }
        vec![Block::Heading(say(&labels::BASIS)), Block::Fields(fields)]
    }
}

impl Document {
    /// The document as Markdown with tables.
    pub fn to_markdown(&self) -> String {
        markdown::render(self)
    }

    /// The document as a page: it loads nothing, runs nothing, fits A4 and a telephone.
    pub fn to_html(&self) -> String {
        html::render(self)
    }
}

/// One of three texts: Kazakh, Russian, English.
const fn phrase(language: Language, texts: [&str; 3]) -> &str {
    match language {
        Language::Kazakh => texts[0],
        Language::Russian => texts[1],
        Language::English => texts[2],
    }
}

/// `clause 4.8`.
fn clause_words(clause: &str, language: Language) -> String {
    match language {
        Language::Kazakh => format!("келісімнің {clause}-тармағы"),
        Language::Russian => format!("пункт {clause} соглашения"),
        Language::English => format!("clause {clause} of the agreement"),
    }
}

fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}
