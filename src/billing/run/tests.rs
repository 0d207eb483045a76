use proptest::prelude::*;
use serde_json::Value;

use super::TaskKind::{MayDelete, Mismatch, Suspend, WarnOfDeletion};
use super::{Action, Task, TaskKind, tasks};
use crate::billing::tests::story::{Project, at};
use crate::billing::{Books, differences};
use crate::contract::{Duration, Instant, UtcOffset};

/// Two services on one account, both on the smallest tariff.
const CUSTOMER: &str = "\
kind: customer
name: aman
title: ТОО «Аман»
contact: {name: Аман, email: it@aman.example, language: ru}
servers:
  - name: aman-main
    domain: aman
    address: 203.0.113.20
    tariffs: [{since: 2026-02-01, tariff: start}]
    platform: {version: 8.3.25.1445, licence: prof}
  - name: aman-next
    domain: aman-next
    address: 203.0.113.21
    tariffs: [{since: 2026-02-01, tariff: start}]
    platform: {version: 8.3.25.1445, licence: prof}
";

/// Connected on 4 and 5 February, a month paid each, and renewed by itself.
const FACTS: &str = "\
- {fact: request, id: ask-1, server: aman-main, at: 2026-02-02T09:00:00+05:00, wants: connect, tariff: start}
- {fact: request, id: ask-2, server: aman-next, at: 2026-02-02T09:05:00+05:00, wants: connect, tariff: start}
- {fact: payment, id: pay-1, customer: aman, at: 2026-02-03T11:00:00+05:00, amount: 31980.00 KZT}
- {fact: activation, id: on-1, server: aman-main, at: 2026-02-04T09:30:00+05:00}
- {fact: activation, id: on-2, server: aman-next, at: 2026-02-05T10:00:00+05:00}
- {fact: debit, id: deb-1, server: aman-main, at: 2026-02-04T09:30:00+05:00, amount: 15990.00 KZT, for: tariff, covers: {from: 2026-02-04T09:30:00+05:00, until: 2026-03-04T09:30:00+05:00}}
- {fact: debit, id: deb-2, server: aman-next, at: 2026-02-05T10:00:00+05:00, amount: 15990.00 KZT, for: tariff, covers: {from: 2026-02-05T10:00:00+05:00, until: 2026-03-05T10:00:00+05:00}}
- {fact: auto-renewal, id: auto-1, server: aman-main, at: 2026-02-06T12:00:00+05:00, enabled: true}
- {fact: auto-renewal, id: auto-2, server: aman-next, at: 2026-02-06T12:00:00+05:00, enabled: true}
";

fn project(more: &str) -> Project {
    Project::new(CUSTOMER, &format!("{FACTS}{more}"))
}

fn pay(id: &str, moment: &str, amount: &str) -> String {
    format!(
        "- {{fact: payment, id: {id}, customer: aman, at: {moment}, amount: {amount}.00 KZT}}\n"
    )
}

/// What is asked of the tasks at a moment, with the ledger as it was known then.
fn asked<T>(project: &Project, moment: Instant, of: impl Fn(&Books<'_>, &[Task<'_>]) -> T) -> T {
    project.ask(|books| {
        let known = books.ledger.known_at(moment);
        let books = Books::new(books.catalogue, &known).expect("books");
        let ahead: Duration = "7 days".parse().expect("a duration");
        let all: Vec<_> = books
            .customers()
            .flat_map(|customer| tasks(&books, &books.account(customer), moment, ahead))
            .collect();
        of(&books, &all)
    })
}

/// Kind and server of every task.
fn told(project: &Project, moment: &str) -> Vec<(TaskKind, String)> {
    asked(project, at(moment), |_, tasks| {
        tasks.iter().map(|task| (task.action.kind(), task.server.to_owned())).collect()
    })
}

fn both(kind: TaskKind, other: TaskKind, server: &str) -> Vec<(TaskKind, String)> {
    vec![(kind, server.to_owned()), (other, server.to_owned())]
}

/// The facts that the tasks propose, as a ledger.
fn booked(project: &Project, moment: Instant) -> String {
    asked(project, moment, |books, tasks| {
        let sources = &project.sources;
        let facts = tasks.iter().flat_map(|task| {
            let json = task.to_json(moment, books.offset_at(moment), sources);
            json.get("facts").and_then(Value::as_array).cloned().unwrap_or_default()
        });
        facts.map(|fact| format!("- {fact}\n")).collect()
    })
}

#[test]
fn nothing_is_to_be_done_in_the_middle_of_paid_time() {
    assert_eq!(told(&project(""), "2026-02-10T12:00:00+05:00"), []);
}

