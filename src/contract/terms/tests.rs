use std::collections::BTreeSet;

use proptest::prelude::*;
use serde_yaml::Value;

use super::{
    Clause, Item, Parameter, ParameterType, ParameterValue, Prose, ScalarType, ScalarValue, Terms,
    bearing_on, by_id, parameters, written_under,
};
use crate::contract::{Choice, Days, Duration, Percent, Trilingual, WorkingDays};

const SHIPPED: &str = include_str!("../../../blueprints/terms/2026-01-16.yaml");

/// Parameters of a clause that its text puts into words of its own: a table of many rows.
const SAID_ELSEWHERE: [&str; 1] = ["compensation.causes"];

fn shipped_clauses() -> serde_yaml::Mapping {
    let document: Value = serde_yaml::from_str(SHIPPED).expect("YAML");
    document["clauses"].as_mapping().expect("clauses").clone()
}

/// The text of a scalar as it was written, as far as YAML's types keep it.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(switch) => switch.to_string(),
        Value::Number(number) => number.to_string(),
        other => panic!("no scalar: {other:?}"),
    }
}

fn trilingual(value: &Value) -> Trilingual {
    let of = |language: &str| text(&value[language]);
    Trilingual { kk: of("kk"), ru: of("ru"), en: of("en") }
}

fn decode(kind: ParameterType, value: &Value) -> ParameterValue {
    match kind {
        ParameterType::Scalar(kind) => match kind.parse(&text(value)) {
            Ok(value) => ParameterValue::Scalar(value),
            Err(fault) => panic!("{value:?}: {fault}"),
        },
        ParameterType::Trilingual => ParameterValue::Trilingual(trilingual(value)),
        ParameterType::Items => {
            let items = value.as_sequence().expect("a list").iter();
            let item = |item: &Value| Item {
                name: text(&item["name"]),
                title: trilingual(&item["title"]),
            };
            ParameterValue::Items(items.map(item).collect())
        }
        ParameterType::Table(shape) => {
            assert_eq!(value.as_mapping().expect("a table").len(), shape.rows.len());
            let row = |name: &&str| {
                let row = &value[*name];
                let cells =
                    shape.columns.iter().map(|column| decode(column.kind, &row[column.key]));
                assert_eq!(row.as_mapping().expect("a row").len(), shape.columns.len());
                cells.collect()
            };
            ParameterValue::Table(shape.rows.iter().map(row).collect())
        }
    }
}

pub(in crate::contract) fn shipped() -> Terms {
    let clauses = shipped_clauses();
    Terms::assemble(&mut |parameter| {
        let clause = &clauses[parameter.clause().name()];
        let value =
            clause.get(parameter.key).unwrap_or_else(|| panic!("{} is left out", parameter.id));
        Some(decode(parameter.kind, value))
    })
    .expect("complete terms")
}

#[test]
fn ids_and_keys_are_unique() {
    let ids: BTreeSet<_> = parameters().map(|parameter| parameter.id).collect();
    assert_eq!(ids.len(), parameters().count());
    let keys: BTreeSet<_> = parameters().map(|one| (one.clause(), one.key)).collect();
    assert_eq!(keys.len(), parameters().count());
    for parameter in parameters() {
        let kebab = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(parameter.key.chars().all(kebab), "{}", parameter.key);
        assert!(!["title", "text"].contains(&parameter.key));
        assert!(parameter.doc.ends_with('.'), "{}", parameter.id);
        assert!(!parameter.doc.contains("  "), "{}", parameter.id);
    }
}

#[test]
fn every_default_is_a_value_of_its_type_and_the_first_word() {
    for parameter in parameters() {
        let Some(default) = parameter.default else { continue };
        assert!(parameter.default_value().is_some(), "{}: {default}", parameter.id);
        if let ParameterType::Scalar(ScalarType::Word(words)) = parameter.kind {
            assert_eq!(words.first(), Some(&default), "{}", parameter.id);
        }
    }
}

