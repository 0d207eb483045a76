//! Every sentence that the reading of blueprints can say.

use super::fault::Fault;
use super::kinds::KIND_NAMES;
use crate::diagnostics::{Code, Finding, nearest};

impl From<Fault> for Finding {
    #[allow(clippy::too_many_lines)] // One arm for each fault; splitting it would scatter the wording.
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Unreadable { path, reason } => {
                Self::error(Code("E0001"), format!("cannot read `{path}`: {reason}"))
                    .help("check that the path exists and that this user may read it")
            }
            Fault::NotUtf8 { path, offset } => {
                Self::error(Code("E0002"), format!("`{path}` is not UTF-8 (byte {offset})"))
                    .help("save the file as UTF-8 without a byte order mark; `iconv -f cp1251 -t utf-8` converts old Windows text")
            }
            Fault::TooBig { path, size, limit } => Self::error(
                Code("E0005"),
                format!("`{path}` has {size} bytes; at most {limit} are read"),
            )
            .help("split it into several files: the order of documents does not matter"),
            Fault::MergeMarks { span } => {
                Self::error(Code("E0003"), "two versions of this file are not merged yet")
                    .at(span, "git's mark")
                    .help("take one side whole (`git checkout --ours FILE`), then give the other side's file to `qalyp vpn merge SERVER --other -`: `git show MERGE_HEAD:FILE | …`")
            }
            Fault::Syntax { span, problem } => {
                Self::error(Code("E0003"), "this is not valid YAML").at(span, problem).help(
                    "the fault is here or on the line before: look for a missing quote, bracket, colon or indent",
                )
            }
            Fault::Anchor { span } => refused(span, "anchors (`&name`) are not part of the language"),
            Fault::Alias { span } => refused(span, "aliases (`*name`) are not part of the language"),
            Fault::Tag { span } => refused(span, "tags (`!name`) are not part of the language"),
            Fault::MergeKey { span } => {
                refused(span, "merge keys (`<<`) are not part of the language")
            }
            Fault::ComplexKey { span } => refused(span, "a key must be plain text"),
            Fault::TooDeep { span, limit } => {
                Self::error(Code("E0005"), format!("nested deeper than {limit} levels"))
                    .at(span, "one level too deep")
                    .help("no blueprint needs this depth: check the indentation and brackets above")
            }
            Fault::TooManyValues { span, limit } => {
                Self::error(Code("E0005"), format!("more than {limit} values in one document"))
                    .at(span, "reading stopped here")
                    .help("split it into several documents with `---`")
            }
            Fault::NotABlueprint { span, found } => {
                Self::error(Code("E0006"), format!("a blueprint is a mapping, this is {found}"))
                    .at(span, "expected `kind:` and `name:`")
                    .help(kinds_help())
            }
            Fault::MissingKind { span } => {
                Self::error(Code("E0006"), "the document does not say what kind it is")
                    .at(span, "no `kind:` in this document")
                    .help(kinds_help())
            }
            Fault::UnknownKind { span, kind } => {
                let finding = Self::error(Code("E0006"), format!("there is no kind `{kind}`"))
                    .at(span, "unknown kind");
                match nearest(&kind, KIND_NAMES.iter().copied()) {
                    Some(near) => finding.help(format!("did you mean `{near}`?")),
                    None => finding.help(kinds_help()),
                }
            }
            Fault::UnknownKey { span, key, record, known } => {
                let finding =
                    Self::error(Code("E0010"), format!("unknown key `{key}` in {record}"))
                        .at(span, "this key means nothing here");
                match nearest(&key, known.iter().copied()) {
                    Some(near) => finding.help(format!("did you mean `{near}`?")),
                    None => finding.help(format!("the keys are: {}", list(&known))),
                }
            }
            Fault::DuplicateKey { key, span, first } => {
                Self::error(Code("E0011"), format!("the key `{key}` stands here twice"))
                    .at(span, "again here")
                    .also(first, "first here")
                    .help("remove one of the two; none of them wins")
            }
            Fault::MissingKeys { span, record, keys } => {
                let (noun, verb) = if keys.len() == 1 { ("key", "is") } else { ("keys", "are") };
                Self::error(
                    Code("E0012"),
                    format!("the required {noun} {} {verb} missing in {record}", list(&keys)),
                )
                .at(span, "missing beside this key")
                .help("`qalyp schema` prints every key with its meaning")
            }
            Fault::WrongType { span, expected, found } => {
                Self::error(Code("E0013"), format!("expected {expected}, found {found}"))
                    .at(span, format!("expected {expected}"))
            }
            Fault::BadValue { span, value, expected, reason, words } => {
                let finding = Self::error(
                    Code("E0014"),
                    format!("`{}` is not {expected}", shortened(&value)),
                )
                .at(span, reason.unwrap_or_else(|| format!("expected {expected}")));
                match nearest(&value, words.iter().copied()) {
                    Some(near) => finding.help(format!("did you mean `{near}`?")),
                    None if words.is_empty() => finding,
                    None => finding.help(format!("one of: {}", list(&words))),
                }
            }
            Fault::DuplicateDocument { kind, name, span, first } => {
                Self::error(Code("E0007"), format!("the {kind} `{name}` is described twice"))
                    .at(span, "again here")
                    .also(first, "first described here")
                    .help("a document stands for itself and is never merged: remove or rename one of them")
            }
            Fault::Nothing { root } => {
                Self::error(Code("E0008"), format!("there is no blueprint in `{root}`")).help(
                    "`qalyp init DIR` makes a working example project; or name another folder: `qalyp check DIR`",
                )
            }
            Fault::EmptyList { span, expected } => {
                Self::error(Code("E0015"), format!("this list is empty, it needs {expected}"))
                    .at(span, "empty")
            }
            Fault::CompilerTooOld { span, wanted, have } => Self::error(
                Code("E0009"),
                format!("this project needs qalyp {wanted} or newer, this is {have}"),
            )
            .at(span, "asked for here")
            .help("install the newer qalyp, or lower `compiler` if nothing newer is used"),
            Fault::SecretInPublic { path, line } => {
                Self::error(Code("E0900"), format!("line {line} of `{path}` holds a secret"))
                    .help("the file is not read and not shown; take the key out, and replace it: who could read the file knows it")
            }
            Fault::StateOfAnother { span, file, server } => {
                Self::error(Code("E0901"), format!("`{file}` holds the VPN state of `{server}`"))
                    .at(span, "the file must have this name")
                    .help("files below `keys/pki` are written by `qalyp vpn`: bring back what git has")
            }
            Fault::NoPublicKey { path } => {
                Self::error(Code("E0902"), format!("`{path}` is no public key of OpenSSH"))
                    .help("it holds one line `ssh-ed25519 …`, written by `qalyp vault init`; bring back what git has")
            }
            Fault::OutsideProject { span, path } => {
                Self::error(Code("E0009"), format!("`{path}` leaves the project folder"))
                    .at(span, "must be a path below the folder of qalyp.yaml")
                    .help("write a relative path without `..`")
            }
        }
    }
}

fn refused(span: crate::diagnostics::Span, what: &str) -> Finding {
    Finding::error(Code("E0004"), what)
        .at(span, "refused")
        .note("each value stands where it is used, so that a reader and `qalyp why` find it there")
        .help("write the value out; quote it if it only looks like YAML's own syntax")
}

fn kinds_help() -> String {
    format!("`kind:` is one of: {}", list(KIND_NAMES))
}

fn list(words: &[&str]) -> String {
    words.iter().map(|w| format!("`{w}`")).collect::<Vec<_>>().join(", ")
}

/// A value may be pages long; the headline shows its beginning.
fn shortened(value: &str) -> String {
    let line = value.lines().next().unwrap_or_default();
    match line.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None if line.len() < value.len() => format!("{line}…"),
        None => line.to_owned(),
    }
}
