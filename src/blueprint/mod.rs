//! The language that a person writes: text and places, the YAML tree, the kinds, the units.
//!
//! Nothing here follows a reference from one document to another; that is `fleet`'s part.

pub(crate) mod decode;
mod fault;
pub(crate) mod files;
pub mod kinds;
mod load;
pub(crate) mod parse;
mod project;
mod public;
mod record;
pub(crate) mod reference;
pub(crate) mod schema;
pub mod shape;
pub(crate) mod tree;
pub mod units;
mod wording;

pub use decode::{Decode, Faults, OneOrMore, Required, Scalar, Spanned};
pub use fault::Fault;
pub use load::{Blueprints, Faulty, Loaded, load, load_texts, load_without_states};
pub use parse::{Limits, trees};
pub use project::{KEYS_FOLDER, PROJECT_FILE, Project};
pub(crate) use public::state as vpn_state;
pub use public::{PKI_FOLDER, RELEASE_KEY};
pub use reference::{project_reference, reference, reference_of};
pub use schema::{project_schema, schema};
pub use tree::{Entry, Node, Value};
