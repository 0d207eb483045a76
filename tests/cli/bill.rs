//! Questions of money: with a server of the example, with facts as arguments, in all forms.

use std::path::Path;

use serde_json::Value;

use super::run::{finish, qalyp, run};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");
const AT: &str = "--at=2026-11-23T12:00:00+05:00";

/// Every question about a server, a tariff or a customer of the example, with the key of its answer.
const BOOKED: [(&[&str], &str); 7] = [
    (&["renew", "romashka-main"], "renewal"),
    (&["refund", "romashka-main"], "refund"),
    (&["upgrade", "romashka-main", "professional"], "upgrade"),
    (&["upgrade", "romashka-main", "start"], "upgrade"),
    (
        &[
            "price-change",
            "business",
            "--monthly=26990.00",
            "--notified=2026-12-20T10:00:00+05:00",
            "--effective=2027-01-01T00:00:00+05:00",
        ],
        "price-change",
    ),
    (&["compensate", "saparov-shop", "--claim=claim-301"], "compensation"),
    (&["invoice", "romashka"], "invoice"),
];

/// The same with facts as arguments, and where needed the moment.
const ALONE: [&[&str]; 6] = [
    &[
        "renew",
        "--term-end=2026-03-10T10:00:00+05:00",
        "--price=15990.00",
        "--balance=1.00",
        "--at=2026-03-09T12:00:00+05:00",
    ],
    &[
        "refund",
        "--paid=15990.00",
        "--from=2026-03-01T10:15:00+05:00",
        "--until=2026-04-01T10:15:00+05:00",
        "--requested=2026-03-20T12:00:00+05:00",
    ],
    &[
        "upgrade",
        "--old-price=15990.00",
        "--new-price=24990.00",
        "--from=2026-03-01T10:15:00+05:00",
        "--until=2026-04-01T10:15:00+05:00",
        "--at=2026-03-31T12:00:00+05:00",
    ],
    &[
        "price-change",
        "--old=24990.00",
        "--monthly=26990.00",
        "--notified=2026-03-01T10:00:00+05:00",
        "--effective=2026-03-31T00:00:00+05:00",
        "--period-start=2026-03-31T00:00:00+05:00",
    ],
    &[
        "compensate",
        "--paid=20000.00",
        "--outage=2026-03-10T12:00:00+05:00/2026-03-10T18:00:00+05:00",
        "--unplanned=2026-03-10T13:00:00+05:00/2026-03-10T18:00:00+05:00",
        "--claimed=6 hours",
        AT,
    ],
    &[
        "invoice",
        "--monthly=15990.00",
        "--months=12",
        "--discount=10 %",
        "--from=2026-12-01T09:34:00+05:00",
    ],
];

/// The answer to a question about the example, as JSON.
fn booked(words: &[&str], more: &[&str]) -> (i32, String) {
    let mut all = vec!["bill"];
    all.extend(words);
    all.extend([ROOT, AT]);
    all.extend(more);
    let run = run(&all);
    assert_eq!(run.err, "", "{words:?}");
    (run.code, run.out)
}

fn alone(folder: &Path, words: &[&str], more: &[&str]) -> (i32, String, String) {
    let mut all = vec!["bill"];
    all.extend(words);
    all.extend(more);
    let run = finish(&qalyp(&all).dir(folder));
    (run.code, run.out, run.err)
}

fn json(text: &str) -> Value {
    serde_json::from_str(text).expect(text)
}

fn width(line: &str) -> usize {
    unicode_width::UnicodeWidthStr::width(line)
}

