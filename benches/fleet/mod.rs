//! A deterministic fleet of any size, for measurements: the shipped offer, and customers of five
//! servers each that differ as customers do.

use std::fmt::Write as _;
use std::fs;
use std::net::Ipv4Addr;
use std::path::Path;

/// Addresses of RFC 6598: no public network is imitated, and there are four million of them.
const PUBLIC: u32 = u32::from_be_bytes([100, 64, 0, 0]);
/// Private networks of RFC 1918.
const PRIVATE: u32 = u32::from_be_bytes([10, 0, 0, 0]);

/// Names and texts of a project with so many servers.
pub(crate) fn texts(servers: u32) -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("blueprints");
    let shipped = [
        "addons/addons.yaml",
        "calendars/kazakhstan.yaml",
        "images/alma9-1c.yaml",
        "provider.yaml",
        "tariffs/tariffs.yaml",
        "terms/2026-01-16.yaml",
    ];
    let mut texts: Vec<_> = shipped
        .iter()
        .map(|name| {
            let path = root.join(name);
            let text = fs::read_to_string(&path)
                .unwrap_or_else(|error| panic!("{}: {error}", path.display()));
            ((*name).to_owned(), text)
        })
        .collect();
    for (name, text) in &mut texts {
        if name == "provider.yaml" {
            *text = with_large_networks(text);
        }
    }
    texts.push(("customers.yaml".to_owned(), customers(servers)));
    texts
}

/// The provider of the example with room for a large fleet.
fn with_large_networks(provider: &str) -> String {
    let networks = "networks:\n  - {name: public, range: 100.64.0.0/10, gateway: 100.64.0.1}\n";
    let start = provider.find("networks:\n").expect("the provider has networks");
    let end = provider.find("resolvers:").expect("resolvers follow the networks");
    let text = format!("{}{networks}{}", &provider[..start], &provider[end..]);
    text.replace("vpn-pool: 10.8.0.0/16", "vpn-pool: 10.0.0.0/8")
}

fn customers(servers: u32) -> String {
    let mut text = String::new();
    for n in 0..servers {
        if n % 5 == 0 {
            let language = ["ru", "kk", "en"][(n / 5 % 3) as usize];
            let _ = write!(
                text,
                "---\nkind: customer\nname: customer-{n}\ntitle: ТОО «Клиент {n}»\nbin: \"{n:012}\"\n\
                 contact: {{name: Айгерім Сәрсенова, email: it@customer-{n}.example, language: {language}}}\n\
                 servers:\n"
            );
        }
        server(n, &mut text);
    }
    text
}

fn server(n: u32, text: &mut String) {
    let address = Ipv4Addr::from(PUBLIC + 256 + n);
    let network = PRIVATE + n * 256;
    let (vpn, fixed) = (Ipv4Addr::from(network), Ipv4Addr::from(network + 50));
    let tariff = ["business", "professional", "corporate"][(n % 3) as usize];
    let _ = write!(
        text,
        "  - name: server-{n}\n    domain: domain-{n}\n    address: {address}\n\
         \x20   tariffs:\n      - {{since: 2026-02-01, tariff: start}}\n      - {{since: 2026-05-10, tariff: {tariff}}}\n\
         \x20   platform: {{version: 8.3.27.1508, licence: prof}}\n\
         \x20   infobases:\n\
         \x20     - name: accounting\n        title: Бухгалтерия предприятия\n\
         \x20       publication: {{path: /accounting, upload-limit: 1 GiB, odata: {{access: [{vpn}/24]}}}}\n\
         \x20     - {{name: trade, title: Управление торговлей, publication: {{path: /trade, timeout: 10 min}}}}\n\
         \x20   vpn:\n      network: {vpn}/24\n      users: [{{name: aigerim}}, {{name: daulet, address: {fixed}}}]\n\
         \x20   addons: [{{addon: licence-client, quantity: 10}}]\n"
    );
    if n.is_multiple_of(4) {
        text.push_str("    settings: {postgresql: {max-connections: 300}, web: {hsts: false}}\n");
    }
}
