use std::path::{Path, PathBuf};

use qalyp::billing::levels::{AvailabilityQuestion, Inquiry, ServerLevel, WhichTime};
use qalyp::billing::{self, Books, Place, Unanswered};
use qalyp::blueprint::Limits;
use qalyp::blueprint::kinds::{self, Access};
use qalyp::contract::{Instant, Interval, Undecided};
use qalyp::diagnostics::{Report, Sources, visible_line};
use qalyp::ledger::{self, Inputs};
use qalyp::review::questions::{
    AvailabilityParts, Case, ServerAvailability, availability, availability_of_fleet,
};

use super::named::{self, case, edition, language, server};
use super::prometheus::{Prometheus, PrometheusArgs};
use crate::cli::books::{self, unanswered};
use crate::cli::clock::MomentArgs;
use crate::cli::decisions::DecisionArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::ledger::LedgerArgs;
use crate::cli::terminal::Terminal;

/// Say whether the guaranteed availability of section 7 is met
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp sla availability romashka-main
  qalyp sla availability romashka-main --year 2026 --language ru --format markdown
  qalyp sla availability romashka-main --prometheus https://monitoring.example.kz \\
    --prometheus-auth /etc/qalyp/prometheus.header
  qalyp sla availability --fleet shop --outages outages-2026.yaml --format json

The downtime comes from the ledger, from the facts of another file, or from the provider's own
Prometheus: then the ledger tells why the server was down, and what it does not explain is the
provider's fault. Minutes without a sample of 0 or 1 are neither up nor down, nor is the time of an
answer that comes with a warning. Works come from the ledger, from
the notices of the project and from what the Prometheus recorded of them.

The year is that of the terms (`sla.year`). docs/billing/service-levels.md says what counts; the JSON
shape is `qalyp-decision/1`.

Exit codes: 0 met, 1 broken or unproven, 2 failure.")]
pub(super) struct Args {
    /// A server, unless it is `--fleet`; then the folder of the project, the current one if absent
    #[arg(value_names = ["SERVER", "ROOT", "-"], num_args = 0..=3)]
    inputs: Vec<PathBuf>,
    /// All servers that are not deleted
    #[arg(long)]
    fleet: bool,
    /// The calendar year YEAR; the year of `--at` if absent
    #[arg(long, value_name = "YEAR", conflicts_with = "span")]
    year: Option<i32>,
    /// Another time than a year, judged like one: two moments, FROM/UNTIL
    #[arg(long, value_name = "FROM/UNTIL", value_parser = named::span)]
    span: Option<Interval<Instant>>,
    #[command(flatten)]
    at: MomentArgs,
    #[command(flatten)]
    ledger: LedgerArgs,
    /// Take outages and works from FILE, in the form of a ledger, in place of those of the ledger
    #[arg(long, value_name = "FILE")]
    outages: Option<PathBuf>,
    #[command(flatten)]
    prometheus: PrometheusArgs,
    #[command(flatten)]
    shown: DecisionArgs,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    const MISSING: &str = "name a server, or ask about all of them with `--fleet`";
    let (name, project) = named::split(&args.inputs, !args.fleet, MISSING)?;
    let prometheus = args.prometheus.open()?;
    let time = args.span.map_or(WhichTime::Year(args.year), WhichTime::Span);
    let question = AvailabilityQuestion { time, at: args.at.moment()? };
    books::open(&project, &args.ledger, terminal, |books, sources| {
        let other = args.outages.as_deref().map(|path| load(path, sources));
        let evidence = other.as_ref().map(|loaded| {
            let evidence = Books::new(books.catalogue, &loaded.ledger);
            let evidence = evidence.map_err(|why| Failure::new(why.to_string()))?;
            let mut report = Report::default();
            report.extend(loaded.report.findings().iter().cloned());
            report.absorb(billing::references(&evidence, &loaded.faulty));
            books::told(report, sources, terminal).map(|()| evidence)
        });
        let evidence = evidence.transpose()?;
        let evidence = evidence.as_ref();
        let asked = Asked { books, evidence, prometheus, question, shown: &args.shown };
        match &name {
            Some(name) => asked.server(name, sources, terminal),
            None => asked.fleet(sources, terminal),
        }
    })
}

/// The facts of `--outages`.
fn load(path: &Path, sources: &mut Sources) -> ledger::Loaded {
    let inputs = Inputs { paths: vec![path.to_owned()], ..Inputs::default() };
    ledger::load(inputs, Limits::default(), sources)
}

