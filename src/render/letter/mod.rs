//! From the Markdown of a letter to an e-mail that says the same.
//!
//! A letter is written once. Its first heading is the subject; the rest becomes plain text and HTML,
//! the two alternatives of one message (RFC 2046 section 5.1.4). Everything here is a function of the
//! text and the addresses: the boundary between the parts is made from their content, and what needs
//! a clock (`Date`, `Message-ID`) is left to the system that sends the letter, as RFC 6409 section 8
//! has it.

mod html;
mod mime;
mod plain;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::contract::{Choice as _, Language};

/// From whom, to whom and in which language.
#[derive(Clone, Copy, Debug)]
pub struct Envelope<'a> {
    /// The sender's name, as a person reads it.
    pub from_name: &'a str,
    /// The sender's mailbox.
    pub from: &'a str,
    /// The receiver's name and mailbox; `None` for a letter that goes to many, whose sender adds them.
    pub to: Option<(&'a str, &'a str)>,
    /// What the letter is written in.
    pub language: Language,
}

/// The e-mail of a letter: header and body with CRLF at the end of each line (RFC 5322).
pub fn email(markdown: &str, envelope: &Envelope<'_>) -> String {
    let events: Vec<Event<'_>> = Parser::new_ext(markdown, Options::ENABLE_TABLES).collect();
    let subject = subject(&events);
    let html = html::page(&events, envelope.language.name(), &subject, html::Sheet::Letter);
    mime::message(envelope, &subject, markdown, &plain::text(&events), &html)
}

/// The same Markdown as a page of its own, for a browser, a telephone or a printer.
pub fn page(markdown: &str, language: Language) -> String {
    let events: Vec<Event<'_>> = Parser::new_ext(markdown, Options::ENABLE_TABLES).collect();
    html::page(&events, language.name(), &subject(&events), html::Sheet::Page)
}

/// The text of the first heading of the first level.
fn subject(events: &[Event<'_>]) -> String {
    let is_start = |event: &&Event<'_>| {
        !matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }))
    };
    let inside = events.iter().skip_while(is_start);
    inside
        .take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))))
        .filter_map(|event| match event {
            Event::Text(text) | Event::Code(text) => Some(&**text),
            Event::SoftBreak | Event::HardBreak => Some(" "),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENVELOPE: Envelope<'_> = Envelope {
        from_name: "ТОО «Бұлт, Хостинг»",
        from: "support@bulut.example",
        to: Some(("O'Neil, \"Pat\"", "it@romashka.example")),
        language: Language::Russian,
    };

    const LETTER: &str = "# Сервер `a_b` готов\n\nЗдравствуйте \\*!\n\n| | |\n|---|---|\n\
                          | Адрес | <https://a.example/x?y=1&z=2> |\n\n- раз\n- два <b@c.example>\n";

    #[test]
    fn a_letter_is_a_message_of_two_parts() {
        let message = email(LETTER, &ENVELOPE);
        let (head, body) = message.split_once("\r\n\r\n").unwrap();
        assert!(head.contains("\r\nTo: =?utf-8?b?TydOZWlsLCAiUGF0Ig==?= <it@romashka.example>"));
        assert!(head.starts_with("From: =?utf-8?b?"), "{head}");
        assert!(!head.contains("Date:") && !head.contains("Message-ID"), "{head}");
        assert!(body.contains("Сервер a_b готов\r\n================\r\n"), "{body}");
        assert!(body.contains("Здравствуйте *!"), "{body}");
        assert!(body.contains("- Адрес: https://a.example/x?y=1&z=2\r\n"), "{body}");
        assert!(body.contains("- два b@c.example\r\n"), "{body}");
        assert!(body.contains("<a href=\"https://a.example/x?y=1&amp;z=2\">"), "{body}");
        assert!(body.contains("<a href=\"mailto:b@c.example\">"), "{body}");
        assert!(!message.replace("\r\n", "").contains(['\r', '\n']), "every line ends with CRLF");
        assert_eq!(message, email(LETTER, &ENVELOPE));
    }

    #[test]
    fn a_page_says_in_each_cell_under_which_head_it_stands() {
        let text = "# A\n\n| what | how \"much\" |\n|---|---:|\n| x | 5 |\n";
        let page = page(text, Language::English);
        assert!(page.contains("<td align=\"left\" valign=\"top\">x</td>"), "{page}");
        let cell = "<td align=\"right\" valign=\"top\" data-head=\"how &quot;much&quot;\">5</td>";
        assert!(page.contains(cell), "{page}");
        assert!(!email(text, &ENVELOPE).contains("data-head"));
    }

    #[test]
    fn no_line_is_longer_than_the_protocol_takes() {
        let long = format!("# A\n\n{}\n", "слово ".repeat(2_000));
        let message = email(&long, &ENVELOPE);
        assert!(message.contains("Content-Transfer-Encoding: 8bit"));
        assert!(message.split("\r\n").all(|line| line.len() <= 998));
        let unbroken = email(&format!("# A\n\n{}\n", "ы".repeat(2_000)), &ENVELOPE);
        assert!(unbroken.contains("Content-Transfer-Encoding: base64"));
        assert!(unbroken.split("\r\n").all(|line| line.len() <= 998));
    }
}
