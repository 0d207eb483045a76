//! Every sentence of this layer. None holds anything of a secret.

use std::fmt;

use super::age_key::KeyFault;
use super::fault::{Broken, Fault, IdentityFault, ValueFault};
use super::id::IdFault;

impl fmt::Display for KeyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Secret => "this is the secret half, which belongs to nobody else; the public one begins with `age1` or `ssh-`",
            Self::Form => "expected a public key `age1…`, `ssh-ed25519 …` or `ssh-rsa …`",
            Self::Checksum => "a letter of this key is wrong or missing: its checksum does not fit",
            Self::Damaged => "this SSH key is cut short or damaged",
            Self::Short => "an RSA key needs 2048 bits or more",
            Self::Long => "an RSA key of more than 4096 bits cannot be used",
            Self::Algorithm => "of SSH keys only `ssh-ed25519` and `ssh-rsa` can decrypt; use one of them or a key of `age-keygen`",
            Self::Plugin => "this key needs a plugin of age, which qalyp does not start; use one of `age-keygen`, `ssh-ed25519` or `ssh-rsa`",
        })
    }
}

impl fmt::Display for IdFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Scope(text) => {
                write!(f, "`{}` is neither a server's name nor `provider`", text.escape_debug())
            }
            Self::Name(text) => write!(
                f,
                "`{}` is no name of a secret: parts of Latin letters, digits, `.`, `_`, `@` and `-` that begin with a letter, a digit or `_`, joined by `/`",
                text.escape_debug()
            ),
        }
    }
}

impl std::error::Error for IdFault {}

impl fmt::Display for IdentityFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Form => f.write_str(
                "holds no identity: neither lines `AGE-SECRET-KEY-1…` nor an SSH private key",
            ),
            Self::Line { line } => write!(f, "line {line} is no identity of age"),
            Self::Public => f.write_str(
                "holds the public half of a key; to open the vault, name the file with the secret half",
            ),
            Self::Plugin { line } => write!(
                f,
                "line {line} is an identity of a plugin of age, which qalyp does not start"
            ),
            Self::NotByPassphrase => f.write_str(
                "is encrypted, but not with a passphrase: decrypt it with `age` and name what comes out",
            ),
            Self::TooMuchWork => f.write_str(
                "asks for more work for its passphrase than any program asks for; it may be forged",
            ),
            Self::OldPem => f.write_str(
                "is encrypted in the old form of OpenSSL: `ssh-keygen -p -f FILE` writes it anew in that of OpenSSH",
            ),
            Self::Unsupported => f.write_str(
                "is a private key that age cannot use: it takes `ssh-ed25519` and `ssh-rsa` as OpenSSH writes them",
            ),
            Self::WrongPassphrase => f.write_str("does not open with that passphrase"),
            Self::NoPassphrase => f.write_str(
                "needs a passphrase, and there is no terminal to ask at: name an identity without one, or run this at a terminal",
            ),
        }
    }
}

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoFile => "its entry stands in `lock.yaml`, and its file is not there",
            Self::TooBig => "its file is larger than that of any secret",
            Self::Form => "its file is no file of age",
            Self::Damaged => "its file was cut or changed after it was encrypted",
            Self::OtherFile => "its file is not the one that `lock.yaml` speaks of",
            Self::OtherValue => {
                "its value is not the one that `lock.yaml` speaks of, or is that of another secret"
            }
        })
    }
}

