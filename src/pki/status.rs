//! What of a VPN ends when, and what is missing: public facts alone, no key is opened.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::blueprint::kinds::Access;
use crate::contract::Instant;
use crate::fleet::Server;
use crate::fleet::vpn_state::{Depth, Issued, State, faults};

const DAY: i64 = 86_400;

/// The secrets that a VPN has for itself; each user has two more.
const OF_THE_SERVER: [(&str, Subject); 3] = [
    ("vpn/ca-key", Subject::Authority),
    ("vpn/server-key", Subject::Server),
    ("vpn/tls-crypt-v2-key", Subject::Server),
];

/// What is known of one server.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// The server, which has a VPN.
    pub server: &'a Server,
    /// What was issued; `None` if nothing was.
    pub state: Option<&'a State>,
    /// The names of the server's secrets that lie in the vault; `None` if nobody looked.
    pub secrets: Option<&'a BTreeSet<String>>,
}

/// When a thing counts as ending soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Within {
    /// As the blueprint says, the authority earlier than the rest.
    Blueprint,
    /// So many seconds before the end.
    Seconds(i64),
}

/// The VPN of one server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Status {
    /// The server.
    pub server: String,
    /// `open` or `closed`.
    pub access: &'static str,
    /// Certificates and the list; users in the order of their names.
    pub items: Vec<Item>,
    /// Certificates that were replaced and are still good.
    pub former: Vec<Past>,
    /// Certificates that were revoked.
    pub revoked: Vec<Past>,
    /// What in the public state contradicts itself, in words.
    pub faults: Vec<String>,
}

/// What an item is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Subject {
    /// The authority.
    Authority,
    /// The server's certificate.
    Server,
    /// The list of revocations.
    List,
    /// A user.
    User,
}

impl Subject {
    /// In one word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Authority => "authority",
            Self::Server => "server",
            Self::List => "list",
            Self::User => "user",
        }
    }
}

/// How it stands. Everything but [`Standing::Good`] asks for something to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Good, and not near its end.
    Good,
    /// Good, and its end is near.
    Ends,
    /// It has ended: it lets nobody in any more.
    Ended,
    /// It begins later.
    NotYet,
    /// There is none.
    Missing,
    /// There is a certificate, and its private part is not in the vault.
    NoKey,
    /// A user who is in no blueprint and still holds a certificate.
    Unlisted,
    /// A user who was revoked and whom the blueprint still names.
    Revoked,
    /// The server's certificate, with another host name than the blueprint's.
    OtherName,
}

impl Standing {
    /// In one word.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Ends => "ends soon",
            Self::Ended => "ENDED",
            Self::NotYet => "not yet",
            Self::Missing => "MISSING",
            Self::NoKey => "NO KEY",
            Self::Unlisted => "not in the blueprint",
            Self::Revoked => "revoked",
            Self::OtherName => "another host name",
        }
    }
}

/// Something that has an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Item {
    /// What it is.
    pub what: Subject,
    /// Its name: of the user, of the server; the number of the list.
    pub name: String,
    /// How it stands.
    pub standing: Standing,
    /// Serial number of a certificate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub serial: Option<String>,
    /// First moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Instant>,
    /// Last moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Instant>,
    /// Whole days until then; negative after it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days: Option<i64>,
}

/// A certificate that is no longer in use.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Past {
    /// Whose.
    pub name: String,
    /// Serial number.
    pub serial: String,
    /// Its last moment.
    pub until: Instant,
    /// When it was replaced or revoked.
    pub since: Instant,
    /// Why it was revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
}

impl Status {
    /// Looks at a server. `None` if it has no VPN, or is deleted.
    pub fn of(known: Known<'_>, at: Instant, within: Within) -> Option<Self> {
        let server = known.server;
        let vpn = server.vpn.as_ref()?;
        let access = match server.access.value {
            Access::Open => "open",
            Access::Closed => "closed",
            Access::Deleted => return None,
        };
        let seconds = |days: u32| i64::from(days) * DAY;
        let (soon, soon_authority) = match within {
            Within::Seconds(seconds) => (seconds, seconds),
            Within::Blueprint => (
                seconds(vpn.issuing.renew_within.days()),
                seconds(vpn.issuing.renew_authority_within.days()),
            ),
        };
        let judge = Judge { at, soon, known };
        let mut items = judge.of_the_server(soon_authority);
        let listed: BTreeSet<&str> =
            vpn.users.iter().map(|user| user.name.value.as_str()).collect();
        let holders = known.state.into_iter().flat_map(|state| &state.users);
        let all: BTreeSet<&str> =
            listed.iter().copied().chain(holders.map(|user| user.name.as_str())).collect();
        items.extend(all.into_iter().map(|name| judge.user(name, listed.contains(name))));
        let state = known.state;
        Some(Self {
            server: server.name.value.clone(),
            access,
            items,
            former: state.map(|state| former(state, at)).unwrap_or_default(),
            revoked: state.map(revoked).unwrap_or_default(),
            faults: state
                .map(|state| faults(state, Depth::Facts).iter().map(ToString::to_string).collect())
                .unwrap_or_default(),
        })
    }

