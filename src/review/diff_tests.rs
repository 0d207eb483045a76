use super::*;
use crate::output::{Artefact, RelativePath, Sensitivity};

fn change(path: &str, old: &str, new: &str) -> Change {
    let path = RelativePath::parse(path).unwrap();
    Change {
        part: path.parent_path().unwrap(),
        kind: ChangeKind::Changed {
            old: old.into(),
            old_mode: 0o644,
            new: Artefact {
                path: path.clone(),
                content: new.into(),
                mode: 0o644,
                template: None,
                sensitivity: Sensitivity::Internal,
            },
        },
        path,
        edited: false,
    }
}

#[test]
fn equal_hunks_are_shown_once_wherever_they_stand() {
    let mut difference = Difference::default();
    for i in 0..20 {
        let above = "x\n".repeat(10 + i);
        let file = |n: u32| format!("{above}a\nb\nc\nlimit {n}\nd\ne\nf\n");
        difference.add(&change(&format!("servers/s{i:02}/a.conf"), &file(1), &file(2)));
    }
    let text = difference.text(false);
    assert_eq!(text.matches("-limit 1").count(), 1, "{text}");
    assert!(text.contains("and 11 more files"), "{text}");
    assert!(text.ends_with("0 added, 20 changed, 0 removed; 20 lines come, 20 go\n"), "{text}");
    assert_eq!(difference.stat().lines().count(), 21);
}

#[test]
fn a_file_with_one_more_hunk_shares_the_others() {
    let far = "x\n".repeat(20);
    let file = |a: u32, b: u32| format!("a {a}\n{far}b {b}\n");
    let mut difference = Difference::default();
    difference.add(&change("servers/a/x", &file(1, 1), &file(2, 2)));
    difference.add(&change("servers/b/x", &file(1, 1), &file(2, 1)));
    difference.add(&change("servers/c/x", &file(1, 1), &file(2, 2)));
    let text = difference.text(false);
    for (needle, times) in
        [("-a 1\n", 1), ("-b 1\n", 1), ("M servers/b/x\n", 1), ("M servers/c/x\n", 2)]
    {
        assert_eq!(text.matches(needle).count(), times, "{needle} in\n{text}");
    }
}

#[test]
fn hunks_of_the_same_files_stand_under_one_heading() {
    let far = "x\n".repeat(20);
    let file = |a: u32| format!("a {a}\n{far}b {a}\n");
    let mut difference = Difference::default();
    difference.add(&change("servers/a/x", &file(1), &file(2)));
    difference.add(&change("servers/b/x", &file(1), &file(2)));
    let text = difference.text(false);
    assert_eq!(text.matches("M servers/a/x\nM servers/b/x\n@@ ").count(), 1, "{text}");
    assert_eq!(text.matches("\n@@ ").count(), 2, "{text}");
}

#[test]
fn colour_is_an_argument_and_text_is_not_obeyed() {
    let mut difference = Difference::default();
    difference.add(&change("servers/a/x", "1\n", "\u{1b}[2J\n"));
    assert!(!difference.text(false).contains('\u{1b}'));
    let text = difference.text(true);
    assert!(text.contains("\u{1b}[32m+␛[2J\u{1b}[0m\n"), "{text:?}");
    assert!(text.contains("\u{1b}[1mM servers/a/x\u{1b}[0m\n"), "{text:?}");
}

#[test]
fn a_release_table_is_shown_when_more_than_digests_change() {
    let table =
        |digest: &str, mode: &str| format!("/a\troot:root\t{mode}\tetc_t\t{digest}\t-\t-\n");
    let mut difference = Difference::default();
    difference.add(&change("servers/a/release.tsv", &table("1", "0644"), &table("2", "0644")));
    difference.add(&change("servers/b/release.tsv", &table("1", "0644"), &table("2", "0600")));
    let text = difference.text(false);
    assert!(text.contains("M servers/a/release.tsv (only digests follow)"), "{text}");
    assert!(text.contains("M servers/b/release.tsv\n@@"), "{text}");
}

#[test]
fn different_changes_are_not_joined() {
    let mut difference = Difference::default();
    difference.add(&change("servers/a/x", "1\n", "2\n"));
    difference.add(&change("servers/b/x", "1\n", "3\n"));
    assert!(difference.text(false).contains("+2") && difference.text(false).contains("+3"));
}

#[test]
fn a_zone_without_a_new_serial_is_remarked() {
    let zone =
        |serial: u32, rest: &str| format!("@ IN SOA a. b. (\n    {serial} ; serial\n{rest}\n");
    let mut difference = Difference::default();
    difference.add(&change("fleet/dns/a.zone", &zone(1, "x"), &zone(1, "y")));
    difference.add(&change("fleet/dns/b.zone", &zone(1, "x"), &zone(2, "y")));
    assert_eq!(difference.remarks.len(), 1);
    assert!(difference.remarks[0].contains("fleet/dns/a.zone"));
}

#[test]
fn who_loses_access_stands_above_everything_and_once() {
    let mut difference = Difference::default();
    difference.add(&change("servers/a/handover/letter.ru.md", "1\n", "2\n"));
    let mut gone = change("servers/a/root/etc/openvpn/pki/clients/daulet.crt", "", "");
    gone.kind = ChangeKind::Removed { old: b"a certificate".to_vec() };
    difference.add(&gone);
    difference.add(&change("fleet/dns/a.zone", "1 ; serial\nx\n", "1 ; serial\ny\n"));
    let said = "a: `daulet` loses access to the VPN";
    for text in [difference.text(false), difference.stat()] {
        assert!(text.starts_with(&format!("Access by VPN:\n  {said}\n\n")), "{text}");
        assert_eq!(text.matches(said).count(), 1, "{text}");
        assert!(text.contains("note: fleet/dns/a.zone changes"), "{text}");
    }
    // Whoever reads JSON finds it in both places.
    assert_eq!(
        (difference.access.as_slice(), difference.remarks.len()),
        (&[said.to_owned()][..], 2)
    );
    let mut none = Difference::default();
    none.add(&change("servers/a/x", "1\n", "2\n"));
    assert!(none.text(false).starts_with("M servers/a/x\n"));
}
