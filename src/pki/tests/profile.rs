//! Every field of what is issued, read by a parser that did not write it.

use x509_parser::der_parser::oid;
use x509_parser::extensions::{GeneralName, ParsedExtension};
use x509_parser::prelude::{FromDer as _, X509Certificate, X509Extension};

use super::{NOW, Vpn, at, wanted};
use crate::blueprint::kinds::{KeyKind, RevocationReason, VpnKeys};
use crate::contract::Instant;
use crate::fleet::vpn_state::{
    Certificate, Depth, Part, RevocationList, StateFault, Unfit, Usage, faults, pem,
};
use crate::pki::{Action, Policy, PrivateKey, Renewal, SERVER_KEY, user_key};

fn der(text: &str) -> Vec<u8> {
    pem::read("CERTIFICATE", text).unwrap().to_vec()
}

fn extension<'c>(
    read: &'c X509Certificate<'_>,
    at: usize,
) -> (String, bool, &'c X509Extension<'c>) {
    let extension = &read.extensions()[at];
    (extension.oid.to_id_string(), extension.critical, extension)
}

/// Identifiers of extensions and whether they are critical, sorted.
fn extensions(read: &X509Certificate<'_>) -> Vec<(String, bool)> {
    let all = (0..read.extensions().len()).map(|at| extension(read, at));
    let mut all: Vec<(String, bool)> = all.map(|(oid, critical, _)| (oid, critical)).collect();
    all.sort();
    all
}

fn listed(all: &[(&str, bool)]) -> Vec<(String, bool)> {
    all.iter().map(|(oid, critical)| ((*oid).to_owned(), *critical)).collect()
}

const SKI: &str = "2.5.29.14";
const KEY_USAGE: &str = "2.5.29.15";
const SAN: &str = "2.5.29.17";
const BASIC: &str = "2.5.29.19";
const AKI: &str = "2.5.29.35";
const EKU: &str = "2.5.29.37";

/// The content of an extension, in hexadecimal digits.
fn content(read: &X509Certificate<'_>, oid: &str) -> String {
    let found = read.extensions().iter().find(|e| e.oid.to_id_string() == oid).unwrap();
    found.value.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn certificates_have_exactly_the_profile() {
    let vpn = Vpn::of(&wanted(&["aigerim"]), at(NOW));
    let state = &vpn.state;
    let authority = der(&state.authority.pem);
    let (_, read) = X509Certificate::from_der(&authority).unwrap();
    assert_eq!(read.subject().to_string(), "CN=VPN romashka-main");
    assert_eq!(read.subject().as_raw(), read.issuer().as_raw());
    assert_eq!(extensions(&read), listed(&[(SKI, false), (KEY_USAGE, true), (BASIC, true)]));
    // SEQUENCE { TRUE, 0 } and a BIT STRING of which bits 5 and 6 are set.
    assert_eq!(content(&read, BASIC), "30060101ff020100");
    assert_eq!(content(&read, KEY_USAGE), "03020106");
    assert_eq!(read.signature_algorithm.algorithm, oid!(1.2.840.10045.4.3.3));
    let key_id = match extension_of(&read, SKI) {
        ParsedExtension::SubjectKeyIdentifier(id) => id.0.to_vec(),
        other => panic!("{other:?}"),
    };
    assert_eq!(key_id.len(), 20);

    let server = der(&state.server_certificate.pem);
    let (_, read) = X509Certificate::from_der(&server).unwrap();
    assert_eq!(read.subject().to_string(), "CN=romashka-main");
    assert_eq!(read.issuer().to_string(), "CN=VPN romashka-main");
    let all =
        [(SKI, false), (KEY_USAGE, true), (SAN, false), (BASIC, true), (AKI, false), (EKU, false)];
    assert_eq!(extensions(&read), listed(&all));
    assert_eq!(content(&read, BASIC), "3000");
    // digitalSignature and keyEncipherment: the byte a0, which OpenVPN Connect compares.
    assert_eq!(content(&read, KEY_USAGE), "030205a0");
    assert_eq!(content(&read, EKU), "300a06082b06010505070301");
    let names = match extension_of(&read, SAN) {
        ParsedExtension::SubjectAlternativeName(names) => names.general_names.clone(),
        other => panic!("{other:?}"),
    };
    assert_eq!(names, [GeneralName::DNSName("romashka.1c.bulut.example")]);
    assert!(matches!(extension_of(&read, AKI), ParsedExtension::AuthorityKeyIdentifier(id)
        if id.key_identifier.as_ref().unwrap().0 == key_id && id.authority_cert_serial.is_none()));

    let user = der(&state.users[0].pem);
    let (_, read) = X509Certificate::from_der(&user).unwrap();
    assert_eq!(read.subject().to_string(), "CN=aigerim");
    let all = [(SKI, false), (KEY_USAGE, true), (BASIC, true), (AKI, false), (EKU, false)];
    assert_eq!(extensions(&read), listed(&all));
    assert_eq!(content(&read, BASIC), "3000");
    assert_eq!(content(&read, KEY_USAGE), "03020780");
    assert_eq!(content(&read, EKU), "300a06082b06010505070302");
    assert_eq!((read.raw_serial().len(), read.raw_serial()[0]), (16, 1));
    assert_eq!(read.version.0, 2);
}

fn extension_of<'c>(read: &'c X509Certificate<'_>, oid: &str) -> &'c ParsedExtension<'c> {
    let found = read.extensions().iter().find(|e| e.oid.to_id_string() == oid);
    found.unwrap().parsed_extension()
}

