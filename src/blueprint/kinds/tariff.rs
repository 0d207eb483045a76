use super::{Localized, Settings};
use crate::blueprint::decode::{OneOrMore, Required, Spanned, record};
use crate::blueprint::units::{Name, Size, Whole};
use crate::contract::{Date, Money, Percent};

record! {
    /// A tariff: what a customer gets and what it costs (contract 2.1, 4.1).
    pub struct Tariff("a tariff") {
        /// `tariff`.
        "kind" => kind: super::Kind,
        /// Its name; servers refer to it.
        "name" => name: Spanned<Name>,
        /// What customers call it.
        "title" => title: Required<Localized>,
        /// The dedicated resources.
        "resources" => resources: Resources,
        /// The image that its servers are made from.
        "image" => image: Spanned<Name>,
        /// Its prices, each from a date on.
        "prices" => prices: OneOrMore<Price>,
        /// Discounts for paying several months at once.
        "discounts" => discounts: Vec<Discount>,
        /// Settings of its servers, unless a customer or server says otherwise.
        "settings" => settings: Option<Settings>,
    }
}

record! {
    /// The resources of a tariff.
    pub struct Resources("resources") {
        /// Dedicated processor cores.
        "vcpu" => vcpu: Spanned<Whole<1, 512>>,
        /// Memory.
        "memory" => memory: Spanned<Size>,
        /// Disk space.
        "disk" => disk: Spanned<Size>,
    }
}

record! {
    /// A price, VAT included (contract 4.1), for one calendar month or one unit a month.
    pub struct Price("a price") {
        /// First day on which it holds.
        "from" => from: Spanned<Date>,
        /// Last day on which it holds; absent: until the next one, or for ever.
        "until" => until: Option<Spanned<Date>>,
        /// The sum for a month.
        "monthly" => monthly: Spanned<Money>,
        /// The day on which customers were told; a change needs the notice of contract 5.4.
        "announced" => announced: Option<Spanned<Date>>,
    }
}

record! {
    /// A discount for paying several months at once.
    pub struct Discount("a discount") {
        /// Months paid at once.
        "months" => months: Spanned<Whole<2, 60>>,
        /// Taken off their sum.
        "percent" => percent: Spanned<Percent>,
    }
}
