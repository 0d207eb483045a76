use std::time::{SystemTime, UNIX_EPOCH};

use qalyp::contract::{Date, Instant, UtcOffset};

use super::failure::Failure;

/// The date on which something is judged. Only this asks the clock, and only for a default: no byte
/// of the output depends on it.
#[derive(Debug, clap::Args)]
pub(super) struct AtArgs {
    /// Judge as on this date, such as 2026-05-31; today in Kazakhstan (+05:00) if absent
    #[arg(long, value_name = "DATE")]
    at: Option<Date>,
}

impl AtArgs {
    /// The date given, or today's.
    pub(super) fn date(&self) -> Result<Date, Failure> {
        let today = || date_at(SystemTime::now());
        self.at.or_else(today).ok_or_else(|| {
            Failure::new("the clock of this machine shows an impossible date")
                .help("set the clock, or say the date: `--at 2026-05-31`")
        })
    }
}

/// The moment of a question. As with [`AtArgs`], the clock is asked for a default only.
#[derive(Debug, clap::Args)]
pub(super) struct MomentArgs {
    /// Answer as at this moment, such as 2026-05-31T18:00:00+05:00; now if absent
    #[arg(long, value_name = "INSTANT")]
    at: Option<Instant>,
}

impl MomentArgs {
    /// The moment given, or now.
    pub(super) fn moment(&self) -> Result<Instant, Failure> {
        or_now(self.at)
    }
}

/// The moment of a change that is written. One that lies ahead of the clock makes certificates and lists that let nobody
/// in until then, and keeps everybody whose clock is right from changing anything.
#[derive(Debug, clap::Args)]
pub(super) struct WritingArgs {
    /// Do it as at this moment, such as 2026-05-31T18:00:00+05:00; now if absent
    #[arg(long, value_name = "INSTANT")]
    at: Option<Instant>,
    /// Let `--at` be more than a day ahead of the clock of this machine, because that clock is wrong
    #[arg(long, requires = "at")]
    ahead_of_clock: bool,
}

/// Certificates are good from a day before they are made.
const TOLERANCE: i64 = 86_400;

impl WritingArgs {
    /// The moment given, or now. Nothing is written by it.
    pub(super) fn asked(&self) -> Result<Instant, Failure> {
        or_now(self.at)
    }

    /// The moment given, or now, for what is written.
    pub(super) fn moment(&self) -> Result<Instant, Failure> {
        let moment = self.asked()?;
        match moment_of(SystemTime::now()) {
            Some(now) if !self.ahead_of_clock && is_ahead(moment, now) => {
                Err(Failure::new(format!(
                    "`--at` lies ahead of the clock of this machine, which says {}",
                    now.at(UtcOffset::KAZAKHSTAN)
                ))
                .help("what is made for the future lets nobody in until then; if the clock is wrong and `--at` is right, say `--ahead-of-clock`"))
            }
            _ => Ok(moment),
        }
    }
}

fn is_ahead(moment: Instant, now: Instant) -> bool {
    now.seconds_until(moment) > TOLERANCE
}

/// A moment, or now if there is none.
pub(super) fn or_now(moment: Option<Instant>) -> Result<Instant, Failure> {
    moment.or_else(|| moment_of(SystemTime::now())).ok_or_else(|| {
        Failure::new("the clock of this machine shows an impossible date")
            .help("set the clock, or say the moment: `--at 2026-05-31T18:00:00+05:00`")
    })
}

/// A moment of the clock, in whole seconds.
fn moment_of(moment: SystemTime) -> Option<Instant> {
    let seconds = i64::try_from(moment.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()?;
    Instant::EPOCH.add_seconds(seconds)
}

/// The date that a calendar in Kazakhstan shows.
fn date_at(moment: SystemTime) -> Option<Date> {
    let seconds = i64::try_from(moment.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()?;
    let local = seconds.checked_add(UtcOffset::KAZAKHSTAN.seconds().into())?;
    Date::from_day_number(i32::try_from(local.div_euclid(86_400)).ok()?)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_day_changes_at_midnight_in_kazakhstan() {
        let at =
            |seconds| date_at(UNIX_EPOCH + Duration::from_secs(seconds)).map(|d| d.to_string());
        // 18:59:59 and 19:00:00 UTC of one day.
        assert_eq!(at(1_780_253_999).as_deref(), Some("2026-05-31"));
        assert_eq!(at(1_780_254_000).as_deref(), Some("2026-06-01"));
        assert_eq!(date_at(UNIX_EPOCH - Duration::from_secs(1)), None);
    }

    #[test]
    fn what_is_written_is_a_day_ahead_at_most() {
        let now: Instant = "2026-11-23T09:00:00Z".parse().unwrap();
        for (moment, ahead) in [
            ("2020-01-01T00:00:00Z", false),
            ("2026-11-24T09:00:00Z", false),
            ("2026-11-24T09:00:01Z", true),
        ] {
            assert_eq!(is_ahead(moment.parse().unwrap(), now), ahead, "{moment}");
        }
    }

    #[test]
    fn the_moment_is_that_of_the_clock() {
        let at = |seconds| moment_of(UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(1_780_253_999), "2026-05-31T18:59:59Z".parse().ok());
        assert_eq!(moment_of(UNIX_EPOCH - Duration::from_secs(1)), None);
    }
}
