//! The archive and its signature.

use std::collections::BTreeSet;

use qalyp::artefacts::Compilation;
use qalyp::fleet::Server;
use qalyp::pki::access;
use qalyp::pki::status::{self, Status, Within};
use qalyp::release::{
    self, Archive, Contents, Key, Known, PlacedSecret, Shelf, key_of_server, seal,
};
use qalyp::render::SecretName;
use qalyp::vault::{RELEASE_KEY, Secret, SecretId, Vault};

use super::project::{Outcome, Packed, Written};
use super::{Task, of_release};
use crate::cli::compile::Stopped;
use crate::cli::failure::Failure;
use crate::cli::identity::{self, of_vault};

/// Makes the archive, if nothing is missing, and puts it down.
pub(super) fn pack(
    task: &Task<'_>,
    compilation: &Compilation<'_>,
    server: &Server,
) -> Result<Outcome, Stopped> {
    let held = task.ground.held(server)?;
    let status = standing(task, server, &held);
    let known =
        Known { server, held: &held, vpn: status.as_ref(), allow_unready: task.args.allow_unready };
    let obstacles = known.obstacles();
    if !obstacles.is_empty() {
        return Ok(Outcome { obstacles, ..Outcome::default() });
    }
    let public = public_key(task)?;
    let delivery = compilation.delivery(server)?;
    let names = names(known.secrets())?;
    let identities = identity::unlock(&task.args.identity, &task.ground.keys, task.terminal)?;
    let vault = identity::open(&task.ground.keys, &identities, task.terminal)?;
    let key = SecretId::of_provider(RELEASE_KEY).map_err(|_| no_id(RELEASE_KEY))?;
    let key = vault.read(&key).map_err(of_vault)?;
    let key = Key::read(key.expose(), public).map_err(of_release)?;
    if let Some(state) = &task.ground.state {
        access::own_authority(&vault, state).map_err(|fault| {
            let refusal = Failure::new(fault.to_string());
            match fault.help() {
                Some(advice) => refusal.help(advice),
                None => refusal,
            }
        })?;
    }
    let values = values(&vault, server, &names)?;
    let secrets: Vec<PlacedSecret<'_>> = names
        .iter()
        .zip(&values)
        .map(|(name, value)| PlacedSecret { name, value: value.expose() })
        .collect();
    if let Some(obstacle) = key_of_server(&server.name, task.ground.state.as_ref(), &secrets) {
        return Ok(Outcome { obstacles: vec![obstacle], ..Outcome::default() });
    }
    let archive = release::pack(&Contents {
        server: &server.name,
        image: &server.image.value,
        image_files: &delivery.image,
        server_files: &delivery.server,
        top: &delivery.top,
        secrets: &secrets,
    });
    let archive = archive.map_err(of_release)?;
    let shelf = task.args.shelf(task.ground)?;
    Ok(put_down(task, &shelf, &archive, &key)?)
}

/// How the VPN of a server stands.
fn standing(task: &Task<'_>, server: &Server, held: &BTreeSet<String>) -> Option<Status> {
    let state = task.ground.state.as_ref();
    let known = status::Known { server, state, secrets: Some(held) };
    Status::of(known, task.at, Within::Blueprint)
}

fn public_key<'t>(task: &'t Task<'_>) -> Result<&'t str, Failure> {
    task.ground.release_key.as_deref().ok_or_else(|| {
        let path = task.ground.keys.path().join(qalyp::vault::RELEASE_PUBLIC);
        Failure::new(format!("there is no `{}`: no server could verify a release", path.display()))
            .help("`qalyp vault init` makes it; if it was there, take it back from git")
    })
}

fn names(names: Vec<String>) -> Result<Vec<SecretName>, Failure> {
    names.into_iter().map(|name| SecretName::new(&name).ok_or_else(|| no_id(&name))).collect()
}

/// Decrypts secrets of a server.
pub(super) fn values(
    vault: &Vault<'_>,
    server: &Server,
    names: &[SecretName],
) -> Result<Vec<Secret>, Failure> {
    let id = |name: &SecretName| {
        SecretId::of_server(&server.name, name.as_str()).map_err(|_| no_id(name.as_str()))
    };
    let ids: Vec<SecretId> = names.iter().map(id).collect::<Result<_, _>>()?;
    vault.read_many(&ids).map_err(of_vault)
}

fn no_id(name: &str) -> Failure {
    Failure::new(format!("`{name}` cannot be the name of a secret"))
        .help("this is a fault of qalyp: please report it")
}

/// The signature first: whoever finds an archive finds the signature beside it.
fn put_down(
    task: &Task<'_>,
    shelf: &Shelf,
    archive: &Archive,
    key: &Key,
) -> Result<Outcome, Failure> {
    let plain = archive.name();
    let signature = key.sign(archive.bytes()).map_err(of_release)?;
    let put = |name: &str, bytes: &[u8]| {
        let written = shelf.put(name, bytes).map_err(of_release)?;
        let changed = written == release::Written::Written;
        Ok(Written { path: shelf.path_of(name), changed })
    };
    let sealed = match task.recipients {
        [] => None,
        recipients => Some(seal(archive.bytes(), recipients).map_err(of_release)?),
    };
    let signed = put(&format!("{plain}.sig"), signature.as_bytes())?;
    let (name, packed) = match &sealed {
        None => (plain.clone(), put(&plain, archive.bytes())?),
        Some(sealed) => {
            let name = format!("{plain}.age");
            (name.clone(), put(&name, sealed)?)
        }
    };
    Ok(Outcome {
        files: vec![packed, signed],
        archive: Some(Packed {
            document: archive.document().clone(),
            sha256: archive.digest().to_string(),
            former: shelf.former(&archive.document().server, &name).map_err(of_release)?,
        }),
        recipients: task.recipients.iter().map(release::Recipient::text).collect(),
        ..Outcome::default()
    })
}
