//! What should happen now, over the whole fleet.
//!
//! Nothing is done here. Each [`Task`] says what the contract asks for, since when and by which
//! clause; whoever does it books it as a fact, and the next run no longer asks for it.

mod access;
mod ending;
mod renewal;
mod telling;
#[cfg(test)]
mod tests;
mod written;

pub use access::Expected;
pub use renewal::Unassured;
pub(super) use renewal::taken_before;

use super::{Account, Books, Cost, Service, Signed, State};
use crate::blueprint::kinds::{Access, Server};
use crate::contract::terms::Clause;
use crate::contract::{Date, Duration, Instant, Money, RefundBasis, choices};
use crate::diagnostics::Span;

choices! {
    /// The kind of a task.
    pub enum TaskKind {
        /// Connect a service that was paid for (3.2, 3.3).
        Connect = "connect",
        /// Issue the invoice for the next period (3.2).
        Invoice = "invoice",
        /// Take a sum from the balance (3.2, 4.2, 4.4).
        Debit = "debit",
        /// Switch access off (4.2).
        Suspend = "suspend",
        /// Switch access on again (4.5).
        Resume = "resume",
        /// Tell the customer that the term ends (4.2).
        WarnOfExpiry = "warn-of-expiry",
        /// Tell the customer that data will be deleted (4.6).
        WarnOfDeletion = "warn-of-deletion",
        /// The data may be deleted (4.6).
        MayDelete = "may-delete",
        /// Return money (4.7, 4.8).
        Refund = "refund",
        /// Answer a claim of compensation (8.1 to 8.3).
        Compensate = "compensate",
        /// Reconcile the accounts of a customer who is gone, and pay out bonuses (8.4).
        Settle = "settle",
        /// Tell the customer of a new price (5.4).
        NotifyOfPrice = "notify-of-price",
        /// Tell the customer of works (7.1).
        NotifyOfWorks = "notify-of-works",
        /// Tell the customer of a substantial change (6.3).
        NotifyOfChange = "notify-of-change",
        /// The blueprint says otherwise of the access than the facts.
        Mismatch = "mismatch",
        /// The rules have no answer for the service.
        Undecided = "undecided",
    }
}

/// Something that should happen.
#[derive(Clone, Debug, PartialEq)]
pub struct Task<'a> {
    /// Whose.
    pub customer: &'a str,
    /// The server.
    pub server: &'a str,
    /// What.
    pub action: Action<'a>,
    /// Since when it is due.
    pub since: Instant,
    /// The clauses that ask for it.
    pub clauses: &'static [Clause],
    /// The edition of the terms; absent where the facts are older than every edition.
    pub edition: Option<&'a str>,
    /// The line of the ledger or of a blueprint from which it follows.
    pub place: Option<Span>,
}

/// What should happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Action<'a> {
    /// Connect a service that was paid for.
    Connect,
    /// Issue an invoice.
    Invoice {
        /// What it is for. Of a service that is suspended the period begins with the payment, where the
        /// terms say so (4.5).
        cost: Cost<'a>,
        /// The end of the term before it.
        ends: Instant,
        /// The moment by which it has to be paid: that end, or the end of the time to resume.
        due: Option<Instant>,
    },
    /// Take a sum from the balance for a period.
    Debit {
        /// What for.
        cost: Cost<'a>,
        /// What of it is paid with bonuses.
        bonuses: Money,
    },
    /// Switch access off.
    Suspend {
        /// What the service is.
        state: State,
    },
    /// Switch access on.
    Resume,
    /// Tell that the term ends and is not renewed as things stand.
    WarnOfExpiry {
        /// The end of the term.
        ends: Instant,
        /// Why it is not renewed.
        why: Unassured,
        /// What the next period costs.
        price: Money,
        /// What the account holds.
        balance: Signed,
    },
    /// Tell that data will be deleted.
    WarnOfDeletion {
        /// The first moment at which they may be.
        from: Instant,
    },
    /// The data may be deleted.
    MayDelete,
    /// Return money.
    Refund {
        /// How much.
        amount: Money,
        /// Bonuses in it.
        bonuses: Money,
        /// By which clause.
        basis: RefundBasis,
        /// The last date on which it is in time.
        due: Option<Date>,
        /// The id of the request.
        request: &'a str,
    },
    /// Pay bonuses out in money, once the accounts are reconciled.
    Settle {
        /// The bonuses left on the account.
        bonuses: Money,
    },
    /// Answer a claim.
    Compensate {
        /// The id of the claim.
        claim: &'a str,
    },
    /// Send a notice of a new price.
    NotifyOfPrice {
        /// The tariff or the add-on.
        of: &'a str,
        /// Whether it is a tariff.
        tariff: bool,
        /// The price now.
        old: Money,
        /// The new one.
        new: Money,
        /// Its first day.
        from: Date,
        /// The last date on which the notice is in time.
        by: Option<Date>,
    },
    /// Send the letters of a notice of works or of a change.
    Notify {
        /// Whether it is of works; else of a change.
        works: bool,
        /// The notice's name.
        notice: &'a str,
        /// When that of which it tells begins.
        starts: Instant,
        /// The last moment at which it is in time.
        by: Option<Instant>,
    },
    /// Mend the blueprint, or see what is missing in the ledger.
    Mismatch {
        /// What the facts make of the service; absent without any fact.
        state: Option<State>,
        /// What the blueprint says.
        access: Access,
        /// What it should say.
        expected: Expected,
    },
    /// See why the rules have no answer.
    Undecided {
        /// In words.
        why: String,
    },
}

