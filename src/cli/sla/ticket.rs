use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use qalyp::billing::Books;
use qalyp::billing::levels::{TicketLife, told_ticket};
use qalyp::contract::decision::{Trace, decide};
use qalyp::contract::terms::Priority;
use qalyp::contract::{Choice, Instant, Interval, TicketFacts, TicketHistory, ticket_met};
use qalyp::diagnostics::{Sources, nearest};
use qalyp::ledger::Fact;
use qalyp::review::questions::{OpenTicket, open_tickets, ticket};

use super::named::{self, case, edition, language, undecided};
use crate::cli::books;
use crate::cli::clock::MomentArgs;
use crate::cli::decisions::DecisionArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::ledger::LedgerArgs;
use crate::cli::terminal::Terminal;

/// Say by when a ticket has to be answered and solved, and whether it was
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp sla ticket T-1042
  qalyp sla ticket --open --format json | jq '.tables[0].rows'
  qalyp sla ticket --registered 2026-03-06T18:30:00+05:00 --priority low
  qalyp sla ticket --registered 2026-07-08T10:05:00+05:00 --priority high \\
    --pause 2026-07-08T10:30:00+05:00/2026-07-08T12:00:00+05:00 \\
    --responded 2026-07-08T10:20:00+05:00

A ticket is one of the ledger, or told by options. The clocks run in the service time of its priority;
waiting for the customer stops the clock of the solution (7.2).

Exit codes: 0 in time, 1 too late or overdue, 2 failure.")]
pub(super) struct Args {
    /// A ticket of the ledger, unless `--open` or `--registered` says which; then the folder of the
    /// project, the current one if absent
    #[arg(value_names = ["TICKET", "ROOT", "-"], num_args = 0..=3)]
    inputs: Vec<PathBuf>,
    /// All tickets of the ledger without a solution, the one that is due first at the top
    #[arg(long, conflicts_with = "registered")]
    open: bool,
    /// When the ticket system registered the ticket
    #[arg(long, value_name = "INSTANT", requires = "priority")]
    registered: Option<Instant>,
    /// The priority by the table of clause 7.2
    #[arg(long, value_name = "PRIORITY", value_parser = priorities(), requires = "registered")]
    priority: Option<Priority>,
    /// The priority that the customer asks for
    #[arg(long, value_name = "PRIORITY", value_parser = priorities(), requires = "registered")]
    wish: Option<Priority>,
    /// Time spent waiting for the customer; may be given several times
    #[arg(long, value_name = "FROM/UNTIL", value_parser = named::span, requires = "registered")]
    pause: Vec<Interval<Instant>>,
    /// When the work began
    #[arg(long, value_name = "INSTANT", requires = "registered")]
    responded: Option<Instant>,
    /// When a temporary or permanent solution was given
    #[arg(long, value_name = "INSTANT", requires = "registered")]
    resolved: Option<Instant>,
    #[command(flatten)]
    at: MomentArgs,
    #[command(flatten)]
    ledger: LedgerArgs,
    #[command(flatten)]
    shown: DecisionArgs,
}

fn priorities() -> impl TypedValueParser<Value = Priority> {
    let known = |word: String| Priority::from_name(&word).ok_or("no such priority");
    PossibleValuesParser::new(Priority::NAMES).try_map(known)
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    const MISSING: &str =
        "name a ticket of the ledger, or tell one with `--registered` and `--priority`";
    let named = !args.open && args.registered.is_none();
    let (name, project) = named::split(&args.inputs, named, MISSING)?;
    let now = args.at.moment()?;
    if args.registered.is_some() && named::outside(&args.inputs) {
        return books::calculate(terminal, |books, sources| {
            told(args, books, sources, now, terminal)
        });
    }
    books::open(&project, &args.ledger, terminal, |books, sources| match &name {
        Some(name) => of_ledger(args, books, sources, (name, now), terminal),
        None if args.open => all_open(args, books, sources, now, terminal),
        None => told(args, books, sources, now, terminal),
    })
}

fn of_ledger(
    args: &Args,
    books: &Books<'_>,
    sources: &Sources,
    (name, now): (&str, Instant),
    terminal: Terminal,
) -> Result<Exit, Failure> {
    let life = TicketLife::find(books, name, now).ok_or_else(|| unknown(books, name))?;
    let edition = edition(books, life.ticket.at.value)?;
    let decision = decide(&books.basis(&edition), |basis, trace| {
        ticket_met(basis, &life.facts(), &life.history(now), trace)
    });
    let decision = decision.map_err(undecided)?;
    let id = &*life.ticket.id.value;
    let case = case(books, edition, (Some(id), now), life.given());
    let to = language(books, &life.ticket.server.value);
    args.shown.show_to(to, &ticket(&case, &decision, life.waits), sources, terminal)
}

fn unknown(books: &Books<'_>, name: &str) -> Failure {
    let tickets = books.ledger.facts().iter().filter_map(|fact| match fact {
        Fact::Ticket(ticket) => Some(&*ticket.id.value),
        _ => None,
    });
    let failure = Failure::new(format!("there is no ticket `{name}` in the ledger"));
    match nearest(name, tickets) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help("`--registered` and `--priority` tell a ticket that is in no ledger"),
    }
}

fn all_open(
    args: &Args,
    books: &Books<'_>,
    sources: &Sources,
    now: Instant,
    terminal: Terminal,
) -> Result<Exit, Failure> {
    let mut all = Vec::new();
    for life in TicketLife::open(books, now) {
        let edition = edition(books, life.ticket.at.value)?;
        let basis = books.basis(&edition);
        let verdict = ticket_met(&basis, &life.facts(), &life.history(now), &mut Trace::off());
        let verdict = verdict
            .map_err(|why| Failure::new(format!("the ticket `{}`: {why}", life.ticket.id.value)))?;
        all.push(OpenTicket { life, verdict });
    }
    let case = case(books, edition(books, now)?, (None, now), Vec::new());
    args.shown.show(&open_tickets(&case, all), sources, terminal)
}

/// A ticket that is told by options.
fn told(
    args: &Args,
    books: &Books<'_>,
    sources: &Sources,
    now: Instant,
    terminal: Terminal,
) -> Result<Exit, Failure> {
    let (Some(registered), Some(priority)) = (args.registered, args.priority) else {
        return Err(Failure::new("a ticket needs `--registered` and `--priority`"));
    };
    let facts = TicketFacts { registered, priority, wished: args.wish, pauses: &args.pause };
    let history =
        TicketHistory { responded: args.responded, resolved: args.resolved, now: Some(now) };
    let edition = edition(books, registered)?;
    let decision =
        decide(&books.basis(&edition), |basis, trace| ticket_met(basis, &facts, &history, trace));
    let decision = decision.map_err(undecided)?;
    let known = told_ticket(&facts, &history);
    let case = case(books, edition, (None, now), known);
    args.shown.show(&ticket(&case, &decision, false), sources, terminal)
}
