//! What is seen of a signature: pictures, and Vietnamese text in a font of which only its letters go along.

use super::desk::{Desk, noon};
use super::paper::{self, Form, PLAIN};
use antin_sign::job::{self, Refusal};
use antin_sign::pdf::document::Document;
use antin_sign::pdf::field::Form as Fields;
use antin_sign::pdf::mark::{self, Mark, Rectangle};
use antin_sign::pdf::object::Object;
use antin_sign::pdf::sign::Order;
use antin_sign::validate::report::Verdict;

const FONT: &[u8] = include_bytes!("../../../../papers/fonts/Tinos-Regular.ttf");

const PLACE: Rectangle = Rectangle { left: 300.0, bottom: 200.0, right: 420.0, top: 260.0 };

/// A picture of one colour, half transparent.
fn picture(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().unwrap();
    writer.write_image_data(&[0, 0, 200, 128].repeat((width * height) as usize)).unwrap();
    writer.finish().unwrap();
    bytes
}

fn signed(desk: &Desk, mark: Mark<'_>) -> Vec<u8> {
    desk.sign_as(&paper::pdf(&PLAIN, Form::Table), &Order { mark: Some(mark), ..Order::at(noon()) })
}

/// The rectangle of the first field.
fn rectangle(file: &[u8]) -> Vec<f64> {
    let document = Document::read(file).unwrap();
    let form = Fields::of(&document);
    let field = form.fields[0].dictionary.dictionary().unwrap();
    let Object::Array(items) = &*document.value(field, "Rect") else { panic!("no rectangle") };
    items.iter().map(|item| if let Object::Real(value) = item { *value } else { panic!("{item:?}") }).collect()
}

#[test]
fn the_mark_of_an_annex_stands_at_the_top_right_with_number_and_time() {
    let desk = Desk::new();
    let file = signed(&desk, Mark::annex("12/QĐ-CTHT", noon(), FONT));
    desk.check(&file, Verdict::Valid, "");
    let [left, bottom, right, top] = rectangle(&file)[..] else { panic!("four edges") };
    assert_eq!((right, top), (595.0 - 42.5, 842.0 - 28.0));
    assert!(left > 400.0 && bottom > 780.0, "{left} {bottom}");
    // The whole font has half a million bytes.
    assert!(file.len() < 60_000, "{} bytes", file.len());
}

#[test]
fn the_time_is_written_as_in_practice() {
    assert_eq!(mark::time(noon()), "15/06/2026 19:00:00 +07:00");
}

#[test]
fn letters_in_pieces_are_drawn_as_one() {
    let desk = Desk::new();
    let body = "Cục Thuế thử nghiệm";
    let pieces: String = unicode_normalization::UnicodeNormalization::nfd(body).collect();
    assert_ne!(pieces, body);
    let (one, other) = (Mark::copy("SAO Y", body, noon(), FONT), Mark::copy("SAO Y", &pieces, noon(), FONT));
    assert_eq!(rectangle(&signed(&desk, one)), rectangle(&signed(&desk, other)));
}

#[test]
fn a_seal_lies_over_the_left_third_of_the_signature() {
    let desk = Desk::new();
    let (hand, seal) = (picture(60, 30), picture(20, 20));
    let file = signed(&desk, Mark::person(&hand, 0, PLACE));
    assert_eq!(rectangle(&file), [300.0, 200.0, 420.0, 260.0]);
    let order = Order { mark: Some(Mark::seal(&seal, 0, PLACE, [100.0, 100.0])), ..Order::at(noon()) };
    let both = desk.sign_as(&file, &order);
    desk.check(&both, Verdict::Valid, "");
    let alone = signed(&desk, Mark::seal(&seal, 0, PLACE, [100.0, 100.0]));
    assert_eq!(rectangle(&alone), [240.0, 180.0, 340.0, 280.0]);
}

#[test]
fn what_cannot_be_drawn_is_refused() {
    let desk = Desk::new();
    let file = paper::pdf(&PLAIN, Form::Table);
    let cut = &picture(8, 8)[..40];
    let flat = Rectangle { top: PLACE.bottom, ..PLACE };
    let whole = picture(8, 8);
    let marks = [
        Mark::person(b"no picture", 0, PLACE),
        Mark::person(cut, 0, PLACE),
        Mark::person(&whole, 0, flat),
        Mark::annex("12/QĐ 字", noon(), FONT),
        Mark::annex("12/QĐ", noon(), b"no font"),
    ];
    for mark in marks {
        let order = Order { mark: Some(mark), ..Order::at(noon()) };
        let done = job::sign_pdf(&file, None, &order, &desk.key());
        assert!(matches!(done, Err(Refusal::Mark(_))), "{done:?}");
    }
    let order = Order { mark: Some(Mark::person(&whole, 7, PLACE)), ..Order::at(noon()) };
    assert_eq!(job::sign_pdf(&file, None, &order, &desk.key()), Err(Refusal::NoPage));
}
