//! The one rule by which settings win: provider, image, tariff, customer, server; the later one.

use super::origin::{Layer, Origin, Traced};
use crate::blueprint::Spanned;
use crate::blueprint::kinds::{Image, Provider, Settings, Tariff};

/// The settings that bear on one server, the weakest first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Layers<'a>(pub(super) [(Layer, Option<&'a Settings>); 5]);

impl<'a> Layers<'a> {
    /// The documents in their order; a customer and a server are named by their settings, so that
    /// a tariff can be sized before anybody has it.
    pub(super) fn new(
        provider: &'a Provider,
        image: &'a Image,
        tariff: &'a Tariff,
        customer: Option<&'a Settings>,
        server: Option<&'a Settings>,
    ) -> Self {
        Self([
            (Layer::Provider, provider.settings.as_ref()),
            (Layer::Image, image.settings.as_ref()),
            (Layer::Tariff, tariff.settings.as_ref()),
            (Layer::Customer, customer),
            (Layer::Server, server),
        ])
    }

    /// Everybody who says a value; `None` if nobody does.
    fn said<T: 'a>(
        &self,
        get: impl Fn(&'a Settings) -> Option<&'a Spanned<T>>,
        below: Option<Origin>,
    ) -> Option<(&'a Spanned<T>, Origin)> {
        let mut winner = None;
        let mut origin = below;
        for (layer, settings) in self.0 {
            if let Some(spanned) = settings.and_then(&get) {
                origin = Some(match origin.take() {
                    Some(weaker) => weaker.overruled(layer, spanned.span),
                    None => Origin::written(layer, spanned.span),
                });
                winner = Some(spanned);
            }
        }
        winner.zip(origin)
    }

    /// The value said by the strongest layer, if any says one.
    pub(super) fn own<T: Clone + 'a>(
        &self,
        get: impl Fn(&'a Settings) -> Option<&'a Spanned<T>>,
    ) -> Option<Traced<T>> {
        self.said(get, None).map(|(spanned, origin)| Traced::new(spanned.value.clone(), origin))
    }

    /// The value said by the strongest layer, or `below`.
    pub(super) fn over<T: Clone + 'a>(
        &self,
        get: impl Fn(&'a Settings) -> Option<&'a Spanned<T>>,
        below: Traced<T>,
    ) -> Traced<T> {
        self.over_as(get, T::clone, below)
    }

    /// The value said by the strongest layer in the form that templates see, or `below`.
    pub(super) fn over_as<T: 'a, U>(
        &self,
        get: impl Fn(&'a Settings) -> Option<&'a Spanned<T>>,
        show: impl Fn(&T) -> U,
        below: Traced<U>,
    ) -> Traced<U> {
        match self.said(get, Some(below.origin.clone())) {
            Some((spanned, origin)) => Traced::new(show(&spanned.value), origin),
            None => below,
        }
    }
}
