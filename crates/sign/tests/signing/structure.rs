//! Attacks on the structure: what the signature covers is not what a reader shows (universal forgery, wrapping).

use super::desk::Desk;
use super::paper::{self, Form};
use antin_sign::validate::report::Verdict;

/// Where `needle` first stands.
fn position(bytes: &[u8], needle: &[u8]) -> usize {
    bytes.windows(needle.len()).position(|window| window == needle).expect("it is there")
}

/// The signed paper with the text of its byte range exchanged; the length stays.
fn with_range(desk: &Desk, change: impl Fn([usize; 4]) -> String) -> Vec<u8> {
    let mut file = desk.signed();
    let at = position(&file, b"/ByteRange ") + 11;
    let end = at + position(&file[at..], b"]") + 1;
    let text = String::from_utf8(file[at + 1..end - 1].to_vec()).unwrap();
    let numbers: Vec<usize> = text.split(' ').map(|number| number.parse().unwrap()).collect();
    let new = change([numbers[0], numbers[1], numbers[2], numbers[3]]);
    // Room for longer numbers was left behind the bracket.
    let room = end + 8;
    file[at..room].fill(b' ');
    file[at..at + new.len()].copy_from_slice(new.as_bytes());
    file
}

#[test]
fn forgery_without_a_range() {
    let desk = Desk::new();
    desk.check(&with_range(&desk, |_| "null".into()), Verdict::Invalid, "range-not-sound");
    desk.check(&with_range(&desk, |_| "[]".into()), Verdict::Invalid, "range-not-sound");
    desk.check(&with_range(&desk, |[a, b, c, _]| format!("[{a} {b} {c}]")), Verdict::Invalid, "range-not-sound");
    desk.check(&with_range(&desk, |[a, b, c, d]| format!("[{a} {b} {c} -{d}]")), Verdict::Invalid, "range-not-sound");
    desk.check(
        &with_range(&desk, |[a, b, c, d]| format!("[{a} {b} {c} {}]", d + 1)),
        Verdict::Invalid,
        "range-not-sound",
    );
}

#[test]
fn a_range_that_leaves_out_more_than_the_signature() {
    let desk = Desk::new();
    let gap = "range-leaves-out-something-else";
    desk.check(&with_range(&desk, |[a, b, c, d]| format!("[{a} {} {c} {d}]", b - 1)), Verdict::Invalid, gap);
    desk.check(&with_range(&desk, |[a, b, c, d]| format!("[{a} {b} {} {}]", c + 1, d - 1)), Verdict::Invalid, gap);
    desk.check(&with_range(&desk, |[a, _, c, d]| format!("[{a} {c} {c} {d}]")), Verdict::Invalid, gap);
}

#[test]
fn a_range_that_does_not_begin_or_end_with_the_file() {
    let desk = Desk::new();
    let late = with_range(&desk, |[_, b, c, d]| format!("[1 {} {c} {d}]", b - 1));
    desk.check(&late, Verdict::Invalid, "range-not-from-the-beginning");
    let early = with_range(&desk, |[a, b, c, d]| format!("[{a} {b} {c} {}]", d - 9));
    desk.check(&early, Verdict::Invalid, "range-ends-in-no-revision");
}

#[test]
fn forgery_without_contents() {
    let desk = Desk::new();
    for contents in ["/Contents <>", "/Contents null", "/Contents 00"] {
        let mut file = desk.signed();
        let at = position(&file, b"/Contents <");
        let end = at + position(&file[at..], b">") + 1;
        file[at..end].fill(b' ');
        file[at..at + contents.len()].copy_from_slice(contents.as_bytes());
        desk.check(&file, Verdict::Invalid, "signature-empty");
    }
}

#[test]
fn one_changed_byte_of_what_is_signed() {
    let desk = Desk::new();
    let mut file = desk.signed();
    let at = position(&file, b"12/QD");
    file[at] = b'9';
    let one = desk.first(&file);
    assert_eq!((one.verdict, one.sub_indication), (Verdict::Invalid, Some("HASH_FAILURE")));
}

