//! What is emitted around the platform: units, the technological log, the publication of the repository.

use std::fs;

use roxmltree::{Document, Node};

use super::machine;
use crate::tree::tree;
use crate::web::Site;

#[test]
fn systemd_accepts_the_units_of_the_platform() {
    let Some(machine) = machine("zhuldyz-erp") else { return };
    if crate::require::require("systemd-analyze").is_none() {
        return;
    }
    // What the units start has to be there.
    for program in [
        "/opt/1cv8/current/ragent",
        "/opt/1cv8/current/ras",
        "/opt/1cv8/current/crserver",
        "/opt/1C/licence/3.0/licenceserver",
    ] {
        machine.write(program, "#!/bin/sh\n", 0o755);
    }
    let output = machine.shell(
        "cd /etc/systemd/system; systemd-analyze verify --man=no srv1cv8.service ras.service crserver.service \
         qalyp-onec-*.service qalyp-onec-*.timer qalyp-slk*.service qalyp-slk*.socket",
    );
    let said = String::from_utf8_lossy(&output.stderr);
    let ours = ["srv1cv8", "ras.service", "crserver", "qalyp-onec", "qalyp-slk"];
    let ours: Vec<_> =
        said.lines().filter(|line| ours.iter().any(|name| line.contains(name))).collect();
    assert!(output.status.success() && ours.is_empty(), "{said}");
    // Debian's systemd is as old as EL9's: a setting that it does not know would be a warning above.
    let exposure =
        machine.ok("systemd-analyze security --offline=true --no-pager ras.service | tail -1");
    assert!(exposure.contains("OK") || exposure.contains("MEDIUM"), "{exposure}");
}

#[test]
fn nothing_of_the_platform_starts_on_a_closed_server() {
    for unit in [
        "srv1cv8.service",
        "ras.service",
        "crserver.service",
        "qalyp-slk.service",
        "qalyp-onec-register.service",
        "qalyp-onec-metrics.timer",
    ] {
        let file = tree().images()[0].join("root/etc/systemd/system").join(unit);
        let text = fs::read_to_string(file).unwrap();
        for line in [
            "PartOf=qalyp-open.target",
            "Requisite=qalyp-open.target",
            "WantedBy=qalyp-open.target",
        ] {
            assert!(text.lines().any(|l| l == line), "{unit} without {line}");
        }
    }
}

#[test]
fn the_technological_log_has_a_history_and_its_events() {
    for (server, hours) in [("romashka-main", "48"), ("zhuldyz-erp", "168")] {
        let text =
            fs::read_to_string(tree().server(server, "root/opt/1cv8/conf/logcfg.xml")).unwrap();
        let document = Document::parse(&text).unwrap();
        let space = "http://v8.1c.ru/v8/tech-log";
        assert!(document.root_element().has_tag_name((space, "config")));
        let logs: Vec<_> =
            document.descendants().filter(|n| n.has_tag_name((space, "log"))).collect();
        assert_eq!(logs.len(), 2);
        let mut folders: Vec<_> =
            logs.iter().map(|log| log.attribute("location").unwrap()).collect();
        folders.dedup();
        assert_eq!(folders.len(), 2, "a folder belongs to one log");
        for log in logs {
            assert_eq!(log.attribute("history"), Some(hours));
            // Names within one event are joined by `and`: one name each.
            for event in log.children().filter(|n| n.has_tag_name((space, "event"))) {
                let names = event
                    .children()
                    .filter(|n: &Node<'_, '_>| n.attribute("property") == Some("name"));
                assert_eq!(names.count(), 1);
            }
        }
        assert!(text.contains(r#"value="EXCP""#) && text.contains(r#"value="DBPOSTGRS""#));
    }
}

#[test]
fn the_log_is_bounded_by_its_size_too() {
    let Some(machine) = machine("romashka-main") else { return };
    let folder = "/var/log/1cv8/techlog/errors/rphost_77";
    machine.ok(&format!(
        "mkdir -p {folder}; cd {folder}; for h in 5 4 3 2; do head -c 100000 /dev/zero >2611230$h.log; \
         touch -d \"$h hours ago\" 2611230$h.log; done; touch 26112301.log; echo x >notes.txt"
    ));
    let said = machine.ok("ONEC_LOG_BYTES=250000 /usr/libexec/qalyp/onec-tidy");
    assert!(said.contains("2 of its oldest files"), "{said}");
    assert_eq!(
        machine.ok(&format!("ls {folder}")),
        "26112301.log\n26112302.log\n26112303.log\nnotes.txt\n"
    );
    // What is written just now stays, whatever its size.
    machine.ok("ONEC_LOG_BYTES=1 /usr/libexec/qalyp/onec-tidy");
    assert_eq!(machine.ok(&format!("ls {folder}")), "26112301.log\nnotes.txt\n");
}

#[test]
fn the_repository_is_for_the_private_network() {
    let file = tree().images()[0].join("root/var/www/qalyp-repository/repository.1ccr");
    let text = fs::read_to_string(file).unwrap();
    let document = Document::parse(&text).unwrap();
    assert_eq!(document.root_element().tag_name().name(), "repository");
    assert_eq!(document.root_element().attribute("connectString"), Some("tcp://127.0.0.1:1542"));

    let Some(site) = Site::serving("romashka-main") else { return };
    let path = "/repository/repository.1ccr/main";
    assert_eq!(site.get(path).send().status, 403);
    site.machine.has_address("10.8.12.10");
    let answer = site.get(path).from("10.8.12.10").send();
    assert_ne!(answer.status, 403, "{answer:?}");
    // nginx adds the slash by itself; nobody gets further from outside.
    assert_eq!(site.get("/repository").send().status, 301);
    // A server without it has no such place.
    assert!(
        !tree().server("romashka-test", "root/etc/nginx/qalyp/locations/repository.conf").exists()
    );
    assert!(!tree().server("romashka-test", "root/etc/httpd/conf.d/30-repository.conf").exists());
}
