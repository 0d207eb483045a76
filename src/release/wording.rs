//! Every sentence that this layer can say: what, where, what to do next.

use std::fmt;
use std::path::Path;

use rustix::io::Errno;

use super::fault::{Action, Fault, ValueFault};
use super::place::DEFAULT_FOLDER;
use super::ready::Obstacle;
use crate::pki::status::{Item, Standing, Subject};

impl Fault {
    /// The system refused.
    pub(super) fn io(action: Action, path: &Path, errno: Errno) -> Self {
        Self::Io { action, path: path.to_owned(), errno: errno.raw_os_error() }
    }

    /// The same, from the standard library.
    pub(super) fn of_std(action: Action, path: &Path, error: &std::io::Error) -> Self {
        let errno = error.raw_os_error().unwrap_or(Errno::IO.raw_os_error());
        Self::Io { action, path: path.to_owned(), errno }
    }

    /// What to do next.
    pub fn help(&self) -> String {
        match self {
            Self::Twice { .. } | Self::Tar { .. } | Self::Seal { .. } => {
                "this is a fault of qalyp: please report it".to_owned()
            }
            Self::KeyUnreadable | Self::OtherKey | Self::PublicKeyUnreadable => {
                "take `keys/` back from git as it was when releases were last signed; a new key is made by \
                 `qalyp vault rotate provider release-key`, and each machine has to learn it before it takes a release \
                 that is signed with it"
                    .to_owned()
            }
            Self::Recipient { .. } => "name `age1…`, `ssh-ed25519 …` or `ssh-rsa …`".to_owned(),
            Self::RecipientIsSecret => {
                "name its public half (`age-keygen -y FILE`). Arguments can be read by everybody on this machine and are \
                 kept in the shell's history: if this key protects anything, replace it"
                    .to_owned()
            }
            Self::NoHostKey => "give /etc/ssh/ssh_host_ed25519_key.pub of the machine, or what `ssh-keyscan -t ed25519` \
                                says after its fingerprint was compared"
                .to_owned(),
            Self::Taken { .. } => format!(
                "name a folder of its own with `-o`, or none: then it is `{DEFAULT_FOLDER}` in the project"
            ),
            Self::NotIgnored { folder, .. } => format!(
                "name a folder that is not there yet or is empty, or one outside; or let git pass over all of it: \
                 printf '*\\n' >{}/.gitignore",
                folder.display()
            ),
            Self::NotAFolder { .. } => "name a folder with `-o`".to_owned(),
            Self::Busy { .. } => "wait until it has ended".to_owned(),
            Self::Io { errno, .. } => advice(Errno::from_raw_os_error(*errno)).to_owned(),
            Self::Letter { .. } => {
                "a letter with a field left in it is not the message of clause 3.3; nothing was written".to_owned()
            }
            Self::NoSuchField { known, .. } => format!("the letter has these: {}", known.join(", ")),
            Self::TermEndsFirst => "give the moment of connection as `--starts`, the end of the paid term as `--ends`".to_owned(),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Twice { path } => write!(f, "the archive would have `{path}` twice"),
            Self::Tar { path, reason } => write!(f, "a tar file cannot hold `{path}`: {reason}"),
            Self::KeyUnreadable => {
                f.write_str("the secret `provider/release-key` is no Ed25519 key of OpenSSH without a passphrase")
            }
            Self::PublicKeyUnreadable => {
                f.write_str("`release.pub` in the folder of keys is no public key of OpenSSH")
            }
            Self::OtherKey => f.write_str(
                "the secret `provider/release-key` and `release.pub` in the folder of keys are not of one key: machines \
                 would refuse the release",
            ),
            Self::Recipient { text } => write!(f, "`{text}` is nobody that can be encrypted for"),
            Self::RecipientIsSecret => {
                f.write_str("a secret key was given where a recipient belongs")
            }
            Self::NoHostKey => f.write_str("there is no Ed25519 or RSA host key in the file"),
            Self::Seal { reason } => write!(f, "it cannot be encrypted: {reason}"),
            Self::Taken { folder, by } => write!(
                f,
                "`{}` is no place for secrets: it is, holds or lies in `{}`, which belongs to something else",
                folder.display(),
                by.display()
            ),
            Self::NotIgnored { folder, work_tree } => write!(
                f,
                "`{}` lies in the work tree of git `{}`, and nothing keeps git from taking up secrets there",
                folder.display(),
                work_tree.display()
            ),
            Self::NotAFolder { path } => write!(f, "`{}` is not a folder", path.display()),
            Self::Busy { folder, pid } => {
                write!(f, "another run is writing to `{}`", folder.display())?;
                pid.map_or(Ok(()), |pid| write!(f, " (process {pid})"))
            }
            Self::Io { action, path, errno } => {
                let reason = std::io::Error::from_raw_os_error(*errno).to_string();
                let reason = reason.split(" (os error").next().unwrap_or_default().to_lowercase();
                write!(f, "cannot {} `{}`: {reason}", doing(*action), path.display())
            }
            Self::Letter { open } => {
                f.write_str("the letter cannot be completed:")?;
                open.iter().try_for_each(|(field, why)| {
                    write!(f, "\n⟦{field}⟧: {}", value_fault(field, *why))
                })
            }
            Self::NoSuchField { given, .. } => {
                write!(f, "the letter has no field {}", given.join(", "))
            }
            Self::TermEndsFirst => f.write_str("the term would end before it begins"),
        }
    }
}