#[test]
fn lifetimes_are_those_of_the_blueprint_and_begin_a_day_ago() {
    let vpn = Vpn::of(&wanted(&["aigerim"]), at(NOW));
    let days = |from: Instant, days: i64| from.add_seconds(days * 86_400).unwrap();
    let state = &vpn.state;
    for (issued, years) in
        [(&state.authority, 15), (&state.server_certificate, 3), (&state.users[0], 2)]
    {
        assert_eq!(issued.from, at("2026-11-22T09:00:00Z"));
        assert_eq!(issued.until, days(at(NOW), years * 365));
    }
    assert_eq!(state.list.this_update, at("2026-11-22T09:00:00Z"));
    assert_eq!(state.list.next_update, state.authority.until);
    assert_eq!(state.authority.key, KeyKind::P384);
    assert_eq!((state.server_certificate.key, state.users[0].key), (KeyKind::P256, KeyKind::P256));
}

/// RFC 5280 section 4.1.2.5: two digits of the year until 2049 (tag 17), four from 2050 on (tag 18).
#[test]
fn dates_change_their_form_in_2050() {
    for (now, from_tag, until_tag) in [
        ("2046-02-28T00:00:00Z", 0x17, 0x17),
        ("2048-02-29T12:00:00Z", 0x17, 0x18),
        ("2050-01-01T12:00:00Z", 0x17, 0x18),
        ("2050-01-02T00:00:00Z", 0x18, 0x18),
        ("2096-02-29T23:59:59Z", 0x18, 0x18),
    ] {
        let mut people = wanted(&["aigerim"]);
        people.policy = Policy { authority: Policy::default().server, ..people.policy };
        let vpn = Vpn::of(&people, at(now));
        let user = &vpn.state.users[0];
        assert_eq!(user.until, at(now).add_seconds(730 * 86_400).unwrap());
        let der = der(&user.pem);
        let (_, read) = X509Certificate::from_der(&der).unwrap();
        let tag = |moment: Instant| {
            let civil = moment.civil(crate::contract::UtcOffset::UTC).to_string();
            let digits: String = civil.chars().filter(char::is_ascii_digit).collect();
            let short =
                der.windows(14).any(|w| w[0] == 0x17 && w[2..14] == digits.as_bytes()[2..14]);
            let long = der.windows(16).any(|w| w[0] == 0x18 && w[2..16] == digits.as_bytes()[..14]);
            assert!(short != long, "{now}");
            if short { 0x17 } else { 0x18 }
        };
        assert_eq!((tag(user.from), tag(user.until)), (from_tag, until_tag), "{now}");
        assert_eq!(read.validity().not_after.timestamp(), user.until.unix_seconds());
        assert_eq!(faults(&vpn.state, Depth::Signatures), []);
    }
}

#[test]
fn rsa_is_used_throughout() {
    let mut people = wanted(&["aigerim"]);
    people.policy.keys = VpnKeys::Rsa3072;
    let vpn = Vpn::of(&people, at(NOW));
    assert_eq!(faults(&vpn.state, Depth::Signatures), []);
    let state = &vpn.state;
    for issued in [&state.authority, &state.server_certificate, &state.users[0]] {
        assert_eq!(issued.key, KeyKind::Rsa3072);
    }
    let key = PrivateKey::read(vpn.secret(&user_key("aigerim"))).unwrap();
    assert!(key.is_of(&Certificate::read(&state.users[0].pem).unwrap()));
    assert_eq!(key.kind(), KeyKind::Rsa3072);
}

/// What was issued under one certificate of the authority is good under the other.
#[test]
fn a_renewed_authority_keeps_its_name_its_key_and_everybody() {
    let people = wanted(&["aigerim"]);
    let mut vpn = Vpn::of(&people, at(NOW));
    let old = Certificate::read(&vpn.state.authority.pem).unwrap();
    let old_user = Certificate::read(&vpn.state.users[0].pem).unwrap();
    let later = at("2040-01-01T00:00:00Z");
    let renewal = Renewal { authority: true, ..Renewal::default() };
    vpn.run(&people, &Action::Renew(renewal), later);
    vpn.run(&people, &Action::Issue, later);
    let new = Certificate::read(&vpn.state.authority.pem).unwrap();
    let new_user = Certificate::read(&vpn.state.users[0].pem).unwrap();
    assert_eq!(
        (&new.public_key, &new.key_id, &new.name),
        (&old.public_key, &old.key_id, &old.name)
    );
    assert_eq!(new.subject(), old.subject());
    assert_ne!(new.serial, old.serial);
    assert!(new.until > old.until);
    for (leaf, authority) in [(&old_user, &new), (&new_user, &old), (&new_user, &new)] {
        assert!(leaf.names_as_issuer(authority) && leaf.is_signed_by(authority));
    }
    let list = RevocationList::read(&vpn.state.list.pem).unwrap();
    assert!(list.is_signed_by(&old) && list.names_as_issuer(&old));
    assert_eq!(list.next_update, new.until);
}

