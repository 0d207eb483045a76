//! Every code that reading and checking can report, with what it is called.
//!
//! A code is never used again for another fault, also not after its check is gone. Each has a page
//! `docs/checks/CODE.md` whose heading is the title here; a test holds both together.

use crate::diagnostics::{Code, Entry};

macro_rules! codes {
    (
        reading { $( $read:literal $read_title:literal )+ }
        checks { $( $name:ident $code:literal $title:literal )+ }
        reading_keys { $( $keys:literal $keys_title:literal )+ }
        vpn_state { $( $state:ident $state_code:literal $state_title:literal )+ }
    ) => {
        $( pub(super) const $name: Code = Code($code); )+
        $( pub(super) const $state: Code = Code($state_code); )+

        /// All codes, in their order.
        pub const CODES: &[Entry] = &[
            $( Entry { code: Code($read), title: $read_title }, )+
            $( Entry { code: Code($code), title: $title }, )+
            $( Entry { code: Code($keys), title: $keys_title }, )+
            $( Entry { code: Code($state_code), title: $state_title }, )+
        ];
    };
}

codes! {
    reading {
        "E0001" "a file or folder cannot be read"
        "E0002" "a file is not UTF-8"
        "E0003" "the text is not YAML"
        "E0004" "a part of YAML that blueprints do not use"
        "E0005" "a file or document is too big or too deep"
        "E0006" "a document is not a blueprint of a known kind"
        "E0007" "one thing is described twice"
        "E0008" "there is no blueprint"
        "E0009" "the project file asks for what this qalyp cannot give"
        "E0010" "a key that this record does not have"
        "E0011" "a key stands twice in one mapping"
        "E0012" "a required key is missing"
        "E0013" "a value of the wrong form"
        "E0014" "a value that does not say what it must"
        "E0015" "a list that needs an entry is empty"
    }
    checks {
        UNKNOWN_TARIFF "E0101" "an unknown tariff"
        UNKNOWN_ADDON "E0102" "an unknown add-on"
        UNKNOWN_IMAGE "E0103" "an unknown image"
        UNKNOWN_INFOBASE "E0104" "an unknown infobase"
        UNKNOWN_CALENDAR "E0105" "an unknown calendar"
        SOFTWARE_NOT_IN_IMAGE "E0106" "software that the image does not offer"
        NO_PROVIDER "E0107" "a project without a provider"
        SECOND_PROVIDER "E0108" "a second provider"
        NO_TERMS "E0109" "a project without terms"
        TERMS_TWICE "E0110" "two editions of the terms from one day"

        SERVER_TWICE "E0111" "a server name used twice"
        DOMAIN_TWICE "E0112" "a domain label used twice"
        ADDRESS_TWICE "E0113" "an address used twice"
        VPN_USER_TWICE "E0114" "a VPN user named twice"
        INFOBASE_TWICE "E0115" "an infobase named twice"
        DATABASE_TWICE "E0116" "a database used by two infobases"
        ADDON_TWICE "E0117" "an add-on taken twice"
        RESERVED_LABEL "E0118" "a domain label that is reserved"
        RESERVED_ADDRESS "E0119" "an address that no server may have"
        RENAME "E0120" "a rename that cannot be followed"
        NETWORK_NAME_TWICE "E0121" "a network name used twice"
        LANGUAGE_TWICE "E0122" "a language listed twice"
        LANGUAGE_NOT_OFFERED "E0123" "a language that no letter is written in"
        NAME_SERVER_IN_ZONE "E0124" "a name server within its own zone"
        YEAR_NOT_COVERED "W0125" "a year that the calendar does not cover"

        ADDRESS_OUTSIDE "E0131" "an address outside the provider's networks"
        NETWORKS_OVERLAP "E0132" "networks of the provider that overlap"
        GATEWAY_OUTSIDE "E0133" "a gateway that its network does not have"
        VPN_OVERLAP "E0134" "VPN networks that overlap"
        VPN_OUTSIDE_POOL "E0135" "a VPN network outside the pool"
        VPN_TOO_SMALL "E0136" "a VPN network that is too small"
        VPN_NOT_PRIVATE "E0137" "a VPN network that hides public addresses"
        ROUTES_OVERLAP "E0138" "routes that contradict each other"
        VPN_ADDRESS "E0139" "a fixed VPN address that cannot be given"
        VPN_ADDRESS_TWICE "E0140" "a fixed VPN address given twice"
        EMPTY_ACCESS_LIST "E0141" "an access list without an entry"
        ACCESS_NOBODY "E0142" "an access list entry that nobody can have"
        SSH_FOR_EVERYBODY "W0143" "remote administration open to everybody"
        REVERSE_ZONE "E0144" "a reverse zone that cannot be cut"
        VPN_TOO_LARGE "E0145" "a VPN network that is too large"

        SERVER_NAME "E0151" "a server name that hosts and paths cannot hold"
        DOMAIN_LABEL "E0152" "a domain label that DNS cannot hold"
        INFOBASE_NAME "E0153" "an infobase name that 1C or a path cannot hold"
        DATABASE_NAME "E0154" "a database name that PostgreSQL cannot hold"
        VPN_USER_NAME "E0155" "a VPN user name that a certificate cannot hold"
        INFOBASE_LOCALE "E0156" "a locale of an infobase that 1C cannot take"
        SYSTEM_LOCALE "E0157" "a locale that the system does not have"
        TIME_ZONE "E0158" "a time zone that does not exist"
        SSH_KEY "E0159" "a public key that cannot be used"
        IDENTIFICATION_NUMBER "E0160" "an identification number of another form"
        HOSTMASTER "E0161" "a mailbox that no zone can name"

        PATH "E0171" "a path that no publication can have"
        RESERVED_PATH "E0172" "a path that belongs to the server"
        PATHS_COLLIDE "E0173" "publications that collide"
        SERVICE_NAME "E0174" "a service name that 1C cannot have"
        SERVICE_TWICE "E0175" "a service published twice"
        ROOT_URL "E0176" "a root URL that cannot be reached"
        NOTHING_PUBLISHED "W0177" "a publication that offers nothing"

        MEMORY "E0181" "memory that does not suffice"
        POSTGRESQL_BOUNDS "E0182" "a PostgreSQL setting outside its bounds"
        BELOW_IMAGE "E0183" "a machine too small for its image"
        DISK "E0184" "a disk that cannot be ordered"
        SETTING "E0185" "a setting outside its bounds"
        ABOVE_ONEC "W0186" "a cluster limit that is never reached"
        LOUD_HOURS "W0187" "works outside the hours of least load"

        NEEDS_KORP "E0201" "a cluster limit that needs a KORP licence"
        NOT_COUNTED "E0202" "a quantity of what is not counted"
        NOT_FOR_INFOBASES "E0203" "an add-on that is not for single infobases"
        SAME_THING "E0204" "two add-ons for the same thing"
        NO_DESTINATION "E0205" "a backup package without a destination"
        NO_PACKAGE "E0206" "a backup destination without a package"
        BUCKET "E0207" "a bucket that is missing or cannot be"
        ENDPOINT "E0208" "an endpoint of another kind"
        PACKAGE_RHYTHM "E0209" "a backup package with a wrong rhythm"

        PLATFORM_VERSION "E0221" "a platform version of another form"
        PLATFORM_TOO_OLD "E0222" "a platform with another layout"
        PLATFORM_PAST_LIFE "W0223" "a platform that is past its life"

        PRICE_ORDER "E0241" "prices out of order"
        PRICE_GAP "E0242" "days without a price"
        PRICE_OVERLAP "E0243" "days with two prices"
        PRICE_CURRENCY "E0244" "a price in another currency"
        PRICE_ZERO "E0245" "a price of zero"
        NOT_ANNOUNCED "E0246" "a new price without its announcement"
        SHORT_NOTICE "E0247" "a new price announced too late"
        DISCOUNT_TWICE "E0248" "two discounts for one length"
        DISCOUNT "E0249" "a discount of nothing or of everything"
        TAX_ORDER "E0250" "VAT rates that cannot be followed"
        NO_TAX "E0251" "a price before the first VAT rate"

        HISTORY_ORDER "E0262" "a history out of order"
        SAME_TARIFF "E0263" "a change to the same tariff"
        DOWNGRADE "E0264" "a downgrade in place"
        MIXED_CHANGE "E0265" "a change that gives and takes"
        NO_PRICE "E0266" "a tariff without a price on its first day"
        FUTURE_TARIFF "W0267" "a tariff that is built before it begins"

        UNKNOWN_RELEASE "E0270" "a release that is not known"
        UNUSABLE_SOURCE "E0271" "a source that cannot be used"
        NOT_PINNED "E0272" "a file that is not pinned"
        OTHER_RELEASE "E0273" "a file of another release"
        IMAGE_DISK "E0274" "a least disk smaller than the image"
        RELEASE_PAST_LIFE "W0275" "a release without updates"

        LOCALE "E0280" "a locale that no image has"
        SHORT_WINDOW "E0281" "hours too short for updates"

        PLATFORM_ARCHIVE "E0290" "an archive that does not hold the platform's server"
        ARCHIVE_DIGEST "E0291" "a digest of another form"
        PLATFORM_NOT_IN_IMAGE "E0292" "a platform version that the image does not bring"
        PLATFORM_TWICE "E0293" "a platform version listed twice"
        REPOSITORY_WITHOUT_VPN "E0294" "a configuration repository that nobody can reach"
        PORT_TAKEN "E0295" "a port that another program has"

        VPN_HALF_TOO_SMALL "E0306" "a VPN network that is too small for two listeners"
        VPN_ADDRESS_OF_TCP "E0307" "a fixed address that belongs to the listener on TCP"
        ROUTE_HOLDS_SERVER "E0308" "a route that leads the tunnel into itself"
        OPENVPN_TOO_OLD "E0309" "an OpenVPN that is too old"
        ROUTE_ASTRAY "E0310" "a route to where no customer may lead"
        VPN_LIFETIMES "E0311" "lifetimes of certificates that do not fit each other"

        MONITORING_DISK "E0320" "measurements that fill the disk"
        MONITORING_MEMORY "E0321" "too little memory for monitoring"

        BACKUP_RHYTHM "E0330" "a backup package with a rhythm that no clock keeps"
        BACKUP_COPIES "W0331" "a backup package with too many copies"
        BACKUP_WINDOW "W0332" "a window too short for backups"
        BACKUP_FOLDER "E0333" "an SFTP destination without a folder"
        BACKUP_OF_NOTHING "E0334" "a backup of infobases that are not there"

        UNKNOWN_SERVER "E0345" "an unknown server"
        NOTICE_ORDER "E0346" "a notice whose moments are out of order"
        NOTICE_TOO_LATE "E0347" "a notice that comes too late"
        WORKS_WITHOUT_END "E0348" "planned works without an end"
        WORKS_NOT_PLANNED "E0349" "planned works at a time that is not planned"
        WORKS_PARTLY_UNPLANNED "W0350" "works of which a part is unplanned"
        NOTICE_FOR_NOBODY "W0351" "a notice that nobody gets"
        NOTICE_NAME "E0352" "a notice with a reserved name"

        CHECK_DIGIT "E0440" "an identification number with a wrong check digit"
        BANK_ACCOUNT "E0441" "a bank account that does not exist"
        BANK_CODE "E0442" "a bank code of another form"
        BENEFICIARY_CODE "E0443" "a beneficiary code that does not exist"
        PURPOSE_CODE "E0444" "a code of a purpose of payment of another form"
    }
    reading_keys {
        "E0900" "a secret where everybody may read"
        "E0901" "the state of a VPN in the file of another"
        "E0902" "a key of releases that is none"
    }
    vpn_state {
        USER_GONE "E0903" "a user who is gone and can still come in"
        STATE_OF_NOTHING "E0904" "the state of a VPN that there is not"
        STATE_DISAGREES "E0905" "the state of a VPN that does not agree with itself"
        OTHER_HOST "E0906" "a certificate for another host name"
        ENDS_SOON "W0907" "a certificate or a list that ends soon"
        ENDED "E0908" "a certificate or a list that has ended"
        USER_ENDED "W0909" "a user's certificate that has ended"
        WEAK "E0910" "a certificate that is too weak"
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::CODES;

    #[test]
    fn no_code_stands_twice_and_each_has_its_place() {
        let mut seen = BTreeSet::new();
        for entry in CODES {
            let (kind, digits) = entry.code.0.split_at(1);
            assert!(matches!(kind, "E" | "W"), "{}", entry.code);
            assert!(digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit()));
            assert!(seen.insert(digits), "{} stands twice", entry.code);
        }
        let order: Vec<_> = CODES.iter().map(|entry| &entry.code.0[1..]).collect();
        assert!(order.is_sorted(), "the registry is read by people: keep it in order");
    }
}
