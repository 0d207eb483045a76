//! From arguments to the texts of a project.

use std::io::{self, Read};
use std::path::{Path, PathBuf};

use qalyp::blueprint::{self, Limits, Loaded};

use super::failure::{Failure, reason};

/// The name under which standard input is shown.
pub(super) const STDIN: &str = "<stdin>";

/// What is said of a standard input with nothing in it, and why that is a failure.
pub(super) type NothingThere = (&'static str, &'static str);

const NO_BLUEPRINT: NothingThere = (
    "standard input (`-`) holds no blueprint",
    "a build without the customers that belong there would remove their servers: see why the command \
     before the pipe wrote nothing, or leave out the `-`",
);

/// Which project, and whether standard input belongs to it.
#[derive(Debug, clap::Args)]
pub(super) struct ProjectArgs {
    /// The folder of the project, the current one if absent; with `-`, standard input is read as
    /// one more file of blueprints
    #[arg(value_names = ["ROOT", "-"], num_args = 0..=2)]
    inputs: Vec<PathBuf>,
}

impl ProjectArgs {
    /// Of what follows a name on the command line.
    pub(super) const fn of(inputs: Vec<PathBuf>) -> Self {
        Self { inputs }
    }

    /// Reads the texts. What is wrong with them is in the report; a failure is only a project that
    /// is not there and a standard input that cannot be read.
    ///
    /// Files are shown by their paths from the current folder, so that an editor or GitHub finds
    /// them.
    pub(super) fn load(&self) -> Result<Loaded, Failure> {
        self.load_by(blueprint::load)
    }

    /// The same without the public state of VPNs.
    pub(super) fn load_without_states(&self) -> Result<Loaded, Failure> {
        self.load_by(blueprint::load_without_states)
    }

    fn load_by(
        &self,
        load: impl FnOnce(&Path, Vec<(String, String)>, Limits) -> Loaded,
    ) -> Result<Loaded, Failure> {
        let (root, stdin) = self.split()?;
        if !root.is_dir() {
            let failure = Failure::new(format!("there is no folder `{}`", root.display()));
            return Err(failure.help("name the folder that holds `qalyp.yaml`, or go there"));
        }
        let limits = Limits::default();
        let streams = if stdin {
            vec![(STDIN.to_owned(), read_stdin(limits, NO_BLUEPRINT)?)]
        } else {
            Vec::new()
        };
        let mut loaded = load(root, streams, limits);
        loaded.report.sort();
        loaded.sources = loaded.sources.below(&root.to_string_lossy());
        Ok(loaded)
    }

    /// The folder of the project.
    pub(super) fn root(&self) -> Result<&Path, Failure> {
        self.split().map(|(root, _)| root)
    }

    /// Whether standard input holds blueprints.
    pub(super) fn reads_stdin(&self) -> bool {
        self.inputs.iter().any(|path| path.as_os_str() == "-")
    }

    /// The folder, and whether there is a `-`.
    fn split(&self) -> Result<(&Path, bool), Failure> {
        let is_stdin = |path: &&PathBuf| path.as_os_str() == "-";
        let stdin = self.inputs.iter().filter(is_stdin).count();
        let mut folders = self.inputs.iter().filter(|path| !is_stdin(path));
        match (folders.next(), folders.next()) {
            _ if stdin > 1 => Err(Failure::new("standard input (`-`) can be read only once")),
            (Some(_), Some(second)) => {
                Err(Failure::new(format!("one project at a time: what is `{}`?", second.display())))
            }
            (root, None) => Ok((root.map_or(Path::new("."), PathBuf::as_path), stdin == 1)),
            (None, Some(_)) => Ok((Path::new("."), stdin == 1)),
        }
    }
}

/// The whole of standard input, which has to hold something.
pub(super) fn read_stdin(limits: Limits, nothing: NothingThere) -> Result<String, Failure> {
    let mut bytes = Vec::new();
    let mut input = io::stdin().lock().take(limits.file_bytes + 1);
    let read = input.read_to_end(&mut bytes);
    read.map_err(|e| Failure::new(format!("cannot read standard input: {}", reason(&e))))?;
    if bytes.len() as u64 > limits.file_bytes {
        let limit = limits.file_bytes;
        return Err(Failure::new(format!("standard input has more than {limit} bytes"))
            .help("write it into several files of the project"));
    }
    let text = String::from_utf8(bytes).map_err(|fault| {
        let at = fault.utf8_error().valid_up_to();
        Failure::new(format!("standard input is not UTF-8 (byte {at})"))
    })?;
    if says_nothing(&text) {
        let (headline, help) = nothing;
        return Err(Failure::new(headline).help(help));
    }
    Ok(text)
}

/// Whether a stream holds nothing but blank lines, comments and document markers.
fn says_nothing(text: &str) -> bool {
    let mut lines = text.lines().map(|line| line.trim_matches(['\u{feff}', ' ', '\t', '\r']));
    lines.all(|line| matches!(line, "" | "---" | "...") || line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(inputs: &[&str]) -> Result<(PathBuf, bool), String> {
        let args = ProjectArgs { inputs: inputs.iter().map(PathBuf::from).collect() };
        args.split().map(|(root, stdin)| (root.to_owned(), stdin)).map_err(|f| f.to_string())
    }

    #[test]
    fn an_empty_stream_is_told_from_a_full_one() {
        for empty in ["", "\n", "# nothing\n---\n \t\n...\n"] {
            assert!(says_nothing(empty), "{empty:?}");
        }
        assert!(!says_nothing("# a\n---\nkind: customer\n"));
    }

    #[test]
    fn the_root_and_the_dash_come_in_any_order() {
        assert_eq!(split(&[]), Ok((".".into(), false)));
        assert_eq!(split(&["-"]), Ok((".".into(), true)));
        assert_eq!(split(&["shop"]), Ok(("shop".into(), false)));
        assert_eq!(split(&["shop", "-"]), Ok(("shop".into(), true)));
        assert_eq!(split(&["-", "shop"]), Ok(("shop".into(), true)));
        assert!(split(&["-", "-"]).is_err());
        assert!(split(&["a", "b"]).is_err());
    }
}
