//! A vault in a scratch folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use proptest::prelude::*;
use tempfile::TempDir;

use super::*;
use crate::contract::Instant;
use crate::keys::{Access, Keys};

/// Two operators and a key in the safe, and where the vault lies.
struct Place {
    folder: TempDir,
    operator: Identities,
    second: (Identities, AgeKey),
    recovery: Identities,
}

fn at(day: u32) -> Instant {
    format!("2026-11-{day:02}T12:00:00+05:00").parse().unwrap()
}

fn id(text: &str) -> SecretId {
    text.parse().unwrap()
}

fn secret(text: &str) -> Secret {
    Secret::from(text.to_owned())
}

fn recipient(name: &str, role: Role, key: AgeKey) -> Recipient {
    Recipient { name: name.to_owned(), role, since: at(1), key }
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (operator, _, public) = Identities::generate();
        let (recovery, _, safe) = Identities::generate();
        let (second, _, second_public) = Identities::generate();
        let place = Self { folder, operator, second: (second, second_public), recovery };
        let recipients = Recipients::new(vec![
            recipient("aigerim", Role::Operator, public),
            recipient("safe", Role::Recovery, safe),
        ]);
        let keys = place.keys(Access::Create);
        let nobody = Identities::default();
        let mut vault = Vault::create(&keys, &nobody, recipients.unwrap(), at(1)).unwrap();
        let mut change = keys.change();
        vault.stage(&mut change).unwrap();
        change.commit().unwrap();
        drop(keys);
        place
    }

    fn path(&self) -> std::path::PathBuf {
        self.folder.path().join("keys")
    }

    fn keys(&self, access: Access) -> Keys {
        Keys::open(&self.path(), access).unwrap()
    }

    fn change(&self, work: impl FnOnce(&mut Vault<'_>)) -> Staged {
        self.try_change(work).unwrap()
    }

    fn try_change(&self, work: impl FnOnce(&mut Vault<'_>)) -> Result<Staged, Fault> {
        let keys = self.keys(Access::Change);
        let mut vault = Vault::open(&keys, &self.operator)?;
        work(&mut vault);
        let mut change = keys.change();
        let staged = vault.stage(&mut change)?;
        change.commit()?;
        Ok(staged)
    }

    fn put(&self, name: &str, value: &str, day: u32) -> Staged {
        self.change(|vault| vault.put(id(name), secret(value), Kind::Generated, at(day)))
    }

    fn read_by(&self, identities: &Identities, name: &str) -> Result<Secret, Fault> {
        let keys = self.keys(Access::Read);
        Vault::open(&keys, identities)?.read(&id(name))
    }

    fn read(&self, name: &str) -> Result<Secret, Fault> {
        self.read_by(&self.operator, name)
    }

    fn entry(&self, name: &str) -> Entry {
        let keys = self.keys(Access::Read);
        let id = id(name);
        read_lock(&keys, id.scope()).unwrap().remove(id.name()).unwrap()
    }

    fn file(&self, path: &str) -> std::path::PathBuf {
        self.path().join("vault").join(path)
    }

    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        fn walk(folder: &Path, into: &mut BTreeMap<String, Vec<u8>>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() && !path.ends_with(".qalyp") {
                    walk(&path, into);
                } else if path.is_file() {
                    into.insert(path.to_str().unwrap().to_owned(), fs::read(&path).unwrap());
                }
            }
        }
        let mut files = BTreeMap::new();
        walk(&self.path(), &mut files);
        files
    }
}

fn broken(result: Result<Secret, Fault>) -> Broken {
    match result {
        Err(Fault::Broken { why, .. }) => why,
        other => panic!("{other:?}"),
    }
}

