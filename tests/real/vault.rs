//! The vault beside the programs that it has to agree with: `age`, `ssh-keygen`, `git`.

use std::fs;
use std::path::{Path, PathBuf};

use qalyp::keys::{Access, Keys};
use qalyp::vault::{self, Candidate, Identities, Question, Secret, Vault};
use tempfile::TempDir;

use crate::require::require;

struct Shop {
    folder: TempDir,
}

/// What came out of a run.
struct Outcome {
    code: i32,
    out: Vec<u8>,
    err: String,
}

fn finish(command: &duct::Expression) -> Outcome {
    let output = command.stdout_capture().stderr_capture().unchecked().run().unwrap();
    let code = output.status.code().unwrap();
    Outcome { code, out: output.stdout, err: String::from_utf8_lossy(&output.stderr).into_owned() }
}

fn run(program: &str, args: &[&str]) -> Vec<u8> {
    let outcome = finish(&duct::cmd(program, args));
    assert_eq!(outcome.code, 0, "{program} {args:?}: {}", outcome.err);
    outcome.out
}

impl Shop {
    fn new() -> Self {
        let shop = Self { folder: tempfile::tempdir().unwrap() };
        shop.done(&["init", "shop"], None);
        shop
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    fn qalyp(&self, args: &[&str], identity: Option<&Path>) -> duct::Expression {
        let root =
            if args[0] == "init" { self.folder.path().to_owned() } else { self.path("shop") };
        let command = duct::cmd(env!("CARGO_BIN_EXE_qalyp"), args).dir(root);
        let command = command.env("HOME", self.folder.path()).env("CI", "true");
        match identity {
            Some(identity) => command.env("QALYP_IDENTITY", identity),
            None => command.env_remove("QALYP_IDENTITY"),
        }
    }

    fn done(&self, args: &[&str], identity: Option<&Path>) -> Vec<u8> {
        let outcome = finish(&self.qalyp(args, identity).stdin_null());
        assert_eq!(outcome.code, 0, "{args:?}: {}", outcome.err);
        outcome.out
    }

    /// A key of SSH, with a passphrase or without.
    fn ssh_key(&self, name: &str, kind: &[&str], passphrase: &str) -> PathBuf {
        let file = self.text(name);
        run("ssh-keygen", &[kind, &["-q", "-N", passphrase, "-C", "test", "-f", &file]].concat());
        self.path(name)
    }

    /// A key of age and its public half.
    fn age_key(&self, name: &str) -> (PathBuf, String) {
        run("age-keygen", &["-o", &self.text(name)]);
        let public = run("age-keygen", &["-y", &self.text(name)]);
        (self.path(name), String::from_utf8(public).unwrap().trim().to_owned())
    }
}

const SECRET: [&str; 2] = ["romashka-main", "grafana/admin"];

fn get(shop: &Shop, identity: &Path) -> Vec<u8> {
    shop.done(&["vault", "get", SECRET[0], SECRET[1]], Some(identity))
}

#[test]
fn age_opens_what_the_vault_writes_for_every_kind_of_key() {
    let (Some(_), Some(_)) = (require("age"), require("ssh-keygen")) else { return };
    let shop = Shop::new();
    let (age, public) = shop.age_key("age");
    let ed25519 = shop.ssh_key("ed25519", &["-t", "ed25519"], "");
    let rsa = shop.ssh_key("rsa", &["-t", "rsa", "-b", "2048"], "");
    shop.done(
        &[
            "vault",
            "init",
            "--recipient",
            &format!("aigerim={}", shop.text("ed25519.pub")),
            "--recipient",
            &format!("baurzhan={}", shop.text("rsa.pub")),
            "--recovery",
            &format!("safe={public}"),
        ],
        None,
    );
    let set = ["vault", "set", SECRET[0], SECRET[1]];
    let value = "correct horse battery";
    for identity in [&age, &ed25519, &rsa] {
        let set = shop.qalyp(&set, Some(identity)).stdin_bytes(value);
        assert_eq!(finish(&set).code, 0);
        assert_eq!(get(&shop, identity), value.as_bytes());
        let file = shop.text("shop/keys/vault/romashka-main/grafana/admin.age");
        let opened = run("age", &["-d", "-i", identity.to_str().unwrap(), &file]);
        assert_eq!(opened, value.as_bytes(), "{}", identity.display());
    }
    // The usual places are tried where nothing is named.
    fs::create_dir_all(shop.path(".ssh")).unwrap();
    fs::rename(&ed25519, shop.path(".ssh/id_ed25519")).unwrap();
    assert_eq!(shop.done(&["vault", "get", SECRET[0], SECRET[1]], None), value.as_bytes());
    // Keys that age does not know are told apart.
    let ecdsa = shop.ssh_key("ecdsa", &["-t", "ecdsa"], "");
    let get = ["vault", "get", SECRET[0], SECRET[1]];
    let refused = finish(&shop.qalyp(&get, Some(&ecdsa)).stdin_null());
    assert!(refused.code == 2 && refused.err.contains("age cannot use"), "{}", refused.err);
    let add = ["vault", "recipients", "add", "e", &shop.text("ecdsa.pub"), "--role", "operator"];
    let refused = finish(&shop.qalyp(&add, Some(&age)).stdin_null());
    assert!(refused.code == 2 && refused.err.contains("of SSH keys only"), "{}", refused.err);
}

#[test]
fn the_vault_opens_what_age_writes() {
    let Some(_) = require("age") else { return };
    let shop = Shop::new();
    let (age, public) = shop.age_key("age");
    let (_, safe) = shop.age_key("safe");
    let operator = format!("aigerim={public}");
    let safe = format!("safe={safe}");
    shop.done(&["vault", "init", "--recipient", &operator, "--recovery", &safe], None);
    let set = ["vault", "set", SECRET[0], SECRET[1]];
    let set = shop.qalyp(&set, Some(&age)).stdin_bytes("correct horse battery");
    assert_eq!(finish(&set).code, 0);
    // Encrypted anew with age's own program, the same value is the same value: its digest is told anew by hand.
    let path = "shop/keys/vault/romashka-main/grafana/admin.age";
    let (old, new) = (shop.text(path), shop.text("new.age"));
    run("sh", &["-c", &format!("age -d -i {} {old} | age -a -r {public} -o {new}", age.display())]);
    let digest =
        |file: &str| String::from_utf8(run("sha256sum", &[file])).unwrap()[..64].to_owned();
    let lock = shop.path("shop/keys/vault/romashka-main/lock.yaml");
    let text = fs::read_to_string(&lock).unwrap();
    assert!(text.contains(&digest(&old)), "{text}");
    fs::write(&lock, text.replace(&digest(&old), &digest(&new))).unwrap();
    fs::rename(&new, &old).unwrap();
    assert_eq!(get(&shop, &age), b"correct horse battery");
}

/// A file that only a passphrase opens, as `age -p` writes it.
fn by_passphrase(content: &[u8], passphrase: &str) -> Vec<u8> {
    let mut recipient = age::scrypt::Recipient::new(passphrase.to_owned().into());
    recipient.set_work_factor(8);
    age::encrypt_and_armor(&recipient, content).unwrap().into_bytes()
}

#[test]
fn passphrases_are_asked_where_they_are_needed() {
    let (Some(_), Some(_)) = (require("age"), require("ssh-keygen")) else { return };
    let shop = Shop::new();
    let locked = shop.ssh_key("locked", &["-t", "ed25519"], "open sesame");
    let (plain, public) = shop.age_key("plain");
    let (operator, safe) =
        (format!("aigerim={}", shop.text("locked.pub")), format!("safe={public}"));
    shop.done(&["vault", "init", "--recipient", &operator, "--recovery", &safe], None);
    let keys = Keys::open(&shop.path("shop/keys"), Access::Read).unwrap();
    let recipients = vault::recipients(&keys).unwrap();
    let ssh = fs::read(&locked).unwrap();
    let age = by_passphrase(&fs::read(&plain).unwrap(), "a b c d");
    // Opens the vault; tells how often somebody was asked.
    let open = |files: &[(&[u8], bool)], answers: &[&str]| {
        let candidate = |(content, named): &(&[u8], bool)| Candidate {
            file: "FILE".to_owned(),
            content: Secret::new(content.to_vec()),
            named: *named,
        };
        let mut asked = 0;
        let mut ask = |question: Question<'_>| {
            assert_eq!(question.again, asked > 0);
            let answer = answers.get(asked).map(|answer| Secret::from((*answer).to_owned()));
            asked += 1;
            answer
        };
        let files = files.iter().map(candidate).collect();
        let unlocked = Identities::unlock(files, Some(&recipients), &mut ask);
        let opened = unlocked.and_then(|them| Vault::open(&keys, &them).map(|_| ()));
        (asked, opened.map_err(|fault| fault.to_string()))
    };
    assert_eq!(open(&[(&ssh, true)], &["open sesame"]), (1, Ok(())));
    assert_eq!(open(&[(&ssh, true)], &["wrong", "open sesame"]), (2, Ok(())));
    assert_eq!(open(&[(&age, true)], &["wrong", "a b c d"]), (2, Ok(())));
    let wrong = "FILE does not open with that passphrase".to_owned();
    assert_eq!(open(&[(&ssh, true)], &["x", "y"]), (3, Err(wrong.clone())));
    assert_eq!(open(&[(&age, true)], &["x"]), (2, Err(wrong)));
    // One of the usual places is asked for only if no other key fits, and not at all if it cannot.
    let plain = fs::read(&plain).unwrap();
    assert_eq!(open(&[(&ssh, false), (&plain, false)], &[]), (0, Ok(())));
    assert_eq!(open(&[(&ssh, false)], &["open sesame"]), (1, Ok(())));
    let stranger = fs::read(shop.ssh_key("stranger", &["-t", "ed25519"], "x")).unwrap();
    let (asked, refused) = open(&[(&stranger, false)], &[]);
    assert_eq!((asked, refused.is_err()), (0, true));
    drop(keys);
    // Without a terminal nobody is asked, and nobody waits.
    let qalyp = env!("CARGO_BIN_EXE_qalyp");
    let get = format!(
        "setsid {qalyp} vault get provider fingerprint-key --identity {}",
        shop.text("locked")
    );
    let refused = finish(&duct::cmd!("sh", "-c", get).dir(shop.path("shop")).stdin_null());
    assert!(refused.code == 2 && refused.err.contains("no terminal to ask at"), "{}", refused.err);
}

