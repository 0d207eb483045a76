//! Every sentence of this layer. The faults themselves are data and know no language.
//!
//! Each says what is wrong, where, and what to do next.

use std::fmt;
use std::path::Path;

use rustix::io::Errno;

use super::fault::{Action, Failure, Fault, OutputError, TreeState};
use super::manifest::{BrokenManifest, SHAPE};
use super::verify::{Deviation, DeviationKind};

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for fault in &self.faults {
            writeln!(f, "{}", Sentence { out: &self.out, fault })?;
        }
        if self.left_off > 0 {
            writeln!(f, "and {} more of the kind", self.left_off)?;
        }
        match self.tree {
            TreeState::Untouched => {
                write!(f, "No artefact in {} was touched.", self.out.display())
            }
            TreeState::MidFlight => write!(
                f,
                "{} holds files of two builds now. Remove the cause and build again: that puts it \
                 right.",
                self.out.display()
            ),
        }
    }
}

impl std::error::Error for OutputError {}

impl<E: fmt::Display> fmt::Display for Failure<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Output(error) => error.fmt(f),
            Self::Render { parts, left_off } => {
                for (part, error) in parts {
                    writeln!(f, "{part} cannot be rendered: {error}")?;
                }
                if *left_off > 0 {
                    writeln!(f, "and {left_off} more parts")?;
                }
                f.write_str("Nothing was written.")
            }
        }
    }
}

impl<E: fmt::Debug + fmt::Display> std::error::Error for Failure<E> {}

/// A fault with the folder that its paths start from.
struct Sentence<'a> {
    out: &'a Path,
    fault: &'a Fault,
}

impl Sentence<'_> {
    fn at(&self, path: impl AsRef<str>) -> String {
        match path.as_ref() {
            "" => self.out.display().to_string(),
            path => self.out.join(path).display().to_string(),
        }
    }
}

impl fmt::Display for Sentence<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let out = self.out.display();
        match self.fault {
            Fault::Path(fault) => fault.fmt(f),
            Fault::PartTwice { part } => {
                write!(f, "{part} is made twice; give one of the two another name")
            }
            Fault::PartWithin { part, outer } => write!(
                f,
                "{part} would lie within {outer}, but parts are replaced one by one and cannot \
                 hold each other; give one of the two another name"
            ),
            Fault::PartOutOfScope { part } => {
                write!(f, "{part} was made, but this run was told to leave it alone")
            }
            Fault::Reserved { path } => write!(
                f,
                "{path} is a name that the output keeps for itself; give the artefact another"
            ),
            Fault::ArtefactTwice { path } => write!(
                f,
                "{path} is emitted twice; see which two templates or names lead to this path"
            ),
            Fault::FileAndFolder { file, below } => write!(
                f,
                "{file} is emitted as a file, and {below} needs a folder of that name; rename one \
                 of the two"
            ),
            Fault::Mode { path, mode } => write!(
                f,
                "{path} has the permissions {mode:04o}; they must lie between 0400 and 0777, and \
                 the owner must be able to read"
            ),
            Fault::HoldsProject => write!(
                f,
                "{out} is the folder of the project or lies around it; choose a folder for the \
                 output alone, such as `-o out`"
            ),
            Fault::WithinSources { source } => write!(
                f,
                "{out} lies within {source}, whose files are read as sources of the project; \
                 choose a folder beside it, such as `-o out`"
            ),
            Fault::NotAFolder => {
                write!(f, "{out} is not a folder; choose another for the output, or remove it")
            }
            Fault::NoOutput => {
                write!(f, "there is no output in {out}; make it with `qalyp build -o {out}`")
            }
            Fault::NotOurs { example } => write!(
                f,
                "{out} holds {example:?} and no manifest of qalyp, so it is not an output; choose \
                 an empty or new folder"
            ),
            Fault::Busy { pid: Some(pid) } => write!(
                f,
                "another run, process {pid}, is writing to {out}; wait for it, or end it if it \
                 hangs"
            ),
            Fault::Busy { pid: None } => {
                write!(f, "another run is writing to {out}; wait for it, or end it if it hangs")
            }
            Fault::OtherShape { path, shape } => write!(
                f,
                "{} has shape {shape}, and this version of qalyp knows shape {SHAPE}; use the \
                 version that wrote it, or choose another output folder",
                self.at(path)
            ),
            Fault::BrokenManifest { path, reason } => write!(
                f,
                "{} is not a manifest of qalyp: {reason}; without it nobody knows which files here \
                 are qalyp's. Restore it, or remove {out} and build again",
                self.at(path)
            ),
            Fault::InterruptedElsewhere { example: Some(part) } => write!(
                f,
                "an earlier run was interrupted while it changed {part}, which this run leaves \
                 alone; build everything once, without `--only`"
            ),
            Fault::InterruptedElsewhere { example: None } => f.write_str(
                "an earlier run was interrupted, and its notes are lost; build everything once, \
                 without `--only`",
            ),
            Fault::LinkAsFolder { path } => write!(
                f,
                "{} is a symbolic link where a folder belongs, and links are not followed out of \
                 the output; remove the link and build again",
                self.at(path.as_str())
            ),
            Fault::Occupied { path, by } => write!(
                f,
                "{} is {by} that qalyp did not make, where an artefact belongs; move it away and \
                 build again",
                self.at(path.as_str())
            ),
            Fault::Io { action, path, errno } => {
                refused(f, *action, &self.at(path), Errno::from_raw_os_error(*errno))
            }
        }
    }
}

