//! The page of a code: why the rule exists, text that breaks it, text that keeps it, how to mend.
//!
//! `docs/checks/README.md` describes the form for those who write pages. The form is strict, because
//! `tests/check_pages.rs` runs the examples: a page cannot go stale unnoticed.

use std::fmt;

use serde::Serialize;

/// A page that has the right form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Page {
    /// Such as `E0101`.
    pub code: String,
    /// The rule's breach in a few words.
    pub title: String,
    /// Why the rule exists.
    pub why: String,
    /// Each yields exactly this code. Empty only if [`Page::no_example`] says why.
    pub fails: Vec<Example>,
    /// Each yields nothing.
    pub passes: Vec<Example>,
    /// How to mend it.
    pub mend: String,
    /// Why there are no examples: the fault is not one of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_example: Option<String>,
}

/// Text of a page that is laid over the base project: blueprints, or the whole of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Example {
    /// The file of the base project that it replaces; without it, its documents replace those of
    /// the same kind and name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The server for whose VPN the base project has a state beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued: Option<String>,
    /// The text between the fences.
    pub text: String,
}

/// What is wrong with the form of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageFault {
    /// From 1; one past the end if something is missing there.
    pub line: usize,
    /// What should stand there.
    pub wanted: &'static str,
}

impl fmt::Display for PageFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: expected {}", self.line, self.wanted)
    }
}

impl std::error::Error for PageFault {}

/// A piece of a page between its blank lines.
enum Block<'a> {
    Heading(&'a str),
    Fence { info: &'a str, text: String },
    Prose(String),
}

const MEND: &str = "## How to mend";
const NO_EXAMPLE: &str = "## No example";

impl Page {
    /// Reads a page.
    pub fn parse(text: &str) -> Result<Self, PageFault> {
        let end = text.lines().count() + 1;
        let missing = |wanted| PageFault { line: end, wanted };
        let blocks = blocks(text)?;
        let mut blocks = blocks.into_iter().peekable();

        let title_wanted = "a heading `# CODE: title`";
        let (line, first) = blocks.next().ok_or_else(|| missing(title_wanted))?;
        let title_fault = PageFault { line, wanted: title_wanted };
        let Block::Heading(heading) = first else { return Err(title_fault) };
        let (code, title) = heading
            .strip_prefix("# ")
            .and_then(|rest| rest.split_once(": "))
            .filter(|(code, title)| is_code(code) && !title.trim().is_empty())
            .ok_or(title_fault)?;

        let why =
            prose(&mut blocks).ok_or(PageFault { line: line + 1, wanted: "a paragraph why" })?;
        let (mut fails, mut passes) = (Vec::new(), Vec::new());
        while let Some((line, Block::Fence { info, .. })) = blocks.peek() {
            let wanted = "a block ```yaml fails``` or ```yaml passes```, optionally with `file=PATH` or `issued=SERVER`";
            let fault = PageFault { line: *line, wanted };
            let mut words = info.split_whitespace();
            let list = match (words.next(), words.next()) {
                (Some("yaml" | "text"), Some("fails")) if passes.is_empty() => &mut fails,
                (Some("yaml" | "text"), Some("passes")) => &mut passes,
                _ => return Err(fault),
            };
            let (file, issued) = match (words.next(), words.next()) {
                (None, _) => (None, None),
                (Some(word), None) => match word.split_once('=') {
                    Some(("file", path)) => (Some(path.to_owned()), None),
                    Some(("issued", server)) => (None, Some(server.to_owned())),
                    _ => return Err(fault),
                },
                _ => return Err(fault),
            };
            if let Some((_, Block::Fence { text, .. })) = blocks.next() {
                list.push(Example { file, issued, text });
            }
        }
        let next = blocks.peek().map_or(end, |(line, _)| *line);
        let no_example = section(&mut blocks, NO_EXAMPLE);
        match (&no_example, fails.is_empty(), passes.is_empty()) {
            (None, false, false) | (Some(_), true, true) => {}
            (None, true, _) => {
                let wanted = "a block ```yaml fails``` or a section `## No example`";
                return Err(PageFault { line: next, wanted });
            }
            (None, false, true) => {
                return Err(PageFault { line: next, wanted: "a block ```yaml passes```" });
            }
            (Some(_), ..) => {
                let wanted = "either examples or `## No example`, not both";
                return Err(PageFault { line: next, wanted });
            }
        }
        let next = blocks.peek().map_or(end, |(line, _)| *line);
        let wanted = "a section `## How to mend` with text";
        let mend = section(&mut blocks, MEND).ok_or(PageFault { line: next, wanted })?;
        if let Some((line, _)) = blocks.next() {
            return Err(PageFault { line, wanted: "the end of the page" });
        }
        let (code, title) = (code.to_owned(), title.trim().to_owned());
        Ok(Self { code, title, why, fails, passes, mend, no_example })
    }
}

/// `E` or `W` and four digits.
pub fn is_code(text: &str) -> bool {
    let digits = text.strip_prefix(['E', 'W']).unwrap_or_default();
    digits.len() == 4 && digits.bytes().all(|b| b.is_ascii_digit())
}

type Blocks<'a> = std::iter::Peekable<std::vec::IntoIter<(usize, Block<'a>)>>;

