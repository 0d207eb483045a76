//! What can be wrong with a fleet: facts only. The sentences are in `wording/`.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use super::lives::End;
use super::platform::Line;
use crate::blueprint::kinds::{DestinationKind, Kind, Language, Optional, Provides};
use crate::blueprint::units::{Network, Size};
use crate::contract::{Currency, DailyWindow, Date, Days, Duration, Percent, Resources};
use crate::diagnostics::Span;

/// A name that leads nowhere, or to something that does not fit.
#[derive(Debug)]
pub(super) enum Reference<'a> {
    /// No document of a kind has this name. `unread`: documents whose name could not be seen.
    Document { kind: Kind, name: &'a str, span: Span, known: Vec<&'a str>, unread: usize },
    /// An add-on is for an infobase that its server does not have.
    Infobase { name: &'a str, span: Span, known: Vec<&'a str> },
    /// An add-on needs software that the server's image does not offer.
    Software { addon: &'a str, span: Span, needed: Optional, image: &'a str, described: Span },
}

/// Two of something that there can be one of.
#[derive(Debug)]
pub(super) struct Twice<'a> {
    pub(super) what: Unique,
    /// As written the second time.
    pub(super) name: &'a str,
    pub(super) again: Span,
    /// As written the first time.
    pub(super) first_name: &'a str,
    pub(super) first: Span,
}

/// What there can be one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unique {
    Server,
    Domain,
    Address,
    VpnUser,
    Infobase,
    Database,
    Addon,
    ProviderNetwork,
    VpnAddress,
}

/// Something that is somebody's already.
#[derive(Debug)]
pub(super) enum Reserved<'a> {
    /// A label that programs look for by themselves.
    WellKnownLabel { label: &'a str, span: Span },
    /// A label that would be a host of the provider.
    ProviderHost { label: &'a str, span: Span, host: &'a str, written: Span },
    /// An address with another use.
    Address { address: Ipv4Addr, span: Span, role: AddressRole, written: Span },
    /// `renamed-from` names what still exists.
    RenamedFromLiving { kind: &'static str, name: &'a str, span: Span, living: Span },
    /// Two claim to be what one was.
    RenamedTwice { kind: &'static str, name: &'a str, span: Span, first: Span },
}

/// What an address of the provider is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum AddressRole {
    Gateway,
    Resolver,
    Network,
    Broadcast,
}

/// Addresses and networks that do not fit together.
#[derive(Debug)]
pub(super) enum Networking<'a> {
    AddressOutside { address: Ipv4Addr, span: Span, networks: Vec<Ipv4Net> },
    NetworksOverlap { range: Ipv4Net, span: Span, other: Ipv4Net, first: Span },
    GatewayOutside { gateway: Ipv4Addr, span: Span, range: Ipv4Net, written: Span },
    GatewayUnusable { gateway: Ipv4Addr, span: Span, range: Ipv4Net, written: Span },
    PoolIsPublic { pool: Ipv4Net, span: Span, range: Ipv4Net, written: Span },
    VpnOverlap { network: Ipv4Net, span: Span, other: Ipv4Net, server: &'a str, first: Span },
    VpnOutsidePool { network: Ipv4Net, span: Span, pool: Ipv4Net, written: Span },
    VpnTooSmall { network: Ipv4Net, span: Span, users: usize, places: u64 },
    VpnIsPublic { network: Ipv4Net, span: Span, range: Ipv4Net, written: Span },
    RouteIntoVpn { route: Ipv4Net, span: Span, network: Ipv4Net, written: Span },
    RoutesOverlap { route: Ipv4Net, span: Span, other: Ipv4Net, first: Span },
    VpnAddress { address: Ipv4Addr, span: Span, why: VpnAddress, network: Ipv4Net, written: Span },
    EmptyAccessList { span: Span },
    AccessForNobody { network: Network, span: Span, why: &'static str },
    SshForEverybody { network: Network, span: Span },
    ReverseZone { range: Ipv4Net, span: Span, written: Span },
}

/// Why a VPN user cannot have an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum VpnAddress {
    Outside,
    Server,
    Network,
    Broadcast,
}

/// A name that something it is written into cannot hold.
#[derive(Debug)]
pub(super) struct BadName<'a> {
    pub(super) what: Named,
    pub(super) name: &'a str,
    pub(super) span: Span,
    pub(super) why: NameFault,
}

/// Whose name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Named {
    Server,
    Domain,
    Infobase,
    Database,
    VpnUser,
    InfobaseLocale,
    SystemLocale,
    TimeZone,
    SshKey,
    IdentificationNumber,
}

