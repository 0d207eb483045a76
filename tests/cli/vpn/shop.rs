//! The shipped example in a folder of its own, with a vault that has one operator.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use qalyp::disk::{Existing, write_private};
use qalyp::keys::{Access, Keys};
use qalyp::vault::{Identities, Recipient, Recipients, Role, Vault};
use serde_json::Value;
use tempfile::TempDir;
use walkdir::WalkDir;

use crate::cli::run::{Outcome, finish, qalyp};
use crate::cli::shapes::assert_has_its_schema;

/// The moment of every command that does not say another.
pub(super) const AT: &str = "--at=2026-11-23T12:00:00+05:00";

pub(super) struct Shop {
    folder: TempDir,
}

impl Shop {
    /// With a vault in which there is nothing of a VPN.
    pub(super) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let shop = Self { folder };
        assert_eq!(finish(&qalyp(&["init", "shop"]).dir(shop.folder.path())).code, 0);
        let keys = Keys::open(&shop.path("shop/keys"), Access::Create).unwrap();
        let now = "2026-11-01T12:00:00+05:00".parse().unwrap();
        let recipient = |name: &str, role| {
            let (identity, text, key) = Identities::generate();
            let file = shop.path(name);
            write_private(&file, text.expose(), Existing::Refuse).unwrap();
            (identity, Recipient { name: name.to_owned(), role, since: now, key })
        };
        let (identity, operator) = recipient("operator", Role::Operator);
        let (_, recovery) = recipient("recovery", Role::Recovery);
        let recipients = Recipients::new(vec![operator, recovery]).unwrap();
        let mut vault = Vault::create(&keys, &identity, recipients, now).unwrap();
        let mut change = keys.change();
        vault.stage(&mut change).unwrap();
        change.commit().unwrap();
        shop
    }

    /// With everything issued that the example asks for.
    pub(super) fn issued() -> Self {
        let shop = Self::new();
        shop.done(&["issue", "--yes"]);
        shop
    }

    /// A path beside the project.
    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    /// The same as an argument.
    pub(super) fn arg(&self, path: &str) -> String {
        self.path(path).to_str().unwrap().to_owned()
    }

    /// `qalyp vpn …` in the project, with the operator's identity, as of [`AT`].
    pub(super) fn vpn(&self, args: &[&str]) -> Outcome {
        let dated = args.iter().any(|arg| arg.starts_with("--at"));
        let mut all = vec!["vpn"];
        all.extend(args);
        all.extend((!dated).then_some(AT));
        // The clock of a machine that runs tests may say anything.
        let writes = ["issue", "renew", "revoke", "crl", "merge"].contains(&args[0]);
        all.extend((writes && !dated).then_some("--ahead-of-clock"));
        let command = qalyp(&all)
            .dir(self.path("shop"))
            .env("HOME", self.folder.path())
            .env("QALYP_IDENTITY", self.path("operator"))
            .stdin_null();
        let outcome = finish(&command);
        self.nothing_secret(&outcome, args);
        outcome
    }

    /// A command that has to answer with 0.
    pub(super) fn done(&self, args: &[&str]) -> String {
        let outcome = self.vpn(args);
        assert_eq!(outcome.code, 0, "{args:?}: {}{}", outcome.out, outcome.err);
        outcome.out
    }

    /// The JSON of a command, and its exit code.
    pub(super) fn json(&self, args: &[&str]) -> (i32, Value) {
        let outcome = self.vpn(&[args, &["--format=json"]].concat());
        let value: Result<Value, _> = serde_json::from_str(&outcome.out);
        let value = value.unwrap_or_else(|e| panic!("{args:?}: {e}: {}", outcome.err));
        assert_has_its_schema(&value);
        (outcome.code, value)
    }

    /// What a failing command says.
    pub(super) fn refused(&self, args: &[&str]) -> String {
        let outcome = self.vpn(args);
        assert_eq!((outcome.code, outcome.out.as_str()), (2, ""), "{args:?}: {}", outcome.err);
        outcome.err
    }

    /// No key and no identity is ever said, but in a bundle that was asked for on standard output.
    fn nothing_secret(&self, outcome: &Outcome, args: &[&str]) {
        if args.windows(2).any(|pair| pair == ["-o", "-"]) {
            return;
        }
        let operator = fs::read_to_string(self.path("operator")).unwrap();
        for said in [&outcome.out, &outcome.err] {
            for secret in ["PRIVATE KEY", "tls-crypt-v2 client", operator.trim()] {
                assert!(!said.contains(secret), "{args:?}");
            }
        }
    }

    /// Changes the blueprint of the first customer.
    pub(super) fn edit(&self, from: &str, to: &str) {
        let file = self.path("shop/blueprints/customers/romashka.yaml");
        let text = fs::read_to_string(&file).unwrap();
        assert_eq!(text.matches(from).count(), 1, "the example has `{from}` once");
        fs::write(file, text.replace(from, to)).unwrap();
    }

    /// Every file of the folder of keys, but for its private folder.
    pub(super) fn keys(&self) -> BTreeMap<String, Vec<u8>> {
        files(&self.path("shop/keys"))
    }

    /// The serial number of a user's certificate; `None` without one.
    pub(super) fn serial(&self, server: &str, user: &str) -> Option<String> {
        let (_, status) = self.json(&["status", server]);
        let items = status["servers"][0]["items"].as_array().unwrap();
        let item = items.iter().find(|item| item["what"] == "user" && item["name"] == user)?;
        Some(item["serial"].as_str()?.to_owned())
    }
}

pub(super) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let all = WalkDir::new(folder).into_iter().map(Result::unwrap);
    all.filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            (path, fs::read(entry.path()).unwrap())
        })
        .filter(|(path, _)| !path.starts_with(".qalyp/"))
        .collect()
}
