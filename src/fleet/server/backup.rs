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
    /// All that is copied of a server, and what is not (contract 2.1, 2.2). Times are seconds.
    pub struct BackupPlan {
        /// The copy of the whole machine that every tariff has.
        technical: TechnicalCopies,
        /// Configuration and state outside of the database, every night.
        files: Copies,
        /// Dumps of single infobases.
        infobases: Option<InfobaseCopies>,
        /// The whole database cluster, to any moment.
        cluster: Option<Copies>,
        /// When copies are proven by restoring them, as systemd's calendar writes it.
        restore_test: Traced<String>,
        /// The destination as restic names it; `None`: copies stay on the server.
        repository: Option<Traced<String>>,
        /// Whether individual copies are made at present; those of a closed server are kept as they are.
        running: Traced<bool>,
        /// What none of the copies has; the words of `docs/programs/backup.md`.
        not_covered: Vec<Traced<&'static str>>,
    }
}

resolved! {
    /// The provider's copies of the whole machine.
    pub struct TechnicalCopies {
        /// How often.
        every: Traced<u64>,
        /// For how long each is kept.
        keep: Traced<u64>,
        /// The time of day in which they are made.
        window: Traced<DailyWindow>,
        /// How much work a return may cost at most (RPO).
        loss: Traced<u64>,
        /// How long a return takes with a full disk (RTO): an estimate, not a promise.
        restore: Traced<u64>,
    }
}

resolved! {
    /// Copies of one kind.
    pub struct Copies {
        /// How often.
        every: Traced<u64>,
        /// For how long each is kept.
        keep: Traced<u64>,
        /// When they start, as systemd's calendar writes it.
        starts: Traced<Vec<String>>,
        /// By how much a start may be late, so that a fleet does not start at once.
        delay: Traced<u64>,
        /// How much work a return may cost at most (RPO), if the server itself is lost.
        loss: Traced<u64>,
        /// How long a return takes with a full disk (RTO): an estimate, not a promise.
        restore: Traced<u64>,
    }
}

resolved! {
    /// Dumps of single infobases.
    pub struct InfobaseCopies {
        /// Their rhythm.
        copies: Copies,
        /// The infobases.
        infobases: Vec<CopiedInfobase>,
    }
}

resolved! {
    /// An infobase that is dumped.
    pub struct CopiedInfobase {
        /// Its name in the cluster.
        name: Traced<String>,
        /// Its database.
        database: Traced<String>,
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
