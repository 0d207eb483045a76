//! The kinds of blueprint, one file each, and the settings that several of them share.

mod addon;
mod calendar;
mod customer;
mod image;
mod infobase;
mod notice;
mod provider;
mod settings;
mod tariff;
mod terms;
mod vpn;
mod vpn_state;

pub use addon::{Addon, BackupPackage, Provides};
pub use calendar::{Calendar, DayOff, Word, WorkingWeekend, Year};
pub use customer::{
    Access, AddonUse, Backup, Cluster, Contact, Customer, CustomerAccounting, CustomerSignatory,
    Destination, DestinationKind, Licence, Platform, Server, SignedContract, TariffSince, Tls,
    TlsMode,
};
pub use image::{
    Base, CpuLevel, Distribution, Download, Image, Minimum, Optional, PlatformArchive,
    PostgresqlBuild, Software,
};
pub use infobase::{HttpService, HttpServices, Infobase, Odata, Publication, Soap};
pub use notice::{Affects, Notice, NoticeAbout};
pub use provider::{
    Accounting, Acme, Bank, Cloud, CloudPlatform, Dns, Localized, Network, Operations, Provider,
    Signatory, Support, TechnicalBackup, VatRate,
};
pub use settings::{
    MemorySettings, MonitoringSettings, PostgresqlSettings, Settings, SshSettings,
    TechnicalLogSettings, UpdateSettings, VpnKeys, VpnSettings, WebSettings,
};
pub use tariff::{Discount, Price, Resources, Tariff};
pub use terms::{Clauses, NamedTitle, Terms};
pub use vpn::{Vpn, VpnUser};
pub use vpn_state::{
    KeyKind, RevocationReason, VpnAuthority, VpnFormerCertificate, VpnList, VpnRevocation,
    VpnServerCertificate, VpnState, VpnStateFormat, VpnUserCertificate,
};

use super::decode::words;

words! {
    /// The kinds of document.
    pub enum Kind("a kind of blueprint") {
        /// The hosting provider: one in a project.
        "provider" => Provider,
        /// One edition of the contract, as parameters by clause.
        "terms" => Terms,
        /// Working days of a country.
        "calendar" => Calendar,
        /// A tariff: resources, dated prices, the image.
        "tariff" => Tariff,
        /// What is paid for separately or installed on request.
        "addon" => Addon,
        /// A machine image.
        "image" => Image,
        /// A customer's account and its servers.
        "customer" => Customer,
        /// A notice to customers: planned works or a significant change.
        "notice" => Notice,
    }
}

/// The words after `kind:`.
pub const KIND_NAMES: &[&str] = Kind::WORDS;

words! {
    /// A language of letters and pages.
    pub enum Language("a language (kk, ru or en)") {
        /// Kazakh.
        "kk" => Kk,
        /// Russian.
        "ru" => Ru,
        /// English.
        "en" => En,
    }
}
