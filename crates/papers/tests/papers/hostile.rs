//! What a user types is text and nothing else, and it stays on the page.

use crate::tools::{data_of, fill_with, kept, pdf_of, run, text_of};
use antin_papers::{Refusal, docx};

fn revoke(name: &str) -> Result<antin_papers::Paper, Refusal> {
    let mut data = data_of("revoke-request");
    data["certificates"][0]["name"] = name.into();
    fill_with("revoke-request", &data)
}

/// The name comes out as it went in, in both formats.
fn check(name: &str) {
    let paper = revoke(name).unwrap();
    let squeezed = |text: &str| text.replace([' ', '\n'], "");
    let text = squeezed(&text_of(&pdf_of(&paper)));
    assert!(text.contains(&squeezed(name)), "{name} is not in {text}");
    assert!(docx::render(&paper).unwrap().len() > 1000);
}

#[test]
fn signs_of_the_layout_language_are_letters() {
    check("#panic(\"x\")");
    check("#read(\"/etc/passwd\") $x^2$");
    check("\\u{41} [a] *b* _c_ `d` @e <f>");
    check("// a /* b */ = c - d + e");
    check("{agency} {{row}} }{");
    check("</w:t><w:br/> & \"quoted\" 'single'");
}

#[test]
fn a_word_without_end_stays_in_its_column() {
    let name = "A1b2".repeat(30) + "@" + &"gdt.gov.vn".repeat(2);
    let paper = revoke(&name).unwrap();
    let bytes = pdf_of(&paper);
    assert!(text_of(&bytes).replace(' ', "").contains(&name));
    // The column of the name ends before the one of the mail begins: no piece of the word reaches it.
    let (_folder, path) = kept("paper.pdf", &bytes);
    let boxes = run("pdftotext", &["-bbox", "-f", "2", path.to_str().unwrap(), "-"]);
    let edge = |line: &str, side: &str| -> f64 {
        line.split(&format!("{side}=\"")).nth(1).unwrap().split('"').next().unwrap().parse().unwrap()
    };
    let mail = boxes.lines().find(|line| line.contains("lvthidu")).map(|line| edge(line, "xMin")).unwrap();
    let pieces: Vec<&str> = boxes.lines().filter(|line| line.contains("b2A1")).collect();
    assert!(pieces.len() > 3, "{boxes}");
    for piece in pieces {
        assert!(edge(piece, "xMax") <= mail, "{piece} reaches the next column at {mail}");
    }
}

#[test]
fn marks_that_turn_the_writing_are_refused_with_their_field() {
    for mark in ['\u{202e}', '\u{200f}', '\u{2066}', '\u{61c}'] {
        let refusal = revoke(&format!("An{mark}nB")).unwrap_err();
        let Refusal::Character { place, at, .. } = refusal else { panic!("{refusal}") };
        assert_eq!((place.path.as_str(), at), ("certificates[1].name", 3));
    }
}

#[test]
fn ten_thousand_letters_are_refused_with_their_field() {
    let refusal = revoke(&"Nguyễn ".repeat(1430)).unwrap_err();
    let Refusal::TooLong { place, is, most } = refusal else { panic!("{refusal}") };
    assert_eq!((place.path.as_str(), is, most), ("certificates[1].name", 10_010, 150));
}

#[test]
fn an_empty_name_is_missing() {
    for name in ["", "   ", "\u{200b}\u{feff}"] {
        assert!(matches!(revoke(name), Err(Refusal::Missing { .. })), "{name:?}");
    }
}

#[test]
fn the_longest_lines_that_are_allowed_can_be_set() {
    let mut data = data_of("revoke-request");
    data["certificates"][0]["reason"] = "dòng\n".repeat(399).into();
    let text = text_of(&pdf_of(&fill_with("revoke-request", &data).unwrap()));
    assert_eq!(text.matches("dòng").count(), 399);
}
