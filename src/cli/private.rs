//! Where files may lie that are for one person: bundles, passphrases, identities. One rule for every command that
//! writes such a file, and judged before anybody is asked for a passphrase:
//!
//! - not in the project and not in its folder of keys, wherever links lead to;
//! - in a work tree of git only where git takes nothing up;
//! - in the place of nothing, of a plain file or of a link, never of a folder, a device or a pipe.

use std::ffi::OsString;
use std::io::ErrorKind;
use std::os::unix::fs::FileTypeExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::{env, fs};

use qalyp::disk;

use super::failure::{Failure, reason};

/// What such a file stays away from.
pub(super) struct Ground {
    project: PathBuf,
    keys: PathBuf,
}

impl Ground {
    /// The folder of a project and that of its keys, which need not be there yet.
    pub(super) fn new(project: &Path, keys: &Path) -> Result<Self, Failure> {
        Ok(Self { project: resolved(project)?, keys: resolved(keys)? })
    }

    /// Judges the place of one file. Tells where it really lies: a link at its own name is replaced, so that only the
    /// links on the way to it count.
    pub(super) fn file(&self, path: &Path) -> Result<PathBuf, Failure> {
        let slash = path.as_os_str().as_encoded_bytes().ends_with(b"/");
        if path.file_name().is_none() || slash {
            return Err(taken_by(path, "a folder"));
        }
        let real = place(path)?;
        of_the_system(path, &real)?;
        match fs::symlink_metadata(&real) {
            Ok(there) if there.is_dir() => return Err(taken_by(path, "a folder")),
            Ok(there) if is_special(there.file_type()) => {
                return Err(taken_by(path, "a device, pipe or socket"));
            }
            // What cannot be looked at cannot be written either; the system says why then.
            _ => {}
        }
        self.outside(path, &real)?;
        match work_tree(&real) {
            Some(tree) if !is_ignored(path, &real)? => Err(in_git(path, &tree)),
            _ => Ok(real),
        }
    }

    /// Judges a folder for several of them.
    pub(super) fn folder(&self, path: &Path) -> Result<PathBuf, Failure> {
        let real = resolved(path)?;
        of_the_system(path, &real)?;
        if fs::metadata(&real).is_ok_and(|there| !there.is_dir()) {
            return Err(Failure::new(format!("`{}` is no folder", path.display()))
                .help("name a folder, which need not be there yet"));
        }
        self.outside(path, &real)?;
        let Some(tree) = work_tree(&real) else { return Ok(real) };
        // A rule for some names is none for the folder.
        let any = real.join("private-output-of-qalyp");
        if is_ignored(path, &any)? && tracked(path, &real)?.is_empty() {
            Ok(real)
        } else {
            Err(in_git(path, &tree))
        }
    }

    fn outside(&self, path: &Path, real: &Path) -> Result<(), Failure> {
        let (folder, help) = if real.starts_with(&self.keys) {
            ("the folder of keys", "it is committed whole")
        } else if real.starts_with(&self.project) {
            ("the project", "it is committed one day")
        } else {
            return Ok(());
        };
        let headline = format!("`{}` lies within {folder}", path.display());
        Err(Failure::new(headline)
            .help(format!("what is for one person stays outside, or {help}: name another folder")))
    }
}

/// Refuses a folder with files that git has in its index already: no rule keeps it away from those. `.gitignore` itself
/// may be one of them.
pub(super) fn nothing_tracked(folder: &Path) -> Result<(), Failure> {
    let real = resolved(folder)?;
    let (true, Some(tree)) = (real.is_dir(), work_tree(&real)) else { return Ok(()) };
    let known = tracked(folder, &real)?;
    match known.iter().find(|name| !name.ends_with(".gitignore")) {
        None => Ok(()),
        Some(name) => Err(Failure::new(format!(
            "git has `{name}` of `{}` in its index, and takes up what replaces it",
            folder.display()
        ))
        .help(format!(
            "name another folder, or `git -C {} rm --cached {name}`; what was committed stays in its history",
            tree.display()
        ))),
    }
}

/// Where a file really lies; a link at its own name stays one.
pub(super) fn place(path: &Path) -> Result<PathBuf, Failure> {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = resolved(parent.unwrap_or(Path::new(".")))?;
    Ok(path.file_name().map_or_else(|| folder.clone(), |name| folder.join(name)))
}

