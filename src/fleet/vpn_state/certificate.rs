//! What a certificate says by itself, field by field.

use x509_parser::certificate::X509Certificate;
use x509_parser::der_parser::oid;
use x509_parser::extensions::{ExtendedKeyUsage, GeneralName, ParsedExtension};
use x509_parser::prelude::FromDer as _;
use x509_parser::public_key::PublicKey;
use x509_parser::time::ASN1Time;
use x509_parser::x509::{SubjectPublicKeyInfo, X509Name, X509Version};

use super::pem::{self, PemFault};
use super::serial::{Fingerprint, Serial};
use crate::blueprint::kinds::KeyKind;
use crate::contract::Instant;

/// The label of a certificate in PEM.
pub const CERTIFICATE: &str = "CERTIFICATE";

/// Bits of a key usage, counted as RFC 5280 section 4.2.1.3 does.
const DIGITAL_SIGNATURE: u16 = 1;
const KEY_ENCIPHERMENT: u16 = 1 << 2;
const KEY_CERT_SIGN: u16 = 1 << 5;
const CRL_SIGN: u16 = 1 << 6;

/// What a certificate is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Usage {
    /// To sign certificates and lists of revocations.
    Authority,
    /// To be a VPN's server.
    Server,
    /// To be a VPN's user.
    User,
}

/// A certificate, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    /// Its number.
    pub serial: Serial,
    /// The common name of whose it is.
    pub name: String,
    /// First moment.
    pub from: Instant,
    /// Last moment.
    pub until: Instant,
    /// Its fingerprint.
    pub fingerprint: Fingerprint,
    /// What it is for. Its extensions are those of this use and no others.
    pub usage: Usage,
    /// Its key.
    pub key: KeyKind,
    /// The host name of a server.
    pub fqdn: Option<String>,
    /// The identifier of its key.
    pub key_id: Vec<u8>,
    /// The identifier of the authority's key; an authority has none.
    pub authority_key_id: Option<Vec<u8>>,
    /// Its public key in DER (`SubjectPublicKeyInfo`).
    pub public_key: Vec<u8>,
    subject: Vec<u8>,
    issuer: Vec<u8>,
    der: Vec<u8>,
}

/// Why a certificate is not one of ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// The text around it.
    Pem(PemFault),
    /// It is no certificate or list.
    Der,
    /// A field is not what it has to be. OpenVPN or OpenVPN Connect would refuse it, or worse, accept it.
    Field {
        /// The field, as RFC 5280 calls it.
        field: &'static str,
        /// What it has to be.
        expected: &'static str,
    },
}

fn field(field: &'static str, expected: &'static str) -> Unfit {
    Unfit::Field { field, expected }
}

impl Certificate {
    /// Reads one in PEM.
    pub fn read(text: &str) -> Result<Self, Unfit> {
        let der = pem::read(CERTIFICATE, text).map_err(Unfit::Pem)?;
        Self::read_der(&der)
    }

    /// Reads one in DER.
    pub fn read_der(der: &[u8]) -> Result<Self, Unfit> {
        let (rest, read) = X509Certificate::from_der(der).map_err(|_| Unfit::Der)?;
        if !rest.is_empty() {
            return Err(Unfit::Der);
        }
        if read.version != X509Version::V3 {
            return Err(field("version", "3"));
        }
        let serial = Serial::of_bytes(read.raw_serial())
            .ok_or(field("serialNumber", "16 bytes, the first from 01 to 7f"))?;
        let name = common_name(&read.subject)
            .ok_or(field("subject", "one common name and nothing else"))?;
        let from = instant(read.validity.not_before).ok_or(field("notBefore", "a date"))?;
        let until = instant(read.validity.not_after).ok_or(field("notAfter", "a date"))?;
        if from >= until {
            return Err(field("notAfter", "later than notBefore"));
        }
        let key = key_kind(read.public_key()).ok_or(field(
            "subjectPublicKeyInfo",
            "a key on P-256 or P-384, or RSA with 3072 bits",
        ))?;
        if !is_strong(read.signature_algorithm.oid()) {
            return Err(WEAK_SIGNATURE);
        }
        let extensions = Extensions::of(&read)?;
        let usage = extensions.usage()?;
        Ok(Self {
            serial,
            name,
            from,
            until,
            fingerprint: Fingerprint::of(der),
            usage,
            key,
            fqdn: extensions.host_name(usage)?,
            key_id: extensions.key_id.ok_or(field("subjectKeyIdentifier", "there"))?,
            authority_key_id: extensions.authority_key_id,
            public_key: read.public_key().raw.to_vec(),
            subject: read.subject.as_raw().to_vec(),
            issuer: read.issuer.as_raw().to_vec(),
            der: der.to_vec(),
        })
    }

