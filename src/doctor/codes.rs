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
    NOT_ENCRYPTED "E0936" "a file of the vault that is not encrypted"
    ALLOWANCE "W0937" "an allowance that allows nothing"
    NOT_LOOKED_INTO "W0938" "a file that could not be looked into"
    NOT_JUDGED "W0939" "blueprints that say too little"
    DISAGREES "E0940" "a secret and its entry that do not agree"
    STRAY "W0941" "a file of the vault without an entry"
    STALE "E0942" "a secret that is not encrypted for the present recipients"
    SEEN "W0943" "a secret that somebody who is gone has read"
    MISSING "W0944" "secrets that a server needs and does not have"
    UNUSED "W0945" "a secret that no blueprint uses"
    OF_DELETED "W0946" "a secret of a deleted server"
    ONE_OPERATOR "W0947" "a vault with one operator"
    LETTER "E0948" "a handover letter with its fields filled in"
    OLD "W0949" "a value that is old"
    OPEN_FOLDER "E0950" "a folder of keys that others can write to"
    SIGNATURE "E0951" "a certificate or a list that the authority did not sign"
    NO_CERTIFICATE "W0952" "a user without a certificate"
    NO_KEY "E0953" "a certificate without its key"
    OPEN_VALUE "E0954" "a value of the vault in plain text"
    NOT_OPENED "E0955" "a secret that does not open"
    OTHER_KEY "E0956" "a key that is not that of its certificate"
    WEAK_VALUE "W0957" "a value that can be guessed"
    ALIKE "W0958" "one value for two secrets"
}