impl Action<'_> {
    /// Its kind.
    pub const fn kind(&self) -> TaskKind {
        match self {
            Self::Connect => TaskKind::Connect,
            Self::Invoice { .. } => TaskKind::Invoice,
            Self::Debit { .. } => TaskKind::Debit,
            Self::Suspend { .. } => TaskKind::Suspend,
            Self::Resume => TaskKind::Resume,
            Self::WarnOfExpiry { .. } => TaskKind::WarnOfExpiry,
            Self::WarnOfDeletion { .. } => TaskKind::WarnOfDeletion,
            Self::MayDelete => TaskKind::MayDelete,
            Self::Refund { .. } => TaskKind::Refund,
            Self::Compensate { .. } => TaskKind::Compensate,
            Self::Settle { .. } => TaskKind::Settle,
            Self::NotifyOfPrice { .. } => TaskKind::NotifyOfPrice,
            Self::Notify { works: true, .. } => TaskKind::NotifyOfWorks,
            Self::Notify { works: false, .. } => TaskKind::NotifyOfChange,
            Self::Mismatch { .. } => TaskKind::Mismatch,
            Self::Undecided { .. } => TaskKind::Undecided,
        }
    }
}

/// The tasks of one account at a moment, server by server in the order of its document.
///
/// The ledger must hold nothing that was not known then ([`crate::ledger::Ledger::known_at`]).
/// `ahead` is how long before the end of a term an invoice is due and a warning is given; the
/// contract names no time for them.
pub fn tasks<'a>(
    books: &Books<'a>,
    account: &Account<'a>,
    at: Instant,
    ahead: Duration,
) -> Vec<Task<'a>> {
    let mut run = Run { books, account, at, ahead, spent: Vec::new(), tasks: Vec::new() };
    let debits = run.debits();
    for (service, debit) in account.services.iter().zip(debits) {
        run.service(service, debit);
    }
    run.settlement();
    run.tasks
}

/// One account while its tasks are gathered.
struct Run<'b, 'a> {
    books: &'b Books<'a>,
    account: &'b Account<'a>,
    at: Instant,
    ahead: Duration,
    /// What debits of this run take from the balance, with their moments.
    spent: Vec<(Instant, super::Balance)>,
    tasks: Vec<Task<'a>>,
}

impl<'a> Run<'_, 'a> {
    fn service(&mut self, service: &Service<'a>, debit: renewal::Verdict<'a>) {
        let renewed = matches!(debit, renewal::Verdict::Debit { .. });
        self.connect(service);
        self.renewal(service, debit);
        self.ending(service, renewed);
        self.telling(service);
        self.access(service, renewed);
    }

    /// Notes a task.
    fn push(
        &mut self,
        service: &Service<'a>,
        since: Instant,
        place: Option<Span>,
        clauses: &'static [Clause],
        action: Action<'a>,
    ) {
        let edition = self.books.editions.nearest(since).map(|edition| edition.name);
        let customer = &*self.account.customer.name.value;
        let server = service.name();
        self.tasks.push(Task { customer, server, action, since, clauses, edition, place });
    }

    /// A service that was paid for and waits for its connection (3.2): the contract names no time.
    fn connect(&mut self, service: &Service<'a>) {
        if let Some(now) = service.state_at(self.at)
            && now.state == State::Paid
        {
            let clauses = &[Clause::C3_2, Clause::C3_3];
            self.push(service, now.since, now.place, clauses, Action::Connect);
        }
    }

    /// Since when a moment to come is near.
    fn ahead_of(&self, moment: Instant) -> Instant {
        let ahead = i64::try_from(self.ahead.seconds()).unwrap_or(i64::MAX);
        moment.add_seconds(-ahead).unwrap_or(self.at)
    }

    /// Whether a moment to come is near.
    fn is_near(&self, moment: Instant) -> bool {
        let ahead = i64::try_from(self.ahead.seconds()).unwrap_or(i64::MAX);
        (0..=ahead).contains(&self.at.seconds_until(moment))
    }
}

/// The changes of access that mismatches propose.
pub fn proposed<'a>(books: &Books<'a>, tasks: &[Task<'a>]) -> Vec<(&'a Server, Access)> {
    let change = |task: &Task<'a>| match &task.action {
        Action::Mismatch { expected, .. } => {
            let access = expected.access()?;
            Some((books.server(task.server)?.server, access))
        }
        _ => None,
    };
    tasks.iter().filter_map(change).collect()
}
