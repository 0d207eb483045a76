//! What lies open in a file that should lie in the vault.
//!
//! A finding says where and what it is, and never the thing itself: nothing here returns a byte of
//! what was found, but for the name of a key in front of it.

mod allowance;
mod armour;
mod assigned;
mod base64;
mod der;
mod letter;
mod needles;
mod release;
mod strength;
#[cfg(test)]
mod tests;
mod tokens;
mod values;

use std::borrow::Cow;

pub use allowance::{ALLOWANCES, Allowances, Unfit};
use der::Der;
use needles::Hint;
pub use values::Values;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A private key that opens at once.
    PrivateKey,
    /// A private key behind a passphrase, which whoever has it may try for ever.
    LockedKey,
    /// An identity of age, with which a vault is opened.
    AgeIdentity,
    /// A secret key of OpenVPN: which one.
    OpenVpn(&'static str),
    /// A profile of a VPN with its private parts.
    Bundle,
    /// The archive for a server, with its secrets.
    Release,
    /// A handover letter with its fields filled in.
    Letter,
    /// A value that lies in the vault: the name of the secret.
    Value(String),
    /// A value at a key that names a password: the key.
    Password(String),
    /// A token of a known form: whose.
    Token(&'static str),
    /// A password within an address.
    Address,
}

/// Something that lies open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exposure {
    /// What it is.
    pub kind: Kind,
    /// The line on which it begins, from 1; 1 in a file that has no lines.
    pub line: u32,
    /// Whether the same stands beneath base64.
    pub wrapped: bool,
}

/// Bytes of a file in which a zero byte says that it is no text.
const LOOKED_AT: usize = 8 * 1024;

/// Everything that lies open in the bytes of a file, in order of its lines. The path tells what kind of
/// file it is. `values` are those of the vault, which nothing else tells from other texts. What a mark in the text allows is
/// left out.
pub fn scan(path: &str, bytes: &[u8], values: &Values) -> Vec<Exposure> {
    let whole = |kind, line| vec![Exposure { kind, line, wrapped: false }];
    if let Some(found) = der::whole(bytes) {
        return whole(of_der(found), 1);
    }
    if release::is_release(bytes) {
        return whole(Kind::Release, 1);
    }
    let text = match utf16(bytes) {
        Some(text) => Cow::Owned(text.into_bytes()),
        None => Cow::Borrowed(bytes),
    };
    let is_text = !text[..text.len().min(LOOKED_AT)].contains(&0);
    let mut found = Finder::default();
    found.known_forms(&text, false);
    if is_text {
        found.bare_keys(&text);
        if assigned::is_settings(path) {
            found.assignments(&text);
        }
        found.letter(path, &text);
    }
    found.values(&text, values);
    let mut all = found.into_exposures(&text, is_text);
    if is_text && !all.is_empty() {
        let lines: Vec<_> = text.split(|it| *it == b'\n').collect();
        all.retain(|it| !allowance::is_marked(&lines, it.line));
    }
    all
}

const fn of_der(found: Der) -> Kind {
    match found {
        Der::Key => Kind::PrivateKey,
        Der::Encrypted | Der::Pkcs12 => Kind::LockedKey,
    }
}

/// The text of a file as Windows may write it.
fn utf16(bytes: &[u8]) -> Option<String> {
    let unit: fn([u8; 2]) -> u16 = match bytes {
        [0xff, 0xfe, ..] => u16::from_le_bytes,
        [0xfe, 0xff, ..] => u16::from_be_bytes,
        _ => return None,
    };
    let units: Vec<u16> = bytes[2..].chunks_exact(2).map(|two| unit([two[0], two[1]])).collect();
    Some(String::from_utf16_lossy(&units))
}

/// What was found so far, by the byte where it begins.
#[derive(Default)]
struct Finder {
    found: Vec<(usize, Kind, bool)>,
    /// Where armours lie, so that their lines are not looked at again.
    armours: Vec<(usize, usize)>,
    /// Where the key of a VPN profile begins.
    profile_keys: Vec<usize>,
}

