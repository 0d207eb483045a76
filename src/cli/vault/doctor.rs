use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use qalyp::blueprint::{Blueprints, Loaded, PROJECT_FILE};
use qalyp::checks;
use qalyp::contract::{Days, UtcOffset};
use qalyp::diagnostics::{Finding, Report, Severity, Sources};
use qalyp::doctor::exposed::{ALLOWANCES, Allowances, Values};
use qalyp::doctor::repository::{self, Looked};
use qalyp::doctor::{self, Question, allowance_findings, open_findings};
use qalyp::fleet::Catalogue;
use qalyp::fleet::vpn_state::State;
use qalyp::keys::{Access, Fault, Keys};
use qalyp::vault::{self, Survey};

use super::opening::{IdentityArgs, of_keys, of_vault, vault};
use super::repository::Repository;
use crate::cli::clock::MomentArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::options::{FindingsArgs, FindingsFormat, JobsArgs};
use crate::cli::project::ProjectArgs;
use crate::cli::terminal::Terminal;

/// Find keys that lie open, and what is wrong with secrets and certificates
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp vault doctor
  qalyp vault doctor --staged                   what the next commit holds: for .git/hooks/pre-commit
  qalyp vault doctor --identity ~/.config/qalyp/identity
  qalyp vault doctor --at 2027-06-01T00:00:00+05:00 --older-than '365 days'
  qalyp vault doctor --format json | jq '.findings[].code'

What is found is never shown, only its file and line. Of a file the first 16 MiB are read. What is no
secret has `qalyp: not-a-secret REASON` on its line or the one before, or `PATH REASON` in
`.qalyp-not-secrets` (docs/doctor.md).

Exit codes: 0 no findings, 1 findings, 2 failure.")]
pub(in crate::cli) struct Args {
    /// The folder of the project, the current one if absent; the whole repository that it lies in is
    /// looked through
    #[arg(value_name = "ROOT", default_value = ".", hide_default_value = true)]
    root: PathBuf,
    /// Look only into what is staged in git: what the next commit would hold
    #[arg(long)]
    staged: bool,
    /// Look also into files that git ignores
    #[arg(long, conflicts_with = "staged")]
    ignored: bool,
    /// Name values that are older, such as '365 days'
    #[arg(long, value_name = "DAYS", conflicts_with = "staged")]
    older_than: Option<Days>,
    #[command(flatten)]
    identity: IdentityArgs,
    #[command(flatten)]
    at: MomentArgs,
    #[command(flatten)]
    findings: FindingsArgs,
    #[command(flatten)]
    jobs: JobsArgs,
}

pub(in crate::cli) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    args.jobs.apply();
    if !args.root.is_dir() {
        let failure = Failure::new(format!("there is no folder `{}`", args.root.display()));
        return Err(failure.help("name the folder that holds `qalyp.yaml`, or go there"));
    }
    let mut sources = Sources::default();
    let mut report = Report::default();
    let mut values = Values::default();
    if !args.staged {
        (report, values) = of_project(args, &mut sources, terminal)?;
    }
    let (open, looked) = lies_open(args, &values, &mut sources)?;
    report.absorb(open);
    report.sort();
    let mut text = args.findings.render(&report, &sources, terminal);
    if args.findings.format == FindingsFormat::Human {
        text.push_str(&summary(&looked, report.is_empty()));
    }
    terminal.answer(&text)?;
    Ok(Exit::of_findings(!report.is_empty()))
}

