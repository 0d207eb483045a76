use super::story::{AT, CUSTOMER, FACTS, Project, at, without};
use crate::billing::{Downtimes, NewPrice, Unanswered};
use crate::contract::decision::Value;
use crate::contract::{ChangeRefusal, Interval, RefundBasis, ServiceState};

fn story() -> Project {
    Project::new(CUSTOMER, FACTS)
}

#[test]
fn renewal_tells_the_term_the_price_and_the_debit_that_comes() {
    story().ask(|books| {
        let answer = books.renew("aman-main", at("2026-04-03T12:00:00+05:00")).unwrap();
        assert_eq!(answer.term_end, at("2026-04-04T09:30:00+05:00"));
        assert_eq!(answer.standing.outcome.state, ServiceState::Active);
        let cost = answer.cost.unwrap();
        assert_eq!(cost.gross.to_string(), "49990.00 KZT");
        let names: Vec<_> = cost.lines.iter().map(|line| (line.name, line.quantity)).collect();
        // The repository costs nothing and has no line; the licences do.
        assert_eq!(names, [("business", 1), ("licence-client", 10)]);
        assert_eq!(cost.vat.checked_add(cost.net), Some(cost.gross));
        let debit = answer.automatic.unwrap().outcome;
        assert!(debit.renewed);
        assert_eq!(debit.debit_bonuses.to_string(), "374.85 KZT");
        assert_eq!(debit.balance.to_string(), "0.00 KZT");
        assert!(answer.about.facts.iter().all(|fact| fact.place.is_some()));

        let late = books.renew("aman-main", at("2026-05-10T11:00:00+05:00")).unwrap();
        assert_eq!(late.standing.outcome.state, ServiceState::Suspended);
        assert!(late.automatic.is_none());
        let next = late.paid_now.outcome.next.unwrap();
        assert_eq!(next.period.from(), at("2026-05-10T11:00:00+05:00"));

        let refused = books.renew("aman-main", at("2026-06-02T12:00:00+05:00")).unwrap();
        assert_eq!(refused.refused.map(|it| it.at), Some(at("2026-06-01T10:00:00+05:00")));
        assert!(!refused.automatic.unwrap().outcome.renewed);

        let gone = books.renew("aman-main", at("2026-06-05T16:00:00+05:00"));
        assert!(matches!(gone, Err(Unanswered::GivenUp { .. })));
        let given_up = at("2026-06-05T16:00:00+05:00");
        let (about, since) = books.ended("aman-main", at(AT)).unwrap();
        assert_eq!(since, given_up);
        assert!(about.facts.iter().any(|fact| fact.value == Value::Moment(given_up)));
        let not_yet = books.ended("aman-main", given_up.add_seconds(-1).unwrap());
        assert!(matches!(not_yet, Err(Unanswered::NotInUse { .. })));
        let early = books.renew("aman-main", at("2026-02-04T09:29:59+05:00"));
        assert!(matches!(early, Err(Unanswered::NotInUse { .. })));
        let unknown = books.renew("aman-mian", at(AT));
        let Err(Unanswered::UnknownServer { nearest, .. }) = unknown else { panic!("{unknown:?}") };
        assert_eq!(nearest.as_deref(), Some("aman-main"));
    });
}

#[test]
fn a_refund_is_asked_before_and_after_the_request() {
    story().ask(|books| {
        let full = books.refund("aman-main", at("2026-02-18T23:59:59+05:00")).unwrap();
        assert_eq!(full.refund.outcome.basis, RefundBasis::Full);
        assert_eq!(full.refund.outcome.refund.to_string(), "15990.00 KZT");
        assert!(full.refund.outcome.near.is_some());
        let part = books.refund("aman-main", at("2026-02-19T00:00:00+05:00")).unwrap();
        assert_eq!(part.refund.outcome.basis, RefundBasis::Recalculated);
        // The request is a fact from its moment on, whenever it is asked about.
        let done = books.refund("aman-main", at(AT)).unwrap();
        assert_eq!(done.refund.outcome.refund.to_string(), "3224.52 KZT");
        assert_eq!(done.due.unwrap().outcome.date.to_string(), "2026-06-26");
        assert_eq!(done.payments.len(), done.refund.outcome.lines.len());
        assert_eq!(done.about.at, at("2026-06-05T16:00:00+05:00"));
    });
}

#[test]
fn an_upgrade_is_priced_and_a_downgrade_is_refused() {
    story().ask(|books| {
        let moment = at("2026-03-16T12:00:00+05:00");
        let up = books.upgrade("aman-main", "business", moment).unwrap();
        let (facts, decision) = up.upgrade.unwrap();
        assert_eq!(facts.old.to_string(), "15990.00 KZT");
        assert_eq!(decision.outcome.charge.to_string(), "5516.13 KZT");
        assert_eq!(decision.outcome.full.to_string(), "9000.00 KZT");
        let other: Vec<_> = decision.readings.iter().map(|it| it.parameter.id).collect();
        assert!(other.contains(&"upgrade.charge"), "{other:?}");
        let down = books.upgrade("aman-main", "start", at("2026-04-10T12:00:00+05:00")).unwrap();
        let why = down.change.outcome.refusal;
        assert_eq!(why, Some(ChangeRefusal::DowngradeNeedsNewService));
        assert!(down.upgrade.is_none());
        let unknown = books.upgrade("aman-main", "buisness", moment);
        assert!(matches!(unknown, Err(Unanswered::UnknownTariff { nearest: Some(_), .. })));
    });
}

