//! Where a line of an output file comes from.

use super::why::Answer;
use crate::artefacts::{ArtefactFault, Compilation, TraceFault, TracedFile};
use crate::render::{ContextPath, Origin, Piece};

/// Where a file of the output, or one line of it, comes from.
#[derive(Clone, Debug)]
pub struct FileAnswer {
    /// The file, from the root of the output.
    pub path: String,
    /// The line that was asked for, from 1, and its text.
    pub line: Option<(u32, String)>,
    /// The template, by its path below `templates/`.
    pub template: String,
    /// The lines of the template that wrote it; all that wrote something, for a whole file.
    pub written_by: Vec<TemplateLine>,
    /// The values that were written there, each once, in the order of the text.
    pub values: Vec<Answer>,
    /// The conditions and loops that the line stands in, from the outermost; none for a whole file.
    pub under: Vec<Under>,
}

/// A line of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateLine {
    /// From 1.
    pub number: u32,
    /// Without its line break.
    pub text: String,
}

/// A condition or a loop, and what it looked at for this line.
#[derive(Clone, Debug)]
pub struct Under {
    /// As written, such as `if server.vpn is not none`.
    pub text: String,
    /// Its line in the template, from 1.
    pub line: u32,
    /// The values that it looked at.
    pub values: Vec<Answer>,
}

/// Why a line has no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LineFault {
    /// No part of the output has this file.
    UnknownFile {
        /// The file that was most likely meant.
        nearest: Option<String>,
    },
    /// The file is made by the compiler itself.
    NoTemplate {
        /// From what.
        made_from: &'static str,
    },
    /// The file cannot be made at all.
    Artefact(Box<ArtefactFault>),
    /// The file has fewer lines.
    PastTheEnd {
        /// How many it has.
        lines: usize,
    },
}

/// The template lines and the values that made a file of the output, or one line (from 1) of it.
///
/// The path may begin anywhere above the root of the output: `../out/servers/a/server.json` is
/// `servers/a/server.json`. Values of the server bear its name, as [`super::why()`] takes it.
pub fn file(
    compilation: &Compilation<'_>,
    path: &str,
    line: Option<u32>,
) -> Result<FileAnswer, LineFault> {
    let (path, traced) = trace(compilation, path)?;
    let text = &traced.trace.text;
    let pieces = match line {
        None => traced.trace.pieces.clone(),
        Some(number) => {
            let past = LineFault::PastTheEnd { lines: text.lines().count() };
            traced.trace.at_line(number).ok_or(past)?
        }
    };
    let template = compilation.engine().templates().get(&traced.template);
    let template = template.map(|template| template.file().to_string()).unwrap_or_default();
    let text_of = |number: u32| nth_line(text, number);
    Ok(FileAnswer {
        path: path.to_owned(),
        line: line.map(|number| (number, text_of(number).to_owned())),
        written_by: written_by(&template, &pieces),
        values: written_values(path, &traced, &pieces),
        under: if line.is_some() { under(path, &traced, &pieces) } else { Vec::new() },
        template: traced.template,
    })
}

/// Tries every beginning that could be the root of the output, the longest path first.
fn trace<'p>(
    compilation: &Compilation<'_>,
    path: &'p str,
) -> Result<(&'p str, TracedFile), LineFault> {
    let begins = |at: &usize| *at == 0 || path.as_bytes().get(at - 1) == Some(&b'/');
    let parts = ["servers/", "images/", "fleet/"];
    let mut starts: Vec<usize> =
        parts.iter().flat_map(|part| path.match_indices(part)).map(|(at, _)| at).collect();
    starts.retain(begins);
    starts.sort_unstable();
    let mut fault = LineFault::UnknownFile { nearest: None };
    for start in starts {
        let path = &path[start..];
        match compilation.trace(path) {
            Ok(traced) => return Ok((path, traced)),
            Err(TraceFault::UnknownFile { nearest, .. }) => {
                if nearest.is_some() {
                    fault = LineFault::UnknownFile { nearest };
                }
            }
            Err(TraceFault::NoTemplate { made_from, .. }) => {
                return Err(LineFault::NoTemplate { made_from });
            }
            Err(TraceFault::Artefact(fault)) => return Err(LineFault::Artefact(fault)),
        }
    }
    Err(fault)
}

fn nth_line(text: &str, number: u32) -> &str {
    let index = usize::try_from(number).unwrap_or(usize::MAX).saturating_sub(1);
    text.lines().nth(index).unwrap_or_default()
}

/// The lines of the template from which the pieces come. An expression may span several.
fn written_by(template: &str, pieces: &[Piece]) -> Vec<TemplateLine> {
    let mut numbers = Vec::new();
    for piece in pieces {
        let written = template.get(piece.template.clone()).unwrap_or_default();
        // A line break belongs to the line that it ends.
        let breaks = written.trim_end_matches('\n').matches('\n').count();
        let breaks = u32::try_from(breaks).unwrap_or(u32::MAX);
        numbers.extend(piece.line..=piece.line.saturating_add(breaks));
    }
    numbers.sort_unstable();
    numbers.dedup();
    let line = |number| TemplateLine { number, text: nth_line(template, number).to_owned() };
    numbers.into_iter().map(line).collect()
}

fn written_values(path: &str, traced: &TracedFile, pieces: &[Piece]) -> Vec<Answer> {
    let reads = pieces.iter().flat_map(|piece| match &piece.origin {
        Origin::Expression { reads, .. } => reads.as_slice(),
        Origin::Literal => &[],
    });
    answers(path, traced, reads)
}

