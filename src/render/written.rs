use std::fmt;
use std::sync::Arc;

use minijinja::value::{Object, ObjectRepr};

use super::dialect::Filter;

/// Text that a writing filter made. Only this reaches an output; a template cannot make one in any
/// other way.
pub(super) struct Written {
    text: String,
    filter: &'static Filter,
}

impl Written {
    pub(super) const fn new(text: String, filter: &'static Filter) -> Self {
        Self { text, filter }
    }

    /// The text as it goes into the output.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// The filter that made it.
    pub(super) const fn filter(&self) -> &'static Filter {
        self.filter
    }
}

/// Without the text: it may be confidential, and debug output ends up in logs.
impl fmt::Debug for Written {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Written").field("filter", &self.filter).finish_non_exhaustive()
    }
}

impl Object for Written {
    fn repr(self: &Arc<Self>) -> ObjectRepr {
        ObjectRepr::Plain
    }

    fn render(self: &Arc<Self>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}
