use std::path::PathBuf;

use qalyp::blueprint::kinds::RevocationReason;
use qalyp::blueprint::units::Lifetime;
use qalyp::pki::{Action, Renewal};

use super::change::{self, ChangeArgs};
use crate::cli::exit::Exit;
use crate::cli::failure::Failure;
use crate::cli::named;
use crate::cli::terminal::Terminal;

/// Renew what ends soon, or what is named: users, the server, the authority
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp vpn renew --dry-run
  qalyp vpn renew --within '60 days'
  qalyp vpn renew romashka-main --user aigerim --revoke-former --reason key-compromise
  qalyp vpn renew romashka-main --server-certificate
  qalyp vpn renew romashka-main --authority

A user gets a new key, and so a new bundle; the former one works until its end unless --revoke-former.
A new certificate of the server or of the authority leaves all bundles as they are: the server keeps its
name, the authority its key.

Exit codes: 0 done or nothing to do, 1 with --dry-run something to do, or not agreed to, 2 failure.")]
pub(super) struct Args {
    /// Servers, all with a VPN if none is named; then the folder of the project, the current one if
    /// absent
    #[arg(value_names = ["SERVER", "ROOT"], num_args = 0..)]
    inputs: Vec<PathBuf>,
    /// How soon it ends; as `settings.vpn` says if absent
    #[arg(long, value_name = "LIFETIME", conflicts_with_all = ["user", "server_certificate", "authority"])]
    within: Option<Lifetime>,
    /// These users, whenever their certificates end
    #[arg(long, value_name = "USER", value_delimiter = ',')]
    user: Vec<String>,
    /// The server's key and certificate
    #[arg(long)]
    server_certificate: bool,
    /// The authority's certificate
    #[arg(long)]
    authority: bool,
    /// Revoke the users' certificates that are replaced: for a device that was lost
    #[arg(long)]
    revoke_former: bool,
    /// Why they are revoked, as the list of revocations says it; `superseded` if absent
    #[arg(long, value_name = "REASON", value_parser = super::revoke::reasons(), requires = "revoke_former")]
    reason: Option<RevocationReason>,
    #[command(flatten)]
    change: ChangeArgs,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let (names, project) = named::servers(&args.inputs);
    if !args.user.is_empty() && names.len() != 1 {
        return Err(Failure::new("users are renewed on one server at a time")
            .help("`qalyp vpn renew SERVER --user USER`"));
    }
    let action = Action::Renew(Renewal {
        within: args.within,
        users: args.user.clone(),
        server_certificate: args.server_certificate,
        authority: args.authority,
        revoke_former: args.revoke_former,
        reason: args.reason,
    });
    change::run(&args.change, &project, &names, &action, terminal)
}
