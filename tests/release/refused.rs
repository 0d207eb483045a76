//! What is not released, and that nothing is written then.

use std::fs;

use super::super::shapes::assert_has_its_schema;
use super::shop::{AT, SERVER, Shop};

#[test]
fn everything_that_is_missing_is_named_at_once() {
    let shop = Shop::new();
    for name in ["grafana/admin", "backup/s3-secret-key", "vpn/server-key"] {
        fs::remove_file(shop.path(&format!("keys/vault/{SERVER}/{name}.age"))).unwrap();
    }
    // The lock file says what there is; a file that is gone behind its back is a broken vault.
    let broken = shop.run(&["release", SERVER, "--at", AT]);
    assert_eq!(broken.code, Some(2), "{}", broken.said());
    let other = shop.run(&["release", "romashka-test", "--at", AT, "--format", "json"]);
    assert_eq!(other.code, Some(1), "{}", other.said());
    let answer: serde_json::Value = serde_json::from_str(&other.out).unwrap();
    assert_eq!(answer["format"], "qalyp-released/1");
    assert_has_its_schema(&answer);
    let obstacles = answer["obstacles"].as_array().unwrap();
    let named: Vec<&str> = obstacles.iter().filter_map(|it| it["name"].as_str()).collect();
    assert!(named.contains(&"grafana/admin") && named.contains(&"vpn/server-key"), "{named:?}");
    for obstacle in obstacles {
        assert!(obstacle["command"].as_str().unwrap().starts_with("qalyp v"), "{obstacle}");
    }
    assert!(answer["files"].as_array().unwrap().is_empty());
    assert!(!shop.path("releases").exists(), "nothing was made");
}

#[test]
fn somebody_who_left_and_was_not_revoked_stops_a_release() {
    let shop = Shop::new();
    let path = shop.path("blueprints/customers/romashka.yaml");
    let text = fs::read_to_string(&path).unwrap();
    let without: Vec<&str> = text.lines().filter(|line| !line.contains("name: daulet")).collect();
    assert_ne!(without.len(), text.lines().count(), "the example has that user");
    fs::write(&path, without.join("\n") + "\n").unwrap();
    for more in [&[][..], &["--allow-unready"]] {
        let outcome = shop.run(&[&["release", SERVER, "--at", AT], more].concat());
        assert_eq!(outcome.code, Some(1), "{}", outcome.said());
        assert!(outcome.said().contains("daulet"), "{}", outcome.said());
        assert!(outcome.said().contains("qalyp vpn "), "{}", outcome.said());
    }
    assert!(!shop.path("releases").exists());
}

#[test]
fn who_was_revoked_in_a_hurry_stops_no_release() {
    let shop = Shop::new();
    let revoke = [
        "vpn",
        "revoke",
        SERVER,
        "daulet",
        "--reason=key-compromise",
        "--yes",
        "--at",
        AT,
        "--ahead-of-clock",
    ];
    let revoked = shop.run(&revoke);
    assert_eq!(revoked.code, Some(0), "{}", revoked.said());
    // The blueprint still names him.
    shop.release(&[]);
}

#[test]
fn users_without_certificates_stop_a_release_unless_that_is_wanted() {
    let shop = Shop::new();
    let path = shop.path("blueprints/customers/romashka.yaml");
    let text = fs::read_to_string(&path).unwrap();
    let user = text.lines().find(|line| line.contains("name: daulet")).unwrap();
    let more = user.replace("daulet", "newcomer");
    let more = more.split(", address").next().unwrap().to_owned();
    let more = if more.contains('{') && !more.contains('}') { more + "}" } else { more };
    fs::write(&path, text.replacen(user, &format!("{user}\n{more}"), 1)).unwrap();
    let refused = shop.run(&["release", SERVER, "--at", AT]);
    assert_eq!(refused.code, Some(1), "{}", refused.said());
    assert!(refused.out.contains("`newcomer`"), "{}", refused.said());
    assert!(refused.out.contains("qalyp vpn issue romashka-main"), "{}", refused.said());
    assert!(!shop.path("releases").exists());
    shop.release(&["--allow-unready"]);
    // What has ended lets nobody in, and that is an error of the project.
    let ended =
        shop.run(&["release", SERVER, "--at", "2045-01-01T00:00:00+05:00", "--allow-unready"]);
    assert_eq!(ended.code, Some(1), "{}", ended.said());
    assert!(ended.out.contains("nothing was written"), "{}", ended.said());
}

