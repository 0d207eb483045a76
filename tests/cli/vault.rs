//! `qalyp vault` from the outside. What real `age` and `ssh-keygen` say of it is in `tests/real/vault.rs`.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::run::{Outcome, finish, qalyp};
use super::shapes::assert_has_its_schema;

/// A project with a vault, its operator's and its recovery identity outside of it.
struct Shop {
    folder: TempDir,
}

impl Shop {
    fn empty() -> Self {
        let shop = Self { folder: tempfile::tempdir().unwrap() };
        assert_eq!(shop.run(&["init", "."]).code, 0);
        shop
    }

    fn new() -> Self {
        let shop = Self::empty();
        let identities = ["../operator", "../recovery"];
        let [operator, recovery] = identities;
        let made = shop.run(&[
            "vault",
            "init",
            "--generate-identity",
            operator,
            "--generate-recovery",
            recovery,
        ]);
        assert_eq!(made.code, 0, "{}", made.err);
        shop
    }

    fn root(&self) -> PathBuf {
        let root = self.folder.path().join("shop");
        fs::create_dir_all(&root).unwrap();
        root
    }

    /// Runs as the operator.
    fn run(&self, args: &[&str]) -> Outcome {
        self.with_input(args, "")
    }

    fn with_input(&self, args: &[&str], input: &str) -> Outcome {
        let operator = self.folder.path().join("operator");
        self.with_identity(args, input, &operator)
    }

    fn with_identity(&self, args: &[&str], input: &str, identity: &Path) -> Outcome {
        let command = qalyp(args).dir(self.root()).env("HOME", self.folder.path());
        finish(&command.env("QALYP_IDENTITY", identity).stdin_bytes(input))
    }

    fn json(&self, args: &[&str], code: i32) -> serde_json::Value {
        let outcome = self.run(&[args, &["--format", "json"]].concat());
        assert_eq!(outcome.code, code, "{}{}", outcome.out, outcome.err);
        let answer = serde_json::from_str(&outcome.out).unwrap();
        assert_has_its_schema(&answer);
        answer
    }

    fn get(&self, server: &str, name: &str) -> String {
        let outcome = self.run(&["vault", "get", server, name]);
        assert_eq!(outcome.code, 0, "{}", outcome.err);
        outcome.out
    }

    fn keys(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut files = BTreeMap::new();
        let mut folders = vec![self.root().join("keys")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() && !path.ends_with(".qalyp") {
                    folders.push(path);
                } else if path.is_file() {
                    let content = fs::read(&path).unwrap();
                    files.insert(path, content);
                }
            }
        }
        files
    }
}

