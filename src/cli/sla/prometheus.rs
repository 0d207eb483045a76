//! Asking a Prometheus. This is the only place that uses the network.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

use qalyp::billing::levels::{Answer, Measured, Question, Sample, Series, measure};
use qalyp::contract::{Instant, Interval};
use qalyp::diagnostics::visible_line;
use serde::Deserialize;
use ureq::Agent;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use crate::cli::failure::Failure;

/// Which Prometheus, and how it lets us in.
#[derive(Debug, clap::Args)]
pub(super) struct PrometheusArgs {
    /// Take the downtime from the provider's Prometheus at URL, which records the rules of
    /// `fleet/prometheus/rules/availability.yml`; the ledger tells the causes
    #[arg(long, value_name = "URL", conflicts_with = "outages")]
    prometheus: Option<String>,
    /// Send the first line of FILE as `Authorization` header, such as `Bearer …`
    #[arg(long, value_name = "FILE", requires = "prometheus")]
    prometheus_auth: Option<PathBuf>,
    /// Trust the certificates in FILE (PEM) and no others
    #[arg(long, value_name = "FILE", requires = "prometheus")]
    prometheus_ca: Option<PathBuf>,
    /// Give up on an answer after SECONDS
    #[arg(long, value_name = "SECONDS", requires = "prometheus", default_value_t = 60)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..=3600))]
    prometheus_timeout: u64,
}

/// A Prometheus that can be asked.
pub(super) struct Prometheus {
    agent: Agent,
    address: String,
    authorization: Option<String>,
}

/// More than a week of minutes of a few series has; a server that sends more is not a Prometheus.
const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// A host that does not take a call by then is not there.
const CONNECT: Duration = Duration::from_secs(10);

impl PrometheusArgs {
    /// The Prometheus, if one is named. Nothing is sent yet.
    pub(super) fn open(&self) -> Result<Option<Prometheus>, Failure> {
        let Some(url) = &self.prometheus else { return Ok(None) };
        let address = address(url)?;
        let authorization = self.prometheus_auth.as_deref().map(header).transpose()?;
        if authorization.is_some() && !is_safe(&address) {
            return Err(Failure::new(
                "an `Authorization` header would go over the network unencrypted",
            )
            .help("use an `https://` address, or a tunnel to this machine"));
        }
        let roots = match &self.prometheus_ca {
            Some(path) => certificates(path)?,
            None => RootCerts::PlatformVerifier,
        };
        let config = Agent::config_builder()
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .timeout_global(Some(Duration::from_secs(self.prometheus_timeout)))
            .timeout_connect(Some(CONNECT))
            // An answer with another status has the reason in it.
            .http_status_as_error(false)
            // A redirection would take the header, and the question, somewhere else.
            .max_redirects(0)
            .user_agent(concat!("qalyp/", env!("CARGO_PKG_VERSION")))
            .build();
        Ok(Some(Prometheus { agent: config.new_agent(), address, authorization }))
    }
}

impl Prometheus {
    /// What it recorded of a server.
    pub(super) fn measure(
        &self,
        server: &str,
        period: Interval<Instant>,
    ) -> Result<Measured, Failure> {
        measure(server, period, |question| self.ask(server, question))
    }

    fn ask(&self, server: &str, question: &Question) -> Result<Answer, Failure> {
        let url = format!("{}/api/v1/query_range", self.address);
        let (start, end) = (question.start.to_string(), question.end.to_string());
        let step = question.step.to_string();
        let form =
            [("query", &*question.expression), ("start", &start), ("end", &end), ("step", &step)];
        let mut request = self.agent.post(&url);
        if let Some(value) = &self.authorization {
            request = request.header("Authorization", value);
        }
        let mut response = request.send_form(form).map_err(|error| self.silent(&error))?;
        let status = response.status();
        if status.is_redirection() {
            return Err(self
                .fail(&format!("it answers {status} and sends us elsewhere"))
                .help("name the address that it redirects to"));
        }
        let body = response.body_mut().with_config().limit(MOST_BYTES).read_to_vec();
        let body = body.map_err(|error| self.silent(&error))?;
        let reply: Option<Reply> = serde_json::from_slice(&body).ok();
        match reply {
            Some(Reply { status: Status::Success, data: Some(data), warnings, .. })
                if status.is_success() =>
            {
                let series = series(data, server).map_err(|why| self.fail(why))?;
                Ok(Answer { series, warnings })
            }
            Some(Reply { status: Status::Error, error: Some(error), .. }) => {
                Err(self.fail(&format!("it answers {status}: {error}")))
            }
            _ if status == 401 || status == 403 => Err(self
                .fail(&format!("it answers {status}"))
                .help("`--prometheus-auth FILE` sends an `Authorization` header")),
            _ if status.is_success() => Err(self.fail("its answer is none of a Prometheus").help(
                "the address ends before `/api/v1`, with the path of a proxy if there is one",
            )),
            _ => Err(self.fail(&format!("it answers {status}"))),
        }
    }

