//! The 1C platform of a server.

use crate::blueprint::kinds::Licence;
use crate::fleet::fields::resolved;
use crate::fleet::origin::Traced;

resolved! {
    /// The 1C platform.
    pub struct Platform {
        /// Full version.
        version: Traced<String>,
        /// Edition of the server licence.
        licence: Traced<Licence>,
        /// Limits that a KORP licence allows.
        cluster: Option<Cluster>,
    }
}

resolved! {
    /// Limits of the 1C cluster; sizes in MiB.
    pub struct Cluster {
        /// Infobases of one working process.
        infobases_per_process: Option<Traced<u64>>,
        /// Connections of one working process.
        connections_per_process: Option<Traced<u64>>,
        /// Memory of all working processes.
        memory_limit: Option<Traced<u64>>,
        /// Memory of one call.
        safe_call_memory: Option<Traced<u64>>,
    }
}
