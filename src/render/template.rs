use std::collections::BTreeMap;
use std::sync::Arc;

use include_dir::{Dir, include_dir};
use sha2::{Digest as _, Sha256};

use super::shortcut::shortcut;
use super::{FrontMatter, Problem, TemplateFault};

/// The built-in templates. Their folders have the shape of the server's file system.
static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// One template: a file with a front matter and a body.
#[derive(Clone, Debug)]
pub struct Template {
    path: String,
    file: Arc<str>,
    body: usize,
    front: FrontMatter,
    digest: String,
    replaces: Option<String>,
    /// The body as it is compiled, if there is a shorter way to the same output.
    short: Option<String>,
}

impl Template {
    /// Reads a template from the text of its file.
    fn read(path: String, file: Arc<str>) -> Result<Self, TemplateFault> {
        let fault = |range, problem| TemplateFault::new(&path, &file, Some(range), problem);
        let Some(end) = front_matter_end(&file) else {
            return Err(fault(0..0, Problem::NoFrontMatter));
        };
        let yaml = &file[FENCE.len()..end.start];
        let front: FrontMatter = serde_yaml::from_str(yaml).map_err(|error| {
            let at = error.location().map_or(0, |place| place.index()).min(yaml.len());
            let at = FENCE.len() + at;
            fault(at..at, Problem::FrontMatter { message: error.to_string() })
        })?;
        if let Some(message) = front.inconsistency() {
            return Err(fault(0..end.end, Problem::FrontMatter { message: message.to_owned() }));
        }
        let digest = hex(&Sha256::digest(file.as_bytes()));
        let short = shortcut(&file[end.end..], front.dialect);
        Ok(Self { path, body: end.end, file, front, digest, replaces: None, short })
    }

    /// Its path within the templates, `/` between parts: the name by which it is asked for.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole file, front matter included.
    pub const fn file(&self) -> &Arc<str> {
        &self.file
    }

    /// Where in the file the body begins, in bytes.
    pub const fn body_start(&self) -> usize {
        self.body
    }

    /// What is rendered.
    pub fn body(&self) -> &str {
        &self.file[self.body..]
    }

    /// The body with the final filters blanked out that the engine's gate stands in for.
    pub(super) fn short(&self) -> Option<&str> {
        self.short.as_deref()
    }

    /// What it declares about the file that it makes.
    pub const fn front(&self) -> &FrontMatter {
        &self.front
    }

    /// SHA-256 of the file, in hexadecimal.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The digest of the built-in template that this one stands in for, if it does.
    pub fn replaces(&self) -> Option<&str> {
        self.replaces.as_deref()
    }
}

/// All templates of a run.
#[derive(Clone, Debug)]
pub struct TemplateSet {
    templates: BTreeMap<String, Template>,
    digest: String,
}

impl TemplateSet {
    /// The built-in templates, with some of them replaced by a project's own: path to text.
    ///
    /// # Errors
    /// Every file that has no readable front matter, and every override of nothing.
    pub fn embedded(overrides: BTreeMap<String, String>) -> Result<Self, Vec<TemplateFault>> {
        let mut files = Vec::new();
        let mut faults = Vec::new();
        embedded_files(&EMBEDDED, &mut files, &mut faults);
        match Self::new(files, overrides) {
            Ok(set) if faults.is_empty() => Ok(set),
            Ok(_) => Err(faults),
            Err(more) => {
                faults.extend(more);
                Err(faults)
            }
        }
    }

