//! A page that stands by itself: what to install, the profile, what to do with it.
//!
//! It asks nobody for anything: no script, no picture, no font from elsewhere, and a policy in its
//! head that would stop them.

use zeroize::Zeroizing;

use super::code::ImportLink;
use super::words::Words;
use crate::contract::{Choice as _, Language};

/// What the page is made of.
#[derive(Debug)]
pub struct Page<'a> {
    /// In whose language.
    pub language: Language,
    /// The server's name.
    pub server: &'a str,
    /// The user's name.
    pub user: &'a str,
    /// The platform whose steps are told.
    pub platform: &'a str,
    /// The name under which the profile is saved.
    pub file: &'a str,
    /// Whether its key asks for a passphrase.
    pub encrypted: bool,
    /// Where a telephone can fetch the profile instead.
    pub link: Option<&'a ImportLink>,
}

const STYLE: &str = "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:0 auto;padding:1rem;color:#1b1b1b;\
background:#fff}h1{font-size:1.4rem;overflow-wrap:anywhere}h2{font-size:1.15rem}.guard{border-left:.3rem solid #b3261e;\
padding:.2rem .8rem;background:#fdf1f0}a.button{display:inline-block;padding:.7rem 1rem;border-radius:.4rem;background:#0b57a4;\
color:#fff;text-decoration:none;overflow-wrap:anywhere}svg{width:100%;max-width:20rem;height:auto;display:block}\
li{margin:.4rem 0;overflow-wrap:anywhere}";

/// What a browser may do for this page: show its own style.
const POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/// Writes the page around a finished profile. It holds the private key, so it is wiped like one.
pub fn page(facts: &Page<'_>, profile: &[u8]) -> Zeroizing<Vec<u8>> {
    let words = Words::of(facts.language);
    let told = |text: &str| escaped(&text_for(facts, text));
    let mut before = format!(
        "<!DOCTYPE html>\n<html lang=\"{}\">\n<head>\n<meta charset=\"utf-8\" />\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\" />\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\" />\n\
         <meta name=\"robots\" content=\"noindex\" />\n<meta name=\"referrer\" content=\"no-referrer\" />\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body>\n<h1>{title}</h1>\n\
         <p class=\"guard\">{}</p>\n<p><a class=\"button\" download=\"{}\" \
         href=\"data:application/x-openvpn-profile;base64,",
        facts.language.name(),
        escaped(POLICY),
        told(words.guard),
        escaped(facts.file),
        title = told(words.title),
    );
    let mut after = format!("\">{}</a></p>\n", told(words.save));
    if let Some(link) = facts.link {
        after += &format!("<p>{}</p>\n", told(words.camera));
        if let Some(code) = link.code() {
            after += &code.svg(&told(words.open));
        }
        let href = escaped(link.as_str());
        after += &format!("\n<p><a href=\"{href}\">{}</a></p>\n", told(words.open));
    }
    after += &format!("<h2>{}</h2>\n<ol>\n", told(words.steps));
    for step in words.platform(facts.platform) {
        after += &format!("<li>{}</li>\n", told(step));
    }
    after += "</ol>\n";
    if facts.encrypted {
        after += &format!("<p>{}</p>\n", told(words.passphrase));
    }
    after += &format!("<p>{}</p>\n<p>{}</p>\n", told(words.one_device), told(words.afterwards));
    after += "</body>\n</html>\n";
    before.shrink_to_fit();
    // All of it at once: a buffer that grows leaves copies behind.
    let encoded = profile.len().div_ceil(3) * 4;
    let mut page = Zeroizing::new(Vec::with_capacity(before.len() + encoded + after.len()));
    page.extend_from_slice(before.as_bytes());
    base64(profile, &mut page);
    page.extend_from_slice(after.as_bytes());
    page
}

fn text_for(facts: &Page<'_>, text: &str) -> String {
    // Names hold no braces, so what is put in is not looked at again.
    text.replace("{server}", facts.server)
        .replace("{user}", facts.user)
        .replace("{file}", facts.file)
}

