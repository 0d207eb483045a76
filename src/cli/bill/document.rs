//! Documents for accounting on the command line.

use qalyp::billing::Books;
use qalyp::blueprint::kinds::Customer;
use qalyp::contract::{Choice as _, Date, Instant, Language, UtcOffset};
use qalyp::review::documents::Issue;

use crate::cli::books::unanswered;
use crate::cli::failure::Failure;

/// What only those know who issue a document.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The document")]
pub(super) struct IssueArgs {
    /// Its number in the system of accounts; a document without one says so
    #[arg(long, value_name = "NUMBER")]
    number: Option<String>,
    /// Its date; that of `--at` if absent
    #[arg(long, value_name = "DATE")]
    date: Option<Date>,
}

impl IssueArgs {
    /// With the language asked for, or that in which the customer is written to.
    pub(super) fn issue(
        &self,
        customer: &Customer,
        language: Option<Language>,
        at: Instant,
    ) -> Issue<'_> {
        let contact = customer.contact.get();
        let own = contact.and_then(|it| Language::from_name(it.language.value.word()));
        Issue {
            language: language.or(own).unwrap_or(Language::English),
            number: self.number.as_deref(),
            date: self.date.unwrap_or_else(|| at.date(UtcOffset::KAZAKHSTAN)),
        }
    }
}

/// The customer of a server.
pub(super) fn customer_of<'a>(books: &Books<'a>, server: &str) -> Result<&'a Customer, Failure> {
    let place = books.find_server(server).map_err(unanswered)?;
    Ok(place.customer)
}
