//! Orders for several servers, kept in a folder of keys with a vault.

use std::collections::BTreeSet;

use super::{NOW, at, wanted};
use crate::blueprint::kinds::{KeyKind, VpnKeys};
use crate::fleet::vpn_state::Serial;
use crate::keys::{Access, Keys};
use crate::pki::access::{carry_out, propose, read};
use crate::pki::{Action, Fault, PrivateKey, Remark, Wanted, user_key};
use crate::vault::{Identities, Recipient, Recipients, Role, SecretId, Vault};

struct Place {
    folder: tempfile::TempDir,
    operator: Identities,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (operator, _, public) = Identities::generate();
        let (_, _, safe) = Identities::generate();
        let recipient =
            |name: &str, role, key| Recipient { name: name.to_owned(), role, since: at(NOW), key };
        let recipients = Recipients::new(vec![
            recipient("aigerim", Role::Operator, public),
            recipient("safe", Role::Recovery, safe),
        ]);
        let place = Self { folder, operator };
        let keys = place.keys(Access::Create);
        let nobody = Identities::default();
        let mut vault = Vault::create(&keys, &nobody, recipients.unwrap(), at(NOW)).unwrap();
        let mut change = keys.change();
        vault.stage(&mut change).unwrap();
        change.commit().unwrap();
        drop(keys);
        place
    }

    fn keys(&self, access: Access) -> Keys {
        Keys::open(&self.folder.path().join("keys"), access).unwrap()
    }

    /// Proposes and carries out; the number of servers that had something to do.
    fn run(&self, wanted: &[Wanted], action: &Action) -> Result<usize, Fault> {
        let keys = self.keys(Access::Change);
        let proposals: Vec<_> =
            propose(&keys, wanted, action, at(NOW)).into_iter().collect::<Result<_, _>>()?;
        let mut vault = Vault::open(&keys, &self.operator).unwrap();
        carry_out(&keys, &mut vault, proposals).map(|done| done.len())
    }
}

fn other(users: &[&str]) -> Wanted {
    Wanted { server: "zhuldyz-erp".to_owned(), ..wanted(users) }
}

#[test]
fn several_servers_change_at_once_and_agree_with_the_vault() {
    let place = Place::new();
    let all = [wanted(&["aigerim", "daulet"]), other(&["aigerim"])];
    assert_eq!(place.run(&all, &Action::Issue), Ok(2));
    assert_eq!(place.run(&all, &Action::Issue), Ok(0));
    let fewer = [wanted(&["aigerim"]), other(&["aigerim"])];
    assert_eq!(place.run(&fewer, &Action::Issue), Ok(1));
    let keys = place.keys(Access::Read);
    let vault = Vault::open(&keys, &place.operator).unwrap();
    let mine = read(&keys, "romashka-main").unwrap().unwrap();
    let theirs = read(&keys, "zhuldyz-erp").unwrap().unwrap();
    assert_ne!(mine.authority.serial, theirs.authority.serial);
    for state in [&mine, &theirs] {
        let id = SecretId::of_server(&state.server, &user_key("aigerim")).unwrap();
        let key = PrivateKey::read(&vault.read(&id).unwrap()).unwrap();
        let user = state.user("aigerim").unwrap();
        assert!(key.is_of(&crate::fleet::vpn_state::Certificate::read(&user.pem).unwrap()));
    }
    let gone = SecretId::of_server("romashka-main", &user_key("daulet")).unwrap();
    assert!(!vault.has(&gone).unwrap());
}

#[test]
fn a_state_that_was_tampered_with_is_no_ground_to_build_on() {
    let place = Place::new();
    let people = [wanted(&["aigerim"])];
    place.run(&people, &Action::Issue).unwrap();
    let file = place.folder.path().join("keys/pki/romashka-main.yaml");
    let good = std::fs::read_to_string(&file).unwrap();
    let change = |from: &str, to: &str| {
        let text = good.replacen(from, to, 1);
        assert_ne!(text, good);
        std::fs::write(&file, text).unwrap();
        place.run(&people, &Action::Issue)
    };
    assert!(matches!(change("not-after: 2041", "not-after: 2042"), Err(Fault::State { .. })));
    assert!(matches!(change("fqdn: romashka", "fqdn: remashka"), Err(Fault::State { .. })));
    assert!(matches!(change("server: romashka", "server: zhuldyz"), Err(Fault::Unreadable { .. })));
    assert!(matches!(change("number: 1", "nummer: 1"), Err(Fault::Unreadable { .. })));
    // What is wrong with the list alone is mended by a new one.
    assert_eq!(change("number: 1", "number: 7"), Ok(1));
    let keys = place.keys(Access::Read);
    assert_eq!(read(&keys, "romashka-main").unwrap().unwrap().list.number, 8);
}

#[test]
fn what_the_vault_has_lost_is_named_and_nothing_is_written() {
    let place = Place::new();
    place.run(&[wanted(&["aigerim"])], &Action::Issue).unwrap();
    let keys = place.keys(Access::Change);
    let mut vault = Vault::open(&keys, &place.operator).unwrap();
    vault.forget(SecretId::of_server("romashka-main", "vpn/ca-key").unwrap());
    let mut change = keys.change();
    vault.stage(&mut change).unwrap();
    change.commit().unwrap();
    drop(keys);
    let file = place.folder.path().join("keys/pki/romashka-main.yaml");
    let before = std::fs::read_to_string(&file).unwrap();
    let both = [wanted(&["aigerim", "daulet"]), other(&["aigerim"])];
    let lost = Fault::NotInVault { server: "romashka-main".to_owned(), secret: "vpn/ca-key" };
    assert_eq!(place.run(&both, &Action::Issue), Err(lost));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
    assert!(read(&place.keys(Access::Read), "zhuldyz-erp").unwrap().is_none());
}

#[test]
fn a_lost_state_is_not_replaced_by_a_new_authority() {
    let place = Place::new();
    let people = [wanted(&["aigerim"])];
    place.run(&people, &Action::Issue).unwrap();
    let file = place.folder.path().join("keys/pki/romashka-main.yaml");
    let good = std::fs::read_to_string(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    let lost = Fault::StateLost { server: "romashka-main".to_owned() };
    assert_eq!(place.run(&people, &Action::Issue), Err(lost));
    std::fs::write(&file, good).unwrap();
    let before = read(&place.keys(Access::Read), "romashka-main").unwrap().unwrap();
    // Only who says so begins again, and with the keys that the blueprint asks for now.
    let mut rsa = wanted(&["aigerim"]);
    rsa.policy.keys = VpnKeys::Rsa3072;
    let remarks = {
        let keys = place.keys(Access::Read);
        propose(&keys, &[rsa.clone()], &Action::Issue, at(NOW)).remove(0).unwrap().plan
    };
    let (has, wanted) = (VpnKeys::P256, VpnKeys::Rsa3072);
    assert_eq!((remarks.steps, remarks.remarks), (vec![], vec![Remark::OtherKeys { has, wanted }]));
    assert_eq!(place.run(&[rsa.clone()], &Action::Anew), Ok(1));
    let after = read(&place.keys(Access::Read), "romashka-main").unwrap().unwrap();
    assert_eq!(after.authority.key, KeyKind::Rsa3072);
    assert_eq!(after.list.number, 2);
    let known: BTreeSet<Serial> = before.serials().collect();
    assert!(after.serials().all(|serial| !known.contains(&serial)));
    assert_eq!(place.run(&[rsa], &Action::Issue), Ok(0));
}