#[test]
fn an_account_that_is_short_is_warned_and_gets_its_invoice() {
    let found = told(&project(""), "2026-03-01T12:00:00+05:00");
    let expected: Vec<_> = ["aman-main", "aman-next"]
        .iter()
        .flat_map(|server| both(TaskKind::Invoice, TaskKind::WarnOfExpiry, server))
        .collect();
    assert_eq!(found, expected);
    // Money for both comes in: nothing more is to be said before the debit.
    let paid = project(&pay("pay-2", "2026-02-28T12:00:00+05:00", "31980"));
    assert_eq!(told(&paid, "2026-03-01T12:00:00+05:00"), []);
}

#[test]
fn the_debit_is_due_at_the_end_of_the_term_to_the_second() {
    let paid = project(&pay("pay-2", "2026-02-28T12:00:00+05:00", "31980"));
    assert_eq!(told(&paid, "2026-03-04T09:29:59+05:00"), []);
    let debit = |server: &str| (TaskKind::Debit, server.to_owned());
    assert_eq!(told(&paid, "2026-03-04T09:30:00+05:00"), [debit("aman-main")]);
    // A run that comes late finds it all the same, and no reason to close the server.
    assert_eq!(told(&paid, "2026-03-05T11:00:00+05:00"), ["aman-main", "aman-next"].map(debit));
    // Even where nobody ran it until the data could have been deleted: the customer had paid.
    assert_eq!(told(&paid, "2026-03-25T11:00:00+05:00"), ["aman-main", "aman-next"].map(debit));
}

#[test]
fn one_sum_does_not_pay_twice() {
    let paid = project(&pay("pay-2", "2026-02-28T12:00:00+05:00", "15990"));
    let found = told(&paid, "2026-03-05T10:00:00+05:00");
    assert_eq!(found[0], (TaskKind::Debit, "aman-main".to_owned()));
    let next: Vec<_> = found[1..].iter().map(|(kind, server)| (*kind, &**server)).collect();
    let kinds = [TaskKind::Invoice, TaskKind::Suspend, TaskKind::Mismatch];
    assert_eq!(next, kinds.map(|kind| (kind, "aman-next")));
}

#[test]
fn a_sum_that_one_service_needs_is_promised_to_no_other() {
    let paid = project(&pay("pay-2", "2026-02-28T12:00:00+05:00", "15990"));
    // Before any debit: the first one is assured, the second one is warned.
    let found = told(&paid, "2026-03-01T12:00:00+05:00");
    assert_eq!(found, both(TaskKind::Invoice, TaskKind::WarnOfExpiry, "aman-next"));
    let covered = |server: &str| {
        paid.ask(|books| {
            let answer = books.renew(server, at("2026-03-01T12:00:00+05:00")).expect("an answer");
            answer.automatic.expect("it is to come").outcome.renewed
        })
    };
    assert_eq!((covered("aman-main"), covered("aman-next")), (true, false));
}

#[test]
fn money_for_something_else_takes_no_refusal_back() {
    let facts = format!(
        "{}- {{fact: refusal, id: no, server: aman-main, at: 2026-02-20T10:00:00+05:00, channel: ticket}}\n{}",
        pay("pay-2", "2026-02-15T12:00:00+05:00", "31980"),
        pay("pay-3", "2026-02-25T12:00:00+05:00", "1"),
    );
    let moment = "2026-03-04T09:30:00+05:00";
    let debits = |facts: &str| {
        told(&project(facts), moment).contains(&(TaskKind::Debit, "aman-main".to_owned()))
    };
    assert!(!debits(&facts));
    let on = "- {fact: auto-renewal, id: again, server: aman-main, at: 2026-03-01T10:00:00+05:00, enabled: true}\n";
    assert!(debits(&format!("{facts}{on}")));
}

/// What a first debit, or one by an invoice, is dated and covers.
fn debit_of(project: &Project, server: &str, moment: &str) -> (String, String) {
    asked(project, at(moment), |_, tasks| {
        let task = tasks.iter().find(|task| task.server == server).expect("a task");
        let Action::Debit { cost, .. } = &task.action else { panic!("{task:?}") };
        (task.since.to_string(), cost.period.from().to_string())
    })
}

