//! How the facts of a ledger are named, and the contract's words that stand in them.

use std::fmt;
use std::ops::Deref;

use crate::blueprint::decode::{Decode, Faults, Scalar, scalars, word};
use crate::blueprint::shape::{Shape, Shapes};
use crate::blueprint::tree::Node;
use crate::contract::Choice;
use crate::contract::terms::{Cause, Priority};

/// What a system of accounts calls a fact: no spaces, unique among all facts of a ledger.
///
/// By it a fact that is delivered twice is known to be the same one.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Box<str>);

/// Long enough for every system's own number with a prefix, short enough for a table.
const LONGEST: usize = 128;

impl Deref for Id {
    type Target = str;
    fn deref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Scalar for Id {
    const EXPECTED: &'static str = "an id without spaces like `pay-2026-000123`";
    const EXAMPLE: &'static str = "pay-2026-000123";
    const PATTERN: Option<&'static str> = Some(r"^\S{1,128}$");
    fn read(text: &str) -> Result<Self, Option<String>> {
        let hidden = |c: &char| {
            c.is_whitespace()
                || c.is_control()
                || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        };
        if text.is_empty() {
            return Err(Some("there is nothing in it".to_owned()));
        }
        if text.len() > LONGEST {
            return Err(Some(format!("it has more than {LONGEST} bytes")));
        }
        match text.chars().find(hidden) {
            Some(c) => Err(Some(format!("it holds the character U+{:04X}", u32::from(c)))),
            None => Ok(Self(text.into())),
        }
    }
}

scalars!(Id);

/// Lets the words of the contract's tables be written in facts.
macro_rules! contract_words {
    ($($type:ty: $title:literal { $($word:literal: $doc:literal,)+ })+) => {$(
        impl Decode for $type {
            fn decode(node: &Node, faults: &mut Faults) -> Option<Self> {
                word(node, $title, <$type as Choice>::NAMES, faults).and_then(<$type>::from_name)
            }
            fn shape(_: &mut Shapes) -> Shape {
                Shape::Words { words: vec![$(($word, $doc)),+] }
            }
        }
    )+};
}

contract_words! {
    Cause: "a cause of contract 8.5" {
        "provider-fault": "The provider's fault.",
        "preinstalled-software": "Another maker's product that the provider installed.",
        "third-party-software": "Another maker's product that the provider did not install.",
        "customer": "An act or omission of the customer.",
        "customer-software": "Software that the customer owns or rents.",
        "external-network": "Networks that are not the provider's.",
        "dns": "The spreading of DNS changes.",
        "force-majeure": "Force majeure.",
    }
    Priority: "a priority of contract 7.2" {
        "high": "The service is interrupted or markedly worse.",
        "medium": "The service works, but not as well as it should.",
        "low": "Everything else.",
    }
}
