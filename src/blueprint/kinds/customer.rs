use std::net::Ipv4Addr;

use super::{Infobase, Language, Settings, Vpn};
use crate::blueprint::decode::{OneOrMore, Required, Spanned, record, words};
use crate::blueprint::units::{Email, Line, Name, Size, Url, Whole};
use crate::contract::{DailyWindow, Date};

record! {
    /// A customer's account and its servers (several services on one account: contract 5.3).
    pub struct Customer("a customer") {
        /// `customer`.
        "kind" => kind: super::Kind,
        /// Its name in paths and labels.
        "name" => name: Spanned<Name>,
        /// Its former name, so that a rename is not a deletion.
        "renamed-from" => renamed_from: Option<Spanned<Name>>,
        /// Legal name.
        "title" => title: Required<Spanned<Line>>,
        /// Business or individual identification number (12 digits).
        "bin" => bin: Option<Spanned<Line>>,
        /// What invoices and acts say of it beside the number.
        "accounting" => accounting: Option<CustomerAccounting>,
        /// The authorised representative (contract 7.2).
        "contact" => contact: Required<Contact>,
        /// Settings of all its servers, unless a server says otherwise.
        "settings" => settings: Option<Settings>,
        /// Its servers.
        "servers" => servers: Vec<Server>,
    }
}

record! {
    /// What invoices and acts of rendered services say of a customer. What is absent is named as absent on them.
    pub struct CustomerAccounting("a customer's details for accounting") {
        /// Legal address.
        "address" => address: Option<Line>,
        /// Who signs.
        "signatory" => signatory: Option<CustomerSignatory>,
        /// The contract that was signed; absent: the public offer alone.
        "contract" => contract: Option<SignedContract>,
    }
}

record! {
    /// Who signs for a customer.
    pub struct CustomerSignatory("a customer's signatory") {
        /// The person.
        "name" => name: Line,
        /// The position.
        "position" => position: Line,
    }
}

record! {
    /// A contract that was signed.
    pub struct SignedContract("a signed contract") {
        /// Its number.
        "number" => number: Line,
        /// Its date.
        "date" => date: Spanned<Date>,
    }
}

record! {
    /// Whom the provider writes to.
    pub struct Contact("a contact") {
        /// The person.
        "name" => name: Line,
        /// The mailbox of contract 3.3 and 7.2.
        "email" => email: Spanned<Email>,
        /// Telephone number.
        "phone" => phone: Option<Line>,
        /// The language of letters.
        "language" => language: Spanned<Language>,
    }
}

words! {
    /// The desired state of access.
    pub enum Access("a state of access") {
        /// In service.
        "open" => Open,
        /// Suspended (contract 4.2): the machine is kept, nobody gets in.
        "closed" => Closed,
        /// After contract 4.6: nothing is left but the record.
        "deleted" => Deleted,
    }
}

record! {
    /// One server: one Service of the contract.
    pub struct Server("a server") {
        /// Its name in paths, host names and labels; unique in the project.
        "name" => name: Spanned<Line>,
        /// Its former name, so that a rename is not a deletion.
        "renamed-from" => renamed_from: Option<Spanned<Line>>,
        /// Its label in the provider's zone (contract 2.1: third-level domain name).
        "domain" => domain: Required<Spanned<Line>>,
        /// Its public address (contract 2.1).
        "address" => address: Required<Spanned<Ipv4Addr>>,
        /// The desired state of access; absent: `open`.
        "access" => access: Option<Spanned<Access>>,
        /// Its tariffs by date; the last is built, the rest is history.
        "tariffs" => tariffs: Required<OneOrMore<TariffSince>>,
        /// Another image than the tariff's.
        "image" => image: Option<Spanned<Name>>,
        /// The 1C:Enterprise platform.
        "platform" => platform: Required<Platform>,
        /// Its infobases.
        "infobases" => infobases: Vec<Infobase>,
        /// Its private network; absent: none.
        "vpn" => vpn: Option<Vpn>,
        /// Where its certificate comes from; absent: ACME.
        "tls" => tls: Option<Tls>,
        /// Where its individual backups go; needs a backup add-on.
        "backup" => backup: Option<Backup>,
        /// What it has beyond the tariff.
        "addons" => addons: Vec<AddonUse>,
        /// Settings of this server.
        "settings" => settings: Option<Settings>,
    }
}

