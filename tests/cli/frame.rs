use std::io::Read;

use super::run::{finish, qalyp, run};

#[test]
fn a_wrong_argument_is_a_failure_with_advice() {
    let wrong = run(&["explian"]);
    assert_eq!((wrong.code, wrong.out.as_str()), (2, ""));
    assert!(wrong.err.contains("'explain'"), "{}", wrong.err);
    assert_eq!(run(&[]).code, 2);
}

#[test]
fn the_version_is_that_of_the_package() {
    assert_eq!(run(&["--version"]).out, format!("qalyp {}\n", env!("CARGO_PKG_VERSION")));
}

#[test]
fn a_reader_that_closes_the_pipe_is_no_failure() {
    for args in [["completions", "bash"], ["man", "--color=never"], ["--help", "--color=never"]] {
        let mut reader = qalyp(&args).stderr_to_stdout().unchecked().reader().unwrap();
        let mut first = [0; 1];
        reader.read_exact(&mut first).unwrap();
        drop(reader);
        // The pipe is closed before the process starts.
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = qalyp(&args).stdout_file(writer).stderr_capture().unchecked().run().unwrap();
        assert_eq!(output.status.code(), Some(0), "{args:?}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{args:?}");
    }
}

#[test]
fn a_full_disk_under_standard_output_is_a_failure() {
    let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
    let output =
        qalyp(&["completions", "bash"]).stdout_file(full).stderr_capture().unchecked().run();
    let output = output.unwrap();
    assert_eq!(output.status.code(), Some(2));
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(message, "error: cannot write to standard output: no space left on device\n");
}

#[test]
fn completions_of_every_shell_know_the_commands() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = run(&["completions", shell]);
        assert_eq!((script.code, script.err.as_str()), (0, ""));
        for command in ["explain", "completions", "man"] {
            assert!(script.out.contains(command), "{shell} does not know {command}");
        }
    }
}

#[test]
fn the_completions_are_accepted_by_bash() {
    let script = run(&["completions", "bash"]).out;
    let check = "complete -p qalyp >/dev/null 2>&1 && exit 3; source /dev/stdin; complete -p qalyp";
    let bash = finish(&duct::cmd!("bash", "--norc", "-c", check).stdin_bytes(script));
    assert_eq!((bash.code, bash.err.as_str()), (0, ""));
    assert!(bash.out.contains("-F _qalyp"), "{}", bash.out);
}

#[test]
fn manual_pages_are_printed_or_written_into_a_folder() {
    let page = run(&["man"]);
    assert_eq!(page.code, 0);
    assert!(page.out.contains(".TH qalyp 1"), "{}", page.out);

    let folder = tempfile::tempdir().unwrap();
    let pages = folder.path().join("share/man1");
    assert_eq!(run(&["man", "--dir", pages.to_str().unwrap()]).code, 0);
    for name in ["qalyp.1", "qalyp-explain.1", "qalyp-man.1"] {
        assert!(pages.join(name).is_file(), "{name}");
    }
    let refused = run(&["man", "--dir", "/dev/null/man1"]);
    assert_eq!(refused.code, 2);
    assert_eq!(
        refused.err,
        "error: cannot write manual pages into `/dev/null/man1`: not a directory\n"
    );
}

#[test]
fn colour_follows_the_argument_and_the_environment() {
    let red = "\u{1b}[1;31m";
    let args = ["explain", "E9999999"];
    let colour = |more: &[&str]| run(&[&args[..], more].concat()).err.contains(red);
    assert!(!colour(&[]));
    assert!(!colour(&["--color=never"]));
    assert!(colour(&["--color=always"]));
    let both = qalyp(&["explain", "E9999999", "--color=always"]).env("NO_COLOR", "1");
    assert!(finish(&both).err.contains(red), "what is said outweighs what is set");
}