#[test]
fn every_open_question_has_its_parameter() {
    // The policies by which decisions are cited; `agreement.version` is the name of the edition.
    for id in [
        "agreement.conflict",
        "money.scale",
        "money.rounding",
        "money.round_at",
        "deadline.calendar_days",
        "deadline.roll_nonworking",
        "working_week",
        "period.month_add",
        "start.event",
        "handover.password",
        "vat.supply_date",
        "suspend.grace_seconds",
        "autorenew.default",
        "autorenew.charge_at",
        "autorenew.partial",
        "autorenew.retry",
        "autorenew.use_bonus",
        "autorenew.tie",
        "autorenew.refusal_channel",
        "resume.days",
        "renewal.late_period_start",
        "delete.mode",
        "refund.full_days",
        "refund.full_is_right",
        "refund.full_payout_working_days",
        "refund.payout_working_days",
        "refund.count_cancel_day",
        "refund.day_basis",
        "refund.price_basis",
        "refund.include_addons",
        "refund.bonus_part",
        "upgrade.charge",
        "tariff.compare",
        "tariff.downgrade_at_renewal",
        "notice.calendar_days",
        "price.notice_days",
        "price.short_notice",
        "price.basis",
        "change.notice_hours",
        "maintenance.window",
        "maintenance.notice_hours",
        "maintenance.overrun",
        "sla.percent",
        "sla.hours",
        "sla.precedence",
        "sla.excluded_works",
        "sla.year",
        "sla.denominator",
        "ticket.service_hours",
        "ticket.low.unit",
        "ticket.pause_stops",
        "ticket.priority_by",
        "compensation.claim_required",
        "compensation.claim_deadline",
        "compensation.evidence",
        "compensation.pct_per_hour",
        "compensation.cap_pct",
        "compensation.hours",
        "compensation.cap_scope",
        "compensation.fee_basis",
        "compensation.mid_month_tariff",
        "compensation.on_conflict",
        "compensation.preinstalled_software",
    ] {
        assert!(by_id(id).is_some(), "{id}");
    }
    assert_eq!(by_id("refund.full"), None);
}

#[test]
fn a_clause_shows_what_is_written_elsewhere_too() {
    let ids = |list: &mut dyn Iterator<Item = &'static Parameter>| {
        list.map(|parameter| parameter.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(&mut written_under(Clause::C4_6)), ["delete.mode"]);
    let bearing = ids(&mut bearing_on(Clause::C4_6));
    for id in ["deadline.calendar_days", "deadline.roll_nonworking", "resume.days", "delete.mode"] {
        assert!(bearing.contains(&id), "{id}");
    }
}

#[test]
fn the_shipped_edition_has_every_clause_and_no_unknown_key() {
    let clauses = shipped_clauses();
    let written: Vec<_> = clauses.keys().map(text).collect();
    assert_eq!(written, Clause::NAMES);
    for &clause in Clause::ALL {
        let mapping = clauses[clause.name()].as_mapping().expect("a clause");
        let title = trilingual(&mapping["title"]);
        for text in [&title.kk, &title.ru, &title.en] {
            assert!((3..=60).contains(&text.chars().count()), "{clause}: {text}");
        }
        let words = trilingual(&mapping["text"]);
        let references = [&words.kk, &words.ru, &words.en].map(|text| {
            let prose = Prose::read(text).unwrap_or_else(|fault| panic!("{clause}: {fault}"));
            prose.parameters().collect::<BTreeSet<_>>()
        });
        // The three say the same, so they cannot depend on different parameters.
        assert!(references.iter().all(|one| *one == references[0]), "{clause}: {references:?}");
        let own = written_under(clause).map(|parameter| parameter.id);
        let unsaid: Vec<_> = own.filter(|id| !references[0].contains(id)).collect();
        assert!(unsaid.iter().all(|id| SAID_ELSEWHERE.contains(id)), "{clause}: {unsaid:?}");
        for key in mapping.keys().map(text).filter(|key| !["title", "text"].contains(&&**key)) {
            assert!(written_under(clause).any(|one| one.key == key), "{clause}: {key}");
        }
    }
}

