//! The parts of the images: every file that no server changes.

use super::emit;
use super::fault::ArtefactFault;
use super::server::with_release;
use super::{Artefact, Sensitivity};
use crate::render::{Context, Engine, Template};

const FOLDER: &str = "image/";

/// The name of an image's part.
pub(super) fn part_name(image: &str) -> String {
    format!("images/{image}")
}

/// The templates of an image.
pub(super) fn templates<'e>(engine: &'e Engine<'_>) -> impl Iterator<Item = &'e Template> {
    engine.templates().iter().filter(|template| template.path().starts_with(FOLDER))
}

/// Where the files of a template go.
pub(super) fn places(
    part: &str,
    template: &Template,
    context: &Context,
) -> Result<Vec<emit::Place>, ArtefactFault> {
    emit::places(part, template, FOLDER, &[], context, &[])
}

/// All artefacts of an image.
pub(super) fn artefacts(
    engine: &Engine<'_>,
    part: &str,
    context: &Context,
) -> Result<Vec<Artefact>, ArtefactFault> {
    let mut emissions = Vec::new();
    for template in templates(engine) {
        for place in places(part, template, context)? {
            emissions.push(emit::render(part, engine, template, place)?);
        }
    }
    with_release(part, emissions, Sensitivity::Public, true)
}
