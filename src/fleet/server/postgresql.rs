//! How the memory is divided, and PostgreSQL.

use crate::fleet::fields::resolved;
use crate::fleet::origin::Traced;

resolved! {
    /// How the memory is divided, in MiB.
    pub struct MemoryPlan {
        /// Kernel, logs, VPN, web servers.
        system: Traced<u64>,
        /// Prometheus, Grafana, exporters.
        monitoring: Traced<u64>,
        /// PostgreSQL.
        postgresql: Traced<u64>,
        /// 1C.
        onec: Traced<u64>,
    }
}

resolved! {
    /// Settings of PostgreSQL; sizes in MiB. `docs/programs/postgresql.md` has the formulas.
    pub struct Postgresql {
        /// The shared page cache.
        shared_buffers: Traced<u64>,
        /// What the planner assumes to be cached.
        effective_cache_size: Traced<u64>,
        /// Memory of one sort or hash.
        work_mem: Traced<u64>,
        /// Memory of `VACUUM` by hand and `CREATE INDEX`.
        maintenance_work_mem: Traced<u64>,
        /// Memory of one autovacuum worker.
        autovacuum_work_mem: Traced<u64>,
        /// Cache of a session's temporary tables.
        temp_buffers: Traced<u64>,
        /// Buffers of the write-ahead log.
        wal_buffers: Traced<u64>,
        /// Connections at once.
        max_connections: Traced<u64>,
        /// Locks of one transaction, on average.
        max_locks_per_transaction: Traced<u64>,
        /// Background processes.
        max_worker_processes: Traced<u64>,
        /// Workers of one index build.
        max_parallel_maintenance_workers: Traced<u64>,
        /// Autovacuum workers.
        autovacuum_max_workers: Traced<u64>,
        /// Write-ahead log that is recycled.
        min_wal_size: Traced<u64>,
        /// Write-ahead log between checkpoints.
        max_wal_size: Traced<u64>,
        /// Whether a commit waits for the disk.
        synchronous_commit: Traced<bool>,
    }
}