#[test]
fn what_is_put_is_read_by_everybody_of_the_list_and_nobody_else() {
    let place = Place::new();
    let staged = place.put("shop/grafana/admin", "canary", 2);
    assert_eq!(staged.written, [id("shop/grafana/admin")]);
    assert_eq!(place.read("shop/grafana/admin").unwrap(), secret("canary"));
    assert_eq!(place.read_by(&place.recovery, "shop/grafana/admin").unwrap(), secret("canary"));
    match place.read_by(&place.second.0, "shop/grafana/admin") {
        Err(Fault::NoneFits { readers, .. }) => assert_eq!(readers, ["aigerim", "safe"]),
        other => panic!("{other:?}"),
    }
    assert!(matches!(
        place.read_by(&Identities::default(), "shop/grafana/admin"),
        Err(Fault::NoIdentity)
    ));
    for (path, bytes) in place.files() {
        assert!(!bytes.windows(6).any(|part| part == b"canary"), "{path}");
    }
    let keys = place.keys(Access::Read);
    let vault = Vault::open(&keys, &place.operator).unwrap();
    assert!(vault.has(&id("shop/grafana/admin")).unwrap());
    assert!(!vault.has(&id("shop/grafana/other")).unwrap());
    match vault.read(&id("shop/grafana/admim")) {
        Err(Fault::NoSecret { nearest, .. }) => assert_eq!(nearest.unwrap(), "grafana/admin"),
        other => panic!("{other:?}"),
    }
}

#[test]
fn an_unchanged_secret_keeps_its_bytes() {
    let place = Place::new();
    place.put("shop/a", "one", 2);
    place.put("shop/b", "two", 2);
    let before = place.files();
    let staged = place.put("shop/a", "one", 3);
    assert_eq!((staged.unchanged, staged.written.len()), (1, 0));
    assert_eq!(place.files(), before);
    // A new value changes its own file and the lock file.
    place.put("shop/a", "three", 4);
    let after = place.files();
    let changed: Vec<_> =
        after.iter().filter(|(path, bytes)| before.get(*path) != Some(bytes)).collect();
    assert_eq!(changed.len(), 2, "{changed:?}");
    let entry = place.entry("shop/a");
    assert_eq!((entry.version, entry.made), (2, at(4)));
    assert_eq!((place.entry("shop/b").version, place.entry("shop/b").made), (1, at(2)));
}

#[test]
fn equal_values_do_not_look_alike() {
    let place = Place::new();
    place.change(|vault| {
        for name in ["shop/a", "shop/b", "other/a"] {
            vault.put(id(name), secret("same"), Kind::Supplied, at(2));
        }
    });
    let digests = ["shop/a", "shop/b", "other/a"].map(|name| place.entry(name).value);
    assert!(digests[0] != digests[1] && digests[0] != digests[2] && digests[1] != digests[2]);
}

#[test]
fn a_new_recipient_changes_who_reads_and_not_what() {
    let place = Place::new();
    place.put("shop/a", "one", 2);
    let before = place.entry("shop/a");
    let staged = place.change(|vault| {
        let more = recipient("baurzhan", Role::Operator, place.second.1.clone());
        vault.set_recipients(vault.recipients().with(more).unwrap());
        vault.rekey().unwrap();
    });
    assert_eq!(staged.resealed.len(), 3);
    let after = place.entry("shop/a");
    assert_eq!((&after.value, after.version, after.made), (&before.value, 1, before.made));
    assert_ne!((&after.recipients, &after.file), (&before.recipients, &before.file));
    assert_eq!(place.read_by(&place.second.0, "shop/a").unwrap(), secret("one"));
    // Nothing is left to do.
    let files = place.files();
    assert_eq!(place.change(|vault| assert_eq!(vault.rekey().unwrap(), 0)), Staged::default());
    assert_eq!(place.files(), files);

    place.change(|vault| {
        vault.set_recipients(vault.recipients().without("baurzhan", at(5)).unwrap());
        vault.rekey().unwrap();
    });
    assert!(matches!(place.read_by(&place.second.0, "shop/a"), Err(Fault::NoneFits { .. })));
    // Who is gone has seen this value, and not the next one.
    let keys = place.keys(Access::Read);
    let survey = Survey::of(&keys).unwrap();
    let seen = |entry: &Entry| survey.seen_by(entry).map(|it| survey.whose(it)).collect::<Vec<_>>();
    assert_eq!(seen(&place.entry("shop/a")), ["`baurzhan`"]);
    drop(keys);
    place.put("shop/a", "two", 6);
    assert_eq!(seen(&place.entry("shop/a")), [""; 0]);
}

