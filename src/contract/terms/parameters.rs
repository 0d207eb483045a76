//! Every parameter of the agreement, declared once.

use super::clause::Clause;
use super::declare::parameters;
use super::table::{Causes, Priorities};
use super::value::{Item, MoneyScale, ParameterType, ParameterValue, ScalarValue, Typed};
use super::words::{
    BonusPart, CapScope, Conflict, DayBasis, DeadlineDays, DeleteMode, Denominator, Evidence,
    ExcludedWorks, FeeBasis, GuaranteeYear, HandoverPassword, LatePeriodStart, LowUnit,
    MidMonthTariff, MonthAdd, NoticeDays, OnConflict, Overrun, PartHours, PauseStops, Precedence,
    PreinstalledFailure, PriceBasis, PriorityBy, RefundPriceBasis, RefusalChannel, RollNonworking,
    RoundAt, Rounding, ServicePeriod, ShortNotice, StartEvent, SupplyDate, TariffCompare, Tie,
    UpgradeCharge, WorkingWeek,
};
use crate::contract::{
    DailyWindow, Date, Days, Duration, Percent, PercentFault, UtcOffset, ValueFault, WorkingDays,
};

/// The description of one parameter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The name by which decisions and policies cite it, such as `refund.full_days`.
    pub id: &'static str,
    /// The clauses that it bears on; it is written under the first.
    pub clauses: &'static [Clause],
    /// Its key under that clause.
    pub key: &'static str,
    /// How it is written.
    pub kind: ParameterType,
    /// What holds where nothing is written. Only a reading of an open question has a default;
    /// what the agreement states has to be written.
    pub default: Option<&'static str>,
    /// What it says, in a sentence or two.
    pub doc: &'static str,
}

impl Parameter {
    /// The clause under which it is written.
    pub fn clause(&self) -> Clause {
        self.clauses.first().copied().unwrap_or(Clause::All)
    }

    /// What is wrong with a value of its type that it cannot have.
    pub fn check(&self, value: &ParameterValue) -> Result<(), ValueFault> {
        match value {
            ParameterValue::Scalar(ScalarValue::Percent(percent))
                if self.id == GUARANTEED && *percent > Percent::HUNDRED =>
            {
                Err(ValueFault::Percent(PercentFault::MoreThanAll))
            }
            _ => Ok(()),
        }
    }

    /// The value of [`Self::default`].
    pub fn default_value(&self) -> Option<ParameterValue> {
        match self.kind {
            ParameterType::Scalar(kind) => {
                kind.parse(self.default?).ok().map(ParameterValue::Scalar)
            }
            _ => None,
        }
    }
}

/// The one percentage that is a part of something: nothing is available for longer than all the time.
/// Compensation can be more than the fee if an agreement says so.
const GUARANTEED: &str = "sla.percent";

/// Every parameter, in the order of declaration.
pub fn parameters() -> impl Iterator<Item = &'static Parameter> {
    GROUPS.iter().flat_map(|group| group.iter())
}

/// The parameters that are written under a clause.
pub fn written_under(clause: Clause) -> impl Iterator<Item = &'static Parameter> {
    parameters().filter(move |parameter| parameter.clause() == clause)
}

/// The parameters that bear on a clause, wherever they are written.
pub fn bearing_on(clause: Clause) -> impl Iterator<Item = &'static Parameter> {
    parameters().filter(move |parameter| parameter.clauses.contains(&clause))
}

/// The parameter with an id such as `refund.full_days`.
pub fn by_id(id: &str) -> Option<&'static Parameter> {
    parameters().find(|parameter| parameter.id == id)
}