#[test]
fn wrapping_moves_the_second_piece_away() {
    let desk = Desk::new();
    let signed = desk.signed();
    let text = String::from_utf8_lossy(&signed).into_owned();
    let at = text.find("/ByteRange [").unwrap();
    let numbers: Vec<usize> =
        text[at + 12..].split(']').next().unwrap().split(' ').map(|number| number.parse().unwrap()).collect();
    // What was signed behind the signature is copied to the end; where it stood, stands another table that leads to
    // another page.
    let section = antin_sign::pdf::document::Ending::of(&signed, signed.len()).unwrap().section;
    let table = &text[text.rfind("\nxref").unwrap() + 1..text.rfind("startxref").unwrap()];
    let own = table.lines().skip_while(|line| !line.starts_with("3 1") && !line.starts_with("3 2")).nth(1).unwrap();
    let page = section + table.len();
    let table = table.replace(own.trim_end(), &format!("{page:010} 00000 n"));
    let evil = format!("{table}3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 10 10]/Annots[7 0 R]>>\nendobj\n");
    let evil = [&signed[numbers[2]..section], evil.as_bytes()].concat();
    let tail = &signed[numbers[2]..];
    let mut file = [&signed[..numbers[2]], &evil, tail].concat();
    let range = format!("[0 {} {} {}]", numbers[1], numbers[2] + evil.len(), numbers[3]);
    file[at + 11..at + 11 + range.len()].copy_from_slice(range.as_bytes());
    desk.check(&file, Verdict::Invalid, "range-leaves-out-something-else");
}

#[test]
fn a_name_that_stands_twice_in_the_signature() {
    let desk = Desk::new();
    let mut file = desk.signed();
    let at = position(&file, b"/Filter /Adobe.PPKLite");
    file[at..at + 22].copy_from_slice(b"/Type /Sig            ");
    desk.check(&file, Verdict::Invalid, "name-twice");
}

#[test]
fn one_signature_in_two_fields() {
    let desk = Desk::new();
    let signed = desk.signed();
    let document = antin_sign::pdf::document::Document::read(&signed).unwrap();
    let form = antin_sign::pdf::field::Form::of(&document);
    let id = form.fields[0].id.unwrap().number;
    let second = paper::text_of(&signed, id).replace("(Signature1)", "(Signature9)");
    let catalog = paper::text_of(&signed, 1).replace(&format!("[{id} 0 R]"), &format!("[{id} 0 R 60 0 R]"));
    let file = paper::append(&signed, &[(60, &second), (1, &catalog)], "");
    assert_ne!(desk.judge(&file).verdict, Verdict::Valid);
    assert!(desk.first(&file).reasons.iter().any(|one| one.code == "signature-in-two-fields"));
}

#[test]
fn a_signature_over_a_part_of_its_own_revision() {
    // The range ends at an inner `%%EOF` that is no end of a revision.
    let desk = Desk::new();
    let mut objects = paper::PLAIN.to_vec();
    objects[3].1 = "<</Length 60>>\nstream\nBT ET\nstartxref\n9\n%%EOF\n(made up, to look like an end)    \nendstream";
    let signed = desk.sign(&paper::pdf(&objects, Form::Table));
    desk.check(&signed, Verdict::Valid, "");
}

#[test]
fn an_object_that_only_a_repairing_reader_takes_is_never_green() {
    let desk = Desk::new();
    let mut file = paper::pdf(&paper::PLAIN, Form::Table);
    let section = antin_sign::pdf::document::Ending::of(&file, file.len()).unwrap().section;
    // Behind the last object, in front of the table: another text under the number of the first, which nothing leads to.
    let evil = b"4 0 obj\n<</Length 5>>\nstream\nBT ET\nendstream\nendobj\n";
    file.splice(section..section, evil.iter().copied());
    let text = String::from_utf8_lossy(&file)
        .replace(&format!("startxref\n{section}"), &format!("startxref\n{}", section + evil.len()));
    desk.check(&desk.sign(text.as_bytes()), Verdict::Unknown, "readers-differ");
    // The same bytes in a stream are data.
    let mut objects = paper::PLAIN.to_vec();
    objects.push((6, "<</Length 52>>\nstream\n4 0 obj\n<</Length 5>>\nstream\nBT ET\nendstre@m\nendobj\nendstream"));
    desk.check(&desk.sign(&paper::pdf(&objects, Form::Table)), Verdict::Valid, "");
}
