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

const FILE: &str = "out/servers/romashka-main/cloud-init/user-data";

#[test]
fn a_line_of_the_output_is_explained_without_an_output() {
    let outcome = run(&["why", &format!("{FILE}:2"), ROOT]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    for part in [
        "servers/romashka-main/cloud-init/user-data:2\n",
        "\nwritten by\n  templates/server/cloud-init/user-data:",
        "\nshows\n  romashka-main.name = \"romashka-main\"\n",
    ] {
        assert!(outcome.out.contains(part), "no `{part}` in\n{}", outcome.out);
    }
    let json = run(&["why", FILE, ROOT, "--format=json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["format"], "qalyp-why-file/1");
    assert_eq!(json["template"], "templates/server/cloud-init/user-data");
}

#[test]
fn a_file_or_line_that_is_not_there_is_a_failure() {
    let file = run(&["why", "servers/romashka-main/cloud-init/user-dat", ROOT]);
    assert_eq!((file.code, file.out.as_str()), (2, ""));
    assert!(file.err.ends_with("did you mean `servers/romashka-main/cloud-init/user-data`?\n"));
    let line = run(&["why", &format!("{FILE}:9999"), ROOT]);
    assert_eq!((line.code, line.out.as_str()), (2, ""));
    assert!(line.err.contains("has only "), "{}", line.err);
}
