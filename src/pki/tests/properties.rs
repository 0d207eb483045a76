//! What holds for every history.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{NOW, Vpn, at, wanted};
use crate::blueprint::kinds::RevocationReason;
use crate::contract::Instant;
use crate::fleet::vpn_state::{Depth, RevocationList, Serial, State, faults};
use crate::pki::apply::apply_with;
use crate::pki::{Action, Fault, Renewal, chance, plan, text};

const PEOPLE: [&str; 4] = ["aigerim", "daulet", "true", "7e3@office"];

/// What happens: who is in the blueprint, what is asked for, after how many days.
fn event() -> impl Strategy<Value = (Vec<&'static str>, u8, usize, i64)> {
    (proptest::sample::subsequence(PEOPLE.to_vec(), 0..=4), 0_u8..6, 0_usize..4, 0_i64..900)
}

fn action(kind: u8, who: &str) -> Action {
    let renewal = |revoke_former| Renewal { revoke_former, ..Renewal::default() };
    match kind {
        0 | 1 => Action::Issue,
        2 => Action::Renew(renewal(false)),
        3 => Action::Renew(renewal(true)),
        4 => Action::Revoke { user: who.to_owned(), reason: RevocationReason::KeyCompromise },
        _ => Action::List,
    }
}

/// Whoever was revoked and could still be shown is on the list.
fn revoked_stay_out(state: &State, now: Instant) {
    let list = RevocationList::read(&state.list.pem).unwrap();
    for revoked in state.revoked.iter().filter(|revoked| revoked.until >= now) {
        assert!(list.entries.contains_key(&revoked.serial), "{} is not listed", revoked.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_history_loses_a_revocation_or_gives_a_number_twice(events in proptest::collection::vec(event(), 1..7)) {
        let mut now = at(NOW);
        let mut vpn = Vpn::of(&wanted(&["aigerim"]), now);
        let mut ever: BTreeSet<Serial> = vpn.state.serials().collect();
        for (people, kind, who, days) in events {
            now = now.add_seconds(days * 86_400).unwrap();
            let wanted = wanted(&people);
            let action = action(kind, PEOPLE[who]);
            let before = vpn.state.clone();
            let planned = match plan(&wanted, Some(&before), &[], &action, now) {
                Ok(planned) => planned,
                Err(Fault::NoSuchUser { .. }) => continue,
                Err(other) => panic!("{other}"),
            };
            let ran = vpn.run(&wanted, &action, now);
            prop_assert_eq!(&ran, &planned);
            // A second time there is nothing left to do.
            if matches!(action, Action::Issue | Action::Renew(_)) {
                let again = plan(&wanted, Some(&vpn.state), &[], &action, now).unwrap();
                prop_assert_eq!(again.steps, vec![]);
            }
            let new: BTreeSet<Serial> = vpn.state.serials().filter(|s| !before.serials().any(|b| b == *s)).collect();
            prop_assert!(new.is_disjoint(&ever));
            prop_assert!(before.serials().all(|serial| vpn.state.serials().any(|s| s == serial)));
            ever.extend(new);
            prop_assert!(vpn.state.list.number >= before.list.number);
            revoked_stay_out(&vpn.state, now);
            if matches!(action, Action::Issue) {
                let have: Vec<&str> = vpn.state.users.iter().map(|user| &*user.name).collect();
                let mut named = people.clone();
                named.retain(|name| before.barred(name).is_none());
                named.sort_unstable();
                prop_assert_eq!(have, named);
                prop_assert!(vpn.state.users.iter().all(|user| user.until > now));
            }
            prop_assert_eq!(faults(&vpn.state, Depth::Facts), vec![]);
            let written = text::write(&vpn.state);
            let read = text::read("keys/pki/romashka-main.yaml", &written);
            prop_assert_eq!(read.as_ref(), Ok(&vpn.state));
            prop_assert_eq!(text::write(&read.unwrap()), written);
        }
    }
}

#[test]
fn serial_numbers_are_random() {
    let all: Vec<Serial> = (0..4_000).map(|_| chance::serial().unwrap()).collect();
    assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
    // Of each random bit about half are set: 4,000 tosses are within 6 standard deviations, 190.
    for bit in 8..128_usize {
        let set = all.iter().filter(|s| s.bytes()[bit / 8] >> (bit % 8) & 1 == 1).count();
        assert!((1_810..=2_190).contains(&set), "bit {bit}: {set}");
    }
    assert!(all.iter().all(|serial| serial.bytes()[0] == 1));
}

#[test]
fn a_source_that_repeats_itself_gives_no_number_twice() {
    let people = wanted(&["aigerim"]);
    let vpn = Vpn::of(&people, at(NOW));
    let more = wanted(&["aigerim", "daulet"]);
    let planned = plan(&more, Some(&vpn.state), &[], &Action::Issue, at(NOW)).unwrap();
    let known = vpn.state.users[0].serial;
    let mut stuck = || Ok(known);
    let refused = apply_with(&planned, Some(&vpn.state), &vpn.held, &mut stuck);
    assert_eq!(refused.map(|_| ()), Err(Fault::NoChance));
    let fresh = Serial::of_random([9; 15]);
    let mut numbers = [known, vpn.state.authority.serial, fresh].into_iter();
    let mut source = || numbers.next().ok_or(Fault::NoChance);
    let made = apply_with(&planned, Some(&vpn.state), &vpn.held, &mut source).unwrap();
    assert_eq!(made.state.user("daulet").unwrap().serial, fresh);
}

#[test]
fn a_clock_that_is_a_day_behind_is_refused() {
    let people = wanted(&["aigerim"]);
    let vpn = Vpn::of(&people, at(NOW));
    let early = at("2026-11-22T08:59:59Z");
    assert!(matches!(
        plan(&people, Some(&vpn.state), &[], &Action::Issue, early),
        Err(Fault::Clock { .. })
    ));
    assert!(
        plan(&people, Some(&vpn.state), &[], &Action::Issue, at("2026-11-22T09:00:00Z")).is_ok()
    );
}

/// An authority is renewed before it would cut what it issues; what ends is named before.
#[test]
fn ends_are_seen_in_time() {
    let people = wanted(&["aigerim"]);
    let mut vpn = Vpn::of(&people, at(NOW));
    let soon = at("2028-10-01T00:00:00Z");
    let named = plan(&people, Some(&vpn.state), &[], &Action::Issue, soon).unwrap();
    assert!(named.is_empty());
    assert_eq!(named.remarks.len(), 1);
    vpn.run(&people, &Action::Renew(Renewal::default()), soon);
    assert_eq!(vpn.state.users[0].until, soon.add_seconds(730 * 86_400).unwrap());
    let late = at("2040-06-01T00:00:00Z");
    let done = vpn.run(&people, &Action::Issue, late);
    assert!(matches!(
        &done.steps[0],
        crate::pki::Step::Authority { why: crate::pki::Why::TooShort { .. }, .. }
    ));
    assert!(vpn.state.users[0].until < vpn.state.authority.until);
}
