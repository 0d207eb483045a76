use std::fmt;

use serde::Deserialize;

use super::Dialect;
use super::command::{Handler, Validator};

/// What a template declares about the file that it makes.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct FrontMatter {
    /// The format of the file: only its filters may write into it.
    pub dialect: Dialect,
    /// Where the file goes, when that is not where the template lies.
    pub path: Option<TargetPath>,
    /// What the template is rendered for, one file each; absent for one file. The layer that emits
    /// the file knows the words.
    pub each: Option<String>,
    /// Under which conditions there is such a file; all of them must hold. The layer that emits
    /// the file knows the words.
    #[serde(default)]
    pub when: Vec<String>,
    /// Who owns the file on the server.
    #[serde(default)]
    pub owner: Owner,
    /// Its permissions.
    #[serde(default)]
    pub mode: Mode,
    /// Its SELinux type.
    pub selinux: Option<SelinuxType>,
    /// A command that proves the file on the server before it is used.
    pub validator: Option<Validator>,
    /// What to do on the server when the file has changed.
    pub handler: Option<Handler>,
}

impl FrontMatter {
    /// What the types of the fields alone do not say; the text is for people.
    pub(super) fn inconsistency(&self) -> Option<&'static str> {
        match (&self.each, &self.path) {
            (Some(_), Some(path)) if path.has_name() => None,
            (Some(_), _) => Some("`each` makes several files: `path` must contain `{name}`"),
            (None, Some(path)) if path.has_name() => {
                Some("`{name}` in `path` needs `each`, which says whose name it is")
            }
            (None, _) => None,
        }
    }
}

/// Where a file goes: absolute on the server, with `{name}` for each of several.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct TargetPath(String);

const NAME: &str = "{name}";

impl TargetPath {
    /// The path as declared.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is different for each of several.
    pub fn has_name(&self) -> bool {
        self.0.contains(NAME)
    }

    /// The path for one of them. The caller has checked that the name can be part of a path.
    pub fn with_name(&self, name: &str) -> String {
        self.0.replace(NAME, name)
    }
}

impl TryFrom<String> for TargetPath {
    type Error = &'static str;

    fn try_from(path: String) -> Result<Self, Self::Error> {
        let Some(relative) = path.strip_prefix('/') else {
            return Err("the path must be absolute");
        };
        let fits = |part: &str| !matches!(part, "" | "." | "..") && !part.contains(['\0', '\n']);
        if !relative.split('/').all(fits) {
            return Err("the path must not contain empty parts, `.` or `..`");
        }
        Ok(Self(path))
    }
}

/// The owner of a file: `user:group`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Owner {
    /// The user.
    pub user: String,
    /// The group.
    pub group: String,
}

impl Default for Owner {
    fn default() -> Self {
        Self { user: "root".to_owned(), group: "root".to_owned() }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.user, self.group)
    }
}

impl TryFrom<String> for Owner {
    type Error = &'static str;

    fn try_from(owner: String) -> Result<Self, Self::Error> {
        let is_name = |name: &str| {
            let letter = |b: u8| b.is_ascii_lowercase() || b == b'_';
            name.bytes().next().is_some_and(letter)
                && name.bytes().all(|b| letter(b) || b.is_ascii_digit() || b == b'-')
        };
        match owner.split_once(':') {
            Some((user, group)) if is_name(user) && is_name(group) => {
                Ok(Self { user: user.to_owned(), group: group.to_owned() })
            }
            _ => Err("the owner is written as `user:group`"),
        }
    }
}

/// The permissions of a file: four octal digits in quotes (`"0640"`), since some readers of YAML
/// take them for a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct Mode(u16);

impl Mode {
    /// The bits.
    pub const fn bits(self) -> u16 {
        self.0
    }
}

impl Default for Mode {
    fn default() -> Self {
        Self(0o644)
    }
}

impl fmt::Display for Mode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04o}", self.0)
    }
}

impl TryFrom<String> for Mode {
    type Error = &'static str;

    fn try_from(mode: String) -> Result<Self, Self::Error> {
        match u16::from_str_radix(&mode, 8) {
            Ok(bits) if mode.len() == 4 && bits <= 0o777 => Ok(Self(bits)),
            _ => Err("the mode is written as four octal digits in quotes, such as \"0640\""),
        }
    }
}

/// An SELinux type, such as `httpd_config_t`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct SelinuxType(String);

impl fmt::Display for SelinuxType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for SelinuxType {
    type Error = &'static str;

    fn try_from(name: String) -> Result<Self, Self::Error> {
        let letter = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
        match name.strip_suffix("_t") {
            Some(stem) if !stem.is_empty() && name.bytes().all(letter) => Ok(Self(name)),
            _ => Err("the SELinux type is a name that ends with `_t`"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(yaml: &str) -> Result<FrontMatter, String> {
        serde_yaml::from_str(yaml).map_err(|error| error.to_string())
    }

    #[test]
    fn defaults_are_the_usual_ones() {
        let front = read("dialect: pg_hba").unwrap();
        assert_eq!(front.dialect, Dialect::PgHba);
        assert_eq!(
            (front.owner.to_string(), front.mode.to_string()),
            ("root:root".into(), "0644".into())
        );
        assert_eq!(front.inconsistency(), None);
    }

    #[test]
    fn every_field_is_read() {
        let front = read(
            "path: /etc/httpd/conf.d/20-{name}.conf\neach: infobases-published\ndialect: apache\n\
             owner: root:apache\nmode: \"0640\"\nselinux: httpd_config_t\nvalidator: httpd -t\n\
             handler: reload httpd.service\nwhen: [open, vpn]\n",
        )
        .unwrap();
        assert_eq!(front.mode.bits(), 0o640);
        assert_eq!(front.when, ["open", "vpn"]);
        let path = front.path.as_ref().unwrap();
        assert_eq!(path.with_name("crm"), "/etc/httpd/conf.d/20-crm.conf");
        assert_eq!(front.inconsistency(), None);
    }

    #[test]
    fn mistakes_are_refused() {
        for yaml in [
            "{}",
            "dialect: perl",
            "{dialect: sh, modes: \"0644\"}",
            "{dialect: sh, mode: 420}",
            "{dialect: sh, mode: \"644\"}",
            "{dialect: sh, mode: \"4755\"}",
            "{dialect: sh, owner: root}",
            "{dialect: sh, selinux: etc}",
            "{dialect: sh, validator: \"bash -n {file}\"}",
            "{dialect: sh, handler: reload nginx}",
            "{dialect: sh, path: etc/x}",
            "{dialect: sh, path: /etc/../x}",
        ] {
            assert!(read(yaml).is_err(), "{yaml}");
        }
    }

    #[test]
    fn several_files_need_several_paths() {
        assert!(read("{dialect: sh, each: users}").unwrap().inconsistency().is_some());
        assert!(read("{dialect: sh, path: \"/a{name}\"}").unwrap().inconsistency().is_some());
    }
}
