//! What a list of revocations says by itself.

use std::collections::BTreeMap;

use x509_parser::extensions::ParsedExtension;
use x509_parser::prelude::FromDer as _;
use x509_parser::revocation_list::{CertificateRevocationList, RevokedCertificate};
use x509_parser::x509::{ReasonCode, X509Version};

use super::certificate::{Certificate, Unfit, WEAK_SIGNATURE, instant, is_strong, with_key};
use super::pem;
use super::serial::Serial;
use crate::blueprint::kinds::RevocationReason;
use crate::contract::Instant;

/// The label of a list in PEM.
pub const LIST: &str = "X509 CRL";

/// A list of revocations, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RevocationList {
    /// Its number.
    pub number: u64,
    /// First moment.
    pub this_update: Instant,
    /// Last moment: after it nobody gets in.
    pub next_update: Instant,
    /// Who is on it: when, and why.
    pub entries: BTreeMap<Serial, (Instant, RevocationReason)>,
    authority_key_id: Vec<u8>,
    issuer: Vec<u8>,
    der: Vec<u8>,
}

fn field(field: &'static str, expected: &'static str) -> Unfit {
    Unfit::Field { field, expected }
}

impl RevocationList {
    /// Reads one in PEM.
    pub fn read(text: &str) -> Result<Self, Unfit> {
        let der = pem::read(LIST, text).map_err(Unfit::Pem)?;
        let (rest, read) = CertificateRevocationList::from_der(&der).map_err(|_| Unfit::Der)?;
        if !rest.is_empty() {
            return Err(Unfit::Der);
        }
        if read.version() != Some(X509Version::V2) {
            return Err(field("version", "2"));
        }
        if !is_strong(read.signature_algorithm.oid()) {
            return Err(WEAK_SIGNATURE);
        }
        let number = read.crl_number().and_then(|number| u64::try_from(number).ok());
        let this_update = instant(read.last_update()).ok_or(field("thisUpdate", "a date"))?;
        let next_update =
            read.next_update().and_then(instant).ok_or(field("nextUpdate", "a date"))?;
        if this_update >= next_update {
            return Err(field("nextUpdate", "later than thisUpdate"));
        }
        let mut entries = BTreeMap::new();
        for entry in read.iter_revoked_certificates() {
            let (serial, fact) = revoked(entry)?;
            if entries.insert(serial, fact).is_some() {
                return Err(field("revokedCertificates", "each serial number once"));
            }
        }
        Ok(Self {
            number: number.ok_or(field("cRLNumber", "a small number"))?,
            this_update,
            next_update,
            entries,
            authority_key_id: authority_key_id(&read)?,
            issuer: read.issuer().as_raw().to_vec(),
            der: der.to_vec(),
        })
    }

    /// Whether it says that this authority issued it. OpenVPN passes over a list of another one, and lets
    /// everybody in.
    pub fn names_as_issuer(&self, authority: &Certificate) -> bool {
        self.issuer == authority.subject() && self.authority_key_id == authority.key_id
    }

    /// Whether the signature is this authority's. Costs most of a millisecond.
    pub fn is_signed_by(&self, authority: &Certificate) -> bool {
        let Ok((_, own)) = CertificateRevocationList::from_der(&self.der) else { return false };
        with_key(authority, |key| own.verify_signature(key).is_ok())
    }
}

fn revoked(entry: &RevokedCertificate<'_>) -> Result<(Serial, (Instant, RevocationReason)), Unfit> {
    let serial = Serial::of_bytes(entry.raw_serial())
        .ok_or(field("userCertificate", "16 bytes, the first from 01 to 7f"))?;
    let when = instant(entry.revocation_date).ok_or(field("revocationDate", "a date"))?;
    let reason = match entry.reason_code().map(|(_, code)| code) {
        None => RevocationReason::Unspecified,
        Some(ReasonCode::KeyCompromise) => RevocationReason::KeyCompromise,
        Some(ReasonCode::AffiliationChanged) => RevocationReason::AffiliationChanged,
        Some(ReasonCode::Superseded) => RevocationReason::Superseded,
        Some(ReasonCode::CessationOfOperation) => RevocationReason::CessationOfOperation,
        // `certificateHold` and `removeFromCRL` would give access back.
        Some(_) => return Err(field("reasonCode", "a reason that qalyp gives")),
    };
    Ok((serial, (when, reason)))
}

/// The extensions: number and key of the authority. A list for some certificates only, or one that
/// changes another, would let the rest in.
fn authority_key_id(read: &CertificateRevocationList<'_>) -> Result<Vec<u8>, Unfit> {
    let mut found = None;
    for extension in read.extensions() {
        match extension.parsed_extension() {
            ParsedExtension::CRLNumber(_) => {}
            ParsedExtension::AuthorityKeyIdentifier(id) => {
                found = id.key_identifier.as_ref().map(|key| key.0.to_vec());
            }
            _ => return Err(field("crlExtensions", "authorityKeyIdentifier and cRLNumber alone")),
        }
    }
    found.ok_or(field("authorityKeyIdentifier", "a key identifier"))
}
