//! Images: what a blueprint says of its base reaches Packer and the installer, whatever is in it.

// A test may give up; the allowance for tests in clippy.toml covers only marked functions.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use qalyp::artefacts::Compilation;
use qalyp::blueprint::kinds::Distribution;
use qalyp::blueprint::{Limits, Loaded, load_texts};
use qalyp::fleet::Catalogue;
use qalyp::fleet::facts::Facts;
use qalyp::render::{Engine, TemplateSet};

/// The files of the base project with the image's base and the provider's title replaced, and
/// the files that its image gets, by path.
fn image(base: &str, title: &str, optional: &str) -> BTreeMap<String, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| fs::read_to_string(root.join(path)).unwrap();
    let replace = |text: String, from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        text.replace(from, to)
    };
    let old = "base: {distribution: almalinux, release: \"9\", cpu: x86-64-v2}";
    let offer = replace(
        read("golden-tests/base/blueprints/offer.yaml"),
        old,
        &format!("optional: {optional}\n{base}"),
    );
    let provider = replace(
        read("golden-tests/base/blueprints/provider.yaml"),
        "en: Bulut LLP",
        &format!("en: {}", serde_json::to_string(title).unwrap()),
    );
    let terms = read("blueprints/terms/2026-01-16.yaml");
    let calendar = read("blueprints/calendars/kazakhstan.yaml");
    let texts = [("offer.yaml", offer), ("provider.yaml", provider), ("t", terms), ("c", calendar)];
    let texts = texts.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
    let Loaded { blueprints, report, .. } = load_texts(texts, Limits::default());
    assert!(report.is_empty(), "{report:#?}\n{base}");
    let catalogue = Catalogue::new(&blueprints);
    let templates = TemplateSet::embedded(BTreeMap::new()).unwrap();
    let engine = Engine::new(&templates).unwrap();
    let compilation = Compilation::new(&catalogue, &engine).unwrap().unwrap();
    let parts = compilation.parts(None).unwrap();
    let part = parts.iter().find(|part| part.name.as_str() == "images/alma9-1c").unwrap();
    let artefacts = (part.render)().unwrap_or_else(|fault| panic!("{fault:?}"));
    let files = artefacts.into_iter();
    files.map(|a| (a.path.as_str().to_owned(), String::from_utf8(a.content).unwrap())).collect()
}

fn base(release: &str, rest: &str) -> String {
    format!("base:\n  distribution: almalinux\n  release: \"{release}\"\n  cpu: x86-64-v2\n{rest}")
}

fn hcl(files: &BTreeMap<String, String>, name: &str) -> serde_json::Value {
    let text = &files[&format!("packer/{name}")];
    hcl::from_str(text).unwrap_or_else(|fault| panic!("{name}: {fault}\n{text}"))
}

/// The first words of the lines of a script, with what follows them.
fn lines<'a>(text: &'a str, word: &str) -> Vec<&'a str> {
    text.lines().filter_map(|line| line.strip_prefix(word)?.strip_prefix(' ')).collect()
}

/// The provisioning steps that a template of Packer runs.
fn steps(document: &serde_json::Value) -> Vec<String> {
    let text = document["build"].to_string();
    let runs = text.split("bash /var/tmp/qalyp/provision/").skip(1);
    runs.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn nine_is_the_newest_release_and_older_ones_come_from_the_vault() {
    let nine = image(&base("9", ""), "Bulut", "[]");
    let minor = image(&base("9.8", ""), "Bulut", "[]");
    assert_eq!(nine, minor);
    let cloud = &hcl(&nine, "cloud.pkr.hcl")["source"]["qemu"]["cloud"];
    let file = "AlmaLinux-9-GenericCloud-9.8-20260810.x86_64.qcow2";
    let folder = "https://repo.almalinux.org/almalinux/9.8/cloud/x86_64/images";
    assert_eq!(cloud["iso_url"], format!("{folder}/{file}"));
    let digest = "6bdab6376d46d42e4203ace3733efafc7c5d37c7cb443a6cc74750097002d74b";
    assert_eq!(cloud["iso_checksum"], format!("sha256:{digest}"));
    // 2026-08-10.
    assert!(nine["packer/cloud.pkr.hcl"].contains("\"SOURCE_DATE_EPOCH=1786320000\""));
    let old = image(&base("9.6", ""), "Bulut", "[]");
    let iso = &hcl(&old, "iso.pkr.hcl")["source"]["qemu"]["iso"];
    let vault = "https://vault.almalinux.org/9.6";
    assert_eq!(iso["iso_url"], format!("{vault}/isos/x86_64/AlmaLinux-9.6-x86_64-boot.iso"));
    let url = lines(&old["packer/http/ks.cfg"], "url");
    assert_eq!(url, [format!("--url='{vault}/BaseOS/x86_64/os/'")]);
}

/// The page for people says what the data say.
#[test]
fn the_page_of_almalinux_agrees_with_the_facts() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/programs/almalinux.md")).unwrap();
    let facts = Facts::of(Distribution::Almalinux, 9).unwrap();
    let said = |text: &str| assert!(page.contains(text), "docs/programs/almalinux.md lacks {text}");
    for key in &facts.keys {
        said(&format!("`{}`", key.fingerprint));
    }
    for (number, partition) in (1..).zip(&facts.layout.partitions) {
        let size = match partition.size_mib {
            Some(size) if size.is_multiple_of(1024) => format!("{} GiB", size / 1024),
            Some(size) => format!("{size} MiB"),
            None => "the rest".to_owned(),
        };
        said(&format!("| {number} | `{}` | {size} |", partition.name));
    }
    for repository in facts.repositories.iter().filter_map(|r| r.folder.as_ref()) {
        said(&format!("`{repository}`"));
    }
    let newest = facts.newest().unwrap();
    said(&newest.cloud_images.last().unwrap().file);
    said(&facts.mirror);
    said(&facts.vault);
}

