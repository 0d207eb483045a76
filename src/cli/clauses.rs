//! Clauses of the contract, as `explain` shows them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use qalyp::blueprint::{self, Limits, Loaded, PROJECT_FILE};
use qalyp::contract::terms::Clause;
use qalyp::contract::{Choice, Language, Trilingual};
use qalyp::diagnostics::{json, visible};
use qalyp::review::answer::{WIDTH, wrap};
use qalyp::review::{self, ClauseAnswer, ParameterAnswer};
use serde::Serialize;

use super::clock::AtArgs;
use super::failure::Failure;
use super::options::{self, AnswerFormat};

/// The edition that comes with qalyp, for those who ask outside of a project.
const SHIPPED: (&str, &str) =
    ("<built in>", include_str!("../../blueprints/terms/2026-01-16.yaml"));

/// Numbers keep their units by it in documents; a terminal and a search want a space.
const NO_BREAK: char = '\u{a0}';

/// Which edition of the contract is asked.
#[derive(Debug, clap::Args)]
pub(super) struct ClauseArgs {
    /// The project whose contract is meant; the current folder if it is one
    #[arg(value_name = "ROOT")]
    root: Option<PathBuf>,
    #[command(flatten)]
    at: AtArgs,
    /// The language of a clause; without it, all of them. What parameters mean is in English
    #[arg(long, value_name = "LANGUAGE", value_parser = options::languages())]
    language: Option<Language>,
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    clause: String,
    edition: String,
    effective_from: String,
    title: Option<Words>,
    /// What it says in plain words, with the parameters in force.
    text: Option<Words>,
    parameters: Vec<Entry<'a>>,
}

/// A text by language.
type Words = BTreeMap<&'static str, String>;

#[derive(Serialize)]
struct Entry<'a> {
    id: &'static str,
    clauses: Vec<String>,
    key: &'static str,
    value: &'a serde_json::Value,
    /// The value in words.
    said: Words,
    /// The question that the parameter answers.
    question: Option<Words>,
    /// Whether the edition says it; otherwise the default holds.
    written: bool,
    /// Whether the agreement leaves it open, so that the value is a reading.
    open: bool,
    /// What else it could say, where its values can be listed.
    others: Vec<Other<'a>>,
    meaning: &'static str,
}

#[derive(Serialize)]
struct Other<'a> {
    value: &'a serde_json::Value,
    said: Words,
}

/// The answer about a clause.
pub(super) fn explain(
    clause: Clause,
    args: &ClauseArgs,
    format: AnswerFormat,
) -> Result<String, Failure> {
    let at = args.at.date()?;
    let loaded = load(args.root.as_deref())?;
    let answer = review::clause(&loaded.blueprints.terms, clause, at).ok_or_else(|| {
        Failure::new(format!("no edition of the contract can be read that is in force on {at}"))
            .help("look at what `qalyp check` finds, or ask about another date with `--at`")
    })?;
    Ok(match format {
        AnswerFormat::Human => text(&answer, &loaded, args),
        AnswerFormat::Json => json::pretty(&document(&answer, &languages(args))),
    })
}

/// The project's terms; the built-in ones where no project is named and none is here.
fn load(root: Option<&Path>) -> Result<Loaded, Failure> {
    let here = Path::new(".");
    let root = root.or_else(|| here.join(PROJECT_FILE).is_file().then_some(here));
    match root {
        Some(root) if root.is_dir() => {
            let mut loaded = blueprint::load(root, Vec::new(), Limits::default());
            loaded.sources = loaded.sources.below(&root.to_string_lossy());
            Ok(loaded)
        }
        Some(root) => Err(Failure::new(format!("there is no folder `{}`", root.display()))),
        None => {
            let (name, text) = SHIPPED;
            Ok(blueprint::load_texts(vec![(name.to_owned(), text.to_owned())], Limits::default()))
        }
    }
}

/// The languages of an answer: the one that is asked for, or all.
fn languages(args: &ClauseArgs) -> Vec<Language> {
    args.language.map_or_else(|| Language::ALL.to_vec(), |language| vec![language])
}

