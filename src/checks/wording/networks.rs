use super::counted;
use crate::checks::codes;
use crate::checks::fault::{Networking, VpnAddress};
use crate::diagnostics::Finding;

impl From<Networking<'_>> for Finding {
    #[allow(clippy::too_many_lines)] // One arm for each fault; splitting it would scatter the wording.
    fn from(fault: Networking<'_>) -> Self {
        match fault {
            Networking::AddressOutside { address, span, networks } => {
                let list = networks.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                Self::error(
                    codes::ADDRESS_OUTSIDE,
                    format!("the address {address} is in no network of the provider"),
                )
                .at(span, "no gateway is known for this address")
                .note(format!("the networks are {list}"))
                .help("choose an address of one of them, or add its network to the provider")
            }
            Networking::NetworksOverlap { range, span, other, first } => Self::error(
                codes::NETWORKS_OVERLAP,
                format!("the provider's networks {other} and {range} overlap"),
            )
            .at(span, format!("lies within {other}"))
            .also(first, "the network around it")
            .help("an address must have one gateway: cut the larger network or remove one of them"),
            Networking::GatewayOutside { gateway, span, range, written } => Self::error(
                codes::GATEWAY_OUTSIDE,
                format!("the gateway {gateway} is outside its network {range}"),
            )
            .at(span, "no server could reach it")
            .also(written, "the network")
            .help("write the gateway's address within the network"),
            Networking::GatewayUnusable { gateway, span, range, written } => Self::error(
                codes::GATEWAY_OUTSIDE,
                format!("{gateway} is no host of {range} and cannot be its gateway"),
            )
            .at(span, "the first or last address of a network is nobody's")
            .also(written, "the network")
            .help("write the gateway's address within the network"),
            Networking::PoolIsPublic { pool, span, range, written } => Self::error(
                codes::VPN_NOT_PRIVATE,
                format!("the VPN pool {pool} overlaps the public network {range}"),
            )
            .at(span, "private networks are cut from it")
            .also(written, "a network of public addresses")
            .help("take the pool from private addresses, such as 10.0.0.0/8 (RFC 1918)"),
            Networking::VpnOverlap { network, span, other, server, first } => Self::error(
                codes::VPN_OVERLAP,
                format!("the VPN network {network} overlaps {other} of the server `{server}`"),
            )
            .at(span, "these addresses are already taken")
            .also(first, format!("by the network of `{server}`"))
            .help("choose a free part of the provider's `vpn-pool`"),
            Networking::VpnOutsidePool { network, span, pool, written } => Self::error(
                codes::VPN_OUTSIDE_POOL,
                format!("the VPN network {network} is outside the pool {pool}"),
            )
            .at(span, "not a part of the pool")
            .also(written, "the pool from which VPN networks are cut")
            .help("choose a part of the pool, or make the pool larger"),
            Networking::VpnTooSmall { network, span, users, places } => {
                let users = counted(users as u64, "user");
                let finding = Self::error(
                    codes::VPN_TOO_SMALL,
                    format!("the VPN network {network} is too small"),
                )
                .help("choose a larger network: a prefix that is shorter by one has twice the addresses");
                if network.prefix_len() > 29 {
                    return finding
                        .at(span, "a VPN network has at least eight addresses (/29)")
                        .note("OpenVPN refuses a smaller one");
                }
                finding.at(span, format!("{places} places for {users}")).note(
                    "the first address is the server's; the network's own and the broadcast address are nobody's",
                )
            }
            Networking::VpnTooLarge { network, span } => Self::error(
                codes::VPN_TOO_LARGE,
                format!("the VPN network {network} is too large"),
            )
            .at(span, "a VPN network has at most 65536 addresses (/16)")
            .note("OpenVPN refuses a larger one")
            .help("choose a smaller network: a /24 has room for 253 users"),
            Networking::VpnIsPublic { network, span, range, written } => Self::error(
                codes::VPN_NOT_PRIVATE,
                format!("the VPN network {network} overlaps the public network {range}"),
            )
            .at(span, "clients could not reach the public addresses any more")
            .also(written, "a network of public addresses")
            .help("choose a part of the provider's `vpn-pool`"),
            Networking::RouteIntoVpn { route, span, network, written } => Self::error(
                codes::ROUTES_OVERLAP,
                format!("the route {route} overlaps the VPN network {network} itself"),
            )
            .at(span, "packets for clients would leave the VPN here")
            .also(written, "the VPN network")
            .help("remove the route: clients reach the VPN network anyway"),
            Networking::RoutesOverlap { route, span, other, first } => Self::error(
                codes::ROUTES_OVERLAP,
                format!("the routes {other} and {route} overlap"),
            )
            .at(span, "these addresses would be reached in two ways")
            .also(first, "the other way")
            .help("keep one of them, or cut them so that they do not overlap"),
            Networking::VpnAddress { address, span, why, network, written } => {
                let (headline, label) = match why {
                    VpnAddress::Outside => ("is outside the VPN network", "not in the network"),
                    VpnAddress::Server => {
                        ("is the server's own in the VPN network", "the first address is the server's")
                    }
                    VpnAddress::Network => {
                        ("names the VPN network itself", "the first address of a network is nobody's")
                    }
                    VpnAddress::Broadcast => {
                        ("is the broadcast address of the VPN network", "it means every client")
                    }
                };
                Self::error(
                    codes::VPN_ADDRESS,
                    format!("the fixed address {address} {headline} {network}"),
                )
                .at(span, label)
                .also(written, "the VPN network")
                .help("choose another address of the network, or leave `address` out")
            }
            Networking::EmptyAccessList { span } => {
                Self::error(codes::EMPTY_ACCESS_LIST, "an access list without an entry")
                    .at(span, "does this mean everybody or nobody?")
                    .help("for everybody write `[0.0.0.0/0, \"::/0\"]`; to inherit the list leave the key out")
                    .help("for nobody leave out what should not be reached")
            }
            Networking::AccessForNobody { network, span, why } => Self::error(
                codes::ACCESS_NOBODY,
                format!("the entry `{network}` lets nobody in"),
            )
            .at(span, why)
            .help("write the network that clients come from; `0.0.0.0/0` is everybody"),
            Networking::ReverseZone { range, span, written } => Self::error(
                codes::REVERSE_ZONE,
                format!("the network {range} has no reverse zone of its own"),
            )
            .at(span, "asked for here")
            .also(written, "not a /8, /16 or /24")
            .note("reverse zones are cut at whole octets; the names of smaller ones are agreed with the owner of the larger network (RFC 2317)")
            .help("leave `reverse-zone` out and give the names to the owner of the larger network"),
            Networking::SshForEverybody { network, span } => Self::warning(
                codes::SSH_FOR_EVERYBODY,
                format!("`{network}` opens remote administration to everybody"),
            )
            .at(span, "every address may try to log in")
            .help("name the networks that administrators come from, or let them use the VPN"),
        }
    }
}
