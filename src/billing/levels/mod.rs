//! What is known of the level of a service (sections 6 and 7): works, downtime, tickets.
//!
//! The rules are in [`crate::contract`]. Here their facts are gathered, with the places where they are
//! written, and nothing is judged.

mod downtime;
mod measured;
mod tickets;
mod works;

pub use downtime::{Downtime, KnownOutage};
pub use measured::{Measured, Question, Sample, Series, measure};
pub use tickets::TicketLife;
pub use works::{DoneWorks, works_of};
