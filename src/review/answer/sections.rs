//! What an answer says in a language, as paragraphs and tables: the form that the renderers share.
//!
//! Texts are as people wrote them; a renderer makes them harmless in its format.

use super::model::{Answer, Figure, Line, OtherReading, Policy, View};
use super::phrases as p;
use super::value::{parameter_in, scalar_in, value_in};
use super::{Sentence, parameter_words};
use crate::billing::Given;
use crate::contract::decision::{Label, Step, Value};
use crate::contract::terms::Clause;
use crate::contract::{Language, Money, Undecided};
use crate::diagnostics::Span;

/// A table with its heading.
pub(in crate::review) struct Section {
    pub(in crate::review) title: String,
    pub(in crate::review) columns: Vec<Column>,
    pub(in crate::review) rows: Vec<Vec<String>>,
    /// The column that holds so much that text shows it below its row.
    pub(in crate::review) below: Option<usize>,
}

/// A column of a table.
pub(in crate::review) struct Column {
    pub(in crate::review) head: String,
    pub(in crate::review) align: Align,
}

/// Where the text of a column stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::review) enum Align {
    Left,
    Right,
    /// On the left, letter by letter: a name for programs or a place.
    Code,
}

use Align::{Code, Left, Right};

/// How the texts that come with qalyp are named among the sources.
const BUILT_IN: &str = "<built in: ";

/// Says an answer in the language of a view.
pub(super) struct Speaker<'a> {
    answer: &'a Answer,
    view: &'a View<'a>,
}

impl<'a> Speaker<'a> {
    pub(super) const fn new(answer: &'a Answer, view: &'a View<'a>) -> Self {
        Self { answer, view }
    }

    pub(super) fn sentence(&self, sentence: &Sentence) -> String {
        sentence.in_language(self.view.language, self.answer.grounds.offset)
    }

    fn word(&self, label: &'static Label) -> String {
        label.in_language(self.view.language).to_owned()
    }

    fn with(&self, words: &'static Label, texts: impl IntoIterator<Item = String>) -> String {
        self.sentence(&Sentence::new(words, texts.into_iter().map(Value::Text)))
    }

    pub(super) fn value(&self, value: &Value) -> String {
        value_in(value, self.view.language, self.answer.grounds.offset)
    }

    /// The sentences below the answer: remarks, then warnings with the word for a warning in front.
    pub(super) fn below(&self) -> impl Iterator<Item = (Option<String>, String)> {
        let remarks = self.answer.remarks.iter().map(|remark| (None, self.sentence(remark)));
        let warnings = self.answer.warnings.iter();
        remarks.chain(warnings.map(|it| (Some(self.word(&p::WARNING)), self.sentence(it))))
    }

    /// What an answer ends with.
    pub(super) fn grounds(&self) -> Vec<String> {
        let grounds = &self.answer.grounds;
        let (edition, offset) = (grounds.edition.clone(), grounds.offset.to_string());
        let mut said = vec![match grounds.effective_from {
            Some(from) => self.with(&p::GROUNDS, [edition, self.value(&Value::Date(from)), offset]),
            None => self.with(&p::GROUNDS_UNDATED, [edition, offset]),
        }];
        if let Some((name, version)) = &grounds.calendar {
            said.push(self.with(&p::CALENDAR, [name.clone(), version.clone()]));
        }
        said
    }

    /// The tables, in the order in which people read them; those without rows are left out.
    pub(super) fn sections(&self) -> Vec<Section> {
        let answer = self.answer;
        let mut all = vec![self.result(), self.lines()];
        all.extend(answer.tables.iter().map(|table| {
            Section {
                title: self.word(table.title),
                columns: table
                    .columns
                    .iter()
                    .enumerate()
                    .map(|(at, head)| {
                        let mut cells = table.rows.iter().filter_map(|row| row.get(at));
                        let amounts = cells.all(|cell| {
                            matches!(
                                cell,
                                Value::Money(_) | Value::Sum(..) | Value::Number(_) | Value::None
                            )
                        });
                        self.column(head, if amounts { Right } else { Left })
                    })
                    .collect(),
                rows: table
                    .rows
                    .iter()
                    .map(|row| row.iter().map(|v| self.value(v)).collect())
                    .collect(),
                below: None,
            }
        }));
        all.extend([self.facts(), self.steps(), self.policies(), self.readings()]);
        all.retain(|section| !section.rows.is_empty());
        all
    }

