//! Tables and links of Markdown pages.

/// A table with a heading row.
#[derive(Debug, PartialEq, Eq)]
pub struct Table {
    /// Line of the heading row, from 1.
    pub line: usize,
    /// Cells of the heading row.
    pub heading: Vec<String>,
    /// The rows below, each with its line.
    pub rows: Vec<(usize, Vec<String>)>,
}

/// Every table of `text`, in order.
pub fn tables(text: &str) -> Vec<Table> {
    let mut found: Vec<Table> = Vec::new();
    let mut open = false;
    for (line, content) in outside_fences(text) {
        if !content.trim_start().starts_with('|') {
            open = false;
        } else if !open {
            found.push(Table { line, heading: cells(content), rows: Vec::new() });
            open = true;
        } else if let Some(table) = found.last_mut().filter(|table| line != table.line + 1) {
            table.rows.push((line, cells(content)));
        }
    }
    found
}

/// Every link and picture of `text`: its line and where it leads.
pub fn links(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (line, content) in outside_fences(text) {
        // What stands between backticks is quoted, not linked.
        let prose: String = content.split('`').step_by(2).collect::<Vec<_>>().join("`");
        for (start, _) in prose.match_indices("](") {
            if let Some((target, _)) = prose[start + 2..].split_once(')') {
                let target = target.split_whitespace().next().unwrap_or_default();
                found.push((line, target.trim_start_matches('<').trim_end_matches('>').to_owned()));
            }
        }
    }
    found
}

/// The lines outside of fenced blocks, numbered from 1.
fn outside_fences(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut fenced = false;
    text.lines().enumerate().filter_map(move |(index, line)| {
        let fence = line.trim_start().starts_with("```");
        fenced ^= fence;
        (!fenced && !fence).then_some((index + 1, line))
    })
}

/// The cells of one row; `\|` stands for the letter.
fn cells(row: &str) -> Vec<String> {
    let row = row.trim().replace("\\|", "\u{1}");
    let inner = row.trim_start_matches('|').trim_end_matches('|');
    inner.split('|').map(|cell| cell.trim().replace('\u{1}', "|")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_a_heading_and_rows() {
        let found = tables("text\n\n| a | b |\n|---|---|\n| 1 | x\\|y |\n\n```\n| no | table |\n```\n");
        let rows = vec![(5, vec!["1".to_owned(), "x|y".to_owned()])];
        assert_eq!(found, [Table { line: 3, heading: vec!["a".to_owned(), "b".to_owned()], rows }]);
    }

    #[test]
    fn links_are_found_and_quoted_ones_are_not() {
        let found = links("see [a](docs/a.md#b) and ![p](p.png \"title\"), not `[c](d)`\n```\n[e](f)\n```\n");
        assert_eq!(found, [(1, "docs/a.md#b".to_owned()), (1, "p.png".to_owned())]);
    }
}