#[test]
fn a_debit_is_never_dated_before_its_money() {
    let facts = "\
- {fact: refusal, id: no, server: aman-main, at: 2026-03-01T10:00:00+05:00, channel: ticket}
- {fact: invoice, id: inv-2, server: aman-main, at: 2026-03-02T10:00:00+05:00, number: S-2, amount: 15990.00 KZT, covers: {from: 2026-03-04T09:30:00+05:00, until: 2026-04-04T09:30:00+05:00}}
- {fact: payment, id: part-1, customer: aman, at: 2026-03-03T10:00:00+05:00, amount: 15989.99 KZT, invoice: inv-2}
- {fact: payment, id: part-2, customer: aman, at: 2026-03-08T15:00:00+05:00, amount: 0.01 KZT, invoice: inv-2}
";
    let both = project(facts);
    assert!(
        !told(&both, "2026-03-08T14:59:59+05:00")
            .contains(&(TaskKind::Debit, "aman-main".to_owned()))
    );
    let paid = "2026-03-08T15:00:00+05:00".to_owned();
    assert_eq!(debit_of(&both, "aman-main", "2026-03-08T15:00:00+05:00"), (paid.clone(), paid));
}

#[test]
fn what_was_connected_unpaid_is_closed_until_it_is_paid() {
    let facts = "\
- {fact: request, id: ask-1, server: aman-main, at: 2026-02-02T09:00:00+05:00, wants: connect, tariff: start}
- {fact: payment, id: pay-1, customer: aman, at: 2026-02-03T11:00:00+05:00, amount: 10000.00 KZT}
- {fact: activation, id: on-1, server: aman-main, at: 2026-02-04T09:30:00+05:00}
";
    let kinds = |facts: &str, moment: &str| -> Vec<TaskKind> {
        let all = told(&Project::new(CUSTOMER, facts), moment);
        all.into_iter().filter(|(_, server)| server == "aman-main").map(|(kind, _)| kind).collect()
    };
    let expected = [TaskKind::Invoice, Suspend, Mismatch];
    assert_eq!(kinds(facts, "2026-02-05T12:00:00+05:00"), expected);
    assert_eq!(kinds(facts, "2027-02-05T12:00:00+05:00"), expected);
    let rest = "- {fact: payment, id: pay-2, customer: aman, at: 2026-03-20T11:00:00+05:00, amount: 5990.00 KZT}\n";
    let paid = Project::new(CUSTOMER, &format!("{facts}{rest}"));
    let moment = "2026-03-20T11:00:00+05:00";
    assert_eq!(debit_of(&paid, "aman-main", moment), (moment.to_owned(), moment.to_owned()));
    // Booked as proposed, the month that was paid for can be used.
    let booked = booked(&paid, at(moment));
    assert_eq!(kinds(&format!("{facts}{rest}{booked}"), "2026-03-21T11:00:00+05:00"), []);
}

#[test]
fn a_warning_is_given_once() {
    let told_of = "- {fact: notice, id: told, at: 2026-02-27T10:00:00+05:00, about: expiry, servers: [aman-main]}\n";
    let found = told(&project(told_of), "2026-03-01T12:00:00+05:00");
    assert!(!found.contains(&(TaskKind::WarnOfExpiry, "aman-main".to_owned())), "{found:?}");
    assert!(found.contains(&(TaskKind::WarnOfExpiry, "aman-next".to_owned())), "{found:?}");
}

#[test]
fn bonuses_of_a_customer_who_is_gone_are_settled() {
    let facts = "\
- {fact: bonus, id: bon, customer: aman, at: 2026-02-10T10:00:00+05:00, amount: 300.00 KZT}
- {fact: request, id: bye-1, server: aman-main, at: 2026-02-18T10:00:00+05:00, wants: give-up}
";
    let one = project(facts);
    let moment = "2026-02-19T10:00:00+05:00";
    let settles =
        |project: &Project| told(project, moment).iter().any(|(k, _)| *k == TaskKind::Settle);
    assert!(!settles(&one), "one service goes on");
    let both = project(&format!(
        "{facts}- {{fact: request, id: bye-2, server: aman-next, at: 2026-02-18T11:00:00+05:00, wants: give-up}}\n"
    ));
    assert!(settles(&both));
    let cash = "- {fact: settlement, id: cash, customer: aman, at: 2026-02-18T15:00:00+05:00, reconciled: true, cash: 300.00 KZT}\n";
    let done = project(&format!(
        "{facts}- {{fact: request, id: bye-2, server: aman-next, at: 2026-02-18T11:00:00+05:00, wants: give-up}}\n{cash}"
    ));
    assert!(!settles(&done));
}

