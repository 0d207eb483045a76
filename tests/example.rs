//! The project at the root of the repository is an example to copy: it must be without a finding.

use std::path::Path;

use qalyp::blueprint::{Limits, load};
use qalyp::checks::check;
use qalyp::diagnostics::human::{Style, render};
use qalyp::fleet::Catalogue;

/// The day on which the example is judged.
const JUDGED_AT: &str = "2026-11-22";

#[test]
fn the_example_has_no_finding() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let loaded = load(root, Vec::new(), Limits::default());
    let mut report = loaded.report;
    report.absorb(check(&Catalogue::new(&loaded.blueprints), JUDGED_AT.parse().unwrap()));
    assert!(report.is_empty(), "{}", render(&report, &loaded.sources, &Style::default()));
}
