//! Files made to hang, to exhaust or to crash a reader: each gets an answer.

use super::desk::Desk;
use super::paper::{self, Form, PLAIN};
use antin_sign::pdf::document::Document;
use antin_sign::pdf::object::Id;
use antin_sign::validate::report::Verdict;

#[test]
fn circles_end() {
    let desk = Desk::new();
    let mut pages = PLAIN.to_vec();
    pages[1].1 = "<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>";
    let mut fields = PLAIN.to_vec();
    fields[0].1 = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields[6 0 R]>>>>";
    fields.push((6, "<</T(a)/Kids[6 0 R 7 0 R]>>"));
    fields.push((7, "<</T(b)/Kids[6 0 R]>>"));
    let mut lengths = PLAIN.to_vec();
    lengths[3].1 = "<</Length 4 0 R>>\nstream\nBT ET\nendstream";
    for objects in [pages, fields, lengths] {
        assert_eq!(desk.judge(&paper::pdf(&objects, Form::Table)).verdict, Verdict::Unsigned);
    }
    let file = paper::pdf(&PLAIN, Form::Table);
    let own = antin_sign::pdf::document::Ending::of(&file, file.len()).unwrap().section;
    let circle = String::from_utf8_lossy(&file).replace("/Root", &format!("/Prev {own}/Root"));
    assert_eq!(desk.judge(circle.as_bytes()).verdict, Verdict::Unreadable);
}

#[test]
fn a_bomb_of_zeros_is_not_unpacked() {
    use std::io::Write;
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    for _ in 0..300 {
        packed.write_all(&vec![0; 1 << 20]).unwrap();
    }
    let packed = packed.finish().unwrap();
    let head = format!(
        "%PDF-1.7\n1 0 obj\n<</Type/XRef/W[1 4 1]/Size 9/Root 2 0 R/Filter/FlateDecode/Length {}>>\nstream\n",
        packed.len()
    );
    let file = [head.as_bytes(), &packed, b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"].concat();
    assert_eq!(Desk::new().judge(&file).verdict, Verdict::Unreadable);
}

#[test]
fn every_beginning_of_a_signed_file_gets_an_answer_and_none_is_valid() {
    let desk = Desk::new();
    let signed = desk.signed();
    for end in (0..signed.len() - 2).step_by(97) {
        assert_ne!(desk.judge(&signed[..end]).verdict, Verdict::Valid, "{end}");
    }
}

#[test]
fn a_byte_changed_anywhere_in_what_is_signed_is_never_valid() {
    let desk = Desk::new();
    let signed = desk.signed();
    let text = String::from_utf8_lossy(&signed).into_owned();
    let gap = text.find("/Contents <").unwrap() + 10;
    let end = gap + text[gap..].find('>').unwrap() + 1;
    for at in (0..signed.len()).step_by(41).filter(|at| !(gap..end).contains(at)) {
        let mut file = signed.clone();
        file[at] ^= 1;
        assert_ne!(desk.judge(&file).verdict, Verdict::Valid, "byte {at}");
    }
}

#[test]
fn an_array_of_millions_is_given_up_and_not_kept() {
    let list = format!("[{}]", "0 ".repeat(5_000_000));
    let mut objects = PLAIN.to_vec();
    objects[0].1 = "<</Type/Catalog/Pages 2 0 R/AcroForm<</Fields 6 0 R>>>>";
    objects.push((6, &list));
    let file = paper::pdf(&objects, Form::Table);
    let document = Document::read(&file).unwrap();
    let damage = document.get(Id { number: 6, generation: 0 }).unwrap_err();
    assert_eq!(damage.what, "too many values");
}

#[test]
fn a_table_of_more_objects_than_bytes_is_refused() {
    use std::io::Write;
    let mut packed = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    packed.write_all(&vec![0; 40 << 20]).unwrap();
    let packed = packed.finish().unwrap();
    let head = format!(
        "%PDF-1.7\n1 0 obj\n<</Type/XRef/W[1 0 0]/Size 99999999/Root 2 0 R/Filter/FlateDecode/Length {}>>\nstream\n",
        packed.len()
    );
    let file = [head.as_bytes(), &packed, b"\nendstream\nendobj\nstartxref\n9\n%%EOF\n"].concat();
    let damage = Document::read(&file).unwrap_err();
    assert_eq!(damage.what, "too many objects", "{damage}");
}
