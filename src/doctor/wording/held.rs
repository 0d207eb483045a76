//! Of what the vault and the VPNs hold.

use crate::diagnostics::{Finding, SourceId, Sources, Span};
use crate::doctor::codes;
use crate::fleet::vpn_state::StateFault;
use crate::keys::Keys;
use crate::vault::{self, Broken, Cause, Fault, Next, Scope, SecretId, steps};

/// Where secrets are named: the lines of their lock files.
pub(in crate::doctor) struct Places<'a> {
    keys: &'a Keys,
    sources: &'a mut Sources,
    locks: std::collections::BTreeMap<Scope, Option<SourceId>>,
}

impl<'a> Places<'a> {
    pub(in crate::doctor) fn new(keys: &'a Keys, sources: &'a mut Sources) -> Self {
        Self { keys, sources, locks: std::collections::BTreeMap::new() }
    }

    /// A path of the folder of keys as people see it.
    pub(in crate::doctor) fn shown(&self, path: &str) -> String {
        self.keys.path().join(path).to_string_lossy().trim_start_matches("./").to_owned()
    }

    /// The finding at the line of a secret's entry, which holds nothing that is secret.
    pub(in crate::doctor) fn at(&mut self, finding: Finding, id: &SecretId) -> Finding {
        let Some(source) = self.lock(id.scope()) else { return finding };
        let text = self.sources.get(source).text().clone();
        // As the lock file is written, and with the name in quotes.
        let forms = [format!("name: {},", id.name()), format!("name: \"{}\",", id.name())];
        let found = forms.iter().find_map(|form| text.find(form).map(|at| (at, form.len() - 1)));
        let Some((at, length)) = found else { return finding };
        let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        finding.at(Span::new(source, byte(at), byte(at + length)), "its entry")
    }

    fn lock(&mut self, scope: &Scope) -> Option<SourceId> {
        if let Some(known) = self.locks.get(scope) {
            return *known;
        }
        let path = scope.lock_path();
        let text = self.keys.read(&path).ok().flatten().and_then(|it| String::from_utf8(it).ok());
        let shown = self.shown(path.as_str());
        let source = text.map(|text| self.sources.add(shown, text));
        self.locks.insert(scope.clone(), source);
        source
    }
}

/// How a secret gets another value.
fn anew(id: &SecretId, cause: Cause) -> String {
    said(&vault::anew(id, cause))
}

fn said(next: &Next) -> String {
    match next.note {
        "" => format!("`{}`", next.command),
        note => format!("`{}`: {note}", next.command),
    }
}

pub(in crate::doctor) fn not_encrypted(id: &SecretId) -> Finding {
    Finding::error(codes::NOT_ENCRYPTED, format!("the file of `{id}` is not encrypted"))
        .note("everybody with a copy of the repository can read it, now and in its history")
        .help(format!("count the value as known: {}, then commit", anew(id, Cause::Known)))
}

pub(in crate::doctor) fn disagrees(id: &SecretId, why: &Broken) -> Finding {
    Finding::error(codes::DISAGREES, format!("`{id}` cannot be trusted: {why}"))
        .help("take the file and its entry from the same commit: `git log -- keys/vault` shows where they part")
}

pub(in crate::doctor) fn stray(path: &str) -> Finding {
    Finding::warning(codes::STRAY, format!("`{path}` belongs to no entry of a lock file"))
        .help("if its entry was lost in a merge, take it from the commit that made it; otherwise remove the file")
}

/// `new` are those who came since, as far as the list alone explains it.
pub(in crate::doctor) fn stale(id: &SecretId, new: &[String]) -> Finding {
    let finding = Finding::error(
        codes::STALE,
        format!("`{id}` is not encrypted for exactly those who are recipients now"),
    );
    if new.is_empty() {
        return finding
            .note("whoever was removed can still read new commits of it, or whoever came cannot")
            .help("`qalyp vault rekey`");
    }
    let names: Vec<String> = new.iter().map(|name| format!("`{name}`")).collect();
    finding
        .note(format!("{} stands in recipients.yaml and could not read it when it was encrypted", names.join(" and ")))
        .help("if that is right: `qalyp vault rekey`; otherwise find out who wrote that, and take recipients.yaml from before")
}

/// What of one server is known to somebody who is gone.
pub(in crate::doctor) fn seen(scope: &Scope, who: &[String], ids: &[SecretId]) -> Finding {
    let names: Vec<String> = ids.iter().map(|id| format!("`{}`", id.name())).collect();
    let headline = format!(
        "no recipient any more and able to read secrets of `{scope}`: {}; {}",
        who.join(", "),
        names.join(", ")
    );
    let finding = Finding::warning(codes::SEEN, headline)
        .note("old commits hold what is encrypted for everybody who was a recipient then")
        .note("`qalyp vault rotate --seen-by NAME` replaces at once what the vault makes, of all servers");
    steps(ids, Cause::Known).iter().fold(finding, |finding, step| finding.help(said(&step.next)))
}

