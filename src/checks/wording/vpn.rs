use super::counted;
use crate::checks::codes;
use crate::checks::fault::VpnFault;
use crate::diagnostics::Finding;

impl From<VpnFault> for Finding {
    fn from(fault: VpnFault) -> Self {
        match fault {
            VpnFault::OldOpenvpn { version, span } => Self::error(
                codes::OPENVPN_TOO_OLD,
                format!("OpenVPN {version} is too old for the files that are written for it"),
            )
            .at(span, "at least 2.5 is needed")
            .note("tls-crypt-v2 and the choice of ciphers for data came with 2.5")
            .help("choose an image with OpenVPN 2.6"),
            VpnFault::HalfTooSmall { network, span, asked, users, room } => {
                let finding = Self::error(
                    codes::VPN_HALF_TOO_SMALL,
                    format!("the VPN network {network} is too small for two listeners"),
                );
                let finding = if network.prefix_len() > 28 {
                    finding.at(span, "each listener needs at least eight addresses: a /28 for both")
                } else {
                    let users = counted(users as u64, "user");
                    finding.at(span, format!("{room} places in each half for {users}"))
                };
                finding
                    .also(asked, "the second listener is asked for here")
                    .note("one OpenVPN daemon has one listener and one network, so each has a half")
                    .help("choose a network with a prefix that is shorter by one: it has twice the addresses")
            }
            VpnFault::AddressOfTcp { address, span, asked, udp, tcp } => Self::error(
                codes::VPN_ADDRESS_OF_TCP,
                format!("the fixed address {address} is not in the half of the listener on UDP"),
            )
            .at(span, format!("fixed addresses are those of {udp} but its last"))
            .also(asked, format!("the listener on TCP has {tcp}"))
            .note("over TCP a user has the address at the same place of the other half")
            .help("choose an address of the lower half"),
            VpnFault::RouteHoldsServer { route, span, behind_user, address, written } => Self::error(
                codes::ROUTE_HOLDS_SERVER,
                format!("the route {route} would lead the tunnel into itself"),
            )
            .at(
                span,
                if behind_user {
                    "it holds the server's address or its gateway, which would be looked for behind a client"
                } else {
                    "clients would send the tunnel's own packets through the tunnel"
                },
            )
            .also(written, format!("the server is at {address}"))
            .help("cut the network so that the server's own address is not in it"),
            VpnFault::RouteAstray { route, span, behind_user, why, written } => {
                let finding = Self::error(
                    codes::ROUTE_ASTRAY,
                    format!("the route {route} leads where no customer's packets may go"),
                )
                .at(span, why)
                .help("name only networks of the customer, cut so that this one is not in them");
                let finding = match written {
                    Some(written) => finding.also(written, "said here"),
                    None => finding,
                };
                if behind_user {
                    finding.note("the firewall takes packets from a user's networks from the tunnel only")
                } else {
                    finding
                }
            }
        }
    }
}