/// What is wrong with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NameFault {
    /// It has another form than the one that is described by `Named`.
    Form,
    /// A character that cannot be held.
    Character(char),
    /// Begins with a character that means something else there.
    Begins(char),
    /// White space at its beginning or end.
    Padded,
    /// Longer than can be held, in bytes.
    TooLong { bytes: usize, most: usize },
    /// Means something else to the program.
    Reserved(&'static str),
    /// A `xn--` label.
    Punycode,
    /// A fully qualified name of more than 253 bytes.
    WholeNameTooLong { bytes: usize },
    /// A name that people write for another one.
    Instead(&'static str),
}

/// Add-ons, licences and backups.
#[derive(Debug)]
pub(super) enum AddonFault<'a> {
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

/// The 1C:Enterprise platform.
#[derive(Debug)]
pub(super) enum PlatformFault<'a> {
    Version { version: &'a str, span: Span },
    OldLayout { version: &'a str, span: Span },
    PastItsLife { version: &'a str, span: Span, line: Line, end: End },
}

/// Web publications.
#[derive(Debug)]
pub(super) enum PublicationFault<'a> {
    Path { path: &'a str, span: Span, why: &'static str },
    Reserved { path: &'a str, span: Span, why: &'static str },
    SamePath { path: &'a str, span: Span, other: &'a str, first: Span },
    Nested { path: &'a str, span: Span, outer: &'a str, around: Span },
    ServiceName { name: &'a str, span: Span },
    ServiceTwice { name: &'a str, span: Span, first: Span },
    RootUrl { url: &'a str, span: Span },
    RootUrlTwice { url: &'a str, span: Span, first: Span },
    Nothing { span: Span },
}

/// What asks for a machine: a tariff, or a server where it differs from its tariff.
#[derive(Debug)]
pub(super) struct Wanted<'a> {
    pub(super) whose: &'a str,
    pub(super) span: Span,
}

/// Programs and machines. Sizes are MiB.
#[derive(Debug)]
pub(super) enum SizingFault<'a> {
    Disk {
        disk: Size,
        span: Span,
    },
    BelowImage {
        tariff: &'a str,
        image: &'a str,
        dimension: Dimension,
        has: u64,
        needs: u64,
        written: Span,
        limit: Span,
        /// Where the image is chosen.
        span: Span,
    },
    Memory {
        whose: &'a str,
        span: Span,
        memory: u64,
        of_tariff: Span,
        /// System, monitoring, PostgreSQL, 1C.
        plan: [u64; 4],
        /// PostgreSQL, 1C.
        least: [u64; 2],
        /// Where parts of the plan are written.
        said: Vec<Span>,
    },
    Bounds {
        key: &'static str,
        span: Span,
        whose: &'a str,
        value: u64,
        least: u64,
        most: u64,
        /// What the upper bound is.
        of: &'static str,
    },
    AboveOnec {
        key: &'static str,
        span: Span,
        value: u64,
        onec: u64,
    },
}

/// A resource of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dimension {
    Processors,
    Memory,
    Disk,
}

/// Settings that a program would take in another sense.
#[derive(Debug)]
pub(super) enum SettingFault<'a> {
    /// In seconds.
    Time {
        key: &'static str,
        value: Duration,
        span: Span,
        least: u64,
        most: u64,
        why: &'static str,
    },
    Hours {
        key: &'static str,
        value: Duration,
        span: Span,
        why: &'static str,
    },
    NoUpload {
        span: Span,
    },
    /// `written`: where the terms say their hours.
    LoudHours {
        window: DailyWindow,
        span: Span,
        quiet: DailyWindow,
        edition: &'a str,
        written: Option<Span>,
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
pub(super) struct Priced<'a> {
    pub(super) kind: Kind,
    pub(super) name: &'a str,
}

/// Prices, discounts and tax.
#[derive(Debug)]
pub(super) enum PriceFault<'a> {
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
pub(super) struct Step<'a> {
    pub(super) before: &'a str,
    pub(super) after: &'a str,
    pub(super) first: Span,
    pub(super) span: Span,
}

/// The history of a server's tariffs.
#[derive(Debug)]
pub(super) enum HistoryFault<'a> {
    Order { span: Span, first: Span },
    Same { step: Step<'a> },
    Down { step: Step<'a>, old: Resources, new: Resources, edition: &'a str },
    Mixed { step: Step<'a>, old: Resources, new: Resources, edition: &'a str },
    NoPrice { tariff: &'a str, since: Date, span: Span, prices: Span },
    Future { tariff: &'a str, since: Date, span: Span, judged_at: Date },
}

/// What a project must have.
#[derive(Debug)]
pub(super) enum ProjectFault<'a> {
    NoProvider,
    NoTerms,
    SecondProvider { name: &'a str, span: Span, first: Span },
    TermsTwice { from: Date, span: Span, other: &'a str, first: Span },
    LanguageTwice { language: Language, span: Span, first: Span },
    LanguageNotOffered { language: Language, span: Span, list: Span },
    NameServerInZone { host: &'a str, span: Span, zone: &'a str, written: Span },
    YearNotCovered { name: &'a str, span: Span, year: i32 },
}
