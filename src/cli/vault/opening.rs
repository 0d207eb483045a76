//! From arguments to an open vault: the folder of keys, private keys, passphrases.

use std::env;
use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

use qalyp::blueprint::PROJECT_FILE;
use qalyp::diagnostics::{Report, human};
use qalyp::keys::{Access, Keys, KeysError};
use qalyp::vault::{self, Candidate, Fault, Identities, Question, Recipients, Secret};

use super::trust;
use crate::cli::books::told;
use crate::cli::failure::Failure;
use crate::cli::intake;
use crate::cli::project::ProjectArgs;
use crate::cli::terminal::Terminal;

/// The variable with the paths of identities, a colon between two.
const VARIABLE: &str = "QALYP_IDENTITY";

/// Where identities usually are, from the home folder.
const USUAL: [&str; 3] = [".config/qalyp/identity", ".ssh/id_ed25519", ".ssh/id_rsa"];

/// No key is larger, and nothing else is worth reading.
const LARGEST: usize = 128 * 1024;

/// Wrong passphrases after which nobody is asked any more.
const TRIES: u8 = 3;

/// The private key that opens the vault.
#[derive(Debug, clap::Args)]
pub(in crate::cli) struct IdentityArgs {
    /// Open the vault with the private key in FILE: an identity of age (also one with a passphrase) or an SSH key;
    /// may be given several times. Without it: `QALYP_IDENTITY`, then `~/.config/qalyp/identity`,
    /// `~/.ssh/id_ed25519` and `~/.ssh/id_rsa`
    #[arg(long = "identity", value_name = "FILE")]
    files: Vec<PathBuf>,
}

impl IdentityArgs {
    /// Whether a file was named.
    pub(super) fn is_given(&self) -> bool {
        !self.files.is_empty()
    }

    /// Makes the keys ready. A person is asked for a passphrase only if it is needed.
    pub(in crate::cli) fn unlock(
        &self,
        recipients: &Recipients,
        terminal: Terminal,
    ) -> Result<Identities, Failure> {
        let mut wrong = 0;
        let mut ask = |question: Question<'_>| {
            wrong = if question.again { wrong + 1 } else { 0 };
            if wrong >= TRIES {
                return None;
            }
            let again = if question.again { "That was wrong. " } else { "" };
            let prompt = format!("{again}Passphrase of {}: ", question.file.escape_debug());
            rpassword::prompt_password(prompt).ok().map(Secret::from)
        };
        let candidates = self.candidates(terminal)?;
        let unlocked = Identities::unlock(candidates, Some(recipients), &mut ask);
        unlocked.map_err(|fault| of_vault(fault, terminal))
    }

    fn candidates(&self, terminal: Terminal) -> Result<Vec<Candidate>, Failure> {
        let listed = || env::var_os(VARIABLE).filter(|value| !value.is_empty());
        let named: Vec<PathBuf> = if self.files.is_empty() {
            listed().map(|value| env::split_paths(&value).collect()).unwrap_or_default()
        } else {
            self.files.clone()
        };
        if named.is_empty() {
            let home = env::var_os("HOME").map(PathBuf::from);
            let usual = home.iter().flat_map(|home| USUAL.iter().map(|path| home.join(path)));
            return Ok(usual.filter_map(|path| candidate(&path, false, terminal).ok()).collect());
        }
        named.iter().map(|path| candidate(path, true, terminal)).collect()
    }
}

fn candidate(path: &Path, named: bool, terminal: Terminal) -> Result<Candidate, Failure> {
    let failed = |error: std::io::Error| {
        let failure = Failure::of_path("read the identity", path, &error);
        match error.kind() {
            ErrorKind::NotFound => failure.help("see what `--identity` or QALYP_IDENTITY says"),
            _ => failure,
        }
    };
    let (content, facts) = intake::read(path, LARGEST).map_err(failed)?;
    if content.len() > LARGEST {
        return Err(intake::too_big(path, LARGEST, "private key"));
    }
    if facts.is_file() && facts.mode() & 0o077 != 0 {
        let shown = path.display();
        terminal.remark(&format!(
            "warning: others on this machine can read the private key `{shown}`: chmod 600\n"
        ));
    }
    Ok(Candidate { file: path.display().to_string(), content, named })
}

/// The folder of keys of a project. Of the rest of the project nothing has to be right.
pub(in crate::cli) fn folder(
    project: &ProjectArgs,
    terminal: Terminal,
) -> Result<PathBuf, Failure> {
    let loaded = project.load()?;
    let mut report = Report::default();
    for finding in loaded.report.findings() {
        let of_project = finding.primary.as_ref().is_some_and(|label| {
            let name = loaded.sources.get(label.span.source).name();
            Path::new(name).file_name().is_some_and(|name| name == PROJECT_FILE)
        });
        if of_project {
            report.push(finding.clone());
        }
    }
    told(report, &loaded.sources, terminal)?;
    Ok(loaded.keys)
}

/// Opens the folder of keys.
pub(in crate::cli) fn keys(folder: &Path, access: Access) -> Result<Keys, Failure> {
    Keys::open(folder, access).map_err(of_keys)
}

