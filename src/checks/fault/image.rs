//! What an image is made from.

use crate::blueprint::kinds::Distribution;
use crate::blueprint::units::{Release, Size};
use crate::diagnostics::Span;

/// The base of an image.
#[derive(Debug)]
pub(in crate::checks) enum ImageFault<'a> {
    /// `known`: the minor releases of the major one; empty if that is unknown as well.
    Release {
        distribution: Distribution,
        wanted: Release,
        span: Span,
        known: Vec<String>,
    },
    /// `newest`: the number of the minor release.
    NoUpdates {
        wanted: Release,
        span: Span,
        newest: u8,
    },
    /// `found`: what the name of the file says.
    OtherRelease {
        found: Release,
        span: Span,
        wanted: (u8, u8),
        written: Span,
    },
    /// `least`: in GiB.
    Disk {
        disk: Size,
        span: Span,
        least: u64,
    },
    NotHttps {
        url: &'a str,
        span: Span,
    },
    NoFolder {
        url: &'a str,
        span: Span,
    },
    Unpinned {
        url: &'a str,
        span: Span,
        why: Unpinned,
    },
}

/// Why a file may be another one tomorrow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::checks) enum Unpinned {
    Latest,
    NoDate,
}
