use std::fmt;

use zeroize::Zeroizing;

/// The bytes of a secret.
///
/// They are wiped when this is dropped. There is no `Clone`, `Display` or `Serialize`, and `Debug` shows nothing of
/// them, so that a secret cannot get into a message, a log or an answer by accident; whoever needs the
/// bytes says [`Secret::expose`].
pub struct Secret(Zeroizing<Vec<u8>>);

impl Secret {
    /// Takes the bytes over, without a copy.
    pub fn new(bytes: Vec<u8>) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// The bytes, for the place that really needs them.
    pub fn expose(&self) -> &[u8] {
        &self.0
    }

    /// The bytes as text; `None` if they are not UTF-8.
    pub fn expose_text(&self) -> Option<&str> {
        std::str::from_utf8(&self.0).ok()
    }

    /// How many bytes.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is no byte.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// A second copy. Each one is wiped by itself.
    pub fn duplicate(&self) -> Self {
        Self(self.0.clone())
    }
}

impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self::new(text.into_bytes())
    }
}

impl From<Zeroizing<Vec<u8>>> for Secret {
    fn from(bytes: Zeroizing<Vec<u8>>) -> Self {
        Self(bytes)
    }
}

/// The time that this takes tells nothing of where two secrets of one length differ.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let pairs = self.expose().iter().zip(other.expose());
        let differing = pairs.fold(0, |seen, (one, two)| std::hint::black_box(seen | (one ^ two)));
        self.len() == other.len() && differing == 0
    }
}

impl Eq for Secret {}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn nothing_of_it_is_shown() {
        let secret = Secret::from("canary-3f1c".to_owned());
        assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "Secret(…) Some(Secret(…))");
    }

    #[test]
    fn equality_is_that_of_the_bytes() {
        let secret = |text: &str| Secret::from(text.to_owned());
        assert_eq!(secret("one"), secret("one"));
        assert_eq!(secret("one").duplicate(), secret("one"));
        assert_ne!(secret("one"), secret("onf"));
        assert_ne!(secret("one"), secret("one "));
        assert_ne!(secret(""), secret("o"));
        assert!(Secret::new(vec![0xff]).expose_text().is_none());
    }
}
