use proptest::prelude::*;

use super::{codes, server};

/// The codes of a server whose one infobase has this name and database.
fn infobase(name: &str, database: &str) -> Vec<&'static str> {
    let quote = |text: &str| serde_json::to_string(text).unwrap();
    let (name, database) = (quote(name), quote(database));
    codes(&server(&format!("infobases: [{{name: {name}, database: {database}}}]")))
}

#[test]
fn postgresql_counts_bytes() {
    assert_eq!(infobase("a", &"a".repeat(63)), [""; 0]);
    assert_eq!(infobase("a", &"a".repeat(64)), ["E0154"]);
    assert_eq!(infobase("a", &"б".repeat(31)), [""; 0]);
    assert_eq!(infobase("a", &"б".repeat(32)), ["E0154"]);
    // Three bytes each: U+4E2D.
    assert_eq!(infobase("a", &"中".repeat(21)), [""; 0]);
    assert_eq!(infobase("a", &"中".repeat(22)), ["E0154"]);
}

#[test]
fn postgresql_keeps_its_own_names() {
    for taken in
        ["postgres", "Template0", "template1", "monitoring", "public", "none", "pg_1", "PG_X"]
    {
        assert_eq!(infobase("a", taken), ["E0154"], "{taken}");
    }
    for free in ["postgres_2", "template2", "pgbouncer", "Postgres-1", "replication", "all"] {
        assert_eq!(infobase("a", free), [""; 0], "{free}");
    }
}

#[test]
fn an_infobase_is_a_folder_and_part_of_a_connection_string() {
    for wrong in
        ["a;b", "a\"b", "a'b", "a=b", "a/b", "a\\b", "a:b", ".", "..", ".a", "-a", " a", "a "]
    {
        assert_eq!(infobase(wrong, "db"), ["E0153"], "{wrong}");
    }
    for right in ["УТ 11", "zup_3.1", "Қойма-2026", "a(b)", "1С", "_"] {
        assert_eq!(infobase(right, "db"), [""; 0], "{right}");
    }
    assert_eq!(infobase(&"a".repeat(200), "db"), [""; 0]);
    assert_eq!(infobase(&"a".repeat(201), "db"), ["E0153"]);
}

#[test]
fn a_name_that_is_wrong_for_both_is_said_once() {
    assert_eq!(codes(&server("infobases: [{name: \"a/b\"}]")), ["E0153"]);
    assert_eq!(codes(&server("infobases: [{name: postgres}]")), ["E0154"]);
}

#[test]
fn the_zone_counts_for_the_length_of_a_host_name() {
    let label = |length: usize| codes(&server(&format!("domain: {}", "a".repeat(length))));
    assert_eq!(label(63), [""; 0]);
    assert_eq!(label(64), ["E0152"]);
    assert_eq!(codes(&server("domain: xn--80aswg")), ["E0152"]);
    assert_eq!(codes(&server("domain: -a")), ["E0152"]);
    assert_eq!(codes(&server("domain: a.b")), ["E0152"]);
}

#[test]
fn locales_and_zones_have_a_form() {
    let settings = |text: &str| codes(&server(&format!("settings: {text}")));
    for right in ["ru_RU.UTF-8", "kk_KZ.UTF-8", "en_US.UTF-8"] {
        assert_eq!(settings(&format!("{{locale: {right}}}")), [""; 0], "{right}");
    }
    assert_eq!(settings("{locale: de_DE.UTF-8}"), ["E0280"]);
    for wrong in ["ru", "ru_RU", "ru_RU.utf8", "RU_ru.UTF-8", "C.UTF-8", "rus_RUS.UTF-8"] {
        assert_eq!(settings(&format!("{{locale: {wrong}}}")), ["E0157"], "{wrong}");
    }
    for right in ["Asia/Almaty", "Asia/Qyzylorda", "UTC", "Etc/GMT+5", "America/Argentina/Ushuaia"]
    {
        assert_eq!(settings(&format!("{{time-zone: {right}}}")), [""; 0], "{right}");
    }
    for wrong in [
        "Almaty",
        "asia/almaty",
        "Asia/",
        "GMT+5",
        "+05:00",
        "Asia/Almaty/",
        "Asia/Nur-Sultan",
        "Asia/Almata",
    ] {
        assert_eq!(settings(&format!("{{time-zone: \"{wrong}\"}}")), ["E0158"], "{wrong}");
    }
}

#[test]
fn a_key_is_read_as_openssh_reads_it() {
    const BLOB: &str = "AAAAC3NzaC1lZDI1NTE5AAAAIHRoaXMtaXMtb25seS1hbi1leGFtcGxlLWtleS0wMDAx";
    let key = |line: &str| codes(&server(&format!("settings: {{ssh: {{keys: [\"{line}\"]}}}}")));
    assert_eq!(key(&format!("ssh-ed25519 {BLOB} ops@bulut")), [""; 0]);
    assert_eq!(key(&format!("ssh-ed25519 {BLOB}")), [""; 0]);
    for wrong in [
        format!("ssh-ed25519 {}", &BLOB[..64]),
        format!("ssh-ed25519 {BLOB}{BLOB}"),
        format!("ssh-rsa {BLOB}"),
        format!("ssh-dss {BLOB}"),
        format!("command=true ssh-ed25519 {BLOB}"),
        format!("ssh-ed25519  {BLOB}"),
        "ssh-ed25519".to_owned(),
        "ssh-ed25519 ====".to_owned(),
        "ssh-ed25519 AAAA!AAA".to_owned(),
        "-----BEGIN OPENSSH PRIVATE KEY-----".to_owned(),
    ] {
        assert_eq!(key(&wrong), ["E0159"], "{wrong}");
    }
}

#[test]
fn a_zone_can_name_its_mailbox() {
    let provider = super::file("golden-tests/base/blueprints/provider.yaml").1;
    let asked = |mailbox: &str| {
        let provider = provider.replace("hostmaster@bulut.example", mailbox);
        assert!(provider.contains(mailbox));
        let texts = vec![("provider.yaml".to_owned(), provider)];
        let loaded = crate::blueprint::load_texts(texts, crate::blueprint::Limits::default());
        assert!(loaded.report.is_empty());
        let catalogue = crate::fleet::Catalogue::new(&loaded.blueprints);
        let report = crate::checks::check(&catalogue, super::AT.parse().unwrap());
        report.findings().iter().any(|finding| finding.code.0 == "E0161")
    };
    let label = "a".repeat(60);
    let zone = format!("{label}.{label}.{label}.example"); // 190 bytes
    assert!(!asked(&format!("{}@bulut.example", "a".repeat(63))));
    assert!(asked(&format!("{}@bulut.example", "a".repeat(64))));
    assert!(!asked(&format!("{}@{zone}", "a".repeat(62))));
    assert!(asked(&format!("{}@{zone}", "a".repeat(63))));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_name_that_passes_is_one_file_of_one_folder(name in "\\PC{1,40}") {
        let text = serde_json::to_string(&name).unwrap();
        let document = server(&format!("infobases: [{{name: {text}, database: db}}]"));
        let texts = vec![("a.yaml".to_owned(), document.clone())];
        // What is no line at all is refused by reading.
        if crate::blueprint::load_texts(texts, crate::blueprint::Limits::default()).report.is_empty()
            && codes(&document).is_empty()
        {
            let path = std::path::Path::new(&name);
            prop_assert_eq!(path.file_name().and_then(|n| n.to_str()), Some(name.as_str()));
            prop_assert!(name.len() <= 200 && !name.starts_with(['.', '-']));
        }
    }
}
