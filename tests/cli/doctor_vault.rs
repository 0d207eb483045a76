//! The doctor beside a vault that is whole, and beside the same one after somebody broke it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::run::{Outcome, finish, qalyp};

/// The example with a vault, and the identity that opens it beside the project.
struct Project(tempfile::TempDir);

fn copy(from: &Path, to: &Path) {
    for entry in walkdir::WalkDir::new(from) {
        let entry = entry.unwrap();
        let path = to.join(entry.path().strip_prefix(from).unwrap());
        if entry.file_type().is_dir() {
            fs::create_dir_all(path).unwrap();
        } else {
            fs::copy(entry.path(), path).unwrap();
        }
    }
}

impl Project {
    /// A copy of a project that is made once for all tests.
    fn new() -> Self {
        static WHOLE: OnceLock<Project> = OnceLock::new();
        let whole = WHOLE.get_or_init(Self::made);
        let project = Self(tempfile::tempdir().unwrap());
        copy(whole.0.path(), project.0.path());
        project
    }

    fn made() -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        let base = project.0.path();
        assert_eq!(finish(&qalyp(&["init", "shop"]).dir(base)).code, 0);
        let (operator, recovery) = (base.join("operator"), base.join("recovery"));
        let made = [operator.to_str().unwrap(), recovery.to_str().unwrap()];
        let told = project.run(&[
            "vault",
            "init",
            "--generate-identity",
            made[0],
            "--generate-recovery",
            made[1],
        ]);
        assert_eq!(told.code, 0, "{}", told.err);
        let told =
            project.with_key(&["vault", "set", "--missing", "romashka-test", "saparov-shop"]);
        assert!(told.code < 2, "{}", told.err);
        let told = project.with_key(&["vpn", "issue", "romashka-test", "--yes"]);
        assert!(told.code < 2, "{}", told.err);
        project
    }

    fn path(&self, path: &str) -> PathBuf {
        self.0.path().join("shop").join(path)
    }

    fn run(&self, args: &[&str]) -> Outcome {
        finish(
            &qalyp(args).dir(self.path("")).env("HOME", self.0.path()).env_remove("QALYP_IDENTITY"),
        )
    }

    fn with_key(&self, args: &[&str]) -> Outcome {
        let key = self.0.path().join("operator");
        self.run(&[args, &["--identity", key.to_str().unwrap()]].concat())
    }

    /// The codes that the doctor finds, without those that the whole project has too.
    fn codes(told: &Outcome) -> Vec<String> {
        assert!(told.code < 2, "{}", told.err);
        let document: serde_json::Value = serde_json::from_str(&told.out).unwrap();
        let findings = document["findings"].as_array().unwrap();
        let usual = |it: &&serde_json::Value| {
            let line = it["headline"].as_str().unwrap();
            let others = ["romashka-main", "zhuldyz-erp", "zhuldyz-branch"];
            let missing = it["code"] == "W0944" && others.iter().any(|it| line.contains(it));
            !missing && it["code"] != "W0947"
        };
        let mut codes: Vec<_> = findings
            .iter()
            .filter(usual)
            .map(|it| it["code"].as_str().unwrap().to_owned())
            .collect();
        codes.sort();
        codes.dedup();
        codes
    }

    fn without_key(&self) -> Vec<String> {
        Self::codes(&self.run(&["vault", "doctor", "--format", "json"]))
    }

    fn opened(&self) -> Vec<String> {
        Self::codes(&self.with_key(&["vault", "doctor", "--format", "json"]))
    }

    /// The file of a secret.
    fn secret(&self, name: &str) -> PathBuf {
        self.path(&format!("keys/vault/{name}.age"))
    }
}

const NONE: [&str; 0] = [];

#[test]
fn a_whole_vault_has_no_findings_of_its_own() {
    let project = Project::new();
    assert_eq!(project.without_key(), NONE);
    assert_eq!(project.opened(), NONE);
    let told = project.run(&["vault", "doctor"]);
    assert!(
        told.out.contains("W0947") && told.out.contains("`backup/s3-access-key`"),
        "{}",
        told.out
    );
}

#[test]
fn files_that_are_gone_open_or_strange_are_found() {
    let project = Project::new();
    let file = project.secret("romashka-test/grafana/admin");
    let encrypted = fs::read(&file).unwrap();
    fs::remove_file(&file).unwrap();
    assert_eq!(project.without_key(), ["E0940"]);
    fs::write(&file, ["kX9v", "Qm2LpZ7w"].concat()).unwrap();
    assert_eq!(project.without_key(), ["E0936"]);
    fs::write(&file, &encrypted[..encrypted.len() - 90]).unwrap();
    assert_eq!(project.without_key(), ["E0940"]);
    fs::write(&file, &encrypted).unwrap();
    fs::copy(&file, project.secret("romashka-test/grafana/more")).unwrap();
    assert_eq!(project.without_key(), ["W0941"]);
}

