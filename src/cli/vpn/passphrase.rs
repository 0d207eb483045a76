//! Passphrases of keys that are handed out: read, asked, or made.

use std::path::{Path, PathBuf};

use qalyp::pki::handout;
use qalyp::vault::Secret;

use crate::cli::failure::Failure;
use crate::cli::intake;
use crate::cli::private::Ground;
use crate::cli::terminal::Terminal;

/// No line with a passphrase is longer.
const LARGEST: usize = 64 * 1024;

/// How the key of a bundle is protected.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
pub(super) struct PassphraseArgs {
    /// Encrypt the key with the passphrase on the first line of FILE
    #[arg(long, value_name = "FILE", conflicts_with_all = ["all_users", "ask_passphrase", "generate_passphrase"])]
    passphrase_file: Option<PathBuf>,
    /// Encrypt the key with a passphrase that is asked for
    #[arg(long, conflicts_with_all = ["all_users", "generate_passphrase"])]
    ask_passphrase: bool,
    /// Encrypt the key with a new passphrase and write that to FILE, mode 0600; with `--all-users` a line for
    /// each user: server, name, passphrase, tabs between them
    #[arg(long, value_name = "FILE")]
    generate_passphrase: Option<PathBuf>,
}

/// Where the passphrase of a bundle comes from.
pub(super) enum Passphrase {
    /// The key is not encrypted.
    None,
    /// This one.
    Given(Secret),
    /// A new one for each user, written to this file.
    New(PathBuf),
}

impl PassphraseArgs {
    /// Reads or asks for what is needed.
    pub(super) fn read(&self, ground: &Ground, terminal: Terminal) -> Result<Passphrase, Failure> {
        match (&self.passphrase_file, &self.generate_passphrase) {
            _ if self.ask_passphrase => ask(terminal).map(Passphrase::Given),
            (Some(file), _) => of_file(file).map(Passphrase::Given),
            (None, Some(file)) => new(file, ground).map(Passphrase::New),
            (None, None) => Ok(Passphrase::None),
        }
    }

    /// The file of generated ones.
    pub(super) fn generated(&self) -> Option<&Path> {
        self.generate_passphrase.as_deref()
    }
}

impl Passphrase {
    /// The one for a user.
    pub(super) fn for_user(&self) -> Result<Option<Secret>, Failure> {
        match self {
            Self::None => Ok(None),
            Self::Given(secret) => Ok(Some(secret.duplicate())),
            Self::New(_) => handout::passphrase().map(Some).map_err(super::of_pki),
        }
    }
}

/// The place of new passphrases. What is there already may be the only copy of other ones.
fn new(file: &Path, ground: &Ground) -> Result<PathBuf, Failure> {
    if file.as_os_str() == "-" {
        return Err(Failure::new("a passphrase is not written to standard output")
            .help("name a file: it goes to the user by another way than the bundle"));
    }
    let real = ground.file(file)?;
    if real.symlink_metadata().is_ok() {
        return Err(Failure::new(format!("`{}` is there already", file.display()))
            .help("it may be the only copy of a passphrase or a key: name another file"));
    }
    Ok(file.to_owned())
}

/// The first line, without its end.
fn of_file(file: &Path) -> Result<Secret, Failure> {
    let failed = |error| Failure::of_path("read the passphrase from", file, &error);
    let (bytes, _) = intake::read(file, LARGEST).map_err(failed)?;
    if bytes.len() > LARGEST {
        return Err(intake::too_big(file, LARGEST, "file with a passphrase"));
    }
    let line = bytes.expose().split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    Ok(Secret::new(line.to_vec()))
}

fn ask(terminal: Terminal) -> Result<Secret, Failure> {
    let no_terminal = || {
        Failure::new("nobody can be asked for the passphrase: there is no terminal")
            .help("`--passphrase-file FILE` reads it, `--generate-passphrase FILE` makes one")
    };
    let asked = |prompt: &str| {
        terminal.remark(prompt);
        rpassword::read_password().map(Secret::from).map_err(|_| no_terminal())
    };
    if !terminal.stdin_is_terminal() {
        return Err(no_terminal());
    }
    let (one, two) = (asked("passphrase of the key: ")?, asked("once more: ")?);
    if one == two { Ok(one) } else { Err(Failure::new("the two passphrases differ")) }
}
