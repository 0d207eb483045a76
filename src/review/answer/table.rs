//! Tables in letters of one width, for a terminal or a ticket.
//!
//! Widths are those of the Unicode tables, so Kazakh and Russian line up. A column that is too wide
//! is wrapped between words; a word that is wider than its column is cut where the column ends.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::sections::{Align, Column};

/// What stands between two columns.
const GAP: &str = "  ";
/// The narrowest column that a table is squeezed to.
const NARROWEST: usize = 8;

/// A table of at most `width` columns of the terminal; every line ends with a line break.
pub(super) fn table(columns: &[Column], rows: &[Vec<String>], width: usize) -> String {
    let heads: Vec<String> = columns.iter().map(|column| column.head.clone()).collect();
    let widths = widths(&heads, rows, width);
    let mut out = row(columns, &heads, &widths);
    let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
    out.push_str(rule.join(GAP).trim_end());
    out.push('\n');
    for cells in rows {
        out.push_str(&row(columns, cells, &widths));
    }
    out
}

/// How wide each column is: as wide as its text if all fit, else the widest ones give way.
fn widths(heads: &[String], rows: &[Vec<String>], width: usize) -> Vec<usize> {
    let natural = |at: usize, head: &String| {
        let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| columns_of(cell));
        cells.chain([columns_of(head)]).max().unwrap_or_default()
    };
    let mut widths: Vec<usize> =
        heads.iter().enumerate().map(|(at, head)| natural(at, head)).collect();
    let room = width.saturating_sub(GAP.len() * heads.len().saturating_sub(1));
    loop {
        let excess = widths.iter().sum::<usize>().saturating_sub(room);
        let widest = widths.iter().copied().max().unwrap_or_default();
        if excess == 0 || widest <= NARROWEST {
            return widths;
        }
        // All of the widest shrink together, to the next widest or until it fits.
        let many = widths.iter().filter(|width| **width == widest).count();
        let next = widths.iter().copied().filter(|width| *width < widest).max();
        let floor = next.unwrap_or(NARROWEST).max(NARROWEST);
        let step = (widest - floor).min(excess.div_ceil(many)).max(1);
        for width in widths.iter_mut().filter(|width| **width == widest) {
            *width -= step;
        }
    }
}

fn row(columns: &[Column], cells: &[String], widths: &[usize]) -> String {
    let wrapped: Vec<Vec<String>> =
        cells.iter().zip(widths).map(|(cell, width)| wrap(cell, *width)).collect();
    let height = wrapped.iter().map(Vec::len).max().unwrap_or_default();
    let mut out = String::new();
    for at in 0..height {
        let mut line = String::new();
        for (index, (lines, width)) in wrapped.iter().zip(widths).enumerate() {
            if index > 0 {
                line.push_str(GAP);
            }
            let text = lines.get(at).map_or("", String::as_str);
            let blank = " ".repeat(width.saturating_sub(columns_of(text)));
            let right = columns.get(index).is_some_and(|column| column.align == Align::Right);
            line.extend(if right { [&blank, text] } else { [text, &blank] });
        }
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// Text in lines of at most `width` columns. Words are parted by spaces; a no-break space is part
/// of a word until the line is shown.
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(1);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let room = width.saturating_sub(columns_of(&line));
        let needed = columns_of(word) + usize::from(!line.is_empty());
        if needed <= room {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for ch in word.chars() {
            if columns_of(&line) + ch.width().unwrap_or(0) > width && !line.is_empty() {
                lines.push(std::mem::take(&mut line));
            }
            line.push(ch);
        }
    }
    if !line.is_empty() || lines.is_empty() {
        lines.push(line);
    }
    lines
}

/// How many columns a text takes.
fn columns_of(text: &str) -> usize {
    text.width()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn column(head: &str, align: Align) -> Column {
        Column { head: head.to_owned(), align }
    }

    fn cells(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|&cell| cell.to_owned()).collect()
    }

    #[test]
    fn columns_line_up_in_every_script() {
        let columns = [column("не", Align::Left), column("барлығы", Align::Right)];
        let rows = [cells(&["қайтарылады", "1,00 ₸"]), cells(&["日本", "20,00 ₸"])];
        let said = table(&columns, &rows, 40);
        assert_eq!(
            said,
            "не           барлығы\n\
             ───────────  ───────\n\
             қайтарылады   1,00 ₸\n\
             日本         20,00 ₸\n"
        );
    }

    #[test]
    fn the_widest_column_gives_way_and_long_words_are_cut() {
        let columns = [column("a", Align::Code), column("b", Align::Left)];
        let rows = [cells(&["4.8", "one two three four five six"])];
        let said = table(&columns, &rows, 20);
        assert_eq!(
            said,
            "a    b\n\
             ───  ───────────────\n\
             4.8  one two three\n     four five six\n"
        );
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("1\u{a0}000 x", 5), ["1\u{a0}000", "x"]);
        assert_eq!(wrap("", 5), [""]);
    }
}
