use super::{Step, Trace};
use crate::contract::terms::{
    Clause, Parameter, ParameterType, ParameterValue, ScalarType, ScalarValue, Terms, by_id,
};
use crate::contract::{Basis, Undecided};

/// An outcome with its reasons.
#[derive(Clone, Debug)]
pub struct Decision<T> {
    /// What was decided.
    pub outcome: T,
    /// How, in order.
    pub steps: Vec<Step>,
    /// What would have been decided under another reading of an open question, where that differs.
    pub readings: Vec<Reading<T>>,
}

/// The outcome under another reading of the terms.
#[derive(Clone, Debug)]
pub struct Reading<T> {
    /// The open question.
    pub parameter: &'static Parameter,
    /// How it was read instead.
    pub value: ScalarValue,
    /// What would then have been decided.
    pub outcome: Result<T, Undecided>,
}

/// Decides by a rule, with its steps and the outcome under every other reading.
///
/// The rule tells in its steps which parameters it asked. Those that have a default are questions
/// that the agreement leaves open; each of their other values is tried alone. The ground rules of
/// counting are no questions of a clause and stay as they are.
pub fn decide<T: PartialEq>(
    basis: &Basis<'_>,
    rule: impl Fn(&Basis<'_>, &mut Trace) -> Result<T, Undecided>,
) -> Result<Decision<T>, Undecided> {
    let mut trace = Trace::on();
    let outcome = rule(basis, &mut trace)?;
    let steps = trace.into_steps();
    let mut asked: Vec<&'static str> = Vec::new();
    for id in steps.iter().flat_map(|step| &step.parameters) {
        if !asked.contains(id) {
            asked.push(id);
        }
    }
    let mut readings = Vec::new();
    for parameter in asked.into_iter().filter_map(by_id).filter(|p| is_open(p)) {
        for value in others(parameter, basis.terms) {
            let scalar = ParameterValue::Scalar(value.clone());
            let Some(terms) = basis.terms.with(parameter, &scalar) else { continue };
            let other = rule(&basis.reading(&terms), &mut Trace::off());
            if other.as_ref() != Ok(&outcome) {
                readings.push(Reading { parameter, value, outcome: other });
            }
        }
    }
    Ok(Decision { outcome, steps, readings })
}

/// Whether a clause leaves the question open.
fn is_open(parameter: &Parameter) -> bool {
    parameter.default.is_some() && parameter.clause() != Clause::All
}

/// The values that a parameter could have instead, where they can be listed.
fn others(parameter: &'static Parameter, terms: &Terms) -> Vec<ScalarValue> {
    let all = match parameter.kind {
        ParameterType::Scalar(ScalarType::Word(words)) => {
            words.iter().copied().map(ScalarValue::Word).collect()
        }
        ParameterType::Scalar(ScalarType::Switch) => {
            vec![ScalarValue::Switch(true), ScalarValue::Switch(false)]
        }
        _ => Vec::new(),
    };
    let now = terms.values().find(|(p, _)| p.id == parameter.id).map(|(_, value)| value);
    all.into_iter().filter(|value| now != Some(ParameterValue::Scalar(value.clone()))).collect()
}

impl<T> Decision<T> {
    /// The same decision about something made of the outcome.
    pub fn map<U>(self, with: impl Fn(T) -> U) -> Decision<U> {
        let reading = |reading: Reading<T>| Reading {
            parameter: reading.parameter,
            value: reading.value,
            outcome: reading.outcome.map(&with),
        };
        let readings = self.readings.into_iter().map(reading).collect();
        Decision { outcome: with(self.outcome), steps: self.steps, readings }
    }
}
