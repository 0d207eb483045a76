//! The facts are well formed: nothing floats, everything is pinned, everything fits together.

use std::collections::BTreeSet;

use super::*;

fn facts() -> Vec<Facts> {
    let all: Vec<_> = read()
        .map(|(file, facts)| facts.unwrap_or_else(|fault| panic!("{file}: {fault}")))
        .collect();
    assert!(!all.is_empty());
    all
}

#[test]
fn every_file_can_be_read() {
    assert_eq!(facts().len(), all().len());
    let alma = Facts::of(Distribution::Almalinux, 9).unwrap();
    assert_eq!((alma.cpu, alma.architecture.as_str()), (CpuLevel::V2, "x86_64"));
    assert!(Facts::of(Distribution::Almalinux, 8).is_none());
}

#[test]
fn an_unknown_key_or_a_wrong_digest_is_refused() {
    let text = FILES.get_file("almalinux-9.yaml").unwrap().contents_utf8().unwrap();
    let refused = |from: &str, to: &str| {
        assert!(text.contains(from), "{from}");
        let changed: Result<Facts, _> = serde_yaml::from_str(&text.replacen(from, to, 1));
        changed.unwrap_err().to_string()
    };
    assert!(refused("seen: 1", "seen: 1\n        sene: 1").contains("sene"));
    assert!(refused("sha256: b08cd5", "sha256: B08cd5").contains("lower case"));
    assert!(refused("sha256: b08cd5", "sha256: b08cd").contains("63 digits"));
    assert!(refused("date: 2025-05-22", "date: 2025-05-32").contains("no date"));
    assert!(refused("filesystem: vfat", "filesystem: fat").contains("fat"));
    assert!(refused("cpu: x86-64-v2", "cpu: x86-64-v9").contains("unknown"));
}

#[test]
fn addresses_are_reached_by_https() {
    for facts in facts() {
        let mut urls = vec![&facts.mirror, &facts.vault];
        urls.extend(facts.keys.iter().map(|key| &key.url));
        urls.extend(facts.repositories.iter().filter_map(|repository| repository.url.as_ref()));
        for url in urls {
            assert!(url.starts_with("https://") && !url.contains(['?', '#']), "{url}");
        }
    }
}

#[test]
fn keys_have_fingerprints_and_repositories_have_keys() {
    for facts in facts() {
        let digit = |b: u8| b.is_ascii_digit() || (b'A'..=b'F').contains(&b);
        for key in &facts.keys {
            assert!(key.fingerprint.len() == 40 && key.fingerprint.bytes().all(digit), "{key:?}");
            assert_eq!(key.path, format!("/etc/pki/rpm-gpg/RPM-GPG-KEY-{}", key.name));
            assert!(key.url.ends_with(&format!("/RPM-GPG-KEY-{}", key.name)), "{key:?}");
        }
        let names: BTreeSet<_> = facts.keys.iter().map(|key| &key.name).collect();
        let ids: BTreeSet<_> = facts.repositories.iter().map(|r| &r.id).collect();
        assert_eq!((names.len(), ids.len()), (facts.keys.len(), facts.repositories.len()));
        for repository in &facts.repositories {
            assert!(names.contains(&repository.key), "{repository:?}");
            assert_ne!(repository.folder.is_some(), repository.url.is_some(), "{repository:?}");
        }
        let on = facts.repositories.iter().filter(|r| r.enabled).map(|r| r.id.as_str());
        assert_eq!(on.collect::<Vec<_>>(), ["baseos", "appstream", "extras"]);
    }
}

#[test]
fn images_are_called_by_release_and_date_and_never_latest() {
    for facts in facts() {
        assert!(facts.releases.is_sorted_by_key(|release| release.minor));
        let mut digests = BTreeSet::new();
        for release in &facts.releases {
            let own = Release { major: facts.major, minor: Some(release.minor) };
            assert!(release.cloud_images.is_sorted_by_key(|image| image.date));
            assert!(!release.cloud_images.is_empty(), "{own}");
            for image in &release.cloud_images {
                assert_eq!(date_in(&image.file), Some(image.date), "{}", image.file);
                assert_eq!(release_in(&image.file), Some(own), "{}", image.file);
                let end = format!(".{}.qcow2", facts.architecture);
                assert!(image.file.ends_with(&end) && image.seen > 0, "{}", image.file);
                assert!(digests.insert(&image.sha256), "{}", image.file);
            }
            if let Some(iso) = &release.boot_iso {
                assert_eq!(release_in(&iso.file), Some(own), "{}", iso.file);
                assert!(iso.file.ends_with("-boot.iso") && iso.seen > 0, "{}", iso.file);
                assert!(digests.insert(&iso.sha256), "{}", iso.file);
            }
        }
        let text = FILES.files().map(|file| file.contents_utf8().unwrap()).collect::<String>();
        let data: String = text.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(!data.to_lowercase().contains("latest"));
    }
}

#[test]
fn a_disk_starts_in_both_ways_and_its_last_part_grows() {
    for facts in facts() {
        let partitions = &facts.layout.partitions;
        let (last, others) = partitions.split_last().unwrap();
        assert_eq!((last.mount.as_deref(), last.size_mib), (Some("/"), None));
        assert!(others.iter().all(|partition| partition.size_mib.is_some()));
        let mounts: Vec<_> = partitions.iter().filter_map(|p| p.mount.as_deref()).collect();
        assert_eq!(mounts, ["/boot/efi", "/boot", "/"]);
        assert_eq!(partitions[0].filesystem, FileSystem::Biosboot);
        // Names are written into scripts as they are.
        let plain = |name: &str| name.bytes().all(|b| b.is_ascii_lowercase());
        assert!(partitions.iter().all(|partition| plain(&partition.name)));
        let sum: u64 = others.iter().filter_map(|partition| partition.size_mib).sum();
        assert!(sum < facts.layout.disk_gib * 1024 / 2);
    }
}

#[test]
fn a_release_without_updates_lies_in_the_vault() {
    let alma = Facts::of(Distribution::Almalinux, 9).unwrap();
    assert_eq!(alma.tree(8, None), "https://repo.almalinux.org/almalinux/9.8");
    assert_eq!(alma.tree(9, None), "https://repo.almalinux.org/almalinux/9.9");
    assert_eq!(alma.tree(7, None), "https://vault.almalinux.org/9.7");
    let own = Some("https://mirror.example/alma/");
    assert_eq!(alma.tree(7, own), "https://mirror.example/alma/9.7");
    assert_eq!(alma.tree(8, own), "https://mirror.example/alma/9.8");
}

#[test]
fn names_say_release_and_date() {
    let date = |text: &str| date_in(text).map(|date| date.to_string());
    assert_eq!(
        date("AlmaLinux-10-GenericCloud-10.2-20260817.0.x86_64.qcow2").unwrap(),
        "2026-08-17"
    );
    for none in
        ["AlmaLinux-9-GenericCloud-latest.x86_64.qcow2", "20261332", "12345678", "202608100", ""]
    {
        assert_eq!(date(none), None, "{none}");
    }
    let release = |text: &str| release_in(text).map(|release| release.to_string());
    assert_eq!(release("AlmaLinux-9.8-x86_64-boot.iso").unwrap(), "9.8");
    assert_eq!(release("AlmaLinux-9-latest-x86_64-boot.iso"), None);
    assert_eq!(file_of("https://a.example/b/c.iso?x=/d#e/f"), "c.iso");
    assert_eq!(file_of("https://a.example/"), "");
}
