//! Paragraphs, tables and numbers of the body as DOCX.

use super::{Piece, half_points, run, twentieths};
use crate::paper::{Block, Paper, Table};
use crate::template::{Align, Style};
use docx_rs::{
    AlignmentType, LineSpacing, Paragraph, SpecialIndentType, TableAlignmentType, TableCell, TableCellMargins,
    TableLayoutType, TableRow, VAlignType, WidthType,
};

/// The pieces that show `block`, on a page that may lie on its side.
pub fn block(paper: &Paper, block: &Block, landscape: bool) -> Vec<Piece> {
    match block {
        Block::Paragraph { text, style } => vec![paragraph(text, *style).into()],
        Block::Pairs { rows } => {
            rows.iter().map(|[label, text]| indented().add_run(run(&format!("{label}: {text}"))).into()).collect()
        }
        Block::Table(table) => vec![self::table(paper, table, landscape).into(), gap().into()],
        Block::Chart { title, rows, .. } => {
            // A table says the same as the picture, and can be edited.
            let cells = rows.iter().map(|(label, count)| vec![label.clone(), count.to_string()]).collect();
            let column = |width, align| crate::paper::Column { heading: String::new(), width, align };
            let columns = vec![column(4.0, Align::Left), column(1.0, Align::Right)];
            let table = Table { columns, rows: cells, tall: false, total: Vec::new() };
            vec![
                Paragraph::new()
                    .align(AlignmentType::Center)
                    .keep_next(true)
                    .add_run(run(title).italic().size(24))
                    .into(),
                self::table(paper, &table, landscape).into(),
                gap().into(),
            ]
        }
    }
}

fn paragraph(text: &str, style: Style) -> Paragraph {
    match style {
        Style::Body => indented().align(AlignmentType::Both).add_run(run(text)),
        Style::Heading => indented().keep_next(true).add_run(run(text).bold()),
        Style::Centre => spaced().align(AlignmentType::Center).add_run(run(text)),
        Style::Note => spaced().align(AlignmentType::Both).add_run(run(text).italic().size(24)),
        Style::Plain => spaced().add_run(run(text)),
    }
}

fn spaced() -> Paragraph {
    Paragraph::new().line_spacing(LineSpacing::new().before(60).after(60))
}

fn indented() -> Paragraph {
    spaced().indent(None, Some(SpecialIndentType::FirstLine(twentieths(10.0))), None, None)
}

/// Word joins tables that follow one another; a small paragraph keeps them apart.
fn gap() -> Paragraph {
    Paragraph::new().size(8)
}

fn table(paper: &Paper, table: &Table, landscape: bool) -> docx_rs::Table {
    let (width, size) = if landscape { ("text_width_landscape", "table_landscape") } else { ("text_width", "table") };
    let (width, size) = (twentieths(paper.size(width)) as f64, half_points(paper.size(size)));
    let shares: f64 = table.columns.iter().map(|column| column.width).sum();
    let widths: Vec<usize> = table.columns.iter().map(|column| (width * column.width / shares) as usize).collect();
    let places: Vec<AlignmentType> = table.columns.iter().map(|column| place(column.align)).collect();
    let cell = |text: &str, column: usize, place: AlignmentType, is_bold: bool| {
        let run = if is_bold { run(text).bold() } else { run(text) };
        let paragraph = Paragraph::new().align(place).size(size).add_run(run.size(size));
        TableCell::new()
            .width(widths.get(column).copied().unwrap_or_default(), WidthType::Dxa)
            .vertical_align(VAlignType::Center)
            .add_paragraph(paragraph)
    };
    let mut rows = Vec::with_capacity(table.rows.len() + 2);
    if table.columns.iter().any(|column| !column.heading.is_empty()) {
        let heading = table.columns.iter().enumerate();
        let cells = heading.map(|(index, column)| cell(&column.heading, index, AlignmentType::Center, true));
        // The mark by which heading rows are told (`super::finished`).
        rows.push(TableRow::new(cells.collect()).cant_split());
    }
    let texts = |row: &Vec<String>, is_bold: bool| {
        let place = |index: usize| places.get(index).copied().unwrap_or(AlignmentType::Left);
        let cells = row.iter().enumerate().map(|(index, text)| cell(text, index, place(index), is_bold));
        TableRow::new(cells.collect())
    };
    rows.extend(table.rows.iter().map(|row| texts(row, false)));
    if !table.total.is_empty() {
        rows.push(texts(&table.total, true));
    }
    docx_rs::Table::new(rows)
        .set_grid(widths.clone())
        .width(widths.iter().sum(), WidthType::Dxa)
        .layout(TableLayoutType::Fixed)
        .align(TableAlignmentType::Center)
        .margins(TableCellMargins::new().margin(30, 60, 30, 60))
}

fn place(align: Align) -> AlignmentType {
    match align {
        Align::Left => AlignmentType::Left,
        Align::Centre => AlignmentType::Center,
        Align::Right => AlignmentType::Right,
    }
}
