//! The part of the fleet: what is about all servers together.

use super::emit::{self, Kind};
use super::fault::ArtefactFault;
use super::letters::Correspondence;
use super::{Artefact, Sensitivity, condition, repetition};
use crate::fleet::{Observation, Zones};
use crate::render::{Context, Data, Engine, Template};

const FOLDER: &str = "fleet/";
/// Nothing of the fleet lies on a server's file system.
const LOOSE: &[&str] = &[""];

/// The part's name.
pub(super) const PART: &str = "fleet";

/// What the templates of the fleet see.
pub(super) fn context(
    base: &Context,
    letters: &Correspondence,
    zones: &Zones,
    observation: &Observation,
) -> Result<Context, ArtefactFault> {
    let data = |fault| ArtefactFault::Data { part: PART.to_owned(), fault };
    Ok(letters
        .add_to(base)
        .with("zones", &Data::new(&zones.forward).map_err(data)?)
        .with("reverse_zones", &Data::new(&zones.reverse).map_err(data)?)
        .with("observed", &Data::new(&observation.servers).map_err(data)?)
        .with("guarantee", &Data::new(&observation.guarantee).map_err(data)?)
        .with("works", &Data::new(&observation.works).map_err(data)?))
}

/// The templates of the fleet.
pub(super) fn templates<'e>(engine: &'e Engine<'_>) -> impl Iterator<Item = &'e Template> {
    engine.templates().iter().filter(|template| template.path().starts_with(FOLDER))
}

/// Where the files of a template go.
pub(super) fn places(
    template: &Template,
    context: &Context,
    letters: &Correspondence,
    zones: &Zones,
) -> Result<Vec<emit::Place>, ArtefactFault> {
    let repetitions = repetition::of_fleet(zones);
    let conditions = condition::of_letters(letters);
    let kind =
        Kind { folder: FOLDER, loose: LOOSE, conditions: &conditions, repetitions: &repetitions };
    emit::places(PART, template, &kind, context)
}

/// All artefacts of the fleet.
pub(super) fn artefacts(
    engine: &Engine<'_>,
    base: &Context,
    letters: &Correspondence,
    zones: &Zones,
    observation: &Observation,
) -> Result<Vec<Artefact>, ArtefactFault> {
    let context = context(base, letters, zones, observation)?;
    let mut artefacts = Vec::new();
    for template in templates(engine) {
        for place in places(template, &context, letters, zones)? {
            let emission = emit::render(PART, engine, template, place)?;
            artefacts.extend(letters.email(PART, None, &emission)?);
            artefacts.push(emission.into_artefact(Sensitivity::Internal));
        }
    }
    Ok(artefacts)
}
