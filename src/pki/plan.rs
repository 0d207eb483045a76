//! What is to be made and revoked, as data: nothing is made here, and nothing is asked but the state and
//! a moment. People see a plan before it is carried out.

use std::collections::BTreeSet;

use crate::blueprint::kinds::{RevocationReason, VpnKeys};
use crate::blueprint::units::Lifetime;
use crate::contract::Instant;
use crate::fleet::vpn_state::{Part, Serial, State};

use super::merge::Taken;

mod planning;

pub use planning::plan;

const DAY: i64 = 86_400;

/// What is asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// To bring everything to what the blueprint says.
    Issue,
    /// The same, and to let these in again although they were revoked.
    Again(BTreeSet<String>),
    /// To renew what ends soon, or what is named.
    Renew(Renewal),
    /// To take a user's access away.
    Revoke {
        /// Who.
        user: String,
        /// Why.
        reason: RevocationReason,
    },
    /// To revoke the certificates of a user that newer ones replaced. The user keeps access.
    RevokeFormer {
        /// Who.
        user: String,
        /// Why.
        reason: RevocationReason,
    },
    /// To make the list of revocations anew.
    List,
    /// To take over what was done on another branch: its state.
    Merge(Box<State>),
    /// To begin again with a new authority, for other keys or after the authority's key was lost or stolen.
    /// Every bundle has to be given out again.
    Anew,
}

/// What is to be renewed. Named parts are renewed whatever their end is, and nothing else then; without
/// any, everything that ends soon.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renewal {
    /// How soon; `None`: what the blueprint says.
    pub within: Option<Lifetime>,
    /// Users.
    pub users: Vec<String>,
    /// The certificate of the server.
    pub server_certificate: bool,
    /// The certificate of the authority. Its key stays.
    pub authority: bool,
    /// Whether the certificates that are replaced are revoked. Otherwise they are good until their end.
    pub revoke_former: bool,
    /// Why they are revoked; `None`: because others took their place.
    pub reason: Option<RevocationReason>,
}

impl Renewal {
    const fn names_nothing(&self) -> bool {
        self.users.is_empty() && !self.server_certificate && !self.authority
    }
}

/// What is to be done for one server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The server.
    pub server: String,
    /// The host name in its certificate.
    pub fqdn: String,
    /// The keys of what is made.
    pub keys: VpnKeys,
    /// When.
    pub now: Instant,
    /// In the order in which they are done.
    pub steps: Vec<Step>,
    /// Users of whom something is revoked and who keep a certificate that is good.
    pub keep: BTreeSet<String>,
    /// What somebody should know.
    pub remarks: Vec<Remark>,
}

/// One thing to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    /// To make the certificate of the authority; its key as well if there is none.
    Authority {
        /// Why.
        why: Why,
        /// Last moment.
        until: Instant,
    },
    /// To make the server's key of tls-crypt-v2.
    TlsCryptKey,
    /// To make key and certificate of the server.
    Server {
        /// Why.
        why: Why,
        /// Last moment.
        until: Instant,
    },
    /// To make keys and certificate of a user, who gains access or keeps it.
    User {
        /// Who.
        name: String,
        /// Why.
        why: Why,
        /// Last moment.
        until: Instant,
    },
    /// To revoke a certificate.
    Revoke {
        /// Whose.
        name: String,
        /// Its number.
        serial: Serial,
        /// Its last moment.
        until: Instant,
        /// Why.
        reason: RevocationReason,
    },
    /// To take a key out of the vault whose user has no certificate: what merging two branches leaves.
    Forget {
        /// The name of the secret, within the server's part.
        secret: String,
    },
    /// To make the list of revocations.
    List {
        /// Why.
        why: Why,
        /// Its number.
        number: u64,
        /// Last moment.
        until: Instant,
    },
}

