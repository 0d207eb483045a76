//! Secrets that can be recognised, in a project that works with them: they show up in no output, no message, no file but
//! their own, and no list of processes, however they might be written there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use tempfile::TempDir;

use super::project::{Project, said};

const SERVER: &str = "romashka-main";

/// Values that a person supplies, with characters that some formats write otherwise.
const SUPPLIED: [(&str, &str); 2] = [
    ("backup/s3-access-key", "canary+ACCESS/9f1c&quot"),
    ("backup/s3-secret-key", "canary'SECRET\"%41=<7d2e>"),
];

/// Everything that is looked for, as patterns for `grep -F`, one a line.
struct Patterns {
    folder: TempDir,
    count: usize,
}

impl Patterns {
    fn of(markers: &[String]) -> Self {
        let mut patterns: Vec<String> =
            markers.iter().flat_map(|marker| spellings(marker)).collect();
        patterns.sort();
        patterns.dedup();
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("patterns"), patterns.join("\n")).unwrap();
        Self { folder, count: patterns.len() }
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("patterns")
    }

    /// The files below a folder, or the file itself, in which one of them stands.
    fn found_in(&self, place: &Path) -> Vec<String> {
        let output = Command::new("grep")
            .args(["-rlaF", "-f"])
            .arg(self.file())
            .arg("--")
            .arg(place)
            .output()
            .unwrap();
        // 1 means none; anything else means that nobody has looked.
        assert!(matches!(output.status.code(), Some(0 | 1)), "{}", said(&output));
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    /// Nothing in a text.
    fn are_not_in(&self, text: &[u8], what: &str) {
        let file = self.folder.path().join("text");
        fs::write(&file, text).unwrap();
        assert!(self.found_in(&file).is_empty(), "a secret in {what}");
    }
}

/// How a text may be written: as it is, backwards, in hexadecimal, in base64 at each of three alignments, for a URL, for
/// JSON and for HTML.
fn spellings(marker: &str) -> Vec<String> {
    let bytes = marker.as_bytes();
    let hex: String = bytes.iter().map(|b| format!("{b:02x}")).collect();
    let url = |unreserved: &str| -> String {
        let one = |b: &u8| {
            let c = char::from(*b);
            let plain = c.is_ascii_alphanumeric() || unreserved.contains(c);
            if plain { c.to_string() } else { format!("%{b:02X}") }
        };
        bytes.iter().map(one).collect()
    };
    let mut all = vec![
        marker.to_owned(),
        marker.chars().rev().collect(),
        hex.to_uppercase(),
        hex,
        url("-._~"),
        url("-._~/"),
        url("-._~/+&='").to_lowercase(),
        marker.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;"),
        marker.replace('"', "\\\""),
    ];
    for shift in 0..3 {
        let padded = [&b"xx"[..shift], bytes].concat();
        let text = base64(&padded);
        // Only digits that depend on nothing around it.
        let (skip, whole) = (shift * 4 / 3 + usize::from(shift > 0), padded.len() / 3 * 4);
        all.push(text[skip..whole].to_owned());
        all.push(text[skip..whole].replace('+', "-").replace('/', "_"));
    }
    all.retain(|text| text.len() >= 8);
    all
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::new();
    for chunk in bytes.chunks(3) {
        let word =
            chunk.iter().fold(0_u32, |w, b| (w << 8) | u32::from(*b)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            text.push(char::from(DIGITS[(word >> (18 - 6 * place)) as usize & 63]));
        }
    }
    text
}

/// A pair of eyes on every process's arguments and environment, for as long as it is held.
struct Watch {
    stop: Arc<AtomicBool>,
    seen: Option<thread::JoinHandle<Vec<u8>>>,
}

impl Watch {
    fn start() -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let told = stop.clone();
        let seen = thread::spawn(move || {
            let mut seen = Vec::new();
            while !told.load(Ordering::Relaxed) {
                for entry in fs::read_dir("/proc").unwrap().flatten() {
                    let process = entry.path();
                    // Ours only: the others would fill the memory.
                    let ours = fs::read_to_string(process.join("comm"))
                        .is_ok_and(|name| name == "qalyp\n");
                    if ours {
                        for file in ["cmdline", "environ"] {
                            let mut text = fs::read(process.join(file)).unwrap_or_default();
                            text.push(b'\n');
                            if !seen.windows(text.len()).any(|known| known == text) {
                                seen.extend(text);
                            }
                        }
                    }
                }
                thread::sleep(Duration::from_millis(2));
            }
            seen
        });
        Self { stop, seen: Some(seen) }
    }

    fn stop(mut self) -> Vec<u8> {
        self.stop.store(true, Ordering::Relaxed);
        self.seen.take().unwrap().join().unwrap()
    }
}

/// A project with secrets of every kind.
fn planted() -> Project {
    let project = Project::example();
    project.init_vault();
    for (name, value) in SUPPLIED {
        let file = project.path("tmp/value");
        fs::write(&file, value).unwrap();
        project.ok(&["vault", "set", SERVER, name, "--file", &file.display().to_string()]);
        fs::remove_file(file).unwrap();
    }
    project.ok(&["vpn", "issue", SERVER, "--yes"]);
    project.ok(&["vault", "set", "--missing", SERVER]);
    project
}

