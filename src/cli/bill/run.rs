use std::fmt::Write as _;
use std::io::{self, ErrorKind, Write as _};
use std::path::PathBuf;

use clap::ValueEnum;
use qalyp::billing::Books;
use qalyp::billing::run::{self, Action, Task};
use qalyp::blueprint::kinds::Customer;
use qalyp::contract::{Duration, Instant};
use qalyp::diagnostics::Sources;
use qalyp::review::{AccessChange, access_patch};

use crate::cli::books;
use crate::cli::clock::MomentArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::{Failure, reason};
use crate::cli::ledger::LedgerArgs;
use crate::cli::project::ProjectArgs;
use crate::cli::terminal::Terminal;

/// Tell what should happen now over the whole fleet; nothing is done
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp bill run
  qalyp bill run --at 2026-12-01T10:00:00+05:00 | jq -c 'select(.task == \"debit\")'
  qalyp bill run --patch access.patch; git apply access.patch
  qalyp bill run | jq -c '.facts[]?' >>ledger/2026.jsonl      after the debits were made
  crm-export | qalyp bill run shop --ledger -

Each line is one task of the shape `qalyp-task/1` (docs/billing/run.md): debit, suspend, resume,
invoice, refund, compensate, connect, may-delete, a warning or a notice that is due, and a mismatch
where a blueprint's `access` is not what the facts say. A task has an `id` that is the same in every
run, and its `facts` are what to book once it is done. The ledger is read as it was known at `--at`.

Exit codes: 0 told, 1 told and something does not fit (a mismatch, a question without an answer),
2 failure.")]
pub(super) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    ledger: LedgerArgs,
    #[command(flatten)]
    at: MomentArgs,
    /// How long before the end of a term an invoice is due and a warning is given
    #[arg(long, value_name = "DURATION", default_value = "7 days")]
    ahead: Duration,
    /// Write the changes of `access` that mismatches ask for as a patch to FILE; `-` writes the patch to
    /// standard output in place of the tasks
    #[arg(long, value_name = "FILE")]
    patch: Option<PathBuf>,
    /// How to write the tasks
    #[arg(long, value_enum, default_value_t)]
    format: TaskFormat,
}

/// How tasks are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum TaskFormat {
    /// For the provisioning system: one object of the shape `qalyp-task/1` a line
    #[default]
    Jsonl,
    /// For people
    Human,
}

/// Customers whose tasks are made before they are written: enough to keep all processors at work,
/// few enough to need little memory.
const AT_ONCE: usize = 4_096;

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let at = args.at.moment()?;
    books::open(&args.project, &args.ledger, terminal, |books, sources| {
        let known = books.ledger.known_at(at);
        let books = Books::new(books.catalogue, &known).map_err(books::no_books)?;
        if books.editions.at(at).is_none() {
            let failure = Failure::new(format!("no edition of the terms was in force at {at}"));
            return Err(failure
                .help("say another moment with `--at`, or see `effective-from` of the terms"));
        }
        let told = tell(args, &books, sources, at)?;
        if let Some(file) = &args.patch {
            let root = args.project.root()?.to_string_lossy();
            patch(file, &told, (sources, &root), terminal)?;
        }
        if args.format == TaskFormat::Human && !only_a_patch(args) {
            let tasks = if told.tasks == 1 { "task" } else { "tasks" };
            terminal.answer(&format!("{} {tasks} at {at}\n", told.tasks))?;
        }
        Ok(Exit::of_findings(told.misfits))
    })
}

/// Whether standard output is wanted for the patch.
fn only_a_patch(args: &Args) -> bool {
    args.patch.as_ref().is_some_and(|file| file.as_os_str() == "-")
}

/// What was told.
#[derive(Default)]
struct Told<'a> {
    tasks: usize,
    /// Whether something does not fit.
    misfits: bool,
    changes: Vec<AccessChange<'a>>,
}

