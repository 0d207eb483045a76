use super::{codes, judge_at, server};

/// The codes of a tariff with these prices.
fn tariff(prices: &str) -> Vec<&'static str> {
    codes(&format!(
        "kind: tariff\nname: test\ntitle: {{kk: а, ru: а, en: a}}\nimage: alma9-1c\n\
         resources: {{vcpu: 4, memory: 16 GiB, disk: 120 GiB}}\nprices: [{prices}]\n"
    ))
}

/// The codes of a server with this history; `small`, `wide` and `large` are tariffs of its own.
fn history(changes: &[(&str, &str)]) -> Vec<&'static str> {
    let tariff = |name: &str, resources: &str| {
        format!(
            "---\nkind: tariff\nname: {name}\ntitle: {{kk: а, ru: а, en: a}}\nimage: alma9-1c\n\
             resources: {{{resources}}}\nprices: [{{from: 2024-06-01, monthly: 100.00 KZT}}]\n"
        )
    };
    let list: Vec<_> =
        changes.iter().map(|(since, name)| format!("{{since: {since}, tariff: {name}}}")).collect();
    codes(&format!(
        "{}{}{}{}{}",
        server(&format!("tariffs: [{}]", list.join(", "))),
        tariff("small", "vcpu: 4, memory: 16 GiB, disk: 60 GiB"),
        tariff("wide", "vcpu: 2, memory: 16 GiB, disk: 600 GiB"),
        tariff("large", "vcpu: 8, memory: 32 GiB, disk: 600 GiB"),
        tariff("large-2026", "vcpu: 8, memory: 32 GiB, disk: 600 GiB"),
    ))
}

#[test]
fn thirty_days_are_enough_and_twenty_nine_are_not() {
    let second = |announced: &str| {
        tariff(&format!(
            "{{from: 2026-02-01, monthly: 100 KZT}}, {{from: 2026-03-31, monthly: 90 KZT, announced: {announced}}}"
        ))
    };
    assert_eq!(second("2026-03-01"), [""; 0]);
    assert_eq!(second("2026-03-02"), ["E0247"]);
    assert_eq!(second("2026-04-02"), ["E0247"]);
}

#[test]
fn only_a_change_needs_notice() {
    assert_eq!(tariff("{from: 2026-02-01, monthly: 100 KZT}"), [""; 0]);
    assert_eq!(
        tariff("{from: 2026-02-01, monthly: 100 KZT}, {from: 2026-05-01, monthly: 100.00 KZT}"),
        [""; 0]
    );
    assert_eq!(
        tariff("{from: 2026-02-01, monthly: 100 KZT}, {from: 2026-05-01, monthly: 101 KZT}"),
        ["E0246"]
    );
}

#[test]
fn before_the_first_edition_nothing_is_judged() {
    assert_eq!(
        tariff("{from: 2024-02-01, monthly: 100 KZT}, {from: 2026-01-15, monthly: 101 KZT}"),
        [""; 0]
    );
    assert_eq!(
        tariff("{from: 2024-02-01, monthly: 100 KZT}, {from: 2026-01-16, monthly: 101 KZT}"),
        ["E0246"]
    );
    assert_eq!(history(&[("2025-01-01", "large"), ("2026-01-15", "small")]), [""; 0]);
    assert_eq!(history(&[("2025-01-01", "large"), ("2026-01-16", "small")]), ["E0264"]);
}

#[test]
fn the_last_day_belongs_to_a_price() {
    let after = |until: &str| {
        tariff(&format!(
            "{{from: 2026-02-01, until: {until}, monthly: 1 KZT}}, {{from: 2026-05-01, monthly: 1 KZT}}"
        ))
    };
    assert_eq!(after("2026-04-30"), [""; 0]);
    assert_eq!(after("2026-04-29"), ["E0242"]);
    assert_eq!(after("2026-05-01"), ["E0243"]);
    assert_eq!(after("2026-01-31"), ["E0243"]);
    assert_eq!(after("2026-02-01"), ["E0242"]);
    assert_eq!(
        tariff("{from: 2026-02-01, monthly: 1 KZT}, {from: 2026-02-01, monthly: 1 KZT}"),
        ["E0243"]
    );
}

#[test]
fn a_history_goes_up() {
    assert_eq!(history(&[("2026-02-01", "small"), ("2026-03-01", "large")]), [""; 0]);
    assert_eq!(history(&[("2026-02-01", "large"), ("2026-03-01", "small")]), ["E0264"]);
    assert_eq!(history(&[("2026-02-01", "small"), ("2026-03-01", "wide")]), ["E0265"]);
    // Another tariff with the same machine takes nothing from anybody.
    assert_eq!(history(&[("2026-02-01", "large"), ("2026-03-01", "large-2026")]), [""; 0]);
    assert_eq!(history(&[("2026-02-01", "small"), ("2026-03-01", "small")]), ["E0263"]);
    assert_eq!(history(&[("2026-02-01", "small"), ("2026-02-01", "large")]), ["E0262"]);
}

#[test]
fn a_price_is_needed_on_the_first_day() {
    assert_eq!(history(&[("2024-06-01", "small")]), [""; 0]);
    assert_eq!(history(&[("2024-05-31", "small")]), ["E0266"]);
}

#[test]
fn the_day_of_judgement_decides_what_lies_ahead() {
    let tomorrow = server("tariffs: [{since: 2026-11-23, tariff: start}]");
    let codes = |at: &str| -> Vec<_> {
        judge_at(&tomorrow, at).findings().iter().map(|f| f.code.0).collect()
    };
    assert_eq!(codes("2026-11-22"), ["W0267"]);
    assert_eq!(codes("2026-11-23"), [""; 0]);
    // In 2029 the calendar has no answer any more.
    assert_eq!(codes("2029-01-01"), ["W0125"]);
}

#[test]
fn a_platform_is_past_its_life_from_that_day_on() {
    let old = server("platform: {version: 8.3.23.1782, licence: prof}");
    let codes =
        |at: &str| -> Vec<_> { judge_at(&old, at).findings().iter().map(|f| f.code.0).collect() };
    assert_eq!(codes("2025-02-20"), ["W0267"]);
    assert_eq!(codes("2025-02-21"), ["W0267", "W0223"]);
}
