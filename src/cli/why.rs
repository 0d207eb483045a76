use qalyp::diagnostics::human;
use qalyp::fleet::Catalogue;
use qalyp::review::{self, LineFault, WhyFault};

use super::answers;
use super::clock::AtArgs;
use super::compile::{self, Stopped};
use super::exit::Exit;
use super::failure::Failure;
use super::options::AnswerFormat;
use super::project::ProjectArgs;
use super::terminal::Terminal;

/// Say where a value or a line of the output comes from
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp why romashka-main.postgresql.work_mem
  qalyp why romashka-main.infobases.accounting.publication
  qalyp why out/servers/romashka-main/root/etc/nginx/conf.d/20-server.conf:12
  qalyp why romashka-main shop --format json | jq '.answers[].path'

A value names who set it and everybody who was overruled, with places. A line names the template line
that wrote it, the values that it shows, and the conditions that it stands under. The file need not be
there: it is made again from the project.

The JSON shapes are `qalyp-why/1` and, for a file, `qalyp-why-file/1`.

Exit codes: 0 answered, 2 there is no such server, field, file or line.")]
pub(super) struct Args {
    #[arg(help = "SERVER.FIELD, a section of a server, a whole server, FILE or FILE:LINE")]
    target: String,
    #[command(flatten)]
    project: ProjectArgs,
    #[command(flatten)]
    at: AtArgs,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let text = if args.target.contains('/') { file(args, terminal)? } else { field(args)? };
    terminal.answer(&text)?;
    Ok(Exit::Fine)
}

/// The answer about `SERVER.FIELD`.
fn field(args: &Args) -> Result<String, Failure> {
    let loaded = args.project.load()?;
    let catalogue = Catalogue::new(&loaded.blueprints);
    let answers = review::why(&catalogue, &args.target).map_err(of_field)?;
    Ok(match args.format {
        AnswerFormat::Human => answers::text(&answers, &loaded.sources),
        AnswerFormat::Json => answers::document(&args.target, &answers, &loaded.sources),
    })
}

fn of_field(fault: WhyFault) -> Failure {
    let meant = |nearest: Option<String>| nearest.map(|name| format!("did you mean `{name}`?"));
    match fault {
        WhyFault::UnknownServer { server, nearest } => {
            let help = meant(nearest).unwrap_or_else(|| "name a server, then a field".to_owned());
            Failure::new(format!("there is no server `{server}`")).help(help)
        }
        WhyFault::UnknownField { server, field, nearest } => {
            let help =
                meant(nearest).unwrap_or_else(|| format!("`qalyp why {server}` lists all fields"));
            Failure::new(format!("`{server}` has no field `{field}`")).help(help)
        }
        WhyFault::Unresolved { server } => {
            Failure::new(format!("`{server}` needs something that is missing or wrong"))
                .help(CHECK_FIRST)
        }
    }
}

const CHECK_FIRST: &str = "mend what `qalyp check` finds first";

/// The answer about `FILE` or `FILE:LINE`.
fn file(args: &Args, terminal: Terminal) -> Result<String, Failure> {
    let loaded = args.project.load()?;
    let (path, line) = split(&args.target);
    let compiled = compile::compile(loaded, args.at.date()?, |compilation| {
        review::file(compilation, path, line).map_err(|fault| of_file(path, fault))
    })?;
    let Some(answer) = compiled.result else {
        let style = human::Style { color: terminal.error_color, ..human::Style::default() };
        terminal.remark(&human::render(&compiled.report, &compiled.sources, &style));
        return Err(Failure::new(format!("`{path}` cannot be made")).help(CHECK_FIRST));
    };
    Ok(match args.format {
        AnswerFormat::Human => answers::file_text(&answer, &compiled.sources),
        AnswerFormat::Json => answers::file_document(&answer, &compiled.sources),
    })
}

fn of_file(path: &str, fault: LineFault) -> Stopped {
    Stopped::Failure(match fault {
        LineFault::Artefact(fault) => return Stopped::Faults(vec![*fault]),
        LineFault::UnknownFile { nearest } => {
            let failure = Failure::new(format!("no part of the output has the file `{path}`"));
            match nearest {
                Some(near) => failure.help(format!("did you mean `{near}`?")),
                None => failure.help("a path begins with `servers/`, `images/` or `fleet/`"),
            }
        }
        LineFault::NoTemplate { made_from } => {
            Failure::new(format!("`{path}` has no template: it is made from {made_from}"))
        }
        LineFault::PastTheEnd { lines } => Failure::new(format!("`{path}` has only {lines} lines")),
    })
}

/// `FILE:LINE` or `FILE`.
fn split(target: &str) -> (&str, Option<u32>) {
    let parts = target.rsplit_once(':');
    match parts.and_then(|(path, line)| Some((path, line.parse().ok()?))) {
        Some((path, line)) => (path, Some(line)),
        None => (target, None),
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn a_line_is_a_number_behind_the_last_colon() {
        assert_eq!(split("a/b.conf:12"), ("a/b.conf", Some(12)));
        assert_eq!(split("a/b.conf"), ("a/b.conf", None));
        assert_eq!(split("a/b:c.conf"), ("a/b:c.conf", None));
        assert_eq!(split("a/b:c:7"), ("a/b:c", Some(7)));
    }
}
