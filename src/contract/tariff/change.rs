//! Whether a service can go from one tariff to another in place, and what to do where it cannot
//! (clauses 5.1 to 5.3).

use super::{ChangeMoment, ChangeRefusal, ResourceChange, Resources};
use crate::contract::decision::{Label, Step, Trace, labels};
use crate::contract::terms::Clause;
use crate::contract::{Basis, Undecided};

labels! {
    BEFORE = "resources-before": "қазіргі тарифтің ресурстары", "ресурсы нынешнего тарифа",
        "resources of the present tariff";
    AFTER = "resources-after": "қалаған тарифтің ресурстары", "ресурсы желаемого тарифа",
        "resources of the wanted tariff";
    COMPARED = "resources-compared": "ресурстарды салыстыру", "сравнение ресурсов",
        "comparison of the resources";
    WHEN = "moment-of-change": "тарифті өзгерту сәті", "момент смены тарифа",
        "moment of the change of tariff";
    VERDICT = "change-of-tariff": "тарифті осы қызметте өзгерту", "смена тарифа в той же услуге",
        "change of tariff within the service";

    EQUAL = "equal": "ресурстар бірдей", "ресурсы одинаковы", "the resources are the same";
    MORE = "more": "ресурстар көбірек", "ресурсов больше", "more resources";
    LESS = "less": "ресурстар азырақ", "ресурсов меньше", "fewer resources";
    MIXED = "mixed": "бір ресурс көбейеді, екіншісі азаяды",
        "один ресурс растёт, другой уменьшается", "one resource grows and another shrinks";

    IN_TERM = "in-term": "төленген мерзім ішінде", "в течение оплаченного срока",
        "within the paid term";
    AT_RENEWAL = "at-renewal": "келесі кезеңге ұзартқанда", "при продлении на следующий период",
        "when the term is extended";

    ALLOWED = "allowed": "рұқсат етіледі", "разрешена", "allowed";
    NO_CHANGE = "no-change": "ресурстар бірдей, ештеңе өзгермейді",
        "ресурсы одинаковы, ничего не изменится", "the resources are the same, nothing would change";
    NEEDS_NEW_SERVICE = "downgrade-needs-new-service":
        "кіші тарифке көшу үшін бөлек қызмет керек",
        "для перехода на меньший тариф нужна отдельная услуга",
        "a smaller tariff needs a separate service";
    NOT_MORE = "not-more-resources-in-every-dimension":
        "жаңа тарифте ресурстардың бәрі бірдей көбірек емес",
        "в новом тарифе не все ресурсы больше или равны прежним",
        "not every resource of the new tariff is as large as before";

    ORDER_SEPARATELY = "order-a-separate-service":
        "кіші тарифпен бөлек қызметке тапсырыс беріңіз",
        "закажите отдельную услугу с меньшим тарифом",
        "order a separate service with the smaller tariff";
    ORDER_WANTED = "order-a-separate-service-with-that-tariff":
        "қалаған тарифпен бөлек қызметке тапсырыс беріңіз",
        "закажите отдельную услугу с желаемым тарифом",
        "order a separate service with the wanted tariff";
    MOVE_YOURSELF = "move-the-infobases":
        "ақпараттық базалар мен баптауларды оған өзіңіз көшіріңіз",
        "сами перенесите в неё информационные базы и настройки",
        "move the infobases and settings there yourself";
    PAY_BOTH = "both-services-are-paid":
        "көшу кезінде екі қызмет те жұмыс істейді және төленеді",
        "пока идёт перенос, работают и оплачиваются обе услуги",
        "both services run and are paid for while you move";
    END_THE_OLD = "give-up-the-old-service":
        "содан кейін ескі қызметтен бас тартыңыз: қалдық сома 4.7 немесе 4.8-тармақ бойынша қайтарылады",
        "затем откажитесь от старой услуги: остаток вернётся по пункту 4.7 или 4.8",
        "then give up the old service: the rest of its price comes back under 4.7 or 4.8";
    CHOOSE_LARGER = "choose-a-tariff-with-no-smaller-resource":
        "немесе бірде-бір ресурсы азаймайтын тарифті таңдаңыз",
        "или выберите тариф, в котором ни один ресурс не уменьшается",
        "or choose a tariff in which no resource shrinks";
}

impl ResourceChange {
    /// Its words.
    pub const fn label(self) -> &'static Label {
        match self {
            Self::Equal => &EQUAL,
            Self::More => &MORE,
            Self::Less => &LESS,
            Self::Mixed => &MIXED,
        }
    }
}

impl ChangeMoment {
    /// Its words.
    pub const fn label(self) -> &'static Label {
        match self {
            Self::InTerm => &IN_TERM,
            Self::AtRenewal => &AT_RENEWAL,
        }
    }
}

impl ChangeRefusal {
    /// Its words.
    pub const fn label(self) -> &'static Label {
        match self {
            Self::NoChange => &NO_CHANGE,
            Self::DowngradeNeedsNewService => &NEEDS_NEW_SERVICE,
            Self::NotMoreInEveryDimension => &NOT_MORE,
        }
    }

    /// What the customer can do instead, step by step (5.3). Nothing where nothing would change.
    pub const fn advice(self) -> &'static [&'static Label] {
        static SEPARATE: [&Label; 4] = [&ORDER_SEPARATELY, &MOVE_YOURSELF, &PAY_BOTH, &END_THE_OLD];
        static SEPARATE_OR_LARGER: [&Label; 5] =
            [&ORDER_WANTED, &MOVE_YOURSELF, &PAY_BOTH, &END_THE_OLD, &CHOOSE_LARGER];
        match self {
            Self::NoChange => &[],
            Self::DowngradeNeedsNewService => &SEPARATE,
            Self::NotMoreInEveryDimension => &SEPARATE_OR_LARGER,
        }
    }
}

