//! Facts of the level of service: downtime, works, tickets, claims, notices.

use super::FactKind;
use super::record::fact;
use crate::blueprint::decode::{OneOrMore, Spanned, words};
use crate::blueprint::units::{Line, Name};
use crate::contract::terms::{Cause, Priority};
use crate::contract::{Date, Duration, Instant};
use crate::ledger::Id;

words! {
    /// Whose data show a downtime.
    pub enum EvidenceBy("whose data an outage rests on") {
        /// The provider's own data (contract 8.2).
        "provider" => Provider,
        /// What the customer says.
        "customer" => Customer,
    }
}

fact! {
    /// A time during which servers were unavailable (contract 7, 8).
    pub struct Outage("an outage") {
        /// `outage`.
        "fact" => fact: FactKind,
        /// What the system of accounts calls it.
        "id" => id: Spanned<Id>,
        /// The servers that were down.
        "servers" => servers: OneOrMore<Spanned<Line>>,
        /// When it began.
        "from" => from: Spanned<Instant>,
        /// When it was over; absent: it goes on.
        "until" => until: Option<Spanned<Instant>>,
        /// Why it happened (contract 8.5).
        "cause" => cause: Spanned<Cause>,
        /// Whose data show it.
        "evidence" => evidence: Spanned<EvidenceBy>,
        /// A remark for people.
        "note" => note: Option<Spanned<Line>>,
    }
}

fact! {
    /// Works on the provider's infrastructure as they were done or are planned (contract 7.1). Whether
    /// they count as planned follows from the notice and the hour.
    pub struct Maintenance("maintenance") {
        /// `maintenance`.
        "fact" => fact: FactKind,
        /// What the system of accounts calls it.
        "id" => id: Spanned<Id>,
        /// The servers that they touch; absent: all.
        "servers" => servers: Option<OneOrMore<Spanned<Line>>>,
        /// When customers were told; absent: they were not.
        "announced" => announced: Option<Spanned<Instant>>,
        /// When they began.
        "from" => from: Spanned<Instant>,
        /// When they were over.
        "until" => until: Spanned<Instant>,
        /// A remark for people.
        "note" => note: Option<Spanned<Line>>,
    }
}

fact! {
    /// A ticket, registered by the ticket system (contract 7.2). Its id is its number.
    pub struct Ticket("a ticket") {
        /// `ticket`.
        "fact" => fact: FactKind,
        /// Its number.
        "id" => id: Spanned<Id>,
        /// The server that it is about.
        "server" => server: Spanned<Line>,
        /// When it was registered.
        "at" => at: Spanned<Instant>,
        /// The priority that the provider gave it.
        "priority" => priority: Spanned<Priority>,
        /// The priority that the customer wished.
        "wish" => wish: Option<Spanned<Priority>>,
        /// What it is about.
        "topic" => topic: Option<Spanned<Line>>,
    }
}

fact! {
    /// A time during which a ticket waited for its customer (contract 7.2).
    pub struct Pause("a pause of a ticket") {
        /// `pause`.
        "fact" => fact: FactKind,
        /// What the system of accounts calls it.
        "id" => id: Spanned<Id>,
        /// The id of the ticket.
        "ticket" => ticket: Spanned<Id>,
        /// When the waiting began.
        "from" => from: Spanned<Instant>,
        /// When the customer had answered; absent: the ticket still waits.
        "until" => until: Option<Spanned<Instant>>,
    }
}

fact! {
    /// The beginning of the work on a ticket (contract 7.2).
    pub struct Response("a response to a ticket") {
        /// `response`.
        "fact" => fact: FactKind,
        /// What the system of accounts calls it.
        "id" => id: Spanned<Id>,
        /// The id of the ticket.
        "ticket" => ticket: Spanned<Id>,
        /// When the work began.
        "at" => at: Spanned<Instant>,
    }
}

fact! {
    /// A temporary or permanent solution of a ticket (contract 7.2).
    pub struct Solution("a solution of a ticket") {
        /// `solution`.
        "fact" => fact: FactKind,
        /// What the system of accounts calls it.
        "id" => id: Spanned<Id>,
        /// The id of the ticket.
        "ticket" => ticket: Spanned<Id>,
        /// When normal work was restored.
        "at" => at: Spanned<Instant>,
    }
}

fact! {
    /// A customer's claim of compensation: a message through the ticket system with the date and the
    /// total time of the downtime (contract 8.1).
    pub struct Claim("a claim") {
        /// `claim`.
        "fact" => fact: FactKind,
        /// What the system of accounts calls it.
        "id" => id: Spanned<Id>,
        /// The server that was down.
        "server" => server: Spanned<Line>,
        /// When it was registered.
        "at" => at: Spanned<Instant>,
        /// The date of the downtime, as claimed.
        "date" => date: Spanned<Date>,
        /// The total time of the downtime, as claimed.
        "downtime" => downtime: Spanned<Duration>,
        /// The ids of the outages that it is about; absent: those of its date.
        "outages" => outages: Option<OneOrMore<Spanned<Id>>>,
        /// The id of the ticket by which it came.
        "ticket" => ticket: Option<Spanned<Id>>,
    }
}

words! {
    /// What a notice told.
    pub enum About("a subject of a notice") {
        /// Another price of a tariff (contract 5.4).
        "price" => Price,
        /// A substantial change of hardware or software (contract 6.3).
        "change" => Change,
        /// Planned works (contract 7.1).
        "works" => Works,
        /// The end of a term, or of the time in which it can be resumed (contract 4.2, 4.6).
        "expiry" => Expiry,
        /// Another edition of the agreement (preamble).
        "edition" => Edition,
    }
}

fact! {
    /// A notice that was sent to customers (contract 5.4, 6.3, 7.1).
    pub struct Notice("a notice sent") {
        /// `notice`.
        "fact" => fact: FactKind,
        /// What the system of accounts calls it.
        "id" => id: Spanned<Id>,
        /// When it was sent.
        "at" => at: Spanned<Instant>,
        /// What it told.
        "about" => about: Spanned<About>,
        /// The servers whose customers got it; absent: all.
        "servers" => servers: Option<OneOrMore<Spanned<Line>>>,
        /// The tariff whose price changes.
        "tariff" => tariff: Option<Spanned<Name>>,
        /// When that of which it told takes effect or begins.
        "effective" => effective: Option<Spanned<Instant>>,
        /// The notice of the blueprints that was sent, or the edition of which it told.
        "name" => name: Option<Spanned<Line>>,
    }
}
