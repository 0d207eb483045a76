//! A plan, as people and programs read it before anything is done.

use qalyp::contract::Instant;
use qalyp::fleet::vpn_state::Part;
use qalyp::pki::{Plan, Remark, Step, Taken, Why};
use serde::Serialize;

use super::status::day;
use crate::cli::columns::columns;

/// The plan of one server.
#[derive(Serialize)]
pub(super) struct Told {
    server: String,
    /// Users who had no access and get it.
    gains: Vec<String>,
    /// Users who lose all access.
    loses: Vec<String>,
    /// Users whom the blueprint names and who stay out, because they were revoked.
    left_out: Vec<String>,
    /// Users who keep access and need a new bundle.
    new_bundles: Vec<String>,
    steps: Vec<ToldStep>,
    remarks: Vec<ToldRemark>,
}

#[derive(Serialize)]
struct ToldStep {
    what: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Instant>,
    #[serde(skip_serializing_if = "Option::is_none")]
    serial: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    number: Option<u64>,
}

#[derive(Serialize)]
struct ToldRemark {
    what: &'static str,
    text: String,
}

impl Told {
    pub(super) fn of(plan: &Plan) -> Self {
        let names = |names: &mut dyn Iterator<Item = &str>| names.map(str::to_owned).collect();
        Self {
            server: plan.server.clone(),
            gains: names(&mut plan.gains()),
            loses: names(&mut plan.loses()),
            left_out: names(&mut plan.left_out()),
            new_bundles: names(&mut renewed(plan)),
            steps: plan.steps.iter().map(step).collect(),
            remarks: plan.remarks.iter().map(|it| remark(&plan.server, it)).collect(),
        }
    }
}

impl Told {
    /// Everybody who needs a bundle.
    pub(super) fn new_holders(&self) -> impl Iterator<Item = &str> {
        self.gains.iter().chain(&self.new_bundles).map(String::as_str)
    }
}

/// Users who had a certificate and get another one.
fn renewed(plan: &Plan) -> impl Iterator<Item = &str> {
    plan.steps.iter().filter_map(|step| match step {
        Step::User { name, why, .. } if !why.gives_access() => Some(&**name),
        _ => None,
    })
}

fn step(step: &Step) -> ToldStep {
    let told = |what, why: Option<&Why>, until: Option<Instant>| {
        let why = why.map(word);
        ToldStep { what, name: None, why, until, serial: None, number: None }
    };
    match step {
        Step::Authority { why, until } => told("authority", Some(why), Some(*until)),
        Step::TlsCryptKey => told("tls-crypt-v2-key", None, None),
        Step::Server { why, until } => told("server", Some(why), Some(*until)),
        Step::User { name, why, until } => {
            ToldStep { name: Some(name.clone()), ..told("user", Some(why), Some(*until)) }
        }
        Step::Revoke { name, serial, until, reason } => ToldStep {
            name: Some(name.clone()),
            why: Some(reason.word()),
            serial: Some(serial.to_string()),
            ..told("revoke", None, Some(*until))
        },
        Step::Forget { secret } => {
            ToldStep { name: Some(secret.clone()), ..told("forget", None, None) }
        }
        Step::List { why, number, until } => {
            ToldStep { number: Some(*number), ..told("list", Some(why), Some(*until)) }
        }
    }
}

fn remark(server: &str, remark: &Remark) -> ToldRemark {
    let what = match remark {
        Remark::EndsSoon { .. } => "ends-soon",
        Remark::OtherKeys { .. } => "other-keys",
        Remark::StillNamed { .. } => "still-named",
        Remark::WasRevoked { .. } => "was-revoked",
        Remark::Taken(_) => "taken",
        Remark::BundlesEnd { .. } => "bundles-end",
        Remark::LeftBehind { .. } => "left-behind",
        Remark::OldBundles { .. } => "old-bundles",
        Remark::FormerGood { .. } => "former-good",
    };
    ToldRemark { what, text: sentence(server, remark) }
}

fn sentence(server: &str, remark: &Remark) -> String {
    match remark {
        Remark::EndsSoon { part: Part::List, at } => {
            format!("the list of revocations ends on {}: `qalyp vpn renew`", day(*at))
        }
        Remark::EndsSoon { part, at } => format!("{part} ends on {}: `qalyp vpn renew`", day(*at)),
        Remark::OtherKeys { has, wanted } => format!(
            "the blueprint asks for keys {}, and the authority has {}: what is issued keeps to the authority's",
            wanted.word(),
            has.word()
        ),
        Remark::StillNamed { user } => format!(
            "the blueprint still names `{user}`: take the user out of it. Until then `qalyp vpn issue` passes the user over, and `--again {user}` gives access back"
        ),
        Remark::WasRevoked { user, reason, since } => format!(
            "`{user}` was revoked on {} ({reason}) and gets nothing: take the user out of the blueprint, or `qalyp vpn issue {server} --again {user}`",
            day(*since)
        ),
        Remark::Taken(taken) => told_of(taken),
        Remark::BundlesEnd { users } => format!(
            "EVERY BUNDLE of this server that was handed out stops to work with the next release ({users} {}): hand out new ones",
            if *users == 1 { "user" } else { "users" }
        ),
        Remark::LeftBehind { user } => {
            format!("the blueprint does not name `{user}`, who gets nothing from the new authority")
        }
        Remark::OldBundles { until } => format!(
            "bundles that were handed out trust the authority until {}: give everybody a new one before",
            day(*until)
        ),
        Remark::FormerGood { name, until } => format!(
            "the replaced certificate of `{name}` still lets in whoever holds it, until {}: `--revoke-former` ends that now, `qalyp vpn revoke {server} {name} --former --reason …` later",
            day(*until)
        ),
    }
}

