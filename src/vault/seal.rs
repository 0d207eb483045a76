//! From bytes to an armoured file of age and back.

use std::io::{Read as _, Write as _};

use age::armor::{ArmoredReader, ArmoredWriter, Format};
use age::{DecryptError, Decryptor, Encryptor};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::fault::Broken;
use super::identities::Identities;
use super::recipients::Recipients;
use super::secret::Secret;
use super::text::hex;

/// The largest secret in bytes: a chain of certificates has some ten thousand.
pub const LARGEST: usize = 1024 * 1024;

/// The largest encrypted file in bytes: base64, line ends, and a head for some hundred recipients.
const LARGEST_FILE: usize = 2 * LARGEST;

/// Encrypts for all recipients. Two times give two files, both of which open.
pub(super) fn seal(secret: &Secret, recipients: &Recipients) -> Result<Vec<u8>, Broken> {
    let keys = recipients.all().iter().map(|recipient| recipient.key.recipient());
    let encryptor = Encryptor::with_recipients(keys).map_err(|_| Broken::Form)?;
    let mut file = Vec::with_capacity(1024 + secret.len() * 3 / 2);
    let written = ArmoredWriter::wrap_output(&mut file, Format::AsciiArmor)
        .and_then(|armour| encryptor.wrap_output(armour))
        .and_then(|mut stream| {
            stream.write_all(secret.expose())?;
            stream.finish()?.finish()
        });
    // Memory takes everything that is written.
    written.map_err(|_| Broken::Form)?;
    Ok(file)
}

/// Why a file does not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shut {
    /// It is encrypted for others.
    NoneFits,
    /// It is broken.
    Broken(Broken),
}

/// Decrypts with whichever identity fits.
pub(super) fn open(file: &[u8], identities: &Identities) -> Result<Secret, Shut> {
    if file.len() > LARGEST_FILE {
        return Err(Shut::Broken(Broken::TooBig));
    }
    let form = |_| Shut::Broken(Broken::Form);
    let decryptor = Decryptor::new_buffered(ArmoredReader::new(file)).map_err(form)?;
    if decryptor.is_scrypt() {
        return Err(Shut::NoneFits);
    }
    let mut reader = decryptor.decrypt(identities.private()).map_err(|fault| match fault {
        DecryptError::NoMatchingKeys => Shut::NoneFits,
        _ => Shut::Broken(Broken::Damaged),
    })?;
    // What is read never has more bytes than the file: the buffer does not move and leave a copy behind.
    let mut plain = Zeroizing::new(Vec::with_capacity(file.len()));
    reader.read_to_end(&mut plain).map_err(|_| Shut::Broken(Broken::Damaged))?;
    Ok(Secret::from(plain))
}

/// The digest of a file, whatever a version control system made of its line ends.
pub(super) fn file_digest(file: &[u8]) -> String {
    let mut hash = Sha256::new();
    for line in file.split_inclusive(|b| *b == b'\n') {
        match line.strip_suffix(b"\r\n") {
            Some(bare) => {
                hash.update(bare);
                hash.update(b"\n");
            }
            None => hash.update(line),
        }
    }
    hex(&hash.finalize())
}
