//! The handover letter with its fields filled in.

use std::collections::BTreeMap;

use qalyp::artefacts::Compilation;
use qalyp::blueprint::kinds;
use qalyp::contract::{Choice as _, Instant, Language, UtcOffset};
use qalyp::fleet::Server;
use qalyp::release::letter::{self, PROFILES, Values};
use qalyp::release::{self, Fault, Obstacle, PlacedSecret, seal};
use qalyp::render::SecretName;
use zeroize::Zeroizing;

use super::project::{Outcome, Written};
use super::{Task, of_release, pack};
use crate::cli::compile::Stopped;
use crate::cli::failure::Failure;
use crate::cli::identity;
use crate::cli::options::languages;

/// What the letter says.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "The handover letter")]
pub(super) struct LetterArgs {
    /// Complete the handover letter instead, in the customer's language or in another: kk, ru, en
    #[arg(long, value_name = "LANGUAGE", num_args = 0..=1, value_parser = languages())]
    #[allow(clippy::option_option, reason = "absent, without a value, with one")]
    letter: Option<Option<Language>>,
    /// The moment of connection, such as 2026-12-01T10:00:00+05:00
    #[arg(long, value_name = "INSTANT", requires = "letter")]
    starts: Option<Instant>,
    /// The end of the paid term
    #[arg(long, value_name = "INSTANT", requires = "letter")]
    ends: Option<Instant>,
    /// A one-time link to a secret, such as grafana/admin=https://…, or to the profiles of the VPN:
    /// vpn-profiles=https://…; may be given several times
    #[arg(long, value_name = "NAME=URL", requires = "letter", value_parser = link)]
    link: Vec<(String, String)>,
    /// Users get the profiles of the VPN by another way, each their own
    #[arg(long, requires = "letter")]
    profiles_apart: bool,
}

fn link(text: &str) -> Result<(String, String), &'static str> {
    let (name, url) = text.split_once('=').ok_or("written as NAME=https://…")?;
    Ok((name.to_owned(), url.to_owned()))
}

impl LetterArgs {
    /// Whether the letter is to be made, and not the archive.
    pub(super) const fn is_wanted(&self) -> bool {
        self.letter.is_some()
    }

    /// Arguments that contradict each other.
    pub(super) fn check(&self, allow_unready: bool) -> Result<(), Failure> {
        if self.is_wanted() && allow_unready {
            return Err(Failure::new("`--allow-unready` is about archives, not about letters"));
        }
        let twice = self
            .link
            .iter()
            .enumerate()
            .find(|(at, (name, _))| self.link.iter().take(*at).any(|(other, _)| other == name));
        if let Some((_, (name, _))) = twice {
            return Err(Failure::new(format!("there are two links for `{name}`"))
                .help("a letter has one place for it"));
        }
        if self.profiles_apart && self.link.iter().any(|(name, _)| name == PROFILES) {
            return Err(Failure::new(
                "a link to the profiles and `--profiles-apart` contradict each other",
            )
            .help("leave out one of them"));
        }
        Ok(())
    }

    fn language(&self, server: &Server) -> kinds::Language {
        let own = server.customer.language.value;
        let wanted = self.letter.flatten().and_then(|it| kinds::Language::from_word(it.name()));
        wanted.unwrap_or(own)
    }
}

/// Completes the letter, if nothing is missing, and puts it down.
pub(super) fn complete(
    task: &Task<'_>,
    compilation: &Compilation<'_>,
    server: &Server,
) -> Result<Outcome, Stopped> {
    let language = task.args.letter.language(server);
    let Some(markdown) = compilation.handover(server, language)? else {
        return Err(Stopped::Failure(no_letter(server, language)));
    };
    let held = task.ground.held(server)?;
    let names: Vec<SecretName> = letter::secrets_of(&markdown)
        .into_iter()
        .filter(|name| held.contains(*name))
        .filter_map(SecretName::new)
        .collect();
    let filled = fill(task, server, language, &markdown, &names)?;
    let filled = match filled {
        Ok(filled) => filled,
        Err(obstacles) => return Ok(Outcome { obstacles, ..Outcome::default() }),
    };
    let email = Zeroizing::new(compilation.email(server, language, &filled));
    Ok(put_down(task, server, language, &filled, &email)?)
}