#[test]
fn branches_that_add_different_secrets_merge() {
    let (Some(_), Some(_)) = (require("age"), require("git")) else { return };
    let shop = Shop::new();
    let (age, public) = shop.age_key("age");
    let (_, safe) = shop.age_key("safe");
    let (operator, safe) = (format!("aigerim={public}"), format!("safe={safe}"));
    shop.done(&["vault", "init", "--recipient", &operator, "--recovery", &safe], None);
    let git = |args: &[&str]| {
        let own =
            ["-c", "user.name=t", "-c", "user.email=t@example", "-c", "init.defaultBranch=main"];
        let command = duct::cmd("git", own.iter().chain(args)).dir(shop.path("shop"));
        finish(&command.env("HOME", shop.folder.path()))
    };
    let good = |args: &[&str]| {
        let outcome = git(args);
        assert_eq!(
            outcome.code,
            0,
            "{args:?}: {}{}",
            String::from_utf8_lossy(&outcome.out),
            outcome.err
        );
        outcome
    };
    let set = |name: &str, value: &str| {
        let set = ["vault", "set", "romashka-main", name];
        let set = shop.qalyp(&set, Some(&age)).stdin_bytes(value.to_owned());
        assert_eq!(finish(&set).code, 0, "{name}");
        good(&["add", "-A"]);
        good(&["commit", "-qm", name]);
    };
    good(&["init", "-q"]);
    set("grafana/admin", "the first of them");
    good(&["branch", "other"]);
    // At one place of the file, beside each other.
    set("onec/administrator", "of one branch");
    good(&["checkout", "-q", "other"]);
    set("grafana/secret-key", "of the other branch");
    let merged = good(&["merge", "-q", "-m", "both", "main"]);
    assert!(merged.err.is_empty(), "{}", merged.err);
    let read = |name: &str| shop.done(&["vault", "get", "romashka-main", name], Some(&age));
    assert_eq!(read("grafana/admin"), b"the first of them");
    assert_eq!(read("onec/administrator"), b"of one branch");
    assert_eq!(read("grafana/secret-key"), b"of the other branch");

    // The same by the program alone, without the repository's attributes.
    let lock = "keys/vault/romashka-main/lock.yaml";
    let version = |revision: &str| {
        let name = shop.text(&format!("{}.yaml", revision.replace([':', '^', '~'], "_")));
        fs::write(&name, good(&["show", &format!("{revision}:{lock}")]).out).unwrap();
        name
    };
    let (ours, base, theirs) = (version("other~1"), version("main~1"), version("main"));
    let merged = finish(&duct::cmd!("git", "merge-file", "-p", "--union", ours, base, theirs));
    assert_eq!((merged.code, merged.out), (0, fs::read(shop.path("shop").join(lock)).unwrap()));

    // Both branches change one secret: git says so, and so does the vault until somebody chooses.
    set("grafana/admin", "changed on one branch");
    good(&["checkout", "-q", "main"]);
    set("grafana/admin", "changed on the other one");
    let conflict = git(&["merge", "-q", "-m", "both", "other"]);
    assert_eq!(conflict.code, 1, "{}", conflict.err);
    let get = ["vault", "get", "romashka-main", "grafana/admin"];
    let refused = finish(&shop.qalyp(&get, Some(&age)).stdin_null());
    assert!(refused.code == 2 && refused.err.contains("grafana/admin"), "{}", refused.err);
}