/// A question, and where its facts come from.
struct Asked<'b, 'a> {
    books: &'b Books<'a>,
    /// The facts of `--outages`.
    evidence: Option<&'b Books<'a>>,
    prometheus: Option<Prometheus>,
    question: AvailabilityQuestion,
    shown: &'b DecisionArgs,
}

impl<'b, 'a> Asked<'b, 'a> {
    fn server(&self, name: &str, sources: &Sources, terminal: Terminal) -> Result<Exit, Failure> {
        let place = server(self.books, name)?;
        let (inquiry, level) = self.judge(place, terminal)?.map_err(unanswered)?;
        if self.prometheus.is_some() && level.downtime.is_blind(inquiry.known) {
            terminal.remark(NOTHING_RECORDED);
        }
        let case = Case {
            server: Some(&place.server.name.value),
            at: inquiry.known.until(),
            edition: inquiry.edition,
            basis: inquiry.basis(),
            facts: level.facts,
        };
        let parts = AvailabilityParts {
            decision: &level.decision,
            downtime: &level.downtime,
            works: &level.works,
        };
        let to = language(self.books, name);
        self.shown.show_to(to, &availability(&case, &parts), sources, terminal)
    }

    fn fleet(&self, sources: &Sources, terminal: Terminal) -> Result<Exit, Failure> {
        let mut all = Vec::new();
        for customer in self.books.customers() {
            for server in customer.servers.iter().filter(|server| !is_deleted(server)) {
                let name = &*server.name.value;
                match self.judge(Place { customer, server }, terminal)? {
                    Ok((_, level)) => {
                        let outcome = level.decision.outcome;
                        all.push(ServerAvailability { server: name, outcome });
                    }
                    // It was in service before that time, or will be after it.
                    Err(
                        Unanswered::Undecided(Undecided::OutsidePeriod { .. })
                        | Unanswered::Backwards { .. },
                    ) => {}
                    Err(why) => return Err(Failure::new(format!("`{name}`: {why}"))),
                }
            }
        }
        let at = self.question.last(self.books).map_err(unanswered)?;
        let edition = edition(self.books, at)?;
        let case = case(self.books, edition, (None, at), Vec::new());
        self.shown.show(&availability_of_fleet(&case, &all), sources, terminal)
    }

    /// What is known of a server, judged.
    fn judge(&self, place: Place<'a>, terminal: Terminal) -> Result<Judged<'b, 'a>, Failure> {
        let name = &*place.server.name.value;
        let gone = || Failure::new(format!("`{name}` is no service of its customer"));
        let account = self.books.account(place.customer);
        let own = account.service(name).ok_or_else(gone)?;
        let inquiry = match Inquiry::of(self.books, own, &self.question) {
            Ok(inquiry) => inquiry,
            Err(why) => return Ok(Err(why)),
        };
        let measured = self.prometheus.as_ref().map(|it| it.measure(name, inquiry.known));
        let measured = measured.transpose()?;
        for warning in measured.iter().flat_map(|measured| &measured.warnings) {
            terminal.remark(&incomplete(name, warning));
        }
        let other = self.evidence.map(|books| (books, books.account(place.customer)));
        let level = match &other {
            None => inquiry.answer(own, (self.books, own), measured.as_ref()),
            Some((books, account)) => {
                let told = account.service(name).ok_or_else(gone)?;
                inquiry.answer(own, (books, told), measured.as_ref())
            }
        };
        Ok(level.map(|level| (inquiry, level)))
    }
}

type Judged<'b, 'a> = Result<(Inquiry<'b, 'a>, ServerLevel<'a>), Unanswered>;

fn is_deleted(server: &kinds::Server) -> bool {
    server.access.as_ref().is_some_and(|access| access.value == Access::Deleted)
}

/// The Prometheus says of itself that an answer may not be whole.
fn incomplete(server: &str, warning: &str) -> String {
    format!(
        "note: what the Prometheus says of `{server}` may not be whole: {}\n  \
         = help: the time that it was asked about counts as not measured\n",
        visible_line(warning)
    )
}

const NOTHING_RECORDED: &str = "\
note: the Prometheus has no sample of `qalyp:availability:up` of this server in this time
  = help: is it the provider's, with `rules/availability.yml`, and does it keep data for so long?
";
