//! Random bytes: the operating system's, and no others.

use ring::rand::{SecureRandom as _, SystemRandom};
use rsa::rand_core::OsRng;

use super::fault::Fault;
use crate::fleet::vpn_state::Serial;

/// Fills a place with random bytes.
pub(super) fn fill(place: &mut [u8]) -> Result<(), Fault> {
    SystemRandom::new().fill(place).map_err(|_| Fault::NoChance)
}

/// A serial number.
pub(super) fn serial() -> Result<Serial, Fault> {
    let mut bits = [0; Serial::BYTES - 1];
    fill(&mut bits)?;
    Ok(Serial::of_random(bits))
}

/// The system's random bytes in the form that the making of RSA keys asks for. That form cannot say that
/// there are none, so the system is asked once before.
pub(super) fn for_rsa() -> Result<OsRng, Fault> {
    fill(&mut [0; 32])?;
    Ok(OsRng)
}
