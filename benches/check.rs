//! How long a fleet of 10,000 servers takes to be read, checked and resolved.
//!
//! `cargo bench --bench check`, or with another size: `cargo bench --bench check -- 50000`.

// A measurement prints, and has nobody to report a fault to.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::print_stdout)]

mod fleet;

use std::time::{Duration, Instant};

use qalyp::blueprint::{Limits, load_texts};
use qalyp::checks::check;
use qalyp::fleet::{Catalogue, resolve};
use rayon::prelude::*;

const RUNS: usize = 9;

fn main() {
    let servers = std::env::args().find_map(|word| word.parse().ok()).unwrap_or(10_000);
    let texts = fleet::texts(servers);
    let judged_at = "2026-11-22".parse().expect("a date");

    let reading = median(|| load_texts(texts.clone(), Limits::default()));
    let loaded = load_texts(texts.clone(), Limits::default());
    assert!(loaded.report.is_empty(), "{:?}", loaded.report);

    let checking = median(|| check(&Catalogue::new(&loaded.blueprints), judged_at));
    let report = check(&Catalogue::new(&loaded.blueprints), judged_at);
    assert!(report.is_empty(), "{report:?}");

    let resolving = median(|| {
        let catalogue = Catalogue::new(&loaded.blueprints);
        let resolved: usize = loaded
            .blueprints
            .customers
            .par_iter()
            .map(|customer| {
                let servers = customer.servers.iter();
                servers.filter(|server| resolve(&catalogue, customer, server).is_some()).count()
            })
            .sum();
        assert_eq!(resolved, servers as usize);
    });
    let all = reading + checking + resolving;
    for (what, time) in
        [("read", reading), ("check", checking), ("resolve", resolving), ("all", all)]
    {
        println!("{what:8} {servers} servers  {:8.1} ms", time.as_secs_f64() * 1000.0);
    }
}

/// The median of several runs.
fn median<T>(mut work: impl FnMut() -> T) -> Duration {
    let mut times: Vec<Duration> = (0..RUNS)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(work());
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    times[RUNS / 2]
}
