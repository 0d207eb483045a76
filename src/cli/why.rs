use qalyp::diagnostics::{Sources, json};
use qalyp::fleet::{Catalogue, Contribution};
use qalyp::review::{self, Answer, WhyFault};
use serde::Serialize;

use super::exit::Exit;
use super::failure::Failure;
use super::options::AnswerFormat;
use super::project::ProjectArgs;
use super::terminal::Terminal;

/// Say where a value comes from: who set it, and who was overruled
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp why romashka-main.postgresql.work_mem
  qalyp why romashka-main.infobases.accounting.publication
  qalyp why romashka-main shop --format json | jq '.answers[].path'

The JSON shape is `qalyp-why/1`.

Exit codes: 0 answered, 2 there is no such server or field.")]
pub(super) struct Args {
    /// SERVER.FIELD, or a section of a server, or a whole server
    target: String,
    #[command(flatten)]
    project: ProjectArgs,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    target: &'a str,
    answers: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    path: &'a str,
    value: &'a serde_json::Value,
    /// The winner first.
    contributions: Vec<Said<'a>>,
}

/// One contribution, as shown.
#[derive(Serialize)]
struct Said<'a> {
    layer: &'static str,
    /// What is written at the place; for a default the value, for a computed value the rule.
    text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    place: Option<Place<'a>>,
}

#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: u32,
    column: u32,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let loaded = args.project.load()?;
    let catalogue = Catalogue::new(&loaded.blueprints);
    let answers = review::why(&catalogue, &args.target).map_err(failure)?;
    let text = match args.format {
        AnswerFormat::Human => match answers.as_slice() {
            [answer] => one(answer, &loaded.sources),
            several => table(several, &loaded.sources),
        },
        AnswerFormat::Json => json::pretty(&Document {
            format: "qalyp-why/1",
            target: &args.target,
            answers: answers.iter().map(|answer| entry(answer, &loaded.sources)).collect(),
        }),
    };
    terminal.answer(&text)?;
    Ok(Exit::Fine)
}

fn failure(fault: WhyFault) -> Failure {
    let meant = |nearest: Option<String>| nearest.map(|name| format!("did you mean `{name}`?"));
    match fault {
        WhyFault::UnknownServer { server, nearest } => {
            let help = meant(nearest).unwrap_or_else(|| "name a server, then a field".to_owned());
            Failure::new(format!("there is no server `{server}`")).help(help)
        }
        WhyFault::UnknownField { server, field, nearest } => {
            let help =
                meant(nearest).unwrap_or_else(|| format!("`qalyp why {server}` lists all fields"));
            Failure::new(format!("`{server}` has no field `{field}`")).help(help)
        }
        WhyFault::Unresolved { server } => {
            Failure::new(format!("`{server}` needs something that is missing or wrong"))
                .help("mend what `qalyp check` finds first")
        }
    }
}

fn entry<'a>(answer: &'a Answer, sources: &'a Sources) -> Entry<'a> {
    let contributions = answer.contributions.iter().map(|c| said(c, sources)).collect();
    Entry { path: &answer.path, value: &answer.value, contributions }
}

fn said<'a>(contribution: &Contribution, sources: &'a Sources) -> Said<'a> {
    let text = match (&contribution.text, contribution.span) {
        (Some(text), _) => text.to_string(),
        (None, Some(span)) => sources.slice(span).to_owned(),
        (None, None) => String::new(),
    };
    let place = contribution.span.map(|span| {
        let at = sources.locate(span);
        Place { file: sources.get(span.source).name(), line: at.line, column: at.column }
    });
    Said { layer: contribution.layer.word(), text, place }
}

/// The value, then one line for each who said it.
fn one(answer: &Answer, sources: &Sources) -> String {
    let mut rows = Vec::new();
    for (i, contribution) in answer.contributions.iter().enumerate() {
        let Said { layer, text, place } = said(contribution, sources);
        let role = if i == 0 { "set by" } else { "overrules" };
        let (text, place) = match place {
            Some(at) => (one_line(&text, 60), format!("{}:{}:{}", at.file, at.line, at.column)),
            // A rule has no place that could lead to the rest of it.
            None => (one_line(&text, 400), String::new()),
        };
        rows.push([format!("  {role}"), layer.to_owned(), text, place]);
    }
    format!("{} = {}\n{}", answer.path, answer.value, columns(&rows))
}

/// One line for each field: the value and who set it.
fn table(answers: &[Answer], sources: &Sources) -> String {
    let mut rows = Vec::new();
    for answer in answers {
        let winner = answer.contributions.first().map(|winner| said(winner, sources));
        let (layer, place) = winner.map_or(("", None), |said| (said.layer, said.place));
        let place = place.map(|at| format!("{}:{}:{}", at.file, at.line, at.column));
        let value = one_line(&answer.value.to_string(), 60);
        rows.push([answer.path.clone(), value, layer.to_owned(), place.unwrap_or_default()]);
    }
    columns(&rows)
}

/// The text on one line, cut after `longest` characters.
fn one_line(text: &str, longest: usize) -> String {
    let mut words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    words = words.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if words.chars().count() > longest {
        words = words.chars().take(longest - 1).chain(['…']).collect();
    }
    words
}

/// Rows with their cells aligned.
fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |i: usize| rows.iter().map(|row| row[i].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}  "));
        cells.collect::<String>().trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}
