//! A run that is killed, at any instant, leaves a tree that the next run makes whole.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use qalyp::output::{
    DeviationKind, Options, Progress, Scope, Silent, Stage, Verification, commit, verify,
};

use crate::support::{Plan, Tree, build, in_memory, plan, quick, reference, tree};

const OUT: &str = "QALYP_TEST_KILL_OUT";
const WORLD: &str = "QALYP_TEST_KILL_WORLD";
const STOP: &str = "QALYP_TEST_KILL_STOP";

/// Repeatable chance (xorshift); its seed is fixed, so that a failure can be had again, as far as
/// the instant of a signal can.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }
}

/// One of four worlds of parts, each differing from the others in every way: parts that come and
/// go, files that come, go, change, and give way to folders.
fn world(number: usize, parts: usize) -> Vec<Plan> {
    let mut plans = vec![plan("fleet", &[]), plan("images/one", &[])];
    plans[0].files.push(("dns/zone".into(), number.to_string().repeat(3000).into_bytes(), 0o644));
    plans[1].files.push(("root/etc/x".into(), b"the same in all".to_vec(), 0o640));
    for server in 0..parts {
        if (server + number).is_multiple_of(5) {
            continue;
        }
        let mut files = vec![("server.json".to_owned(), server.to_string().into_bytes(), 0o644)];
        for file in 0..4 {
            let content = format!("{server} {file} {}", if file < 2 { number } else { 0 });
            if !(server + file + number).is_multiple_of(3) {
                files.push((format!("root/etc/f{file}"), content.into_bytes(), 0o600));
            }
        }
        match (server + number) % 4 {
            0 => files.push(("place".to_owned(), b"a file".to_vec(), 0o644)),
            1 => files.push(("place/deep/er".to_owned(), b"in a folder".to_vec(), 0o644)),
            _ => {}
        }
        plans.push(Plan { name: format!("servers/s{server:03}"), files });
    }
    plans
}

/// Aborts the process at one of its calls.
struct Bomb {
    left: AtomicUsize,
}

impl Bomb {
    fn tick(&self) {
        if self.left.fetch_sub(1, Ordering::Relaxed) == 0 {
            // Not `abort`, which may write a core file.
            let own = rustix::process::getpid();
            let _ = rustix::process::kill_process(own, rustix::process::Signal::KILL);
        }
    }
}

impl Progress for Bomb {
    fn stage(&self, _: Stage, _: usize) {
        self.tick();
    }

    fn part_done(&self) {
        self.tick();
    }
}

/// The run that is killed. It is a test so that it can be started from this program again; without
/// the variables there is nothing to do.
#[test]
fn the_run_that_is_killed() {
    let Some(out) = std::env::var_os(OUT) else { return };
    let number = |name| std::env::var(name).ok().and_then(|text| text.parse::<usize>().ok());
    let (world_number, parts) = (number(WORLD).unwrap() / 1000, number(WORLD).unwrap() % 1000);
    let plans = world(world_number, parts);
    let parts: Vec<_> = plans.iter().map(Plan::part).collect();
    let bomb = Bomb { left: AtomicUsize::new(number(STOP).unwrap_or(usize::MAX)) };
    let options = Options { progress: &bomb, ..quick() };
    commit(Path::new(&out), &parts, &Scope::All, &options).unwrap();
}

fn start(out: &Path, number: usize, parts: usize, stop: Option<usize>) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "kills::the_run_that_is_killed", "--test-threads=1"]);
    command.env(OUT, out).env(WORLD, (number * 1000 + parts).to_string());
    command.env_remove(STOP).envs(stop.map(|stop| (STOP, stop.to_string())));
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

/// The fresh trees of all worlds.
fn references(parts: usize) -> Vec<Tree> {
    (0..4).map(|number| reference(&world(number, parts))).collect()
}

