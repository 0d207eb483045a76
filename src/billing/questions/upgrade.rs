use super::renew::in_use;
use super::{About, basis_of, labels};
use crate::billing::prices::undecided;
use crate::billing::{Books, TariffStep, Unanswered};
use crate::contract::decision::{Decision, Trace, Value, decide};
use crate::contract::{
    Basis, ChangeMoment, Instant, TariffAnswer, TariffChange, Undecided, Upgrade, UpgradeFacts,
    change_tariff, upgrade,
};
use crate::diagnostics::nearest;

/// Whether a service can go to another tariff at a moment, and what that costs (5.1 to 5.3).
#[derive(Debug)]
pub struct UpgradeAnswer<'a> {
    /// What was asked, and what is known.
    pub about: About<'a>,
    /// Whether it can, and if not, why.
    pub change: Decision<TariffAnswer>,
    /// What it costs; absent where it cannot.
    pub upgrade: Option<(UpgradeFacts, Decision<Upgrade>)>,
}

impl<'a> Books<'a> {
    /// Whether and at what cost a service can go to another tariff within its term.
    ///
    /// # Errors
    /// Unknown names, a service that is not paid at the moment, a price that is not known, and what
    /// the rules cannot decide.
    pub fn upgrade(
        &self,
        server: &str,
        tariff: &str,
        at: Instant,
    ) -> Result<UpgradeAnswer<'a>, Unanswered> {
        let (account, number) = self.asked(server, at)?;
        let service = &account.services[number];
        let since = in_use(service, at)?.span.until();
        let none = || Unanswered::Suspended { server: service.name().to_owned(), since };
        let period = service.period_at(at).ok_or_else(none)?;
        let known = self.catalogue.blueprints.tariffs.iter().map(|it| &*it.name.value);
        let wanted = self.catalogue.tariff(tariff).ok_or_else(|| Unanswered::UnknownTariff {
            name: tariff.to_owned(),
            nearest: nearest(tariff, known).map(str::to_owned),
        })?;
        let no_tariff = || Unanswered::NoTariff { server: service.name().to_owned() };
        let old = *service.tariff_before(at).ok_or_else(no_tariff)?;
        let name = &wanted.name;
        let new =
            TariffStep { since: at, name: &name.value, tariff: Some(wanted), place: name.span };
        let resources = old.resources().zip(new.resources()).ok_or_else(no_tariff)?;
        let edition = self.edition_for(at, at)?;
        let mut about = About::service(&account, service, at, edition);
        let basis = basis_of(self, &about);
        let moment = ChangeMoment::InTerm;
        let facts = TariffChange { old: resources.0, new: resources.1, moment };
        let change = decide(&basis, |basis, trace| change_tariff(basis, &facts, trace))?;
        about.start(service);
        about.fact(&labels::PERIOD, period.span, Some(period.debit.covers.span));
        about.fact(&labels::WANTED, Value::Text(new.name.to_owned()), Some(new.place));
        let upgrade = if change.outcome.is_allowed() {
            let prices = |basis: &Basis<'_>, trace: &mut Trace| {
                let of = |step: &TariffStep<'a>, trace: &mut Trace| {
                    service.period_price(self, basis, period, step, trace)
                };
                Ok::<_, Unanswered>((of(&old, trace)?, of(&new, trace)?))
            };
            let (before, after) = prices(&basis, &mut Trace::off())?;
            about.fact(&labels::PRICE, before.monthly.price, Some(before.monthly.place));
            about.fact(&labels::PRICE, after.monthly.price, Some(after.monthly.place));
            let facts = |old, new| UpgradeFacts { old, new, period: period.span, at };
            let rule = |basis: &Basis<'_>, trace: &mut Trace| -> Result<Upgrade, Undecided> {
                let (before, after) = prices(basis, trace).map_err(undecided)?;
                upgrade(basis, &facts(before.gross, after.gross), trace)
            };
            Some((facts(before.gross, after.gross), decide(&basis, rule)?))
        } else {
            None
        };
        Ok(UpgradeAnswer { about, change, upgrade })
    }
}
