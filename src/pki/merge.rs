//! Two states of one server that grew apart on two branches, made one again.
//!
//! Lines of git cannot do that: each side has a list of revocations of its own. What counts here is that nothing
//! that one side revoked is good afterwards, and that no certificate is forgotten that still lets somebody in.

use std::collections::{BTreeMap, BTreeSet};

use super::fault::Fault;
use crate::contract::Instant;
use crate::fleet::vpn_state::{
    Certificate, Former, Issued, Revocation, RevocationList, Serial, State,
};

/// What a merge brings in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The other side revoked a certificate.
    Revoked {
        /// Whose.
        name: String,
        /// Its number.
        serial: Serial,
    },
    /// One side revoked a user while the other made the user a certificate, not knowing of it.
    Crossed {
        /// Whose.
        name: String,
        /// The number of the certificate, which is revoked as well.
        serial: Serial,
    },
    /// The other side's certificate is the one in use now.
    Current {
        /// Whose.
        name: String,
        /// Its number.
        serial: Serial,
    },
    /// A certificate of one side is no longer in use and still good.
    Former {
        /// Whose.
        name: String,
        /// Its number.
        serial: Serial,
    },
}

/// The state with what the other side did, and what that was. Its list is this side's: a new one has to be made.
pub fn merge(own: &State, other: &State, now: Instant) -> Result<(State, Vec<Taken>), Fault> {
    let apart = || Fault::OtherAuthority { server: own.server.clone() };
    let key = |state: &State| Certificate::read(&state.authority.pem).map(|it| it.public_key);
    if own.server != other.server || key(own)? != key(other)? {
        return Err(apart());
    }
    let mut merging = Merging { now, state: own.clone(), taken: Vec::new() };
    merging.revocations(other);
    merging.authority(other);
    merging.server(other);
    merging.users(own, other);
    merging.former(other);
    let mut state = merging.state;
    let revoked: BTreeSet<Serial> = state.revoked.iter().map(|it| it.serial).collect();
    state.former.retain(|former| !revoked.contains(&former.serial));
    state.users.sort_by(|a, b| a.name.cmp(&b.name));
    state.list.number = number(own).max(number(other));
    Ok((state, merging.taken))
}

/// The number of a list, also where record and list disagree.
fn number(state: &State) -> u64 {
    let read = RevocationList::read(&state.list.pem).map_or(0, |list| list.number);
    read.max(state.list.number)
}

/// The newer of two certificates; of two of one moment the one with the greater number, so that both directions agree.
fn newer<'i>(a: &'i Issued, b: &'i Issued) -> (&'i Issued, &'i Issued) {
    if (a.from, a.serial) >= (b.from, b.serial) { (a, b) } else { (b, a) }
}

struct Merging {
    now: Instant,
    state: State,
    taken: Vec<Taken>,
}

impl Merging {
    /// What the other side revoked is revoked. A revocation that both have keeps its first date.
    fn revocations(&mut self, other: &State) {
        for revoked in &other.revoked {
            if self.state.revoked.iter().any(|own| own.serial == revoked.serial) {
                continue;
            }
            self.state.users.retain(|user| user.serial != revoked.serial);
            self.state.revoked.push(revoked.clone());
            let (name, serial) = (revoked.name.clone(), revoked.serial);
            self.taken.push(Taken::Revoked { name, serial });
        }
        self.state.revoked.sort_by_key(|revoked| (revoked.revoked, revoked.serial));
    }

    /// Both have one key: the certificate that lasts longer is good for everything.
    fn authority(&mut self, other: &State) {
        let own = self.state.authority.clone();
        if own.serial == other.authority.serial {
            return;
        }
        let (kept, left) =
            if (own.until, own.serial) >= (other.authority.until, other.authority.serial) {
                (&own, &other.authority)
            } else {
                (&other.authority, &own)
            };
        self.replaced(left);
        if kept.serial != own.serial {
            self.current(kept);
        }
        self.state.authority = kept.clone();
    }

    fn server(&mut self, other: &State) {
        let own = self.state.server_certificate.clone();
        if own.serial == other.server_certificate.serial {
            return;
        }
        let (kept, left) = newer(&own, &other.server_certificate);
        self.replaced(left);
        if kept.serial != own.serial {
            self.current(kept);
            self.state.fqdn.clone_from(&other.fqdn);
        }
        self.state.server_certificate = kept.clone();
    }