impl std::error::Error for Fault {}

const fn doing(action: Action) -> &'static str {
    match action {
        Action::Open => "open",
        Action::MakeFolder => "make the folder",
        Action::Lock => "lock",
        Action::Read => "read",
        Action::Write => "write",
        Action::Place => "put in place",
        Action::Remove => "remove",
    }
}

fn advice(errno: Errno) -> &'static str {
    match errno {
        Errno::NOSPC | Errno::DQUOT => "make room and run it again; nothing half-written was left",
        Errno::ACCESS | Errno::PERM | Errno::ROFS => {
            "name a folder in which you may write, with `-o`"
        }
        Errno::ISDIR => "a folder has the name of the file: move it away",
        _ => "see why the system refuses, and run it again; nothing half-written was left",
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Secret { name, command } => {
                write!(f, "the secret `{name}` is not in the vault: {command}")
            }
            Self::VpnUser { name, command } => write!(
                f,
                "`{name}` is in no blueprint any more and still has a certificate that lets in: {command}"
            ),
            Self::Vpn { why, command } if why.contains(command.as_str()) => f.write_str(why),
            Self::Vpn { why, command } => write!(f, "{why}: {command}"),
            Self::Field { field, why } => write!(f, "⟦{field}⟧: {why}"),
        }
    }
}

/// What is said of a key and a certificate that are not of one pair.
pub(super) const OTHER_SERVER_KEY: &str = "the secret `vpn/server-key` is not the key of the server's certificate in the \
                                           public state, so the VPN would not start";

/// Why an item of a VPN keeps people out, if it does.
pub(super) fn vpn_item(item: &Item) -> Option<String> {
    let name = &item.name;
    let what = match item.what {
        Subject::Authority => "the certificate of the VPN's authority".to_owned(),
        Subject::Server => "the certificate of the VPN's server".to_owned(),
        Subject::List => "the VPN's list of revocations".to_owned(),
        Subject::User => format!("the certificate of the VPN user `{name}`"),
    };
    match item.standing {
        Standing::Ended => Some(format!("{what} has ended")),
        Standing::NotYet => Some(format!("{what} has not begun")),
        // What is missing is told by the server's readiness, and of a key that is missing by its name.
        Standing::Good
        | Standing::Ends
        | Standing::Missing
        | Standing::NoKey
        // A user who was revoked is to stay out, and profiles do not look at the host name.
        | Standing::Unlisted
        | Standing::Revoked
        | Standing::OtherName => None,
    }
}

/// What to do about a user whose certificate is good and whose key is gone.
pub(super) fn keyless(server: &str, user: &str) -> String {
    format!(
        "qalyp vpn revoke {server} {user} --reason key-compromise, if a merge has lost a revocation; otherwise qalyp vpn renew {server} --user {user}"
    )
}

/// Why a field is open, and what fills it.
pub(super) fn value_fault(field: &str, why: ValueFault) -> String {
    match (why, field.split_once(':')) {
        (ValueFault::Missing, Some(("secret", name))) => {
            format!("the secret `{name}` is not in the vault")
        }
        (ValueFault::Missing, Some(("link", name))) => {
            format!("a one-time link to the secret is needed: --link {name}=https://…")
        }
        (ValueFault::Missing, _) => match field {
            "term-starts" => "the moment of connection is needed: --starts 2026-12-01T10:00:00+05:00".to_owned(),
            "term-ends" => "the end of the paid term is needed: --ends 2027-01-01T10:00:00+05:00".to_owned(),
            "vpn-profiles" => "how users get their profiles is needed: --link vpn-profiles=https://… for a one-time link, or \
                               --profiles-apart if each user gets one by another way"
                .to_owned(),
            _ => "a value is needed".to_owned(),
        },
        (ValueFault::Unknown, _) => {
            "this version knows no such field: see the template of the letter".to_owned()
        }
        (ValueFault::NotLegible, _) => {
            "the secret cannot be read off a letter: it is empty, no text, or has white space or hidden characters in it; \
             make another (`qalyp vault rotate`)"
                .to_owned()
        }
        (ValueFault::NotALink, _) => "its address is not of a page: it begins with https:// and has no white space, quotation \
                                      marks or brackets"
            .to_owned(),
    }
}
