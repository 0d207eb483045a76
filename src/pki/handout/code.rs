//! QR codes that lead a telephone to a profile.

use std::fmt;

use qrcode::{Color, EcLevel, QrCode};

/// What the largest QR code holds, in bytes, at the lowest correction. A profile has about twice as much, so a
/// code can only lead to it.
pub const CODE_BYTES: usize = 2_953;

/// What OpenVPN Connect (3.3.6 and later) imports from.
const SCHEME: &str = "openvpn://import-profile/";
/// Longer ones make codes that cameras do not read from a screen.
const LINK_BYTES: usize = 1_000;
/// Light modules around the code (ISO/IEC 18004: four).
const QUIET: usize = 4;

/// A link that makes OpenVPN Connect fetch a profile and import it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportLink(String);

/// Why an address cannot be imported from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkFault {
    /// It does not begin with `https://` and a host.
    NotHttps,
    /// It holds something that an address may not hold unless it is written as `%XX`.
    Character,
    /// It has too many bytes.
    Long {
        /// So many.
        bytes: usize,
    },
}

impl ImportLink {
    /// From the address at which the provider has put the profile.
    ///
    /// # Errors
    /// See [`LinkFault`]. The address is a secret as long as it works, so no fault repeats it.
    pub fn to(address: &str) -> Result<Self, LinkFault> {
        let rest = address.strip_prefix("https://").ok_or(LinkFault::NotHttps)?;
        if !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') {
            return Err(LinkFault::NotHttps);
        }
        // RFC 3986: unreserved, reserved, and the sign of an escape. A quote of any kind would be
        // harmless in the page and wrong in an address.
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&()*+,;=%".contains(&b);
        if !address.bytes().all(allowed) {
            return Err(LinkFault::Character);
        }
        if address.len() > LINK_BYTES {
            return Err(LinkFault::Long { bytes: address.len() });
        }
        Ok(Self(format!("{SCHEME}{address}")))
    }

    /// The whole link.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// As a code for a camera. `None` cannot happen with a length that [`ImportLink::to`] lets through.
    pub fn code(&self) -> Option<Code> {
        let code = QrCode::with_error_correction_level(self.0.as_bytes(), EcLevel::M).ok()?;
        let width = code.width();
        let dark = code.to_colors().into_iter().map(|color| color == Color::Dark).collect();
        Some(Code { width, dark })
    }
}

impl fmt::Display for LinkFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotHttps => f.write_str("it does not begin with `https://` and a host"),
            Self::Character => {
                f.write_str("it holds a character that an address writes as `%` and two digits")
            }
            Self::Long { bytes } => {
                write!(f, "it has {bytes} bytes, and a code that cameras read holds {LINK_BYTES}")
            }
        }
    }
}

/// A QR code: a square of dark and light modules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    width: usize,
    dark: Vec<bool>,
}

impl Code {
    /// Modules on each side, with the light ones around it.
    pub const fn side(&self) -> usize {
        self.width + 2 * QUIET
    }

    /// Whether a module is dark; the ones around the code are light.
    pub fn is_dark(&self, column: usize, row: usize) -> bool {
        let place = |at: usize| at.checked_sub(QUIET).filter(|&at| at < self.width);
        match (place(column), place(row)) {
            (Some(column), Some(row)) => self.dark[row * self.width + column],
            _ => false,
        }
    }

    /// As an SVG element for a page. Dark on white, whatever colours the page has.
    pub fn svg(&self, label: &str) -> String {
        let side = self.side();
        let mut path = String::new();
        for row in 0..side {
            for column in (0..side).filter(|&column| self.is_dark(column, row)) {
                path += &format!("M{column} {row}h1v1h-1z");
            }
        }
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" \
             aria-label=\"{label}\" shape-rendering=\"crispEdges\">\
             <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path fill=\"#000\" d=\"{path}\"/></svg>"
        )
    }

    /// As text, two rows of modules to a line. With colours it is dark on white on every terminal; without
    /// them it is right where letters are light on a dark ground, and inverted elsewhere, which
    /// cameras read as well.
    pub fn text(&self, colors: bool) -> String {
        let (begin, end) =
            if colors { ("\u{1b}[38;5;231;48;5;16m", "\u{1b}[0m") } else { ("", "") };
        let side = self.side();
        let mut text = String::new();
        for row in (0..side).step_by(2) {
            text += begin;
            for column in 0..side {
                let upper = !self.is_dark(column, row);
                let lower = row + 1 < side && !self.is_dark(column, row + 1);
                text.push(match (upper, lower) {
                    (true, true) => '█',
                    (true, false) => '▀',
                    (false, true) => '▄',
                    (false, false) => ' ',
                });
            }
            text += end;
            text.push('\n');
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_becomes_a_link() {
        let link = ImportLink::to("https://bulut.example/p/1?t=a%20b#c").unwrap();
        assert_eq!(link.as_str(), "openvpn://import-profile/https://bulut.example/p/1?t=a%20b#c");
        for (address, fault) in [
            ("http://bulut.example/p", LinkFault::NotHttps),
            ("https:///p", LinkFault::NotHttps),
            ("javascript:alert(1)", LinkFault::NotHttps),
            ("https://bulut.example/\"><script>", LinkFault::Character),
            ("https://bulut.example/a b", LinkFault::Character),
            ("https://bulut.example/қ", LinkFault::Character),
            (&format!("https://a/{}", "x".repeat(1_000)), LinkFault::Long { bytes: 1_010 }),
        ] {
            assert_eq!(ImportLink::to(address), Err(fault), "{address}");
        }
    }

    #[test]
    fn the_longest_address_has_a_code() {
        let address = format!("https://a/{}", "x".repeat(LINK_BYTES - 10));
        assert!(ImportLink::to(&address).unwrap().code().is_some());
        let too_much = vec![b'x'; CODE_BYTES + 1];
        assert!(QrCode::with_error_correction_level(&too_much, EcLevel::L).is_err());
        assert!(QrCode::with_error_correction_level(&too_much[1..], EcLevel::L).is_ok());
    }

    /// What is drawn is read back module by module.
    #[test]
    fn text_and_picture_show_the_code() {
        let code = ImportLink::to("https://bulut.example/p/1").unwrap().code().unwrap();
        let text = code.text(false);
        let lines: Vec<Vec<char>> = text.lines().map(|line| line.chars().collect()).collect();
        let svg = code.svg("x");
        for row in 0..code.side() {
            assert_eq!(lines[row / 2].len(), code.side());
            for (column, &shown) in lines[row / 2].iter().enumerate() {
                let light = if row % 2 == 0 { "█▀" } else { "█▄" }.contains(shown);
                assert_eq!(light, !code.is_dark(column, row), "{column} {row}");
                let drawn = svg.contains(&format!("M{column} {row}h1"));
                assert_eq!(drawn, code.is_dark(column, row), "{column} {row}");
            }
        }
        // Around it everything is light, and in each corner but one there is a square.
        assert!(lines[0].iter().all(|&c| c == '█'));
        assert!(code.is_dark(QUIET, QUIET) && code.is_dark(code.side() - QUIET - 1, QUIET));
        assert!(code.text(true).lines().all(|line| line.ends_with("\u{1b}[0m")));
    }
}
