//! What has to be true of a folder of keys at any time, judged without the code that writes it: files are decrypted by
//! the age library, certificates and lists read by an X.509 parser, facts by a YAML reader.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::str::FromStr as _;

use age::x25519::Identity;
use serde_yaml::Value;
use sha2::{Digest as _, Sha256};
use x509_parser::prelude::{FromDer as _, Pem, X509Certificate};
use x509_parser::revocation_list::CertificateRevocationList;

use super::project::Project;
use super::tree::files;

/// What a folder of keys holds.
#[derive(Debug, Default)]
pub(crate) struct Held {
    /// Every file but the lock and the journal, by path from the folder.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    /// Every secret, by scope and name.
    pub(crate) secrets: BTreeMap<String, Vec<u8>>,
    /// Every serial number that is remembered, by server.
    pub(crate) serials: BTreeSet<String>,
    /// Certificates that are in force: server and user.
    pub(crate) users: BTreeSet<String>,
    /// Revoked ones, likewise.
    pub(crate) revoked: Vec<String>,
}

impl Held {
    /// Reads all of it with the operator's identity and finds nothing to complain about.
    pub(crate) fn audit(project: &Project) -> Self {
        Self::audit_as(project, &project.identity())
    }

    /// The same with another identity.
    pub(crate) fn audit_as(project: &Project, identity: &str) -> Self {
        let folder = project.file("keys");
        let mut held = Self::default();
        for file in files(&folder) {
            let path = file.strip_prefix(&folder).unwrap().display().to_string();
            if !path.starts_with(".qalyp/") {
                held.files.insert(path, fs::read(file).unwrap());
            }
        }
        for (path, bytes) in &held.files {
            if let Some(name) =
                path.strip_prefix("vault/").and_then(|path| path.strip_suffix(".age"))
            {
                held.secrets.insert(name.to_owned(), opened(identity, bytes, path));
            }
        }
        held.check_locks();
        let states: Vec<_> =
            held.files.keys().filter(|path| path.starts_with("pki/")).cloned().collect();
        for path in states {
            held.check_state(&path);
        }
        held
    }

    /// Every secret has its entry, every entry its secret, and the entry is about this very file.
    fn check_locks(&self) {
        let mut listed = BTreeSet::new();
        for (path, bytes) in self.files.iter().filter(|(path, _)| path.ends_with("/lock.yaml")) {
            let scope = path.strip_prefix("vault/").unwrap().strip_suffix("/lock.yaml").unwrap();
            let lock: Value = serde_yaml::from_slice(bytes).unwrap();
            for entry in lock["secrets"].as_sequence().into_iter().flatten() {
                let name = format!("{scope}/{}", entry["name"].as_str().unwrap());
                let file = self.files.get(&format!("vault/{name}.age"));
                let file = file.unwrap_or_else(|| panic!("{name} is listed and not there"));
                assert_eq!(entry["file"].as_str().unwrap(), hex(&Sha256::digest(file)), "{name}");
                assert!(listed.insert(name));
            }
        }
        assert_eq!(listed, self.secrets.keys().cloned().collect(), "left: listed, right: there");
    }

    /// The public state of a server: certificates with their keys, serials each once, the list complete.
    fn check_state(&mut self, path: &str) {
        let state: Value = serde_yaml::from_slice(&self.files[path]).unwrap();
        let server = state["server"].as_str().unwrap().to_owned();
        assert_eq!(path, format!("pki/{server}.yaml"));
        let key = |name: &str| {
            let id = format!("{server}/vpn/{name}");
            let pem = self.secrets.get(&id).unwrap_or_else(|| panic!("no key {id}"));
            rcgen::KeyPair::from_pem(std::str::from_utf8(pem).unwrap())
                .unwrap()
                .public_key_raw()
                .to_vec()
        };
        let mut serials = Vec::new();
        let mut certificate = |entry: &Value, key: Vec<u8>| {
            let pem = pem(entry["certificate"].as_str().unwrap());
            let (_, parsed) = X509Certificate::from_der(&pem).unwrap();
            assert_eq!(entry["serial"].as_str().unwrap(), hex(parsed.raw_serial()), "{server}");
            assert_eq!(
                parsed.public_key().subject_public_key.data.as_ref(),
                key,
                "{server}: another key"
            );
            serials.push(hex(parsed.raw_serial()));
            pem
        };
        let authority = certificate(&state["authority"], key("ca-key"));
        certificate(&state["server-certificate"], key("server-key"));
        let mut users = BTreeSet::new();
        for user in state["users"].as_sequence().into_iter().flatten() {
            let name = user["name"].as_str().unwrap();
            certificate(user, key(&format!("users/{name}/key")));
            assert!(
                self.secrets.contains_key(&format!("{server}/vpn/users/{name}/tls-crypt-v2")),
                "{name}"
            );
            users.insert(format!("{server}/{name}"));
        }
        let mut revoked = Vec::new();
        for group in ["former", "revoked"] {
            for entry in state[group].as_sequence().into_iter().flatten() {
                let serial = entry["serial"].as_str().unwrap().to_owned();
                if group == "revoked" {
                    self.revoked.push(format!("{server}/{}", entry["name"].as_str().unwrap()));
                    revoked.push(serial.clone());
                }
                serials.push(serial);
            }
        }
        let list = pem(state["list"]["list"].as_str().unwrap());
        let (_, list) = CertificateRevocationList::from_der(&list).unwrap();
        let (_, authority) = X509Certificate::from_der(&authority).unwrap();
        list.verify_signature(authority.public_key()).unwrap();
        let mut on_list: Vec<_> =
            list.iter_revoked_certificates().map(|entry| hex(entry.raw_serial())).collect();
        on_list.sort();
        revoked.sort();
        assert_eq!(on_list, revoked, "{server}: left the list, right what it should hold");
        for serial in serials {
            assert!(self.serials.insert(format!("{server}/{serial}")), "{server}: {serial} twice");
        }
        self.users.extend(users);
        // A key without a certificate would be one that was issued and forgotten.
        for id in self.secrets.keys().filter(|id| id.starts_with(&format!("{server}/vpn/users/"))) {
            let user = id.split('/').nth(3).unwrap();
            assert!(self.users.contains(&format!("{server}/{user}")), "{id} belongs to nobody");
        }
    }
}

/// Decrypts a file with the identity of a file.
pub(crate) fn opened(identity: &str, bytes: &[u8], shown: &str) -> Vec<u8> {
    let text = fs::read_to_string(identity).unwrap();
    let line = text.lines().find(|line| line.starts_with("AGE-SECRET-KEY-")).unwrap();
    let identity = Identity::from_str(line).unwrap();
    let decryptor = age::Decryptor::new_buffered(age::armor::ArmoredReader::new(bytes)).unwrap();
    let mut reader = decryptor
        .decrypt(std::iter::once(&identity as &dyn age::Identity))
        .unwrap_or_else(|e| panic!("{shown}: {e}"));
    let mut secret = Vec::new();
    reader.read_to_end(&mut secret).unwrap();
    secret
}

fn pem(text: &str) -> Vec<u8> {
    let mut pems = Pem::iter_from_buffer(text.as_bytes());
    let pem = pems.next().unwrap().unwrap();
    assert!(pems.next().is_none());
    pem.contents
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"))
}
