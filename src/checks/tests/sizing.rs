use super::{codes, customer, judge, server};

#[test]
fn the_least_shares_are_enough() {
    // 8192 - 1024 - 512 = 6656 MiB for PostgreSQL and 1C.
    let share = |percent: u32| {
        codes(&server(&format!("settings: {{memory: {{postgresql: {percent} %}}}}")))
    };
    assert_eq!(share(15), ["E0181"]); // 998 MiB for PostgreSQL
    assert_eq!(share(16), [""; 0]); // 1064 MiB
    assert_eq!(share(69), [""; 0]); // 2064 MiB for 1C
    assert_eq!(share(70), ["E0181"]); // 1997 MiB
}

#[test]
fn the_sum_is_shown() {
    let report = judge(&server("settings: {memory: {system: 7 GiB, monitoring: 2 GiB}}"));
    let [finding] = report.findings() else { panic!("{report:?}") };
    assert_eq!(finding.notes[0], "8 GiB − 7 GiB for the system − 2 GiB for monitoring = 0 MiB");
}

#[test]
fn settings_of_a_customer_are_judged_on_each_of_its_servers() {
    let two = customer(&["", "tariffs: [{since: 2026-02-01, tariff: business}]"]);
    let two = two.replace("servers:\n", "settings: {memory: {system: 5 GiB}}\nservers:\n");
    assert_eq!(codes(&two), ["E0181"], "only the smaller machine is too small");
}

#[test]
fn what_is_set_for_postgresql_keeps_within_its_memory() {
    // 40 % of 6656 MiB are 2662 MiB.
    let set = |text: &str| codes(&server(&format!("settings: {{postgresql: {{{text}}}}}")));
    assert_eq!(set("shared-buffers: 1331 MiB"), [""; 0]);
    assert_eq!(set("shared-buffers: 1332 MiB"), ["E0182"]);
    assert_eq!(set("shared-buffers: 127 MiB"), ["E0182"]);
    assert_eq!(set("work-mem: 332 MiB"), [""; 0]);
    assert_eq!(set("work-mem: 333 MiB"), ["E0182"]);
    assert_eq!(set("work-mem: 0 MiB"), ["E0182"]);
    assert_eq!(set("max-wal-size: 15 GiB"), [""; 0]);
    assert_eq!(set("max-wal-size: 16 GiB"), ["E0182"]);
}

#[test]
fn a_deleted_server_needs_no_memory() {
    let settings = "settings: {memory: {system: 8 GiB}}";
    assert_eq!(codes(&server(settings)), ["E0181"]);
    assert_eq!(codes(&server(&format!("access: deleted\n{settings}"))), [""; 0]);
}