/// Makes the tasks of some customers at a time, and writes them.
fn tell<'a>(
    args: &Args,
    books: &Books<'a>,
    sources: &Sources,
    at: Instant,
) -> Result<Told<'a>, Failure> {
    let customers: Vec<&'a Customer> = books.customers().collect();
    let offset = books.offset_at(at);
    let mut stdout = io::BufWriter::new(io::stdout().lock());
    let mut told = Told::default();
    for some in customers.chunks(AT_ONCE) {
        let made = books.each_of(some, |account| {
            let tasks = run::tasks(books, account, at, args.ahead);
            let mut text = String::new();
            for task in tasks.iter().filter(|_| !only_a_patch(args)) {
                let _ = match args.format {
                    TaskFormat::Jsonl => writeln!(text, "{}", task.to_json(at, offset, sources)),
                    TaskFormat::Human => writeln!(text, "{}", line(task, sources)),
                };
            }
            let misfits = tasks.iter().any(misfits);
            (text, tasks.len(), misfits, run::proposed(books, &tasks))
        });
        for (text, tasks, misfits, proposed) in made {
            told.tasks += tasks;
            told.misfits |= misfits;
            let change = |(server, access)| AccessChange { server, access };
            told.changes.extend(proposed.into_iter().map(change));
            if let Err(error) = stdout.write_all(text.as_bytes()) {
                return closed(&error, told);
            }
        }
    }
    match stdout.flush() {
        Err(error) => closed(&error, told),
        Ok(()) => Ok(told),
    }
}

/// A reader that has seen enough closes the pipe: that is no failure.
fn closed<'a>(error: &io::Error, told: Told<'a>) -> Result<Told<'a>, Failure> {
    if error.kind() == ErrorKind::BrokenPipe {
        return Ok(told);
    }
    Err(Failure::new(format!("cannot write to standard output: {}", reason(error))))
}

const fn misfits(task: &Task<'_>) -> bool {
    matches!(task.action, Action::Mismatch { .. } | Action::Undecided { .. })
}

/// What, for whom, since when and by which clause; below it the details and the place.
fn line(task: &Task<'_>, sources: &Sources) -> String {
    let clauses: Vec<_> = task.clauses.iter().map(ToString::to_string).collect();
    let kind = task.action.kind().to_string();
    let (server, since) = (task.server, task.since);
    let mut text = format!("{kind:<18} {server:<24} since {since} ({})", clauses.join(", "));
    let place = task.place.map(|place| sources.place(place));
    for line in [detail(&task.action), place.unwrap_or_default()] {
        if !line.is_empty() {
            let _ = write!(text, "\n    {line}");
        }
    }
    text
}

fn detail(action: &Action<'_>) -> String {
    match action {
        Action::Connect | Action::Resume | Action::MayDelete => String::new(),
        Action::Invoice { cost, .. } | Action::Debit { cost, .. } => format!("{}", cost.gross),
        Action::Suspend { state } => format!("{state}"),
        Action::WarnOfExpiry { ends, why, price, balance } => {
            format!(
                ": ends {ends}, {why}; the next period costs {price}, the account holds {balance}"
            )
        }
        Action::WarnOfDeletion { from } => format!("data may be deleted from {from}"),
        Action::Refund { amount, due: Some(due), .. } => format!("{amount} by {due}"),
        Action::Refund { amount, due: None, .. } => format!("{amount}"),
        Action::Compensate { claim } => format!("claim {claim}"),
        Action::Settle { bonuses } => format!("{bonuses} of bonuses"),
        Action::NotifyOfPrice { of, old, new, from, .. } => {
            format!("{of} costs {new} in place of {old} from {from}")
        }
        Action::Notify { notice, starts, .. } => format!("{notice}, begins {starts}"),
        Action::Mismatch { state, access, expected } => {
            let state = state.map_or("without any fact".to_owned(), |state| state.to_string());
            format!("{state}, and the blueprint says {access}; expected: {expected}")
        }
        Action::Undecided { why } => why.clone(),
    }
}

/// Writes the patch, if something is to be changed; says what no patch can reach.
fn patch(
    file: &std::path::Path,
    told: &Told<'_>,
    (sources, root): (&Sources, &str),
    terminal: Terminal,
) -> Result<(), Failure> {
    let patch = access_patch(&told.changes, sources, root);
    if !patch.unreached.is_empty() {
        let names = patch.unreached.join(", ");
        terminal.remark(&format!("no patch can change the access of {names}: mend it by hand\n"));
    }
    if file.as_os_str() == "-" {
        return terminal.answer(&patch.text);
    }
    std::fs::write(file, &patch.text).map_err(|error| {
        Failure::new(format!("cannot write `{}`: {}", file.display(), reason(&error)))
    })
}