#[test]
fn a_sum_that_came_after_the_debit_renews_nothing_by_itself() {
    // One second after the moment at which 4.4 debits; without a retry nothing is tried again.
    let late = project(&pay("pay-2", "2026-03-04T09:30:01+05:00", "15990"));
    let kinds: Vec<_> = told(&late, "2026-03-04T12:00:00+05:00")
        .into_iter()
        .filter(|(_, s)| s == "aman-main")
        .collect();
    assert!(kinds.contains(&(TaskKind::Suspend, "aman-main".to_owned())), "{kinds:?}");
    assert!(!kinds.contains(&(TaskKind::Debit, "aman-main".to_owned())), "{kinds:?}");
}

#[test]
fn a_paid_invoice_resumes_from_its_payment() {
    let facts = "\
- {fact: refusal, id: no, server: aman-main, at: 2026-03-01T10:00:00+05:00, channel: ticket}
- {fact: invoice, id: inv-2, server: aman-main, at: 2026-03-06T10:00:00+05:00, number: S-2, amount: 15990.00 KZT, covers: {from: 2026-03-04T09:30:00+05:00, until: 2026-04-04T09:30:00+05:00}}
- {fact: payment, id: pay-2, customer: aman, at: 2026-03-10T15:00:00+05:00, amount: 15990.00 KZT, invoice: inv-2}
";
    let project = project(facts);
    let moment = at("2026-03-10T16:00:00+05:00");
    asked(&project, moment, |_, tasks| {
        let task = tasks.iter().find(|task| task.server == "aman-main").expect("a task");
        let Action::Debit { cost, .. } = &task.action else { panic!("{task:?}") };
        assert_eq!(cost.period.from(), at("2026-03-10T15:00:00+05:00"));
        assert_eq!(cost.period.until(), at("2026-04-10T15:00:00+05:00"));
        assert_eq!((task.since, task.clauses[0].to_string()), (cost.period.from(), "4.5".into()));
    });
}

#[test]
fn an_invoice_pays_for_the_months_of_its_time() {
    // From 4 March on: a month, three, a year; a time of no whole months is taken as the term before.
    for (until, months) in [
        ("2026-04-04T09:30:00+05:00", 1),
        ("2026-06-04T09:30:00+05:00", 3),
        ("2027-03-04T09:30:00+05:00", 12),
        ("2026-04-20T09:30:00+05:00", 1),
    ] {
        let facts = format!(
            "- {{fact: invoice, id: inv-2, server: aman-main, at: 2026-02-20T10:00:00+05:00, number: S-2, amount: 15990.00 KZT, covers: {{from: 2026-03-04T09:30:00+05:00, until: {until}}}}}\n\
             - {{fact: payment, id: pay-2, customer: aman, at: 2026-03-01T15:00:00+05:00, amount: 999999.00 KZT, invoice: inv-2}}\n"
        );
        asked(&project(&facts), at("2026-03-01T16:00:00+05:00"), |_, tasks| {
            let task = tasks.iter().find(|task| task.server == "aman-main").expect("a task");
            let Action::Debit { cost, .. } = &task.action else { panic!("{task:?}") };
            assert_eq!(cost.months, months, "{until}");
        });
    }
}

#[test]
fn a_refusal_ends_the_service_with_its_term() {
    let facts = format!(
        "{}- {{fact: refusal, id: no, server: aman-main, at: 2026-03-04T09:29:59+05:00, channel: ticket}}\n",
        pay("pay-2", "2026-02-28T12:00:00+05:00", "31980"),
    );
    let refused = project(&facts);
    let kinds = |moment: &str| -> Vec<TaskKind> {
        let all = told(&refused, moment);
        all.into_iter().filter(|(_, server)| server == "aman-main").map(|(kind, _)| kind).collect()
    };
    // Who refused gets no invoice for what was refused.
    assert_eq!(kinds("2026-03-04T09:30:00+05:00"), [Suspend, Mismatch]);
    assert_eq!(kinds("2026-03-11T23:59:59+05:00"), [Suspend, Mismatch]);
    assert_eq!(kinds("2026-03-12T00:00:00+05:00"), [WarnOfDeletion, Suspend, Mismatch]);
    assert_eq!(kinds("2026-03-18T23:59:59+05:00"), [WarnOfDeletion, Suspend, Mismatch]);
    assert_eq!(kinds("2026-03-19T00:00:00+05:00"), [MayDelete, Suspend, Mismatch]);
}

