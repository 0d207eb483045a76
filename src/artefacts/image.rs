//! The parts of the images: every file that no server changes.

use super::condition;
use super::emit::{self, Kind};
use super::fault::ArtefactFault;
use super::server::with_release;
use super::{Artefact, Sensitivity};
use crate::fleet::Image;
use crate::render::{Context, Data, Engine, Template};

const FOLDER: &str = "image/";
/// What makes no file of the image's own file system.
const LOOSE: &[&str] = &["packer/", "provision/"];
/// Where the provisioning steps lie.
const STEPS: &str = "image/provision/";

/// The name of an image's part.
pub(super) fn part_name(image: &str) -> String {
    format!("images/{image}")
}

/// The names of the provisioning steps of an image in their order: those that are emitted.
pub(super) fn steps<'e>(
    engine: &'e Engine<'_>,
    image: &Image,
) -> Result<Vec<&'e str>, ArtefactFault> {
    let conditions = condition::of_image(image);
    let mut steps = Vec::new();
    for template in templates(engine) {
        let Some(name) = template.path().strip_prefix(STEPS) else { continue };
        // What is not numbered is read by the steps.
        if name.starts_with(|c: char| c.is_ascii_digit())
            && condition::all_hold(template, &conditions)?
        {
            steps.push(name);
        }
    }
    steps.sort_unstable();
    Ok(steps)
}

/// What the templates of an image see besides what those of its servers see too.
pub(super) fn context(
    engine: &Engine<'_>,
    part: &str,
    base: &Context,
    image: &Image,
) -> Result<Context, ArtefactFault> {
    let steps = steps(engine, image)?;
    let data = |fault| ArtefactFault::Data { part: part.to_owned(), fault };
    Ok(base.with("steps", &Data::new(&steps).map_err(data)?))
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
    image: &Image,
) -> Result<Vec<emit::Place>, ArtefactFault> {
    let conditions = condition::of_image(image);
    let kind = Kind { folder: FOLDER, loose: LOOSE, conditions: &conditions, repetitions: &[] };
    emit::places(part, template, &kind, context)
}

/// All artefacts of an image.
pub(super) fn artefacts(
    engine: &Engine<'_>,
    part: &str,
    base: &Context,
    image: &Image,
) -> Result<Vec<Artefact>, ArtefactFault> {
    let context = context(engine, part, base, image)?;
    let mut emissions = Vec::new();
    for template in templates(engine) {
        for place in places(part, template, &context, image)? {
            emissions.push(emit::render(part, engine, template, place)?);
        }
    }
    with_release(part, emissions, |_| Sensitivity::Public, true)
}
