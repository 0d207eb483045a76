//! Makes a project of any number of servers: the shipped example with other customers. The same
//! number always gives the same bytes.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::customers::customer;

/// In how many files the customers are.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Layout {
    OneFile,
    FilePerCustomer,
}

/// Room for many: RFC 2544's network for benchmarks, and all of 10.0.0.0/8 for VPN networks.
const ROOM: [(&str, &str); 2] = [
    (
        "  - {name: public-a, range: 203.0.113.0/24, gateway: 203.0.113.1, reverse-zone: true}",
        "  - {name: public-a, range: 198.18.0.0/16, gateway: 198.18.0.1, reverse-zone: true}",
    ),
    ("vpn-pool: 10.8.0.0/16", "vpn-pool: 10.0.0.0/8"),
];

/// The example that comes with the compiler.
pub(crate) fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_path_buf()
}

/// Makes the project in a folder of its own, unless it is there already.
pub(crate) fn generate(below: &Path, servers: usize, layout: Layout) -> PathBuf {
    assert!(servers < 65_000, "there are no more addresses");
    let root = below.join(format!("{layout:?}"));
    if root.exists() {
        return root;
    }
    let shipped = shipped();
    let customers = root.join("blueprints/customers");
    fs::create_dir_all(&customers).expect("the folder can be written");
    fs::copy(shipped.join("qalyp.yaml"), root.join("qalyp.yaml")).expect("there is an example");
    for folder in ["addons", "calendars", "images", "tariffs", "terms"] {
        copy(&shipped.join("blueprints").join(folder), &root.join("blueprints").join(folder));
    }
    let provider = shipped.join("blueprints/provider.yaml");
    let mut provider = fs::read_to_string(provider).expect("the example has a provider");
    for (small, large) in ROOM {
        assert_eq!(provider.matches(small).count(), 1, "the example has changed: {small}");
        provider = provider.replace(small, large);
    }
    fs::write(root.join("blueprints/provider.yaml"), provider).expect("there is room");
    match layout {
        Layout::OneFile => {
            let mut all = String::new();
            for number in 0..servers {
                let _ = write!(all, "---\n{}", customer(number));
            }
            fs::write(customers.join("all.yaml"), all).expect("there is room");
        }
        Layout::FilePerCustomer => {
            for number in 0..servers {
                let file = customers.join(format!("customer-{number:05}.yaml"));
                fs::write(file, customer(number)).expect("there is room");
            }
        }
    }
    root
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir(to).expect("the folder can be written");
    for entry in fs::read_dir(from).expect("the example has this folder") {
        let entry = entry.expect("it can be read");
        fs::copy(entry.path(), to.join(entry.file_name())).expect("it can be copied");
    }
}
