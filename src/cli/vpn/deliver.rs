//! Bundles: made in memory and written for one person each.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use qalyp::artefacts::{Compilation, Profile, check_bundle};
use qalyp::contract::{Instant, Language};
use qalyp::diagnostics::{Finding, Report, Sources};
use qalyp::disk::{Existing, make_private_folder, write_private};
use qalyp::fleet::vpn_state::{Issued, State};
use qalyp::keys::{Access, Keys};
use qalyp::pki::PrivateKey;
use qalyp::pki::bundle::{Parts, fill};
use qalyp::pki::handout::{self, ImportLink, Page};
use qalyp::render::{Engine, TemplateSet};
use qalyp::vault::{Secret, SecretId, Vault};
use rayon::prelude::*;

use super::bundle::Target;
use super::fleet::{Chosen, Fleet};
use super::passphrase::Passphrase;
use crate::cli::books;
use crate::cli::failure::{Failure, reason};
use crate::cli::identity::{self, IdentityArgs, of_vault};
use crate::cli::terminal::Terminal;

/// What is to be made.
pub(super) struct Task<'t> {
    pub(super) chosen: &'t Chosen<'t>,
    pub(super) users: Vec<&'t str>,
    pub(super) platforms: &'t [&'t str],
    pub(super) target: &'t Target,
    pub(super) passphrase: &'t Passphrase,
    /// A page in this language instead of the profile alone.
    pub(super) page: Option<Language>,
    pub(super) link: Option<&'t ImportLink>,
    pub(super) at: Instant,
}

/// One bundle that was written.
pub(super) struct Made {
    pub(super) user: String,
    pub(super) platform: String,
    /// `None`: standard output.
    pub(super) path: Option<PathBuf>,
    /// Bytes of the profile.
    pub(super) bytes: usize,
    pub(super) encrypted: bool,
    pub(super) until: Instant,
}

/// One user's private parts.
struct Holder<'t> {
    name: &'t str,
    certificate: &'t Issued,
    key: Secret,
    tls_crypt_v2: Secret,
    passphrase: Option<Secret>,
}

/// Makes and writes the bundles. Nobody gets one if one of them cannot be made.
pub(super) fn run(
    task: &Task<'_>,
    fleet: &Fleet<'_>,
    identity_args: &IdentityArgs,
    sources: &mut Sources,
    terminal: Terminal,
) -> Result<Vec<Made>, Failure> {
    // Who may not have one is told before anybody is asked for a passphrase.
    let state = task.chosen.state.as_ref();
    let certificates = task.users.iter().map(|user| certificate(task, state, user));
    let certificates: Vec<(&str, &Issued)> = certificates.collect::<Result<_, _>>()?;
    let Some(state) = state else { return Ok(Vec::new()) };
    let profiles = profiles(task, fleet, sources, terminal)?;
    let keys = Keys::open(&fleet.keys, Access::Read).map_err(super::of_keys)?;
    let identities = identity::unlock(identity_args, &keys, terminal)?;
    let vault = Vault::open(&keys, &identities).map_err(of_vault)?;
    let holders: Vec<Holder<'_>> = certificates
        .into_par_iter()
        .map(|(name, certificate)| holder(task, &vault, name, certificate))
        .collect::<Result<_, _>>()?;
    if let Passphrase::New(file) = task.passphrase {
        // First: a key whose passphrase nobody knows is of no use.
        write_passphrases(file, &holders)?;
    }
    let of_user = |profile: &Profile| holders.iter().find(|holder| holder.name == profile.user);
    profiles
        .par_iter()
        .filter_map(|profile| Some((profile, of_user(profile)?)))
        .map(|(profile, holder)| deliver(task, state, profile, holder))
        .collect()
}

fn certificate<'t>(
    task: &Task<'t>,
    state: Option<&'t State>,
    user: &'t str,
) -> Result<(&'t str, &'t Issued), Failure> {
    let found = handout::certificate(&task.chosen.server, state, user, task.at);
    found.map(|issued| (user, issued)).map_err(|why| Failure::new(why.to_string()).help(why.help()))
}

/// The profiles as the build renders them.
fn profiles(
    task: &Task<'_>,
    fleet: &Fleet<'_>,
    sources: &mut Sources,
    terminal: Terminal,
) -> Result<Vec<Profile>, Failure> {
    let templates = TemplateSet::embedded(fleet.overrides.clone());
    let engine = templates.as_ref().map_err(Clone::clone).and_then(Engine::new);
    let engine = match engine {
        Ok(engine) => engine,
        Err(faults) => {
            let found = faults.iter().map(|fault| fault.finding(sources)).collect();
            return Err(shown(found, sources, terminal));
        }
    };
    let wanted = |user: &str, platform: &str| {
        task.users.contains(&user) && task.platforms.contains(&platform)
    };
    let made =
        Compilation::new(fleet.catalogue, &engine).and_then(|compilation| match compilation {
            Some(compilation) => {
                compilation.profiles(task.chosen.customer, task.chosen.blueprint, &wanted)
            }
            None => Ok(Vec::new()),
        });
    let profiles = match made {
        Ok(profiles) => profiles,
        Err(fault) => {
            let found = vec![fault.finding(sources)];
            return Err(shown(found, sources, terminal));
        }
    };
    if profiles.len() != task.users.len() * task.platforms.len() {
        return Err(Failure::new("templates make no VPN profile for everybody who should get one")
            .help("the overriding template of `server/vpn/profile.ovpn` has to say `each: vpn-profiles`"));
    }
    Ok(profiles)
}

