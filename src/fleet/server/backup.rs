//! Backups, and what a server has beyond its tariff.

use crate::blueprint::kinds::{DestinationKind, Provides};
use crate::contract::DailyWindow;
use crate::fleet::fields::resolved;
use crate::fleet::origin::Traced;
use crate::fleet::provider::Localized;

resolved! {
    /// Individual backups.
    pub struct Backup {
        /// Where they go.
        destination: Destination,
        /// The time of day in which they may start.
        window: Traced<DailyWindow>,
    }
}

resolved! {
    /// A backup destination.
    pub struct Destination {
        /// Its kind.
        kind: Traced<DestinationKind>,
        /// Address of the service.
        endpoint: Traced<String>,
        /// Bucket, for S3.
        bucket: Option<Traced<String>>,
    }
}

resolved! {
    /// An add-on in use.
    pub struct Addon {
        /// Its name.
        name: Traced<String>,
        /// What customers call it.
        title: Localized,
        /// What it gives.
        provides: Traced<Provides>,
        /// How many.
        quantity: Traced<u64>,
        /// The infobases it is for; empty: all.
        infobases: Vec<Traced<String>>,
    }
}