pub(in crate::doctor) fn missing(server: &str, names: &[SecretId]) -> Finding {
    let list: Vec<_> = names.iter().map(|id| format!("`{}`", id.name())).collect();
    let headline = format!("secrets of `{server}` are missing: {}", list.join(", "));
    let mut finding = Finding::warning(codes::MISSING, headline)
        .note("without them there is no release of this server");
    if names.iter().any(|id| id.name().starts_with("vpn/")) {
        finding = finding.help(format!("what belongs to the VPN: `qalyp vpn issue {server}`"));
    }
    if names.iter().any(|id| !id.name().starts_with("vpn/")) {
        finding = finding.help(format!(
            "`qalyp vault set --missing {server}` makes what can be made, and names what somebody has to give"
        ));
    }
    finding
}

fn left_over(id: &SecretId, headline: String) -> Finding {
    Finding::warning(codes::UNUSED, headline).help(format!(
        "if nobody needs it any more: `qalyp vault forget {} {}`; copies stay in the history",
        id.scope(),
        id.name()
    ))
}

pub(in crate::doctor) fn unused(id: &SecretId) -> Finding {
    left_over(id, format!("no blueprint has a use for `{id}`"))
}

pub(in crate::doctor) fn of_no_server(id: &SecretId) -> Finding {
    left_over(id, format!("`{id}` belongs to a server that no blueprint has"))
}

pub(in crate::doctor) fn of_deleted(id: &SecretId) -> Finding {
    Finding::warning(codes::OF_DELETED, format!("`{id}` is left of a deleted server"))
        .note("the password of its copies is needed for as long as there are copies")
        .help(format!(
            "when the copies are gone: `qalyp vault forget {}` removes all that is left of the server",
            id.scope()
        ))
}

pub(in crate::doctor) fn one_operator(name: &str) -> Finding {
    Finding::warning(codes::ONE_OPERATOR, format!("`{name}` is the only operator of the vault"))
        .note("when that key is lost, only the recovery identity opens the vault, and nobody works on until it is fetched")
        .help("add a second one: `qalyp vault recipients add NAME KEY --role operator`")
}

pub(in crate::doctor) fn old(id: &SecretId, days: i64) -> Finding {
    Finding::warning(codes::OLD, format!("the value of `{id}` is {days} days old"))
        .help(anew(id, Cause::Age))
}

pub(in crate::doctor) fn no_certificate(server: &str, user: &str) -> Finding {
    Finding::warning(
        codes::NO_CERTIFICATE,
        format!("the user `{user}` of `{server}` has no certificate"),
    )
    .help(format!("`qalyp vpn issue {server}`, then `qalyp vpn bundle {server} {user}`"))
}

pub(in crate::doctor) fn no_key(server: &str, whose: &str) -> Finding {
    Finding::error(
        codes::NO_KEY,
        format!("the private key of {whose} of `{server}` is not in the vault"),
    )
    .note("there is a certificate; without its key no bundle and no release can be made")
    .help("take the file from the commit that issued the certificate; if it is lost: `qalyp vpn renew`")
}

pub(in crate::doctor) fn signature(server: &str, fault: &StateFault) -> Finding {
    Finding::error(codes::SIGNATURE, format!("the VPN of `{server}`: {fault}"))
        .help(fault.help(server))
}

pub(in crate::doctor) fn not_opened(id: &SecretId, fault: &Fault) -> Finding {
    let finding = Finding::error(codes::NOT_OPENED, format!("`{id}` does not open: {fault}"));
    match fault.help() {
        Some(help) => finding.help(help),
        None => finding,
    }
}

pub(in crate::doctor) fn other_key(id: &SecretId) -> Finding {
    Finding::error(codes::OTHER_KEY, format!("`{id}` is not the key of its certificate"))
        .note("OpenVPN would not start with it, or nobody would get in")
        .help("take the key and `keys/pki` from the same commit")
}

pub(in crate::doctor) fn weak(id: &SecretId, why: &str) -> Finding {
    Finding::warning(codes::WEAK_VALUE, format!("the value of `{id}` can be guessed: {why}"))
        .help(anew(id, Cause::Known))
}

pub(in crate::doctor) fn alike(ids: &[&SecretId]) -> Finding {
    let list: Vec<_> = ids.iter().map(|id| format!("`{id}`")).collect();
    Finding::warning(codes::ALIKE, format!("one value is used twice: {}", list.join(", ")))
        .note("whoever learns it on one server has it for the other")
        .help(anew(ids[ids.len() - 1], Cause::Age))
}

/// Blueprints with mistakes say too little.
pub fn not_judged(errors: usize) -> Finding {
    let headline =
        format!("the blueprints have {errors} errors: which secrets they need was not judged");
    Finding::warning(codes::NOT_JUDGED, headline).help("`qalyp check` shows them")
}
