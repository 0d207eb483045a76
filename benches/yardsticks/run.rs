//! Runs the compiler as its users do: a process of its own, with its start and its end.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::spread::Cost;

/// The date of judgement: with today's date a later run would find other ends of life.
const AT: &str = "--at=2026-11-22";

/// Times some work in this process or in children that it waits for.
pub(crate) fn timed(work: impl FnOnce()) -> Cost {
    let (before, start) = (processors(), Instant::now());
    work();
    Cost { wall: start.elapsed().as_secs_f64(), cpu: processors() - before }
}

/// Runs a command of the compiler that has to succeed.
pub(crate) fn qalyp(arguments: &[&str]) -> Cost {
    timed(|| drop(answer(&mut command(arguments))))
}

/// Runs a command of the compiler that answers with 0, or with 1 because something does not fit.
pub(crate) fn qalyp_found(arguments: &[&str]) -> Cost {
    timed(|| {
        let status = command(arguments).stdout(Stdio::null()).status().expect("the binary starts");
        assert!(status.code().is_some_and(|code| code < 2), "{arguments:?}: {status}");
    })
}

/// `check` of a project in which it has to find nothing.
pub(crate) fn check(project: &Path) -> Cost {
    qalyp(&["check", AT, text(project)])
}

/// `build` of a project.
pub(crate) fn build(project: &Path, out: &Path, sync: bool) -> Cost {
    let mut arguments = vec!["build", AT, text(project), "-o", text(out)];
    if !sync {
        arguments.push("--no-sync");
    }
    qalyp(&arguments)
}

/// The most memory that a command of the compiler had at a time, in MiB.
///
/// The kernel keeps the peak until the process ends, so only what is taken in its very last moments
/// could be missed.
pub(crate) fn peak(arguments: &[&str]) -> f64 {
    let mut arguments = arguments.to_vec();
    // A question of money has a moment, and says it itself.
    if !arguments.contains(&"bill") {
        arguments.insert(1, AT);
    }
    let mut child = command(&arguments).stdout(Stdio::null()).spawn().expect("the binary starts");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    let ended = loop {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kib = line.and_then(|text| text.trim().strip_suffix(" kB")?.parse::<u32>().ok());
        peak = peak.max(kib.unwrap_or(0));
        if let Some(ended) = child.try_wait().expect("it is our child") {
            break ended;
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    assert!(ended.code().is_some_and(|code| code < 2), "{arguments:?}: {ended}");
    f64::from(peak) / 1024.0
}

/// A path as an argument.
pub(crate) fn text(path: &Path) -> &str {
    path.to_str().expect("the folder's name is text")
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_qalyp"));
    command
        .args(arguments)
        .env("CI", "true")
        .env("QALYP_KNOWN_VAULTS", "/dev/null")
        .stdin(Stdio::null());
    command
}

/// Standard output of a command that has to succeed.
pub(crate) fn answer(command: &mut Command) -> String {
    let output = command.stderr(Stdio::inherit()).output().expect("the program starts");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{command:?}: {}\n{text}", output.status);
    text
}

/// Seconds of processors that this process and the children that it waited for have used.
fn processors() -> f64 {
    // Linux counts in these units for every process, whatever its own clock.
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = fs::read_to_string("/proc/self/stat").expect("this is Linux");
    // The name in parentheses may hold anything; from the state on, the fields have numbers.
    let fields = stat.rsplit_once(')').expect("there is a name").1.split_whitespace().skip(11);
    fields.take(4).map(|ticks| ticks.parse::<f64>().expect("a number")).sum::<f64>()
        / TICKS_PER_SECOND
}
