//! Documents about the customers of the example project, from its blueprints and its ledger.

use crate::billing::{BookingFault, Books, Difference, Statement};
use crate::blueprint::{Limits, Loaded, load_texts};
use crate::contract::{Date, Instant, Language};
use crate::diagnostics::{Code, Sources};
use crate::fleet::Catalogue;
use crate::ledger::{self, Ledger};
use crate::review::documents::{Act, Document, Invoice, Issue, Sides, act, invoice, statement};

/// The example project and its ledger.
pub(super) struct Samples {
    loaded: Loaded,
    ledger: Ledger,
    sources: Sources,
}

macro_rules! shipped {
    ($($path:literal),+ $(,)?) => {
        [$(($path, include_str!(concat!("../../../../", $path)))),+]
    };
}

const BLUEPRINTS: [(&str, &str); 8] = shipped![
    "blueprints/provider.yaml",
    "blueprints/customers/romashka.yaml",
    "blueprints/customers/saparov.yaml",
    "blueprints/tariffs/tariffs.yaml",
    "blueprints/addons/addons.yaml",
    "blueprints/images/alma9-1c.yaml",
    "blueprints/terms/2026-01-16.yaml",
    "blueprints/calendars/kazakhstan.yaml",
];
const LEDGER: [(&str, &str); 3] =
    shipped!["ledger/romashka.yaml", "ledger/saparov.yaml", "ledger/level.yaml"];

pub(super) fn moment(text: &str) -> Instant {
    text.parse().unwrap()
}

pub(super) fn date(text: &str) -> Date {
    text.parse().unwrap()
}

impl Samples {
    pub(super) fn new() -> Self {
        Self::with(|_, text| text.to_owned())
    }

    /// With other texts in the files; their names are those below the project.
    pub(super) fn with(change: impl Fn(&str, &str) -> String) -> Self {
        let texts = |all: &[(&str, &str)]| {
            all.iter().map(|(path, text)| ((*path).to_owned(), change(path, text))).collect()
        };
        let mut loaded = load_texts(texts(&BLUEPRINTS), Limits::default());
        assert!(loaded.report.is_empty(), "{:#?}", loaded.report);
        let mut sources = std::mem::take(&mut loaded.sources);
        let read = ledger::load_texts(texts(&LEDGER), Limits::default(), &mut sources);
        assert!(read.report.is_empty(), "{:#?}", read.report);
        Self { loaded, ledger: read.ledger, sources }
    }

    pub(super) fn books<T>(&self, ask: impl FnOnce(&Books<'_>) -> T) -> T {
        let catalogue = Catalogue::new(&self.loaded.blueprints);
        ask(&Books::new(&catalogue, &self.ledger).unwrap())
    }

    /// All documents, by name.
    pub(super) fn all(&self, language: Language) -> [(&'static str, Document); 5] {
        [
            ("act", self.act(language)),
            ("refund-act", self.refund_act(language)),
            ("invoice", self.invoice(language)),
            ("statement", self.statement("romashka", ["2026-01-01", "2026-11-22"], language)),
            ("statement-ended", self.statement("saparov", ["2026-07-01", "2026-11-22"], language)),
        ]
    }

    /// Four months with add-ons and an upgrade.
    pub(super) fn act(&self, language: Language) -> Document {
        let issue = Issue { language, number: Some("А-2026/118"), date: date("2026-06-01") };
        self.books(|books| {
            let place = books.server("romashka-main").unwrap();
            let account = books.account(place.customer);
            let service = account.service("romashka-main").unwrap();
            act(&Act::of_period(books, service, &service.periods[0], &issue).unwrap())
        })
    }

    /// What was used of a month, a part of which was paid with bonuses (4.8).
    pub(super) fn refund_act(&self, language: Language) -> Document {
        let issue = Issue { language, number: None, date: date("2026-11-12") };
        self.books(|books| {
            let answer = books.refund("saparov-shop", moment("2026-11-12T10:00:00+05:00")).unwrap();
            act(&Act::of_refund(books, &answer, &issue).unwrap())
        })
    }

    /// The next half year.
    pub(super) fn invoice(&self, language: Language) -> Document {
        let issue = Issue { language, number: Some("342"), date: date("2026-11-20") };
        self.books(|books| {
            let answer = books.invoice("romashka-main", moment("2026-11-20T09:00:00+05:00"));
            invoice(&Invoice::of(books, (&answer.unwrap(), &[]), &issue).unwrap())
        })
    }

    /// An account.
    pub(super) fn statement(
        &self,
        customer: &str,
        [from, to]: [&str; 2],
        language: Language,
    ) -> Document {
        let catalogue = Catalogue::new(&self.loaded.blueprints);
        let books = Books::new(&catalogue, &self.ledger).unwrap();
        let span = books.dates(date(from), date(to)).unwrap();
        let at = moment("2026-11-23T12:00:00+05:00");
        let mut found = books.statement(customer, span, at).unwrap();
        // What the judges of bookings say is their own matter; here it is how it is shown.
        found.differences.clear();
        if customer == "saparov" {
            let place = found.entries[4].booking.place();
            let [booked, right] = ["559.65 KZT", "639.60 KZT"].map(|sum| sum.parse().unwrap());
            let difference = |fault| Difference {
                at: found.entries[4].at,
                place,
                customer: "saparov",
                server: Some("saparov-shop"),
                edition: Some("2026-01-16"),
                fault,
            };
            let how = vec!["15990.00 × 4 × 1 %".to_owned()];
            let number = "214 | <b>B</b>";
            found.differences = vec![
                difference(BookingFault::Compensation { booked, right, claim: place, how }),
                difference(BookingFault::Invoice { number, booked, right, lines: Vec::new() }),
                difference(BookingFault::NoClaim { bonuses: booked }),
            ];
        }
        self.shown(&found, &catalogue, language)
    }

    /// An account with the differences that the judges of bookings find.
    pub(super) fn judged(
        &self,
        customer: &str,
        [from, to]: [&str; 2],
        language: Language,
    ) -> (Document, Vec<Code>) {
        let catalogue = Catalogue::new(&self.loaded.blueprints);
        let books = Books::new(&catalogue, &self.ledger).unwrap();
        let span = books.dates(date(from), date(to)).unwrap();
        let found = books.statement(customer, span, moment("2026-11-23T12:00:00+05:00")).unwrap();
        let codes = found.findings().findings().iter().map(|finding| finding.code).collect();
        (self.shown(&found, &catalogue, language), codes)
    }

    fn shown(
        &self,
        found: &Statement<'_>,
        catalogue: &Catalogue<'_>,
        language: Language,
    ) -> Document {
        let sides = Sides {
            provider: catalogue.provider.unwrap(),
            customer: found.customer,
            language,
            currency: found.currency,
        };
        statement(found, &sides, &self.sources)
    }
}
