//! Whether a value can be that of its secret. What a service would only say at three in the morning is said here.

use x509_parser::pem::Pem;
use x509_parser::prelude::{FromDer, X509Certificate};

use super::fault::ValueFault;
use super::known::Form;
use super::random::public_half;
use super::seal::LARGEST;
use super::secret::Secret;

/// The longest line of a password or a key's name in bytes.
const LONGEST_LINE: usize = 4 * 1024;

/// The fewest characters of a password that somebody chose.
const SHORTEST_PASSWORD: usize = 12;

/// Takes off the line end that editors and `echo` leave; a value of several lines gets one.
///
/// # Errors
/// The value is not of the form.
pub fn tidy(form: Form, value: &Secret) -> Result<Secret, ValueFault> {
    if value.is_empty() {
        return Err(ValueFault::Empty);
    }
    if value.len() > LARGEST {
        return Err(ValueFault::TooBig { most: LARGEST });
    }
    let text = value.expose_text().ok_or(ValueFault::NotText)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Form::Line | Form::Password = form {
        let line = text.strip_suffix('\n').unwrap_or(text);
        let line = line.strip_suffix('\r').unwrap_or(line);
        one_line(form, line)?;
        return Ok(Secret::new(line.as_bytes().to_vec()));
    }
    let mut lines = Vec::with_capacity(text.len() + 1);
    for (at, line) in text.lines().enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.chars().any(|c| c.is_control() && c != '\t') {
            return Err(ValueFault::Control { line: at + 1 });
        }
        lines.extend_from_slice(line.as_bytes());
        lines.push(b'\n');
    }
    let value = Secret::new(lines);
    let text = value.expose_text().ok_or(ValueFault::NotText)?;
    if text.trim().is_empty() {
        return Err(ValueFault::Empty);
    }
    match form {
        Form::Certificates => certificates(text)?,
        Form::PrivateKey => private_key(text)?,
        Form::SshKey => ssh_key(&value, text)?,
        Form::KnownHosts => each_line(text, "`HOST ALGORITHM KEY`", known_host)?,
        Form::InfobaseAdministrators => {
            each_line(text, "infobase, user and password with tabs between them", administrator)?;
        }
        Form::Line | Form::Password | Form::Text => {}
    }
    Ok(value)
}

fn one_line(form: Form, line: &str) -> Result<(), ValueFault> {
    if line.is_empty() {
        return Err(ValueFault::Empty);
    }
    if line.contains('\n') {
        return Err(ValueFault::Lines);
    }
    if line.chars().any(char::is_control) {
        return Err(ValueFault::Control { line: 1 });
    }
    if line.trim() != line {
        return Err(ValueFault::Padded);
    }
    if line.len() > LONGEST_LINE {
        return Err(ValueFault::TooBig { most: LONGEST_LINE });
    }
    if form == Form::Password && line.chars().count() < SHORTEST_PASSWORD {
        return Err(ValueFault::Short { least: SHORTEST_PASSWORD });
    }
    Ok(())
}

/// The blocks of a text in PEM.
fn blocks(text: &str, wanted: &'static str) -> Result<Vec<Pem>, ValueFault> {
    let begins = text.matches("-----BEGIN ").count();
    if begins == 0 {
        return Err(ValueFault::NoPem { wanted });
    }
    let blocks: Result<Vec<Pem>, _> = Pem::iter_from_buffer(text.as_bytes()).collect();
    // A block that is cut short is passed over by the reader.
    blocks.ok().filter(|blocks| blocks.len() == begins).ok_or(ValueFault::BadPem { wanted })
}

fn certificates(text: &str) -> Result<(), ValueFault> {
    let wanted = "certificates (`-----BEGIN CERTIFICATE-----`)";
    for block in blocks(text, wanted)? {
        if block.label != "CERTIFICATE" {
            return Err(ValueFault::OtherPem { wanted });
        }
        let whole =
            X509Certificate::from_der(&block.contents).is_ok_and(|(rest, _)| rest.is_empty());
        if !whole {
            return Err(ValueFault::BadPem { wanted });
        }
    }
    Ok(())
}

fn private_key(text: &str) -> Result<(), ValueFault> {
    let wanted = "one private key (`-----BEGIN PRIVATE KEY-----`)";
    if text.contains("BEGIN ENCRYPTED PRIVATE KEY") || text.contains("Proc-Type: 4,ENCRYPTED") {
        return Err(ValueFault::Encrypted);
    }
    let mut keys = 0;
    for block in blocks(text, wanted)? {
        match block.label.as_str() {
            "PRIVATE KEY" | "EC PRIVATE KEY" | "RSA PRIVATE KEY" => keys += 1,
            // OpenSSL writes the curve before the key.
            "EC PARAMETERS" => continue,
            _ => return Err(ValueFault::OtherPem { wanted }),
        }
        if !is_whole_sequence(&block.contents) {
            return Err(ValueFault::BadPem { wanted });
        }
    }
    if keys == 1 { Ok(()) } else { Err(ValueFault::OtherPem { wanted }) }
}

/// Whether bytes are one SEQUENCE of DER, from the first to the last.
fn is_whole_sequence(der: &[u8]) -> bool {
    let Some((0x30, rest)) = der.split_first().map(|(tag, rest)| (*tag, rest)) else {
        return false;
    };
    let Some((&first, rest)) = rest.split_first() else { return false };
    if first < 0x80 {
        return rest.len() == usize::from(first);
    }
    let count = usize::from(first & 0x7f);
    if !(1..=4).contains(&count) || rest.len() < count {
        return false;
    }
    let (length, body) = rest.split_at(count);
    body.len() == length.iter().fold(0, |length, byte| length << 8 | usize::from(*byte))
}

fn ssh_key(value: &Secret, text: &str) -> Result<(), ValueFault> {
    let wanted = "a key of OpenSSH (`-----BEGIN OPENSSH PRIVATE KEY-----`)";
    if !text.starts_with("-----BEGIN OPENSSH PRIVATE KEY-----") {
        return Err(ValueFault::NoPem { wanted });
    }
    match ssh_key::PrivateKey::from_openssh(text.trim()) {
        Ok(key) if key.is_encrypted() => Err(ValueFault::Encrypted),
        Ok(_) if public_half(value).is_some() => Ok(()),
        _ => Err(ValueFault::BadPem { wanted }),
    }
}

fn each_line(
    text: &str,
    wanted: &'static str,
    fits: impl Fn(&str) -> bool,
) -> Result<(), ValueFault> {
    for (at, line) in text.lines().enumerate() {
        if !line.trim().is_empty() && !line.starts_with('#') && !fits(line) {
            return Err(ValueFault::Line { line: at + 1, wanted });
        }
    }
    Ok(())
}

fn known_host(line: &str) -> bool {
    let mut words = line.split_ascii_whitespace().skip_while(|word| word.starts_with('@'));
    let (host, algorithm, key) = (words.next(), words.next(), words.next());
    host.is_some()
        && algorithm.is_some_and(|it| {
            it.starts_with("ssh-") || it.starts_with("ecdsa-") || it.starts_with("sk-")
        })
        && key.is_some_and(|key| key.starts_with("AAAA"))
}

fn administrator(line: &str) -> bool {
    let cells: Vec<&str> = line.split('\t').collect();
    cells.len() == 3 && !cells[0].is_empty() && !cells[1].is_empty()
}

#[cfg(test)]
mod tests;