#[test]
fn what_was_given_up_comes_back_and_is_closed() {
    let gone = project(
        "- {fact: request, id: bye, server: aman-main, at: 2026-02-18T23:59:59+05:00, wants: give-up}\n",
    );
    let moment = at("2026-02-19T10:00:00+05:00");
    asked(&gone, moment, |_, tasks| {
        let kinds: Vec<_> = tasks.iter().map(|task| task.action.kind()).collect();
        assert_eq!(kinds, [TaskKind::Refund, TaskKind::Suspend, TaskKind::Mismatch]);
        let Action::Refund { amount, due, .. } = &tasks[0].action else { panic!() };
        // Within the first 14 days: all of it, within 15 working days.
        assert_eq!(amount.to_string(), "15990.00 KZT");
        assert_eq!(due.map(|due| due.to_string()).as_deref(), Some("2026-03-12"));
    });
}

#[test]
fn a_server_without_facts_is_somebodys_to_look_at() {
    let nothing = Project::new(CUSTOMER, "");
    let found = told(&nothing, "2026-03-01T12:00:00+05:00");
    assert_eq!(found, ["aman-main", "aman-next"].map(|s| (TaskKind::Mismatch, s.to_owned())));
    // Before the first day of its tariff it is only a plan.
    assert_eq!(told(&nothing, "2026-01-31T12:00:00+05:00"), []);
}

#[test]
fn a_closed_server_that_is_paid_for_is_resumed() {
    let customer =
        CUSTOMER.replacen("    domain: aman\n", "    domain: aman\n    access: closed\n", 1);
    let closed = Project::new(&customer, FACTS);
    let found = told(&closed, "2026-02-10T12:00:00+05:00");
    assert_eq!(found, both(TaskKind::Resume, TaskKind::Mismatch, "aman-main"));
}

#[test]
fn the_same_task_has_the_same_id_in_every_run() {
    let paid = project(&pay("pay-2", "2026-02-28T12:00:00+05:00", "31980"));
    let ids = |moment: &str| -> Vec<String> {
        asked(&paid, at(moment), |_, tasks| {
            tasks.iter().map(|task| task.id(UtcOffset::KAZAKHSTAN)).collect()
        })
    };
    assert_eq!(ids("2026-03-04T09:30:00+05:00"), ["debit/aman-main/2026-03-04T09:30:00+05:00"]);
    assert_eq!(ids("2026-03-04T18:00:00+05:00"), ids("2026-03-04T09:30:00+05:00"));
    // Neither does the moment since when it is due move with the run.
    let whole = |moment: &str| {
        asked(&project(""), at(moment), |_, tasks| {
            let of = |task: &Task<'_>| (task.id(UtcOffset::KAZAKHSTAN), task.since, task.place);
            tasks.iter().map(of).collect::<Vec<_>>()
        })
    };
    let warned = whole("2026-03-01T12:00:00+05:00");
    assert_eq!(warned, whole("2026-03-02T18:00:00+05:00"));
    assert!(warned.iter().all(|(_, _, place)| place.is_some()));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whoever books what he was told has nothing left to do, and his books hold no difference.
    #[test]
    fn what_is_booked_is_done(
        sums in prop::collection::vec((0_i64..9_000_000, 1_u32..40_000), 0..6),
        steps in prop::collection::vec(3_600_i64..2_000_000, 1..8),
        refusal in prop::option::of(0_i64..9_000_000),
    ) {
        let begin = at("2026-02-06T13:00:00+05:00");
        let moment = |seconds| begin.add_seconds(seconds).expect("a moment");
        let mut facts = String::new();
        for (nth, (seconds, amount)) in sums.iter().enumerate() {
            let at = moment(*seconds).to_string();
            facts += &pay(&format!("more-{nth}"), &at, &amount.to_string());
        }
        if let Some(seconds) = refusal {
            let at = moment(seconds);
            facts += &format!(
                "- {{fact: refusal, id: no, server: aman-next, at: {at}, channel: ticket}}\n"
            );
        }
        let mut now = begin;
        for step in steps {
            now = now.add_seconds(step).expect("a moment");
            // A debit may have been due long ago, and the one after it as well.
            for _ in 0..6 {
                let booked = booked(&project(&facts), now);
                if booked.is_empty() {
                    break;
                }
                facts += &booked;
            }
            let project = project(&facts);
            prop_assert_eq!(booked(&project, now), "");
            let differing = project.ask(|books| {
                let known = books.ledger.known_at(now);
                let books = Books::new(books.catalogue, &known).expect("books");
                let customer = books.customers().next().expect("a customer");
                let account = books.account(customer);
                assert!(account.entries.iter().all(|entry| !entry.after.money.is_negative()));
                differences(&books, &account, now).len()
            });
            prop_assert_eq!(differing, 0, "{}", facts);
        }
    }
}