#[test]
fn every_answer_is_of_the_documented_shape() {
    let schema = include_str!("../../schemas/decision.schema.json");
    let schema = jsonschema::validator_for(&json(schema)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let mut answers: Vec<(String, String)> = Vec::new();
    for (words, question) in BOOKED {
        let (code, text) = booked(words, &["--format=json"]);
        let refused = json(&text)["verdict"] == "refused";
        assert_eq!(code, i32::from(refused), "{words:?}");
        answers.push((question.to_owned(), text));
    }
    for words in ALONE {
        let (code, text, err) = alone(folder.path(), words, &["--format=json", "--language=kk"]);
        assert_eq!((code, err.as_str()), (0, ""), "{words:?}");
        answers.push((json(&text)["question"].as_str().unwrap().to_owned(), text));
    }
    for (question, text) in answers {
        let answer = json(&text);
        let faults: Vec<_> = schema.iter_errors(&answer).map(|it| it.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new(), "{text}");
        assert_eq!(answer["question"], question);
        // An answer rests on something, names what it was asked, and says by which terms.
        for part in ["facts", "steps", "policies"] {
            assert!(!answer[part].as_array().unwrap().is_empty(), "{question}: no {part}");
        }
        assert_eq!(answer["grounds"]["edition"], "2026-01-16");
        let clauses = answer["steps"].as_array().unwrap().iter();
        assert!(clauses.clone().all(|step| !step["clause"].as_str().unwrap().is_empty()));
        // Parts of every line add up.
        for line in answer["lines"].as_array().unwrap() {
            let minor = |key: &str| {
                let digits: String =
                    line[key].as_str().unwrap().chars().filter(char::is_ascii_digit).collect();
                digits.parse::<u64>().unwrap()
            };
            assert_eq!(minor("net") + minor("vat"), minor("gross"), "{line}");
        }
    }
}

#[test]
fn every_answer_fits_a_terminal_in_every_language() {
    let folder = tempfile::tempdir().unwrap();
    for language in ["kk", "ru", "en"] {
        let language = format!("--language={language}");
        let mut texts: Vec<String> =
            BOOKED.iter().map(|(words, _)| booked(words, &[&language]).1).collect();
        texts.extend(ALONE.iter().map(|words| alone(folder.path(), words, &[&language]).1));
        for text in texts {
            assert!(text.lines().count() > 20, "{text}");
            for line in text.lines() {
                assert!(width(line) <= 100, "{}: {line}", width(line));
            }
            // No word of a key, no place for a value, nothing half said.
            for trace in ["{0}", "{1}", "None", "Some("] {
                assert!(!text.contains(trace), "{trace} in {text}");
            }
        }
    }
}

#[test]
fn a_page_and_a_document_say_the_same() {
    let (code, page) = booked(&["refund", "romashka-main"], &["--format=html", "--language=kk"]);
    assert_eq!(code, 0);
    assert!(page.starts_with("<!DOCTYPE html>\n<html lang=\"kk\">"), "{page}");
    for outside in ["<script", "<link", "<img", "src=", "@import", "url("] {
        assert!(!page.contains(outside), "{outside}");
    }
    let (_, text) = booked(&["refund", "romashka-main"], &["--format=markdown", "--language=kk"]);
    // Without a word about it, a document speaks the language of its customer.
    let (_, own) = booked(&["refund", "romashka-main"], &["--format=html"]);
    assert!(own.contains("<html lang=\"ru\">"), "{own}");
    assert!(text.starts_with("# "), "{text}");
    for said in ["5\u{a0}563,35\u{a0}₸", "ledger/romashka.yaml:"] {
        assert!(page.contains(said) && text.contains(said), "{said}");
    }
}

#[test]
fn a_downgrade_is_refused_with_what_to_do_instead() {
    let (code, text) = booked(&["upgrade", "romashka-main", "start"], &["--format=json"]);
    let answer = json(&text);
    assert_eq!((code, &answer["result"]["change"]), (1, &"downgrade-needs-new-service".into()));
    let said = answer["answer"]["text"].as_str().unwrap();
    assert!(said.contains("“Start”") && said.contains("5.3"), "{said}");
    let todo: Vec<_> =
        answer["tables"][0]["rows"].as_array().unwrap().iter().map(|row| &row[1]).collect();
    assert_eq!(todo[0], "order-a-separate-service");
    assert_eq!(todo.last().unwrap(), &"give-up-the-old-service");
}

#[test]
fn both_figures_of_an_upgrade_are_always_said() {
    let folder = tempfile::tempdir().unwrap();
    let (_, text, _) = alone(folder.path(), ALONE[2], &["--format=json"]);
    let answer = json(&text);
    let result = &answer["result"];
    assert_eq!(result["charge"], "290.32 KZT");
    assert_eq!(result["prorated"], "290.32 KZT");
    assert_eq!(result["full_difference"], "9000.00 KZT");
    assert_eq!(answer["readings"][0]["id"], "upgrade.charge");
    assert_eq!(answer["readings"][0]["result"]["charge"], "9000.00 KZT");
}

#[test]
fn a_price_alone_does_not_say_that_a_change_is_allowed() {
    let folder = tempfile::tempdir().unwrap();
    let ask = |words: &[&str]| alone(folder.path(), words, &["--format=json"]);
    let (code, text, _) = ask(ALONE[2]);
    assert_eq!((code, &json(&text)["warnings"][0]["key"]), (0, &"change-not-judged".into()));
    let sizes = ["--old-resources=2/8 GiB/60 GiB", "--new-resources=4/16 GiB/120 GiB"];
    let (code, text, _) = ask(&[ALONE[2], &sizes].concat());
    assert_eq!((code, &json(&text)["warnings"]), (0, &Value::Array(Vec::new())));
    let mut smaller = ALONE[2].to_vec();
    smaller[1] = "--old-price=24990.00";
    smaller[2] = "--new-price=15990.00";
    let (code, out, err) = ask(&smaller);
    assert_eq!((code, out.as_str()), (2, ""));
    assert!(err.contains("is lower than the old one") && err.contains("5.3"), "{err}");
    // A larger machine may cost less: nothing is due then.
    let (code, text, _) = ask(&[&smaller[..], &sizes].concat());
    assert_eq!((code, &json(&text)["result"]["charge"]), (0, &"0.00 KZT".into()));
    // On the last day nothing is left to pay for.
    let mut last = ALONE[2].to_vec();
    last[5] = "--at=2026-04-01T10:15:00+05:00";
    let (code, text, _) = ask(&last);
    assert_eq!((code, &json(&text)["answer"]["key"]), (0, &"upgrade-at-the-end".into()));
}

#[test]
fn add_ons_outside_of_the_full_refund_are_said() {
    let at = "--at=2026-02-10T12:00:00+05:00";
    let answer = |more: &[&str]| {
        let words = ["bill", "refund", "romashka-main", ROOT, at, "--format=json"];
        let run = run(&[&words[..], more].concat());
        assert_eq!((run.code, run.err.as_str()), (0, ""));
        json(&run.out)
    };
    let part = answer(&[]);
    assert_eq!(part["answer"]["key"], "full-refund-but");
    let sentence = part["answer"]["text"].as_str().unwrap();
    for sum in ["63,960.00", "179,560.00", "115,600.00"] {
        assert!(sentence.contains(sum), "{sum}: {sentence}");
    }
    // A refund of nothing has no day by which.
    let words = ["--paid=15990.00", "--from=2026-03-01T10:15:00+05:00"];
    let more = ["--until=2026-04-01T10:15:00+05:00", "--requested=2026-04-01T12:00:00+05:00"];
    let run = run(&[&["bill", "refund", "--format=json"], &words[..], &more[..]].concat());
    let nothing = json(&run.out);
    assert_eq!(nothing["answer"]["key"], "no-refund");
    assert_eq!(nothing["remarks"], Value::Array(Vec::new()));
    assert_eq!(nothing["result"]["due_date"], Value::Null);
}

#[test]
fn without_a_claim_what_one_would_bring_is_said() {
    let month = |server: &str, from: &str, until: &str| {
        let (from, until) = (format!("--from={from}"), format!("--until={until}"));
        let (code, text) =
            booked(&["compensate", server, &from, &until], &["--format=json", "--language=en"]);
        (code, json(&text))
    };
    let september = ("2026-09-01T00:00:00+05:00", "2026-10-01T00:00:00+05:00");
    let (code, answer) = month("romashka-test", september.0, september.1);
    assert_eq!((code, &answer["answer"]["key"]), (1, &"compensation-refused".into()));
    assert_eq!(answer["remarks"][0]["key"], "if-claimed-now");
    assert_eq!(answer["result"]["compensation"], "0.00 KZT");
    assert_eq!(answer["result"]["if_claimed"], "542.86 KZT");
    // Nothing happened, or nothing that counts: a claim is not what is missing.
    let (code, answer) = month("romashka-main", september.0, september.1);
    assert_eq!((code, &answer["answer"]["key"]), (0, &"no-downtime".into()));
    let october = ("2026-10-01T00:00:00+05:00", "2026-11-01T00:00:00+05:00");
    let (code, answer) = month("romashka-main", october.0, october.1);
    assert_eq!((code, &answer["answer"]["key"]), (0, &"nothing-counts".into()));
    let folder = tempfile::tempdir().unwrap();
    let words = [&ALONE[4][..4], &["--no-claim", AT, "--format=json"]].concat();
    let (code, text, _) = alone(folder.path(), &words, &[]);
    assert_eq!((code, &json(&text)["remarks"][0]["key"]), (1, &"if-claimed-now".into()));
}

#[test]
fn what_is_not_renewed_is_not_invoiced() {
    let (code, text) = booked(&["invoice", "zhuldyz-branch"], &["--format=json", "--language=en"]);
    let answer = json(&text);
    assert_eq!((code, &answer["answer"]["key"]), (1, &"renewal-was-refused".into()));
    assert_eq!(answer["result"]["total"], "0.00 KZT");
    assert_eq!(answer["lines"], Value::Array(Vec::new()));
    let said = answer["remarks"][0]["text"].as_str().unwrap().replace('\u{a0}', " ");
    assert!(said.contains("20 November 2026") && said.contains("141,090.60"), "{said}");
    // The same moment a second before the refusal.
    let before = "--at=2026-11-20T10:29:59+05:00";
    let run = run(&["bill", "invoice", "zhuldyz-branch", ROOT, before, "--format=json"]);
    assert_eq!((run.code, &json(&run.out)["result"]["total"]), (0, &"141090.60 KZT".into()));
    // The other services of the customer are invoiced without it, under the customer's name.
    let (code, text) = booked(&["invoice", "zhuldyz"], &["--format=json", "--language=en"]);
    let answer = json(&text);
    assert_eq!((code, &answer["answer"]["key"]), (0, &"to-pay".into()));
    assert_eq!(answer["remarks"][0]["key"], "service-is-not-renewed");
    assert!(answer["title"].as_str().unwrap().contains("services of zhuldyz"), "{text}");
    assert!(!answer["lines"].to_string().contains("branch"), "{text}");
    // A line is named as customers know it.
    let (_, text) = booked(&["invoice", "romashka"], &["--format=json", "--language=ru"]);
    for said in ["тариф «Бизнес»", "Аренда клиентской лицензии 1С × 10"]
    {
        assert!(json(&text)["lines"].to_string().contains(said), "{said}: {text}");
    }
    let words = ["invoice", "zhuldyz-branch", "--document=invoice", "--format=html", ROOT, AT];
    let paper = super::run::run(&[&["bill"], &words[..]].concat());
    assert_eq!((paper.code, paper.out.as_str()), (2, ""));
    assert!(paper.err.contains("no next period that could be invoiced"), "{}", paper.err);
}

#[test]
fn what_was_asked_for_is_said_even_where_it_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let ask = |words: &[&str], more: &[&str]| {
        json(&alone(folder.path(), words, &[&["--format=json"], more].concat()).1)
    };
    let key = |answer: &Value, at: usize| answer["remarks"][at]["key"].clone();
    let late = ask(ALONE[1], &["--favour"]);
    assert_eq!(key(&late, 1), "favour-comes-too-late");
    assert!(late["facts"].as_array().unwrap().iter().any(|fact| fact["key"] == "favour"));
    let mut early = ALONE[1].to_vec();
    early[4] = "--requested=2026-03-05T12:00:00+05:00";
    assert_eq!(key(&ask(&early, &["--favour"]), 1), "favour-changes-nothing");
    assert_eq!(key(&ask(ALONE[1], &[]), 1), Value::Null);
    assert_eq!(key(&ask(ALONE[3], &[]), 1), "period-costs");
    let refused = ["--refused=2026-03-20T00:00:00+05:00"];
    assert_eq!(key(&ask(ALONE[3], &refused), 1), "period-is-refused");
    // A reading that two decisions share stands once.
    for words in ALONE {
        let answer = ask(words, &[]);
        let readings = answer["readings"].as_array().unwrap();
        let mut names: Vec<String> =
            readings.iter().map(|it| format!("{} {}", it["id"], it["value"])).collect();
        let all = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all, "{names:?}");
    }
    // Terms that come with qalyp are said to in the language of the answer.
    let (_, text, _) = alone(folder.path(), ALONE[1], &["--language=ru"]);
    assert!(text.contains("<в составе qalyp: ") && !text.contains("built in"), "{text}");
}

