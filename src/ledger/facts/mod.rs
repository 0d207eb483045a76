//! One type for each kind of fact.

mod level;
mod life;
mod money;
mod record;

pub use level::{
    About, Claim, EvidenceBy, Maintenance, Notice, Outage, Pause, Response, Solution, Ticket,
};
pub use life::{Activation, AutoRenewal, Channel, Handover, Refusal, Request, Wants};
pub use money::{Bonus, Covers, Debit, For, Invoice, Payment, Refund, Reversal, Settlement};

use super::Id;
use super::written::Written;
use crate::blueprint::decode::{Decode, Faults, Spanned, words};
use crate::blueprint::shape::{Shape, Shapes};
use crate::blueprint::tree::Node;
use crate::blueprint::units::Line;
use crate::contract::{Instant, Interval};
use crate::diagnostics::Span;

/// Declares the kinds of fact: the words after `fact:`, and the enum of all facts.
///
/// The order is that in which facts of one instant are replayed: what is told and asked first, then
/// what comes in, then what begins, then what is taken and given back.
macro_rules! kinds {
    ($($(#[doc = $doc:literal])+ $word:literal => $kind:ident,)+) => {
        words! {
            /// The kinds of fact.
            pub enum FactKind("a kind of fact") {
                $($(#[doc = $doc])+ $word => $kind,)+
            }
        }

        /// Something that happened, and where it is written down.
        ///
        /// Two are equal if they say the same; where they say it does not matter.
        #[derive(Clone, Debug, PartialEq)]
        pub enum Fact {
            $($(#[doc = $doc])+ $kind($kind),)+
        }

        impl Fact {
            /// Reads a fact of a known kind.
            pub(super) fn decode(kind: FactKind, node: &Node, faults: &mut Faults) -> Option<Self> {
                match kind {
                    $(FactKind::$kind => $kind::decode(node, faults).map(Self::$kind),)+
                }
            }

            /// What may be written in a fact of a kind.
            pub(super) fn shape(kind: FactKind, shapes: &mut Shapes) -> Shape {
                match kind { $(FactKind::$kind => $kind::shape(shapes),)+ }
            }

            /// Its kind.
            pub const fn kind(&self) -> FactKind {
                match self { $(Self::$kind(_) => FactKind::$kind,)+ }
            }

            /// Its id.
            pub const fn id(&self) -> &Spanned<Id> {
                match self { $(Self::$kind(fact) => &fact.id,)+ }
            }

            /// As a document that reads as the same fact.
            pub fn to_json(&self) -> serde_json::Value {
                match self { $(Self::$kind(fact) => fact.written(),)+ }.unwrap_or_default()
            }

            /// Where it is written: its first key.
            pub const fn span(&self) -> Span {
                match self { $(Self::$kind(fact) => fact.span,)+ }
            }
        }
    };
}

kinds! {
    /// A notice that was sent.
    "notice" => Notice,
    /// A request to connect, to give up, to change the tariff.
    "request" => Request,
    /// An invoice.
    "invoice" => Invoice,
    /// Money that reached the balance.
    "payment" => Payment,
    /// Bonuses credited.
    "bonus" => Bonus,
    /// A booking taken back.
    "reversal" => Reversal,
    /// Access and message of contract 3.3.
    "handover" => Handover,
    /// The start of a server's first period.
    "activation" => Activation,
    /// The switch of automatic renewal.
    "auto-renewal" => AutoRenewal,
    /// A refusal of renewal.
    "refusal" => Refusal,
    /// A sum taken from the balance.
    "debit" => Debit,
    /// A sum returned to the balance.
    "refund" => Refund,
    /// Downtime.
    "outage" => Outage,
    /// Works on the infrastructure.
    "maintenance" => Maintenance,
    /// A ticket.
    "ticket" => Ticket,
    /// A time during which a ticket waited for its customer.
    "pause" => Pause,
    /// The beginning of the work on a ticket.
    "response" => Response,
    /// The solution of a ticket.
    "solution" => Solution,
    /// A claim of compensation.
    "claim" => Claim,
    /// The mutual settlements of contract 8.4.
    "settlement" => Settlement,
}

/// What a fact names as its server or servers.
fn one(server: &Spanned<Line>) -> &[Spanned<Line>] {
    std::slice::from_ref(server)
}

impl Fact {
    /// The moment at which it stands in the order of the ledger: the one at which it happened, the
    /// beginning of a downtime or pause, the notice of works (or their beginning), the first act of a
    /// hand-over.
    pub fn moment(&self) -> Instant {
        match self {
            Self::Payment(f) => f.at.value,
            Self::Invoice(f) => f.at.value,
            Self::Debit(f) => f.at.value,
            Self::Refund(f) => f.at.value,
            Self::Bonus(f) => f.at.value,
            Self::Settlement(f) => f.at.value,
            Self::Reversal(f) => f.at.value,
            Self::Request(f) => f.at.value,
            Self::Activation(f) => f.at.value,
            Self::Refusal(f) => f.at.value,
            Self::AutoRenewal(f) => f.at.value,
            Self::Ticket(f) => f.at.value,
            Self::Response(f) => f.at.value,
            Self::Solution(f) => f.at.value,
            Self::Claim(f) => f.at.value,
            Self::Notice(f) => f.at.value,
            Self::Outage(f) => f.from.value,
            Self::Pause(f) => f.from.value,
            Self::Maintenance(f) => f.announced.map_or(f.from.value, |a| a.min(f.from.value)),
            Self::Handover(f) => f.first(),
        }
    }

    /// The servers that it names, as it names them: none for a fact of a whole account, of a ticket,
    /// or of all servers.
    pub fn servers(&self) -> &[Spanned<Line>] {
        match self {
            Self::Invoice(f) => one(&f.server),
            Self::Debit(f) => one(&f.server),
            Self::Refund(f) => one(&f.server),
            Self::Bonus(f) => f.server.as_ref().map_or(&[], one),
            Self::Request(f) => one(&f.server),
            Self::Handover(f) => one(&f.server),
            Self::Activation(f) => one(&f.server),
            Self::Refusal(f) => one(&f.server),
            Self::AutoRenewal(f) => one(&f.server),
            Self::Ticket(f) => one(&f.server),
            Self::Claim(f) => one(&f.server),
            Self::Outage(f) => &f.servers,
            Self::Maintenance(f) => f.servers.as_deref().unwrap_or(&[]),
            Self::Notice(f) => f.servers.as_deref().unwrap_or(&[]),
            Self::Payment(_)
            | Self::Settlement(_)
            | Self::Reversal(_)
            | Self::Pause(_)
            | Self::Response(_)
            | Self::Solution(_) => &[],
        }
    }

    /// The id of the booking that it takes back.
    pub const fn reverses(&self) -> Option<&Spanned<Id>> {
        match self {
            Self::Reversal(f) => Some(&f.of),
            _ => None,
        }
    }

    /// Whether it moves money or bonuses, so that it can be taken back.
    pub const fn is_booking(&self) -> bool {
        matches!(
            self,
            Self::Payment(_)
                | Self::Debit(_)
                | Self::Refund(_)
                | Self::Bonus(_)
                | Self::Settlement(_)
        )
    }

    /// The customer that it names.
    pub const fn customer(&self) -> Option<&Spanned<Line>> {
        match self {
            Self::Payment(f) => Some(&f.customer),
            Self::Bonus(f) => Some(&f.customer),
            Self::Settlement(f) => Some(&f.customer),
            _ => None,
        }
    }

    /// The id of the ticket that it is a part of.
    pub const fn of_ticket(&self) -> Option<&Spanned<Id>> {
        match self {
            Self::Pause(f) => Some(&f.ticket),
            Self::Response(f) => Some(&f.ticket),
            Self::Solution(f) => Some(&f.ticket),
            _ => None,
        }
    }

    /// Whether it concerns every server, because it names none.
    pub const fn concerns_all(&self) -> bool {
        match self {
            Self::Maintenance(f) => f.servers.is_none(),
            Self::Notice(f) => f.servers.is_none(),
            _ => false,
        }
    }
}

impl Handover {
    /// The earlier of its acts. A hand-over of neither is refused when it is read.
    pub fn first(&self) -> Instant {
        let acts = [self.access, self.message].into_iter().flatten().map(|act| act.value);
        acts.min().unwrap_or(Instant::EPOCH)
    }
}

impl Covers {
    /// As an interval; reading has refused one that ends before it starts.
    pub fn interval(&self) -> Option<Interval<Instant>> {
        Interval::new(self.from.value, self.until.value)
    }
}

impl Outage {
    /// The downtime as far as it is known at `now`: what still goes on is counted to there. `None`
    /// if it had not begun.
    pub fn until_now(&self, now: Instant) -> Option<Interval<Instant>> {
        Interval::new(self.from.value, self.until.map_or(now, |until| until.value))
    }
}

impl Maintenance {
    /// The works as an interval.
    pub fn interval(&self) -> Option<Interval<Instant>> {
        Interval::new(self.from.value, self.until.value)
    }
}

impl Pause {
    /// The pause as far as it is known at `now`: one that still lasts is counted to there. `None` if
    /// it had not begun.
    pub fn until_now(&self, now: Instant) -> Option<Interval<Instant>> {
        Interval::new(self.from.value, self.until.map_or(now, |until| until.value))
    }
}
