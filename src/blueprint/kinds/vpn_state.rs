//! The public state of a server's VPN: `keys/pki/SERVER.yaml`.
//!
//! No blueprint: `qalyp vpn` writes it, people review it, a build only reads it. Nothing in it is secret.

use crate::blueprint::decode::{Required, Spanned, record, words};
use crate::blueprint::units::{
    CertificatePem, DomainName, Line, ListPem, Name, Serial, Sha256Digest, Whole,
};
use crate::contract::Instant;

record! {
    /// What was issued and revoked for the VPN of one server. Written by `qalyp vpn`.
    pub struct VpnState("the public state of a VPN") {
        /// Version of the shape.
        "format" => format: Spanned<VpnStateFormat>,
        /// The server, which is also the name of the file.
        "server" => server: Spanned<Name>,
        /// Who issues: one authority for each server.
        "authority" => authority: Required<VpnAuthority>,
        /// The certificate of the server.
        "server-certificate" => server_certificate: Required<VpnServerCertificate>,
        /// The list of revocations as it is published.
        "list" => list: Required<VpnList>,
        /// The certificates that users have, by name.
        "users" => users: Vec<VpnUserCertificate>,
        /// Certificates that were replaced and not revoked: they still let in whoever holds them.
        "former" => former: Vec<VpnFormerCertificate>,
        /// Certificates that were revoked, in that order.
        "revoked" => revoked: Vec<VpnRevocation>,
    }
}

words! {
    /// Versions of the shape.
    pub enum VpnStateFormat("a version of the shape") {
        /// The first.
        "qalyp-vpn/1" => One,
    }
}

words! {
    /// Kinds of key.
    pub enum KeyKind("a kind of key") {
        /// The NIST curve P-256.
        "p-256" => P256,
        /// The NIST curve P-384.
        "p-384" => P384,
        /// RSA with 3072 bits.
        "rsa-3072" => Rsa3072,
    }
}

words! {
    /// Why a certificate was revoked (RFC 5280 section 5.3.1).
    pub enum RevocationReason("a reason of revocation") {
        /// None is given.
        "unspecified" => Unspecified,
        /// The key is known, or may be known, to somebody else.
        "key-compromise" => KeyCompromise,
        /// The user belongs elsewhere now.
        "affiliation-changed" => AffiliationChanged,
        /// Another certificate took its place.
        "superseded" => Superseded,
        /// The user needs no access any more.
        "cessation-of-operation" => CessationOfOperation,
    }
}

impl RevocationReason {
    /// Whether who was revoked for it stays out until a person says otherwise.
    pub const fn bars(self) -> bool {
        !matches!(self, Self::CessationOfOperation)
    }
}

record! {
    /// The certificate of the authority.
    pub struct VpnAuthority("an authority") {
        /// Its common name.
        "name" => name: Spanned<Line>,
        /// Its key.
        "key" => key: Spanned<KeyKind>,
        /// Serial number.
        "serial" => serial: Spanned<Serial>,
        /// First moment.
        "not-before" => not_before: Spanned<Instant>,
        /// Last moment.
        "not-after" => not_after: Spanned<Instant>,
        /// SHA-256 of the certificate in DER: its fingerprint.
        "sha256" => sha256: Spanned<Sha256Digest>,
        /// The certificate.
        "certificate" => certificate: Spanned<CertificatePem>,
    }
}

record! {
    /// The certificate of the server.
    pub struct VpnServerCertificate("the certificate of a server") {
        /// Its common name: what profiles pin.
        "name" => name: Spanned<Line>,
        /// Its host name.
        "fqdn" => fqdn: Spanned<DomainName>,
        /// Its key.
        "key" => key: Spanned<KeyKind>,
        /// Serial number.
        "serial" => serial: Spanned<Serial>,
        /// First moment.
        "not-before" => not_before: Spanned<Instant>,
        /// Last moment.
        "not-after" => not_after: Spanned<Instant>,
        /// SHA-256 of the certificate in DER: its fingerprint.
        "sha256" => sha256: Spanned<Sha256Digest>,
        /// The certificate.
        "certificate" => certificate: Spanned<CertificatePem>,
    }
}

record! {
    /// The list of revocations. Without it, and after its end, nobody gets in.
    pub struct VpnList("a list of revocations") {
        /// Its number: each list has the next one (RFC 5280 section 5.2.3).
        "number" => number: Spanned<Whole<1, 1_000_000_000>>,
        /// First moment.
        "this-update" => this_update: Spanned<Instant>,
        /// Last moment.
        "next-update" => next_update: Spanned<Instant>,
        /// The list.
        "list" => list: Spanned<ListPem>,
    }
}

record! {
    /// The certificate of a user.
    pub struct VpnUserCertificate("the certificate of a user") {
        /// The user: the common name.
        "name" => name: Spanned<Line>,
        /// Its key.
        "key" => key: Spanned<KeyKind>,
        /// Serial number.
        "serial" => serial: Spanned<Serial>,
        /// First moment.
        "not-before" => not_before: Spanned<Instant>,
        /// Last moment.
        "not-after" => not_after: Spanned<Instant>,
        /// SHA-256 of the certificate in DER: its fingerprint.
        "sha256" => sha256: Spanned<Sha256Digest>,
        /// The certificate.
        "certificate" => certificate: Spanned<CertificatePem>,
    }
}

record! {
    /// A certificate that a newer one replaced and that was not revoked.
    pub struct VpnFormerCertificate("a former certificate") {
        /// Whose: the common name.
        "name" => name: Spanned<Line>,
        /// Serial number.
        "serial" => serial: Spanned<Serial>,
        /// Last moment.
        "not-after" => not_after: Spanned<Instant>,
        /// When it was replaced.
        "replaced" => replaced: Spanned<Instant>,
    }
}

record! {
    /// A certificate that was revoked.
    pub struct VpnRevocation("a revocation") {
        /// Whose: the common name.
        "name" => name: Spanned<Line>,
        /// Serial number.
        "serial" => serial: Spanned<Serial>,
        /// Last moment of the certificate, after which the list may forget it.
        "not-after" => not_after: Spanned<Instant>,
        /// When.
        "revoked" => revoked: Spanned<Instant>,
        /// Why.
        "reason" => reason: Spanned<RevocationReason>,
    }
}
