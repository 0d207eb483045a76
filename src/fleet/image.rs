//! The image as templates see it.

use super::facts::{self, FileSystem};
use super::fields::resolved;
use super::origin::{Layer, Traced};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{self, CpuLevel, PostgresqlBuild};
use crate::blueprint::units::{Line, Release, Size, Whole};
use crate::contract::Date;

resolved! {
    /// The image.
    pub struct Image {
        /// Its name.
        name: Traced<String>,
        /// Major release of the distribution: `9`.
        release: Traced<String>,
        /// Minor release: `9.8`.
        minor: Traced<String>,
        /// The architecture as paths of the distribution write it.
        architecture: Traced<String>,
        /// The processor level that its binaries need.
        cpu: Traced<CpuLevel>,
        /// `SOURCE_DATE_EPOCH`: the beginning of the day of the cloud image, UTC, in seconds.
        epoch: Traced<i64>,
        /// The distribution's cloud image.
        cloud_image: Download,
        /// The installation medium, if there is one.
        iso: Option<Download>,
        /// Where packages come from.
        repositories: Vec<Repository>,
        /// Who signs them.
        keys: Vec<Key>,
        /// How its disk is cut.
        layout: Layout,
        /// The least machine on which it runs.
        minimum: Minimum,
        /// Versions of the software.
        software: Software,
        /// Software that servers may ask for by an add-on.
        optional: Vec<Traced<String>>,
        /// Versions of the 1C platform that it brings.
        platforms: Vec<PlatformArchive>,
        /// The public key with which releases are signed, as OpenSSH writes it; none before
        /// `qalyp vault init`.
        release_key: Option<Traced<String>>,
    }
}

resolved! {
    /// A version of the 1C platform and the vendor's archive with it.
    pub struct PlatformArchive {
        /// Full version.
        version: Traced<String>,
        /// File name of the archive.
        archive: Option<Traced<String>>,
        /// SHA-256 of the archive, in lower case.
        sha256: Option<Traced<String>>,
    }
}

resolved! {
    /// A file that is downloaded.
    pub struct Download {
        /// Where it lies.
        url: Traced<String>,
        /// What it must be.
        sha256: Traced<String>,
    }
}

resolved! {
    /// A repository of packages.
    pub struct Repository {
        /// The name that dnf knows it by.
        id: Traced<String>,
        /// For people.
        name: Traced<String>,
        /// Where it lies, for exactly this minor release, with a final slash.
        url: Traced<String>,
        /// Whether the distribution has it on.
        enabled: Traced<bool>,
        /// The file of the key that signs it, on a machine.
        key: Traced<String>,
    }
}

resolved! {
    /// A key that signs packages.
    pub struct Key {
        /// What its file is called after `RPM-GPG-KEY-`.
        name: Traced<String>,
        /// Where its owner publishes it.
        url: Traced<String>,
        /// Where a machine keeps it.
        path: Traced<String>,
        /// 40 hexadecimal digits.
        fingerprint: Traced<String>,
    }
}

resolved! {
    /// How a disk is cut (GPT).
    pub struct Layout {
        /// The disk while the image is built, in GiB. The machine's own may be larger.
        disk: Traced<u64>,
        /// In the order of their numbers.
        partitions: Vec<Partition>,
    }
}

resolved! {
    /// A partition.
    pub struct Partition {
        /// Its number in the table.
        number: Traced<u64>,
        /// Its name in the table.
        name: Traced<String>,
        /// What is in it.
        filesystem: Traced<FileSystem>,
        /// Where it is mounted; empty if it is not.
        mount: Traced<String>,
        /// Where it begins, in MiB.
        start: Traced<u64>,
        /// Where it ends, in MiB; 0 for the end of the disk.
        end: Traced<u64>,
    }
}

resolved! {
    /// The least machine on which an image runs.
    pub struct Minimum {
        /// Processor cores.
        vcpu: Traced<u64>,
        /// Memory in MiB.
        memory: Traced<u64>,
        /// Disk in GiB.
        disk: Traced<u64>,
    }
}

resolved! {
    /// Versions of the software.
    pub struct Software {
        /// PostgreSQL.
        postgresql: PostgresqlSoftware,
        /// nginx.
        nginx: Traced<String>,
        /// Apache.
        apache: Traced<String>,
        /// OpenVPN.
        openvpn: Traced<String>,
        /// OpenSSL.
        openssl: Traced<String>,
        /// Prometheus.
        prometheus: Traced<String>,
        /// Grafana.
        grafana: Traced<String>,
    }
}