#[test]
fn deleted_unknown_and_misplaced_are_failures_with_advice() {
    let shop = Shop::new();
    for (arguments, said) in [
        (&["release", "romashka-mian"][..], "did you mean `romashka-main`?"),
        (&["release", SERVER, "-o", "."], "no place for secrets"),
        (&["release", SERVER, "-o", "keys/x"], "no place for secrets"),
        (&["release", SERVER, "-o", "out"], "no place for secrets"),
        (&["release", SERVER, "--to", "AGE-SECRET-KEY-1QQQQ"], "a secret key was given"),
        (&["release", SERVER, "--to", "nobody"], "nobody that can be encrypted for"),
        (&["release", SERVER, ".", "-"], ""),
        (&["release", SERVER, "--starts", AT], "--letter"),
    ] {
        let outcome = shop.run(arguments);
        assert_eq!(outcome.code, Some(2), "{arguments:?}: {}", outcome.said());
        assert!(outcome.err.contains(said), "{arguments:?}: {}", outcome.said());
        assert!(!outcome.said().contains("1QQQQ"));
    }
    let path = shop.path("blueprints/customers/romashka.yaml");
    let text = fs::read_to_string(&path).unwrap();
    let at = text.find(&format!("name: {SERVER}")).unwrap();
    fs::write(
        &path,
        text[..at].to_owned() + &text[at..].replacen("access: open", "access: deleted", 1),
    )
    .unwrap();
    let outcome = shop.run(&["release", SERVER, "--at", AT]);
    assert_eq!(outcome.code, Some(2), "{}", outcome.said());
    assert!(outcome.err.contains("is deleted"), "{}", outcome.said());
}

#[test]
fn git_never_sees_a_release() {
    let shop = Shop::new();
    fs::create_dir(shop.path(".git")).unwrap();
    fs::create_dir(shop.path("notes")).unwrap();
    fs::write(shop.path("notes/a"), "mine").unwrap();
    let refused = shop.run(&["release", SERVER, "--at", AT, "-o", "notes"]);
    assert_eq!(refused.code, Some(2), "{}", refused.said());
    assert!(refused.err.contains("printf '*\\n' >notes/.gitignore"), "{}", refused.err);
    shop.release(&[]);
    assert_eq!(fs::read_to_string(shop.path("releases/.gitignore")).unwrap(), "*\n");
    // No rule keeps git away from what it tracks already.
    fs::remove_dir(shop.path(".git")).unwrap();
    let git = |args: &[&str]| {
        let done =
            std::process::Command::new("git").arg("-C").arg(shop.path(".")).args(args).output();
        assert!(done.unwrap().status.success(), "{args:?}");
    };
    git(&["init", "-q"]);
    shop.release(&[]);
    fs::write(shop.path("releases/old.tar"), "old").unwrap();
    git(&["add", "-f", "releases/.gitignore"]);
    shop.release(&[]);
    git(&["add", "-f", "releases/old.tar"]);
    let refused = shop.run(&["release", SERVER, "--at", AT]);
    assert_eq!(refused.code, Some(2), "{}", refused.said());
    assert!(refused.err.contains("`releases/old.tar`"), "{}", refused.err);
}