#[test]
fn keys_for_ssh_are_what_ssh_keygen_says() {
    let (Some(_), Some(_)) = (require("age"), require("ssh-keygen")) else { return };
    let shop = Shop::new();
    let (age, public) = shop.age_key("age");
    let (_, safe) = shop.age_key("safe");
    let (operator, safe) = (format!("aigerim={public}"), format!("safe={safe}"));
    shop.done(&["vault", "init", "--recipient", &operator, "--recovery", &safe], None);
    let key = shop.done(&["vault", "get", "provider", "release-key"], Some(&age));
    qalyp::disk::write_private(&shop.path("key"), &key, qalyp::disk::Existing::Refuse).unwrap();
    let derived = String::from_utf8(run("ssh-keygen", &["-y", "-f", &shop.text("key")])).unwrap();
    let written = fs::read_to_string(shop.path("shop/keys/release.pub")).unwrap();
    assert_eq!(derived.trim(), written.trim());
    // Signs and verifies, as releases will be.
    fs::write(shop.path("data"), "data").unwrap();
    let (name, data) = (shop.text("key"), shop.text("data"));
    run("ssh-keygen", &["-Y", "sign", "-f", &name, "-n", "qalyp-release", &data]);
    fs::write(shop.path("allowed"), format!("provider {written}")).unwrap();
    let (allowed, signature) = (shop.text("allowed"), shop.text("data.sig"));
    let verify =
        ["-Y", "verify", "-f", &allowed, "-I", "provider", "-n", "qalyp-release", "-s", &signature];
    let verified = finish(&duct::cmd("ssh-keygen", verify).stdin_bytes("data"));
    assert_eq!(verified.code, 0, "{}", verified.err);
}
