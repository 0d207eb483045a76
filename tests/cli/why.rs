use super::run::run;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn a_field_is_explained_with_everybody_who_said_it() {
    let outcome = run(&["why", "romashka-main.tariff.name", ROOT]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    let lines: Vec<_> = outcome.out.lines().collect();
    assert_eq!(lines[0], "romashka-main.tariff.name = \"business\"");
    assert!(lines[1].starts_with("  set by     server  business  "), "{}", lines[1]);
    assert!(lines[1].contains("/blueprints/customers/romashka.yaml:"), "{}", lines[1]);
    assert!(lines[2].starts_with("  overrules  server  start     "), "{}", lines[2]);
}

#[test]
fn the_same_as_json() {
    let outcome = run(&["why", "romashka-main.tariff.name", ROOT, "--format=json"]);
    let json: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!(json["format"], "qalyp-why/1");
    assert_eq!(json["answers"][0]["value"], "business");
    assert_eq!(json["answers"][0]["contributions"][1]["text"], "start");
}

#[test]
fn what_is_not_there_is_a_failure_with_advice() {
    let field = run(&["why", "romashka-main.tarif.name", ROOT]);
    assert_eq!((field.code, field.out.as_str()), (2, ""));
    assert!(field.err.ends_with("= help: did you mean `tariff.name`?\n"), "{}", field.err);
    let server = run(&["why", "romashka-mian", ROOT]);
    assert!(server.err.ends_with("= help: did you mean `romashka-main`?\n"), "{}", server.err);
}
