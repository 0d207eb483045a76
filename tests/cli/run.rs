//! Starts the binary in an environment that is the same everywhere.

use duct::Expression;

/// What came out of a run.
pub(super) struct Outcome {
    pub(super) code: i32,
    pub(super) out: String,
    pub(super) err: String,
}

/// The command with plain output, whatever the terminal of the tests.
pub(super) fn qalyp(args: &[&str]) -> Expression {
    duct::cmd(env!("CARGO_BIN_EXE_qalyp"), args)
        .env_remove("NO_COLOR")
        .env_remove("COLUMNS")
        .env_remove("CLICOLOR_FORCE")
        .env("TERM", "xterm")
        .env("CI", "true")
}

/// Runs to the end.
pub(super) fn run(args: &[&str]) -> Outcome {
    finish(&qalyp(args))
}

/// Runs an expression that was changed (another folder, some standard input) to the end.
pub(super) fn finish(expression: &Expression) -> Outcome {
    let output = expression.stdout_capture().stderr_capture().unchecked().run().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Outcome {
        code: output.status.code().expect("the process ended by itself"),
        out: text(output.stdout),
        err: text(output.stderr),
    }
}
