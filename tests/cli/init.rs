use std::fs;
use std::path::Path;

use super::run::run;

#[test]
fn the_example_is_written_whole_and_once() {
    let folder = tempfile::tempdir().unwrap();
    let shop = folder.path().join("new/shop");
    let name = shop.to_str().unwrap();
    let outcome = run(&["init", name]);
    assert_eq!((outcome.code, outcome.err.as_str()), (0, ""));

    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for path in ["qalyp.yaml", "blueprints/provider.yaml", "blueprints/customers/romashka.yaml"] {
        assert_eq!(
            fs::read(shop.join(path)).unwrap(),
            fs::read(root.join(path)).unwrap(),
            "{path}"
        );
    }
    // The project is the one of this repository, so it has the same findings.
    assert_eq!(run(&["check", name]).code, run(&["check", root.to_str().unwrap()]).code);

    let again = run(&["init", name]);
    assert_eq!((again.code, again.out.as_str()), (2, ""));
    assert!(again.err.starts_with(&format!("error: the folder `{name}` is not empty\n")));
}

#[test]
fn a_folder_that_cannot_be_made_is_a_failure() {
    let outcome = run(&["init", "/dev/null/shop"]);
    assert_eq!(outcome.code, 2);
    assert_eq!(
        outcome.err,
        "error: cannot write a project into `/dev/null/shop`: not a directory\n"
    );
}
