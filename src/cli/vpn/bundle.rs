use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use qalyp::contract::{Instant, Language};
use qalyp::diagnostics::json;
use qalyp::fleet::vpn::PLATFORMS;
use qalyp::pki::handout::{CODE_BYTES, ImportLink};
use serde::Serialize;

use super::deliver::{self, Made, Task};
use super::fleet::{self, Judged};
use super::passphrase::PassphraseArgs;
use crate::cli::clock::MomentArgs;
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::identity::IdentityArgs;
use crate::cli::named;
use crate::cli::options::{AnswerFormat, languages};
use crate::cli::private::Ground;
use crate::cli::project::ProjectArgs;
use crate::cli::terminal::Terminal;

/// Write what a user imports into a VPN client: the profile with its private parts, mode 0600
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp vpn bundle romashka-main aigerim --platform windows -o /media/usb/romashka-main.ovpn
  qalyp vpn bundle romashka-main aigerim --platform windows -o /media/usb/ \\
    --generate-passphrase /srv/handover/aigerim.passphrase
  qalyp vpn bundle romashka-main aigerim --platform ios --page --language kk -o /srv/handover/aigerim.html
  qalyp vpn bundle romashka-main aigerim --platform android -o /srv/handover/ --url https://bulut.example/once/4711
  qalyp vpn bundle romashka-main --all-users -o /srv/handover/romashka-main/
  qalyp vpn bundle romashka-main aigerim --platform linux -o - | ssh laptop 'umask 077 && cat >romashka-main.ovpn'

Into a folder goes USER/PLATFORM/SERVER.ovpn: clients show the name of the file as that of the connection.
Nothing is written within the project, its folder of keys, or where git would take it up. The profile is that of the
blueprints as they are now; `out` is not read. With --format json the shape is `qalyp-vpn-bundle/1`.

Exit codes: 0 written, 2 failure; a user without a good certificate is one.")]
pub(super) struct Args {
    /// The server and the user, with `--all-users` any number of servers, all if none is named; then the
    /// folder of the project, the current one if absent
    #[arg(value_names = ["SERVER", "USER", "ROOT"], num_args = 0..)]
    inputs: Vec<PathBuf>,
    /// Everybody in the blueprints of the servers
    #[arg(long, requires = "output")]
    all_users: bool,
    /// For which platform; with `--all-users` several, and all if none is named
    #[arg(long, value_name = "PLATFORM", value_delimiter = ',', value_parser = PossibleValuesParser::new(PLATFORMS))]
    platform: Vec<String>,
    /// Where to: a file, a folder, or `-` for standard output
    #[arg(short, long, value_name = "FILE|DIR|-")]
    output: Option<PathBuf>,
    /// Let standard output be a terminal: everybody behind you can read the key
    #[arg(long)]
    show: bool,
    #[command(flatten)]
    passphrase: PassphraseArgs,
    /// Write a page instead, which holds the profile and tells what to do with it
    #[arg(long)]
    page: bool,
    /// The language of the page; that of the customer if absent
    #[arg(long, value_name = "LANGUAGE", value_parser = languages(), requires = "page")]
    language: Option<Language>,
    /// A link that works once, at which you put the profile: makes a QR code from which OpenVPN Connect imports it
    #[arg(long, value_name = "URL", conflicts_with = "all_users")]
    url: Option<String>,
    #[command(flatten)]
    identity: IdentityArgs,
    #[command(flatten)]
    at: MomentArgs,
    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
}

#[derive(Serialize)]
struct Document<'a> {
    format: &'static str,
    files: Vec<File<'a>>,
    /// The file with generated passphrases.
    #[serde(skip_serializing_if = "Option::is_none")]
    passphrases: Option<String>,
}

#[derive(Serialize)]
struct File<'a> {
    server: &'a str,
    user: &'a str,
    platform: &'a str,
    path: String,
    /// Bytes of the profile, without a page around it.
    profile_bytes: usize,
    encrypted: bool,
    until: Instant,
}

