//! Every sentence about a state that does not agree with itself.

use std::fmt;

use super::certificate::{Unfit, Usage};
use super::consistency::{Part, StateFault};
use super::pem::PemFault;

impl fmt::Display for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Authority => f.write_str("the authority's certificate"),
            Self::Server => f.write_str("the server's certificate"),
            Self::User(name) => write!(f, "the certificate of `{name}`"),
            Self::List => f.write_str("the list of revocations"),
        }
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Authority => "an authority",
            Self::Server => "a server",
            Self::User => "a user",
        })
    }
}

impl fmt::Display for PemFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => f.write_str("it is not one PEM block"),
            Self::Label { expected } => write!(f, "the PEM block is not labelled `{expected}`"),
            Self::Spelling => f.write_str(
                "the PEM block is not written as lines of 64 characters and nothing else",
            ),
        }
    }
}

impl fmt::Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pem(fault) => fault.fmt(f),
            Self::Der => f.write_str("what the PEM block holds is broken"),
            Self::Field { field, expected } => {
                write!(f, "its `{field}` has to be: {expected}")
            }
        }
    }
}

impl fmt::Display for StateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unfit { part, why } => write!(f, "{part} cannot be used: {why}"),
            Self::Differs { part, key, written, says } => {
                write!(f, "{part} says `{says}` for `{key}`, and `{written}` is written")
            }
            Self::Usage { part, is } => write!(f, "{part} is one for {is}"),
            Self::Issuer { part } => write!(f, "{part} was issued by another authority"),
            Self::Signature { part } => write!(f, "{part} is not signed by the authority"),
            Self::Twice { user } => write!(f, "the user `{user}` has two certificates"),
            Self::SerialTwice { serial, names: [first, second] } => {
                write!(
                    f,
                    "the serial number {serial} is given twice: to `{first}` and to `{second}`"
                )
            }
            Self::NotListed { name, serial } => write!(
                f,
                "the certificate {serial} of `{name}` is revoked here and not on the list: it still lets in"
            ),
            Self::Unrecorded { serial } => {
                write!(f, "the list revokes {serial}, which is not among `revoked`")
            }
            Self::ListDiffers { name, serial } => write!(
                f,
                "the list gives another date or reason for the certificate {serial} of `{name}`"
            ),
            Self::OutlivesAuthority { part } => write!(f, "{part} ends after the authority"),
        }
    }
}

impl StateFault {
    /// What to do about it, on this server.
    pub fn help(&self, server: &str) -> String {
        match self {
            Self::NotListed { .. } | Self::ListDiffers { .. } => {
                format!(
                    "make the list anew with `qalyp vpn crl {server}`, and put it on the server at once"
                )
            }
            Self::Unfit { part: Part::List, .. }
            | Self::Issuer { part: Part::List }
            | Self::Signature { part: Part::List }
            | Self::Differs { part: Part::List, .. } => format!(
                "take the file from git as `qalyp vpn` wrote it; if it never was right: `qalyp vpn crl {server}`"
            ),
            Self::Twice { .. } | Self::SerialTwice { .. } | Self::Unrecorded { .. } => format!(
                "two branches were merged into one that neither wrote: take one side's file whole, then `qalyp vpn merge {server} --other FILE` with that of the other side, so that nothing that was revoked becomes good again"
            ),
            _ => "this file is written by `qalyp vpn` alone: take it from git as it was".to_owned(),
        }
    }
}
