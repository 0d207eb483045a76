//! The fleet as the provider's own monitoring sees it: what is observed, and what the contract
//! promises about it.

use super::catalogue::Catalogue;
use super::fields::resolved;
use super::layers::Layers;
use super::origin::{Layer, Origin, Traced};
use super::web;
use super::works::{self, AnnouncedWorks};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{self, Access};
use crate::contract::Choice as _;

resolved! {
    /// A server that is watched: all that are not deleted.
    pub struct Observed {
        /// Its name.
        name: Traced<String>,
        /// Its full host name.
        fqdn: Traced<String>,
        /// Whose it is.
        customer: Traced<String>,
        /// The tariff that is built.
        tariff: Traced<String>,
        /// The desired state of access.
        access: Traced<Access>,
        /// Paths of the publications that anybody may open in a browser.
        pages: Vec<Traced<String>>,
    }
}

resolved! {
    /// What the edition of the terms that was in force last promises (clauses 7 and 7.1). Times are
    /// whole seconds.
    pub struct Guarantee {
        /// The edition.
        edition: Traced<String>,
        /// The part of a year that may be lost, as a decimal fraction such as `0.002`.
        unavailable: Traced<String>,
        /// The downtime of a year that is allowed.
        downtime_limit: Traced<u64>,
        /// Which of the two figures decides: `strictest`, `percent` or `hours`.
        precedence: Traced<String>,
        /// Which works do not count: `planned` or `planned-and-unplanned`.
        excluded_works: Traced<String>,
        /// Which year is measured: `calendar`, `rolling-365` or `contract-year`.
        year: Traced<String>,
        /// First second of the day in which works may be planned.
        works_from: Traced<u64>,
        /// Second of the day by which they have to be over.
        works_until: Traced<u64>,
        /// How long before they begin they have to be announced.
        works_notice: Traced<u64>,
        /// What works are that overrun these hours: `split` or `all-or-nothing`.
        works_overrun: Traced<String>,
        /// Seconds by which the agreement's clock is ahead of UTC.
        utc_offset: Traced<i32>,
    }
}

/// What the templates of the fleet see of monitoring.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// The servers, by name.
    pub servers: Vec<Observed>,
    /// The guarantee; `None` without terms, which a check has reported.
    pub guarantee: Option<Guarantee>,
    /// Planned works that notices announce.
    pub works: Vec<AnnouncedWorks>,
}

impl Observation {
    /// From names, addresses and publications; nothing else of a server is looked at.
    pub fn resolve(catalogue: &Catalogue<'_>) -> Self {
        let all = catalogue.blueprints.customers.iter();
        let mut servers: Vec<_> = all
            .flat_map(|customer| customer.servers.iter().map(move |server| (customer, server)))
            .filter_map(|(customer, server)| observed(catalogue, customer, server))
            .collect();
        servers.sort_by(|a, b| a.name.value.cmp(&b.name.value));
        Self { servers, guarantee: guarantee(catalogue), works: works::announced(catalogue) }
    }
}

/// `None` if it is deleted, or if something that it needs is missing; reading or a check has said
/// what.
fn observed(
    catalogue: &Catalogue<'_>,
    customer: &kinds::Customer,
    server: &kinds::Server,
) -> Option<Observed> {
    let provider = catalogue.provider?;
    let dated = server.tariffs.get()?.last()?;
    let tariff = catalogue.tariff(&dated.tariff)?;
    let image = catalogue.image(server.image.as_ref().map_or(&*tariff.image, |name| &**name))?;
    let domain = server.domain.get()?;
    let access = match &server.access {
        Some(access) => Traced::from_blueprint(Layer::Server, access),
        None => Traced::new(Access::Open, Origin::default_value("open")),
    };
    let layers =
        Layers::new(provider, image, tariff, customer.settings.as_ref(), server.settings.as_ref());
    let lists = web::access(&layers);
    let open_page = |publication: &kinds::Publication| {
        let list = publication.access.as_ref().map_or(lists.value.is_empty(), |l| l.is_empty());
        list && publication.web_client.is_none_or(|web_client| web_client.value)
    };
    let pages = if access.value == Access::Open {
        let published =
            server.infobases.iter().filter_map(|infobase| infobase.publication.as_ref());
        published.filter(|p| open_page(p)).map(|p| text(Layer::Server, &p.path)).collect()
    } else {
        Vec::new()
    };
    (access.value != Access::Deleted).then(|| Observed {
        name: text(Layer::Server, &server.name),
        fqdn: Traced::written(
            Layer::Server,
            domain.span,
            format!("{}.{}", **domain, provider.zone.value),
        ),
        customer: text(Layer::Customer, &customer.name),
        tariff: text(Layer::Server, &dated.tariff),
        access,
        pages,
    })
}

fn guarantee(catalogue: &Catalogue<'_>) -> Option<Guarantee> {
    let edition = catalogue.latest_terms()?;
    let terms = edition.parameters()?;
    let place = |id: &str| match edition.place(id) {
        Some(span) => Origin::written(Layer::Terms, span),
        None => Origin::default_value("the default of this parameter"),
    };
    let word = |id: &str, word: &'static str| Traced::new(word.to_owned(), place(id));
    let seconds = |id: &str, seconds: u64| Traced::new(seconds, place(id));
    let (availability, works) = (&terms.availability, &terms.works);
    let second = |second: i32| u64::from(second.unsigned_abs());
    Some(Guarantee {
        edition: text(Layer::Terms, &edition.name),
        unavailable: Traced::new(
            unavailable(availability.percent.millionths()),
            place("sla.percent"),
        ),
        downtime_limit: seconds("sla.hours", availability.hours.seconds()),
        precedence: word("sla.precedence", availability.precedence.name()),
        excluded_works: word("sla.excluded_works", availability.excluded_works.name()),
        year: word("sla.year", availability.year.name()),
        works_from: seconds("maintenance.window", second(works.window.from_second())),
        works_until: seconds("maintenance.window", second(works.window.until_second())),
        works_notice: seconds("maintenance.notice_hours", works.notice.seconds()),
        works_overrun: word("maintenance.overrun", works.overrun.name()),
        utc_offset: Traced::new(terms.counting.utc_offset.seconds(), place("time.utc_offset")),
    })
}

fn text<T: ToString>(layer: Layer, spanned: &Spanned<T>) -> Traced<String> {
    Traced::written(layer, spanned.span, spanned.value.to_string())
}

/// What is left of the whole, of millionths of a per cent, as an exact decimal fraction.
fn unavailable(available: u64) -> String {
    const WHOLE: u64 = 100_000_000;
    let lost = WHOLE.saturating_sub(available);
    let (whole, part) = (lost / WHOLE, lost % WHOLE);
    let digits = format!("{part:08}");
    match digits.trim_end_matches('0') {
        "" => whole.to_string(),
        digits => format!("{whole}.{digits}"),
    }
}

#[cfg(test)]
mod tests {
    use super::unavailable;

    #[test]
    fn a_percentage_leaves_an_exact_fraction() {
        for (available, left) in [
            (99_800_000, "0.002"),
            (99_950_000, "0.0005"),
            (99_999_999, "0.00000001"),
            (100_000_000, "0"),
            (0, "1"),
            (50_000_000, "0.5"),
        ] {
            assert_eq!(unavailable(available), left);
        }
    }
}
