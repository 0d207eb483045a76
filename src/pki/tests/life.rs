//! Issuing, renewing and revoking over the years.

use super::{NOW, Vpn, at, wanted};
use crate::blueprint::kinds::RevocationReason;
use crate::fleet::vpn_state::{Depth, RevocationList, faults};
use crate::pki::{
    AUTHORITY_KEY, Action, Fault, Remark, Renewal, Step, TLS_CRYPT_KEY, Why, plan, text,
};

#[test]
fn the_first_plan_makes_everything_and_the_next_nothing() {
    let wanted = wanted(&["daulet", "aigerim"]);
    let vpn = Vpn::of(&wanted, at(NOW));
    assert_eq!(faults(&vpn.state, Depth::Signatures), []);
    let names: Vec<&str> = vpn.secrets.iter().map(|(name, _)| &**name).collect();
    assert_eq!(
        names,
        [
            "vpn/ca-key",
            "vpn/tls-crypt-v2-key",
            "vpn/server-key",
            "vpn/users/aigerim/key",
            "vpn/users/aigerim/tls-crypt-v2",
            "vpn/users/daulet/key",
            "vpn/users/daulet/tls-crypt-v2",
        ]
    );
    let again = plan(&wanted, Some(&vpn.state), &[], &Action::Issue, at(NOW)).unwrap();
    assert_eq!((again.steps, again.remarks), (vec![], vec![]));
    let written = text::write(&vpn.state);
    let read = text::read("keys/pki/romashka-main.yaml", &written).unwrap();
    assert_eq!(read, vpn.state);
    assert_eq!(text::write(&read), written);
}

#[test]
fn who_is_gone_is_revoked_and_may_come_back_with_a_new_number() {
    let now = at(NOW);
    let mut vpn = Vpn::of(&wanted(&["aigerim", "daulet"]), now);
    let first = vpn.state.user("daulet").unwrap().serial;
    let later = at("2027-01-10T12:00:00Z");
    let done = vpn.run(&wanted(&["aigerim"]), &Action::Issue, later);
    assert_eq!(done.loses().collect::<Vec<_>>(), ["daulet"]);
    assert_eq!(done.gains().count(), 0);
    assert!(vpn.secrets.iter().all(|(name, _)| !name.contains("daulet")));
    let list = RevocationList::read(&vpn.state.list.pem).unwrap();
    assert_eq!(list.number, 2);
    assert_eq!(
        list.entries.into_iter().collect::<Vec<_>>(),
        [(first, (later, RevocationReason::CessationOfOperation))]
    );
    let back = vpn.run(&wanted(&["aigerim", "daulet"]), &Action::Issue, at("2027-02-01T00:00:00Z"));
    assert_eq!(back.gains().collect::<Vec<_>>(), ["daulet"]);
    assert_ne!(vpn.state.user("daulet").unwrap().serial, first);
    // The old one stays on the list as long as it could be shown.
    let entries = |vpn: &Vpn| RevocationList::read(&vpn.state.list.pem).unwrap().entries;
    assert!(entries(&vpn).contains_key(&first));
    vpn.run(&wanted(&["aigerim"]), &Action::List, at("2028-11-22T00:00:00Z"));
    assert!(entries(&vpn).contains_key(&first));
    // One list after its end still has it (RFC 5280 section 3.3), the next need not.
    vpn.run(&wanted(&["aigerim"]), &Action::List, at("2028-12-01T00:00:00Z"));
    assert!(entries(&vpn).contains_key(&first));
    vpn.run(&wanted(&["aigerim"]), &Action::List, at("2028-12-02T00:00:00Z"));
    assert!(!entries(&vpn).contains_key(&first));
    assert!(vpn.state.revoked.iter().any(|revoked| revoked.serial == first));
}

#[test]
fn revoking_a_user_revokes_former_certificates_too() {
    let now = at(NOW);
    let people = wanted(&["aigerim", "daulet"]);
    let mut vpn = Vpn::of(&people, now);
    let old = vpn.state.user("daulet").unwrap().serial;
    let renewal = Renewal { users: vec!["daulet".to_owned()], ..Renewal::default() };
    vpn.run(&people, &Action::Renew(renewal), now);
    let new = vpn.state.user("daulet").unwrap().serial;
    assert_ne!(old, new);
    assert_eq!(vpn.state.former.len(), 1);
    let reason = RevocationReason::KeyCompromise;
    let done = vpn.run(&people, &Action::Revoke { user: "daulet".to_owned(), reason }, now);
    assert_eq!(done.loses().collect::<Vec<_>>(), ["daulet"]);
    let list = RevocationList::read(&vpn.state.list.pem).unwrap();
    assert_eq!(list.entries.len(), 2);
    assert!(list.entries.contains_key(&old) && list.entries.contains_key(&new));
    assert!(vpn.state.former.is_empty());
    let again = Action::Revoke { user: "daulet".to_owned(), reason };
    assert_eq!(
        plan(&people, Some(&vpn.state), &[], &again, now),
        Err(Fault::NoSuchUser {
            server: "romashka-main".to_owned(),
            user: "daulet".to_owned(),
            known: vec!["aigerim".to_owned()]
        })
    );
}

