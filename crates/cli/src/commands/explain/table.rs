//! Texts in columns that line up on a terminal, whatever their letters are made of.

use unicode_width::UnicodeWidthStr;

/// Columns of a line that a person can read.
pub const WIDTH: usize = 100;
/// Blanks between columns.
const GAP: usize = 2;
/// A column of values is never narrower.
const LEAST: usize = 16;

/// Lines of a table: the first column holds labels, the others share what is left of the width; long cells are wrapped.
#[must_use]
pub fn table(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| {
        rows.iter()
            .filter_map(|row| row.get(column))
            .flat_map(|cell| cell.split('\n'))
            .map(UnicodeWidthStr::width)
            .max()
    };
    let label = widest(0).unwrap_or(0).min(24);
    let shared = (WIDTH - GAP).saturating_sub(label) / columns.saturating_sub(1).max(1);
    let most = shared.saturating_sub(GAP).max(LEAST);
    let widths: Vec<usize> =
        (0..columns).map(|column| if column == 0 { label } else { widest(column).unwrap_or(0).min(most) }).collect();
    rows.iter().flat_map(|row| lines(row, &widths)).collect()
}

/// The lines of one row.
fn lines(row: &[String], widths: &[usize]) -> Vec<String> {
    let cells: Vec<Vec<String>> = row.iter().zip(widths).map(|(cell, width)| wrap(cell, *width)).collect();
    let height = cells.iter().map(Vec::len).max().unwrap_or(0);
    (0..height)
        .map(|line| {
            let parts = cells.iter().zip(widths).map(|(cell, width)| {
                let text = cell.get(line).map_or("", String::as_str);
                format!("{text}{}", " ".repeat((width + GAP).saturating_sub(text.width())))
            });
            format!("{}{}", " ".repeat(GAP), parts.collect::<String>()).trim_end().to_owned()
        })
        .collect()
}

/// `text` in lines of at most `width`, broken between words, or anywhere where a word is longer.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for word in paragraph.split_whitespace() {
            if !line.is_empty() && line.width() + 1 + word.width() > width {
                lines.push(std::mem::take(&mut line));
            }
            if !line.is_empty() {
                line.push(' ');
            }
            for letter in word.chars() {
                let mut buffer = [0; 4];
                let letter: &str = letter.encode_utf8(&mut buffer);
                // A combining mark has no width and stays with its letter.
                if !line.is_empty() && letter.width() > 0 && line.width() + letter.width() > width {
                    lines.push(std::mem::take(&mut line));
                }
                line.push_str(letter);
            }
        }
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use unicode_width::UnicodeWidthStr;

    #[test]
    fn columns_line_up_whatever_the_letters_are_made_of() {
        // The same name, composed and decomposed.
        let rows = [["Tên", "Nguyễn Thị Hoà", "x"], ["Ngày", "Nguye\u{302}\u{303}n Thi\u{323} Hoa\u{300}", "x"]];
        let rows: Vec<Vec<String>> = rows.iter().map(|row| row.map(str::to_owned).to_vec()).collect();
        let lines = table(&rows);
        let place = |line: &str| line[..line.rfind('x').unwrap()].width();
        assert_eq!(place(&lines[0]), place(&lines[1]), "{lines:?}");
    }

    #[test]
    fn long_cells_are_wrapped_within_the_width() {
        let long = "Chi cục Thuế khu vực Ngô Quyền - Hải An ".repeat(4);
        let lines = table(&[vec!["Đơn vị".to_owned(), long.clone(), long.clone(), long]]);
        assert!(lines.len() > 2);
        assert!(lines.iter().all(|line| line.width() <= WIDTH), "{lines:?}");
    }

    #[test]
    fn a_word_without_blanks_is_broken() {
        assert_eq!(wrap("0123456789", 4), ["0123", "4567", "89"]);
        assert_eq!(wrap("một hai", 4), ["một", "hai"]);
        assert_eq!(wrap("", 4), [""]);
    }
}
