use std::net::Ipv4Addr;

use ipnet::Ipv4Net;

use crate::diagnostics::Span;

/// Ports, listeners and routes of a VPN that cannot work.
#[derive(Debug)]
pub(in crate::checks) enum VpnFault {
    OldOpenvpn {
        version: String,
        span: Span,
    },
    HalfTooSmall {
        network: Ipv4Net,
        span: Span,
        asked: Span,
        users: usize,
        room: u64,
    },
    AddressOfTcp {
        address: Ipv4Addr,
        span: Span,
        asked: Span,
        udp: Ipv4Net,
        tcp: Ipv4Net,
    },
    RouteHoldsServer {
        route: Ipv4Net,
        span: Span,
        behind_user: bool,
        address: Ipv4Addr,
        written: Span,
    },
    RouteAstray {
        route: Ipv4Net,
        span: Span,
        behind_user: bool,
        why: &'static str,
        written: Option<Span>,
    },
}