/// Where to write.
pub(super) enum Target {
    /// This file.
    File(PathBuf),
    /// Below this folder.
    Folder(PathBuf),
    /// Standard output.
    Stdout,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let at = args.at.moment()?;
    let (servers, user, project) = named(args)?;
    let target = target(args, terminal)?;
    let link = args.url.as_deref().map(link).transpose()?;
    let platforms: Vec<&str> = match (&*args.platform, args.all_users) {
        ([], true) => PLATFORMS.to_vec(),
        ([], false) => {
            let all = PLATFORMS.join(", ");
            return Err(Failure::new("the platform is missing")
                .help(format!("`--platform` is one of {all}")));
        }
        ([one], _) => vec![one],
        (several, true) => several.iter().map(String::as_str).collect(),
        (_, false) => return Err(Failure::new("one platform at a time for one user")),
    };
    fleet::open(&project, &servers, Judged::Checked(at), terminal, |fleet, sources| {
        let ground = Ground::new(&fleet.root, &fleet.keys)?;
        match &target {
            Target::File(path) => drop(ground.file(path)?),
            Target::Folder(path) => drop(ground.folder(path)?),
            Target::Stdout => {}
        }
        let passphrase = args.passphrase.read(&ground, terminal)?;
        let task = Task {
            user: user.as_deref(),
            platforms: &platforms,
            target: &target,
            passphrase: &passphrase,
            page: args.page,
            language: args.language,
            link: link.as_ref(),
            at,
        };
        let made = deliver::run(&task, fleet, &args.identity, sources, terminal)?;
        answer(args, &made, link.as_ref(), terminal)
    })
}

/// Servers, user and project.
fn named(args: &Args) -> Result<(Vec<String>, Option<String>, ProjectArgs), Failure> {
    if args.all_users {
        let (servers, project) = named::servers(&args.inputs);
        return Ok((servers, None, project));
    }
    let missing = "name the server and the user: `qalyp vpn bundle SERVER USER`, or `--all-users`";
    let ([server, user], project) = named::exactly(&args.inputs, missing)?;
    Ok((vec![server], Some(user), project))
}

fn target(args: &Args, terminal: Terminal) -> Result<Target, Failure> {
    let Some(output) = &args.output else {
        return Err(Failure::new("where should it be written?")
            .help("`-o FILE`, `-o FOLDER/`, or `-o -` for standard output into another program"));
    };
    if output.as_os_str() == "-" {
        return match (args.all_users, terminal.stdout_is_terminal() && !args.show) {
            (true, _) => Err(Failure::new("several bundles cannot be written to standard output")),
            (_, true) => {
                Err(Failure::new("standard output is a terminal, and a bundle holds a private key")
                    .help("write it to a file, send it into another program, or say `--show`"))
            }
            _ => Ok(Target::Stdout),
        };
    }
    let slash = output.as_os_str().as_encoded_bytes().ends_with(b"/");
    if args.all_users || slash || output.is_dir() {
        Ok(Target::Folder(output.clone()))
    } else {
        Ok(Target::File(output.clone()))
    }
}

fn link(url: &str) -> Result<ImportLink, Failure> {
    // The address is a secret as long as it works: it is not repeated.
    ImportLink::to(url).map_err(|fault| {
        Failure::new(format!("nothing can be imported from what `--url` says: {fault}"))
            .help("put the profile at an https address that works once, and give that")
    })
}

fn answer(
    args: &Args,
    made: &[Made],
    link: Option<&ImportLink>,
    terminal: Terminal,
) -> Result<Exit, Failure> {
    let passphrases = args.passphrase.generated();
    let code = link.and_then(|link| Some((link, link.code()?)));
    let mut text = String::new();
    let to_stdout = made.iter().any(|made| made.path.is_none());
    if args.format == AnswerFormat::Json {
        let files = made.iter().map(|made| File {
            server: &made.server,
            user: &made.user,
            platform: &made.platform,
            path: made
                .path
                .as_ref()
                .map_or_else(|| "-".to_owned(), |path| path.display().to_string()),
            profile_bytes: made.bytes,
            encrypted: made.encrypted,
            until: made.until,
        });
        let passphrases = passphrases.map(|path| path.display().to_string());
        let format = "qalyp-vpn-bundle/1";
        text = json::pretty(&Document { format, files: files.collect(), passphrases });
    } else {
        for Made { path, until, .. } in made {
            let Some(path) = path else { continue };
            text += &format!("wrote {} (until {})\n", path.display(), super::status::day(*until));
        }
        if let Some(path) = passphrases {
            text += &format!(
                "wrote {}: it goes to the user by another way than the bundle\n",
                path.display()
            );
        }
        if let (Some((link, code)), false) = (&code, args.page) {
            text += &code.text(if to_stdout { terminal.error_color } else { terminal.color });
            text += &format!("{}\n", link.as_str());
            text += "OpenVPN Connect 3.3.6 or later imports from it; put the bundle at the address first\n";
        }
        if let (Some(largest), true, None) =
            (made.iter().map(|made| made.bytes).max(), args.page, link)
        {
            text += &format!(
                "the page has no QR code: one holds {CODE_BYTES} bytes and the profile has {largest}; \
                 `--url` makes one that leads to a link\n"
            );
        }
    }
    // With the bundle on standard output, what is said about it goes elsewhere.
    if to_stdout {
        terminal.remark(&text);
    } else {
        terminal.answer(&text)?;
    }
    Ok(Exit::Fine)
}
