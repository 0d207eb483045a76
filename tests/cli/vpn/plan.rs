use serde_json::json;

use super::shop::Shop;

#[test]
fn the_plan_comes_first_and_nothing_happens_without_a_yes() {
    let shop = Shop::new();
    let before = shop.keys();
    let (code, plan) = shop.json(&["issue", "romashka-main", "--dry-run"]);
    assert_eq!((code, &plan["done"]), (1, &json!(false)));
    assert_eq!(plan["servers"][0]["gains"], json!(["aigerim", "daulet", "office-router"]));
    // The tests' standard input is no terminal.
    let refused = shop.vpn(&["issue", "romashka-main"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("--yes") && refused.out.contains("gains access"));
    assert!(shop.keys() == before, "neither has changed anything");

    let told = shop.done(&["issue", "romashka-main", "--yes"]);
    for said in [
        "aigerim",
        "git add keys",
        "qalyp release romashka-main",
        "qalyp vpn bundle romashka-main daulet",
    ] {
        assert!(told.contains(said), "{said}: {told}");
    }
    let issued = shop.keys();
    assert!(issued.contains_key("pki/romashka-main.yaml"));
    assert!(!issued.contains_key("pki/zhuldyz-erp.yaml"), "only the named server");
    for again in
        [&["issue", "romashka-main", "--yes"][..], &["issue", "romashka-main", "--dry-run"]]
    {
        assert_eq!(shop.done(again), "nothing to do\n");
    }
    assert!(shop.keys() == issued, "what is as it should be keeps its bytes");
}

#[test]
fn all_servers_of_a_run_change_together() {
    let shop = Shop::issued();
    let states: Vec<_> = shop.keys().into_keys().filter(|path| path.starts_with("pki/")).collect();
    assert_eq!(states.len(), 4, "{states:?}");
    let before = shop.keys();
    // One of the servers cannot be planned for: nobody loses or gains anything.
    std::fs::remove_file(shop.path("shop/keys/pki/zhuldyz-erp.yaml")).unwrap();
    shop.edit("        - {name: office-router}\n", "");
    assert!(shop.refused(&["issue", "--yes"]).contains("zhuldyz-erp"));
    assert_eq!(shop.keys()["pki/romashka-main.yaml"], before["pki/romashka-main.yaml"]);
}

#[test]
fn who_leaves_the_blueprint_loses_access_and_can_come_back() {
    let shop = Shop::issued();
    let first = shop.serial("romashka-main", "office-router").unwrap();
    shop.edit("        - {name: office-router}\n", "");
    let (code, plan) = shop.json(&["issue", "--dry-run"]);
    assert_eq!((code, &plan["servers"][0]["loses"]), (1, &json!(["office-router"])));
    let shown = shop.vpn(&["issue", "--dry-run"]).out;
    assert!(shown.contains("LOSES access") && shown.contains("cut off"), "{shown}");
    assert!(shop.done(&["issue", "--yes"]).contains("ends the sessions"));
    assert_eq!(shop.serial("romashka-main", "office-router"), None);
    let keys = shop.keys();
    assert!(!keys.contains_key("vault/romashka-main/vpn/users/office-router/key.age"));

    shop.edit(
        "        - {name: daulet,",
        "        - {name: office-router}\n        - {name: daulet,",
    );
    shop.done(&["issue", "--yes"]);
    let second = shop.serial("romashka-main", "office-router").unwrap();
    assert_ne!(first, second);
    let (_, status) = shop.json(&["status", "romashka-main"]);
    assert_eq!(status["servers"][0]["revoked"][0]["serial"], json!(first));
}

#[test]
fn a_revoked_user_is_out_until_somebody_says_otherwise() {
    let shop = Shop::issued();
    let args = ["revoke", "romashka-main", "daulet", "--reason", "key-compromise"];
    assert_eq!(shop.vpn(&[&args[..], &["--dry-run"]].concat()).code, 1);
    let told = shop.done(&[&args[..], &["--yes"]].concat());
    assert!(told.contains("still names `daulet`"), "{told}");
    let (code, status) = shop.json(&["status", "romashka-main"]);
    assert_eq!(
        (code, &status["servers"][0]["revoked"][0]["reason"]),
        (1, &json!("key-compromise"))
    );
    let out = shop.arg("x.ovpn");
    let bundle = ["bundle", "romashka-main", "daulet", "--platform=linux", "-o", &out];
    assert!(shop.refused(&bundle).contains("was revoked"));
    // Twice is a mistake that is told.
    assert!(shop.vpn(&[&args[..], &["--yes"]].concat()).err.contains("daulet"));
    let issued = shop.keys();
    let told = shop.done(&["issue", "romashka-main", "--yes"]);
    assert!(told.contains("nothing to do") && told.contains("--again daulet"), "{told}");
    assert!(told.contains("was revoked on 2026-11-23 (key-compromise)"), "{told}");
    assert!(shop.keys() == issued);
    assert!(shop.refused(&bundle).contains("--again daulet"));
    let (_, status) = shop.json(&["status", "romashka-main"]);
    let items = status["servers"][0]["items"].as_array().unwrap();
    let daulet = items.iter().find(|item| item["name"] == "daulet").unwrap();
    assert_eq!(daulet["standing"], "revoked");
    let (_, plan) = shop.json(&["issue", "romashka-main", "--dry-run"]);
    assert_eq!(plan["servers"][0]["left_out"], json!(["daulet"]));
    assert!(shop.refused(&["issue", "--again=daulet", "--yes"]).contains("one server at a time"));
    let again = ["issue", "romashka-main", "--again=daulet", "--yes"];
    let told = shop.done(&again);
    assert!(told.contains("AGAIN") && told.contains("key-compromise"), "{told}");
    shop.done(&bundle);
    assert!(shop.vpn(&again).err.contains("was not revoked"));
}

#[test]
fn what_ends_sessions_is_said_before_and_after() {
    let shop = Shop::issued();
    let renew = ["renew", "romashka-main", "--user=aigerim", "--revoke-former"];
    let told = shop.done(&[&renew[..], &["--reason=key-compromise", "--yes"]].concat());
    for said in ["REVOKES", "(key-compromise)", "ends the sessions", "needs a new bundle"] {
        assert!(told.contains(said), "{said}: {told}");
    }
    assert!(!told.contains("LOSES"), "{told}");
    assert_eq!(shop.vpn(&["renew", "--reason=key-compromise", "--yes"]).code, 2);
    shop.done(&["renew", "romashka-main", "--user=daulet", "--yes"]);
    let former = ["revoke", "romashka-main", "daulet", "--former", "--reason=key-compromise"];
    let told = shop.done(&[&former[..], &["--yes"]].concat());
    assert!(told.contains("REVOKES") && !told.contains("still names"), "{told}");
    let (code, status) = shop.json(&["status", "romashka-main"]);
    assert_eq!((code, &status["servers"][0]["former"]), (0, &json!([])));
    assert!(shop.vpn(&[&former[..], &["--yes"]].concat()).err.contains("no replaced"));

    let anew = ["issue", "romashka-main", "--new-authority"];
    let shown = shop.vpn(&[&anew[..], &["--dry-run"]].concat()).out;
    assert!(shown.contains("EVERY BUNDLE") && shown.contains("(3 users)"), "{shown}");
    assert!(!shown.contains("gains access") && !shown.contains("there is none"), "{shown}");
    let (_, plan) = shop.json(&[&anew[..], &["--dry-run"]].concat());
    assert_eq!(plan["servers"][0]["new_bundles"], json!(["aigerim", "daulet", "office-router"]));
}

#[test]
fn nothing_is_made_for_the_future() {
    let shop = Shop::new();
    let far = "--at=2199-01-01T00:00:00+05:00";
    let said = shop.refused(&["issue", "romashka-main", "--yes", far]);
    assert!(said.contains("ahead of the clock") && said.contains("--ahead-of-clock"), "{said}");
    assert!(!shop.keys().keys().any(|path| path.starts_with("pki/")));
    assert_eq!(shop.vpn(&["issue", "romashka-main", "--dry-run", far]).code, 1);
}

#[test]
fn another_host_name_is_told_by_status() {
    let shop = Shop::issued();
    shop.edit("domain: romashka\n", "domain: romashka-neu\n");
    let outcome = shop.vpn(&["status", "romashka-main"]);
    assert_eq!(outcome.code, 1, "{}", outcome.out);
    for said in ["another host name", "next: qalyp vpn issue romashka-main"] {
        assert!(outcome.out.contains(said), "{said}: {}", outcome.out);
    }
    shop.done(&["issue", "romashka-main", "--yes"]);
    shop.done(&["status", "romashka-main"]);
}

#[test]
fn what_a_merge_leaves_of_somebody_who_lost_access_is_taken_out() {
    let shop = Shop::issued();
    let lock = shop.path("shop/keys/vault/romashka-main/lock.yaml");
    let before = std::fs::read(&lock).unwrap();
    shop.edit("        - {name: office-router}\n", "");
    shop.done(&["issue", "romashka-main", "--yes"]);
    let after = std::fs::read(&lock).unwrap();
    let record = shop.path("shop/keys/pki/romashka-main.yaml");
    let issued = std::fs::read(&record).unwrap();
    // As git merges it where another branch has touched lines beside: the entries are back, their files are not.
    std::fs::write(&lock, &before).unwrap();
    let (code, plan) = shop.json(&["issue", "romashka-main", "--dry-run"]);
    let steps = plan["servers"][0]["steps"].as_array().unwrap();
    let named: Vec<_> = steps.iter().map(|step| (&step["what"], &step["name"])).collect();
    let [key, outer] =
        ["key", "tls-crypt-v2"].map(|it| json!(format!("vpn/users/office-router/{it}")));
    assert_eq!((code, named), (1, vec![(&json!("forget"), &key), (&json!("forget"), &outer)]));
    let told = shop.done(&["issue", "romashka-main", "--yes"]);
    assert!(told.contains("leaves the vault"), "{told}");
    assert!(std::fs::read(&lock).unwrap() == after, "the others' entries are as they were");
    assert!(std::fs::read(&record).unwrap() == issued, "nothing was signed");
    assert!(shop.done(&["issue", "romashka-main", "--yes"]).contains("nothing to do"));
}

#[test]
fn what_is_renewed_is_what_was_asked_for() {
    let shop = Shop::issued();
    let serial = |user: &str| shop.serial("romashka-main", user).unwrap();
    let (aigerim, daulet) = (serial("aigerim"), serial("daulet"));
    assert_eq!(shop.done(&["renew", "--yes"]), "nothing to do\n");
    let told = shop.done(&["renew", "romashka-main", "--user", "aigerim", "--yes"]);
    assert!(told.contains("still lets in whoever holds it"), "{told}");
    assert_ne!(serial("aigerim"), aigerim);
    assert_eq!(serial("daulet"), daulet);
    let (_, status) = shop.json(&["status", "romashka-main"]);
    assert_eq!(status["servers"][0]["former"][0]["serial"], json!(aigerim));
    shop.done(&["renew", "romashka-main", "--user=daulet", "--revoke-former", "--yes"]);
    let (_, status) = shop.json(&["status", "romashka-main"]);
    assert_eq!(status["servers"][0]["revoked"][0]["serial"], json!(daulet));

    let (_, before) = shop.json(&["status", "romashka-main"]);
    shop.done(&["renew", "romashka-main", "--authority", "--server-certificate", "--yes"]);
    let (code, after) = shop.json(&["status", "romashka-main"]);
    assert_eq!(code, 0);
    let item = |status: &serde_json::Value, i: usize| status["servers"][0]["items"][i].clone();
    for i in [0, 1] {
        assert_eq!(item(&before, i)["name"], item(&after, i)["name"]);
        assert_ne!(item(&before, i)["serial"], item(&after, i)["serial"]);
    }
    let (_, plan) = shop.json(&["renew", "--within=3 years", "--dry-run"]);
    assert_eq!(plan["servers"].as_array().unwrap().len(), 4);
    let said = shop.refused(&["renew", "--user", "aigerim", "--yes"]);
    assert!(said.contains("one server at a time"));
}

#[test]
fn a_list_has_the_next_number() {
    let shop = Shop::issued();
    for number in [2, 3] {
        let (code, plan) = shop.json(&["crl", "romashka-main", "--yes"]);
        assert_eq!((code, &plan["done"]), (0, &json!(true)));
        let list = &plan["servers"][0]["steps"][0];
        assert_eq!((&list["what"], &list["number"]), (&json!("list"), &json!(number)));
    }
}

#[test]
fn what_cannot_be_done_is_a_failure_with_advice() {
    let shop = Shop::new();
    for (args, said) in [
        (&["issue", "romashka-mian", "--yes"][..], "`romashka-main`"),
        (&["issue", "--new-authority", "--yes"], "name the servers"),
        (&["revoke", "romashka-main", "--reason=superseded"], "server and the user"),
        (&["revoke", "romashka-main", "aigerim", "--reason=because"], "key-compromise"),
        (&["crl", "romashka-main", "--yes"], "qalyp vpn issue"),
        (&["issue", "--yes", "--identity=/nowhere"], "/nowhere"),
        (&["renew", "--within=soon"], "2 years"),
        (&["issue", "--yes", "--dry-run"], "cannot be used"),
    ] {
        let outcome = shop.vpn(args);
        assert_eq!(outcome.code, 2, "{args:?}: {}", outcome.out);
        assert!(outcome.err.contains(said), "{args:?}: {}", outcome.err);
    }
    let other = shop.arg("other");
    std::fs::write(&other, "AGE-SECRET-KEY-1").unwrap();
    assert_eq!(shop.vpn(&["issue", "--yes", "--identity", &other]).code, 2);
    assert!(!shop.keys().keys().any(|path| path.starts_with("pki/")));
    // Blueprints that are wrong decide nothing.
    shop.edit("network: 10.8.12.0/24\n      routes", "network: 10.8.12.0/99\n      routes");
    assert!(shop.refused(&["issue", "--yes"]).contains("10.8.12.0/99"));
}
