//! Bundles for VPN users, and revocations, beside easy-rsa and a shell loop.
//!
//! easy-rsa is measured with few users and scaled: it takes the same time for each of them (its index
//! grows, which makes it slower, so that the figure is on its side). Its work is what the name says: key
//! and certificate by `build-client-full`, the key of tls-crypt-v2 by `openvpn --genkey`, the profile by
//! `cat`. Ours encrypts every key for two recipients, writes and syncs the vault and the public state, and
//! reads it all back for the bundles.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::project::{self, Layout};
use super::run::{answer, qalyp, text, timed};
use super::spread::{Cost, Pairs};
use super::table::{Hold, Row};
use super::tree::remove;
use crate::Bench;

/// Users of each server, as many as a small office has at the most.
const USERS: usize = 100;
/// With how many users easy-rsa is measured.
const FEW: usize = 20;
/// How many revocations are told.
const REVOCATIONS: usize = 1_000;
/// Keys are issued in seconds, but the yardstick takes its time.
const RUNS: usize = 3;

const EASY_RSA: &str = "/usr/share/easy-rsa/easyrsa";
const AT: &str = "--at=2026-11-22T12:00:00+05:00";
const LATER: &str = "--at=2026-11-23T12:00:00+05:00";

pub(crate) fn rows(bench: &Bench) -> Vec<Row> {
    if !Path::new(EASY_RSA).is_file() {
        println!("easy-rsa is not installed: the yardstick of VPN bundles is left out");
        return Vec::new();
    }
    let servers = bench.servers.div_ceil(USERS).max(REVOCATIONS / USERS);
    let clients = servers * USERS;
    let place = Place::new(bench.folder.path(), servers);
    let runs = bench.runs.min(RUNS);
    let (mut issue, mut bundle, mut theirs) = (Vec::new(), Vec::new(), Vec::new());
    let (mut at_once, mut one_by_one, mut their_revocations) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..runs {
        place.renewed();
        issue.push(qalyp(&[
            "vpn",
            "issue",
            "--yes",
            AT,
            text(&place.project),
            "--identity",
            text(&place.identity),
        ]));
        bundle.push(place.bundles());
        let yardstick = EasyRsa::new(&place.below);
        theirs.push(scaled(yardstick.clients(), clients, FEW));
        their_revocations.push(scaled(yardstick.revocations(), REVOCATIONS, FEW));
        one_by_one.push(scaled(place.revoke_one_by_one(), REVOCATIONS, FEW));
        at_once.push(place.revoke_at_once());
    }
    let both = |a: &[Cost], b: &[Cost]| -> Vec<Cost> {
        let sum = |(a, b): (&Cost, &Cost)| Cost { wall: a.wall + b.wall, cpu: a.cpu + b.cpu };
        a.iter().zip(b).map(sum).collect()
    };
    let pairs = |ours: Vec<Cost>, yardstick: &[Cost]| Pairs { ours, yardstick: yardstick.to_vec() };
    let few = "easy-rsa and a shell loop, measured with 20 and scaled";
    vec![
        Row::faster(
            format!("{clients} VPN bundles issued and written, {servers} servers"),
            few,
            &pairs(both(&issue, &bundle), &theirs),
            Hold::AtLeast(100.0),
        ),
        Row::seconds(format!("of that `vpn issue`, {clients} users"), &issue, Hold::Nothing),
        Row::seconds(format!("of that `vpn bundle`, {servers} servers"), &bundle, Hold::Nothing),
        Row::faster(
            format!("{REVOCATIONS} revocations in one go"),
            few,
            &pairs(at_once, &their_revocations),
            Hold::Nothing,
        ),
        Row::faster(
            format!("{REVOCATIONS} revocations one by one, measured with {FEW} and scaled"),
            few,
            &pairs(one_by_one, &their_revocations),
            Hold::Nothing,
        ),
    ]
}

/// The cost of `many`, from that of `few`.
fn scaled(cost: Cost, many: usize, few: usize) -> Cost {
    #[allow(clippy::cast_precision_loss, reason = "thousands")]
    let factor = many as f64 / few as f64;
    Cost { wall: cost.wall * factor, cpu: cost.cpu * factor }
}

/// Our side.
struct Place {
    below: PathBuf,
    project: PathBuf,
    identity: PathBuf,
    recovery: PathBuf,
    servers: usize,
}

impl Place {
    fn new(below: &Path, servers: usize) -> Self {
        let below = below.join("vpn");
        let project = project::generate(&below, 0, Layout::OneFile);
        let (identity, recovery) = (below.join("identity"), below.join("recovery"));
        Self { below, project, identity, recovery, servers }
    }

    /// The project with all users, and a vault with nothing in it.
    fn renewed(&self) {
        self.write_customers(USERS);
        remove(&self.project.join("keys"));
        remove(&self.below.join("bundles"));
        for file in [&self.identity, &self.recovery] {
            let _ = fs::remove_file(file);
        }
        qalyp(&[
            "vault",
            "init",
            text(&self.project),
            AT,
            "--generate-identity",
            text(&self.identity),
            "--generate-recovery",
            text(&self.recovery),
        ]);
    }