#[test]
fn somebody_of_each_role_stays() {
    let place = Place::new();
    let keys = place.keys(Access::Read);
    let recipients = super::recipients(&keys).unwrap();
    for (name, role) in [("aigerim", Role::Operator), ("safe", Role::Recovery)] {
        match recipients.without(name, at(2)) {
            Err(Fault::LastOfRole { role: of, .. }) => assert_eq!(of, role),
            other => panic!("{other:?}"),
        }
    }
    match recipients.without("nobody", at(2)) {
        Err(Fault::UnknownRecipient { known, .. }) => assert_eq!(known, ["aigerim", "safe"]),
        other => panic!("{other:?}"),
    }
    let one = recipients.all()[0].clone();
    assert!(matches!(Recipients::new(vec![one.clone()]), Err(Fault::NobodyOf { .. })));
    let again = recipient("other", Role::Operator, one.key.clone());
    assert!(matches!(recipients.with(again), Err(Fault::KeyTwice { .. })));
    let other = recipient("aigerim", Role::Operator, place.second.1.clone());
    assert!(matches!(recipients.with(other), Err(Fault::RecipientTwice { .. })));
    assert_eq!(recipients.with(one).unwrap(), recipients);
}

#[test]
fn files_that_change_places_are_noticed() {
    let place = Place::new();
    place.put("shop/a", "one", 2);
    place.put("shop/b", "two", 2);
    let (a, b) = (place.file("shop/a.age"), place.file("shop/b.age"));
    let (of_a, of_b) = (fs::read(&a).unwrap(), fs::read(&b).unwrap());
    fs::write(&a, &of_b).unwrap();
    assert_eq!(broken(place.read("shop/a")), Broken::OtherFile);
    // With its digests changed as well the value still is another secret's.
    let lock = fs::read_to_string(place.file("shop/lock.yaml")).unwrap();
    let forged = lock.replace(&*place.entry("shop/a").file, &place.entry("shop/b").file);
    fs::write(place.file("shop/lock.yaml"), forged).unwrap();
    assert_eq!(broken(place.read("shop/a")), Broken::OtherValue);
    // The whole entry of another name does not help either.
    let (ours, theirs) = (place.entry("shop/a").value, place.entry("shop/b").value);
    let forged = fs::read_to_string(place.file("shop/lock.yaml")).unwrap().replace(&*ours, &theirs);
    fs::write(place.file("shop/lock.yaml"), forged).unwrap();
    assert_eq!(broken(place.read("shop/a")), Broken::OtherValue);
    fs::write(&a, of_a).unwrap();
    fs::write(place.file("shop/lock.yaml"), lock).unwrap();
    assert_eq!(place.read("shop/a").unwrap(), secret("one"));
}

#[test]
fn a_secret_that_was_encrypted_by_somebody_else_is_noticed() {
    let place = Place::new();
    place.put("shop/a", "one", 2);
    // Everybody knows the public keys, and can encrypt to them and change the digest of the file.
    let keys = place.keys(Access::Read);
    let forged = seal::seal(&secret("evil"), &super::recipients(&keys).unwrap()).unwrap();
    drop(keys);
    let lock = fs::read_to_string(place.file("shop/lock.yaml")).unwrap();
    let lock = lock.replace(&*place.entry("shop/a").file, &seal::file_digest(&forged));
    fs::write(place.file("shop/a.age"), forged).unwrap();
    fs::write(place.file("shop/lock.yaml"), lock).unwrap();
    assert_eq!(broken(place.read("shop/a")), Broken::OtherValue);
}