/// What a person or a merge may do to a state, and that it is seen.
#[test]
fn a_state_is_held_to_its_certificates() {
    let people = wanted(&["aigerim", "daulet"]);
    let mut vpn = Vpn::of(&people, at(NOW));
    let mut foreign = people.clone();
    foreign.server = "zhuldyz-erp".to_owned();
    let foreign = Vpn::of(&foreign, at(NOW)).state;
    // The same name, another key: only signatures tell these apart.
    let twin = Vpn::of(&people, at(NOW)).state;
    let reason = RevocationReason::KeyCompromise;
    vpn.run(&people, &Action::Revoke { user: "daulet".to_owned(), reason }, at(NOW));
    let state = &vpn.state;
    let found = |change: &dyn Fn(&mut crate::pki::State), depth| {
        let mut changed = state.clone();
        change(&mut changed);
        faults(&changed, depth)
    };
    let deep = |change: &dyn Fn(&mut crate::pki::State)| found(change, Depth::Signatures);
    let list = Part::List;
    let issuer = StateFault::Issuer { part: list.clone() };
    assert!(deep(&|s| s.list = foreign.list.clone()).contains(&issuer));
    let signature = StateFault::Signature { part: list.clone() };
    // The identifier of the key gives the twin away without a signature.
    assert!(found(&|s| s.list = twin.list.clone(), Depth::Facts).contains(&issuer));
    assert!(!deep(&|_| {}).contains(&signature));
    let serial = state.revoked[0].serial;
    let missing = |s: &mut crate::pki::State| s.list = Vpn::of(&people, at(NOW)).state.list;
    assert!(deep(&missing).contains(&StateFault::NotListed { name: "daulet".to_owned(), serial }));
    assert_eq!(deep(&|s| s.revoked.clear()), [StateFault::Unrecorded { serial }]);
    assert_eq!(
        deep(&|s| s.revoked[0].reason = RevocationReason::Superseded),
        [StateFault::ListDiffers { name: "daulet".to_owned(), serial }]
    );
    let swapped = |s: &mut crate::pki::State| s.users[0].pem = s.server_certificate.pem.clone();
    let usage = StateFault::Usage { part: Part::User("aigerim".to_owned()), is: Usage::Server };
    assert!(deep(&swapped).contains(&usage));
    assert!(
        deep(&|s| s.users.push(s.users[0].clone()))
            .contains(&StateFault::Twice { user: "aigerim".to_owned() })
    );
    let part = Part::Authority;
    let broken = |s: &mut crate::pki::State| s.authority.pem = "-----BEGIN".to_owned();
    assert!(
        matches!(&deep(&broken)[0], StateFault::Unfit { part: p, why: Unfit::Pem(_) } if *p == part)
    );
    for fault in deep(&|s| s.list = foreign.list.clone()) {
        assert!(!fault.to_string().is_empty() && !fault.help("romashka-main").is_empty());
    }
    // One bit of the signature, with the fingerprint made to fit.
    let forged = |s: &mut crate::pki::State| {
        let mut bytes = der(&s.users[0].pem);
        *bytes.last_mut().unwrap() ^= 1;
        let read = Certificate::read_der(&bytes).unwrap();
        s.users[0].fingerprint = read.fingerprint;
        s.users[0].pem = pem::write("CERTIFICATE", &bytes).unwrap().to_string();
    };
    assert_eq!(found(&forged, Depth::Facts), []);
    assert_eq!(deep(&forged), [StateFault::Signature { part: Part::User("aigerim".to_owned()) }]);
}

#[test]
fn keys_come_back_and_wrong_ones_are_refused() {
    let vpn = Vpn::of(&wanted(&["aigerim"]), at(NOW));
    let key = PrivateKey::read(vpn.secret(SERVER_KEY)).unwrap();
    assert_eq!(key.to_pem().unwrap(), *vpn.secret(SERVER_KEY));
    assert!(!key.is_of(&Certificate::read(&vpn.state.users[0].pem).unwrap()));
    assert_eq!(format!("{key:?}"), "PrivateKey(p-256)");
    let passphrase = |text: &str| key.to_encrypted_pem(&text.to_owned().into());
    for bad in ["", "short", "eleven char", " twelve chars", "twelve\nchars", &"x".repeat(128)] {
        assert!(passphrase(bad).is_err(), "{bad:?}");
    }
    let encrypted = passphrase("correct horse battery").unwrap();
    assert!(
        encrypted.expose_text().unwrap().starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
    );
    assert!(PrivateKey::read(&encrypted).is_err());
    assert_ne!(passphrase("correct horse battery").unwrap(), encrypted);
}
