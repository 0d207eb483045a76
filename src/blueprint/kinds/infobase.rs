use crate::blueprint::decode::{OneOrMore, Spanned, record};
use crate::blueprint::units::{Line, Network, Size};
use crate::contract::Duration;

record! {
    /// A 1C infobase and its database.
    pub struct Infobase("an infobase") {
        /// Its name in the 1C cluster.
        "name" => name: Spanned<Line>,
        /// What it is, for people.
        "title" => title: Option<Spanned<Line>>,
        /// Its PostgreSQL database; absent: the infobase's name.
        "database" => database: Option<Spanned<Line>>,
        /// Regional settings of the database, as `rac` takes them; absent: `ru`.
        "locale" => locale: Option<Spanned<Line>>,
        /// Whether scheduled jobs run; absent: `true`.
        "scheduled-jobs" => scheduled_jobs: Option<Spanned<bool>>,
        /// How it is published on the web; absent: it is not.
        "publication" => publication: Option<Publication>,
    }
}

record! {
    /// A publication of an infobase (contract 2.1). Whatever is not asked for stays off.
    pub struct Publication("a publication") {
        /// Path below the server's name, such as `/accounting`.
        "path" => path: Spanned<Line>,
        /// Whether the web client and thin clients may use it; absent: `true`.
        "web-client" => web_client: Option<Spanned<bool>>,
        /// Who may reach it; absent: as `settings.web.access`.
        "access" => access: Option<Spanned<Vec<Spanned<Network>>>>,
        /// Web services (SOAP); absent: off.
        "soap" => soap: Option<Soap>,
        /// HTTP services; absent: off.
        "http-services" => http_services: Option<HttpServices>,
        /// The standard OData interface; absent: off.
        "odata" => odata: Option<Odata>,
        /// The largest request body; absent: as `settings.web.upload-limit`.
        "upload-limit" => upload_limit: Option<Spanned<Size>>,
        /// How long 1C may take for an answer; absent: as `settings.web.timeout`.
        "timeout" => timeout: Option<Spanned<Duration>>,
    }
}

record! {
    /// Web services of a publication.
    pub struct Soap("web services") {
        /// Names of the services in the configuration.
        "services" => services: OneOrMore<Spanned<Line>>,
        /// Who may reach them; absent: as the publication.
        "access" => access: Option<Spanned<Vec<Spanned<Network>>>>,
    }
}

record! {
    /// HTTP services of a publication.
    pub struct HttpServices("HTTP services") {
        /// The services.
        "services" => services: OneOrMore<HttpService>,
        /// Who may reach them; absent: as the publication.
        "access" => access: Option<Spanned<Vec<Spanned<Network>>>>,
    }
}

record! {
    /// One HTTP service.
    pub struct HttpService("an HTTP service") {
        /// Its name in the configuration.
        "name" => name: Spanned<Line>,
        /// Its root path below `/hs/`; absent: the name.
        "root-url" => root_url: Option<Spanned<Line>>,
    }
}

record! {
    /// The standard OData interface of a publication.
    pub struct Odata("OData") {
        /// Who may reach it; absent: as the publication.
        "access" => access: Option<Spanned<Vec<Spanned<Network>>>>,
    }
}