    /// Whether something is to be done.
    pub fn is_amiss(&self) -> bool {
        !self.faults.is_empty() || self.items.iter().any(|item| item.standing != Standing::Good)
    }
}

fn former(state: &State, at: Instant) -> Vec<Past> {
    let good = state.former.iter().filter(|former| former.until >= at);
    good.map(|former| Past {
        name: former.name.clone(),
        serial: former.serial.to_string(),
        until: former.until,
        since: former.replaced,
        reason: None,
    })
    .collect()
}

fn revoked(state: &State) -> Vec<Past> {
    let past = |revoked: &crate::fleet::vpn_state::Revocation| Past {
        name: revoked.name.clone(),
        serial: revoked.serial.to_string(),
        until: revoked.until,
        since: revoked.revoked,
        reason: Some(revoked.reason.word()),
    };
    state.revoked.iter().map(past).collect()
}

/// One look at one server.
struct Judge<'a> {
    at: Instant,
    soon: i64,
    known: Known<'a>,
}

impl Judge<'_> {
    fn of_the_server(&self, soon_authority: i64) -> Vec<Item> {
        let name = &self.known.server.name.value;
        let Some(state) = self.known.state else {
            let missing = |what| Item::missing(what, name.clone());
            return [Subject::Authority, Subject::Server, Subject::List].map(missing).into();
        };
        let certificate = |what, issued: &Issued, soon| {
            let mut needed = OF_THE_SERVER.iter().filter(|(_, subject)| *subject == what);
            let keyless = needed.any(|(secret, _)| self.lacks(secret));
            self.item(what, issued.name.clone(), issued.from, issued.until, (soon, keyless))
                .numbered(issued)
        };
        let list = &state.list;
        vec![
            certificate(Subject::Authority, &state.authority, soon_authority),
            self.named(certificate(Subject::Server, &state.server_certificate, self.soon), state),
            self.item(
                Subject::List,
                format!("number {}", list.number),
                list.this_update,
                list.next_update,
                (self.soon, false),
            ),
        ]
    }

    /// What is worse than another host name is said instead.
    fn named(&self, mut item: Item, state: &State) -> Item {
        let other = state.fqdn != self.known.server.fqdn.value;
        if other && matches!(item.standing, Standing::Good | Standing::Ends) {
            item.standing = Standing::OtherName;
        }
        item
    }

    fn user(&self, name: &str, listed: bool) -> Item {
        let Some(issued) = self.known.state.and_then(|state| state.user(name)) else {
            let mut item = Item::missing(Subject::User, name.to_owned());
            if self.known.state.is_some_and(|state| state.barred(name).is_some()) {
                item.standing = Standing::Revoked;
            }
            return item;
        };
        let keyless = ["key", "tls-crypt-v2"]
            .iter()
            .any(|part| self.lacks(&format!("vpn/users/{name}/{part}")));
        let mut item = self
            .item(Subject::User, name.to_owned(), issued.from, issued.until, (self.soon, keyless))
            .numbered(issued);
        if !listed {
            item.standing = Standing::Unlisted;
        }
        item
    }

    fn lacks(&self, secret: &str) -> bool {
        self.known.secrets.is_some_and(|secrets| !secrets.contains(secret))
    }

    fn item(
        &self,
        what: Subject,
        name: String,
        from: Instant,
        until: Instant,
        (soon, keyless): (i64, bool),
    ) -> Item {
        let left = self.at.seconds_until(until);
        let standing = match left {
            ..0 => Standing::Ended,
            _ if keyless => Standing::NoKey,
            _ if self.at < from => Standing::NotYet,
            left if left <= soon => Standing::Ends,
            _ => Standing::Good,
        };
        let days = Some(left.div_euclid(DAY));
        Item { what, name, standing, serial: None, from: Some(from), until: Some(until), days }
    }
}

impl Item {
    fn missing(what: Subject, name: String) -> Self {
        let standing = Standing::Missing;
        Self { what, name, standing, serial: None, from: None, until: None, days: None }
    }

    fn numbered(self, issued: &Issued) -> Self {
        Self { serial: Some(issued.serial.to_string()), ..self }
    }
}