/// Shows what is wrong with a template.
fn shown(found: Vec<Finding>, sources: &Sources, terminal: Terminal) -> Failure {
    let mut report = Report::default();
    report.extend(found);
    let told = books::told(report, sources, terminal);
    told.err().unwrap_or_else(|| Failure::new("the profile cannot be made"))
}

fn holder<'t>(
    task: &Task<'_>,
    vault: &Vault<'_>,
    name: &'t str,
    certificate: &'t Issued,
) -> Result<Holder<'t>, Failure> {
    let read = |part: &str| {
        let name = format!("vpn/users/{name}/{part}");
        let id = SecretId::of_server(task.chosen.name(), &name);
        let id = id.map_err(|fault| Failure::new(fault.to_string()))?;
        vault.read(&id).map_err(of_vault)
    };
    let key = read("key")?;
    let private = PrivateKey::read(&key).map_err(super::of_pki)?;
    let read_certificate = qalyp::fleet::vpn_state::Certificate::read(&certificate.pem);
    if !read_certificate.is_ok_and(|certificate| private.is_of(&certificate)) {
        return Err(Failure::new(format!(
            "the key of `{name}` in the vault is not that of its certificate"
        ))
        .help(format!("`qalyp vpn renew {} --user {name}` makes a new pair", task.chosen.name())));
    }
    let passphrase = task.passphrase.for_user()?;
    let key = match &passphrase {
        Some(passphrase) => private.to_encrypted_pem(passphrase).map_err(super::of_pki)?,
        None => key,
    };
    Ok(Holder { name, certificate, key, tls_crypt_v2: read("tls-crypt-v2")?, passphrase })
}

/// One line for one user; for several the name before it.
fn write_passphrases(file: &Path, holders: &[Holder<'_>]) -> Result<(), Failure> {
    let size = holders.iter().map(|holder| holder.name.len() + 64).sum();
    let mut text = zeroize::Zeroizing::new(Vec::with_capacity(size));
    for holder in holders {
        let Some(passphrase) = &holder.passphrase else { continue };
        if holders.len() > 1 {
            text.extend_from_slice(holder.name.as_bytes());
            text.push(b'\t');
        }
        text.extend_from_slice(passphrase.expose());
        text.push(b'\n');
    }
    write_private(file, &text, Existing::Replace)
        .map_err(|error| Failure::of_path("write", file, &error))
}

fn deliver(
    task: &Task<'_>,
    state: &State,
    profile: &Profile,
    holder: &Holder<'_>,
) -> Result<Made, Failure> {
    let parts = Parts {
        authority: &state.authority.pem,
        certificate: &holder.certificate.pem,
        key: &holder.key,
        tls_crypt_v2: &holder.tls_crypt_v2,
    };
    let unfit = |why: String| {
        Failure::new(format!("the bundle of `{}` would be refused by clients: {why}", holder.name))
            .help("mend the overriding template of `server/vpn/profile.ovpn`")
    };
    let bundle = fill(&profile.text, parts).map_err(|fault| unfit(fault.to_string()))?;
    let text = bundle.expose_text().ok_or_else(|| unfit("it is not text".to_owned()))?;
    check_bundle(text).map_err(|fault| unfit(fault.to_string()))?;
    let bytes = bundle.len();
    let encrypted = holder.passphrase.is_some();
    let content = match task.page {
        None => bundle,
        Some(language) => Secret::from(handout::page(
            &Page {
                language,
                server: task.chosen.name(),
                user: holder.name,
                platform: &profile.platform,
                file: &profile.file,
                encrypted,
                link: task.link,
            },
            bundle.expose(),
        )),
    };
    let path = write(task, profile, &content)?;
    Ok(Made {
        user: profile.user.clone(),
        platform: profile.platform.clone(),
        path,
        bytes,
        encrypted,
        until: holder.certificate.until,
    })
}

fn write(task: &Task<'_>, profile: &Profile, content: &Secret) -> Result<Option<PathBuf>, Failure> {
    let path = match task.target {
        Target::Stdout => {
            let mut stdout = io::stdout().lock();
            let written = stdout.write_all(content.expose()).and_then(|()| stdout.flush());
            return match written {
                Ok(()) => Ok(None),
                Err(error) => {
                    let reason = reason(&error);
                    Err(Failure::new(format!("cannot write to standard output: {reason}")))
                }
            };
        }
        Target::File(path) => path.clone(),
        Target::Folder(folder) => {
            let folder = folder.join(&profile.user).join(&profile.platform);
            make_private_folder(&folder)
                .map_err(|error| Failure::of_path("make the folder", &folder, &error))?;
            let file = Path::new(&profile.file);
            folder.join(if task.page.is_some() {
                file.with_extension("html")
            } else {
                file.to_owned()
            })
        }
    };
    write_private(&path, content.expose(), Existing::Replace)
        .map_err(|error| Failure::of_path("write", &path, &error))?;
    Ok(Some(path))
}
