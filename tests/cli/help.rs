use std::fmt::Write as _;
use std::{env, fs};

use super::run::run;

/// The names under `Commands:` in a help text.
fn commands(help: &str) -> Vec<String> {
    let list = help.split("Commands:\n").nth(1).unwrap_or_default();
    let lines = list.lines().take_while(|line| !line.is_empty());
    // A description that is wrapped goes on far to the right.
    let names = lines.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    let names = names.filter_map(|line| line.split_whitespace().next());
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn the_whole_help_is_as_reviewed() {
    let main = run(&["--help"]);
    assert_eq!((main.code, main.err.as_str()), (0, ""));
    let names = commands(&main.out);
    assert!(names.iter().any(|name| name == "explain"), "{names:?}");

    let mut text = format!("$ qalyp --help\n{}", main.out);
    for name in names {
        let help = run(&[&name, "--help"]);
        assert_eq!((help.code, help.err.as_str()), (0, ""), "{name}");
        let _ = write!(text, "\n\n$ qalyp {name} --help\n{}", help.out);
    }
    let text = text.lines().fold(String::new(), |text, line| text + line.trim_end() + "\n");

    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/golden-tests/cli/help.txt");
    if env::var_os("QALYP_UPDATE").is_some() {
        fs::write(path, &text).unwrap();
    }
    let reviewed = fs::read_to_string(path).unwrap_or_default();
    let advice =
        "the help has changed: look at it, then run `QALYP_UPDATE=1 cargo test --test cli`";
    assert!(text == reviewed, "{advice}");
}