#[test]
fn broken_files_are_told_apart() {
    let place = Place::new();
    place.put("shop/a", "one", 2);
    let file = place.file("shop/a.age");
    let whole = fs::read(&file).unwrap();
    let lock = place.file("shop/lock.yaml");
    let entries = fs::read_to_string(&lock).unwrap();
    let digest = place.entry("shop/a").file;
    let with = |bytes: &[u8]| {
        fs::write(&file, bytes).unwrap();
        fs::write(&lock, entries.replace(&*digest, &seal::file_digest(bytes))).unwrap();
        broken(place.read("shop/a"))
    };
    assert_eq!(with(b""), Broken::Form);
    assert_eq!(with(b"one\n"), Broken::Form);
    assert_eq!(with(&whole[..whole.len() / 2]), Broken::Form);
    // The last bytes before the end mark are of the value; what stands before them is of the head.
    let text = String::from_utf8(whole.clone()).unwrap();
    let digits = text.rfind("\n-----END").unwrap();
    let digit = |at: &usize| text.as_bytes()[*at].is_ascii_alphanumeric();
    let spot = (0..digits).rev().filter(digit).nth(8).unwrap();
    let flipped = if text.as_bytes()[spot] == b'A' { "B" } else { "A" };
    let changed = format!("{}{flipped}{}", &text[..spot], &text[spot + 1..]);
    assert_eq!(with(changed.as_bytes()), Broken::Damaged);
    assert_eq!(with(&vec![b'-'; 3 * LARGEST]), Broken::TooBig);
    fs::remove_file(&file).unwrap();
    assert_eq!(broken(place.read("shop/a")), Broken::NoFile);
    // The value is known: putting it again mends the file.
    place.put("shop/a", "one", 9);
    assert_eq!(place.read("shop/a").unwrap(), secret("one"));
    assert_eq!((place.entry("shop/a").version, place.entry("shop/a").made), (1, at(2)));
}

#[test]
fn line_ends_of_another_system_do_no_harm() {
    let place = Place::new();
    place.put("shop/a", "one", 2);
    for name in ["shop/a.age", "shop/lock.yaml", "provider/lock.yaml", "../recipients.yaml"] {
        let text = fs::read_to_string(place.file(name)).unwrap();
        fs::write(place.file(name), text.replace('\n', "\r\n")).unwrap();
    }
    assert_eq!(place.read("shop/a").unwrap(), secret("one"));
}

#[test]
fn what_does_not_belong_there_is_found_without_a_key() {
    let place = Place::new();
    place.put("shop/a", "one", 2);
    place.put("shop/b", "one", 2);
    fs::remove_file(place.file("shop/b.age")).unwrap();
    fs::copy(place.file("shop/a.age"), place.file("shop/c.age")).unwrap();
    fs::write(place.file("shop/.hidden"), "x").unwrap();
    fs::write(place.file("notes.txt"), "x").unwrap();
    std::os::unix::fs::symlink("/etc/passwd", place.file("shop/d.age")).unwrap();
    let survey = Survey::of(&place.keys(Access::Read)).unwrap();
    assert_eq!(
        survey.strays,
        ["vault/notes.txt", "vault/shop/.hidden", "vault/shop/c.age", "vault/shop/d.age"]
    );
    assert_eq!(survey.broken, BTreeMap::from([(id("shop/b"), Broken::NoFile)]));
    // A link is never followed, and a file of unknown content never overwritten.
    let refused = |name: &str| {
        place.try_change(|vault| vault.put(id(name), secret("x"), Kind::Supplied, at(3)))
    };
    assert!(matches!(refused("shop/d"), Err(Fault::Keys(_))));
    assert!(matches!(refused("shop/c"), Err(Fault::Stray { .. })));
    assert_eq!(fs::read_link(place.file("shop/d.age")).unwrap(), Path::new("/etc/passwd"));
}

