//! What clients make of a VPN profile before they connect.
//!
//! OpenVPN 3, which OpenVPN Connect is made from, sorts the directives of a profile into groups: it
//! uses some, passes over some, and refuses the whole profile for the rest. OpenVPN 2 refuses what it
//! does not know. The lists are those of OpenVPN 3's option handling (head of July 2026), as far as a
//! profile may need them; what is on none of them is refused, as there.

/// Where the profiles lie in a server's part.
pub(super) const FOLDER: &str = "vpn/";
/// How their names end.
pub(super) const EXTENSION: &str = ".ovpn";

/// OpenVPN 3 reads no more, in bytes.
const PROFILE_BYTES: usize = 256 * 1024;
/// No line may be longer, in bytes: OpenVPN 2 stops at 256, OpenVPN 3 at 512.
const LINE_BYTES: usize = 255;

/// What OpenVPN 3 uses.
const USED: &[&str] = &[
    "auth",
    "auth-nocache",
    "auth-user-pass",
    "block-ipv6",
    "block-outside-dns",
    "client",
    "dev",
    "dev-type",
    "dhcp-option",
    "dns",
    "float",
    "keepalive",
    "key-direction",
    "mssfix",
    "port",
    "proto",
    "pull-filter",
    "redirect-gateway",
    "remote",
    "remote-cert-tls",
    "remote-random",
    "reneg-sec",
    "route",
    "route-nopull",
    "rport",
    "server-poll-timeout",
    "static-challenge",
    "tls-cert-profile",
    "tls-groups",
    "tls-version-min",
    "tun-mtu",
    "verify-x509-name",
];

/// What OpenVPN 3 passes over in silence and OpenVPN 2 may need.
const SILENT: &[&str] = &[
    "ecdh-curve",
    "fast-io",
    "mute-replay-warnings",
    "nobind",
    "rcvbuf",
    "script-security",
    "sndbuf",
    "txqueuelen",
    "verb",
];

/// What OpenVPN 3 passes over with a notice in its log.
const NOTICED: &[&str] = &[
    "auth-retry",
    "bind",
    "compat-mode",
    "connect-retry",
    "connect-retry-max",
    "connect-timeout",
    "data-ciphers",
    "data-ciphers-fallback",
    "disable-dco",
    "down",
    "down-pre",
    "explicit-exit-notify",
    "group",
    "local",
    "lport",
    "mlock",
    "mtu-disc",
    "mute",
    "persist-key",
    "persist-tun",
    "plugin",
    "reneg-bytes",
    "reneg-pkts",
    "replay-window",
    "resolv-retry",
    "route-up",
    "tls-verify",
    "tls-version-max",
    "up",
    "user",
];

/// Refused even behind `setenv opt` and `ignore-unknown-option`: removed, a server's, or pushed by a server only.
const NEVER: &[&str] = &[
    "auth-token",
    "auth-user-pass-verify",
    "ccd-exclusive",
    "client-config-dir",
    "client-connect",
    "client-to-client",
    "compat-names",
    "dh",
    "duplicate-cn",
    "echo",
    "fragment",
    "ifconfig",
    "ifconfig-ipv6",
    "ifconfig-pool",
    "ifconfig-pool-persist",
    "ifconfig-push",
    "iroute",
    "iroute-ipv6",
    "key-derivation",
    "max-clients",
    "mode",
    "mtu-dynamic",
    "ncp-disable",
    "no-iv",
    "no-name-remapping",
    "no-replay",
    "peer-id",
    "ping-exit",
    "protocol-flags",
    "push",
    "push-remove",
    "push-reset",
    "route-gateway",
    "secret",
    "server",
    "server-bridge",
    "server-ipv6",
    "tls-crypt-v2-verify",
    "topology",
    "verify-client-cert",
];

/// What moves no packet although both ends report success, or keeps a client from using the kernel.
const COMPRESSION: &[&str] = &["comp-lzo", "comp-noadapt", "compress"];

/// What a profile must say, and how it begins.
const REQUIRED: &[&str] =
    &["client", "dev tun", "remote", "remote-cert-tls server", "verify-x509-name"];

/// The parts that are added when the profile is handed out, in the order in which they stand.
const PARTS: &[&str] = &["ca", "cert", "key", "tls-crypt-v2"];
/// How the place of one of them is marked.
const MARK: &str = "# qalyp-part: ";

/// What is wrong with a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ProfileFault {
    /// A directive that clients refuse.
    Refused {
        /// The line, from 1.
        line: usize,
        /// The directive.
        directive: String,
        /// Why.
        why: &'static str,
    },
    /// Nothing that must be there.
    Lacks {
        /// How the line begins.
        line: &'static str,
    },
    /// The place of a part is not marked exactly once.
    Part {
        /// The part.
        part: &'static str,
        /// How often it is marked.
        times: usize,
    },
    /// A part stands in the profile itself; a build holds none.
    Inline {
        /// The line, from 1.
        line: usize,
    },
    /// A line that a client cuts.
    LongLine {
        /// The line, from 1.
        line: usize,
        /// Its length.
        bytes: usize,
    },
    /// A profile that a client does not read to its end.
    Big {
        /// Its length.
        bytes: usize,
    },
}