#[test]
fn the_shipped_edition_has_the_numbers_of_the_agreement() {
    use super::Cause::{PreinstalledSoftware, ProviderFault};
    use super::ServicePeriod::{RoundTheClock, WorkingHours};

    let terms = shipped();
    assert_eq!(terms.renewal.resume, Days::new(14).unwrap());
    assert_eq!(terms.refund.full_within, Days::new(14).unwrap());
    assert_eq!(terms.refund.full_payout, WorkingDays::new(15).unwrap());
    assert_eq!(terms.refund.payout, WorkingDays::new(15).unwrap());
    assert_eq!(terms.price.notice, Days::new(30).unwrap());
    assert!(terms.price.includes_vat);
    assert_eq!(terms.works.change_notice, Duration::from_hours(48));
    assert_eq!(terms.works.notice, Duration::from_hours(48));
    assert_eq!(terms.works.window.to_string(), "01:00-06:00");
    assert_eq!(terms.counting.utc_offset.to_string(), "+05:00");
    assert_eq!(terms.availability.percent.to_string(), "99.8 %");
    assert_eq!(terms.availability.hours, Duration::from_hours(18));
    assert_eq!(terms.ticket.service_hours.to_string(), "10:00-19:00");
    let times = super::Priority::ALL.iter().map(|&priority| {
        let rule = terms.ticket.priorities.row(priority);
        (rule.response, rule.solution, rule.service)
    });
    assert_eq!(
        times.collect::<Vec<_>>(),
        [(1, 8, RoundTheClock), (2, 24, RoundTheClock), (4, 72, WorkingHours)].map(
            |(response, solution, service)| {
                (Duration::from_hours(response), Duration::from_hours(solution), service)
            }
        )
    );
    assert!(terms.compensation.claim_required);
    assert_eq!(terms.compensation.claim_deadline, None);
    assert_eq!(terms.compensation.per_hour, Percent::from_millionths(1_000_000));
    assert_eq!(terms.compensation.cap, Percent::HUNDRED);
    let counted = |cause: &super::Cause| terms.compensation.causes.row(*cause).counts;
    let paid = |cause: &super::Cause| terms.compensation.causes.row(*cause).compensated;
    let all = super::Cause::ALL;
    assert_eq!(
        all.iter().copied().filter(counted).collect::<Vec<_>>(),
        [ProviderFault, PreinstalledSoftware]
    );
    assert_eq!(all.iter().copied().filter(paid).collect::<Vec<_>>(), [ProviderFault]);
    assert_eq!(terms.agreement.activity_code, "63.11.1");
    assert_eq!(terms.agreement.classifier_since.to_string(), "2020-01-01");
    let names = |items: &[Item]| items.iter().map(|item| item.name.clone()).collect::<Vec<_>>();
    assert_eq!(
        names(&terms.scope.preinstalled),
        [
            "almalinux",
            "onec-server",
            "postgresql",
            "apache",
            "nginx",
            "openvpn",
            "prometheus",
            "grafana"
        ]
    );
    assert_eq!(names(&terms.scope.optional), ["config-repository", "slk"]);
    assert_eq!(names(&terms.start.message), ["addresses", "logins", "passwords", "instructions"]);
    assert_eq!(terms.scope.included.len(), 14);
}

#[test]
fn the_shipped_edition_writes_every_default_as_it_is() {
    // Also a check that a reading changed by accident does not go unseen.
    for (parameter, value) in shipped().values() {
        if let Some(default) = parameter.default_value() {
            assert_eq!(value, default, "{}", parameter.id);
        }
    }
}

#[test]
fn the_shipped_bytes_say_what_the_printed_values_say() {
    // Canonical spelling in the file, so that `fmt` has nothing to change there.
    let clauses = shipped_clauses();
    for (parameter, value) in shipped().values() {
        if let ParameterValue::Scalar(scalar) = value {
            let written = &clauses[parameter.clause().name()][parameter.key];
            assert_eq!(text(written), scalar.to_string(), "{}", parameter.id);
        }
    }
}

#[test]
fn a_wrong_value_is_reported_and_the_others_are_still_asked_for() {
    let mut asked = 0;
    let terms = Terms::assemble(&mut |_| {
        asked += 1;
        None
    });
    assert_eq!(terms, None);
    assert_eq!(asked, parameters().count());
}

