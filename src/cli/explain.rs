use qalyp::contract::Choice;
use qalyp::contract::terms::Clause;
use qalyp::diagnostics::page::Page;
use qalyp::diagnostics::{json, nearest};
use serde::Serialize;

use super::clauses::{self, ClauseArgs};
use super::exit::Exit;
use super::failure::Failure;
use super::options::AnswerFormat;
use super::pages;
use super::terminal::Terminal;

/// Explain a check by its code, or a clause of the contract by its number
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp explain            all codes with their titles, and all clauses
  qalyp explain E0014      why a check exists, what fails, what passes, how to mend
  qalyp explain 4.5        a clause in plain words, its parameters, what else they could say
  qalyp explain 4.7 --language kk
  qalyp explain --format json E0014 | jq -r .mend

A clause is that of the project, or of the edition that comes with qalyp if there is none.
The JSON shapes are `qalyp-explanation/1`, `qalyp-clause/1` and, without a topic,
`qalyp-explanations/1`.

Exit codes: 0 explained, 2 there is no such code or clause.")]
pub(super) struct Args {
    /// A code such as E0014 or a clause such as 4.5; all of them are listed without it
    topic: Option<String>,
    #[command(flatten)]
    clause: ClauseArgs,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
}

/// One page, for programs.
#[derive(Serialize)]
struct Explanation<'a> {
    format: &'static str,
    #[serde(flatten)]
    page: &'a Page,
}

/// Everything that can be explained, for programs.
#[derive(Serialize)]
struct Explanations {
    format: &'static str,
    codes: Vec<Entry>,
    clauses: &'static [&'static str],
}

#[derive(Serialize)]
struct Entry {
    code: String,
    title: String,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let text = match &args.topic {
        None => list(args.format)?,
        Some(topic) => match (pages::find(topic), Clause::from_name(topic)) {
            (Some((_, text)), _) if args.format == AnswerFormat::Human => text.to_owned(),
            (Some((code, text)), _) => {
                let page = &pages::read(code, text)?;
                json::pretty(&Explanation { format: "qalyp-explanation/1", page })
            }
            (None, Some(clause)) => clauses::explain(clause, &args.clause, args.format)?,
            (None, None) => return Err(unknown(topic)),
        },
    };
    terminal.answer(&text)?;
    Ok(Exit::Fine)
}

fn unknown(topic: &str) -> Failure {
    let failure = Failure::new(format!("there is no check and no clause `{topic}`"));
    let pages = pages::all();
    let topics = pages.iter().map(|(code, _)| *code).chain(Clause::NAMES.iter().copied());
    match nearest(topic, topics) {
        Some(near) => failure.help(format!("did you mean `qalyp explain {near}`?")),
        None => failure.help("`qalyp explain` lists all codes and clauses"),
    }
}

fn list(format: AnswerFormat) -> Result<String, Failure> {
    let mut codes = Vec::new();
    for (code, text) in pages::all() {
        let Page { code, title, .. } = pages::read(code, text)?;
        codes.push(Entry { code, title });
    }
    let clauses = Clause::NAMES;
    Ok(match format {
        AnswerFormat::Human => {
            let line = |entry: &Entry| format!("{}  {}\n", entry.code, entry.title);
            codes.iter().map(line).collect::<String>() + "\nClauses: " + &clauses.join(", ") + "\n"
        }
        AnswerFormat::Json => {
            json::pretty(&Explanations { format: "qalyp-explanations/1", codes, clauses })
        }
    })
}
