use super::{Label, Value};
use crate::contract::terms::Clause;

/// One step of a decision.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// The clause that asks for it.
    pub clause: Clause,
    /// What it finds.
    pub what: &'static Label,
    /// From what.
    pub inputs: Vec<(&'static Label, Value)>,
    /// The parameters of the terms that it asked, by id.
    pub parameters: Vec<&'static str>,
    /// The arithmetic in digits, such as `15990.00 × 11 / 31`.
    pub arithmetic: Option<String>,
    /// What was found, exactly.
    pub result: Value,
    /// What it became on a line of a ledger.
    pub rounded: Option<Value>,
}

impl Step {
    /// A step that finds a value.
    pub fn new(clause: Clause, what: &'static Label, result: impl Into<Value>) -> Self {
        Self {
            clause,
            what,
            inputs: Vec::new(),
            parameters: Vec::new(),
            arithmetic: None,
            result: result.into(),
            rounded: None,
        }
    }

    /// An input.
    pub fn from(mut self, what: &'static Label, value: impl Into<Value>) -> Self {
        self.inputs.push((what, value.into()));
        self
    }

    /// A parameter of the terms that was asked, by its id.
    pub fn asked(mut self, id: &'static str) -> Self {
        self.parameters.push(id);
        self
    }

    /// The arithmetic.
    pub fn by(mut self, arithmetic: String) -> Self {
        self.arithmetic = Some(arithmetic);
        self
    }

    /// What the result became on a line of a ledger.
    pub fn rounded(mut self, value: impl Into<Value>) -> Self {
        self.rounded = Some(value.into());
        self
    }
}

/// Takes the steps of a decision, or nothing.
#[derive(Clone, Debug, Default)]
pub struct Trace(Option<Vec<Step>>);

impl Trace {
    /// A trace that takes nothing and costs nothing.
    pub const fn off() -> Self {
        Self(None)
    }

    /// A trace that takes every step.
    pub const fn on() -> Self {
        Self(Some(Vec::new()))
    }

    /// Takes a step, which is made only if somebody wants it.
    pub fn step(&mut self, step: impl FnOnce() -> Step) {
        if let Some(steps) = &mut self.0 {
            steps.push(step());
        }
    }

    /// The steps, in order.
    pub fn into_steps(self) -> Vec<Step> {
        self.0.unwrap_or_default()
    }
}
