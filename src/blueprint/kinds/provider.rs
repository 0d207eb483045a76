use std::net::Ipv4Addr;

use super::{Language, Settings};
use crate::blueprint::decode::{OneOrMore, Required, Spanned, record, words};
use crate::blueprint::units::{
    CurrencyCode, DomainName, Email, Ipv4Network, Line, Name, Network as AnyNetwork, Url, Whole,
};
use crate::contract::{Date, Duration, Percent, Trilingual};

record! {
    /// The hosting provider: who it is, what it shares between all servers. One in a project.
    pub struct Provider("a provider") {
        /// `provider`.
        "kind" => kind: super::Kind,
        /// Short name, used in paths and labels.
        "name" => name: Spanned<Name>,
        /// Legal name in each language.
        "title" => title: Required<Localized>,
        /// Business identification number (12 digits).
        "bin" => bin: Option<Spanned<Line>>,
        /// What its invoices and acts say of it beside the number.
        "accounting" => accounting: Option<Accounting>,
        /// The DNS zone below which every server gets its third-level name (contract 2.1).
        "zone" => zone: Spanned<DomainName>,
        /// ISO 4217 code of all prices.
        "currency" => currency: Spanned<CurrencyCode>,
        /// IANA name of the zone in which the servers tell the time.
        "time-zone" => time_zone: Spanned<Line>,
        /// Languages in which letters are written.
        "languages" => languages: OneOrMore<Spanned<Language>>,
        /// Rates of value added tax by the date from which they hold (contract 4.1).
        "vat" => vat: OneOrMore<VatRate>,
        /// Name of the calendar that knows the working days (contract 4.8, 7.2).
        "calendar" => calendar: Required<Spanned<Name>>,
        /// Address of the management console (contract 2.1, 3.3).
        "console" => console: Required<Spanned<Url>>,
        /// How customers reach the provider (contract 2.1, 7.2).
        "support" => support: Required<Support>,
        /// The cloud on which the machines are ordered.
        "cloud" => cloud: Required<Cloud>,
        /// Networks from which servers have their addresses.
        "networks" => networks: OneOrMore<Network>,
        /// DNS resolvers of the servers.
        "resolvers" => resolvers: OneOrMore<Spanned<Ipv4Addr>>,
        /// Time servers; empty means the pool of the distribution.
        "time-servers" => time_servers: Vec<Spanned<DomainName>>,
        /// The network from which all VPN networks are cut.
        "vpn-pool" => vpn_pool: Spanned<Ipv4Network>,
        /// Who may administer the machines.
        "operations" => operations: Required<Operations>,
        /// How the DNS zones are served.
        "dns" => dns: Required<Dns>,
        /// The certificate authority that answers for every server's name.
        "acme" => acme: Required<Acme>,
        /// The technical backup that every tariff includes (contract 2.1).
        "technical-backup" => technical_backup: Required<TechnicalBackup>,
        /// Settings of all servers, unless a tariff, customer or server says otherwise.
        "settings" => settings: Option<Settings>,
    }
}

record! {
    /// One text in Kazakh, Russian and English.
    pub struct Localized("a text in three languages") {
        /// Kazakh.
        "kk" => kk: Line,
        /// Russian.
        "ru" => ru: Line,
        /// English.
        "en" => en: Line,
    }
}

impl Localized {
    /// As the contract's type.
    pub fn to_trilingual(&self) -> Trilingual {
        let text = |line: &Line| line.to_string();
        Trilingual { kk: text(&self.kk), ru: text(&self.ru), en: text(&self.en) }
    }
}

record! {
    /// What a provider's invoices and acts of rendered services say of it. What is absent is named as absent on them.
    pub struct Accounting("details for accounting") {
        /// Legal address.
        "address" => address: Option<Localized>,
        /// Where customers pay to.
        "bank" => bank: Option<Bank>,
        /// Who signs.
        "signatory" => signatory: Option<Signatory>,
    }
}

record! {
    /// A bank account in Kazakhstan.
    pub struct Bank("a bank account") {
        /// The bank.
        "name" => name: Localized,
        /// Number of the account (IIK): an IBAN like `KZ86125KZT5004100100`.
        "account" => account: Spanned<Line>,
        /// Code of the bank (BIK): a BIC like `DALAKZKA`.
        "bic" => bic: Spanned<Line>,
        /// Code of the beneficiary (KBE), like `17`: resident or not, and the sector of the economy.
        "beneficiary-code" => beneficiary_code: Spanned<Line>,
        /// Code of the purpose of payment (KNP), like `859`; absent: the payer's accountant chooses it.
        "purpose-code" => purpose_code: Option<Spanned<Line>>,
    }
}

