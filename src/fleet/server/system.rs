//! Settings of the operating system and of its services.

use crate::blueprint::units::Network;
use crate::contract::DailyWindow;
use crate::fleet::fields::resolved;
use crate::fleet::origin::Traced;

resolved! {
    /// Settings of the system.
    pub struct SystemSettings {
        /// Remote administration.
        ssh: Ssh,
        /// Locale of the system and of the database cluster.
        locale: Traced<String>,
        /// IANA name of the time zone.
        time_zone: Traced<String>,
        /// Monitoring on the server.
        monitoring: Monitoring,
        /// Software updates.
        updates: Updates,
        /// The technological log.
        technical_log: TechnicalLog,
    }
}

resolved! {
    /// Remote administration.
    pub struct Ssh {
        /// The port.
        port: Traced<u64>,
        /// Networks that may connect besides the provider's.
        sources: Traced<Vec<Network>>,
        /// Public keys besides the provider's.
        keys: Traced<Vec<String>>,
    }
}

resolved! {
    /// Monitoring, in seconds.
    pub struct Monitoring {
        /// For how long measurements are kept.
        retention: Traced<u64>,
        /// How often is measured.
        interval: Traced<u64>,
    }
}

resolved! {
    /// Software updates.
    pub struct Updates {
        /// The time of day in which they may interrupt.
        window: Traced<DailyWindow>,
    }
}

resolved! {
    /// The technological log.
    pub struct TechnicalLog {
        /// For how long it is kept, in seconds.
        history: Traced<u64>,
    }
}