/// Every secret that the project holds now, read back from its vault.
fn markers(project: &Project) -> Vec<String> {
    let mut markers = Vec::new();
    let mut kinds = 0;
    for scope in [SERVER, "provider"] {
        let folder = project.file(&format!("keys/vault/{scope}"));
        for file in super::tree::files(&folder) {
            let name = file.strip_prefix(&folder).unwrap().display().to_string();
            let Some(name) = name.strip_suffix(".age") else { continue };
            let value = project.run(&["vault", "get", scope, name]);
            assert!(value.status.success(), "{scope} {name}: {}", said(&value));
            markers.extend(distinct(&value.stdout));
            kinds += 1;
        }
    }
    assert!(kinds > 12, "{kinds} secrets");
    for (_, value) in SUPPLIED {
        assert!(markers.iter().any(|marker| marker == value), "{value}");
    }
    for identity in [project.identity(), project.recovery()] {
        let text = fs::read_to_string(identity).unwrap();
        let lines = text.lines().filter(|line| line.starts_with("AGE-SECRET-KEY-"));
        markers.extend(lines.map(str::to_owned));
    }
    markers
}

/// Everything that commands have said, a file for each.
struct Transcript(TempDir);

impl Transcript {
    fn add(&self, arguments: &[&str], output: &Output) {
        let number = fs::read_dir(self.0.path()).unwrap().count();
        let name = arguments.join(" ").replace('/', "_");
        let text = [&output.stdout[..], &output.stderr[..]].concat();
        fs::write(self.0.path().join(format!("{number} {name}")), text).unwrap();
    }
}

/// What is a secret's own in its text: the lines, without what every key of its kind begins with.
fn distinct(value: &[u8]) -> Vec<String> {
    let Ok(text) = std::str::from_utf8(value) else {
        return vec![value.iter().map(|b| format!("{b:02x}")).collect()];
    };
    let lines: Vec<_> =
        text.lines().filter(|line| line.len() >= 12 && !line.starts_with("-----")).collect();
    assert!(!lines.is_empty(), "nothing to look for in a secret of {} bytes", value.len());
    // A key in PEM: its first line is the same for all, and in its last the public half may stand.
    match lines.len() {
        1 => vec![lines[0].to_owned()],
        2 | 3 => vec![lines[0][40..].to_owned()],
        count => lines[1..count / 2].iter().map(|line| (*line).to_owned()).collect(),
    }
}

/// Commands that answer, in each of their forms; what they are asked for must not show.
fn questions() -> Vec<Vec<&'static str>> {
    let mut all: Vec<Vec<&str>> = vec![
        vec!["build", "--no-sync"],
        vec!["build", "--no-sync", "--format", "json"],
        vec!["verify"],
        vec!["why", "romashka-main.vpn"],
        vec!["why", "out/servers/romashka-main/root/etc/openvpn/server/udp.conf:10"],
        vec!["vault", "recipients", "list"],
        vec!["vault", "rekey"],
        vec!["vpn", "issue", "--dry-run"],
        vec!["vpn", "issue", "--yes"],
        vec!["vpn", "renew", SERVER, "--user", "aigerim", "--yes"],
        vec!["vpn", "revoke", SERVER, "daulet", "--reason", "superseded", "--yes"],
        vec!["vpn", "issue", SERVER, "--yes"],
        vec!["vpn", "crl", SERVER],
        vec!["vault", "rotate", SERVER, "grafana/admin"],
        vec!["vault", "rotate", SERVER, "vpn/server-key"],
        vec!["vault", "set", SERVER, "no/such-secret", "--file", "qalyp.yaml"],
        vec!["vault", "get", SERVER, "no/such-secret"],
        vec!["vpn", "bundle", SERVER, "nobody", "--platform", "ios", "-o", "nowhere"],
        vec!["release", SERVER, "-o", "qalyp.yaml/releases"],
    ];
    for format in ["text", "stat", "json", "markdown", "html"] {
        all.push(vec!["diff", "--format", format]);
    }
    for format in ["human", "json", "github"] {
        all.push(vec!["check", "--format", format]);
    }
    for format in ["human", "json"] {
        for command in [["vault", "status"], ["vault", "doctor"], ["vpn", "status"]] {
            all.push([&command[..], &["--format", format]].concat());
        }
    }
    all
}

/// Runs a command with everything that could make it talk.
fn ask(project: &Project, transcript: &Transcript, arguments: &[&str]) -> Output {
    let output = project.command(arguments).env("RUST_BACKTRACE", "1").output().unwrap();
    transcript.add(arguments, &output);
    let what = format!("`qalyp {}`", arguments.join(" "));
    assert!(matches!(output.status.code(), Some(0..=2)), "{what}: {}", said(&output));
    assert!(!String::from_utf8_lossy(&output.stderr).contains("panicked"), "{}", said(&output));
    output
}

