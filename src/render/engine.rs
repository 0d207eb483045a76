use std::collections::BTreeMap;
use std::error::Error as _;
use std::ops::Range;

use minijinja::syntax::SyntaxConfig;
use minijinja::{
    AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior, Value,
};

use super::dialect::{Filter, Refusal, Shape};
use super::filters::{self, Cause};
use super::syntax::{Piece, outline};
use super::written::Written;
use super::{Context, Dialect, Problem, Template, TemplateFault, TemplateSet, check};

/// Renders templates: compiled once, used from any number of threads.
pub struct Engine<'t> {
    set: &'t TemplateSet,
    /// One for each dialect in use: what may be written differs.
    environments: BTreeMap<Dialect, Environment<'t>>,
    /// The same for the templates that go the short way.
    short: BTreeMap<Dialect, Environment<'t>>,
}

impl<'t> Engine<'t> {
    /// Compiles all templates.
    ///
    /// # Errors
    /// Everything that is wrong with any of them and can be seen without rendering.
    pub fn new(set: &'t TemplateSet) -> Result<Self, Vec<TemplateFault>> {
        let mut environments = BTreeMap::new();
        let mut shorts = BTreeMap::new();
        let mut faults = Vec::new();
        for template in set.iter() {
            let dialect = template.front().dialect;
            let mut found = check::check(template);
            if matches!(found.first().map(|f| &f.problem), Some(Problem::LongExpression)) {
                faults.extend(found);
                continue;
            }
            let long =
                environments.entry(dialect).or_insert_with(|| environment(dialect, write_out));
            let added = match (template.short(), Filter::named(dialect.name())) {
                (Some(body), Some(main)) => shorts
                    .entry(dialect)
                    .or_insert_with(|| {
                        environment(dialect, move |dialect, out, value| {
                            write_short(main, dialect, out, value)
                        })
                    })
                    .add_template(template.path(), body),
                _ => long.add_template(template.path(), template.body()),
            };
            if let Err(error) = added
                && !matches!(
                    found.first(),
                    Some(TemplateFault { problem: Problem::Statement { .. }, .. })
                )
            {
                found = vec![fault(template, dialect, &error)];
            }
            faults.extend(found);
        }
        if faults.is_empty() { Ok(Self { set, environments, short: shorts }) } else { Err(faults) }
    }

    /// The templates.
    pub const fn templates(&self) -> &'t TemplateSet {
        self.set
    }

    /// What renders the files of a dialect, for the trace.
    pub(super) fn environment(&self, dialect: Dialect) -> Option<&Environment<'t>> {
        self.environments.get(&dialect)
    }

    /// Renders one template.
    ///
    /// # Errors
    /// A name that does not exist, a value that the format cannot hold, a template that is not of
    /// this engine's set.
    pub fn render(&self, template: &Template, context: &Context) -> Result<String, TemplateFault> {
        let dialect = template.front().dialect;
        let fault = |error: &Error| fault(template, dialect, error);
        let all = if template.short().is_some() { &self.short } else { &self.environments };
        let Some(environment) = all.get(&dialect) else {
            return Err(fault(&ErrorKind::TemplateNotFound.into()));
        };
        let compiled = environment.get_template(template.path()).map_err(|error| fault(&error))?;
        compiled.render(context.value()).map_err(|error| fault(&error))
    }
}

impl std::fmt::Debug for Engine<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("templates", &self.set.digest()).finish_non_exhaustive()
    }
}

/// Steps of one rendering: some seconds. A file about all of ten thousand servers needs a few in a
/// hundred of them.
const FUEL: u64 = if cfg!(test) { 500_000 } else { 50_000_000 };

/// An environment that writes files of one dialect.
fn environment<'t, F>(dialect: Dialect, formatter: F) -> Environment<'t>
where
    F: Fn(Dialect, &mut Output<'_>, &Value) -> Result<(), Error> + Send + Sync + 'static,
{
    let mut environment = Environment::empty();
    // Debug mode would print the values of variables in its errors.
    environment.set_debug(false);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    environment.set_syntax(syntax());
    environment.set_formatter(move |out: &mut Output<'_>, _: &mut State<'_, '_>, value: &Value| {
        formatter(dialect, out, value)
    });
    filters::install(&mut environment);
    environment
}

