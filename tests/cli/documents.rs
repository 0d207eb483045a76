//! Documents for accounting.

use super::run::{Outcome, run};

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

fn bill(args: &[&str]) -> Outcome {
    run(&[&["bill"], args, &[ROOT]].concat())
}

/// With ordinary spaces, to be read here.
fn plain(text: &str) -> String {
    text.replace('\u{a0}', " ")
}

#[test]
fn an_act_is_written_for_the_period_that_ended() {
    let at = ["--at", "2026-06-02T09:00:00+05:00"];
    let told = bill(&[&["act", "romashka-main"], &at[..]].concat());
    assert_eq!((told.code, told.err.as_str()), (0, ""), "{}", told.out);
    // In the language of the customer's contact.
    for line in [
        "# Акт выполненных работ (оказанных услуг)",
        "Сто восемьдесят шесть тысяч сто шестьдесят тенге 00 тиынов",
        "| Дата составления | 2 июня 2026 года |",
        "deb-101, deb-104, deb-102, deb-103",
        "присваивает система учёта",
    ] {
        assert!(plain(&told.out).contains(line), "{line}\n{}", told.out);
    }
    let more =
        ["--number", "A|118", "--date", "2026-06-01", "--language", "en", "--format", "html"];
    let page = bill(&[&["act", "romashka-main"], &at[..], &more[..]].concat());
    assert!(page.out.starts_with("<!DOCTYPE html>\n<html lang=\"en\">"), "{}", page.out);
    assert!(page.out.contains("<bdi>A|118</bdi>") && plain(&page.out).contains("1 June 2026"));
    let early = bill(&["act", "romashka-main", "--at", "2026-03-01T09:00:00+05:00"]);
    assert_eq!((early.code, early.out.as_str()), (2, ""));
    assert!(early.err.contains("no paid period of the server `romashka-main` is over"));
}

#[test]
fn a_refund_has_an_act_of_what_was_rendered() {
    let refund = ["refund", "saparov-shop", "--at", "2026-11-12T10:00:00+05:00"];
    let act = bill(&[&refund[..], &["--document", "act"]].concat());
    assert_eq!((act.code, act.err.as_str()), (0, ""));
    for line in [
        "использовано дней: 26 из 31 оплаченных",
        "| Возвращается на баланс лицевого счёта | 2 579,03 ₸ |",
        "| Срок возврата | 24 ноября 2026 года |",
        "customer.accounting.address, customer.accounting.signatory",
    ] {
        assert!(plain(&act.out).contains(line), "{line}\n{}", act.out);
    }
    let json = bill(&[&refund[..], &["--document", "act", "--format", "json"]].concat());
    assert_eq!((json.code, json.out.as_str()), (2, ""));
    assert!(json.err.contains("leave out `--document`"), "{}", json.err);
    let alone = run(&["bill", "refund", "--document", "act"]);
    assert_eq!(alone.code, 2, "a document is about a server");
}

#[test]
fn an_invoice_names_the_account_and_every_server_of_a_customer() {
    let at = ["--at", "2026-11-20T09:00:00+05:00", "--document", "invoice", "--number", "342"];
    let both = bill(&[&["invoice", "romashka"], &at[..], &["--language", "en"]].concat());
    assert_eq!((both.code, both.err.as_str()), (0, ""));
    for line in [
        "# Invoice for payment No. 342 of 20 November 2026",
        "| Payable by | **1 December 2026, 09:34** |",
        "| Account (IIK) | KZ05998TSTB000012345 |",
        "| Payment purpose | Payment of invoice No. 342 of 20 November 2026 for services: romashka-main, romashka-test, VAT included |",
        "**Four hundred eleven thousand nine hundred three tenge 60 tiyn**",
    ] {
        assert!(plain(&both.out).contains(line), "{line}\n{}", both.out);
    }
    let one = bill(&[&["invoice", "romashka-test"], &at[..], &["--format", "html"]].concat());
    assert!(one.out.contains("romashka-test") && !one.out.contains("romashka-main"), "{}", one.out);
    let none = bill(&[&["invoice", "romashkа"], &at[..]].concat());
    assert_eq!((none.code, none.out.as_str()), (2, ""));
    assert!(none.err.contains("there is no server"), "{}", none.err);
}
