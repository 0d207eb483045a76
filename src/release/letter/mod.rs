//! The handover letter, completed: the message of clause 3.3.
//!
//! A build leaves fields in it, `⟦secret:grafana/admin⟧`, because it knows no ledger and no secret. Here each of them gets
//! its value, in the Markdown, from which the e-mail is then made as any other: so no form of the letter can say another
//! thing, and a password is written by what knows Markdown, HTML and MIME. The text is read once: a value is never taken
//! for a field, whatever it holds. A letter with an open field is not returned.

use std::collections::BTreeMap;

use zeroize::Zeroizing;

use super::fault::{Fault, ValueFault};
use super::secrets::PlacedSecret;
use crate::blueprint::kinds::Language;
use crate::contract::{self, Instant, UtcOffset};
use crate::render::dialect::FIELD_MARKS;
use crate::render::{languages, markup};

/// The field for how users get the profiles of the VPN.
pub const PROFILES: &str = "vpn-profiles";
const STARTS: &str = "term-starts";
const ENDS: &str = "term-ends";

/// What a letter can be completed with.
#[derive(Clone, Copy, Debug)]
pub struct Values<'a> {
    /// The language of the letter.
    pub language: Language,
    /// The moment of connection.
    pub starts: Option<Instant>,
    /// The end of the paid term.
    pub ends: Option<Instant>,
    /// The offset at which both are told.
    pub offset: UtcOffset,
    /// One-time links, by the name of the secret or of the field that they stand for.
    pub links: &'a BTreeMap<String, String>,
    /// Users get their profiles by another way, each their own.
    pub profiles_apart: bool,
    /// Passwords.
    pub secrets: &'a [PlacedSecret<'a>],
}

/// One piece of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'t> {
    Text(&'t str),
    Field(&'t str),
}

fn pieces(letter: &str) -> Vec<Piece<'_>> {
    let [open, close] = FIELD_MARKS;
    let mut pieces = Vec::new();
    let mut rest = letter;
    while let Some((text, tail)) = rest.split_once(open) {
        let Some((field, tail)) = tail.split_once(close) else { break };
        pieces.push(Piece::Text(text));
        pieces.push(Piece::Field(field));
        rest = tail;
    }
    pieces.push(Piece::Text(rest));
    pieces
}

/// The fields of a letter, in order, each once.
pub fn fields(letter: &str) -> Vec<&str> {
    let mut fields = Vec::new();
    for piece in pieces(letter) {
        match piece {
            Piece::Field(field) if !fields.contains(&field) => fields.push(field),
            _ => {}
        }
    }
    fields
}

/// The secrets that a letter tells, by name.
pub fn secrets_of(letter: &str) -> Vec<&str> {
    fields(letter).into_iter().filter_map(|field| field.strip_prefix("secret:")).collect()
}

/// Puts a value into every field.
///
/// # Errors
/// All fields that stay open, with the reason of each; links for which there is no field; a term that ends before it
/// begins.
pub fn complete(letter: &str, values: &Values<'_>) -> Result<Zeroizing<String>, Fault> {
    if let (Some(starts), Some(ends)) = (values.starts, values.ends)
        && ends <= starts
    {
        return Err(Fault::TermEndsFirst);
    }
    let fields = fields(letter);
    let mut written: BTreeMap<&str, Zeroizing<String>> = BTreeMap::new();
    let mut open = Vec::new();
    let halves = |text: &str| text.contains(FIELD_MARKS);
    for piece in pieces(letter) {
        if let Piece::Text(text) = piece
            && halves(text)
        {
            // One bracket alone: a field that a template has broken.
            let line = text.lines().find(|line| halves(line)).unwrap_or_default();
            open.push((line.replace(FIELD_MARKS, "").trim().to_owned(), ValueFault::Unknown));
        }
    }
    for &field in &fields {
        match value(field, values) {
            Ok(text) => drop(written.insert(field, Zeroizing::new(text))),
            Err(fault) => open.push((field.to_owned(), fault)),
        }
    }
    if !open.is_empty() {
        return Err(Fault::Letter { open });
    }
    refuse_unused(&fields, values)?;
    let length = letter.len() + written.values().map(|text| text.len()).sum::<usize>();
    let mut done = Zeroizing::new(String::with_capacity(length));
    for piece in pieces(letter) {
        match piece {
            Piece::Text(text) => done.push_str(text),
            Piece::Field(field) => done.push_str(written.get(field).map_or("", |text| text)),
        }
    }
    Ok(done)
}

/// A link to nothing in the letter is a name that was misspelt.
fn refuse_unused(fields: &[&str], values: &Values<'_>) -> Result<(), Fault> {
    let takes = |name: &str| fields.iter().any(|field| field_of_link(field) == Some(name));
    let given: Vec<String> =
        values.links.keys().filter(|name| !takes(name)).map(|name| format!("`{name}`")).collect();
    if given.is_empty() {
        return Ok(());
    }
    let known = fields.iter().filter_map(|field| field_of_link(field));
    Err(Fault::NoSuchField { given, known: known.map(|name| format!("`{name}`")).collect() })
}

/// The name under which a link for a field is given.
fn field_of_link(field: &str) -> Option<&str> {
    field.strip_prefix("link:").or((field == PROFILES).then_some(field))
}

/// The value of a field, as Markdown.
fn value(field: &str, values: &Values<'_>) -> Result<String, ValueFault> {
    let moment = |at: Option<Instant>| at.ok_or(ValueFault::Missing).map(|at| moment(at, values));
    match field {
        STARTS => moment(values.starts),
        ENDS => moment(values.ends),
        PROFILES if values.profiles_apart => Ok(apart(values.language).to_owned()),
        _ => match field.split_once(':') {
            Some(("secret", name)) => password(name, values),
            _ => match field_of_link(field) {
                Some(name) => link(name, values),
                None => Err(ValueFault::Unknown),
            },
        },
    }
}

fn moment(at: Instant, values: &Values<'_>) -> String {
    let language = match values.language {
        Language::Kk => contract::Language::Kazakh,
        Language::Ru => contract::Language::Russian,
        Language::En => contract::Language::English,
    };
    let told = languages::moment_at(at, values.offset, language);
    markup::markdown(&format!("{told} (UTC{})", values.offset))
}

/// How profiles are handed over that no link leads to.
const fn apart(language: Language) -> &'static str {
    match language {
        Language::Kk => "әр пайдаланушыға өз профилі бөлек беріледі",
        Language::Ru => "каждый пользователь получает свой профиль отдельно",
        Language::En => "each user gets their own separately",
    }
}

fn link(name: &str, values: &Values<'_>) -> Result<String, ValueFault> {
    let address = values.links.get(name).ok_or(ValueFault::Missing)?;
    if !address.starts_with("https://") {
        return Err(ValueFault::NotALink);
    }
    markup::link(address).ok_or(ValueFault::NotALink)
}

/// A password as text: every mark of punctuation in it means itself.
fn password(name: &str, values: &Values<'_>) -> Result<String, ValueFault> {
    let secret = values.secrets.iter().find(|secret| secret.name.as_str() == name);
    let value = secret.ok_or(ValueFault::Missing)?.value;
    let text = std::str::from_utf8(value).map_err(|_| ValueFault::NotLegible)?;
    // A line break at the end is no part of it: the services that read it from a file see it so too.
    let text = text.trim_end_matches(['\n', '\r']);
    // White space is folded in HTML and cut at the ends of lines in plain text.
    if text.is_empty() || !markup::is_legible(text) {
        return Err(ValueFault::NotLegible);
    }
    Ok(markup::markdown(text))
}

#[cfg(test)]
mod tests;
