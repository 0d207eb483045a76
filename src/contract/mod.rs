//! Money, dates, calendars and the terms of the contract as types.
//!
//! Pure: texts and values in, values or faults out. Nothing here knows YAML, the clock or a disk,
//! and no number of the contract is written into the code; numbers come from a `terms` blueprint.
//!
//! Every scalar that a person writes (`24990.00 KZT`, `14 days`, `01:00-06:00`) is a [`Literal`]:
//! it has exactly one accepted spelling per value or a documented few, a fault that is data, and a
//! `Display` that reads back to the same value. The wording of all faults is in `wording.rs`.

mod autorenewal;
mod availability;
mod basis;
pub mod calendar;
mod choice;
mod compensation;
mod date;
mod days;
mod decimal;
pub mod decision;
mod duration;
mod edition;
mod exact;
mod fault;
mod instant;
mod interval;
mod limit;
mod literal;
mod money;
mod notice;
mod outage;
mod percent;
mod period;
mod price;
mod refund;
mod renewal;
#[cfg(test)]
pub(crate) mod shipped;
mod spans;
mod tariff;
pub mod terms;
mod ticket;
mod trilingual;
mod undecided;
mod upgrade;
mod vat;
mod window;
mod wording;
mod works;

pub use autorenewal::{
    AutoRenewal, AutoRenewed, RefusalIgnored, RefusedBy, RenewalRefusal, auto_renew, debit_moment,
    refuse_renewal,
};
pub use availability::{
    AskedTime, Availability, DowntimeEvents, DowntimeTotals, GuaranteeStatus, GuaranteeVerdict,
    availability, availability_of_events,
};
pub use basis::{Basis, Window};
pub use choice::Choice;
pub(crate) use choice::choices;
pub use compensation::{
    Claim, CompensatedMonth, Compensation, CompensationFacts, CompensationRefusal, EvidenceAnswer,
    EvidenceFacts, MonthlyFee, Payout, PayoutFacts, Settled, compensation, evidence, payout,
};
pub use date::{Date, Weekday};
pub use days::{Days, WorkingDays};
pub use duration::Duration;
pub use edition::{Dated, Timeline, TimelineFact};
pub use exact::{Exact, Lines};
pub use fault::{
    DateFault, DaysFault, DurationFault, InstantFault, MoneyFault, NumberFault, OffsetFault,
    PercentFault, ValueFault, WindowFault,
};
pub use instant::{CivilTime, Instant, UtcOffset};
pub use interval::Interval;
pub use literal::Literal;
pub use money::{Currency, Money};
pub use outage::Outage;
pub use percent::Percent;
pub use period::{FirstPeriod, HandOver, PeriodChain, first_period, next_period, period_chain};
pub use price::{
    MonthsPrice, NoticeAnswer, PriceAnswer, PriceChange, PriceNotice, apply_price, period_price,
    price_notice,
};
pub use refund::{
    GivenUp, NearEdge, Paid, PaidFor, Prorate, Prorated, Refund, RefundBasis, RefundDeadline,
    RefundDue, RefundLine, prorate, refund, refund_deadline,
};
pub use renewal::{
    NextPeriod, PaymentRefusal, RenewalPayment, Renewed, ServiceState, Standing, StateFacts,
    renewal_payment, service_state,
};
pub use spans::Spans;
pub use tariff::{
    ChangeMoment, ChangeRefusal, ResourceChange, Resources, TariffAnswer, TariffChange,
    change_tariff,
};
pub use ticket::{
    ClockReading, ClockState, TicketDeadlines, TicketFacts, TicketHistory, TicketVerdict,
    ticket_deadline, ticket_met,
};
pub use trilingual::{Language, Trilingual};
pub use undecided::Undecided;
pub use upgrade::{
    Upgrade, UpgradeChain, UpgradeChainFacts, UpgradeFacts, UpgradeStep, upgrade, upgrade_chain,
};
pub use vat::{PeriodSupply, PeriodVat, Supply, TaxedPart, Vat, extract_vat, period_vat};
pub use window::DailyWindow;
pub use works::{
    ChangeFacts, ChangeNotice, ClassifiedWorks, Plan, PlanFacts, PlanFault, WorksFacts,
    change_notice, classify_works, plan_works,
};
