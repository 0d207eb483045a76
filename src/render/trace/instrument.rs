use std::collections::BTreeMap;
use std::ops::Range;

use crate::render::syntax::{Expression, Piece, Tag, outline};

/// A template's body with recording functions around its expressions.
#[derive(Debug, Default)]
pub(super) struct Instrumented {
    /// The rewritten body.
    pub source: String,
    /// The places that record, by number.
    pub sites: Vec<Site>,
    /// Where bytes of the original were copied to: rewritten place, original place.
    copies: Vec<(usize, usize)>,
    /// The rewritten places right behind a mark.
    marks: Vec<usize>,
    /// The literal texts of the original, and the headers around each.
    literals: Vec<(Range<usize>, Vec<usize>)>,
}

/// A place that records.
#[derive(Debug)]
pub(super) struct Site {
    /// `if`, `elif` or `for`; empty for a written expression.
    pub word: &'static str,
    /// What stands there in the original: the expression, for a loop everything after the word.
    pub range: Range<usize>,
    /// The headers around it.
    pub under: Vec<usize>,
}

impl Instrumented {
    /// Whether a rewritten place is right behind a mark.
    pub(super) fn is_marked(&self, at: usize) -> bool {
        self.marks.binary_search(&at).is_ok()
    }

    /// The original place of a rewritten one.
    pub(super) fn original(&self, at: usize) -> usize {
        let index = self.copies.partition_point(|(copy, _)| *copy <= at);
        match index.checked_sub(1).and_then(|index| self.copies.get(index)) {
            Some((copy, original)) => original + (at - copy),
            None => at,
        }
    }

    /// The headers around the literal text at an original place.
    pub(super) fn around(&self, at: usize) -> &[usize] {
        let index = self.literals.partition_point(|(range, _)| range.start <= at);
        match index.checked_sub(1).and_then(|index| self.literals.get(index)) {
            Some((_, under)) => under,
            None => &[],
        }
    }
}

/// A statement that is open at some place, with its headers so far.
struct Open {
    headers: Vec<usize>,
    is_loop: bool,
}

struct Rewriting<'s> {
    body: &'s str,
    /// How much of the body is copied.
    done: usize,
    result: Instrumented,
    open: Vec<Open>,
    /// The variables of each open loop (the first entry: of the whole template), and the name of the
    /// variable beside each that holds what stands behind it.
    scopes: Vec<BTreeMap<&'s str, String>>,
}

/// Rewrites a body; `None` if its outline cannot be read, which compiling it has excluded.
///
/// Nothing that minijinja does with white space may change. Expressions are wrapped within their
/// tags, and a mark is put into literal text only right before a visible character: neither is next
/// to white space that a tag would cut.
pub(super) fn instrument(body: &str) -> Option<Instrumented> {
    let mut rewriting = Rewriting {
        body,
        done: 0,
        result: Instrumented::default(),
        open: Vec::new(),
        scopes: vec![BTreeMap::new()],
    };
    for piece in outline(body).ok()? {
        rewriting.piece(piece)?;
    }
    rewriting.copy_to(body.len());
    Some(rewriting.result)
}

