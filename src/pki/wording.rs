//! Every sentence of this layer. None of them shows a byte of a secret.

use std::fmt;

use super::fault::{BundleFault, Fault, KeyFault, TlsCryptFault};
use crate::contract::UtcOffset;
use crate::fleet::vpn_state::PemFault;

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoChance => f.write_str("the operating system gives no random bytes"),
            Self::NotMade { what } => write!(f, "{what} could not be made"),
            Self::Moment { moment } => {
                write!(f, "{} is no moment that a certificate can hold", moment.at(UtcOffset::UTC))
            }
            Self::Key { why } => write!(f, "the private key cannot be used: {why}"),
            Self::KeyOfAnother => f.write_str("the private key is not that of the certificate"),
            Self::Passphrase { why } => write!(f, "the passphrase cannot be used: {why}"),
            Self::Certificate { why } => write!(f, "the certificate cannot be used: {why}"),
            Self::TlsCrypt { why } => write!(f, "the key of tls-crypt-v2 cannot be used: {why}"),
            Self::State { server, faults } => {
                write!(f, "the state of the VPN of `{server}` does not agree with itself: ")?;
                match faults.as_slice() {
                    [first, second, ..] => {
                        write!(f, "{first}; {second}")?;
                        let rest = faults.len() - 2;
                        if rest > 0 { write!(f, "; and {rest} more") } else { Ok(()) }
                    }
                    [only] => write!(f, "{only}"),
                    [] => Ok(()),
                }
            }
            Self::Unreadable { path, problems } => {
                write!(f, "{path} cannot be read: {}", problems.join("; "))
            }
            Self::NotInVault { server, secret } => {
                write!(f, "the vault holds no `{secret}` of `{server}`")
            }
            Self::ForeignAuthority { server } => write!(
                f,
                "keys/pki/{server}.yaml has the certificate of an authority whose key is not the one in the vault: whoever holds that other key decides who gets in"
            ),
            Self::StateLost { server } => write!(
                f,
                "the vault has the key of the authority of `{server}`, and keys/pki/{server}.yaml is not there"
            ),
            Self::NothingIssued { server } => {
                write!(f, "nothing has been issued for the VPN of `{server}`")
            }
            Self::NoSuchUser { server, user, .. } => {
                write!(f, "`{user}` has no certificate of `{server}` that is still good")
            }
            Self::NotInBlueprint { server, user } => {
                write!(f, "`{user}` is not among `vpn.users` of `{server}`")
            }
            Self::NotRevoked { server, user } => {
                write!(
                    f,
                    "`{user}` was not revoked on `{server}`, so there is nothing to give again"
                )
            }
            Self::NothingFormer { server, user } => {
                write!(f, "no replaced certificate of `{user}` for `{server}` is still good")
            }
            Self::StillNamed { server, user } => write!(
                f,
                "`{user}` is still among `vpn.users` of `{server}`, and `cessation-of-operation` is for names that may come back: the next `qalyp vpn issue` would let `{user}` in again"
            ),
            Self::OtherAuthority { server } => {
                write!(f, "the two states are not of one authority of `{server}`")
            }
            Self::Clock { server, now, newest } => write!(
                f,
                "the clock says {}, and something of the VPN of `{server}` was made at {}",
                now.at(UtcOffset::UTC),
                newest.at(UtcOffset::UTC)
            ),
            Self::Keys { message, .. } => f.write_str(message),
        }
    }
}

