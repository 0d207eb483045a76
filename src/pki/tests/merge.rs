//! Two branches that both did something to one server.

use super::{NOW, Vpn, at, wanted};
use crate::blueprint::kinds::RevocationReason;
use crate::fleet::vpn_state::{Depth, RevocationList, Serial, State, StateFault, faults};
use crate::pki::{Action, Fault, Held, Renewal, Taken, apply, merge, plan};

/// The same VPN on another branch.
fn branch(vpn: &Vpn) -> Vpn {
    let copy = |secret: &Option<crate::vault::Secret>| {
        secret.as_ref().map(crate::vault::Secret::duplicate)
    };
    let held =
        Held { authority: copy(&vpn.held.authority), tls_crypt_v2: copy(&vpn.held.tls_crypt_v2) };
    Vpn { state: vpn.state.clone(), held, secrets: Vec::new() }
}

fn renew(user: &str, revoke_former: bool) -> Action {
    Action::Renew(Renewal { users: vec![user.to_owned()], revoke_former, ..Renewal::default() })
}

/// Merged, with a new list.
fn merged(own: &Vpn, other: &Vpn) -> (State, Vec<Taken>) {
    let now = at("2026-12-24T09:00:00Z");
    let (state, taken) = merge(&own.state, &other.state, now).unwrap();
    let action = Action::Merge(Box::new(other.state.clone()));
    let everybody = wanted(&["aigerim", "daulet", "nurzhan"]);
    let plan = plan(&everybody, Some(&state), &[], &action, now).unwrap();
    let outcome = apply(&plan, Some(&state), &own.held).unwrap();
    assert_eq!(faults(&outcome.state, Depth::Signatures), []);
    let most = own.state.list.number.max(other.state.list.number);
    assert_eq!(outcome.state.list.number, most + 1);
    let known: Vec<Serial> = outcome.state.serials().collect();
    for side in [own, other] {
        assert!(side.state.serials().all(|serial| known.contains(&serial)), "one is forgotten");
    }
    (outcome.state, taken)
}

fn listed(state: &State) -> Vec<Serial> {
    RevocationList::read(&state.list.pem).unwrap().entries.into_keys().collect()
}

#[test]
fn nothing_that_either_side_revoked_is_good_again() {
    let people = wanted(&["aigerim", "daulet"]);
    let base = Vpn::of(&people, at(NOW));
    let stolen = base.state.user("aigerim").unwrap().serial;
    let left = base.state.user("daulet").unwrap().serial;
    let (mut one, mut two) = (branch(&base), branch(&base));
    let later = at("2026-12-01T09:00:00Z");
    one.run(&people, &renew("aigerim", true), later);
    two.run(&wanted(&["aigerim"]), &Action::Issue, later);
    let fresh = one.state.user("aigerim").unwrap().serial;
    assert_eq!(one.state.list.number, two.state.list.number);
    for (own, other) in [(&one, &two), (&two, &one)] {
        let (state, taken) = merged(own, other);
        let mut both = vec![stolen, left];
        both.sort_unstable();
        assert_eq!(listed(&state), both);
        let users: Vec<Serial> = state.users.iter().map(|user| user.serial).collect();
        assert_eq!((users, state.former.len()), (vec![fresh], 0));
        assert!(taken.iter().any(|it| matches!(it, Taken::Revoked { .. })));
    }
    // Twice is once.
    let (state, _) = merged(&one, &two);
    let now = at("2026-12-24T09:00:00Z");
    assert_eq!(merge(&state, &two.state, now).unwrap(), (state.clone(), vec![]));
    // Without a new list the merged record is refused.
    let (raw, _) = merge(&one.state, &two.state, now).unwrap();
    assert!(faults(&raw, Depth::Facts).iter().any(|it| matches!(it, StateFault::NotListed { .. })));
}

#[test]
fn a_certificate_of_somebody_who_was_revoked_meanwhile_is_revoked_too() {
    let people = wanted(&["aigerim", "daulet"]);
    let base = Vpn::of(&people, at(NOW));
    let (mut one, mut two) = (branch(&base), branch(&base));
    let later = at("2026-12-01T09:00:00Z");
    let reason = RevocationReason::KeyCompromise;
    one.run(&people, &Action::Revoke { user: "daulet".to_owned(), reason }, later);
    // The other side renews twice: its former certificate is as unheard of as the new one.
    two.run(&people, &renew("daulet", false), later);
    two.run(&people, &renew("daulet", false), at("2026-12-02T09:00:00Z"));
    for (own, other) in [(&one, &two), (&two, &one)] {
        let (state, taken) = merged(own, other);
        assert_eq!((state.user("daulet"), listed(&state).len()), (None, 3));
        assert!(state.former.is_empty() && state.barred("daulet").is_some());
        assert_eq!(taken.iter().filter(|it| matches!(it, Taken::Crossed { .. })).count(), 2);
    }
    // Who was let in again by somebody who knew of it stays in.
    let mut three = branch(&one);
    three.run(&people, &Action::Again(["daulet".to_owned()].into()), at("2026-12-02T09:00:00Z"));
    let (state, _) = merged(&one, &three);
    assert!(state.user("daulet").is_some());
}

#[test]
fn of_two_renewals_the_newer_one_is_used_and_the_other_is_known() {
    let people = wanted(&["aigerim"]);
    let base = Vpn::of(&people, at(NOW));
    let (mut one, mut two) = (branch(&base), branch(&base));
    one.run(&people, &renew("aigerim", false), at("2026-12-01T09:00:00Z"));
    two.run(&wanted(&["aigerim", "nurzhan"]), &Action::Issue, at("2026-12-02T09:00:00Z"));
    two.run(
        &people,
        &Action::Renew(Renewal { server_certificate: true, authority: true, ..Renewal::default() }),
        at("2026-12-03T09:00:00Z"),
    );
    two.run(&wanted(&["aigerim", "nurzhan"]), &renew("aigerim", false), at("2026-12-03T09:00:00Z"));
    for (own, other) in [(&one, &two), (&two, &one)] {
        let (state, _) = merged(own, other);
        assert_eq!(state.user("aigerim"), two.state.user("aigerim"));
        assert_eq!(state.server_certificate, two.state.server_certificate);
        assert_eq!(state.authority, two.state.authority);
        assert!(state.user("nurzhan").is_some());
        let serial = one.state.user("aigerim").unwrap().serial;
        assert!(state.former.iter().any(|former| former.serial == serial));
    }
    let other = Vpn::of(&people, at(NOW));
    let refused = merge(&one.state, &other.state, at(NOW));
    assert!(matches!(refused, Err(Fault::OtherAuthority { .. })));
}
