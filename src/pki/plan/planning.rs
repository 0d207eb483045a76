//! How a plan comes about: what the blueprints ask for beside what the state has.

use std::collections::BTreeSet;

use super::{Action, DAY, Plan, Remark, Renewal, Step, Why};
use crate::blueprint::kinds::{RevocationReason, VpnKeys};
use crate::blueprint::units::Lifetime;
use crate::contract::Instant;
use crate::fleet::vpn_state::{Issued, Part, Revocation, RevocationList, State, StateFault};
use crate::pki::fault::Fault;
use crate::pki::issuer::{self, authority_name};
use crate::pki::wanted::{Policy, Wanted};

/// What is to be done. The state, if there is one, has to agree with itself but for its list.
pub fn plan(
    wanted: &Wanted,
    state: Option<&State>,
    faults: &[StateFault],
    action: &Action,
    now: Instant,
) -> Result<Plan, Fault> {
    // Everything is made as of a day ago, so this clock is a day behind the one that made the list, or more.
    if let Some(newest) = state.map(|state| state.list.this_update).filter(|newest| now < *newest) {
        return Err(Fault::Clock { server: wanted.server.clone(), now, newest });
    }
    let mut planning = Planning::new(wanted, state, now);
    match (action, state) {
        (Action::Issue | Action::Again(_), None) | (Action::Anew, _) => planning.everything(),
        (Action::Issue, Some(state)) => planning.issue(state, &BTreeSet::new())?,
        (Action::Again(users), Some(state)) => planning.issue(state, users)?,
        (_, None) => return Err(Fault::NothingIssued { server: wanted.server.clone() }),
        (Action::Renew(renewal), Some(state)) => planning.renew(state, renewal)?,
        (Action::Revoke { user, reason }, Some(state)) => {
            planning.revoke(state, user, *reason)?;
        }
        (Action::RevokeFormer { user, reason }, Some(state)) => {
            planning.revoke_former(state, user, *reason)?;
        }
        (Action::List, Some(_)) => planning.list = Some(Why::Asked),
        (Action::Merge(_), Some(_)) => planning.list = Some(Why::Merged),
    }
    let unsound = faults.iter().any(StateFault::is_of_list);
    planning.finish(unsound && !matches!(action, Action::List | Action::Anew | Action::Merge(_)))
}

/// A plan that is being made.
struct Planning<'p> {
    wanted: &'p Wanted,
    policy: &'p Policy,
    state: Option<&'p State>,
    now: Instant,
    authority: Option<Why>,
    tls_crypt_key: bool,
    server: Option<Why>,
    users: Vec<(String, Why)>,
    revoked: Vec<Step>,
    keep: BTreeSet<String>,
    list: Option<Why>,
    remarks: Vec<Remark>,
}

impl<'p> Planning<'p> {
    fn new(wanted: &'p Wanted, state: Option<&'p State>, now: Instant) -> Self {
        Self {
            wanted,
            policy: &wanted.policy,
            state,
            now,
            authority: None,
            tls_crypt_key: false,
            server: None,
            users: Vec::new(),
            revoked: Vec::new(),
            keep: BTreeSet::new(),
            list: None,
            remarks: Vec::new(),
        }
    }

    fn after(&self, lifetime: Lifetime) -> Result<Instant, Fault> {
        let end = self.now.add_seconds(i64::from(lifetime.days()) * DAY);
        end.ok_or(Fault::Moment { moment: self.now })
    }

    /// Nothing is there.
    fn everything(&mut self) {
        let why = || if self.state.is_some() { Why::Anew } else { Why::Missing };
        self.authority = Some(why());
        self.server = Some(why());
        self.list = Some(why());
        self.tls_crypt_key = true;
        let had = |name: &String| self.state.is_some_and(|state| state.user(name).is_some());
        for name in &self.wanted.users {
            match self.state.and_then(|state| state.barred(name)) {
                Some(revoked) => self.remarks.push(was_revoked(revoked)),
                None if had(name) => self.users.push((name.clone(), Why::Anew)),
                None => self.users.push((name.clone(), Why::Missing)),
            }
        }
        let Some(state) = self.state else { return };
        self.remarks.push(Remark::BundlesEnd { users: state.users.len() });
        for user in state.users.iter().filter(|user| !self.wanted.users.contains(&user.name)) {
            self.remarks.push(Remark::LeftBehind { user: user.name.clone() });
        }
    }

