use crate::diagnostics::Span;

/// What can be wrong with the text of a blueprint, before any reference is followed.
///
/// Facts only; the sentences are in `wording.rs`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// A file or folder that cannot be read.
    Unreadable {
        /// As shown to the person.
        path: String,
        /// The system's words.
        reason: String,
    },
    /// A file with bytes that are not UTF-8.
    NotUtf8 {
        /// As shown to the person.
        path: String,
        /// The first such byte.
        offset: usize,
    },
    /// A file past the size limit.
    TooBig {
        /// As shown to the person.
        path: String,
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// Lines with which git marks two versions of a text.
    MergeMarks {
        /// The first of them.
        span: Span,
    },
    /// Not YAML.
    Syntax {
        /// Where the parser gave up.
        span: Span,
        /// The parser's words.
        problem: String,
    },
    /// `&name`.
    Anchor {
        /// The anchored value.
        span: Span,
    },
    /// `*name`.
    Alias {
        /// The alias.
        span: Span,
    },
    /// `!tag`.
    Tag {
        /// The tagged value.
        span: Span,
    },
    /// `<<:`.
    MergeKey {
        /// The key.
        span: Span,
    },
    /// A key that is a list or a mapping.
    ComplexKey {
        /// The key.
        span: Span,
    },
    /// Nested past the limit.
    TooDeep {
        /// The value that is one level too deep.
        span: Span,
        /// Levels allowed.
        limit: usize,
    },
    /// More values in one document than allowed.
    TooManyValues {
        /// The first value too many.
        span: Span,
        /// Values allowed.
        limit: usize,
    },
    /// A document that is not a mapping with `kind:`.
    NotABlueprint {
        /// The document.
        span: Span,
        /// What it is instead.
        found: &'static str,
    },
    /// No `kind:`.
    MissingKind {
        /// The document's first key.
        span: Span,
    },
    /// A `kind:` that does not exist.
    UnknownKind {
        /// The value of `kind`.
        span: Span,
        /// What was written.
        kind: String,
    },
    /// A key that this record does not have.
    UnknownKey {
        /// The key.
        span: Span,
        /// What was written.
        key: String,
        /// What the record is called.
        record: &'static str,
        /// The keys it has.
        known: Vec<&'static str>,
    },
    /// The same key twice in one mapping.
    DuplicateKey {
        /// What was written.
        key: String,
        /// The second one.
        span: Span,
        /// The first one.
        first: Span,
    },
    /// Required keys that are not there.
    MissingKeys {
        /// The record's first key or opening bracket.
        span: Span,
        /// What the record is called.
        record: &'static str,
        /// Their names, in the record's order.
        keys: Vec<&'static str>,
    },
    /// A list where text was expected, and so on.
    WrongType {
        /// The value.
        span: Span,
        /// What was expected.
        expected: String,
        /// What is there.
        found: &'static str,
    },
    /// Text of the right type that does not say what it must.
    BadValue {
        /// The value.
        span: Span,
        /// What was written.
        value: String,
        /// What was expected.
        expected: String,
        /// What exactly is wrong, where more can be said.
        reason: Option<String>,
        /// Right words, if there is a closed set.
        words: Vec<&'static str>,
    },
    /// Two documents of one kind with one name.
    DuplicateDocument {
        /// The kind.
        kind: &'static str,
        /// The name.
        name: String,
        /// The second one.
        span: Span,
        /// The first one.
        first: Span,
    },
    /// No blueprint at all.
    Nothing {
        /// The folder that was searched.
        root: String,
    },
    /// A list that must have an entry has none.
    EmptyList {
        /// The list.
        span: Span,
        /// What should be in it.
        expected: &'static str,
    },
    /// A project that asks for a newer compiler.
    CompilerTooOld {
        /// The value of `compiler`.
        span: Span,
        /// The version asked for.
        wanted: String,
        /// This one.
        have: &'static str,
    },
    /// A file of the public state that holds what must stay secret. Its text is shown nowhere.
    SecretInPublic {
        /// As shown to the person.
        path: String,
        /// The line, from 1.
        line: usize,
    },
    /// The state of a VPN in a file of another name.
    StateOfAnother {
        /// The name of the server.
        span: Span,
        /// The file.
        file: String,
        /// The server.
        server: String,
    },
    /// A file that should hold the public key of releases and does not.
    NoPublicKey {
        /// As shown to the person.
        path: String,
    },
    /// A folder or file named in `qalyp.yaml` that leaves the project.
    OutsideProject {
        /// The value.
        span: Span,
        /// What was written.
        path: String,
    },
}
