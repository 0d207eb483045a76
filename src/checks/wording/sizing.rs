use crate::blueprint::units::Size;
use crate::checks::codes;
use crate::checks::fault::{Dimension, SettingFault, SizingFault};
use crate::contract::Duration;
use crate::diagnostics::Finding;

impl From<SizingFault<'_>> for Finding {
    fn from(fault: SizingFault<'_>) -> Self {
        match fault {
            SizingFault::Disk { disk, span } => {
                Self::error(codes::DISK, format!("a disk of {disk} cannot be ordered"))
                    .at(span, "disks have whole GiB")
                    .help(format!("write `{} GiB`", disk.in_mebibytes().div_ceil(1024).max(1)))
            }
            SizingFault::BelowImage {
                tariff,
                image,
                dimension,
                has,
                needs,
                written,
                limit,
                span,
            } => {
                let (noun, has, needs) = match dimension {
                    Dimension::Processors => ("vCPU", has.to_string(), needs.to_string()),
                    Dimension::Memory => ("memory", mebibytes(has), mebibytes(needs)),
                    Dimension::Disk => ("disk", mebibytes(has), mebibytes(needs)),
                };
                Self::error(
                    codes::BELOW_IMAGE,
                    format!("the tariff `{tariff}` is too small for the image `{image}`: {noun} {has} of {needs}"),
                )
                .at(span, "the image is chosen here")
                .also(written, format!("the tariff has {has}"))
                .also(limit, format!("the image needs {needs}"))
                .help("choose a larger tariff or another image")
            }
            SizingFault::Memory { whose, span, memory, of_tariff, plan, least, said } => {
                let [system, monitoring, postgresql, onec] = plan.map(mebibytes);
                let [least_postgresql, least_onec] = least.map(mebibytes);
                let mut finding = Self::error(
                    codes::MEMORY,
                    format!("the memory of `{whose}` does not suffice for its programs"),
                )
                .at(span, format!("{} in all", mebibytes(memory)));
                if of_tariff != span {
                    finding = finding.also(of_tariff, "the memory of the tariff");
                }
                for place in said {
                    finding = finding.also(place, "this part is asked for here");
                }
                let rest = memory.saturating_sub(plan[0] + plan[1]);
                finding
                    .note(format!(
                        "{} − {system} for the system − {monitoring} for monitoring = {}",
                        mebibytes(memory),
                        mebibytes(rest)
                    ))
                    .note(format!(
                        "of these, PostgreSQL gets {postgresql} (at least {least_postgresql}) and 1C {onec} (at least {least_onec})"
                    ))
                    .help("give the tariff more memory, or change the shares in `settings.memory`")
            }
            SizingFault::Bounds { key, span, whose, value, least, most, of } => {
                let label = if value < least {
                    format!("at least {}", mebibytes(least))
                } else {
                    format!("at most {}, which is {of}", mebibytes(most))
                };
                Self::error(
                    codes::POSTGRESQL_BOUNDS,
                    format!("`{key}: {}` is outside its bounds on `{whose}`", mebibytes(value)),
                )
                .at(span, label)
                .help("leave it out to have it computed from the machine, or stay within the bounds")
            }
            SizingFault::AboveOnec { key, span, value, onec } => Self::warning(
                codes::ABOVE_ONEC,
                format!("`{key}: {}` is more memory than 1C has here", mebibytes(value)),
            )
            .at(span, format!("1C can take {}", mebibytes(onec)))
            .note("a limit that is never reached protects nothing: the kernel would end a process first")
            .help("write a limit below the memory that is left for 1C"),
        }
    }
}

impl From<SettingFault<'_>> for Finding {
    fn from(fault: SettingFault<'_>) -> Self {
        match fault {
            SettingFault::Time { key, value, span, least, most, why } => {
                let bound = |seconds| {
                    Duration::from_seconds(seconds).map_or_else(String::new, |d| d.to_string())
                };
                Self::error(codes::SETTING, format!("`{key}: {value}` is outside its bounds"))
                    .at(span, format!("from {} to {}", bound(least), bound(most)))
                    .note(why)
                    .help("write a value within the bounds, or leave the key out")
            }
            SettingFault::Hours { key, value, span, why } => {
                Self::error(codes::SETTING, format!("`{key}: {value}` is not in whole hours"))
                    .at(span, "whole hours are needed")
                    .note(why)
                    .help("write a number of hours or days")
            }
            SettingFault::NoUpload { span } => {
                Self::error(codes::SETTING, "`upload-limit: 0 MiB` would mean no limit at all")
                    .at(span, "nginx takes 0 for unlimited")
                    .help("write the largest request that should come through")
            }
            SettingFault::LoudHours { window, span, quiet, edition, written } => {
                let finding = Self::warning(
                    codes::LOUD_HOURS,
                    format!("updates at {window} may interrupt the service outside {quiet}"),
                )
                .at(span, "outside the hours of least load")
                .note(format!(
                    "clause 7.1 of the terms `{edition}`: works outside {quiet} are unplanned, whatever the notice, and count against the guarantee"
                ))
                .help(format!("choose a time within {quiet}, or agree on another one with the customer"));
                match written {
                    Some(written) => finding.also(written, "the hours of the terms"),
                    None => finding,
                }
            }
            SettingFault::Locale { locale, span, known } => {
                Self::error(codes::LOCALE, format!("no image has the locale `{locale}`"))
                    .at(span, "PostgreSQL's cluster could not be made with it")
                    .help(format!("choose one of {}", known.join(", ")))
            }
            SettingFault::ShortWindow { window, span, least } => Self::error(
                codes::SHORT_WINDOW,
                format!("updates do not fit into {window}"),
            )
            .at(span, format!("less than {least} minutes"))
            .note("updates begin in the first half of these hours, at another time on each server, and need the rest to finish")
            .help(format!("allow at least {least} minutes")),
            SettingFault::KeptTooShortly { every, keep, span, other } => Self::error(
                codes::SETTING,
                format!("copies kept for {keep} are gone before the next one after {every}"),
            )
            .at(span, "shorter than the time between two copies")
            .also(other, "the next copy comes after this time")
            .help("keep each copy at least until the next one is there"),
        }
    }
}

fn mebibytes(mebibytes: u64) -> String {
    Size::mebibytes(mebibytes).to_string()
}
