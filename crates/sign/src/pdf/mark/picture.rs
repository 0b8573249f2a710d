//! The picture of a mark: PNG in, an image and its transparency out (ISO 32000-2 8.9.5 and 11.6.5.2).

use super::stream;
use crate::job::Refusal;
use crate::pdf::append::Update;
use crate::pdf::archival::{self, Archival};
use crate::pdf::object::{Dictionary, Id, Object};
use png::{ColorType, Decoder, Limits, Transformations};
use std::io::Cursor;

/// Bytes that a picture may unpack to: a signature scanned at 600 dots per inch has fewer.
const MOST: usize = 64 << 20;

/// An image that was written.
pub(super) struct Picture {
    pub id: Id,
    /// In dots.
    pub width: f64,
    pub height: f64,
}

pub(super) fn embed(bytes: &[u8], rules: Archival, update: &mut Update<'_, '_>) -> Result<Picture, Refusal> {
    let bad = || Refusal::Mark("no PNG".into());
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), Limits { bytes: MOST });
    // Palettes, few bits and sixteen bits all become eight bits a channel.
    decoder.set_transformations(Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|_| bad())?;
    let size = reader.output_buffer_size().filter(|size| *size <= MOST).ok_or_else(bad)?;
    let mut pixels = vec![0; size];
    let info = reader.next_frame(&mut pixels).map_err(|_| bad())?;
    pixels.truncate(info.buffer_size());
    let (channels, has_alpha) = match info.color_type {
        ColorType::Grayscale => (1, false),
        ColorType::GrayscaleAlpha => (2, true),
        ColorType::Rgb => (3, false),
        ColorType::Rgba => (4, true),
        ColorType::Indexed => return Err(bad()),
    };
    let colors = channels - usize::from(has_alpha);
    let (mut shown, mut alpha) = (Vec::with_capacity(pixels.len()), Vec::new());
    for pixel in pixels.chunks_exact(channels) {
        shown.extend_from_slice(&pixel[..colors]);
        alpha.extend_from_slice(&pixel[colors..]);
    }
    let mut image = head(&info, archival::space(rules, colors));
    if has_alpha && rules.mixes() {
        let mask = stream(update, head(&info, Object::named("DeviceGray")), &alpha);
        image.set("SMask", Object::Reference(mask));
    } else if has_alpha {
        image.set("Mask", Object::Reference(stencil(&info, &alpha, update)));
    }
    let id = stream(update, image, &shown);
    Ok(Picture { id, width: f64::from(info.width), height: f64::from(info.height) })
}

/// Which dots are shown, one bit each: 0 is (ISO 32000-1 8.9.6.3).
fn stencil(info: &png::OutputInfo, alpha: &[u8], update: &mut Update<'_, '_>) -> Id {
    let row = |row: &[u8]| -> Vec<u8> {
        let bits = row.chunks(8).map(|dots| {
            let hidden = dots.iter().enumerate().filter(|(_, alpha)| **alpha < 128);
            hidden.fold(0, |byte, (place, _)| byte | 0x80 >> place)
        });
        bits.collect()
    };
    let bits: Vec<u8> = alpha.chunks(info.width.max(1) as usize).flat_map(row).collect();
    let mut mask = head(info, Object::Null);
    mask.remove("ColorSpace");
    mask.set("ImageMask", Object::Bool(true));
    mask.set("BitsPerComponent", Object::Integer(1));
    stream(update, mask, &bits)
}

fn head(info: &png::OutputInfo, space: Object) -> Dictionary {
    let mut head = Dictionary::default();
    head.set("Type", Object::named("XObject"));
    head.set("Subtype", Object::named("Image"));
    head.set("Width", Object::Integer(i64::from(info.width)));
    head.set("Height", Object::Integer(i64::from(info.height)));
    head.set("ColorSpace", space);
    head.set("BitsPerComponent", Object::Integer(8));
    head
}
