//! Every field of a resolved server by its path, as `qalyp why SERVER.FIELD` and the tracing of
//! templates name it: `postgresql.shared_buffers`, `infobases[1].publication.path`.

use serde::Serialize;

use super::origin::{Origin, Traced};

/// One field.
#[derive(Clone, Debug)]
pub struct Field<'a> {
    /// Its path below the server.
    pub path: String,
    /// Its value as templates see it.
    pub value: serde_json::Value,
    /// Who said it.
    pub origin: &'a Origin,
}

/// A part of a server whose fields can be listed.
pub trait Fields {
    /// Appends all fields below `path`.
    fn collect<'a>(&'a self, path: &str, into: &mut Vec<Field<'a>>);
}

impl<T: Serialize> Fields for Traced<T> {
    fn collect<'a>(&'a self, path: &str, into: &mut Vec<Field<'a>>) {
        let value = serde_json::to_value(&self.value).unwrap_or(serde_json::Value::Null);
        into.push(Field { path: path.to_owned(), value, origin: &self.origin });
    }
}

impl<T: Fields> Fields for Vec<T> {
    fn collect<'a>(&'a self, path: &str, into: &mut Vec<Field<'a>>) {
        for (i, item) in self.iter().enumerate() {
            item.collect(&format!("{path}[{i}]"), into);
        }
    }
}

impl<T: Fields> Fields for Option<T> {
    fn collect<'a>(&'a self, path: &str, into: &mut Vec<Field<'a>>) {
        if let Some(inner) = self {
            inner.collect(path, into);
        }
    }
}

/// Declares a part of a resolved server: a struct that templates can see and `why` can list.
macro_rules! resolved {
    (
        $(#[doc = $doc:literal])+
        pub struct $name:ident { $( $(#[doc = $field_doc:literal])+ $field:ident: $type:ty, )+ }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        pub struct $name { $( $(#[doc = $field_doc])+ pub $field: $type, )+ }

        impl $crate::fleet::fields::Fields for $name {
            fn collect<'a>(
                &'a self,
                path: &str,
                into: &mut Vec<$crate::fleet::fields::Field<'a>>,
            ) {
                $(
                    let below = if path.is_empty() {
                        stringify!($field).to_owned()
                    } else {
                        format!("{path}.{}", stringify!($field))
                    };
                    $crate::fleet::fields::Fields::collect(&self.$field, &below, into);
                )+
            }
        }
    };
}
pub(crate) use resolved;
