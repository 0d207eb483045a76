//! Publications: what reaches 1C, from whom, how much of it, and in what state.

use super::web::{STRANGER, Site};

/// A client of the VPN of romashka-main.
const VPN_CLIENT: &str = "10.8.12.50";

#[test]
fn requests_reach_1c_with_what_it_needs_to_build_addresses() {
    let Some(site) = Site::serving("romashka-main") else { return };
    let answer = site.get("/accounting/ru_RU/?N=%D0%90&x=1%2F2").send();
    assert_eq!((answer.curl, answer.status), (0, 200), "{answer:?}");
    assert_eq!(answer.fact("method"), "GET");
    assert_eq!(answer.fact("uri"), "/accounting/ru_RU/?N=%D0%90&x=1%2F2");
    assert_eq!(answer.fact("descriptor"), "/var/www/qalyp/accounting/default.vrd");
    assert_eq!(answer.fact("client"), STRANGER);
    for (name, value) in [
        ("Host", &*site.machine.fqdn),
        ("X-Real-IP", STRANGER),
        ("X-Forwarded-For", STRANGER),
        ("X-Forwarded-Proto", "https"),
        ("X-Forwarded-Host", &site.machine.fqdn),
        ("X-Forwarded-Port", "443"),
    ] {
        assert_eq!(answer.arrived(name), [value], "{name}");
    }
    assert!(answer.arrived("X-Qalyp-Client").is_empty(), "mod_remoteip takes it");
}

#[test]
fn forged_headers_are_overwritten() {
    let Some(site) = Site::serving("romashka-main") else { return };
    let forged = [
        "X-Forwarded-For",
        "X-Real-IP",
        "X-Forwarded-Proto",
        "X-Forwarded-Host",
        "X-Forwarded-Port",
        "X-Qalyp-Client",
        "Forwarded",
        "Proxy",
        "x-forwarded-for",
    ];
    let request = forged.iter().fold(site.get("/accounting/"), |request, name| {
        request.header(&format!("{name}: 6.6.6.6"))
    });
    let answer = request.send();
    assert_eq!(answer.status, 200);
    assert!(!answer.body.contains("6.6.6.6"), "{}", answer.body);
    assert_eq!(answer.fact("client"), STRANGER);
}

#[test]
fn an_infobase_is_found_at_its_path_and_not_beside_it() {
    let Some(site) = Site::serving("romashka-main") else { return };
    for path in ["/accounting", "/accounting/", "/accounting/e1cib/login?x", "//accounting//ru/"] {
        assert!(site.get(path).send().is_from_onec(), "{path}");
    }
    for path in [
        "/",
        "/accounting2",
        "/accountin",
        "/Accounting/",
        "/archive",
        "/index.html",
        "/default.vrd",
        "/.git/config",
    ] {
        let answer = site.get(path).send();
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.is_from_onec());
    }
    // Its descriptor is answered by 1C, never handed out.
    assert!(site.get("/accounting/default.vrd").send().is_from_onec());
}

#[test]
fn bodies_are_limited_by_the_publication() {
    let Some(site) = Site::serving("romashka-main") else { return };
    // 1 GiB for accounting, 256 MiB for exchange; trade has the default of 4 GiB, more than Apache allows by itself.
    let answer = site.get("/accounting/e1cib/upload").upload(40).send();
    assert_eq!((answer.status, answer.fact("body")), (200, "41943040"));
    for (path, mebibytes) in [("/accounting/e1cib/upload", 1025), ("/exchange/hs/orders/file", 257)]
    {
        let answer = site.get(path).upload(mebibytes).send();
        assert_eq!(answer.status, 413, "{path}");
    }
    let answer = site.get("/exchange/hs/orders/file").upload(256).send();
    assert_eq!((answer.status, answer.fact("body")), (200, "268435456"));
    let answer = site.get("/trade/e1cib/upload").from(VPN_CLIENT).upload(1100).send();
    assert_eq!((answer.status, answer.fact("body")), (200, "1153433600"));
    // Without a length in advance the limit holds as well.
    let answer = site
        .get("/exchange/hs/orders/file")
        .upload(257)
        .header("Transfer-Encoding: chunked")
        .option(&["--http1.1"])
        .send();
    assert_eq!(answer.status, 413);
}