    /// To what the blueprint says: who is new gets access, who is gone loses it, what has ended is made
    /// anew. Who was revoked by a person gets nothing but by name: the blueprint may not know of it yet.
    fn issue(&mut self, state: &State, again: &BTreeSet<String>) -> Result<(), Fault> {
        for user in again {
            let server = self.wanted.server.clone();
            if !self.wanted.users.contains(user) {
                return Err(Fault::NotInBlueprint { server, user: user.clone() });
            }
            if state.barred(user).is_none() {
                return Err(Fault::NotRevoked { server, user: user.clone() });
            }
        }
        let soon = self.after(self.policy.within)?;
        let has_ended = |until: Instant| until <= self.now;
        if has_ended(state.authority.until) {
            self.authority = Some(Why::Ends { at: state.authority.until });
        }
        let server = &state.server_certificate;
        if state.fqdn != self.wanted.fqdn {
            self.server = Some(Why::HostName { was: state.fqdn.clone() });
        } else if has_ended(server.until) {
            self.server = Some(Why::Ends { at: server.until });
        } else if server.until <= soon {
            self.remarks.push(Remark::EndsSoon { part: Part::Server, at: server.until });
        }
        for name in &self.wanted.users {
            match state.user(name) {
                None => match state.barred(name) {
                    Some(revoked) if !again.contains(name) => {
                        self.remarks.push(was_revoked(revoked));
                    }
                    Some(Revocation { reason, revoked, .. }) => {
                        let why = Why::Again { reason: *reason, since: *revoked };
                        self.users.push((name.clone(), why));
                    }
                    None => self.users.push((name.clone(), Why::Missing)),
                },
                Some(user) if has_ended(user.until) => {
                    self.users.push((name.clone(), Why::Ends { at: user.until }));
                }
                Some(user) if user.until <= soon => self
                    .remarks
                    .push(Remark::EndsSoon { part: Part::User(name.clone()), at: user.until }),
                Some(_) => {}
            }
        }
        // Former certificates are also the server's and the authority's own.
        let own = [self.wanted.server.clone(), authority_name(&self.wanted.server)];
        let former = state.former.iter().map(|former| &former.name);
        let former = former.filter(|name| !own.contains(name));
        let mut gone: Vec<&String> =
            state.users.iter().map(|user| &user.name).chain(former).collect();
        gone.retain(|name| !self.wanted.users.contains(*name));
        gone.sort_unstable();
        gone.dedup();
        for name in gone {
            self.take_away(state, name, RevocationReason::CessationOfOperation, true);
        }
        if self.authority.is_none()
            && state.authority.until <= self.after(self.policy.authority_within)?
        {
            let at = state.authority.until;
            self.remarks.push(Remark::EndsSoon { part: Part::Authority, at });
        }
        self.list_by_its_end(state, self.now, soon);
        Ok(())
    }

    /// A list that ends by itself, before the authority, is made anew once it has ended, and named before.
    fn list_by_its_end(&mut self, state: &State, by: Instant, soon: Instant) {
        let at = state.list.next_update;
        if at >= state.authority.until {
            // It cannot be longer, and a new authority brings a new list.
        } else if at <= by {
            self.list = Some(Why::Ends { at });
        } else if at <= soon {
            self.remarks.push(Remark::EndsSoon { part: Part::List, at });
        }
    }