fn resolved(path: &Path) -> Result<PathBuf, Failure> {
    disk::resolved(path).map_err(|error| Failure::of_path("find", path, &error))
}

fn is_special(kind: fs::FileType) -> bool {
    kind.is_block_device() || kind.is_char_device() || kind.is_fifo() || kind.is_socket()
}

/// Where names stand for something else than files, also for files that are open here: `/dev/stdout`.
fn of_the_system(path: &Path, real: &Path) -> Result<(), Failure> {
    let below = |top: &str| real.starts_with(top);
    if below("/proc") || below("/sys") || (below("/dev") && !below("/dev/shm")) {
        return Err(taken_by(path, "a device, pipe or socket"));
    }
    Ok(())
}

fn taken_by(path: &Path, what: &str) -> Failure {
    Failure::new(format!("`{}` is {what}, which no file replaces", path.display()))
        .help("name a file, new or to be replaced")
}

fn in_git(path: &Path, tree: &Path) -> Failure {
    let (path, tree) = (path.display(), tree.display());
    Failure::new(format!("`{path}` lies in the work tree `{tree}`, and git would take it up"))
        .help("name a folder outside of it, or have git ignore the path (`.gitignore`)")
}

fn work_tree(real: &Path) -> Option<PathBuf> {
    disk::work_tree(real)
}

/// Whether git passes a path over. One that it tracks it does not, whatever its rules say.
fn is_ignored(shown: &Path, real: &Path) -> Result<bool, Failure> {
    let mut git = git(real);
    git.args(["check-ignore", "--quiet", "--"]).arg(real);
    let answered = git.output().map_err(|error| not_asked(shown, &reason(&error)))?;
    match answered.status.code() {
        Some(0) => Ok(true),
        Some(1) => Ok(false),
        _ => Err(not_asked(shown, &first_line(&answered.stderr))),
    }
}

/// The files below a folder that git tracks, from that folder.
fn tracked(shown: &Path, real: &Path) -> Result<Vec<String>, Failure> {
    let mut git = git(real);
    git.args(["ls-files", "-z", "--cached", "--full-name", "--"]).arg(real);
    match git.output() {
        Ok(answered) if answered.status.success() => {
            let names = answered.stdout.split(|byte| *byte == 0).filter(|name| !name.is_empty());
            Ok(names.map(|name| String::from_utf8_lossy(name).into_owned()).collect())
        }
        Ok(answered) => Err(not_asked(shown, &first_line(&answered.stderr))),
        Err(error) => Err(not_asked(shown, &reason(&error))),
    }
}

/// Git at the nearest folder that is there. The repository may be anybody's: it starts no program of its own, and what a
/// hook has set for another repository does not count.
fn git(real: &Path) -> Command {
    let mut git = Command::new("git");
    let there = real.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("/"));
    git.arg("-C").arg(there).args(["-c", "core.fsmonitor=false"]);
    let of_git = |name: &OsString| name.as_encoded_bytes().starts_with(b"GIT_");
    for (name, _) in env::vars_os().filter(|(name, _)| of_git(name)) {
        git.env_remove(name);
    }
    git.stdin(Stdio::null());
    git
}

fn not_asked(path: &Path, why: &str) -> Failure {
    let path = path.display();
    Failure::new(format!("`{path}` lies in a work tree of git, which cannot be asked: {why}"))
        .help("name a folder outside of it, or see what `git status` says there")
}

fn first_line(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).lines().next().unwrap_or("it gives no reason").to_owned()
}

