use super::run::{finish, qalyp, run};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn a_code_is_explained_by_its_page() {
    let page = run(&["explain", "e0014"]);
    assert_eq!((page.code, page.err.as_str()), (0, ""));
    assert!(page.out.starts_with("# E0014: "), "{}", page.out);
    let json = run(&["explain", "E0014", "--format=json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["format"], &json["code"]), (&"qalyp-explanation/1".into(), &"E0014".into()));
    assert!(json["fails"][0]["text"].as_str().unwrap().contains("8 GB,"));
}

#[test]
fn without_a_topic_everything_is_listed() {
    let list = run(&["explain"]).out;
    assert!(list.lines().any(|line| line.starts_with("E0014  ")), "{list}");
    assert!(list.lines().any(|line| line.starts_with("Clauses: ") && line.contains(", 4.5, ")));
    let json = run(&["explain", "--format=json"]).out;
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["format"], "qalyp-explanations/1");
    assert!(json["clauses"].as_array().unwrap().contains(&"4.5".into()));
}

#[test]
fn a_clause_is_explained_by_the_edition_in_force() {
    let clause = run(&["explain", "4.5", ROOT, "--at=2026-05-31"]);
    assert_eq!((clause.code, clause.err.as_str()), (0, ""));
    let first = clause.out.lines().next();
    assert_eq!(first, Some("Clause 4.5, edition 2026-01-16 in force from 2026-01-16"));
    for part in ["\n  kk: ", "\n  ru: ", "\n  en: ", "\n    resume-within: 14 days\n", ".yaml:"] {
        assert!(clause.out.contains(part), "no `{part}` in\n{}", clause.out);
    }
    let early = run(&["explain", "4.5", ROOT, "--at=2025-05-31"]);
    assert_eq!((early.code, early.out.as_str()), (2, ""));
    assert!(early.err.contains("in force on 2025-05-31"), "{}", early.err);
}

#[test]
fn a_clause_is_said_in_plain_words_with_its_parameters() {
    let kk = run(&["explain", "4.7", ROOT, "--at=2026-05-31", "--language=kk"]);
    assert_eq!((kk.code, kk.err.as_str()), (0, ""));
    assert!(kk.out.contains("  kk: Толық қайтару\n"), "{}", kk.out);
    assert!(kk.out.contains("Бұл уақыт: 14 күн ("), "{}", kk.out);
    assert!(kk.out.contains("басқа оқылуы: false = "), "{}", kk.out);
    assert!(!kk.out.contains("  ru: ") && !kk.out.contains('\u{a0}'), "{}", kk.out);
    // Only the place of a parameter is as long as the path of its file.
    let mut text = kk.out.lines().filter(|line| !line.contains(".yaml:"));
    assert!(text.all(|line| line.chars().count() <= 100), "{}", kk.out);
    let json = run(&["explain", "4.7", ROOT, "--at=2026-05-31", "--language=ru", "--format=json"]);
    let json: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    let text = json["text"].as_object().unwrap();
    assert_eq!(text.keys().collect::<Vec<_>>(), ["ru"]);
    assert!(text["ru"].as_str().unwrap().contains("Срок — 14 дней ("));
    let is_open = |p: &&serde_json::Value| p["id"] == "deadline.calendar_days";
    let open = json["parameters"].as_array().unwrap().iter().find(is_open).unwrap();
    assert_eq!(open["open"], true);
    assert_eq!(open["others"][0]["value"], "exact-24h");
    assert_eq!(open["others"][0]["said"]["ru"], "каждый день ровно 24 часа");
}

#[test]
fn outside_of_a_project_the_built_in_edition_answers() {
    let nowhere = tempfile::tempdir().unwrap();
    let ask = ["explain", "4.5", "--at=2026-05-31", "--format=json"];
    let outcome = finish(&qalyp(&ask).dir(nowhere.path()));
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));
    let json: serde_json::Value = serde_json::from_str(&outcome.out).unwrap();
    assert_eq!((&json["format"], &json["clause"]), (&"qalyp-clause/1".into(), &"4.5".into()));
    assert!(json["parameters"].as_array().unwrap().iter().any(|p| p["value"] == "14 days"));
}

#[test]
fn an_unknown_topic_is_a_failure_with_advice() {
    let unknown = run(&["explain", "E9999999"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (2, ""));
    let headline = "error: there is no check and no clause `E9999999`\n";
    assert!(unknown.err.starts_with(headline), "{}", unknown.err);
    let near = run(&["explain", "EO014"]);
    assert!(near.err.ends_with("= help: did you mean `qalyp explain E0014`?\n"), "{}", near.err);
}
