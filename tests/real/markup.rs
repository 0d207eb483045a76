//! Markup: descriptors of publications and pages for people.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use roxmltree::{Document, Node};

use super::require::require;
use super::tree::tree;

const NAMESPACE: &str = "http://v8.1c.ru/8.2/virtual-resource-system";

fn with_extension(extension: &str) -> Vec<PathBuf> {
    let files = tree().installed().into_iter();
    files.filter(|file| file.extension().is_some_and(|e| e == extension)).collect()
}

fn descriptor(server: &str, infobase: &str) -> String {
    let path = format!("root/var/www/qalyp/{infobase}/default.vrd");
    fs::read_to_string(tree().server(server, &path)).unwrap()
}

fn child<'a>(document: &'a Document<'_>, name: &str) -> Node<'a, 'a> {
    document.root_element().children().find(|node| node.has_tag_name((NAMESPACE, name))).unwrap()
}

#[test]
fn an_xml_parser_reads_every_file_of_markup() {
    let files: Vec<_> =
        ["vrd", "html", "xml", "1ccr"].iter().flat_map(|e| with_extension(e)).collect();
    assert!(files.len() > 5);
    for file in &files {
        let text = fs::read_to_string(file).unwrap().replace("<!DOCTYPE html>", "");
        Document::parse(&text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
    }
    if let Some(xmllint) = require("xmllint") {
        let output =
            Command::new(xmllint).args(["--noout", "--nonet"]).args(&files).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn descriptors_have_the_shape_that_1c_knows() {
    for file in with_extension("vrd") {
        let text = fs::read_to_string(&file).unwrap();
        let document = Document::parse(&text).unwrap();
        let point = document.root_element();
        assert!(point.has_tag_name((NAMESPACE, "point")), "{}", file.display());
        for attribute in ["base", "ib", "enable"] {
            assert!(point.has_attribute(attribute), "{}: {attribute}", file.display());
        }
        let sections: Vec<_> =
            point.children().filter(Node::is_element).map(|node| node.tag_name().name()).collect();
        assert_eq!(sections, ["ws", "httpServices", "standardOdata", "analytics"], "each once");
        assert!(
            !text.contains("Usr=") && !text.contains("Pwd="),
            "credentials in {}",
            file.display()
        );
        assert_eq!(child(&document, "analytics").attribute("enable"), Some("false"));
    }
}

#[test]
fn a_descriptor_asks_for_what_the_blueprint_asks_for() {
    let text = descriptor("romashka-main", "accounting");
    let document = Document::parse(&text).unwrap();
    let point = document.root_element();
    assert_eq!(point.attribute("base"), Some("/accounting"));
    let host = tree().env("romashka-main", "QALYP_FQDN");
    assert_eq!(point.attribute("ib"), Some(&*format!(r#"Srvr="{host}";Ref="accounting";"#)));
    assert_eq!(point.attribute("enable"), Some("true"));
    let ws: Vec<_> = child(&document, "ws").children().filter(Node::is_element).collect();
    assert_eq!(ws.len(), 1);
    assert_eq!(
        (ws[0].attribute("name"), ws[0].attribute("alias")),
        (Some("Exchange"), Some("Exchange.1cws"))
    );
    let hs: Vec<_> = child(&document, "httpServices").children().filter(Node::is_element).collect();
    assert_eq!(
        (hs[0].attribute("rootUrl"), hs[0].attribute("enable")),
        (Some("api"), Some("true"))
    );
    assert_eq!(child(&document, "standardOdata").attribute("enable"), Some("true"));
}

#[test]
fn everything_optional_is_off_unless_asked_for() {
    let text = descriptor("romashka-main", "trade");
    let document = Document::parse(&text).unwrap();
    for (section, attributes) in [
        ("ws", ["pointEnableCommon", "publishExtensionsByDefault"]),
        ("httpServices", ["publishByDefault", "publishExtensionsByDefault"]),
        ("standardOdata", ["enable", "enable"]),
    ] {
        let node = child(&document, section);
        assert_eq!(attributes.map(|name| node.attribute(name)), [Some("false"); 2], "{section}");
        assert!(!node.children().any(|node| node.is_element()));
    }
    // Services alone: the application itself is switched off.
    let text = descriptor("romashka-main", "exchange");
    let document = Document::parse(&text).unwrap();
    assert_eq!(document.root_element().attribute("enable"), Some("false"));
    assert_eq!(child(&document, "httpServices").children().filter(Node::is_element).count(), 2);
}
