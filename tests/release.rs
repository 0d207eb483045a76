//! `qalyp release` from the outside: real programs open what it writes, and what it holds is looked for everywhere else.

// Test code: a panic is how it reports.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod release {
    mod archive;
    mod disk;
    mod leaks;
    mod letter;
    mod refused;
    mod shop;
}

#[path = "cli/shapes.rs"]
mod shapes;

#[path = "real/require.rs"]
mod require;
