//! Answers of commands, held to the schemas that are published.

use std::fs;
use std::path::Path;

use serde_json::Value;

/// Asserts that an answer has the shape that its `format` names, and that the shape says something.
pub(crate) fn assert_has_its_schema(answer: &Value) {
    let format = answer["format"].as_str().unwrap();
    let name = format.strip_prefix("qalyp-").and_then(|it| it.strip_suffix("/1")).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("schemas/{name}.schema.json"));
    let text =
        fs::read_to_string(&path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display()));
    let schema: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(schema["title"], format);
    jsonschema::meta::validate(&schema).unwrap();
    let schema = jsonschema::validator_for(&schema).unwrap();
    let complaints: Vec<String> = schema.iter_errors(answer).map(|it| it.to_string()).collect();
    assert_eq!(complaints, [""; 0], "{answer:#}");
    // Nothing may be missing, and nothing may be there that the schema does not know.
    for field in answer.as_object().unwrap().keys().filter(|it| *it != "format") {
        let mut other = answer.clone();
        other[field] = serde_json::json!({"not": "this"});
        assert!(!schema.is_valid(&other), "{format} takes anything as {field}");
    }
    let mut other = answer.clone();
    other["canary"] = true.into();
    assert!(!schema.is_valid(&other), "{format} takes fields that it does not know");
}