fn refused(f: &mut fmt::Formatter<'_>, action: Action, path: &str, errno: Errno) -> fmt::Result {
    let doing = match action {
        Action::Open => "opening",
        Action::Read => "reading",
        Action::MakeFolder => "making the folder",
        Action::Write => "writing",
        Action::Place => "moving a finished file to",
        Action::Remove => "removing",
        Action::Sync => "waiting for the disk with",
        Action::Lock => "locking",
    };
    let (what, next) = advice(errno);
    match what {
        Some(what) => write!(f, "{doing} {path}: {what}; {next}"),
        None => write!(f, "{doing} {path}: {}; {next}", std::io::Error::from(errno)),
    }
}

/// What a refusal means here, and what to do about it.
fn advice(errno: Errno) -> (Option<&'static str>, &'static str) {
    match errno {
        Errno::NOSPC => (
            Some("the disk is full"),
            "make room (`df -h` and `df -i` tell whether bytes or inodes ran out) and build again",
        ),
        Errno::DQUOT => {
            (Some("the disk quota is used up"), "make room or ask for more, and build again")
        }
        Errno::ROFS => (
            Some("the file system is read-only"),
            "choose another output folder, or mount it for writing",
        ),
        Errno::ACCESS | Errno::PERM => (
            Some("permission denied"),
            "see who owns it and who this program runs as; a build needs the right to write \
             everywhere in the output",
        ),
        Errno::NAMETOOLONG => (
            Some("the name is too long for this file system"),
            "shorten the names it is made of, or put the output nearer to the root",
        ),
        Errno::MFILE | Errno::NFILE => {
            (Some("too many files are open"), "raise the limit (`ulimit -n`) and try again")
        }
        Errno::XDEV => (
            Some("it lies on another file system than the output folder"),
            "keep the whole output on one: unmount what is mounted within it",
        ),
        Errno::IO => (
            Some("the disk reports an error"),
            "look at the system's log; the disk or its connection may be failing",
        ),
        Errno::NOMEM => (Some("the system has no memory left"), "free some and try again"),
        _ => (None, "see whether another program changes the output, and try again"),
    }
}

impl fmt::Display for BrokenManifest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json { message } => f.write_str(message),
            Self::Shape { shape } => {
                write!(f, "it has shape {shape}, and this version knows shape {SHAPE}")
            }
            Self::NotAFile => f.write_str("it is not a regular file"),
            Self::Order => f.write_str("its entries are not in order of their paths"),
            Self::WrongPart { part } => write!(f, "it is the manifest of {part}"),
            Self::Stray { path } => write!(f, "it lists {path}, which lies elsewhere"),
        }
    }
}

impl fmt::Display for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = &self.path;
        match &self.kind {
            DeviationKind::BeingChanged { pid: Some(pid) } => {
                write!(f, "process {pid} is changing the output now; verify when it is done")
            }
            DeviationKind::BeingChanged { pid: None } => {
                f.write_str("a run is changing the output now; verify when it is done")
            }
            DeviationKind::Interrupted => f.write_str(
                "a run was interrupted: files of two builds may be mixed; build again to put it \
                 right",
            ),
            DeviationKind::Missing => write!(f, "{path}: missing"),
            DeviationKind::Changed { expected, found } => {
                write!(f, "{path}: changed, sha256 {found} instead of {expected}")
            }
            DeviationKind::Mode { expected, found } => {
                write!(f, "{path}: permissions {found:04o} instead of {expected:04o}")
            }
            DeviationKind::NotAFile { found } => write!(f, "{path}: {found} instead of a file"),
            DeviationKind::NotAFolder { found } => {
                write!(f, "{path}: {found} instead of a folder")
            }
            DeviationKind::Foreign => write!(f, "{path}: in no manifest"),
            DeviationKind::BrokenManifest(reason) => {
                write!(f, "{path}: not a manifest of qalyp: {reason}")
            }
            DeviationKind::Disagrees => {
                write!(f, "{path}: the root manifest says other inputs, numbers or sizes")
            }
            DeviationKind::RootDigest { expected, found } => {
                write!(f, "{path}: root digest {found}, but the parts make {expected}")
            }
            DeviationKind::Unreadable { errno } => {
                write!(f, "{path}: {}", std::io::Error::from_raw_os_error(*errno))
            }
        }
    }
}

#[cfg(test)]
mod tests;