/// The examples of the help that ask about the project are answered.
#[test]
fn the_examples_of_the_help_can_be_asked() {
    let mut asked = 0;
    for command in ["renew", "refund", "upgrade", "price-change", "compensate", "invoice"] {
        let help = run(&["bill", command, "--help"]).out;
        let joined = help.replace("\\\n", " ");
        let examples = joined.lines().map(str::trim);
        for example in examples.filter(|line| line.starts_with(&format!("qalyp bill {command}"))) {
            // What needs files of its own, other programs, or is told with an ellipsis.
            if example.contains("--ledger") || example.contains('…') {
                continue;
            }
            let line = example.split(['|', '>']).next().unwrap().replace('\'', "\"");
            let run = finish(&qalyp(&words(&line)[1..]).dir(ROOT));
            assert!(run.code < 2, "{example}: {}", run.err);
            asked += 1;
        }
    }
    assert!(asked >= 12, "{asked}");
}

#[test]
fn a_second_before_the_edge_is_said_aloud() {
    let folder = tempfile::tempdir().unwrap();
    let refund = |requested: &str| {
        let requested = format!("--requested={requested}");
        let mut words = ALONE[1][..4].to_vec();
        words.push(&requested);
        json(&alone(folder.path(), &words, &["--format=json"]).1)
    };
    let full = refund("2026-03-15T18:59:59Z");
    assert_eq!(
        (&full["result"]["basis"], &full["result"]["refund"]),
        (&"full".into(), &"15990.00 KZT".into())
    );
    assert_eq!(full["warnings"][0]["key"], "full-refund-ends");
    let part = refund("2026-03-15T19:00:00Z");
    assert_eq!(part["result"]["refund"], "7737.10 KZT");
    assert_eq!(part["result"]["retained"], "8252.90 KZT");
    assert_eq!(part["warnings"][0]["key"], "full-refund-ended");
    assert_eq!(refund("2026-03-20T12:00:00+05:00")["warnings"], Value::Array(Vec::new()));
}

