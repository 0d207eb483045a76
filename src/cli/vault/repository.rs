//! Which files of a repository there are, as git sees them.

use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::{env, fs, thread};

use qalyp::doctor::repository::{Candidate, Content, LIMIT, Standing, walk};

use crate::cli::failure::{Failure, reason};

/// What is looked through.
pub(super) struct Repository {
    /// Its top folder.
    pub(super) top: PathBuf,
    /// How its top is written from the current folder.
    shown: String,
    /// Whether git knows it.
    has_git: bool,
}

/// The kinds of entries of an index that hold bytes: plain and executable files.
const FILES: [&str; 2] = ["100644", "100755"];

impl Repository {
    /// The repository that a folder lies in, or the folder alone if it lies in none.
    pub(super) fn of(root: &Path) -> Result<Self, Failure> {
        let here = fs::canonicalize(root).map_err(|e| Failure::of_path("read", root, &e))?;
        let in_git = here.ancestors().any(|folder| folder.join(".git").exists());
        if !in_git && env::var_os("GIT_DIR").is_none() {
            let shown = root.to_string_lossy().trim_end_matches('/').to_owned();
            return Ok(Self { top: root.to_owned(), shown, has_git: false });
        }
        let mut command = Command::new("git");
        // A hook is run at the top, with places of git's that are relative to it.
        if env::var_os("GIT_DIR").is_none() {
            command.arg("-C").arg(&here);
        }
        let top = output(command.args(["rev-parse", "--show-toplevel"]))?;
        let top = PathBuf::from(OsStr::from_bytes(top.trim_ascii_end()));
        let current = env::current_dir().and_then(fs::canonicalize).unwrap_or_default();
        Ok(Self { shown: from_here(&current, &top), top, has_git: true })
    }

    /// A path from the top as people see it from where they are.
    pub(super) fn shown(&self, path: &str) -> String {
        match self.shown.as_str() {
            "" | "." => path.to_owned(),
            // The current folder lies below the top: what is beneath it is named from there.
            up if up.starts_with("..") => {
                let own = self.own().unwrap_or_default();
                path.strip_prefix(&own).map_or_else(|| format!("{up}/{path}"), str::to_owned)
            }
            down => format!("{down}/{path}"),
        }
    }

    /// The current folder as a path from the top, with `/` at its end.
    fn own(&self) -> Option<String> {
        let current = env::current_dir().and_then(fs::canonicalize).ok()?;
        let below = current.strip_prefix(&self.top).ok()?;
        Some(format!("{}/", below.to_string_lossy()))
    }

    /// Everything in the work tree that is tracked or could be, and what is staged otherwise than it
    /// lies there. With `ignored` also what git does not take.
    pub(super) fn everything(&self, ignored: bool) -> Result<Vec<Candidate>, Failure> {
        if !self.has_git {
            return Ok(walk(&self.top));
        }
        let file = |path: &[u8], standing| Candidate {
            path: String::from_utf8_lossy(path).into_owned(),
            standing,
            content: Content::File(self.top.join(OsStr::from_bytes(path))),
        };
        let index = output(self.git().args(["ls-files", "-z", "--stage"]))?;
        let entries: Vec<_> = parts(&index).filter_map(entry).collect();
        let mut all: Vec<_> =
            entries.iter().map(|(_, path)| file(path, Standing::Tracked)).collect();
        let untracked =
            output(self.git().args(["ls-files", "-z", "--others", "--exclude-standard"]))?;
        all.extend(parts(&untracked).map(|path| file(path, Standing::Untracked)));
        if ignored {
            let mut command = self.git();
            let list = ["ls-files", "-z", "--others", "--ignored", "--exclude-standard"];
            let ignored = output(command.args(list))?;
            all.extend(parts(&ignored).map(|path| file(path, Standing::Unknown)));
        }
        let changed = output(self.git().args(["diff-files", "-z", "--name-only"]))?;
        let changed: std::collections::BTreeSet<_> = parts(&changed).collect();
        let staged = entries.into_iter().filter(|(_, path)| changed.contains(path));
        all.extend(self.blobs(&staged.collect::<Vec<_>>(), Standing::Tracked)?);
        Ok(all)
    }

    /// What the next commit would change, as it is staged.
    pub(super) fn staged(&self) -> Result<Vec<Candidate>, Failure> {
        if !self.has_git {
            let failure = Failure::new(format!("`{}` is no repository of git", self.top.display()));
            return Err(
                failure.help("leave out `--staged` to look through the files of the folder")
            );
        }
        let list = [
            "diff",
            "--cached",
            "--raw",
            "-z",
            "--no-abbrev",
            "--no-renames",
            "--diff-filter=ACMT",
        ];
        let raw = output(self.git().args(list))?;
        let raw: Vec<_> = parts(&raw).collect();
        // `:old-mode new-mode old-blob new-blob letter`, then the path.
        let of = |two: &[&[u8]]| -> Option<(String, Vec<u8>)> {
            let facts = std::str::from_utf8(two[0]).ok()?;
            let mut words = facts.split(' ').skip(1);
            let (mode, blob) = (words.next()?, words.nth(1)?);
            FILES.contains(&mode).then(|| (blob.to_owned(), two[1].to_vec()))
        };
        let blobs: Vec<_> = raw.chunks_exact(2).filter_map(of).collect();
        let blobs: Vec<_> =
            blobs.iter().map(|(blob, path)| (blob.as_str(), path.as_slice())).collect();
        self.blobs(&blobs, Standing::Staged)
    }