    fn silent(&self, error: &ureq::Error) -> Failure {
        let said = error.to_string();
        let failure = self.fail(&said);
        match error {
            ureq::Error::Timeout(_) => {
                failure.help("`--prometheus-timeout SECONDS` waits longer for an answer")
            }
            // TLS reports a certificate that it does not trust as a failure to read.
            _ if said.contains("certificate") => {
                failure.help("`--prometheus-ca FILE` names the authority of its certificate")
            }
            _ => failure,
        }
    }

    fn fail(&self, why: &str) -> Failure {
        // Some of it are words of the server.
        let (address, why) = (&self.address, visible_line(why));
        Failure::new(format!("cannot ask the Prometheus at `{address}`: {why}"))
    }
}

/// The address without a slash at its end.
fn address(url: &str) -> Result<String, Failure> {
    let wrong = |why: &str| Failure::new(format!("`--prometheus`: {why}"));
    let rest = url.strip_prefix("http://").or_else(|| url.strip_prefix("https://"));
    let rest = rest.ok_or_else(|| wrong("an address begins with `http://` or `https://`"))?;
    let host = rest.split('/').next().unwrap_or_default();
    if host.is_empty() {
        return Err(wrong("the address has no host"));
    }
    if host.contains('@') {
        // What stands on a command line is seen by everybody on the machine.
        return Err(wrong("a password does not belong into an address")
            .help("`--prometheus-auth FILE` reads the header from a file"));
    }
    if url.contains(['?', '#']) || url.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(wrong("the address ends with its path, before `/api/v1`"));
    }
    Ok(url.trim_end_matches('/').to_owned())
}

/// Whether nobody on the way can read what is sent.
fn is_safe(address: &str) -> bool {
    let Some(rest) = address.strip_prefix("http://") else { return true };
    let host = rest.split('/').next().unwrap_or_default();
    let host = match host.strip_prefix('[') {
        Some(bracketed) => bracketed.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    let own = |ip: std::net::IpAddr| ip.is_loopback();
    host == "localhost" || host.parse().is_ok_and(own)
}

/// The value of the header.
fn header(path: &Path) -> Result<String, Failure> {
    let text = fs::read_to_string(path).map_err(|e| Failure::of_path("read", path, &e))?;
    let line = text.lines().next().unwrap_or_default().trim();
    // What is wrong with a secret is said without it.
    if line.is_empty() || !line.chars().all(|c| c == ' ' || c.is_ascii_graphic()) {
        return Err(Failure::new(format!("`{}` holds no header value", path.display()))
            .help("its first line is what follows `Authorization:`, such as `Bearer …`"));
    }
    Ok(line.to_owned())
}

fn certificates(path: &Path) -> Result<RootCerts, Failure> {
    let pem = fs::read(path).map_err(|e| Failure::of_path("read", path, &e))?;
    let all: Vec<Certificate<'static>> = parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if all.is_empty() {
        return Err(Failure::new(format!("`{}` holds no certificate in PEM", path.display())));
    }
    Ok(RootCerts::from(all))
}

#[derive(Deserialize)]
struct Reply {
    status: Status,
    data: Option<Data>,
    error: Option<String>,
    /// Why it may not be the whole answer.
    #[serde(default)]
    warnings: Vec<String>,
}

#[derive(Deserialize, PartialEq, Eq)]
#[serde(rename_all = "lowercase")]
enum Status {
    Success,
    Error,
}

#[derive(Deserialize)]
struct Data {
    result: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    metric: BTreeMap<String, String>,
    values: Vec<(f64, String)>,
}