/// Why something is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// There is none.
    Missing,
    /// Somebody asked for it.
    Asked,
    /// It was revoked, and somebody asked for it all the same.
    Again {
        /// Why it was revoked.
        reason: RevocationReason,
        /// When.
        since: Instant,
    },
    /// Another branch had a list of its own.
    Merged,
    /// Another authority takes the place of the one that there is.
    Anew,
    /// It ends soon, or has ended.
    Ends {
        /// When.
        at: Instant,
    },
    /// It would end before what it is to issue.
    TooShort {
        /// When it ends.
        at: Instant,
    },
    /// The host name is another one now.
    HostName {
        /// What it was.
        was: String,
    },
    /// Something was revoked.
    Revoked,
    /// The authority's end moved.
    Authority,
    /// The list does not say what the record says.
    Unsound,
}

/// Something to know that needs no step, or one of another command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remark {
    /// It ends soon: `vpn renew`.
    EndsSoon {
        /// What.
        part: Part,
        /// When.
        at: Instant,
    },
    /// The blueprint asks for other keys than the authority's. They cannot be changed one by one.
    OtherKeys {
        /// What the authority has.
        has: VpnKeys,
        /// What the blueprint says.
        wanted: VpnKeys,
    },
    /// The blueprint still names a user whose access was taken away.
    StillNamed {
        /// Who.
        user: String,
    },
    /// The blueprint names a user who was revoked. Nothing is made for the user.
    WasRevoked {
        /// Who.
        user: String,
        /// Why.
        reason: RevocationReason,
        /// When.
        since: Instant,
    },
    /// What comes from another branch.
    Taken(Taken),
    /// Every bundle that was handed out stops to work.
    BundlesEnd {
        /// How many users had access.
        users: usize,
    },
    /// A user whom the blueprint does not name gets nothing from a new authority.
    LeftBehind {
        /// Who.
        user: String,
    },
    /// The bundles that users have carry the authority's former certificate, and trust it until then.
    OldBundles {
        /// When they stop to work, if they were not given out anew.
        until: Instant,
    },
    /// A replaced certificate lets its holder in until then.
    FormerGood {
        /// Whose.
        name: String,
        /// The last moment.
        until: Instant,
    },
}

impl Plan {
    /// Whether there is nothing to do.
    pub const fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }

    /// Users who had no access and get it.
    pub fn gains(&self) -> impl Iterator<Item = &str> {
        self.steps.iter().filter_map(|step| match step {
            Step::User { name, why, .. } if why.gives_access() => Some(&**name),
            _ => None,
        })
    }

    /// Users whom the blueprint names and who stay out, because they were revoked.
    pub fn left_out(&self) -> impl Iterator<Item = &str> {
        self.remarks.iter().filter_map(|remark| match remark {
            Remark::WasRevoked { user, .. } => Some(&**user),
            _ => None,
        })
    }

    /// Whether somebody may be connected who is cut off.
    pub fn cuts_off(&self) -> bool {
        let ends = |remark: &Remark| matches!(remark, Remark::BundlesEnd { .. });
        self.remarks.iter().any(ends)
            || self.steps.iter().any(|step| matches!(step, Step::Revoke { .. }))
    }

    /// Users who lose all access.
    pub fn loses(&self) -> impl Iterator<Item = &str> {
        let kept = |name: &str| {
            self.keep.contains(name)
                || self
                    .steps
                    .iter()
                    .any(|step| matches!(step, Step::User { name: user, .. } if user == name))
        };
        let left = self.remarks.iter().filter_map(|remark| match remark {
            Remark::LeftBehind { user } => Some(&**user),
            _ => None,
        });
        let mut last = None;
        let revoked = self.steps.iter().filter_map(move |step| match step {
            Step::Revoke { name, .. } if !kept(name) && last != Some(name) => {
                last = Some(name);
                Some(&**name)
            }
            _ => None,
        });
        revoked.chain(left)
    }
}

impl Why {
    /// Whether a user has had no access before.
    pub const fn gives_access(&self) -> bool {
        matches!(self, Self::Missing | Self::Again { .. })
    }
}