#[test]
fn a_newer_image_and_a_mirror_of_ones_own_are_taken() {
    let digest = "0".repeat(64);
    let url = "https://files.bulut.example/AlmaLinux-9-GenericCloud-9.9-20261118.x86_64.qcow2";
    let rest = format!(
        "  cloud-image: {{url: {url:?}, sha256: \"{digest}\"}}\n  mirror: https://mirror.bulut.example/alma/\n"
    );
    let files = image(&base("9.9", &rest), "Bulut", "[]");
    let cloud = &hcl(&files, "cloud.pkr.hcl")["source"]["qemu"]["cloud"];
    assert_eq!(cloud["iso_url"], url);
    assert_eq!(cloud["iso_checksum"], format!("sha256:{digest}"));
    // Without a medium that is known there is nothing to install from.
    assert!(!files.contains_key("packer/iso.pkr.hcl") && !files.contains_key("packer/http/ks.cfg"));
    let iso = "https://mirror.bulut.example/alma/9.9/isos/x86_64/AlmaLinux-9.9-x86_64-boot.iso";
    let rest = format!("{rest}  iso: {{url: {iso}, sha256: \"{digest}\"}}\n");
    let files = image(&base("9.9", &rest), "Bulut", "[]");
    assert_eq!(hcl(&files, "iso.pkr.hcl")["source"]["qemu"]["iso"]["iso_url"], iso);
    let repositories = lines(&files["packer/http/ks.cfg"], "repo");
    let tree = "https://mirror.bulut.example/alma/9.9";
    assert_eq!(
        repositories,
        [
            format!("--name=appstream --baseurl='{tree}/AppStream/x86_64/os/'"),
            format!("--name=extras --baseurl='{tree}/extras/x86_64/os/'"),
        ]
    );
}

#[test]
fn packer_runs_the_steps_that_are_emitted_and_no_other() {
    for optional in ["[]", "[slk]", "[config-repository, slk]"] {
        let files = image(&base("9.8", ""), "Bulut", optional);
        let numbered = |path: &&String| {
            let name = path.strip_prefix("provision/");
            name.is_some_and(|name| name.starts_with(|c: char| c.is_ascii_digit()))
        };
        let emitted: Vec<_> = files.keys().filter(numbered).collect();
        for template in ["cloud.pkr.hcl", "iso.pkr.hcl"] {
            let run: Vec<_> = steps(&hcl(&files, template))
                .into_iter()
                .map(|step| format!("provision/{step}"))
                .collect();
            assert_eq!(run.iter().collect::<Vec<_>>(), emitted, "{template} {optional}");
        }
        for step in emitted {
            let bash = files[step].starts_with("#!/usr/bin/bash\n");
            assert!(bash, "{step} is run with bash");
        }
    }
}

