//! Tables of text for people.

/// The text on one line, cut after `longest` characters, with nothing that a terminal obeys.
pub(super) fn one_line(text: &str, longest: usize) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let visible = words.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c });
    if words.chars().count() > longest {
        visible.take(longest.saturating_sub(1)).chain(['…']).collect()
    } else {
        visible.collect()
    }
}

/// Rows with their cells aligned by characters.
pub(super) fn columns<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |i: usize| rows.iter().map(|row| row[i].chars().count()).max().unwrap_or(0);
    let widths: [usize; N] = std::array::from_fn(width);
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}  "));
        cells.collect::<String>().trim_end().to_owned() + "\n"
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_aligned_and_lines_have_no_tail() {
        let rows = [["ы".to_owned(), "1".to_owned()], ["abc".to_owned(), String::new()]];
        assert_eq!(columns(&rows), "ы    1\nabc\n");
    }

    #[test]
    fn a_text_becomes_one_harmless_line() {
        assert_eq!(one_line("a\n  b\u{1b}[0m", 20), "a b\u{fffd}[0m");
        assert_eq!(one_line("қалып", 4), "қал…");
    }
}
