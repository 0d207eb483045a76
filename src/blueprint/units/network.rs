//! Networks and addresses.

use std::fmt;
use std::net::Ipv4Addr;

use ipnet::{IpNet, Ipv4Net};
use serde::{Serialize, Serializer};

use crate::blueprint::decode::{Scalar, scalars};

/// An IPv4 network with its host bits zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ipv4Network(Ipv4Net);

impl Ipv4Network {
    /// As the library's type.
    pub const fn net(self) -> Ipv4Net {
        self.0
    }
}

impl From<Ipv4Net> for Ipv4Network {
    /// The network in which an address with its mask lies.
    fn from(net: Ipv4Net) -> Self {
        Self(net.trunc())
    }
}

impl fmt::Display for Ipv4Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Ipv4Network {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Scalar for Ipv4Network {
    const EXPECTED: &'static str = "an IPv4 network like 10.8.12.0/24";
    const EXAMPLE: &'static str = "10.8.12.0/24";
    fn read(text: &str) -> Result<Self, Option<String>> {
        let net: Ipv4Net = text.parse().map_err(|_| None)?;
        if net.trunc() == net && net.to_string() == text {
            return Ok(Self(net));
        }
        Err(Some(format!("the host bits are not zero, write `{}`", net.trunc())))
    }
}

/// An IPv4 or IPv6 network, or a single address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Network(IpNet);

impl Network {
    /// As the library's type.
    pub const fn net(self) -> IpNet {
        self.0
    }
}

impl From<IpNet> for Network {
    /// The network in which an address with its mask lies.
    fn from(net: IpNet) -> Self {
        Self(net.trunc())
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Network {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Scalar for Network {
    const EXPECTED: &'static str = "a network or address like 198.51.100.0/24 or 2001:db8::/32";
    const EXAMPLE: &'static str = "198.51.100.0/24";
    fn read(text: &str) -> Result<Self, Option<String>> {
        let net = match text.parse::<std::net::IpAddr>() {
            Ok(address) => IpNet::from(address),
            Err(_) => text.parse::<IpNet>().map_err(|_| None)?,
        };
        if net.trunc() == net {
            return Ok(Self(net));
        }
        Err(Some(format!("the host bits are not zero, write `{}`", net.trunc())))
    }
}

impl Scalar for Ipv4Addr {
    const EXPECTED: &'static str = "an IPv4 address like 203.0.113.10";
    const EXAMPLE: &'static str = "203.0.113.10";
    fn read(text: &str) -> Result<Self, Option<String>> {
        text.parse().map_err(|_| None)
    }
}

scalars!(Ipv4Network, Network, Ipv4Addr);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn networks_have_no_host_bits() {
        assert!(Ipv4Network::read("10.8.12.0/24").is_ok());
        let Err(Some(reason)) = Ipv4Network::read("10.8.12.1/24") else { panic!() };
        assert!(reason.contains("`10.8.12.0/24`"), "{reason}");
        assert!(Network::read("2001:db8::/32").is_ok());
        assert_eq!(Network::read("10.0.0.1").unwrap().to_string(), "10.0.0.1/32");
    }
}