/// Text within an element or a quoted attribute.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out += "&amp;",
            '<' => out += "&lt;",
            '>' => out += "&gt;",
            '"' => out += "&quot;",
            '\'' => out += "&#39;",
            c if c.is_control() => out.push('\u{fffd}'),
            c => out.push(c),
        }
    }
    out
}

/// RFC 4648, with padding.
fn base64(bytes: &[u8], into: &mut Vec<u8>) {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for three in bytes.chunks(3) {
        let at = |i: usize| u32::from(three.get(i).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for digit in 0..4 {
            let sextet = (bits >> (18 - 6 * digit) & 63) as usize;
            into.push(if digit <= three.len() { DIGITS[sextet] } else { b'=' });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLATFORMS: [&str; 5] = crate::fleet::vpn::PLATFORMS;

    fn facts<'a>(user: &'a str, link: Option<&'a ImportLink>) -> Page<'a> {
        Page {
            language: Language::English,
            server: "romashka-main",
            user,
            platform: "ios",
            file: "romashka-main.ovpn",
            encrypted: false,
            link,
        }
    }

    fn text(page: &Zeroizing<Vec<u8>>) -> &str {
        std::str::from_utf8(page).unwrap()
    }

    #[test]
    fn base64_is_that_of_rfc_4648() {
        for (plain, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("foob", "Zm9vYg=="),
            ("foobar", "Zm9vYmFy"),
        ] {
            let mut out = Vec::new();
            base64(plain.as_bytes(), &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), encoded);
        }
    }

    /// Well-formed, in every language and for every platform, with nothing that leads elsewhere.
    #[test]
    fn every_page_stands_by_itself() {
        let link = ImportLink::to("https://bulut.example/p/1?a=1&b=2").unwrap();
        for language in Language::ALL {
            let mut told = std::collections::BTreeSet::new();
            for platform in PLATFORMS {
                let facts = Page {
                    language: *language,
                    platform,
                    encrypted: true,
                    ..facts("aigerim", Some(&link))
                };
                let page = page(&facts, b"client\n");
                let text = text(&page);
                let tree = roxmltree::Document::parse_with_options(
                    text,
                    roxmltree::ParsingOptions {
                        allow_dtd: true,
                        ..roxmltree::ParsingOptions::default()
                    },
                )
                .unwrap();
                let hrefs: Vec<_> =
                    tree.descendants().filter_map(|node| node.attribute("href")).collect();
                assert_eq!(
                    hrefs,
                    [
                        "data:application/x-openvpn-profile;base64,Y2xpZW50Cg==",
                        "openvpn://import-profile/https://bulut.example/p/1?a=1&b=2"
                    ]
                );
                let braces = |text: &str| text.matches('{').count();
                assert_eq!(braces(text), braces(STYLE), "every place is filled in");
                assert!(tree.descendants().all(|node| node.attribute("src").is_none() && !node.has_tag_name("script")));
                let steps: Vec<_> = tree
                    .descendants()
                    .filter(|n| n.has_tag_name("li"))
                    .filter_map(|n| n.text())
                    .collect();
                assert!(steps.len() >= 3, "{platform}");
                told.insert(steps.join("\n"));
            }
            assert_eq!(told.len(), PLATFORMS.len(), "each platform has steps of its own");
        }
    }

    #[test]
    fn without_a_link_and_passphrase_neither_is_told() {
        let page = page(&facts("aigerim", None), b"x");
        let words = Words::of(Language::English);
        assert!(!text(&page).contains("<svg") && !text(&page).contains(words.passphrase));
        assert!(text(&page).contains("gets into the network as aigerim"));
    }

    proptest! {
        #[test]
        fn no_name_breaks_out(user in "\\PC{1,40}") {
            let page = page(&facts(&user, None), b"x");
            let tree = roxmltree::Document::parse_with_options(
                text(&page),
                roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() },
            );
            let tree = tree.unwrap();
            let h1 = tree.descendants().find(|n| n.has_tag_name("h1")).unwrap();
            let told = h1.text().unwrap().contains(&user) || user.contains('{');
            prop_assert!(told);
        }
    }
}
