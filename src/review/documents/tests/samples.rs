//! Documents about the example's customers.

use crate::blueprint::kinds::{Customer, Provider, Tariff};
use crate::blueprint::{Limits, Loaded, load_texts};
use crate::contract::decision::Trace;
use crate::contract::shipped::Shipped;
use crate::contract::terms::Clause;
use crate::contract::{
    Currency, GivenUp, Instant, Interval, Language, Money, Paid, PaidFor, PeriodSupply, TaxedPart,
    period_vat, refund,
};
use crate::review::documents::{
    Act, Count, Document, Grounds, Invoice, Line, Recalculation, Rendered, Sides, Used, act,
    invoice,
};

/// The example project with what a document needs of it.
pub(super) struct Samples {
    loaded: Loaded,
}

const FILES: [(&str, &str); 7] = [
    ("provider.yaml", include_str!("../../../../blueprints/provider.yaml")),
    ("romashka.yaml", include_str!("../../../../blueprints/customers/romashka.yaml")),
    ("saparov.yaml", include_str!("../../../../blueprints/customers/saparov.yaml")),
    ("tariffs.yaml", include_str!("../../../../blueprints/tariffs/tariffs.yaml")),
    ("addons.yaml", include_str!("../../../../blueprints/addons/addons.yaml")),
    ("terms.yaml", include_str!("../../../../blueprints/terms/2026-01-16.yaml")),
    ("calendar.yaml", include_str!("../../../../blueprints/calendars/kazakhstan.yaml")),
];

pub(super) fn moment(text: &str) -> Instant {
    text.parse().unwrap()
}

pub(super) fn span(from: &str, until: &str) -> Interval<Instant> {
    Interval::new(moment(from), moment(until)).unwrap()
}

impl Samples {
    pub(super) fn new() -> Self {
        Self::with(|_, text| text.to_owned())
    }

    /// With other texts in the files.
    pub(super) fn with(change: impl Fn(&str, &str) -> String) -> Self {
        let texts = FILES.map(|(name, text)| (name.to_owned(), change(name, text)));
        let loaded = load_texts(texts.into(), Limits::default());
        assert!(loaded.report.is_empty(), "{:?}", loaded.report);
        Self { loaded }
    }
}

impl Samples {
    pub(super) fn provider(&self) -> &Provider {
        &self.loaded.blueprints.providers[0]
    }

    pub(super) fn customer(&self, name: &str) -> &Customer {
        let all = &self.loaded.blueprints.customers;
        all.iter().find(|customer| &*customer.name.value == name).unwrap()
    }

    fn tariff(&self, name: &str) -> &Tariff {
        let all = &self.loaded.blueprints.tariffs;
        all.iter().find(|tariff| &*tariff.name.value == name).unwrap()
    }

