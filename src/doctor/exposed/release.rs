//! A release for a server: a tar archive with secrets in it.

/// The size of a block of a tar archive.
const BLOCK: usize = 512;
/// Entries that are looked at: secrets do not come last.
const ENTRIES: usize = 100_000;

/// Whether an archive is one that `qalyp release` makes: it has a list of files and secrets.
pub(super) fn is_release(bytes: &[u8]) -> bool {
    let (mut at, mut has_list, mut has_secrets) = (0, false, false);
    for _ in 0..ENTRIES {
        let Some(header) = bytes.get(at..at + BLOCK) else { break };
        if &header[257..262] != b"ustar" {
            break;
        }
        let name = &header[..100];
        let name = &name[..name.iter().position(|it| *it == 0).unwrap_or(name.len())];
        has_list |= name.ends_with(b"release.tsv");
        has_secrets |= name.windows(8).any(|it| it == b"secrets/");
        let Some(size) = octal(&header[124..136]) else { break };
        let Some(next) = size.div_ceil(BLOCK).checked_add(1).and_then(|it| it.checked_mul(BLOCK))
        else {
            break;
        };
        let Some(next) = at.checked_add(next) else { break };
        at = next;
    }
    has_list && has_secrets
}

fn octal(field: &[u8]) -> Option<usize> {
    let text = std::str::from_utf8(field).ok()?.trim_matches(['\0', ' ']);
    usize::from_str_radix(text, 8).ok()
}