    /// The subject's name in DER: what lists and other certificates call the authority.
    pub fn subject(&self) -> &[u8] {
        &self.subject
    }

    /// The certificate in DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// Whether it says that this authority issued it, by name and by the identifier of the key.
    pub fn names_as_issuer(&self, authority: &Self) -> bool {
        let key = self.authority_key_id.as_ref();
        self.issuer == authority.subject && key.is_none_or(|id| *id == authority.key_id)
    }

    /// Whether the signature is this authority's. Costs most of a millisecond.
    pub fn is_signed_by(&self, authority: &Self) -> bool {
        let Ok((_, own)) = X509Certificate::from_der(&self.der) else { return false };
        with_key(authority, |key| own.verify_signature(Some(key)).is_ok())
    }

    /// Whether it is good at a moment.
    pub fn is_good_at(&self, moment: Instant) -> bool {
        self.from <= moment && moment <= self.until
    }
}

/// Asks something of an authority's key.
pub(super) fn with_key(
    authority: &Certificate,
    ask: impl FnOnce(&SubjectPublicKeyInfo<'_>) -> bool,
) -> bool {
    SubjectPublicKeyInfo::from_der(&authority.public_key).is_ok_and(|(_, key)| ask(&key))
}

/// Of a signature with SHA-1, MD5, or what nobody here has heard of.
pub(super) const WEAK_SIGNATURE: Unfit = Unfit::Field {
    field: "signatureAlgorithm",
    expected: "ECDSA or RSA with SHA-256, SHA-384 or SHA-512",
};

/// Whether a signature of this kind cannot be made for another text (RFC 5758, RFC 8017).
pub(super) fn is_strong(algorithm: &x509_parser::der_parser::oid::Oid<'_>) -> bool {
    let strong = [
        oid!(1.2.840.10045.4.3.2),
        oid!(1.2.840.10045.4.3.3),
        oid!(1.2.840.10045.4.3.4),
        oid!(1.2.840.113549.1.1.11),
        oid!(1.2.840.113549.1.1.12),
        oid!(1.2.840.113549.1.1.13),
    ];
    strong.contains(algorithm)
}

/// Seconds since 1970 as a moment.
pub(super) fn instant(time: ASN1Time) -> Option<Instant> {
    Instant::EPOCH.add_seconds(time.timestamp())
}

/// The only part of a name.
fn common_name(name: &X509Name<'_>) -> Option<String> {
    let mut all = name.iter_attributes();
    let (first, none) = (all.next()?, all.next());
    let is_common = *first.attr_type() == oid!(2.5.4.3);
    let text = first.as_str().ok().filter(|text| !text.is_empty());
    text.filter(|_| is_common && none.is_none()).map(str::to_owned)
}

fn key_kind(key: &SubjectPublicKeyInfo<'_>) -> Option<KeyKind> {
    match key.parsed().ok()? {
        PublicKey::EC(_) => {
            let curve = key.algorithm.parameters.as_ref()?.as_oid().ok()?;
            if curve == oid!(1.2.840.10045.3.1.7) {
                Some(KeyKind::P256)
            } else if curve == oid!(1.3.132.0.34) {
                Some(KeyKind::P384)
            } else {
                None
            }
        }
        PublicKey::RSA(key) => (key.key_size() == 3072).then_some(KeyKind::Rsa3072),
        _ => None,
    }
}

/// The extensions, each at most once.
#[derive(Default)]
struct Extensions {
    /// Whether it is an authority, and how long a path may follow.
    basic: Option<(bool, Option<u32>)>,
    key_usage: Option<u16>,
    purposes: Option<Vec<Usage>>,
    names: Option<Vec<String>>,
    key_id: Option<Vec<u8>>,
    authority_key_id: Option<Vec<u8>>,
}

impl Extensions {
    fn of(read: &X509Certificate<'_>) -> Result<Self, Unfit> {
        let mut all = Self::default();
        let once = || field("extensions", "each at most once");
        read.extensions_map().map_err(|_| once())?;
        for extension in read.extensions() {
            let critical = extension.critical;
            let must = |wanted: bool, name: &'static str| match (critical == wanted, wanted) {
                (true, _) => Ok(()),
                (false, true) => Err(field(name, "critical")),
                (false, false) => Err(field(name, "not critical")),
            };
            match extension.parsed_extension() {
                ParsedExtension::BasicConstraints(basic) => {
                    must(true, "basicConstraints")?;
                    all.basic = Some((basic.ca, basic.path_len_constraint));
                }
                ParsedExtension::KeyUsage(usage) => {
                    must(true, "keyUsage")?;
                    all.key_usage = Some(usage.flags);
                }
                ParsedExtension::ExtendedKeyUsage(usage) => {
                    must(false, "extendedKeyUsage")?;
                    all.purposes = Some(purposes(usage)?);
                }
                ParsedExtension::SubjectAlternativeName(names) => {
                    must(false, "subjectAltName")?;
                    let name = |name: &GeneralName<'_>| match name {
                        GeneralName::DNSName(name) => Ok((*name).to_owned()),
                        _ => Err(field("subjectAltName", "a host name alone")),
                    };
                    all.names =
                        Some(names.general_names.iter().map(name).collect::<Result<_, _>>()?);
                }
                ParsedExtension::SubjectKeyIdentifier(id) => {
                    must(false, "subjectKeyIdentifier")?;
                    all.key_id = Some(id.0.to_vec());
                }
                ParsedExtension::AuthorityKeyIdentifier(id) => {
                    must(false, "authorityKeyIdentifier")?;
                    let only =
                        id.authority_cert_issuer.is_none() && id.authority_cert_serial.is_none();
                    let key = id.key_identifier.as_ref().filter(|_| only);
                    let key =
                        key.ok_or(field("authorityKeyIdentifier", "a key identifier alone"))?;
                    all.authority_key_id = Some(key.0.to_vec());
                }
                _ => {
                    return Err(field(
                        "extensions",
                        "those of RFC 5280 that a VPN needs, no others",
                    ));
                }
            }
        }
        Ok(all)
    }

    /// What the extensions together make of it.
    ///
    /// OpenVPN Connect compares the key usage for equality: a server's has to be exactly this pair, a
    /// user's exactly this one.
    fn usage(&self) -> Result<Usage, Unfit> {
        let (usage, key_usage, expected) = match self.basic {
            Some((true, Some(0))) => {
                (Usage::Authority, KEY_CERT_SIGN | CRL_SIGN, "exactly keyCertSign and cRLSign")
            }
            Some((false, None)) => match self.purposes.as_deref() {
                Some([Usage::Server]) => (
                    Usage::Server,
                    DIGITAL_SIGNATURE | KEY_ENCIPHERMENT,
                    "exactly digitalSignature and keyEncipherment",
                ),
                Some([Usage::User]) => (Usage::User, DIGITAL_SIGNATURE, "exactly digitalSignature"),
                _ => return Err(field("extendedKeyUsage", "exactly serverAuth or clientAuth")),
            },
            _ => return Err(field("basicConstraints", "CA:TRUE with pathlen 0, or CA:FALSE")),
        };
        if self.key_usage != Some(key_usage) {
            return Err(field("keyUsage", expected));
        }
        let authority = usage == Usage::Authority;
        if authority && self.purposes.is_some() {
            return Err(field("extendedKeyUsage", "absent"));
        }
        if !authority && self.authority_key_id.is_none() {
            return Err(field("authorityKeyIdentifier", "there"));
        }
        Ok(usage)
    }

    fn host_name(&self, usage: Usage) -> Result<Option<String>, Unfit> {
        match (usage, self.names.as_deref()) {
            (Usage::Server, Some([name])) => Ok(Some(name.clone())),
            (Usage::Server, _) => Err(field("subjectAltName", "one host name")),
            (_, None) => Ok(None),
            (_, Some(_)) => Err(field("subjectAltName", "absent")),
        }
    }
}

fn purposes(usage: &ExtendedKeyUsage<'_>) -> Result<Vec<Usage>, Unfit> {
    let others = usage.any
        || usage.code_signing
        || usage.email_protection
        || usage.time_stamping
        || usage.ocsp_signing
        || !usage.other.is_empty();
    if others {
        return Err(field("extendedKeyUsage", "exactly serverAuth or clientAuth"));
    }
    let all = [(usage.server_auth, Usage::Server), (usage.client_auth, Usage::User)];
    Ok(all.into_iter().filter(|(there, _)| *there).map(|(_, usage)| usage).collect())
}
