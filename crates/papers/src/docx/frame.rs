//! Head and foot of a paper as DOCX: two columns without lines.

use super::{Piece, half_points, run, twentieths};
use crate::paper::{Paper, Signature};
use docx_rs::{
    AlignmentType, BorderType, LineSpacing, Paragraph, ParagraphBorder, ParagraphBorderPosition, ParagraphBorders,
    SpecialIndentType, Table, TableCell, TableLayoutType, TableRow, WidthType,
};

/// What stands above the body.
pub fn head(paper: &Paper) -> Vec<Piece> {
    let head = &paper.head;
    let mut out: Vec<Piece> = Vec::new();
    for (index, line) in head.label.iter().enumerate() {
        let text = run(line).size(half_points(paper.size("label")));
        let text = if index == 0 { text.bold() } else { text.italic() };
        out.push(Paragraph::new().align(AlignmentType::Right).add_run(text).into());
    }
    let width = twentieths(paper.size("text_width"));
    let (left, right) = (width * 2 / 5, width * 3 / 5);
    let mut ours = Vec::new();
    if !head.superior.is_empty() {
        ours.push(centred(paper, &head.superior, "agency", Look::Plain));
    }
    ours.push(centred(paper, &head.agency, "agency", Look::Bold));
    // A third of the width, by NĐ 30/2020 Phụ lục I, II.2.
    ours.push(rule(left * 32 / 100));
    if !head.number.is_empty() {
        ours.push(centred(paper, &head.number, "number", Look::Plain));
    }
    if !head.about.is_empty() {
        ours.push(centred(paper, &head.about, "about", Look::Plain));
    }
    let nation = vec![
        centred(paper, &head.nation, "nation", Look::Bold),
        centred(paper, &head.motto, "motto", Look::Bold),
        // The rule under the motto has its length.
        rule(right * 24 / 100),
        centred(paper, &head.place_and_date, "date", Look::Slanted),
    ];
    out.push(two_columns(&[(left, ours), (right, nation)]).into());
    if !head.title.is_empty() {
        let title = Paragraph::new().align(AlignmentType::Center).line_spacing(LineSpacing::new().before(160));
        out.push(title.add_run(run(&head.title).bold().size(half_points(paper.size("title")))).into());
        if !head.subtitle.is_empty() {
            out.push(Paragraph::new().align(AlignmentType::Center).add_run(run(&head.subtitle).italic()).into());
        }
    }
    out.extend(addressees(paper));
    out
}

fn addressees(paper: &Paper) -> Vec<Piece> {
    let spaced = || Paragraph::new().line_spacing(LineSpacing::new().before(160).after(80));
    match paper.head.to.as_slice() {
        [] => Vec::new(),
        [one] => {
            let text = format!("{} {one}", paper.head.to_word);
            vec![spaced().align(AlignmentType::Center).add_run(run(&text)).into()]
        }
        several => {
            let indent = |paragraph: Paragraph, first: f64| {
                let special = SpecialIndentType::FirstLine(twentieths(first));
                paragraph.indent(Some(twentieths(30.0)), Some(special), None, None)
            };
            let mut out: Vec<Piece> = vec![indent(spaced().add_run(run(&paper.head.to_word)), 0.0).into()];
            for (index, one) in several.iter().enumerate() {
                let end = if index + 1 == several.len() { '.' } else { ';' };
                out.push(indent(Paragraph::new().add_run(run(&format!("- {one}{end}"))), 8.0).into());
            }
            out
        }
    }
}

/// Recipients and signatures.
pub fn foot(paper: &Paper) -> Piece {
    let width = twentieths(paper.size("text_width"));
    if paper.recipients.lines.is_empty() {
        let share = width / paper.signatures.len().max(1) as i32;
        let columns: Vec<(i32, Vec<Paragraph>)> =
            paper.signatures.iter().map(|one| (share, signature(paper, one))).collect();
        return two_columns(&columns).into();
    }
    let word = run(&paper.recipients.word).bold().italic().size(half_points(paper.size("recipients_word")));
    let mut recipients = vec![Paragraph::new().add_run(word)];
    let size = half_points(paper.size("recipients"));
    let lines = paper.recipients.lines.iter();
    recipients.extend(lines.map(|line| Paragraph::new().add_run(run(line).size(size))));
    let signer = paper.signatures.first().map(|one| signature(paper, one)).unwrap_or_default();
    let left = width * 46 / 100;
    two_columns(&[(left, recipients), (width - left, signer)]).into()
}

fn signature(paper: &Paper, signature: &Signature) -> Vec<Paragraph> {
    let mut out: Vec<Paragraph> =
        signature.lines.iter().map(|line| centred(paper, line, "signer", Look::Bold)).collect();
    if !signature.note.is_empty() {
        out.push(centred(paper, &signature.note, "about", Look::Slanted));
    }
    // Room for the signature and the seal.
    out.extend((0..4).map(|_| Paragraph::new()));
    out.push(centred(paper, &signature.name, "signer", Look::Bold));
    // What is signed stays on one page.
    out.into_iter().map(|paragraph| paragraph.keep_next(true)).collect()
}

#[derive(Clone, Copy)]
enum Look {
    Plain,
    Bold,
    Slanted,
}

fn centred(paper: &Paper, text: &str, size: &str, look: Look) -> Paragraph {
    let text = run(text).size(half_points(paper.size(size)));
    let text = match look {
        Look::Plain => text,
        Look::Bold => text.bold(),
        Look::Slanted => text.italic(),
    };
    Paragraph::new().align(AlignmentType::Center).add_run(text)
}

/// A line of which `indent` is left out at both ends: the upper border of an empty paragraph.
fn rule(indent: i32) -> Paragraph {
    let border = ParagraphBorder::new(ParagraphBorderPosition::Top).val(BorderType::Single).size(6).space(1);
    let mut paragraph = Paragraph::new().indent(Some(indent), None, Some(indent), None).size(8);
    paragraph.property = paragraph.property.set_borders(ParagraphBorders::with_empty().set(border));
    paragraph
}

fn two_columns(columns: &[(i32, Vec<Paragraph>)]) -> Table {
    let cell = |(width, paragraphs): &(i32, Vec<Paragraph>)| {
        let cell = TableCell::new().width(*width as usize, WidthType::Dxa).clear_all_border();
        paragraphs.iter().fold(cell, |cell, paragraph| cell.add_paragraph(paragraph.clone()))
    };
    let widths: Vec<usize> = columns.iter().map(|(width, _)| *width as usize).collect();
    Table::without_borders(vec![TableRow::new(columns.iter().map(cell).collect())])
        .width(widths.iter().sum(), WidthType::Dxa)
        .set_grid(widths)
        .layout(TableLayoutType::Fixed)
}