#[test]
fn what_cannot_be_answered_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let refund = |change: (&str, &str)| {
        let words: Vec<&str> = ALONE[1]
            .iter()
            .map(|word| if word.starts_with(change.0) { change.1 } else { word })
            .collect();
        alone(folder.path(), &words, &[])
    };
    for (change, said) in [
        (("--paid", "--paid=15990.00 USD"), "is not in the provider's currency"),
        (("--paid", "--paid=15990.005"), "at most 2 digits"),
        (("--from", "--from=2026-03-01T10:15:00"), "offset"),
        (("--from", "--from=2026-02-30T10:15:00+05:00"), "days 01 to 28"),
        (("--from", "--from=2026-05-01T10:15:00+05:00"), "is not before"),
        (("--until", "--favour"), "`--until` is given 0 times, `--paid` 1 times"),
        (("--requested", "--favour"), "`--requested` is missing"),
        (("--requested", "--requested=2026-02-20T12:00:00+05:00"), "before"),
        (("--requested", "--requested=2025-12-20T12:00:00+05:00"), "further `kind: terms`"),
    ] {
        let (code, out, err) = refund(change);
        assert_eq!((code, out.as_str()), (2, ""), "{change:?}");
        assert!(err.contains(said), "{change:?}: {err}");
    }
    for (words, said) in [
        (&["refund", "romashka-mian", ROOT, AT][..], "did you mean `romashka-main`"),
        (&["upgrade", "romashka-main", "bussiness", ROOT, AT], "did you mean `business`"),
        (&["refund", "romashka-main", ROOT, "--paid=1.00"], "cannot be used with"),
        (&["compensate", "romashka-main", ROOT, AT], "which downtime of `romashka-main`"),
        (&["compensate", "saparov-shop", ROOT, "--claim=claim-9"], "no claim `claim-9`"),
        (&["compensate", "--paid=1.00", "--outage=now/then/dns"], "expected a moment"),
        (&["renew"], "`--term-end` is missing"),
        (&["renew", "romashka-main", "/nowhere"], "there is no folder `/nowhere`"),
    ] {
        let mut all = vec!["bill"];
        all.extend(words);
        let run = run(&all);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{words:?}");
        assert!(run.err.contains(said), "{words:?}: {}", run.err);
    }
}

