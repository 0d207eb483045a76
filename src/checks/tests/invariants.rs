//! What the layers after this one may rely on.

use proptest::prelude::*;

use super::{AT, customer, file};
use crate::blueprint::{Limits, load_texts};
use crate::checks::check;
use crate::fleet::{Catalogue, resolve};

/// Keys that are right, wrong, or right only beside others.
const KEYS: &[&str] = &[
    "domain: shop",
    "domain: Shop!",
    "address: 203.0.113.77",
    "address: 192.0.2.1",
    "access: deleted",
    "access: closed",
    "tariffs: [{since: 2026-02-01, tariff: business}]",
    "tariffs: [{since: 2026-02-01, tariff: nowhere}]",
    "image: alma9-1c",
    "image: nowhere",
    "platform: {version: 8.3.27.1508, licence: korp, cluster: {memory-limit: 1 GiB}}",
    "platform: {version: 8.3, licence: prof}",
    "infobases: [{name: a, publication: {path: /a}}, {name: b, publication: {path: /b}}]",
    "infobases: [{name: a, publication: {path: /a}}, {name: a, publication: {path: /a}}]",
    "vpn: {network: 10.8.1.0/24, users: [{name: a}]}",
    "vpn: {network: 10.8.1.0/31, users: [{name: a}, {name: A}]}",
    "addons: [{addon: licence-client, quantity: 3}]",
    "addons: [{addon: nowhere}]",
    "settings: {memory: {system: 2 GiB}}",
    "settings: {memory: {system: 9 GiB}}",
    "name: Сервер",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn without_errors_every_server_can_be_resolved(
        servers in prop::collection::vec(prop::collection::btree_set(0..KEYS.len(), 0..5), 1..4)
    ) {
        let servers: Vec<String> = servers
            .iter()
            .map(|keys| keys.iter().map(|&k| KEYS[k]).collect::<Vec<_>>().join("\n"))
            .collect();
        let servers: Vec<&str> = servers.iter().map(String::as_str).collect();
        let mut texts: Vec<_> = [
            "golden-tests/base/blueprints/provider.yaml",
            "golden-tests/base/blueprints/offer.yaml",
            "blueprints/terms/2026-01-16.yaml",
            "blueprints/calendars/kazakhstan.yaml",
        ]
        .into_iter()
        .map(file)
        .collect();
        texts.push(("added.yaml".to_owned(), customer(&servers)));
        let loaded = load_texts(texts, Limits::default());
        let catalogue = Catalogue::new(&loaded.blueprints);
        let report = check(&catalogue, AT.parse().unwrap());
        prop_assert!(loaded.report.is_empty());
        if !report.has_errors() {
            for owner in &loaded.blueprints.customers {
                for server in &owner.servers {
                    prop_assert!(resolve(&catalogue, owner, server).is_some(), "{:?}", server.name);
                }
            }
        }
        // The same documents get the same answer, whatever the threads do.
        prop_assert_eq!(check(&catalogue, AT.parse().unwrap()), report);
    }
}