/// After a kill: the tree is one of the whole ones, or `verify` says that it is between two.
fn honest(out: &Path, references: &[Tree]) -> bool {
    let Ok(Verification { deviations, .. }) = verify(out, &Silent) else {
        return !out.join("manifest.json").exists();
    };
    let told = deviations.iter().any(|d| d.kind == DeviationKind::Interrupted);
    let now = tree(out);
    told || (deviations.is_empty() && references.contains(&now))
}

#[test]
fn at_random_instants() {
    const PARTS: usize = 300;
    let place = in_memory();
    let out = place.path().join("out");
    let references = references(PARTS);
    let mut chance = Chance(0x9e37_79b9_7f4a_7c15);

    // How long a run takes from its start to its end, on this machine and now.
    let mut whole = Duration::ZERO;
    for number in [0, 1] {
        let begun = Instant::now();
        assert!(start(&out, number, PARTS, None).wait().unwrap().success());
        whole = whole.max(begun.elapsed());
        assert_eq!(tree(&out), references[number]);
    }
    let mut limit = usize::try_from(whole.as_micros()).unwrap();

    let (mut killed, mut between) = (0, 0);
    for round in 0..48 {
        if chance.below(12) == 0 {
            std::fs::remove_dir_all(&out).unwrap();
        }
        let number = chance.below(4);
        let mut child = start(&out, number, PARTS, None);
        std::thread::sleep(Duration::from_micros(chance.below(limit) as u64));
        child.kill().unwrap();
        if child.wait().unwrap().success() {
            // The machine has become faster: other work on it is over.
            limit -= limit / 6;
        } else {
            killed += 1;
        }
        if !out.exists() {
            continue;
        }
        between += u32::from(out.join(".qalyp/journal").exists());
        assert!(honest(&out, &references), "round {round}");
        // Sometimes the next run is killed as well, before anything was made whole.
        if chance.below(3) == 0 {
            continue;
        }
        // Sometimes it builds the same, sometimes something else.
        let number = if chance.below(2) == 0 { number } else { chance.below(4) };
        let summary = build(&out, &world(number, PARTS));
        assert_eq!(summary.kept_edited.paths, [""; 0], "round {round}");
        assert_eq!(tree(&out), references[number], "round {round}");
        assert!(verify(&out, &Silent).unwrap().is_clean(), "round {round}");
        assert!(!out.join(".qalyp/stage").exists() && !out.join(".qalyp/journal").exists());
    }
    assert!(killed >= 16, "only {killed} runs were killed before their end");
    // How many are caught between two states is luck; the next test leaves nothing to it.
    println!("{killed} killed, {between} of them between two states");
}

#[test]
fn at_every_step() {
    const PARTS: usize = 10;
    let references = references(PARTS);
    // From a tree of one world, and from none, to each other world.
    for (from, to) in [(Some(0), 1), (Some(1), 2), (Some(2), 3), (None, 0)] {
        let mut stop = 0;
        loop {
            let place = in_memory();
            let out = place.path().join("out");
            if let Some(from) = from {
                build(&out, &world(from, PARTS));
            }
            if start(&out, to, PARTS, Some(stop)).wait().unwrap().success() {
                assert_eq!(tree(&out), references[to]);
                break;
            }
            let case = format!("{from:?} to {to}, stopped at {stop}");
            assert!(honest(&out, &references), "{case}");
            // The next run is of another world, and is stopped at the same step.
            let third = (to + 2) % 4;
            start(&out, third, PARTS, Some(stop)).wait().unwrap();
            assert!(honest(&out, &references), "{case}");
            let last = if stop % 2 == 0 { to } else { (to + 1) % 4 };
            let summary = build(&out, &world(last, PARTS));
            assert_eq!(summary.kept_edited.paths, [""; 0], "{case}");
            assert_eq!(tree(&out), references[last], "{case}");
            assert!(verify(&out, &Silent).unwrap().is_clean(), "{case}");
            stop += 1;
        }
        assert!(stop > 20, "{from:?} to {to} had only {stop} steps");
    }
}
