use include_dir::{Dir, include_dir};
use qalyp::diagnostics::page::{Page, is_code};
use qalyp::diagnostics::{json, nearest};
use serde::Serialize;

use super::exit::Exit;
use super::failure::Failure;
use super::options::AnswerFormat;
use super::terminal::Terminal;

/// `CODE.md` for each code, with the description of their form beside them.
static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/docs/checks");

/// Explain a check by its code: why it exists, an example that fails, one that passes, how to mend
#[derive(Debug, clap::Args)]
#[command(after_long_help = "\
Examples:
  qalyp explain            all codes with their titles
  qalyp explain E0014      one page
  qalyp explain --format json E0014 | jq -r .mend

The JSON shapes are `qalyp-explanation/1` and, without a code, `qalyp-explanations/1`.

Exit codes: 0 explained, 2 there is no such code.")]
pub(super) struct Args {
    /// A code such as E0014; all codes are listed without it
    code: Option<String>,

    /// How to write the answer
    #[arg(long, value_enum, default_value_t)]
    format: AnswerFormat,
}

/// One page, for programs.
#[derive(Serialize)]
struct Explanation<'a> {
    format: &'static str,
    #[serde(flatten)]
    page: &'a Page,
}

/// All codes, for programs.
#[derive(Serialize)]
struct Explanations {
    format: &'static str,
    codes: Vec<Entry>,
}

#[derive(Serialize)]
struct Entry {
    code: String,
    title: String,
}

pub(super) fn run(args: &Args, terminal: Terminal) -> Result<Exit, Failure> {
    let text = match (&args.code, args.format) {
        (None, AnswerFormat::Human) => {
            let line = |entry: Entry| format!("{}  {}\n", entry.code, entry.title);
            list()?.into_iter().map(line).collect()
        }
        (None, AnswerFormat::Json) => {
            json::pretty(&Explanations { format: "qalyp-explanations/1", codes: list()? })
        }
        (Some(code), AnswerFormat::Human) => page(code)?.1.to_owned(),
        (Some(code), AnswerFormat::Json) => {
            let (code, text) = page(code)?;
            let page = &read(code, text)?;
            json::pretty(&Explanation { format: "qalyp-explanation/1", page })
        }
    };
    terminal.answer(&text)?;
    Ok(Exit::Fine)
}

/// Codes and texts of all pages, in the order of the codes.
fn pages() -> Vec<(&'static str, &'static str)> {
    let page = |file: &'static include_dir::File<'static>| {
        let code = file.path().to_str()?.strip_suffix(".md")?;
        Some((code, file.contents_utf8()?)).filter(|_| is_code(code))
    };
    let mut pages: Vec<_> = PAGES.files().filter_map(page).collect();
    pages.sort_unstable();
    pages
}

fn page(wanted: &str) -> Result<(&'static str, &'static str), Failure> {
    let pages = pages();
    let found = pages.iter().find(|(code, _)| code.eq_ignore_ascii_case(wanted));
    found.copied().ok_or_else(|| {
        let failure = Failure::new(format!("there is no check `{wanted}`"));
        let codes = pages.iter().map(|(code, _)| *code);
        match nearest(wanted, codes) {
            Some(near) => failure.help(format!("did you mean `qalyp explain {near}`?")),
            None => failure.help("`qalyp explain` lists all codes"),
        }
    })
}

fn list() -> Result<Vec<Entry>, Failure> {
    let entry = |(code, text): (&str, &str)| {
        let Page { code, title, .. } = read(code, text)?;
        Ok(Entry { code, title })
    };
    pages().into_iter().map(entry).collect()
}

fn read(code: &str, text: &str) -> Result<Page, Failure> {
    Page::parse(text).map_err(|fault| Failure::new(format!("docs/checks/{code}.md: {fault}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_has_the_form_and_its_own_code() {
        for (code, text) in pages() {
            let page = Page::parse(text).unwrap_or_else(|fault| panic!("{code}.md: {fault}"));
            assert_eq!(page.code, code);
        }
        let strangers = PAGES.files().filter(|file| {
            let name = file.path().to_string_lossy();
            name != "README.md" && !name.strip_suffix(".md").is_some_and(is_code)
        });
        assert_eq!(strangers.count(), 0, "docs/checks holds CODE.md and README.md only");
    }
}
