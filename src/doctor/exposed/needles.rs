//! The words at which a secret may begin, found in one pass.

/// What a word announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hint {
    /// `BEGIN ` of an armour.
    Armour,
    /// An armour beneath base64; the dashes of which base64 cut some off.
    Wrapped,
    /// An age identity.
    Age,
    /// An age identity beneath base64, and the letters that are missing in front.
    WrappedAge(&'static str),
    /// A key file of `PuTTY`.
    Putty,
    /// The userinfo of an address may follow.
    Address,
    /// The key of a VPN profile.
    ProfileKey,
    /// A token of a service: what it is called, what may follow, how many of these at least.
    Token(&'static str, Alphabet, usize),
}

/// The characters of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Alphabet {
    /// Letters and digits.
    Plain,
    /// These, `-` and `_`.
    Word,
}

/// Base64 has three forms of a text, by how many bytes precede it; each of these is what all texts
/// with that many have in common.
const NEEDLES: [(&str, Hint); 20] = [
    ("BEGIN ", Hint::Armour),
    ("LS0tLS1CRUdJTi", Hint::Wrapped),
    ("LS0tQkVHSU4", Hint::Wrapped),
    ("LS0tLUJFR0lO", Hint::Wrapped),
    ("AGE-SECRET-KEY-", Hint::Age),
    ("QUdFLVNFQ1JFVC1LRVkt", Hint::WrappedAge("")),
    ("R0UtU0VDUkVULUtF", Hint::WrappedAge("A")),
    ("RS1TRUNSRVQtS0VZ", Hint::WrappedAge("AG")),
    ("PuTTY-User-Key-File-", Hint::Putty),
    ("://", Hint::Address),
    ("<key>", Hint::ProfileKey),
    ("ghp_", Hint::Token("a token of GitHub", Alphabet::Plain, 36)),
    ("gho_", Hint::Token("a token of GitHub", Alphabet::Plain, 36)),
    ("ghs_", Hint::Token("a token of GitHub", Alphabet::Plain, 36)),
    ("github_pat_", Hint::Token("a token of GitHub", Alphabet::Word, 60)),
    ("glpat-", Hint::Token("a token of GitLab", Alphabet::Word, 20)),
    ("glsa_", Hint::Token("a token of Grafana", Alphabet::Word, 40)),
    ("xoxb-", Hint::Token("a token of Slack", Alphabet::Word, 40)),
    ("xoxp-", Hint::Token("a token of Slack", Alphabet::Word, 40)),
    (":AA", Hint::Token("a token of a Telegram bot", Alphabet::Word, 33)),
];

/// Where each word stands, in order.
pub(super) fn hints(text: &[u8]) -> Vec<(usize, usize, Hint)> {
    let mut begins = [0_u32; 256];
    for (index, (word, _)) in NEEDLES.iter().enumerate() {
        begins[usize::from(word.as_bytes()[0])] |= 1 << index;
    }
    let mut found = Vec::new();
    for (at, &byte) in text.iter().enumerate() {
        let mut candidates = begins[usize::from(byte)];
        while candidates != 0 {
            let (word, hint) = NEEDLES[candidates.trailing_zeros() as usize];
            candidates &= candidates - 1;
            if text[at..].starts_with(word.as_bytes()) {
                found.push((at, word.len(), hint));
            }
        }
    }
    found
}
