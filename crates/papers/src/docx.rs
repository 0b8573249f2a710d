//! A filled paper as DOCX, for those who must edit it: the same content in the same order as the PDF.
//!
//! Set in Times New Roman, which Word has and of which Tinos has the widths; so lines and pages fall nearly as in the PDF.

mod frame;
mod pieces;

use crate::paper::{Annex, Paper};
use crate::refusal::Refusal;
use docx_rs::{
    AlignmentType, Docx, Header, LineSpacing, LineSpacingType, PageMargin, PageNum, PageNumType, PageOrientationType,
    PageSize, Paragraph, Run, RunFonts, Section, Table,
};
use std::io::Cursor;

/// Twentieths of a point in a millimetre.
const MILLIMETRE: f64 = 56.693;
/// A4 in twentieths of a point.
const A4: (u32, u32) = (11906, 16838);
const FONT: &str = "Times New Roman";

/// A paragraph or a table.
pub(crate) enum Piece {
    /// A paragraph.
    Paragraph(Box<Paragraph>),
    /// A table.
    Table(Box<Table>),
}

impl From<Paragraph> for Piece {
    fn from(paragraph: Paragraph) -> Self {
        Piece::Paragraph(Box::new(paragraph))
    }
}

impl From<Table> for Piece {
    fn from(table: Table) -> Self {
        Piece::Table(Box::new(table))
    }
}

/// Pages of one size and margin.
struct Part {
    landscape: bool,
    pieces: Vec<Piece>,
}

/// The paper as DOCX. The same paper gives the same bytes.
///
/// # Errors
/// The library that writes DOCX says no.
pub fn render(paper: &Paper) -> Result<Vec<u8>, Refusal> {
    let mut parts = vec![Part { landscape: false, pieces: body(paper) }];
    parts.extend(paper.annexes.iter().map(|annex| Part { landscape: annex.landscape, pieces: annexed(paper, annex) }));
    let (year, month, day) = paper.day;
    let made_on = format!("{year:04}-{month:02}-{day:02}T12:00:00Z");
    let fonts = RunFonts::new().ascii(FONT).hi_ansi(FONT).cs(FONT).east_asia(FONT);
    let spacing = LineSpacing::new().line_rule(LineSpacingType::Auto).line(252).after(0);
    let mut document = Docx::new()
        .default_fonts(fonts)
        .default_size(half_points(paper.size("body")))
        .default_line_spacing(spacing)
        .created_at(&made_on)
        .updated_at(&made_on);
    let last = parts.pop();
    for part in parts {
        document = document.add_section(section(paper, part));
    }
    if let Some(part) = last {
        let (size, orientation) = page(part.landscape);
        document = document
            .page_size(size.0, size.1)
            .page_orient(orientation)
            .page_margin(margins(paper, part.landscape))
            .page_num_type(PageNumType::new().start(1))
            .header(page_number(paper))
            .first_header(Header::new().add_paragraph(Paragraph::new()));
        for piece in part.pieces {
            document = match piece {
                Piece::Paragraph(paragraph) => document.add_paragraph(*paragraph),
                Piece::Table(table) => document.add_table(*table),
            };
        }
    }
    let mut parts = document.build();
    parts.document = finished(&parts.document);
    parts.headers = parts.headers.iter().map(|header| finished(header)).collect();
    let mut out = Cursor::new(Vec::new());
    parts.pack(&mut out).map_err(|error| Refusal::Rendering { reason: error.to_string() })?;
    Ok(out.into_inner())
}

/// What the library cannot say: heading rows repeat on each page. And what it says too much: numbers of paragraphs that
/// count on from document to document, so that the same paper would have other bytes the second time.
fn finished(part: &[u8]) -> Vec<u8> {
    // Only heading rows are kept from splitting (`pieces::table`), so the mark tells them.
    let text = String::from_utf8_lossy(part).replace("<w:cantSplit />", "<w:cantSplit /><w:tblHeader />");
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some((before, behind)) = rest.split_once(" w14:paraId=\"") {
        out.push_str(before);
        rest = behind.split_once('"').map_or("", |(_, behind)| behind);
    }
    out.push_str(rest);
    out.into_bytes()
}

fn section(paper: &Paper, part: Part) -> Section {
    let (size, orientation) = page(part.landscape);
    let mut section = Section::new()
        .page_size(PageSize::new().size(size.0, size.1))
        .page_orient(orientation)
        .page_margin(margins(paper, part.landscape))
        .page_num_type(PageNumType::new().start(1))
        .title_pg()
        .header(page_number(paper))
        .first_header(Header::new().add_paragraph(Paragraph::new()));
    for piece in part.pieces {
        section = match piece {
            Piece::Paragraph(paragraph) => section.add_paragraph(*paragraph),
            Piece::Table(table) => section.add_table(*table),
        };
    }
    section
}

fn page(landscape: bool) -> ((u32, u32), PageOrientationType) {
    if landscape { ((A4.1, A4.0), PageOrientationType::Landscape) } else { (A4, PageOrientationType::Portrait) }
}

fn margins(paper: &Paper, landscape: bool) -> PageMargin {
    let ending = if landscape { "_landscape" } else { "" };
    let side = |name: &str| twentieths(paper.size(&format!("{name}{ending}")));
    let margin = PageMargin::new().top(side("top")).bottom(side("bottom")).left(side("left")).right(side("right"));
    margin.header(twentieths(10.0)).footer(twentieths(10.0))
}

/// Arabic, in the middle of the upper margin.
fn page_number(paper: &Paper) -> Header {
    let size = half_points(paper.size("page_number"));
    let paragraph = Paragraph::new().align(AlignmentType::Center).add_page_num(PageNum::new()).size(size);
    Header::new().add_paragraph(paragraph)
}

fn body(paper: &Paper) -> Vec<Piece> {
    let mut out = frame::head(paper);
    for block in &paper.blocks {
        out.extend(pieces::block(paper, block, false));
    }
    out.push(frame::foot(paper));
    out
}

fn annexed(paper: &Paper, annex: &Annex) -> Vec<Piece> {
    let size = half_points(paper.size("title"));
    let centred = |text: &str| Paragraph::new().align(AlignmentType::Center).add_run(run(text).size(size).bold());
    let mut out: Vec<Piece> = vec![
        centred(&annex.label).into(),
        centred(&annex.title.to_uppercase()).into(),
        Paragraph::new()
            .align(AlignmentType::Center)
            .line_spacing(LineSpacing::new().after(160))
            .add_run(run(&annex.reference).size(26).italic())
            .into(),
    ];
    for block in &annex.blocks {
        out.extend(pieces::block(paper, block, annex.landscape));
    }
    out
}

/// A run of `text` with its line ends.
pub(crate) fn run(text: &str) -> Run {
    let mut run = Run::new();
    for (index, line) in text.split('\n').enumerate() {
        if index > 0 {
            run = run.add_break(docx_rs::BreakType::TextWrapping);
        }
        run = run.add_text(line);
    }
    run
}

/// Sizes of letters are counted in half points.
pub(crate) fn half_points(points: f64) -> usize {
    (points * 2.0).round().max(2.0) as usize
}

/// Lengths are counted in twentieths of a point.
pub(crate) fn twentieths(millimetres: f64) -> i32 {
    (millimetres * MILLIMETRE).round() as i32
}
