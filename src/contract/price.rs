//! When a new price can begin, and which periods it reaches (clause 5.4).

use super::decision::{Label, Step, Trace, Value, labels};
use super::terms::{Clause, Conflict, PriceBasis, ShortNotice};
use super::{Basis, Exact, Instant, Money, Percent, Undecided};

labels! {
    NOTIFIED = "notified-at": "хабарланған сәт", "момент уведомления", "moment of the notice";
    ANNOUNCED = "announced-start": "жарияланған басталу сәті", "объявленное начало",
        "announced start";
    DATES_BETWEEN = "days-between": "күндер айырмасы", "разница дат", "difference of the dates";
    NEEDED = "days-of-notice": "қажетті мерзім", "нужный срок", "notice that is needed";
    EARLIEST = "earliest-valid-start": "ең ерте жарамды басталу сәті",
        "самое раннее действительное начало", "earliest valid start";
    VALID = "notice-in-time": "хабарлама уақытында берілген", "уведомление в срок",
        "notice in time";
    EFFECTIVE = "price-effective-at": "жаңа баға күшіне енетін сәт",
        "начало действия новой цены", "start of the new price";
    NEVER = "no-effect": "жаңа баға күшіне енбейді", "новая цена не действует",
        "the new price has no effect";
    PERIOD_START = "period-start": "кезеңнің басы", "начало периода", "start of the period";
    PAID_AT = "paid-at": "кезең төленген сәт", "момент оплаты периода",
        "moment at which the period was paid";
    REFUSED = "renewal-refused-at": "ұзартудан бас тартқан сәт", "момент отказа от продления",
        "moment at which renewal was refused";
    TAKEN = "period-taken": "кезең алынады", "период состоится", "the period is taken";
    PRICE_BEFORE = "monthly-price-before": "бұрынғы айлық баға", "прежняя цена за месяц",
        "price of a month before the change";
    PRICE_AFTER = "monthly-price-after": "жаңа айлық баға", "новая цена за месяц",
        "price of a month after the change";
    PRICE = "monthly-price": "кезеңдегі айлық баға", "цена месяца в этом периоде",
        "price of a month of the period";
    MONTHLY = "price-of-a-month": "айлық баға", "цена за месяц", "price of a month";
    MONTHS = "months": "ай саны", "число месяцев", "number of months";
    DISCOUNT = "discount": "бірнеше айға бірден төлегендегі жеңілдік",
        "скидка за оплату нескольких месяцев сразу", "discount for paying several months at once";
    PERIOD_PRICE = "period-price": "бүкіл кезеңнің бағасы", "цена всего периода",
        "price of the whole period";
}

/// A notice of a new price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceNotice {
    /// When the customer was told.
    pub notified: Instant,
    /// From when the new price was to hold.
    pub effective: Instant,
}

/// Whether a notice was in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeAnswer {
    /// The difference of the two dates, however the days of a notice are counted; negative where
    /// the customer was told afterwards.
    pub days: i32,
    /// Whether it was.
    pub valid: bool,
    /// The first moment from which a price that was announced then can hold.
    pub earliest: Instant,
}

/// A change of price, as one billing period meets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceChange {
    /// What a month cost before.
    pub old: Money,
    /// What a month costs after.
    pub new: Money,
    /// From when the new price was to hold.
    pub effective: Instant,
    /// When the customer was told; nothing where it is known to have been in time.
    pub notified: Option<Instant>,
    /// The start of the period.
    pub period_start: Instant,
    /// When the period was paid; nothing: at its start.
    pub paid: Option<Instant>,
    /// When the customer refused the period, if he did.
    pub refused: Option<Instant>,
}

/// What a period costs around a change of price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PriceAnswer {
    /// From when the new price holds; nothing where it has no effect.
    pub effective: Option<Instant>,
    /// The price of a month of the period; nothing where the customer refused the period in time.
    pub monthly: Option<Money>,
}

impl PriceAnswer {
    /// Whether there is such a period: the customer did not refuse it before it began.
    pub const fn is_taken(self) -> bool {
        self.monthly.is_some()
    }
}

/// Whether customers were told of a new price early enough, and when it can hold otherwise.
///
/// 5.4 asks for days of notice, the preamble lets the provider change everything without; a price
/// stands on a page that is part of the agreement (P4). `agreement.conflict` says which one holds.
pub fn price_notice(
    basis: &Basis<'_>,
    facts: &PriceNotice,
    trace: &mut Trace,
) -> Result<NoticeAnswer, Undecided> {
    let PriceNotice { notified, effective } = *facts;
    let days = basis.days_between(notified, effective);
    let earliest = earliest(basis, notified)?;
    let valid = effective >= earliest;
    trace.step(|| {
        Step::new(Clause::C5_4, &DATES_BETWEEN, Value::Days(days.into()))
            .from(&NOTIFIED, notified)
            .from(&ANNOUNCED, effective)
    });
    trace.step(|| earliest_step(basis, notified, earliest));
    trace.step(|| {
        Step::new(Clause::C5_4, &VALID, valid).from(&ANNOUNCED, effective).from(&EARLIEST, earliest)
    });
    Ok(NoticeAnswer { days, valid, earliest })
}

