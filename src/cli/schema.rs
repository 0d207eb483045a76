use clap::builder::PossibleValuesParser;
use qalyp::blueprint::kinds::Kind;
use qalyp::blueprint::{project_reference, project_schema, reference, reference_of, schema};
use qalyp::diagnostics::json;
use qalyp::ledger;
use serde_json::{Map, Value, json};

use super::exit::Exit;
use super::failure::Failure;
use super::options::AnswerFormat;
use super::terminal::Terminal;

/// The word for `qalyp.yaml`, which is no blueprint.
const PROJECT: &str = "project";
/// The word for the facts of a ledger, which are none either.
const LEDGER: &str = "ledger";

/// Print the JSON Schema of a kind of blueprint, or what every key means
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp schema customer > customer.schema.json
  qalyp schema customer --format human
  qalyp schema | less                  every key of every kind with its meaning

With a kind the answer is its JSON Schema (draft 2020-12); `project` is the file qalyp.yaml, `ledger`
a fact of the ledger. Without a kind it is the reference of the language in Markdown; as JSON,
`qalyp-schemas/1` with all of them.

Exit codes: 0 printed, 2 failure.")]
pub(super) struct Args {
    /// The kind
    #[arg(value_parser = PossibleValuesParser::new(words()))]
    kind: Option<String>,
    /// How to write the answer; `json` with a kind and `human` without, unless it is said
    #[arg(long, value_enum)]
    format: Option<AnswerFormat>,
}

fn words() -> impl Iterator<Item = &'static str> {
    Kind::WORDS.iter().copied().chain([PROJECT, LEDGER])
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let usual = if args.kind.is_some() { AnswerFormat::Json } else { AnswerFormat::Human };
    let text = match (args.kind.as_deref(), args.format.unwrap_or(usual)) {
        (Some(word), AnswerFormat::Json) => json::pretty(&schema_of(word)),
        (Some(word), AnswerFormat::Human) => {
            Kind::from_word(word).map_or_else(|| reference_beside(word), reference_of)
        }
        (None, AnswerFormat::Human) => reference() + &ledger::reference(),
        (None, AnswerFormat::Json) => {
            let all: Map<_, _> = words().map(|word| (word.to_owned(), schema_of(word))).collect();
            json::pretty(&json!({ "format": "qalyp-schemas/1", "schemas": all }))
        }
    };
    terminal.answer(text.trim_start())?;
    Ok(Exit::Fine)
}

fn schema_of(word: &str) -> Value {
    match Kind::from_word(word) {
        Some(kind) => schema(kind),
        None if word == LEDGER => ledger::schema(),
        None => project_schema(),
    }
}

/// The reference of what is no blueprint.
fn reference_beside(word: &str) -> String {
    if word == LEDGER { ledger::reference() } else { project_reference() }
}