record! {
    /// Who signs for the provider.
    pub struct Signatory("a signatory") {
        /// The person.
        "name" => name: Line,
        /// The position.
        "position" => position: Localized,
    }
}

record! {
    /// A rate of value added tax.
    pub struct VatRate("a VAT rate") {
        /// First day on which it holds.
        "from" => from: Spanned<Date>,
        /// The rate.
        "rate" => rate: Spanned<Percent>,
    }
}

record! {
    /// How customers reach the provider.
    pub struct Support("support contacts") {
        /// Mailbox.
        "email" => email: Spanned<Email>,
        /// Telephone number.
        "phone" => phone: Line,
        /// The ticket system (contract 7.2).
        "tickets" => tickets: Spanned<Url>,
        /// Instructions for customers (contract 2.1), in each language.
        "documentation" => documentation: Documentation,
    }
}

record! {
    /// Pages of instructions.
    pub struct Documentation("documentation pages") {
        /// Kazakh.
        "kk" => kk: Spanned<Url>,
        /// Russian.
        "ru" => ru: Spanned<Url>,
        /// English.
        "en" => en: Spanned<Url>,
    }
}

words! {
    /// How first-boot data reach a machine.
    pub enum CloudPlatform("a cloud platform") {
        /// OpenStack: user-data by metadata service or config drive.
        "openstack" => Openstack,
        /// A NoCloud seed disk labelled `cidata`.
        "nocloud" => Nocloud,
    }
}

record! {
    /// The cloud on which the machines are ordered.
    pub struct Cloud("a cloud") {
        /// Its kind.
        "platform" => platform: Spanned<CloudPlatform>,
        /// Region or availability zone, as the cloud names it.
        "region" => region: Spanned<Line>,
    }
}

record! {
    /// A network of public addresses.
    pub struct Network("a network") {
        /// Its name.
        "name" => name: Spanned<Name>,
        /// Its range.
        "range" => range: Spanned<Ipv4Network>,
        /// The gateway within it.
        "gateway" => gateway: Spanned<Ipv4Addr>,
        /// Whether the provider serves its reverse zone; then one is written.
        "reverse-zone" => reverse_zone: Option<Spanned<bool>>,
    }
}

record! {
    /// Who may administer the machines.
    pub struct Operations("operations") {
        /// Networks from which the provider's administrators come.
        "networks" => networks: OneOrMore<Spanned<AnyNetwork>>,
        /// Networks from which the provider's monitoring collects the summaries of servers; absent: `networks`.
        /// They let nobody in by ssh.
        "monitoring-networks" => monitoring_networks: Vec<Spanned<AnyNetwork>>,
        /// Their public keys, one line each as in `authorized_keys`.
        "ssh-keys" => ssh_keys: OneOrMore<Spanned<Line>>,
    }
}

record! {
    /// How the DNS zones are served.
    pub struct Dns("DNS") {
        /// Primary name server.
        "primary" => primary: Spanned<DomainName>,
        /// Secondary name servers.
        "secondaries" => secondaries: Vec<Spanned<DomainName>>,
        /// Mailbox of the responsible person.
        "hostmaster" => hostmaster: Spanned<Email>,
        /// Serial number of the zones: raise it with every change that must reach the secondaries.
        "serial" => serial: Spanned<Whole<1, 4_294_967_295>>,
        /// Time to live of the records.
        "ttl" => ttl: Option<Spanned<Duration>>,
    }
}

record! {
    /// The certificate authority.
    pub struct Acme("ACME") {
        /// Its directory address (RFC 8555 section 7.1.1).
        "directory" => directory: Spanned<Url>,
        /// Account contact.
        "email" => email: Spanned<Email>,
        /// Domain name that identifies the authority in CAA records (RFC 8659).
        "issuer" => issuer: Spanned<DomainName>,
    }
}

record! {
    /// The technical backup of contract 2.1: the provider's own copy of the whole machine.
    pub struct TechnicalBackup("a technical backup") {
        /// How often.
        "every" => every: Spanned<Duration>,
        /// For how long each copy is kept.
        "keep" => keep: Spanned<Duration>,
        /// The time of day in which it is made. If absent, the window in which the server updates itself (`updates.window` of its settings).
        "window" => window: Option<Spanned<crate::contract::DailyWindow>>,
    }
}
