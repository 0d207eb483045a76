//! What the letters of a server announce.

use crate::blueprint::kinds::NoticeAbout;
use crate::contract::{Date, Instant, Percent};
use crate::fleet::fields::resolved;
use crate::fleet::origin::Traced;
use crate::fleet::provider::Localized;

resolved! {
    /// A notice that concerns the server.
    pub struct Notice {
        /// Its name.
        name: Traced<String>,
        /// What it announces.
        about: Traced<NoticeAbout>,
        /// When the letter is sent.
        announced: Traced<Instant>,
        /// When the works begin or the change is made.
        starts: Traced<Instant>,
        /// When the works end.
        ends: Option<Traced<Instant>>,
        /// What is done.
        what: Localized,
        /// What the customer notices of it.
        effect: Localized,
        /// The parts of planned works that the terms do not call planned (contract 7.1).
        unplanned: Vec<Part>,
    }
}

resolved! {
    /// A part of works.
    pub struct Part {
        /// Its first moment.
        from: Traced<Instant>,
        /// The first moment after it.
        until: Traced<Instant>,
    }
}

resolved! {
    /// A change of a price that the server pays (contract 5.4).
    pub struct PriceChange {
        /// The tariff or add-on, and the day: a name for a file.
        name: Traced<String>,
        /// What it is a price of, for people.
        title: Localized,
        /// Whether it is the price of the tariff, and not of an add-on.
        of_tariff: Traced<bool>,
        /// The sum for a month until then.
        old: Traced<String>,
        /// The sum for a month from then on.
        new: Traced<String>,
        /// The first day on which it holds.
        from: Traced<Date>,
        /// The day on which customers are told.
        announced: Traced<Date>,
        /// The rate of the tax in it on that day.
        vat: Traced<Percent>,
    }
}