#[test]
fn nothing_is_decided_on_a_wrong_fact() {
    let folder = tempfile::tempdir().unwrap();
    let facts = folder.path().join("facts.yaml");
    std::fs::write(
        &facts,
        "- {fact: payment, id: p, customer: romashka, at: 2026-01-01, amount: 1}\n",
    )
    .unwrap();
    let facts = facts.to_str().unwrap();
    let run = run(&["bill", "refund", "romashka-main", ROOT, AT, "--ledger", facts]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(
        run.err.contains("facts.yaml:1:") && run.err.contains("nothing is decided"),
        "{}",
        run.err
    );
}

/// The outputs on the page are those of the commands, line for line up to `…`.
#[test]
fn the_page_shows_what_the_commands_print() {
    let page = include_str!("../../docs/billing/README.md");
    let mut shown = 0;
    for block in page.split("```text\n$ ").skip(1) {
        let block = block.split("\n```").next().unwrap();
        let (command, expected) = block.split_once('\n').unwrap();
        let run = finish(&qalyp(&words(command)[1..]).dir(ROOT));
        let expected: Vec<&str> = expected.lines().take_while(|line| *line != "…").collect();
        let printed: Vec<&str> = run.out.lines().take(expected.len()).collect();
        assert_eq!(printed, expected, "{command}");
        shown += 1;
    }
    assert!(shown >= 5, "{shown}");
}

/// The words of a command; double quotes hold one together.
fn words(command: &str) -> Vec<&str> {
    let mut words = Vec::new();
    for (at, part) in command.split('"').enumerate() {
        if at % 2 == 1 {
            words.push(part);
        } else {
            words.extend(part.split_whitespace());
        }
    }
    words
}
