//! The parts of the servers.

use rayon::prelude::*;
use serde::Serialize;

use super::condition;
use super::emit::{self, Emission, Kind, Place};
use super::fault::ArtefactFault;
use super::letters::Correspondence;
use super::profiles::Profile;
use super::{Artefact, RelativePath, Sensitivity};
use super::{cloud_init, profile, release, repetition};
use crate::blueprint::kinds::Access;
use crate::fleet::readiness::{self, Missing};
use crate::fleet::{Server, secrets};
use crate::render::{Context, Data, Engine, Template};

const FOLDER: &str = "server/";
/// The templates of VPN profiles.
const PROFILES: &str = "server/vpn/";
/// What makes no file of the server's own file system.
const LOOSE: &[&str] =
    &["cloud-init/", "handbook/", "handover/", "notices/", "server.json", "vpn/"];
/// What names persons, or how to reach them.
const PERSONAL: &[&str] = &["handover/", "notices/", "root/etc/openvpn/", "vpn/"];

#[derive(Serialize)]
struct Readiness {
    ready: bool,
    missing: Vec<Missing>,
}

/// The name of a server's part.
pub(super) fn part_name(server: &str) -> String {
    format!("servers/{server}")
}

/// What the templates of a server see.
pub(super) fn context(
    part: &str,
    base: &Context,
    letters: &Correspondence,
    server: &Server,
) -> Result<Context, ArtefactFault> {
    let missing = readiness::missing(server);
    let readiness = Readiness { ready: missing.is_empty(), missing };
    let data = |fault| ArtefactFault::Data { part: part.to_owned(), fault };
    Ok(letters
        .add_to(base)
        .with("server", &Data::new(server).map_err(data)?)
        .with("readiness", &Data::new(&readiness).map_err(data)?)
        .with("secrets", &Data::new(&secrets::needed(server)).map_err(data)?))
}

/// Every file of a server: its template, where it goes and what the template sees.
pub(super) fn files<'e>(
    engine: &'e Engine<'_>,
    base: &Context,
    letters: &Correspondence,
    server: &Server,
) -> Result<Vec<(&'e Template, Place)>, ArtefactFault> {
    files_of(engine, base, letters, server, FOLDER)
}

/// Those of a server's files whose templates lie below a folder.
pub(super) fn files_of<'e>(
    engine: &'e Engine<'_>,
    base: &Context,
    letters: &Correspondence,
    server: &Server,
    folder: &str,
) -> Result<Vec<(&'e Template, Place)>, ArtefactFault> {
    let part = part_name(&server.name);
    let context = context(&part, base, letters, server)?;
    let (conditions, repetitions) =
        (condition::of_server(server, letters), repetition::of_server(server));
    let kind =
        Kind { folder: FOLDER, loose: LOOSE, conditions: &conditions, repetitions: &repetitions };
    let mut files = Vec::new();
    for template in engine.templates().iter().filter(|t| t.path().starts_with(folder)) {
        let places = emit::places(&part, template, &kind, &context)?;
        files.extend(places.into_iter().map(|place| (template, place)));
    }
    Ok(files)
}

/// All artefacts of a server.
pub(super) fn artefacts(
    engine: &Engine<'_>,
    base: &Context,
    letters: &Correspondence,
    server: &Server,
) -> Result<Vec<Artefact>, ArtefactFault> {
    let part = part_name(&server.name);
    let mut emissions: Vec<Emission> = Vec::new();
    let mut emails = Vec::new();
    for (template, place) in files(engine, base, letters, server)? {
        let emission = emit::render(&part, engine, template, place)?;
        if template.path() == cloud_init::USER_DATA {
            cloud_init::check(&part, &emission.text)?;
        }
        check_profile(&part, &emission)?;
        emails.extend(letters.email(&part, Some(server), &emission)?);
        emissions.push(emission);
    }
    let wanted = server.access.value != Access::Deleted;
    let mut artefacts = with_release(&part, emissions, sensitivity, wanted)?;
    artefacts.append(&mut emails);
    Ok(artefacts)
}

/// Those of a server's VPN profiles that are wanted, by user and platform.
pub(super) fn profiles(
    engine: &Engine<'_>,
    base: &Context,
    letters: &Correspondence,
    server: &Server,
    wanted: &(dyn Fn(&str, &str) -> bool + Sync),
) -> Result<Vec<Profile>, ArtefactFault> {
    let part = part_name(&server.name);
    let files = files_of(engine, base, letters, server, PROFILES)?;
    let one = |(template, place): (&Template, Place)| {
        let Some((user, platform, file)) = Profile::split(place.path.as_str()) else {
            return Ok(None);
        };
        if !wanted(user, platform) {
            return Ok(None);
        }
        let (user, platform) = (user.to_owned(), platform.to_owned());
        let file = file.to_owned();
        let emission = emit::render(&part, engine, template, place)?;
        check_profile(&part, &emission)?;
        Ok(Some(Profile { user, platform, file, text: emission.text }))
    };
    files.into_par_iter().filter_map(|file| one(file).transpose()).collect()
}

/// Every VPN profile is read as clients read it, also those of an overriding template.
pub(super) fn check_profile(part: &str, emission: &Emission) -> Result<(), ArtefactFault> {
    let path = emission.path.as_str();
    if !path.starts_with(profile::FOLDER) || !path.ends_with(profile::EXTENSION) {
        return Ok(());
    }
    profile::check(&emission.text).map_err(|fault| ArtefactFault::Profile {
        part: part.to_owned(),
        path: path.to_owned(),
        template: emission.template.clone(),
        fault,
    })
}

fn sensitivity(emission: &Emission) -> Sensitivity {
    let path = emission.path.as_str();
    if PERSONAL.iter().any(|folder| path.starts_with(folder)) {
        Sensitivity::Personal
    } else {
        Sensitivity::Internal
    }
}

/// The emissions as artefacts, and the table that says where they go.
pub(super) fn with_release(
    part: &str,
    emissions: Vec<Emission>,
    sensitivity: impl Fn(&Emission) -> Sensitivity,
    wanted: bool,
) -> Result<Vec<Artefact>, ArtefactFault> {
    let table = wanted.then(|| release::of_emissions(&emissions));
    let mut artefacts: Vec<Artefact> = emissions
        .into_iter()
        .map(|e| (sensitivity(&e), e))
        .map(|(s, e)| e.into_artefact(s))
        .collect();
    if let Some(table) = table {
        let path = RelativePath::parse(release::NAME)
            .map_err(|fault| ArtefactFault::Path { part: part.to_owned(), fault })?;
        artefacts.push(Artefact {
            path,
            content: table.into_bytes(),
            mode: 0o644,
            template: None,
            sensitivity: Sensitivity::Internal,
        });
    }
    Ok(artefacts)
}
