//! The words of the policies: one enum for each question that the agreement leaves open.
//!
//! The first word of each is the default reading.

use crate::contract::choices;

choices! {
    /// Which text holds where the general clause contradicts a specific one (P5).
    pub enum Conflict {
        /// The specific term.
        SpecificOverGeneral = "specific-over-general",
        /// Whatever the latest edition says.
        LatestEditionAlways = "latest-edition-always",
    }

    /// How an exact sum becomes minor units.
    pub enum Rounding {
        /// To the nearest, halves away from zero.
        HalfUp = "half-up",
        /// To the nearest, halves to the even neighbour.
        HalfEven = "half-even",
        /// Away from zero.
        Up = "up",
        /// Toward zero.
        Down = "down",
    }

    /// What is rounded once.
    pub enum RoundAt {
        /// Each line of a ledger.
        LedgerLine = "ledger-line",
        /// The total of a decision.
        DecisionTotal = "decision-total",
    }

    /// How "N calendar days from a moment" is counted (4.5 to 4.7).
    pub enum DeadlineDays {
        /// From the next date; the last date counts to its end.
        CivilDays = "civil-days",
        /// N times 24 hours; the last moment is outside.
        Exact24h = "exact-24h",
        /// The date of the moment is the first day.
        FirstDayCounts = "first-day-counts",
    }

    /// What happens to a last day that is not a working day (4.5 to 4.7).
    pub enum RollNonworking {
        /// It stays the last day.
        None = "none",
        /// The next working day is the last.
        NextWorkingDay = "next-working-day",
    }

    /// Which weekdays are worked (4.8, 7.2).
    pub enum WorkingWeek {
        /// Monday to Friday.
        FiveDay = "five-day",
        /// Monday to Saturday.
        SixDay = "six-day",
    }

    /// How a period of months ends in a shorter month (4.2).
    pub enum MonthAdd {
        /// On its last day; the billing day comes back afterwards.
        ClampToAnchor = "clamp-to-anchor",
        /// On its last day, which becomes the billing day.
        Drift = "drift",
        /// A month is 30 days.
        Fixed30Days = "fixed-30-days",
    }

    /// Which act of the hand-over connects the customer (3.3).
    pub enum StartEvent {
        /// The later of the two.
        Later = "later",
        /// Access to the console.
        Access = "access",
        /// The ready message.
        Mail = "mail",
    }

    /// How a password reaches the customer (3.3).
    pub enum HandoverPassword {
        /// In the message.
        Inline = "inline",
        /// Behind a link that works once.
        OneTimeLink = "one-time-link",
    }

    /// Which date chooses the VAT rate of a period (4.1).
    pub enum SupplyDate {
        /// The last day of the period.
        LastDayOfPeriod = "last-day-of-period",
        /// The date of the payment.
        PaymentDate = "payment-date",
        /// Each day its own.
        SplitByDay = "split-by-day",
    }

    /// What wins when renewal is refused at the very moment of the debit (4.5).
    pub enum Tie {
        /// The debit.
        Debit = "debit",
        /// The refusal.
        Refusal = "refusal",
    }

    /// How renewal can be refused (4.3, 4.5).
    pub enum RefusalChannel {
        /// By ticket or in the console.
        Any = "any",
        /// By ticket only.
        TicketOnly = "ticket-only",
    }

    /// From when a late renewal runs (4.5).
    pub enum LatePeriodStart {
        /// From the resumption.
        Resume = "resume",
        /// From the end of the period before.
        PreviousEnd = "previous-end",
    }

    /// What is done about data that may be deleted (4.6).
    pub enum DeleteMode {
        /// It is reported; a person deletes.
        ReportOnly = "report-only",
    }

    /// What a month is for the daily cost (4.8).
    pub enum DayBasis {
        /// Its real days.
        Actual = "actual",
        /// Thirty days.
        Thirty = "thirty",
    }

    /// What the daily cost is taken from (4.8).
    pub enum RefundPriceBasis {
        /// The sum paid.
        Paid = "paid",
        /// The list price, which takes a discount back.
        ListPrice = "list-price",
    }

    /// How the part of a payment made with bonuses comes back (4.7, 4.8).
    pub enum BonusPart {
        /// As bonuses, in proportion.
        Proportional = "proportional",
        /// As money.
        Money = "money",
    }

    /// What a change to a larger tariff costs (5.2).
    pub enum UpgradeCharge {
        /// The difference for the days that remain.
        ProratedRemainingDays = "prorated-remaining-days",
        /// The whole difference.
        FullDifference = "full-difference",
    }

    /// What "more resources" means when one grows and another shrinks (5.2).
    pub enum TariffCompare {
        /// None smaller and at least one greater.
        AllGeAnyGt = "all-ge-any-gt",
        /// At least one greater.
        AnyGt = "any-gt",
    }

    /// How the days of a notice are counted (5.4).
    pub enum NoticeDays {
        /// The difference of the dates is at least N.
        DateDiff = "date-diff",
        /// N times 24 hours.
        Exact24h = "exact-24h",
        /// N whole dates lie between.
        ClearDays = "clear-days",
    }

    /// What becomes of a price announced too late (5.4).
    pub enum ShortNotice {
        /// It takes effect at the earliest valid moment.
        ShiftToEarliestValid = "shift-to-earliest-valid",
        /// It has no effect.
        Void = "void",
    }

    /// Which moment chooses the price of a period (5.4).
    pub enum PriceBasis {
        /// The start of the period.
        PeriodStart = "period-start",
        /// The payment.
        Payment = "payment",
    }

    /// What works that overrun the nightly window are (7.1).
    pub enum Overrun {
        /// Planned inside it, unplanned outside.
        Split = "split",
        /// Unplanned altogether.
        AllOrNothing = "all-or-nothing",
    }

    /// Which of the two figures of the guarantee decides (7).
    pub enum Precedence {
        /// Either being passed is a breach.
        Strictest = "strictest",
        /// The percentage.
        Percent = "percent",
        /// The hours.
        Hours = "hours",
    }

    /// Which works do not count as downtime (6.1, 7).
    pub enum ExcludedWorks {
        /// Planned ones.
        Planned = "planned",
        /// Both kinds.
        PlannedAndUnplanned = "planned-and-unplanned",
    }

    /// Which year the guarantee is measured over (7).
    pub enum GuaranteeYear {
        /// From 1 January.
        Calendar = "calendar",
        /// The last 365 days.
        Rolling365 = "rolling-365",
        /// From the day of connection.
        ContractYear = "contract-year",
    }

    /// What the percentage of the guarantee is taken of (7).
    pub enum Denominator {
        /// All time of the period.
        AllTime = "all-time",
        /// The period less planned works.
        WithoutPlanned = "without-planned",
    }

    /// When service time runs (2.1, 7.2).
    pub enum ServicePeriod {
        /// Always.
        RoundTheClock = "round-the-clock",
        /// On working days, in the service hours.
        WorkingHours = "working-hours",
    }

    /// Which hours the low priority counts (7.2).
    pub enum LowUnit {
        /// Those of the service period.
        ServiceHours = "service-hours",
        /// All.
        CalendarHours = "calendar-hours",
    }

    /// Which clocks stop while the customer is waited for (7.2).
    pub enum PauseStops {
        /// The clock of the solution.
        Resolution = "resolution",
        /// Both clocks.
        Both = "both",
    }

    /// Who sets the priority of a ticket (7.2).
    pub enum PriorityBy {
        /// The provider, by the table.
        Provider = "provider",
        /// The customer.
        Customer = "customer",
    }

    /// Whose measure of a downtime holds (8.2).
    pub enum Evidence {
        /// The provider's where there is one.
        ProviderIfPresent = "provider-if-present",
        /// The customer's claim.
        CustomerClaim = "customer-claim",
    }

    /// What part hours of downtime are (8.3).
    pub enum PartHours {
        /// Counted exactly.
        Exact = "exact",
        /// Left out of the month's total.
        Floor = "floor",
        /// Filled up in the month's total.
        Ceil = "ceil",
    }

    /// What the cap of the compensation covers (8.3).
    pub enum CapScope {
        /// Each calendar month.
        CalendarMonth = "calendar-month",
        /// Each month from the billing day.
        BillingMonth = "billing-month",
        /// The whole claim.
        Total = "total",
    }

    /// What the monthly fee is (8.3).
    pub enum FeeBasis {
        /// The sum paid, divided by its months.
        PaidPerMonth = "paid-per-month",
        /// The list price.
        ListPrice = "list-price",
    }

    /// Whose fee counts in a month with two tariffs (8.3).
    pub enum MidMonthTariff {
        /// Each piece of downtime at the tariff then in force.
        ByTime = "by-time",
        /// The tariff at the start of the month.
        AtStartOfMonth = "at-start-of-month",
    }

    /// What wins where an excluded cause overlaps the provider's fault (8.5).
    pub enum OnConflict {
        /// The exclusion.
        Exclusion = "exclusion",
        /// The fault.
        Fault = "fault",
    }

    /// Whether failures of preinstalled software are paid (8.5).
    pub enum PreinstalledFailure {
        /// They are excluded, being third-party software.
        Excluded = "excluded",
        /// They are the provider's fault.
        ProviderFault = "provider-fault",
    }

    /// A priority of a ticket (7.2).
    pub enum Priority {
        /// The service is interrupted or markedly worse.
        High = "high",
        /// The service works, but not as well as it should.
        Medium = "medium",
        /// Everything else.
        Low = "low",
    }

    /// Why a service was down (8.5).
    pub enum Cause {
        /// The provider's fault.
        ProviderFault = "provider-fault",
        /// Another maker's product that the provider installed.
        PreinstalledSoftware = "preinstalled-software",
        /// Another maker's product that the provider did not install.
        ThirdPartySoftware = "third-party-software",
        /// An act or omission of the customer.
        Customer = "customer",
        /// Software that the customer owns or rents.
        CustomerSoftware = "customer-software",
        /// Networks that are not the provider's.
        ExternalNetwork = "external-network",
        /// The spreading of DNS changes.
        Dns = "dns",
        /// Force majeure.
        ForceMajeure = "force-majeure",
    }
}
