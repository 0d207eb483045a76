use std::fmt;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Enumerator, Object, Serde, ValueKind};
use serde::Serialize;

/// One step from a value to a part of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// A field of a map.
    Key(Arc<str>),
    /// An element of a list, from 0.
    Index(usize),
}

/// Where a value lies in the context, such as `server.infobases[1].publication.path`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ContextPath(Vec<Step>);

impl ContextPath {
    /// A name at the top.
    pub fn root(name: &str) -> Self {
        Self(vec![Step::Key(name.into())])
    }

    /// A field of what is here.
    pub fn key(&self, name: &str) -> Self {
        self.step(Step::Key(name.into()))
    }

    /// An element of the list that is here, from 0.
    pub fn index(&self, index: usize) -> Self {
        self.step(Step::Index(index))
    }

    pub(super) fn step(&self, step: Step) -> Self {
        let mut steps = Vec::with_capacity(self.0.len() + 1);
        steps.extend_from_slice(&self.0);
        steps.push(step);
        Self(steps)
    }

    /// The steps from the top; the first is always a key.
    pub fn steps(&self) -> &[Step] {
        &self.0
    }

    /// Whether `other` lies within this one, or is it.
    pub fn holds(&self, other: &Self) -> bool {
        other.0.starts_with(&self.0)
    }
}

impl fmt::Display for ContextPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            match step {
                Step::Key(key) if index == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(index) => write!(f, "[{index}]")?,
            }
        }
        Ok(())
    }
}

/// A part of the context, converted once and shared by all renderings that need it.
#[derive(Clone)]
pub struct Data(pub(super) Value);

/// Data that serde could not turn into a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataFault {
    /// What serde says.
    pub message: String,
}

impl Data {
    /// Converts a value. Optional fields must be there as nothing rather than be left out: a
    /// template that asks for a name that does not exist fails.
    pub fn new<T: Serialize>(value: &T) -> Result<Self, DataFault> {
        let value = Value::from(Serde(value));
        if value.kind() == ValueKind::Invalid {
            return Err(DataFault { message: value.to_string() });
        }
        Ok(Self(value))
    }
}

/// Without the values: they may be confidential.
impl fmt::Debug for Data {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Data({})", self.0.kind())
    }
}

/// The names that a template sees, at the top.
#[derive(Clone, Debug, Default)]
pub struct Context {
    names: Arc<Names>,
}

/// One name at the top.
#[derive(Clone)]
pub(super) struct Name {
    pub word: &'static str,
    pub value: Value,
    /// Where the value really lies, if the name is a second one for it.
    pub path: ContextPath,
}

/// The top of the context as minijinja sees it. A handful of names: a list is faster than a map.
#[derive(Clone, Default)]
pub(super) struct Names(pub(super) Vec<Name>);

impl Context {
    /// A context without names.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a name, or replaces it. The data is shared, not copied.
    pub fn with(&self, name: &'static str, data: &Data) -> Self {
        self.add(Name { word: name, value: data.0.clone(), path: ContextPath::root(name) })
    }

    /// Adds a second name for a part of what is there already, such as `infobase` for
    /// `server.infobases[1]`. A trace reports the place, not the name. `None` if nothing is there.
    pub fn with_part(&self, name: &'static str, path: &ContextPath) -> Option<Self> {
        let mut steps = path.steps().iter();
        let Some(Step::Key(root)) = steps.next() else { return None };
        let start = self.names.0.iter().find(|known| *known.word == **root)?;
        let mut value = start.value.clone();
        let mut place = start.path.clone();
        for step in steps {
            value = match step {
                Step::Key(key) => value.get_attr(key).ok()?,
                Step::Index(index) => value.get_item_by_index(*index).ok()?,
            };
            place = place.step(step.clone());
        }
        (!value.is_undefined()).then(|| self.add(Name { word: name, value, path: place }))
    }

    fn add(&self, name: Name) -> Self {
        let mut names = self.names.0.clone();
        names.retain(|known| known.word != name.word);
        names.push(name);
        Self { names: Arc::new(Names(names)) }
    }

    /// The value of a name at the top, to be shown or handed to another program.
    pub fn get(&self, name: &str) -> Option<impl Serialize + use<>> {
        self.names.0.iter().find(|known| known.word == name).map(|known| known.value.clone())
    }

    /// The names at the top.
    pub fn words(&self) -> impl Iterator<Item = &'static str> {
        self.names.0.iter().map(|known| known.word)
    }

    /// The value that minijinja renders from.
    pub(super) fn value(&self) -> Value {
        Value::from_dyn_object(Arc::clone(&self.names))
    }

    /// The names, for the trace.
    pub(super) fn names(&self) -> &[Name] {
        &self.names.0
    }
}

/// Names only.
impl fmt::Debug for Names {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.iter().map(|known| known.word)).finish()
    }
}

impl Object for Names {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        self.get_value_by_str(key.as_str()?)
    }

    fn get_value_by_str(self: &Arc<Self>, key: &str) -> Option<Value> {
        self.0.iter().find(|known| known.word == key).map(|known| known.value.clone())
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        Enumerator::Values(self.0.iter().map(|known| Value::from(known.word)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths_read_as_in_a_template() {
        let path = ContextPath::root("server").key("infobases").index(1).key("name");
        assert_eq!(path.to_string(), "server.infobases[1].name");
        assert!(ContextPath::root("server").holds(&path));
        assert!(!ContextPath::root("serve").holds(&path));
    }

    #[test]
    fn a_second_name_knows_the_first() {
        let data = Data::new(&json!({"infobases": [{"name": "a"}, {"name": "b"}]})).unwrap();
        let context = Context::new().with("server", &data);
        let path = ContextPath::root("server").key("infobases").index(1);
        let context = context.with_part("infobase", &path).unwrap();
        let name = context.value().get_attr("infobase").unwrap().get_attr("name").unwrap();
        assert_eq!(name.as_str(), Some("b"));
        assert_eq!(context.names()[1].path, path);
        assert!(context.with_part("x", &ContextPath::root("server").key("y")).is_none());
        assert!(context.with_part("x", &ContextPath::root("y")).is_none());
    }

    struct Never;
    impl Serialize for Never {
        fn serialize<S: serde::Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("never"))
        }
    }

    #[test]
    fn what_serde_cannot_convert_is_a_fault() {
        let mut map = std::collections::BTreeMap::new();
        map.insert((1, 2), 3);
        assert!(Data::new(&map).is_ok(), "tuples are fine as keys here");
        assert!(Data::new(&Never).unwrap_err().message.contains("never"));
    }
}
