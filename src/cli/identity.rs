//! The vault's identities, for commands of others that read it.

use qalyp::keys::Keys;
use qalyp::vault::{self, Identities, Vault};

use super::failure::Failure;
use super::terminal::{ColorChoice, Terminal};
use super::vault as of_the_vault;

pub(super) use super::vault::IdentityArgs;

/// Makes the identities ready that a vault is opened with.
pub(super) fn unlock(
    identity: &IdentityArgs,
    keys: &Keys,
    terminal: Terminal,
) -> Result<Identities, Failure> {
    let recipients = vault::recipients(keys);
    let recipients = recipients.map_err(|fault| of_the_vault::of_vault(fault, terminal))?;
    identity.unlock(&recipients, terminal)
}

/// Opens the vault that this account knows.
pub(super) fn open<'k>(
    keys: &'k Keys,
    identities: &'k Identities,
    terminal: Terminal,
) -> Result<Vault<'k>, Failure> {
    of_the_vault::opened(keys, identities, terminal)
}

/// What the vault says, in the form that `map_err` calls.
pub(super) fn of_vault(fault: vault::Fault) -> Failure {
    of_the_vault::of_vault(fault, Terminal::detect(ColorChoice::Auto))
}