fn no_letter(server: &Server, language: kinds::Language) -> Failure {
    let (name, word) = (&server.name.value, language.word());
    Failure::new(format!("the server `{name}` has no handover letter in `{word}`"))
        .help("open servers have one, in each language of `provider.languages`")
}

/// The letter, or what keeps its fields open.
fn fill(
    task: &Task<'_>,
    server: &Server,
    language: kinds::Language,
    markdown: &str,
    names: &[SecretName],
) -> Result<Result<Zeroizing<String>, Vec<Obstacle>>, Failure> {
    let args = &task.args.letter;
    let links: BTreeMap<String, String> = args.link.iter().cloned().collect();
    let with = |secrets: &[PlacedSecret<'_>]| {
        let completed = letter::complete(
            markdown,
            &Values {
                language,
                starts: args.starts,
                ends: args.ends,
                offset: UtcOffset::KAZAKHSTAN,
                links: &links,
                profiles_apart: args.profiles_apart,
                secrets,
            },
        );
        match completed {
            Ok(done) => Ok(Ok(done)),
            Err(Fault::Letter { open }) => Ok(Err(open)),
            Err(fault) => Err(of_release(fault)),
        }
    };
    let is_held = |field: &str| names.iter().any(|name| field == format!("secret:{name}"));
    let obstacles = |open: Vec<(String, release::ValueFault)>| -> Vec<Obstacle> {
        open.iter().map(|(field, why)| Obstacle::of_field(field, *why)).collect()
    };
    // What is missing is told before anybody is asked for a passphrase.
    let open = match with(&[])? {
        Ok(done) => return Ok(Ok(done)),
        Err(open) => open,
    };
    let missing: Vec<_> = open.into_iter().filter(|(field, _)| !is_held(field)).collect();
    if !missing.is_empty() {
        return Ok(Err(obstacles(missing)));
    }
    let identities = identity::unlock(&task.args.identity, &task.ground.keys, task.terminal)?;
    let vault = identity::open(&task.ground.keys, &identities, task.terminal)?;
    let values = pack::values(&vault, server, names)?;
    let secrets: Vec<PlacedSecret<'_>> = names
        .iter()
        .zip(&values)
        .map(|(name, value)| PlacedSecret { name, value: value.expose() })
        .collect();
    Ok(with(&secrets)?.map_err(obstacles))
}

fn put_down(
    task: &Task<'_>,
    server: &Server,
    language: kinds::Language,
    markdown: &str,
    email: &str,
) -> Result<Outcome, Failure> {
    let shelf = task.args.shelf(task.ground)?;
    let stem = format!("{}-letter.{}", server.name.value, language.word());
    let left = match task.recipients {
        [] => Vec::new(),
        _ => shelf.plain_letters(&server.name.value).map_err(of_release)?,
    };
    let mut texts = Vec::new();
    for (ending, text) in [("eml", email), ("md", markdown)] {
        let name = format!("{stem}.{ending}");
        texts.push(match task.recipients {
            [] => (name, Zeroizing::new(text.as_bytes().to_vec())),
            recipients => {
                let sealed = seal(text.as_bytes(), recipients).map_err(of_release)?;
                (format!("{name}.age"), Zeroizing::new(sealed))
            }
        });
    }
    let mut files = Vec::new();
    for (name, bytes) in texts {
        let written = shelf.put(&name, &bytes).map_err(of_release)?;
        let changed = written == release::Written::Written;
        files.push(Written { path: shelf.path_of(&name), changed });
    }
    Ok(Outcome {
        files,
        language: Some(language.word()),
        left_plain: left,
        recipients: task.recipients.iter().map(release::Recipient::text).collect(),
        ..Outcome::default()
    })
}
