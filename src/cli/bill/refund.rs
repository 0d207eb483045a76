use qalyp::billing::Books;
use qalyp::contract::{GivenUp, Instant, Money, Paid, PaidFor};
use qalyp::review::answer::Answer;
use qalyp::review::documents::{Act, act};
use qalyp::review::questions::{refund_for, refund_of};

use super::document::{IssueArgs, customer_of};
use super::given::{Amount, needed, span};
use super::subject::AskArgs;
use crate::cli::books::unanswered;
use crate::cli::clock::or_now;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::options::choices;
use crate::cli::terminal::Terminal;

/// What comes back when a customer gives up a service, and by when (4.7, 4.8)
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp bill refund romashka-main --at 2026-11-23T12:00:00+05:00
  qalyp bill refund saparov-shop --document act --number A-119 --format html > act.html
  qalyp bill refund romashka-main shop --ledger facts.jsonl --language ru --format html > refund.html
  qalyp bill refund --paid 15990.00 --from 2026-03-01T10:15:00+05:00 \\
    --until 2026-04-01T10:15:00+05:00 --requested 2026-03-20T12:00:00+05:00
  qalyp bill refund --activated 2026-03-01T10:15:00+05:00 --requested 2026-03-20T12:00:00+05:00 \\
    --paid 15990.00 --from 2026-03-01T10:15:00+05:00 --until 2026-04-01T10:15:00+05:00 \\
    --paid 3000.00 --from 2026-03-10T09:00:00+05:00 --until 2026-04-01T10:15:00+05:00 \\
    --for tariff --for upgrade-difference

Of several payments each has its `--paid`, `--from` and `--until`, in one order; `--for`, `--bonuses`
and `--list-price` are given for none of them or for all.

Exit codes: 0 answered, 2 failure.")]
pub(super) struct Args {
    /// The server; without one the facts come as arguments, by the terms of the project in the
    /// current folder or by those that come with qalyp
    #[arg(value_name = "SERVER")]
    server: Option<String>,
    /// When the request to give up was registered; that of the ledger, or now, if absent
    #[arg(long, visible_alias = "requested", value_name = "INSTANT")]
    at: Option<Instant>,
    #[command(flatten)]
    facts: Facts,
    /// Write a document for accounting in place of the answer: `act` for what was rendered
    #[arg(long, value_name = "DOCUMENT", value_parser = ["act"], requires = "server")]
    document: Option<String>,
    #[command(flatten)]
    issue: IssueArgs,
    #[command(flatten)]
    ask: AskArgs,
}

/// The facts of a refund without a ledger.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Facts, where no server is named")]
#[group(id = "facts", multiple = true, conflicts_with = "server")]
struct Facts {
    /// A sum that was paid, bonuses included
    #[arg(long, value_name = "AMOUNT")]
    paid: Vec<Amount>,
    /// From when it pays for the service
    #[arg(long, value_name = "INSTANT")]
    from: Vec<Instant>,
    /// Until when it pays for the service
    #[arg(long, value_name = "INSTANT")]
    until: Vec<Instant>,
    /// What it was paid for
    #[arg(long = "for", value_name = "WHAT", value_parser = choices::<PaidFor>())]
    pays_for: Vec<PaidFor>,
    /// The part of it that was paid with bonuses
    #[arg(long, value_name = "AMOUNT")]
    bonuses: Vec<Amount>,
    /// Its price by the list, without a discount
    #[arg(long, value_name = "AMOUNT")]
    list_price: Vec<Amount>,
    /// The first use of the service; the first `--from` if absent
    #[arg(long, value_name = "INSTANT")]
    activated: Option<Instant>,
    /// The provider agrees to return everything where that is not the customer's right
    #[arg(long)]
    favour: bool,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    match &args.server {
        Some(server) => {
            let at = or_now(args.at)?;
            if args.document.is_some() {
                return args.ask.document(terminal, |books, language| {
                    let issue = args.issue.issue(customer_of(books, server)?, language, at);
                    let answer = books.refund(server, at).map_err(unanswered)?;
                    Ok(act(&Act::of_refund(books, &answer, &issue).map_err(unanswered)?))
                });
            }
            args.ask
                .booked(server, terminal, |books| refund_for(books, server, at).map_err(unanswered))
        }
        None => args.ask.alone(terminal, |books| args.calculate(books)),
    }
}

impl Args {
    fn calculate(&self, books: &Books<'_>) -> Result<Answer, Failure> {
        let requested = needed(self.at, "--requested")?;
        let payments = self.facts.payments(books)?;
        let first = payments.iter().map(|payment| payment.covers.from()).min();
        let activated = needed(self.facts.activated.or(first), "--paid")?;
        let favour = self.facts.favour;
        let facts = GivenUp { activated, requested, payments: &payments, favour };
        refund_of(books, &facts).map_err(unanswered)
    }
}

impl Facts {
    fn payments(&self, books: &Books<'_>) -> Result<Vec<Paid>, Failure> {
        let count = self.paid.len();
        for (flag, given, may_be_absent) in [
            ("--from", self.from.len(), false),
            ("--until", self.until.len(), false),
            ("--for", self.pays_for.len(), true),
            ("--bonuses", self.bonuses.len(), true),
            ("--list-price", self.list_price.len(), true),
        ] {
            if given != count && !(may_be_absent && given == 0) {
                let headline = format!("`{flag}` is given {given} times, `--paid` {count} times");
                return Err(Failure::new(headline).help("each payment has all of its facts"));
            }
        }
        let currency = books.currency();
        let nth = |all: &[Amount], at: usize| -> Result<Option<Money>, Failure> {
            all.get(at).map(|amount| amount.money(currency)).transpose()
        };
        let spans = self.from.iter().zip(&self.until);
        let payment = |(at, (amount, (from, until))): (usize, (&Amount, (&Instant, &Instant)))| {
            Ok(Paid {
                amount: amount.money(currency)?,
                bonuses: nth(&self.bonuses, at)?.unwrap_or(Money::zero(currency)),
                kind: self.pays_for.get(at).copied().unwrap_or(PaidFor::Tariff),
                covers: span(*from, *until)?,
                list_price: nth(&self.list_price, at)?,
            })
        };
        self.paid.iter().zip(spans).enumerate().map(payment).collect()
    }
}