    fn users(&mut self, own: &State, other: &State) {
        let mut all: BTreeMap<&str, [Option<&Issued>; 2]> = BTreeMap::new();
        for (side, state) in [own, other].into_iter().enumerate() {
            for user in &state.users {
                all.entry(&user.name).or_default()[side] = Some(user);
            }
        }
        let revoked: BTreeSet<Serial> = self.state.revoked.iter().map(|it| it.serial).collect();
        let mut users = Vec::new();
        for (name, sides) in all {
            let [mine, theirs] =
                sides.map(|side| side.filter(|user| !revoked.contains(&user.serial)));
            let kept = match (mine, theirs) {
                (Some(mine), Some(theirs)) if mine.serial == theirs.serial => Some(mine),
                (Some(mine), Some(theirs)) => {
                    // What a side has replaced itself is the older one, whatever the dates.
                    let old = |issued: &Issued, state: &State| {
                        state.former.iter().any(|former| former.serial == issued.serial)
                    };
                    let (kept, left) = match (old(mine, other), old(theirs, own)) {
                        (true, false) => (theirs, mine),
                        (false, true) => (mine, theirs),
                        _ => newer(mine, theirs),
                    };
                    self.replaced(left);
                    Some(kept)
                }
                (Some(mine), None) => self.against(name, mine, own, other),
                (None, Some(theirs)) => self.against(name, theirs, other, own),
                (None, None) => None,
            };
            if let Some(kept) = kept {
                if mine.is_none_or(|mine| mine.serial != kept.serial) {
                    self.current(kept);
                }
                users.push(kept.clone());
            }
        }
        self.state.users = users;
    }

    /// A certificate that one side alone has. If the opposite side took the user's access away and this side did not
    /// know of it, this one goes the same way.
    fn against<'i>(
        &mut self,
        name: &str,
        issued: &'i Issued,
        side: &State,
        opposite: &State,
    ) -> Option<&'i Issued> {
        if opposite.user(name).is_some() {
            return Some(issued);
        }
        let known: BTreeSet<Serial> = side.revoked.iter().map(|it| it.serial).collect();
        let unheard = |it: &&Revocation| it.name == name && !known.contains(&it.serial);
        let cause = opposite.revoked.iter().filter(unheard).max_by_key(|it| it.revoked);
        let Some(Revocation { reason, .. }) = cause else { return Some(issued) };
        let former = side.former.iter().filter(|it| it.name == name);
        let former = former.map(|former| (former.serial, former.until));
        for (serial, until) in former.chain([(issued.serial, issued.until)]) {
            if self.state.revoked.iter().any(|revoked| revoked.serial == serial) {
                continue;
            }
            self.state.revoked.push(Revocation {
                name: name.to_owned(),
                serial,
                until,
                revoked: self.now,
                reason: *reason,
            });
            self.taken.push(Taken::Crossed { name: name.to_owned(), serial });
        }
        None
    }

    /// Whatever the other side replaced is good until its end, here too.
    fn former(&mut self, other: &State) {
        let known: BTreeSet<Serial> = self.state.serials().collect();
        for former in other.former.iter().filter(|former| !known.contains(&former.serial)) {
            let (name, serial) = (former.name.clone(), former.serial);
            self.taken.push(Taken::Former { name, serial });
            self.state.former.push(former.clone());
        }
        // One that a side still had in use may be the other's former one.
        let used = [&self.state.authority, &self.state.server_certificate];
        let used = used.into_iter().chain(&self.state.users).map(|issued| issued.serial);
        let used: BTreeSet<Serial> = used.collect();
        self.state.former.retain(|former| !used.contains(&former.serial));
        self.state.former.sort_by_key(|former| (former.replaced, former.serial));
    }

    fn replaced(&mut self, issued: &Issued) {
        let (name, serial) = (issued.name.clone(), issued.serial);
        if self.state.former.iter().any(|former| former.serial == serial) {
            return;
        }
        self.state.former.push(Former {
            name: name.clone(),
            serial,
            until: issued.until,
            replaced: self.now,
        });
        self.taken.push(Taken::Former { name, serial });
    }

    fn current(&mut self, issued: &Issued) {
        let (name, serial) = (issued.name.clone(), issued.serial);
        self.taken.push(Taken::Current { name, serial });
    }
}