fn document<'a>(answer: &'a ClauseAnswer<'a>, languages: &[Language]) -> Document<'a> {
    let by = |say: &dyn Fn(Language) -> String| -> Words {
        languages.iter().map(|&one| (one.name(), say(one).replace(NO_BREAK, " "))).collect()
    };
    let words = |text: &Trilingual| by(&|language| text.in_language(language).to_owned());
    let entry = |said: &'a ParameterAnswer| Entry {
        id: said.parameter.id,
        clauses: said.parameter.clauses.iter().map(ToString::to_string).collect(),
        key: said.parameter.key,
        value: &said.value,
        said: words(&said.said),
        question: said
            .question()
            .map(|label| by(&|language| label.in_language(language).to_owned())),
        written: said.place.is_some(),
        open: said.is_open(),
        others: said
            .others
            .iter()
            .map(|other| Other { value: &other.value, said: words(&other.said) })
            .collect(),
        meaning: said.parameter.doc,
    };
    Document {
        format: "qalyp-clause/1",
        clause: answer.clause.to_string(),
        edition: answer.edition.name.to_string(),
        effective_from: answer.edition.effective_from.value.to_string(),
        title: answer.title.map(words),
        text: answer.text.as_ref().map(words),
        parameters: answer.parameters.iter().map(entry).collect(),
    }
}

fn text(answer: &ClauseAnswer<'_>, loaded: &Loaded, args: &ClauseArgs) -> String {
    let edition = answer.edition;
    let (name, from) = (edition.name.to_string(), edition.effective_from.value);
    let mut out = format!("Clause {}, edition {name} in force from {from}\n", answer.clause);
    for language in languages(args) {
        if let Some(title) = answer.title {
            let _ = writeln!(out, "\n  {language}: {}", visible(title.in_language(language)));
        }
        if let Some(text) = &answer.text {
            let text = visible(text.in_language(language));
            out += &indented(&wrap(&text, WIDTH - 6).join("\n"), "      ");
        }
    }
    if answer.parameters.is_empty() {
        out += "\nNo parameter depends on this clause.\n";
    }
    // The parameters are for whoever writes them; in English unless one language is asked for.
    let language = args.language.unwrap_or(Language::English);
    for said in &answer.parameters {
        let parameter = said.parameter;
        let place = match said.place {
            Some(span) => loaded.sources.place(span),
            None => "default".to_owned(),
        };
        let _ = writeln!(out, "\n{}  ({}, {place})", parameter.id, under(said, answer.clause));
        out += &indented(parameter.doc, "  ");
        out += &indented(&written(said), "    ");
        out += &indented(&readings(said, language), "  ");
    }
    out.replace(NO_BREAK, " ")
}

/// An open question, what holds and what else could hold, in words.
fn readings(said: &ParameterAnswer, language: Language) -> String {
    let mut out = String::new();
    let value = |value: &serde_json::Value| match value {
        serde_json::Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let [open, stated, or] = match language {
        Language::Kazakh => ["ашық сұрақ", "келісімде айтылған", "басқа оқылуы"],
        Language::Russian => ["открытый вопрос", "сказано в соглашении", "другое прочтение"],
        Language::English => ["an open question", "stated by the agreement", "another reading"],
    };
    if let Some(question) = said.question() {
        let kind = if said.is_open() { open } else { stated };
        let _ = writeln!(out, "{} ({kind})", question.in_language(language));
    }
    if !matches!(said.value, serde_json::Value::Array(_) | serde_json::Value::Object(_)) {
        let _ = writeln!(out, "  = {}", said.said.in_language(language));
    }
    for other in &said.others {
        let words = other.said.in_language(language);
        let _ = writeln!(out, "  {or}: {} = {words}", value(&other.value));
    }
    out
}

/// Under which clause a parameter is written.
fn under(said: &ParameterAnswer, asked: Clause) -> String {
    let clause = said.parameter.clause();
    if clause == asked { "written here".to_owned() } else { format!("written under {clause}") }
}

/// The parameter as it stands in a blueprint.
fn written(said: &ParameterAnswer) -> String {
    let key = said.parameter.key;
    let entry = serde_json::json!({ key: said.value });
    serde_yaml::to_string(&entry).unwrap_or_else(|_| entry.to_string())
}

fn indented(text: &str, by: &str) -> String {
    text.lines().flat_map(|line| [by, line.trim_end(), "\n"]).collect()
}
