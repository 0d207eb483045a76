//! Whether a state agrees with its own certificates, its list and itself.

use std::collections::{BTreeMap, BTreeSet};

use super::certificate::{Certificate, Unfit, Usage};
use super::list::RevocationList;
use super::serial::Serial;
use super::state::{Issued, State};

/// A part of a state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The certificate of the authority.
    Authority,
    /// The certificate of the server.
    Server,
    /// The certificate of a user.
    User(String),
    /// The list of revocations.
    List,
}

/// What is wrong with a state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StateFault {
    /// A certificate or the list cannot be used.
    Unfit {
        /// Which.
        part: Part,
        /// Why.
        why: Unfit,
    },
    /// What is written beside a certificate or list is not what it says.
    Differs {
        /// Which.
        part: Part,
        /// The key of the state's record.
        key: &'static str,
        /// What is written.
        written: String,
        /// What the certificate or list says.
        says: String,
    },
    /// A certificate is for something else.
    Usage {
        /// Which.
        part: Part,
        /// What for.
        is: Usage,
    },
    /// A certificate or the list was not issued by this authority. OpenVPN passes over such a list with a
    /// warning, and revoked users get in.
    Issuer {
        /// Which.
        part: Part,
    },
    /// A certificate or the list claims this authority, and the signature is not its.
    Signature {
        /// Which.
        part: Part,
    },
    /// A user stands twice.
    Twice {
        /// Who.
        user: String,
    },
    /// Two certificates have one serial number.
    SerialTwice {
        /// The number.
        serial: Serial,
        /// Whose they are.
        names: [String; 2],
    },
    /// A certificate that is written as revoked is still good and not on the list.
    NotListed {
        /// Whose.
        name: String,
        /// The number.
        serial: Serial,
    },
    /// The list revokes what is not written as revoked.
    Unrecorded {
        /// The number.
        serial: Serial,
    },
    /// The list and the record disagree about date or reason.
    ListDiffers {
        /// Whose.
        name: String,
        /// The number.
        serial: Serial,
    },
    /// A certificate outlives the authority.
    OutlivesAuthority {
        /// Which.
        part: Part,
    },
}

/// How deep to look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Facts, names and fingerprints: some microseconds for each certificate.
    Facts,
    /// Signatures as well: most of a millisecond for each.
    Signatures,
}

/// Everything that is wrong with a state, in the order of its file.
pub fn faults(state: &State, depth: Depth) -> Vec<StateFault> {
    let mut found = Vec::new();
    let authority = certificate(state, &state.authority, Part::Authority, &mut found);
    let server = certificate(state, &state.server_certificate, Part::Server, &mut found);
    let mut leaves: Vec<_> = server.map(|server| (Part::Server, server)).into_iter().collect();
    for user in &state.users {
        let part = Part::User(user.name.clone());
        let read = certificate(state, user, part.clone(), &mut found);
        leaves.extend(read.map(|read| (part, read)));
    }
    if let Some(authority) = &authority {
        let own = [(Part::Authority, authority.clone())];
        for (part, leaf) in own.iter().chain(&leaves) {
            if !leaf.names_as_issuer(authority) {
                found.push(StateFault::Issuer { part: part.clone() });
            } else if depth == Depth::Signatures && !leaf.is_signed_by(authority) {
                found.push(StateFault::Signature { part: part.clone() });
            }
            if leaf.until > authority.until {
                found.push(StateFault::OutlivesAuthority { part: part.clone() });
            }
        }
    }
    list(state, authority.as_ref(), depth, &mut found);
    repetitions(state, &mut found);
    found
}

