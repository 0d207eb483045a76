use crate::blueprint::kinds::Kind;
use crate::checks::codes;
use crate::checks::fault::{PriceFault, Priced};
use crate::diagnostics::Finding;

impl std::fmt::Display for Priced<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let noun = if self.kind == Kind::Addon { "add-on" } else { "tariff" };
        write!(f, "the {noun} `{}`", self.name)
    }
}

impl From<PriceFault<'_>> for Finding {
    #[allow(clippy::too_many_lines)] // One arm for each fault; splitting it would scatter the wording.
    fn from(fault: PriceFault<'_>) -> Self {
        match fault {
            PriceFault::Order { owner, span, first } => {
                Self::error(codes::PRICE_ORDER, format!("the prices of {owner} are not in order"))
                    .at(span, "begins before the one above it")
                    .also(first, "the one above")
                    .help("write the prices in the order of their dates: a reader takes the last for the present one")
            }
            PriceFault::NeverInForce { owner, span, from } => Self::error(
                codes::PRICE_OVERLAP,
                format!("a price of {owner} ends before it begins"),
            )
            .at(span, "its last day")
            .also(from, "its first day")
            .help("correct one of the dates, or remove the price"),
            PriceFault::SameStart { owner, span, first } => Self::error(
                codes::PRICE_OVERLAP,
                format!("two prices of {owner} begin on the same day"),
            )
            .at(span, "begins here again")
            .also(first, "the first one")
            .help("keep one of them"),
            PriceFault::Overlap { owner, span, until, first, last } => Self::error(
                codes::PRICE_OVERLAP,
                format!("two prices of {owner} hold from {first} to {last}"),
            )
            .at(span, "this price has begun")
            .also(until, "and the one before has not ended")
            .help("end the earlier price on the day before, or leave its `until` out"),
            PriceFault::Gap { owner, span, until, first, last } => Self::error(
                codes::PRICE_GAP,
                format!("{owner} has no price from {first} to {last}"),
            )
            .at(span, "this price begins later")
            .also(until, "the one before ends here")
            .help("leave `until` out: a price holds until the next one begins"),
            PriceFault::Currency { owner, span, found, currency, written } => Self::error(
                codes::PRICE_CURRENCY,
                format!("a price of {owner} is in {found}, bills are in {currency}"),
            )
            .at(span, "another currency")
            .also(written, "the provider's currency")
            .help(format!("write the price in {currency}: sums of two currencies cannot be added")),
            PriceFault::Zero { owner, span } => {
                Self::error(codes::PRICE_ZERO, format!("a price of {owner} is zero"))
                    .at(span, "nothing is paid for this")
                    .help("write the price; an add-on that is free of charge has no `prices`")
            }
            PriceFault::NotAnnounced { owner, span, notice, edition } => Self::error(
                codes::NOT_ANNOUNCED,
                format!("a new price of {owner} does not say when it was announced"),
            )
            .at(span, "needs `announced`")
            .note(format!(
                "clause 5.4 of the terms `{edition}`: a changed price is announced at least {notice} before it holds"
            ))
            .help("write the day on which customers were told: `announced: 2026-11-16`"),
            PriceFault::ShortNotice { owner, span, from, days, notice, edition, earliest } => {
                let label = match days {
                    ..0 => "announced after it begins".to_owned(),
                    0 => "announced on the day on which it begins".to_owned(),
                    1 => "1 day before it begins".to_owned(),
                    days => format!("{days} days before it begins"),
                };
                let finding = Self::error(
                    codes::SHORT_NOTICE,
                    format!("a new price of {owner} is announced too late"),
                )
                .at(span, label)
                .also(from, "it begins here")
                .note(format!(
                    "clause 5.4 of the terms `{edition}`: at least {notice} between the two"
                ));
                match earliest {
                    Some(earliest) => finding
                        .help(format!("let the price begin on {earliest} or later: `from: {earliest}`")),
                    None => finding.help("let the price begin later"),
                }
            }
            PriceFault::DiscountTwice { months, span, first } => Self::error(
                codes::DISCOUNT_TWICE,
                format!("two discounts for {months} months"),
            )
            .at(span, "again here")
            .also(first, "first here")
            .help("keep one of them"),
            PriceFault::Discount { percent, span } => {
                Self::error(codes::DISCOUNT, format!("a discount of {percent} is none"))
                    .at(span, "more than 0 % and less than 100 %")
                    .help("correct the percentage, or remove the discount")
            }
            PriceFault::TaxOrder { span, first } => {
                Self::error(codes::TAX_ORDER, "the VAT rates are not in the order of their dates")
                    .at(span, "does not begin after the one above it")
                    .also(first, "the one above")
                    .help("write the rates in the order of their dates, one for each date")
            }
            PriceFault::TaxRate { rate, span } => {
                Self::error(codes::TAX_ORDER, format!("{rate} is no rate of VAT"))
                    .at(span, "must be less than 100 %")
                    .help("correct the rate")
            }
            PriceFault::NoTax { from, span, known, written } => Self::error(
                codes::NO_TAX,
                format!("no VAT rate is known on {from}, when this price begins"),
            )
            .at(span, "the price includes a tax of unknown rate")
            .also(written, format!("the first rate holds from {known}"))
            .help("add the rate of that time to `vat` of the provider (contract 4.1)"),
        }
    }
}