/// Statements leave no empty lines, and the last line break stays.
fn syntax() -> SyntaxConfig {
    let mut builder = SyntaxConfig::builder();
    builder.keep_trailing_newline(true).trim_blocks(true).lstrip_blocks(true);
    // Only delimiters can make a configuration invalid; these are the default ones.
    builder.build().unwrap_or_default()
}

/// The gate: lets through what a filter of the file's dialect wrote, and nothing else.
fn write_out(dialect: Dialect, out: &mut Output<'_>, value: &Value) -> Result<(), Error> {
    match value.downcast_object_ref::<Written>() {
        Some(written) if dialect.accepts(written.filter()) => {
            out.write_str(written.text()).map_err(Error::from)
        }
        Some(written) => Err(Cause::WrongDialect { filter: written.filter().name }.into()),
        None if value.is_undefined() => Err(ErrorKind::UndefinedError.into()),
        None => Err(Cause::Unwritten.into()),
    }
}

/// The gate of the short way: it also writes what the blanked main filter would have written.
fn write_short(
    main: &'static Filter,
    dialect: Dialect,
    out: &mut Output<'_>,
    value: &Value,
) -> Result<(), Error> {
    if value.downcast_object_ref::<Written>().is_some() {
        return write_out(dialect, out, value);
    }
    match main.write_value(value) {
        Ok(text) => out.write_str(&text).map_err(Error::from),
        Err(refusal) => Err(Cause::Refused { filter: main.name, refusal }.into()),
    }
}

/// What minijinja reports, in our words: without the values that its own messages may hold.
fn fault(template: &Template, dialect: Dialect, error: &Error) -> TemplateFault {
    let cause = error.source().and_then(|source| source.downcast_ref::<Cause>());
    let problem = match (cause, error.kind()) {
        (Some(Cause::Refused { refusal: Refusal::Shape(Shape::Undefined), .. }), _)
        | (None, ErrorKind::UndefinedError) => Problem::Undefined,
        (Some(Cause::Refused { filter, refusal }), _) => {
            Problem::Refused { filter, refusal: refusal.clone() }
        }
        (Some(Cause::Unwritten), _) => Problem::Unwritten { dialect },
        (Some(Cause::WrongDialect { filter }), _) => Problem::WrongDialect { filter, dialect },
        (Some(Cause::SecretName), _) => Problem::SecretName,
        (None, ErrorKind::SyntaxError | ErrorKind::BadEscape) => {
            let message = error.detail().unwrap_or("it cannot be read").to_owned();
            Problem::Syntax { message }
        }
        (None, ErrorKind::OutOfFuel) => Problem::Endless,
        (None, kind) => Problem::Failed { kind: kind.to_string() },
    };
    let mut within = range(template.body(), error);
    if cause.is_some() {
        within = within.map(|range| operand(template.body(), range));
    }
    let start = template.body_start();
    let range = within.map(|range| start + range.start..start + range.end);
    TemplateFault::new(template.path(), template.file(), range, problem)
}

/// The bytes of the body that minijinja points at, or the whole line if it knows no more.
fn range(body: &str, error: &Error) -> Option<Range<usize>> {
    error.range().filter(|range| body.get(range.clone()).is_some()).or_else(|| {
        let line = error.line()?.checked_sub(1)?;
        let start = body.split_inclusive('\n').take(line).map(str::len).sum();
        Some(start..start + body[start..].lines().next().map_or(0, str::len))
    })
}

/// minijinja points at the name of a filter that fails. People look for what stands before it.
fn operand(body: &str, filter: Range<usize>) -> Range<usize> {
    let whole = outline(body).unwrap_or_default().into_iter().find_map(|piece| match piece {
        Piece::Output(expression) if expression.range().start <= filter.start => {
            Some(expression.range()).filter(|whole| filter.end <= whole.end)
        }
        _ => None,
    });
    let Some(whole) = whole else { return filter };
    // On the short way it points at the expression itself, and the filter is not part of that.
    if filter.start == whole.start && filter != whole {
        return filter;
    }
    match body[whole.start..filter.start].trim_end().strip_suffix('|') {
        Some(before) if !before.trim_end().is_empty() => {
            whole.start..whole.start + before.trim_end().len()
        }
        _ => whole,
    }
}

#[cfg(test)]
#[path = "engine_tests.rs"]
mod tests;
