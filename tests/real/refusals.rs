//! What the web edge must not do: answer under other names, speak old TLS, hand out what nobody asked for.

use super::require::program;
use super::tree::tree;
use super::web::{STRANGER, Site};

#[test]
fn other_names_get_no_answer() {
    let Some(site) = Site::serving("romashka-main") else { return };
    let fqdn = &site.machine.fqdn;
    // An unknown name, and none at all.
    for url in ["https://other.example/", &format!("https://{}/", site.machine.address)] {
        let answer = site.url(url).option(&["--insecure"]).send();
        assert_eq!((answer.curl, answer.status), (35, 0), "{url}");
    }
    let answer = site.url("http://other.example/").send();
    assert_eq!((answer.curl, answer.status), (56, 0));
    // The right name in the handshake and another one in the request.
    let answer = site.get("/accounting/").header("Host: other.example").send();
    assert_eq!(answer.status, 421);
    // Nothing but nginx listens to the outside.
    let open = site
        .machine
        .ok("ss --listening --tcp --numeric --no-header | awk '{ print $4 }' | sort -u");
    assert_eq!(
        open, "0.0.0.0:443\n0.0.0.0:80\n127.0.0.1:8080\n127.0.0.1:8081\n127.0.0.1:8082\n",
        "{fqdn}"
    );
}

#[test]
fn services_that_nobody_asked_for_are_refused_in_any_spelling() {
    let Some(site) = Site::serving("romashka-main") else { return };
    let vpn_client = "10.8.12.50";
    for service in [
        "ws/Exchange",
        "ws",
        "hs/api/x",
        "odata/standard.odata/",
        "WS/Exchange",
        "Hs/api",
        "%77s/Exchange",
        "%68%73/api",
        "/ws/Exchange",
        "./ws/Exchange",
        "x/../ws/Exchange",
        "x/%2e%2e/ws/Exchange",
        "ru/ws/Exchange",
        "ru_RU/hs/api",
        "analytics/x",
    ] {
        let answer = site.get(&format!("/trade/{service}")).from(vpn_client).send();
        assert_eq!(answer.status, 403, "{service}");
    }
    // A publication of services alone: neither the web client nor the thin one.
    for path in ["/exchange", "/exchange/", "/exchange/ru/", "/exchange/e1cib/login"] {
        assert_eq!(site.get(path).send().status, 404, "{path}");
    }
    for path in ["/exchange/ws/x", "/exchange/HS/orders", "/exchange/odata/standard.odata/"] {
        assert_eq!(site.get(path).send().status, 403, "{path}");
    }
    // The list of a service cannot be walked around by spelling it differently.
    for path in [
        "/accounting/HS/api",
        "/accounting/x/../hs/api",
        "/accounting//hs/api",
        "/accounting/ru/hs/api",
    ] {
        assert_eq!(site.get(path).from(STRANGER).send().status, 403, "{path}");
    }
}

#[test]
fn http_is_sent_to_https() {
    let Some(site) = Site::serving("romashka-main") else { return };
    let fqdn = &site.machine.fqdn;
    let answer = site.url(&format!("http://{fqdn}/accounting/?x=1%0d%0aSet-Cookie:a")).send();
    assert_eq!(answer.status, 301);
    let target = format!("https://{fqdn}/accounting/?x=1%0d%0aSet-Cookie:a");
    assert_eq!(answer.header("location"), Some(&*target));
    assert_eq!(answer.header("set-cookie"), None);
    site.machine.write("/var/www/acme/.well-known/acme-challenge/token", "token.thumb", 0o644);
    let challenge = format!("http://{fqdn}/.well-known/acme-challenge/");
    assert_eq!(site.url(&format!("{challenge}token")).send().body, "token.thumb");
    for outside in ["other", "../../../../etc/passwd", "..%2f..%2f..%2f..%2fetc/passwd"] {
        let answer = site.url(&format!("{challenge}{outside}")).send();
        assert!([301, 400, 404].contains(&answer.status), "{outside} {answer:?}");
        assert!(!answer.body.contains("root:"));
    }
}

