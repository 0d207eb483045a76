//! Tables in letters of one width, for a terminal or a ticket.
//!
//! Widths are those of the Unicode tables, so Kazakh and Russian line up. A column that is too wide
//! is wrapped between words; a word that is wider than its column is cut where the column ends.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::sections::{Align, Column, Section};

/// What stands between two columns.
const GAP: &str = "  ";
/// The narrowest column that a table is squeezed to.
const NARROWEST: usize = 8;
/// The narrowest column of prose, as long as other columns can be whole.
const PROSE: usize = 22;

/// A table of at most `width` columns of the terminal; every line ends with a line break.
pub(in crate::review) fn table(section: &Section, width: usize) -> String {
    let kept = |at: &usize| Some(*at) != section.below;
    let columns: Vec<&Column> =
        (0..section.columns.len()).filter(kept).filter_map(|at| section.columns.get(at)).collect();
    let heads: Vec<&str> = columns.iter().map(|column| column.head.as_str()).collect();
    let cells = |row: &'_ [String]| -> Vec<String> {
        let all = row.iter().enumerate().filter(|(at, _)| kept(at));
        all.map(|(_, cell)| cell.clone()).collect()
    };
    let rows: Vec<Vec<String>> = section.rows.iter().map(|row| cells(row)).collect();
    let widths = widths(&columns, &rows, width);
    let mut out = row(&columns, &heads, &widths);
    let rule: Vec<String> = widths.iter().map(|width| "─".repeat(*width)).collect();
    out.push_str(rule.join(GAP).trim_end());
    out.push('\n');
    let indent = widths.first().map_or(0, |first| first + GAP.len());
    for (cells, whole) in rows.iter().zip(&section.rows) {
        out.push_str(&row(&columns, cells, &widths));
        let below = section.below.and_then(|at| whole.get(at)).filter(|text| !text.is_empty());
        for line in below.map_or_else(Vec::new, |text| wrap(text, width.saturating_sub(indent))) {
            out.push_str(&" ".repeat(indent));
            out.push_str(&line);
            out.push('\n');
        }
    }
    out
}

/// How wide each column is: as wide as its text if all fit, else the widest ones give way.
fn widths(columns: &[&Column], rows: &[Vec<String>], width: usize) -> Vec<usize> {
    let heads: Vec<&str> = columns.iter().map(|column| column.head.as_str()).collect();
    let natural = |at: usize, head: &str| {
        let cells = rows.iter().filter_map(|row| row.get(at)).map(|cell| columns_of(cell));
        cells.chain([columns_of(head)]).max().unwrap_or_default()
    };
    let mut widths: Vec<usize> =
        heads.iter().enumerate().map(|(at, head)| natural(at, head)).collect();
    let room = width.saturating_sub(GAP.len() * heads.len().saturating_sub(1));
    // Sums and places are read as one word: words of prose give way before them.
    let is_prose = |at: usize| columns.get(at).is_some_and(|column| column.align == Align::Left);
    squeeze(&mut widths, room, PROSE, is_prose);
    squeeze(&mut widths, room, NARROWEST, |_| true);
    widths
}

/// Makes columns narrower, the widest first, until all fit into `room` or none may give way.
fn squeeze(widths: &mut [usize], room: usize, least: usize, may: impl Fn(usize) -> bool) {
    loop {
        let excess = widths.iter().sum::<usize>().saturating_sub(room);
        let mut free: Vec<usize> = Vec::with_capacity(widths.len());
        free.extend(widths.iter().enumerate().filter(|(at, _)| may(*at)).map(|(_, width)| *width));
        let widest = free.iter().copied().max().unwrap_or_default();
        if excess == 0 || widest <= least {
            return;
        }
        // All of the widest shrink together, to the next widest or until it fits.
        let count = free.iter().filter(|width| **width == widest).count();
        let next = free.iter().copied().filter(|width| *width < widest).max();
        let floor = next.unwrap_or(least).max(least);
        let step = (widest - floor).min(excess.div_ceil(count)).max(1);
        for (at, width) in widths.iter_mut().enumerate() {
            if *width == widest && may(at) {
                *width -= step;
            }
        }
    }
}

fn row(columns: &[&Column], cells: &[impl AsRef<str>], widths: &[usize]) -> String {
    let wrapped: Vec<Vec<String>> =
        cells.iter().zip(widths).map(|(cell, width)| wrap(cell.as_ref(), *width)).collect();
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

    fn section(columns: Vec<Column>, rows: &[&[&str]], below: Option<usize>) -> Section {
        let cells = |row: &&[&str]| row.iter().map(|&cell| cell.to_owned()).collect();
        Section { title: String::new(), columns, rows: rows.iter().map(cells).collect(), below }
    }

    #[test]
    fn columns_line_up_in_every_script() {
        let columns = vec![column("не", Align::Left), column("барлығы", Align::Right)];
        let section = section(columns, &[&["қайтарылады", "1,00 ₸"], &["日本", "20,00 ₸"]], None);
        assert_eq!(
            table(&section, 40),
            "не           барлығы\n\
             ───────────  ───────\n\
             қайтарылады   1,00 ₸\n\
             日本         20,00 ₸\n"
        );
    }

    #[test]
    fn the_widest_column_gives_way_and_long_words_are_cut() {
        let columns = || vec![column("a", Align::Code), column("b", Align::Left)];
        let wide = section(columns(), &[&["4.8", "one two three four five six"]], None);
        assert_eq!(
            table(&wide, 20),
            "a    b\n\
             ───  ───────────────\n\
             4.8  one two three\n     four five six\n"
        );
        let below = section(columns(), &[&["4.8", "one two three four"]], Some(1));
        assert_eq!(table(&below, 20), "a\n───\n4.8\n     one two three\n     four\n");
        assert_eq!(wrap("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(wrap("1\u{a0}000 x", 5), ["1\u{a0}000", "x"]);
        assert_eq!(wrap("", 5), [""]);
    }
}
