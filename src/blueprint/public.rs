//! What of the folder of keys everybody may read: the states of VPNs, and the key of releases.

use std::path::Path;

use rayon::prelude::*;

use super::decode::{Decode as _, Faults, Scalar as _, Spanned};
use super::fault::Fault;
use super::files;
use super::kinds::VpnState;
use super::parse::{self, Limits};
use super::units::Line;
use crate::diagnostics::{SourceId, Sources, Span};

/// The folder of VPN states within the folder of keys.
pub const PKI_FOLDER: &str = "pki";
/// The public key of releases within the folder of keys.
pub const RELEASE_KEY: &str = "release.pub";

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Public {
    pub(super) states: Vec<VpnState>,
    pub(super) release_key: Option<Spanned<Line>>,
}

/// What only a secret holds. A text with one of these is neither decoded nor kept for showing.
const SECRET: [&str; 3] = ["PRIVATE KEY-----", "AGE-SECRET-KEY-", "OpenVPN tls-crypt-v2"];

/// Reads it; what is not there is no fault.
pub(super) fn read(
    root: &Path,
    keys: &Path,
    limits: Limits,
    sources: &mut Sources,
    faults: &mut Faults,
) -> Public {
    let mut public = Public::default();
    let mut texts: Vec<(SourceId, std::sync::Arc<str>)> = Vec::new();
    let folder = keys.join(PKI_FOLDER);
    for (name, text) in files::read_vpn_states(root, &folder, limits, without_secrets) {
        match text {
            Ok(text) => {
                let id = sources.add(name, text);
                texts.push((id, sources.get(id).text().clone()));
            }
            Err(fault) => faults.push(fault),
        }
    }
    let decoded: Vec<(SourceId, Option<VpnState>, Faults)> = texts
        .par_iter()
        .map(|(id, text)| {
            let mut faults = Faults::default();
            (*id, state(*id, text, limits, &mut faults), faults)
        })
        .collect();
    for (id, state, found) in decoded {
        faults.extend(found.into_vec());
        let Some(state) = state else { continue };
        let file = sources.get(id).name();
        if Path::new(file).file_stem().is_some_and(|stem| stem == &*state.server.value) {
            public.states.push(state);
        } else {
            let (span, server) = (state.server.span, state.server.to_string());
            faults.push(Fault::StateOfAnother { span, file: file.to_owned(), server });
        }
    }
    if let Some((name, text)) = files::read_if_there(root, &keys.join(RELEASE_KEY), limits) {
        match text.and_then(|text| without_secrets(&name, text)) {
            Ok(text) => {
                let id = sources.add(name.clone(), text);
                public.release_key = release_key(id, sources.get(id).text(), name, faults);
            }
            Err(fault) => faults.push(fault),
        }
    }
    public
}

/// Reads one state from its text.
pub(crate) fn state(
    id: SourceId,
    text: &str,
    limits: Limits,
    faults: &mut Faults,
) -> Option<VpnState> {
    if let Some(span) = merge_mark(id, text) {
        faults.push(Fault::MergeMarks { span });
        return None;
    }
    let mut slices = parse::documents(text).into_iter();
    let Some(slice) = slices.next() else {
        faults.push(Fault::Syntax {
            span: Span::new(id, 0, 0),
            problem: "there is nothing in it: bring back what git has".to_owned(),
        });
        return None;
    };
    if let Some(second) = slices.next() {
        faults.push(Fault::Syntax {
            span: parse::opening(id, text, second),
            problem: "the state of a VPN is one document; a second one begins here".to_owned(),
        });
    }
    let node = parse::parse(id, text, slice, limits).map_err(|f| faults.push(f)).ok()?;
    VpnState::decode(&node, faults)
}

/// The first line with which git marks two versions. No state has one: PEM and YAML begin otherwise.
fn merge_mark(id: SourceId, text: &str) -> Option<Span> {
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if ["<<<<<<< ", ">>>>>>> ", "||||||| "].iter().any(|mark| line.starts_with(mark)) {
            let end = start + line.trim_end().len();
            return Some(Span::new(id, u32::try_from(start).ok()?, u32::try_from(end).ok()?));
        }
        start += line.len();
    }
    None
}

fn without_secrets(name: &str, text: String) -> Result<String, Fault> {
    match SECRET.iter().filter_map(|mark| text.find(mark)).min() {
        Some(at) => {
            let line = text[..at].matches('\n').count() + 1;
            Err(Fault::SecretInPublic { path: name.to_owned(), line })
        }
        None => Ok(text),
    }
}

