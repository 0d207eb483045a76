//! For a terminal: the bookings with what was left after each, the states, the tax.

use std::fmt::Write as _;

use super::{
    BALANCE, BONUS_BALANCE, BONUSES, CLOSING, DIFFERENCES, FROM, GROSS, ID, MONEY, NET, OPENING,
    RATE, SERVER, SERVICES, STATE, UNTIL, VAT, WHAT, WHEN, no_difference, not_judged, not_taxed,
    told, what,
};
use crate::billing::{Balance, Booking, Entry, Signed, Statement};
use crate::contract::decision::Label;
use crate::contract::{Instant, Language};
use crate::diagnostics::Finding;
use crate::render::languages::{number_of, percent_of, short_moment_of};
use crate::review::answer::{Align, Column, Section, table};

/// A statement in a language, in tables of at most `width` columns. In English the differences are not
/// part of it: whoever shows it shows them as findings, with their places and what to do.
pub fn human(statement: &Statement<'_>, language: Language, width: usize) -> String {
    let say = |label: &'static Label| label.in_language(language).to_owned();
    let mut out = String::new();
    let title = statement.customer.title.get().map_or("", |title| title);
    let moment = |moment: Instant| short_moment_of(moment, language);
    let (from, until) = (moment(statement.span.from()), moment(statement.span.until()));
    let _ = writeln!(out, "{} ({title})", *statement.customer.name);
    let _ = writeln!(out, "{from} – {until}, {}\n", statement.currency);
    let has_bonuses = statement.entries.iter().any(|entry| !entry.after.bonuses.is_zero())
        || !statement.opening.bonuses.is_zero();
    out.push_str(&table(&bookings(statement, language, has_bonuses), width));
    let states: Vec<Vec<String>> = statement
        .services
        .iter()
        .flat_map(|service| service.states.iter().map(move |state| (service, state)))
        .map(|(service, state)| {
            let (from, until) = (moment(state.span.from()), moment(state.span.until()));
            vec![service.server.name.to_string(), from, until, say(state.state.label())]
        })
        .collect();
    if !states.is_empty() {
        let _ = writeln!(out, "\n{}", say(&SERVICES));
        let heads = [(say(&SERVER), Align::Code), (say(&FROM), Align::Left)];
        let heads =
            heads.into_iter().chain([(say(&UNTIL), Align::Left), (say(&STATE), Align::Left)]);
        out.push_str(&table(&section(heads, states), width));
    }
    if !statement.vat.is_empty() {
        out.push('\n');
        let row = |line: &crate::billing::VatLine| {
            let sums = [line.gross, line.vat, line.net].map(|sum| digits(sum, language));
            let mut row = vec![percent_of(line.rate, language)];
            row.extend(sums);
            row
        };
        let sums = [&GROSS, &VAT, &NET].map(|label| (say(label), Align::Right));
        let heads = [(say(&RATE), Align::Left)].into_iter().chain(sums);
        let rows = statement.vat.iter().map(row).collect();
        out.push_str(&table(&section(heads, rows), width));
    }
    let sum = |sum: Signed| format!("{} {}", digits(sum, language), statement.currency);
    let remarks = [
        not_taxed(statement, language, sum),
        no_difference(statement).map(say),
        not_judged(statement, language),
    ];
    for remark in remarks.into_iter().flatten() {
        let _ = writeln!(out, "\n{}", wrapped(&format!("{remark}."), width));
    }
    if language != Language::English && !statement.differences.is_empty() {
        let _ = writeln!(out, "\n{}", say(&DIFFERENCES));
        for difference in &statement.differences {
            let said: Vec<_> = told(difference, language)
                .iter()
                .map(|sentence| sentence.in_language(language, statement.offset))
                .collect();
            let code = Finding::from(difference).code;
            let (place, rest) = (said.first().map_or("", String::as_str), said.get(1..));
            let rest = rest.map_or_else(String::new, |rest| rest.join("; "));
            let _ = writeln!(out, "{}", wrapped(&format!("{code} {place}: {rest}."), width));
        }
    }
    out
}

/// A sentence in lines of at most `width` columns.
fn wrapped(sentence: &str, width: usize) -> String {
    let mut out = String::new();
    let mut used = 0;
    for word in sentence.split(' ') {
        let wide = unicode_width::UnicodeWidthStr::width(word);
        if used > 0 && used + 1 + wide > width {
            out.push('\n');
            used = 0;
        } else if used > 0 {
            out.push(' ');
            used += 1;
        }
        out.push_str(word);
        used += wide;
    }
    out
}

fn bookings(statement: &Statement<'_>, language: Language, has_bonuses: bool) -> Section {
    let say = |label: &'static Label| label.in_language(language).to_owned();
    let mut heads = vec![(say(&WHEN), Align::Left), (say(&WHAT), Align::Left)];
    heads.extend([(say(&ID), Align::Code), (say(&MONEY), Align::Right)]);
    heads.push((say(&BALANCE), Align::Right));
    if has_bonuses {
        heads.extend([(say(&BONUSES), Align::Right), (say(&BONUS_BALANCE), Align::Right)]);
    }
    let sums = |moved: Option<Balance>, after: Balance| {
        let moved = |of: fn(Balance) -> Signed| {
            let sum = moved.map(of).filter(|sum| !sum.is_zero());
            sum.map_or_else(String::new, |sum| digits(sum, language))
        };
        let money = [moved(|it| it.money), digits(after.money, language)];
        let bonuses = [moved(|it| it.bonuses), digits(after.bonuses, language)];
        let mut all = money.to_vec();
        if has_bonuses {
            all.extend(bonuses);
        }
        all
    };
    let held = |label: &'static Label, moment: Instant, balance: Balance| {
        let mut row = vec![short_moment_of(moment, language), say(label), String::new()];
        row.extend(sums(None, balance));
        row
    };
    let entry = |entry: &Entry<'_>| {
        let mut what = say(what(entry.booking));
        if let Booking::Reversal { by, .. } = entry.booking {
            let _ = write!(what, " {}", &*by.of.value);
        }
        if let Some(server) = entry.booking.server() {
            let _ = write!(what, ", {server}");
        }
        let mut row =
            vec![short_moment_of(entry.at, language), what, entry.booking.id().to_owned()];
        row.extend(sums(Some(entry.moved), entry.after));
        row
    };
    let mut rows = vec![held(&OPENING, statement.span.from(), statement.opening)];
    rows.extend(statement.entries.iter().map(entry));
    rows.push(held(&CLOSING, statement.span.until(), statement.closing));
    section(heads, rows)
}

fn section(heads: impl IntoIterator<Item = (String, Align)>, rows: Vec<Vec<String>>) -> Section {
    let columns = heads.into_iter().map(|(head, align)| Column { head, align }).collect();
    Section { title: String::new(), columns, rows, below: None }
}

/// The digits of a sum with its sign.
fn digits(sum: Signed, language: Language) -> String {
    let minor = sum.minor().unsigned_abs();
    let shown = number_of(&format!("{}.{:02}", minor / 100, minor % 100), language);
    if sum.is_negative() { format!("\u{2212}{shown}") } else { shown }
}
