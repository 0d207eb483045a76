//! Lengths of time and sizes that a program takes in another sense than they are written in.

use super::fault::SettingFault;
use super::names;
use super::scope::{Scope, Tenant};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::Settings;
use crate::blueprint::units::Size;
use crate::contract::{DailyWindow, Duration};
use crate::diagnostics::Report;

/// The locales that the step `10-base` of an image installs.
const LOCALES: [&str; 3] = ["en_US.UTF-8", "kk_KZ.UTF-8", "ru_RU.UTF-8"];
/// Half of it is left for an update that begins last.
const LEAST_WINDOW_MINUTES: i32 = 60;
const MINUTE: u64 = 60;
const HOUR: u64 = 60 * MINUTE;
const DAY: u64 = 24 * HOUR;

/// Settings of everything that is not a server.
pub(super) fn of_project(scope: &Scope<'_>, report: &mut Report) {
    for settings in scope.shared_settings() {
        of_settings(scope, settings, report);
    }
    let Some(provider) = scope.catalogue.provider else { return };
    if let Some(ttl) = provider.dns.get().and_then(|dns| dns.ttl.as_ref()) {
        let why =
            "resolvers cut what is longer (RFC 8767), and 0 turns every visit into a question";
        within("ttl", ttl, 1, 7 * DAY, why, report);
    }
    let Some(backup) = provider.technical_backup.get() else { return };
    within(
        "every",
        &backup.every,
        HOUR,
        31 * DAY,
        "a machine is copied once an hour at most",
        report,
    );
    if backup.keep.seconds() < backup.every.seconds() {
        let fault = SettingFault::KeptTooShortly {
            every: backup.every.value,
            keep: backup.keep.value,
            span: backup.keep.span,
            other: backup.every.span,
        };
        report.push(fault.into());
    }
}

/// Settings of one server.
pub(super) fn of_server(scope: &Scope<'_>, tenant: Tenant<'_>, report: &mut Report) {
    if let Some(settings) = &tenant.server.settings {
        of_settings(scope, settings, report);
    }
    for publication in tenant.server.infobases.iter().filter_map(|i| i.publication.as_ref()) {
        upload(publication.upload_limit.as_ref(), report);
        timeout(publication.timeout.as_ref(), report);
    }
}

fn of_settings(scope: &Scope<'_>, settings: &Settings, report: &mut Report) {
    if let Some(web) = &settings.web {
        upload(web.upload_limit.as_ref(), report);
        timeout(web.timeout.as_ref(), report);
    }
    if let Some(monitoring) = &settings.monitoring {
        if let Some(interval) = &monitoring.interval {
            let why = "alerts look at five minutes and need four values; PostgreSQL and 1C should not be asked without a pause";
            within("interval", interval, 5, MINUTE, why, report);
        }
        if let Some(retention) = &monitoring.retention {
            let why = "alerts compare with the day before";
            within("retention", retention, 2 * DAY, 3660 * DAY, why, report);
        }
    }
    if let Some(window) = settings.updates.as_ref().and_then(|updates| updates.window.as_ref()) {
        quiet(scope, window, report);
        if window.seconds() < LEAST_WINDOW_MINUTES * 60 {
            let (window, span) = (window.value, window.span);
            report.push(
                SettingFault::ShortWindow { window, span, least: LEAST_WINDOW_MINUTES }.into(),
            );
        }
    }
    // One of another form is a finding of its own.
    if let Some(locale) = &settings.locale
        && names::system_locale(&locale.value.to_string()).is_none()
        && !LOCALES.contains(&locale.value.to_string().as_str())
    {
        let (name, span) = (locale.value.to_string(), locale.span);
        report.push(SettingFault::Locale { locale: name, span, known: &LOCALES }.into());
    }
    if let Some(history) = settings.technical_log.as_ref().and_then(|log| log.history.as_ref()) {
        let why = "1C counts the history of the log in whole hours";
        within("history", history, HOUR, 3660 * DAY, why, report);
        if history.seconds() % HOUR != 0 {
            let (key, value, span) = ("history", history.value, history.span);
            report.push(SettingFault::Hours { key, value, span, why }.into());
        }
    }
}

/// Works are planned only within the hours of the terms (clause 7.1). The hours of the terms are
/// those of Kazakhstan; a server that tells another time is judged by its own clock all the same.
fn quiet(scope: &Scope<'_>, window: &Spanned<DailyWindow>, report: &mut Report) {
    let Some(edition) = scope.catalogue.latest_terms() else { return };
    let Some(terms) = edition.parameters() else { return };
    let quiet = terms.works.window;
    let within = quiet.from_second() <= window.from_second()
        && window.until_second() <= quiet.until_second();
    if !within {
        let fault = SettingFault::LoudHours {
            window: window.value,
            span: window.span,
            quiet,
            edition: &edition.name,
            written: edition.place("maintenance.window"),
        };
        report.push(fault.into());
    }
}

fn upload(limit: Option<&Spanned<Size>>, report: &mut Report) {
    if let Some(limit) = limit
        && limit.in_mebibytes() == 0
    {
        report.push(SettingFault::NoUpload { span: limit.span }.into());
    }
}

fn timeout(timeout: Option<&Spanned<Duration>>, report: &mut Report) {
    if let Some(timeout) = timeout {
        let why = "1C answers no request in no time, and a day is longer than any browser waits";
        within("timeout", timeout, 1, DAY, why, report);
    }
}

fn within(
    key: &'static str,
    written: &Spanned<Duration>,
    least: u64,
    most: u64,
    why: &'static str,
    report: &mut Report,
) {
    if !(least..=most).contains(&written.seconds()) {
        let (value, span) = (written.value, written.span);
        report.push(SettingFault::Time { key, value, span, least, most, why }.into());
    }
}