/// `ssh-ed25519 BASE64 [COMMENT]` on one line.
fn release_key(
    id: SourceId,
    text: &str,
    path: String,
    faults: &mut Faults,
) -> Option<Spanned<Line>> {
    let line = text.strip_suffix('\n').unwrap_or(text);
    // As a checkout on Windows leaves it.
    let line = line.strip_suffix('\r').unwrap_or(line);
    let value = Line::read(line).ok().filter(|_| line.starts_with("ssh-ed25519 "));
    if value.is_none() {
        faults.push(Fault::NoPublicKey { path });
    }
    Some(Spanned {
        value: value?,
        span: Span::new(id, 0, u32::try_from(line.len()).unwrap_or(u32::MAX)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const STATE: &str = include_str!("tests/romashka-main.yaml");

    fn project(files: &[(&str, &str)]) -> super::super::Loaded {
        let place = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = place.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        super::super::load(place.path(), Vec::new(), Limits::default())
    }

    fn codes(loaded: &super::super::Loaded) -> Vec<&'static str> {
        loaded.report.findings().iter().map(|f| f.code.0).filter(|code| *code != "E0008").collect()
    }

    #[test]
    fn a_state_is_read_with_its_blocks_as_they_are() {
        let loaded = project(&[("keys/pki/romashka-main.yaml", STATE)]);
        assert_eq!(codes(&loaded), Vec::<&str>::new());
        let state = &loaded.blueprints.vpn_states[0];
        assert_eq!(&**state.server, "romashka-main");
        let authority = state.authority.get().unwrap();
        assert!(authority.certificate.ends_with("-----END CERTIFICATE-----\n"));
        assert_eq!(state.users.len(), 1);
    }

    #[test]
    fn a_secret_among_them_is_not_shown() {
        let secret = STATE.replace("BEGIN CERTIFICATE", "BEGIN EC PRIVATE KEY");
        let loaded = project(&[("keys/pki/romashka-main.yaml", &secret)]);
        assert_eq!(codes(&loaded), ["E0900"]);
        assert!(loaded.blueprints.vpn_states.is_empty());
        let age = project(&[("keys/release.pub", "AGE-SECRET-KEY-1QQ\n")]);
        assert_eq!(codes(&age), ["E0900"]);
    }

    #[test]
    fn a_file_has_the_name_of_its_server_and_a_key_is_one() {
        let loaded = project(&[("keys/pki/other.yaml", STATE), ("keys/release.pub", "x\n")]);
        assert_eq!(codes(&loaded), ["E0901", "E0902"]);
        let good = project(&[("keys/release.pub", "ssh-ed25519 AAAA qalyp\n")]);
        assert_eq!(codes(&good), Vec::<&str>::new());
        assert_eq!(&**good.blueprints.release_key.unwrap(), "ssh-ed25519 AAAA qalyp");
        let windows = project(&[("keys/release.pub", "ssh-ed25519 AAAA qalyp\r\n")]);
        assert_eq!(codes(&windows), Vec::<&str>::new());
        assert_eq!(&**windows.blueprints.release_key.unwrap(), "ssh-ed25519 AAAA qalyp");
    }

    #[test]
    fn a_state_that_is_not_merged_yet_says_so() {
        let merged =
            STATE.replacen("users:", "<<<<<<< HEAD\nusers:\n=======\nusers:\n>>>>>>> other\n", 1);
        assert_ne!(merged, STATE);
        let loaded = project(&[("keys/pki/romashka-main.yaml", &merged)]);
        assert_eq!(codes(&loaded), ["E0003"]);
        assert!(loaded.report.findings().iter().any(|f| f.headline.contains("not merged yet")));
    }

    #[test]
    fn an_emptied_state_is_not_taken_for_none() {
        for nothing in ["", "# nothing\n", "---\n"] {
            let loaded = project(&[("keys/pki/romashka-main.yaml", nothing)]);
            assert_eq!(codes(&loaded), ["E0003"], "{nothing:?}");
        }
    }

    #[test]
    fn keys_are_no_blueprints_and_blueprints_no_keys() {
        let files = [("qalyp.yaml", "blueprints: [.]\n"), ("keys/pki/romashka-main.yaml", STATE)];
        assert_eq!(codes(&project(&files)), Vec::<&str>::new());
    }
}
