//! When one tariff is more than another (clauses 5.1 to 5.3).

mod change;

pub use change::{TariffAnswer, TariffChange, change_tariff};

use super::{
    choices,
    terms::{TariffCompare, TariffRules},
};

/// The machine that a tariff promises, in the dimensions that clause 5.2 compares.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Resources {
    /// Virtual processors.
    pub vcpu: u32,
    /// Memory in MiB.
    pub memory_mib: u64,
    /// Disk in GiB.
    pub disk_gib: u64,
}

/// How a tariff compares with the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ResourceChange {
    /// No dimension differs.
    Equal,
    /// More, as the policy understands it: allowed within the term.
    More,
    /// Something is smaller and nothing greater: needs a separate service (5.3).
    Less,
    /// Something is greater and something smaller, and the policy does not call that more.
    Mixed,
}

impl Resources {
    /// How `self` compares with the resources held before.
    pub fn compared_with(&self, before: &Self, policy: TariffCompare) -> ResourceChange {
        let pairs = [
            (before.vcpu.into(), self.vcpu.into()),
            (before.memory_mib, self.memory_mib),
            (before.disk_gib, self.disk_gib),
        ];
        let any_greater = pairs.iter().any(|(before, now): &(u64, u64)| now > before);
        let any_smaller = pairs.iter().any(|(before, now)| now < before);
        match (any_greater, any_smaller) {
            (false, false) => ResourceChange::Equal,
            (true, false) => ResourceChange::More,
            (false, true) => ResourceChange::Less,
            (true, true) if policy == TariffCompare::AnyGt => ResourceChange::More,
            (true, true) => ResourceChange::Mixed,
        }
    }
}

choices! {
    /// When a tariff is changed.
    pub enum ChangeMoment {
        /// Within a paid period.
        InTerm = "in-term",
        /// When a period ends and the next begins.
        AtRenewal = "at-renewal",
    }

    /// Why a change of tariff in place is refused.
    pub enum ChangeRefusal {
        /// Nothing would change.
        NoChange = "no-change",
        /// Fewer resources need a separate service, and the customer moves there (5.3).
        DowngradeNeedsNewService = "downgrade-needs-new-service",
        /// Some resource would shrink while another grows.
        NotMoreInEveryDimension = "not-more-resources-in-every-dimension",
    }
}

impl TariffRules {
    /// Whether one service can go from `old` to `new` resources (5.1 to 5.3).
    pub fn change(
        &self,
        old: &Resources,
        new: &Resources,
        moment: ChangeMoment,
    ) -> Result<(), ChangeRefusal> {
        let at_renewal = moment == ChangeMoment::AtRenewal && self.downgrade_at_renewal;
        match new.compared_with(old, self.compare) {
            ResourceChange::Equal => Err(ChangeRefusal::NoChange),
            ResourceChange::More => Ok(()),
            ResourceChange::Less | ResourceChange::Mixed if at_renewal => Ok(()),
            ResourceChange::Less => Err(ChangeRefusal::DowngradeNeedsNewService),
            ResourceChange::Mixed => Err(ChangeRefusal::NotMoreInEveryDimension),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{
        ChangeMoment, ChangeRefusal, ResourceChange, Resources, TariffCompare, TariffRules,
    };
    use crate::contract::terms::UpgradeCharge;
    use proptest::prelude::*;

    const START: Resources = Resources { vcpu: 2, memory_mib: 8 * 1024, disk_gib: 60 };

    #[test]
    fn more_in_one_dimension_is_enough_if_none_shrinks() {
        let policy = TariffCompare::AllGeAnyGt;
        let more_disk = Resources { disk_gib: 61, ..START };
        assert_eq!(more_disk.compared_with(&START, policy), ResourceChange::More);
        assert_eq!(START.compared_with(&more_disk, policy), ResourceChange::Less);
        assert_eq!(START.compared_with(&START, policy), ResourceChange::Equal);
    }

    #[test]
    fn the_policy_decides_the_mixed_case_alone() {
        let mixed = Resources { vcpu: 4, disk_gib: 59, ..START };
        let with = |policy| mixed.compared_with(&START, policy);
        assert_eq!(with(TariffCompare::AllGeAnyGt), ResourceChange::Mixed);
        assert_eq!(with(TariffCompare::AnyGt), ResourceChange::More);
    }

    #[test]
    fn a_smaller_tariff_needs_a_separate_service_unless_the_policy_says_so() {
        let mut rules = TariffRules {
            upgrade_charge: UpgradeCharge::ProratedRemainingDays,
            compare: TariffCompare::AllGeAnyGt,
            downgrade_at_renewal: false,
        };
        let smaller = Resources { vcpu: 1, ..START };
        let mixed = Resources { vcpu: 1, disk_gib: 80, ..START };
        let larger = Resources { vcpu: 3, ..START };
        for moment in [ChangeMoment::InTerm, ChangeMoment::AtRenewal] {
            assert_eq!(rules.change(&START, &larger, moment), Ok(()));
            assert_eq!(rules.change(&START, &START, moment), Err(ChangeRefusal::NoChange));
            assert_eq!(
                rules.change(&START, &smaller, moment),
                Err(ChangeRefusal::DowngradeNeedsNewService)
            );
            assert_eq!(
                rules.change(&START, &mixed, moment),
                Err(ChangeRefusal::NotMoreInEveryDimension)
            );
        }
        rules.downgrade_at_renewal = true;
        assert!(rules.change(&START, &smaller, ChangeMoment::InTerm).is_err());
        assert_eq!(rules.change(&START, &smaller, ChangeMoment::AtRenewal), Ok(()));
        assert_eq!(rules.change(&START, &mixed, ChangeMoment::AtRenewal), Ok(()));
        rules.compare = TariffCompare::AnyGt;
        assert_eq!(rules.change(&START, &mixed, ChangeMoment::InTerm), Ok(()));
    }

    prop_compose! {
        fn any_resources()(vcpu in 1_u32..4, memory_mib in 1_u64..4, disk_gib in 1_u64..4)
            -> Resources { Resources { vcpu, memory_mib, disk_gib } }
    }

    proptest! {
        #[test]
        fn the_way_back_is_the_opposite(a in any_resources(), b in any_resources()) {
            use ResourceChange::{Equal, Less, Mixed, More};
            let there = b.compared_with(&a, TariffCompare::AllGeAnyGt);
            let back = a.compared_with(&b, TariffCompare::AllGeAnyGt);
            prop_assert!(matches!(
                (there, back),
                (Equal, Equal) | (More, Less) | (Less, More) | (Mixed, Mixed)
            ));
            prop_assert_eq!(there == Equal, a == b);
        }
    }
}