/// A certificate against the facts beside it. `None` if it cannot be read.
fn certificate(
    state: &State,
    issued: &Issued,
    part: Part,
    found: &mut Vec<StateFault>,
) -> Option<Certificate> {
    let read = match Certificate::read(&issued.pem) {
        Ok(read) => read,
        Err(why) => {
            found.push(StateFault::Unfit { part, why });
            return None;
        }
    };
    let mut differs = |key, written: String, says: String| {
        if written != says {
            found.push(StateFault::Differs { part: part.clone(), key, written, says });
        }
    };
    differs("name", issued.name.clone(), read.name.clone());
    differs("key", issued.key.to_string(), read.key.to_string());
    differs("serial", issued.serial.to_string(), read.serial.to_string());
    differs("not-before", issued.from.to_string(), read.from.to_string());
    differs("not-after", issued.until.to_string(), read.until.to_string());
    differs("sha256", issued.fingerprint.to_string(), read.fingerprint.to_string());
    let usage = match part {
        Part::Authority => Usage::Authority,
        Part::Server => {
            // Profiles pin this name.
            differs("name", state.server.clone(), read.name.clone());
            differs("fqdn", state.fqdn.clone(), read.fqdn.clone().unwrap_or_default());
            Usage::Server
        }
        _ => Usage::User,
    };
    if read.usage != usage {
        found.push(StateFault::Usage { part, is: read.usage });
    }
    Some(read)
}

/// The list against its facts, the authority and the revocations.
fn list(state: &State, authority: Option<&Certificate>, depth: Depth, found: &mut Vec<StateFault>) {
    let read = match RevocationList::read(&state.list.pem) {
        Ok(read) => read,
        Err(why) => return found.push(StateFault::Unfit { part: Part::List, why }),
    };
    let mut differs = |key, written: String, says: String| {
        if written != says {
            found.push(StateFault::Differs { part: Part::List, key, written, says });
        }
    };
    differs("number", state.list.number.to_string(), read.number.to_string());
    differs("this-update", state.list.this_update.to_string(), read.this_update.to_string());
    differs("next-update", state.list.next_update.to_string(), read.next_update.to_string());
    if let Some(authority) = authority {
        if !read.names_as_issuer(authority) {
            found.push(StateFault::Issuer { part: Part::List });
        } else if depth == Depth::Signatures && !read.is_signed_by(authority) {
            found.push(StateFault::Signature { part: Part::List });
        }
    }
    let mut unrecorded: BTreeSet<Serial> = read.entries.keys().copied().collect();
    for revoked in &state.revoked {
        let (name, serial) = (revoked.name.clone(), revoked.serial);
        unrecorded.remove(&serial);
        match read.entries.get(&serial) {
            // A list made after a certificate's end may leave it out, not an earlier one.
            None if revoked.until >= read.this_update => {
                found.push(StateFault::NotListed { name, serial });
            }
            Some(entry) if *entry != (revoked.revoked, revoked.reason) => {
                found.push(StateFault::ListDiffers { name, serial });
            }
            _ => {}
        }
    }
    found.extend(unrecorded.into_iter().map(|serial| StateFault::Unrecorded { serial }));
}

/// What stands twice: a merge of two branches can bring that about.
fn repetitions(state: &State, found: &mut Vec<StateFault>) {
    let mut users = BTreeSet::new();
    for user in &state.users {
        if !users.insert(&user.name) {
            found.push(StateFault::Twice { user: user.name.clone() });
        }
    }
    let issued = [&state.authority, &state.server_certificate].into_iter().chain(&state.users);
    let all = issued
        .map(|issued| (issued.serial, &issued.name))
        .chain(state.former.iter().map(|former| (former.serial, &former.name)))
        .chain(state.revoked.iter().map(|revoked| (revoked.serial, &revoked.name)));
    let mut serials: BTreeMap<Serial, &String> = BTreeMap::new();
    for (serial, name) in all {
        if let Some(first) = serials.insert(serial, name) {
            let names = [first.clone(), name.clone()];
            found.push(StateFault::SerialTwice { serial, names });
        }
    }
}

impl StateFault {
    /// Whether a new list mends it. That one which revokes more than the record is not among these: the
    /// record has lost something, and a new list would lose it as well.
    pub const fn is_of_list(&self) -> bool {
        matches!(
            self,
            Self::NotListed { .. }
                | Self::ListDiffers { .. }
                | Self::Unfit { part: Part::List, .. }
                | Self::Issuer { part: Part::List }
                | Self::Signature { part: Part::List }
                | Self::Differs { part: Part::List, .. }
        )
    }
}
