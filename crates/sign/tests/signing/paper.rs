//! Little PDFs written by hand, and revisions put behind them.

use antin_sign::pdf::document::{Document, Ending};
use std::fmt::Write;

/// How the cross-references of a paper are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    Table,
    Stream,
    Hybrid,
}

/// A page with a line of text, and no form.
pub const PLAIN: [(u32, &str); 5] = [
    (1, "<</Type/Catalog/Pages 2 0 R>>"),
    (2, "<</Type/Pages/Kids[3 0 R]/Count 1>>"),
    (3, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595.0 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>"),
    (4, "<</Length 49>>\nstream\nBT /F1 12 Tf 72 720 Td (So 12/QD: made up) Tj ET\nendstream"),
    (5, "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>"),
];

/// A file of these objects.
pub fn pdf(objects: &[(u32, &str)], form: Form) -> Vec<u8> {
    revision(b"%PDF-1.7\n", objects, form, "/Root 1 0 R/ID[<0102><0304>]", None)
}

/// Another revision behind a file, as a writer of PDF would put it there.
pub fn append(file: &[u8], objects: &[(u32, &str)], trailer: &str) -> Vec<u8> {
    let previous = Ending::of(file, file.len()).unwrap().section;
    revision(file, objects, Form::Table, &format!("/Root 1 0 R{trailer}"), Some(previous))
}

/// The object `number` as it stands in the newest revision, as text.
pub fn text_of(file: &[u8], number: u32) -> String {
    let document = Document::read(file).unwrap();
    let id = antin_sign::pdf::object::Id { number, generation: 0 };
    let mut out = Vec::new();
    antin_sign::pdf::append::object(&mut out, &document.get(id).unwrap());
    String::from_utf8(out).unwrap()
}

fn revision(file: &[u8], objects: &[(u32, &str)], form: Form, trailer: &str, previous: Option<usize>) -> Vec<u8> {
    let mut out = file.to_vec();
    let mut places = Vec::new();
    for (number, text) in objects {
        places.push((*number, out.len()));
        out.extend_from_slice(format!("{number} 0 obj\n{text}\nendobj\n").as_bytes());
    }
    let size = 1 + objects.iter().map(|(number, _)| *number).max().unwrap_or(0).max(40);
    let previous = previous.map(|at| format!("/Prev {at}")).unwrap_or_default();
    let stream = |out: &mut Vec<u8>, own: u32, places: &[(u32, usize)]| {
        let at = out.len();
        let (mut index, mut rows) = (String::new(), Vec::new());
        for (number, place) in places.iter().copied().chain([(own, at)]) {
            let _ = write!(index, "{number} 1 ");
            rows.push(1);
            rows.extend_from_slice(&(place as u32).to_be_bytes());
            rows.push(0);
        }
        let head = format!(
            "{own} 0 obj\n<</Type/XRef/W[1 4 1]/Index[{index}]/Size {size}{trailer}{previous}/Length {}>>\nstream\n",
            rows.len()
        );
        out.extend_from_slice(head.as_bytes());
        out.extend(rows);
        out.extend_from_slice(b"\nendstream\nendobj\n");
        at
    };
    let section = match form {
        Form::Stream => stream(&mut out, 39, &places),
        Form::Table | Form::Hybrid => {
            let hidden = if form == Form::Hybrid {
                let last = places.pop().unwrap();
                let at = stream(&mut out, 39, &[last]);
                format!("/XRefStm {at}")
            } else {
                String::new()
            };
            let at = out.len();
            let mut table = String::from("xref\n0 1\n0000000000 65535 f \n");
            for (number, place) in &places {
                let _ = write!(table, "{number} 1\n{place:010} 00000 n \n");
            }
            let _ = write!(table, "trailer\n<</Size {size}{trailer}{previous}{hidden}>>\n");
            out.extend_from_slice(table.as_bytes());
            at
        }
    };
    out.extend_from_slice(format!("startxref\n{section}\n%%EOF\n").as_bytes());
    out
}
