//! Every sentence that this layer says to a person.

use super::dialect::{Refusal, Shape};
use super::syntax::LONGEST;
use super::{Problem, TemplateFault};
use crate::diagnostics::{Code, Finding, Sources, Span};

impl TemplateFault {
    /// The fixed code of this kind of fault.
    pub const fn code(&self) -> Code {
        Code(match self.problem {
            Problem::NotText | Problem::NoFrontMatter | Problem::FrontMatter { .. } => "E0701",
            Problem::ReplacesNothing { .. } => "E0702",
            Problem::Syntax { .. }
            | Problem::Statement { .. }
            | Problem::LongExpression
            | Problem::Tilde
            | Problem::ReservedName => "E0703",
            Problem::UnknownFilter { .. } | Problem::UnknownTest { .. } => "E0704",
            Problem::Unwritten { .. } | Problem::WrongDialect { .. } => "E0705",
            Problem::Undefined => "E0706",
            Problem::Refused { .. } | Problem::SecretName => "E0707",
            Problem::Failed { .. } | Problem::Endless | Problem::TraceDiffers => "E0708",
        })
    }

    /// The fault as a finding. The template's text is added to the sources unless it is there.
    pub fn finding(&self, sources: &mut Sources) -> Finding {
        let finding = Finding::error(self.code(), self.headline());
        let finding = match self.help() {
            Some(help) => finding.help(help),
            None => finding,
        };
        let Some(range) = &self.range else { return finding };
        let known = sources.iter().find(|(_, source)| source.text() == &self.file);
        let id = match known {
            Some((id, _)) => id,
            None => sources.add(self.shown_path(), self.file.clone()),
        };
        let offset = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
        finding.at(Span::new(id, offset(range.start), offset(range.end)), self.label())
    }

    fn shown_path(&self) -> String {
        format!("templates/{}", self.template)
    }

    fn headline(&self) -> String {
        let path = self.shown_path();
        let expression = self.expression().unwrap_or("this");
        match &self.problem {
            Problem::NotText => format!("{path} is not UTF-8 text"),
            Problem::NoFrontMatter => format!("{path} has no front matter"),
            Problem::FrontMatter { .. } => format!("the front matter of {path} cannot be read"),
            Problem::ReplacesNothing { .. } => format!("{path} stands in for no built-in template"),
            Problem::Syntax { .. } => format!("{path} cannot be read as a template"),
            Problem::Statement { keyword } => {
                format!("templates have no `{keyword}` here ({path})")
            }
            Problem::LongExpression => format!("an expression is too long ({path})"),
            Problem::Endless => format!("{path} does not come to an end"),
            Problem::Tilde => format!("templates have no operator `~` ({path})"),
            Problem::ReservedName => format!("`{expression}` is a reserved name ({path})"),
            Problem::UnknownFilter { name, .. } => format!("there is no filter `{name}` ({path})"),
            Problem::UnknownTest { name, .. } => format!("there is no test `{name}` ({path})"),
            Problem::Unwritten { .. } => {
                format!("`{expression}` is not written in any dialect ({path})")
            }
            Problem::WrongDialect { filter, dialect } => {
                let dialect = dialect.name();
                format!("`{filter}` writes for another format than this file's, {dialect} ({path})")
            }
            Problem::Undefined => format!("`{expression}` does not exist ({path})"),
            Problem::Refused { filter, refusal } => {
                format!(
                    "`{expression}` cannot be written with `{filter}`: {} ({path})",
                    why(refusal)
                )
            }
            Problem::SecretName => {
                format!("`{expression}` asks for a secret under an impossible name ({path})")
            }
            Problem::Failed { kind } => format!("`{expression}` fails: {kind} ({path})"),
            Problem::TraceDiffers => format!("{path} renders differently when it is traced"),
        }
    }

    fn label(&self) -> String {
        match &self.problem {
            Problem::FrontMatter { message } | Problem::Syntax { message } => message.clone(),
            _ => String::new(),
        }
    }

