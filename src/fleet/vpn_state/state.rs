//! The public state of one server's VPN as a model.

use super::serial::{Fingerprint, Serial};
use crate::blueprint::kinds::{self, KeyKind, RevocationReason};
use crate::contract::Instant;

/// Everything public about the VPN of one server: what was issued, what was revoked, and the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// The server.
    pub server: String,
    /// The certificate of the authority.
    pub authority: Issued,
    /// The certificate of the server.
    pub server_certificate: Issued,
    /// The host name in the server's certificate.
    pub fqdn: String,
    /// The list of revocations.
    pub list: List,
    /// The certificates that users have, by name.
    pub users: Vec<Issued>,
    /// Certificates that were replaced and not revoked.
    pub former: Vec<Former>,
    /// Certificates that were revoked, in that order.
    pub revoked: Vec<Revocation>,
}

/// A certificate with its facts beside it, which people can read in a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Issued {
    /// Common name.
    pub name: String,
    /// Key.
    pub key: KeyKind,
    /// Serial number.
    pub serial: Serial,
    /// First moment.
    pub from: Instant,
    /// Last moment.
    pub until: Instant,
    /// Fingerprint.
    pub fingerprint: Fingerprint,
    /// The certificate in PEM.
    pub pem: String,
}

/// The list as it is published, with its facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct List {
    /// Number.
    pub number: u64,
    /// First moment.
    pub this_update: Instant,
    /// Last moment.
    pub next_update: Instant,
    /// The list in PEM.
    pub pem: String,
}

/// A certificate that a newer one replaced. It is good until its end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Former {
    /// Common name.
    pub name: String,
    /// Serial number.
    pub serial: Serial,
    /// Last moment.
    pub until: Instant,
    /// When it was replaced.
    pub replaced: Instant,
}

/// A certificate that was revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Common name.
    pub name: String,
    /// Serial number.
    pub serial: Serial,
    /// Last moment of the certificate.
    pub until: Instant,
    /// When it was revoked.
    pub revoked: Instant,
    /// Why.
    pub reason: RevocationReason,
}

impl State {
    /// The state that a file says. `None` if something of it could not be read; reading has said so.
    pub fn of(record: &kinds::VpnState) -> Option<Self> {
        let authority = record.authority.get()?;
        let server = record.server_certificate.get()?;
        let list = record.list.get()?;
        let users = record.users.iter().map(|user| {
            Some(Issued {
                name: user.name.to_string(),
                key: user.key.value,
                serial: user.serial.parse().ok()?,
                from: user.not_before.value,
                until: user.not_after.value,
                fingerprint: user.sha256.parse().ok()?,
                pem: user.certificate.to_string(),
            })
        });
        Some(Self {
            server: record.server.to_string(),
            authority: Issued {
                name: authority.name.to_string(),
                key: authority.key.value,
                serial: authority.serial.parse().ok()?,
                from: authority.not_before.value,
                until: authority.not_after.value,
                fingerprint: authority.sha256.parse().ok()?,
                pem: authority.certificate.to_string(),
            },
            server_certificate: Issued {
                name: server.name.to_string(),
                key: server.key.value,
                serial: server.serial.parse().ok()?,
                from: server.not_before.value,
                until: server.not_after.value,
                fingerprint: server.sha256.parse().ok()?,
                pem: server.certificate.to_string(),
            },
            fqdn: server.fqdn.to_string(),
            list: List {
                number: list.number.value.get(),
                this_update: list.this_update.value,
                next_update: list.next_update.value,
                pem: list.list.to_string(),
            },
            users: users.collect::<Option<_>>()?,
            former: record.former.iter().map(former).collect::<Option<_>>()?,
            revoked: record.revoked.iter().map(revocation).collect::<Option<_>>()?,
        })
    }

    /// The certificate of a user.
    pub fn user(&self, name: &str) -> Option<&Issued> {
        self.users.iter().find(|user| user.name == name)
    }

    /// Why a user without a certificate stays out: the newest revocation of the name, if a person revoked it.
    ///
    /// `cessation-of-operation` is what `qalyp vpn issue` itself writes when a name has left the blueprint. Such
    /// a name may come back with the blueprint alone.
    pub fn barred(&self, name: &str) -> Option<&Revocation> {
        if self.user(name).is_some() {
            return None;
        }
        let own = self.revoked.iter().filter(|revoked| revoked.name == name);
        let newest = own.max_by_key(|revoked| (revoked.revoked, revoked.reason.bars()));
        newest.filter(|revoked| revoked.reason.bars())
    }

    /// Every serial number that was ever given out, as far as the state knows.
    pub fn serials(&self) -> impl Iterator<Item = Serial> + '_ {
        let issued = [&self.authority, &self.server_certificate].into_iter().chain(&self.users);
        issued
            .map(|issued| issued.serial)
            .chain(self.former.iter().map(|former| former.serial))
            .chain(self.revoked.iter().map(|revoked| revoked.serial))
    }
}

fn former(record: &kinds::VpnFormerCertificate) -> Option<Former> {
    Some(Former {
        name: record.name.to_string(),
        serial: record.serial.parse().ok()?,
        until: record.not_after.value,
        replaced: record.replaced.value,
    })
}

fn revocation(record: &kinds::VpnRevocation) -> Option<Revocation> {
    Some(Revocation {
        name: record.name.to_string(),
        serial: record.serial.parse().ok()?,
        until: record.not_after.value,
        revoked: record.revoked.value,
        reason: record.reason.value,
    })
}
