use qalyp::review::documents::{Act, act};

use super::document::{IssueArgs, customer_of};
use super::subject::AskArgs;
use crate::cli::books::unanswered;
use crate::cli::clock::MomentArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::terminal::Terminal;

/// The act of rendered services for the period that ended last, form R-1 (4.1, 4.2)
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp bill act romashka-main --at 2026-06-02T09:00:00+05:00
  qalyp bill act romashka-main --number A-118 --date 2026-06-01 --language kk --format html > act.html

The tariff, the price differences and the add-ons that were booked for the period, with their VAT.
`qalyp bill refund SERVER --document act` writes the act for a service that was given up within a
period.

Exit codes: 0 written, 2 failure.")]
pub(super) struct Args {
    /// The server
    #[arg(value_name = "SERVER")]
    server: String,
    #[command(flatten)]
    at: MomentArgs,
    #[command(flatten)]
    issue: IssueArgs,
    #[command(flatten)]
    ask: AskArgs,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let at = args.at.moment()?;
    args.ask.document(terminal, |books, language| {
        let issue = args.issue.issue(customer_of(books, &args.server)?, language, at);
        Ok(act(&Act::of_ended(books, &args.server, at, &issue).map_err(unanswered)?))
    })
}