#[test]
fn who_was_revoked_stays_out_until_somebody_says_otherwise() {
    let (now, later) = (at(NOW), at("2027-01-10T12:00:00Z"));
    let people = wanted(&["aigerim", "daulet"]);
    let mut vpn = Vpn::of(&people, now);
    let reason = RevocationReason::KeyCompromise;
    vpn.run(&people, &Action::Revoke { user: "daulet".to_owned(), reason }, now);
    let left = Remark::WasRevoked { user: "daulet".to_owned(), reason, since: now };
    let issue =
        |vpn: &Vpn, action: &Action| plan(&people, Some(&vpn.state), &[], action, later).unwrap();
    let planned = issue(&vpn, &Action::Issue);
    assert_eq!((planned.steps.as_slice(), planned.remarks.as_slice()), (&[][..], &[left][..]));
    assert_eq!(planned.left_out().collect::<Vec<_>>(), ["daulet"]);
    // Neither a new authority nor leaving and coming back makes anybody forget it.
    let anew = issue(&vpn, &Action::Anew);
    assert_eq!(anew.left_out().collect::<Vec<_>>(), ["daulet"]);
    vpn.run(&people, &Action::Anew, now);
    assert_eq!((vpn.state.users.len(), vpn.state.revoked.len()), (1, 1));
    vpn.held.authority = Some(vpn.secret(AUTHORITY_KEY).duplicate());
    vpn.held.tls_crypt_v2 = Some(vpn.secret(TLS_CRYPT_KEY).duplicate());
    vpn.run(&wanted(&["aigerim"]), &Action::Issue, later);
    assert_eq!(issue(&vpn, &Action::Issue).steps, vec![]);
    let again = Action::Again(["daulet".to_owned()].into());
    let done = vpn.run(&people, &again, later);
    assert_eq!(done.gains().collect::<Vec<_>>(), ["daulet"]);
    let (server, user) = ("romashka-main".to_owned(), "daulet".to_owned());
    assert_eq!(
        plan(&people, Some(&vpn.state), &[], &again, later),
        Err(Fault::NotRevoked { server: server.clone(), user: user.clone() })
    );
    // What lets a name come back with the blueprint would let it back in at once.
    let reason = RevocationReason::CessationOfOperation;
    let revoke = Action::Revoke { user: user.clone(), reason };
    assert_eq!(
        plan(&people, Some(&vpn.state), &[], &revoke, later),
        Err(Fault::StillNamed { server, user })
    );
    assert!(plan(&wanted(&["aigerim"]), Some(&vpn.state), &[], &revoke, later).is_ok());
}

#[test]
fn what_was_replaced_can_be_revoked_afterwards() {
    let now = at(NOW);
    let people = wanted(&["aigerim"]);
    let mut vpn = Vpn::of(&people, now);
    let old = vpn.state.user("aigerim").unwrap().serial;
    let reason = RevocationReason::KeyCompromise;
    let former = Action::RevokeFormer { user: "aigerim".to_owned(), reason };
    let nothing = plan(&people, Some(&vpn.state), &[], &former, now);
    assert!(matches!(nothing, Err(Fault::NothingFormer { .. })));
    let renewal = Renewal { users: vec!["aigerim".to_owned()], ..Renewal::default() };
    let renewed = vpn.run(&people, &Action::Renew(renewal.clone()), now);
    assert!(!renewed.cuts_off());
    let new = vpn.state.user("aigerim").unwrap().serial;
    let done = vpn.run(&people, &former, now);
    assert_eq!((done.loses().count(), done.cuts_off()), (0, true));
    assert_eq!(vpn.state.user("aigerim").unwrap().serial, new);
    let entries = |vpn: &Vpn| RevocationList::read(&vpn.state.list.pem).unwrap().entries;
    assert_eq!(entries(&vpn).into_iter().collect::<Vec<_>>(), [(old, (now, reason))]);
    let renewal = Renewal { revoke_former: true, reason: Some(reason), ..renewal };
    let done = vpn.run(&people, &Action::Renew(renewal), now);
    assert_eq!((done.loses().count(), done.cuts_off()), (0, true));
    assert_eq!(entries(&vpn)[&new], (now, reason));
}

#[test]
fn a_new_authority_gives_new_bundles_and_not_access() {
    let now = at(NOW);
    let vpn = Vpn::of(&wanted(&["aigerim", "daulet"]), now);
    let people = wanted(&["aigerim", "nurzhan"]);
    let planned = plan(&people, Some(&vpn.state), &[], &Action::Anew, now).unwrap();
    assert_eq!(planned.gains().collect::<Vec<_>>(), ["nurzhan"]);
    assert_eq!(planned.loses().collect::<Vec<_>>(), ["daulet"]);
    assert!(planned.remarks.contains(&Remark::BundlesEnd { users: 2 }) && planned.cuts_off());
    let anew =
        |step: &Step| matches!(step, Step::User { name, why: Why::Anew, .. } if name == "aigerim");
    assert!(planned.steps.iter().any(anew));
    assert!(planned.steps.iter().any(|it| matches!(it, Step::Authority { why: Why::Anew, .. })));
    let first = plan(&people, None, &[], &Action::Anew, now).unwrap();
    assert_eq!((first.gains().count(), first.remarks.len()), (2, 0));
}

#[test]
fn a_new_host_name_renews_the_server_and_nobody_else() {
    let now = at(NOW);
    let mut people = wanted(&["aigerim"]);
    let mut vpn = Vpn::of(&people, now);
    let (was, user) = (people.fqdn.clone(), vpn.state.user("aigerim").unwrap().clone());
    people.fqdn = "romashka.1c.other.example".to_owned();
    let done = vpn.run(&people, &Action::Issue, now);
    assert!(
        matches!(&*done.steps, [Step::Server { why: Why::HostName { was: old }, .. }] if *old == was)
    );
    assert_eq!(vpn.state.server_certificate.name, "romashka-main");
    assert_eq!(vpn.state.fqdn, people.fqdn);
    assert_eq!(vpn.state.user("aigerim"), Some(&user));
    assert!(plan(&people, Some(&vpn.state), &[], &Action::Issue, now).unwrap().is_empty());
}