resolved! {
    /// PostgreSQL in the image, and where its build keeps things.
    pub struct PostgresqlSoftware {
        /// Whose build.
        build: Traced<PostgresqlBuild>,
        /// Major version.
        major: Traced<u64>,
        /// Its unit.
        service: Traced<String>,
        /// Its programs.
        bin: Traced<String>,
        /// Its data directory.
        data: Traced<String>,
    }
}

/// The minor release that an image is made from, and what is known of its major release.
///
/// `None` if it is unknown. One that came after the newest known release is taken when its cloud
/// image is named: all its other addresses follow from its number.
pub fn chosen(base: &kinds::Base) -> Option<(&'static facts::Facts, u8)> {
    let facts = facts::Facts::of(base.distribution.value, base.release.major)?;
    let minor = match base.release.minor {
        Some(minor) => minor,
        None => facts.newest()?.minor,
    };
    let named = base.cloud_image.is_some() && facts.is_alive(minor);
    (named || facts.release(minor).is_some()).then_some((facts, minor))
}

impl Image {
    /// From its blueprint and the key of releases. `None` if its release is unknown; a check has
    /// said so.
    pub fn resolve(image: &kinds::Image, release_key: Option<&Spanned<Line>>) -> Option<Self> {
        let base = Base::of(&image.base)?;
        let minimum = &image.minimum;
        Some(Self {
            name: shown(&image.name),
            release: written(&image.base.release).map(|release| release.major.to_string()),
            minor: base.minor(),
            architecture: base.fact(base.facts.architecture.clone()),
            cpu: written(&image.base.cpu),
            epoch: base.epoch()?,
            cloud_image: base.cloud_image()?,
            iso: base.iso(),
            repositories: base.repositories(),
            keys: base.keys(),
            layout: base.layout(),
            minimum: Minimum {
                vcpu: written(&minimum.vcpu).map(Whole::get),
                memory: written(&minimum.memory).map(Size::in_mebibytes),
                disk: written(&minimum.disk).map(Size::in_gibibytes),
            },
            software: Software::resolve(&image.software),
            optional: image.optional.iter().map(shown).collect(),
            platforms: image.platforms.iter().map(PlatformArchive::resolve).collect(),
            release_key: release_key
                .map(|key| Traced::written(Layer::Issued, key.span, key.to_string())),
        })
    }
}

impl Software {
    fn resolve(software: &kinds::Software) -> Self {
        let build = &software.postgresql.build;
        let major = written(&software.postgresql.major).map(Whole::get);
        // Postgres Pro 1C: one folder and one unit for each major version.
        let PostgresqlBuild::PostgresproOnec = build.value;
        let place = |path: String| Traced::computed(path, "where the build keeps it");
        let version = major.value;
        Self {
            postgresql: PostgresqlSoftware {
                build: written(build),
                major,
                service: place(format!("postgrespro-1c-{version}.service")),
                bin: place(format!("/opt/pgpro/1c-{version}/bin")),
                data: place(format!("/var/lib/pgpro/1c-{version}/data")),
            },
            nginx: shown(&software.nginx),
            apache: shown(&software.apache),
            openvpn: shown(&software.openvpn),
            openssl: shown(&software.openssl),
            prometheus: shown(&software.prometheus),
            grafana: shown(&software.grafana),
        }
    }
}

/// The base of an image with what is known of its release.
struct Base<'a> {
    blueprint: &'a kinds::Base,
    facts: &'static facts::Facts,
    minor: u8,
    release: Option<&'static facts::MinorRelease>,
}

impl<'a> Base<'a> {
    fn of(blueprint: &'a kinds::Base) -> Option<Self> {
        let (facts, minor) = chosen(blueprint)?;
        Some(Self { blueprint, facts, minor, release: facts.release(minor) })
    }

    /// A value from the facts.
    fn fact<T>(&self, value: T) -> Traced<T> {
        let (name, major) = (self.facts.distribution, self.facts.major);
        Traced::computed(value, format!("images/{name}-{major}.yaml"))
    }

    fn minor(&self) -> Traced<String> {
        let release = Release { major: self.facts.major, minor: Some(self.minor) }.to_string();
        match self.blueprint.release.minor {
            Some(_) => Traced::written(Layer::Image, self.blueprint.release.span, release),
            None => Traced::computed(release, "the newest release that qalyp knows"),
        }
    }

    fn tree(&self) -> String {
        let mirror = self.blueprint.mirror.as_ref().map(|mirror| &*mirror.value);
        self.facts.tree(self.minor, mirror)
    }

