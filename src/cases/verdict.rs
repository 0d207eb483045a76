//! Cases, run: what passed, what failed and why.

use std::collections::BTreeMap;

use super::answer::Output;
use super::compare::{Difference, differences};
use super::file::{Case, File, case, id_of};
use super::given::{Given, Refused, entries};
use super::meta::Setting;
use super::policy::{self, Values};
use super::rules::{self, Question, Rule};
use super::wording;
use crate::blueprint::Node;
use crate::contract::decision::{Decision, Reading, Step, decide};
use crate::contract::terms::ParameterValue;
use crate::contract::{Basis, UtcOffset};
use crate::diagnostics::{Finding, Span};

/// What became of one case.
#[derive(Debug)]
pub struct Verdict<'a> {
    /// Its id, or what stands for one.
    pub id: &'a str,
    /// Its rule, as written.
    pub rule: &'a str,
    /// What it shows, in a sentence of its author.
    pub why: &'a str,
    /// Where it stands.
    pub span: Span,
    /// Why it failed; `None` if it passed.
    pub failure: Option<Failure>,
}

/// Why a case failed.
#[derive(Debug)]
pub enum Failure {
    /// It could not be run, or its facts have no answer.
    NotRun(Vec<Finding>),
    /// The answer is another one.
    Differs {
        /// Where.
        differences: Vec<Difference>,
        /// How the answer came about.
        steps: Vec<Step>,
        /// The policies that the steps asked, as case files write them.
        policies: BTreeMap<&'static str, String>,
        /// The offset at which the file takes its dates and hours.
        offset: UtcOffset,
        /// The other readings of open questions under which the answer is the expected one.
        readings: Vec<OtherReading>,
    },
}

/// A policy with another value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OtherReading {
    /// Its key.
    pub policy: &'static str,
    /// The value, as case files write it.
    pub value: String,
}

impl From<Refused> for Failure {
    fn from(Refused(found): Refused) -> Self {
        Self::NotRun(found)
    }
}

/// Runs every case of the files, in their order. `wanted` chooses by id and rule.
///
/// A case that cannot be run fails; it stops no other one.
pub fn run<'a>(
    files: impl IntoIterator<Item = &'a File>,
    wanted: impl Fn(&str, &str) -> bool,
) -> Vec<Verdict<'a>> {
    let mut seen: BTreeMap<&'a str, Span> = BTreeMap::new();
    let mut verdicts = Vec::new();
    for file in files {
        for node in &file.cases {
            let text = |key| node.get(key).and_then(|entry| entry.value.as_text());
            let (id, rule) = (id_of(node), text("rule").unwrap_or_default());
            let read = case(node);
            let repeated = read.as_ref().ok().and_then(|case| {
                let first = *seen.entry(case.id).or_insert(case.id_node.span);
                (first != case.id_node.span).then(|| wording::repeated_id(case.id_node, first))
            });
            if !wanted(id, rule) {
                continue;
            }
            let failure = match (read, repeated) {
                (Err(refused), _) => Some(refused.into()),
                (_, Some(finding)) => Some(Failure::NotRun(vec![finding])),
                (Ok(case), None) => judge(&case, file.setting.as_ref()).err(),
            };
            let why = text("why").unwrap_or_default();
            verdicts.push(Verdict { id, rule, why, span: node.span, failure });
        }
    }
    verdicts
}

fn judge(case: &Case<'_>, setting: Option<&Setting>) -> Result<(), Failure> {
    let known: Vec<_> = rules::all().map(|rule| rule.id).collect();
    let rule = case.rule.as_text().and_then(rules::by_id);
    let rule = rule.ok_or_else(|| Refused::from(wording::unknown_rule(case.rule, &known)))?;
    // What is wrong with `meta` is reported once, beside the cases.
    let setting = setting.ok_or_else(|| Failure::NotRun(Vec::new()))?;
    let policy = overlay(case.policy)?;
    let stated = |id: &&&str| setting.values.contains_key(**id) || policy.contains_key(**id);
    if let Some(missing) = rule.uses.iter().find(|id| !stated(id)) {
        return Err(Refused::from(wording::no_default(case.rule, missing)).into());
    }
    let Some(terms) = policy::terms(setting.offset, &setting.values, &policy) else {
        return Err(
            Refused::from(wording::no_default(case.rule, "a parameter of the terms")).into()
        );
    };
    let basis = Basis {
        edition: &setting.document,
        terms: &terms,
        calendar: setting.calendar.as_ref(),
        vat: &setting.vat,
        currency: setting.currency,
    };
    let question = read(rule, case, &basis)?;
    let answer = question(&basis, &mut crate::contract::decision::Trace::off());
    let undecided =
        |why| Failure::from(Refused::from(wording::undecided(case.given.key_span, &why)));
    let differences = differences(case.expect, &answer.map_err(undecided)?, &basis);
    if differences.is_empty() {
        return Ok(());
    }
    // Only a case that fails is worth its trace.
    let Decision { steps, readings, .. } = decide(&basis, &question).map_err(undecided)?;
    let expected = |reading: &Reading<Output>| {
        let output = reading.outcome.as_ref().ok();
        output.is_some_and(|output| self::differences(case.expect, output, &basis).is_empty())
    };
    let readings = readings.iter().filter(|reading| expected(reading)).map(|reading| {
        let value = policy::written(reading.parameter, &reading.value);
        OtherReading { policy: reading.parameter.id, value }
    });
    let readings = readings.collect();
    let asked = |id: &str| steps.iter().any(|step| step.parameters.contains(&id));
    let policies = terms.values().filter_map(|(parameter, value)| match value {
        ParameterValue::Scalar(value) if asked(parameter.id) => {
            Some((parameter.id, policy::written(parameter, &value)))
        }
        _ => None,
    });
    let (policies, offset) = (policies.collect(), setting.offset);
    Err(Failure::Differs { differences, steps, policies, offset, readings })
}

fn read(rule: &Rule, case: &Case<'_>, basis: &Basis<'_>) -> Result<Question, Refused> {
    let mut given = Given::open(&case.given.value, case.given.key_span, basis)?;
    let question = (rule.ask)(&mut given)?;
    given.close().map(|()| question)
}

/// The policies that a case sets for itself.
fn overlay(policy: Option<&Node>) -> Result<Values, Refused> {
    let Some(policy) = policy else { return Ok(Values::new()) };
    let mut values = Values::new();
    let mut found = Vec::new();
    for entry in entries(policy)? {
        match policy::read(entry) {
            Ok((id, value)) => drop(values.insert(id, value)),
            Err(Refused(more)) => found.extend(more),
        }
    }
    if found.is_empty() { Ok(values) } else { Err(Refused(found)) }
}