#[test]
fn secrets_show_up_nowhere() {
    let watch = Watch::start();
    let project = planted();
    let transcript = Transcript(TempDir::new().unwrap());
    let mut all = markers(&project);
    for arguments in questions() {
        ask(&project, &transcript, &arguments);
    }
    // Some of them have made new ones.
    all.extend(markers(&project));
    let bundle = project.path("bundle.ovpn").display().to_string();
    let wanted = ["vpn", "bundle", SERVER, "aigerim", "--platform", "ios", "-o", &bundle];
    assert!(ask(&project, &transcript, &wanted).status.success());
    let releases = project.path("releases").display().to_string();
    fs::create_dir(&releases).unwrap();
    for more in [&[][..], &["--letter", "ru"], &["--letter"]] {
        let wanted = [&["release", SERVER, "-o", &releases], more].concat();
        ask(&project, &transcript, &wanted);
    }
    when_it_goes_wrong(&project, &transcript);

    let patterns = Patterns::of(&all);
    assert!(patterns.count > 300, "{} patterns", patterns.count);
    // The search finds what there is to find, in each spelling.
    let control = patterns.folder.path().join("control");
    for spelling in all.iter().take(12).flat_map(|marker| spellings(marker)) {
        fs::write(&control, format!("prefix{spelling}suffix")).unwrap();
        assert_eq!(patterns.found_in(&control).len(), 1, "{spelling}");
    }
    // A bundle holds what it is for, a release that is not encrypted as well.
    assert_eq!(patterns.found_in(Path::new(&bundle)).len(), 1);
    assert!(!patterns.found_in(Path::new(&releases)).is_empty());

    assert_eq!(patterns.found_in(transcript.0.path()), Vec::<String>::new());
    let seen = watch.stop();
    assert!(String::from_utf8_lossy(&seen).contains("s3-secret-key"), "nobody was watching");
    patterns.are_not_in(&seen, "the list of processes");
    fs::remove_file(bundle).unwrap();
    fs::remove_dir_all(releases).unwrap();
    for identity in [project.identity(), project.recovery()] {
        fs::remove_file(identity).unwrap();
    }
    for place in ["shop", "home", "tmp"] {
        assert_eq!(patterns.found_in(&project.path(place)), Vec::<String>::new());
    }
    let left = super::tree::files(&project.path("tmp"));
    assert!(left.is_empty(), "temporary files: {left:?}");
}

/// Makes something else of a file.
type Damage = dyn Fn(Vec<u8>) -> Vec<u8>;

/// The ways in which keys can be broken. Every one is noticed, and none of the messages says what is inside.
fn when_it_goes_wrong(project: &Project, transcript: &Transcript) {
    let server = format!("keys/vault/{SERVER}");
    let damage: [(&str, &Damage); 7] = [
        (&format!("{server}/backup/s3-secret-key.age"), &|mut bytes| {
            let at = bytes.len() / 2;
            bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
            bytes
        }),
        (&format!("{server}/vpn/ca-key.age"), &|bytes| bytes[..bytes.len() / 2].to_vec()),
        (&format!("{server}/vpn/server-key.age"), &|_| b"-----BEGIN PRIVATE KEY-----\n".to_vec()),
        (&format!("{server}/lock.yaml"), &|bytes| [bytes, b"\0\xff: [".to_vec()].concat()),
        ("keys/recipients.yaml", &|_| b"- {".to_vec()),
        (&format!("keys/pki/{SERVER}.yaml"), &|bytes| bytes[..bytes.len() / 3].to_vec()),
        ("keys/vault/provider/fingerprint-key.age", &|_| Vec::new()),
    ];
    let release = project.path("releases").display().to_string();
    let bundle = project.path("bundle.ovpn").display().to_string();
    for (file, change) in damage {
        let broken = project.copy();
        let path = broken.file(file);
        let bytes = fs::read(&path).unwrap();
        fs::write(&path, change(bytes)).unwrap();
        let mut noticed = false;
        for arguments in [
            vec!["vault", "status"],
            vec!["vault", "doctor", "--format", "json"],
            vec!["vault", "get", "zhuldyz-erp", "grafana/admin"],
            vec!["vpn", "issue", SERVER, "--yes"],
            vec!["vpn", "bundle", SERVER, "aigerim", "--platform", "linux", "-o", &bundle],
            vec!["release", SERVER, "-o", &release],
        ] {
            noticed |= !ask(&broken, transcript, &arguments).status.success();
        }
        assert!(noticed, "{file}");
    }
    // Somebody who is nobody.
    let stranger = Project::example();
    stranger.init_vault();
    for identity in [
        stranger.identity(),
        "/nonexistent".to_owned(),
        project.file("qalyp.yaml").display().to_string(),
    ] {
        for arguments in
            [vec!["vault", "get", SERVER, "grafana/admin"], vec!["release", SERVER, "-o", &release]]
        {
            let mut command = project.command(&arguments);
            command.env("QALYP_IDENTITY", &identity).env("RUST_BACKTRACE", "1");
            let output = command.output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
            transcript.add(&arguments, &output);
        }
    }
}
