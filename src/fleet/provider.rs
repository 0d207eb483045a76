//! The provider as templates see it.

use std::net::Ipv4Addr;

use super::fields::resolved;
use super::origin::{Layer, Origin, Traced};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{self, CloudPlatform, Language};
use crate::blueprint::units::{Line, Network, Whole};

resolved! {
    /// The provider.
    pub struct Provider {
        /// Short name.
        name: Traced<String>,
        /// Legal name in each language.
        title: Localized,
        /// The zone of all servers.
        zone: Traced<String>,
        /// IANA name of the time zone.
        time_zone: Traced<String>,
        /// Languages of letters.
        languages: Vec<Traced<Language>>,
        /// DNS resolvers.
        resolvers: Vec<Traced<Ipv4Addr>>,
        /// Time servers.
        time_servers: Vec<Traced<String>>,
        /// The management console.
        console: Traced<String>,
        /// How customers reach the provider.
        support: Support,
        /// The cloud.
        cloud: Cloud,
        /// Who may administer the machines.
        operations: Operations,
        /// The certificate authority.
        acme: Acme,
        /// How the zones are served.
        dns: Dns,
    }
}

resolved! {
    /// One text in each language.
    pub struct Localized {
        /// Kazakh.
        kk: Traced<String>,
        /// Russian.
        ru: Traced<String>,
        /// English.
        en: Traced<String>,
    }
}

resolved! {
    /// How customers reach the provider.
    pub struct Support {
        /// Mailbox.
        email: Traced<String>,
        /// Telephone number.
        phone: Traced<String>,
        /// The ticket system.
        tickets: Traced<String>,
        /// Instructions.
        documentation: Localized,
    }
}

resolved! {
    /// The cloud.
    pub struct Cloud {
        /// Its kind.
        platform: Traced<CloudPlatform>,
        /// Region or availability zone.
        region: Traced<String>,
    }
}

resolved! {
    /// Who may administer the machines.
    pub struct Operations {
        /// From where.
        networks: Vec<Traced<Network>>,
        /// From where the summaries of servers are collected.
        monitoring_networks: Vec<Traced<Network>>,
        /// With which keys.
        ssh_keys: Vec<Traced<String>>,
    }
}

resolved! {
    /// The certificate authority.
    pub struct Acme {
        /// Its directory.
        directory: Traced<String>,
        /// Account contact.
        email: Traced<String>,
        /// Its domain name in CAA records.
        issuer: Traced<String>,
    }
}

resolved! {
    /// How the zones are served.
    pub struct Dns {
        /// Primary name server.
        primary: Traced<String>,
        /// Secondary name servers.
        secondaries: Vec<Traced<String>>,
        /// The responsible mailbox as the SOA record writes it.
        rname: Traced<String>,
        /// Serial number.
        serial: Traced<u64>,
        /// Time to live in seconds.
        ttl: Traced<u64>,
    }
}

const TTL_DEFAULT_SECONDS: u64 = 3600;

impl Provider {
    /// From its blueprint. `None` if something that it needs is missing or wrong; reading has said
    /// what.
    pub fn resolve(provider: &kinds::Provider) -> Option<Self> {
        let (support, cloud) = (provider.support.get()?, provider.cloud.get()?);
        let (operations, acme) = (provider.operations.get()?, provider.acme.get()?);
        let dns = provider.dns.get()?;
        let documentation = &support.documentation;
        Some(Self {
            name: shown(&provider.name),
            title: Localized::from_blueprint(Layer::Provider, provider.title.get()?),
            zone: shown(&provider.zone),
            time_zone: shown(&provider.time_zone),
            languages: provider.languages.iter().map(written).collect(),
            resolvers: provider.resolvers.iter().map(written).collect(),
            time_servers: provider.time_servers.iter().map(shown).collect(),
            console: shown(provider.console.get()?),
            support: Support {
                email: shown(&support.email),
                phone: line(&support.phone, support.span),
                tickets: shown(&support.tickets),
                documentation: Localized {
                    kk: shown(&documentation.kk),
                    ru: shown(&documentation.ru),
                    en: shown(&documentation.en),
                },
            },
            cloud: Cloud { platform: written(&cloud.platform), region: shown(&cloud.region) },
            operations: Operations {
                networks: operations.networks.iter().map(written).collect(),
                monitoring_networks: match &*operations.monitoring_networks {
                    [] => operations.networks.iter().map(written).collect(),
                    own => own.iter().map(written).collect(),
                },
                ssh_keys: operations.ssh_keys.iter().map(shown).collect(),
            },
            acme: Acme {
                directory: shown(&acme.directory),
                email: shown(&acme.email),
                issuer: shown(&acme.issuer),
            },
            dns: Dns {
                primary: shown(&dns.primary),
                secondaries: dns.secondaries.iter().map(shown).collect(),
                rname: written(&dns.hostmaster).map(|mailbox| rname(&mailbox)),
                serial: written(&dns.serial).map(Whole::get),
                ttl: match &dns.ttl {
                    Some(ttl) => written(ttl).map(crate::contract::Duration::seconds),
                    None => Traced::new(TTL_DEFAULT_SECONDS, Origin::default_value("1 hour")),
                },
            },
        })
    }
}

fn written<T: Clone>(spanned: &Spanned<T>) -> Traced<T> {
    Traced::from_blueprint(Layer::Provider, spanned)
}

fn shown<T: ToString>(spanned: &Spanned<T>) -> Traced<String> {
    Traced::written(Layer::Provider, spanned.span, spanned.value.to_string())
}

fn line(line: &Line, near: crate::diagnostics::Span) -> Traced<String> {
    Traced::written(Layer::Provider, near, line.to_string())
}

impl Localized {
    /// As written in a document.
    pub(super) fn from_blueprint(layer: Layer, text: &kinds::Localized) -> Self {
        let line = |line: &Line| Traced::written(layer, text.span, line.to_string());
        Self { kk: line(&text.kk), ru: line(&text.ru), en: line(&text.en) }
    }
}

/// A mailbox as a domain name (RFC 1035 section 8): a dot of the local part is escaped, and the
/// final dot is the template's.
fn rname(mailbox: &str) -> String {
    match mailbox.rsplit_once('@') {
        Some((local, domain)) => format!("{}.{domain}", local.replace('.', "\\.")),
        None => mailbox.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::rname;

    #[test]
    fn a_dotted_mailbox_is_escaped_in_the_soa() {
        assert_eq!(rname("hostmaster@bulut.example"), "hostmaster.bulut.example");
        assert_eq!(rname("dns.team@bulut.example"), "dns\\.team.bulut.example");
    }
}
