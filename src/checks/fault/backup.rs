//! Rhythms, windows and destinations of backups.

use crate::contract::{DailyWindow, Duration};
use crate::diagnostics::Span;

/// Backups.
#[derive(Debug)]
pub(in crate::checks) enum BackupFault<'a> {
    /// No clock keeps this rhythm.
    Rhythm {
        every: Duration,
        span: Span,
    },
    /// More copies than a repository serves well.
    TooManyCopies {
        copies: u64,
        span: Span,
        every: Span,
    },
    WindowTooShort {
        window: DailyWindow,
        span: Span,
    },
    /// An SFTP destination at the top of its host.
    NoFolder {
        endpoint: &'a str,
        span: Span,
    },
}
