use super::Sentence;
use crate::billing::Given;
use crate::contract::calendar::Calendar;
use crate::contract::decision::{Decision, Label, Step, Value};
use crate::contract::terms::{Parameter, ParameterValue, ScalarValue, by_id};
use crate::contract::{
    Basis, Date, Instant, Interval, Language, Money, Percent, Undecided, UtcOffset,
};
use crate::diagnostics::{Sources, Span};

/// An answer with everything that it rests on.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What was asked; its key tells programs which question it is.
    pub question: &'static Label,
    /// The heading: the question with its names and moments.
    pub title: Sentence,
    /// How it was answered.
    pub verdict: Verdict,
    /// The answer in one sentence.
    pub sentence: Sentence,
    /// What belongs to the answer beside its one sentence.
    pub remarks: Vec<Sentence>,
    /// What somebody has to look at: a second before an edge, a reading that is disputed.
    pub warnings: Vec<Sentence>,
    /// What was found, by name.
    pub result: Vec<Figure>,
    /// Lines of money.
    pub lines: Vec<Line>,
    /// Whatever else is a table.
    pub tables: Vec<Table>,
    /// What it was found from.
    pub facts: Vec<Given>,
    /// How it was found.
    pub steps: Vec<Step>,
    /// The parameters of the terms that were asked.
    pub policies: Vec<Policy>,
    /// What other readings of the terms would give.
    pub readings: Vec<OtherReading>,
    /// The terms and the calendar.
    pub grounds: Grounds,
}

/// How a question was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It has an answer, and nothing is amiss.
    Answered,
    /// It has an answer that somebody will not like: a refusal, a breach, a difference.
    Refused,
}

/// A named value.
#[derive(Clone, Debug, PartialEq)]
pub struct Figure {
    /// What it is.
    pub what: &'static Label,
    /// How much, when, which.
    pub value: Value,
}

/// A line of money.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// For what.
    pub what: Sentence,
    /// For which time.
    pub covers: Option<Interval<Instant>>,
    /// The amount, with its tax.
    pub gross: Money,
    /// The tax in it; absent where none applies, as with bonuses.
    pub tax: Option<Tax>,
    /// Where the fact behind it is written.
    pub place: Option<Span>,
}

/// The tax in an amount (4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tax {
    /// The rate.
    pub rate: Percent,
    /// The tax.
    pub vat: Money,
    /// The amount without it.
    pub net: Money,
}

/// A table of values.
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    /// What is listed.
    pub title: &'static Label,
    /// The heads of its columns.
    pub columns: Vec<&'static Label>,
    /// Its rows, each with a value for every column.
    pub rows: Vec<Vec<Value>>,
}

/// A parameter of the terms that was asked, and what it says.
#[derive(Clone, Debug, PartialEq)]
pub struct Policy {
    /// Which.
    pub parameter: &'static Parameter,
    /// What it says.
    pub value: ParameterValue,
    /// Where it is written; absent where its default holds.
    pub place: Option<Span>,
}

/// What another reading of the terms would give.
#[derive(Clone, Debug, PartialEq)]
pub struct OtherReading {
    /// The open question.
    pub parameter: &'static Parameter,
    /// The other reading.
    pub value: ScalarValue,
    /// The figures that differ from the answer's.
    pub figures: Result<Vec<Figure>, Undecided>,
}

/// The terms and the calendar that an answer rests on.
#[derive(Clone, Debug, PartialEq)]
pub struct Grounds {
    /// The edition of the terms.
    pub edition: String,
    /// Its first day; absent where it has none, as in a file of cases.
    pub effective_from: Option<Date>,
    /// The calendar of working days with its version.
    pub calendar: Option<(String, String)>,
    /// The offset at which dates and hours are taken.
    pub offset: UtcOffset,
}

/// For whom an answer is shown.
#[derive(Clone, Copy, Debug)]
pub struct View<'a> {
    /// In which language.
    pub language: Language,
    /// The texts that its places point into.
    pub sources: &'a Sources,
}

impl Figure {
    /// A named value.
    pub fn new(what: &'static Label, value: impl Into<Value>) -> Self {
        Self { what, value: value.into() }
    }
}

impl Grounds {
    /// The grounds of a basis.
    pub fn of(basis: &Basis<'_>, effective_from: Option<Date>) -> Self {
        let named = |calendar: &Calendar| (calendar.name().into(), calendar.version().into());
        Self {
            edition: basis.edition.to_owned(),
            effective_from,
            calendar: basis.calendar.map(named),
            offset: basis.offset(),
        }
    }
}