#[test]
fn names_that_lead_elsewhere_are_no_entries() {
    let place = Place::new();
    place.put("shop/a", "one", 2);
    let lock = place.file("shop/lock.yaml");
    let text = fs::read_to_string(&lock).unwrap();
    for (from, to, place_of) in [
        ("name: a", "name: ../provider/fingerprint-key", "3:12"),
        ("name: a", "name: /etc/passwd", "3:12"),
        ("version: 1", "version: -1", ""),
        ("version: 1", "version: 01", ""),
        ("kind: generated", "kind: invented", ""),
        ("kind: generated", "knid: generated", ""),
    ] {
        fs::write(&lock, text.replace(from, to)).unwrap();
        let Err(Fault::Unread(unread)) = place.read("shop/a") else { panic!("{to}") };
        let finding = &unread.report.findings()[0];
        let at = unread.sources.place(finding.primary.as_ref().unwrap().span);
        assert!(at.starts_with(lock.to_str().unwrap()) && at.contains(place_of), "{to}: {at}");
    }
    let entry = text.lines().last().unwrap();
    for (text, wanted) in
        [(format!("{text}{entry}\n"), "E0011"), (format!("{text}---\n{text}"), "E0003")]
    {
        fs::write(&lock, text).unwrap();
        let Err(Fault::Unread(unread)) = place.read("shop/a") else { panic!("{wanted}") };
        assert_eq!(unread.report.findings()[0].code.0, wanted);
    }
    fs::write(&lock, format!("<<<<<<< ours\n{text}")).unwrap();
    assert!(matches!(place.read("shop/a"), Err(Fault::Unmerged { line: 1, .. })));
    fs::write(&lock, "").unwrap();
    assert!(matches!(place.read("shop/a"), Err(Fault::EmptyFile { .. })));
    fs::write(&lock, [0xff, 0xfe]).unwrap();
    assert!(matches!(place.read("shop/a"), Err(Fault::Unread(_))));
}

#[test]
fn a_forgotten_secret_is_gone_with_its_entry() {
    let place = Place::new();
    place.put("shop/vpn/users/a/key", "one", 2);
    let staged = place.change(|vault| {
        vault.forget(id("shop/vpn/users/a/key"));
        vault.forget(id("shop/none"));
    });
    assert_eq!(staged.forgotten, [id("shop/vpn/users/a/key")]);
    assert!(matches!(place.read("shop/vpn/users/a/key"), Err(Fault::NoSecret { .. })));
    assert!(!place.file("shop").exists());
}

#[test]
fn the_key_of_digests_can_be_changed() {
    let place = Place::new();
    place.put("shop/a", "one", 2);
    let before = (place.entry("shop/a"), fs::read(place.file("shop/a.age")).unwrap());
    place.change(|vault| vault.rotate_fingerprint_key(at(3)).unwrap());
    let after = (place.entry("shop/a"), fs::read(place.file("shop/a.age")).unwrap());
    assert_ne!(before.0.value, after.0.value);
    assert_eq!(Entry { value: before.0.value.clone(), ..after.0 }, before.0);
    assert_eq!(before.1, after.1);
    assert_eq!(place.read("shop/a").unwrap(), secret("one"));
    assert_eq!(place.entry("provider/fingerprint-key").version, 2);
    // What comes after is digested with the new key.
    place.put("shop/b", "two", 4);
    assert_eq!(place.read("shop/b").unwrap(), secret("two"));
}

#[test]
fn the_public_half_of_a_key_is_a_public_fact() {
    let place = Place::new();
    let key = Recipe::SshKey.make("shop").unwrap();
    let public = public_half(&key).unwrap();
    place.change(|vault| vault.put(id("shop/backup/sftp-key"), key, Kind::Generated, at(2)));
    assert_eq!(place.entry("shop/backup/sftp-key").public.as_deref(), Some(&*public));
    let release = fs::read_to_string(place.path().join("release.pub")).unwrap();
    let entry = place.entry("provider/release-key").public.unwrap();
    assert_eq!(release, format!("{entry} qalyp-release\n"));
}

