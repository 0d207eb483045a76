//! Templates, and how a value is written into each format.
//!
//! [`TemplateSet`] holds the templates with their front matter; [`Engine`] compiles them once and
//! renders them from a [`Context`]; [`dialect`] writes the values. [`Engine::trace`] renders the
//! same bytes and tells for each of them which template line and which values made it.
//!
//! This module knows formats and templates, but no server and no customer, and it reads no file:
//! the built-in templates are embedded, and the texts of overrides are handed in.

mod check;
mod command;
mod context;
pub mod dialect;
mod engine;
mod fault;
mod filters;
mod front_matter;
pub mod languages;
pub mod letter;
pub mod markup;
mod secret;
mod shortcut;
mod syntax;
mod template;
mod trace;
mod wording;
pub mod words;
mod written;

pub use command::{Handler, Validator};
pub use context::{Context, ContextPath, Data, DataFault, Step};
pub use dialect::Dialect;
pub use engine::Engine;
pub use fault::{Problem, TemplateFault};
pub use front_matter::{FrontMatter, Mode, Owner, SelinuxType, TargetPath};
pub use secret::{SECRETS, SecretName};
pub use template::{Template, TemplateSet};
pub use trace::{Header, Origin, Piece, Trace};