/// A wish to change the tariff of a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TariffChange {
    /// What the present tariff gives.
    pub old: Resources,
    /// What the wanted tariff gives.
    pub new: Resources,
    /// When.
    pub moment: ChangeMoment,
}

/// Whether it can be done in place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TariffAnswer {
    /// Why not; nothing where it can.
    pub refusal: Option<ChangeRefusal>,
}

impl TariffAnswer {
    /// Whether it can be done in place.
    pub const fn is_allowed(self) -> bool {
        self.refusal.is_none()
    }

    /// What the customer can do instead, step by step.
    pub const fn advice(self) -> &'static [&'static Label] {
        match self.refusal {
            None => &[],
            Some(refusal) => refusal.advice(),
        }
    }
}

/// Whether a service can change its tariff in place.
///
/// Within the term only to more resources (5.2); what more means where one resource grows and
/// another shrinks is a policy. When a period ends 5.1 lets the tariff change, 5.3 sends a smaller
/// one to a separate service all the same; which of them holds is the other policy.
pub fn change_tariff(
    basis: &Basis<'_>,
    facts: &TariffChange,
    trace: &mut Trace,
) -> Result<TariffAnswer, Undecided> {
    let TariffChange { old, new, moment } = facts;
    let rules = &basis.terms.tariff;
    let refusal = rules.change(old, new, *moment).err();
    trace.step(|| {
        Step::new(Clause::C5_2, &COMPARED, new.compared_with(old, rules.compare).label())
            .from(&BEFORE, *old)
            .from(&AFTER, *new)
            .asked("tariff.compare")
    });
    trace.step(|| {
        // 5.2 allows, 5.3 refuses what is smaller; that nothing changes is no change under 5.1.
        let clause = match refusal {
            None if new.compared_with(old, rules.compare) == ResourceChange::More => Clause::C5_2,
            None | Some(ChangeRefusal::NoChange) => Clause::C5_1,
            Some(ChangeRefusal::NotMoreInEveryDimension) => Clause::C5_2,
            Some(ChangeRefusal::DowngradeNeedsNewService) => Clause::C5_3,
        };
        let step = Step::new(clause, &VERDICT, refusal.map_or(&ALLOWED, ChangeRefusal::label))
            .from(&WHEN, moment.label());
        match moment {
            ChangeMoment::InTerm => step,
            ChangeMoment::AtRenewal => step.asked("tariff.downgrade_at_renewal"),
        }
    });
    Ok(TariffAnswer { refusal })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::contract::decision::{assert_worded, decide};
    use crate::contract::shipped::Shipped;

    const START: Resources = Resources { vcpu: 4, memory_mib: 16_384, disk_gib: 200 };
    const SMALLER: Resources = Resources { vcpu: 2, ..START };
    const MIXED_UP: Resources = Resources { vcpu: 8, disk_gib: 150, ..START };

    #[test]
    fn the_labels_are_words_in_three_languages() {
        assert_worded(ALL);
    }

    #[test]
    fn a_refusal_says_what_to_do_instead() {
        let shipped = Shipped::new();
        let change = |new, moment| {
            change_tariff(
                &shipped.basis(),
                &TariffChange { old: START, new, moment },
                &mut Trace::off(),
            )
            .expect("decided")
        };
        let down = change(SMALLER, ChangeMoment::InTerm);
        assert_eq!(down.refusal, Some(ChangeRefusal::DowngradeNeedsNewService));
        let advice: Vec<_> = down.advice().iter().map(|label| label.key).collect();
        assert_eq!(
            advice,
            [
                "order-a-separate-service",
                "move-the-infobases",
                "both-services-are-paid",
                "give-up-the-old-service"
            ]
        );
        let mixed = change(MIXED_UP, ChangeMoment::AtRenewal);
        assert_eq!(
            mixed.advice().last().map(|l| l.key),
            Some("choose-a-tariff-with-no-smaller-resource")
        );
        assert!(change(START, ChangeMoment::InTerm).advice().is_empty());
        let more = change(Resources { disk_gib: 201, ..START }, ChangeMoment::InTerm);
        assert!(more.is_allowed() && more.advice().is_empty());
    }

    #[test]
    fn the_other_readings_are_those_that_would_allow_it() {
        let shipped = Shipped::new();
        let readings = |new, moment| {
            let facts = TariffChange { old: START, new, moment };
            let decision =
                decide(&shipped.basis(), |basis, trace| change_tariff(basis, &facts, trace));
            let decision = decision.expect("decided");
            assert!(!decision.outcome.is_allowed());
            let allowed = |reading: &&crate::contract::decision::Reading<TariffAnswer>| {
                reading.outcome.as_ref().is_ok_and(|outcome| outcome.is_allowed())
            };
            decision.readings.iter().filter(allowed).map(|r| r.parameter.id).collect::<Vec<_>>()
        };
        assert_eq!(readings(SMALLER, ChangeMoment::InTerm), [""; 0]);
        assert_eq!(readings(SMALLER, ChangeMoment::AtRenewal), ["tariff.downgrade_at_renewal"]);
        assert_eq!(readings(MIXED_UP, ChangeMoment::InTerm), ["tariff.compare"]);
        assert_eq!(
            readings(MIXED_UP, ChangeMoment::AtRenewal),
            ["tariff.compare", "tariff.downgrade_at_renewal"]
        );
    }
}
