use super::Localized;
use crate::blueprint::decode::{Required, Spanned, record, words};
use crate::blueprint::units::{Line, Name};
use crate::contract::Instant;

record! {
    /// A notice that customers get by letter: planned works (contract 7.1) or a significant change
    /// (contract 6.3). Planned works do not count as downtime in the provider's monitoring. Remove it
    /// when the works are over.
    pub struct Notice("a notice") {
        /// `notice`.
        "kind" => kind: super::Kind,
        /// Its name, which the files of its letters bear.
        "name" => name: Spanned<Name>,
        /// What it announces.
        "about" => about: Spanned<NoticeAbout>,
        /// When the letters are sent.
        "announced" => announced: Required<Spanned<Instant>>,
        /// When the works begin or the change is made.
        "starts" => starts: Required<Spanned<Instant>>,
        /// When the works end; a change that interrupts nothing has no end.
        "ends" => ends: Option<Spanned<Instant>>,
        /// Whom it concerns; absent: every server.
        "affects" => affects: Option<Spanned<Affects>>,
        /// What is done, as a sentence for customers.
        "what" => what: Localized,
        /// What customers notice of it, as a sentence.
        "effect" => effect: Localized,
    }
}

words! {
    /// What a notice announces.
    pub enum NoticeAbout("a subject of a notice") {
        /// Works at a time that is known in advance (contract 7.1).
        "planned-works" => PlannedWorks,
        /// A change of hardware or software that matters to the customer (contract 6.3).
        "significant-change" => SignificantChange,
    }
}

record! {
    /// Whom a notice concerns: the servers that any of the lists names.
    pub struct Affects("whom a notice concerns") {
        /// Servers by name.
        "servers" => servers: Vec<Spanned<Line>>,
        /// All servers that have one of these tariffs.
        "tariffs" => tariffs: Vec<Spanned<Name>>,
        /// All servers that are made from one of these images.
        "images" => images: Vec<Spanned<Name>>,
    }
}
