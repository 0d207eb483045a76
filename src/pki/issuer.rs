//! What an authority signs: certificates with exactly one profile, and lists of revocations.

use rcgen::{
    BasicConstraints, CertificateParams, CertificateRevocationListParams, DistinguishedName,
    DnType, ExtendedKeyUsagePurpose, IsCa, KeyIdMethod, KeyUsagePurpose, RevokedCertParams,
    SanType, SerialNumber,
};
use time::OffsetDateTime;

use super::fault::Fault;
use super::keys::PrivateKey;
use crate::blueprint::kinds::{KeyKind, RevocationReason, VpnKeys};
use crate::contract::Instant;
use crate::fleet::vpn_state::{Certificate, Issued, LIST, List, Revocation, Serial, pem};

/// How far before now everything that is made begins: clocks of servers and clients run behind, by hours
/// where one takes local time for UTC, and a certificate or list from the future lets nobody in.
pub(super) const BACKDATED: i64 = 86_400;

/// From when until when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Validity {
    pub(super) from: Instant,
    pub(super) until: Instant,
}

impl Validity {
    /// From a day before now.
    pub(super) fn from_now(now: Instant, until: Instant) -> Result<Self, Fault> {
        let from = now.add_seconds(-BACKDATED).ok_or(Fault::Moment { moment: now })?;
        Ok(Self { from, until })
    }
}

/// The kinds of key of an authority, and of what it issues.
pub(super) const fn kinds(keys: VpnKeys) -> (KeyKind, KeyKind) {
    match keys {
        VpnKeys::P256 => (KeyKind::P384, KeyKind::P256),
        VpnKeys::Rsa3072 => (KeyKind::Rsa3072, KeyKind::Rsa3072),
    }
}

/// The common name of a server's authority. A user's name has no space, so none can be mistaken for it.
pub(super) fn authority_name(server: &str) -> String {
    format!("VPN {server}")
}

/// An authority with its key: it can sign.
pub(super) struct Issuer {
    certificate: Certificate,
    key: PrivateKey,
}

impl Issuer {
    /// The authority of a state, if this is its key.
    pub(super) fn of(authority: &Issued, key: PrivateKey) -> Result<Self, Fault> {
        let certificate = Certificate::read(&authority.pem)?;
        if !key.is_of(&certificate) {
            return Err(Fault::KeyOfAnother);
        }
        Ok(Self { certificate, key })
    }

    /// The certificate of an authority of this name, signed by itself. With the same key it has the same
    /// identifier, so what was signed under an earlier one is good under this one.
    pub(super) fn authority(
        name: &str,
        key: &PrivateKey,
        serial: Serial,
        validity: Validity,
    ) -> Result<Issued, Fault> {
        let mut params = params(name, serial, validity)?;
        params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
        params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
        let made = params.self_signed(key.pair());
        issued(made.map_err(|_| Fault::NotMade { what: "the authority's certificate" })?.der())
    }

    /// The certificate of the server.
    ///
    /// OpenVPN Connect compares the key usage for equality, and takes `digitalSignature` alone for no
    /// server, though an elliptic key needs nothing else.
    pub(super) fn server(
        &self,
        (name, fqdn): (&str, &str),
        key: &PrivateKey,
        serial: Serial,
        validity: Validity,
    ) -> Result<Issued, Fault> {
        let fault = Fault::NotMade { what: "the server's certificate" };
        let mut params = params(name, serial, validity)?;
        let host = fqdn.try_into().map_err(|_| fault.clone())?;
        params.subject_alt_names = vec![SanType::DnsName(host)];
        params.key_usages =
            vec![KeyUsagePurpose::DigitalSignature, KeyUsagePurpose::KeyEncipherment];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
        self.sign(params, key).ok_or(fault).and_then(|der| issued(&der))
    }

    /// The certificate of a user.
    pub(super) fn user(
        &self,
        name: &str,
        key: &PrivateKey,
        serial: Serial,
        validity: Validity,
    ) -> Result<Issued, Fault> {
        let mut params = params(name, serial, validity)?;
        params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
        params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
        let fault = Fault::NotMade { what: "a user's certificate" };
        self.sign(params, key).ok_or(fault).and_then(|der| issued(&der))
    }

