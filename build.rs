//! Tells cargo which folders are embedded in the binary (a file that is added to one of them must
//! lead to a new build, and the macro that embeds them sees only changes of files it knows), and
//! gives the program one digest of its own source: two compilers that might write other bytes must
//! not take each other's output for unchanged.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

fn main() -> std::io::Result<()> {
    for folder in ["blueprints", "docs/checks", "images", "templates", "src"] {
        println!("cargo:rerun-if-changed={folder}");
    }
    let mut files = Vec::new();
    rust_files(Path::new("src"), &mut files)?;
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        hash.update(file.to_string_lossy().as_bytes());
        hash.update([0]);
        hash.update(Sha256::digest(fs::read(&file)?));
    }
    let digest: String = hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    println!("cargo:rustc-env=QALYP_SOURCE_DIGEST={digest}");
    Ok(())
}

/// The command line is left out: it decides nothing.
fn rust_files(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            if path != Path::new("src/cli") {
                rust_files(&path, files)?;
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    Ok(())
}
