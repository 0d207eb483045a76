//! What a server is made of: networks, platform, publications, memory, settings.

use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::blueprint::units::{Network, Size};
use crate::checks::lives::End;
use crate::checks::platform::Line;
use crate::contract::{DailyWindow, Duration};
use crate::diagnostics::Span;

/// Addresses and networks that do not fit together.
#[derive(Debug)]
pub(in crate::checks) enum Networking<'a> {
    AddressOutside { address: Ipv4Addr, span: Span, networks: Vec<Ipv4Net> },
    NetworksOverlap { range: Ipv4Net, span: Span, other: Ipv4Net, first: Span },
    GatewayOutside { gateway: Ipv4Addr, span: Span, range: Ipv4Net, written: Span },
    GatewayUnusable { gateway: Ipv4Addr, span: Span, range: Ipv4Net, written: Span },
    PoolIsPublic { pool: Ipv4Net, span: Span, range: Ipv4Net, written: Span },
    VpnOverlap { network: Ipv4Net, span: Span, other: Ipv4Net, server: &'a str, first: Span },
    VpnOutsidePool { network: Ipv4Net, span: Span, pool: Ipv4Net, written: Span },
    VpnTooSmall { network: Ipv4Net, span: Span, users: usize, places: u64 },
    VpnTooLarge { network: Ipv4Net, span: Span },
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
pub(in crate::checks) enum VpnAddress {
    Outside,
    Server,
    Network,
    Broadcast,
}

/// The 1C:Enterprise platform.
#[derive(Debug)]
pub(in crate::checks) enum PlatformFault<'a> {
    Version {
        version: &'a str,
        span: Span,
    },
    OldLayout {
        version: &'a str,
        span: Span,
    },
    PastItsLife {
        version: &'a str,
        span: Span,
        line: Line,
        end: End,
    },
    /// `known`: the versions that the image brings; `described`: where it says the first of them.
    NotInImage {
        version: &'a str,
        span: Span,
        image: &'a str,
        known: Vec<&'a str>,
        described: Span,
    },
}

/// A port that another program has.
#[derive(Debug)]
pub(in crate::checks) struct PortTaken {
    pub(in crate::checks) port: u64,
    pub(in crate::checks) span: Span,
    pub(in crate::checks) whose: &'static str,
}

/// Archives of the 1C:Enterprise platform.
#[derive(Debug)]
pub(in crate::checks) enum ArchiveFault<'a> {
    Name { name: &'a str, span: Span, version: &'a str, why: &'static str },
    Digest { characters: usize, span: Span },
    Twice { version: &'a str, span: Span, first: Span },
}

/// Web publications.
#[derive(Debug)]
pub(in crate::checks) enum PublicationFault<'a> {
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
pub(in crate::checks) struct Wanted<'a> {
    pub(in crate::checks) whose: &'a str,
    pub(in crate::checks) span: Span,
}

/// Programs and machines. Sizes are MiB.
#[derive(Debug)]
pub(in crate::checks) enum SizingFault<'a> {
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

/// What monitoring takes. Sizes are MiB.
#[derive(Debug)]
pub(in crate::checks) enum MonitoringFault<'a> {
    Memory {
        whose: &'a str,
        span: Span,
        value: u64,
        least: u64,
    },
    /// Times in seconds.
    Disk {
        whose: &'a str,
        span: Span,
        /// Where the interval is written, if `span` is where the retention is.
        interval_at: Option<Span>,
        retention: u64,
        interval: u64,
        needs: u64,
        most: u64,
    },
}

/// A resource of a machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::checks) enum Dimension {
    Processors,
    Memory,
    Disk,
}

/// Settings that a program would take in another sense.
#[derive(Debug)]
pub(in crate::checks) enum SettingFault<'a> {
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
    /// `known`: the locales that every image has.
    Locale {
        locale: String,
        span: Span,
        known: &'static [&'static str],
    },
    /// `least`: in minutes.
    ShortWindow {
        window: DailyWindow,
        span: Span,
        least: i32,
    },
    KeptTooShortly {
        every: Duration,
        keep: Duration,
        span: Span,
        other: Span,
    },
}
