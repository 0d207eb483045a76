//! A resolved server: every value that an artefact may need, each with its origin.
//!
//! Templates see it as `server`; the names here are the names there. Sizes are whole MiB (disk:
//! GiB), durations whole seconds.

use std::net::Ipv4Addr;

use super::fields::resolved;
use super::origin::Traced;
use crate::blueprint::kinds::{Access, DestinationKind, Language, Licence, Provides, TlsMode};
use crate::blueprint::units::{Ipv4Network, Network};
use crate::contract::{DailyWindow, Date};

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
        /// Public addresses.
        addresses: Traced<u64>,
        /// The 1C platform.
        platform: Platform,
        /// How the memory is divided.
        memory_plan: MemoryPlan,
        /// Settings of PostgreSQL.
        postgresql: Postgresql,
        /// Settings of the web edge.
        web: Web,
        /// Its infobases.
        infobases: Vec<Infobase>,
        /// Its private network.
        vpn: Option<Vpn>,
        /// Its certificate.
        tls: Tls,
        /// Where its individual backups go.
        backup: Option<Backup>,
        /// What it has beyond the tariff.
        addons: Vec<Addon>,
        /// Settings of the system.
        settings: SystemSettings,
    }
}

resolved! {
    /// Whose a server is.
    pub struct Customer {
        /// Name of the account.
        name: Traced<String>,
        /// Legal name.
        title: Traced<String>,
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
        /// Since when.
        since: Traced<Date>,
    }
}

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

resolved! {
    /// Settings of the web edge.
    pub struct Web {
        /// The largest request body in MiB.
        upload_limit: Traced<u64>,
        /// How long 1C may take for an answer, in seconds.
        timeout: Traced<u64>,
        /// Who may reach the publications; empty: everybody.
        access: Traced<Vec<Network>>,
        /// Whether browsers are told to use HTTPS only.
        hsts: Traced<bool>,
        /// Requests a second from one address.
        requests_per_second: Traced<u64>,
        /// Port of nginx for HTTP.
        http_port: Traced<u64>,
        /// Port of nginx for HTTPS.
        https_port: Traced<u64>,
        /// Port of Apache on loopback.
        backend_port: Traced<u64>,
    }
}

resolved! {
    /// An infobase.
    pub struct Infobase {
        /// Its name in the cluster.
        name: Traced<String>,
        /// What it is, for people.
        title: Traced<String>,
        /// Its database.
        database: Traced<String>,
        /// Regional settings of the database.
        locale: Traced<String>,
        /// Whether scheduled jobs run.
        scheduled_jobs: Traced<bool>,
        /// How it is published.
        publication: Option<Publication>,
    }
}

resolved! {
    /// A publication of an infobase.
    pub struct Publication {
        /// Path below the server's name.
        path: Traced<String>,
        /// Whether the web client may use it.
        web_client: Traced<bool>,
        /// Who may reach it; empty: everybody.
        access: Traced<Vec<Network>>,
        /// The largest request body in MiB.
        upload_limit: Traced<u64>,
        /// How long 1C may take for an answer, in seconds.
        timeout: Traced<u64>,
        /// Web services.
        soap: Option<Soap>,
        /// HTTP services.
        http_services: Option<HttpServices>,
        /// OData.
        odata: Option<Odata>,
    }
}

resolved! {
    /// Web services.
    pub struct Soap {
        /// Their names.
        services: Vec<Traced<String>>,
        /// Who may reach them; empty: everybody.
        access: Traced<Vec<Network>>,
    }
}

resolved! {
    /// HTTP services.
    pub struct HttpServices {
        /// The services.
        services: Vec<HttpService>,
        /// Who may reach them; empty: everybody.
        access: Traced<Vec<Network>>,
    }
}

resolved! {
    /// One HTTP service.
    pub struct HttpService {
        /// Its name in the configuration.
        name: Traced<String>,
        /// Its root path below `/hs/`.
        root_url: Traced<String>,
    }
}

resolved! {
    /// OData.
    pub struct Odata {
        /// Who may reach it; empty: everybody.
        access: Traced<Vec<Network>>,
    }
}

resolved! {
    /// The private network.
    pub struct Vpn {
        /// Its clients' network.
        network: Traced<Ipv4Network>,
        /// The server's address in it.
        gateway: Traced<Ipv4Addr>,
        /// Its mask.
        netmask: Traced<Ipv4Addr>,
        /// Whether it listens on TCP port 443 as well.
        tcp_443: Traced<bool>,
        /// Networks behind the server.
        routes: Vec<Traced<Ipv4Network>>,
        /// Who has access.
        users: Vec<VpnUser>,
    }
}

resolved! {
    /// A user of the private network.
    pub struct VpnUser {
        /// The common name of its certificate.
        name: Traced<String>,
        /// A fixed address.
        address: Option<Traced<Ipv4Addr>>,
        /// Networks behind this client.
        routes: Vec<Traced<Ipv4Network>>,
    }
}

resolved! {
    /// The certificate.
    pub struct Tls {
        /// Where it comes from.
        mode: Traced<TlsMode>,
    }
}

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
        /// What it gives.
        provides: Traced<Provides>,
        /// How many.
        quantity: Traced<u64>,
        /// The infobases it is for; empty: all.
        infobases: Vec<Traced<String>>,
    }
}

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
