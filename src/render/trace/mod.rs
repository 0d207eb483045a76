//! Which template line and which values made each byte of an output.
//!
//! minijinja tells which part of a template wrote which bytes, but not which values an expression
//! looked at, nor what its surrounding conditions did. So the trace renders a rewritten template:
//! every expression is wrapped in a function that collects what was read for it, and the context is
//! replaced by one that reports every look into it ([`follow`]). The rewriting ([`instrument`]) does
//! not touch white space or the order of evaluation, and the result is compared with the ordinary
//! rendering, byte for byte, each time.

mod follow;
mod instrument;
mod record;

use std::ops::Range;
use std::sync::Arc;

use minijinja::{OutputSpan, OutputSpanKind, Value};

use self::follow::FollowedNames;
use self::instrument::{Instrumented, instrument};
use self::record::{Event, Recorder};
use super::fault::line_of;
use super::{Context, ContextPath, Engine, Problem, Template, TemplateFault};

/// An output and where it comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    /// The output, equal to what [`Engine::render`] gives.
    pub text: String,
    /// Its pieces, in order and without gaps.
    pub pieces: Vec<Piece>,
}

/// A piece of the output that one place of the template wrote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its bytes in the output.
    pub output: Range<usize>,
    /// The bytes of the template's file that wrote it.
    pub template: Range<usize>,
    /// The line in the template's file where they begin, from 1.
    pub line: u32,
    /// What wrote it.
    pub origin: Origin,
    /// The conditions and loops around it, from the outermost.
    pub under: Vec<Arc<Header>>,
}

/// What wrote a piece.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Text of the template.
    Literal,
    /// An expression of the template.
    Expression {
        /// Its text, such as `server.memory | pg`.
        text: String,
        /// The values that it looked at this time, in order.
        reads: Vec<ContextPath>,
    },
}

/// A condition or a loop, as it was evaluated for a piece within it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    /// `if`, `elif` or `for`.
    pub word: &'static str,
    /// What follows the word, such as `infobase in server.infobases`.
    pub text: String,
    /// The line in the template's file, from 1.
    pub line: u32,
    /// The values that it looked at this time, in order.
    pub reads: Vec<ContextPath>,
}

impl Trace {
    /// The pieces of one line of the output (from 1), cut to that line, its line break included.
    /// `None` past the end.
    pub fn at_line(&self, line: u32) -> Option<Vec<Piece>> {
        let index = usize::try_from(line).ok()?.checked_sub(1)?;
        let mut start = 0;
        let mut lines = self.text.split_inclusive('\n');
        for _ in 0..index {
            start += lines.next()?.len();
        }
        let end = start + lines.next()?.len();
        let within = |piece: &&Piece| piece.output.start < end && start < piece.output.end;
        Some(self.pieces.iter().filter(within).map(|piece| self.cut(piece, start..end)).collect())
    }

    /// A piece of literal text can be cut: its bytes are those of the template.
    fn cut(&self, piece: &Piece, to: Range<usize>) -> Piece {
        let mut cut = piece.clone();
        if piece.origin == Origin::Literal {
            let ahead = to.start.saturating_sub(piece.output.start);
            let behind = piece.output.end.saturating_sub(to.end);
            let skipped = &self.text[piece.output.start..piece.output.start + ahead];
            let breaks = skipped.bytes().filter(|byte| *byte == b'\n').count();
            cut.output = piece.output.start + ahead..piece.output.end - behind;
            cut.template = piece.template.start + ahead..piece.template.end - behind;
            cut.line = piece.line.saturating_add(u32::try_from(breaks).unwrap_or(u32::MAX));
        }
        cut
    }
}

impl Engine<'_> {
    /// Renders a template and says for each byte where it comes from. Slow: for `why`, not for
    /// `build`.
    ///
    /// # Errors
    /// What [`Engine::render`] reports.
    pub fn trace(&self, template: &Template, context: &Context) -> Result<Trace, TemplateFault> {
        let text = self.render(template, context)?;
        let differs =
            || TemplateFault::new(template.path(), template.file(), None, Problem::TraceDiffers);
        let instrumented = instrument(template.body()).ok_or_else(differs)?;
        let dialect = template.front().dialect;
        let mut environment = self.environment(dialect).ok_or_else(differs)?.clone();
        let recorder = Recorder::default();
        recorder.install(&mut environment, dialect);
        environment
            .add_template_owned(template.path().to_owned(), instrumented.source.clone())
            .map_err(|_| differs())?;
        let names = FollowedNames::new(context.names().to_vec(), recorder.clone());
        let (traced, spans) = environment
            .get_template(template.path())
            .and_then(|compiled| compiled.render_with_spans(Value::from_object(names)))
            .map_err(|_| differs())?;
        if traced != text {
            return Err(differs());
        }
        let events = recorder.take_events();
        let pieces = Assembly::new(template, &instrumented, events).pieces(&spans);
        Ok(Trace { text, pieces: pieces.ok_or_else(differs)? })
    }
}

