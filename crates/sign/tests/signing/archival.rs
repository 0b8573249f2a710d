//! Files that call themselves PDF/A stay what they are when something is seen of a signature in them.

use super::desk::{Desk, noon};
use super::paper::{self, Form, PLAIN};
use antin_sign::made::{self, Wanted};
use antin_sign::pdf::document::Document;
use antin_sign::pdf::field::Form as Fields;
use antin_sign::pdf::mark::{Mark, Rectangle};
use antin_sign::pdf::object::{Dictionary, Object};
use antin_sign::pdf::sign::Order;
use antin_sign::validate::facts::Level;
use antin_sign::validate::report::Verdict;

const FONT: &[u8] = include_bytes!("../../../../papers/fonts/Tinos-Regular.ttf");
const PLACE: Rectangle = Rectangle { left: 300.0, bottom: 200.0, right: 420.0, top: 260.0 };
const INTENT: &str =
    "/OutputIntents[<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(x)/DestOutputProfile 6 0 R>>]";

/// A paper whose metadata claim `part` of PDF/A, written in one of two ways; `more` stands in its catalog.
fn paper(part: &str, more: &str) -> Vec<u8> {
    let metadata = format!("<</Type/Metadata/Subtype/XML/Length {}>>\nstream\n{part}\nendstream", part.len());
    let catalog = format!("<</Type/Catalog/Pages 2 0 R/Metadata 7 0 R{more}>>");
    let mut objects = PLAIN.to_vec();
    objects[0].1 = &catalog;
    objects.push((6, "<</N 3/Length 1>>\nstream\nx\nendstream"));
    objects.push((7, &metadata));
    paper::pdf(&objects, Form::Table)
}

const FIRST: &str = "<rdf:Description pdfaid:part=\"1\" pdfaid:conformance=\"B\"/>";
const SECOND: &str = "<pdfaid:part> 2 </pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>";

/// A picture of 10 by 2 dots: blue, half of them see-through, the others a little.
fn picture() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, 10, 2);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().unwrap();
    let row = [[0_u8, 0, 200, 200].repeat(5), [0, 0, 200, 40].repeat(5)].concat();
    writer.write_image_data(&row.repeat(2)).unwrap();
    writer.finish().unwrap();
    bytes
}

fn signed(file: &[u8], mark: Option<Mark<'_>>) -> Vec<u8> {
    let desk = Desk::new();
    let signed = desk.sign_as(file, &Order { mark, ..Order::at(noon()) });
    desk.check(&signed, Verdict::Valid, "");
    signed
}

/// The look of the one field, its dictionary and those of what it names in its resources under `kind`.
fn looks(file: &[u8], kind: &str) -> (Dictionary, Vec<Dictionary>) {
    let document = Document::read(file).unwrap();
    let form = Fields::of(&document);
    let field = form.fields[0].dictionary.dictionary().unwrap();
    let look = document.value(document.value(field, "AP").dictionary().expect("a look"), "N");
    let own = look.dictionary().unwrap().clone();
    let resources = document.value(&own, "Resources").dictionary().unwrap().clone();
    let named = document.value(&resources, kind);
    let items = named.dictionary().map(|named| named.entries.clone()).unwrap_or_default();
    let found = items.iter().map(|(_, item)| document.resolve(item).dictionary().cloned().unwrap_or_default());
    (resources, found.collect())
}

/// The only picture in the look of a person's mark on `file`.
fn image(file: &[u8]) -> Dictionary {
    let picture = picture();
    looks(&signed(file, Some(Mark::person(&picture, 0, PLACE))), "XObject").1.remove(0)
}

fn is_calibrated(image: &Dictionary) -> bool {
    matches!(image.get("ColorSpace"), Some(Object::Array(space)) if space[0] == Object::named("CalRGB"))
}

#[test]
fn a_file_that_claims_nothing_gets_soft_edges_and_plain_colours() {
    let image = image(&paper("", ""));
    assert!(image.get("SMask").is_some() && image.get("Mask").is_none());
    assert_eq!(image.get("ColorSpace"), Some(&Object::named("DeviceRGB")));
}

