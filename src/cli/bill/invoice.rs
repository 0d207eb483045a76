use qalyp::billing::Books;
use qalyp::contract::{Instant, MonthsPrice, Percent};
use qalyp::review::answer::Answer;
use qalyp::review::questions::{invoice_for, invoice_of};

use super::given::{Amount, needed, sum};
use super::subject::AskArgs;
use crate::cli::books::unanswered;
use crate::cli::clock::MomentArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;

/// What the next period is invoiced at, with its VAT (2.2, 3.2, 4.1)
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp bill invoice romashka-main --at 2026-11-23T12:00:00+05:00
  qalyp bill invoice romashka --language ru --format markdown
  qalyp bill invoice --monthly 15990.00 --months 12 --discount '10 %' \\
    --from 2026-12-01T09:34:00+05:00

Exit codes: 0 answered, 2 failure.")]
pub(super) struct Args {
    /// The server, or the customer for all of its servers; without one the facts come as arguments
    #[arg(value_name = "SERVER|CUSTOMER")]
    server: Option<String>,
    #[command(flatten)]
    at: MomentArgs,
    #[command(flatten)]
    facts: Facts,
    #[command(flatten)]
    ask: AskArgs,
}

/// The facts of an invoice without a ledger.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Facts, where no server is named")]
#[group(id = "facts", multiple = true, conflicts_with = "server")]
struct Facts {
    /// The price of a month
    #[arg(long, value_name = "AMOUNT")]
    monthly: Option<Amount>,
    /// The months of the period
    #[arg(long, value_name = "N", default_value_t = 1)]
    months: u32,
    /// What is taken off for paying them at once
    #[arg(long, value_name = "PERCENT")]
    discount: Option<Percent>,
    /// The start of the period
    #[arg(long, value_name = "INSTANT")]
    from: Option<Instant>,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let Some(name) = &args.server else {
        return args.ask.alone(terminal, |books| args.facts.answer(books));
    };
    let at = args.at.moment()?;
    args.ask.booked(terminal, |books| {
        let customer = books.customer(name).filter(|_| books.server(name).is_none());
        let answer = match customer {
            Some(customer) => {
                let servers: Vec<&str> =
                    customer.servers.iter().map(|server| &*server.name.value).collect();
                invoice_for(books, Some(&customer.name), &servers, at)
            }
            None => invoice_for(books, None, &[name], at),
        };
        answer.map_err(unanswered)
    })
}

impl Facts {
    fn answer(&self, books: &Books<'_>) -> Result<Answer, Failure> {
        let monthly = sum(self.monthly.as_ref(), books.currency(), "--monthly")?;
        let from = needed(self.from, "--from")?;
        let price = MonthsPrice { monthly, months: self.months, discount: self.discount };
        invoice_of(books, from, &price).map_err(unanswered)
    }
}
