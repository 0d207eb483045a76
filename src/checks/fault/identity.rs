//! Names and addresses: what they lead to, whose they are, what can hold them.

use std::net::Ipv4Addr;

use crate::blueprint::kinds::{Kind, Optional};
use crate::diagnostics::Span;

/// A name that leads nowhere, or to something that does not fit.
#[derive(Debug)]
pub(in crate::checks) enum Reference<'a> {
    /// No document of a kind has this name. `unread`: documents whose name could not be seen.
    Document { kind: Kind, name: &'a str, span: Span, known: Vec<&'a str>, unread: usize },
    /// An add-on is for an infobase that its server does not have.
    Infobase { name: &'a str, span: Span, known: Vec<&'a str> },
    /// An add-on needs software that the server's image does not offer.
    Software { addon: &'a str, span: Span, needed: Optional, image: &'a str, described: Span },
}

/// Two of something that there can be one of.
#[derive(Debug)]
pub(in crate::checks) struct Twice<'a> {
    pub(in crate::checks) what: Unique,
    /// As written the second time.
    pub(in crate::checks) name: &'a str,
    pub(in crate::checks) again: Span,
    /// As written the first time.
    pub(in crate::checks) first_name: &'a str,
    pub(in crate::checks) first: Span,
}

/// What there can be one of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::checks) enum Unique {
    Server,
    Domain,
    Address,
    VpnUser,
    Infobase,
    Database,
    Addon,
    ProviderNetwork,
    VpnAddress,
}

/// Something that is somebody's already.
#[derive(Debug)]
pub(in crate::checks) enum Reserved<'a> {
    /// A label that programs look for by themselves.
    WellKnownLabel { label: &'a str, span: Span },
    /// A label that would be a host of the provider.
    ProviderHost { label: &'a str, span: Span, host: &'a str, written: Span },
    /// An address with another use.
    Address { address: Ipv4Addr, span: Span, role: AddressRole, written: Span },
    /// `renamed-from` names what still exists.
    RenamedFromLiving { kind: &'static str, name: &'a str, span: Span, living: Span },
    /// Two claim to be what one was.
    RenamedTwice { kind: &'static str, name: &'a str, span: Span, first: Span },
}

/// What an address of the provider is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::checks) enum AddressRole {
    Gateway,
    Resolver,
    Network,
    Broadcast,
}

/// A name that something it is written into cannot hold.
#[derive(Debug)]
pub(in crate::checks) struct BadName<'a> {
    pub(in crate::checks) what: Named,
    pub(in crate::checks) name: &'a str,
    pub(in crate::checks) span: Span,
    pub(in crate::checks) why: NameFault,
}

/// Whose name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::checks) enum Named {
    Server,
    Domain,
    Infobase,
    Database,
    VpnUser,
    InfobaseLocale,
    SystemLocale,
    TimeZone,
    SshKey,
    IdentificationNumber,
    Hostmaster,
}

/// What is wrong with a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::checks) enum NameFault {
    /// It has another form than the one that is described by `Named`.
    Form,
    /// A character that cannot be held.
    Character(char),
    /// Begins with a character that means something else there.
    Begins(char),
    /// White space at its beginning or end.
    Padded,
    /// Longer than can be held, in bytes.
    TooLong { bytes: usize, most: usize },
    /// Means something else to the program.
    Reserved(&'static str),
    /// A `xn--` label.
    Punycode,
    /// A fully qualified name of more than 253 bytes.
    WholeNameTooLong { bytes: usize },
    /// A name that people write for another one.
    Instead(&'static str),
}
