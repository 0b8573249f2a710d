//! The visible mark of a signature (NĐ 30/2020 Phụ lục I): what is seen on the page.
//!
//! > The signature of a person: a picture, blue, between title and name. The seal of a body: a picture, red, over about a
//! > third of the person's on its left. On an annex and on a copy: text at the top right of the first page, Times New Roman
//! > upright, 10 points, black; the time with the zone of Vietnam.
//!
//! Pictures and the font come as bytes from the caller; nothing is drawn that the signature does not cover.

mod font;
mod picture;
pub mod place;

use super::append::Update;
use super::archival::{self, Archival};
use super::document::Document;
use super::object::{Dictionary, Id, Object};
use super::sign::local;
use crate::job::Refusal;
use antin_pki::time::Time;
use flate2::Compression;
use flate2::write::ZlibEncoder;
use font::Font;
use std::collections::BTreeSet;
use std::io::Write;
use unicode_normalization::UnicodeNormalization;

/// Points of a line of text, and from line to line.
const SIZE: f64 = 10.0;
const LEADING: f64 = 12.0;

/// Points from the edges of the page to the text of an annex or a copy: the margins of an office's paper.
const MARGIN: [f64; 2] = [42.5, 28.0];

/// What is drawn, and where.
#[derive(Clone, Debug)]
pub struct Mark<'m> {
    /// The page, the first is 0.
    pub page: usize,
    /// Where; text without a place goes to the top right.
    pub rectangle: Option<Rectangle>,
    /// A picture, PNG with a transparent background.
    pub picture: Option<&'m [u8]>,
    /// Lines of text.
    pub lines: Vec<String>,
    /// The font of the text, TrueType.
    pub font: Option<&'m [u8]>,
}

/// A place on a page, in points from its lower left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
#[allow(missing_docs)] // the four edges
pub struct Rectangle {
    pub left: f64,
    pub bottom: f64,
    pub right: f64,
    pub top: f64,
}

impl<'m> Mark<'m> {
    /// The handwritten signature of a person.
    #[must_use]
    pub fn person(picture: &'m [u8], page: usize, rectangle: Rectangle) -> Self {
        Mark { page, rectangle: Some(rectangle), picture: Some(picture), lines: Vec::new(), font: None }
    }

    /// The seal of a body, `width` and `height` points as on paper, over the left third of the person's signature.
    #[must_use]
    pub fn seal(picture: &'m [u8], page: usize, person: Rectangle, [width, height]: [f64; 2]) -> Self {
        let right = person.left + (person.right - person.left) / 3.0;
        let middle = f64::midpoint(person.bottom, person.top);
        let (bottom, top) = (middle - height / 2.0, middle + height / 2.0);
        Mark::person(picture, page, Rectangle { left: right - width, bottom, right, top })
    }

    /// On an annex in a file of its own: number and symbol of the document, and the time.
    #[must_use]
    pub fn annex(number: &str, at: Time, font: &'m [u8]) -> Self {
        Mark::text(vec![number.to_owned(), time(at)], font)
    }

    /// On a copy: its form (`SAO Y`, `SAO LỤC`, `TRÍCH SAO`), who copied, and the time.
    #[must_use]
    pub fn copy(form: &str, body: &str, at: Time, font: &'m [u8]) -> Self {
        Mark::text(vec![form.to_owned(), body.to_owned(), time(at)], font)
    }

    fn text(lines: Vec<String>, font: &'m [u8]) -> Self {
        Mark { page: 0, rectangle: None, picture: None, lines, font: Some(font) }
    }

    /// Draws it as the look of `field`.
    ///
    /// # Errors
    /// The picture is none, the font lacks a letter, or the place is none.
    pub fn draw(
        &self,
        document: &Document<'_>,
        page: Id,
        field: &mut Dictionary,
        update: &mut Update<'_, '_>,
    ) -> Result<(), Refusal> {
        // Composed letters: fonts draw `ế` as one, input methods may write it as three.
        let lines: Vec<String> = self.lines.iter().map(|line| line.nfc().collect()).collect();
        let font = match self.font.filter(|_| !lines.is_empty()) {
            Some(bytes) => Some(Font::of(bytes, &lines)?),
            None if lines.is_empty() => None,
            None => return Err(Refusal::Mark("no font".into())),
        };
        let widths: Vec<f64> =
            lines.iter().map(|line| font.as_ref().map_or(0.0, |font| font.width(line, SIZE))).collect();
        let place = match self.rectangle {
            Some(place) => place,
            None => top_right(document, page, &widths),
        };
        let (width, height) = (place.right - place.left, place.top - place.bottom);
        if !(width > 0.0 && height > 0.0 && width < 20_000.0 && height < 20_000.0) {
            return Err(Refusal::Mark("no place".into()));
        }
        let rules = Archival::of(document);
        let (mut content, mut resources) = (Vec::new(), Dictionary::default());
        if let Some(bytes) = self.picture {
            let picture = picture::embed(bytes, rules, update)?;
            let mut pictures = Dictionary::default();
            pictures.set("Im0", Object::Reference(picture.id));
            resources.set("XObject", Object::Dictionary(pictures));
            // As large as it fits without changing its proportions, in the middle.
            let scale = (width / picture.width).min(height / picture.height);
            let (wide, high) = (picture.width * scale, picture.height * scale);
            let (x, y) = ((width - wide) / 2.0, (height - high) / 2.0);
            let _ = writeln!(content, "q {wide:.3} 0 0 {high:.3} {x:.3} {y:.3} cm /Im0 Do Q");
        }
        if let Some(font) = font {
            let black = if rules.has_device_colours() { "0 g" } else { "/C0 cs 0 sc" };
            let _ = writeln!(content, "q BT /F0 {SIZE} Tf {black}");
            for (index, (line, wide)) in lines.iter().zip(&widths).enumerate() {
                let (x, y) = (width - wide, height - SIZE - LEADING * index as f64);
                let _ = writeln!(content, "1 0 0 1 {x:.3} {y:.3} Tm <{}> Tj", font.codes(line));
            }
            content.extend_from_slice(b"ET Q\n");
            let mut fonts = Dictionary::default();
            fonts.set("F0", Object::Reference(font.embed(rules, update)?));
            resources.set("Font", Object::Dictionary(fonts));
            if !rules.has_device_colours() {
                let mut spaces = Dictionary::default();
                spaces.set("C0", archival::space(rules, 1));
                resources.set("ColorSpace", Object::Dictionary(spaces));
            }
        }
        look(field, [width, height], resources, &content, update);
        field.set("Rect", numbers(&[place.left, place.bottom, place.right, place.top]));
        Ok(())
    }
}

