//! The codes of what can be wrong with keys and secrets, E0930 to E0969.

use crate::diagnostics::{Code, Entry};

macro_rules! codes {
    ($( $name:ident $code:literal $title:literal )+) => {
        $( pub(super) const $name: Code = Code($code); )+

        /// All codes, in their order.
        pub const CODES: &[Entry] = &[$( Entry { code: Code($code), title: $title }, )+];
    };
}

codes! {
    PRIVATE_KEY "E0930" "a private key in plain text"
    AGE_IDENTITY "E0931" "an age identity in plain text"
    OPENVPN_KEY "E0932" "a secret key of OpenVPN in plain text"
    BUNDLE "E0933" "a VPN profile with its private parts"
    RELEASE "E0934" "a release with its secrets"
    PASSWORD "E0935" "a password or a token in plain text"
    ALLOWANCE "W0937" "an allowance that allows nothing"
    NOT_LOOKED_INTO "W0938" "a file that could not be looked into"
}