    fn write_customers(&self, users: usize) {
        let mut all = String::new();
        for number in 0..self.servers {
            // Only as many servers lose somebody as there are revocations.
            let users = if number < REVOCATIONS / USERS { users } else { USERS };
            all += &customer(number, users);
        }
        fs::write(self.project.join("blueprints/customers/all.yaml"), all).expect("there is room");
    }

    /// One profile for each user of every server.
    fn bundles(&self) -> Cost {
        qalyp(&[
            "vpn",
            "bundle",
            text(&self.project),
            "--all-users",
            "--platform=linux",
            AT,
            "-o",
            text(&self.below.join("bundles")),
            "--identity",
            text(&self.identity),
        ])
    }

    fn revoke_one_by_one(&self) -> Cost {
        timed(|| {
            for number in 0..FEW {
                qalyp(&[
                    "vpn",
                    "revoke",
                    &server(self.servers - 1),
                    &user(number),
                    text(&self.project),
                    "--reason=key-compromise",
                    "--yes",
                    LATER,
                    "--identity",
                    text(&self.identity),
                ]);
            }
        })
    }

    /// All users of some servers are taken out of the blueprint.
    fn revoke_at_once(&self) -> Cost {
        self.write_customers(0);
        let servers: Vec<String> = (0..REVOCATIONS / USERS).map(server).collect();
        let mut arguments = vec!["vpn", "issue"];
        arguments.extend(servers.iter().map(String::as_str));
        arguments.extend([text(&self.project), "--yes", LATER, "--identity", text(&self.identity)]);
        qalyp(&arguments)
    }
}

fn server(number: usize) -> String {
    format!("office-{number:03}")
}

fn user(number: usize) -> String {
    format!("user-{number:03}")
}

fn customer(number: usize, users: usize) -> String {
    let (high, low) = ((number + 256) / 256, number % 256);
    let (vpn_high, vpn_low) = (number / 256, number % 256);
    let mut text = format!(
        "---\nkind: customer\nname: office-{number:03}\ntitle: ТОО «Кеңсе № {number}»\n\
         contact: {{name: Айгерім Сәрсенова, email: it@o{number:03}.example, language: kk}}\n\
         servers:\n  - name: {}\n    domain: o{number:03}\n    address: 198.18.{high}.{low}\n\
         \x20   tariffs: [{{since: 2026-05-10, tariff: business}}]\n\
         \x20   platform: {{version: 8.3.25.1445, licence: prof}}\n\
         \x20   vpn:\n      network: 10.{vpn_high}.{vpn_low}.0/24\n      users:",
        server(number)
    );
    text += if users == 0 { " []\n" } else { "\n" };
    for number in 0..users {
        let _ = writeln!(text, "        - {{name: {}}}", user(number));
    }
    text
}

/// The yardstick's side: one authority, and its server's key of tls-crypt-v2.
struct EasyRsa {
    folder: PathBuf,
}

impl EasyRsa {
    fn new(below: &Path) -> Self {
        let folder = below.join("easy-rsa");
        remove(&folder);
        fs::create_dir_all(&folder).expect("the folder can be made");
        let own = Self { folder };
        own.shell("\"$easyrsa\" init-pki && EASYRSA_REQ_CN=ca \"$easyrsa\" build-ca nopass && openvpn --genkey tls-crypt-v2-server server.key");
        fs::write(own.folder.join("profile"), "client\ndev tun\nremote 198.18.1.0 1194 udp\n")
            .expect("there is room");
        own
    }

    fn clients(&self) -> Cost {
        timed(|| {
            self.shell(&format!(
                "for name in $(seq -f user-%03g {FEW}); do\n\
                 \"$easyrsa\" build-client-full \"$name\" nopass\n\
                 openvpn --tls-crypt-v2 server.key --genkey tls-crypt-v2-client \"$name.v2\"\n\
                 umask 077\n\
                 {{ cat profile; echo '<ca>'; cat pki/ca.crt; echo '</ca>'; echo '<cert>'; openssl x509 -in \"pki/issued/$name.crt\"\n\
                 echo '</cert>'; echo '<key>'; cat \"pki/private/$name.key\"; echo '</key>'; echo '<tls-crypt-v2>'\n\
                 cat \"$name.v2\"; echo '</tls-crypt-v2>'; }} >\"$name.ovpn\"\n\
                 done"
            ));
        })
    }

    fn revocations(&self) -> Cost {
        timed(|| {
            self.shell(&format!(
                "for name in $(seq -f user-%03g {FEW}); do \"$easyrsa\" revoke \"$name\" && \"$easyrsa\" gen-crl; done"
            ));
        })
    }

    fn shell(&self, script: &str) {
        let mut command = Command::new("sh");
        command
            .arg("-ec")
            .arg(format!("exec >log 2>&1\n{script}"))
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .env("easyrsa", EASY_RSA)
            .env("EASYRSA_BATCH", "1")
            .env("EASYRSA_ALGO", "ec")
            .env("EASYRSA_CURVE", "prime256v1")
            .env("EASYRSA_PKI", self.folder.join("pki"));
        answer(&mut command);
    }
}