    fn renew(&mut self, state: &State, renewal: &Renewal) -> Result<(), Fault> {
        for user in &renewal.users {
            let server = || self.wanted.server.clone();
            if !self.wanted.users.contains(user) {
                return Err(Fault::NotInBlueprint { server: server(), user: user.clone() });
            }
            if state.user(user).is_none() {
                return Err(no_such_user(state, user));
            }
        }
        let within = self.after(renewal.within.unwrap_or(self.policy.within))?;
        let authority_within = match renewal.within {
            Some(_) => within,
            None => self.after(self.policy.authority_within)?,
        };
        let all = renewal.names_nothing();
        let due = |named: bool, until: Instant, by: Instant| match (named, all) {
            (true, _) => Some(Why::Asked),
            (false, true) if until <= by => Some(Why::Ends { at: until }),
            _ => None,
        };
        self.authority = due(renewal.authority, state.authority.until, authority_within);
        self.server = due(renewal.server_certificate, state.server_certificate.until, within);
        for name in &self.wanted.users {
            let Some(user) = state.user(name) else { continue };
            if let Some(why) = due(renewal.users.contains(name), user.until, within) {
                self.users.push((name.clone(), why));
                if renewal.revoke_former {
                    let reason = renewal.reason.unwrap_or(RevocationReason::Superseded);
                    self.take_away(state, name, reason, true);
                } else if user.until > self.now {
                    let until = user.until;
                    self.remarks.push(Remark::FormerGood { name: name.clone(), until });
                }
            }
        }
        if all {
            self.list_by_its_end(state, within, within);
        }
        Ok(())
    }

    fn revoke(&mut self, state: &State, user: &str, reason: RevocationReason) -> Result<(), Fault> {
        self.take_away(state, user, reason, false);
        if self.revoked.is_empty() {
            return Err(no_such_user(state, user));
        }
        if self.wanted.users.contains(user) {
            // What is written for a name that may come back would let this one back in at once.
            if reason == RevocationReason::CessationOfOperation {
                let server = self.wanted.server.clone();
                return Err(Fault::StillNamed { server, user: user.to_owned() });
            }
            self.remarks.push(Remark::StillNamed { user: user.to_owned() });
        }
        Ok(())
    }

    /// For a device that turns out to be lost after its certificate was replaced.
    fn revoke_former(
        &mut self,
        state: &State,
        user: &str,
        reason: RevocationReason,
    ) -> Result<(), Fault> {
        self.take_away(state, user, reason, false);
        let current = state.user(user).map(|user| user.serial);
        self.revoked.retain(
            |step| !matches!(step, Step::Revoke { serial, .. } if Some(*serial) == current),
        );
        if self.revoked.is_empty() {
            return Err(Fault::NothingFormer {
                server: state.server.clone(),
                user: user.to_owned(),
            });
        }
        self.keep.extend(current.map(|_| user.to_owned()));
        Ok(())
    }

    /// Revokes all of a user's certificates that are still good: a former one lets in as well. With
    /// `ended`, the last one also if it has ended, so that nobody is left who is named nowhere.
    fn take_away(&mut self, state: &State, name: &str, reason: RevocationReason, ended: bool) {
        let user = state.users.iter().filter(|user| user.name == name);
        let current = user.map(|user| (user.serial, user.until, ended));
        let former = state.former.iter().filter(|former| former.name == name);
        let former = former.map(|former| (former.serial, former.until, false));
        for (serial, until, even_ended) in former.chain(current) {
            if even_ended || until >= self.now {
                let name = name.to_owned();
                self.revoked.push(Step::Revoke { name, serial, until, reason });
            }
        }
    }

