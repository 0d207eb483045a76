use crate::checks::codes;
use crate::checks::fault::{BadName, NameFault, Named};
use crate::diagnostics::{Code, Finding};

/// Code, noun, the form in words.
const fn words(what: Named) -> (Code, &'static str, &'static str) {
    match what {
        Named::Server => (
            codes::SERVER_NAME,
            "a server name",
            "lower-case Latin letters, digits and inner hyphens, at most 63 characters",
        ),
        Named::Domain => (
            codes::DOMAIN_LABEL,
            "a domain label",
            "lower-case Latin letters, digits and inner hyphens, at most 63 characters (RFC 1123)",
        ),
        Named::Infobase => (
            codes::INFOBASE_NAME,
            "an infobase name",
            "letters of any alphabet, digits, `_`, and inside also `-`, `.` and blanks; at most 200 bytes",
        ),
        Named::Database => (
            codes::DATABASE_NAME,
            "a database name",
            "letters of any alphabet, digits, `_`, and inside also `-`, `.` and blanks; at most 63 bytes",
        ),
        Named::VpnUser => (
            codes::VPN_USER_NAME,
            "a VPN user name",
            "Latin letters, digits, `_`, and inside also `-`, `.` and `@`; at most 64 characters",
        ),
        Named::InfobaseLocale => {
            (codes::INFOBASE_LOCALE, "a locale of an infobase", "a form like `ru`, `kk` or `kk_KZ`")
        }
        Named::SystemLocale => {
            (codes::SYSTEM_LOCALE, "a locale of the system", "a form like `ru_RU.UTF-8`")
        }
        Named::TimeZone => (
            codes::TIME_ZONE,
            "a time zone",
            "a name of the IANA database like `Asia/Almaty`, or `UTC`",
        ),
        Named::SshKey => (
            codes::SSH_KEY,
            "a public key",
            "one line like `ssh-ed25519 AAAA… name`, as `ssh-keygen` writes it into the `.pub` file",
        ),
        Named::IdentificationNumber => {
            (codes::IDENTIFICATION_NUMBER, "an identification number", "12 digits, in quotes")
        }
        Named::Hostmaster => (
            codes::HOSTMASTER,
            "the mailbox of a zone",
            "a mailbox with at most 63 characters before the `@`",
        ),
    }
}

impl From<BadName<'_>> for Finding {
    fn from(fault: BadName<'_>) -> Self {
        let BadName { what, name, span, why } = fault;
        let (code, noun, form) = words(what);
        let finding = Self::error(code, format!("`{}` cannot be {noun}", shortened(name)));
        let with_form = |finding: Self| finding.help(format!("write {form}"));
        match why {
            NameFault::Form => with_form(finding.at(span, "another form is needed")),
            NameFault::Character(c) => {
                with_form(finding.at(span, format!("it cannot hold {}", shown(c))))
            }
            NameFault::Begins(c) => {
                with_form(finding.at(span, format!("it cannot begin with {}", shown(c))))
            }
            NameFault::Padded => finding
                .at(span, "there is white space at its beginning or end")
                .help("remove the white space"),
            NameFault::TooLong { bytes, most } => {
                let finding = finding
                    .at(span, format!("{bytes} bytes, at most {most} can be held"))
                    .help("choose a shorter name");
                if name.is_ascii() {
                    return finding;
                }
                finding.note("a Cyrillic letter takes two bytes")
            }
            NameFault::Reserved(why) => finding.at(span, why).help("choose another name"),
            NameFault::Punycode => finding
                .at(span, "a label that begins with `xn--` is shown as other letters")
                .help("write a label that is what it looks like"),
            NameFault::WholeNameTooLong { bytes } => finding
                .at(span, format!("with the zone the name has {bytes} bytes, DNS holds 253"))
                .help("choose a shorter label, or a shorter zone for the provider"),
            NameFault::Instead(right) => finding
                .at(span, "the IANA database has no zone of this name")
                .help(format!("write `{right}`")),
        }
    }
}

/// A character so that it can be seen, and told from a look-alike of another alphabet.
fn shown(c: char) -> String {
    let name = match c {
        ' ' => return "a blank".to_owned(),
        'А'..='я'
        | 'ё'
        | 'Ё'
        | 'Ә'
        | 'ә'
        | 'Ғ'
        | 'ғ'
        | 'Қ'
        | 'қ'
        | 'Ң'
        | 'ң'
        | 'Ө'
        | 'ө'
        | 'Ұ'
        | 'ұ'
        | 'Ү'
        | 'ү'
        | 'Һ'
        | 'һ'
        | 'І'
        | 'і' => "Cyrillic ",
        _ => "",
    };
    if c.is_whitespace() || !name.is_empty() || c.is_ascii_graphic() {
        return format!("the {name}character `{c}`");
    }
    format!("`{c}` (U+{:04X})", u32::from(c))
}

/// A key may be hundreds of characters long; the headline shows its beginning.
fn shortened(name: &str) -> String {
    match name.char_indices().nth(60) {
        Some((at, _)) => format!("{}…", &name[..at]),
        None => name.to_owned(),
    }
}