impl Fault {
    /// What to do next.
    pub fn help(&self) -> Option<String> {
        let text = match self {
            Self::NoChance => "try again; if it stays, the system itself is broken".to_owned(),
            Self::KeyOfAnother | Self::Key { .. } | Self::TlsCrypt { .. } => {
                "the vault and keys/pki do not belong together: take both from the same commit"
                    .to_owned()
            }
            Self::Passphrase { .. } => {
                "give 12 characters or more, on one line; `--generate-passphrase FILE` makes one"
                    .to_owned()
            }
            Self::State { server, faults } => faults.first()?.help(server),
            Self::Unreadable { .. } => {
                "this file is written by `qalyp vpn` alone: take it from git as it was".to_owned()
            }
            Self::NotInVault { server, .. } => format!(
                "take keys/vault/{server} from the commit that keys/pki/{server}.yaml is from; `qalyp vault doctor` says what else is missing"
            ),
            Self::ForeignAuthority { server } => format!(
                "see who put it there (`git log keys/pki/{server}.yaml`), and take keys/pki/{server}.yaml and keys/vault/{server} from the last commit that you trust"
            ),
            Self::StateLost { server } => format!(
                "take keys/pki/{server}.yaml from git: without it nobody knows which certificates were revoked. A new authority would make every bundle worthless"
            ),
            Self::NothingIssued { server } => format!("run `qalyp vpn issue {server}`"),
            Self::NoSuchUser { known, .. } if known.is_empty() => "nobody has one".to_owned(),
            Self::NoSuchUser { known, .. } => format!("these have one: {}", known.join(", ")),
            Self::NotInBlueprint { server, .. } => format!(
                "add the user to the blueprint, or run `qalyp vpn issue {server}` to revoke what it still has"
            ),
            Self::NotRevoked { server, .. } => format!("`qalyp vpn issue {server}` is enough"),
            Self::NothingFormer { server, .. } => format!(
                "`qalyp vpn status {server}` lists what was replaced; `qalyp vpn revoke` without `--former` takes all access away"
            ),
            Self::StillNamed { server, .. } => format!(
                "give another reason, such as `affiliation-changed`, or take the user out of the blueprint and run `qalyp vpn issue {server}`"
            ),
            Self::OtherAuthority { server } => format!(
                "one side began again: take its keys/pki/{server}.yaml and its keys/vault/{server}/vpn whole. Nothing that the other authority issued is good any more"
            ),
            Self::Clock { .. } => {
                "set the clock of this machine right: a certificate from the future lets nobody in"
                    .to_owned()
            }
            Self::Keys { help, .. } => return help.clone(),
            Self::NotMade { .. } | Self::Moment { .. } | Self::Certificate { .. } => return None,
        };
        Some(text)
    }
}

impl fmt::Display for KeyFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pem(why) => why.fmt(f),
            Self::Kind => f.write_str("it is neither of P-256, P-384 nor RSA with 3072 bits"),
            Self::Encrypted => f.write_str("it is protected by a passphrase"),
        }
    }
}

impl fmt::Display for TlsCryptFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pem(why) => why.fmt(f),
            Self::Length => f.write_str("it has another length than its format says"),
            Self::Foreign => {
                f.write_str("it was not made from this server's key, or it was changed")
            }
            Self::Metadata { bytes } => {
                write!(f, "{bytes} bytes of metadata are more than it can hold")
            }
        }
    }
}

impl fmt::Display for BundleFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mark { part, times: 0 } => {
                write!(f, "the profile has no line `# qalyp-part: {part}`")
            }
            Self::Mark { part, times } => {
                write!(f, "the profile has the line `# qalyp-part: {part}` {times} times")
            }
            Self::Unknown { line } => {
                write!(
                    f,
                    "line {line} of the profile marks the place of a part that does not exist"
                )
            }
            Self::Part { part, why: PemFault::Label { .. } } => {
                write!(f, "the part `{part}` is of another kind")
            }
            Self::Part { part, why } => write!(f, "the part `{part}` cannot be used: {why}"),
            Self::LongLine { line, bytes } => write!(
                f,
                "line {line} of the profile has {bytes} bytes, and OpenVPN reads at most 255 of a line"
            ),
            Self::Big { bytes } => {
                write!(f, "the bundle has {bytes} bytes, and OpenVPN 3 reads at most 262,144")
            }
        }
    }
}