/// Joins what minijinja says about the output with what was recorded while it was made. Both lists
/// are in the order of time.
struct Assembly<'a> {
    template: &'a Template,
    instrumented: &'a Instrumented,
    events: std::iter::Peekable<std::vec::IntoIter<Event>>,
    /// The latest evaluation of each header, by its site.
    headers: Vec<Option<Arc<Header>>>,
}

impl<'a> Assembly<'a> {
    fn new(template: &'a Template, instrumented: &'a Instrumented, events: Vec<Event>) -> Self {
        let headers = vec![None; instrumented.sites.len()];
        Self { template, instrumented, events: events.into_iter().peekable(), headers }
    }

    /// `None` if the two lists do not fit, which would be a mistake of the rewriting.
    fn pieces(mut self, spans: &[OutputSpan]) -> Option<Vec<Piece>> {
        let mut pieces: Vec<Piece> = Vec::with_capacity(spans.len());
        // White space that the mark behind it has cut from its text.
        let mut ahead: Option<Range<usize>> = None;
        for (index, span) in spans.iter().enumerate() {
            if span.kind() == OutputSpanKind::Expression {
                pieces.push(self.expression(span)?);
                continue;
            }
            let source = span.source_range();
            let start = self.instrumented.original(source.start);
            let mut body = start..start + source.len();
            let mut output = span.output_range();
            if let Some(ahead) = ahead.take() {
                output.start -= ahead.len();
                body.start = ahead.start;
            }
            let next = spans.get(index + 1).map(|next| next.source_range().start);
            let is_cut =
                |at| self.instrumented.is_marked(at) && self.instrumented.original(at) == body.end;
            if next.is_some_and(is_cut) {
                ahead = Some(body);
            } else {
                pieces.push(self.literal(output, body, self.instrumented.is_marked(source.start)));
            }
        }
        Some(pieces)
    }

    fn literal(&mut self, output: Range<usize>, body: Range<usize>, is_marked: bool) -> Piece {
        if is_marked {
            // The mark says that everything before it was done.
            while self.next_header(usize::MAX) {}
            self.events.next_if(|event| matches!(event, Event::Literal));
        } else {
            // Nothing but white space: it goes with what was evaluated until the next mark.
            while self.next_header(body.start) {}
        }
        let under = self.instrumented.around(body.start);
        self.piece(output, body, Origin::Literal, under)
    }

    fn expression(&mut self, span: &OutputSpan) -> Option<Piece> {
        loop {
            while self.next_header(usize::MAX) {}
            match self.events.next()? {
                // What wrote nothing has no span.
                Event::Output { length: 0, .. } | Event::Literal => {}
                Event::Output { site, reads, length } => {
                    if length != span.output_range().len() {
                        return None;
                    }
                    let site = &self.instrumented.sites[site];
                    let text = self.template.body()[site.range.clone()].to_owned();
                    let origin = Origin::Expression { text, reads };
                    return Some(self.piece(
                        span.output_range(),
                        site.range.clone(),
                        origin,
                        &site.under,
                    ));
                }
                Event::Header { .. } | Event::More { .. } => return None,
            }
        }
    }

    /// Takes over the evaluation of a condition or loop, if that comes next and if it stands before
    /// a place of the body.
    fn next_header(&mut self, before: usize) -> bool {
        let sites = &self.instrumented.sites;
        let is_header = |event: &Event| match event {
            Event::Header { site, .. } | Event::More { site, .. } => {
                sites[*site].range.start < before
            }
            _ => false,
        };
        let (site, mut reads) = match self.events.next_if(is_header) {
            Some(Event::Header { site, reads }) => (site, reads),
            Some(Event::More { site, reads }) => {
                let before = self.headers[site].as_ref().map(|header| header.reads.clone());
                let mut all = before.unwrap_or_default();
                all.extend(reads);
                (site, all)
            }
            _ => return false,
        };
        record::tidy(&mut reads);
        let place = &self.instrumented.sites[site];
        self.headers[site] = Some(Arc::new(Header {
            word: place.word,
            text: self.template.body()[place.range.clone()].to_owned(),
            line: self.line(place.range.start),
            reads,
        }));
        true
    }

    fn piece(
        &self,
        output: Range<usize>,
        body: Range<usize>,
        origin: Origin,
        under: &[usize],
    ) -> Piece {
        let start = self.template.body_start();
        Piece {
            output,
            line: self.line(body.start),
            template: start + body.start..start + body.end,
            origin,
            under: under.iter().filter_map(|site| self.headers[*site].clone()).collect(),
        }
    }

    /// The line in the file of a byte of the body.
    fn line(&self, at: usize) -> u32 {
        line_of(self.template.file(), self.template.body_start() + at)
    }
}

#[cfg(test)]
mod tests;
