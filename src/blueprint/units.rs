//! Values written as one piece of text, in the units that people use.

use std::fmt;
use std::net::Ipv4Addr;
use std::ops::Deref;

use ipnet::{IpNet, Ipv4Net};
use serde::{Serialize, Serializer};

use crate::contract::{Currency, DailyWindow, Date, Duration, Literal, Money, Percent};

use super::decode::{Decode, Faults, Scalar, scalars};
use super::fault::Fault;
use super::shape::{Shape, Shapes};
use super::tree::{Node, Value};

/// Text within one line: not empty, no control characters, nothing that turns the direction of the
/// text around it (which would let a reviewer read something else than the machine does).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Line(Box<str>);

impl Deref for Line {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

const LINE_BYTES: usize = 4096;

impl Scalar for Line {
    const EXPECTED: &'static str = "a line of text";
    const EXAMPLE: &'static str = "ТОО «Ромашка»";
    fn read(text: &str) -> Result<Self, Option<String>> {
        let turns = |c| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
        if text.trim().is_empty() {
            return Err(Some("there is nothing in it".to_owned()));
        }
        if text.len() > LINE_BYTES {
            return Err(Some(format!("it has more than {LINE_BYTES} bytes")));
        }
        match text.chars().find(|&c| turns(c) || breaks(c)) {
            Some(c) => Err(Some(format!("it holds the character U+{:04X}", u32::from(c)))),
            None => Ok(Self(text.into())),
        }
    }
}

/// The name of a document, safe as a file name: lower-case Latin letters, digits and single inner
/// hyphens, at most 63 characters (also a DNS label, RFC 1123 section 2.1).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Name(Box<str>);

impl Name {
    /// Whether a text could be a name.
    pub fn fits(text: &str) -> bool {
        let bytes = text.as_bytes();
        !bytes.is_empty()
            && bytes.len() <= 63
            && bytes.iter().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
            && bytes[0] != b'-'
            && bytes[bytes.len() - 1] != b'-'
    }
}

impl Deref for Name {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Scalar for Name {
    const EXPECTED: &'static str =
        "a name of lower-case Latin letters, digits and hyphens (at most 63)";
    const EXAMPLE: &'static str = "romashka-main";
    fn read(text: &str) -> Result<Self, Option<String>> {
        if Self::fits(text) { Ok(Self(text.into())) } else { Err(None) }
    }
}

/// A fully qualified domain name of at least two labels, without the final dot.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct DomainName(Box<str>);

impl Deref for DomainName {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DomainName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Scalar for DomainName {
    const EXPECTED: &'static str = "a domain name in lower case, without a final dot";
    const EXAMPLE: &'static str = "1c.example.kz";
    fn read(text: &str) -> Result<Self, Option<String>> {
        let fits = text.len() <= 200 && text.contains('.') && text.split('.').all(Name::fits);
        if fits { Ok(Self(text.into())) } else { Err(None) }
    }
}

/// A mailbox, `local@domain`: the dot-atom form of RFC 5322 section 3.4.1, nothing quoted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Email(Box<str>);

impl Deref for Email {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Scalar for Email {
    const EXPECTED: &'static str = "a mailbox like it@romashka.example";
    const EXAMPLE: &'static str = "it@romashka.example";
    fn read(text: &str) -> Result<Self, Option<String>> {
        let atom = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-/=?^_`{|}~".contains(c);
        let fits = text.rsplit_once('@').is_some_and(|(local, domain)| {
            local.len() <= 64
                && local.split('.').all(|part| !part.is_empty() && part.chars().all(atom))
                && DomainName::read(&domain.to_ascii_lowercase()).is_ok()
        });
        if fits { Ok(Self(text.into())) } else { Err(None) }
    }
}

/// An address of the web or of a file service: a scheme, `//`, a host, and no white space or quotes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Url(Box<str>);

impl Deref for Url {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Url {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Scalar for Url {
    const EXPECTED: &'static str = "an address like https://console.example.kz/";
    const EXAMPLE: &'static str = "https://console.example.kz/";
    fn read(text: &str) -> Result<Self, Option<String>> {
        let plain = |c: char| c.is_ascii_graphic() && !"\"'<>\\^`{|}".contains(c);
        let fits = text.split_once("://").is_some_and(|(scheme, rest)| {
            ["https", "http", "sftp"].contains(&scheme)
                && rest.starts_with(|c: char| c.is_ascii_alphanumeric())
        });
        if fits && text.chars().all(plain) && text.len() <= 2048 {
            Ok(Self(text.into()))
        } else {
            Err(None)
        }
    }
}

/// An amount of memory or disk, in whole MiB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Size {
    mebibytes: u64,
}

impl Size {
    /// So many MiB.
    pub const fn mebibytes(mebibytes: u64) -> Self {
        Self { mebibytes }
    }

    /// In MiB.
    pub const fn in_mebibytes(self) -> u64 {
        self.mebibytes
    }

    /// In whole GiB, rounded down.
    pub const fn in_gibibytes(self) -> u64 {
        self.mebibytes / 1024
    }
}

impl Serialize for Size {
    /// Templates see whole MiB.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.mebibytes)
    }
}

impl fmt::Display for Size {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mebibytes {
            0 => f.write_str("0 MiB"),
            m if m % (1024 * 1024) == 0 => write!(f, "{} TiB", m / 1024 / 1024),
            m if m % 1024 == 0 => write!(f, "{} GiB", m / 1024),
            m => write!(f, "{m} MiB"),
        }
    }
}

impl Scalar for Size {
    const EXPECTED: &'static str = "a size in whole MiB, GiB or TiB like `8 GiB`";
    const EXAMPLE: &'static str = "8 GiB";
    fn read(text: &str) -> Result<Self, Option<String>> {
        let Some((number, unit)) = text.split_once(' ') else {
            return Err(number_without_unit(text));
        };
        let factor: u64 = match unit {
            "MiB" => 1,
            "GiB" => 1024,
            "TiB" => 1024 * 1024,
            "MB" | "GB" | "TB" | "M" | "G" | "T" | "Mb" | "Gb" => {
                return Err(Some(format!("sizes are binary, write `{number} {}iB`", &unit[..1])));
            }
            _ => return Err(None),
        };
        let mebibytes = whole(number).and_then(|n| n.checked_mul(factor));
        // 1 EiB: far above any machine, far below an overflow of later sums.
        match mebibytes.filter(|m| *m <= 1 << 40) {
            Some(mebibytes) => Ok(Self { mebibytes }),
            None => Err(None),
        }
    }
}

fn number_without_unit(text: &str) -> Option<String> {
    whole(text).map(|n| format!("the unit is missing, write `{n} GiB`"))
}

/// Digits only: no sign, no leading zero, no exponent.
fn whole(text: &str) -> Option<u64> {
    let plain = !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_digit())
        && (text.len() == 1 || !text.starts_with('0'));
    if plain { text.parse().ok() } else { None }
}

/// A whole number within bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Whole<const LEAST: u64, const MOST: u64>(u64);

impl<const LEAST: u64, const MOST: u64> Whole<LEAST, MOST> {
    /// The number.
    pub const fn get(self) -> u64 {
        self.0
    }
}

impl<const LEAST: u64, const MOST: u64> Decode for Whole<LEAST, MOST> {
    fn decode(node: &Node, faults: &mut Faults) -> Option<Self> {
        let expected = || format!("a whole number from {LEAST} to {MOST}");
        let text = match &node.value {
            Value::Scalar { text, plain: true } if !node.is_null() => text,
            Value::Scalar { text, plain: false } => {
                faults.push(Fault::BadValue {
                    span: node.span,
                    value: text.to_string(),
                    expected: format!("{} without quotes", expected()),
                    reason: None,
                    words: Vec::new(),
                });
                return None;
            }
            _ => {
                faults.push(Fault::WrongType {
                    span: node.span,
                    expected: expected(),
                    found: node.describe(),
                });
                return None;
            }
        };
        let number = whole(text).filter(|n| (LEAST..=MOST).contains(n));
        if number.is_none() {
            faults.push(Fault::BadValue {
                span: node.span,
                value: text.to_string(),
                expected: expected(),
                reason: None,
                words: Vec::new(),
            });
        }
        number.map(Self)
    }

