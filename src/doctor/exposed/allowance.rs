//! What people looked at and found to be no secret: a mark in the text, or a line of a file that is
//! reviewed like every other.

/// The mark within a text; what follows it is the reason.
const MARK: &[u8] = b"qalyp: not-a-secret";

/// The file of allowances, at the root of what is looked through.
pub const ALLOWANCES: &str = ".qalyp-not-secrets";

/// Whether a line (from 1) or the one before it has the mark and a reason.
pub(super) fn is_marked(lines: &[&[u8]], line: u32) -> bool {
    let index = line as usize - 1;
    let own = lines.get(index);
    let before = index.checked_sub(1).and_then(|before| lines.get(before));
    own.into_iter().chain(before).any(|line| has_mark(line))
}

fn has_mark(line: &[u8]) -> bool {
    let at = line.windows(MARK.len()).position(|it| it == MARK);
    at.is_some_and(|at| is_reason(&String::from_utf8_lossy(&line[at + MARK.len()..])))
}

/// A reason is a word at least; what closes a comment is none.
fn is_reason(text: &str) -> bool {
    text.chars().filter(|it| it.is_alphabetic()).count() >= 3
}

/// The lines of the file of allowances.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowances {
    all: Vec<Allowance>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Allowance {
    line: u32,
    pattern: String,
}

/// A line that allows nothing because of how it is written: without a reason, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// The line, from 1.
    pub line: u32,
}

impl Allowances {
    /// Reads `PATTERN REASON` on each line; `#` begins a comment.
    pub fn read(text: &str) -> (Self, Vec<Unfit>) {
        let (mut all, mut unfit) = (Vec::new(), Vec::new());
        for (line, text) in (1_u32..).zip(text.lines()) {
            let text = text.trim();
            if text.is_empty() || text.starts_with('#') {
                continue;
            }
            let (pattern, reason) = text.split_once(char::is_whitespace).unwrap_or((text, ""));
            // Everything is no allowance but a way to switch the look off.
            let is_all = pattern.chars().all(|it| matches!(it, '*' | '/' | '.'));
            if is_all || !is_reason(reason) {
                unfit.push(Unfit { line });
            } else {
                all.push(Allowance { line, pattern: pattern.to_owned() });
            }
        }
        (Self { all }, unfit)
    }

    /// The line (from 1) that allows a path, if one does.
    pub fn allows(&self, path: &str) -> Option<u32> {
        self.all.iter().find(|it| fits(it.pattern.as_bytes(), path.as_bytes())).map(|it| it.line)
    }

    /// The lines of all, from 1.
    pub fn lines(&self) -> impl Iterator<Item = u32> {
        self.all.iter().map(|it| it.line)
    }
}

/// `*` is anything within a name, `**` also across folders.
fn fits(pattern: &[u8], path: &[u8]) -> bool {
    match pattern {
        [] => path.is_empty(),
        [b'*', b'*', b'/', rest @ ..] => {
            let parts = (0..path.len()).filter(|at| path[*at] == b'/').map(|at| at + 1);
            std::iter::once(0).chain(parts).any(|at| fits(rest, &path[at..]))
        }
        [b'*', b'*', rest @ ..] => (0..=path.len()).any(|at| fits(rest, &path[at..])),
        [b'*', rest @ ..] => {
            let end = path.iter().position(|it| *it == b'/').unwrap_or(path.len());
            (0..=end).any(|at| fits(rest, &path[at..]))
        }
        [first, rest @ ..] => path.first() == Some(first) && fits(rest, &path[1..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_name_files_and_folders() {
        for (pattern, path, yes) in [
            ("a.pem", "a.pem", true),
            ("a.pem", "b/a.pem", false),
            ("**/a.pem", "b/c/a.pem", true),
            ("**/a.pem", "a.pem", true),
            ("tests/*.pem", "tests/a.pem", true),
            ("tests/*.pem", "tests/x/a.pem", false),
            ("tests/**", "tests/x/a.pem", true),
            ("tests/**", "test/x", false),
        ] {
            assert_eq!(fits(pattern.as_bytes(), path.as_bytes()), yes, "{pattern} {path}");
        }
    }

    #[test]
    fn an_allowance_has_a_reason() {
        let text = "# vectors\n\ntests/a.pem  published vector of RFC 9500\nb.pem\n**  all of it\nc.pem # -\n";
        let (allowances, unfit) = Allowances::read(text);
        assert_eq!(allowances.allows("tests/a.pem"), Some(3));
        assert_eq!((allowances.allows("b.pem"), allowances.allows("z")), (None, None));
        assert_eq!(unfit, [4, 5, 6].map(|line| Unfit { line }));
        assert_eq!(allowances.lines().collect::<Vec<_>>(), [3]);
    }

    #[test]
    fn a_mark_counts_on_its_line_and_before_it() {
        let text =
            "a\n# qalyp: not-a-secret, a vector of the manual\nb\nc # qalyp: not-a-secret\nd";
        let lines: Vec<_> = text.split('\n').map(str::as_bytes).collect();
        let marked: Vec<_> = (1..=5).filter(|line| is_marked(&lines, *line)).collect();
        assert_eq!(marked, [2, 3], "without a reason it is no allowance");
    }
}