fn under(path: &str, traced: &TracedFile, pieces: &[Piece]) -> Vec<Under> {
    let mut all: Vec<Under> = Vec::new();
    for header in pieces.iter().flat_map(|piece| &piece.under) {
        let text = format!("{} {}", header.word, header.text);
        if !all.iter().any(|known| known.line == header.line && known.text == text) {
            let values = answers(path, traced, header.reads.iter());
            all.push(Under { text, line: header.line, values });
        }
    }
    all
}

/// The fields behind what was read, each once.
fn answers<'a>(
    path: &str,
    traced: &TracedFile,
    reads: impl Iterator<Item = &'a ContextPath>,
) -> Vec<Answer> {
    let server = path.strip_prefix("servers/").and_then(|rest| rest.split('/').next());
    let named = |path: &str| match (server, path.strip_prefix("server.")) {
        (Some(server), Some(field)) => format!("{server}.{field}"),
        _ => path.to_owned(),
    };
    let mut all: Vec<Answer> = Vec::new();
    for field in reads.flat_map(|read| traced.fields(read)) {
        let path = named(&field.path);
        if !all.iter().any(|known| known.path == path) {
            all.push(Answer {
                path,
                value: field.value.clone(),
                contributions: field.origin.contributions().iter().rev().cloned().collect(),
            });
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::blueprint::{Limits, load};
    use crate::fleet::Catalogue;
    use crate::render::{Engine, TemplateSet};

    /// Does something with the example project.
    fn example<T>(act: impl FnOnce(&Compilation<'_>) -> T) -> T {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let loaded = load(root, Vec::new(), Limits::default());
        let set = TemplateSet::embedded(loaded.blueprints.overrides.clone()).unwrap();
        let engine = Engine::new(&set).unwrap();
        let catalogue = Catalogue::new(&loaded.blueprints);
        let compilation = Compilation::new(&catalogue, &engine).unwrap().unwrap();
        act(&compilation)
    }

    fn ask(path: &str, line: Option<u32>) -> Result<FileAnswer, LineFault> {
        example(|compilation| file(compilation, path, line))
    }

    const NGINX: &str = "servers/romashka-main/root/etc/nginx/conf.d/20-server.conf";

    /// The first line of the file that contains some text.
    fn line_with(path: &str, needle: &str) -> FileAnswer {
        example(|compilation| {
            let text = compilation.trace(path).unwrap().trace.text;
            let number = text.lines().zip(1..).find(|(line, _)| line.contains(needle)).unwrap().1;
            file(compilation, path, Some(number)).unwrap()
        })
    }

    #[test]
    fn a_line_has_its_template_line_and_its_values() {
        let answer = line_with(NGINX, "server_name");
        let text = &answer.line.as_ref().unwrap().1;
        assert!(text.contains("romashka.1c.bulut.example"), "{text}");
        assert_eq!(answer.template, "server/etc/nginx/conf.d/20-server.conf");
        assert_eq!(answer.written_by.len(), 1);
        assert!(answer.written_by[0].text.contains("server.fqdn"), "{answer:?}");
        let values: Vec<_> = answer.values.iter().map(|value| value.path.as_str()).collect();
        assert_eq!(values, ["romashka-main.fqdn"]);
    }

    #[test]
    fn a_line_stands_under_its_conditions() {
        let answer = line_with(NGINX, "location ^~ /trade/");
        let paths = |under: &Under| -> Vec<String> {
            under.values.iter().map(|value| value.path.clone()).collect()
        };
        let loops = answer.under.iter().find(|under| under.text.starts_with("for ")).unwrap();
        assert!(loops.text.contains("infobases"), "{loops:?}");
        let all: Vec<_> = answer.under.iter().flat_map(paths).collect();
        assert!(all.iter().any(|path| path == "romashka-main.access"), "{all:?}");
    }

    #[test]
    fn a_whole_file_shows_each_value_once_and_no_conditions() {
        let answer = ask(NGINX, None).unwrap();
        assert!(answer.under.is_empty() && answer.line.is_none());
        let mut paths: Vec<_> = answer.values.iter().map(|value| &value.path).collect();
        assert!(paths.len() > 10);
        paths.sort();
        let many = paths.len();
        paths.dedup();
        assert_eq!(paths.len(), many);
    }

    #[test]
    fn the_path_may_begin_above_the_output() {
        let below = ask(&format!("../servers/out/{NGINX}"), Some(1)).unwrap();
        assert_eq!(below.path, NGINX);
        assert_eq!(
            ask(&format!("myservers/{NGINX}x"), None).unwrap_err(),
            LineFault::UnknownFile { nearest: Some(NGINX.to_owned()) }
        );
        assert_eq!(ask("etc/passwd", None).unwrap_err(), LineFault::UnknownFile { nearest: None });
    }

    #[test]
    fn what_has_no_template_or_no_such_line_says_so() {
        let release = ask("servers/romashka-main/release.tsv", None).unwrap_err();
        assert!(matches!(release, LineFault::NoTemplate { .. }), "{release:?}");
        let past = ask(NGINX, Some(100_000)).unwrap_err();
        assert!(matches!(past, LineFault::PastTheEnd { lines } if lines > 20), "{past:?}");
        assert!(ask(NGINX, Some(0)).is_err());
    }
}
