//! What holds for every claim, under every reading.

use proptest::prelude::*;

use super::*;
use crate::contract::terms::{ScalarValue, parameters};

/// Outages by second, with a cause; some of them overlap.
fn outages() -> impl Strategy<Value = Vec<Outage>> {
    let one =
        (0_i64..8_000_000, 1_i64..900_000, 0..Cause::ALL.len()).prop_map(|(from, n, cause)| {
            let span = Interval::new(after(from), after(from + n)).expect("forwards");
            Outage { span, cause: Cause::ALL[cause] }
        });
    prop::collection::vec(one, 0..8)
}

fn works() -> impl Strategy<Value = Vec<Interval<Instant>>> {
    let one = (0_i64..8_000_000, 1_i64..200_000)
        .prop_map(|(from, n)| Interval::new(after(from), after(from + n)).expect("forwards"));
    prop::collection::vec(one, 0..4)
}

fn fees() -> impl Strategy<Value = Vec<MonthlyFee>> {
    let one = (-3_000_000_i64..8_000_000, 1_u64..90_000_000, 1_u32..13).prop_map(
        |(since, paid, months)| {
            let list = Some(kzt(paid / u64::from(months) + 100));
            MonthlyFee { since: after(since), paid: kzt(paid), months, list }
        },
    );
    prop::collection::vec(one, 1..4)
}

/// Terms in which every word of section 8 has any of its values.
fn readings() -> impl Strategy<Value = Shipped> {
    let words: Vec<_> = parameters()
        .filter(|parameter| parameter.id.starts_with("compensation."))
        .chain(parameters().filter(|p| ["money.rounding", "money.round_at"].contains(&p.id)))
        .filter_map(|parameter| match parameter.kind {
            crate::contract::terms::ParameterType::Scalar(
                crate::contract::terms::ScalarType::Word(words),
            ) => Some((parameter.id, words)),
            _ => None,
        })
        .collect();
    prop::collection::vec(any::<prop::sample::Index>(), words.len()).prop_map(move |chosen| {
        let chosen = words.iter().zip(chosen);
        chosen.fold(Shipped::new(), |terms, ((id, words), index)| {
            let ScalarValue::Word(word) = ScalarValue::Word(words[index.index(words.len())]) else {
                return terms;
            };
            terms.with(id, word)
        })
    })
}

fn facts<'a>(
    outages: &'a [Outage],
    works: &'a (Vec<Interval<Instant>>, Vec<Interval<Instant>>),
    fees: &'a [MonthlyFee],
) -> CompensationFacts<'a> {
    CompensationFacts {
        planned: &works.0,
        unplanned: &works.1,
        billing_anchor: Some(at("2026-01-31T13:30:00+05:00")),
        ..claim(fees, outages)
    }
}

proptest! {
    #[test]
    fn more_downtime_by_the_providers_fault_never_pays_less(
        shipped in readings(), mut all in outages(), works in (works(), works()), fees in fees(),
        more in (0_i64..8_000_000, 1_i64..900_000)
    ) {
        let before = decided(&shipped, &facts(&all, &works, &fees));
        let span = Interval::new(after(more.0), after(more.0 + more.1)).unwrap();
        all.push(fault(span));
        let then = decided(&shipped, &facts(&all, &works, &fees));
        prop_assert!(then.seconds >= before.seconds);
        prop_assert!(then.total.minor() >= before.total.minor());
    }

    #[test]
    fn no_month_passes_its_limit(
        shipped in readings(), all in outages(), works in (works(), works()), fees in fees()
    ) {
        let found = decided(&shipped, &facts(&all, &works, &fees));
        let basis = shipped.basis();
        let dearest = fees.iter().map(|fee| fee.monthly(&basis).unwrap()).max().unwrap();
        let most = basis.terms.counting.round(dearest, Currency::Kzt).unwrap().minor();
        // Where only a total is rounded, a line can take up what those before it left open.
        for month in &found.months {
            prop_assert!(month.after_cap.minor() <= most + 1);
        }
        let lines: u64 = found.months.iter().map(|month| month.after_cap.minor()).sum();
        prop_assert_eq!(lines, found.total.minor());
        let seconds: i64 = found.months.iter().map(|month| month.seconds).sum();
        prop_assert_eq!(seconds, found.seconds);
        if basis.terms.compensation.cap_scope == crate::contract::terms::CapScope::Total {
            prop_assert!(found.total.minor() <= most);
        }
    }

    #[test]
    fn neither_the_order_nor_the_number_of_the_pieces_matters(
        shipped in readings(), mut all in outages(), works in (works(), works()), fees in fees(),
        at in 0.0_f64..1.0, by in 0_usize..8
    ) {
        let before = decided(&shipped, &facts(&all, &works, &fees));
        let by = by.min(all.len());
        all.rotate_left(by);
        // The first outage in two pieces that touch, and the last one told twice.
        if let Some(first) = all.first().copied() {
            let (from, until) = (first.span.from(), first.span.until());
            #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
            let cut = from.add_seconds((from.seconds_until(until) as f64 * at) as i64).unwrap();
            let pieces = [Interval::new(from, cut), Interval::new(cut, until)];
            all.splice(0..1, pieces.into_iter().flatten().map(|span| Outage { span, ..first }));
            all.extend(all.last().copied());
        }
        prop_assert_eq!(decided(&shipped, &facts(&all, &works, &fees)), before);
    }

    #[test]
    fn the_offset_in_which_facts_are_written_changes_nothing(
        all in outages(), works in (works(), works()), hours in -12_i32..=14
    ) {
        let offset: UtcOffset = format!("{hours:+03}:00").parse().unwrap();
        let again = |span: Interval<Instant>| {
            let read = |end: Instant| end.at(offset).to_string().parse::<Instant>().unwrap();
            Interval::new(read(span.from()), read(span.until())).unwrap()
        };
        let elsewhere: Vec<_> =
            all.iter().map(|outage| Outage { span: again(outage.span), ..*outage }).collect();
        let fees = twenty_thousand();
        let shipped = Shipped::new();
        let there = decided(&shipped, &facts(&elsewhere, &works, &fees));
        prop_assert_eq!(there, decided(&shipped, &facts(&all, &works, &fees)));
    }

    #[test]
    fn the_fault_never_pays_less_than_the_exclusion(
        all in outages(), works in (works(), works()), fees in fees()
    ) {
        let total = |conflict| {
            let shipped = Shipped::new().with("compensation.on_conflict", conflict);
            decided(&shipped, &facts(&all, &works, &fees)).total.minor()
        };
        prop_assert!(total("fault") >= total("exclusion"));
    }

    #[test]
    fn both_measures_and_the_dispute_add_up(
        claimed in 0_i64..600_000, measured in prop::option::of(0_i64..600_000),
        shipped in readings(), fees in fees()
    ) {
        let basis = shipped.basis();
        let ask = |claimed, measured| {
            let facts = EvidenceFacts { fee: fees[0], claimed, measured };
            evidence(&basis, &facts, &mut Trace::off()).unwrap()
        };
        let found = ask(claimed, measured);
        let sum = |seconds| ask(seconds, None).compensation.minor();
        let gap = measured.map_or(0, |measured| sum(claimed).abs_diff(sum(measured)));
        prop_assert_eq!(found.disputed.minor(), gap);
        prop_assert_eq!(found.is_disputed, measured.is_some_and(|measured| measured != claimed));
        prop_assert_eq!(found.compensation.minor(), sum(found.seconds));
    }
}
