use qalyp::billing::Books;
use qalyp::contract::{ChangeMoment, Instant, Resources, TariffChange, UpgradeFacts};
use qalyp::review::answer::Answer;
use qalyp::review::questions::{upgrade_for, upgrade_of};

use super::given::{Amount, needed, resources_argument, span, sum};
use super::subject::AskArgs;
use crate::cli::books::unanswered;
use crate::cli::clock::MomentArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;

/// What a larger tariff costs from now on, by both readings; or what to do instead (5.1 to 5.3)
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp bill upgrade romashka-main professional --at 2026-11-23T12:00:00+05:00
  qalyp bill upgrade --old-price 15990.00 --new-price 24990.00 --at 2026-03-31T12:00:00+05:00 \\
    --from 2026-03-01T10:15:00+05:00 --until 2026-04-01T10:15:00+05:00
  qalyp bill upgrade … --old-resources '4/16 GiB/120 GiB' --new-resources '2/8 GiB/60 GiB'

The prices are those of the whole period: of twelve months if twelve were paid at once.

Exit codes: 0 answered, 1 refused in place, 2 failure.")]
pub(super) struct Args {
    /// The server; without one the facts come as arguments, by the terms of the project in the
    /// current folder or by those that come with qalyp
    #[arg(value_name = "SERVER")]
    server: Option<String>,
    /// The tariff that is wanted
    #[arg(value_name = "TARIFF", requires = "server")]
    tariff: Option<String>,
    #[command(flatten)]
    at: MomentArgs,
    #[command(flatten)]
    facts: Facts,
    #[command(flatten)]
    ask: AskArgs,
}

/// The facts of an upgrade without a ledger.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Facts, where no server is named")]
#[group(id = "facts", multiple = true, conflicts_with = "server")]
struct Facts {
    /// What the whole period costs on the present tariff
    #[arg(long, value_name = "AMOUNT")]
    old_price: Option<Amount>,
    /// What the whole period costs on the new tariff
    #[arg(long, value_name = "AMOUNT")]
    new_price: Option<Amount>,
    /// The start of the period
    #[arg(long, value_name = "INSTANT")]
    from: Option<Instant>,
    /// The end of the period
    #[arg(long, value_name = "INSTANT")]
    until: Option<Instant>,
    /// The present machine: processors, memory and disk
    #[arg(long, value_name = "SIZES", value_parser = resources_argument)]
    old_resources: Option<Resources>,
    /// The wanted machine; with both, whether the change is allowed is judged too
    #[arg(long, value_name = "SIZES", value_parser = resources_argument, requires = "old_resources")]
    new_resources: Option<Resources>,
    /// The tariff changes when the next period begins, not within one
    #[arg(long)]
    at_renewal: bool,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let at = args.at.moment()?;
    match (&args.server, &args.tariff) {
        (Some(server), Some(tariff)) => args.ask.booked(server, terminal, |books| {
            upgrade_for(books, server, tariff, at).map_err(unanswered)
        }),
        (Some(server), None) => Err(Failure::new(format!("to which tariff shall `{server}` go?"))
            .help("name it after the server: `qalyp bill upgrade SERVER TARIFF`")),
        (None, _) => args.ask.alone(terminal, |books| args.facts.answer(books, at)),
    }
}

impl Facts {
    fn answer(&self, books: &Books<'_>, at: Instant) -> Result<Answer, Failure> {
        let currency = books.currency();
        let (from, until) = (needed(self.from, "--from")?, needed(self.until, "--until")?);
        let facts = UpgradeFacts {
            old: sum(self.old_price.as_ref(), currency, "--old-price")?,
            new: sum(self.new_price.as_ref(), currency, "--new-price")?,
            period: span(from, until)?,
            at,
        };
        let judged = self.old_resources.is_some() && self.new_resources.is_some();
        if facts.new.minor() < facts.old.minor() && !judged {
            return Err(Failure::new("the new price is lower than the old one")
                .help("a smaller tariff needs a separate service (5.3); if no resource shrinks, say so with `--old-resources` and `--new-resources`"));
        }
        let moment = if self.at_renewal { ChangeMoment::AtRenewal } else { ChangeMoment::InTerm };
        let change = match (self.old_resources, self.new_resources) {
            (Some(old), Some(new)) => Some(TariffChange { old, new, moment }),
            _ => None,
        };
        upgrade_of(books, &facts, change.as_ref()).map_err(unanswered)
    }
}
