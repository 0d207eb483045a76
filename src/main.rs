//! The command line of qalyp: arguments in, exit code out.
//!
//! This crate is the only place that prints, asks the time and reads the environment. It decides
//! nothing: every rule is in the library.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