parameters! {
    /// The document itself.
    agreement: Agreement {
        /// Which text holds where the clause on silent changes contradicts a term of notice.
        conflict: Conflict, "agreement.conflict", [P5, C5_4, C6_3], "conflict",
            default "specific-over-general";
        /// The subclass of economic activity under which the service is accounted for.
        activity_code: String, "agreement.activity_code", [P2], "activity-code";
        /// The national classifier that has the subclass.
        classifier: String, "agreement.classifier", [P2], "classifier";
        /// Since when that classifier is in force.
        classifier_since: Date, "agreement.classifier_since", [P2], "classifier-since";
    }

    /// How money, days and hours are counted.
    counting: Counting {
        /// Digits after the point of a sum; 0 only at a cash desk.
        scale: MoneyScale, "money.scale", [All], "money-decimals", default "2";
        /// How an exact sum becomes one with that many digits.
        rounding: Rounding, "money.rounding", [All], "money-rounding", default "half-up";
        /// What is rounded, once.
        round_at: RoundAt, "money.round_at", [All], "money-rounded-at", default "ledger-line";
        /// How a time limit of calendar days is counted.
        deadline: DeadlineDays, "deadline.calendar_days", [C4_5, C4_6, C4_7], "count-days",
            default "civil-days";
        /// What happens to a last day that is not a working day.
        roll: RollNonworking, "deadline.roll_nonworking", [C4_5, C4_6, C4_7], "roll-last-day",
            default "none";
        /// Which weekdays are working days.
        working_week: WorkingWeek, "working_week", [C4_8, C7_2], "working-week",
            default "five-day";
        /// The offset from UTC at which dates and hours of the agreement are taken.
        utc_offset: UtcOffset, "time.utc_offset", [C7_1, C7_2], "utc-offset";
    }

    /// What the service consists of.
    scope: Scope {
        /// What every tariff includes.
        included: Vec<Item>, "scope.included", [C2_1], "included";
        /// When technical support is given.
        support: ServicePeriod, "scope.support", [C2_1, C7_2], "technical-support";
        /// What is paid for apart from the tariff.
        paid_addons: Vec<Item>, "scope.paid_addons", [C2_2], "paid-addons";
        /// The software that every server has.
        preinstalled: Vec<Item>, "software.preinstalled", [C2_3], "preinstalled";
        /// The software that is installed when asked for.
        optional: Vec<Item>, "software.optional", [C2_4], "optional";
        /// What the service does not include.
        excluded: Vec<Item>, "scope.excluded", [C2_5], "excluded";
    }

    /// The hand-over and the start of the service.
    start: Start {
        /// Which act of the hand-over starts the first period.
        event: StartEvent, "start.event", [C3_3, C3_2], "starts-with", default "later";
        /// The groups of facts that the ready message needs to be that message.
        message: Vec<Item>, "handover.message", [C3_3], "message";
        /// How passwords reach the customer.
        password: HandoverPassword, "handover.password", [C3_3], "passwords", default "inline";
    }

    /// Payment, renewal, suspension, resumption and deletion.
    renewal: Renewal {
        /// How a period of months ends in a shorter month.
        month_add: MonthAdd, "period.month_add", [C4_2], "months", default "clamp-to-anchor";
        /// How long after the end of an unpaid period access stays open.
        grace: Duration, "suspend.grace_seconds", [C4_2], "suspended-after", default "0 s";
        /// Whether automatic renewal is on unless the customer switches it off.
        auto: bool, "autorenew.default", [C4_3], "on-by-default", default "false";
        /// How long before the end of the period the renewal is debited.
        debit_before_end: Duration, "autorenew.charge_at", [C4_4], "debit-before-end",
            default "0 s";
        /// Whether a part of the price is debited when the balance is short.
        partial: bool, "autorenew.partial", [C4_4], "partial-debit", default "false";
        /// After what time a debit that failed is tried again.
        retry: Option<Duration>, "autorenew.retry", [C4_4], "retry-after", default "none";
        /// Whether bonuses pay for a renewal, before money.
        use_bonus: bool, "autorenew.use_bonus", [C4_4, C8_3], "pay-with-bonuses", default "true";
        /// What wins when renewal is refused at the moment of the debit.
        tie: Tie, "autorenew.tie", [C4_5], "refusal-at-debit", default "debit";
        /// How renewal can be refused.
        refusal_channel: RefusalChannel, "autorenew.refusal_channel", [C4_5, C4_3],
            "refusal-channel", default "any";
        /// How long after the end of its term a service can be resumed; data may be deleted after.
        resume: Days, "resume.days", [C4_5, C4_6], "resume-within";
        /// From when a late renewal runs.
        late_start: LatePeriodStart, "renewal.late_period_start", [C4_5], "late-renewal-from",
            default "resume";
        /// What is done about data that may be deleted.
        delete: DeleteMode, "delete.mode", [C4_6], "deletion", default "report-only";
    }

    /// Giving up the service.
    refund: Refund {
        /// How long after the start of use everything paid comes back.
        full_within: Days, "refund.full_days", [C4_7], "full-refund-within";
        /// Whether the full refund is the customer's right and not the provider's favour.
        full_is_right: bool, "refund.full_is_right", [C4_7], "full-refund-is-right",
            default "true";
        /// Within what time a full refund is paid.
        full_payout: WorkingDays, "refund.full_payout_working_days", [C4_7],
            "full-refund-paid-within", default "15 working days";
        /// Within what time the rest is calculated and returned.
        payout: WorkingDays, "refund.payout_working_days", [C4_8], "recalculated-within";
        /// Whether the day of the request is charged.
        count_request_day: bool, "refund.count_cancel_day", [C4_8], "charge-request-day",
            default "true";
        /// How many days a month has for the daily cost.
        day_basis: DayBasis, "refund.day_basis", [C4_8], "days-of-a-month", default "actual";
        /// What the daily cost is taken from.
        price_basis: RefundPriceBasis, "refund.price_basis", [C4_8], "daily-cost-of",
            default "paid";
        /// Whether add-ons are refunded like the tariff.
        include_addons: bool, "refund.include_addons", [C2_2, C4_7, C4_8], "refund-addons",
            default "false";
        /// How the part of a payment that was made with bonuses comes back.
        bonus_part: BonusPart, "refund.bonus_part", [C4_7, C4_8, C8_3], "bonus-part",
            default "proportional";
    }

    /// Change of the tariff by the customer.
    tariff: TariffRules {
        /// What a change to a larger tariff within the term costs.
        upgrade_charge: UpgradeCharge, "upgrade.charge", [C5_2], "charge",
            default "prorated-remaining-days";
        /// Which tariff has more resources than another.
        compare: TariffCompare, "tariff.compare", [C5_2, C5_3], "compare",
            default "all-ge-any-gt";
        /// Whether a smaller tariff can be taken when a period ends, without a separate service.
        downgrade_at_renewal: bool, "tariff.downgrade_at_renewal", [C5_3, C5_1],
            "downgrade-at-renewal", default "false";
    }

    /// Prices, their tax and their change by the provider.
    price: PriceRules {
        /// Whether the published prices include VAT.
        includes_vat: bool, "price.includes_vat", [C4_1], "prices-include-vat";
        /// Which date chooses the VAT rate of a period.
        supply_date: SupplyDate, "vat.supply_date", [C4_1], "supply-date",
            default "last-day-of-period";
        /// How long before it takes effect a price has to be announced.
        notice: Days, "price.notice_days", [C5_4], "notice";
        /// How the days of that notice are counted.
        notice_days: NoticeDays, "notice.calendar_days", [C5_4], "count-notice",
            default "date-diff";
        /// What becomes of a price that was announced too late.
        short_notice: ShortNotice, "price.short_notice", [C5_4], "short-notice",
            default "shift-to-earliest-valid";
        /// Which moment chooses the price of a period.
        basis: PriceBasis, "price.basis", [C5_4], "price-at", default "period-start";
    }

    /// Works and changes by the provider.
    works: Works {
        /// How long before a substantial change the customer is told of it.
        change_notice: Duration, "change.notice_hours", [C6_3], "notice";
        /// The hours of least load, in which planned works are done.
        window: DailyWindow, "maintenance.window", [C7_1], "window";
        /// How long before planned works the customer is told of them.
        notice: Duration, "maintenance.notice_hours", [C7_1], "notice";
        /// What works that overrun the window are.
        overrun: Overrun, "maintenance.overrun", [C7_1], "overrun", default "split";
    }

    /// The guarantee of availability.
    availability: Availability {
        /// The guaranteed availability.
        percent: Percent, "sla.percent", [C7], "availability";
        /// The downtime of a year that the guarantee allows.
        hours: Duration, "sla.hours", [C7], "downtime-limit";
        /// Which of the two figures decides.
        precedence: Precedence, "sla.precedence", [C7], "precedence", default "strictest";
        /// Which works do not count as downtime.
        excluded_works: ExcludedWorks, "sla.excluded_works", [C7, C6_1], "excluded-works",
            default "planned";
        /// Which year is measured.
        year: GuaranteeYear, "sla.year", [C7], "year", default "calendar";
        /// What the percentage is taken of.
        denominator: Denominator, "sla.denominator", [C7], "percentage-of", default "all-time";
    }

    /// Tickets.
    ticket: Tickets {
        /// The priorities with their times.
        priorities: Priorities, "ticket.priorities", [C7_2], "priorities";
        /// The hours of a working day in which the low priority is worked on.
        service_hours: DailyWindow, "ticket.service_hours", [C7_2], "service-hours";
        /// Which hours the low priority counts.
        low_unit: LowUnit, "ticket.low.unit", [C7_2], "low-priority-hours",
            default "service-hours";
        /// Which clocks stop while the customer is waited for.
        pause_stops: PauseStops, "ticket.pause_stops", [C7_2], "pause-stops",
            default "resolution";
        /// Who sets the priority of a ticket.
        priority_by: PriorityBy, "ticket.priority_by", [C7_2], "priority-by",
            default "provider";
    }

    /// Compensation for downtime.
    compensation: Compensation {
        /// Whether nothing is compensated without a claim of the customer.
        claim_required: bool, "compensation.claim_required", [C8_1], "claim-required";
        /// How long after the downtime a claim can be made.
        claim_deadline: Option<Days>, "compensation.claim_deadline", [C8_1], "claim-within",
            default "none";
        /// Whose measure of the downtime holds.
        evidence: Evidence, "compensation.evidence", [C8_2], "evidence",
            default "provider-if-present";
        /// The part of the monthly fee that an hour of downtime returns.
        per_hour: Percent, "compensation.pct_per_hour", [C8_3], "per-hour";
        /// The part of the monthly fee that compensation does not pass.
        cap: Percent, "compensation.cap_pct", [C8_3], "cap";
        /// What part hours are.
        hours: PartHours, "compensation.hours", [C8_3], "part-hours", default "exact";
        /// What the cap covers.
        cap_scope: CapScope, "compensation.cap_scope", [C8_3], "cap-covers",
            default "calendar-month";
        /// What the monthly fee is.
        fee_basis: FeeBasis, "compensation.fee_basis", [C8_3], "monthly-fee",
            default "paid-per-month";
        /// Whose fee counts in a month with two tariffs.
        mid_month_tariff: MidMonthTariff, "compensation.mid_month_tariff", [C8_3],
            "changed-tariff", default "by-time";
        /// What each cause of a downtime means. The row of preinstalled software is the letter;
        /// `preinstalled-failure` overrules its second column.
        causes: Causes, "compensation.causes", [C8_5, C7, C6_6], "causes";
        /// What wins where an excluded cause overlaps the provider's fault.
        on_conflict: OnConflict, "compensation.on_conflict", [C8_5], "on-conflict",
            default "exclusion";
        /// Whether failures of preinstalled software are paid.
        preinstalled_software: PreinstalledFailure, "compensation.preinstalled_software",
            [C8_5, C2_3], "preinstalled-failure", default "excluded";
    }
}