/// The series of an answer; why not, if one is another server's, a time is no whole second or a value
/// no number.
fn series(data: Data, server: &str) -> Result<Vec<Series>, &'static str> {
    let one = |mut row: Row| {
        // A proxy, or what only looks like a Prometheus, may not read the question.
        if row.metric.get("server").is_none_or(|label| label != server) {
            return Err("it answers with series of another server");
        }
        let sample = |(at, value): &(f64, String)| {
            Some(Sample { at: whole(*at)?, value: value.parse().ok()? })
        };
        let samples = row.values.iter().map(sample).collect::<Option<_>>();
        let samples = samples.ok_or("its answer holds what is no time or number")?;
        Ok(Series { works: row.metric.remove("works"), samples })
    };
    data.result.into_iter().map(one).collect()
}

/// Whole seconds; we asked at whole seconds, and any time that can be asked about is exact in `f64`.
fn whole(at: f64) -> Option<i64> {
    let text = format!("{at:.0}");
    text.parse().ok().filter(|_| (at - at.round()).abs() < 0.001)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said<T>(result: Result<T, Failure>) -> Result<T, String> {
        result.map_err(|failure| failure.to_string())
    }

    #[test]
    fn only_an_address_is_an_address() {
        assert_eq!(said(address("http://m:9090/")), Ok("http://m:9090".to_owned()));
        assert_eq!(said(address("https://m/prom//")), Ok("https://m/prom".to_owned()));
        for wrong in [
            "m:9090",
            "ftp://m",
            "http://",
            "http:///x",
            "http://u:p@m",
            "http://m/?a",
            "http://m/ x",
        ] {
            assert!(address(wrong).is_err(), "{wrong}");
        }
        let secret = said(address("http://user:hush@m")).unwrap_err();
        assert!(!secret.contains("hush"), "{secret}");
    }

    #[test]
    fn a_secret_goes_only_where_nobody_listens() {
        for safe in ["https://m", "http://localhost:9090", "http://127.0.0.1", "http://[::1]:9/x"] {
            assert!(is_safe(safe), "{safe}");
        }
        for open in
            ["http://m:9090", "http://10.0.0.1", "http://localhost.example.kz", "http://[fd00::1]"]
        {
            assert!(!is_safe(open), "{open}");
        }
    }

    #[test]
    fn what_a_server_says_is_seen_and_not_obeyed() {
        let args = PrometheusArgs {
            prometheus: Some("http://localhost:9090".to_owned()),
            prometheus_auth: None,
            prometheus_ca: None,
            prometheus_timeout: 1,
        };
        let asked = args.open().unwrap().unwrap();
        let said = asked.fail("it answers 400: \u{202e}ti skool\u{1b}[2J\nok").to_string();
        assert!(said.contains("ti skool"), "{said}");
        assert!(!said.contains(['\u{202e}', '\u{1b}', '\n']), "{said:?}");
    }

    #[test]
    fn an_answer_is_read_with_its_labels() {
        let text = r#"{"status":"success","warnings":["a store is away"],"data":{"resultType":"matrix",
            "result":[{"metric":{"server":"shop","works":"planned"},
            "values":[[1767207600,"1"],[1767207660.000,"60"]]}]}}"#;
        let reply = || serde_json::from_str::<Reply>(text).unwrap();
        assert_eq!(reply().warnings, ["a store is away"]);
        let found = series(reply().data.unwrap(), "shop").unwrap();
        assert_eq!(found[0].works.as_deref(), Some("planned"));
        assert_eq!(found[0].samples[1], Sample { at: 1_767_207_660, value: 60.0 });
        let other = series(reply().data.unwrap(), "shop-2").unwrap_err();
        assert_eq!(other, "it answers with series of another server");
        let read = |labels: &[(&str, &str)], values| {
            let own = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
            let metric = labels.iter().map(own).collect();
            series(Data { result: vec![Row { metric, values }] }, "shop")
        };
        assert!(read(&[], Vec::new()).is_err());
        let odd = |values| read(&[("server", "shop")], values).is_err();
        assert!(!odd(vec![(1.0, "1".to_owned())]));
        assert!(odd(vec![(1.5, "1".to_owned())]));
        assert!(odd(vec![(f64::NAN, "1".to_owned())]));
        assert!(odd(vec![(1.0, "one".to_owned())]));
    }
}
