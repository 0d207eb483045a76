//! What is copied of a server, how often, for how long and where to: the plan of its backups.
//!
//! `docs/programs/backup.md` explains the figures. Those of loss and restore are computed so that a
//! letter can name them; the restore tests on the server measure the second.

use super::catalogue::Catalogue;
use super::origin::{Layer, Origin, Traced};
use super::server::{
    Addon, Backup, BackupPlan, CopiedInfobase, Copies, Infobase, InfobaseCopies, SystemSettings,
    TechnicalCopies,
};
use crate::blueprint::kinds::{self, Access, DestinationKind, Provides};
use crate::contract::DailyWindow;

const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// `archive_timeout` of a server with the package for the whole cluster, and the rhythm in which new
/// copies are brought to the destination: what is lost with the server is at most their sum.
const LOG_SWITCH: u64 = 5 * MINUTE;
const SHIPPING: u64 = 10 * MINUTE;

/// A machine is written back to its disk at about 100 MiB/s, after half an hour of preparation.
const MACHINE_SECONDS_PER_GIB: u64 = 10;
const PREPARATION: u64 = 30 * MINUTE;
/// Loading a dump builds every index anew: about 17 MiB/s of database.
const DUMP_SECONDS_PER_GIB: u64 = 60;
/// Copying, checking and replaying the log of a day.
const CLUSTER_SECONDS_PER_GIB: u64 = 30;

/// What the plan is made from.
pub(super) struct Known<'a> {
    pub(super) catalogue: &'a Catalogue<'a>,
    pub(super) provider: &'a kinds::Provider,
    pub(super) server: &'a kinds::Server,
    pub(super) access: Access,
    pub(super) disk: u64,
    pub(super) infobases: &'a [Infobase],
    pub(super) addons: &'a [Addon],
    pub(super) backup: Option<&'a Backup>,
    pub(super) settings: &'a SystemSettings,
}

/// The plan; `None` if the provider's document lacks its part, which reading has said.
pub(super) fn plan(known: &Known<'_>) -> Option<BackupPlan> {
    let technical = known.provider.technical_backup.get()?;
    let window =
        known.backup.map_or_else(|| known.settings.updates.window.clone(), |b| b.window.clone());
    let infobases = package(known, Provides::InfobaseBackup).map(|(package, of)| InfobaseCopies {
        copies: individual(known, package, &window, DUMP_SECONDS_PER_GIB, None),
        infobases: chosen(known.infobases, of),
    });
    let cluster = package(known, Provides::ClusterBackup).map(|(package, _)| {
        let loss = LOG_SWITCH + SHIPPING;
        individual(known, package, &window, CLUSTER_SECONDS_PER_GIB, Some(loss))
    });
    let not_covered = not_covered(known, infobases.as_ref(), cluster.is_some());
    Some(BackupPlan {
        technical: TechnicalCopies {
            every: seconds(Layer::Provider, &technical.every),
            keep: seconds(Layer::Provider, &technical.keep),
            window: match &technical.window {
                Some(window) => Traced::from_blueprint(Layer::Provider, window),
                None => known.settings.updates.window.clone(),
            },
            loss: seconds(Layer::Provider, &technical.every),
            restore: Traced::computed(
                estimate(PREPARATION + known.disk * MACHINE_SECONDS_PER_GIB),
                "30 min + 10 s for each GiB of disk, rounded up to 10 min",
            ),
        },
        files: nightly(&window),
        infobases,
        cluster,
        restore_test: Traced::computed(middle(window.value), "the middle of the window"),
        repository: known.backup.map(|backup| repository(backup, &known.server.name)),
        running: Traced::computed(known.access == Access::Open, "access is open"),
        not_covered,
    })
}

fn seconds(
    layer: Layer,
    written: &crate::blueprint::Spanned<crate::contract::Duration>,
) -> Traced<u64> {
    Traced::written(layer, written.span, written.seconds())
}

/// The package that gives this, and its use.
fn package<'a>(
    known: &Known<'a>,
    provides: Provides,
) -> Option<(&'a kinds::BackupPackage, &'a Addon)> {
    let used = known.addons.iter().find(|addon| addon.provides.value == provides)?;
    let (_, addon) = known.server.addons.iter().find_map(|own| {
        let addon = known.catalogue.addon(&own.addon)?;
        (*own.addon.value == *used.name.value).then_some((own, addon))
    })?;
    Some((addon.backup.as_ref()?, used))
}