record! {
    /// A tariff from a date on.
    pub struct TariffSince("a dated tariff") {
        /// First day.
        "since" => since: Spanned<Date>,
        /// Name of the tariff.
        "tariff" => tariff: Spanned<Name>,
    }
}

words! {
    /// Editions of the 1C server licence.
    pub enum Licence("an edition of the licence") {
        /// PROF: the cluster's limits stay at their defaults.
        "prof" => Prof,
        /// KORP: limits and assignment rules may be set.
        "korp" => Korp,
    }
}

record! {
    /// The 1C:Enterprise platform of a server.
    pub struct Platform("a platform") {
        /// Full version, such as `8.3.25.1445` (contract 2.1: updating it is included).
        "version" => version: Spanned<Line>,
        /// Edition of the server licence.
        "licence" => licence: Spanned<Licence>,
        /// Limits of the cluster; each of them makes the cluster demand a KORP licence.
        "cluster" => cluster: Option<Cluster>,
    }
}

record! {
    /// Limits of the 1C cluster that only a KORP licence allows.
    pub struct Cluster("cluster limits") {
        /// Infobases of one working process.
        "infobases-per-process" => infobases_per_process: Option<Spanned<Whole<1, 10_000>>>,
        /// Connections of one working process.
        "connections-per-process" => connections_per_process: Option<Spanned<Whole<1, 100_000>>>,
        /// Memory that all working processes together may take.
        "memory-limit" => memory_limit: Option<Spanned<Size>>,
        /// Memory that one call may take.
        "safe-call-memory" => safe_call_memory: Option<Spanned<Size>>,
    }
}

words! {
    /// Where a certificate comes from.
    pub enum TlsMode("a source of the certificate") {
        /// The provider's ACME authority.
        "acme" => Acme,
        /// The customer supplies it; it is kept as a secret.
        "supplied" => Supplied,
    }
}

record! {
    /// The server's certificate.
    pub struct Tls("TLS") {
        /// Where it comes from.
        "mode" => mode: Spanned<TlsMode>,
    }
}

words! {
    /// Kinds of backup destination.
    pub enum DestinationKind("a kind of destination") {
        /// An S3 bucket.
        "s3" => S3,
        /// A folder on a host with SFTP.
        "sftp" => Sftp,
    }
}

record! {
    /// Where individual backups go.
    pub struct Backup("a backup") {
        /// The destination; its credentials are secrets.
        "destination" => destination: Destination,
        /// The time of day in which they may start; absent: `settings.updates.window`.
        "window" => window: Option<Spanned<DailyWindow>>,
    }
}

record! {
    /// A backup destination.
    pub struct Destination("a destination") {
        /// Its kind.
        "kind" => kind: Spanned<DestinationKind>,
        /// Address of the service: `https://…` or `sftp://user@host/path`.
        "endpoint" => endpoint: Spanned<Url>,
        /// Bucket, for S3.
        "bucket" => bucket: Option<Spanned<Line>>,
    }
}

record! {
    /// An add-on that a server has.
    pub struct AddonUse("an add-on in use") {
        /// Name of the add-on.
        "addon" => addon: Spanned<Name>,
        /// How many; absent: 1.
        "quantity" => quantity: Option<Spanned<Whole<1, 100_000>>>,
        /// The infobases it is for, where it is for single ones; absent: all.
        "infobases" => infobases: Vec<Spanned<Line>>,
    }
}
