//! The command line is connected to the library. Rules are tested there; here are one or two cases
//! per command, and the whole help as one golden file.

// A test may give up; the allowance for tests in clippy.toml covers only marked functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod cli {
    mod bill;
    mod build;
    mod cases;
    mod check;
    mod doctor;
    mod doctor_vault;
    mod documents;
    mod explain;
    mod frame;
    mod help;
    mod init;
    mod run;
    mod schema;
    mod shapes;
    mod sla;
    mod statement;
    mod vault;
    mod vault_trust;
    mod vpn;
    mod why;
}