fn individual(
    known: &Known<'_>,
    package: &kinds::BackupPackage,
    window: &Traced<DailyWindow>,
    seconds_per_gib: u64,
    loss: Option<u64>,
) -> Copies {
    let every = seconds(Layer::Default, &package.every);
    // The other half is for the copies themselves and for what is restored beside the original.
    let data = known.disk / 2;
    Copies {
        keep: seconds(Layer::Default, &package.keep),
        starts: Traced::computed(starts(every.value, window.value), "every, from the window on"),
        delay: Traced::computed(
            (every.value / 10).min(15 * MINUTE),
            "a tenth of every, at most 15 min",
        ),
        loss: match loss {
            Some(loss) => Traced::computed(loss, "archive_timeout 5 min + shipping every 10 min"),
            None => Traced::computed(every.value + SHIPPING, "every + shipping every 10 min"),
        },
        restore: Traced::computed(
            estimate(data * seconds_per_gib),
            format!("{seconds_per_gib} s for each GiB of half the disk, rounded up to 10 min"),
        ),
        every,
    }
}

/// Nobody can know it to the minute.
const fn estimate(seconds: u64) -> u64 {
    seconds.div_ceil(10 * MINUTE) * 10 * MINUTE
}

/// Configuration is copied on every server, whatever it has paid for.
fn nightly(window: &Traced<DailyWindow>) -> Copies {
    let fixed = |value: u64, shown: &str| Traced::default_value(value, shown);
    Copies {
        every: fixed(DAY, "24 hours"),
        keep: fixed(30 * DAY, "30 days"),
        starts: Traced::computed(starts(DAY, window.value), "every, from the window on"),
        delay: fixed(15 * MINUTE, "15 min"),
        loss: fixed(DAY, "24 hours"),
        restore: fixed(10 * MINUTE, "10 min"),
    }
}

/// When copies start, counted from the beginning of the window.
///
/// What happens several times a day cannot stay within the window; what happens once a day or more
/// rarely starts in it, and the program skips the days between.
fn starts(every: u64, window: DailyWindow) -> Vec<String> {
    let from = u64::try_from(window.from_second()).unwrap_or_default() / MINUTE;
    let step = (every / MINUTE).max(1);
    if step >= DAY / MINUTE {
        return vec![format!("*-*-* {:02}:{:02}:00", from / 60, from % 60)];
    }
    if 60_u64.is_multiple_of(step) && step < 60 {
        return vec![format!("*-*-* *:{:02}/{step}:00", from % step)];
    }
    let times = 24 * 60 / step;
    let mut minutes: Vec<u64> = (0..times).map(|n| (from + n * step) % (24 * 60)).collect();
    minutes.sort_unstable();
    if step.is_multiple_of(60) {
        let hours: Vec<String> = minutes.iter().map(|m| format!("{:02}", m / 60)).collect();
        return vec![format!("*-*-* {}:{:02}:00", hours.join(","), from % 60)];
    }
    minutes.iter().map(|m| format!("*-*-* {:02}:{:02}:00", m / 60, m % 60)).collect()
}

/// The middle of a window, to the minute.
fn middle(window: DailyWindow) -> String {
    let seconds = i32::midpoint(window.from_second(), window.until_second());
    let minutes = seconds / 60;
    format!("*-*-* {:02}:{:02}:00", minutes / 60, minutes % 60)
}

fn chosen(infobases: &[Infobase], used: &Addon) -> Vec<CopiedInfobase> {
    let wanted = |infobase: &&Infobase| {
        used.infobases.is_empty() || used.infobases.iter().any(|name| **name == *infobase.name)
    };
    let copied = |infobase: &Infobase| CopiedInfobase {
        name: infobase.name.clone(),
        database: infobase.database.clone(),
    };
    infobases.iter().filter(wanted).map(copied).collect()
}

/// The destination as restic names it. Every server has a repository of its own in it.
fn repository(backup: &Backup, server: &str) -> Traced<String> {
    let destination = &backup.destination;
    let endpoint = destination.endpoint.trim_end_matches('/');
    let name = match destination.kind.value {
        DestinationKind::S3 => {
            let bucket = destination.bucket.as_ref().map_or("", |bucket| &bucket.value);
            format!("s3:{endpoint}/{bucket}/{server}")
        }
        DestinationKind::Sftp => {
            // With one slash restic would begin at the account's home; the path of an address is absolute.
            let rest = endpoint.strip_prefix("sftp://").unwrap_or(endpoint);
            let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
            let path = path.trim_start_matches('/');
            let slash = if path.is_empty() { "" } else { "/" };
            format!("sftp://{host}//{path}{slash}{server}")
        }
    };
    Traced::new(name, destination.endpoint.origin.clone())
}

