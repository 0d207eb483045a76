//! What a dialect writes is read back by the real parser of its format, and is the same text.
//!
//! A text either comes back unchanged or was refused: nothing in between. The texts are hostile on
//! purpose; the same ones go through every format. Formats with a parser for Rust are tested in
//! this process, all others by the program that will read the files on a server.

// A test may give up; the allowance for tests in clippy.toml covers only marked functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "real/require.rs"]
mod require;

mod dialects {
    mod apache;
    mod data;
    mod hostile;
    mod markdown;
    mod nginx;
    mod openvpn;
    mod postgresql;
    mod run;
    mod shell;
    mod systemd;
}