/// The look of a field that shows nothing.
pub fn nothing(field: &mut Dictionary, update: &mut Update<'_, '_>) {
    look(field, [0.0, 0.0], Dictionary::default(), b"", update);
}

fn look(
    field: &mut Dictionary,
    [width, height]: [f64; 2],
    resources: Dictionary,
    content: &[u8],
    update: &mut Update<'_, '_>,
) {
    let mut form = Dictionary::default();
    form.set("Type", Object::named("XObject"));
    form.set("Subtype", Object::named("Form"));
    form.set("BBox", numbers(&[0.0, 0.0, width, height]));
    form.set("Resources", Object::Dictionary(resources));
    let mut looks = Dictionary::default();
    looks.set("N", Object::Reference(stream(update, form, content)));
    field.set("AP", Object::Dictionary(looks));
}

/// `14/06/2024 09:15:30 +07:00`, the form in practice.
#[must_use]
pub fn time(at: Time) -> String {
    let ((year, month, day), (hour, minute, second)) = local(at);
    format!("{day:02}/{month:02}/{year:04} {hour:02}:{minute:02}:{second:02} +07:00")
}

/// A rectangle for the lines within the margins of the page.
fn top_right(document: &Document<'_>, page: Id, widths: &[f64]) -> Rectangle {
    let [_, _, right, top] = sheet(document, page).unwrap_or([0.0, 0.0, 595.0, 842.0]);
    let (right, top) = (right - MARGIN[0], top - MARGIN[1]);
    let width = widths.iter().copied().fold(1.0, f64::max);
    Rectangle { left: right - width, bottom: top - LEADING * widths.len() as f64 - 2.0, right, top }
}

/// What is seen of a page: its crop box or its media box, which it may inherit.
fn sheet(document: &Document<'_>, page: Id) -> Option<[f64; 4]> {
    for name in ["CropBox", "MediaBox"] {
        let mut node = document.resolve(&Object::Reference(page));
        for _ in 0..32 {
            let own = node.dictionary()?.clone();
            if let Object::Array(items) = &*document.value(&own, name)
                && let [one, two, three, four] = &items[..]
            {
                let number = |item: &Object| match &*document.resolve(item) {
                    Object::Integer(value) => Some(*value as f64),
                    Object::Real(value) => Some(*value),
                    _ => None,
                };
                let [x, y, u, v] = [number(one)?, number(two)?, number(three)?, number(four)?];
                return Some([x.min(u), y.min(v), x.max(u), y.max(v)]);
            }
            match own.get("Parent") {
                Some(parent) => node = document.resolve(parent),
                None => break,
            }
        }
    }
    None
}

/// A packed stream of its own.
fn stream(update: &mut Update<'_, '_>, mut dictionary: Dictionary, data: &[u8]) -> Id {
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::default());
    let packed = packer.write_all(data).and_then(|()| packer.finish());
    match packed {
        Ok(packed) => {
            dictionary.set("Filter", Object::named("FlateDecode"));
            update.stream(dictionary, packed)
        }
        // Writing to memory does not fail; unpacked, it is the same stream.
        Err(_) => update.stream(dictionary, data.to_vec()),
    }
}

fn numbers(values: &[f64]) -> Object {
    // Three digits behind the point are finer than any printer.
    Object::Array(values.iter().map(|value| Object::Real((value * 1000.0).round() / 1000.0)).collect())
}

/// The number of page `wanted`, the first is 0.
#[must_use]
pub fn page(document: &Document<'_>, wanted: usize) -> Option<Id> {
    let catalog = document.catalog();
    let mut waiting = vec![catalog.dictionary()?.get("Pages")?.clone()];
    let (mut seen, mut found) = (BTreeSet::new(), 0);
    while let Some(item) = waiting.pop() {
        let Object::Reference(id) = item else { continue };
        if !seen.insert(id) {
            continue;
        }
        let node = document.resolve(&item);
        let Some(own) = node.dictionary() else { continue };
        match &*document.value(own, "Kids") {
            Object::Array(kids) => waiting.extend(kids.iter().rev().cloned()),
            _ if found == wanted => return Some(id),
            _ => found += 1,
        }
    }
    None
}