#[test]
fn in_the_first_part_nothing_is_half_transparent() {
    for intent in ["", INTENT] {
        let image = image(&paper(FIRST, intent));
        assert!(image.get("SMask").is_none() && is_calibrated(&image), "{image:?}");
    }
    let picture = picture();
    let file = signed(&paper(FIRST, INTENT), Some(Mark::person(&picture, 0, PLACE)));
    let image = looks(&file, "XObject").1.remove(0);
    let document = Document::read(&file).unwrap();
    let Some(Object::Reference(id)) = image.get("Mask") else { panic!("no mask") };
    let mask = document.get(*id).unwrap();
    let Object::Stream(stream) = &*mask else { panic!("no stream") };
    // Five dots of each row are shown, and five are not; what is left of a byte does not count.
    assert_eq!(document.unpack(stream, Some(*id)).unwrap(), [0b0000_0111, 0b1100_0000, 0b0000_0111, 0b1100_0000]);
    assert_eq!(stream.dictionary.get("ImageMask"), Some(&Object::Bool(true)));
}

#[test]
fn in_later_parts_transparency_needs_an_intent() {
    let with = image(&paper(SECOND, INTENT));
    assert!(with.get("SMask").is_some() && is_calibrated(&with));
    let without = image(&paper(SECOND, ""));
    assert!(without.get("SMask").is_none() && without.get("Mask").is_some() && is_calibrated(&without));
}

#[test]
fn text_says_what_black_is_and_a_subset_lists_its_glyphs_in_the_first_part() {
    for (part, lists) in [(FIRST, true), (SECOND, false)] {
        let file = signed(&paper(part, ""), Some(Mark::annex("12/QĐ-CTHT", noon(), FONT)));
        let (resources, fonts) = looks(&file, "Font");
        assert!(resources.get("ColorSpace").is_some(), "{part}");
        let document = Document::read(&file).unwrap();
        let Object::Array(inner) = &*document.value(&fonts[0], "DescendantFonts") else { panic!("no font") };
        let inner = document.resolve(&inner[0]);
        let descriptor = document.value(inner.dictionary().unwrap(), "FontDescriptor");
        let list = descriptor.dictionary().unwrap().get("CIDSet").cloned();
        assert_eq!(list.is_some(), lists, "{part}");
        let Some(Object::Reference(id)) = list else { continue };
        let Object::Stream(stream) = &*document.get(id).unwrap() else { panic!("no list") };
        let list = document.unpack(stream, Some(id)).unwrap();
        // At least the letters of the two lines, the first glyph among them.
        assert!(list.iter().map(|byte| byte.count_ones()).sum::<u32>() >= 15 && list[0] == 0xff, "{list:?}");
    }
}

#[test]
fn a_signature_that_is_not_seen_has_an_empty_look_in_the_first_part() {
    let has_look = |file: &[u8]| {
        let document = Document::read(file).unwrap();
        let form = Fields::of(&document);
        form.fields[0].dictionary.dictionary().unwrap().get("AP").is_some()
    };
    assert!(has_look(&signed(&paper(FIRST, INTENT), None)));
    assert!(!has_look(&signed(&paper(SECOND, INTENT), None)));
}

#[test]
fn what_was_signed_without_a_mark_is_passed_over_in_every_part_and_a_mark_is_told_from_none() {
    let (desk, picture) = (Desk::new(), picture());
    for part in ["", FIRST, SECOND] {
        let file = paper(part, INTENT);
        let invisible = desk.sign_as(&file, &Order::at(noon()));
        let visible = desk.sign_as(&file, &Order { mark: Some(Mark::person(&picture, 0, PLACE)), ..Order::at(noon()) });
        let is_made = |result: &[u8], mark: bool| {
            let mark = |_| Ok(mark.then(|| Mark::person(&picture, 0, PLACE)));
            let key = desk.key();
            let certificate = antin_sign::key::Key::certificate(&key);
            let wanted =
                Wanted { certificate, reason: None, location: None, field: None, mark: &mark, level: Level::BB };
            made::is_signed_pdf(&file, result, None, &wanted, noon())
        };
        assert!(is_made(&invisible, false) && is_made(&visible, true), "{part}");
        assert!(!is_made(&invisible, true) && !is_made(&visible, false), "{part}");
    }
}