impl Finder {
    /// Keys in armour, tokens and addresses.
    fn known_forms(&mut self, text: &[u8], wrapped: bool) {
        let mut done = 0;
        for (at, length, hint) in needles::hints(text) {
            if at < done {
                continue;
            }
            let rest = &text[at + length..];
            let kind = match hint {
                Hint::Armour => armour::at(text, at).map(|armour| {
                    done = armour.end;
                    self.armours.push((at, armour.end));
                    armour.kind
                }),
                Hint::Wrapped if !wrapped => self.beneath(text, at, "--"),
                Hint::WrappedAge(missing) if !wrapped => self.beneath(text, at, missing),
                Hint::Wrapped | Hint::WrappedAge(_) => None,
                Hint::Age => tokens::is_identity(rest).then_some(Kind::AgeIdentity),
                Hint::Putty => tokens::is_putty(rest).then_some(Kind::PrivateKey),
                Hint::Address => tokens::has_password(rest).then_some(Kind::Address),
                Hint::ProfileKey => {
                    self.profile_keys.push(at);
                    None
                }
                Hint::Token(whose, alphabet, least) => {
                    let starts = !text[..at].last().is_some_and(u8::is_ascii_alphanumeric);
                    let begins =
                        if text[at] == b':' { tokens::is_bot(&text[..at]) } else { starts };
                    (begins && tokens::is_token(rest, alphabet, least))
                        .then_some(Kind::Token(whose))
                }
            };
            self.found.extend(kind.map(|kind| (at, kind, wrapped)));
        }
    }

    /// Looks beneath base64: what is found there stands where that begins.
    fn beneath(&mut self, text: &[u8], at: usize, missing: &str) -> Option<Kind> {
        let mut plain = missing.as_bytes().to_vec();
        plain.extend(base64::decode(&text[at..], 256 * 1024));
        let mut below = Self::default();
        below.known_forms(&plain, true);
        let kind = below.into_kind()?;
        self.found.push((at, kind, true));
        None
    }

    fn into_kind(self) -> Option<Kind> {
        self.found.into_iter().next().map(|(_, kind, _)| kind)
    }

    /// Keys in base64 without the lines of PEM around them.
    fn bare_keys(&mut self, text: &[u8]) {
        let mut before = b'\n';
        for (at, &byte) in text.iter().enumerate() {
            let starts = byte == b'M' && base64::value(before).is_none();
            before = byte;
            let within = || self.armours.iter().any(|(from, to)| (*from..*to).contains(&at));
            if starts && !within() {
                let found = der::of_base64(&text[at..]);
                self.found.extend(found.map(|found| (at, of_der(found), false)));
            }
        }
    }

    /// Values at keys that name a password.
    fn assignments(&mut self, text: &[u8]) {
        let text = String::from_utf8_lossy(text);
        let mut at = 0;
        let mut lines = text.split('\n').peekable();
        while let Some(line) = lines.next() {
            let has_one = self.found.iter().any(|(from, ..)| (at..=at + line.len()).contains(from));
            if !has_one && let Some(key) = assigned::in_line(line, lines.peek().copied()) {
                self.found.push((at, Kind::Password(key.to_owned()), false));
            }
            at += line.len() + 1;
        }
    }

    /// What a completed letter tells.
    fn letter(&mut self, path: &str, text: &[u8]) {
        let found = letter::at(path, text);
        self.found.extend(found.map(|at| (at, Kind::Letter, false)));
    }

    /// Values of the vault. Of a place where something was found already it says which one.
    fn values(&mut self, text: &[u8], values: &Values) {
        for (at, name) in values.find(text) {
            let line = text[..at].iter().rposition(|it| *it == b'\n').map_or(0, |at| at + 1);
            let is_same = |it: &(usize, Kind, bool)| {
                matches!(it.1, Kind::Password(_)) && (line..=at).contains(&it.0)
            };
            self.found.retain(|it| !is_same(it));
            self.found.push((at, Kind::Value(name.to_owned()), false));
        }
    }

    fn into_exposures(mut self, text: &[u8], is_text: bool) -> Vec<Exposure> {
        // A profile is one finding: whoever has it needs no other.
        let is_key = |kind: &Kind| matches!(kind, Kind::PrivateKey | Kind::LockedKey);
        let key_after = |at: usize| {
            let near = |(from, kind, _): &&(usize, Kind, bool)| *from > at && is_key(kind);
            self.found.iter().find(near).map(|_| at)
        };
        if let Some(at) = self.profile_keys.iter().find_map(|&at| key_after(at)) {
            self.found.retain(|(_, kind, _)| !is_key(kind) && !matches!(kind, Kind::OpenVpn(_)));
            self.found.push((at, Kind::Bundle, false));
        }
        self.found.sort();
        let (mut line, mut counted) = (1_u32, 0);
        let mut all: Vec<Exposure> = Vec::with_capacity(self.found.len());
        for (at, kind, wrapped) in self.found {
            let at = at.min(text.len());
            if is_text {
                let breaks = text[counted..at].split(|it| *it == b'\n').count() - 1;
                line += u32::try_from(breaks).unwrap_or(u32::MAX - line);
                counted = at;
            }
            let same = |it: &Exposure| it.line == line && it.kind == kind;
            if !all.iter().rev().take(8).any(same) {
                all.push(Exposure { kind, line, wrapped });
            }
        }
        all
    }
}
