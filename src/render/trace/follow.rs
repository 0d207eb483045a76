use std::fmt;
use std::sync::Arc;

use minijinja::Value;
use minijinja::value::{Enumerator, Object, ObjectRepr, ValueKind};

use super::record::Recorder;
use crate::render::context::Name;
use crate::render::{ContextPath, Step};

/// A list or a map of the context that knows its place and reports every look into it. Otherwise it
/// behaves as the value that it stands for; scalars stay what they are.
pub(super) struct Followed {
    value: Value,
    path: ContextPath,
    recorder: Recorder,
}

impl Followed {
    /// A value as templates see it while they are traced.
    fn wrap(value: Value, path: ContextPath, recorder: &Recorder) -> Value {
        match value.kind() {
            ValueKind::Map | ValueKind::Seq => {
                Value::from_object(Self { value, path, recorder: recorder.clone() })
            }
            _ => value,
        }
    }

    /// Where it lies.
    pub(super) const fn path(&self) -> &ContextPath {
        &self.path
    }

    /// What a loop sees, with the place of each: elements of a list, keys of a map. Nothing is
    /// reported as read.
    pub(super) fn elements(&self) -> Vec<(Value, ContextPath)> {
        let is_list = self.value.kind() == ValueKind::Seq;
        let items = self.value.try_iter().into_iter().flatten().enumerate();
        items
            .map(|(index, item)| {
                if is_list {
                    let path = self.path.index(index);
                    (Self::wrap(item, path.clone(), &self.recorder), path)
                } else {
                    let path = self.path.key(item.as_str().unwrap_or_default());
                    (item, path)
                }
            })
            .collect()
    }

    fn step(&self, key: &Value) -> Option<ContextPath> {
        let step = match key.as_str() {
            Some(key) => Step::Key(key.into()),
            None => Step::Index(key.as_usize()?),
        };
        Some(self.path.step(step))
    }
}

/// Without the value: it may be confidential.
impl fmt::Debug for Followed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Followed({})", self.path)
    }
}

impl Object for Followed {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        match self.value.kind() {
            ValueKind::Seq => ObjectRepr::Seq,
            _ => ObjectRepr::Map,
        }
    }

    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let value = self.value.get_item(key).ok().filter(|value| !value.is_undefined())?;
        let path = self.step(key)?;
        self.recorder.read(&path);
        Some(Self::wrap(value, path, &self.recorder))
    }

    fn enumerate(self: &Arc<Self>) -> Enumerator {
        match self.value.kind() {
            ValueKind::Seq => Enumerator::Seq(self.value.len().unwrap_or(0)),
            _ => Enumerator::Values(self.value.try_iter().into_iter().flatten().collect()),
        }
    }
}

/// The top of a followed context.
pub(super) struct FollowedNames {
    names: Vec<Name>,
    recorder: Recorder,
}

impl FollowedNames {
    pub(super) const fn new(names: Vec<Name>, recorder: Recorder) -> Self {
        Self { names, recorder }
    }
}

impl fmt::Debug for FollowedNames {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.names.iter().map(|known| known.word)).finish()
    }
}

impl Object for FollowedNames {
    fn get_value(self: &Arc<Self>, key: &Value) -> Option<Value> {
        let key = key.as_str()?;
        let known = self.names.iter().find(|known| known.word == key)?;
        self.recorder.read(&known.path);
        Some(Followed::wrap(known.value.clone(), known.path.clone(), &self.recorder))
    }
}
