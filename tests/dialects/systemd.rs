//! systemd's unit files, read by a manager that lists what it loaded and starts nothing.

use std::fmt::Write as _;

use tempfile::TempDir;

use super::{hostile, run};
use crate::require;

/// One unit for each text.
fn units(folder: &TempDir, units: impl Iterator<Item = String>) {
    let mut target = "[Unit]\n".to_owned();
    for (index, unit) in units.enumerate() {
        run::put(folder, &format!("u{index}.service"), &unit);
        writeln!(target, "Requires=u{index}.service").unwrap();
    }
    run::put(folder, "all.target", &target);
    // What every unit depends on.
    for name in ["basic.target", "shutdown.target"] {
        run::put(folder, name, "[Unit]\nDefaultDependencies=no\n");
    }
}

/// What systemd says about each unit; `None` when there is no systemd.
fn dump(folder: &TempDir) -> Option<String> {
    let systemd = require::require("systemd")?;
    let home = run::folder();
    run::open_to_all(&home);
    let env = require::require("env")?;
    let mut command = run::as_user(("nobody", "65534"), &env);
    command
        .arg(format!("XDG_RUNTIME_DIR={}", home.path().display()))
        .arg(format!("HOME={}", home.path().display()))
        .arg(format!("SYSTEMD_UNIT_PATH={}", folder.path().display()))
        .args(["SYSTEMD_LOG_TARGET=console", "LC_ALL=C.UTF-8"])
        .arg(systemd)
        .args(["--user", "--test", "--unit=all.target"]);
    Some(String::from_utf8(run::run(&mut command)).unwrap())
}

/// The part of the list that is about one unit.
fn unit(dump: &str, index: usize) -> &str {
    let head = format!("-> Unit u{index}.service:\n");
    let start = dump.find(&head).unwrap_or_else(|| panic!("no unit {index}")) + head.len();
    let end = dump[start..].find("-> Unit ").map_or(dump.len(), |end| start + end);
    &dump[start..end]
}

#[test]
fn values_come_back() {
    let written = hostile::write("ini", &hostile::samples());
    let folder = run::folder();
    let service = |one: &hostile::Written| {
        format!(
            "# {}\n[Unit]\nDescription={}\n[Service]\nExecStart=/bin/true\n",
            hostile::comment(&one.text),
            one.written
        )
    };
    units(&folder, written.iter().map(service));
    let Some(dump) = dump(&folder) else { return };
    for (index, one) in written.iter().enumerate() {
        let expected = format!("\tDescription: {}\n", one.text);
        let found = unit(&dump, index);
        assert!(found.contains(&expected), "{:?} as {:?}:\n{found}", one.text, one.written);
    }
}

#[test]
fn words_come_back() {
    let written = hostile::write("ini_word", &hostile::samples());
    let folder = run::folder();
    let service = |one: &hostile::Written| {
        // The name is part of the word: `Environment=` wants an assignment in each.
        let word = match one.written.strip_prefix('"') {
            Some(rest) => format!("\"V={rest}"),
            None => format!("V={}", one.written),
        };
        format!("[Service]\nExecStart=/bin/true\nEnvironment=A=1 {word} \\\n  Z=26\n")
    };
    units(&folder, written.iter().map(service));
    let Some(dump) = dump(&folder) else { return };
    for (index, one) in written.iter().enumerate() {
        let expected =
            format!("\tEnvironment: A=1\n\t\tEnvironment: V={}\n\t\tEnvironment: Z=26\n", one.text);
        let found = unit(&dump, index);
        assert!(found.contains(&expected), "{:?} as {:?}:\n{found}", one.text, one.written);
    }
}

/// systemd replaces `$$` only when it runs the command, so the list still has both signs.
#[test]
fn arguments_come_back() {
    let written = hostile::write("ini_exec", &hostile::samples());
    // The list spells control characters.
    let written: Vec<_> =
        written.into_iter().filter(|one| !one.text.chars().any(char::is_control)).collect();
    let folder = run::folder();
    let service =
        |one: &hostile::Written| format!("[Service]\nExecStart=/bin/echo {} end\n", one.written);
    units(&folder, written.iter().map(service));
    let Some(dump) = dump(&folder) else { return };
    let read: Vec<_> = (0..written.len())
        .map(|index| {
            let found = unit(&dump, index);
            let line = found.lines().find_map(|line| line.trim().strip_prefix("Command Line: "));
            let line = line.unwrap_or_else(|| panic!("no command line:\n{found}"));
            let arguments = unquote(line);
            assert_eq!((arguments.len(), &*arguments[0], &*arguments[2]), (3, "/bin/echo", "end"));
            arguments[1].replace("$$", "$")
        })
        .collect();
    hostile::assert_same(&written, read.iter().map(String::as_bytes));
}

/// The words of systemd's list of arguments: bare, or between double quotes with backslashes.
fn unquote(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut is_quoted = false;
    let mut rest = line.chars();
    while let Some(ch) = rest.next() {
        let word = words.last_mut().unwrap();
        match ch {
            '"' => is_quoted = !is_quoted,
            '\\' if is_quoted => word.push(rest.next().unwrap()),
            ' ' if !is_quoted => words.push(String::new()),
            other => word.push(other),
        }
    }
    words
}
