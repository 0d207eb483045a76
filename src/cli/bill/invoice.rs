use qalyp::billing::Books;
use qalyp::blueprint::kinds::Customer;
use qalyp::contract::{Instant, MonthsPrice, Percent};
use qalyp::review::answer::Answer;
use qalyp::review::documents::{Invoice, invoice};
use qalyp::review::questions::{invoice_for, invoice_of};

use super::document::{IssueArgs, customer_of};
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
  qalyp bill invoice romashka --document invoice --number 342 --format html > invoice.html
  qalyp bill invoice --monthly 15990.00 --months 12 --discount '10 %' \\
    --from 2026-12-01T09:34:00+05:00

A service whose renewal was refused is not invoiced (4.5).

Exit codes: 0 answered, 1 nothing is invoiced because renewal was refused, 2 failure.")]
pub(super) struct Args {
    /// The server, or the customer for all of its servers; without one the facts come as arguments
    #[arg(value_name = "SERVER|CUSTOMER")]
    server: Option<String>,
    #[command(flatten)]
    at: MomentArgs,
    /// Write a document for accounting in place of the answer: `invoice` with the bank's details
    #[arg(long, value_name = "DOCUMENT", value_parser = ["invoice"], requires = "server")]
    document: Option<String>,
    #[command(flatten)]
    issue: IssueArgs,
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
    if args.document.is_some() {
        return args.ask.document(terminal, |books, language| {
            let (customer, servers) = subject(books, name);
            let customer = match customer {
                Some(customer) => customer,
                None => customer_of(books, name)?,
            };
            let issue = args.issue.issue(customer, language, at);
            let answers: Result<Vec<_>, _> =
                servers.iter().map(|server| books.invoice(server, at)).collect();
            let mut answers = answers.map_err(unanswered)?;
            // Of what is not renewed there is no next period (4.5).
            answers.retain(|answer| answer.refused.is_none());
            let (first, others) = answers.split_first().ok_or_else(|| {
                Failure::new(format!("`{name}` has no next period that could be invoiced"))
                    .help(format!("`qalyp bill invoice {name}` says why"))
            })?;
            Ok(invoice(&Invoice::of(books, (first, others), &issue).map_err(unanswered)?))
        });
    }
    args.ask.booked(name, terminal, |books| {
        let (customer, servers) = subject(books, name);
        let customer = customer.map(|customer| &**customer.name);
        invoice_for(books, customer, &servers, at).map_err(unanswered)
    })
}

/// All servers of a customer, or one server.
fn subject<'n, 'a: 'n>(books: &Books<'a>, name: &'n str) -> (Option<&'a Customer>, Vec<&'n str>) {
    let customer = books.customer(name).filter(|_| books.server(name).is_none());
    match customer {
        Some(customer) => {
            (Some(customer), customer.servers.iter().map(|server| &*server.name.value).collect())
        }
        None => (None, vec![name]),
    }
}

impl Facts {
    fn answer(&self, books: &Books<'_>) -> Result<Answer, Failure> {
        let monthly = sum(self.monthly.as_ref(), books.currency(), "--monthly")?;
        let from = needed(self.from, "--from")?;
        let price = MonthsPrice { monthly, months: self.months, discount: self.discount };
        invoice_of(books, from, &price).map_err(unanswered)
    }
}
