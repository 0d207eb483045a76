use super::{Localized, Price};
use crate::blueprint::decode::{Required, Spanned, record, words};
use crate::blueprint::units::Name;
use crate::contract::Duration;

words! {
    /// What an add-on gives.
    pub enum Provides("what an add-on provides") {
        /// Rental of client licences of 1C:Enterprise 8 (contract 2.2), counted by `quantity`.
        "client-licence" => ClientLicence,
        /// Rental of a server licence of 1C:Enterprise 8 (contract 2.2).
        "server-licence" => ServerLicence,
        /// A backup package: dumps of single infobases (contract 2.2).
        "infobase-backup" => InfobaseBackup,
        /// A backup package: the whole database cluster with any point in time (contract 2.2).
        "cluster-backup" => ClusterBackup,
        /// The server of the 1C configuration repository (contract 2.4).
        "config-repository" => ConfigRepository,
        /// The 1C:SLK server: licensing and protection of configurations (contract 2.4).
        "slk" => Slk,
    }
}

impl Provides {
    /// Whether one server may have several of it.
    pub const fn is_counted(self) -> bool {
        matches!(self, Self::ClientLicence)
    }
}

record! {
    /// What is paid for separately (contract 2.2) or installed on request (2.4).
    pub struct Addon("an add-on") {
        /// `addon`.
        "kind" => kind: super::Kind,
        /// Its name; servers refer to it.
        "name" => name: Spanned<Name>,
        /// What customers call it.
        "title" => title: Required<Localized>,
        /// What it gives.
        "provides" => provides: Spanned<Provides>,
        /// What one of it is called on a bill.
        "unit" => unit: Option<Localized>,
        /// Its prices for one unit a month; none: free of charge.
        "prices" => prices: Vec<Price>,
        /// Rhythm and depth of a backup package.
        "backup" => backup: Option<BackupPackage>,
    }
}

record! {
    /// Rhythm and depth of a backup package.
    pub struct BackupPackage("a backup package") {
        /// How often.
        "every" => every: Spanned<Duration>,
        /// For how long each copy is kept.
        "keep" => keep: Spanned<Duration>,
    }
}
