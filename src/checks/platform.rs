//! The 1C:Enterprise platform of a server.

use super::fault::PlatformFault;
use super::lives;
use super::scope::{Scope, Tenant};
use crate::blueprint::kinds::Kind;
use crate::diagnostics::{Report, Span};

/// The oldest line with the layout that the templates write for: `/opt/1cv8/x86_64/VERSION` and the
/// units `srv1cv8-VERSION@.service`. Lines before it lie in `/opt/1C/v8.3` and have other units.
const OLDEST_LINE: u32 = 18;

/// Syntax of the version, and its life.
pub(super) fn of_server(scope: &Scope<'_>, tenant: Tenant<'_>, report: &mut Report) {
    let Some(platform) = tenant.server.platform.get() else { return };
    let (version, span) = (&*platform.version.value, platform.version.span);
    let line = match Line::judge(version) {
        OldOrNew::NoVersion => {
            return report.push(PlatformFault::Version { version, span }.into());
        }
        _ if tenant.is_deleted() => return,
        OldOrNew::Old => return report.push(PlatformFault::OldLayout { version, span }.into()),
        OldOrNew::Fits(line) => line,
    };
    in_image(scope, tenant, version, span, report);
    if let Some(end) = lives::end_of(line)
        && end.since <= scope.judged_at
    {
        report.push(PlatformFault::PastItsLife { version, span, line, end }.into());
    }
}

/// An image that lists its platforms brings these and no other: nobody has the archive of another
/// one at hand when the server is made.
fn in_image(scope: &Scope<'_>, tenant: Tenant<'_>, version: &str, span: Span, report: &mut Report) {
    let Some(image) = scope.image_of(tenant.server) else { return };
    let Some(first) = image.platforms.first() else { return };
    let brings = image.platforms.iter().any(|brought| *brought.version.value == *version);
    if !brings && scope.is_whole(Kind::Image, &image.name) {
        let fault = PlatformFault::NotInImage {
            version,
            span,
            image: &image.name,
            known: image.platforms.iter().map(|brought| &*brought.version.value).collect(),
            described: first.version.span,
        };
        report.push(fault.into());
    }
}

/// What a text is that should be a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum OldOrNew {
    /// No version of the platform.
    NoVersion,
    /// One with another layout than the templates write for.
    Old,
    /// One of this line.
    Fits(Line),
}

/// The first three numbers of a version, within which builds only mend.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Line(pub(super) u32, pub(super) u32, pub(super) u32);

impl Line {
    /// What a text is that should be a full version.
    pub(super) fn judge(version: &str) -> OldOrNew {
        match Self::of(version) {
            None => OldOrNew::NoVersion,
            Some(line) if line.is_before_layout() => OldOrNew::Old,
            Some(line) => OldOrNew::Fits(line),
        }
    }

    /// The line of a full version: `8.3.` and two digits, or `8.5.` and one or two, then a build of
    /// four digits. Packages and folders of the platform have exactly this text in their names.
    fn of(version: &str) -> Option<Self> {
        let mut numbers = [0; 4];
        let mut parts = version.split('.');
        for number in &mut numbers {
            let part = parts.next()?;
            let plain = !part.is_empty()
                && part.len() <= 4
                && part.bytes().all(|b| b.is_ascii_digit())
                && (part.len() == 1 || !part.starts_with('0'));
            *number = part.parse().ok().filter(|_| plain)?;
        }
        let [generation, edition, line, build] = numbers;
        let line_fits = match edition {
            3 => (10..=99).contains(&line),
            5 => (1..=99).contains(&line),
            _ => false,
        };
        let fits = generation == 8 && line_fits && build >= 1000 && parts.next().is_none();
        fits.then_some(Self(generation, edition, line))
    }

    const fn is_before_layout(self) -> bool {
        self.1 == 3 && self.2 < OLDEST_LINE
    }
}

impl std::fmt::Display for Line {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}.{}.{}", self.0, self.1, self.2)
    }
}

#[cfg(test)]
mod tests {
    use super::Line;

    #[test]
    fn a_version_has_two_digits_of_line_and_four_of_build() {
        assert_eq!(Line::of("8.3.25.1445"), Some(Line(8, 3, 25)));
        assert_eq!(Line::of("8.5.1.1302"), Some(Line(8, 5, 1)));
        for wrong in [
            "8.3.25",
            "8.3.25.1445.1",
            "8.3.25.145",
            "8.3.5.1445",
            "8.4.1.1445",
            "8.2.19.1300",
            "8_3_25_1445",
            "8.3.25.01445",
            "8.3.025.1445",
            "8.3.25.1445 ",
            "+8.3.25.1445",
            "8.3.२५.1445",
            "",
        ] {
            assert_eq!(Line::of(wrong), None, "{wrong}");
        }
    }
}
