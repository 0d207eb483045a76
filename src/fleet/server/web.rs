//! The web edge: nginx, publications, the certificate.

use crate::blueprint::kinds::TlsMode;
use crate::blueprint::units::Network;
use crate::fleet::fields::resolved;
use crate::fleet::origin::Traced;

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
        /// The name of the secret with the password of the database's role.
        secret: Traced<String>,
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
    /// The certificate.
    pub struct Tls {
        /// Where it comes from.
        mode: Traced<TlsMode>,
    }
}
