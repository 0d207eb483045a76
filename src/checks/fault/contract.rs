//! What is paid for and agreed: add-ons, prices, the history of tariffs, the project's terms.

use crate::blueprint::kinds::{DestinationKind, Kind, Language, Provides};
use crate::contract::{Currency, Date, Days, Duration, Percent, Resources};
use crate::diagnostics::Span;

/// Add-ons, licences and backups.
#[derive(Debug)]
pub(in crate::checks) enum AddonFault<'a> {
    NotCounted {
        name: &'a str,
        provides: Provides,
        span: Span,
        described: Span,
    },
    NotForInfobases {
        name: &'a str,
        provides: Provides,
        span: Span,
        described: Span,
    },
    /// Two add-ons give the same thing, which a server can have once.
    SameThing {
        provides: Provides,
        span: Span,
        first: Span,
    },
    NeedsKorp {
        key: &'static str,
        span: Span,
        licence: Span,
    },
    NoDestination {
        name: &'a str,
        span: Span,
    },
    NoPackage {
        span: Span,
    },
    /// A configuration repository on a server without a private network.
    RepositoryWithoutVpn {
        name: &'a str,
        span: Span,
    },
    /// A package for infobases on a server without any.
    BackupOfNothing {
        name: &'a str,
        span: Span,
    },
    NoBucket {
        span: Span,
    },
    NeedlessBucket {
        span: Span,
        kind: Span,
    },
    BucketName {
        name: &'a str,
        span: Span,
    },
    Endpoint {
        endpoint: &'a str,
        at: Span,
        kind: DestinationKind,
        span: Span,
    },
    NoRhythm {
        name: &'a str,
        span: Span,
    },
    NeedlessRhythm {
        name: &'a str,
        span: Span,
        provides: Provides,
    },
    KeptTooShortly {
        every: Duration,
        keep: Duration,
        span: Span,
        other: Span,
    },
}

/// What has prices.
#[derive(Clone, Copy, Debug)]
pub(in crate::checks) struct Priced<'a> {
    pub(in crate::checks) kind: Kind,
    pub(in crate::checks) name: &'a str,
}

/// Prices, discounts and tax.
#[derive(Debug)]
pub(in crate::checks) enum PriceFault<'a> {
    Order {
        owner: Priced<'a>,
        span: Span,
        first: Span,
    },
    NeverInForce {
        owner: Priced<'a>,
        span: Span,
        from: Span,
    },
    SameStart {
        owner: Priced<'a>,
        span: Span,
        first: Span,
    },
    /// `first` and `last` are the days with two prices, or with none.
    Overlap {
        owner: Priced<'a>,
        span: Span,
        until: Span,
        first: Date,
        last: Date,
    },
    Gap {
        owner: Priced<'a>,
        span: Span,
        until: Span,
        first: Date,
        last: Date,
    },
    Currency {
        owner: Priced<'a>,
        span: Span,
        found: Currency,
        currency: Currency,
        written: Span,
    },
    Zero {
        owner: Priced<'a>,
        span: Span,
    },
    NotAnnounced {
        owner: Priced<'a>,
        span: Span,
        notice: Days,
        edition: &'a str,
    },
    ShortNotice {
        owner: Priced<'a>,
        span: Span,
        from: Span,
        days: i32,
        notice: Days,
        edition: &'a str,
        earliest: Option<Date>,
    },
    DiscountTwice {
        months: u64,
        span: Span,
        first: Span,
    },
    Discount {
        percent: Percent,
        span: Span,
    },
    TaxOrder {
        span: Span,
        first: Span,
    },
    TaxRate {
        rate: Percent,
        span: Span,
    },
    NoTax {
        from: Date,
        span: Span,
        known: Date,
        written: Span,
    },
}

/// Two neighbours of a history.
#[derive(Clone, Copy, Debug)]
pub(in crate::checks) struct Step<'a> {
    pub(in crate::checks) before: &'a str,
    pub(in crate::checks) after: &'a str,
    pub(in crate::checks) first: Span,
    pub(in crate::checks) span: Span,
}

/// The history of a server's tariffs.
#[derive(Debug)]
pub(in crate::checks) enum HistoryFault<'a> {
    Order { span: Span, first: Span },
    Same { step: Step<'a> },
    Down { step: Step<'a>, old: Resources, new: Resources, edition: &'a str },
    Mixed { step: Step<'a>, old: Resources, new: Resources, edition: &'a str },
    NoPrice { tariff: &'a str, since: Date, span: Span, prices: Span },
    Future { tariff: &'a str, since: Date, span: Span, judged_at: Date },
}

/// What a project must have.
#[derive(Debug)]
pub(in crate::checks) enum ProjectFault<'a> {
    NoProvider,
    NoTerms,
    SecondProvider { name: &'a str, span: Span, first: Span },
    TermsTwice { from: Date, span: Span, other: &'a str, first: Span },
    LanguageTwice { language: Language, span: Span, first: Span },
    LanguageNotOffered { language: Language, span: Span, list: Span },
    NameServerInZone { host: &'a str, span: Span, zone: &'a str, written: Span },
    YearNotCovered { name: &'a str, span: Span, year: i32 },
}
