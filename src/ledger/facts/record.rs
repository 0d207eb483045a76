//! Records of the ledger: those of the language, and beside them equality and the way back to text.

/// Declares a record of the ledger. To what [`record!`](crate::blueprint::decode::record) gives it adds
/// equality that looks at what is said and not at where, and [`Written`](crate::ledger::written::Written).
macro_rules! fact {
    (
        $(#[doc = $doc:literal])+
        pub struct $name:ident($title:literal) {
            $( $(#[doc = $field_doc:literal])+ $key:literal => $field:ident: $type:ty, )+
        }
    ) => {
        $crate::blueprint::decode::record! {
            $(#[doc = $doc])+
            pub struct $name($title) {
                $( $(#[doc = $field_doc])+ $key => $field: $type, )+
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $( self.$field == other.$field )&&+
            }
        }

        impl $crate::ledger::written::Written for $name {
            fn written(&self) -> Option<serde_json::Value> {
                let mut map = serde_json::Map::new();
                $(
                    if let Some(value) = $crate::ledger::written::Written::written(&self.$field) {
                        map.insert($key.to_owned(), value);
                    }
                )+
                Some(serde_json::Value::Object(map))
            }
        }
    };
}
pub(super) use fact;