#[test]
fn slow_answers_are_waited_for() {
    let Some(site) = Site::serving("romashka-main") else { return };
    let all = site.machine.ok("nginx -T 2>/dev/null");
    for (location, seconds) in [
        ("location = /accounting {", 3600),
        ("location ^~ /accounting/ {", 3600),
        ("location ^~ /trade/ {", 600),
        ("location ^~ /exchange/ {", 300),
    ] {
        let block = all.split_once(location).unwrap().1.split_once("location").unwrap().0;
        for direction in ["read", "send"] {
            assert!(
                block.contains(&format!("proxy_{direction}_timeout {seconds}s;")),
                "{location}{block}"
            );
        }
    }
    let answer = site.get("/accounting/?standin-sleep=3").send();
    assert_eq!(answer.status, 200);
    // What 1C says about the outcome is left alone.
    for status in [401, 500, 503] {
        let answer = site.get(&format!("/accounting/?standin-status={status}")).send();
        assert!(answer.status == status && answer.is_from_onec(), "{answer:?}");
    }
}

#[test]
fn access_lists_hold_for_each_publication_and_service() {
    let Some(site) = Site::serving("romashka-main") else { return };
    let office = "192.168.10.9";
    let partner = "198.51.100.70";
    for (path, allowed) in [
        ("/trade", vec![VPN_CLIENT]),
        ("/trade/ru/", vec![VPN_CLIENT]),
        ("/accounting/", vec![VPN_CLIENT, office, partner, STRANGER]),
        ("/accounting/ws/Exchange?wsdl", vec![VPN_CLIENT, office]),
        ("/accounting/hs/api/ping", vec![partner]),
        ("/accounting/odata/standard.odata/", vec![VPN_CLIENT]),
        ("/exchange/hs/stock/", vec![VPN_CLIENT, office, partner, STRANGER]),
    ] {
        for client in [VPN_CLIENT, office, partner, STRANGER] {
            let answer = site.get(path).from(client).send();
            if allowed.contains(&client) {
                assert!(
                    answer.status == 200 && answer.is_from_onec(),
                    "{path} {client} {answer:?}"
                );
                assert_eq!(answer.fact("client"), client);
            } else {
                assert_eq!(answer.status, 403, "{path} {client}");
            }
        }
    }
    // A list of the whole server holds where the publication has none.
    let Some(test) = Site::serving("romashka-test") else { return };
    assert_eq!(test.get("/accounting-test/").send().status, 403);
    assert_eq!(test.get("/accounting-test/").from("10.8.13.7").send().status, 200);
}

#[test]
fn a_closed_server_says_so_to_people_and_keeps_its_certificate() {
    let Some(site) = Site::serving("saparov-shop") else { return };
    for path in ["/shop", "/shop/hs/x", "/"] {
        let answer = site.get(path).send();
        assert_eq!(answer.status, 503, "{path}");
        assert!(
            answer.body.contains("Қызмет тоқтатылған") && answer.body.contains("href=\"https://"),
            "{answer:?}"
        );
        assert!(answer.header("strict-transport-security").is_some());
    }
    assert_eq!(site.get("/shop/").upload(1).send().status, 503);
    site.machine.write("/var/www/acme/.well-known/acme-challenge/token", "token.thumb", 0o644);
    let url = format!("http://{}/.well-known/acme-challenge/token", site.machine.fqdn);
    assert_eq!(site.url(&url).send().body, "token.thumb");
}

#[test]
fn before_the_platform_is_installed_publications_answer_503() {
    let Some(site) = Site::prepare("romashka-main") else { return };
    site.machine.ok(&format!("rm {}", super::web::MODULE));
    site.start_apache();
    site.start_nginx();
    assert_eq!(site.get("/accounting/").send().status, 503);
}
