use crate::blueprint::kinds::DestinationKind;
use crate::checks::codes;
use crate::checks::fault::AddonFault;
use crate::diagnostics::Finding;

impl From<AddonFault<'_>> for Finding {
    fn from(fault: AddonFault<'_>) -> Self {
        match fault {
            AddonFault::NotCounted { name, provides, span, described } => Self::error(
                codes::NOT_COUNTED,
                format!("the add-on `{name}` is not counted, a server has it once"),
            )
            .at(span, "a quantity means nothing here")
            .also(described, format!("it provides `{provides}`"))
            .help("leave `quantity` out"),
            AddonFault::NotForInfobases { name, provides, span, described } => Self::error(
                codes::NOT_FOR_INFOBASES,
                format!("the add-on `{name}` is for the whole server, not for single infobases"),
            )
            .at(span, "no infobase can be chosen here")
            .also(described, format!("it provides `{provides}`"))
            .help("leave `infobases` out; only `infobase-backup` is for single infobases"),
            AddonFault::SameThing { provides, span, first } => Self::error(
                codes::SAME_THING,
                format!("two add-ons of this server both provide `{provides}`"),
            )
            .at(span, "this one provides it again")
            .also(first, "this one provides it already")
            .help("keep one of them: the customer would pay twice for one thing"),
            AddonFault::NeedsKorp { key, span, licence } => {
                Self::error(codes::NEEDS_KORP, format!("`{key}` needs a KORP licence"))
                    .at(span, "a limit of the cluster")
                    .also(licence, "the server's licence is PROF")
                    .note("since 9 September 2019 a cluster with a limit that was changed demands KORP and refuses PROF")
                    .help("remove the limit, or write `licence: korp` if the customer has such a licence")
            }
            AddonFault::NoDestination { name, span } => Self::error(
                codes::NO_DESTINATION,
                format!("the backup package `{name}` has nowhere to put the backups"),
            )
            .at(span, "needs `backup.destination` of the server")
            .help("write `backup: {destination: {kind: s3, endpoint: …, bucket: …}}` for the server"),
            AddonFault::NoPackage { span } => Self::error(
                codes::NO_PACKAGE,
                "a backup destination without a backup package writes nothing",
            )
            .at(span, "no add-on of this server makes backups")
            .note("the technical backup of the tariff does not come here")
            .help("add an add-on that provides `infobase-backup` or `cluster-backup`, or remove `backup`"),
            AddonFault::BackupOfNothing { name, span } => Self::error(
                codes::BACKUP_OF_NOTHING,
                format!("the package `{name}` copies infobases, and this server has none"),
            )
            .at(span, "a backup of single infobases")
            .help("list the server's `infobases`, or leave the package out until there are some"),
            AddonFault::RepositoryWithoutVpn { name, span } => Self::error(
                codes::REPOSITORY_WITHOUT_VPN,
                format!("nobody can reach the configuration repository of `{name}`"),
            )
            .at(span, "it is served in the private network only, and this server has none")
            .help("give the server a `vpn`, or remove the add-on"),
            AddonFault::NoBucket { span } => {
                Self::error(codes::BUCKET, "an S3 destination needs a bucket")
                    .at(span, "no `bucket` beside it")
                    .help("write `bucket: NAME`; one bucket for each server keeps restores apart")
            }
            AddonFault::NeedlessBucket { span, kind } => {
                Self::error(codes::BUCKET, "an SFTP destination has no bucket")
                    .at(span, "a bucket means nothing here")
                    .also(kind, "the destination is SFTP")
                    .help("write the folder into `endpoint`: `sftp://user@host/folder`")
            }
            AddonFault::BucketName { name, span } => Self::error(
                codes::BUCKET,
                format!("`{name}` cannot be the name of a bucket"),
            )
            .at(span, "S3 services refuse this name")
            .help("write lower-case Latin letters, digits and inner hyphens or dots, 3 to 63 characters"),
            AddonFault::Endpoint { endpoint, at, kind, span } => {
                let (scheme, why) = scheme_and_reason(kind, endpoint);
                let headline =
                    format!("`{endpoint}` is no address of a destination of the kind `{kind}`");
                Self::error(codes::ENDPOINT, headline)
                    .at(at, why)
                    .also(span, "the kind of the destination")
                    .help(format!("write an address that begins with `{scheme}`"))
            }
            AddonFault::NoRhythm { name, span } => Self::error(
                codes::PACKAGE_RHYTHM,
                format!("the backup package `{name}` does not say how often and for how long"),
            )
            .at(span, "a backup package")
            .help("write `backup: {every: 4 hours, keep: 30 days}`"),
            AddonFault::NeedlessRhythm { name, span, provides } => Self::error(
                codes::PACKAGE_RHYTHM,
                format!("the add-on `{name}` makes no backups"),
            )
            .at(span, format!("it provides `{provides}`"))
            .help("remove `backup`, or say in `provides` which backups it makes"),
            AddonFault::KeptTooShortly { every, keep, span, other } => Self::error(
                codes::PACKAGE_RHYTHM,
                format!("copies kept for {keep} are gone before the next one after {every}"),
            )
            .at(span, "shorter than the time between two copies")
            .also(other, "the next copy comes after this time")
            .help("keep each copy at least until the next one is there"),
        }
    }
}

/// How an endpoint of a kind begins, and why this one is none.
fn scheme_and_reason(kind: DestinationKind, endpoint: &str) -> (&'static str, &'static str) {
    let (scheme, other_scheme, other_form) = match kind {
        DestinationKind::S3 => (
            "https://",
            "the credentials would travel in the clear",
            "a bucket is named after this, so it has neither `?` nor `#`",
        ),
        DestinationKind::Sftp => {
            ("sftp://", "not an address of SFTP", "the host is a name or an IPv4 address here")
        }
    };
    (scheme, if endpoint.starts_with(scheme) { other_form } else { other_scheme })
}
