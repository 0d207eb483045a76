//! Customers that differ as real ones do: in tariff, infobases, publications, VPN users, add-ons.
//! Each has one server.

use std::fmt::Write as _;

const TARIFFS: [&str; 4] = ["start", "business", "professional", "corporate"];
const PLATFORMS: [&str; 3] = ["8.3.25.1445", "8.3.26.1540", "8.3.27.1508"];
const LANGUAGES: [&str; 3] = ["ru", "kk", "en"];

/// The document of one customer. Numbers below 65,000 have addresses and networks of their own.
pub(crate) fn customer(number: usize) -> String {
    let (high, low) = ((number + 256) / 256, number % 256);
    let (vpn_high, vpn_low) = (number / 256, number % 256);
    let language = LANGUAGES[number % 3];
    let tariff = TARIFFS[number % 4];
    let platform = PLATFORMS[number % 3];
    let access = if number % 20 == 7 { "closed" } else { "open" };
    let bin = identification(number);
    let mut text = format!(
        "kind: customer\n\
         name: customer-{number:05}\n\
         title: ТОО «Клиент № {number} & Co»\n\
         {bin}\
         contact: {{name: Айгерім Сәрсенова, email: it@c{number:05}.example, language: {language}}}\n\
         servers:\n\
         \x20 - name: server-{number:05}\n\
         \x20   domain: c{number:05}\n\
         \x20   address: 198.18.{high}.{low}\n\
         \x20   access: {access}\n\
         \x20   tariffs:\n",
    );
    if number % 2 == 1 {
        text += "      - {since: 2026-02-01, tariff: start}\n";
    }
    let _ = writeln!(text, "      - {{since: 2026-05-10, tariff: {tariff}}}");
    let _ = writeln!(text, "    platform: {{version: {platform}, licence: prof}}");
    infobases(&mut text, number, &format!("10.{vpn_high}.{vpn_low}.0/24"));
    vpn(&mut text, number, &format!("10.{vpn_high}.{vpn_low}"));
    addons(&mut text, number);
    if number.is_multiple_of(5) {
        text += "    tls: {mode: supplied}\n";
    }
    if number.is_multiple_of(6) {
        text += "    settings:\n      web: {hsts: false, requests-per-second: 100}\n";
        text += "      postgresql: {work-mem: 24 MiB}\n";
    }
    text
}

/// An identification number with its check digit, where there is one for the number.
fn identification(number: usize) -> String {
    let digits: Vec<usize> =
        (10_000_000_000 + number).to_string().bytes().map(|b| usize::from(b - b'0')).collect();
    let rest = |shift: usize| {
        let weights = (0..11).map(|place| (place + shift) % 11 + 1);
        weights.zip(&digits).map(|(weight, digit)| weight * digit).sum::<usize>() % 11
    };
    match [rest(0), rest(2)].into_iter().find(|rest| *rest < 10) {
        Some(last) => format!("bin: \"{}{last}\"\n", 10_000_000_000 + number),
        None => String::new(),
    }
}

/// One to four of them: most published, some with services, the last one for the archive.
fn infobases(text: &mut String, number: usize, vpn: &str) {
    let count = 1 + number % 4;
    text.push_str("    infobases:\n");
    *text += "      - name: accounting\n        title: Бухгалтерия предприятия\n";
    let _ = match number % 3 {
        0 => writeln!(text, "        publication: {{path: /accounting, upload-limit: 1 GiB}}"),
        1 => {
            writeln!(text, "        publication: {{path: /accounting, odata: {{access: [{vpn}]}}}}")
        }
        _ => writeln!(
            text,
            "        publication: {{path: /accounting, soap: {{services: [Exchange]}}, \
             http-services: {{services: [{{name: api}}], access: [{vpn}, 192.0.2.0/24]}}}}"
        ),
    };
    if count > 1 {
        let _ = writeln!(
            text,
            "      - {{name: trade, title: Управление торговлей, locale: kk, \
             publication: {{path: /trade, access: [{vpn}], timeout: 10 min}}}}"
        );
    }
    if count > 2 {
        *text +=
            "      - {name: payroll, title: Жалақы және кадрлар, publication: {path: /payroll}}\n";
    }
    if count > 3 {
        *text += "      - {name: archive, title: Архив 2024, scheduled-jobs: false}\n";
    }
}

/// Up to six users, some with an address of their own.
fn vpn(text: &mut String, number: usize, prefix: &str) {
    let _ = writeln!(text, "    vpn:\n      network: {prefix}.0/24\n      users:");
    for user in 0..=number % 6 {
        let _ = match user {
            1 => writeln!(text, "        - {{name: user-{user}, address: {prefix}.50}}"),
            _ => writeln!(text, "        - {{name: user-{user}}}"),
        };
    }
}

fn addons(text: &mut String, number: usize) {
    if number % 3 == 1 {
        return;
    }
    if number.is_multiple_of(3) {
        let _ = writeln!(
            text,
            "    backup: {{destination: {{kind: s3, endpoint: https://s3.bulut.example, \
             bucket: customer-{number:05}}}}}"
        );
    }
    let _ = writeln!(
        text,
        "    addons:\n      - {{addon: licence-client, quantity: {}}}",
        1 + number % 40
    );
    if number.is_multiple_of(3) {
        *text += "      - {addon: backup-cluster}\n";
    }
    if number % 4 == 2 {
        *text += "      - {addon: config-repository}\n";
    }
}