#[test]
fn faults_say_what_can_be_written() {
    let fault = |id: &str, text: &str| match by_id(id).expect(id).kind {
        ParameterType::Scalar(kind) => kind.parse(text).expect_err(text).to_string(),
        other => panic!("{other:?}"),
    };
    assert_eq!(fault("refund.full_days", "14"), "expected a number of days like 14 days");
    assert_eq!(fault("start.event", "now"), "expected one of `later`, `access`, `mail`");
    assert_eq!(fault("delete.mode", "erase"), "expected `report-only`");
    assert_eq!(fault("money.scale", "1"), "expected one of `2`, `0`");
    assert_eq!(fault("autorenew.default", "off"), "expected `true` or `false`");
    assert_eq!(
        fault("compensation.claim_deadline", "never"),
        "expected a number of days like 14 days, or `none`"
    );
    assert_eq!(fault("agreement.classifier", " "), "expected a text that is not empty");
}

fn any_scalar(kind: ScalarType) -> BoxedStrategy<ScalarValue> {
    match kind {
        ScalarType::Days => {
            (0..9_000_u32).prop_map(|n| ScalarValue::Days(Days::new(n).unwrap())).boxed()
        }
        ScalarType::WorkingDays => (0..9_000_u32)
            .prop_map(|n| ScalarValue::WorkingDays(WorkingDays::new(n).unwrap()))
            .boxed(),
        ScalarType::Duration => (0..=Duration::MAX.seconds())
            .prop_map(|n| ScalarValue::Duration(Duration::from_seconds(n).unwrap()))
            .boxed(),
        ScalarType::Percent => {
            any::<u64>().prop_map(|n| ScalarValue::Percent(Percent::from_millionths(n))).boxed()
        }
        ScalarType::Window => (0..23, 0..59)
            .prop_map(|(hour, minute)| {
                ScalarValue::Window(format!("{hour:02}:{minute:02}-24:00").parse().unwrap())
            })
            .boxed(),
        ScalarType::Offset => (-17..=18)
            .prop_map(|hours: i32| ScalarValue::Offset(format!("{hours:+03}:00").parse().unwrap()))
            .boxed(),
        ScalarType::Date => (1900..3000)
            .prop_map(|year| ScalarValue::Date(format!("{year}-02-28").parse().unwrap()))
            .boxed(),
        ScalarType::Switch => any::<bool>().prop_map(ScalarValue::Switch).boxed(),
        ScalarType::Word(words) => prop::sample::select(words).prop_map(ScalarValue::Word).boxed(),
        ScalarType::Number(all) => prop::sample::select(all).prop_map(ScalarValue::Number).boxed(),
        ScalarType::Text => "[a-zа-я]{1,9}".prop_map(ScalarValue::Text).boxed(),
        ScalarType::OrNone(inner) => {
            prop_oneof![Just(ScalarValue::None), any_scalar(*inner)].boxed()
        }
    }
}

fn any_trilingual() -> impl Strategy<Value = Trilingual> {
    ["[a-z]{1,4}", "[а-я]{1,4}", "[A-Z]{1,4}"].prop_map(|[kk, ru, en]| Trilingual { kk, ru, en })
}

fn any_value(kind: ParameterType) -> BoxedStrategy<ParameterValue> {
    match kind {
        ParameterType::Scalar(kind) => any_scalar(kind).prop_map(ParameterValue::Scalar).boxed(),
        ParameterType::Trilingual => any_trilingual().prop_map(ParameterValue::Trilingual).boxed(),
        ParameterType::Items => {
            let item = ("[a-z]{1,6}", any_trilingual());
            prop::collection::vec(item.prop_map(|(name, title)| Item { name, title }), 0..3)
                .prop_map(ParameterValue::Items)
                .boxed()
        }
        ParameterType::Table(shape) => {
            let cells: Vec<_> = shape.columns.iter().map(|column| any_value(column.kind)).collect();
            prop::collection::vec(cells, shape.rows.len()).prop_map(ParameterValue::Table).boxed()
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn terms_give_back_the_values_that_made_them(
        values in parameters().map(|parameter| any_value(parameter.kind)).collect::<Vec<_>>()
    ) {
        let mut rest = values.iter().cloned();
        let terms = Terms::assemble(&mut |_| rest.next()).expect("complete");
        let back: Vec<_> = terms.values().map(|(_, value)| value).collect();
        prop_assert_eq!(&back, &values);
        for (parameter, value) in terms.values() {
            if let (ParameterType::Scalar(kind), ParameterValue::Scalar(scalar)) = (parameter.kind, value) {
                prop_assert_eq!(kind.parse(&scalar.to_string()), Ok(scalar));
            }
        }
    }
}
