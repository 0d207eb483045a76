use std::fmt::Write as _;
use std::path::Path;

use super::{Catalogue, Fields, Layer, Server, Zones, resolve};
use crate::blueprint::{Limits, Loaded, load};

fn example() -> Loaded {
    let loaded = load(Path::new(env!("CARGO_MANIFEST_DIR")), Vec::new(), Limits::default());
    assert!(loaded.report.is_empty(), "{:?}", loaded.report);
    loaded
}

/// The example with one more document.
fn with(document: &str) -> Loaded {
    let streams = vec![("<stdin>".to_owned(), document.to_owned())];
    load(Path::new(env!("CARGO_MANIFEST_DIR")), streams, Limits::default())
}

fn server(loaded: &Loaded, name: &str) -> Server {
    let catalogue = Catalogue::new(&loaded.blueprints);
    let customers = &loaded.blueprints.customers;
    let (customer, blueprint) = customers
        .iter()
        .flat_map(|c| c.servers.iter().map(move |s| (c, s)))
        .find(|(_, s)| **s.name == *name)
        .unwrap();
    resolve(&catalogue, customer, blueprint).unwrap()
}

/// Who said a field, the overruled first, with the file of each.
fn said(loaded: &Loaded, server: &Server, path: &str) -> String {
    let mut fields = Vec::new();
    server.collect("", &mut fields);
    let field = fields.iter().find(|f| f.path == path).unwrap();
    let mut text = String::new();
    for contribution in field.origin.contributions() {
        let place = contribution.span.map(|span| loaded.sources.slice(span).to_owned());
        let what = place.or(contribution.text.as_deref().map(str::to_owned)).unwrap();
        let _ = write!(text, "{}: {what}; ", contribution.layer.word());
    }
    text
}

#[test]
fn the_later_layer_wins_and_the_others_are_remembered() {
    let loaded = example();
    let erp = server(&loaded, "zhuldyz-erp");
    assert_eq!(erp.web.upload_limit.value, 8192);
    assert_eq!(said(&loaded, &erp, "web.upload_limit"), "default: 4 GiB; customer: 8 GiB; ");
    assert_eq!(
        said(&loaded, &erp, "settings.monitoring.retention"),
        "default: 15 days; provider: 15 days; tariff: 30 days; "
    );
    assert_eq!(
        said(&loaded, &erp, "settings.updates.window"),
        "terms: 01:00-06:00; provider: 01:00-06:00; "
    );
    assert_eq!(said(&loaded, &erp, "tariff.name"), "server: professional; server: corporate; ");
    let test = server(&loaded, "romashka-test");
    assert_eq!(
        said(&loaded, &test, "settings.updates.window"),
        "terms: 01:00-06:00; provider: 01:00-06:00; server: 02:00-04:00; "
    );
}

#[test]
fn a_value_set_by_hand_enters_the_formulas_that_use_it() {
    let loaded = example();
    let erp = server(&loaded, "zhuldyz-erp");
    let plan = &erp.memory_plan;
    assert_eq!(plan.system.value + plan.monitoring.value, 3072);
    assert_eq!(plan.postgresql.value, (65_536 - 3072) / 2);
    assert_eq!(plan.onec.value + plan.postgresql.value + 3072, erp.memory.value);
    assert_eq!(erp.postgresql.shared_buffers.value, 12_288);
    assert_eq!(erp.postgresql.effective_cache_size.value, plan.postgresql.value - 12_288);
    assert_eq!(erp.postgresql.max_connections.value, 600);
}

#[test]
fn access_lists_are_inherited_and_replaced() {
    let loaded = example();
    let main = server(&loaded, "romashka-main");
    let lists: Vec<Vec<String>> = main
        .infobases
        .iter()
        .filter_map(|infobase| infobase.publication.as_ref())
        .map(|publication| publication.access.iter().map(ToString::to_string).collect())
        .collect();
    assert_eq!(lists, [vec![], vec!["10.8.12.0/24".to_owned()], vec![]]);
    let test = server(&loaded, "romashka-test");
    let publication = test.infobases[0].publication.as_ref().unwrap();
    assert_eq!(publication.access.value, test.web.access.value);
    assert_eq!(publication.access.origin.winner().unwrap().layer, Layer::Server);
}

#[test]
fn a_deleted_server_leaves_the_zones() {
    let customer = |access: &str| {
        format!(
            "kind: customer\nname: a\ntitle: A\ncontact: {{name: A, email: a@a.example, language: ru}}\n\
             servers:\n  - {{name: a, domain: aaa, address: 203.0.113.99, access: {access}, \
             tariffs: [{{since: 2026-01-01, tariff: start}}], \
             platform: {{version: 8.3.25.1445, licence: prof}}}}\n"
        )
    };
    for (access, there) in [("open", true), ("closed", true), ("deleted", false)] {
        let loaded = with(&customer(access));
        assert!(loaded.report.is_empty(), "{:?}", loaded.report);
        let zones = Zones::resolve(&Catalogue::new(&loaded.blueprints));
        let named = zones.forward[0].records.iter().any(|r| r.label.value == "aaa");
        let reversed = zones.reverse[0].records.iter().any(|r| r.label.value == "99");
        assert_eq!((named, reversed), (there, there), "{access}");
    }
}

