use serde_json::{Value, json};

use super::shop::Shop;

fn standing(status: &Value, name: &str) -> String {
    let items = status["servers"][0]["items"].as_array().unwrap();
    let item = items.iter().find(|item| item["name"] == name).unwrap();
    item["standing"].as_str().unwrap().to_owned()
}

#[test]
fn status_needs_no_identity_and_tells_every_standing() {
    let shop = Shop::new();
    let (code, status) = shop.json(&["status", "romashka-main"]);
    assert_eq!((code, standing(&status, "aigerim")), (1, "missing".to_owned()));
    shop.done(&["issue", "--yes"]);
    std::fs::remove_file(shop.path("operator")).unwrap();
    std::fs::write(shop.path("operator"), "no identity").unwrap();
    let (code, status) = shop.json(&["status"]);
    assert_eq!((code, &status["amiss"]), (0, &json!(false)));
    assert_eq!(status["servers"].as_array().unwrap().len(), 4);

    let at = |moment: &str, more: &[&str]| {
        let moment = format!("--at={moment}T12:00:00+05:00");
        shop.json(&[&["status", "romashka-main", &moment][..], more].concat())
    };
    let (code, status) = at("2028-10-01", &[]);
    assert_eq!((code, standing(&status, "aigerim")), (1, "ends".to_owned()));
    assert_eq!(standing(&status, "romashka-main"), "good");
    let (code, status) = at("2028-10-01", &["--within=7 days"]);
    assert_eq!((code, standing(&status, "aigerim")), (0, "good".to_owned()));
    let (_, status) = at("2028-11-23", &[]);
    assert_eq!(standing(&status, "aigerim"), "ended");
    let (_, status) = at("2026-11-01", &[]);
    assert_eq!(standing(&status, "aigerim"), "not-yet");

    let key = "shop/keys/vault/romashka-main/vpn/users/daulet/key.age";
    std::fs::remove_file(shop.path(key)).unwrap();
    shop.edit("        - {name: office-router}\n", "");
    let (code, status) = shop.json(&["status", "romashka-main"]);
    assert_eq!(code, 1);
    assert_eq!(standing(&status, "daulet"), "no-key");
    assert_eq!(standing(&status, "office-router"), "unlisted");
    let told = shop.vpn(&["status", "romashka-main"]).out;
    for said in ["NO KEY", "not in the blueprint", "next: qalyp vpn issue romashka-main"] {
        assert!(told.contains(said), "{said}: {told}");
    }
}

#[test]
fn the_document_has_its_schema() {
    let schema: Value =
        serde_json::from_str(include_str!("../../../schemas/vpn-status.schema.json")).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let shop = Shop::new();
    let (_, empty) = shop.json(&["status"]);
    shop.done(&["issue", "--yes"]);
    shop.done(&["revoke", "romashka-main", "daulet", "--reason=superseded", "--yes"]);
    shop.done(&["renew", "romashka-main", "--user=aigerim", "--yes"]);
    let (_, full) = shop.json(&["status"]);
    for document in [&empty, &full] {
        let complaints: Vec<String> =
            schema.iter_errors(document).map(|error| error.to_string()).collect();
        assert_eq!(complaints, [""; 0]);
    }
    for (field, value) in [("amiss", json!("no")), ("key", json!("x")), ("format", json!("2"))] {
        let mut other = full.clone();
        other[field] = value;
        assert!(!schema.is_valid(&other), "{field}");
    }
    let mut other = full.clone();
    other["servers"][0]["revoked"][0].as_object_mut().unwrap().remove("reason");
    assert!(!schema.is_valid(&other));
    other = full;
    other["servers"][0]["items"][0].as_object_mut().unwrap().remove("until");
    assert!(!schema.is_valid(&other));
}
