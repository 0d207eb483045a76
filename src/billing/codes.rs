//! The codes of what recomputing a ledger finds, E0450 to E0479.

use crate::diagnostics::{Code, Entry};

macro_rules! codes {
    ($( $name:ident $code:literal $title:literal )+) => {
        $( pub(super) const $name: Code = Code($code); )+

        /// All codes, in their order.
        pub const CODES: &[Entry] = &[$( Entry { code: Code($code), title: $title }, )+];
    };
}

codes! {
    CHARGE "E0450" "a debit of another sum"
    PERIOD "E0451" "a period that does not follow"
    OVERDRAWN "E0452" "a debit without enough balance"
    REFUSED "E0453" "a debit after a refusal"
    REFUND "E0454" "a refund of another sum"
    REFUND_LATE "E0455" "a refund that is late"
    COMPENSATION "E0456" "a compensation of another sum"
    OVER_CAP "E0457" "compensations over the cap"
    NO_CLAIM "W0458" "bonuses that nobody claimed"
    INVOICE "E0459" "an invoice of another sum"
    CASH_TOO_EARLY "E0460" "bonuses paid as money too early"
    CASH "E0461" "another sum of money for bonuses"
    UNPAID_USE "E0462" "a service used before it was paid"
    TOO_LATE "E0463" "a renewal after the time to resume"
    DOWNGRADE "E0464" "a smaller tariff within the service"
    PRICE_TOO_EARLY "E0465" "a price taken before its time"
    GIVEN_UP "E0466" "a debit after the service was given up"
    START "E0467" "a start that is not the connection"
    UPGRADE "E0468" "a price difference of another sum"
    BONUS_SPENT "E0470" "bonuses spent where money is due"
}
