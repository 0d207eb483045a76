use std::fs;
use std::path::{Path, PathBuf};

use include_dir::{Dir, DirEntry, include_dir};

use super::exit::Exit;
use super::failure::Failure;
use super::terminal::Terminal;

/// The example of this repository, which its tests hold to work.
static BLUEPRINTS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/blueprints");
static LEDGER: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/ledger");
const PROJECT: &str = include_str!("../../qalyp.yaml");
/// The output is made from the rest; it does not belong into the history.
const IGNORED: &str = "/out/\n";

/// Make a working example project: a provider, tariffs, add-ons, an image, three customers and their
/// ledger
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp init shop && cd shop && qalyp check

Exit codes: 0 written, 2 failure (the folder is not empty, the disk is full).")]
pub(super) struct Args {
    /// The folder to make; it may exist if it is empty
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let dir = &args.dir;
    let refused = |error| Failure::of_path("write a project into", dir, &error);
    fs::create_dir_all(dir).map_err(refused)?;
    if fs::read_dir(dir).map_err(refused)?.next().is_some() {
        return Err(Failure::new(format!("the folder `{}` is not empty", dir.display()))
            .help("name a new folder: nothing is overwritten"));
    }
    write(&dir.join("qalyp.yaml"), PROJECT.as_bytes())?;
    write(&dir.join(".gitignore"), IGNORED.as_bytes())?;
    let blueprints = write_all(&BLUEPRINTS, &dir.join("blueprints"))?;
    let files = 2 + blueprints + write_all(&LEDGER, &dir.join("ledger"))?;
    let dir = dir.display();
    terminal.answer(&format!("wrote {files} files into `{dir}`; next: `qalyp check {dir}`\n"))?;
    Ok(Exit::Fine)
}

/// The terms, the calendar and the rates of the tax that come with qalyp, for those who ask outside
/// of a project.
pub(super) fn terms() -> Vec<(String, String)> {
    let folders = ["terms", "calendars"].map(|name| BLUEPRINTS.get_dir(name));
    let files = folders.into_iter().flatten().flat_map(Dir::files);
    let files = files.chain(BLUEPRINTS.get_file("provider.yaml"));
    let text = |file: &include_dir::File<'_>| {
        let name = file.path().file_stem()?.to_string_lossy();
        Some((format!("<built in: {name}>"), file.contents_utf8()?.to_owned()))
    };
    files.filter_map(text).collect()
}

/// Writes the embedded files below `to`; how many.
fn write_all(from: &Dir<'_>, to: &Path) -> Result<usize, Failure> {
    fs::create_dir_all(to).map_err(|error| Failure::of_path("make", to, &error))?;
    let mut files = 0;
    for entry in from.entries() {
        let name = entry.path().file_name().unwrap_or_default();
        files += match entry {
            DirEntry::Dir(folder) => write_all(folder, &to.join(name))?,
            DirEntry::File(file) => {
                write(&to.join(name), file.contents())?;
                1
            }
        };
    }
    Ok(files)
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    fs::write(path, bytes).map_err(|error| Failure::of_path("write", path, &error))
}
