use super::Settings;
use crate::blueprint::decode::{Spanned, record, words};
use crate::blueprint::units::{Line, Name, Release, Sha256Digest, Size, Url, Version, Whole};

record! {
    /// A machine image: the software of contract 2.3 and what may be added (2.4).
    pub struct Image("an image") {
        /// `image`.
        "kind" => kind: super::Kind,
        /// Its name; tariffs and servers refer to it.
        "name" => name: Spanned<Name>,
        /// The distribution.
        "base" => base: Base,
        /// Versions of the preinstalled software; templates write for exactly these.
        "software" => software: Software,
        /// The least machine on which it runs.
        "minimum" => minimum: Minimum,
        /// Software that servers may ask for by an add-on.
        "optional" => optional: Vec<Spanned<Optional>>,
        /// Versions of the 1C:Enterprise platform that it brings, one beside the other; absent: none
        /// are known, and each server gets its version by hand.
        "platforms" => platforms: Vec<PlatformArchive>,
        /// Settings of its servers, unless a tariff, customer or server says otherwise.
        "settings" => settings: Option<Settings>,
    }
}

record! {
    /// A version of the 1C:Enterprise platform and the vendor's archive with it, which the provider
    /// supplies: it cannot be downloaded without an account.
    pub struct PlatformArchive("a platform archive") {
        /// Full version, such as `8.3.25.1445`.
        "version" => version: Spanned<Line>,
        /// File name of the archive; absent: any name that the vendor gives this version.
        "archive" => archive: Option<Spanned<Line>>,
        /// Digest of the archive: SHA-256 in 64 hexadecimal digits; absent: it is not compared.
        "sha256" => sha256: Option<Spanned<Line>>,
    }
}

words! {
    /// Distributions that the templates are written for.
    pub enum Distribution("a distribution") {
        /// AlmaLinux OS (contract 2.3).
        "almalinux" => Almalinux,
    }
}

words! {
    /// Processor levels of the x86-64 psABI.
    pub enum CpuLevel("a processor level") {
        /// What AlmaLinux 9 needs.
        "x86-64-v2" => V2,
        /// What AlmaLinux 10 needs.
        "x86-64-v3" => V3,
    }
}

record! {
    /// The distribution under the stack.
    pub struct Base("a base") {
        /// Which one.
        "distribution" => distribution: Spanned<Distribution>,
        /// A minor release, such as `9.8`, or a major one, such as `9`, which means the newest minor
        /// release that this qalyp knows.
        "release" => release: Spanned<Release>,
        /// The processor level that its binaries need.
        "cpu" => cpu: Spanned<CpuLevel>,
        /// The distribution's cloud image, where it is a newer one than this qalyp knows.
        "cloud-image" => cloud_image: Option<Download>,
        /// The installation medium, where it is a newer one than this qalyp knows.
        "iso" => iso: Option<Download>,
        /// The provider's own mirror in place of `https://repo.almalinux.org/almalinux`, with the same
        /// folders below it.
        "mirror" => mirror: Option<Spanned<Url>>,
    }
}

record! {
    /// A file that is downloaded, and what makes sure that it is that file.
    pub struct Download("a file to download") {
        /// Where it lies, by https. The name holds the release, and that of a cloud image its date.
        "url" => url: Spanned<Url>,
        /// What it must be.
        "sha256" => sha256: Spanned<Sha256Digest>,
    }
}

words! {
    /// Builds of PostgreSQL with 1C's extensions; a community build cannot hold a 1C database.
    pub enum PostgresqlBuild("a PostgreSQL build") {
        /// Postgres Pro 1C.
        "postgrespro-1c" => PostgresproOnec,
    }
}

record! {
    /// PostgreSQL in the image.
    pub struct PostgresqlSoftware("PostgreSQL") {
        /// Whose build.
        "build" => build: Spanned<PostgresqlBuild>,
        /// Major version.
        "major" => major: Spanned<Whole<13, 18>>,
    }
}

record! {
    /// Versions of the preinstalled software (contract 2.3).
    pub struct Software("software") {
        /// The database management system.
        "postgresql" => postgresql: PostgresqlSoftware,
        /// nginx.
        "nginx" => nginx: Spanned<Version>,
        /// Apache HTTP Server.
        "apache" => apache: Spanned<Version>,
        /// OpenVPN.
        "openvpn" => openvpn: Spanned<Version>,
        /// OpenSSL, which decides what TLS can do.
        "openssl" => openssl: Spanned<Version>,
        /// Prometheus.
        "prometheus" => prometheus: Spanned<Version>,
        /// Grafana.
        "grafana" => grafana: Spanned<Version>,
    }
}

record! {
    /// The least machine on which an image runs.
    pub struct Minimum("a least machine") {
        /// Processor cores.
        "vcpu" => vcpu: Spanned<Whole<1, 512>>,
        /// Memory.
        "memory" => memory: Spanned<Size>,
        /// Disk space; not less than the 20 GiB that an image has when it is built.
        "disk" => disk: Spanned<Size>,
    }
}

words! {
    /// Software with automated installation that is not installed by default (contract 2.4).
    pub enum Optional("optional software") {
        /// The server of the 1C configuration repository.
        "config-repository" => ConfigRepository,
        /// The 1C:SLK server.
        "slk" => Slk,
    }
}
