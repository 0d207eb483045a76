//! What is let in.

use crate::blueprint::units::Network;
use crate::fleet::fields::resolved;
use crate::fleet::origin::Traced;

resolved! {
    /// What is let in. The order to the cloud and the machine's own firewall are made from this one
    /// list; what is not on it is refused by both.
    pub struct Firewall {
        /// From outside.
        inbound: Vec<Opening>,
        /// From the private network, besides what is let in from everywhere. The cloud does not see
        /// these packets.
        vpn: Vec<VpnOpening>,
    }
}

resolved! {
    /// A port that is open to the outside.
    pub struct Opening {
        /// In one word.
        purpose: Traced<String>,
        /// `tcp` or `udp`.
        protocol: Traced<String>,
        /// The port.
        port: Traced<u64>,
        /// From where.
        sources: Traced<Vec<Network>>,
    }
}

resolved! {
    /// Ports that are open to clients of the VPN.
    pub struct VpnOpening {
        /// In one word.
        purpose: Traced<String>,
        /// `tcp` or `udp`.
        protocol: Traced<String>,
        /// One port, or the first and the last with a hyphen between them.
        ports: Traced<String>,
    }
}
