use super::terms::Cause;
use super::{Instant, Interval};

/// A time without access to the service, and why.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Outage {
    /// From the loss of access until it came back.
    pub span: Interval<Instant>,
    /// Why.
    pub cause: Cause,
}