#[test]
fn recipients_who_came_and_went_are_found() {
    let project = Project::new();
    let before = fs::read(project.path("keys/recipients.yaml")).unwrap();
    let second = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHsKLqeplhpW+uObz5dvMgjz1OxfM/XXUB+VHtZ6isGN";
    let told =
        project.with_key(&["vault", "recipients", "add", "baurzhan", second, "--role", "operator"]);
    assert!(told.code < 2, "{}", told.err);
    assert_eq!(project.without_key(), NONE);
    assert!(!project.run(&["vault", "doctor"]).out.contains("W0947"), "two operators");
    let changed = project.path("keys/recipients.yaml");
    let after = fs::read(&changed).unwrap();
    fs::write(&changed, before).unwrap();
    assert_eq!(project.without_key(), ["E0942"]);
    fs::write(&changed, after).unwrap();
    let told = project.with_key(&["vault", "recipients", "remove", "baurzhan"]);
    assert!(told.code < 2, "{}", told.err);
    assert_eq!(project.without_key(), ["W0943"]);
}

#[test]
fn what_blueprints_and_vault_do_not_have_in_common_is_found() {
    let project = Project::new();
    let blueprint = walkdir::WalkDir::new(project.path("blueprints"))
        .into_iter()
        .map(|entry| entry.unwrap().into_path())
        .find(|path| {
            path.is_file() && fs::read_to_string(path).unwrap().contains("name: saparov-shop")
        })
        .unwrap();
    let text = fs::read_to_string(&blueprint).unwrap();
    let open = text.replacen("name: saparov-shop", "name: saparov-more", 1);
    fs::write(&blueprint, open).unwrap();
    let codes = project.without_key();
    assert!(
        codes.contains(&"W0944".to_owned()) && codes.contains(&"W0945".to_owned()),
        "{codes:?}"
    );
    fs::write(&blueprint, "kind: customer\nname: [\n").unwrap();
    let codes = project.without_key();
    assert!(
        codes.contains(&"W0939".to_owned()) && !codes.contains(&"W0945".to_owned()),
        "{codes:?}"
    );
    fs::write(&blueprint, &text).unwrap();

    // A state without the secrets of its certificates.
    for file in ["key", "tls-crypt-v2"] {
        let lock = "keys/vault/romashka-test/lock.yaml";
        let whole = fs::read_to_string(project.path(lock)).unwrap();
        let name = format!("name: vpn/users/aigerim/{file},");
        let kept: String =
            whole.lines().filter(|it| !it.contains(&name)).map(|it| format!("{it}\n")).collect();
        assert_ne!(kept, whole);
        fs::write(project.path(lock), kept).unwrap();
        fs::remove_file(project.secret(&format!("romashka-test/vpn/users/aigerim/{file}")))
            .unwrap();
    }
    assert_eq!(project.without_key(), ["E0953"]);
}

#[test]
fn dates_are_judged_at_the_moment_that_is_asked_for() {
    let project = Project::new();
    let at = |at: &str, more: &[&str]| {
        let args = [&["vault", "doctor", "--format", "json", "--at", at], more].concat();
        Project::codes(&project.run(&args))
    };
    assert_eq!(at("2031-01-01T00:00:00+05:00", &[]), ["E0908", "W0909"]);
    let old = at("2028-01-01T00:00:00+05:00", &["--older-than", "365 days"]);
    assert!(old.contains(&"W0949".to_owned()), "{old:?}");
}

#[test]
fn whoever_can_open_the_vault_learns_more() {
    let project = Project::new();
    let set = |server: &str, value: &str| {
        let key = project.0.path().join("operator");
        let args = ["vault", "set", server, "grafana/admin", "--identity", key.to_str().unwrap()];
        let run = qalyp(&args).dir(project.path("")).stdin_bytes(value);
        let told = finish(&run);
        assert!(told.code < 2, "{}", told.err);
    };
    let strong = ["kX9v", "Qm2LpZ7wRt4n"].concat();
    set("romashka-test", &strong);
    set("saparov-shop", &strong);
    assert_eq!((project.without_key(), project.opened()), (vec![], vec!["W0958".to_owned()]));
    set("romashka-test", "123451234512345");
    set("saparov-shop", &strong);
    assert_eq!(project.opened(), ["W0957"]);
    let told = project.with_key(&["vault", "doctor"]);
    assert!(!told.out.contains(&strong) && !told.out.contains("12345123"), "{}", told.out);

    let project = Project::new();
    let lock = "keys/vault/romashka-test/lock.yaml";
    let text = fs::read_to_string(project.path(lock)).unwrap();
    let at = text.find("value: ").unwrap() + "value: ".len();
    let digit = if &text[at..=at] == "0" { "1" } else { "0" };
    fs::write(project.path(lock), format!("{}{digit}{}", &text[..at], &text[at + 1..])).unwrap();
    assert_eq!((project.without_key(), project.opened()), (vec![], vec!["E0955".to_owned()]));

    let project = Project::new();
    let state = project.path("keys/pki/romashka-test.yaml");
    let before = fs::read(&state).unwrap();
    let told = project.with_key(&["vpn", "renew", "romashka-test", "--user", "aigerim", "--yes"]);
    assert!(told.code < 2, "{}", told.err);
    assert_eq!(project.opened(), NONE);
    fs::write(&state, before).unwrap();
    assert_eq!((project.without_key(), project.opened()), (vec![], vec!["E0956".to_owned()]));
}