/// Why a private file was not written.
pub(super) fn not_written(path: &Path, error: &std::io::Error) -> Failure {
    let failure = Failure::of_path("write", path, error);
    match error.kind() {
        ErrorKind::AlreadyExists => {
            failure.help("what is there may be the only copy of something: name another file")
        }
        _ => failure,
    }
}

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use tempfile::TempDir;

    use super::*;

    struct Place {
        _folder: TempDir,
        root: PathBuf,
        ground: Ground,
    }

    /// A project in no repository, its keys behind a link, and a repository beside them.
    fn place() -> Place {
        let folder = TempDir::new().unwrap();
        let root = folder.path().canonicalize().unwrap();
        for name in ["shop", "safe", "repo/sub", "free"] {
            fs::create_dir_all(root.join(name)).unwrap();
        }
        symlink("../safe", root.join("shop/keys")).unwrap();
        let made = Command::new("git").args(["init", "-q"]).arg(root.join("repo")).status();
        assert!(made.unwrap().success());
        fs::write(root.join("repo/.gitignore"), "*.ovpn\nprivate/\n").unwrap();
        let ground = Ground::new(&root.join("shop"), &root.join("shop/keys")).unwrap();
        Place { _folder: folder, root, ground }
    }

    fn git_in(folder: &Path, args: &[&str]) {
        let done = git(folder).args(args).output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    #[test]
    fn what_is_for_one_person_stays_away_from_the_project_and_its_keys() {
        let Place { _folder, root, ground } = place();
        symlink("shop", root.join("link")).unwrap();
        for (path, said) in [
            ("shop/x", "the project"),
            ("shop/new/x", "the project"),
            ("link/x", "the project"),
            ("free/../shop/x", "the project"),
            ("shop/keys/x", "the folder of keys"),
            ("safe/x", "the folder of keys"),
        ] {
            let refused = ground.file(&root.join(path)).unwrap_err();
            assert!(refused.to_string().contains(said), "{path}: {refused}");
            assert!(ground.folder(&root.join(path)).is_err(), "{path}");
        }
        assert_eq!(ground.file(&root.join("free/x")).unwrap(), root.join("free/x"));
        assert_eq!(ground.folder(&root.join("free/a/b")).unwrap(), root.join("free/a/b"));
    }

    #[test]
    fn git_has_to_pass_it_over() {
        let Place { _folder, root, ground } = place();
        for path in ["repo/x", "repo/sub/x.key", "repo/new/x", "repo/.git/x.ovpn"] {
            assert!(ground.file(&root.join(path)).is_err(), "{path}");
        }
        for path in ["repo/x.ovpn", "repo/private/x", "repo/sub/private/a/x"] {
            assert_eq!(ground.file(&root.join(path)).unwrap(), root.join(path), "{path}");
        }
        // A rule for some names is none for a folder.
        assert!(ground.folder(&root.join("repo/sub")).is_err());
        assert!(ground.folder(&root.join("repo/private/a")).is_ok());
        // What git tracks it takes up, whatever the rules say.
        fs::create_dir_all(root.join("repo/private/a")).unwrap();
        fs::write(root.join("repo/private/a/old.tar"), "").unwrap();
        git_in(&root.join("repo"), &["add", "-f", "private/a/old.tar"]);
        assert!(ground.file(&root.join("repo/private/a/old.tar")).is_err());
        assert!(ground.folder(&root.join("repo/private")).is_err());
        let refused = nothing_tracked(&root.join("repo/private")).unwrap_err();
        assert!(refused.to_string().contains("private/a/old.tar"), "{refused}");
        assert!(nothing_tracked(&root.join("repo/sub")).is_ok());
        assert!(nothing_tracked(&root.join("free")).is_ok());
    }

    #[test]
    fn only_a_plain_file_or_a_link_is_replaced() {
        let Place { _folder, root, ground } = place();
        let at = |name: &str| root.join("free").join(name);
        fs::write(at("file"), "").unwrap();
        symlink("nowhere", at("link")).unwrap();
        fs::create_dir(at("folder")).unwrap();
        let pipe = at("pipe");
        let made = Command::new("mkfifo").arg(&pipe).status().unwrap();
        assert!(made.success());
        for good in ["file", "link", "none"] {
            assert_eq!(ground.file(&at(good)).unwrap(), at(good), "{good}");
        }
        for (bad, said) in [("folder", "a folder"), ("pipe", "pipe"), ("new/", "a folder")] {
            let refused = ground.file(&at(bad)).unwrap_err();
            assert!(refused.to_string().contains(said), "{bad}: {refused}");
        }
        for device in ["/dev/null", "/dev/stdout", "/proc/self/fd/1", "/dev/fd/1"] {
            let refused = ground.file(Path::new(device)).unwrap_err();
            assert!(refused.to_string().contains("a device"), "{device}: {refused}");
        }
        assert!(ground.folder(&at("file")).is_err());
    }
}