#[test]
fn a_vault_is_made_once() {
    let shop = Shop::empty();
    let refused = shop.run(&["vault", "init"]);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    assert!(refused.err.contains("role `operator`"), "{}", refused.err);
    assert!(!shop.root().join("keys").exists());
    let missing = shop.run(&["vault", "status"]);
    assert!(missing.code == 2 && missing.err.contains("qalyp vault init"), "{}", missing.err);

    // Half of a pair is not left behind, and no private key goes where it could be committed.
    let init = |operator: &str, recovery: &str| {
        let paths = ["--generate-identity", operator, "--generate-recovery", recovery];
        shop.run(&[&["vault", "init"][..], &paths].concat())
    };
    for (operator, recovery, said) in [
        ("../operator", "../none/recovery", "make its folder first"),
        ("../operator", "../operator", "another one"),
        ("../operator", "recovery", "within the project"),
        ("keys/operator", "../recovery", "within the folder of keys"),
        ("/dev/null", "../recovery", "a device"),
    ] {
        let refused = init(operator, recovery);
        assert!(refused.code == 2 && refused.err.contains(said), "{recovery}: {}", refused.err);
        assert!(!shop.folder.path().join("operator").exists(), "{recovery}");
    }
    assert_eq!(init("../operator", "../recovery").code, 0);

    let shop = Shop::new();
    for name in ["operator", "recovery"] {
        let mode = fs::metadata(shop.folder.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
    let before = shop.keys();
    shop.json(&["vault", "recipients"], 0);
    let again = shop.json(&["vault", "init"], 0);
    assert_eq!((&again["format"], &again["made"]), (&"qalyp-vault-init/1".into(), &false.into()));
    assert_eq!(shop.keys(), before);
    let other = shop.run(&["vault", "init", "--recovery", &format!("safe={AGE}")]);
    assert!(other.code == 2 && other.err.contains("recipients add"), "{}", other.err);
    let secret = shop.run(&["vault", "init", "--recipient", "a=AGE-SECRET-KEY-1CANARY"]);
    assert!(secret.code == 2 && !secret.err.contains("CANARY"), "{}", secret.err);
}

const AGE: &str = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p";

#[test]
fn missing_secrets_are_made_and_the_others_named() {
    let shop = Shop::new();
    let made = shop.json(&["vault", "set", "--missing"], 1);
    assert_eq!(made["format"], "qalyp-vault-missing/1");
    let made: Vec<&str> =
        made["made"].as_array().unwrap().iter().map(|it| it.as_str().unwrap()).collect();
    for secret in ["romashka-main/grafana/admin", "romashka-main/postgresql/accounting"] {
        assert!(made.contains(&secret), "{made:?}");
    }
    let before = shop.keys();
    let again = shop.json(&["vault", "set", "--missing"], 1);
    assert_eq!(again["made"], serde_json::json!([]));
    assert_eq!(shop.keys(), before);
    let waits: BTreeMap<&str, &str> = again["missing"]
        .as_array()
        .unwrap()
        .iter()
        .map(|it| (it["secret"].as_str().unwrap(), it["command"].as_str().unwrap()))
        .collect();
    assert_eq!(waits["romashka-main/vpn/server-key"], "qalyp vpn issue romashka-main");
    assert_eq!(waits["zhuldyz-erp/tls/key"], "qalyp vault set zhuldyz-erp tls/key --file FILE");
    // A server that has all of its own is fine.
    assert_eq!(shop.run(&["vault", "set", "--missing", "saparov-shop"]).code, 0);
    let status = shop.json(&["vault", "status", "saparov-shop"], 0);
    let secrets = status["servers"][0]["secrets"].as_array().unwrap();
    assert!(secrets.iter().all(|it| it["state"] == "fine" && it["needed"] == true), "{secrets:?}");
    assert_eq!(shop.get("saparov-shop", "grafana/admin").len(), 24);
    let all = shop.run(&["vault", "status"]);
    assert_eq!(all.code, 1);
    assert!(
        all.out.contains("missing tls/key: qalyp vault set zhuldyz-erp tls/key --file FILE"),
        "{}",
        all.out
    );
}

#[test]
fn values_come_from_a_file_or_standard_input_and_are_judged() {
    let shop = Shop::new();
    let set = ["vault", "set", "romashka-main", "backup/s3-secret-key"];
    let first = shop.with_input(&set, "canary-of-s3\n");
    assert_eq!(first.code, 0, "{}", first.err);
    assert!(!format!("{}{}", first.out, first.err).contains("canary"));
    assert_eq!(shop.get("romashka-main", "backup/s3-secret-key"), "canary-of-s3");
    let args = ["vault", "set", "zhuldyz-erp", "backup/s3-secret-key", "--format", "json"];
    for value in ["canary-of-s3", "canary-of-s4", "canary-of-s4"] {
        let answer = shop.with_input(&args, value).out;
        assert_has_its_schema(&serde_json::from_str(&answer).unwrap());
    }
    let before = shop.keys();
    let same = shop.with_input(&set, "canary-of-s3");
    assert_eq!(same.out, "romashka-main/backup/s3-secret-key has this value already\n");
    assert_eq!(shop.keys(), before);

    let file = shop.folder.path().join("value");
    fs::write(&file, "canary-two").unwrap();
    let second = shop.run(&[&set[..], &["--file", file.to_str().unwrap()]].concat());
    assert!(second.out.contains("its version 2"), "{}", second.out);
    assert!(second.out.contains("by hand: The two halves change together"), "{}", second.out);
    for (args, input, said) in [
        (["romashka-main", "backup/s3-secret-key"], "canary a\nb", "more than one line"),
        (["romashka-main", "backup/s3-secret-key"], "", "nothing in it"),
        (["zhuldyz-erp", "tls/key"], "canary", "one private key"),
        (["romashka-main", "vpn/ca-key"], "canary", "belongs to the VPN"),
        (["provider", "fingerprint-key"], "canary", "has to be made"),
        (["romashka-mian", "grafana/admin"], "canary-of-grafana", "did you mean `romashka-main`?"),
        (["romashka-main", "grafana/admn"], "canary", "did you mean `grafana/admin`?"),
        (["romashka-main", "../../etc/passwd"], "canary", "no name of a secret"),
        (["../x", "grafana/admin"], "canary", "neither a server's name"),
    ] {
        let refused = shop.with_input(&[&["vault", "set"], &args[..]].concat(), input);
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{args:?}");
        assert!(refused.err.contains(said), "{args:?}: {}", refused.err);
        assert!(!refused.err.contains("canary"), "{}", refused.err);
    }
    let own = ["vault", "set", "romashka-main", "custom/token", "--own"];
    assert_eq!(shop.with_input(&own, "canary\n").code, 0);
    assert_eq!(shop.get("romashka-main", "custom/token"), "canary\n");
}

#[test]
fn a_secret_is_replaced_and_what_follows_is_said() {
    let shop = Shop::new();
    assert_eq!(shop.run(&["vault", "set", "--missing", "zhuldyz-erp"]).code, 1);
    let before = shop.get("zhuldyz-erp", "onec/administrator");
    let rotated = shop.run(&["vault", "rotate", "zhuldyz-erp", "onec/administrator"]);
    assert_eq!(rotated.code, 0, "{}", rotated.err);
    let after = shop.get("zhuldyz-erp", "onec/administrator");
    assert_ne!(before, after);
    assert!(!rotated.out.contains(&after));
    for part in ["its version 2", "qalyp release zhuldyz-erp", "(RAS)", "by hand: Consoles"] {
        assert!(rotated.out.contains(part), "{part}: {}", rotated.out);
    }
    let key = shop.json(&["vault", "rotate", "zhuldyz-erp", "backup/sftp-key"], 0);
    assert_eq!((&key["format"], &key["version"]), (&"qalyp-vault-rotate/1".into(), &2.into()));
    assert!(key["public"].as_str().unwrap().starts_with("ssh-ed25519 AAAA"));
    assert_eq!(key["by_hand"].as_array().unwrap().len(), 2);
    for (secret, said) in [
        ("vpn/users/aigerim/key", "the vault has no"),
        ("backup/sftp-known-hosts", "the vault has no"),
    ] {
        let refused = shop.run(&["vault", "rotate", "zhuldyz-erp", secret]);
        assert!(refused.code == 2 && refused.err.contains(said), "{}", refused.err);
    }
    // The provider's own: digests anew, the key of releases with its public half.
    assert_eq!(shop.run(&["vault", "rotate", "provider", "fingerprint-key"]).code, 0);
    assert_eq!(shop.get("zhuldyz-erp", "onec/administrator"), after);
    let public = fs::read(shop.root().join("keys/release.pub")).unwrap();
    let unasked = shop.run(&["vault", "rotate", "provider", "release-key"]);
    assert!(unasked.code == 2 && unasked.err.contains("refuses releases"), "{}", unasked.err);
    assert_eq!(fs::read(shop.root().join("keys/release.pub")).unwrap(), public);
    assert_eq!(shop.run(&["vault", "rotate", "provider", "release-key", "--yes"]).code, 0);
    assert_ne!(fs::read(shop.root().join("keys/release.pub")).unwrap(), public);
}

#[test]
fn whoever_comes_reads_and_whoever_goes_is_remembered() {
    let shop = Shop::new();
    assert_eq!(shop.run(&["vault", "set", "--missing", "saparov-shop"]).code, 0);
    let elsewhere = Shop::new();
    let identity = elsewhere.folder.path().join("operator");
    let text = fs::read_to_string(&identity).unwrap();
    let public = text.lines().find_map(|line| line.strip_prefix("# public key: ")).unwrap();

    let get = ["vault", "get", "saparov-shop", "grafana/admin"];
    let stranger = shop.with_identity(&get, "", &identity);
    assert_eq!(stranger.code, 2);
    assert!(stranger.err.contains("can be opened by operator, recovery"), "{}", stranger.err);
    let add = ["vault", "recipients", "add", "baurzhan", public, "--role", "operator"];
    assert_eq!(
        shop.run(&add).out,
        "`baurzhan` can read the vault: 6 secrets are encrypted anew\nnext: git add keys && git commit\n"
    );
    assert_eq!(shop.run(&add).out, "`baurzhan` can read the vault already\n");
    assert_eq!(
        shop.with_identity(&get, "", &identity).out,
        shop.get("saparov-shop", "grafana/admin")
    );

    let last = shop.run(&["vault", "recipients", "remove", "recovery"]);
    assert!(last.code == 2 && last.err.contains("the last recipient"), "{}", last.err);
    let gone = shop.json(&["vault", "recipients", "remove", "baurzhan"], 1);
    assert_eq!(gone["former"][0]["name"], "baurzhan");
    let made = [
        "provider/fingerprint-key",
        "saparov-shop/grafana/admin",
        "saparov-shop/grafana/secret-key",
        "saparov-shop/onec/administrator",
        "saparov-shop/postgresql/shop",
    ];
    let to_rotate = &gone["to_rotate"];
    assert_eq!(to_rotate[0]["command"], "qalyp vault rotate --seen-by baurzhan");
    assert_eq!(to_rotate[0]["secrets"], serde_json::json!(made));
    assert_eq!(to_rotate[1]["command"], "qalyp vault rotate provider release-key");
    assert!(to_rotate[1]["note"].as_str().unwrap().contains("visited"), "{to_rotate}");
    assert_eq!(shop.with_identity(&get, "", &identity).code, 2);
    let table = shop.run(&["vault", "recipients"]);
    assert!(table.code == 0 && table.out.contains("former    baurzhan"), "{}", table.out);
    // What was rotated since is fine; one second has to pass, since moments have no fractions.
    let later = ["--at", "2030-01-01T00:00:00+05:00", "--ahead-of-clock"];
    let renew = ["vault", "rotate", "saparov-shop", "grafana/admin"];
    assert_eq!(shop.run(&[&renew[..], &later].concat()).code, 0);
    let left = shop.run(&["vault", "status", "saparov-shop"]);
    assert!(left.out.contains("seen by baurzhan grafana/secret-key: "), "{}", left.out);
    assert!(!left.out.contains("grafana/admin"), "{}", left.out);
    // All that is left of it at once, and the one that needs a visit is named.
    let all = ["vault", "rotate", "--seen-by", "baurzhan"];
    let before = shop.keys();
    assert_eq!(shop.run(&all).code, 2, "nobody can be asked");
    assert_eq!(shop.keys(), before);
    let done = shop.json(&[&all[..], &["--yes"], &later].concat(), 1);
    assert_eq!(done["rotated"], serde_json::json!([made[0], made[2], made[3], made[4]]));
    assert_eq!(done["left"][0]["command"], "qalyp vault rotate provider release-key");
    assert_eq!(shop.run(&["vault", "status", "saparov-shop"]).code, 0);
    let nobody = shop.run(&["vault", "rotate", "--seen-by", "nobody", "--yes"]);
    assert!(nobody.code == 2 && nobody.err.contains("nobody of the name"), "{}", nobody.err);
}

#[test]
fn one_secret_without_its_file_stands_in_nobodys_way() {
    let shop = Shop::new();
    shop.run(&["vault", "set", "--missing", "zhuldyz-erp"]);
    let file = shop.root().join("keys/vault/zhuldyz-erp/onec/administrator.age");
    fs::remove_file(&file).unwrap();
    let added = shop.run(&["vault", "recipients", "add", "dana", AGE, "--role", "operator"]);
    assert_eq!(added.code, 0, "{}", added.err);
    let named = "zhuldyz-erp/onec/administrator has no file";
    assert!(added.err.contains(named), "{}", added.err);
    // Another file in its place is not opened either.
    fs::copy(shop.root().join("keys/vault/zhuldyz-erp/grafana/admin.age"), &file).unwrap();
    let rekeyed = shop.run(&["vault", "rekey"]);
    assert!(rekeyed.code == 0 && rekeyed.err.contains(named), "{}", rekeyed.err);
    let rotated = shop.json(&["vault", "rotate", "zhuldyz-erp", "onec/administrator"], 0);
    assert_eq!(rotated["version"], 2);
    assert!(shop.get("zhuldyz-erp", "onec/administrator").len() > 12);
    let again = shop.run(&["vault", "rekey"]);
    assert_eq!((again.code, again.err.as_str()), (0, ""));
    fs::remove_file(&file).unwrap();
    let removed = shop.run(&["vault", "recipients", "remove", "dana"]);
    assert!(removed.code == 1 && removed.err.contains(named), "{}", removed.err);
    let none = shop.run(&["vault", "rotate", "zhuldyz-erp", "onec/administratr"]);
    assert!(none.code == 2 && none.err.contains("onec/administrator"), "{}", none.err);
}

#[test]
fn a_list_that_was_edited_by_hand_is_asked_about() {
    let shop = Shop::new();
    let before = shop.keys();
    assert!(shop.run(&["vault", "rekey"]).out.contains("nothing to do"));
    assert_eq!(shop.keys(), before);
    let file = shop.root().join("keys/recipients.yaml");
    let text = fs::read_to_string(&file).unwrap();
    let more = format!(
        "{text}  - name: safe\n    role: recovery\n    since: \"2026-11-23T00:00:00+05:00\"\n    key: {AGE}\n"
    );
    fs::write(&file, more).unwrap();
    let status = shop.run(&["vault", "status"]);
    assert!(
        status.out.contains("stale release-key: qalyp vault rekey (not for safe)"),
        "{}",
        status.out
    );
    // Nothing is encrypted for one whom nobody let in who could open the vault.
    let edited = shop.keys();
    for args in [
        &["vault", "set", "--missing", "saparov-shop"][..],
        &["vault", "rotate", "provider", "fingerprint-key"],
    ] {
        let refused = shop.run(args);
        assert!(refused.code == 2 && refused.err.contains("safe"), "{args:?}: {}", refused.err);
        assert_eq!(shop.keys(), edited, "{args:?}");
    }
    // Whoever stands there would read everything: that is shown, and done only for somebody who has seen it.
    let asked = shop.run(&["vault", "rekey"]);
    assert!(asked.code == 1 && asked.err.contains("new recovery safe"), "{}", asked.err);
    assert_eq!(shop.keys(), edited);
    let done = shop.json(&["vault", "rekey", "--yes"], 0);
    assert_eq!(done["rekeyed"].as_array().unwrap().len(), 2);
    assert_eq!(shop.run(&["vault", "set", "--missing", "saparov-shop"]).code, 0);
    fs::write(&file, text.replace("role: recovery", "role: recovry")).unwrap();
    let wrong = shop.run(&["vault", "rekey"]);
    assert_eq!(wrong.code, 2);
    for part in ["error[E0014]", "keys/recipients.yaml:10:", "did you mean `recovery`?"] {
        assert!(wrong.err.contains(part), "{part}: {}", wrong.err);
    }
}

#[test]
fn an_identity_that_does_not_help_is_named() {
    let shop = Shop::new();
    let with = |content: &str| {
        let file = shop.folder.path().join("broken");
        fs::write(&file, content).unwrap();
        let args = ["vault", "rekey", "--identity", file.to_str().unwrap()];
        let outcome = shop.run(&args);
        assert_eq!(outcome.code, 2);
        assert!(!outcome.err.contains("CANARY"), "{}", outcome.err);
        outcome.err
    };
    assert!(with("hello").contains("holds no identity"));
    assert!(with("").contains("holds no identity"));
    assert!(with("AGE-SECRET-KEY-1CANARY").contains("line 1 is no identity"));
    assert!(with("AGE-PLUGIN-YUBIKEY-1CANARY").contains("identity of a plugin"));
    assert!(with(AGE).contains("public half"));
    assert!(with("-----BEGIN PRIVATE KEY-----\nCANARY\n").contains("age cannot use"));
    let none = shop.run(&["vault", "rekey", "--identity", "/nonexistent"]);
    assert!(none.err.contains("cannot read the identity `/nonexistent`"), "{}", none.err);
    let command = qalyp(&["vault", "rekey"]).dir(shop.root()).env("HOME", "/nonexistent");
    let none = finish(&command.env_remove("QALYP_IDENTITY"));
    assert!(none.err.contains("no identity to open the vault"), "{}", none.err);
    assert!(none.err.contains("~/.ssh/id_ed25519"), "{}", none.err);
}

#[test]
fn two_at_once_are_refused() {
    let shop = Shop::new();
    let lock = fs::File::open(shop.root().join("keys/.qalyp/lock")).unwrap();
    rustix::fs::flock(&lock, rustix::fs::FlockOperation::LockExclusive).unwrap();
    for args in [&["vault", "rekey"][..], &["vault", "status"]] {
        let busy = shop.run(args);
        assert_eq!((busy.code, busy.out.as_str()), (2, ""));
        assert!(busy.err.contains("try again when it is done"), "{}", busy.err);
    }
}

#[test]
fn the_status_has_its_schema() {
    let schema: serde_json::Value =
        serde_json::from_str(include_str!("../../schemas/vault-status.schema.json")).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let shop = Shop::new();
    let empty = shop.json(&["vault", "status"], 1);
    shop.json(&["vault", "set", "--missing"], 1);
    fs::write(shop.root().join("keys/vault/notes"), "").unwrap();
    let full = shop.json(&["vault", "status"], 1);
    assert_eq!(full["strays"], serde_json::json!(["vault/notes"]));
    for document in [&empty, &full] {
        let complaints: Vec<String> =
            schema.iter_errors(document).map(|error| error.to_string()).collect();
        assert_eq!(complaints, [""; 0]);
    }
    let mut other = full.clone();
    other["servers"][0]["secrets"][0].as_object_mut().unwrap().remove("made");
    assert!(!schema.is_valid(&other));
    other = full;
    other["servers"][0]["secrets"][0]["state"] = "lost".into();
    assert!(!schema.is_valid(&other));
}

#[test]
fn private_keys_never_come_into_a_repository() {
    let shop = Shop::empty();
    let init = |identity: &str, recovery: &str| {
        let made = ["--generate-identity", identity, "--generate-recovery", recovery];
        shop.run(&[&["vault", "init"][..], &made].concat())
    };
    let elsewhere = shop.folder.path().join("elsewhere");
    let git = std::process::Command::new("git").args(["init", "-q"]).arg(&elsewhere).status();
    assert!(git.unwrap().success());
    for (identity, recovery, said) in [
        ("id.txt", "../recovery", "within the project"),
        ("../id.txt", "keys/rec.txt", "within the folder of keys"),
        ("../elsewhere/keys/id.txt", "../recovery", "git"),
        ("aigerim=~/id.txt", "../recovery", "write `$HOME/id.txt`"),
    ] {
        let refused = init(identity, recovery);
        assert!(refused.code == 2 && refused.err.contains(said), "{identity}: {}", refused.err);
        assert!(!shop.root().join("keys/recipients.yaml").exists());
    }
    // All or none: what is in the way of the second does not leave the first.
    fs::write(shop.folder.path().join("recovery"), "mine").unwrap();
    let refused = init("../new/config/id.txt", "../recovery");
    assert!(refused.code == 2 && refused.err.contains("never replaces"), "{}", refused.err);
    assert!(!shop.folder.path().join("new/config/id.txt").exists());
    let made = init("aigerim=../new/config/id.txt", "safe=../rec");
    assert_eq!(made.code, 0, "{}", made.err);
    assert!(made.out.contains("operator aigerim") && made.out.contains("recovery safe"));
    let config = fs::metadata(shop.folder.path().join("new/config")).unwrap();
    assert_eq!(config.permissions().mode() & 0o777, 0o700);
    let again = init("../more", "../moreover");
    assert!(again.code == 2 && again.err.contains("no identity was made"), "{}", again.err);
    assert!(!shop.folder.path().join("more").exists());
    let tilde = shop.run(&["vault", "recipients", "add", "b", "~/b.pub", "--role", "operator"]);
    assert!(tilde.code == 2 && tilde.err.contains("no file `~/b.pub`"), "{}", tilde.err);
}

#[test]
fn what_nobody_needs_is_forgotten_and_the_rest_stays() {
    let shop = Shop::new();
    assert!(shop.run(&["vault", "set", "--missing"]).code < 2);
    let issued = shop.run(&["vpn", "issue", "--yes"]);
    assert_eq!(issued.code, 0, "{}", issued.err);
    let before = shop.keys();
    for (args, said) in [
        (&["romashka-main"][..], "has a use for"),
        (&["romashka-main", "vpn"], "has a use for"),
        (&["romashka-main", "grafana/admin"], "has a use for `grafana/admin`"),
        (&["romashka-main", "grafana/admn"], "did you mean `grafana/admin`?"),
        (&["romashka-mian"], "did you mean `romashka-main`?"),
        (&["provider"], "never removed"),
    ] {
        let refused = shop.run(&[&["vault", "forget"][..], args, &["--yes"]].concat());
        assert!(refused.code == 2 && refused.err.contains(said), "{args:?}: {}", refused.err);
        assert_eq!(shop.keys(), before, "{args:?}");
    }
    // A secret of somebody's own is used by nothing that qalyp knows.
    let own = ["vault", "set", "romashka-main", "custom/token", "--own"];
    assert_eq!(shop.with_input(&own, "canary-of-token").code, 0);
    let forget = ["vault", "forget", "romashka-main", "custom/token"];
    let unasked = shop.run(&forget);
    assert!(unasked.code == 2 && unasked.err.contains("custom/token"), "{}", unasked.err);
    let gone = shop.json(&[&forget[..], &["--yes"]].concat(), 0);
    assert_eq!(gone["forgotten"], serde_json::json!(["custom/token"]));
    assert_eq!((&gone["vpn_state"], shop.keys()), (&false.into(), before));
    // The VPN goes as a whole, state and keys in one change; everything else stays.
    let vpn = ["vault", "forget", "romashka-main", "vpn/", "--although-needed", "--yes"];
    let gone = shop.json(&vpn, 0);
    assert_eq!(gone["vpn_state"], true);
    let left = shop.keys();
    assert!(!left.keys().any(|path| path.ends_with("pki/romashka-main.yaml")));
    let of_main = |path: &&PathBuf| path.to_string_lossy().contains("vault/romashka-main/");
    assert!(left.keys().filter(of_main).all(|path| !path.to_string_lossy().contains("/vpn/")));
    assert_eq!(shop.get("romashka-main", "grafana/admin").len(), 24);
    assert_eq!(shop.run(&["vault", "status"]).code, 1);
    assert!(left.keys().any(|path| path.ends_with("pki/zhuldyz-erp.yaml")));
}
