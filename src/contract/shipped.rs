//! The terms and the calendar that come with the compiler, for the tests of rules.

use std::sync::LazyLock;

use super::calendar::{self, Calendar};
use super::terms::{self, ParameterType, ParameterValue, Terms, by_id};
use super::{Basis, Currency, Dated, Percent, Timeline};

/// What a decision rests on.
#[derive(Clone, Debug)]
pub(crate) struct Shipped {
    pub(crate) terms: Terms,
    pub(crate) calendar: Calendar,
    vat: Timeline<Percent>,
}

impl Shipped {
    /// As the example project has it.
    pub(crate) fn new() -> Self {
        // Property tests ask a thousand times.
        static READ: LazyLock<Shipped> = LazyLock::new(Shipped::read);
        READ.clone()
    }

    fn read() -> Self {
        let rate = |from: &str, rate: &str| Dated {
            from: from.parse().expect("a date"),
            until: None,
            value: rate.parse().expect("a rate"),
        };
        let rates = vec![rate("2025-01-01", "12 %"), rate("2026-01-01", "16 %")];
        let vat = Timeline::new(rates).0;
        Self { terms: terms::tests::shipped(), calendar: calendar::tests::shipped(), vat }
    }

    /// The same with a parameter read otherwise, as it is written in the terms.
    pub(crate) fn with(mut self, id: &str, value: &str) -> Self {
        let parameter = by_id(id).expect("a parameter");
        let ParameterType::Scalar(kind) = parameter.kind else { panic!("{id} is no scalar") };
        let scalar = kind.parse(value).expect("a value of the parameter");
        let terms = self.terms.with(parameter, &ParameterValue::Scalar(scalar));
        self.terms = terms.expect("a value of the right type");
        self
    }

    pub(crate) fn basis(&self) -> Basis<'_> {
        Basis {
            edition: "2026-01-16",
            terms: &self.terms,
            calendar: Some(&self.calendar),
            vat: &self.vat,
            currency: Currency::Kzt,
        }
    }
}

#[test]
fn a_parameter_can_be_read_otherwise() {
    let other = Shipped::new().with("sla.hours", "20 hours").with("sla.precedence", "hours");
    let terms = other.basis().terms;
    assert_eq!(terms.availability.hours.seconds(), 72_000);
    assert_eq!(terms.availability.precedence.to_string(), "hours");
    assert_ne!(&Shipped::new().terms, terms);
}
