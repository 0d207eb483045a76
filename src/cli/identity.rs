//! The private keys that open the vault: from files, with passphrases that are asked for.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use qalyp::keys::Keys;
use qalyp::vault::{self, Candidate, Identities, Question, Secret};

use super::failure::{Failure, reason};
use super::terminal::Terminal;

/// Files of identities, with the separator of `PATH` between them.
const VARIABLE: &str = "QALYP_IDENTITY";
/// Where identities usually are, below the home folder.
const USUAL: [&str; 3] = [".config/qalyp/identity", ".ssh/id_ed25519", ".ssh/id_rsa"];
/// How often a passphrase is asked for.
const TRIES: usize = 3;

/// With which private keys the vault is opened.
#[derive(Debug, clap::Args)]
pub(super) struct IdentityArgs {
    /// A file with an identity: of age (also encrypted with a passphrase), or an SSH private key; may be
    /// given several times
    #[arg(long, value_name = "FILE")]
    #[arg(long_help = "\
A file with an identity: of age (also encrypted with a passphrase), or an SSH private key; may be given
several times. If absent: the files in QALYP_IDENTITY, or else those of ~/.config/qalyp/identity,
~/.ssh/id_ed25519 and ~/.ssh/id_rsa that are there")]
    identity: Vec<PathBuf>,
}

impl IdentityArgs {
    /// Reads the files and asks for passphrases where they are needed.
    pub(super) fn unlock(&self, keys: &Keys, terminal: Terminal) -> Result<Identities, Failure> {
        let recipients = vault::recipients(keys).map_err(of_vault)?;
        let candidates = self.candidates(terminal)?;
        let mut asked = 0;
        let mut file = String::new();
        let mut ask = |question: Question<'_>| {
            if question.file != file {
                question.file.clone_into(&mut file);
                asked = 0;
            }
            asked += 1;
            (asked <= TRIES).then(|| passphrase(question, terminal)).flatten()
        };
        Identities::unlock(candidates, Some(&recipients), &mut ask).map_err(of_vault)
    }

    fn candidates(&self, terminal: Terminal) -> Result<Vec<Candidate>, Failure> {
        let variable = env::var_os(VARIABLE).filter(|value| !value.is_empty());
        let named: Vec<PathBuf> = if self.identity.is_empty() {
            variable.iter().flat_map(env::split_paths).collect()
        } else {
            self.identity.clone()
        };
        if !named.is_empty() {
            return named.iter().map(|file| candidate(file)).collect();
        }
        let Some(home) = env::var_os("HOME").map(PathBuf::from) else { return Ok(Vec::new()) };
        let mut found = Vec::new();
        for file in USUAL.map(|usual| home.join(usual)) {
            match fs::read(&file) {
                Ok(bytes) => found.push(Candidate {
                    file: file.display().to_string(),
                    content: Secret::new(bytes),
                    named: false,
                }),
                Err(error) if error.kind() == ErrorKind::NotFound => {}
                // Whoever wants this one can name it; another one may do.
                Err(error) => {
                    let reason = reason(&error);
                    let text = format!("passed over: cannot read `{}`: {reason}\n", file.display());
                    terminal.remark(&text);
                }
            }
        }
        Ok(found)
    }
}

fn candidate(file: &Path) -> Result<Candidate, Failure> {
    let content = fs::read(file).map_err(|error| Failure::of_path("read", file, &error))?;
    let shown = file.display().to_string();
    Ok(Candidate { file: shown, content: Secret::new(content), named: true })
}

/// Asks on the terminal of the process, whatever its streams are; `None` if it has none.
fn passphrase(question: Question<'_>, terminal: Terminal) -> Option<Secret> {
    if question.again {
        terminal.remark("that is not it\n");
    }
    let prompt = format!("passphrase of {}: ", question.file);
    rpassword::prompt_password(prompt).ok().map(Secret::from)
}

/// What the vault says.
#[allow(clippy::needless_pass_by_value, reason = "the form that `map_err` calls")]
pub(super) fn of_vault(fault: vault::Fault) -> Failure {
    let failure = Failure::new(fault.to_string());
    match fault.help() {
        Some(help) => failure.help(help),
        None => failure,
    }
}