    fn sign(&self, mut params: CertificateParams, key: &PrivateKey) -> Option<Vec<u8>> {
        // "Explicitly none" writes the critical CA:FALSE.
        params.is_ca = IsCa::ExplicitNoCa;
        params.use_authority_key_identifier_extension = true;
        let signed = params.signed_by(key.pair(), &self.rcgen()?).ok()?;
        Some(signed.der().to_vec())
    }

    /// A list of revocations that is good from a day before `now`.
    pub(super) fn list(
        &self,
        number: u64,
        validity: Validity,
        revoked: &[&Revocation],
    ) -> Result<List, Fault> {
        let Validity { from, until } = validity;
        let revoked_certs =
            revoked.iter().map(|revoked| entry(revoked)).collect::<Result<_, _>>()?;
        let params = CertificateRevocationListParams {
            this_update: moment(from)?,
            next_update: moment(until)?,
            crl_number: SerialNumber::from(number),
            issuing_distribution_point: None,
            revoked_certs,
            key_identifier_method: KeyIdMethod::PreSpecified(self.certificate.key_id.clone()),
        };
        let fault = || Fault::NotMade { what: "the list of revocations" };
        let signed = params.signed_by(&self.rcgen().ok_or_else(fault)?).map_err(|_| fault())?;
        let pem = pem::write(LIST, signed.der()).ok_or_else(fault)?;
        Ok(List { number, this_update: from, next_update: until, pem: pem.to_string() })
    }

    fn rcgen(&self) -> Option<rcgen::Issuer<'static, &rcgen::KeyPair>> {
        let der = self.certificate.der().to_vec().into();
        rcgen::Issuer::from_ca_cert_der(&der, self.key.pair()).ok()
    }
}

fn params(name: &str, serial: Serial, validity: Validity) -> Result<CertificateParams, Fault> {
    let mut params = CertificateParams::default();
    params.distinguished_name = DistinguishedName::new();
    params.distinguished_name.push(DnType::CommonName, name);
    params.serial_number = Some(SerialNumber::from_slice(serial.bytes()));
    params.not_before = moment(validity.from)?;
    params.not_after = moment(validity.until)?;
    Ok(params)
}

/// A certificate with its facts, which are read from it: so the two agree.
fn issued(der: &[u8]) -> Result<Issued, Fault> {
    let read = Certificate::read_der(der)?;
    let fault = Fault::NotMade { what: "a certificate" };
    let pem = pem::write(crate::fleet::vpn_state::CERTIFICATE, der).ok_or(fault)?;
    Ok(Issued {
        name: read.name,
        key: read.key,
        serial: read.serial,
        from: read.from,
        until: read.until,
        fingerprint: read.fingerprint,
        pem: pem.to_string(),
    })
}

fn entry(revoked: &Revocation) -> Result<RevokedCertParams, Fault> {
    use rcgen::RevocationReason as Code;
    Ok(RevokedCertParams {
        serial_number: SerialNumber::from_slice(revoked.serial.bytes()),
        revocation_time: moment(revoked.revoked)?,
        reason_code: match revoked.reason {
            // RFC 5280 section 5.3.1: left out rather than written.
            RevocationReason::Unspecified => None,
            RevocationReason::KeyCompromise => Some(Code::KeyCompromise),
            RevocationReason::AffiliationChanged => Some(Code::AffiliationChanged),
            RevocationReason::Superseded => Some(Code::Superseded),
            RevocationReason::CessationOfOperation => Some(Code::CessationOfOperation),
        },
        invalidity_date: None,
    })
}

/// A moment as the library for certificates takes it. It writes two digits of the year until 2049 and four
/// from then on, as RFC 5280 section 4.1.2.5 asks.
fn moment(instant: Instant) -> Result<OffsetDateTime, Fault> {
    OffsetDateTime::from_unix_timestamp(instant.unix_seconds())
        .map_err(|_| Fault::Moment { moment: instant })
}
