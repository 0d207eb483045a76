//! Planned works that notices announce, as the measurement of the availability takes them (clause 7.1).

use super::catalogue::Catalogue;
use super::fields::resolved;
use super::origin::{Layer, Origin, Traced};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{self, Access, NoticeAbout};
use crate::contract::Instant;

resolved! {
    /// Announced works on one server or on all. Moments are seconds since 1970-01-01 00:00 UTC.
    pub struct AnnouncedWorks {
        /// The name of the notice.
        id: Traced<String>,
        /// The server, or `*` for all.
        server: Traced<String>,
        /// When customers are told.
        announced: Traced<i64>,
        /// When they begin.
        starts: Traced<i64>,
        /// When they end.
        ends: Option<Traced<i64>>,
    }
}

/// Those of all notices of planned works, by notice and server. Servers that are not open get no
/// letter and are not measured, so works that name them are left out.
pub(super) fn announced(catalogue: &Catalogue<'_>) -> Vec<AnnouncedWorks> {
    let blueprints = catalogue.blueprints;
    let everybody = blueprints.notices.iter().filter(|notice| notice.affects.is_none());
    let everybody = everybody
        .filter_map(|notice| works(notice, Traced::computed("*".to_owned(), "it names nobody")));
    let servers = blueprints.customers.iter().flat_map(|customer| &customer.servers);
    let open = servers
        .filter(|server| server.access.as_ref().is_none_or(|access| access.value == Access::Open));
    let mut all: Vec<_> =
        everybody.chain(open.flat_map(|server| concerning(catalogue, server))).collect();
    all.sort_by(|a, b| (&a.id.value, &a.server.value).cmp(&(&b.id.value, &b.server.value)));
    all
}

fn concerning(catalogue: &Catalogue<'_>, server: &kinds::Server) -> Vec<AnnouncedWorks> {
    let current = server.tariffs.get().and_then(|all| all.last());
    let Some(tariff) = current.and_then(|dated| catalogue.tariff(&dated.tariff)) else {
        return Vec::new();
    };
    let image = server.image.as_ref().map_or(&*tariff.image, |name| &**name);
    let name = &server.name;
    let named = catalogue.notices_for(name, &tariff.name, image);
    let named = named.filter(|notice| notice.affects.is_some());
    named
        .filter_map(|notice| {
            works(notice, Traced::written(Layer::Server, name.span, name.value.to_string()))
        })
        .collect()
}

/// `None` if it announces something else, or if a moment is missing; reading has said so.
fn works(notice: &kinds::Notice, server: Traced<String>) -> Option<AnnouncedWorks> {
    let seconds = |moment: &Spanned<Instant>| {
        Traced::new(moment.value.unix_seconds(), Origin::written(Layer::Provider, moment.span))
    };
    (notice.about.value == NoticeAbout::PlannedWorks).then_some(())?;
    Some(AnnouncedWorks {
        id: Traced::written(Layer::Provider, notice.name.span, notice.name.to_string()),
        server,
        announced: seconds(notice.announced.get()?),
        starts: seconds(notice.starts.get()?),
        ends: notice.ends.as_ref().map(seconds),
    })
}