    pub(super) fn sides(&self, customer: &str, language: Language) -> Sides<'_> {
        let (provider, customer) = (self.provider(), self.customer(customer));
        Sides { provider, customer, language, currency: Currency::Kzt }
    }

    pub(super) fn grounds(clauses: &[Clause], facts: &[&'static str]) -> Grounds<'static> {
        Grounds {
            clauses: clauses.to_vec(),
            edition: "2026-01-16",
            in_force_from: "2026-01-16".parse().unwrap(),
            calendar: Some(("kazakhstan", "2026-11")),
            facts: facts.to_vec(),
        }
    }

    pub(super) fn line(
        &self,
        server: &'static str,
        tariff: &str,
        count: Count<'static>,
        gross: &str,
        of: Interval<Instant>,
    ) -> Line<'_> {
        let gross: Money = gross.parse().unwrap();
        let what = Rendered::Tariff(self.tariff(tariff).title.get().unwrap());
        Line { what, server, span: of, used: None, count, gross, parts: taxed(gross, of) }
    }

    fn addon(&self, name: &str, pieces: u32, gross: &str, of: Interval<Instant>) -> Line<'_> {
        let all = &self.loaded.blueprints.addons;
        let addon = all.iter().find(|addon| &*addon.name.value == name).unwrap();
        let gross: Money = gross.parse().unwrap();
        Line {
            what: Rendered::Addon(addon.title.get().unwrap()),
            server: "romashka-main",
            span: of,
            used: None,
            count: Count::Pieces(pieces, addon.unit.as_ref()),
            gross,
            parts: taxed(gross, of),
        }
    }

    /// All of them, by name.
    pub(super) fn all(&self, language: Language) -> [(&'static str, Document); 3] {
        [
            ("act", self.act(language)),
            ("refund-act", self.refund_act(language)),
            ("invoice", self.invoice(language)),
        ]
    }

    /// A month with add-ons.
    pub(super) fn act(&self, language: Language) -> Document {
        let of = span("2026-10-10T09:00:00+05:00", "2026-11-10T09:00:00+05:00");
        let months = Count::Months(1);
        act(&Act {
            sides: self.sides("romashka", language),
            number: Some("А-2026/118"),
            date: "2026-11-09".parse().unwrap(),
            lines: vec![
                self.line("romashka-main", "business", months, "24990.00 KZT", of),
                self.addon("licence-client", 10, "25000.00 KZT", of),
                self.addon("backup-infobases", 1, "3900.00 KZT", of),
            ],
            refund: None,
            grounds: Self::grounds(&[Clause::C4_1, Clause::C2_2], &["deb-118", "deb-119"]),
        })
    }

    /// What was used of a month (4.8), by the rules.
    pub(super) fn refund_act(&self, language: Language) -> Document {
        let covers = span("2026-03-01T10:15:00+05:00", "2026-04-01T10:15:00+05:00");
        let paid: Money = "15990.00 KZT".parse().unwrap();
        let requested = moment("2026-03-20T12:00:00+05:00");
        let shipped = Shipped::new();
        let payments = [Paid {
            amount: paid,
            bonuses: Money::zero(Currency::Kzt),
            kind: PaidFor::Tariff,
            covers,
            list_price: None,
        }];
        let facts =
            GivenUp { activated: covers.from(), requested, payments: &payments, favour: false };
        let found = refund(&shipped.basis(), &facts, &mut Trace::off()).unwrap();
        let rendered = Interval::new(covers.from(), requested).unwrap();
        let mut line = self.line("saparov-shop", "start", Count::Service, "0.00 KZT", rendered);
        line.gross = found.retained;
        // The day of the request is charged: it is the last day of supply.
        line.parts =
            taxed(found.retained, span("2026-03-01T10:15:00+05:00", "2026-03-21T00:00:00+05:00"));
        line.used = Some(Used { days: found.lines[0].used_days, of: found.lines[0].total_days });
        act(&Act {
            sides: self.sides("saparov", language),
            number: None,
            date: "2026-03-20".parse().unwrap(),
            lines: vec![line],
            refund: Some(Recalculation {
                clause: found.basis.clause(),
                request: "req-7",
                requested,
                paid,
                retained: found.retained,
                refunded: found.refund,
                bonuses: found.bonuses,
                due: Some("2026-04-15".parse().unwrap()),
            }),
            grounds: Self::grounds(&[Clause::C4_8, Clause::C4_1], &["pay-3", "deb-3", "req-7"]),
        })
    }

    /// The next month.
    pub(super) fn invoice(&self, language: Language) -> Document {
        let of = span("2026-12-10T09:00:00+05:00", "2027-03-10T09:00:00+05:00");
        invoice(&Invoice {
            sides: self.sides("romashka", language),
            number: Some("СЧ-2026/204"),
            date: "2026-11-23".parse().unwrap(),
            due: Some(moment("2026-12-10T09:00:00+05:00")),
            lines: vec![
                self.line("romashka-main", "business", Count::Months(3), "74970.00 KZT", of),
                self.addon("licence-client", 10, "75000.00 KZT", of),
                self.addon("backup-infobases", 1, "11700.00 KZT", of),
            ],
            grounds: Self::grounds(&[Clause::C3_2, Clause::C4_2, Clause::C5_4], &["inv-204"]),
        })
    }
}

/// The tax by the rule of 4.1.
pub(super) fn taxed(gross: Money, period: Interval<Instant>) -> Vec<TaxedPart> {
    let shipped = Shipped::new();
    let facts = PeriodSupply { gross, period, paid: None };
    period_vat(&shipped.basis(), &facts, &mut Trace::off()).unwrap().parts
}