    /// The steps in their order, with what follows from them.
    fn finish(mut self, unsound: bool) -> Result<Plan, Fault> {
        let keys = self.keys();
        let server = self.server.as_ref().map(|_| self.policy.server);
        let user = self.users.first().map(|_| self.policy.user);
        let longest = server.max(user);
        // A new authority owes nothing to the former one.
        let state = self.state.filter(|_| !self.tls_crypt_key);
        let mut authority_until = match (state, &self.authority) {
            (Some(state), None) => state.authority.until,
            _ => self.after(self.policy.authority)?,
        };
        // An authority that ends before what it issues is renewed first: that changes neither its key nor
        // its name, and costs nobody anything.
        if let (Some(longest), None) = (longest, &self.authority) {
            let renewed = self.after(self.policy.authority)?;
            if authority_until < self.after(longest)? && self.policy.authority > longest {
                self.authority = Some(Why::TooShort { at: authority_until });
                authority_until = renewed;
            }
        }
        if let (Some(state), Some(_)) = (state, &self.authority) {
            // A renewal never takes time away.
            authority_until = authority_until.max(state.authority.until);
            let until = state.authority.until;
            self.remarks.push(Remark::OldBundles { until });
            self.list.get_or_insert(Why::Authority);
        }
        if !self.revoked.is_empty() {
            self.list = Some(Why::Revoked);
        } else if unsound {
            self.list = Some(Why::Unsound);
        }
        let server_until = self.after(self.policy.server)?.min(authority_until);
        let user_until = self.after(self.policy.user)?.min(authority_until);
        let list_until = match self.policy.list {
            Some(lifetime) => self.after(lifetime)?.min(authority_until),
            None => authority_until,
        };
        let number = self.state.map_or(0, newest_number) + 1;
        let mut steps = Vec::new();
        steps.extend(self.authority.map(|why| Step::Authority { why, until: authority_until }));
        steps.extend(self.tls_crypt_key.then_some(Step::TlsCryptKey));
        steps.extend(self.server.map(|why| Step::Server { why, until: server_until }));
        steps.extend(self.revoked);
        let users = self.users.into_iter();
        steps.extend(users.map(|(name, why)| Step::User { name, why, until: user_until }));
        steps.extend(self.list.map(|why| Step::List { why, number, until: list_until }));
        self.remarks.retain(|remark| !is_mended(remark, &steps));
        Ok(Plan {
            server: self.wanted.server.clone(),
            fqdn: self.wanted.fqdn.clone(),
            keys,
            now: self.now,
            steps,
            keep: self.keep,
            remarks: self.remarks,
        })
    }

    /// What is issued has the kind of key that its authority has.
    fn keys(&mut self) -> VpnKeys {
        let wanted = self.policy.keys;
        let Some(state) = self.state.filter(|_| !self.tls_crypt_key) else { return wanted };
        let is = |keys| issuer::kinds(keys).0 == state.authority.key;
        let has = if is(VpnKeys::Rsa3072) { VpnKeys::Rsa3072 } else { VpnKeys::P256 };
        if has != wanted {
            self.remarks.push(Remark::OtherKeys { has, wanted });
        }
        has
    }
}

/// Whether a thing that ends soon is made anew anyway.
fn is_mended(remark: &Remark, steps: &[Step]) -> bool {
    let Remark::EndsSoon { part, .. } = remark else { return false };
    steps.iter().any(|step| match (part, step) {
        (Part::Authority, Step::Authority { .. })
        | (Part::Server, Step::Server { .. })
        | (Part::List, Step::List { .. }) => true,
        (Part::User(user), Step::User { name, .. }) => user == name,
        _ => false,
    })
}

/// The number of the newest list, also where record and list disagree.
fn newest_number(state: &State) -> u64 {
    let read = RevocationList::read(&state.list.pem).map_or(0, |list| list.number);
    read.max(state.list.number)
}

fn was_revoked(revoked: &Revocation) -> Remark {
    let Revocation { name, reason, revoked, .. } = revoked;
    Remark::WasRevoked { user: name.clone(), reason: *reason, since: *revoked }
}

fn no_such_user(state: &State, user: &str) -> Fault {
    let known = state.users.iter().map(|user: &Issued| user.name.clone()).collect();
    Fault::NoSuchUser { server: state.server.clone(), user: user.to_owned(), known }
}
