//! XML, HCL, YAML and JSON, read by parsers in this process and by those of Python and Terraform.

use std::fmt::Write as _;
use std::process::Command;

use proptest::prelude::{prop_assert_eq, proptest};
use qalyp::render::dialect::{Filter, Scalar};

use super::hostile::{self, Written};
use super::run;
use crate::require;

fn written(filter: &str, text: &str) -> Option<String> {
    Filter::named(filter).unwrap().write(&Scalar::Text(text)).ok()
}

proptest! {
    #[test]
    fn json_comes_back(text in hostile::text()) {
        let written = written("json", &text).unwrap();
        prop_assert_eq!(serde_json::from_str::<String>(&written).unwrap(), text);
    }

    #[test]
    fn yaml_comes_back(text in hostile::text()) {
        let written = written("yaml", &text).unwrap();
        prop_assert_eq!(&serde_yaml::from_str::<String>(&written).unwrap(), &text);
        let document = format!("# {}\nkey: {written}\nlist: [{written}, x]\n", hostile::comment(&text));
        let read: serde_yaml::Value = serde_yaml::from_str(&document).unwrap();
        prop_assert_eq!(read["key"].as_str(), Some(&*text));
        prop_assert_eq!(read["list"][0].as_str(), Some(&*text));
    }

    #[test]
    fn hcl_comes_back(text in hostile::text()) {
        let written = written("hcl", &text).unwrap();
        let document = format!("# {}\nkey = {written}\n", hostile::comment(&text));
        let read: serde_json::Value = hcl::from_str(&document).unwrap();
        prop_assert_eq!(read["key"].as_str(), Some(&*text));
    }

    #[test]
    fn xml_comes_back_or_is_refused(text in hostile::text()) {
        let comment = written("xml_comment", &text).unwrap();
        let value = written("xml", &text);
        let inside = value.as_deref().unwrap_or_default();
        let document = format!("<a v=\"{inside}\" w='{inside}'><!-- {comment} -->{inside}</a>");
        let read = roxmltree::Document::parse(&document).unwrap();
        let expected = if value.is_some() { &*text } else { "" };
        prop_assert_eq!(read.root_element().attribute("v"), Some(expected));
        prop_assert_eq!(read.root_element().attribute("w"), Some(expected));
        let inner: String = read
            .root_element()
            .children()
            .filter(roxmltree::Node::is_text)
            .filter_map(|node| node.text())
            .collect();
        prop_assert_eq!(inner, expected);
    }
}

/// Runs a Python expression on the text of a file; it yields a list of strings.
fn python(document: &str, expression: &str) -> Option<Vec<String>> {
    let python = require::require("python3")?;
    let folder = run::folder();
    let path = run::put(&folder, "document", document);
    let script = format!(
        "import json, sys\n\
         text = open(sys.argv[1], encoding='utf-8', newline='').read()\n\
         sys.stdout.write(json.dumps({expression}))\n"
    );
    let output = run::run(Command::new(python).args(["-c", &script]).arg(path));
    Some(serde_json::from_slice(&output).unwrap())
}

fn assert_read(written: &[Written], read: Option<Vec<String>>) {
    if let Some(read) = read {
        hostile::assert_same(written, read.iter().map(String::as_bytes));
    }
}

/// A document as a template makes it: a line for each value, with a comment before it.
fn document(written: &[Written], line: impl Fn(&str) -> String, mark: &str) -> String {
    let mut text = String::new();
    for one in written {
        writeln!(text, "{mark} {}", hostile::comment(&one.text)).unwrap();
        writeln!(text, "{}", line(&one.written)).unwrap();
    }
    text
}

#[test]
fn python_reads_json() {
    let written = hostile::write("json", &hostile::samples());
    let list: Vec<_> = written.iter().map(|one| one.written.as_str()).collect();
    assert_read(&written, python(&format!("[{}]", list.join(",\n")), "json.loads(text)"));
}

/// cloud-init reads YAML with `PyYAML`.
#[test]
fn python_reads_yaml() {
    let Some(python3) = require::require("python3") else { return };
    let has_yaml = Command::new(python3).args(["-c", "import yaml"]).output().unwrap();
    if !has_yaml.status.success() {
        return require::skip("PyYAML");
    }
    let written = hostile::write("yaml", &hostile::samples());
    let text = document(&written, |value| format!("- {value}"), "#");
    assert_read(&written, python(&text, "__import__('yaml').safe_load(text)"));
    let text = document(&written, |value| format!("- {{a: [{value}, b]}}"), "#");
    let expression = "[item['a'][0] for item in __import__('yaml').safe_load(text)]";
    assert_read(&written, python(&text, expression));
}

/// Expat, which is also the parser of PHP, Perl and many more.
#[test]
fn expat_reads_xml() {
    let written = hostile::write("xml", &hostile::samples());
    let mut text = "<r>".to_owned();
    for one in &written {
        write!(text, "<a v=\"{0}\">{0}</a>", one.written).unwrap();
    }
    text += "</r>";
    let tree = "__import__('xml.etree.ElementTree').etree.ElementTree.fromstring(text)";
    assert_read(&written, python(&text, &format!("[a.get('v') for a in {tree}]")));
    assert_read(&written, python(&text, &format!("[a.text or '' for a in {tree}]")));
}

/// The reference implementation of HCL 2, which Packer uses as well. It brings text into the
/// composed form of Unicode, so only texts that are composed already come back unchanged.
///
/// Distributions do not carry it, so it is welcome and not required; the parser above always runs.
#[test]
fn terraform_reads_hcl() {
    let Some(terraform) = require::program("terraform") else { return };
    let written = hostile::write("hcl", &hostile::samples_of_fragments());
    let folder = run::folder();
    let list = document(&written, |value| format!("  {value},"), "  #");
    run::put(&folder, "main.tf", &format!("output \"all\" {{\n  value = [\n{list}  ]\n}}\n"));
    let terraform = |arguments: &[&str]| {
        let mut command = Command::new(&terraform);
        command.arg(format!("-chdir={}", folder.path().display())).args(arguments);
        run::run(command.env("CHECKPOINT_DISABLE", "1").env_remove("TF_CLI_CONFIG_FILE"))
    };
    terraform(&["apply", "-auto-approve", "-input=false", "-no-color"]);
    let read: Vec<String> =
        serde_json::from_slice(&terraform(&["output", "-json", "all"])).unwrap();
    hostile::assert_same(&written, read.iter().map(String::as_bytes));
}
