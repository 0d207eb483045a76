use crate::blueprint::units::Size;
use crate::checks::codes;
use crate::checks::fault::{HistoryFault, Step};
use crate::contract::Resources;
use crate::diagnostics::Finding;

impl From<HistoryFault<'_>> for Finding {
    fn from(fault: HistoryFault<'_>) -> Self {
        match fault {
            HistoryFault::Order { span, first } => Self::error(
                codes::HISTORY_ORDER,
                "the tariffs of a server are not in the order of their dates",
            )
            .at(span, "does not begin after the one above it")
            .also(first, "the one above")
            .help("write the history in the order of its dates; the last one is built"),
            HistoryFault::Same { step } => Self::error(
                codes::SAME_TARIFF,
                format!("the server has the tariff `{}` already", step.after),
            )
            .at(step.span, "nothing changes here")
            .also(step.first, "the same tariff before")
            .help("remove one of the two entries"),
            HistoryFault::Down { step, old, new, edition } => changed(
                Self::error(
                    codes::DOWNGRADE,
                    format!("`{}` has fewer resources than `{}`", step.after, step.before),
                ),
                step,
                old,
                new,
            )
            .note(format!(
                "clause 5.3 of the terms `{edition}`: for a smaller tariff the customer orders a separate service and moves there"
            ))
            .help("describe a second server with the smaller tariff; close this one when the customer has moved"),
            HistoryFault::Mixed { step, old, new, edition } => changed(
                Self::error(
                    codes::MIXED_CHANGE,
                    format!(
                        "`{}` has more of one resource than `{}` and less of another",
                        step.after, step.before
                    ),
                ),
                step,
                old,
                new,
            )
            .note(format!(
                "clause 5.2 of the terms `{edition}`: a tariff is changed in place only to one with more resources"
            ))
            .help("choose a tariff that takes nothing away, or describe a second server (5.3)"),
            HistoryFault::NoPrice { tariff, since, span, prices } => Self::error(
                codes::NO_PRICE,
                format!("the tariff `{tariff}` has no price on {since}"),
            )
            .at(span, "the server takes the tariff on this day")
            .also(prices, "its prices")
            .help("add the price of that day to the tariff, or correct the date"),
            HistoryFault::Future { tariff, since, span, judged_at } => Self::warning(
                codes::FUTURE_TARIFF,
                format!("the tariff `{tariff}` is built now, although it begins on {since}"),
            )
            .at(span, format!("after {judged_at}, the day of judgement"))
            .note("the last tariff of the history is what is built: an output knows no date")
            .help("add the entry on the day on which the machine is to be changed"),
        }
    }
}

/// The two machines beside each other.
fn changed(finding: Finding, step: Step<'_>, old: Resources, new: Resources) -> Finding {
    let machine = |resources: Resources| {
        let memory = Size::mebibytes(resources.memory_mib);
        format!("{} vCPU, {memory}, {} GiB of disk", resources.vcpu, resources.disk_gib)
    };
    finding
        .at(step.span, format!("to {}", machine(new)))
        .also(step.first, format!("from {}", machine(old)))
}
