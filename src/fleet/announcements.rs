//! What customers are told in advance: notices, and changes of prices.

use super::catalogue::Catalogue;
use super::origin::{Layer, Origin, Traced};
use super::provider::Localized;
use super::server::{Notice, Part, PriceChange};
use crate::blueprint::kinds::{self, NoticeAbout, Price};
use crate::contract::{Date, Interval, Percent};

/// The notices that concern a server, in the order of their documents.
pub(super) fn notices(
    catalogue: &Catalogue<'_>,
    server: &kinds::Server,
    tariff: &str,
    image: &str,
) -> Vec<Notice> {
    let concerned = catalogue.notices_for(&server.name, tariff, image);
    concerned.filter_map(|notice| resolve(catalogue, notice)).collect()
}

/// `None` if a moment is missing or wrong; reading has said so.
fn resolve(catalogue: &Catalogue<'_>, notice: &kinds::Notice) -> Option<Notice> {
    let written = |spanned| Traced::from_blueprint(Layer::Provider, spanned);
    let (announced, starts) = (notice.announced.get()?, notice.starts.get()?);
    Some(Notice {
        name: Traced::written(Layer::Provider, notice.name.span, notice.name.to_string()),
        about: Traced::from_blueprint(Layer::Provider, &notice.about),
        announced: written(announced),
        starts: written(starts),
        ends: notice.ends.as_ref().map(written),
        what: Localized::from_blueprint(Layer::Provider, &notice.what),
        effect: Localized::from_blueprint(Layer::Provider, &notice.effect),
        unplanned: unplanned(catalogue, notice).unwrap_or_default(),
    })
}

/// What the terms in force on the day of the announcement do not call planned.
fn unplanned(catalogue: &Catalogue<'_>, notice: &kinds::Notice) -> Option<Vec<Part>> {
    if notice.about.value != NoticeAbout::PlannedWorks {
        return None;
    }
    let told = notice.announced.get()?.value;
    let works = Interval::new(notice.starts.get()?.value, notice.ends.as_ref()?.value)?;
    let terms = catalogue.terms_at(told)?;
    let classified = terms.works.classify(told, works, terms.counting.utc_offset);
    let traced =
        |moment| Traced::computed(moment, "the notice, outside of the hours of clause 7.1");
    let part = |part: Interval<_>| Part { from: traced(part.from()), until: traced(part.until()) };
    Some(classified.unplanned.into_iter().map(part).collect())
}

/// The changes of prices that a server meets: of its tariff, from those on that begin after it has the
/// tariff, and of its add-ons. A build knows no day, so every announced change is told of.
pub(super) fn price_changes(catalogue: &Catalogue<'_>, server: &kinds::Server) -> Vec<PriceChange> {
    let mut changes = Vec::new();
    let (Some(current), Some(first)) = (
        server.tariffs.get().and_then(|all| all.last()),
        server.tariffs.get().and_then(|all| all.first()),
    ) else {
        return changes;
    };
    if let Some(tariff) = catalogue.tariff(&current.tariff)
        && let Some(title) = tariff.title.get()
    {
        let of = PriceOf { name: tariff.name.to_string(), title, layer: Layer::Tariff };
        let met = announced(&tariff.prices).filter(|(_, new)| current.since.value < new.from.value);
        changes.extend(met.filter_map(|(old, new)| of.change(catalogue, old, new)));
    }
    for used in &server.addons {
        if let Some(addon) = catalogue.addon(&used.addon)
            && let Some(title) = addon.title.get()
        {
            // A tariff may have the same name, and none has a dot in it.
            let name = format!("addon.{}", *addon.name);
            let of = PriceOf { name, title, layer: Layer::Provider };
            let met =
                announced(&addon.prices).filter(|(_, new)| first.since.value < new.from.value);
            changes.extend(met.filter_map(|(old, new)| of.change(catalogue, old, new)));
        }
    }
    changes
}

/// Each announced price that is another than the one before it, with that one.
fn announced(prices: &[Price]) -> impl Iterator<Item = (&Price, &Price)> {
    let pairs = prices.windows(2).filter_map(|pair| Some((pair.first()?, pair.last()?)));
    pairs.filter(|(old, new)| new.announced.is_some() && old.monthly.value != new.monthly.value)
}

struct PriceOf<'a> {
    name: String,
    title: &'a kinds::Localized,
    layer: Layer,
}

impl PriceOf<'_> {
    fn change(&self, catalogue: &Catalogue<'_>, old: &Price, new: &Price) -> Option<PriceChange> {
        let written = |spanned| Traced::from_blueprint(self.layer, spanned);
        let sum = |price: &Price| {
            Traced::written(self.layer, price.monthly.span, price.monthly.value.to_string())
        };
        let from = written(&new.from);
        Some(PriceChange {
            name: Traced::new(
                format!("{}-{}", self.name, from.value),
                Origin::written(self.layer, new.from.span),
            ),
            title: Localized::from_blueprint(self.layer, self.title),
            of_tariff: Traced::computed(self.layer == Layer::Tariff, "whose price it is"),
            old: sum(old),
            new: sum(new),
            vat: vat(catalogue, from.value)?,
            from,
            announced: written(new.announced.as_ref()?),
        })
    }
}

/// The rate of the tax on a day.
fn vat(catalogue: &Catalogue<'_>, day: Date) -> Option<Traced<Percent>> {
    let rates = catalogue.provider?.vat.iter().filter(|rate| rate.from.value <= day);
    let rate = rates.max_by_key(|rate| rate.from.value)?;
    Some(Traced::from_blueprint(Layer::Provider, &rate.rate))
}
