//! Every file of the example can be traced back, and no byte of it is left unexplained.

// A test may give up; the allowance for tests in clippy.toml covers only marked functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::Path;

use qalyp::artefacts::Compilation;
use qalyp::blueprint::{Limits, load};
use qalyp::fleet::Catalogue;
use qalyp::render::{Engine, Origin, TemplateSet};

#[test]
fn every_file_of_the_example_is_traced() {
    let loaded = load(Path::new(env!("CARGO_MANIFEST_DIR")), Vec::new(), Limits::default());
    let catalogue = Catalogue::new(&loaded.blueprints);
    let set = TemplateSet::embedded(loaded.blueprints.overrides.clone()).unwrap();
    let engine = Engine::new(&set).unwrap();
    let compilation = Compilation::new(&catalogue, &engine).unwrap().unwrap();
    let (mut files, mut values) = (0, 0);
    for part in compilation.parts(None).unwrap() {
        for artefact in (part.render)().unwrap() {
            let Some(template) = artefact.template else { continue };
            let path = format!("{}/{}", part.name, artefact.path);
            let file = compilation.trace(&path).unwrap_or_else(|fault| panic!("{path}: {fault:?}"));
            assert_eq!(file.trace.text.as_bytes(), artefact.content, "{path}");
            let source = set.iter().find(|one| template.ends_with(one.path())).unwrap().file();
            let mut end = 0;
            for piece in &file.trace.pieces {
                assert_eq!(piece.output.start, end, "{path}");
                end = piece.output.end;
                let text = &source[piece.template.clone()];
                match &piece.origin {
                    Origin::Literal => assert_eq!(text, &file.trace.text[piece.output.clone()]),
                    Origin::Expression { text: expression, reads } => {
                        assert_eq!(text, expression, "{path}");
                        values += reads.len();
                    }
                }
            }
            assert_eq!(end, artefact.content.len(), "{path}");
            files += 1;
        }
    }
    assert!(files > 50 && values > 500, "{files} files, {values} values");
}