    fn shape(_: &mut Shapes) -> Shape {
        Shape::Integer { least: LEAST, most: MOST }
    }
}

/// A software version of two to four numbers, such as `1.24`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version(Vec<u32>);

impl Version {
    /// Its numbers, most significant first.
    pub fn numbers(&self) -> &[u32] {
        &self.0
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, n) in self.0.iter().enumerate() {
            write!(f, "{}{n}", if i == 0 { "" } else { "." })?;
        }
        Ok(())
    }
}

impl Serialize for Version {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Scalar for Version {
    const EXPECTED: &'static str = "a version in quotes like \"1.24\"";
    const EXAMPLE: &'static str = "1.24";
    fn read(text: &str) -> Result<Self, Option<String>> {
        let numbers: Option<Vec<u32>> =
            text.split('.').map(|n| whole(n).and_then(|n| u32::try_from(n).ok())).collect();
        match numbers {
            Some(numbers) if (2..=4).contains(&numbers.len()) => Ok(Self(numbers)),
            _ => Err(None),
        }
    }
}

/// An IPv4 network with its host bits zero.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Ipv4Network(Ipv4Net);

impl Ipv4Network {
    /// As the library's type.
    pub const fn net(self) -> Ipv4Net {
        self.0
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

/// Lets the literals of the contract be written in blueprints.
macro_rules! literals {
    ($($type:ty: $expected:literal),+ $(,)?) => {$(
        impl Scalar for $type {
            const EXPECTED: &'static str = $expected;
            const EXAMPLE: &'static str = <$type as Literal>::EXAMPLE;
            const PATTERN: Option<&'static str> = Some(<$type as Literal>::PATTERN);
            fn read(text: &str) -> Result<Self, Option<String>> {
                text.parse::<$type>().map_err(|fault| Some(fault.to_string()))
            }
        }
        scalars!($type);
    )+};
}

literals!(
    Date: "a date like 2026-05-31",
    Duration: "a duration like `14 days`, `48 hours` or `15 s`",
    DailyWindow: "a time of day like `01:00-06:00`",
    Money: "a sum like `24990.00 KZT`",
    Percent: "a percentage like `16 %`",
);

/// The code of a currency, ISO 4217.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CurrencyCode(pub Currency);

impl Scalar for CurrencyCode {
    const EXPECTED: &'static str = "a currency code like KZT";
    const EXAMPLE: &'static str = "KZT";
    fn read(text: &str) -> Result<Self, Option<String>> {
        // A sum is the one place where the contract reads a currency.
        format!("0.00 {text}").parse::<Money>().map(|m| Self(m.currency())).map_err(|_| None)
    }
}

scalars!(
    CurrencyCode,
    Line,
    Name,
    DomainName,
    Email,
    Url,
    Size,
    Version,
    Ipv4Network,
    Network,
    Ipv4Addr
);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sizes_are_written_with_binary_units() {
        assert_eq!(Size::read("8 GiB").map(Size::in_mebibytes), Ok(8192));
        for wrong in ["8", "8GiB", "8 gib", "-1 GiB", "08 GiB", "1.5 GiB", "1e3 MiB", " 8 GiB"] {
            assert!(Size::read(wrong).is_err(), "{wrong}");
        }
        let Err(Some(reason)) = Size::read("8 GB") else { panic!() };
        assert!(reason.contains("`8 GiB`"), "{reason}");
    }

    #[test]
    fn networks_have_no_host_bits() {
        assert!(Ipv4Network::read("10.8.12.0/24").is_ok());
        let Err(Some(reason)) = Ipv4Network::read("10.8.12.1/24") else { panic!() };
        assert!(reason.contains("`10.8.12.0/24`"), "{reason}");
        assert!(Network::read("2001:db8::/32").is_ok());
        assert_eq!(Network::read("10.0.0.1").unwrap().to_string(), "10.0.0.1/32");
    }

    #[test]
    fn a_line_hides_nothing() {
        assert!(Line::read("ТОО «Ромашка & Co»").is_ok());
        assert!(Line::read("\"; rm -rf / #").is_ok());
        for wrong in ["", "  ", "a\nb", "a\u{0}b", "a\u{202e}b", "a\u{2028}b"] {
            assert!(Line::read(wrong).is_err(), "{wrong:?}");
        }
    }

    proptest! {
        #[test]
        fn a_size_is_read_back(mebibytes in 0_u64..1 << 40) {
            let size = Size::mebibytes(mebibytes);
            prop_assert_eq!(Size::read(&size.to_string()), Ok(size));
        }

        #[test]
        fn a_name_is_a_file_name_and_a_label(text in "\\PC{0,70}") {
            if Name::read(&text).is_ok() {
                prop_assert!(!text.contains(['/', '.', '\\']) && text.is_ascii());
            }
        }
    }
}
