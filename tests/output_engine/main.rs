//! The output engine on real file systems.

// A test may give up; the allowance for tests in clippy.toml covers only marked functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod builds;
mod compares;
mod disks;
mod edits;
mod kills;
mod links;
mod manifests;
mod runs;
mod sequences;
mod support;
mod verifies;
