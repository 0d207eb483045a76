//! Facts of a service's life: asked for, handed over, begun, renewed or not.

use super::FactKind;
use super::record::fact;
use crate::blueprint::decode::{Spanned, words};
use crate::blueprint::units::{Line, Name, Whole};
use crate::contract::Instant;
use crate::ledger::Id;

words! {
    /// What a customer asks for.
    pub enum Wants("what a request wants") {
        /// To be connected (contract 3.1).
        "connect" => Connect,
        /// To give up the service (contract 4.7, 4.8).
        "give-up" => GiveUp,
        /// Another tariff (contract 5.1 to 5.3).
        "tariff" => Tariff,
    }
}

fact! {
    /// A request of a customer: to connect, to give up, to change the tariff.
    pub struct Request("a request") {
        /// `request`.
        "fact" => fact: FactKind,
        /// What the system of accounts calls it.
        "id" => id: Spanned<Id>,
        /// The server that it is about.
        "server" => server: Spanned<Line>,
        /// When it was registered.
        "at" => at: Spanned<Instant>,
        /// What the customer wants.
        "wants" => wants: Spanned<Wants>,
        /// The tariff asked for.
        "tariff" => tariff: Option<Spanned<Name>>,
        /// How many months are to be paid at once; absent: 1.
        "months" => months: Option<Spanned<Whole<1, 60>>>,
    }
}

fact! {
    /// The hand-over of a service (contract 3.3). A message that lacks addresses, logins, passwords or
    /// instructions is not the message of 3.3 and is not recorded here.
    pub struct Handover("a hand-over") {
        /// `handover`.
        "fact" => fact: FactKind,
        /// What the system of accounts calls it.
        "id" => id: Spanned<Id>,
        /// The server that was handed over.
        "server" => server: Spanned<Line>,
        /// When the customer got access to the management console.
        "access" => access: Option<Spanned<Instant>>,
        /// When the complete ready-for-use message was sent.
        "message" => message: Option<Spanned<Instant>>,
        /// Until when the service is paid, as the message said.
        "paid-until" => paid_until: Option<Spanned<Instant>>,
    }
}

fact! {
    /// The start of a server's first period as it was booked (contract 3.2): once in its life.
    pub struct Activation("an activation") {
        /// `activation`.
        "fact" => fact: FactKind,
        /// What the system of accounts calls it.
        "id" => id: Spanned<Id>,
        /// The server.
        "server" => server: Spanned<Line>,
        /// The first moment of its first period.
        "at" => at: Spanned<Instant>,
    }
}

words! {
    /// The way by which a refusal came.
    pub enum Channel("a channel of a refusal") {
        /// A ticket, as contract 4.5 says.
        "ticket" => Ticket,
        /// The console, where automatic renewal is switched off (contract 4.3).
        "console" => Console,
    }
}

fact! {
    /// A refusal of renewal (contract 4.5).
    pub struct Refusal("a refusal") {
        /// `refusal`.
        "fact" => fact: FactKind,
        /// What the system of accounts calls it.
        "id" => id: Spanned<Id>,
        /// The server that is not to be renewed.
        "server" => server: Spanned<Line>,
        /// When it was registered (contract 7.2).
        "at" => at: Spanned<Instant>,
        /// How it came.
        "channel" => channel: Spanned<Channel>,
        /// The id of the ticket by which it came.
        "ticket" => ticket: Option<Spanned<Id>>,
    }
}

fact! {
    /// The switch of automatic renewal (contract 4.3).
    pub struct AutoRenewal("a switch of auto-renewal") {
        /// `auto-renewal`.
        "fact" => fact: FactKind,
        /// What the system of accounts calls it.
        "id" => id: Spanned<Id>,
        /// The server.
        "server" => server: Spanned<Line>,
        /// When it was switched.
        "at" => at: Spanned<Instant>,
        /// Whether it is on from then.
        "enabled" => enabled: Spanned<bool>,
    }
}
