//! Amounts and numbers.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::blueprint::decode::{Decode, Faults, Scalar, scalars};
use crate::blueprint::fault::Fault;
use crate::blueprint::shape::{Shape, Shapes};
use crate::blueprint::tree::{Node, Value};

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
    whole(text).map(|n| format!("the unit is missing, write `{n} MiB` or `{n} GiB`"))
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

scalars!(Size, Version);

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

    proptest! {
        #[test]
        fn a_size_is_read_back(mebibytes in 0_u64..1 << 40) {
            let size = Size::mebibytes(mebibytes);
            prop_assert_eq!(Size::read(&size.to_string()), Ok(size));
        }
    }
}
