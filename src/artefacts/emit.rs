//! From a template and a context to files of a part.

use super::condition::{self, Condition};
use super::fault::ArtefactFault;
use super::{Artefact, RelativePath, Sensitivity};
use crate::render::{Context, ContextPath, Engine, FrontMatter, Template};

/// A file that was rendered.
#[derive(Clone, Debug)]
pub struct Emission {
    /// Where it lies in its part.
    pub path: RelativePath,
    /// Its text.
    pub text: String,
    /// The template's path.
    pub template: String,
    /// What the template declares about the file.
    pub front: FrontMatter,
}

impl Emission {
    /// As an artefact. In the output tree a file is readable and, if the server may run it,
    /// executable; owner and exact mode on the server are in `release.tsv`.
    pub(super) fn into_artefact(self, sensitivity: Sensitivity) -> Artefact {
        let executable = self.front.mode.bits() & 0o111 != 0;
        Artefact {
            path: self.path,
            content: self.text.into_bytes(),
            mode: if executable { 0o755 } else { 0o644 },
            template: Some(format!("templates/{}", self.template)),
            sensitivity,
        }
    }
}

/// One file that a template makes: its path, and the values it is made from.
#[derive(Clone, Debug)]
pub struct Place {
    /// Where it lies in its part.
    pub path: RelativePath,
    /// What the template sees.
    pub context: Context,
    /// For one of several: the name that only this file's template sees, and what it stands for.
    pub repeated: Option<(&'static str, ContextPath)>,
}

/// What a template repeats for: the word after `each:`, the name that the template sees, and for
/// every repetition the name in the path and the place in the context.
#[derive(Clone, Debug)]
pub(super) struct Each {
    pub(super) word: &'static str,
    pub(super) variable: &'static str,
    pub(super) items: Vec<(String, ContextPath)>,
}

/// A kind of part: where its templates lie, what they may depend on and repeat for.
#[derive(Debug)]
pub(super) struct Kind<'a> {
    /// The templates' folder.
    pub(super) folder: &'static str,
    /// The paths below it, by their beginnings, of what does not lie on a server's file system.
    pub(super) loose: &'static [&'static str],
    /// The words for `when:`, and whether they hold.
    pub(super) conditions: &'a [Condition],
    /// The words for `each:`.
    pub(super) repetitions: &'a [Each],
}

/// Where the files of a template go; none if one of its conditions does not hold.
pub(super) fn places(
    part: &str,
    template: &Template,
    kind: &Kind<'_>,
    context: &Context,
) -> Result<Vec<Place>, ArtefactFault> {
    let own = template.path().strip_prefix(kind.folder).unwrap_or(template.path());
    let below = if kind.loose.iter().any(|prefix| own.starts_with(prefix)) { "" } else { "root/" };
    if !condition::all_hold(template, kind.conditions)? {
        return Ok(Vec::new());
    }
    let path = |path: &str| {
        RelativePath::parse(&format!("{below}{path}"))
            .map_err(|fault| ArtefactFault::Path { part: part.to_owned(), fault })
    };
    let front = template.front();
    let declared = front.path.as_ref().map(|p| p.as_str().trim_start_matches('/'));
    let Some(word) = &front.each else {
        let path = path(declared.unwrap_or(own))?;
        return Ok(vec![Place { path, context: context.clone(), repeated: None }]);
    };
    let each = kind.repetitions.iter().find(|each| each.word == word);
    let (Some(each), Some(target)) = (each, &front.path) else {
        return Err(ArtefactFault::UnknownEach {
            template: template.path().to_owned(),
            each: word.clone(),
            known: kind.repetitions.iter().map(|each| each.word).collect(),
        });
    };
    each.items
        .iter()
        .filter_map(|(name, place)| Some((name, place, context.with_part(each.variable, place)?)))
        .map(|(name, place, context)| {
            let target = target.with_name(name);
            let path = path(target.trim_start_matches('/'))?;
            Ok(Place { path, context, repeated: Some((each.variable, place.clone())) })
        })
        .collect()
}

/// Renders one file.
pub(super) fn render(
    part: &str,
    engine: &Engine<'_>,
    template: &Template,
    place: Place,
) -> Result<Emission, ArtefactFault> {
    let text = engine.render(template, &place.context).map_err(|fault| {
        ArtefactFault::Template { part: part.to_owned(), fault: Box::new(fault) }
    })?;
    if template.replaces().is_some() {
        reread(part, template, &text)?;
    }
    Ok(Emission {
        path: place.path,
        text,
        template: template.path().to_owned(),
        front: template.front().clone(),
    })
}

/// Built-in templates are proven by tests with the real programs; an overriding one is at least
/// read back here where its format has a parser at hand.
fn reread(part: &str, template: &Template, text: &str) -> Result<(), ArtefactFault> {
    use crate::render::Dialect;
    let (format, problem) = match template.front().dialect {
        Dialect::Yaml => {
            ("YAML", serde_yaml::from_str::<serde_yaml::Value>(text).err().map(|e| e.to_string()))
        }
        Dialect::Json => {
            let read: Result<serde::de::IgnoredAny, _> = serde_json::from_str(text);
            ("JSON", read.err().map(|e| e.to_string()))
        }
        _ => return Ok(()),
    };
    match problem {
        None => Ok(()),
        Some(problem) => Err(ArtefactFault::Malformed {
            part: part.to_owned(),
            template: template.path().to_owned(),
            format,
            problem,
        }),
    }
}
