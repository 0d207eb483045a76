//! Web publications of infobases: paths in nginx, Apache and the descriptor at once.

use std::borrow::Cow;
use std::collections::HashMap;

use super::fault::PublicationFault;
use super::repetition::{folded, repetitions};
use super::scope::Tenant;
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{HttpService, Publication, Soap};
use crate::blueprint::units::Line;
use crate::diagnostics::Report;

/// First segments that belong to the server itself.
const RESERVED: &[(&str, &str)] = &[
    ("cgi-bin", "Apache keeps it for programs"),
    ("closed.html", "nginx shows it while the service is suspended"),
    ("error", "Apache keeps its messages there"),
    ("icons", "Apache keeps its pictures there"),
    ("monitoring", "Grafana is shown there to clients of the private network"),
    ("repository", "the server of the configuration repository is published there"),
    ("server-info", "Apache tells its state there"),
    ("server-status", "Apache tells its state there"),
];

/// Longest path; with what 1C appends it stays far below nginx's 8 KiB of a request line.
const PATH_BYTES: usize = 200;

/// The publications of one server.
pub(super) fn of_server(tenant: Tenant<'_>, report: &mut Report) {
    let publications =
        || tenant.server.infobases.iter().filter_map(|infobase| infobase.publication.as_ref());
    for publication in publications() {
        one(publication, tenant.whole, report);
    }
    if !tenant.is_deleted() {
        collisions(publications(), report);
    }
}

fn one(publication: &Publication, whole: bool, report: &mut Report) {
    let (path, span) = (&*publication.path.value, publication.path.span);
    if let Some(why) = path_fault(path) {
        report.push(PublicationFault::Path { path, span, why }.into());
    } else if let Some(why) = reserved(path) {
        report.push(PublicationFault::Reserved { path, span, why }.into());
    }
    if let Some(soap) = &publication.soap {
        soap_services(soap, report);
    }
    if let Some(services) = &publication.http_services {
        http_services(&services.services, report);
    }
    let off = publication.web_client.as_ref().filter(|asked| !asked.value);
    let served = publication.soap.is_some()
        || publication.http_services.is_some()
        || publication.odata.is_some();
    if let Some(off) = off
        && !served
        && whole
    {
        report.push(PublicationFault::Nothing { span: off.span }.into());
    }
}

/// What is wrong with a path, in words that follow the path.
fn path_fault(path: &str) -> Option<&'static str> {
    let Some(below) = path.strip_prefix('/') else {
        return Some("a path begins with `/`");
    };
    if below.is_empty() {
        return Some("the root is not a publication");
    }
    if below.ends_with('/') {
        return Some("a path does not end with `/`");
    }
    if path.len() > PATH_BYTES {
        return Some("a path has at most 200 characters");
    }
    for segment in below.split('/') {
        if segment.is_empty() {
            return Some("there is nothing between two `/`");
        }
        if matches!(segment, "." | "..") {
            return Some("`.` and `..` lead elsewhere");
        }
        if !segment.bytes().all(is_unreserved) {
            return Some("only Latin letters, digits, `-`, `.` and `_` mean themselves everywhere");
        }
    }
    None
}

/// Unreserved characters of RFC 3986 section 2.3: nobody on the way writes them in another form. The
/// tilde is one too, but begins a pattern in nginx and a home folder in a shell.
const fn is_unreserved(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_')
}

fn reserved(path: &str) -> Option<&'static str> {
    let first = path.split('/').nth(1)?;
    if first.starts_with('.') {
        return Some("names with a dot, such as `.well-known`, are kept for the server (RFC 8615)");
    }
    let known = RESERVED.iter().find(|(name, _)| name.eq_ignore_ascii_case(first));
    known.map(|(_, why)| *why)
}

/// Two publications at one path, or one below the other: a request would reach the wrong infobase.
///
/// Case does not tell paths apart: people retype addresses from paper.
fn collisions<'a>(
    publications: impl Iterator<Item = &'a Publication> + Clone,
    report: &mut Report,
) {
    let mut taken: HashMap<Cow<'a, str>, &'a Spanned<Line>> = HashMap::new();
    for publication in publications.clone() {
        let path = &publication.path;
        if let Some(first) = taken.get(&folded(path)) {
            let (span, first, other) = (path.span, first.span, &***first);
            report.push(PublicationFault::SamePath { path, span, other, first }.into());
        } else {
            taken.insert(folded(path), path);
        }
    }
    if taken.len() < 2 {
        return;
    }
    for publication in publications {
        let path = &publication.path;
        let whole = folded(path);
        for (at, _) in whole.match_indices('/').skip(1) {
            if let Some(outer) = taken.get(&whole[..at]) {
                let (span, outer, around) = (path.span, &***outer, outer.span);
                report.push(PublicationFault::Nested { path, span, outer, around }.into());
                break;
            }
        }
    }
}

/// Web services: their names become addresses, `/ws/NAME` and `/ws/NAME.1cws`.
fn soap_services(soap: &Soap, report: &mut Report) {
    for name in &soap.services {
        identifier(name, report);
    }
    for found in repetitions(&soap.services, |s| Some((folded(s), s.span))) {
        let ((again, span), (_, first)) = (found.again, found.first);
        report.push(PublicationFault::ServiceTwice { name: again, span, first }.into());
    }
}

fn http_services(services: &[HttpService], report: &mut Report) {
    for service in services {
        identifier(&service.name, report);
        if let Some(root) = &service.root_url
            && !is_root_url(root)
        {
            let (url, span) = (&*root.value, root.span);
            report.push(PublicationFault::RootUrl { url, span }.into());
        }
    }
    for found in repetitions(services, |s| Some((folded(&s.name), s.name.span))) {
        let ((again, span), (_, first)) = (found.again, found.first);
        report.push(PublicationFault::ServiceTwice { name: &again.name, span, first }.into());
    }
    for found in repetitions(services, |s| Some((folded(root_of(s)), root_of(s).span))) {
        let ((again, span), (before, first)) = (found.again, found.first);
        // Two services of one name are said already, unless a root is written as well.
        if again.root_url.is_some() || before.root_url.is_some() {
            let url = root_of(again);
            report.push(PublicationFault::RootUrlTwice { url, span, first }.into());
        }
    }
}

fn root_of(service: &HttpService) -> &Spanned<Line> {
    service.root_url.as_ref().unwrap_or(&service.name)
}

/// Segments of unreserved characters, without a slash at either end.
fn is_root_url(url: &str) -> bool {
    url.len() <= PATH_BYTES
        && url.split('/').all(|segment| {
            !segment.is_empty()
                && !matches!(segment, "." | "..")
                && segment.bytes().all(is_unreserved)
        })
}

/// A name of 1C's language: a letter or `_`, then letters, digits and `_`.
fn identifier(name: &Spanned<Line>, report: &mut Report) {
    let mut chars = name.chars();
    let begins = chars.next().is_some_and(|c| c == '_' || c.is_alphabetic());
    if !begins || !chars.all(|c| c == '_' || c.is_alphanumeric()) || name.len() > PATH_BYTES {
        report.push(PublicationFault::ServiceName { name, span: name.span }.into());
    }
}
