//! The part of the fleet: what is about all servers together.

use super::emit::{self, Each};
use super::fault::ArtefactFault;
use super::{Artefact, Sensitivity};
use crate::fleet::Zones;
use crate::render::{Context, ContextPath, Data, Engine, Template};

const FOLDER: &str = "fleet/";
/// Nothing of the fleet lies on a server's file system.
const LOOSE: &[&str] = &[""];

/// The part's name.
pub(super) const PART: &str = "fleet";

/// What the templates of the fleet see.
pub(super) fn context(base: &Context, zones: &Zones) -> Result<Context, ArtefactFault> {
    let data = |fault| ArtefactFault::Data { part: PART.to_owned(), fault };
    Ok(base
        .with("zones", &Data::new(&zones.forward).map_err(data)?)
        .with("reverse_zones", &Data::new(&zones.reverse).map_err(data)?))
}

/// The templates of the fleet.
pub(super) fn templates<'e>(engine: &'e Engine<'_>) -> impl Iterator<Item = &'e Template> {
    engine.templates().iter().filter(|template| template.path().starts_with(FOLDER))
}

/// Where the files of a template go.
pub(super) fn places(
    template: &Template,
    context: &Context,
    zones: &Zones,
) -> Result<Vec<emit::Place>, ArtefactFault> {
    let items = |root: &'static str, names: Vec<&String>| {
        let place = |i| ContextPath::root(root).index(i);
        names.into_iter().enumerate().map(|(i, name)| (name.clone(), place(i))).collect()
    };
    let forward = zones.forward.iter().map(|z| &z.name.value).collect();
    let reverse = zones.reverse.iter().map(|z| &z.name.value).collect();
    let repetitions = [
        Each { word: "zones", variable: "zone", items: items("zones", forward) },
        Each { word: "reverse-zones", variable: "reverse", items: items("reverse_zones", reverse) },
    ];
    emit::places(PART, template, FOLDER, LOOSE, context, &repetitions)
}

/// All artefacts of the fleet.
pub(super) fn artefacts(
    engine: &Engine<'_>,
    base: &Context,
    zones: &Zones,
) -> Result<Vec<Artefact>, ArtefactFault> {
    let context = context(base, zones)?;
    let mut artefacts = Vec::new();
    for template in templates(engine) {
        for place in places(template, &context, zones)? {
            let emission = emit::render(PART, engine, template, place)?;
            artefacts.push(emission.into_artefact(Sensitivity::Internal));
        }
    }
    Ok(artefacts)
}
