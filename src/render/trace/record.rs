use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use minijinja::value::{Object, ObjectRepr, Rest};
use minijinja::{Environment, Value};

use super::follow::Followed;
use crate::render::dialect::FILTERS;
use crate::render::written::Written;
use crate::render::{ContextPath, Dialect};

/// Something that happened while rendering, in the order of time.
#[derive(Debug)]
pub(super) enum Event {
    /// Literal text comes next.
    Literal,
    /// A condition or a loop was evaluated.
    Header { site: usize, reads: Vec<ContextPath> },
    /// The condition of a loop looked at one more element.
    More { site: usize, reads: Vec<ContextPath> },
    /// An expression was evaluated whose value is written.
    Output { site: usize, reads: Vec<ContextPath>, length: usize },
}

/// Collects what one rendering reads.
#[derive(Clone, Debug, Default)]
pub(super) struct Recorder(Arc<Mutex<Record>>);

#[derive(Debug, Default)]
struct Record {
    /// Since the last opening of an expression.
    reads: Vec<ContextPath>,
    events: Vec<Event>,
}

/// What went into a variable of the template: travels beside it.
#[derive(Debug)]
struct Reads(Vec<ContextPath>);

impl Object for Reads {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }
}

impl Recorder {
    fn lock(&self) -> MutexGuard<'_, Record> {
        // A poisoned lock means that another thread panicked; a list of paths is still a list.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a value was looked at.
    pub(super) fn read(&self, path: &ContextPath) {
        self.lock().reads.push(path.clone());
    }

    /// What happened, and begins anew.
    pub(super) fn take_events(&self) -> Vec<Event> {
        std::mem::take(&mut self.lock().events)
    }

    /// What was read since the opening, with what stands behind the variables that were used.
    fn close(&self, value: &Value, variables: &[Value]) -> Vec<ContextPath> {
        let mut reads = std::mem::take(&mut self.lock().reads);
        for variable in variables {
            if let Some(behind) = variable.downcast_object_ref::<Reads>() {
                reads.extend(behind.0.iter().cloned());
            }
        }
        if let Some(followed) = value.downcast_object_ref::<Followed>() {
            reads.push(followed.path().clone());
        }
        tidy(&mut reads);
        reads
    }

    /// Adds the functions that [`super::instrument`] puts around expressions.
    pub(super) fn install(&self, environment: &mut Environment<'_>, dialect: Dialect) {
        // Nothing, as a filter that the gate lets through would have written it.
        let accepted = FILTERS.iter().find(|filter| dialect.accepts(filter)).unwrap_or(&FILTERS[0]);
        let recorder = self.clone();
        environment.add_function("__open", move |site: usize| {
            recorder.lock().reads.clear();
            site
        });
        let recorder = self.clone();
        environment.add_function("__at", move || {
            recorder.lock().events.push(Event::Literal);
            Value::from_object(Written::new(String::new(), accepted))
        });
        let recorder = self.clone();
        environment.add_function("__out", move |site: usize, value: Value, vars: Rest<Value>| {
            let reads = recorder.close(&value, &vars);
            let length =
                value.downcast_object_ref::<Written>().map_or(0, |written| written.text().len());
            recorder.lock().events.push(Event::Output { site, reads, length });
            value
        });
        let recorder = self.clone();
        environment.add_function("__if", move |site: usize, value: Value, vars: Rest<Value>| {
            let reads = recorder.close(&value, &vars);
            recorder.lock().events.push(Event::Header { site, reads });
            value
        });
        let recorder = self.clone();
        environment.add_function("__only", move |site: usize, value: Value, vars: Rest<Value>| {
            let reads = recorder.close(&value, &vars);
            recorder.lock().events.push(Event::More { site, reads });
            value
        });
        let recorder = self.clone();
        environment.add_function("__set", move |_: usize, value: Value, vars: Rest<Value>| {
            let reads = recorder.close(&value, &vars);
            Value::from(vec![value, Value::from_object(Reads(reads))])
        });
        let recorder = self.clone();
        environment.add_function("__each", move |site: usize, value: Value, vars: Rest<Value>| {
            // Some filters look at the elements only now.
            let items = elements(&value);
            let reads = recorder.close(&value, &vars);
            recorder.lock().events.push(Event::Header { site, reads: reads.clone() });
            let Some(items) = items else { return value };
            let pair = |(item, path): (Value, Option<ContextPath>)| {
                let behind = path.map_or_else(|| reads.clone(), |path| vec![path]);
                Value::from(vec![item, Value::from_object(Reads(behind))])
            };
            Value::from(items.into_iter().map(pair).collect::<Vec<_>>())
        });
    }
}

/// What is looped over, each element with its place if it has one of its own. `None` if it is no
/// list, which minijinja reports.
fn elements(value: &Value) -> Option<Vec<(Value, Option<ContextPath>)>> {
    if let Some(list) = value.downcast_object_ref::<Followed>() {
        let items = list.elements().into_iter();
        return Some(items.map(|(item, path)| (item, Some(path))).collect());
    }
    let place = |item: Value| {
        let path = item.downcast_object_ref::<Followed>().map(|followed| followed.path().clone());
        (item, path)
    };
    Some(value.try_iter().ok()?.map(place).collect())
}

/// Keeps each path once, in the order of reading, and drops those on the way to another:
/// `server.infobases` says nothing beside `server.infobases[0].name`.
pub(super) fn tidy(reads: &mut Vec<ContextPath>) {
    let all = std::mem::take(reads);
    for path in &all {
        let is_on_the_way = all.iter().any(|other| path.holds(other) && path != other);
        if !is_on_the_way && !reads.contains(path) {
            reads.push(path.clone());
        }
    }
}