/// All paragraphs up to the next heading or fence.
fn prose(blocks: &mut Blocks<'_>) -> Option<String> {
    let mut paragraphs = Vec::new();
    while let Some((_, Block::Prose(_))) = blocks.peek() {
        if let Some((_, Block::Prose(text))) = blocks.next() {
            paragraphs.push(text);
        }
    }
    (!paragraphs.is_empty()).then(|| paragraphs.join("\n\n"))
}

fn section(blocks: &mut Blocks<'_>, heading: &str) -> Option<String> {
    match blocks.peek() {
        Some((_, Block::Heading(found))) if *found == heading => {
            blocks.next();
            prose(blocks)
        }
        _ => None,
    }
}

fn blocks(text: &str) -> Result<Vec<(usize, Block<'_>)>, PageFault> {
    let mut all = Vec::new();
    let mut paragraph: Option<(usize, String)> = None;
    let mut lines = text.lines().zip(1..);
    while let Some((line, number)) = lines.next() {
        let info = line.strip_prefix("```");
        if info.is_some() || line.starts_with('#') || line.trim().is_empty() {
            all.extend(paragraph.take().map(|(at, text)| (at, Block::Prose(text))));
        }
        if let Some(info) = info {
            let mut text = String::new();
            loop {
                let unclosed = PageFault { line: number, wanted: "a closing ``` for this fence" };
                let (line, _) = lines.next().ok_or(unclosed)?;
                if line == "```" {
                    break;
                }
                text.push_str(line);
                text.push('\n');
            }
            all.push((number, Block::Fence { info, text }));
        } else if line.starts_with('#') {
            all.push((number, Block::Heading(line.trim_end())));
        } else if !line.trim().is_empty() {
            let (_, text) = paragraph.get_or_insert_with(|| (number, String::new()));
            if !text.is_empty() {
                text.push('\n');
            }
            text.push_str(line.trim_end());
        }
    }
    all.extend(paragraph.take().map(|(at, text)| (at, Block::Prose(text))));
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = "\
# E0999: two moons

A sky has one moon,
or none.

```yaml fails
moons: 2
```

```yaml passes file=qalyp.yaml
moons: 1
```

## How to mend

Remove one.

Not the one
people look at.
";

    #[test]
    fn a_page_is_read_whole() {
        let page = Page::parse(PAGE).unwrap();
        assert_eq!((page.code.as_str(), page.title.as_str()), ("E0999", "two moons"));
        assert_eq!(page.why, "A sky has one moon,\nor none.");
        assert_eq!(page.fails, [Example { file: None, issued: None, text: "moons: 2\n".into() }]);
        assert_eq!(page.passes[0].file.as_deref(), Some("qalyp.yaml"));
        assert_eq!(page.mend, "Remove one.\n\nNot the one\npeople look at.");
        assert_eq!(page.no_example, None);
    }

    #[test]
    fn a_fault_names_its_line() {
        let fault = |from: &str, to: &str| {
            let text = PAGE.replace(from, to);
            assert_ne!(text, PAGE, "the test must change something");
            Page::parse(&text).unwrap_err().to_string()
        };
        assert_eq!(fault("# E0999: ", "# E099: "), "line 1: expected a heading `# CODE: title`");
        assert_eq!(fault("A sky has one moon,\nor none.", ""), "line 2: expected a paragraph why");
        assert_eq!(
            fault("yaml fails\n", "yaml\n"),
            "line 6: expected a block ```yaml fails``` or ```yaml passes```, optionally with `file=PATH` or `issued=SERVER`"
        );
        assert_eq!(
            fault("yaml passes", "yaml fails"),
            "line 14: expected a block ```yaml passes```"
        );
        assert_eq!(
            fault("```yaml fails\nmoons: 2\n```\n", ""),
            "line 11: expected a block ```yaml fails``` or a section `## No example`"
        );
        assert_eq!(
            fault("## How to mend", "## How"),
            "line 14: expected a section `## How to mend` with text"
        );
        assert_eq!(fault("people look", "## More"), "line 19: expected the end of the page");
        assert_eq!(fault("1\n```", "1\n"), "line 10: expected a closing ``` for this fence");
        assert_eq!(Page::parse("").unwrap_err().line, 1);
    }

    #[test]
    fn a_fault_that_is_not_in_a_text_has_no_example() {
        let text = "# E0001: dark\n\nNo light.\n\n## No example\n\nA page is a text.\n\n## How to mend\n\nWait.\n";
        let page = Page::parse(text).unwrap();
        assert_eq!(page.no_example.as_deref(), Some("A page is a text."));
        let both = PAGE.replace("## How", "## No example\n\nx\n\n## How");
        assert!(Page::parse(&both).unwrap_err().wanted.starts_with("either"));
    }
}
