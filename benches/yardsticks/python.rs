//! Python with jinja2, in a virtual environment of its own below `target/`.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

use super::run::{answer, text};
use super::spread::Cost;

const JINJA2: &str = "jinja2==3.1.*";

/// The interpreter, if the machine has Python and jinja2 can be installed.
pub(crate) fn interpreter() -> Option<PathBuf> {
    let home = Path::new(env!("CARGO_TARGET_TMPDIR")).join("jinja2");
    let python = home.join("bin/python");
    if !works(Command::new(&python).args(["-c", "import jinja2"])) {
        let made = works(Command::new("python3").args(["-m", "venv", text(&home)]))
            && works(Command::new(&python).args(["-m", "pip", "install", "--quiet", JINJA2]));
        if !made {
            return None;
        }
    }
    Some(python)
}

fn works(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// A process that has read its templates and contexts, and renders whenever it is told to.
pub(crate) struct Renderer {
    child: Child,
    orders: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Renderer {
    pub(crate) fn start(python: &Path, job: &Path, contexts: &Path) -> Self {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/jinja2/render.py");
        let mut child = Command::new(python)
            .arg(script)
            .args([job, contexts])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // No compiled files beside the script, which lies in the repository.
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .spawn()
            .expect("Python starts");
        let orders = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().expect("it is a pipe"));
        let mut renderer = Self { child, orders, answers };
        renderer.answer();
        renderer
    }

    /// Renders everything.
    pub(crate) fn render(&mut self) -> (Cost, u64) {
        self.order("render")
    }

    /// Renders everything and writes it below a folder.
    pub(crate) fn write(&mut self, root: &Path) -> (Cost, u64) {
        self.order(&format!("write {}", text(root)))
    }

    fn order(&mut self, order: &str) -> (Cost, u64) {
        let orders = self.orders.as_mut().expect("it takes orders until it is dropped");
        writeln!(orders, "{order}").expect("Python still runs");
        let answer = self.answer();
        let number = |key: &str| answer[key].as_f64().expect("a number");
        let cost = Cost { wall: number("wall"), cpu: number("cpu") };
        (cost, answer["characters"].as_u64().expect("a number"))
    }

    fn answer(&mut self) -> Value {
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("Python answers");
        serde_json::from_str(&line).expect("Python answers with JSON; its error is above")
    }
}

impl Drop for Renderer {
    fn drop(&mut self) {
        // The end of its orders ends the process.
        drop(self.orders.take());
        let _ = self.child.wait();
    }
}

/// The versions, for the report.
pub(crate) fn versions(python: &Path) -> String {
    let code = "import sys, jinja2; print(f'Python {sys.version.split()[0]}, jinja2 {jinja2.__version__}')";
    answer(Command::new(python).args(["-c", code])).trim().to_owned()
}
