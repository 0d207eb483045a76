use super::{codes, customer, server};

#[test]
fn the_provider_s_own_hosts_are_reserved() {
    assert_eq!(codes(&server("domain: www")), ["E0118"]);
    assert_eq!(codes(&server("domain: Autodiscover")), ["E0118", "E0152"]);
    assert_eq!(codes(&server("domain: console")), [""; 0], "the console lies above the zone");
}

#[test]
fn the_provider_s_own_addresses_are_reserved() {
    for taken in ["203.0.113.0", "203.0.113.1", "203.0.113.2", "203.0.113.255"] {
        assert_eq!(codes(&server(&format!("address: {taken}"))), ["E0119"], "{taken}");
    }
    let two = customer(&["address: 203.0.113.1", "address: 203.0.113.1"]);
    assert_eq!(codes(&two), ["E0119", "E0119"], "a reserved address is nobody's second");
}

#[test]
fn the_first_of_three_is_named_by_both_others() {
    let three = customer(&["domain: shop", "domain: shop", "domain: shop"]);
    let report = super::judge(&three);
    let first: Vec<_> = report.findings().iter().map(|f| f.secondary[0].span).collect();
    assert_eq!(first.len(), 2);
    assert_eq!(first[0], first[1]);
}

#[test]
fn a_rename_needs_a_name_that_is_free() {
    assert_eq!(codes(&customer(&["renamed-from: old", ""])), [""; 0]);
    assert_eq!(codes(&customer(&["renamed-from: server-1", ""])), ["E0120"]);
    assert_eq!(codes(&customer(&["renamed-from: old", "renamed-from: old"])), ["E0120"]);
}

#[test]
fn databases_without_a_name_are_those_of_their_infobases() {
    let two = |list: &str| codes(&server(&format!("infobases: [{list}]")));
    assert_eq!(two("{name: a}, {name: b, database: a}"), ["E0116"]);
    assert_eq!(two("{name: a, database: b}, {name: b, database: a}"), [""; 0]);
    assert_eq!(two("{name: a}, {name: A}"), ["E0115"], "said once, not for the database as well");
    assert_eq!(two("{name: Қойма}, {name: қОЙМА, database: other}"), ["E0115"]);
}