/// What is wrong with the vault and the VPNs of the project, if the folder is one; and the values of the vault, if it can
/// be opened.
fn of_project(
    args: &Args,
    sources: &mut Sources,
    terminal: Terminal,
) -> Result<(Report, Values), Failure> {
    let at = args.at.moment()?;
    let (mut report, mut values) = (Report::default(), Values::default());
    let loaded = ProjectArgs::of(vec![args.root.clone()]).load()?;
    let Loaded { blueprints, sources: texts, report: found, keys: folder, .. } = loaded;
    if !args.root.join(PROJECT_FILE).is_file() && !folder.is_dir() {
        return Ok((report, values));
    }
    *sources = texts;
    let (own, others): (Vec<_>, Vec<_>) = found.findings().iter().cloned().partition(is_of_keys);
    report.extend(own);
    let errors = others.iter().filter(|it| it.severity == Severity::Error).count();
    report.extend((errors > 0).then(|| doctor::not_judged(errors)));
    let catalogue = Catalogue::new(&blueprints);
    let checked = checks::check(&catalogue, at.date(UtcOffset::KAZAKHSTAN));
    report.extend(checked.findings().iter().filter(|it| is_of_keys(it)).cloned());
    let states = states(&blueprints);
    report.absorb(doctor::signatures(&states));
    report.extend(doctor::open_folder(&folder, &doctor::open_to_all(&folder)));
    let without_vault = |mut report: Report| {
        let needs = (errors == 0).then(|| doctor::of_servers(&catalogue, &BTreeMap::new(), at));
        let needs = needs.unwrap_or_default();
        let waiting = needs.values().filter(|need| !need.needed.is_empty()).count();
        report.extend((waiting > 0).then(|| doctor::no_vault(waiting)));
        Ok((report, Values::default()))
    };
    let keys = match Keys::open(&folder, Access::Read) {
        Ok(keys) => keys,
        Err(error) if error.fault == Fault::NotThere => return without_vault(report),
        Err(error) => return Err(of_keys(error)),
    };
    let survey = match Survey::of(&keys) {
        Ok(survey) => survey,
        Err(vault::Fault::NoVault) => return without_vault(report),
        Err(fault) => return Err(of_vault(fault, terminal)),
    };
    let needs = (errors == 0).then(|| doctor::of_servers(&catalogue, &doctor::names(&survey), at));
    let older_than = args.older_than.map(|days| i64::from(days.count()));
    let question = Question { at, older_than };
    let held = doctor::held(&keys, &survey, needs.as_ref(), question, sources);
    report.absorb(held.map_err(of_keys)?);
    if args.identity.is_given() {
        let opened = vault(&keys, &args.identity, terminal, |vault| {
            Ok(doctor::opened(&keys, &vault, &survey, &states, sources))
        });
        let (found, all) = opened?;
        report.absorb(found);
        values = all;
    }
    Ok((report, values))
}

/// Whether a finding of reading or checking is about keys.
fn is_of_keys(finding: &Finding) -> bool {
    finding.code.0[1..].starts_with("09")
}

/// The public states of all VPNs that can be read.
fn states(blueprints: &Blueprints) -> BTreeMap<String, State> {
    let read = blueprints.vpn_states.iter().filter_map(State::of);
    read.map(|state| (state.server.clone(), state)).collect()
}

/// What lies open in the repository, or in what is staged of it.
fn lies_open(
    args: &Args,
    values: &Values,
    sources: &mut Sources,
) -> Result<(Report, Looked), Failure> {
    let repository = Repository::of(&args.root)?;
    let candidates =
        if args.staged { repository.staged()? } else { repository.everything(args.ignored)? };
    // What is staged is judged by what is staged beside it.
    let text = if args.staged {
        repository.staged_text(ALLOWANCES)
    } else {
        read_if_there(&repository.top.join(ALLOWANCES))?
    };
    let text = text.unwrap_or_default();
    let (allowances, unfit) = Allowances::read(&text);
    let looked = repository::look(&candidates, &allowances, values);
    let shown = |path: &str| repository.shown(path);
    let mut report = open_findings(&looked, shown, sources);
    let needed = (!args.staged).then_some(looked.allowed.as_slice());
    let file = repository.shown(ALLOWANCES);
    report.absorb(allowance_findings(&text, &file, &allowances, &unfit, needed, sources));
    Ok((report, looked))
}

fn read_if_there(path: &Path) -> Result<Option<String>, Failure> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(fault) => Err(Failure::of_path("read", path, &fault)),
    }
}

/// What was done, in a line.
fn summary(looked: &Looked, is_clean: bool) -> String {
    let counted = |n: usize, word: &str| match n {
        1 => format!("1 {word}"),
        n => format!("{n} {word}s"),
    };
    let mut text = format!("looked into {}", counted(looked.files, "file"));
    if !looked.cut.is_empty() {
        text.push_str(&format!(", into {} up to 16 MiB", looked.cut.len()));
    }
    if is_clean { format!("no findings: {text}\n") } else { format!("{text}\n") }
}