    /// The text of a file as it is staged.
    pub(super) fn staged_text(&self, path: &str) -> Option<String> {
        let text = output(self.git().args(["cat-file", "blob", &format!(":0:{path}")])).ok()?;
        String::from_utf8(text).ok()
    }

    /// The contents of blobs.
    fn blobs(&self, all: &[(&str, &[u8])], standing: Standing) -> Result<Vec<Candidate>, Failure> {
        if all.is_empty() {
            return Ok(Vec::new());
        }
        let mut command = self.git();
        command.args(["cat-file", "--batch"]).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().map_err(|e| not_run(&e))?;
        let asked: String = all.iter().map(|(blob, _)| format!("{blob}\n")).collect();
        let stdin = child.stdin.take();
        // Both ends at once: git waits when nobody reads its answers.
        let writer = thread::spawn(move || stdin.map(|mut it| it.write_all(asked.as_bytes())));
        let contents = answers(&mut child, all.len());
        let _ = writer.join();
        let _ = child.wait();
        let contents = contents.map_err(|e| {
            Failure::new(format!("cannot read what git has staged: {}", reason(&e)))
        })?;
        let of = |((_, path), bytes): (&(&str, &[u8]), Vec<u8>)| Candidate {
            path: String::from_utf8_lossy(path).into_owned(),
            standing,
            content: Content::Bytes(bytes),
        };
        Ok(all.iter().zip(contents).map(of).collect())
    }

    fn git(&self) -> Command {
        let mut command = Command::new("git");
        if env::var_os("GIT_DIR").is_none() {
            command.arg("-C").arg(&self.top);
        }
        command
    }
}

/// The answers of `git cat-file --batch`: `blob type size`, then the bytes and a line break.
fn answers(child: &mut Child, count: usize) -> std::io::Result<Vec<Vec<u8>>> {
    let Some(stdout) = child.stdout.take() else { return Ok(Vec::new()) };
    let mut stdout = BufReader::new(stdout);
    let mut all = Vec::with_capacity(count);
    for _ in 0..count {
        let mut head = String::new();
        stdout.read_line(&mut head)?;
        let Some(size) = head.trim_end().rsplit(' ').next().and_then(|it| it.parse::<u64>().ok())
        else {
            let text = format!("unexpected answer `{}`", head.trim_end());
            return Err(std::io::Error::new(std::io::ErrorKind::InvalidData, text));
        };
        let mut bytes = Vec::new();
        stdout.by_ref().take(size.min(LIMIT)).read_to_end(&mut bytes)?;
        let rest = size - size.min(LIMIT) + 1;
        std::io::copy(&mut stdout.by_ref().take(rest), &mut std::io::sink())?;
        all.push(bytes);
    }
    Ok(all)
}

/// `mode blob stage`, a tab, the path.
fn entry(line: &[u8]) -> Option<(&str, &[u8])> {
    let tab = line.iter().position(|it| *it == b'\t')?;
    let mut facts = std::str::from_utf8(&line[..tab]).ok()?.split(' ');
    let (mode, blob) = (facts.next()?, facts.next()?);
    FILES.contains(&mode).then_some((blob, &line[tab + 1..]))
}

/// The parts between zero bytes.
fn parts(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|it| *it == 0).filter(|part| !part.is_empty())
}

fn output(command: &mut Command) -> Result<Vec<u8>, Failure> {
    let output = command.stdin(Stdio::null()).output().map_err(|e| not_run(&e))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let said = said.lines().next().unwrap_or_default();
    let failure = Failure::new(format!("git does not answer: {said}"));
    Err(failure.help("see what `git status` says here"))
}

fn not_run(error: &std::io::Error) -> Failure {
    Failure::new(format!("cannot run git: {}", reason(error)))
        .help("this is a repository of git: install git, which knows what belongs to it")
}

/// How a folder is written from the current one.
fn from_here(current: &Path, top: &Path) -> String {
    if let Ok(below) = top.strip_prefix(current) {
        return below.to_string_lossy().into_owned();
    }
    match current.strip_prefix(top) {
        Ok(above) => vec![".."; above.components().count()].join("/"),
        Err(_) => top.to_string_lossy().into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_named_from_here() {
        let from = |current: &str, top: &str| from_here(Path::new(current), Path::new(top));
        assert_eq!(from("/a/b", "/a/b"), "");
        assert_eq!(from("/a", "/a/b/c"), "b/c");
        assert_eq!(from("/a/b/c", "/a"), "../..");
        assert_eq!(from("/x", "/a"), "/a");
    }

    #[test]
    fn entries_of_an_index_are_read() {
        assert_eq!(entry(b"100644 0a1b 0\ta b.yaml"), Some(("0a1b", &b"a b.yaml"[..])));
        assert_eq!(entry(b"120000 0a1b 0\tlink"), None);
        assert_eq!(entry(b"160000 0a1b 0\tmodule"), None);
    }
}