/// What a month of a period costs around a change of price.
///
/// A period that begins at the very moment of the change is a subsequent one; a running period
/// keeps its price to its end (3.4).
pub fn apply_price(
    basis: &Basis<'_>,
    facts: &PriceChange,
    trace: &mut Trace,
) -> Result<PriceAnswer, Undecided> {
    let (old, new) = (basis.amount(facts.old)?, basis.amount(facts.new)?);
    let effective = effective(basis, facts, trace)?;
    let start = facts.period_start;
    let taken = facts.refused.is_none_or(|refused| refused >= start);
    trace.step(|| {
        Step::new(Clause::C5_4, &TAKEN, taken)
            .from(&REFUSED, facts.refused)
            .from(&PERIOD_START, start)
    });
    if !taken {
        return Ok(PriceAnswer { effective, monthly: None });
    }
    let (what, chosen) = match basis.terms.price.basis {
        PriceBasis::PeriodStart => (&PERIOD_START, start),
        PriceBasis::Payment => (&PAID_AT, facts.paid.unwrap_or(start)),
    };
    let reached = effective.is_some_and(|effective| effective <= chosen);
    let monthly = if reached { new } else { old };
    trace.step(|| {
        Step::new(Clause::C5_4, &PRICE, monthly)
            .from(what, chosen)
            .from(&EFFECTIVE, effective)
            .from(&PRICE_BEFORE, old)
            .from(&PRICE_AFTER, new)
            .asked("price.basis")
    });
    Ok(PriceAnswer { effective, monthly: Some(monthly) })
}

/// A tariff's price of several months at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthsPrice {
    /// What a month costs.
    pub monthly: Money,
    /// How many months.
    pub months: u32,
    /// What the tariff takes off for paying so many at once.
    pub discount: Option<Percent>,
}

/// The price of a whole period: what is debited for it, and what an upgrade compares (4.1, 5.2).
pub fn period_price(
    basis: &Basis<'_>,
    facts: &MonthsPrice,
    trace: &mut Trace,
) -> Result<Money, Undecided> {
    let MonthsPrice { monthly, months, discount } = *facts;
    if months == 0 {
        return Err(Undecided::Zero { what: &MONTHS });
    }
    let whole = Exact::of_money(basis.amount(monthly)?).times(Exact::whole(months))?;
    let taken_off = discount.map_or(Exact::ZERO, Exact::of_percent);
    if taken_off > Exact::ONE {
        return Err(Undecided::MoreThanAll { part: &DISCOUNT, whole: &PERIOD_PRICE });
    }
    let exact = whole.times(Exact::ONE.minus(taken_off)?)?;
    let price = basis.terms.counting.round(exact, basis.currency)?;
    trace.step(|| {
        let less = discount.map_or_else(String::new, |percent| format!(" × (1 − {percent})"));
        Step::new(Clause::C4_1, &PERIOD_PRICE, Value::Sum(exact, basis.currency))
            .from(&MONTHLY, monthly)
            .from(&MONTHS, Value::Months(months))
            .from(&DISCOUNT, discount)
            .by(format!("{} × {months}{less}", monthly.digits()))
            .rounded(price)
    });
    Ok(price)
}

/// The first moment from which a price that was announced at `notified` can hold.
fn earliest(basis: &Basis<'_>, notified: Instant) -> Result<Instant, Undecided> {
    match basis.terms.agreement.conflict {
        Conflict::SpecificOverGeneral => {
            let earliest = basis.terms.price.earliest_instant(notified, basis.offset());
            earliest.ok_or(Undecided::OutOfYears)
        }
        // Nobody pays a price that nobody has told him.
        Conflict::LatestEditionAlways => Ok(notified),
    }
}

fn earliest_step(basis: &Basis<'_>, notified: Instant, earliest: Instant) -> Step {
    let step = match basis.terms.agreement.conflict {
        Conflict::SpecificOverGeneral => Step::new(Clause::C5_4, &EARLIEST, earliest)
            .from(&NEEDED, Value::Days(basis.terms.price.notice.signed().into())),
        Conflict::LatestEditionAlways => Step::new(Clause::P5, &EARLIEST, earliest),
    };
    step.from(&NOTIFIED, notified)
        .asked("price.notice_days")
        .asked("notice.calendar_days")
        .asked("agreement.conflict")
}

/// From when the new price holds, if ever.
fn effective(
    basis: &Basis<'_>,
    facts: &PriceChange,
    trace: &mut Trace,
) -> Result<Option<Instant>, Undecided> {
    let announced = facts.effective;
    let Some(notified) = facts.notified else { return Ok(Some(announced)) };
    let notice = price_notice(basis, &PriceNotice { notified, effective: announced }, trace)?;
    let effective = match basis.terms.price.short_notice {
        _ if notice.valid => Some(announced),
        ShortNotice::ShiftToEarliestValid => Some(notice.earliest),
        ShortNotice::Void => None,
    };
    trace.step(|| {
        let result = effective.map_or_else(|| word(&NEVER), Value::from);
        Step::new(Clause::C5_4, &EFFECTIVE, result)
            .from(&ANNOUNCED, announced)
            .from(&VALID, notice.valid)
            .from(&EARLIEST, notice.earliest)
            .asked("price.short_notice")
    });
    Ok(effective)
}

const fn word(label: &'static Label) -> Value {
    Value::Word(label)
}

#[cfg(test)]
mod tests;
