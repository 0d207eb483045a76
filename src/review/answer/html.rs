//! For a browser, a telephone and a printer: one page that loads nothing.

use super::markdown;
use super::model::{Answer, View};
use crate::render::letter;

/// The answer as a page of its own: the same text as its Markdown.
pub fn html(answer: &Answer, view: &View<'_>) -> String {
    letter::page(&markdown(answer, view), view.language)
}
