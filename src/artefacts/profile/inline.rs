//! The private parts of a finished bundle, each between `<NAME>` and `</NAME>`.

use super::ProfileFault;

/// The parts, and the labels of the PEM text that clients find in them.
const LABELS: [(&str, &[&str]); 4] = [
    ("ca", &["CERTIFICATE"]),
    ("cert", &["CERTIFICATE"]),
    ("key", &["PRIVATE KEY", "ENCRYPTED PRIVATE KEY"]),
    ("tls-crypt-v2", &["OpenVPN tls-crypt-v2 client key"]),
];

/// A part that is being read.
pub(super) struct Inline {
    line: usize,
    name: &'static str,
    labels: &'static [&'static str],
    state: State,
}

/// Each part holds exactly one PEM text.
enum State {
    Begin,
    Body { label: &'static str, lines: usize },
    End,
}

impl Inline {
    /// At the line that begins a part.
    pub(super) fn begin(line: usize, text: &str) -> Result<Self, ProfileFault> {
        let name = text.strip_prefix('<').and_then(|text| text.strip_suffix('>'));
        let known = LABELS.iter().find(|(known, _)| Some(*known) == name);
        match known {
            Some((name, labels)) => Ok(Self { line, name, labels, state: State::Begin }),
            None => Err(ProfileFault::Block { line, why: "no such part belongs into a bundle" }),
        }
    }

    /// The part's name.
    pub(super) const fn name(&self) -> &'static str {
        self.name
    }

    /// Takes a line; whether it was the last one of the part.
    pub(super) fn reads(&mut self, line: usize, text: &str) -> Result<bool, ProfileFault> {
        let wrong = |why| Err(ProfileFault::Block { line, why });
        let ends = text.strip_prefix("</").and_then(|text| text.strip_suffix('>'));
        match self.state {
            State::Begin => {
                let named = |label: &&&str| text == format!("-----BEGIN {label}-----");
                let Some(label) = self.labels.iter().find(named) else {
                    return wrong("the part does not begin with what belongs there");
                };
                self.state = State::Body { label, lines: 0 };
                Ok(false)
            }
            State::Body { label, lines } if text == format!("-----END {label}-----") => {
                self.state = State::End;
                if lines == 0 { wrong("the part is empty") } else { Ok(false) }
            }
            State::Body { label, lines } => {
                let base64 = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/' | b'=');
                if text.is_empty() || !text.bytes().all(base64) {
                    return wrong("the part is no PEM text");
                }
                self.state = State::Body { label, lines: lines + 1 };
                Ok(false)
            }
            State::End if ends == Some(self.name) => Ok(true),
            State::End => wrong("the part goes on after its end"),
        }
    }

    /// At the end of the text.
    pub(super) const fn unfinished(&self) -> ProfileFault {
        ProfileFault::Block { line: self.line, why: "the part has no end" }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{ProfileFault, check_bundle};

    const HEAD: &str = "client\ndev tun\nremote 203.0.113.10 1194 udp\nremote-cert-tls server\n\
        verify-x509-name romashka name\n";

    fn part(name: &str, label: &str) -> String {
        format!("<{name}>\n-----BEGIN {label}-----\nAAAA\n-----END {label}-----\n</{name}>\n")
    }

    fn parts() -> [String; 4] {
        [
            part("ca", "CERTIFICATE"),
            part("cert", "CERTIFICATE"),
            part("key", "PRIVATE KEY"),
            part("tls-crypt-v2", "OpenVPN tls-crypt-v2 client key"),
        ]
    }

    #[test]
    fn a_whole_bundle_passes_with_an_open_or_an_encrypted_key() {
        let whole = format!("{HEAD}{}", parts().concat());
        assert_eq!(check_bundle(&whole), Ok(()));
        assert_eq!(check_bundle(&whole.replace("PRIVATE KEY", "ENCRYPTED PRIVATE KEY")), Ok(()));
    }

    #[test]
    fn each_part_is_there_once() {
        for (i, name) in ["ca", "cert", "key", "tls-crypt-v2"].into_iter().enumerate() {
            let mut fewer = parts();
            let taken = std::mem::take(&mut fewer[i]);
            let text = format!("{HEAD}{}", fewer.concat());
            assert_eq!(check_bundle(&text), Err(ProfileFault::Missing { part: name, times: 0 }));
            let twice = format!("{HEAD}{}{taken}", parts().concat());
            assert_eq!(check_bundle(&twice), Err(ProfileFault::Missing { part: name, times: 2 }));
        }
    }

    #[test]
    fn what_is_no_part_is_refused_and_never_repeated() {
        let whole = parts().concat();
        for (text, why) in [
            (whole.replace("ca>", "extra-certs>"), "no such part belongs into a bundle"),
            (
                whole.replace("PRIVATE KEY", "EC PRIVATE KEY"),
                "the part does not begin with what belongs there",
            ),
            (whole.replacen("AAAA\n", "", 1), "the part is empty"),
            (whole.replacen("AAAA", "AA\nup /bin/sh", 1), "the part is no PEM text"),
            (whole.replacen("</ca>", "client", 1), "the part goes on after its end"),
            (whole.replacen("</tls-crypt-v2>\n", "", 1), "the part has no end"),
            (format!("# qalyp-part: key\n{whole}"), "a part was not put in its place"),
        ] {
            let fault = check_bundle(&format!("{HEAD}{text}")).unwrap_err();
            let ProfileFault::Block { why: said, .. } = &fault else { panic!("{fault:?}") };
            assert_eq!(*said, why);
        }
    }

    #[test]
    fn directives_are_judged_beside_the_parts() {
        let text = format!("{HEAD}{}askpass /tmp/x\n", parts().concat());
        assert!(matches!(check_bundle(&text), Err(ProfileFault::Refused { .. })));
    }
}
