//! The file of a state: read as blueprints are, written by hand, so that a reviewer can read it.
//!
//! Keys, order and spelling are fixed: one state has one text, and a difference in git is a difference in
//! fact.

use std::fmt::Write as _;

use crate::blueprint::{self, Faults, Limits};
use crate::contract::{Instant, UtcOffset};
use crate::diagnostics::{Report, Sources};
use crate::fleet::vpn_state::{Issued, State};

/// Where the file of a server's state lies, from the folder of keys.
pub fn path(server: &str) -> String {
    format!("{}/{server}.yaml", blueprint::PKI_FOLDER)
}

/// Reads a state, or says everything that is wrong with the text.
pub fn read(name: &str, text: &str) -> Result<State, Vec<String>> {
    let (mut sources, mut faults) = (Sources::default(), Faults::default());
    let id = sources.add(name.to_owned(), text.to_owned());
    let record = blueprint::vpn_state(id, text, Limits::default(), &mut faults);
    let report: Report = faults.into_vec().into_iter().map(Into::into).collect();
    let problems: Vec<String> = report.findings().iter().map(|f| f.headline.clone()).collect();
    if !problems.is_empty() {
        return Err(problems);
    }
    let state = record.as_ref().and_then(State::of);
    state.ok_or_else(|| vec!["it is empty, or something of it is missing".to_owned()])
}

/// The text of a state.
pub fn write(state: &State) -> String {
    let mut out = format!(
        "# Public state of the VPN of {}: written by `qalyp vpn`, read by `qalyp build`. Nothing in it is secret.\nformat: qalyp-vpn/1\nserver: {}\n",
        state.server,
        plain(&state.server)
    );
    let _ = write!(out, "authority:\n  name: {}\n", plain(&state.authority.name));
    facts(&mut out, "  ", &state.authority);
    let _ = write!(
        out,
        "server-certificate:\n  name: {}\n  fqdn: {}\n",
        plain(&state.server_certificate.name),
        plain(&state.fqdn)
    );
    facts(&mut out, "  ", &state.server_certificate);
    let list = &state.list;
    let _ = write!(
        out,
        "list:\n  number: {}\n  this-update: {}\n  next-update: {}\n",
        list.number,
        moment(list.this_update),
        moment(list.next_update)
    );
    block(&mut out, "  ", "list", &list.pem);
    if !state.users.is_empty() {
        out.push_str("users:\n");
        let mut users: Vec<&Issued> = state.users.iter().collect();
        users.sort_by(|a, b| a.name.cmp(&b.name));
        for user in users {
            let _ = writeln!(out, "  - name: {}", plain(&user.name));
            facts(&mut out, "    ", user);
        }
    }
    if !state.former.is_empty() {
        out.push_str("former:\n");
    }
    for former in &state.former {
        let _ = write!(
            out,
            "  - name: {}\n    serial: {}\n    not-after: {}\n    replaced: {}\n",
            plain(&former.name),
            plain(&former.serial.to_string()),
            moment(former.until),
            moment(former.replaced)
        );
    }
    if !state.revoked.is_empty() {
        out.push_str("revoked:\n");
    }
    for revoked in &state.revoked {
        let _ = write!(
            out,
            "  - name: {}\n    serial: {}\n    not-after: {}\n    revoked: {}\n    reason: {}\n",
            plain(&revoked.name),
            plain(&revoked.serial.to_string()),
            moment(revoked.until),
            moment(revoked.revoked),
            revoked.reason
        );
    }
    out
}

fn facts(out: &mut String, indent: &str, issued: &Issued) {
    let lines = [
        ("key", issued.key.to_string()),
        ("serial", plain(&issued.serial.to_string())),
        ("not-before", moment(issued.from)),
        ("not-after", moment(issued.until)),
        ("sha256", plain(&issued.fingerprint.to_string())),
    ];
    for (key, value) in lines {
        let _ = writeln!(out, "{indent}{key}: {value}");
    }
    block(out, indent, "certificate", &issued.pem);
}

/// A PEM text as a block, which keeps its lines as they are.
fn block(out: &mut String, indent: &str, key: &str, text: &str) {
    let _ = writeln!(out, "{indent}{key}: |");
    for line in text.lines() {
        let _ = writeln!(out, "{indent}  {line}");
    }
}

/// In UTC: reviewers live in several zones, and certificates speak of UTC.
fn moment(instant: Instant) -> String {
    format!("{}Z", instant.civil(UtcOffset::UTC))
}

/// A text without quotes where every YAML reader takes it for text, and in quotes otherwise.
fn plain(text: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '@' | ' ');
    let is_word = ["true", "false", "null", "yes", "no", "on", "off", "y", "n"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word));
    // Digits with an `e`, `x`, `o`, `_` or dots among them are numbers or dates to some readers.
    let is_plain = |c: char| !matches!(c, 'e' | 'E' | 'x' | 'o' | 'T' | 'Z');
    let is_number = text.starts_with(|c: char| c.is_ascii_digit())
        && !text.chars().filter(char::is_ascii_alphabetic).any(is_plain);
    let begins = text.starts_with(|c: char| c.is_ascii_alphanumeric());
    if begins && text.chars().all(fits) && text.trim() == text && !is_word && !is_number {
        return text.to_owned();
    }
    // A JSON string is a YAML one.
    serde_json::Value::from(text).to_string()
}
