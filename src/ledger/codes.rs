//! The codes of what can be wrong with a ledger, E0401 to E0439.
//!
//! What is wrong with the form of a value (an unknown key, a moment without its offset, a date that
//! does not exist) has the codes of the language, E0010 to E0015.

use crate::diagnostics::{Code, Entry};

macro_rules! codes {
    ($( $name:ident $code:literal $title:literal )+) => {
        $( pub(crate) const $name: Code = Code($code); )+

        /// All codes, in their order.
        pub const CODES: &[Entry] = &[$( Entry { code: Code($code), title: $title }, )+];
    };
}

codes! {
    NOT_A_FACT "E0401" "a fact of no known kind"
    NO_ID "E0402" "a fact without an id"
    OTHER_CONTENT "E0403" "two facts with one id"
    NOT_JSON "E0404" "a line that is not JSON"
    BACKWARDS "E0405" "a time that ends before it starts"
    ZERO "E0406" "nothing where there must be something"
    TOO_MANY_BONUSES "E0407" "more bonuses than the whole sum"
    KEYS "E0408" "keys of a fact that do not fit together"
    ORDER "E0409" "moments that are out of order"
    CURRENCY "E0410" "a sum in another currency"
    UNKNOWN_SERVER "E0411" "a fact about an unknown server"
    UNKNOWN_CUSTOMER "E0412" "a fact about an unknown customer"
    UNKNOWN_TARIFF "E0413" "a fact that names an unknown tariff"
    UNKNOWN_ADDON "E0414" "a fact that names an unknown add-on"
    UNKNOWN_FACT "E0415" "a fact that refers to one that is not there"
    OTHER_FACT "E0416" "a fact that refers to one of somebody else"
    OUTSIDE_TICKET "E0417" "a pause outside its ticket"
    BEFORE_TARIFF "E0418" "a fact from before the server's first tariff"
    TWICE "E0419" "a second beginning of one service"
    REVERSED_TWICE "E0420" "a booking that is reversed twice"
}
