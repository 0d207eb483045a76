//! Whatever was built and done before, a build makes what a fresh build makes.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use proptest::prelude::*;

use crate::support::{Plan, build, build_only, deviations, in_memory, reference, tree};

/// Few names, so that the same path is a file in one step and a folder in the next.
fn file() -> impl Strategy<Value = (String, Vec<u8>, u32)> {
    let name = prop::sample::select(vec!["a", "b", "a/a", "a/b", "b/a", "b/b/c", "a/b/c", "c"]);
    let content = prop::sample::select(vec!["", "1", "2", "longer than the others"]);
    let mode = prop::sample::select(vec![0o644, 0o600, 0o755]);
    (name, content, mode).prop_map(|(name, content, mode)| (name.into(), content.into(), mode))
}

/// Files that can stand together.
fn files() -> impl Strategy<Value = Vec<(String, Vec<u8>, u32)>> {
    prop::collection::vec(file(), 0..6).prop_map(|files| {
        let mut fitting: Vec<(String, Vec<u8>, u32)> = Vec::new();
        for file in files {
            let below = |a: &str, b: &str| a.strip_prefix(b).is_some_and(|r| r.starts_with('/'));
            let fits = fitting.iter().all(|other| {
                file.0 != other.0 && !below(&file.0, &other.0) && !below(&other.0, &file.0)
            });
            if fits {
                fitting.push(file);
            }
        }
        fitting
    })
}

/// Parts that can stand together: of nested names, only one is used.
fn plans() -> impl Strategy<Value = Vec<Plan>> {
    let names = prop::sample::subsequence(vec!["s/p", "s/q", "s/r", "t"], 0..=4);
    let nested = prop::sample::select(vec!["s2", "s2/u", "s2/u/v", "s2/a"]);
    (names, nested, prop::collection::vec(files(), 5)).prop_map(|(names, nested, files)| {
        let names = names.into_iter().chain([nested]);
        let plan = |(name, files): (&str, _)| Plan { name: name.into(), files };
        names.zip(files).map(plan).collect()
    })
}

/// Something that happens between two builds. None of it makes a file somebody else's for good:
/// what is emitted is put right, and the index and its folder are only notes.
#[derive(Clone, Debug)]
enum Deed {
    Nothing,
    LoseIndex,
    LoseNotes,
    Touch,
    RemoveFile(usize),
    ChangeMode(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        4 => Just(Deed::Nothing),
        1 => Just(Deed::LoseIndex),
        1 => Just(Deed::LoseNotes),
        1 => Just(Deed::Touch),
        1 => (0..20_usize).prop_map(Deed::RemoveFile),
        1 => (0..20_usize).prop_map(Deed::ChangeMode),
    ]
}

fn artefacts(out: &Path) -> Vec<std::path::PathBuf> {
    let files = tree(out).into_iter().filter(|(_, (_, content))| content.is_some());
    files.map(|(name, _)| out.join(name)).filter(|f| !f.ends_with("manifest.json")).collect()
}

impl Deed {
    fn act(&self, out: &Path) {
        let nth = |n: usize| {
            let files = artefacts(out);
            files.get(n % files.len().max(1)).cloned()
        };
        match self {
            Self::Nothing => {}
            Self::LoseIndex => fs::remove_file(out.join(".qalyp/index")).unwrap(),
            Self::LoseNotes => fs::remove_dir_all(out.join(".qalyp")).unwrap(),
            Self::Touch => {
                for file in artefacts(out) {
                    fs::write(&file, fs::read(&file).unwrap()).unwrap();
                }
            }
            Self::RemoveFile(n) => {
                if let Some(file) = nth(*n) {
                    fs::remove_file(file).unwrap();
                }
            }
            Self::ChangeMode(n) => {
                if let Some(file) = nth(*n) {
                    fs::set_permissions(file, fs::Permissions::from_mode(0o604)).unwrap();
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_build_equals_a_fresh_build(steps in prop::collection::vec((plans(), deed()), 1..6)) {
        let place = in_memory();
        let out = place.path().join("out");
        for (plans, deed) in &steps {
            build(&out, plans);
            prop_assert_eq!(tree(&out), reference(plans));
            prop_assert_eq!(deviations(&out), [""; 0]);
            deed.act(&out);
        }
    }

    #[test]
    fn a_scope_equals_a_build_of_everything(
        before in plans(),
        after in plans(),
        pick in prop::collection::vec(any::<bool>(), 5),
    ) {
        let place = in_memory();
        let out = place.path().join("out");
        build(&out, &before);
        // Parts of the same name take their new content, all others stay.
        let renewed: Vec<Plan> = after
            .iter()
            .zip(&pick)
            .filter(|(plan, pick)| **pick && before.iter().any(|b| b.name == plan.name))
            .map(|(plan, _)| plan.clone())
            .collect();
        build_only(&out, &renewed);
        let stays = |b: &&Plan| !renewed.iter().any(|r| r.name == b.name);
        let all: Vec<Plan> = before.iter().filter(stays).chain(&renewed).cloned().collect();
        prop_assert_eq!(tree(&out), reference(&all));
        prop_assert!(!build(&out, &all).changed);
    }
}