impl Answer {
    /// An answer of one sentence, to which the rest is added.
    pub const fn new(
        question: &'static Label,
        title: Sentence,
        sentence: Sentence,
        grounds: Grounds,
    ) -> Self {
        Self {
            question,
            title,
            verdict: Verdict::Answered,
            sentence,
            remarks: Vec::new(),
            warnings: Vec::new(),
            result: Vec::new(),
            lines: Vec::new(),
            tables: Vec::new(),
            facts: Vec::new(),
            steps: Vec::new(),
            policies: Vec::new(),
            readings: Vec::new(),
            grounds,
        }
    }

    /// Marks the answer as one that somebody will not like.
    pub const fn refused(mut self) -> Self {
        self.verdict = Verdict::Refused;
        self
    }

    /// Adds a fact.
    pub fn fact(
        mut self,
        what: &'static Label,
        value: impl Into<Value>,
        place: Option<Span>,
    ) -> Self {
        self.facts.push(Given { what, value: value.into(), place });
        self
    }

    /// Adds what was found.
    pub fn found(mut self, what: &'static Label, value: impl Into<Value>) -> Self {
        self.result.push(Figure::new(what, value));
        self
    }

    /// Adds a line of money.
    pub fn line(mut self, line: Line) -> Self {
        self.lines.push(line);
        self
    }

    /// Adds a table; one without rows is left out.
    pub fn table(mut self, table: Table) -> Self {
        if !table.rows.is_empty() {
            self.tables.push(table);
        }
        self
    }

    /// Adds a sentence to the answer.
    pub fn remark(mut self, remark: Sentence) -> Self {
        self.remarks.push(remark);
        self
    }

    /// Adds a warning.
    pub fn warn(mut self, warning: Sentence) -> Self {
        self.warnings.push(warning);
        self
    }

    /// Adds how a decision was made: its steps, the parameters that they asked, and for each other
    /// reading the figures in which it differs. Several decisions can make one answer.
    ///
    /// `figures` names what an outcome says; `place` finds where a parameter is written.
    pub fn decided<T>(
        mut self,
        basis: &Basis<'_>,
        decision: &Decision<T>,
        place: &dyn Fn(&str) -> Option<Span>,
        figures: impl Fn(&T) -> Vec<Figure>,
    ) -> Self {
        for id in decision.steps.iter().flat_map(|step| &step.parameters) {
            if self.policies.iter().any(|policy| policy.parameter.id == *id) {
                continue;
            }
            let values = basis.terms.values().find(|(parameter, _)| parameter.id == *id);
            if let (Some(parameter), Some((_, value))) = (by_id(id), values) {
                self.policies.push(Policy { parameter, value, place: place(id) });
            }
        }
        // Two decisions of one question may begin alike.
        for step in &decision.steps {
            if !self.steps.contains(step) {
                self.steps.push(step.clone());
            }
        }
        let now = figures(&decision.outcome);
        for reading in &decision.readings {
            let differs = |other: Vec<Figure>| -> Vec<Figure> {
                other.into_iter().filter(|figure| !now.contains(figure)).collect()
            };
            let figures = match &reading.outcome {
                Ok(outcome) => Ok(differs(figures(outcome))),
                Err(why) => Err(why.clone()),
            };
            // The outcome may differ in what nobody asked about.
            if figures.as_ref().is_ok_and(Vec::is_empty) {
                continue;
            }
            let (parameter, value) = (reading.parameter, reading.value.clone());
            self.other(OtherReading { parameter, value, figures });
        }
        self
    }

    /// Adds what another reading would give. Where an earlier decision of the same question had that
    /// reading too, its figures join the ones that are there: a reading stands once.
    fn other(&mut self, new: OtherReading) {
        let OtherReading { parameter, value, figures } = new;
        let same = |it: &&mut OtherReading| it.parameter.id == parameter.id && it.value == value;
        let Some(known) = self.readings.iter_mut().find(same) else {
            self.readings.push(OtherReading { parameter, value, figures });
            return;
        };
        match (&mut known.figures, figures) {
            (Ok(known), Ok(more)) => {
                for figure in more {
                    // The first decision is the one that the answer is about.
                    if known.iter().all(|it| it.what.key != figure.what.key) {
                        known.push(figure);
                    }
                }
            }
            // What one of the decisions cannot say under a reading, the answer cannot.
            (known @ Ok(_), Err(why)) => *known = Err(why),
            (Err(_), _) => {}
        }
    }
}
