//! Bundles: made in memory and written for one person each.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use qalyp::artefacts::{Compilation, Profile, check_bundle};
use qalyp::contract::{Choice as _, Instant, Language};
use qalyp::diagnostics::{Finding, Report, Sources};
use qalyp::disk::{Existing, make_private_folder, write_private};
use qalyp::fleet::vpn_state::{Issued, State};
use qalyp::keys::{Access, Keys};
use qalyp::pki::PrivateKey;
use qalyp::pki::access;
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
use crate::cli::private;
use crate::cli::terminal::Terminal;

/// What is to be made.
pub(super) struct Task<'t> {
    /// The server and the user; everybody of all the fleet's servers if there is none.
    pub(super) user: Option<&'t str>,
    pub(super) platforms: &'t [&'t str],
    pub(super) target: &'t Target,
    pub(super) passphrase: &'t Passphrase,
    /// A page instead of the profile alone.
    pub(super) page: bool,
    /// Its language; that of the customer if absent.
    pub(super) language: Option<Language>,
    pub(super) link: Option<&'t ImportLink>,
    pub(super) at: Instant,
}

/// One bundle that was written.
pub(super) struct Made {
    pub(super) server: String,
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
    chosen: &'t Chosen<'t>,
    state: &'t State,
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
    let entitled = entitled(task, fleet)?;
    let profiles = profiles(task, fleet, &entitled, sources, terminal)?;
    let keys = Keys::open(&fleet.keys, Access::Read).map_err(super::of_keys)?;
    let identities = identity::unlock(identity_args, &keys, terminal)?;
    let vault = identity::open(&keys, &identities, terminal)?;
    fleet
        .servers
        .par_iter()
        .filter_map(|chosen| chosen.state.as_ref())
        .try_for_each(|state| access::own_authority(&vault, state).map_err(super::of_pki))?;
    let holders: Vec<Holder<'_>> = entitled
        .into_par_iter()
        .map(|entitled| holder(task, &vault, entitled))
        .collect::<Result<_, _>>()?;
    let all = holders.iter().map(|holder| (holder.chosen.name(), holder.name));
    let all = all.filter_map(|key| profiles.get(&key)).flatten();
    apart(task, all)?;
    if let Passphrase::New(file) = task.passphrase {
        // First: a key whose passphrase nobody knows is of no use.
        write_passphrases(file, &holders)?;
    }
    let written = AtomicUsize::new(0);
    let pairs = holders.par_iter().flat_map(|holder| {
        let own = profiles.get(&(holder.chosen.name(), holder.name));
        own.into_par_iter().flatten().map(move |profile| (profile, holder))
    });
    let made: Result<_, Failure> = pairs
        .map(|(profile, holder)| {
            let made = deliver(task, profile, holder)?;
            written.fetch_add(1, Ordering::Relaxed);
            Ok(made)
        })
        .collect();
    if let (Err(_), 0, Passphrase::New(file)) =
        (&made, written.load(Ordering::Relaxed), task.passphrase)
    {
        // Passphrases of nothing: they would only stand in the way of the next run.
        let _ = fs::remove_file(file);
    }
    made
}

/// A bundle and the passphrase of its key never share a file.
fn apart<'p>(
    task: &Task<'_>,
    mut profiles: impl Iterator<Item = &'p Profile>,
) -> Result<(), Failure> {
    let Passphrase::New(file) = task.passphrase else { return Ok(()) };
    let place = private::place(file)?;
    profiles.try_for_each(|profile| {
        let Some(path) = path_of(task, profile) else { return Ok(()) };
        if private::place(&path)? != place {
            return Ok(());
        }
        let shown = path.display();
        Err(Failure::new(format!("`{shown}` would hold a bundle and its passphrase"))
            .help("name two files: they go to the user by different ways"))
    })
}

/// Where a bundle goes; `None`: standard output.
fn path_of(task: &Task<'_>, profile: &Profile) -> Option<PathBuf> {
    match task.target {
        Target::Stdout => None,
        Target::File(path) => Some(path.clone()),
        Target::Folder(folder) => {
            let folder = folder.join(&profile.user).join(&profile.platform);
            let file = Path::new(&profile.file);
            Some(folder.join(if task.page { file.with_extension("html") } else { file.to_owned() }))
        }
    }
}

/// A user who may have a bundle.
#[derive(Clone, Copy)]
struct Entitled<'t> {
    chosen: &'t Chosen<'t>,
    state: &'t State,
    name: &'t str,
    certificate: &'t Issued,
}

/// Everybody who is to get one, or why somebody may not.
fn entitled<'t>(task: &Task<'t>, fleet: &'t Fleet<'t>) -> Result<Vec<Entitled<'t>>, Failure> {
    let mut all = Vec::new();
    for chosen in &fleet.servers {
        let users: Vec<&str> = if let Some(user) = task.user {
            vec![user]
        } else {
            let users = chosen.server.vpn.iter().flat_map(|vpn| &vpn.users);
            users.map(|user| user.name.value.as_str()).collect()
        };
        for name in users {
            let state = chosen.state.as_ref();
            let found = handout::certificate(&chosen.server, state, name, task.at);
            let certificate =
                found.map_err(|why| Failure::new(why.to_string()).help(why.help()))?;
            all.extend(state.map(|state| Entitled { chosen, state, name, certificate }));
        }
    }
    Ok(all)
}

/// Profiles by server and user.
type Profiles<'t> = BTreeMap<(&'t str, &'t str), Vec<Profile>>;

