//! A resolved server: every value that an artefact may need, each with its origin.
//!
//! Templates see it as `server`; the names here are the names there. Sizes are whole MiB (disk:
//! GiB), durations whole seconds.

mod backup;
mod firewall;
mod letters;
mod monitoring;
mod platform;
mod postgresql;
mod system;
mod vpn;
mod web;

pub use backup::{
    Addon, Backup, BackupPlan, CopiedInfobase, Copies, Destination, InfobaseCopies, TechnicalCopies,
};
pub use firewall::{Firewall, Opening, VpnOpening};
pub use letters::{Notice, Part, PriceChange};
pub use monitoring::MonitoringPlan;
pub use platform::{Cluster, Platform};
pub use postgresql::{MemoryPlan, Postgresql};
pub use system::{Monitoring, Ssh, SystemSettings, TechnicalLog, Updates};
pub use vpn::{
    Certificates, Issuing, UserCertificate, Vpn, VpnListener, VpnProfile, VpnRoute, VpnUser,
};
pub use web::{HttpService, HttpServices, Infobase, Odata, Publication, Soap, Tls, Web};

use std::net::Ipv4Addr;

use crate::blueprint::kinds::{Access, Language};
use crate::contract::Date;
use crate::fleet::fields::resolved;
use crate::fleet::origin::Traced;
use crate::fleet::provider::Localized;

resolved! {
    /// One server with everything that is known about it.
    pub struct Server {
        /// Its name.
        name: Traced<String>,
        /// Its former name.
        renamed_from: Option<Traced<String>>,
        /// Its third-level name in full.
        fqdn: Traced<String>,
        /// Its label in the zone.
        domain: Traced<String>,
        /// The provider's zone.
        zone: Traced<String>,
        /// Its public address.
        address: Traced<Ipv4Addr>,
        /// Length of its network's prefix.
        prefix_length: Traced<u8>,
        /// Gateway of its network.
        gateway: Traced<Ipv4Addr>,
        /// The desired state of access.
        access: Traced<Access>,
        /// Of a deleted server: what other servers have by now.
        taken_over: TakenOver,
        /// Whose it is.
        customer: Customer,
        /// The tariff that is built.
        tariff: Tariff,
        /// The image that it is made from.
        image: Traced<String>,
        /// Dedicated processor cores.
        vcpu: Traced<u64>,
        /// Memory in MiB.
        memory: Traced<u64>,
        /// Disk in GiB.
        disk: Traced<u64>,
        /// The 1C platform.
        platform: Platform,
        /// How the memory is divided.
        memory_plan: MemoryPlan,
        /// What monitoring takes of the machine.
        monitoring: MonitoringPlan,
        /// Settings of PostgreSQL.
        postgresql: Postgresql,
        /// Settings of the web edge.
        web: Web,
        /// Its infobases.
        infobases: Vec<Infobase>,
        /// Its private network.
        vpn: Option<Vpn>,
        /// What is let in.
        firewall: Firewall,
        /// Its certificate.
        tls: Tls,
        /// Where its individual backups go.
        backup: Option<Backup>,
        /// All that is copied of it, and what is not.
        backup_plan: BackupPlan,
        /// What it has beyond the tariff.
        addons: Vec<Addon>,
        /// Settings of the system.
        settings: SystemSettings,
        /// The notices that concern it.
        notices: Vec<Notice>,
        /// The changes of its prices.
        price_changes: Vec<PriceChange>,
    }
}

resolved! {
    /// What a deleted server once had and another server has now, which must not be deleted with it.
    pub struct TakenOver {
        /// Who has its name in the zone.
        domain: Option<Traced<String>>,
        /// Who has its private network, or a part of it.
        vpn_network: Option<Traced<String>>,
    }
}

resolved! {
    /// Whose a server is.
    pub struct Customer {
        /// Name of the account.
        name: Traced<String>,
        /// Legal name.
        title: Traced<String>,
        /// The representative.
        contact: Traced<String>,
        /// Mailbox of the representative.
        email: Traced<String>,
        /// Language of letters.
        language: Traced<Language>,
    }
}

resolved! {
    /// The tariff that is built.
    pub struct Tariff {
        /// Its name.
        name: Traced<String>,
        /// What customers call it.
        title: Localized,
        /// Since when.
        since: Traced<Date>,
    }
}