#[test]
fn no_password_and_no_key_is_in_the_files() {
    let files = image(&base("9.8", ""), "Bulut", "[]");
    let own = files.iter().filter(|(path, _)| path.starts_with("packer/"));
    for (path, text) in own {
        for secret in ["PRIVATE KEY", "--plaintext", "ssh-rsa", "ssh-ed25519", "$2a$", "$6$"] {
            assert!(!text.contains(secret), "{path}: {secret}");
        }
    }
    for source in ["cloud", "iso"] {
        let document = hcl(&files, &format!("{source}.pkr.hcl"));
        let password = &document["source"]["qemu"][source]["ssh_password"];
        assert_eq!(*password, format!("${{local.{source}_password}}"));
        assert_eq!(document["locals"][format!("{source}_password")], "${uuidv4()}");
    }
}

/// Addresses with everything that one may hold, and a title that tries to break out.
fn hostile() -> impl Strategy<Value = (String, String)> {
    let url = proptest::string::string_regex("[-A-Za-z0-9._~!$&()*+,;=:@%/\\[\\]]{1,60}").unwrap();
    let title = prop_oneof![
        Just("${file(\"/etc/shadow\")} %{ for a in b }".to_owned()),
        Just("'; reboot; echo '\"} } source \"null\" \"x\" {".to_owned()),
        Just("%end\\ %post {{ .HTTPIP }} {% raw %}".to_owned()),
        "\\PC{1,60}".prop_filter("a line of text", |text| !text.trim().is_empty()),
    ];
    (url, title)
}

/// What the files of an image with these texts say where the texts stand.
fn with_hostile(url: &str, title: &str) -> (String, BTreeMap<String, String>) {
    let iso = format!("https://mirror.bulut.example/{url}/AlmaLinux-9.8-x86_64-boot.iso");
    let image_url = format!("https://mirror.bulut.example/{url}/a-20260810.qcow2");
    let digest = "0".repeat(64);
    let rest = format!(
        "  cloud-image: {{url: {image_url:?}, sha256: \"{digest}\"}}\n  \
         iso: {{url: {iso:?}, sha256: \"{digest}\"}}\n  \
         mirror: {:?}\n",
        format!("https://mirror.bulut.example/{url}")
    );
    (image_url, image(&base("9.8", &rest), title, "[slk]"))
}

#[test]
fn no_text_of_a_blueprint_breaks_a_template() {
    let mut runner = TestRunner::deterministic();
    let mut kickstarts = Vec::new();
    for _ in 0..12 {
        let (url, title) = hostile().new_tree(&mut runner).unwrap().current();
        let visible = |c: char| !c.is_control() && !('\u{2028}'..='\u{202e}').contains(&c);
        let title: String = title.chars().filter(|&c| visible(c) && c < '\u{2066}').collect();
        let (image_url, files) = with_hostile(&url, &format!("x{title}"));
        let cloud = hcl(&files, "cloud.pkr.hcl");
        assert_eq!(cloud["source"]["qemu"]["cloud"]["iso_url"], image_url);
        assert_eq!(cloud["source"]["qemu"].as_object().unwrap().len(), 1);
        assert_eq!(cloud.as_object().unwrap().len(), 4, "variable, locals, source, build");
        let iso = hcl(&files, "iso.pkr.hcl");
        let medium = &iso["source"]["qemu"]["iso"]["iso_url"];
        assert!(medium.as_str().unwrap().contains(&format!("/{url}/")), "{medium}");
        kickstarts.push((url, files["packer/http/ks.cfg"].clone()));
    }
    installer_reads(&kickstarts);
}

/// The installer cuts a line into words as Python's `shlex` does.
fn installer_reads(kickstarts: &[(String, String)]) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("lines");
    for (url, text) in kickstarts {
        let head = text.split("%pre").next().unwrap();
        assert_eq!(text.matches("\n%end\n").count(), 5, "{text}");
        fs::write(&file, head).unwrap();
        let program = "import shlex, sys\n\
            for line in open(sys.argv[1]):\n    \
                words = shlex.split(line, comments=True)\n    \
                if words and words[0] in ('url', 'repo'): print(words[-1])\n";
        let Ok(output) = Command::new("python3").args(["-c", program]).arg(&file).output() else {
            return;
        };
        let printed = String::from_utf8(output.stdout).unwrap();
        let root = format!("https://mirror.bulut.example/{url}").trim_end_matches('/').to_owned();
        let expected = ["--url", "--baseurl", "--baseurl"]
            .iter()
            .zip(["BaseOS", "AppStream", "extras"])
            .map(|(option, folder)| format!("{option}={root}/9.8/{folder}/x86_64/os/\n"))
            .collect::<String>();
        assert_eq!(printed, expected);
    }
}
