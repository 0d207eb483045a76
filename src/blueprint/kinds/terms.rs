use crate::blueprint::decode::{Spanned, record};
use crate::blueprint::units::Name;
record! {
    /// The document by its name; what it says is read by the contract layer.
    pub struct Terms("terms") {
        /// The kind word.
        "kind" => kind: super::Kind,
        /// Its name.
        "name" => name: Spanned<Name>,
    }
}
