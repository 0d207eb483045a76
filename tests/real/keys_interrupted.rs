//! Commands that change keys, killed or refused at every single request to the system: the vault opens, the authority
//! has lost no serial number and given none away twice, and the next run finishes the work.

use std::fs;
use std::process::Command;

use super::keys_audit::Held;
use super::project::{Project, said};
use super::require::require;
use super::strace::{self, Point};

const SERVER: &str = "romashka-test";

/// A command under test.
struct Case {
    arguments: &'static [&'static str],
    /// Whether it has done what it is for, compared with the state before.
    done: fn(&Held, &Held) -> bool,
}

const ISSUE: Case = Case {
    arguments: &["vpn", "issue", SERVER, "--yes"],
    done: |_, now| {
        now.users.contains("romashka-test/aigerim") && now.users.contains("romashka-test/second")
    },
};

const REVOKE: Case = Case {
    arguments: &["vpn", "revoke", SERVER, "aigerim", "--reason", "key-compromise", "--yes"],
    done: |_, now| {
        now.revoked == ["romashka-test/aigerim"] && !now.users.contains("romashka-test/aigerim")
    },
};

const ROTATE: Case = Case {
    arguments: &["vault", "rotate", SERVER, "grafana/admin"],
    done: |before, now| {
        before.secrets["romashka-test/grafana/admin"] != now.secrets["romashka-test/grafana/admin"]
    },
};

const REKEY: Case = Case {
    arguments: &["vault", "rekey", "--yes"],
    done: |before, now| {
        before.secrets == now.secrets
            && now.files.iter().all(|(path, bytes)| {
                path.strip_suffix(".age").is_none() || before.files[path] != *bytes
            })
    },
};

/// A small project: one customer, one of whose servers has access issued and passwords made.
fn small() -> Project {
    let project = Project::example();
    for other in ["zhuldyz", "saparov"] {
        fs::remove_file(project.file(&format!("blueprints/customers/{other}.yaml"))).unwrap();
    }
    // It names servers of the others.
    fs::remove_file(project.file("blueprints/notices.yaml")).unwrap();
    project.init_vault();
    project
}

fn issued() -> Project {
    let project = small();
    project.ok(&["vpn", "issue", SERVER, "--yes"]);
    project.ok(&["vault", "set", "--missing", SERVER]);
    // A second user: one who has access, and one who is about to get it.
    project.edit(
        "blueprints/customers/romashka.yaml",
        "users: [{name: aigerim}]",
        "users: [{name: aigerim}, {name: second}]",
    );
    project
}

/// The same with another recipient written down, for whom nothing is encrypted yet.
fn to_be_rekeyed() -> Project {
    let project = issued();
    let other = project.path("home/other").display().to_string();
    let stranger = Project::example();
    stranger.init_vault();
    fs::copy(stranger.identity(), &other).unwrap();
    let identity = fs::read_to_string(&other).unwrap();
    let key = identity.lines().find_map(|line| line.strip_prefix("# public key: ")).unwrap();
    let file = project.file("keys/recipients.yaml");
    let mut text = fs::read_to_string(&file).unwrap();
    text += &format!(
        "  - name: zarina\n    role: operator\n    since: 2026-11-22T10:00:00+05:00\n    key: {key}\n"
    );
    fs::write(&file, text).unwrap();
    project
}

