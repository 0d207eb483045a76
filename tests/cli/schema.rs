use std::fs;

use super::run::run;

#[test]
fn a_kind_has_the_schema_that_is_committed() {
    for kind in ["customer", "provider"] {
        let path = format!("{}/schemas/{kind}.schema.json", env!("CARGO_MANIFEST_DIR"));
        let outcome = run(&["schema", kind]);
        assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
        assert!(outcome.out == fs::read_to_string(path).unwrap(), "{kind}");
    }
}

#[test]
fn without_a_kind_the_reference_is_printed() {
    let all = run(&["schema"]).out;
    assert!(all.contains("## `kind: customer`") && all.contains("## `qalyp.yaml`"));
    let one = run(&["schema", "addon", "--format=human"]).out;
    assert!(one.starts_with("## `kind: addon`\n"), "{one}");
    assert!(!one.contains("kind: customer"));
    let json = run(&["schema", "--format=json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["format"], "qalyp-schemas/1");
    assert_eq!(json["schemas"].as_object().unwrap().len(), 10);
}

#[test]
fn an_unknown_kind_is_a_failure_that_names_the_kinds() {
    let outcome = run(&["schema", "custommer"]);
    assert_eq!((outcome.code, outcome.out.as_str()), (2, ""));
    assert!(outcome.err.contains("'customer'"), "{}", outcome.err);
}
