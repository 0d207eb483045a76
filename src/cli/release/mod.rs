//! `qalyp release`: the archive for one server, or its letter.

mod answer;
mod handover;
mod pack;
mod project;

use std::path::PathBuf;

use clap::ArgAction;
use qalyp::contract::{Instant, UtcOffset};
use qalyp::diagnostics::Finding;
use qalyp::release::{self, DEFAULT_FOLDER, Elsewhere, Recipient, Shelf};

use super::clock::MomentArgs;
use super::compile;
use super::exit::Exit;
use super::failure::Failure;
use super::identity::IdentityArgs;
use super::named;
use super::options::{AnswerFormat, JobsArgs};
use super::private;
use super::terminal::Terminal;
use answer::Answer;
use project::Ground;

/// Pack everything that one server gets, its secrets among it, into one signed archive
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp release romashka-main
  qalyp release romashka-main -o /run/user/1000/releases
  qalyp release romashka-main --to-host-key ssh_host_ed25519_key.pub
  qalyp release romashka-main --letter --starts 2026-12-01T10:00:00+05:00 \\
    --ends 2027-01-01T10:00:00+05:00 --link vpn-profiles=https://once.example/x1

The project is compiled in memory; out/ is neither read nor written. The archive and its signature get
the mode 0600; the same project and vault give the same bytes. The server takes it with
`/usr/libexec/qalyp/receive` (docs/releases.md). The JSON shape is `qalyp-released/1`.

Exit codes: 0 done, 1 something is missing and nothing was written, 2 failure.")]
pub(super) struct Args {
    /// The server, then the folder of the project, the current one if absent
    #[arg(value_names = ["SERVER", "ROOT"], num_args = 1..=2, required = true)]
    inputs: Vec<PathBuf>,
    /// The folder for the answer; `releases` within the project if absent
    #[arg(short, long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Encrypt for this recipient (age1…, ssh-ed25519 …, ssh-rsa …); may be given several times
    #[arg(long, value_name = "RECIPIENT", action = ArgAction::Append)]
    to: Vec<String>,
    /// Encrypt for the machine with this public host key: its `ssh_host_ed25519_key.pub`, or what
    /// `ssh-keyscan` says; may be given several times
    #[arg(long, value_name = "FILE", action = ArgAction::Append)]
    to_host_key: Vec<PathBuf>,
    /// Release also if the VPN has no keys yet, users have none, or something of it has ended
    #[arg(long)]
    allow_unready: bool,
    #[command(flatten)]
    letter: handover::LetterArgs,
    #[command(flatten)]
    identity: IdentityArgs,
    #[command(flatten)]
    at: MomentArgs,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
    #[command(flatten)]
    jobs: JobsArgs,
}

impl Args {
    /// For whom the answer is encrypted; nobody if it is not.
    fn recipients(&self) -> Result<Vec<Recipient>, Failure> {
        let mut recipients = Vec::new();
        for text in &self.to {
            recipients.push(Recipient::parse(text).map_err(of_release)?);
        }
        for file in &self.to_host_key {
            let text = std::fs::read_to_string(file)
                .map_err(|error| Failure::of_path("read", file, &error))?;
            recipients.push(Recipient::of_host(&text).map_err(|fault| {
                Failure::new(format!("`{}`: {fault}", file.display())).help(fault.help())
            })?);
        }
        Ok(recipients)
    }

    /// The folder for the answer, open and locked.
    fn shelf(&self, ground: &Ground) -> Result<Shelf, Failure> {
        let apart: Vec<_> = ground.apart.iter().map(PathBuf::as_path).collect();
        Shelf::open(&self.folder(ground), &ground.root, &apart).map_err(of_release)
    }

    /// Refuses a folder that cannot be taken, before anybody is asked for a passphrase.
    fn check_folder(&self, ground: &Ground) -> Result<(), Failure> {
        let apart: Vec<_> = ground.apart.iter().map(PathBuf::as_path).collect();
        let folder = self.folder(ground);
        Shelf::check(&folder, &ground.root, &apart).map_err(of_release)?;
        private::nothing_tracked(&folder)
    }

    fn folder(&self, ground: &Ground) -> PathBuf {
        self.out.clone().unwrap_or_else(|| ground.below(DEFAULT_FOLDER))
    }
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    args.jobs.apply();
    args.letter.check(args.allow_unready)?;
    let ([server], project) = named::exactly(&args.inputs, "which server is to be released?")?;
    let at: Instant = args.at.moment()?;
    let recipients = args.recipients()?;
    let (ground, loaded) = Ground::load(&project, &server)?;
    args.check_folder(&ground)?;
    let date = at.date(UtcOffset::KAZAKHSTAN);
    let others = Elsewhere::of(&server, &loaded.blueprints, &loaded.sources, &loaded.keys);
    let stops = |finding: &Finding| others.stops(finding);
    let compiled = compile::compile_despite(loaded, date, stops, |compilation| {
        let server = project::server(compilation, &server)?;
        let task = Task { args, ground: &ground, recipients: &recipients, at, terminal };
        if args.letter.is_wanted() {
            handover::complete(&task, compilation, &server)
        } else {
            pack::pack(&task, compilation, &server)
        }
    })?;
    let answer = Answer { server: &server, compiled: &compiled };
    terminal.answer(&answer.text(args.format, terminal))?;
    let done = compiled.result.as_ref().is_some_and(|outcome| outcome.obstacles.is_empty());
    Ok(Exit::of_findings(!done))
}

/// What is to be done, and with what.
struct Task<'a> {
    args: &'a Args,
    ground: &'a Ground,
    recipients: &'a [Recipient],
    at: Instant,
    terminal: Terminal,
}

/// What the release says.
#[allow(clippy::needless_pass_by_value, reason = "the form that `map_err` calls")]
fn of_release(fault: release::Fault) -> Failure {
    Failure::new(fault.to_string()).help(fault.help())
}
