use std::path::PathBuf;

use super::*;
use crate::disk::Standing;
use crate::output::RelativePath;

fn path(text: &str) -> RelativePath {
    RelativePath::parse(text).unwrap()
}

/// What a person reads of one fault, without the last line.
fn said(fault: Fault) -> String {
    let text =
        OutputError::new(PathBuf::from("out"), vec![fault], TreeState::Untouched).to_string();
    text.strip_suffix("\nNo artefact in out was touched.").unwrap().to_owned()
}

fn io(action: Action, at: &str, errno: Errno) -> String {
    said(Fault::io(action, at, errno))
}

#[test]
fn each_fault_says_what_is_wrong_where_and_what_to_do() {
    let (part, at) = (path("servers/a"), path("servers/a/x"));
    let (again, broken) = (path("b"), BrokenManifest::WrongPart { part: path("other") });
    let said = [
        said(Fault::PartTwice { part: part.clone() }),
        said(Fault::PartWithin { part: part.clone(), outer: path("servers") }),
        said(Fault::PartOutOfScope { part: part.clone() }),
        said(Fault::Reserved { path: path("manifest.json") }),
        said(Fault::ArtefactTwice { path: at.clone() }),
        said(Fault::FileAndFolder { file: at.clone(), below: path("servers/a/x/y") }),
        said(Fault::Mode { path: at.clone(), mode: 0o4755 }),
        said(Fault::HoldsProject),
        said(Fault::WithinSources { source: "blueprints".to_owned() }),
        said(Fault::NotAFolder),
        said(Fault::NoOutput),
        said(Fault::NotOurs { example: "thesis.txt".into() }),
        said(Fault::Busy { pid: Some(12) }),
        said(Fault::OtherShape { path: "manifest.json".into(), shape: 2 }),
        said(Fault::BrokenManifest { path: "manifest.json".into(), reason: broken }),
        said(Fault::InterruptedElsewhere { example: Some(again) }),
        said(Fault::LinkAsFolder { path: part }),
        said(Fault::Occupied { path: at, by: Standing::Folder }),
    ];
    assert_eq!(
        said,
        [
            "servers/a is made twice; give one of the two another name",
            "servers/a would lie within servers, but parts are replaced one by one and cannot hold \
             each other; give one of the two another name",
            "servers/a was made, but this run was told to leave it alone",
            "manifest.json is a name that the output keeps for itself; give the artefact another",
            "servers/a/x is emitted twice; see which two templates or names lead to this path",
            "servers/a/x is emitted as a file, and servers/a/x/y needs a folder of that name; \
             rename one of the two",
            "servers/a/x has the permissions 4755; they must lie between 0400 and 0777, and the \
             owner must be able to read",
            "out is the folder of the project or lies around it; choose a folder for the output \
             alone, such as `-o out`",
            "out lies within blueprints, whose files are read as sources of the project; choose a \
             folder beside it, such as `-o out`",
            "out is not a folder; choose another for the output, or remove it",
            "there is no output in out; make it with `qalyp build -o out`",
            "out holds \"thesis.txt\" and no manifest of qalyp, so it is not an output; choose an \
             empty or new folder",
            "another run, process 12, is writing to out; wait for it, or end it if it hangs",
            "out/manifest.json has shape 2, and this version of qalyp knows shape 1; use the \
             version that wrote it, or choose another output folder",
            "out/manifest.json is not a manifest of qalyp: it is the manifest of other; without it \
             nobody knows which files here are qalyp's. Restore it, or remove out and build again",
            "an earlier run was interrupted while it changed b, which this run leaves alone; build \
             everything once, without `--only`",
            "out/servers/a is a symbolic link where a folder belongs, and links are not followed \
             out of the output; remove the link and build again",
            "out/servers/a/x is a folder that qalyp did not make, where an artefact belongs; move \
             it away and build again",
        ]
    );
}

#[test]
fn each_refusal_of_the_system_says_what_to_do() {
    assert_eq!(
        io(Action::Write, "servers/a/x", Errno::NOSPC),
        "writing out/servers/a/x: the disk is full; make room (`df -h` and `df -i` tell whether \
         bytes or inodes ran out) and build again"
    );
    assert_eq!(
        io(Action::Write, "servers/a/x", Errno::DQUOT),
        "writing out/servers/a/x: the disk quota is used up; make room or ask for more, and build \
         again"
    );
    assert_eq!(
        io(Action::MakeFolder, "", Errno::ROFS),
        "making the folder out: the file system is read-only; choose another output folder, or \
         mount it for writing"
    );
    assert_eq!(
        io(Action::Read, "fleet/zone", Errno::ACCESS),
        "reading out/fleet/zone: permission denied; see who owns it and who this program runs as; \
         a build needs the right to write everywhere in the output"
    );
    assert_eq!(
        io(Action::Place, "servers/a", Errno::XDEV),
        "moving a finished file to out/servers/a: it lies on another file system than the output \
         folder; keep the whole output on one: unmount what is mounted within it"
    );
    assert_eq!(
        io(Action::MakeFolder, "servers/a", Errno::NAMETOOLONG),
        "making the folder out/servers/a: the name is too long for this file system; shorten the \
         names it is made of, or put the output nearer to the root"
    );
    let other = io(Action::Remove, "servers/a", Errno::TXTBSY);
    assert!(other.starts_with("removing out/servers/a: ") && other.ends_with("try again"));
}

#[test]
fn many_faults_are_cut_and_counted() {
    let fault = |n: usize| Fault::PartTwice { part: path(&format!("p{n:03}")) };
    let faults: Vec<_> = (0..100).rev().map(fault).collect();
    let text = OutputError::new(PathBuf::from("out"), faults, TreeState::MidFlight).to_string();
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 64 + 2);
    assert!(lines[0].starts_with("p000 "));
    assert_eq!(lines[64], "and 36 more of the kind");
    assert!(lines[65].ends_with("build again: that puts it right."));
}