/// Nothing is left of an interrupted change.
fn is_tidy(project: &Project, point: &Point) {
    let mut left: Vec<_> = fs::read_dir(project.file("keys/.qalyp"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    left.sort();
    assert_eq!(left, [".gitignore", "lock"], "after {point}");
}

/// Every serial that a command has shown is remembered.
fn remembers(held: &Held, shown: &[u8], point: &Point) {
    let text = String::from_utf8_lossy(shown);
    let serials = text.split(|c: char| !c.is_ascii_hexdigit()).filter(|word| word.len() == 32);
    for serial in serials {
        assert!(held.serials.iter().any(|known| known.ends_with(serial)), "{serial} after {point}");
    }
}

/// After a point: the next command works, everything opens and agrees, it is the old state or the new one, and once more
/// does what is left to do.
fn recovers(project: &Project, before: &Held, case: &Case, point: &Point, shown: &[u8]) -> bool {
    let next = project.run(&["vault", "status"]);
    assert!(matches!(next.status.code(), Some(0 | 1)), "after {point}: {}", said(&next));
    let held = Held::audit(project);
    let done = (case.done)(before, &held);
    assert!(
        done || held.files == before.files,
        "neither the old state nor the new one after {point}"
    );
    assert!(before.serials.is_subset(&held.serials), "a serial is forgotten after {point}");
    remembers(&held, shown, point);
    let again = project.run(case.arguments);
    assert!(done || again.status.success(), "again after {point}: {}", said(&again));
    let now = Held::audit(project);
    assert!((case.done)(before, &now), "once more after {point}: {}", said(&again));
    assert!(held.serials.is_subset(&now.serials), "a serial is forgotten after {point}");
    is_tidy(project, point);
    done
}

/// Kills a command at each of its points, and lets the system refuse each of them.
fn proof(base: &Project, case: &Case) {
    if require("strace").is_none() {
        return;
    }
    let before = Held::audit(base);
    assert!(!(case.done)(&before, &before));
    let points = strace::points(&base.copy(), case.arguments);
    assert!(points.len() > 12, "{points:?}");
    let (mut old, mut new) = (0, 0);
    for (number, point) in points.iter().enumerate() {
        let project = base.copy();
        let output = strace::killed(&project, case.arguments, point);
        if recovers(&project, &before, case, point, &output.stdout) {
            new += 1;
        } else {
            old += 1;
        }
        // Every other one is refused as well, some of them for good, as on a disk that is full.
        if number % 2 == 1 {
            continue;
        }
        let error = if point.needs_space() && number % 3 != 2 { "ENOSPC" } else { "EIO" };
        // Not for writing: the reason could not be told either.
        let on = number % 4 == 0 && point.call != "write";
        let project = base.copy();
        let output = strace::refused(&project, case.arguments, point, error, on);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        let done = recovers(&project, &before, case, point, &output.stdout);
        if output.status.success() {
            assert!(done, "{point}: {}", said(&output));
            continue;
        }
        assert_eq!(output.status.code(), Some(2), "{point}: {}", said(&output));
        let reason =
            if error == "ENOSPC" { "the disk is full" } else { "the disk reports an error" };
        assert!(told.contains(reason) && told.contains("keys"), "{point}: {told}");
        assert_eq!(told.contains("nothing was changed"), !done, "{point}: {told}");
    }
    assert!(old > 3 && new > 3, "{old} times the old state, {new} times the new one");
}

#[test]
fn issuing() {
    proof(&issued(), &ISSUE);
}

#[test]
fn issuing_for_the_first_time() {
    let project = small();
    project.edit(
        "blueprints/customers/romashka.yaml",
        "users: [{name: aigerim}]",
        "users: [{name: aigerim}, {name: second}]",
    );
    proof(&project, &ISSUE);
}

#[test]
fn revoking() {
    proof(&issued(), &REVOKE);
}

#[test]
fn rotating() {
    proof(&issued(), &ROTATE);
}

#[test]
fn rekeying() {
    let project = to_be_rekeyed();
    proof(&project, &REKEY);
    // The other recipient reads all of it now, and could not before.
    project.ok(&["vault", "rekey", "--yes"]);
    let held = Held::audit_as(&project, &project.path("home/other").display().to_string());
    assert!(held.secrets.len() > 10, "{}", held.secrets.len());
}

/// One changes, the others are told who it is; readers are never shown a half.
#[test]
fn two_at_once() {
    if require("strace").is_none() {
        return;
    }
    let project = issued();
    let before = Held::audit(&project);
    let points = strace::points(&project.copy(), ISSUE.arguments);
    let rename = points.iter().rfind(|point| point.call.starts_with("rename")).unwrap();
    let mut first = strace::slowed(&project, ISSUE.arguments, rename, 4).spawn().unwrap();
    let journal = project.file("keys/.qalyp/journal");
    for _ in 0..400 {
        if journal.exists() {
            break;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(journal.exists(), "the first one never got there");
    let children = format!("/proc/{0}/task/{0}/children", first.id());
    let holder = fs::read_to_string(children).unwrap().trim().to_owned();
    for arguments in [
        ISSUE.arguments,
        REVOKE.arguments,
        ROTATE.arguments,
        &["vault", "rekey"],
        &["vault", "status"],
    ] {
        let output = project.run(arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {}", said(&output));
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(told.contains(&format!("process {holder}")), "{arguments:?}: {told}");
    }
    assert!(first.wait().unwrap().success());
    let held = Held::audit(&project);
    assert!((ISSUE.done)(&before, &held) && held.revoked.is_empty());
    assert_eq!(held.serials.len(), before.serials.len() + 1);
}

/// All at the same moment: each succeeds or says that another was first, and no two issue for the same person.
#[test]
fn many_at_once() {
    let project = issued();
    let mut runs: Vec<_> = (0..6)
        .map(|_| {
            project.command(ISSUE.arguments).stderr(std::process::Stdio::piped()).spawn().unwrap()
        })
        .collect();
    let mut done = 0;
    for run in runs.drain(..) {
        let output = run.wait_with_output().unwrap();
        if output.status.success() {
            done += 1;
        } else {
            let told = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.code() == Some(2) && told.contains("process"), "{told}");
        }
    }
    assert!(done >= 1);
    let held = Held::audit(&project);
    let users: Vec<_> = held.users.iter().map(String::as_str).collect();
    assert_eq!(users, ["romashka-test/aigerim", "romashka-test/second"]);
    // Authority, server and one for each user: nobody was issued a second one.
    assert_eq!(held.serials.len(), 4, "{:?}", held.serials);
}

/// A real file system without room, from none at all to just enough.
#[test]
fn a_full_disk_loses_nothing() {
    let project = issued();
    let before = Held::audit(&project);
    let script = r#"
        set -e
        keys=$1 page=$2; shift 2
        cp -a "$keys" "$TMPDIR/keys"
        mount -t tmpfs -o size=2m tmpfs "$keys"
        cp -a "$TMPDIR/keys/." "$keys/"; rm -r "$TMPDIR/keys"
        free=$(($(stat -f -c %f "$keys") - page))
        dd if=/dev/zero of="$keys/.qalyp/filler" bs=4096 count=$free status=none
        code=0; "$@" || code=$?
        rm -f "$keys/.qalyp/filler"
        mkdir "$TMPDIR/after"; cp -a "$keys/." "$TMPDIR/after/"
        exit $code
    "#;
    let (mut full, mut fits) = (0, 0);
    for pages in 0.. {
        let project = project.copy();
        let mut command = Command::new("unshare");
        command.args(["--mount", "bash", "-c", script, "bash"]).arg(project.file("keys"));
        command.arg(pages.to_string()).arg(env!("CARGO_BIN_EXE_qalyp")).args(ISSUE.arguments);
        project.surround(&mut command);
        let output = command.output().unwrap();
        let after = project.path("tmp/after");
        if !after.exists() {
            super::require::skip("a mount namespace and a tmpfs");
            return;
        }
        fs::remove_dir_all(project.file("keys")).unwrap();
        fs::rename(after, project.file("keys")).unwrap();
        let next = project.run(&["vault", "status"]);
        assert!(matches!(next.status.code(), Some(0 | 1)), "{pages} pages: {}", said(&next));
        let held = Held::audit(&project);
        if output.status.success() {
            assert!((ISSUE.done)(&before, &held));
            fits += 1;
            if fits == 2 {
                break;
            }
            continue;
        }
        assert_eq!(output.status.code(), Some(2), "{pages} pages: {}", said(&output));
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(
            told.contains("the disk is full") && told.contains("nothing was changed"),
            "{told}"
        );
        assert_eq!(held.files, before.files, "{pages} pages");
        project.ok(ISSUE.arguments);
        full += 1;
        assert!(pages < 300, "it never fits");
    }
    assert!(full > 3, "{full}");
}
