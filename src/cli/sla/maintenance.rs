use std::path::PathBuf;

use qalyp::billing::levels::{Announced, Announcement, other_works, told_plan};
use qalyp::billing::{Books, Given};
use qalyp::contract::decision::decide;
use qalyp::contract::{
    ChangeFacts, Instant, Interval, PlanFacts, WorksFacts, change_notice, plan_works,
};
use qalyp::diagnostics::{Sources, nearest};
use qalyp::review::questions::{change, maintenance};

use super::named::{self, case, edition, server, undecided};
use crate::cli::books;
use crate::cli::clock::MomentArgs;
use crate::cli::decisions::DecisionArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::ledger::LedgerArgs;
use crate::cli::terminal::Terminal;

/// Say what is wrong with a plan of works, or a notice of a change, before it is announced
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp sla maintenance storage-2026-12
  qalyp sla maintenance --from 2026-12-06T01:00:00+05:00 --until 2026-12-06T05:00:00+05:00
  qalyp sla maintenance --from 2026-12-06T05:00:00+05:00 --until 2026-12-06T07:00:00+05:00 \\
    --announced 2026-12-01T12:00:00+05:00 --server romashka-main
  qalyp sla maintenance --change --from 2026-12-10T10:00:00+05:00

A plan is a notice of the project, works or a notice of a change in the ledger, or told by options.
The answer says which part would be planned works in the sense of 7.1, by when customers have to be
told, when the works can begin at the earliest, and how much planned time the year has with them: on
`--server`, or on any server. With `--change` it is a substantial change (6.3).

Exit codes: 0 in order, 1 a part would be unplanned or the notice is late, 2 failure.")]
pub(super) struct Args {
    /// A notice of the project, or works or a notice of the ledger, unless `--from` tells the plan;
    /// then the folder of the project, the current one if absent
    #[arg(value_names = ["NAME", "ROOT", "-"], num_args = 0..=3)]
    inputs: Vec<PathBuf>,
    /// When the works begin, or the change is made
    #[arg(long, value_name = "INSTANT")]
    from: Option<Instant>,
    /// When the works end
    #[arg(long, value_name = "INSTANT", requires = "from", conflicts_with = "change")]
    until: Option<Instant>,
    /// When customers are told; the moment of `--at` if absent
    #[arg(long, value_name = "INSTANT", requires = "from")]
    announced: Option<Instant>,
    /// It is a substantial change of hardware or software (6.3)
    #[arg(long, requires = "from")]
    change: bool,
    /// Count the planned time of the year on this server
    #[arg(long, value_name = "SERVER")]
    server: Option<String>,
    #[command(flatten)]
    at: MomentArgs,
    #[command(flatten)]
    ledger: LedgerArgs,
    #[command(flatten)]
    shown: DecisionArgs,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    const MISSING: &str = "name a notice, or tell the works with `--from` and `--until`";
    let (name, project) = named::split(&args.inputs, args.from.is_none(), MISSING)?;
    let now = args.at.moment()?;
    let told = args.from.map(|from| told(args, from, now)).transpose()?;
    if let Some(what) = told.as_ref().filter(|_| named::outside(&args.inputs)) {
        return books::calculate(terminal, |books, sources| {
            let asked = Asked { args, books, sources, now, terminal };
            asked.answer(None, what, told_plan(what, None))
        });
    }
    books::open(&project, &args.ledger, terminal, |books, sources| {
        let asked = Asked { args, books, sources, now, terminal };
        match (&told, &name) {
            (Some(what), _) => asked.answer(None, what, told_plan(what, None)),
            (None, Some(name)) => {
                let all = Announcement::all(books);
                let found = all.iter().find(|one| one.name == name);
                let found = found.ok_or_else(|| unknown(&all, name))?;
                asked.answer(Some(found.name), &found.what, found.given.clone())
            }
            (None, None) => Err(Failure::new("nothing is named to ask about").help(MISSING)),
        }
    })
}

/// A plan that is told by options.
fn told(args: &Args, from: Instant, now: Instant) -> Result<Announced, Failure> {
    let notified = args.announced.unwrap_or(now);
    if args.change {
        return Ok(Announced::Change(ChangeFacts { notified, change: from }));
    }
    let until = args.until.ok_or_else(|| {
        Failure::new("works need an end: `--until`").help("a change has none: `--change`")
    })?;
    let works = Interval::new(from, until);
    let works = works.ok_or_else(|| Failure::new("works have to end after they begin"))?;
    Ok(Announced::Works(WorksFacts { notified, works }))
}

fn unknown(all: &[Announcement<'_>], name: &str) -> Failure {
    let failure =
        Failure::new(format!("no notice and no announced works of the ledger are named `{name}`"));
    match nearest(name, all.iter().map(|one| one.name)) {
        Some(near) => failure.help(format!("did you mean `{near}`?")),
        None => failure.help("`--from` and `--until` tell works that nobody has written down"),
    }
}

struct Asked<'c> {
    args: &'c Args,
    books: &'c Books<'c>,
    sources: &'c Sources,
    now: Instant,
    terminal: Terminal,
}

impl Asked<'_> {
    fn answer(
        &self,
        name: Option<&str>,
        what: &Announced,
        given: Vec<Given>,
    ) -> Result<Exit, Failure> {
        let told = match what {
            Announced::Works(works) => works.notified,
            Announced::Change(change) => change.notified,
        };
        let edition = edition(self.books, told)?;
        let case = case(self.books, edition, (name, self.now), given);
        let answer = match what {
            Announced::Works(works) => {
                let place = self.args.server.as_deref().map(|name| server(self.books, name));
                let others = other_works(self.books, place.transpose()?, name);
                let facts = PlanFacts { works: *works, others: others.as_slice() };
                let decision = decide(&case.basis, |basis, trace| plan_works(basis, &facts, trace));
                maintenance(&case, &decision.map_err(undecided)?)
            }
            Announced::Change(facts) => {
                let decision =
                    decide(&case.basis, |basis, trace| change_notice(basis, facts, trace));
                change(&case, &decision.map_err(undecided)?)
            }
        };
        self.args.shown.show(&answer, self.sources, self.terminal)
    }
}
