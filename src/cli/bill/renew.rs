use clap::ValueEnum;
use qalyp::billing::Books;
use qalyp::contract::{Instant, Money};
use qalyp::review::answer::Answer;
use qalyp::review::questions::{RenewalAsked, renewal_for, renewal_of};

use super::given::{Amount, money, needed};
use super::subject::AskArgs;
use crate::cli::books::unanswered;
use crate::cli::clock::MomentArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;

/// What a service is at a moment, and what its renewal needs (4.2 to 4.6)
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp bill renew romashka-main
  qalyp bill renew zhuldyz-erp --at 2026-11-23T12:00:00+05:00 --format json | jq -r .result.state
  qalyp bill renew --term-end 2026-03-10T10:00:00+05:00 --at 2026-03-20T15:30:00+05:00
  qalyp bill renew --term-end 2026-03-10T10:00:00+05:00 --at 2026-03-01T09:00:00+05:00 \\
    --price 15990.00 --balance 20000.00 --auto-renewal on

Exit codes: 0 active or can be resumed, 1 its data may be deleted or it was given up, 2 failure.")]
pub(super) struct Args {
    /// The server; without one the facts come as arguments, by the terms of the project in the
    /// current folder or by those that come with qalyp
    #[arg(value_name = "SERVER")]
    server: Option<String>,
    #[command(flatten)]
    at: MomentArgs,
    #[command(flatten)]
    facts: Facts,
    #[command(flatten)]
    ask: AskArgs,
}

/// The facts of a renewal without a ledger.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Facts, where no server is named")]
#[group(id = "facts", multiple = true, conflicts_with = "server")]
struct Facts {
    /// The end of the paid term
    #[arg(long, value_name = "INSTANT")]
    term_end: Option<Instant>,
    /// The months of the next period
    #[arg(long, value_name = "N", default_value_t = 1)]
    months: u32,
    /// The billing day; that of the end of the term if absent
    #[arg(long, value_name = "DAY", value_parser = clap::value_parser!(i32).range(1..=31))]
    billing_day: Option<i32>,
    /// The price of the next period
    #[arg(long, value_name = "AMOUNT")]
    price: Option<Amount>,
    /// Money on the account; with it, the automatic renewal is judged too
    #[arg(long, value_name = "AMOUNT", requires = "price")]
    balance: Option<Amount>,
    /// Bonuses on the account
    #[arg(long, value_name = "AMOUNT", requires = "balance")]
    bonuses: Option<Amount>,
    /// How the customer set the automatic renewal; as the terms have it if absent
    #[arg(long, value_enum, value_name = "SWITCH", requires = "balance")]
    auto_renewal: Option<Switch>,
}

/// A switch in the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Switch {
    /// Switched on
    On,
    /// Switched off
    Off,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let at = args.at.moment()?;
    match &args.server {
        Some(server) => args
            .ask
            .booked(server, terminal, |books| renewal_for(books, server, at).map_err(unanswered)),
        None => args.ask.alone(terminal, |books| args.facts.answer(books, at)),
    }
}

impl Facts {
    fn answer(&self, books: &Books<'_>, at: Instant) -> Result<Answer, Failure> {
        let currency = books.currency();
        let bonuses = money(self.bonuses.as_ref(), currency)?.unwrap_or(Money::zero(currency));
        let on = self.auto_renewal.map(|switch| switch == Switch::On);
        let balance = money(self.balance.as_ref(), currency)?;
        let asked = RenewalAsked {
            term_end: needed(self.term_end, "--term-end")?,
            months: self.months,
            anchor: self.billing_day,
            price: money(self.price.as_ref(), currency)?,
            account: balance.map(|balance| (balance, bonuses, on)),
        };
        renewal_of(books, at, &asked).map_err(unanswered)
    }
}