#[test]
fn a_certificate_that_somebody_wrote_himself_is_found() {
    let project = Project::new();
    let state = "keys/pki/romashka-test.yaml";
    let text = fs::read_to_string(project.path(state)).unwrap();
    let end = text.rfind("-----END CERTIFICATE-----").unwrap();
    let line = text[..end].trim_end();
    // The last bytes of a certificate are those of its signature.
    let at = line.len() - 8;
    let old = &line[at..=at];
    let new = if old == "A" { "B" } else { "A" };
    let forged = format!("{}{new}{}", &text[..at], &text[at + 1..]);
    fs::write(project.path(state), forged).unwrap();
    let codes = project.without_key();
    assert!(codes.contains(&"E0951".to_owned()), "{codes:?}");
}

#[test]
fn a_project_without_a_vault_is_told_that_it_needs_one() {
    let project = Project::new();
    fs::remove_dir_all(project.path("keys")).unwrap();
    let told = project.run(&["vault", "doctor"]);
    assert_eq!(told.code, 1, "{}", told.err);
    assert!(told.out.contains("there is no vault, and 5 servers need secrets"), "{}", told.out);
    assert!(told.out.contains("`qalyp vault init` makes the vault"), "{}", told.out);
    assert_eq!(project.without_key(), ["W0944"]);
}

#[test]
fn a_folder_of_keys_in_which_anybody_writes_is_found() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = Project::new();
    let open = |path: &str, mode: u32| {
        let permissions = fs::Permissions::from_mode(mode);
        fs::set_permissions(project.path(path), permissions).unwrap();
    };
    open("keys/recipients.yaml", 0o664);
    assert_eq!(project.without_key(), NONE, "a team may share a clone");
    open("keys/recipients.yaml", 0o646);
    open("keys/pki", 0o777);
    assert_eq!(project.without_key(), ["E0950"]);
    let told = project.run(&["vault", "doctor"]);
    let first = "anybody on this machine can write to `keys/pki` and 1 more of the folder of keys";
    assert!(told.out.contains(first), "{}", told.out);
    assert!(told.out.contains("also `keys/recipients.yaml`"), "{}", told.out);
}

#[test]
fn values_of_the_vault_are_found_where_they_lie_open() {
    let project = Project::new();
    let got = project.with_key(&["vault", "get", "romashka-test", "grafana/admin"]);
    assert_eq!(got.code, 0, "{}", got.err);
    fs::create_dir(project.path("notes")).unwrap();
    fs::write(project.path("notes/for-me.md"), format!("the customer\nhas {}\n", got.out)).unwrap();
    assert_eq!((project.without_key(), project.opened()), (vec![], vec!["E0954".to_owned()]));
    let told = project.with_key(&["vault", "doctor"]);
    let said =
        "the value of the secret `romashka-test/grafana/admin` lies open in `notes/for-me.md`";
    assert!(told.out.contains(said) && told.out.contains("notes/for-me.md:2:1"), "{}", told.out);
    assert!(!told.out.contains(got.out.trim()), "{}", told.out);
}

#[test]
fn letters_that_were_completed_are_found() {
    let project = Project::new();
    let letter =
        ["release", "romashka-test", "--letter", "ru", "-o", "letters", "--profiles-apart"];
    let term = ["--starts", "2026-12-01T10:00:00+05:00", "--ends", "2027-01-01T10:00:00+05:00"];
    let made = project.with_key(&[&letter[..], &term].concat());
    assert_eq!(made.code, 0, "{}{}", made.out, made.err);
    let found = |told: &Outcome| {
        told.out.matches("a handover letter with its fields filled in lies open").count()
    };
    let told = project.run(&["vault", "doctor"]);
    assert_eq!(found(&told), 2, "{}", told.out);
    for (from, to) in [("md", "a.md"), ("eml", "b.txt")] {
        let from = project.path(&format!("letters/romashka-test-letter.ru.{from}"));
        fs::rename(from, project.path(to)).unwrap();
    }
    let told = project.run(&["vault", "doctor"]);
    assert_eq!(found(&told), 2, "under other names too: {}", told.out);
}