    fn column(&self, head: &'static Label, align: Align) -> Column {
        Column { head: self.word(head), align }
    }

    fn figures(&self, figures: &[Figure]) -> String {
        let said = figures.iter().map(|figure| self.figure(figure.what, &figure.value));
        said.collect::<Vec<_>>().join("; ")
    }

    fn figure(&self, what: &'static Label, value: &Value) -> String {
        format!("{}: {}", self.word(what), self.value(value))
    }

    pub(super) fn place(&self, span: Span) -> String {
        let place = self.view.sources.place(span);
        match place.strip_prefix(BUILT_IN) {
            Some(rest) => format!("<{}: {rest}", self.word(&p::BUILT_IN)),
            None => place,
        }
    }

    fn result(&self) -> Section {
        let row = |figure: &Figure| vec![self.word(figure.what), self.value(&figure.value)];
        Section {
            title: self.word(&p::RESULT),
            columns: vec![self.column(&p::WHAT, Left), self.column(&p::VALUE, Left)],
            rows: self.answer.result.iter().map(row).collect(),
            below: None,
        }
    }

    fn lines(&self) -> Section {
        let lines = &self.answer.lines;
        let taxed = lines.iter().any(|line| line.tax.is_some());
        let timed = lines.iter().any(|line| line.covers.is_some());
        let mut columns = vec![self.column(&p::WHAT, Left)];
        if timed {
            columns.push(self.column(&p::COVERS, Left));
        }
        if taxed {
            columns.push(self.column(&p::NET, Right));
            columns.push(self.column(&p::VAT, Right));
        }
        columns.push(self.column(&p::GROSS, Right));
        let money = |money: Money| self.value(&Value::Money(money));
        let row = |line: &Line| {
            let mut row = vec![self.sentence(&line.what)];
            if timed {
                row.push(self.value(&line.covers.into()));
            }
            if taxed {
                let none = || self.value(&Value::None);
                row.push(line.tax.map_or_else(none, |tax| money(tax.net)));
                row.push(line.tax.map_or_else(none, |tax| {
                    self.with(&p::AT_RATE, [money(tax.vat), self.value(&Value::Percent(tax.rate))])
                }));
            }
            row.push(money(line.gross));
            row
        };
        let mut rows: Vec<Vec<String>> = lines.iter().map(row).collect();
        if lines.len() > 1 {
            let total = self.total(timed, taxed);
            rows.extend(total);
        }
        Section { title: self.word(&p::LINES), columns, rows, below: None }
    }

    /// The last row of the lines; none if they cannot be added.
    fn total(&self, timed: bool, taxed: bool) -> Option<Vec<String>> {
        let lines = &self.answer.lines;
        let sum = |part: &dyn Fn(&Line) -> Money| {
            let mut parts = lines.iter().map(part);
            let first = parts.next()?;
            parts.try_fold(first, Money::checked_add)
        };
        let money = |money: Money| self.value(&Value::Money(money));
        let mut row = vec![self.word(&p::TOTAL)];
        if timed {
            row.push(String::new());
        }
        if taxed {
            // A line without tax is its own net.
            row.push(money(sum(&|line| line.tax.map_or(line.gross, |tax| tax.net))?));
            let none = |line: &Line| Money::zero(line.gross.currency());
            row.push(money(sum(&|line| line.tax.map_or_else(|| none(line), |tax| tax.vat))?));
        }
        row.push(money(sum(&|line| line.gross)?));
        Some(row)
    }

    fn facts(&self) -> Section {
        let row = |fact: &Given| {
            let asked = || self.word(&p::ASKED);
            let place = fact.place.map_or_else(asked, |span| self.place(span));
            vec![self.word(fact.what), self.value(&fact.value), place]
        };
        Section {
            title: self.word(&p::FACTS),
            columns: vec![
                self.column(&p::WHAT, Left),
                self.column(&p::VALUE, Left),
                self.column(&p::PLACE, Code),
            ],
            rows: self.answer.facts.iter().map(row).collect(),
            below: None,
        }
    }

