//! Tells cargo which folders are embedded in the binary: a file that is added to one of them must
//! lead to a new build, and the macro that embeds them sees only changes of files it knows.

fn main() {
    for folder in ["blueprints", "docs/checks", "templates"] {
        println!("cargo:rerun-if-changed={folder}");
    }
}
