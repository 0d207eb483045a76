//! What can be wrong with a fleet: facts only. The sentences are in `wording/`.

mod accounting;
mod backup;
mod contract;
mod identity;
mod image;
mod machine;
mod notice;
mod vpn;
mod vpn_state;

pub(super) use accounting::{AccountFault, AccountingFault};
pub(super) use backup::BackupFault;
pub(super) use contract::{AddonFault, HistoryFault, PriceFault, Priced, ProjectFault, Step};
pub(super) use identity::{
    AddressRole, BadName, NameFault, Named, Reference, Reserved, Twice, Unique,
};
pub(super) use image::{ImageFault, Unpinned};
pub(super) use machine::{
    ArchiveFault, Dimension, MonitoringFault, Networking, PlatformFault, PortTaken,
    PublicationFault, SettingFault, SizingFault, VpnAddress, Wanted,
};
pub(super) use notice::NoticeFault;
pub(super) use vpn::VpnFault;
pub(super) use vpn_state::{Ending, LifetimeFault, NoVpn, VpnStateFault};
