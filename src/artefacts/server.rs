//! The parts of the servers.

use serde::Serialize;

use super::emit::{self, Each, Emission, Place};
use super::fault::ArtefactFault;
use super::{Artefact, RelativePath, Sensitivity};
use super::{cloud_init, release};
use crate::blueprint::kinds::Access;
use crate::fleet::Server;
use crate::fleet::readiness::{self, Missing};
use crate::render::{Context, ContextPath, Data, Engine, Template};

const FOLDER: &str = "server/";
/// Templates that make no file of the server's own file system.
const LOOSE: &[&str] = &["cloud-init/", "server.json"];
/// What a deleted server still has: the record that it is deleted.
const OF_THE_DELETED: &str = "server/server.json";

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
    server: &Server,
) -> Result<Context, ArtefactFault> {
    let missing = readiness::missing(server);
    let readiness = Readiness { ready: missing.is_empty(), missing };
    let data = |fault| ArtefactFault::Data { part: part.to_owned(), fault };
    Ok(base
        .with("server", &Data::new(server).map_err(data)?)
        .with("readiness", &Data::new(&readiness).map_err(data)?))
}

/// The templates of a server.
pub(super) fn templates<'e>(
    engine: &'e Engine<'_>,
    server: &Server,
) -> impl Iterator<Item = &'e Template> {
    let deleted = server.access.value == Access::Deleted;
    engine
        .templates()
        .iter()
        .filter(|template| template.path().starts_with(FOLDER))
        .filter(move |template| !deleted || template.path() == OF_THE_DELETED)
}

/// Where the files of a template go.
pub(super) fn places(
    part: &str,
    template: &Template,
    context: &Context,
    server: &Server,
) -> Result<Vec<Place>, ArtefactFault> {
    let published = Each {
        word: "infobases-published",
        variable: "infobase",
        items: server
            .infobases
            .iter()
            .enumerate()
            .filter(|(_, infobase)| infobase.publication.is_some())
            .map(|(i, infobase)| {
                let place = ContextPath::root("server").key("infobases").index(i);
                (infobase.name.value.clone(), place)
            })
            .collect(),
    };
    emit::places(part, template, FOLDER, LOOSE, context, &[published])
}

/// All artefacts of a server.
pub(super) fn artefacts(
    engine: &Engine<'_>,
    base: &Context,
    server: &Server,
) -> Result<Vec<Artefact>, ArtefactFault> {
    let part = part_name(&server.name);
    let context = context(&part, base, server)?;
    let mut emissions: Vec<Emission> = Vec::new();
    for template in templates(engine, server) {
        for place in places(&part, template, &context, server)? {
            let emission = emit::render(&part, engine, template, place)?;
            if template.path() == cloud_init::USER_DATA {
                cloud_init::check(&part, &emission.text)?;
            }
            emissions.push(emission);
        }
    }
    with_release(&part, emissions, Sensitivity::Internal, server.access.value != Access::Deleted)
}

/// The emissions as artefacts, and the table that says where they go.
pub(super) fn with_release(
    part: &str,
    emissions: Vec<Emission>,
    sensitivity: Sensitivity,
    wanted: bool,
) -> Result<Vec<Artefact>, ArtefactFault> {
    let table = wanted.then(|| release::table(&emissions));
    let mut artefacts: Vec<Artefact> =
        emissions.into_iter().map(|e| e.into_artefact(sensitivity)).collect();
    if let Some(table) = table {
        let path = RelativePath::parse(release::NAME)
            .map_err(|fault| ArtefactFault::Path { part: part.to_owned(), fault })?;
        artefacts.push(Artefact {
            path,
            content: table.into_bytes(),
            mode: 0o644,
            template: None,
            sensitivity,
        });
    }
    Ok(artefacts)
}