/// The profiles as the build renders them.
fn profiles<'t>(
    task: &Task<'_>,
    fleet: &'t Fleet<'_>,
    entitled: &[Entitled<'t>],
    sources: &mut Sources,
    terminal: Terminal,
) -> Result<Profiles<'t>, Failure> {
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
        task.user.is_none_or(|one| one == user) && task.platforms.contains(&platform)
    };
    let made = Compilation::new(fleet.catalogue, &engine).and_then(|compilation| {
        let Some(compilation) = compilation else { return Ok(Vec::new()) };
        let of = |chosen: &'t Chosen<'_>| {
            let made = compilation.profiles(chosen.customer, chosen.blueprint, &wanted)?;
            Ok((chosen.name(), made))
        };
        fleet.servers.par_iter().map(of).collect::<Result<Vec<(&'t str, Vec<Profile>)>, _>>()
    });
    let mut made: BTreeMap<&str, Vec<Profile>> = match made {
        Ok(made) => made.into_iter().collect(),
        Err(fault) => {
            let found = vec![fault.finding(sources)];
            return Err(shown(found, sources, terminal));
        }
    };
    let mut profiles = Profiles::new();
    for Entitled { chosen, name, .. } in entitled {
        let own = taken(made.entry(chosen.name()).or_default(), name);
        if own.len() != task.platforms.len() {
            let what = "templates make no VPN profile for everybody who should get one";
            return Err(Failure::new(what).help(
                "the overriding template of `server/vpn/profile.ovpn` has to say `each: vpn-profiles`",
            ));
        }
        profiles.insert((chosen.name(), name), own);
    }
    Ok(profiles)
}

/// Takes a user's profiles out.
fn taken(all: &mut Vec<Profile>, name: &str) -> Vec<Profile> {
    let (own, others) = std::mem::take(all).into_iter().partition(|profile| profile.user == name);
    *all = others;
    own
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
    entitled: Entitled<'t>,
) -> Result<Holder<'t>, Failure> {
    let Entitled { chosen, state, name, certificate } = entitled;
    let read = |part: &str| {
        let name = format!("vpn/users/{name}/{part}");
        let id = SecretId::of_server(chosen.name(), &name);
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
        .help(format!("`qalyp vpn renew {} --user {name}` makes a new pair", chosen.name())));
    }
    let passphrase = task.passphrase.for_user()?;
    let key = match &passphrase {
        Some(passphrase) => private.to_encrypted_pem(passphrase).map_err(super::of_pki)?,
        None => key,
    };
    Ok(Holder {
        chosen,
        state,
        name,
        certificate,
        key,
        tls_crypt_v2: read("tls-crypt-v2")?,
        passphrase,
    })
}

/// One line for one user; for several with server and name before it.
fn write_passphrases(file: &Path, holders: &[Holder<'_>]) -> Result<(), Failure> {
    let size = holders.iter().map(|holder| holder.name.len() + 128).sum();
    let mut text = zeroize::Zeroizing::new(Vec::with_capacity(size));
    for holder in holders {
        let Some(passphrase) = &holder.passphrase else { continue };
        if holders.len() > 1 {
            for word in [holder.chosen.name(), holder.name] {
                text.extend_from_slice(word.as_bytes());
                text.push(b'\t');
            }
        }
        text.extend_from_slice(passphrase.expose());
        text.push(b'\n');
    }
    write_private(file, &text, Existing::Refuse).map_err(|error| private::not_written(file, &error))
}

fn deliver(task: &Task<'_>, profile: &Profile, holder: &Holder<'_>) -> Result<Made, Failure> {
    let parts = Parts {
        authority: &holder.state.authority.pem,
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
    let content = if task.page {
        let facts = Page {
            language: language(task.language, holder.chosen),
            server: holder.chosen.name(),
            user: holder.name,
            platform: &profile.platform,
            file: &profile.file,
            encrypted,
            link: task.link,
        };
        Secret::from(handout::page(&facts, bundle.expose()))
    } else {
        bundle
    };
    let path = write(task, profile, &content)?;
    Ok(Made {
        server: holder.chosen.name().to_owned(),
        user: profile.user.clone(),
        platform: profile.platform.clone(),
        path,
        bytes,
        encrypted,
        until: holder.certificate.until,
    })
}

/// The one that was asked for, or the customer's.
fn language(asked: Option<Language>, chosen: &Chosen<'_>) -> Language {
    let of_customer = || Language::from_name(chosen.customer.contact.get()?.language.value.word());
    asked.or_else(of_customer).unwrap_or(Language::Russian)
}

fn write(task: &Task<'_>, profile: &Profile, content: &Secret) -> Result<Option<PathBuf>, Failure> {
    let Some(path) = path_of(task, profile) else {
        let mut stdout = io::stdout().lock();
        let written = stdout.write_all(content.expose()).and_then(|()| stdout.flush());
        return match written {
            Ok(()) => Ok(None),
            Err(error) => {
                let reason = reason(&error);
                Err(Failure::new(format!("cannot write to standard output: {reason}")))
            }
        };
    };
    if let (Target::Folder(_), Some(folder)) = (task.target, path.parent()) {
        make_private_folder(folder)
            .map_err(|error| Failure::of_path("make the folder", folder, &error))?;
    }
    write_private(&path, content.expose(), Existing::Replace)
        .map_err(|error| private::not_written(&path, &error))?;
    Ok(Some(path))
}
