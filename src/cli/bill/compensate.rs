use qalyp::billing::{Books, Downtimes};
use qalyp::contract::{Claim, CompensationFacts, Instant, Interval, MonthlyFee, Outage, Settled};
use qalyp::review::answer::Answer;
use qalyp::review::questions::{compensation_for, compensation_of};

use super::given::{
    Amount, money, needed, outage_argument, seconds_argument, span, span_argument, sum,
};
use super::subject::AskArgs;
use crate::cli::books::unanswered;
use crate::cli::clock::MomentArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;

/// What downtime returns to a customer, as bonuses (section 8)
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp bill compensate saparov-shop --claim claim-301
  qalyp bill compensate romashka-test --from 2026-09-01T00:00:00+05:00 \\
    --until 2026-10-01T00:00:00+05:00
  qalyp bill compensate --paid 20000.00 \\
    --outage 2026-03-10T12:00:00+05:00/2026-03-10T18:00:00+05:00 \\
    --unplanned 2026-03-10T13:00:00+05:00/2026-03-10T18:00:00+05:00
  qalyp bill compensate --paid 20000.00 --claimed '6 hours' \\
    --outage 2026-03-10T12:00:00+05:00/2026-03-10T17:00:00+05:00/provider-fault

Causes are those of clause 8.5, by default the provider's fault: `qalyp explain 8.5` lists them.

Exit codes: 0 answered, 1 nothing without a claim, 2 failure.")]
pub(super) struct Args {
    /// The server; without one the facts come as arguments, by the terms of the project in the
    /// current folder or by those that come with qalyp
    #[arg(value_name = "SERVER")]
    server: Option<String>,
    /// The claim, by its id in the ledger
    #[arg(long, value_name = "ID", requires = "server", conflicts_with_all = ["from", "until"])]
    claim: Option<String>,
    /// The downtime from this moment on; without a claim, what one made now would bring
    #[arg(long, value_name = "INSTANT", requires_all = ["server", "until"])]
    from: Option<Instant>,
    /// The downtime before this moment
    #[arg(long, value_name = "INSTANT", requires_all = ["server", "from"])]
    until: Option<Instant>,
    #[command(flatten)]
    at: MomentArgs,
    #[command(flatten)]
    facts: Facts,
    #[command(flatten)]
    ask: AskArgs,
}

/// The facts of a downtime without a ledger.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Facts, where no server is named")]
#[group(id = "facts", multiple = true, conflicts_with = "server")]
struct Facts {
    /// What was paid for the billing period
    #[arg(long, value_name = "AMOUNT")]
    paid: Option<Amount>,
    /// The months of that period
    #[arg(long, value_name = "N", default_value_t = 1)]
    months: u32,
    /// The price of a month by the list
    #[arg(long, value_name = "AMOUNT")]
    list_price: Option<Amount>,
    /// A time without access, and its cause
    #[arg(long, value_name = "FROM/UNTIL[/CAUSE]", value_parser = outage_argument)]
    outage: Vec<Outage>,
    /// Planned works that satisfy clause 7.1
    #[arg(long, value_name = "FROM/UNTIL", value_parser = span_argument)]
    planned: Vec<Interval<Instant>>,
    /// Unplanned works
    #[arg(long, value_name = "FROM/UNTIL", value_parser = span_argument)]
    unplanned: Vec<Interval<Instant>>,
    /// The start of the first billing period, where months are counted from it
    #[arg(long, value_name = "INSTANT")]
    billing_anchor: Option<Instant>,
    /// The downtime that the customer claims; that of the outages is the provider's measure
    #[arg(long, value_name = "DURATION", value_parser = seconds_argument)]
    claimed: Option<i64>,
    /// The customer made no claim
    #[arg(long, conflicts_with = "claimed")]
    no_claim: bool,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let at = args.at.moment()?;
    let Some(server) = &args.server else {
        return args.ask.alone(terminal, |books| args.facts.answer(books, at));
    };
    let which = match (&args.claim, args.from, args.until) {
        (Some(claim), _, _) => Downtimes::Claim(claim),
        (None, Some(from), Some(until)) => Downtimes::Within(span(from, until)?),
        _ => {
            return Err(Failure::new(format!("which downtime of `{server}`?"))
                .help("name a claim with `--claim`, or a time with `--from` and `--until`"));
        }
    };
    args.ask.booked(server, terminal, |books| {
        compensation_for(books, server, which, at).map_err(unanswered)
    })
}

impl Facts {
    fn answer(&self, books: &Books<'_>, at: Instant) -> Result<Answer, Failure> {
        let currency = books.currency();
        let first = self.outage.iter().map(|outage| outage.span.from()).min();
        let since = needed(first, "--outage")?;
        let paid = sum(self.paid.as_ref(), currency, "--paid")?;
        let list = money(self.list_price.as_ref(), currency)?;
        let fees = [MonthlyFee { since, paid, months: self.months, list }];
        let facts = CompensationFacts {
            outages: &self.outage,
            planned: &self.planned,
            unplanned: &self.unplanned,
            fees: &fees,
            billing_anchor: self.billing_anchor,
            claim: if self.no_claim { Claim::Missing } else { Claim::Filed },
            settled: Settled::default(),
        };
        compensation_of(books, at, &facts, self.claimed).map_err(unanswered)
    }
}
