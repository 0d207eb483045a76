use crate::blueprint::decode::{Spanned, record, words};
use crate::blueprint::units::{Lifetime, Line, Network, Size, Whole};
use crate::contract::{DailyWindow, Duration, Percent};

record! {
    /// What may be set for all servers, an image, a tariff, a customer or one server. The later
    /// of these wins for each key; `qalyp why SERVER.FIELD` shows who did.
    pub struct Settings("settings") {
        /// How the memory is divided.
        "memory" => memory: Option<MemorySettings>,
        /// PostgreSQL.
        "postgresql" => postgresql: Option<PostgresqlSettings>,
        /// nginx and Apache in front of 1C.
        "web" => web: Option<WebSettings>,
        /// Remote administration.
        "ssh" => ssh: Option<SshSettings>,
        /// Monitoring on the server.
        "monitoring" => monitoring: Option<MonitoringSettings>,
        /// Software updates (contract 6.4).
        "updates" => updates: Option<UpdateSettings>,
        /// Locale of the system and of the database cluster.
        "locale" => locale: Option<Spanned<Line>>,
        /// IANA name of the server's time zone.
        "time-zone" => time_zone: Option<Spanned<Line>>,
        /// The technological log of 1C.
        "technical-log" => technical_log: Option<TechnicalLogSettings>,
        /// Certificates of the private network: `qalyp vpn` issues them.
        "vpn" => vpn: Option<VpnSettings>,
    }
}

record! {
    /// How a server's memory is divided; what is left is 1C's.
    pub struct MemorySettings("memory settings") {
        /// For the kernel, logs, VPN, web servers.
        "system" => system: Option<Spanned<Size>>,
        /// For Prometheus, Grafana and the exporters.
        "monitoring" => monitoring: Option<Spanned<Size>>,
        /// PostgreSQL's part of what the system and monitoring leave.
        "postgresql" => postgresql: Option<Spanned<Percent>>,
    }
}

record! {
    /// Settings of PostgreSQL; what is not set is computed from the machine.
    pub struct PostgresqlSettings("PostgreSQL settings") {
        /// Connections at once.
        "max-connections" => max_connections: Option<Spanned<Whole<20, 2000>>>,
        /// Memory of one sort or hash.
        "work-mem" => work_mem: Option<Spanned<Size>>,
        /// The shared page cache.
        "shared-buffers" => shared_buffers: Option<Spanned<Size>>,
        /// Write-ahead log between checkpoints.
        "max-wal-size" => max_wal_size: Option<Spanned<Size>>,
        /// Whether a commit waits for the disk; `false` risks the last transactions in a crash.
        "synchronous-commit" => synchronous_commit: Option<Spanned<bool>>,
    }
}

record! {
    /// Settings of the web edge.
    pub struct WebSettings("web settings") {
        /// The largest request body.
        "upload-limit" => upload_limit: Option<Spanned<Size>>,
        /// How long 1C may take for an answer.
        "timeout" => timeout: Option<Spanned<Duration>>,
        /// Who may reach the publications; absent: everybody.
        "access" => access: Option<Spanned<Vec<Spanned<Network>>>>,
        /// Whether browsers are told to use HTTPS only.
        "hsts" => hsts: Option<Spanned<bool>>,
        /// Requests a second from one address, beyond a burst for the web client's start.
        "requests-per-second" => requests_per_second: Option<Spanned<Whole<1, 10_000>>>,
    }
}

record! {
    /// Settings of remote administration.
    pub struct SshSettings("SSH settings") {
        /// The port.
        "port" => port: Option<Spanned<Whole<1, 65_535>>>,
        /// Networks that may connect besides the provider's.
        "sources" => sources: Option<Spanned<Vec<Spanned<Network>>>>,
        /// Public keys besides the provider's, one line each.
        "keys" => keys: Option<Spanned<Vec<Spanned<Line>>>>,
    }
}

record! {
    /// Settings of monitoring.
    pub struct MonitoringSettings("monitoring settings") {
        /// For how long measurements are kept on the server.
        "retention" => retention: Option<Spanned<Duration>>,
        /// How often is measured.
        "interval" => interval: Option<Spanned<Duration>>,
    }
}

record! {
    /// Settings of software updates.
    pub struct UpdateSettings("update settings") {
        /// The time of day in which they may interrupt (contract 7.1).
        "window" => window: Option<Spanned<DailyWindow>>,
    }
}

record! {
    /// Settings of 1C's technological log.
    pub struct TechnicalLogSettings("technological log settings") {
        /// For how long it is kept.
        "history" => history: Option<Spanned<Duration>>,
    }
}

words! {
    /// The kind of the keys of a VPN.
    pub enum VpnKeys("a kind of keys") {
        /// Elliptic curves: P-384 for the authority, P-256 for the server and its users.
        "p-256" => P256,
        /// RSA of 3072 bits throughout, for clients that know no elliptic curves.
        "rsa-3072" => Rsa3072,
    }
}

record! {
    /// How the certificates of the private network are issued. What has been issued stays as it is
    /// until it is renewed.
    pub struct VpnSettings("VPN settings") {
        /// The kind of new keys; absent: `p-256`. An authority keeps its key.
        "keys" => keys: Option<Spanned<VpnKeys>>,
        /// For how long the authority of a server is good; absent: 15 years.
        "authority" => authority: Option<Spanned<Lifetime>>,
        /// For how long a server's certificate is good; absent: 3 years.
        "server-certificate" => server_certificate: Option<Spanned<Lifetime>>,
        /// For how long a user's certificate is good; absent: 2 years.
        "user-certificate" => user_certificate: Option<Spanned<Lifetime>>,
        /// For how long a list of revocations is good; nobody gets in after it. Absent: to the end of
        /// the authority.
        "list" => list: Option<Spanned<Lifetime>>,
        /// How long before its end a certificate or a list is to be renewed; absent: 60 days.
        "renew-within" => renew_within: Option<Spanned<Lifetime>>,
        /// How long before its end the authority is to be renewed; absent: 1 year.
        "renew-authority-within" => renew_authority_within: Option<Spanned<Lifetime>>,
    }
}