/// Opens the vault in a folder of keys with whatever identity fits, and does something with it.
pub(in crate::cli) fn vault<T>(
    keys: &Keys,
    identity: &IdentityArgs,
    terminal: Terminal,
    work: impl FnOnce(vault::Vault<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let recipients = vault::recipients(keys).map_err(|fault| of_vault(fault, terminal))?;
    let identities = identity.unlock(&recipients, terminal)?;
    work(opened(keys, &identities, terminal)?)
}

/// The same for a command that puts the list of recipients right: whatever it says, the vault is opened.
pub(super) fn vault_to_mend<T>(
    keys: &Keys,
    identity: &IdentityArgs,
    terminal: Terminal,
    work: impl FnOnce(vault::Vault<'_>) -> Result<T, Failure>,
) -> Result<T, Failure> {
    let recipients = vault::recipients(keys).map_err(|fault| of_vault(fault, terminal))?;
    let identities = identity.unlock(&recipients, terminal)?;
    work(known(keys, &identities, terminal)?)
}

/// Opens a vault that is the one this account knows. To change something, its list of recipients has to be one that
/// somebody wrote who could open it; whoever only reads is warned, since what he reads goes to nobody by that list.
pub(in crate::cli) fn opened<'k>(
    keys: &'k Keys,
    identities: &'k Identities,
    terminal: Terminal,
) -> Result<vault::Vault<'k>, Failure> {
    let vault = known(keys, identities, terminal)?;
    if let Err(fault) = vault.sealed() {
        if keys.may_change() {
            return Err(of_vault(fault, terminal));
        }
        terminal.remark(&format!("warning: {fault}: see `git log -p keys/recipients.yaml`\n"));
    }
    Ok(vault)
}

fn known<'k>(
    keys: &'k Keys,
    identities: &'k Identities,
    terminal: Terminal,
) -> Result<vault::Vault<'k>, Failure> {
    let vault = vault::Vault::open(keys, identities).map_err(|fault| of_vault(fault, terminal))?;
    trust::check(keys, &vault, terminal)?;
    Ok(vault)
}

/// Writes what a vault has taken up.
pub(super) fn commit(
    keys: &Keys,
    vault: &mut vault::Vault<'_>,
    terminal: Terminal,
) -> Result<vault::Staged, Failure> {
    let mut change = keys.change();
    let staged = vault.stage(&mut change).map_err(|fault| of_vault(fault, terminal))?;
    trust::expect(keys, vault, terminal)?;
    change.commit().map_err(of_keys)?;
    trust::settle(keys, vault, terminal)?;
    for id in vault.passed_over() {
        let (scope, name) = (id.scope(), id.name());
        terminal.remark(&format!(
            "warning: {id} has no file that could be encrypted anew: give it a new value (`qalyp vault rotate {scope} \
             {name}`, `qalyp vault set`, `qalyp vpn`), or take the file and its entry from one commit\n"
        ));
    }
    Ok(staged)
}

/// What a vault says, with the places of what is wrong in its files.
#[allow(clippy::needless_pass_by_value, reason = "the form that `map_err` calls")]
pub(in crate::cli) fn of_vault(fault: Fault, terminal: Terminal) -> Failure {
    if let Fault::Unread(unread) = &fault {
        let style = human::Style { color: terminal.error_color, ..human::Style::default() };
        terminal.remark(&human::render(&unread.report, &unread.sources, &style));
    }
    let failure = Failure::new(fault.to_string());
    match fault.help() {
        Some(help) => failure.help(help),
        None => failure,
    }
}

/// What the folder of keys says.
#[allow(clippy::needless_pass_by_value, reason = "the form that `map_err` calls")]
pub(in crate::cli) fn of_keys(error: KeysError) -> Failure {
    Failure::new(error.to_string())
}

/// A public key as an argument: the key itself, or the file that holds it.
pub(super) fn public_key(name: &str, text: &str) -> Result<vault::AgeKey, Failure> {
    let parsed = vault::AgeKey::parse(text);
    let parsed = match parsed {
        Err(vault::KeyFault::Form) if Path::new(text).is_file() => {
            let path = Path::new(text);
            let content = fs::read_to_string(path)
                .map_err(|error| Failure::of_path("read the public key", path, &error))?;
            let content = Secret::from(content);
            let lines = content.expose_text().unwrap_or_default().lines();
            let key = lines.map(str::trim).find(|line| !line.is_empty() && !line.starts_with('#'));
            vault::AgeKey::parse(key.unwrap_or_default())
        }
        Err(vault::KeyFault::Form) if text.starts_with("~/") || text.contains(['/', '.']) => {
            let failure =
                Failure::new(format!("there is no file `{text}`, and it is no public key either"));
            // The shell puts the home folder in the place of `~` at the beginning of a word only.
            return Err(if text.starts_with("~/") {
                failure
                    .help(format!("the shell does not read `~` here: write `$HOME{}`", &text[1..]))
            } else {
                failure.help("give a public key (`age1…`, `ssh-ed25519 …`), or the path of the file that holds it")
            });
        }
        parsed => parsed,
    };
    parsed.map_err(|why| Failure::new(Fault::BadKey { name: name.to_owned(), why }.to_string()))
}
