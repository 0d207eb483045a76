//! The files under test: one build of the shipped example.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use tempfile::TempDir;
use walkdir::WalkDir;

/// An output tree.
pub(crate) struct Tree {
    root: PathBuf,
    _folder: TempDir,
}

/// A file as it has to be on a server.
pub(crate) struct Installed {
    /// Its path there.
    pub(crate) path: String,
    /// `user:group`.
    pub(crate) owner: String,
    /// Octal.
    pub(crate) mode: String,
}

/// The output of the shipped example, built once for all tests.
pub(crate) fn tree() -> &'static Tree {
    static TREE: OnceLock<Tree> = OnceLock::new();
    TREE.get_or_init(|| {
        let folder = TempDir::new().unwrap();
        let root = folder.path().join("out");
        let built = Command::new(env!("CARGO_BIN_EXE_qalyp"))
            .args(["build", env!("CARGO_MANIFEST_DIR"), "--out"])
            .arg(&root)
            .output()
            .unwrap();
        assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
        Tree { root, _folder: folder }
    })
}

impl Tree {
    /// The names of the servers.
    pub(crate) fn servers(&self) -> Vec<String> {
        names(&self.root.join("servers"))
    }

    /// A folder or file below a server's folder.
    pub(crate) fn server(&self, name: &str, path: &str) -> PathBuf {
        self.root.join("servers").join(name).join(path)
    }

    /// The folders of the images.
    pub(crate) fn images(&self) -> Vec<PathBuf> {
        let images = self.root.join("images");
        names(&images).into_iter().map(|name| images.join(name)).collect()
    }

    /// A folder or file below the fleet's folder.
    pub(crate) fn fleet(&self, path: &str) -> PathBuf {
        self.root.join("fleet").join(path)
    }

    /// The files of a part, as its `release.tsv` lists them.
    pub(crate) fn release(part: &Path) -> Vec<Installed> {
        let table = fs::read_to_string(part.join("release.tsv")).unwrap();
        let read = |line: &str| {
            let fields: Vec<_> = line.split('\t').collect();
            let [path, owner, mode, ..] = fields[..] else { panic!("{line}") };
            Installed { path: path.to_owned(), owner: owner.to_owned(), mode: mode.to_owned() }
        };
        table.lines().skip(1).map(read).collect()
    }

    /// The files of the DNS zones.
    pub(crate) fn zones(&self) -> Vec<PathBuf> {
        files(&self.root.join("fleet/dns"))
    }

    /// Every file that goes to a server or into an image.
    pub(crate) fn installed(&self) -> Vec<PathBuf> {
        let servers = self.servers().into_iter().map(|name| self.server(&name, ""));
        let parts = self.images().into_iter().chain(servers);
        parts.flat_map(|part| files(&part.join("root"))).collect()
    }

    /// A value of a server's `server.env`.
    pub(crate) fn env(&self, server: &str, key: &str) -> String {
        let file = self.server(server, "root/etc/qalyp/server.env");
        let text = fs::read_to_string(&file).unwrap();
        let found = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix('='));
        found
            .unwrap_or_else(|| panic!("no {key} in {}", file.display()))
            .trim_matches('\'')
            .to_owned()
    }
}

/// All files below a folder, in order.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = WalkDir::new(folder).sort_by_file_name().into_iter().map(Result::unwrap);
    entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path).collect()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let mut names: Vec<_> = entries
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().unwrap().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}