fn not_covered(
    known: &Known<'_>,
    infobases: Option<&InfobaseCopies>,
    cluster: bool,
) -> Vec<Traced<&'static str>> {
    let mut missing = Vec::new();
    let mut say = |word: &'static str, holds: bool, rule: &'static str| {
        if holds {
            missing.push(Traced::new(word, Origin::computed(rule)));
        }
    };
    let all = infobases.is_some_and(|copies| copies.infobases.len() == known.infobases.len());
    say("single-infobases", !all && !cluster, "no package dumps every infobase");
    say("any-moment", !cluster, "no package for the whole cluster");
    say("elsewhere", known.backup.is_none(), "no destination");
    for word in ["sessions", "system-logs", "monitoring-history", "certificates", "secrets"] {
        say(word, true, "no copy but the technical one has it");
    }
    missing
}

#[cfg(test)]
mod tests {
    use super::{DAY, HOUR, MINUTE, estimate, middle, repository, starts};
    use crate::blueprint::kinds::DestinationKind;
    use crate::fleet::origin::Traced;
    use crate::fleet::server::{Backup, Destination};

    fn at_destination(kind: DestinationKind, endpoint: &str, bucket: Option<&str>) -> String {
        let text = |text: &str| Traced::default_value(text.to_owned(), text);
        let destination = Destination {
            kind: Traced::default_value(kind, kind.word()),
            endpoint: text(endpoint),
            bucket: bucket.map(text),
        };
        let window = Traced::default_value("01:00-06:00".parse().unwrap(), "01:00-06:00");
        repository(&Backup { destination, window }, "romashka-main").value
    }

    #[test]
    fn every_server_has_a_repository_of_its_own() {
        let s3 = |endpoint| at_destination(DestinationKind::S3, endpoint, Some("copies"));
        assert_eq!(
            s3("https://s3.bulut.example"),
            "s3:https://s3.bulut.example/copies/romashka-main"
        );
        assert_eq!(
            s3("https://s3.bulut.example/"),
            "s3:https://s3.bulut.example/copies/romashka-main"
        );
        let sftp = |endpoint| at_destination(DestinationKind::Sftp, endpoint, None);
        assert_eq!(sftp("sftp://b@vault.example/1c"), "sftp://b@vault.example//1c/romashka-main");
        assert_eq!(
            sftp("sftp://b@vault.example:2022/a/b/"),
            "sftp://b@vault.example:2022//a/b/romashka-main"
        );
    }

    #[test]
    fn estimates_are_rounded_up_to_ten_minutes() {
        assert_eq!([estimate(1), estimate(600), estimate(601)], [600, 600, 1200]);
    }

    fn at(every: u64, window: &str) -> Vec<String> {
        starts(every, window.parse().unwrap())
    }

    #[test]
    fn what_comes_several_times_a_day_is_counted_from_the_window_on() {
        assert_eq!(at(4 * HOUR, "01:00-06:00"), ["*-*-* 01,05,09,13,17,21:00:00"]);
        assert_eq!(at(12 * HOUR, "22:30-23:30"), ["*-*-* 10,22:30:00"]);
        assert_eq!(at(HOUR, "01:15-06:00")[0].split(',').count(), 24);
    }

    #[test]
    fn what_comes_once_a_day_or_more_rarely_begins_in_the_window() {
        assert_eq!(at(DAY, "03:00-05:00"), ["*-*-* 03:00:00"]);
        assert_eq!(at(7 * DAY, "00:30-05:00"), ["*-*-* 00:30:00"]);
    }

    #[test]
    fn a_restore_test_stays_within_the_window() {
        assert_eq!(middle("01:00-06:00".parse().unwrap()), "*-*-* 03:30:00");
        assert_eq!(middle("23:00-24:00".parse().unwrap()), "*-*-* 23:30:00");
    }

    #[test]
    fn minutes_are_minutes() {
        assert_eq!(at(15 * MINUTE, "01:05-06:00"), ["*-*-* *:05/15:00"]);
        assert_eq!(at(40 * MINUTE, "01:00-06:00").len(), 36);
        let lines = at(90 * MINUTE, "01:00-06:00");
        assert_eq!(lines.len(), 16);
        assert_eq!(lines[0], "*-*-* 01:00:00");
        assert_eq!(lines[1], "*-*-* 02:30:00");
    }
}