    /// An address in the tree of the release: the blueprint's if it names a mirror.
    fn address(&self, path: &str) -> Traced<String> {
        let url = format!("{}/{path}", self.tree());
        match &self.blueprint.mirror {
            Some(mirror) => Traced::written(Layer::Image, mirror.span, url),
            None => self.fact(url),
        }
    }

    /// The newest of its cloud images.
    fn known_image(&self) -> Option<&'static facts::CloudImage> {
        self.release?.cloud_images.last()
    }

    fn cloud_image(&self) -> Option<Download> {
        if let Some(own) = &self.blueprint.cloud_image {
            return Some(Download::written(own));
        }
        let image = self.known_image()?;
        let folder = format!("cloud/{}/images", self.facts.architecture);
        Some(Download {
            url: self.address(&format!("{folder}/{}", image.file)),
            sha256: self.fact(image.sha256.to_string()),
        })
    }

    fn iso(&self) -> Option<Download> {
        if let Some(own) = &self.blueprint.iso {
            return Some(Download::written(own));
        }
        let iso = self.release?.boot_iso.as_ref()?;
        let folder = format!("isos/{}", self.facts.architecture);
        Some(Download {
            url: self.address(&format!("{folder}/{}", iso.file)),
            sha256: self.fact(iso.sha256.to_string()),
        })
    }

    /// `None` if the name of the blueprint's own image holds no date.
    fn epoch(&self) -> Option<Traced<i64>> {
        const SECONDS_OF_A_DAY: i64 = 24 * 60 * 60;
        let seconds = |date: Date| i64::from(date.day_number()) * SECONDS_OF_A_DAY;
        let rule = "the day of the cloud image";
        match &self.blueprint.cloud_image {
            Some(own) => {
                let date = facts::date_in(facts::file_of(&own.url))?;
                Some(Traced::written(Layer::Image, own.url.span, seconds(date)))
            }
            None => Some(Traced::computed(seconds(self.known_image()?.date), rule)),
        }
    }

    fn repositories(&self) -> Vec<Repository> {
        let architecture = &self.facts.architecture;
        let url = |repository: &facts::Repository| match (&repository.folder, &repository.url) {
            (_, Some(url)) => self.fact(url.to_string()),
            (folder, None) => {
                let folder = folder.as_deref().unwrap_or(&repository.name);
                self.address(&format!("{folder}/{architecture}/os/"))
            }
        };
        let key = |name: &str| {
            let key = self.facts.keys.iter().find(|key| key.name == name);
            key.map(|key| key.path.clone()).unwrap_or_default()
        };
        let all = self.facts.repositories.iter();
        all.map(|repository| Repository {
            id: self.fact(repository.id.clone()),
            name: self.fact(repository.name.clone()),
            url: url(repository),
            enabled: self.fact(repository.enabled),
            key: self.fact(key(&repository.key)),
        })
        .collect()
    }

    fn keys(&self) -> Vec<Key> {
        let all = self.facts.keys.iter();
        all.map(|key| Key {
            name: self.fact(key.name.clone()),
            url: self.fact(key.url.to_string()),
            path: self.fact(key.path.clone()),
            fingerprint: self.fact(key.fingerprint.clone()),
        })
        .collect()
    }

    fn layout(&self) -> Layout {
        // The first MiB holds the table.
        let mut start = 1;
        let mut partitions = Vec::with_capacity(self.facts.layout.partitions.len());
        for (number, partition) in (1..).zip(&self.facts.layout.partitions) {
            let end = partition.size_mib.map_or(0, |size| start + size);
            partitions.push(Partition {
                number: self.fact(number),
                name: self.fact(partition.name.clone()),
                filesystem: self.fact(partition.filesystem),
                mount: self.fact(partition.mount.clone().unwrap_or_default()),
                start: self.fact(start),
                end: self.fact(end),
            });
            start = end;
        }
        Layout { disk: self.fact(self.facts.layout.disk_gib), partitions }
    }
}

impl PlatformArchive {
    fn resolve(platform: &kinds::PlatformArchive) -> Self {
        Self {
            version: shown(&platform.version),
            archive: platform.archive.as_ref().map(shown),
            sha256: platform.sha256.as_ref().map(shown).map(|s| s.map(|s| s.to_ascii_lowercase())),
        }
    }
}

impl Download {
    fn written(download: &kinds::Download) -> Self {
        Self { url: shown(&download.url), sha256: shown(&download.sha256) }
    }
}

fn written<T: Clone>(spanned: &Spanned<T>) -> Traced<T> {
    Traced::from_blueprint(Layer::Image, spanned)
}

fn shown<T: ToString>(spanned: &Spanned<T>) -> Traced<String> {
    Traced::written(Layer::Image, spanned.span, spanned.value.to_string())
}
