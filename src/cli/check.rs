use qalyp::blueprint::Blueprints;

use super::clock::AtArgs;
use super::compile;
use super::exit::Exit;
use super::failure::Failure;
use super::options::{FindingsArgs, FindingsFormat, JobsArgs};
use super::project::ProjectArgs;
use super::terminal::Terminal;

/// Report everything that can be known without writing
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp check
  qalyp check --at 2027-01-01
  qalyp check shop --format json | jq '.findings[].code'
  crm-export | qalyp check shop -

Exit codes: 0 no findings, 1 findings, 2 failure.")]
pub(super) struct Args {
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    at: AtArgs,
    #[command(flatten)]
    findings: FindingsArgs,
    #[command(flatten)]
    jobs: JobsArgs,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    args.jobs.apply();
    let loaded = args.project.load()?;
    let extent = extent(&loaded.blueprints);
    let judged = compile::compile(loaded, args.at.date()?, |_| Ok(()))?;
    let mut text = args.findings.render(&judged.report, &judged.sources, terminal);
    if judged.report.is_empty() && args.findings.format == FindingsFormat::Human {
        text = format!("no findings in {extent}\n");
    }
    terminal.answer(&text)?;
    Ok(Exit::of_findings(!judged.report.is_empty()))
}

/// `5 servers of 3 customers`.
fn extent(blueprints: &Blueprints) -> String {
    let counted = |n: usize, word: &str| match n {
        1 => format!("1 {word}"),
        n => format!("{n} {word}s"),
    };
    let customers = &blueprints.customers;
    let servers = customers.iter().map(|customer| customer.servers.len()).sum();
    format!("{} of {}", counted(servers, "server"), counted(customers.len(), "customer"))
}
