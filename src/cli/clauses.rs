//! Clauses of the contract, as `explain` shows them.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use qalyp::blueprint::{self, Limits, Loaded, PROJECT_FILE};
use qalyp::contract::terms::Clause;
use qalyp::diagnostics::json;
use qalyp::review::{self, ClauseAnswer, ParameterAnswer};
use serde::Serialize;

use super::clock::AtArgs;
use super::failure::Failure;
use super::options::AnswerFormat;

/// The edition that comes with qalyp, for those who ask outside of a project.
const SHIPPED: (&str, &str) =
    ("<built in>", include_str!("../../blueprints/terms/2026-01-16.yaml"));

/// Which edition of the contract is asked.
#[derive(Debug, clap::Args)]
pub(super) struct ClauseArgs {
    /// The project whose contract is meant; the current folder if it is one
    #[arg(value_name = "ROOT")]
    root: Option<PathBuf>,
    #[command(flatten)]
    at: AtArgs,
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    clause: String,
    edition: String,
    effective_from: String,
    title: Option<&'a qalyp::contract::Trilingual>,
    parameters: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    id: &'static str,
    clauses: Vec<String>,
    key: &'static str,
    value: &'a serde_json::Value,
    /// Whether the edition says it; otherwise the default holds.
    written: bool,
    meaning: &'static str,
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
        AnswerFormat::Human => text(&answer, &loaded),
        AnswerFormat::Json => json::pretty(&document(&answer)),
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

fn document<'a>(answer: &'a ClauseAnswer<'a>) -> Document<'a> {
    let entry = |said: &'a ParameterAnswer| Entry {
        id: said.parameter.id,
        clauses: said.parameter.clauses.iter().map(ToString::to_string).collect(),
        key: said.parameter.key,
        value: &said.value,
        written: said.place.is_some(),
        meaning: said.parameter.doc,
    };
    Document {
        format: "qalyp-clause/1",
        clause: answer.clause.to_string(),
        edition: answer.edition.name.to_string(),
        effective_from: answer.edition.effective_from.value.to_string(),
        title: answer.title,
        parameters: answer.parameters.iter().map(entry).collect(),
    }
}

fn text(answer: &ClauseAnswer<'_>, loaded: &Loaded) -> String {
    let edition = answer.edition;
    let (name, from) = (edition.name.to_string(), edition.effective_from.value);
    let mut out = format!("Clause {}, edition {name} in force from {from}\n", answer.clause);
    if let Some(title) = answer.title {
        let _ = writeln!(out, "  kk: {}\n  ru: {}\n  en: {}", title.kk, title.ru, title.en);
    }
    if answer.parameters.is_empty() {
        out += "\nNo parameter depends on this clause.\n";
    }
    for said in &answer.parameters {
        let parameter = said.parameter;
        let place = match said.place {
            Some(span) => loaded.sources.place(span),
            None => "default".to_owned(),
        };
        let _ = writeln!(out, "\n{}  ({}, {place})", parameter.id, under(said, answer.clause));
        out += &indented(parameter.doc, "  ");
        out += &indented(&written(said), "    ");
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