#[test]
fn mistakes_of_others_do_not_keep_a_server_from_its_release() {
    let shop = Shop::new();
    let issued =
        shop.run(&["vpn", "issue", "romashka-test", "--yes", "--at", AT, "--ahead-of-clock"]);
    assert_eq!(issued.code, Some(0), "{}", issued.said());
    // Somebody has left another server, and its certificate was not revoked; and a third customer has a mistake.
    let change = |name: &str, from: &str, to: &str| {
        let path = shop.path(&format!("blueprints/customers/{name}.yaml"));
        let text = fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(&path, text.replacen(from, to, 1)).unwrap();
    };
    change("romashka", "users: [{name: aigerim}]", "users: [{name: somebody}]");
    change("zhuldyz", "kind: customer\n", "kind: customer\nbin-of-a-hat: 1\n");
    let checked = shop.run(&["check"]);
    let said = checked.said();
    assert!(
        checked.code == Some(1) && said.contains("E0903") && said.contains("zhuldyz"),
        "{said}"
    );
    let released = shop.run(&["release", SERVER, "--at", AT]);
    assert_eq!(released.code, Some(0), "{}", released.said());
    assert!(released.out.contains("E0903"), "they are still told: {}", released.out);
    assert!(
        released.out.contains("errors are about others than romashka-main"),
        "{}",
        released.out
    );
    // The one whom they concern waits.
    let concerned = shop.run(&["release", "romashka-test", "--at", AT]);
    assert_eq!(concerned.code, Some(1), "{}", concerned.said());
    assert!(concerned.out.contains("nothing was written"), "{}", concerned.said());
    // So does everybody where what all share is wrong.
    change("romashka", "kind: customer\n", "kind: customer\nhat: 1\n");
    let own = shop.run(&["release", SERVER, "--at", AT]);
    assert_eq!(own.code, Some(1), "{}", own.said());
}

/// What a merge with one side's file does, and whoever puts an old file back.
#[test]
fn a_revocation_that_got_lost_stops_a_release() {
    let shop = Shop::new();
    let state = shop.path(&format!("keys/pki/{SERVER}.yaml"));
    let before = fs::read(&state).unwrap();
    let reason = "--reason=key-compromise";
    let revoked = shop.run(&["vpn", "revoke", SERVER, "daulet", reason, "--yes", "--at", AT]);
    assert_eq!(revoked.code, Some(0), "{}", revoked.said());
    fs::write(&state, before).unwrap();
    for more in [&[][..], &["--allow-unready"]] {
        let outcome = shop.run(&[&["release", SERVER, "--at", AT], more].concat());
        assert_eq!(outcome.code, Some(1), "{}", outcome.said());
        let command = format!("qalyp vpn revoke {SERVER} daulet");
        assert!(outcome.said().contains(&command), "{}", outcome.said());
    }
    assert!(!shop.path("releases").exists());
    let issue = shop.run(&["vpn", "issue", SERVER, "--yes", "--at", AT]);
    assert!(issue.err.contains("a key is not in the vault"), "{}{}", issue.out, issue.err);
    // The revocation again, and it goes out.
    let again = shop.run(&["vpn", "revoke", SERVER, "daulet", reason, "--yes", "--at", AT]);
    assert_eq!(again.code, Some(0), "{}", again.said());
    shop.release(&[]);
}

/// A state that fits together in itself, of an authority that somebody else has.
#[test]
fn an_authority_of_somebody_else_is_noticed_everywhere() {
    let (shop, other) = (Shop::new(), Shop::new());
    let anew = ["vpn", "issue", SERVER, "--new-authority", "--yes", "--at", AT];
    let made = other.run(&anew);
    assert_eq!(made.code, Some(0), "{}", made.said());
    let state = format!("keys/pki/{SERVER}.yaml");
    fs::copy(other.path(&state), shop.path(&state)).unwrap();
    let bundle = shop.path("../aigerim.ovpn").display().to_string();
    let platform = "--platform=linux";
    for command in [
        &["release", SERVER, "--at", AT][..],
        &["vpn", "bundle", SERVER, "aigerim", platform, "-o", &bundle, "--at", AT],
        &["vpn", "renew", SERVER, "--user", "aigerim", "--yes", "--at", AT],
        &["vpn", "revoke", SERVER, "daulet", "--reason=superseded", "--yes", "--at", AT],
    ] {
        let outcome = shop.run(command);
        assert_eq!(outcome.code, Some(2), "{command:?}: {}", outcome.said());
        let what = "an authority whose key is not the one in the vault";
        assert!(outcome.said().contains(what), "{command:?}: {}", outcome.said());
    }
    assert!(!shop.path("releases").exists() && !shop.path("../aigerim.ovpn").exists());
}