    /// Templates from memory, with some of them replaced.
    ///
    /// # Errors
    /// As [`Self::embedded`].
    pub fn new(
        files: impl IntoIterator<Item = (String, String)>,
        overrides: BTreeMap<String, String>,
    ) -> Result<Self, Vec<TemplateFault>> {
        let mut faults = Vec::new();
        let mut templates = BTreeMap::new();
        for (path, file) in files {
            match Template::read(path, file.into()) {
                Ok(template) => drop(templates.insert(template.path.clone(), template)),
                Err(fault) => faults.push(fault),
            }
        }
        for (path, file) in overrides {
            let file: Arc<str> = file.into();
            let Some(replaced) = templates.get(&path) else {
                let nearest = nearest(&path, templates.keys().map(String::as_str));
                let problem = Problem::ReplacesNothing { nearest };
                faults.push(TemplateFault::new(&path, &file, None, problem));
                continue;
            };
            let digest = replaced.digest.clone();
            match Template::read(path, file) {
                Ok(template) => {
                    templates.insert(
                        template.path.clone(),
                        Template { replaces: Some(digest), ..template },
                    );
                }
                Err(fault) => faults.push(fault),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let mut all = Sha256::new();
        for template in templates.values() {
            // The path's end is marked: no two sets run together to the same bytes.
            all.update(template.path.as_bytes());
            all.update([0]);
            all.update(template.digest.as_bytes());
        }
        Ok(Self { templates, digest: hex(&all.finalize()) })
    }

    /// The template of a path.
    pub fn get(&self, path: &str) -> Option<&Template> {
        self.templates.get(path)
    }

    /// All of them, by path.
    pub fn iter(&self) -> impl Iterator<Item = &Template> {
        self.templates.values()
    }

    /// One SHA-256 over all paths and texts, in hexadecimal.
    pub fn digest(&self) -> &str {
        &self.digest
    }
}

fn embedded_files(
    dir: &Dir<'static>,
    files: &mut Vec<(String, String)>,
    faults: &mut Vec<TemplateFault>,
) {
    for file in dir.files() {
        let path = file.path().to_string_lossy().replace('\\', "/");
        match file.contents_utf8() {
            Some(text) => files.push((path, text.to_owned())),
            None => faults.push(TemplateFault::new(&path, &"".into(), None, Problem::NotText)),
        }
    }
    for dir in dir.dirs() {
        embedded_files(dir, files, faults);
    }
}

/// What begins a front matter; a line of the same three characters ends it.
const FENCE: &str = "---\n";

/// The line that ends the front matter, with its line break.
fn front_matter_end(file: &str) -> Option<std::ops::Range<usize>> {
    let rest = file.strip_prefix(FENCE)?;
    if rest.starts_with(FENCE) {
        return Some(FENCE.len()..2 * FENCE.len());
    }
    let at = FENCE.len() + rest.find("\n---\n")? + 1;
    Some(at..at + FENCE.len())
}

/// The most similar of some names, if any is similar enough to be meant.
pub(super) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    known
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(likeness, _)| *likeness > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate.to_owned())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        const DIGITS: &[u8; 16] = b"0123456789abcdef";
        text.push(char::from(DIGITS[usize::from(byte >> 4)]));
        text.push(char::from(DIGITS[usize::from(byte & 15)]));
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files<'a>(list: &[(&'a str, &'a str)]) -> Vec<(String, String)> {
        list.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect()
    }

    const A: &str = "---\ndialect: sh\n---\necho a\n";

    #[test]
    fn a_front_matter_is_cut_off() {
        let set = TemplateSet::new(files(&[("a", A)]), BTreeMap::new()).unwrap();
        let template = set.get("a").unwrap();
        assert_eq!(template.body(), "echo a\n");
        assert_eq!(template.body_start(), A.len() - "echo a\n".len());
        assert_eq!(template.digest().len(), 64);
        assert_eq!(template.replaces(), None);
    }

    #[test]
    fn every_broken_file_is_reported() {
        let faults = TemplateSet::new(
            files(&[("a", "echo"), ("b", "---\ndialect: sh\nmod: 1\n---\n"), ("c", "---\n---\n")]),
            BTreeMap::new(),
        )
        .unwrap_err();
        assert_eq!(faults.len(), 3);
        assert_eq!(faults[0].problem, Problem::NoFrontMatter);
        assert_eq!((&*faults[1].template, faults[1].line()), ("b", 3));
    }

    #[test]
    fn an_override_names_what_it_replaces() {
        let own = BTreeMap::from([("a".to_owned(), A.replace("echo", "true"))]);
        let plain = TemplateSet::new(files(&[("a", A)]), BTreeMap::new()).unwrap();
        let set = TemplateSet::new(files(&[("a", A)]), own).unwrap();
        assert_eq!(set.get("a").unwrap().replaces(), Some(plain.get("a").unwrap().digest()));
        assert_eq!(set.get("a").unwrap().body(), "true a\n");
        assert_ne!(set.digest(), plain.digest());
    }

    #[test]
    fn an_override_of_nothing_is_a_mistake() {
        let own = BTreeMap::from([("server/etc/nginx.cnf".to_owned(), A.to_owned())]);
        let faults = TemplateSet::new(files(&[("server/etc/nginx.conf", A)]), own).unwrap_err();
        let nearest = Some("server/etc/nginx.conf".to_owned());
        assert_eq!(faults[0].problem, Problem::ReplacesNothing { nearest });
    }

    #[test]
    fn paths_and_texts_do_not_run_together() {
        let one = TemplateSet::new(files(&[("a", A), ("b", A)]), BTreeMap::new()).unwrap();
        let other = TemplateSet::new(files(&[("ab", A)]), BTreeMap::new()).unwrap();
        assert_ne!(one.digest(), other.digest());
    }
}