/// The first fault of a profile as rendered.
pub(super) fn check(text: &str) -> Result<(), ProfileFault> {
    if text.len() > PROFILE_BYTES {
        return Err(ProfileFault::Big { bytes: text.len() });
    }
    let mut said: Vec<String> = Vec::new();
    let mut rescued: Vec<&str> = Vec::new();
    let mut marks: Vec<&str> = Vec::new();
    for (line, text) in (1..).zip(text.lines()) {
        if text.len() > LINE_BYTES {
            return Err(ProfileFault::LongLine { line, bytes: text.len() });
        }
        if let Some(part) = text.strip_prefix(MARK) {
            marks.push(part);
            continue;
        }
        let text = text.trim();
        if text.is_empty() || text.starts_with(['#', ';']) {
            continue;
        }
        if text.starts_with('<') {
            return Err(ProfileFault::Inline { line });
        }
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        let (words, optional) = match &*words {
            ["setenv", "opt", rest @ ..] => (rest, true),
            all => (all, false),
        };
        let Some(&directive) = words.first() else { continue };
        if directive == "ignore-unknown-option" {
            rescued.extend(words.iter().skip(1));
            continue;
        }
        let optional = optional || rescued.contains(&directive);
        if let Some(why) = refusal(directive, words, optional) {
            return Err(ProfileFault::Refused { line, directive: directive.to_owned(), why });
        }
        said.push(words.join(" "));
    }
    for required in REQUIRED {
        let begins = |said: &String| {
            said.strip_prefix(required).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
        };
        if !said.iter().any(begins) {
            return Err(ProfileFault::Lacks { line: required });
        }
    }
    for part in PARTS {
        let times = marks.iter().filter(|mark| *mark == part).count();
        if times != 1 {
            return Err(ProfileFault::Part { part, times });
        }
    }
    Ok(())
}

/// Why clients refuse a directive.
fn refusal(directive: &str, words: &[&str], optional: bool) -> Option<&'static str> {
    if NEVER.contains(&directive) {
        return Some("a client may not say it: OpenVPN 3 refuses the whole profile");
    }
    if COMPRESSION.contains(&directive) {
        return Some("with compression a connection is made and no packet passes");
    }
    if directive == "setenv" {
        return match words {
            ["setenv", name, _] if name.starts_with("UV_") || *name == "FRIENDLY_NAME" => None,
            _ => Some("only `opt`, `FRIENDLY_NAME` and names that begin with `UV_` may follow"),
        };
    }
    if PARTS.contains(&directive) {
        return Some("the bundle adds the private parts; a file name means nothing on a telephone");
    }
    let known = [USED, SILENT, NOTICED].iter().any(|group| group.contains(&directive));
    (!known && !optional).then_some("OpenVPN 3 does not know it and refuses the whole profile")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const GOOD: &str = "client\ndev tun\nremote 203.0.113.10 1194 udp\nremote-cert-tls server\n\
        verify-x509-name romashka name\n# qalyp-part: ca\n# qalyp-part: cert\n# qalyp-part: key\n\
        # qalyp-part: tls-crypt-v2\n";

    fn with(line: &str) -> Result<(), ProfileFault> {
        check(&format!("{GOOD}{line}\n"))
    }

    #[test]
    fn each_group_has_its_outcome() {
        assert_eq!(check(GOOD), Ok(()));
        for passed in [
            "tls-version-min 1.2",
            "nobind",
            "persist-tun",
            "setenv opt block-outside-dns",
            "setenv opt no-such-thing 1",
            "ignore-unknown-option dns-updown\ndns-updown disable",
            "setenv UV_PLACE almaty",
            "; topology subnet",
            "server-poll-timeout 10",
        ] {
            assert_eq!(with(passed), Ok(()), "{passed}");
        }
        for refused in [
            "topology subnet",
            "server 10.0.0.0 255.0.0.0",
            "setenv opt push \"route 10.0.0.0\"",
            "ignore-unknown-option secret\nsecret x",
            "comp-lzo no",
            "compres lz4",
            "log /tmp/log",
            "ca ca.crt",
            "key client.key",
            "setenv PATH /tmp",
        ] {
            assert!(matches!(with(refused), Err(ProfileFault::Refused { .. })), "{refused}");
        }
    }

    #[test]
    fn what_is_missing_or_too_much_is_named() {
        for line in REQUIRED {
            let text: String =
                GOOD.lines().filter(|l| !l.starts_with(line)).map(|l| format!("{l}\n")).collect();
            // `client` and `remote` are the beginnings of no other required line but their own.
            assert!(matches!(check(&text), Err(ProfileFault::Lacks { .. })), "{line}");
        }
        let twice = with("# qalyp-part: key");
        assert_eq!(twice, Err(ProfileFault::Part { part: "key", times: 2 }));
        assert_eq!(with("<key>\nx\n</key>"), Err(ProfileFault::Inline { line: 10 }));
        let long = format!("# {}", "x".repeat(260));
        assert_eq!(with(&long), Err(ProfileFault::LongLine { line: 10, bytes: 262 }));
        let big = "#\n".repeat(PROFILE_BYTES);
        assert_eq!(check(&big), Err(ProfileFault::Big { bytes: big.len() }));
    }

    #[test]
    fn no_directive_is_in_two_groups() {
        let mut all: Vec<&str> = [USED, SILENT, NOTICED, NEVER, COMPRESSION].concat();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    proptest! {
        /// Nothing that is on no list gets through, and nothing makes the check give up.
        #[test]
        fn what_nobody_knows_is_refused(word in "[a-z][a-z0-9-]{0,20}", rest in "\\PC{0,40}") {
            let known = [USED, SILENT, NOTICED].iter().any(|group| group.contains(&&*word));
            let special = ["setenv", "ignore-unknown-option"].contains(&&*word);
            let result = with(&format!("{word} {rest}"));
            prop_assert!(known || special || result.is_err(), "{:?}", result);
        }
    }
}
