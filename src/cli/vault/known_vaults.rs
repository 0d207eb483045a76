//! By what this account knows vaults again: a file outside of every repository, as `known_hosts` is for SSH.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::ffi::OsStrExt as _;
use std::path::{Path, PathBuf};

use qalyp::disk::{Existing, make_private_folder, write_private};
use qalyp::keys::Keys;
use qalyp::vault::Mark;

use crate::cli::failure::{Failure, reason};
use crate::cli::terminal::Terminal;

/// The variable with another path of the file.
const VARIABLE: &str = "QALYP_KNOWN_VAULTS";
/// Where it is, from the home folder.
const USUAL: &str = ".config/qalyp/known-vaults";

/// A line: the mark, a space, the path of the folder of keys.
struct Line {
    mark: Mark,
    path: Vec<u8>,
}

/// The marks that a vault is known by. More than one only if a change of it was interrupted.
pub(super) fn of(keys: &Keys) -> Result<Vec<Mark>, Failure> {
    let Some(file) = place() else { return Ok(Vec::new()) };
    let path = canonical(keys)?;
    let own = read(&file)?.into_iter().filter(|line| line.path == path);
    Ok(own.map(|line| line.mark).collect())
}

/// Notes the marks that a vault is known by from now on. Whoever cannot write there works on, and is warned.
pub(super) fn remember(keys: &Keys, marks: &[Mark], terminal: Terminal) -> Result<(), Failure> {
    let path = canonical(keys)?;
    let written = match place() {
        None => Err("there is no HOME".to_owned()),
        Some(_) if path.contains(&b'\n') => Err("its path has a line end".to_owned()),
        Some(file) => {
            let mut lines = read(&file)?;
            lines.retain(|line| line.path != path);
            let own = marks.iter().map(|mark| Line { mark: mark.clone(), path: path.clone() });
            lines.extend(own);
            write(&file, &lines)
        }
    };
    if let Err(why) = written {
        terminal.remark(&format!(
            "warning: the mark of this vault could not be remembered: {why}. A vault that somebody else made would not be noticed; QALYP_KNOWN_VAULTS names another file\n"
        ));
    }
    Ok(())
}

fn place() -> Option<PathBuf> {
    let set = |name| env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let file = set(VARIABLE).or_else(|| Some(set("HOME")?.join(USUAL)))?;
    // Whoever keeps it elsewhere has a link there.
    Some(fs::canonicalize(&file).unwrap_or(file))
}

fn canonical(keys: &Keys) -> Result<Vec<u8>, Failure> {
    let path = fs::canonicalize(keys.path());
    let path = path.map_err(|error| Failure::of_path("find", keys.path(), &error))?;
    Ok(path.as_os_str().as_bytes().to_vec())
}

fn read(file: &Path) -> Result<Vec<Line>, Failure> {
    // A device has no lines, and a pipe would be waited for.
    if fs::metadata(file).is_ok_and(|facts| !facts.is_file()) {
        return Ok(Vec::new());
    }
    let bytes = match fs::read(file) {
        Ok(bytes) => bytes,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => {
            return Ok(Vec::new());
        }
        Err(error) => {
            return Err(Failure::of_path("read the marks of vaults in", file, &error).help(
                "without them a vault that somebody else made would be taken for yours; QALYP_KNOWN_VAULTS names another file",
            ));
        }
    };
    let lines = bytes.split(|byte| *byte == b'\n').enumerate();
    let lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with(b"#"));
    lines.map(|(at, line)| parsed(line).ok_or_else(|| unfit(file, at + 1))).collect()
}

fn parsed(line: &[u8]) -> Option<Line> {
    let space = line.iter().position(|byte| *byte == b' ')?;
    let mark = std::str::from_utf8(&line[..space]).ok()?.parse().ok()?;
    Some(Line { mark, path: line[space + 1..].to_vec() })
}

fn unfit(file: &Path, line: usize) -> Failure {
    Failure::new(format!("{}:{line} is not the mark of a vault and its path", file.display()))
        .help("remove that line: the vault is then one that is used for the first time")
}

fn write(file: &Path, lines: &[Line]) -> Result<(), String> {
    let of = |error: std::io::Error| format!("{}: {}", file.display(), reason(&error));
    if fs::metadata(file).is_ok_and(|facts| !facts.is_file()) {
        return Err(format!("{} is no file", file.display()));
    }
    let folder = file.parent().filter(|folder| *folder != Path::new(""));
    folder.map_or(Ok(()), make_private_folder).map_err(of)?;
    let mut text =
        b"# Vaults that qalyp has opened for this account, and the marks it knows them by.\n"
            .to_vec();
    for Line { mark, path } in lines {
        text.extend_from_slice(mark.to_string().as_bytes());
        text.push(b' ');
        text.extend_from_slice(path);
        text.push(b'\n');
    }
    write_private(file, &text, Existing::Replace).map_err(of)
}

/// The folder of keys as people read it.
pub(super) fn shown(keys: &Keys) -> String {
    canonical(keys).map_or_else(
        |_| keys.path().display().to_string(),
        |path| OsStr::from_bytes(&path).to_string_lossy().into_owned(),
    )
}