    fn steps(&self) -> Section {
        let steps = &self.answer.steps;
        let booked = steps.iter().any(|step| step.rounded.is_some());
        let row = |step: &Step| {
            let empty = |value: &Value| match value {
                Value::None => true,
                Value::List(all) => all.is_empty(),
                _ => false,
            };
            let known = step.inputs.iter().filter(|(_, value)| !empty(value));
            let inputs = known.map(|(what, value)| self.figure(what, value));
            let arithmetic = step.arithmetic.as_deref();
            let arithmetic = arithmetic.map(|digits| digits_in(digits, self.view.language));
            let from = inputs.chain(arithmetic).collect::<Vec<_>>().join("; ");
            // The ground rules of counting are no clause.
            let clause = match step.clause {
                Clause::All => self.value(&Value::None),
                clause => clause.to_string(),
            };
            let mut row = vec![clause, self.word(step.what), from];
            row.push(self.value(&step.result));
            if booked {
                row.push(step.rounded.as_ref().map_or_else(String::new, |value| self.value(value)));
            }
            row
        };
        let mut columns: Vec<Column> =
            [&p::CLAUSE, &p::STEP, &p::FROM, &p::EXACT].map(|head| self.column(head, Left)).into();
        if booked {
            columns.push(self.column(&p::BOOKED, Right));
        }
        let rows = steps.iter().map(row).collect();
        Section { title: self.word(&p::STEPS), columns, rows, below: Some(2) }
    }

    fn policies(&self) -> Section {
        let row = |policy: &Policy| {
            let meaning = self.meaning(policy.parameter.id, || {
                parameter_in(policy.parameter, &policy.value, self.view.language)
            });
            let default = || self.word(&p::BY_DEFAULT);
            let place = policy.place.map_or_else(default, |span| self.place(span));
            vec![policy.parameter.id.to_owned(), meaning, place]
        };
        Section {
            title: self.word(&p::POLICIES),
            columns: vec![
                self.column(&p::PARAMETER, Code),
                self.column(&p::SAYS, Left),
                self.column(&p::PLACE, Code),
            ],
            rows: self.answer.policies.iter().map(row).collect(),
            below: None,
        }
    }

    fn readings(&self) -> Section {
        let row = |reading: &OtherReading| {
            let meaning = self.meaning(reading.parameter.id, || {
                scalar_in(reading.parameter, &reading.value, self.view.language)
            });
            let figures = match &reading.figures {
                Ok(figures) => self.figures(figures),
                Err(why) => self.undecided(why),
            };
            let id = format!("{}: {}", reading.parameter.id, reading.value);
            vec![id, meaning, figures]
        };
        Section {
            title: self.word(&p::READINGS),
            columns: vec![
                self.column(&p::PARAMETER, Code),
                self.column(&p::SAYS, Left),
                self.column(&p::WOULD, Left),
            ],
            rows: self.answer.readings.iter().map(row).collect(),
            below: None,
        }
    }

    /// The question that a parameter answers, and what is said.
    fn meaning(&self, id: &str, said: impl FnOnce() -> String) -> String {
        match parameter_words(id) {
            Some(question) => format!("{}: {}", question.in_language(self.view.language), said()),
            None => said(),
        }
    }

    pub(super) fn undecided(&self, why: &Undecided) -> String {
        match why {
            Undecided::Missing { what, .. } => self.with(&p::MISSING, [self.word(what)]),
            Undecided::NoCalendar
            | Undecided::OtherWeek { .. }
            | Undecided::OutsideCalendar { .. } => self.word(&p::NO_CALENDAR),
            _ => self.word(&p::UNDECIDED),
        }
    }
}

/// Arithmetic with the decimal mark of the language: `15990,00 × 11 / 31`.
pub(in crate::review) fn digits_in(arithmetic: &str, language: Language) -> String {
    if language == Language::English {
        return arithmetic.to_owned();
    }
    let mut before = None;
    let mut chars = arithmetic.chars().peekable();
    let mut written = String::with_capacity(arithmetic.len());
    let digit = |ch: Option<char>| ch.is_some_and(|ch| ch.is_ascii_digit());
    while let Some(ch) = chars.next() {
        let decimal = ch == '.' && digit(before) && digit(chars.peek().copied());
        written.push(if decimal { ',' } else { ch });
        before = Some(ch);
    }
    written
}