#[test]
fn an_invoice_has_a_line_for_each_thing() {
    story().ask(|books| {
        let first = books.invoice("aman-main", at("2026-02-02T10:00:00+05:00")).unwrap();
        assert_eq!((first.due, first.cost.gross.to_string().as_str()), (None, "40990.00 KZT"));
        let next = books.invoice("aman-main", at("2026-03-20T10:00:00+05:00")).unwrap();
        assert_eq!(next.due, Some(at("2026-04-04T09:30:00+05:00")));
        assert_eq!(next.lines.len(), 2);
        let sums: Vec<_> = next.lines.iter().map(|it| it.price.outcome).collect();
        assert_eq!(sums, [next.cost.lines[0].gross, next.cost.lines[1].gross]);
        let late = books.invoice("aman-main", at("2026-05-06T10:00:00+05:00")).unwrap();
        assert_eq!(late.due, Some(at("2026-05-19T00:00:00+05:00")));
        let gone = books.invoice("aman-main", at("2026-06-30T10:00:00+05:00"));
        assert!(matches!(gone, Err(Unanswered::GivenUp { .. })));
    });
}

#[test]
fn downtime_is_asked_by_claim_and_by_span() {
    story().ask(|books| {
        let by = |which| books.compensate("aman-main", which, at("2026-05-30T00:00:00+05:00"));
        let claim = by(Downtimes::Claim("claim-2")).unwrap();
        // Half an hour of it were planned works.
        assert_eq!(claim.compensation.outcome.seconds, 3_600);
        assert_eq!(claim.compensation.outcome.total.to_string(), "249.90 KZT");
        let measures = claim.measures.unwrap();
        assert_eq!((measures.claimed, measures.measured), (5_400, Some(3_600)));
        assert!(measures.decision.outcome.is_disputed);
        let spring =
            Interval::new(at("2026-03-01T00:00:00+05:00"), at("2026-06-01T00:00:00+05:00"));
        let all = by(Downtimes::Within(spring.unwrap())).unwrap();
        assert_eq!(all.compensation.outcome.total.to_string(), "624.75 KZT");
        assert!(matches!(by(Downtimes::Claim("claim-9")), Err(Unanswered::UnknownClaim { .. })));
    });
}

#[test]
fn a_new_price_reaches_the_periods_that_begin_after_it() {
    story().ask(|books| {
        let new = NewPrice {
            notified: at("2026-03-20T10:00:00+05:00"),
            effective: at("2026-04-04T09:30:00+05:00"),
            monthly: Some("25990.00 KZT".parse().unwrap()),
        };
        let moment = at("2026-03-20T10:00:00+05:00");
        let short = books.price_change("business", new, moment).unwrap();
        assert!(!short.notice.outcome.valid);
        assert_eq!(short.holds_from, Some(at("2026-04-19T00:00:00+05:00")));
        let [reached] = short.reached.as_slice() else { panic!("{:?}", short.reached) };
        assert_eq!(reached.paid_until, Some(at("2026-04-04T09:30:00+05:00")));
        assert_eq!(reached.first, Some(at("2026-05-04T09:30:00+05:00")));
        // The day of the change itself belongs to the new price.
        let told = at("2026-03-04T10:00:00+05:00");
        let enough = NewPrice { notified: told, ..new };
        let enough = books.price_change("business", enough, moment).unwrap();
        assert_eq!(enough.reached[0].first, Some(at("2026-04-04T09:30:00+05:00")));
        assert!(books.price_change("start", new, moment).unwrap().reached.is_empty());
    });
}

#[test]
fn a_service_that_was_in_use_is_not_said_never_to_have_been() {
    story().ask(|books| {
        // Paid until 4 May, resumed on 10 May.
        let answer = books.upgrade("aman-main", "professional", at("2026-05-04T09:30:00+05:00"));
        let since = at("2026-05-04T09:30:00+05:00");
        let expected = Unanswered::Suspended { server: "aman-main".to_owned(), since };
        assert_eq!(answer.unwrap_err(), expected);
        assert!(
            books.upgrade("aman-main", "professional", at("2026-05-04T09:29:59+05:00")).is_ok()
        );
        let early = books.upgrade("aman-main", "professional", at("2026-02-04T09:29:59+05:00"));
        assert!(matches!(early, Err(Unanswered::NotInUse { .. })));
    });
    let ended = without(&[
        "pay-4", "deb-4", "works-1", "out-2", "claim-2", "bon-2", "ref-1", "give-up", "no-more",
        "settled",
    ]);
    ended.ask(|books| {
        let bound = at("2026-05-19T00:00:00+05:00");
        assert!(books.invoice("aman-main", bound.add_seconds(-1).unwrap()).is_ok());
        let late = books.invoice("aman-main", bound).unwrap_err();
        assert_eq!(late, Unanswered::TooLateToResume { server: "aman-main".to_owned(), bound });
        assert!(late.to_string().contains("2026-05-19T00:00:00+05:00"), "{late}");
    });
}
