//! The manifests as others read them.

use std::fs;
use std::path::Path;

use qalyp::output::{
    Artefact, Digest, Input, Inputs, Part, PartManifest, RootManifest, Scope, Sensitivity, commit,
};
use serde_json::Value;

use crate::support::{path, quick};

fn made(out: &Path) {
    let artefact = |at: &str, template: Option<&str>, sensitivity| Artefact {
        path: path(at),
        content: format!("content of {at}\n").into_bytes(),
        mode: 0o640,
        template: template.map(Into::into),
        sensitivity,
    };
    let part = |name: &str| Part::<'_, String> {
        name: path(name),
        inputs: Inputs::new(vec![
            Input {
                name: "blueprint «Ромашка» \"& Co\"".into(), sha256: Digest::of(b"b")
            },
            Input { name: "templates".into(), sha256: Digest::of(b"t") },
        ]),
        render: Box::new(move || {
            Ok(vec![
                artefact("server.json", None, Sensitivity::Public),
                artefact("etc/x", Some("templates/server/etc/x"), Sensitivity::Internal),
                artefact("letter", Some("templates/letter"), Sensitivity::Personal),
            ])
        }),
    };
    let empty = Part::<'_, String> {
        name: path("empty"),
        inputs: Inputs::new(Vec::new()),
        render: Box::new(|| Ok(Vec::new())),
    };
    commit(out, &[part("servers/b"), empty, part("servers/a")], &Scope::All, &quick()).unwrap();
}

#[test]
fn they_follow_their_schemas() {
    let place = tempfile::tempdir().unwrap();
    made(place.path());
    let schema = |name: &str| {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas").join(name);
        let schema = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        jsonschema::validator_for(&schema).unwrap()
    };
    let (root, part) = (schema("manifest.root.schema.json"), schema("manifest.part.schema.json"));
    let read = |name: &str| -> Value {
        serde_json::from_slice(&fs::read(place.path().join(name)).unwrap()).unwrap()
    };
    let files = [
        (&root, "manifest.json"),
        (&part, "empty/manifest.json"),
        (&part, "servers/a/manifest.json"),
    ];
    for (schema, name) in files {
        let manifest = read(name);
        let errors: Vec<_> = schema.iter_errors(&manifest).map(|e| e.to_string()).collect();
        assert_eq!(errors, [""; 0], "{name}");
        // A key that no schema and no reader knows.
        let mut more = manifest.clone();
        more["more"] = true.into();
        assert!(!schema.is_valid(&more), "{name}");
    }
    assert!(!root.is_valid(&read("servers/a/manifest.json")));
    let mut manifest = read("servers/a/manifest.json");
    manifest["artefacts"][0]["mode"] = "644".into();
    assert!(!part.is_valid(&manifest));
    assert!(serde_json::from_value::<PartManifest>(manifest).is_err());
    let mut manifest = read("manifest.json");
    manifest["parts"][0]["manifest"] = "abc".into();
    assert!(!root.is_valid(&manifest));
    assert!(serde_json::from_value::<RootManifest>(manifest).is_err());
}

#[test]
fn they_are_readable_and_end_with_a_line() {
    let place = tempfile::tempdir().unwrap();
    made(place.path());
    let manifest = fs::read_to_string(place.path().join("servers/a/manifest.json")).unwrap();
    assert!(manifest.starts_with("{\n  \"shape\": 1,\n  \"part\": \"servers/a\",\n"));
    assert!(manifest.ends_with("\n}\n"));
    assert!(manifest.contains("blueprint «Ромашка» \\\"& Co\\\""));
    let manifest: PartManifest = serde_json::from_str(&manifest).unwrap();
    let paths: Vec<_> = manifest.artefacts.iter().map(|a| a.path.as_str()).collect();
    assert_eq!(paths, ["servers/a/etc/x", "servers/a/letter", "servers/a/server.json"]);
    assert_eq!(manifest.artefacts[2].template, None);
    assert_eq!(manifest.artefacts[0].mode, 0o640);
}

#[test]
fn the_root_digest_can_be_computed_with_common_tools() {
    let place = tempfile::tempdir().unwrap();
    made(place.path());
    let root: RootManifest =
        serde_json::from_slice(&fs::read(place.path().join("manifest.json")).unwrap()).unwrap();
    let manifests: Vec<_> =
        root.parts.iter().map(|p| format!("{}/manifest.json", p.path)).collect();
    assert_eq!(
        manifests,
        ["empty/manifest.json", "servers/a/manifest.json", "servers/b/manifest.json"]
    );
    let sums = std::process::Command::new("sha256sum")
        .args(manifests)
        .current_dir(place.path())
        .output()
        .unwrap();
    assert!(sums.status.success());
    assert_eq!(Digest::of(&sums.stdout), root.root);
}