impl Rewriting<'_> {
    fn piece(&mut self, piece: Piece) -> Option<()> {
        match piece {
            Piece::Literal(range) => self.literal(range),
            Piece::Raw(range) => {
                let under = self.under();
                self.result.literals.push((range, under));
            }
            Piece::Output(expression) => {
                let site = self.site("", expression.range());
                self.wrap("__out", site, &expression);
            }
            Piece::Tag(Tag::If(condition)) => {
                let site = self.site("if", condition.range());
                self.wrap("__if", site, &condition);
                self.open.push(Open { headers: vec![site], is_loop: false });
            }
            Piece::Tag(Tag::Elif(condition)) => {
                let site = self.site("elif", condition.range());
                self.wrap("__if", site, &condition);
                self.open.last_mut()?.headers.push(site);
            }
            Piece::Tag(Tag::Else) => {
                if self.open.last()?.is_loop {
                    *self.scopes.last_mut()? = BTreeMap::new();
                }
            }
            Piece::Tag(Tag::EndIf) => drop(self.open.pop()?),
            Piece::Tag(Tag::For { targets, iterable, condition }) => {
                self.for_tag(&targets, &iterable, condition.as_ref());
            }
            Piece::Tag(Tag::EndFor) => {
                self.open.pop()?;
                self.scopes.pop()?;
            }
            Piece::Tag(Tag::Set { targets, value }) => {
                let site = self.site("set", value.range());
                let beside = self.targets(&targets);
                self.wrap("__set", site, &value);
                self.bind(&targets, &beside);
            }
        }
        Some(())
    }

    fn literal(&mut self, range: Range<usize>) {
        let text = &self.body[range.clone()];
        if let Some(visible) = text.find(|ch: char| !ch.is_whitespace()) {
            self.copy_to(range.start + visible);
            self.insert("{{ __at() }}");
            self.result.marks.push(self.result.source.len());
        }
        let under = self.under();
        self.result.literals.push((range, under));
    }

    fn for_tag(
        &mut self,
        targets: &Expression,
        iterable: &Expression,
        condition: Option<&Expression>,
    ) {
        let end = condition.unwrap_or(iterable).range().end;
        let site = self.site("for", targets.range().start..end);
        let beside = self.targets(targets);
        self.wrap("__each", site, iterable);
        self.open.push(Open { headers: vec![site], is_loop: true });
        self.scopes.push(BTreeMap::new());
        self.bind(targets, &beside);
        if let Some(condition) = condition {
            self.wrap("__only", site, condition);
        }
    }

    /// Adds a variable beside those that are assigned, and gives its name.
    fn targets(&mut self, targets: &Expression) -> String {
        let names: Vec<_> =
            targets.variables(self.body).into_iter().map(|(name, _)| name).collect();
        let beside = format!("__reads_{}", names.join("_"));
        self.copy_to(targets.range().start);
        self.insert("(");
        self.copy_to(targets.range().end);
        self.insert(&format!("), {beside}"));
        beside
    }

    fn bind(&mut self, targets: &Expression, beside: &str) {
        if let Some(scope) = self.scopes.last_mut() {
            for (name, _) in targets.variables(self.body) {
                scope.insert(name, beside.to_owned());
            }
        }
    }

    /// `function(__open(site), (expression), what stands behind its variables…)`. Arguments are
    /// evaluated in this order.
    fn wrap(&mut self, function: &str, site: usize, expression: &Expression) {
        let mut beside: Vec<&str> = Vec::new();
        for (name, _) in expression.variables(self.body) {
            let found = self.scopes.iter().rev().find_map(|scope| scope.get(name));
            beside.extend(found.map(String::as_str));
        }
        beside.sort_unstable();
        beside.dedup();
        let closing = beside.iter().fold(")".to_owned(), |text, name| text + ", " + name) + ")";
        self.copy_to(expression.range().start);
        self.insert(&format!("{function}(__open({site}), ("));
        self.copy_to(expression.range().end);
        self.insert(&closing);
    }

    fn site(&mut self, word: &'static str, range: Range<usize>) -> usize {
        let under = self.under();
        self.result.sites.push(Site { word, range, under });
        self.result.sites.len() - 1
    }

    fn under(&self) -> Vec<usize> {
        self.open.iter().flat_map(|open| open.headers.iter().copied()).collect()
    }

    fn copy_to(&mut self, end: usize) {
        if self.done < end {
            self.result.copies.push((self.result.source.len(), self.done));
            self.result.source.push_str(&self.body[self.done..end]);
            self.done = end;
        }
    }

    fn insert(&mut self, text: &str) {
        self.result.source.push_str(text);
    }
}
