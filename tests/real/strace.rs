//! Commands that are killed, or refused by the system, at a chosen one of their own requests to it.

use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Command, Output};

use super::project::{Project, said};

/// What changes a folder, and so is a point at which an interruption may matter.
const CALLS: [&str; 17] = [
    "openat",
    "write",
    "pwrite64",
    "ftruncate",
    "fallocate",
    "fsync",
    "fdatasync",
    "syncfs",
    "rename",
    "renameat",
    "renameat2",
    "linkat",
    "unlink",
    "unlinkat",
    "mkdirat",
    "fchmod",
    "flock",
];

/// One request of a command: the call, and how many of its kind the process has made by then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Point {
    /// The call's name.
    pub(crate) call: &'static str,
    number: usize,
    /// What was asked for, for messages.
    line: String,
}

impl Point {
    /// Whether a full disk can be the answer.
    pub(crate) fn needs_space(&self) -> bool {
        !matches!(self.call, "unlink" | "unlinkat" | "flock" | "fchmod")
    }
}

impl std::fmt::Display for Point {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} number {}: {}", self.call, self.number, self.line)
    }
}

/// Runs a command under strace; with an injection something happens to it.
fn run(project: &Project, arguments: &[&str], injection: Option<&str>) -> (Output, String) {
    let log = project.path("strace.log");
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-y", "-s", "80", "-e", "signal=none", "-o"]).arg(&log);
    command.arg(format!("--trace={}", CALLS.join(",")));
    if let Some(injection) = injection {
        command.arg(format!("--inject={injection}"));
    }
    command.arg(env!("CARGO_BIN_EXE_qalyp")).args(arguments);
    project.surround(&mut command);
    let output = command.output().unwrap();
    let text = String::from_utf8_lossy(&fs::read(&log).unwrap()).into_owned();
    fs::remove_file(log).unwrap();
    (output, text)
}

/// Every request by which a command changes something in the folder of keys, in order. The command succeeds.
pub(crate) fn points(project: &Project, arguments: &[&str]) -> Vec<Point> {
    let (output, log) = run(project, arguments, None);
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    let folder = fs::canonicalize(project.path("shop")).unwrap().join("keys").display().to_string();
    let (mut counts, mut points) = ([0_usize; CALLS.len()], Vec::new());
    let main = log.split_whitespace().next().unwrap().to_owned();
    for line in log.lines() {
        let (process, request) = line.split_once(' ').unwrap();
        let Some(at) = CALLS.iter().position(|call| {
            request.trim_start().strip_prefix(call).is_some_and(|rest| rest.starts_with('('))
        }) else {
            continue;
        };
        let changes = !request.contains("openat(")
            || request.contains("O_CREAT")
            || request.contains("O_TRUNC");
        let here = request.contains(&folder) && changes;
        if process != main {
            // Injections count each thread's requests by themselves.
            assert!(!here, "a thread changes the folder of keys: {line}");
            continue;
        }
        counts[at] += 1;
        if here {
            let line = request.trim_start().replace(&folder, "keys");
            points.push(Point { call: CALLS[at], number: counts[at], line });
        }
    }
    points
}

/// Runs a command that is killed when it makes a request, which is not carried out any more.
pub(crate) fn killed(project: &Project, arguments: &[&str], point: &Point) -> Output {
    let injection = format!("{}:signal=SIGKILL:when={}", point.call, point.number);
    let (output, _) = run(project, arguments, Some(&injection));
    assert_eq!(output.status.signal(), Some(9), "{point}: {}", said(&output));
    output
}

/// Runs a command whose request is refused, and with `on` every later one of its kind.
pub(crate) fn refused(
    project: &Project,
    arguments: &[&str],
    point: &Point,
    error: &str,
    on: bool,
) -> Output {
    let on = if on { "+" } else { "" };
    let injection = format!("{}:error={error}:when={}{on}", point.call, point.number);
    run(project, arguments, Some(&injection)).0
}

/// A command that takes a few seconds for one request: it holds what it has locked meanwhile.
pub(crate) fn slowed(
    project: &Project,
    arguments: &[&str],
    point: &Point,
    seconds: u32,
) -> Command {
    let mut command = Command::new("strace");
    command.args(["-f", "-qq", "-o", "/dev/null", &format!("--trace={}", point.call)]);
    command.arg(format!("--inject={}:delay_enter={seconds}s:when={}", point.call, point.number));
    command.arg(env!("CARGO_BIN_EXE_qalyp")).args(arguments);
    project.surround(&mut command);
    command
}
