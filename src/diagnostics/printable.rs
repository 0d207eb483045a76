//! Foreign text made safe to show.
//!
//! Blueprints come from other people and other programs. A terminal escape, a text-flow control or
//! an invisible character in them must be seen, not obeyed: each becomes one visible character, so
//! that columns stay as they are.

use std::fmt::Write as _;

/// How many characters of one message are shown; the rest is cut. A headline quotes values, and a
/// value may be a whole file.
const LONGEST_MESSAGE: usize = 600;

/// The visible form of a character that a terminal would obey or hide; `None` if it is harmless.
///
/// Line breaks and tabs are left to the caller, who knows whether they mean anything there.
const fn picture(c: char) -> Option<char> {
    match c {
        '\n' | '\t' => None,
        // The block of control pictures mirrors the C0 controls in the same order.
        '\0'..='\u{1f}' => char::from_u32(0x2400 + c as u32),
        '\u{7f}' => Some('\u{2421}'),
        _ if is_hidden(c) => Some('\u{fffd}'),
        _ => None,
    }
}

/// Characters beyond ASCII that act instead of showing: C1 controls (`U+009B` starts an escape
/// sequence like `ESC [`), text-flow controls, zero-width ones, line separators, tags.
const fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}')
}

/// Text of a source, with its line breaks and tabs, and where the given byte offsets of it (on
/// character borders) have gone. `\r\n` becomes `\n`, every other character becomes exactly one.
pub(super) fn source(text: &str, offsets: &[usize]) -> (String, Vec<usize>) {
    let mut out = String::with_capacity(text.len() + 8);
    let mut moved = vec![0; offsets.len()];
    let mut settle = |at: usize, to: usize| {
        let here = offsets.iter().zip(&mut moved).filter(|(offset, _)| **offset == at);
        here.for_each(|(_, place)| *place = to);
    };
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        settle(at, out.len());
        if c == '\r' && matches!(chars.peek(), Some((_, '\n'))) {
            continue;
        }
        out.push(picture(c).unwrap_or(c));
    }
    settle(text.len(), out.len());
    (out, moved)
}

/// Text of a file, safe to show on a terminal: a character that would be obeyed or hidden becomes a
/// visible one; line breaks and tabs stay.
pub fn visible(text: &str) -> String {
    source(text, &[]).0
}

/// Text of somebody else within a line that is printed: without anything that a terminal would obey
/// or hide, and cut where it is long.
pub fn visible_line(text: &str) -> String {
    line(text)
}

/// One line of prose: a headline, a label, a file name. Long text is cut.
pub(super) fn line(text: &str) -> String {
    let visible = |c| match c {
        '\n' => '\u{240a}',
        '\t' => ' ',
        _ => picture(c).unwrap_or(c),
    };
    cut(text.chars().map(visible))
}

/// Prose that may have several lines: a note. Long text is cut.
pub(super) fn prose(text: &str) -> String {
    let visible = |c| if c == '\t' { ' ' } else { picture(c).unwrap_or(c) };
    cut(text.chars().map(visible))
}

fn cut(mut chars: impl Iterator<Item = char>) -> String {
    let mut out: String = chars.by_ref().take(LONGEST_MESSAGE).collect();
    if chars.next().is_some() {
        out.push('…');
    }
    out
}

/// JSON text in which hidden characters are written as `\uXXXX`: the same value for a reader, and
/// harmless when it is printed on a terminal.
///
/// The argument is valid JSON, where such characters occur only inside strings.
pub(super) fn json(text: String) -> String {
    let acts = |c: char| c == '\u{7f}' || is_hidden(c);
    if !text.contains(acts) {
        return text;
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        if acts(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_become_pictures_and_text_stays() {
        let visible = |text| source(text, &[]).0;
        assert_eq!(visible("a\u{1b}[31mb\u{9b}\u{7f}"), "a␛[31mb\u{fffd}␡");
        assert_eq!(visible("Қалып\tи «й»\n"), "Қалып\tи «й»\n");
        assert_eq!(visible("a\r\nb\rc"), "a\nb␍c");
        assert_eq!(line("a\nb\tc\u{202e}"), "a␊b c\u{fffd}");
        assert_eq!(prose("a\nb\r"), "a\nb␍");
    }

    #[test]
    fn offsets_follow_the_text() {
        let (text, moved) = source("\u{7f}a\r\nb", &[0, 1, 2, 3, 4, 5]);
        assert_eq!(text, "␡a\nb");
        assert_eq!(moved, [0, 3, 4, 4, 5, 6]);
    }

    #[test]
    fn long_messages_are_cut_by_characters() {
        assert_eq!(line(&"ы".repeat(LONGEST_MESSAGE)).chars().count(), LONGEST_MESSAGE);
        let cut = line(&"ы".repeat(LONGEST_MESSAGE + 1));
        assert_eq!(cut.chars().count(), LONGEST_MESSAGE + 1);
        assert!(cut.ends_with("ы…"));
    }

    #[test]
    fn json_escapes_are_the_same_value() {
        let value = "x\u{9b}\u{7f}\u{2028}\u{e0041}ы";
        let text = json(serde_json::to_string(value).unwrap());
        assert_eq!(text, r#""x\u009b\u007f\u2028\udb40\udc41ы""#);
        assert_eq!(serde_json::from_str::<String>(&text).unwrap(), value);
    }
}
