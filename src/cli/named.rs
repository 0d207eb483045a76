//! Names of servers and users before the project on the command line.

use std::path::PathBuf;

use qalyp::blueprint::PROJECT_FILE;
use qalyp::blueprint::units::Name;

use super::failure::Failure;
use super::project::ProjectArgs;

/// Any number of servers, then the project. Whatever is a folder with a project in it, or could be
/// no name, belongs to the project.
pub(super) fn servers(inputs: &[PathBuf]) -> (Vec<String>, ProjectArgs) {
    let is_name = |path: &&PathBuf| {
        path.to_str().is_some_and(Name::fits) && !path.join(PROJECT_FILE).is_file()
    };
    let (names, rest): (Vec<&PathBuf>, Vec<&PathBuf>) = inputs.iter().partition(is_name);
    let names = names.into_iter().map(|name| name.to_string_lossy().into_owned()).collect();
    (names, ProjectArgs::of(rest.into_iter().cloned().collect()))
}

/// Whether there is a project in a folder.
pub(super) fn holds_project(path: &std::path::Path) -> bool {
    path.join(PROJECT_FILE).is_file()
}

/// Exactly so many names, then the project.
pub(super) fn exactly<const N: usize>(
    inputs: &[PathBuf],
    missing: &str,
) -> Result<([String; N], ProjectArgs), Failure> {
    let none = || Failure::new(missing.to_owned());
    let (names, rest) = inputs.split_at_checked(N).ok_or_else(none)?;
    let mut all: [String; N] = std::array::from_fn(|_| String::new());
    for (name, path) in all.iter_mut().zip(names) {
        let text = path.to_str().filter(|text| *text != "-").ok_or_else(none)?;
        text.clone_into(name);
    }
    Ok((all, ProjectArgs::of(rest.to_vec())))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn servers_come_before_the_project() {
        let inputs = ["romashka-main", "zhuldyz-erp", "../shop", "-"].map(PathBuf::from);
        let (names, project) = servers(&inputs);
        assert_eq!(names, ["romashka-main", "zhuldyz-erp"]);
        assert_eq!(project.root().unwrap(), Path::new("../shop"));
        assert!(project.reads_stdin());
        let (names, project) = servers(&[]);
        assert_eq!((names.len(), project.root().unwrap()), (0, Path::new(".")));
    }

    #[test]
    fn a_folder_with_a_project_is_no_server() {
        let folder = std::env::temp_dir().join(format!("qalyp-named-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(PROJECT_FILE), "").unwrap();
        let (names, project) = servers(&[PathBuf::from("main"), folder.clone()]);
        assert_eq!((names, project.root().unwrap()), (vec!["main".to_owned()], &*folder));
        std::fs::remove_dir_all(&folder).unwrap();
    }

    #[test]
    fn so_many_names_are_taken() {
        let inputs = ["main", "aigerim", "shop"].map(PathBuf::from);
        let ([server, user], project) = exactly::<2>(&inputs, "which?").unwrap();
        assert_eq!((&*server, &*user), ("main", "aigerim"));
        assert_eq!(project.root().unwrap(), Path::new("shop"));
        for few in [&inputs[..1], &["main", "-"].map(PathBuf::from)] {
            let failure = exactly::<2>(few, "which?").err().unwrap();
            assert_eq!(failure.to_string(), "which?");
        }
    }
}
