//! Shell words, read by bash and dash.

use std::fmt::Write as _;
use std::process::Command;

use super::{hostile, run};
use crate::require;

fn read_back(shell: &str, print: impl Fn(&str) -> String) {
    let Some(shell) = require::require(shell) else { return };
    let written = hostile::write("sh", &hostile::samples());
    let mut script = String::new();
    for one in &written {
        writeln!(script, "# {}", hostile::comment(&one.text)).unwrap();
        writeln!(script, "{}", print(&one.written)).unwrap();
    }
    let folder = run::folder();
    let path = run::put(&folder, "script", &script);
    for locale in ["C", "C.UTF-8"] {
        let output = run::run(Command::new(&shell).arg(&path).env("LC_ALL", locale));
        let output = output.strip_suffix(b"\0").unwrap();
        hostile::assert_same(&written, output.split(|byte| *byte == 0));
    }
}

fn argument(word: &str) -> String {
    format!("printf '%s\\0' {word}")
}

fn variable(word: &str) -> String {
    format!("value={word}\nprintf '%s\\0' \"$value\"")
}

#[test]
fn bash_reads_arguments() {
    read_back("bash", argument);
}

#[test]
fn bash_reads_assignments() {
    read_back("bash", variable);
}

#[test]
fn dash_reads_arguments() {
    read_back("dash", argument);
}

#[test]
fn dash_reads_assignments() {
    read_back("dash", variable);
}