#[test]
fn tls_is_new_and_said_to_stay() {
    let Some(site) = Site::serving("romashka-main") else { return };
    for old in ["1.0", "1.1"] {
        let answer = site.get("/accounting/").option(&["--tls-max", old]).send();
        assert_eq!(answer.curl, 35, "TLS {old}");
    }
    for new in ["--tlsv1.2", "--tlsv1.3"] {
        assert_eq!(site.get("/accounting/").option(&[new, "--http1.1"]).send().version, "HTTP/1.1");
    }
    assert_eq!(
        site.get("/accounting/")
            .option(&["--tls-max", "1.2", "--ciphers", "AES128-SHA"])
            .send()
            .curl,
        35
    );
    assert_eq!(site.get("/accounting/").option(&["--http2"]).send().version, "HTTP/2");
    // Refusals say it too.
    for (path, status) in [("/accounting/", 200), ("/", 404), ("/trade/", 403)] {
        let answer = site.get(path).send();
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("strict-transport-security"), Some("max-age=63072000"), "{path}");
        assert_eq!(answer.header("server"), Some("nginx"));
    }
    // Unless the customer does not want it.
    let Some(test) = Site::serving("romashka-test") else { return };
    let answer = test.get("/").send();
    assert_eq!((answer.status, answer.header("strict-transport-security")), (404, None));
}

#[test]
fn a_flood_is_answered_with_429() {
    let Some(site) = Site::serving("romashka-main") else { return };
    let url = format!("https://{}/accounting/?[1-900]", site.machine.fqdn);
    let statuses = site.machine.ok(&format!(
        "curl --silent --insecure --output /dev/null --write-out '%{{http_code}}\\n' \
         --connect-to ::{}: '{url}' | sort | uniq -c",
        site.machine.address
    ));
    let count = |status: &str| {
        let line = statuses.lines().find(|line| line.ends_with(status));
        line.and_then(|line| line.split_whitespace().next()?.parse::<u32>().ok()).unwrap_or(0)
    };
    // A burst of ten seconds' worth passes, and the web client's opening with tens of requests is far below it.
    assert!(count("200") >= 500 && count("429") > 0, "{statuses}");
    assert_eq!(count("200") + count("429"), 900, "{statuses}");
}

#[test]
fn apache_by_itself_refuses_what_is_not_published() {
    let Some(site) = Site::serving("romashka-main") else { return };
    for path in ["/", "/archive/", "/accounting2", "/default.vrd", "/icons/", "/server-status"] {
        let head = site.machine.ok(&format!("curl --silent --include http://127.0.0.1:8080{path}"));
        assert!(
            head.starts_with("HTTP/1.1 403 ") || head.starts_with("HTTP/1.1 404 "),
            "{path}: {head}"
        );
        assert!(head.contains("\r\nServer: Apache\r\n"), "{head}");
    }
    let trace = site
        .machine
        .ok("curl --silent --include --request TRACE http://127.0.0.1:8080/accounting/");
    assert!(trace.starts_with("HTTP/1.1 405 "), "{trace}");
    // A user's password in an address stays out of both logs.
    assert_eq!(site.get("/accounting/?N=admin&P=hunter2").send().status, 200);
    assert_eq!(site.get("/nowhere?P=hunter2").send().status, 404);
    let logs = site.machine.ok("cat /var/log/nginx/access.log /etc/httpd/logs/access_log");
    assert!(logs.contains("GET /accounting/ HTTP") && logs.contains(STRANGER), "{logs}");
    assert!(!logs.contains("hunter2"), "{logs}");
}

#[test]
fn every_server_is_accepted_by_nginx_and_apache() {
    for server in tree().servers() {
        let Some(site) = Site::prepare(&server) else { return };
        let nginx = site.machine.shell("nginx -t");
        let log = String::from_utf8_lossy(&nginx.stderr);
        assert!(nginx.status.success() && !log.contains("[warn]"), "{server}: {log}");
        let apache = site.machine.shell(&site.apache("-t"));
        let log = String::from_utf8_lossy(&apache.stderr);
        assert!(apache.status.success() && log.trim() == "Syntax OK", "{server}: {log}");
        // Welcome, not required: it comes from PyPI.
        if let Some(gixy) = program("gixy") {
            let mut command = site.machine.command(gixy);
            let output = command.args(["--format", "json", "/etc/nginx/nginx.conf"]).output();
            let findings: serde_json::Value =
                serde_json::from_slice(&output.unwrap().stdout).unwrap();
            let found: Vec<_> = findings.as_array().unwrap().iter().map(|f| &f["plugin"]).collect();
            // One customer does not want HSTS.
            let expected: &[&str] = if server == "romashka-test" { &["hsts_header"] } else { &[] };
            assert_eq!(found, expected, "{server}: {findings:#}");
        }
    }
}
