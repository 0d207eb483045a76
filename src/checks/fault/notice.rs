//! What customers are told in advance.

use crate::blueprint::kinds::NoticeAbout;
use crate::contract::{DailyWindow, Duration, Instant, Interval};
use crate::diagnostics::Span;

/// Notices.
#[derive(Debug)]
pub(in crate::checks) enum NoticeFault<'a> {
    UnknownServer {
        name: &'a str,
        span: Span,
        known: Vec<&'a str>,
    },
    AfterTheFact {
        span: Span,
        starts: Span,
    },
    EndsBefore {
        span: Span,
        starts: Span,
    },
    TooLate {
        about: NoticeAbout,
        span: Span,
        starts: Span,
        needed: Duration,
        /// The first moment that would be in time; for planned works, in the hours for them.
        earliest: Option<Instant>,
    },
    NoEnd {
        span: Span,
    },
    NothingPlanned {
        span: Span,
        ends: Span,
        window: DailyWindow,
    },
    /// `first` is the first part that is not planned.
    PartUnplanned {
        span: Span,
        ends: Span,
        window: DailyWindow,
        first: Interval<Instant>,
    },
    Nobody {
        span: Span,
    },
    Reserved {
        name: &'a str,
        span: Span,
        prefix: &'static str,
    },
}