#[test]
fn every_field_has_a_winner_and_its_own_path() {
    let loaded = example();
    for customer in &loaded.blueprints.customers {
        for blueprint in &customer.servers {
            let server = server(&loaded, &blueprint.name);
            let mut fields = Vec::new();
            server.collect("", &mut fields);
            assert!(fields.len() > 60);
            let mut paths: Vec<&str> = fields.iter().map(|f| f.path.as_str()).collect();
            paths.sort_unstable();
            assert!(paths.windows(2).all(|pair| pair[0] != pair[1]));
            for field in &fields {
                assert!(field.origin.winner().is_some(), "{}", field.path);
            }
            // Templates see the same names: the path leads to the same value in the context.
            let context = serde_json::to_value(&server).unwrap();
            for field in &fields {
                let pointer = format!("/{}", field.path.replace(['.', '['], "/").replace(']', ""));
                assert_eq!(context.pointer(&pointer), Some(&field.value), "{}", field.path);
            }
        }
    }
}

/// The worked examples of `docs/programs/postgresql.md` are what the formulas give.
#[test]
fn the_documented_sizes_of_postgresql_are_computed() {
    let page = include_str!("../../docs/programs/postgresql.md");
    let table = page.split("| vCPU, memory, disk | P |").nth(1).unwrap();
    let rows: Vec<Vec<&str>> = table
        .lines()
        .skip(2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
        .collect();
    assert_eq!(rows.len(), 5);
    for row in rows {
        let [vcpu, memory, disk] = row[0].split(", ").collect::<Vec<_>>()[..] else { panic!() };
        let loaded = with(&format!(
            "kind: tariff\nname: sample\ntitle: {{kk: a, ru: a, en: a}}\n\
             resources: {{vcpu: {vcpu}, memory: {memory}, disk: {disk}}}\nimage: alma9-1c\n\
             prices: [{{from: 2026-01-01, monthly: 1.00 KZT}}]\n---\n\
             kind: customer\nname: a\ntitle: A\ncontact: {{name: A, email: a@a.example, language: ru}}\n\
             servers:\n  - {{name: sample, domain: aaa, address: 203.0.113.99, \
             tariffs: [{{since: 2026-01-01, tariff: sample}}], \
             platform: {{version: 8.3.25.1445, licence: prof}}}}\n"
        ));
        assert!(loaded.report.is_empty(), "{:?}", loaded.report);
        let server = server(&loaded, "sample");
        let pg = &server.postgresql;
        let workers = &pg.autovacuum_max_workers.value;
        let computed = [
            server.memory_plan.postgresql.to_string(),
            pg.shared_buffers.to_string(),
            pg.effective_cache_size.to_string(),
            pg.work_mem.to_string(),
            pg.maintenance_work_mem.to_string(),
            format!("{workers} × {}", pg.autovacuum_work_mem.value),
            pg.temp_buffers.to_string(),
            pg.max_connections.to_string(),
            format!("{} / {}", pg.min_wal_size.value, pg.max_wal_size.value),
        ];
        assert_eq!(row[1..], computed, "{}", row[0]);
    }
}

/// A notice for all servers with the tariff `start`, and for one server by name.
#[test]
fn a_notice_concerns_whom_it_names_and_knows_what_is_unplanned() {
    let loaded = with(
        "kind: notice\nname: cables\nabout: planned-works\n\
         announced: 2026-12-01T10:00:00+05:00\nstarts: 2026-12-06T05:00:00+05:00\n\
         ends: 2026-12-06T07:00:00+05:00\n\
         affects: {tariffs: [start], servers: [zhuldyz-erp]}\n\
         what: {kk: a, ru: a, en: a}\neffect: {kk: b, ru: b, en: b}\n",
    );
    assert!(loaded.report.is_empty(), "{:?}", loaded.report);
    let concerned = |name: &str| {
        let notices = server(&loaded, name).notices;
        notices.into_iter().find(|notice| notice.name.value == "cables")
    };
    for (name, expected) in [
        ("romashka-main", false),
        ("romashka-test", true),
        ("saparov-shop", true),
        ("zhuldyz-erp", true),
        ("zhuldyz-branch", false),
    ] {
        assert_eq!(concerned(name).is_some(), expected, "{name}");
    }
    let notice = concerned("zhuldyz-erp").unwrap();
    let parts: Vec<_> = notice
        .unplanned
        .iter()
        .map(|part| (part.from.to_string(), part.until.to_string()))
        .collect();
    let six = "2026-12-06T06:00:00+05:00".to_owned();
    assert_eq!(parts, [(six, "2026-12-06T07:00:00+05:00".to_owned())]);
}

/// Only who had the tariff before meets its new price; the rate of the tax is that of the day.
#[test]
fn a_new_price_is_told_to_those_who_meet_it() {
    let loaded = example();
    let main = server(&loaded, "romashka-main");
    let [change] = &main.price_changes[..] else { panic!("{:?}", main.price_changes) };
    assert_eq!(change.name.value, "business-2027-01-01");
    assert_eq!((&*change.old.value, &*change.new.value), ("24990.00 KZT", "26990.00 KZT"));
    assert_eq!(change.vat.to_string(), "16 %");
    assert!(change.of_tariff.value);
    // They took `start` when its last price held already.
    assert!(server(&loaded, "romashka-test").price_changes.is_empty());
    assert!(server(&loaded, "saparov-shop").price_changes.is_empty());
}
