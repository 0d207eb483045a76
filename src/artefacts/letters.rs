//! Letters: in which languages they are written, and the e-mail beside each of them.

use super::emit::Emission;
use super::fault::ArtefactFault;
use super::{Artefact, RelativePath, Sensitivity};
use crate::blueprint::kinds::Language;
use crate::contract;
use crate::fleet::{Provider, Server, Terms};
use crate::render::letter::{Envelope, email};
use crate::render::{Context, Data, DataFault, Dialect};

/// What the letters of all servers share.
#[derive(Debug)]
pub(super) struct Correspondence {
    provider: Provider,
    terms: Option<Data>,
}

impl Correspondence {
    pub(super) fn new(provider: Provider, terms: Option<&Terms>) -> Result<Self, DataFault> {
        Ok(Self { provider, terms: terms.map(Data::new).transpose()? })
    }

    /// Adds what letters cite. A project without terms has no server that can be made.
    pub(super) fn add_to(&self, context: &Context) -> Context {
        match &self.terms {
            Some(terms) => context.with("terms", terms),
            None => context.clone(),
        }
    }

    /// Whether letters are written in a language.
    pub(super) fn speaks(&self, language: Language) -> bool {
        self.provider.languages.iter().any(|offered| offered.value == language)
    }

    /// The e-mail of a letter, in a file beside it; `None` for what is no letter. The language is the
    /// ending of the name: `letter.ru.md`. A letter of the fleet has no receiver yet.
    pub(super) fn email(
        &self,
        part: &str,
        server: Option<&Server>,
        letter: &Emission,
    ) -> Result<Option<Artefact>, ArtefactFault> {
        let path = letter.path.as_str();
        let is_letter = letter.front.dialect == Dialect::Markdown
            && FOLDERS.iter().any(|folder| path.starts_with(folder));
        let Some(stem) = path.strip_suffix(MARKDOWN).filter(|_| is_letter) else {
            return Ok(None);
        };
        let word = stem.rsplit_once('.').map_or("", |(_, word)| word);
        let Some(language) = Language::from_word(word) else { return Ok(None) };
        let path = RelativePath::parse(&format!("{stem}{EMAIL}"))
            .map_err(|fault| ArtefactFault::Path { part: part.to_owned(), fault })?;
        Ok(Some(Artefact {
            path,
            content: self.message(server, language, &letter.text).into_bytes(),
            mode: 0o644,
            template: None,
            sensitivity: match server {
                Some(_) => Sensitivity::Personal,
                None => Sensitivity::Internal,
            },
        }))
    }

    /// The e-mail of a letter to a server's customer, or to many.
    pub(super) fn message(
        &self,
        server: Option<&Server>,
        language: Language,
        markdown: &str,
    ) -> String {
        let title = &self.provider.title;
        let (from_name, language) = match language {
            Language::Kk => (&title.kk, contract::Language::Kazakh),
            Language::Ru => (&title.ru, contract::Language::Russian),
            Language::En => (&title.en, contract::Language::English),
        };
        let envelope = Envelope {
            from_name,
            from: &self.provider.support.email,
            to: server.map(|server| (&**server.customer.contact, &**server.customer.email)),
            language,
        };
        email(markdown, &envelope)
    }
}

/// Where letters lie.
const FOLDERS: [&str; 3] = ["handover/", "notices/", "letters/"];
/// The letter with which a service is handed over, without its language.
pub(super) const HANDOVER: &str = "handover/letter.";
/// How the name of a letter ends.
pub(super) const MARKDOWN: &str = ".md";
/// How the name of its e-mail ends.
pub(super) const EMAIL: &str = ".eml";
