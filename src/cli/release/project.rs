//! The project and its keys, of one and the same moment.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use qalyp::artefacts::Compilation;
use qalyp::blueprint::Loaded;
use qalyp::blueprint::kinds::Access as Open;
use qalyp::diagnostics::nearest;
use qalyp::fleet::Server;
use qalyp::keys::{Access, Keys};
use qalyp::pki::State;
use qalyp::release::Obstacle;
use qalyp::vault::{Scope, read_lock};

use crate::cli::compile::Stopped;
use crate::cli::failure::Failure;
use crate::cli::identity::of_vault;
use crate::cli::project::ProjectArgs;

/// What a release needs of a project besides its compilation.
pub(super) struct Ground {
    /// The folder of the project.
    pub(super) root: PathBuf,
    /// The folder of keys: nobody changes it until this is dropped.
    pub(super) keys: Keys,
    /// What was issued for the VPN of the server.
    pub(super) state: Option<State>,
    /// The public half of the key for releases.
    pub(super) release_key: Option<String>,
    /// Folders in which no release may lie.
    pub(super) apart: Vec<PathBuf>,
}

impl Ground {
    /// Reads a project while nobody changes its keys.
    pub(super) fn load(project: &ProjectArgs, server: &str) -> Result<(Self, Loaded), Failure> {
        if project.reads_stdin() {
            return Err(Failure::new(
                "a release is made from files, not from standard input (`-`)",
            )
            .help("write what comes from there into a file of the project"));
        }
        let root = project.root()?.to_owned();
        let first = project.load()?;
        let keys = Keys::open(&first.keys, Access::Read)
            .map_err(|error| Failure::new(error.to_string()))?;
        // Once more, now that nobody changes the keys any more: their public state is part of the project.
        let loaded = project.load()?;
        let states = &loaded.blueprints.vpn_states;
        let state = states.iter().find(|state| state.server.to_string() == server);
        let state = state.and_then(State::of);
        let key = loaded.blueprints.release_key.as_ref();
        let release_key = key.map(|line| line.value.to_string());
        let mut apart = vec![below(&root, "out"), loaded.keys.clone()];
        apart.extend(loaded.folders.iter().cloned());
        apart.extend(loaded.ledger.iter().cloned());
        Ok((Self { root, keys, state, release_key, apart }, loaded))
    }

    /// A folder within the project.
    pub(super) fn below(&self, name: &str) -> PathBuf {
        below(&self.root, name)
    }

    /// The names of a server's secrets that lie in the vault.
    pub(super) fn held(&self, server: &Server) -> Result<BTreeSet<String>, Failure> {
        let Some(scope) = Scope::server(&server.name) else { return Ok(BTreeSet::new()) };
        let lock = read_lock(&self.keys, &scope).map_err(of_vault)?;
        Ok(lock.keys().map(ToString::to_string).collect())
    }
}

fn below(root: &Path, name: &str) -> PathBuf {
    if root == Path::new(".") { PathBuf::from(name) } else { root.join(name) }
}

/// The server of that name, which is not deleted.
pub(super) fn server(compilation: &Compilation<'_>, name: &str) -> Result<Server, Stopped> {
    let Some(server) = compilation.server(name) else {
        let failure = Failure::new(format!("there is no server `{name}`"));
        let known = compilation.servers().map(|(_, server)| &**server.name);
        return Err(Stopped::Failure(match nearest(name, known) {
            Some(near) => failure.help(format!("did you mean `{near}`?")),
            None => failure.help("name a server of this project"),
        }));
    };
    if server.access.value == Open::Deleted {
        return Err(Stopped::Failure(
            Failure::new(format!("the server `{name}` is deleted: nothing is released to it"))
                .help("what there is to delete stands in its `server.json`"),
        ));
    }
    Ok(server)
}

/// What came of it.
#[derive(Default)]
pub(super) struct Outcome {
    /// What kept it from being made: then nothing was written.
    pub(super) obstacles: Vec<Obstacle>,
    /// The files that hold it, the most important one first.
    pub(super) files: Vec<Written>,
    /// Of an archive.
    pub(super) archive: Option<Packed>,
    /// Of a letter.
    pub(super) language: Option<&'static str>,
    /// Plain letters of an earlier run, which lie beside encrypted ones.
    pub(super) left_plain: Vec<PathBuf>,
    /// For whom it is encrypted.
    pub(super) recipients: Vec<String>,
}

/// A file of the answer.
pub(super) struct Written {
    pub(super) path: PathBuf,
    /// Whether it is new or another than before.
    pub(super) changed: bool,
}

/// What is told of an archive.
pub(super) struct Packed {
    pub(super) document: qalyp::release::Document,
    pub(super) sha256: String,
    /// Other archives of the server in the folder.
    pub(super) former: Vec<String>,
}
