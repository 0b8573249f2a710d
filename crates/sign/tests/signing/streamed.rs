//! A file that is read where it lies is signed and judged as one that is held in memory.

use super::desk::{Desk, noon};
use super::paper::{self, Form, PLAIN};
use antin_sign::job::{self, Refusal};
use antin_sign::pdf::sign::Order;
use antin_sign::source::{ReadAt, Source};
use antin_sign::validate::report::Verdict;
use antin_sign::validate::{self, Question};
use std::cell::Cell;
use std::io::{Error, ErrorKind};

/// A file that counts what is read of it and, if told so, fails from a byte on.
pub struct Shelf<'f> {
    pub bytes: &'f [u8],
    pub read: Cell<usize>,
    pub fails_from: usize,
}

impl<'f> Shelf<'f> {
    pub fn of(bytes: &'f [u8]) -> Self {
        Shelf { bytes, read: Cell::new(0), fails_from: usize::MAX }
    }
}

impl ReadAt for Shelf<'_> {
    fn length(&self) -> usize {
        self.bytes.len()
    }

    fn read_at(&self, at: usize, buffer: &mut [u8]) -> std::io::Result<()> {
        self.read.set(self.read.get() + buffer.len());
        let end = at + buffer.len();
        let bytes = self.bytes.get(at..end).filter(|_| end <= self.fails_from);
        buffer.copy_from_slice(bytes.ok_or(Error::from(ErrorKind::UnexpectedEof))?);
        Ok(())
    }
}

#[test]
fn in_pages_of_any_size_the_same_update_is_made_and_the_same_is_said() {
    let desk = Desk::new();
    let question = desk.question();
    let order = Order::at(noon());
    for form in [Form::Table, Form::Stream, Form::Hybrid] {
        let file = paper::pdf(&PLAIN, form);
        let signed = desk.sign(&desk.sign(&file));
        let expected = format!("{:?}", validate::file(&signed, &question));
        for page in [1, 2, 3, 7, 31, 64, 1000, 65536] {
            let shelf = Shelf::of(&signed);
            let found = format!("{:?}", validate::file(Source::in_pages(&shelf, page), &question));
            assert_eq!(found, expected, "{form:?} in pages of {page}");
            let shelf = Shelf::of(&file);
            let update = job::sign_pdf(Source::in_pages(&shelf, page), None, &order, &desk.key()).unwrap();
            assert_eq!(update, job::sign_pdf(&file, None, &order, &desk.key()).unwrap(), "{form:?} in pages of {page}");
        }
    }
}

#[test]
fn every_signed_byte_of_a_file_that_is_read_counts() {
    let desk = Desk::new();
    let signed = desk.signed();
    let text = String::from_utf8_lossy(&signed);
    let hole = text.find("/Contents <").unwrap()..text.rfind(">>").unwrap();
    for at in (0..signed.len()).step_by(97) {
        let mut other = signed.clone();
        other[at] ^= 1;
        let shelf = Shelf::of(&other);
        let found = validate::file(Source::in_pages(&shelf, 50), &desk.question());
        assert!(hole.contains(&at) || found.verdict != Verdict::Valid, "byte {at}");
        assert_eq!(format!("{found:?}"), format!("{:?}", validate::file(&other, &desk.question())), "byte {at}");
    }
}

#[test]
fn a_file_that_cannot_be_read_to_its_end_is_neither_signed_nor_judged() {
    let desk = Desk::new();
    let file = paper::pdf(&PLAIN, Form::Table);
    let signed = desk.sign(&file);
    for fails_from in (0..signed.len()).step_by(53) {
        let shelf = Shelf { fails_from, ..Shelf::of(&signed) };
        let found = validate::file(Source::in_pages(&shelf, 64), &desk.question());
        assert_eq!(found.verdict, Verdict::Unreadable, "fails from {fails_from}");
        assert_eq!(found.reasons[0].code, "file-not-read");
    }
    for fails_from in (0..file.len()).step_by(53) {
        let shelf = Shelf { fails_from, ..Shelf::of(&file) };
        let done = job::sign_pdf(Source::in_pages(&shelf, 64), None, &Order::at(noon()), &desk.key());
        assert_eq!(done, Err(Refusal::NotRead), "fails from {fails_from}");
    }
}

/// A paper of one page whose content has so many megabytes.
fn large(megabytes: usize) -> Vec<u8> {
    let content = "q Q ".repeat(megabytes << 18);
    let stream = format!("<</Length {}>>\nstream\n{content}\nendstream", content.len());
    let mut objects = PLAIN;
    objects[3].1 = &stream;
    paper::pdf(&objects, Form::Table)
}

#[test]
fn five_signatures_over_a_large_file_read_it_twice_and_not_five_times() {
    let desk = Desk::new();
    let mut file = large(2);
    let plain = file.len();
    for _ in 0..5 {
        file = desk.sign(&file);
    }
    let shelf = Shelf::of(&file);
    let report = validate::file(Source::reader(&shelf), &Question::at(noon()));
    assert_eq!(report.signatures.len(), 5);
    // Once for the digests, once in looking for what a repairing reader would see; pages of objects.
    assert!(shelf.read.get() < 3 * plain, "{} bytes read of {plain}", shelf.read.get());
}
