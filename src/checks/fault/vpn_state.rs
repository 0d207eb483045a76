use crate::blueprint::units::Lifetime;
use crate::contract::{Date, Instant};
use crate::diagnostics::Span;
use crate::fleet::vpn_state::{Part, StateFault};

/// What is wrong with the state of a VPN.
#[derive(Debug)]
pub(in crate::checks) enum VpnStateFault<'a> {
    /// A certificate lets in somebody whom the blueprint does not have.
    UserGone {
        server: &'a str,
        user: &'a str,
        span: Span,
        /// Whether a newer certificate replaced this one.
        former: bool,
        /// Where the VPN's users are written.
        vpn: Span,
    },
    /// There is no such VPN.
    OfNothing { server: &'a str, span: Span, why: NoVpn<'a> },
    /// The file does not agree with itself.
    Disagrees { server: &'a str, span: Span, fault: StateFault },
    /// The server's certificate bears another host name than the server.
    OtherHost { server: &'a str, issued: &'a str, span: Span, is: String, written: Span },
    /// Something ends, or has ended.
    Ends { server: &'a str, part: Part, until: Instant, span: Span, at: Date, ending: Ending },
}

/// Why there is no VPN for a state.
#[derive(Debug)]
pub(in crate::checks) enum NoVpn<'a> {
    /// No server has the name.
    NoServer {
        /// The server that had it before a rename.
        renamed: Option<(&'a str, Span)>,
        /// The names that there are.
        known: Vec<&'a str>,
    },
    /// The server has no VPN.
    NotAsked { written: Span },
}

/// How near an end is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::checks) enum Ending {
    /// In so many days.
    Soon(i64),
    /// It is past.
    Past,
}

/// Lifetimes that do not fit each other.
#[derive(Debug)]
pub(in crate::checks) enum LifetimeFault {
    /// What is issued would outlive who issued it.
    LongerThanAuthority {
        key: &'static str,
        value: Lifetime,
        span: Option<Span>,
        authority: Lifetime,
        authority_span: Option<Span>,
    },
    /// It would have to be renewed from its first day on.
    RenewedAtOnce {
        key: &'static str,
        value: Lifetime,
        span: Option<Span>,
        within: &'static str,
        before: Lifetime,
        before_span: Option<Span>,
    },
}