#[test]
fn recipients_are_read_back_as_they_are_written() {
    let place = Place::new();
    let keys = place.keys(Access::Read);
    let mut recipients = super::recipients(&keys).unwrap();
    for (name, day) in [("null", 2), ("true", 3), ("123", 4)] {
        let key = Identities::generate().2;
        recipients = recipients.with(recipient(name, Role::Operator, key)).unwrap();
        recipients = recipients.without(name, at(day)).unwrap();
        let text = recipients.to_text();
        assert_eq!(Recipients::read("r.yaml", text.as_bytes()).unwrap(), recipients, "{text}");
    }
    let text = recipients.to_text();
    let secret = text.replace("age1", "AGE-SECRET-KEY-1");
    match Recipients::read("r.yaml", secret.as_bytes()) {
        Err(fault @ Fault::SecretAmongRecipients { .. }) => {
            let said = format!("{fault} {:?}", fault.help());
            assert!(said.contains("r.yaml:7") && !said.contains("SECRET-KEY"), "{said}");
        }
        other => panic!("{other:?}"),
    }
    for (from, to, code) in [
        ("role: operator", "role: operatr", "E0014"),
        ("    role: operator\n", "", "E0012"),
        ("name: safe", "name: aigerim", "E0014"),
        ("name: safe", "naem: safe", "E0010"),
    ] {
        match Recipients::read("r.yaml", text.replacen(from, to, 1).as_bytes()) {
            Err(Fault::Unread(unread)) => {
                assert_eq!(unread.report.findings()[0].code.0, code, "{to}");
            }
            other => panic!("{to}: {other:?}"),
        }
    }
    let one = text.replace("role: recovery", "role: operator");
    let role = Recipients::read("r.yaml", one.as_bytes());
    assert!(matches!(role, Err(Fault::NobodyOf { role: Role::Recovery })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_bytes_come_back(bytes in proptest::collection::vec(any::<u8>(), 0..5_000)) {
        let (mine, _, public) = Identities::generate();
        let (other, _, safe) = Identities::generate();
        let both = vec![
            recipient("a", Role::Operator, public),
            recipient("b", Role::Recovery, safe),
        ];
        let file = seal::seal(&Secret::new(bytes.clone()), &Recipients::new(both).unwrap()).unwrap();
        prop_assert!(file.is_ascii());
        for identities in [&mine, &other] {
            prop_assert_eq!(seal::open(&file, identities).unwrap(), Secret::new(bytes.clone()));
        }
        let (stranger, ..) = Identities::generate();
        prop_assert_eq!(seal::open(&file, &stranger), Err(seal::Shut::NoneFits));
    }

    #[test]
    fn a_lock_file_is_read_back_as_it_is_written(
        names in proptest::collection::btree_set("[A-Za-z0-9_][A-Za-z0-9._@-]{0,9}(/[a-z]{1,5})?", 0..20),
        version in 1_u32..,
        digest in "[0-9a-f]{32}",
    ) {
        let entry = |name: &String| {
            let entry = Entry {
                kind: Kind::Vpn,
                version,
                made: at(2),
                value: digest.clone().into(),
                recipients: digest.chars().rev().collect::<String>().into(),
                file: digest.repeat(2).into(),
                public: name.contains('/').then(|| "ssh-ed25519 AAAA+/=".into()),
            };
            (name.as_str().into(), entry)
        };
        let lock: Lock = names.iter().map(entry).collect();
        prop_assume!(!lock.is_empty());
        let text = lock::write(&Scope::Provider, &lock);
        prop_assert_eq!(lock::read("lock.yaml", text.as_bytes()).unwrap(), lock);
    }

    #[test]
    fn no_text_is_too_strange_to_be_refused(text in "(\\PC|\n|: |- ){0,200}") {
        let _ = lock::read("lock.yaml", text.as_bytes());
        let _ = Recipients::read("recipients.yaml", text.as_bytes());
        let _ = seal::open(text.as_bytes(), &Identities::default());
        let _ = text.parse::<SecretId>();
    }
}
