use qalyp::billing::{Books, NewPrice};
use qalyp::contract::{Instant, PriceChange};
use qalyp::review::answer::Answer;
use qalyp::review::questions::{price_change_for, price_change_of};

use super::given::{Amount, money, sum};
use super::subject::AskArgs;
use crate::cli::books::unanswered;
use crate::cli::clock::MomentArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;

/// From when a new price holds, and which periods it reaches (5.4)
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp bill price-change business --monthly 26990.00 --at 2026-11-23T12:00:00+05:00 \\
    --notified 2026-11-16T10:00:00+05:00 --effective 2027-01-01T00:00:00+05:00
  qalyp bill price-change --old 24990.00 --monthly 26990.00 \\
    --notified 2026-03-01T10:00:00+05:00 --effective 2026-03-31T00:00:00+05:00
  qalyp bill price-change … --period-start 2026-04-10T10:00:00+05:00    the price of one period

Exit codes: 0 announced in time, 1 too late, 2 failure.")]
pub(super) struct Args {
    /// The tariff; without one the facts come as arguments, by the terms of the project in the
    /// current folder or by those that come with qalyp
    #[arg(value_name = "TARIFF")]
    tariff: Option<String>,
    #[command(flatten)]
    at: MomentArgs,
    /// The new price of a month; for a tariff, the one that its blueprint has for that day if absent
    #[arg(long, value_name = "AMOUNT")]
    monthly: Option<Amount>,
    /// When the customers were told of it
    #[arg(long, value_name = "INSTANT")]
    notified: Instant,
    /// From when it is announced
    #[arg(long, value_name = "INSTANT")]
    effective: Instant,
    #[command(flatten)]
    facts: Facts,
    #[command(flatten)]
    ask: AskArgs,
}

/// The facts of a price without a ledger.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Facts, where no tariff is named")]
#[group(id = "facts", multiple = true, conflicts_with = "tariff")]
struct Facts {
    /// The old price of a month
    #[arg(long, value_name = "AMOUNT")]
    old: Option<Amount>,
    /// The start of a period whose price is asked
    #[arg(long, value_name = "INSTANT")]
    period_start: Option<Instant>,
    /// When that period was paid
    #[arg(long, value_name = "INSTANT", requires = "period_start")]
    paid_at: Option<Instant>,
    /// When that period was refused
    #[arg(long, value_name = "INSTANT", requires = "period_start")]
    refused: Option<Instant>,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let Some(tariff) = &args.tariff else {
        return args.ask.alone(terminal, |books| args.calculate(books));
    };
    let at = args.at.moment()?;
    args.ask.booked(tariff, terminal, |books| {
        let monthly = money(args.monthly.as_ref(), books.currency())?;
        let (notified, effective) = (args.notified, args.effective);
        let new = NewPrice { notified, effective, monthly };
        price_change_for(books, tariff, new, at).map_err(unanswered)
    })
}

impl Args {
    fn calculate(&self, books: &Books<'_>) -> Result<Answer, Failure> {
        let currency = books.currency();
        let facts = &self.facts;
        let old = sum(facts.old.as_ref(), currency, "--old")?;
        let change = PriceChange {
            old,
            new: sum(self.monthly.as_ref(), currency, "--monthly")?,
            effective: self.effective,
            notified: Some(self.notified),
            period_start: facts.period_start.unwrap_or(self.effective),
            paid: facts.paid_at,
            refused: facts.refused,
        };
        let of_period = facts.period_start.is_some();
        price_change_of(books, &change, self.notified, of_period).map_err(unanswered)
    }
}