    fn help(&self) -> Option<String> {
        Some(match &self.problem {
            Problem::NotText => "save the file as UTF-8".to_owned(),
            Problem::NoFrontMatter => {
                "begin the file with a line `---`, the fields (at least `dialect:`) and a line `---`"
                    .to_owned()
            }
            Problem::ReplacesNothing { nearest: Some(nearest) } => {
                format!("did you mean templates/{nearest}?")
            }
            Problem::ReplacesNothing { nearest: None } => {
                "an override has the path of the built-in template that it replaces".to_owned()
            }
            Problem::Statement { .. } => {
                "there are `if`, `for` (not recursive), `set name = value` and `raw`".to_owned()
            }
            Problem::LongExpression => {
                format!("an expression has at most {LONGEST} words and signs: `set` its parts")
            }
            Problem::Endless => "loop over less: the loops multiply".to_owned(),
            Problem::Tilde => {
                "write `cat(a, b)`: `~` would print `None` for what is absent".to_owned()
            }
            Problem::ReservedName => "names must not begin with two underscores".to_owned(),
            Problem::UnknownFilter { nearest, .. } | Problem::UnknownTest { nearest, .. } => {
                format!("did you mean `{}`?", nearest.as_ref()?)
            }
            Problem::Unwritten { dialect } => format!(
                "end it with a filter that writes for this file, such as `| {}` or `| bare`",
                dialect.name()
            ),
            Problem::WrongDialect { dialect, .. } => {
                format!("use `| {}`, or correct `dialect:` in the front matter", dialect.name())
            }
            Problem::Undefined => {
                "an optional value is `none` when it is absent: ask with `is none`".to_owned()
            }
            Problem::Refused { refusal, .. } => next(refusal).to_owned(),
            Problem::SecretName => {
                "a name has lower-case letters, digits, `.`, `_` and `-`, in parts joined by `/`"
                    .to_owned()
            }
            Problem::TraceDiffers => "this is a fault of qalyp: please report it".to_owned(),
            Problem::FrontMatter { .. } | Problem::Syntax { .. } | Problem::Failed { .. } => {
                return None;
            }
        })
    }
}

fn why(refusal: &Refusal) -> String {
    match refusal {
        Refusal::Shape(Shape::Undefined) => "it does not exist".to_owned(),
        Refusal::Shape(Shape::None) => "it is none".to_owned(),
        Refusal::Shape(Shape::List) => "it is a list".to_owned(),
        Refusal::Shape(Shape::Map) => "it is a map".to_owned(),
        Refusal::Shape(Shape::Other) => "it is neither text, number nor boolean".to_owned(),
        Refusal::NotFinite => "it is no finite number".to_owned(),
        Refusal::Character { found, position } => {
            let number = u32::from(*found);
            if found.is_control() || found.is_whitespace() || !found.is_ascii() {
                format!("character {position} is U+{number:04X}, which has no place there")
            } else {
                format!("character {position} is `{found}`, which has no place there")
            }
        }
        Refusal::Variable { sign, position } => {
            format!(
                "character {position} begins a variable (`{sign}`), for which there is no escape"
            )
        }
        Refusal::EdgeSpace => "it begins or ends with space, which would be lost".to_owned(),
        Refusal::TrailingBackslash => {
            "it ends with a backslash, which would join it to the next line".to_owned()
        }
        Refusal::Empty => "it is empty".to_owned(),
        Refusal::NoPem => {
            "it is not one block of PEM that everybody may read: a certificate, or a list"
                .to_owned()
        }
        Refusal::Boolean => "the format has no booleans".to_owned(),
        Refusal::TooLong { bytes, limit } => {
            format!("it is {bytes} bytes long as written, and {limit} is the limit")
        }
    }
}

const fn next(refusal: &Refusal) -> &'static str {
    match refusal {
        Refusal::Shape(Shape::None) => "ask with `is none` before",
        Refusal::Shape(Shape::List) => {
            "loop over it, or give the filter a separator: `nginx(\" \")`"
        }
        Refusal::Boolean => "ask with `if`",
        Refusal::Shape(_) | Refusal::NotFinite => "write one of its parts",
        _ => "change the value in the blueprint",
    }
}
