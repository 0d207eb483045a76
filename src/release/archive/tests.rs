use std::io::Read as _;

use super::*;
use crate::artefacts::{RelativePath, Sensitivity};
use crate::render::SecretName;

fn file(path: &str, content: &str, mode: u32) -> Artefact {
    Artefact {
        path: RelativePath::parse(path).unwrap(),
        content: content.as_bytes().to_vec(),
        mode,
        template: None,
        sensitivity: Sensitivity::Internal,
    }
}

struct Given {
    image: Vec<Artefact>,
    server: Vec<Artefact>,
    top: Vec<Artefact>,
    names: Vec<SecretName>,
}

fn given() -> Given {
    Given {
        image: vec![file("root/usr/x", "x", 0o755), file("release.tsv", "image table", 0o644)],
        server: vec![file("release.tsv", "server table", 0o644), file("root/etc/y", "y", 0o644)],
        top: vec![file("apply.sh", "#!/bin/sh\n", 0o755)],
        names: ["vpn/server-key", "grafana/admin"].map(|n| SecretName::new(n).unwrap()).to_vec(),
    }
}

impl Given {
    fn pack(&self) -> Result<Archive, Fault> {
        let secrets: Vec<PlacedSecret<'_>> = self
            .names
            .iter()
            .map(|name| PlacedSecret { name, value: name.as_str().as_bytes() })
            .collect();
        pack(&Contents {
            server: "romashka-main",
            image: "alma9-1c",
            image_files: &self.image,
            server_files: &self.server,
            top: &self.top,
            secrets: &secrets,
        })
    }
}

/// Path, mode, content of every entry in its order.
fn entries(archive: &Archive) -> Vec<(String, u32, String)> {
    let mut tar = tar::Archive::new(archive.bytes());
    let read = |entry: std::io::Result<tar::Entry<'_, &[u8]>>| {
        let mut entry = entry.unwrap();
        let header = entry.header();
        assert_eq!((header.uid().unwrap(), header.gid().unwrap()), (0, 0));
        assert_eq!(header.mtime().unwrap(), DATE);
        let (path, mode) = (entry.path().unwrap().display().to_string(), header.mode().unwrap());
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        (path, mode, text)
    };
    tar.entries().unwrap().map(read).collect()
}

#[test]
fn an_archive_is_sorted_and_closed_to_others() {
    let archive = given().pack().unwrap();
    let entries = entries(&archive);
    let paths: Vec<&str> = entries.iter().map(|(path, ..)| path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "romashka-main/",
            "romashka-main/apply.sh",
            "romashka-main/image/",
            "romashka-main/image/release.tsv",
            "romashka-main/image/root/",
            "romashka-main/image/root/usr/",
            "romashka-main/image/root/usr/x",
            "romashka-main/release.json",
            "romashka-main/secrets/",
            "romashka-main/secrets/release.tsv",
            "romashka-main/secrets/root/",
            "romashka-main/secrets/root/etc/",
            "romashka-main/secrets/root/etc/qalyp/",
            "romashka-main/secrets/root/etc/qalyp/secrets/",
            "romashka-main/secrets/root/etc/qalyp/secrets/grafana/",
            "romashka-main/secrets/root/etc/qalyp/secrets/grafana/admin",
            "romashka-main/secrets/root/etc/qalyp/secrets/vpn/",
            "romashka-main/secrets/root/etc/qalyp/secrets/vpn/server-key",
            "romashka-main/server/",
            "romashka-main/server/release.tsv",
            "romashka-main/server/root/",
            "romashka-main/server/root/etc/",
            "romashka-main/server/root/etc/y",
        ]
    );
    for (path, mode, _) in &entries {
        let executable = path.ends_with('/') || path.ends_with("apply.sh");
        assert_eq!(*mode, if executable { 0o700 } else { 0o600 }, "{path}");
    }
    assert_eq!(entries[15].2, "grafana/admin");
    assert_eq!(archive.name().len(), "romashka-main-0123456789abcdef.tar".len());
    assert!(
        archive
            .name()
            .starts_with(&format!("romashka-main-{}", &archive.digest().to_string()[..16]))
    );
}

#[test]
fn the_same_contents_give_the_same_bytes_in_any_order() {
    let mut other = given();
    for list in [&mut other.image, &mut other.server, &mut other.top] {
        list.reverse();
    }
    other.names.reverse();
    let (one, two) = (given().pack().unwrap(), other.pack().unwrap());
    assert!(one.bytes() == two.bytes());
    other.top[0].content.push(b'\n');
    assert_ne!(one.digest(), other.pack().unwrap().digest());
}

#[test]
fn the_document_pins_every_table() {
    let archive = given().pack().unwrap();
    let document = archive.document();
    let of = |part: &str| document.parts.iter().find(|other| other.part == part).unwrap();
    assert_eq!((of("image").files, of("secrets").files, of("server").files), (1, 2, 1));
    assert_eq!(of("image").table, Digest::of(b"image table"));
    let entries = entries(&archive);
    let written = &entries.iter().find(|(path, ..)| path.ends_with("release.json")).unwrap().2;
    let read: serde_json::Value = serde_json::from_str(written).unwrap();
    assert_eq!(read["format"], "qalyp-release/1");
    assert_eq!(read["server"], "romashka-main");
    let table = &entries.iter().find(|(path, ..)| path.ends_with("secrets/release.tsv")).unwrap().2;
    assert_eq!(read["parts"][1]["table"], Digest::of(table.as_bytes()).to_string());
}

#[test]
fn long_paths_are_whole_and_double_ones_refused() {
    let mut long = given();
    let deep = format!("root/etc/{}/{}", "a".repeat(120), "b".repeat(150));
    long.server.push(file(&deep, "deep", 0o644));
    let archive = long.pack().unwrap();
    let path = format!("romashka-main/server/{deep}");
    let found = entries(&archive);
    assert!(found.iter().any(|(other, _, text)| *other == path && text == "deep"), "{found:?}");

    let mut twice = given();
    twice.top.push(file("release.json", "{}", 0o644));
    let path = "release.json".to_owned();
    assert_eq!(twice.pack().unwrap_err(), Fault::Twice { path });
    let mut within = given();
    within.server.push(file("root/etc", "a file where a folder is", 0o644));
    assert!(matches!(within.pack(), Err(Fault::Twice { .. })));
}

#[test]
fn the_room_that_is_asked_for_is_enough() {
    // A writer that would have to move what it holds gives up.
    let mut large = given();
    for index in 0..200 {
        let path = format!("root/etc/{}/f", "d".repeat(index % 150 + 1) + &index.to_string());
        large.server.push(file(&path, &"z".repeat(index * 7), 0o644));
    }
    assert!(large.pack().is_ok());
}