impl fmt::Display for ValueFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("there is nothing in it"),
            Self::TooBig { most } => write!(f, "it has more than {most} bytes"),
            Self::NotText => f.write_str("it is not text (UTF-8)"),
            Self::Control { line } => write!(f, "line {line} has a control character in it"),
            Self::Padded => f.write_str("it begins or ends with white space"),
            Self::Lines => f.write_str("it has more than one line"),
            Self::Short { least } => write!(f, "it has fewer than {least} characters"),
            Self::NoPem { wanted } => write!(f, "it has to be {wanted}"),
            Self::BadPem { wanted } => {
                write!(f, "it has to be {wanted}, and a block of it is cut short or damaged")
            }
            Self::OtherPem { wanted } => {
                write!(f, "it has to be {wanted}, and holds something else or too much")
            }
            Self::Encrypted => f.write_str(
                "the key has a passphrase, which no service could enter: take it off (`openssl pkey -in FILE`, `ssh-keygen -p -f FILE`)",
            ),
            Self::Line { line, wanted } => write!(f, "line {line} is not {wanted}"),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoVault => f.write_str("there is no vault yet: its `recipients.yaml` is missing"),
            Self::Unread(unread) => write!(f, "{} cannot be read", unread.path),
            Self::EmptyFile { path } => write!(f, "there is nothing in {path}"),
            Self::Unmerged { path, line } => {
                write!(f, "{path}:{line} has the marks of a merge that was not finished")
            }
            Self::SecretAmongRecipients { path, line } => write!(
                f,
                "{path}:{line} holds the secret half of a key, where only public halves belong"
            ),
            Self::BadKey { name, why } => write!(f, "the key of `{name}`: {why}"),
            Self::BadName { name } => write!(
                f,
                "`{}` is no name of a recipient: lower-case Latin letters, digits and hyphens",
                name.escape_debug()
            ),
            Self::RecipientTwice { name } => {
                write!(f, "there is a recipient `{name}` already, with another key or role")
            }
            Self::KeyTwice { one, other } => write!(f, "`{one}` and `{other}` have the same key"),
            Self::NobodyOf { role } => write!(f, "nobody is a recipient with the role `{role}`"),
            Self::UnknownRecipient { name, known } => {
                write!(
                    f,
                    "there is no recipient `{}`; there are {}",
                    name.escape_debug(),
                    known.join(", ")
                )
            }
            Self::LastOfRole { name, role } => {
                write!(f, "`{name}` is the last recipient with the role `{role}`")
            }
            Self::NotSealed { strangers } if strangers.is_empty() => f.write_str(
                "recipients.yaml is not as qalyp wrote it: by hand or by a merge somebody was changed, taken out or put back",
            ),
            Self::NotSealed { strangers } => {
                let names: Vec<String> = strangers.iter().map(|it| format!("`{it}`")).collect();
                let (them, verb) = (names.join(", "), if names.len() == 1 { "was" } else { "were" });
                write!(
                    f,
                    "{them} {verb} not added by `qalyp vault recipients add`, and would read every secret that is written from now on"
                )
            }
            Self::OtherMark { vault, known, found } => {
                let known: Vec<String> = known.iter().map(ToString::to_string).collect();
                write!(
                    f,
                    "the vault at {vault} has another key of its own than the one that you know it by: its mark is {found}, and was {}",
                    known.join(" or ")
                )
            }
            Self::NoIdentity => f.write_str("no identity to open the vault with was found"),
            Self::NoneFits { id, tried, readers } => {
                write!(f, "no identity opens {id}; tried {}", tried.join(", "))?;
                if readers.is_empty() {
                    f.write_str(
                        ". It is encrypted for another list of recipients than the present one",
                    )
                } else {
                    write!(f, ". It can be opened by {}", readers.join(", "))
                }
            }
            Self::Identity { file, why } => write!(f, "{file} {why}"),
            Self::NoSecret { id, .. } => write!(f, "the vault has no {id}"),
            Self::Broken { id, why } => write!(f, "{id}: {why}"),
            Self::Stray { path } => {
                write!(f, "{path} is there, and no entry of its `lock.yaml` speaks of it")
            }
            Self::BadValue { id, why } => write!(f, "this cannot be the value of {id}: {why}"),
            Self::NoRandomness => f.write_str("the operating system gives no random bytes"),
            Self::Keys(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for Fault {}

impl Fault {
    /// What to do next; `None` where the sentence says it.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Self::NoVault => "`qalyp vault init` makes one".to_owned(),
            Self::Unread(_) | Self::EmptyFile { .. } => {
                "nothing was changed; mend the file, or take it from `git`".to_owned()
            }
            Self::Unmerged { .. } => {
                "finish the merge; of a secret that both branches changed, keep the entry and the file of one of them".to_owned()
            }
            Self::SecretAmongRecipients { .. } => {
                "treat that key as lost: take the line out, make a new key, and rotate every secret".to_owned()
            }
            Self::RecipientTwice { .. } => {
                "a changed key is a new recipient: add it under another name, then remove the former one".to_owned()
            }
            Self::NobodyOf { .. } => {
                "a vault needs an operator, who works with it, and a recovery key that lies in a safe: `--recipient NAME=KEY --recovery NAME=KEY`".to_owned()
            }
            Self::LastOfRole { role, .. } => {
                format!("add another one first: `qalyp vault recipients add NAME KEY --role {role}`")
            }
            Self::NotSealed { .. } => {
                "nothing was changed. See who wrote this: `git log -p keys/recipients.yaml`. If it is right, `qalyp vault rekey` shows the list and, with --yes, takes it; if not, take the file from the last commit that you trust".to_owned()
            }
            Self::OtherMark { .. } => {
                "either a colleague ran `qalyp vault rotate provider fingerprint-key`, or somebody who can write to the repository made a vault of his own in its place, and knows every value that it now has. `git log -- keys/vault/provider` names the commit. Ask a colleague for the mark by another way (`qalyp vault trust` shows it); if it is this one, `qalyp vault trust --mark MARK`; if not, take `keys/` from the last commit that you trust".to_owned()
            }
            Self::NoIdentity => {
                "name a private key with `--identity FILE` or QALYP_IDENTITY; without, ~/.config/qalyp/identity, ~/.ssh/id_ed25519 and ~/.ssh/id_rsa are tried".to_owned()
            }
            Self::NoneFits { readers, .. } if readers.is_empty() => {
                "use the identity that it was encrypted for, and then `qalyp vault rekey`".to_owned()
            }
            Self::NoneFits { .. } => {
                "use the identity of one of them with `--identity FILE`, or let one of them add you: `qalyp vault recipients add`".to_owned()
            }
            Self::NoSecret { nearest: Some(near), .. } => format!("did you mean `{near}`?"),
            Self::NoSecret { id, .. } => format!(
                "`qalyp vault status {0}` lists what there is; `qalyp vault set {0} {1}` sets it",
                id.scope(),
                id.name()
            ),
            Self::Broken { why: Broken::OtherValue, .. } => {
                "a file and its entry were put in the place of another secret's, or the key of the digests is another one: take both from the last commit that you trust".to_owned()
            }
            Self::Broken { .. } => {
                "take the file and its entry in `lock.yaml` from the same commit: a merge may have taken one from each side".to_owned()
            }
            Self::Stray { .. } => {
                "take its entry from the commit that the file comes from, or remove the file".to_owned()
            }
            Self::BadKey { .. }
            | Self::BadName { .. }
            | Self::KeyTwice { .. }
            | Self::UnknownRecipient { .. }
            | Self::Identity { .. }
            | Self::BadValue { .. }
            | Self::NoRandomness
            | Self::Keys(_) => return None,
        })
    }
}

/// A former recipient; with the key if somebody of the same name is a recipient now.
pub(super) fn former(name: &str, key: Option<String>) -> String {
    match key {
        None => format!("`{name}`"),
        Some(key) => format!("the former key {key} of `{name}`"),
    }
}
