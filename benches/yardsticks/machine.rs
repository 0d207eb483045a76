//! What a reader has to know of the machine to understand a figure, and no more: not its name.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::Bench;

/// The head of the report.
pub(crate) fn facts(bench: &Bench) -> String {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut text = String::new();
    let build = if cfg!(debug_assertions) { ", DEBUG BUILD: worthless" } else { "" };
    let _ =
        writeln!(text, "{cores} cores, {}, {}{build}", memory(), file_system(bench.folder.path()));
    let _ = writeln!(text, "{} servers, {} pairs of runs", bench.servers, bench.runs);
    let _ = writeln!(text, "{}", load());
    text
}

/// How busy the machine is with all its work.
pub(crate) fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    format!("load over the last minute: {}", load.split(' ').next().unwrap_or("unknown"))
}

fn memory() -> String {
    let info = fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let total = info.lines().find_map(|line| line.strip_prefix("MemTotal:"));
    let kib = total.and_then(|text| text.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    kib.map_or("unknown memory".to_owned(), |kib| format!("{} GiB", kib.div_ceil(1 << 20)))
}

/// The type of the file system on which a folder lies.
pub(crate) fn file_system(folder: &Path) -> String {
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let mounts = fs::read_to_string("/proc/self/mounts").unwrap_or_default();
    let mut nearest = (0, "an unknown file system");
    for line in mounts.lines() {
        let mut words = line.split(' ').skip(1);
        let (Some(point), Some(kind)) = (words.next(), words.next()) else { continue };
        // The later of two on the same point hides the earlier.
        if folder.starts_with(point) && point.len() >= nearest.0 {
            nearest = (point.len(), kind);
        }
    }
    nearest.1.to_owned()
}
