//! nginx's parameters, read by nginx and sent back over HTTP.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{Read as _, Write as _};
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::process::Command;

use qalyp::render::dialect::{Filter, Scalar};
use qalyp::render::{Context, Data, Engine, TemplateSet};

use super::hostile;
use super::run::{self, Server};
use crate::require;

/// Starts nginx with these lines in its server block; `None` when there is no nginx.
fn serve(folder: &tempfile::TempDir, lines: &str) -> Option<Server> {
    let nginx = require::require("nginx")?;
    let at = folder.path().display();
    let configuration = format!(
        "daemon off;\nmaster_process off;\npid {at}/pid;\nerror_log stderr error;\n\
         events {{}}\nhttp {{\naccess_log off;\ndefault_type text/plain;\n\
         client_body_temp_path {at}/body;\nproxy_temp_path {at}/proxy;\n\
         fastcgi_temp_path {at}/fastcgi;\nuwsgi_temp_path {at}/uwsgi;\nscgi_temp_path {at}/scgi;\n\
         server {{\nlisten unix:{at}/socket;\n{lines}}}\n}}\n"
    );
    let path = run::put(folder, "nginx.conf", &configuration);
    let mut server = Server::start(Command::new(nginx).arg("-c").arg(path));
    server.until(|| UnixStream::connect(folder.path().join("socket")).ok());
    Some(server)
}

/// The body of an answer.
fn get(socket: &Path, target: &str, header: &str) -> Vec<u8> {
    let mut stream = UnixStream::connect(socket).unwrap();
    write!(stream, "GET {target} HTTP/1.0\r\n{header}\r\n").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let at = answer.windows(4).position(|four| four == b"\r\n\r\n").unwrap();
    answer.split_off(at + 4)
}

#[test]
fn parameters_come_back() {
    let written = hostile::write("nginx", &hostile::samples());
    let mut lines = String::new();
    for (index, one) in written.iter().enumerate() {
        writeln!(lines, "# {}", hostile::comment(&one.text)).unwrap();
        writeln!(lines, "location = /{index} {{ return 200 {}; }}", one.written).unwrap();
    }
    let folder = run::folder();
    let Some(_server) = serve(&folder, &lines) else { return };
    let socket = folder.path().join("socket");
    let read: Vec<_> =
        (0..written.len()).map(|index| get(&socket, &format!("/{index}"), "")).collect();
    hostile::assert_same(&written, read.iter().map(Vec::as_slice));
}

#[test]
fn the_longest_parameter_fits_its_buffer() {
    let nginx = Filter::named("nginx").unwrap();
    let long = format!(" {}", "ы".repeat(1_998));
    let written = nginx.write(&Scalar::Text(&long)).unwrap();
    assert!(nginx.write(&Scalar::Text(&format!("{long}ы"))).is_err());
    let folder = run::folder();
    // Where the parameter lies in the file must not matter.
    let padding = format!("# {}\n", "x".repeat(3_000));
    let lines = format!("{padding}location = /0 {{ return 200 {written}; }}\n");
    let Some(_server) = serve(&folder, &lines) else { return };
    assert_eq!(get(&folder.path().join("socket"), "/0", ""), long.as_bytes());
}

/// `regex` makes a pattern that matches its own text and nothing else.
#[test]
fn patterns_match_only_themselves() {
    let nginx = Filter::named("nginx").unwrap();
    // What can be sent in a header.
    let sendable = |text: &String| {
        !text.is_empty() && text.trim() == *text && !text.chars().any(char::is_control)
    };
    let texts: Vec<_> = hostile::samples().into_iter().filter(sendable).collect();
    let mut lines = String::new();
    let mut asked = Vec::new();
    for text in &texts {
        let pattern = format!("^{}\\z", regex_of(text));
        if let Ok(pattern) = nginx.write(&Scalar::Text(&pattern)) {
            let index = asked.len();
            writeln!(
                lines,
                "location = /{index} {{ if ($http_v ~ {pattern}) {{ return 200 yes; }} return 200 no; }}"
            )
            .unwrap();
            asked.push(text);
        }
    }
    assert!(asked.len() > 100, "only {} texts", asked.len());
    let folder = run::folder();
    let Some(_server) = serve(&folder, &lines) else { return };
    let socket = folder.path().join("socket");
    for (index, text) in asked.iter().enumerate() {
        let target = format!("/{index}");
        assert_eq!(get(&socket, &target, &format!("V: {text}\r\n")), b"yes", "{text:?}");
        assert_eq!(get(&socket, &target, &format!("V: {text}x\r\n")), b"no", "{text:?}");
        assert_eq!(get(&socket, &target, "V: aaaaa\r\n"), b"no", "{text:?}");
    }
}

/// The filter as templates use it.
fn regex_of(text: &str) -> String {
    let file = "---\ndialect: json\n---\n{{ text | regex | json }}".to_owned();
    let set = TemplateSet::new([("t".to_owned(), file)], BTreeMap::default()).unwrap();
    let context = Context::new().with("text", &Data::new(&text).unwrap());
    let engine = Engine::new(&set).unwrap();
    let written = engine.render(set.get("t").unwrap(), &context).unwrap();
    serde_json::from_str(&written).unwrap()
}
