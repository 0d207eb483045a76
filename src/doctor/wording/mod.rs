//! Every sentence of the doctor.

mod held;
mod project;

pub use held::not_judged;
pub(super) use held::*;
pub use project::{no_vault, open_folder};

use super::codes;
use super::exposed::{ALLOWANCES, Allowances, Exposure, Kind, Unfit};
use super::repository::{Looked, Open, Standing};
use crate::diagnostics::{Code, Finding, Report, SourceId, Sources, Span};

/// What is shown in place of a line with a secret in it.
const NOT_SHOWN: &str = "(not shown)";

/// The findings of a look. `shown` gives a path as people see it from where they are.
///
/// The texts that are added to `sources` have the lines of the files and none of their content: no
/// form of a report can show what was found.
pub fn open_findings(
    looked: &Looked,
    shown: impl Fn(&str) -> String,
    sources: &mut Sources,
) -> Report {
    let mut report = Report::default();
    for open in &looked.open {
        let (source, spans) = hidden(&shown(&open.path), &open.found, sources);
        for (exposure, (start, end)) in open.found.iter().zip(spans) {
            let span = Span::new(source, start, end);
            report.push(finding(&shown(&open.path), open, exposure).at(span, "begins here"));
        }
    }
    for (path, reason) in &looked.unread {
        let path = shown(path);
        report.push(
            Finding::warning(
                codes::NOT_LOOKED_INTO,
                format!("`{path}` could not be looked into: {reason}"),
            )
            .help("run this as somebody who may read it: a secret may lie in it"),
        );
    }
    report
}

/// A text with as many lines as are needed to name the places, and nothing in them.
fn hidden(name: &str, found: &[Exposure], sources: &mut Sources) -> (SourceId, Vec<(u32, u32)>) {
    let (mut text, mut line, mut spans) = (String::new(), 1, Vec::new());
    let mut last = None;
    for exposure in found {
        while line < exposure.line {
            text.push('\n');
            line += 1;
        }
        if last != Some(exposure.line) {
            text.push_str(NOT_SHOWN);
        }
        last = Some(exposure.line);
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        spans.push((end - u32::try_from(NOT_SHOWN.len()).unwrap_or(0), end));
    }
    (sources.add(name, text), spans)
}

fn finding(path: &str, open: &Open, exposure: &Exposure) -> Finding {
    let (code, what) = said(&exposure.kind);
    let wrapped = if exposure.wrapped { ", in base64" } else { "" };
    let finding = Finding::error(code, format!("{what} lies open in `{path}`{wrapped}"));
    let finding = match exposure.kind {
        Kind::LockedKey => finding.note(
            "its passphrase can be guessed offline, for as long as a copy of the repository exists",
        ),
        Kind::AgeIdentity => {
            finding.note("it opens every secret that was ever encrypted to it, in every old commit")
        }
        _ => finding,
    };
    let anew = anew(&exposure.kind);
    let finding = match open.standing {
        Standing::Tracked => finding
            .note("whoever has a copy of this repository has it: its history keeps it when the file is gone")
            .help(format!("count it as known: {anew}; then take it out of the file")),
        Standing::Staged => finding.help(format!(
            "it is not committed yet: `git restore --staged {path}`, and move it out of the repository; if it ever was \
             elsewhere, {anew}"
        )),
        Standing::Untracked => finding.help(format!(
            "git does not have it yet, but the next `git add` takes it: move it out of the repository; if it ever was \
             elsewhere, {anew}"
        )),
        Standing::Unknown => finding.help(format!("move it out of this folder; if others could read it, {anew}")),
    };
    finding.help(format!(
        "if it is none (a published test vector, an example), write `qalyp: not-a-secret REASON` on its line or the one \
         before, or `PATH REASON` into `{ALLOWANCES}`"
    ))
}

/// The code, and what it is.
fn said(kind: &Kind) -> (Code, String) {
    match kind {
        Kind::PrivateKey => (codes::PRIVATE_KEY, "a private key".into()),
        Kind::LockedKey => (codes::PRIVATE_KEY, "a private key behind a passphrase".into()),
        Kind::AgeIdentity => (codes::AGE_IDENTITY, "an age identity".into()),
        Kind::OpenVpn(which) => (codes::OPENVPN_KEY, (*which).to_owned()),
        Kind::Bundle => (codes::BUNDLE, "a VPN profile with its private parts".into()),
        Kind::Release => (codes::RELEASE, "a release with its secrets".into()),
        Kind::Letter => (codes::LETTER, "a handover letter with its fields filled in".into()),
        Kind::Value(name) => (codes::OPEN_VALUE, format!("the value of the secret `{name}`")),
        Kind::Password(key) => (codes::PASSWORD, format!("the value of `{key}`")),
        Kind::Token(whose) => (codes::PASSWORD, (*whose).to_owned()),
        Kind::Address => (codes::PASSWORD, "the password of an address".into()),
    }
}

/// What makes it worthless.
fn anew(kind: &Kind) -> &'static str {
    match kind {
        Kind::PrivateKey | Kind::LockedKey => {
            "make a new one and revoke what was issued for it (a user of the VPN: `qalyp vpn revoke`, then `qalyp vpn issue`)"
        }
        Kind::AgeIdentity => {
            "make a new identity, `qalyp vault recipients add` it, `remove` this one, and rotate every secret that it could read"
        }
        Kind::OpenVpn(_) => {
            "make a new one: one of a server changes every profile, one of a user comes with `qalyp vpn renew --user`"
        }
        Kind::Bundle => {
            "revoke the user's certificate (`qalyp vpn revoke SERVER USER --reason key-compromise`) and issue a new one"
        }
        Kind::Release => {
            "rotate every secret of that server (`qalyp vault rotate`) and issue its VPN anew"
        }
        Kind::Letter => {
            "rotate the passwords that it tells (`grafana/admin`, `slk/console`: `qalyp vault rotate SERVER NAME`), release, and complete the letter again"
        }
        Kind::Value(_) => {
            "make another (`qalyp vault rotate` with that name), and release the server"
        }
        Kind::Password(_) | Kind::Token(_) | Kind::Address => {
            "change it where it opens something (a secret of a server: `qalyp vault rotate`)"
        }
    }
}

/// What is wrong with the file of allowances: lines without a reason, and lines that are not needed.
pub fn allowance_findings(
    text: &str,
    shown: &str,
    allowances: &Allowances,
    unfit: &[Unfit],
    needed: Option<&[u32]>,
    sources: &mut Sources,
) -> Report {
    let source = sources.add(shown, text);
    let at = |finding: Finding, line: u32, words: &str| {
        let range = sources.get(source).line_range(line).unwrap_or_default();
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        finding.at(Span::new(source, byte(range.start), byte(range.end)), words)
    };
    let mut report = Report::default();
    for unfit in unfit {
        let finding = Finding::warning(codes::ALLOWANCE, "an allowance without a reason, or for everything, allows nothing")
            .help("write `PATH REASON`: why what lies there is no secret; `*` stands for a part of a name, `**` for folders");
        report.push(at(finding, unfit.line, "not heeded"));
    }
    let stale =
        allowances.lines().filter(|line| needed.is_some_and(|needed| !needed.contains(line)));
    for line in stale {
        let finding =
            Finding::warning(codes::ALLOWANCE, "an allowance that nothing needs any more")
                .help("remove the line: it would hide the next key that comes to lie there");
        report.push(at(finding, line, "nothing is found there"));
    }
    report
}
