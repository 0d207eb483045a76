//! The message around the two forms of a letter: header and parts.
//!
//! Names and the subject are encoded by `email-encoding` (RFC 2047, quoted strings, folding). The
//! parts are UTF-8 as it is (`8bit`, RFC 6152): a reviewer reads them in a difference, and the fields
//! that the sending system fills in stand there letter by letter. Only where a line would be longer
//! than SMTP takes, which needs a word of hundreds of letters, a part is base64.

use std::fmt::Write as _;

use email_encoding::body::base64;
use email_encoding::headers::writer::EmailWriter;
use email_encoding::headers::{quoted_string, rfc2047};
use sha2::{Digest as _, Sha256};

use super::Envelope;
use crate::contract::Choice as _;

/// The longest line of a message without its CRLF (RFC 5322 section 2.1.1).
const LONGEST_LINE: usize = 998;
/// Where the lines of a header are folded, if they can be.
const HEADER_LINE: usize = 76;

/// Puts the message together.
pub(super) fn message(
    envelope: &Envelope<'_>,
    subject: &str,
    markdown: &str,
    plain: &str,
    html: &str,
) -> String {
    let (plain, html) = (Body::new("plain", plain), Body::new("html", html));
    let boundary = boundary(markdown);
    let mut message = String::with_capacity(plain.text.len() + html.text.len() + 1024);
    mailbox(&mut message, "From", envelope.from_name, envelope.from);
    if let Some((name, address)) = envelope.to {
        mailbox(&mut message, "To", name, address);
    }
    unstructured(&mut message, "Subject", subject);
    let language = envelope.language.name();
    for line in [
        // A machine wrote it: no absence notes in answer, please (RFC 3834).
        "Auto-Submitted: auto-generated".to_owned(),
        format!("Content-Language: {language}"),
        "MIME-Version: 1.0".to_owned(),
        format!("Content-Type: multipart/alternative;\r\n boundary=\"{boundary}\""),
        // What holds 8bit is 8bit itself (RFC 2045 section 6.4).
        "Content-Transfer-Encoding: 8bit".to_owned(),
        String::new(),
    ] {
        message.push_str(&line);
        message.push_str("\r\n");
    }
    for body in [&plain, &html] {
        // Writing to a `String` cannot fail.
        let _ = write!(
            message,
            "--{boundary}\r\nContent-Type: text/{}; charset=utf-8\r\n\
             Content-Transfer-Encoding: {}\r\n\r\n{}\r\n",
            body.subtype, body.encoding, body.text
        );
    }
    let _ = write!(message, "--{boundary}--\r\n");
    message
}

struct Body {
    subtype: &'static str,
    encoding: &'static str,
    text: String,
}

impl Body {
    fn new(subtype: &'static str, text: &str) -> Self {
        let mut lines = String::with_capacity(text.len() + text.len() / 16);
        let mut longest = 0;
        for line in text.lines() {
            longest = longest.max(line.len());
            lines.push_str(line);
            lines.push_str("\r\n");
        }
        if longest <= LONGEST_LINE {
            return Self { subtype, encoding: "8bit", text: lines };
        }
        let mut encoded = String::with_capacity(lines.len() / 3 * 4 + lines.len() / 38);
        // Writing to a `String` cannot fail.
        let _ = base64::encode(lines.as_bytes(), &mut encoded);
        encoded.push_str("\r\n");
        Self { subtype, encoding: "base64", text: encoded }
    }
}

/// A line that no part holds: it is the digest of the text that they are made from.
fn boundary(markdown: &str) -> String {
    let digest = Sha256::digest(markdown.as_bytes());
    let mut boundary = String::from("qalyp-");
    for byte in digest.iter().take(16) {
        // Writing to a `String` cannot fail.
        let _ = write!(boundary, "{byte:02x}");
    }
    boundary
}

/// `From: Name <mailbox>`.
fn mailbox(message: &mut String, name: &str, person: &str, mailbox: &str) {
    let start = format!("{name}: ");
    message.push_str(&start);
    let mut writer = EmailWriter::new(message, start.len(), 0, false);
    // Writing to a `String` cannot fail.
    let _ = quoted_string::encode(&one_line(person), &mut writer);
    writer.space();
    if writer.projected_line_len() + mailbox.len() + 2 > HEADER_LINE {
        let _ = writer.new_line();
    }
    let _ = write!(writer, "<{mailbox}>");
    drop(writer);
    message.push_str("\r\n");
}

fn unstructured(message: &mut String, name: &str, text: &str) {
    let start = format!("{name}: ");
    let text = one_line(text);
    message.push_str(&start);
    let is_plain = text.bytes().all(|byte| matches!(byte, b' '..=b'~')) && !text.contains("=?");
    if is_plain && start.len() + text.len() <= HEADER_LINE {
        message.push_str(&text);
    } else {
        let mut writer = EmailWriter::new(message, start.len(), 0, false);
        // Writing to a `String` cannot fail.
        let _ = rfc2047::encode(&text, &mut writer);
    }
    message.push_str("\r\n");
}

/// Blueprints hold lines; whoever else calls this cannot add a header either.
fn one_line(text: &str) -> String {
    text.replace(char::is_control, " ")
}
