//! What is known of the level of a service (sections 6 and 7): works, downtime, tickets.
//!
//! The rules are in [`crate::contract`]. Here their facts are gathered, with the places where they are
//! written, and nothing is judged.

mod availability;
mod downtime;
mod measured;
mod plans;
mod tickets;
mod works;

pub use availability::{AvailabilityQuestion, Inquiry, ServerLevel, WhichTime};
pub use downtime::{Downtime, KnownOutage};
pub use measured::{Answer, Measured, Question, Sample, Series, measure};
pub use plans::{Announced, Announcement, other_works, told_plan};
pub use tickets::{TicketLife, told_ticket};
pub use works::{DoneWorks, works_of};
