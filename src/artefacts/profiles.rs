//! The VPN profiles of one server, made without the rest of its output.

use super::compilation::Compilation;
use super::fault::ArtefactFault;
use super::{profile, server};
use crate::blueprint::kinds;
use crate::fleet::resolve;

/// What a user imports into a client, but for the private parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Whose it is.
    pub user: String,
    /// For which platform.
    pub platform: String,
    /// The name of the file, which clients show as the name of the connection.
    pub file: String,
    /// The text, with a mark in the place of each private part.
    pub text: String,
}

impl Profile {
    /// User, platform and file of the path of a profile in a server's part.
    pub(super) fn split(path: &str) -> Option<(&str, &str, &str)> {
        let (user, rest) = path.strip_prefix(profile::FOLDER)?.split_once('/')?;
        let (platform, file) = rest.split_once('/')?;
        file.ends_with(profile::EXTENSION).then_some((user, platform, file))
    }
}

impl Compilation<'_> {
    /// The profiles of a server as a build writes them: those for which `wanted` says yes to user and
    /// platform. None if the server has no VPN or cannot be resolved.
    ///
    /// # Errors
    /// A template cannot be rendered, or clients would refuse what it makes.
    pub fn profiles(
        &self,
        customer: &kinds::Customer,
        blueprint: &kinds::Server,
        wanted: &(dyn Fn(&str, &str) -> bool + Sync),
    ) -> Result<Vec<Profile>, ArtefactFault> {
        let Some(resolved) = resolve(self.catalogue(), customer, blueprint) else {
            return Ok(Vec::new());
        };
        match self.image_context(&resolved.image.value) {
            Some(base) => {
                let letters = self.correspondence();
                server::profiles(self.engine(), base, letters, &resolved, wanted)
            }
            None => Ok(Vec::new()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Profile;

    #[test]
    fn a_path_says_whose_profile_it_is() {
        let split = Profile::split("vpn/a.b@c/ios/main.ovpn");
        assert_eq!(split, Some(("a.b@c", "ios", "main.ovpn")));
        for other in ["vpn/main.ovpn", "root/vpn/a/ios/main.ovpn", "vpn/a/ios/readme.md"] {
            assert_eq!(Profile::split(other), None, "{other}");
        }
    }
}
