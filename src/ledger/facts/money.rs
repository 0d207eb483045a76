//! Facts of money: what came in, what was booked, what was asked for.

use super::FactKind;
use super::record::fact;
use crate::blueprint::decode::{Spanned, words};
use crate::blueprint::units::{Line, Name, Whole};
use crate::contract::{Date, Instant, Money};
use crate::ledger::Id;

fact! {
    /// The time that a sum pays for, or that an invoice is for: from its first moment to the moment
    /// after its last one.
    pub struct Covers("a time covered") {
        /// Its first moment.
        "from" => from: Spanned<Instant>,
        /// The moment at which it is over; the next period begins at it.
        "until" => until: Spanned<Instant>,
    }
}

fact! {
    /// Money of a customer that reached the account balance (contract 3.2, 4.2). It pays for nothing
    /// by itself: a debit does.
    pub struct Payment("a payment") {
        /// `payment`.
        "fact" => fact: FactKind,
        /// What the system of accounts calls it.
        "id" => id: Spanned<Id>,
        /// The customer whose balance it raised.
        "customer" => customer: Spanned<Line>,
        /// When it reached the balance.
        "at" => at: Spanned<Instant>,
        /// How much.
        "amount" => amount: Spanned<Money>,
        /// The id of the invoice that was paid.
        "invoice" => invoice: Option<Spanned<Id>>,
        /// A remark for people, such as the number of the payment order.
        "note" => note: Option<Spanned<Line>>,
    }
}

fact! {
    /// An invoice that was issued to a customer (contract 3.2).
    pub struct Invoice("an invoice") {
        /// `invoice`.
        "fact" => fact: FactKind,
        /// What the system of accounts calls it.
        "id" => id: Spanned<Id>,
        /// The server that it is for.
        "server" => server: Spanned<Line>,
        /// When it was issued.
        "at" => at: Spanned<Instant>,
        /// Its number on paper.
        "number" => number: Spanned<Line>,
        /// Its sum, VAT included.
        "amount" => amount: Spanned<Money>,
        /// The period that it is for; absent before the first one, which begins with the connection
        /// (contract 3.2).
        "covers" => covers: Option<Covers>,
        /// The last date on which it can be paid.
        "due" => due: Option<Spanned<Date>>,
    }
}

words! {
    /// What a debit pays for.
    pub enum For("what a debit pays for") {
        /// A period of the tariff (contract 4.2, 4.4).
        "tariff" => Tariff,
        /// The difference to a larger tariff for the rest of a period (contract 5.2).
        "upgrade-difference" => UpgradeDifference,
        /// An add-on for a period (contract 2.2).
        "addon" => Addon,
    }
}

fact! {
    /// A sum taken from the balance for a server (contract 4.4). What was booked is a fact; whether it
    /// was right is recomputed.
    pub struct Debit("a debit") {
        /// `debit`.
        "fact" => fact: FactKind,
        /// What the system of accounts calls it.
        "id" => id: Spanned<Id>,
        /// The server that it pays for.
        "server" => server: Spanned<Line>,
        /// When it was booked.
        "at" => at: Spanned<Instant>,
        /// How much, VAT and the part paid with bonuses included.
        "amount" => amount: Spanned<Money>,
        /// The part of it that was paid with bonuses; absent: none.
        "bonuses" => bonuses: Option<Spanned<Money>>,
        /// What it pays for.
        "for" => pays_for: Spanned<For>,
        /// The tariff that it pays for, or the new one of an upgrade; absent: the one that the
        /// blueprints name for the first day of the time covered.
        "tariff" => tariff: Option<Spanned<Name>>,
        /// The add-on that it pays for.
        "addon" => addon: Option<Spanned<Name>>,
        /// How many of the add-on; absent: 1.
        "quantity" => quantity: Option<Spanned<Whole<1, 100_000>>>,
        /// How many months were paid at once; absent: 1.
        "months" => months: Option<Spanned<Whole<1, 60>>>,
        /// The time that is paid by it.
        "covers" => covers: Covers,
    }
}

fact! {
    /// A sum returned to the balance after a customer gave up a service (contract 4.7, 4.8).
    pub struct Refund("a refund") {
        /// `refund`.
        "fact" => fact: FactKind,
        /// What the system of accounts calls it.
        "id" => id: Spanned<Id>,
        /// The server that was given up.
        "server" => server: Spanned<Line>,
        /// When it was booked.
        "at" => at: Spanned<Instant>,
        /// How much, the part returned as bonuses included.
        "amount" => amount: Spanned<Money>,
        /// The part of it that was returned as bonuses; absent: none.
        "bonuses" => bonuses: Option<Spanned<Money>>,
        /// The id of the request by which the service was given up.
        "request" => request: Spanned<Id>,
    }
}

fact! {
    /// Bonuses credited to a customer, mostly as compensation (contract 8.3).
    pub struct Bonus("a bonus") {
        /// `bonus`.
        "fact" => fact: FactKind,
        /// What the system of accounts calls it.
        "id" => id: Spanned<Id>,
        /// The customer whose bonuses they are.
        "customer" => customer: Spanned<Line>,
        /// The server whose downtime they compensate.
        "server" => server: Option<Spanned<Line>>,
        /// When they were credited.
        "at" => at: Spanned<Instant>,
        /// How many, in money.
        "amount" => amount: Spanned<Money>,
        /// The id of the claim that they answer.
        "claim" => claim: Option<Spanned<Id>>,
    }
}

fact! {
    /// A booking that was a mistake, taken back whole: its movement is undone on the account, and for
    /// everything else it is as if it had never been booked. A booking that should have been another
    /// one is reversed and booked anew.
    pub struct Reversal("a reversal") {
        /// `reversal`.
        "fact" => fact: FactKind,
        /// What the system of accounts calls it.
        "id" => id: Spanned<Id>,
        /// When it was booked.
        "at" => at: Spanned<Instant>,
        /// The id of the payment, debit, refund, bonus or settlement that it takes back.
        "of" => of: Spanned<Id>,
        /// A remark for people, such as why.
        "note" => note: Option<Spanned<Line>>,
    }
}

fact! {
    /// The mutual settlements with a customer who gives up further use (contract 8.4).
    pub struct Settlement("a settlement") {
        /// `settlement`.
        "fact" => fact: FactKind,
        /// What the system of accounts calls it.
        "id" => id: Spanned<Id>,
        /// The customer.
        "customer" => customer: Spanned<Line>,
        /// When it was made.
        "at" => at: Spanned<Instant>,
        /// Whether both sides agree on the settlements.
        "reconciled" => reconciled: Spanned<bool>,
        /// The bonuses that were paid out in money; absent: none.
        "cash" => cash: Option<Spanned<Money>>,
    }
}
