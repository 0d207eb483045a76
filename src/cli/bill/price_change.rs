use qalyp::billing::Books;
use qalyp::contract::{Instant, PriceChange};
use qalyp::review::answer::Answer;
use qalyp::review::questions::price_change_of;

use super::given::{Amount, sum};
use crate::cli::books::{calculate, unanswered};
use crate::cli::decisions::DecisionArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;

/// From when a new price holds, and which periods it reaches (5.4)
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp bill price-change --old 24990.00 --monthly 26990.00 \\
    --notified 2026-03-01T10:00:00+05:00 --effective 2026-03-31T00:00:00+05:00
  qalyp bill price-change … --period-start 2026-04-10T10:00:00+05:00    the price of one period

Exit codes: 0 announced in time, 1 too late, 2 failure.")]
pub(super) struct Args {
    /// The new price of a month
    #[arg(long, value_name = "AMOUNT")]
    monthly: Amount,
    /// When the customers were told of it
    #[arg(long, value_name = "INSTANT")]
    notified: Instant,
    /// From when it is announced
    #[arg(long, value_name = "INSTANT")]
    effective: Instant,
    #[command(flatten)]
    facts: Facts,
    #[command(flatten)]
    shown: DecisionArgs,
}

/// The facts of a price without a ledger.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Facts")]
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
    calculate(terminal, |books, sources| {
        let answer = args.answer(books)?;
        args.shown.show(&answer, sources, terminal)
    })
}

impl Args {
    fn answer(&self, books: &Books<'_>) -> Result<Answer, Failure> {
        let currency = books.currency();
        let facts = &self.facts;
        let old = sum(facts.old.as_ref(), currency, "--old")?;
        let change = PriceChange {
            old,
            new: self.monthly.money(currency)?,
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