/// What comes from another branch.
fn told_of(taken: &Taken) -> String {
    match taken {
        Taken::Revoked { name, serial } => {
            format!("the other side revoked {serial} of `{name}`: it is revoked here too")
        }
        Taken::Crossed { name, serial } => format!(
            "one side revoked `{name}` and the other made {serial}, not knowing of it: that is REVOKED as well"
        ),
        Taken::Current { name, serial } => format!(
            "`{name}` has {serial} of the other side: keep the other side's files of this key under keys/vault"
        ),
        Taken::Former { name, serial } => {
            format!("{serial} of `{name}` is no longer in use and still good to its end")
        }
    }
}

/// The plan of one server for people.
pub(super) fn text(plan: &Plan) -> String {
    let mut text = format!("{}\n", plan.server);
    let mut rows: Vec<[String; 3]> = Vec::new();
    let mut row = |sign: &str, name: &str, what: String| {
        rows.push([format!("  {sign}"), name.to_owned(), what]);
    };
    for name in plan.gains() {
        row("+", name, format!("gains access{}", until(plan, name)));
    }
    for name in plan.loses() {
        row(
            "-",
            name,
            format!(
                "LOSES access ({}): cut off when the new list reaches the server",
                reason(plan, name)
            ),
        );
    }
    let lost = |name: &str| plan.loses().any(|loser| loser == name);
    for step in &plan.steps {
        match step {
            Step::Revoke { name, serial, reason, .. } if !lost(name) => {
                row(
                    "-",
                    name,
                    format!(
                        "REVOKES the former certificate {serial} ({}): cuts off whoever uses it",
                        reason.word()
                    ),
                );
            }
            Step::User { name, why, until } if !why.gives_access() => {
                row(
                    "~",
                    name,
                    format!(
                        "new key and certificate until {} ({}): needs a new bundle",
                        day(*until),
                        because(why)
                    ),
                );
            }
            Step::Authority { why, until } => {
                row("*", "authority", format!("until {} ({})", day(*until), because(why)));
            }
            Step::Server { why, until } => {
                row(
                    "*",
                    "server",
                    format!("key and certificate until {} ({})", day(*until), because(why)),
                );
            }
            Step::TlsCryptKey => {
                row("*", "tls-crypt-v2", "the server's key of the outer channel".to_owned());
            }
            Step::List { why, number, until } => {
                row(
                    "*",
                    "list",
                    format!("number {number}, until {} ({})", day(*until), because(why)),
                );
            }
            Step::Forget { secret } => {
                row("x", secret, "leaves the vault: its user has no certificate".to_owned());
            }
            Step::User { .. } | Step::Revoke { .. } => {}
        }
    }
    text += &columns(&rows);
    for remark in &plan.remarks {
        text += &format!("  note: {}\n", sentence(&plan.server, remark));
    }
    text
}

fn until(plan: &Plan, user: &str) -> String {
    let found = plan.steps.iter().find_map(|step| match step {
        Step::User { name, why, until } if name == user => Some((why, *until)),
        _ => None,
    });
    match found {
        Some((Why::Again { reason, since }, until)) => {
            format!(" AGAIN until {} (revoked on {}: {})", day(until), day(*since), reason.word())
        }
        Some((_, until)) => format!(" until {}", day(until)),
        None => String::new(),
    }
}

fn reason(plan: &Plan, user: &str) -> &'static str {
    let found = plan.steps.iter().find_map(|step| match step {
        Step::Revoke { name, reason, .. } if name == user => Some(reason.word()),
        _ => None,
    });
    found.unwrap_or("another authority")
}

fn because(why: &Why) -> String {
    match why {
        Why::Missing => "there is none".to_owned(),
        Why::Asked => "asked for".to_owned(),
        Why::Again { reason, since } => {
            format!("asked for, though revoked on {} ({})", day(*since), reason.word())
        }
        Why::Merged => "the other side had one of its own".to_owned(),
        Why::Anew => {
            "in the place of the present one: bundles made for that stop to work".to_owned()
        }
        Why::Ends { at } => format!("the present one ends on {}", day(*at)),
        Why::TooShort { at } => format!("its end on {} is too early for what it issues", day(*at)),
        Why::HostName { was } => format!("the host name was {was}"),
        Why::Revoked => "with what is revoked".to_owned(),
        Why::Authority => "the authority's end moved".to_owned(),
        Why::Unsound => "the present one is not what the record says".to_owned(),
    }
}

/// In one word, for programs.
const fn word(why: &Why) -> &'static str {
    match why {
        Why::Missing => "missing",
        Why::Asked => "asked",
        Why::Again { .. } => "again",
        Why::Anew => "anew",
        Why::Merged => "merged",
        Why::Ends { .. } => "ends",
        Why::TooShort { .. } => "too-short",
        Why::HostName { .. } => "host-name",
        Why::Revoked => "revoked",
        Why::Authority => "authority",
        Why::Unsound => "unsound",
    }
}
