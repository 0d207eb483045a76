//! The private network.

use std::net::Ipv4Addr;

use super::origin::Traced;
use super::resolve::{or_default, text, written};
use super::server::{Vpn, VpnUser};
use crate::blueprint::kinds;

/// Resolves the private network. `None` if its network is missing or too small; reading or a check
/// has said so.
pub(super) fn vpn(vpn: &kinds::Vpn) -> Option<Vpn> {
    let network = vpn.network.get()?;
    let first = network.value.net().hosts().next()?;
    Some(Vpn {
        network: written(network),
        gateway: Traced::computed(first, "the first address of vpn.network"),
        netmask: Traced::computed(network.value.net().netmask(), "the mask of vpn.network"),
        tcp_443: or_default(vpn.tcp_443.as_ref(), false, "false"),
        routes: vpn.routes.iter().map(written).collect(),
        users: vpn
            .users
            .iter()
            .map(|user| VpnUser {
                name: text(&user.name),
                address: user.address.as_ref().map(written::<Ipv4Addr>),
                routes: user.routes.iter().map(written).collect(),
            })
            .collect(),
    })
}
