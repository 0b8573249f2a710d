//! How the bytes of a text file are text.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use crate::legacy;

use super::Encoding;

/// Bytes looked at from the start.
const FIRST: usize = 1 << 18;
/// Samples spread over a larger file, and their size.
const SAMPLES: u64 = 32;
const SAMPLE: usize = 1 << 13;

/// Finds the encoding of the file at `path` by its start and by samples of the rest.
pub fn find(path: &Path) -> std::io::Result<Encoding> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    let mut head = vec![0; FIRST.min(usize::try_from(length).unwrap_or(FIRST))];
    file.read_exact(&mut head)?;
    if head.starts_with(b"\xEF\xBB\xBF") {
        return Ok(Encoding::Utf8Bom);
    }
    if head.starts_with(b"\xFF\xFE") {
        return Ok(Encoding::Utf16Le);
    }
    if head.starts_with(b"\xFE\xFF") {
        return Ok(Encoding::Utf16Be);
    }
    if let Some(found) = utf16_without_mark(&head) {
        return Ok(found);
    }
    let mut sample = head;
    let first = sample.len() as u64;
    if length > first {
        let step = ((length - first) / SAMPLES).max(SAMPLE as u64);
        let mut at = first;
        while at + (SAMPLE as u64) < length {
            file.seek(SeekFrom::Start(at))?;
            let mut part = vec![0; SAMPLE];
            file.read_exact(&mut part)?;
            // Samples are cut to whole lines, so no letter is cut in two.
            let begin = memchr::memchr(b'\n', &part).map_or(SAMPLE, |place| place + 1);
            let end = memchr::memrchr(b'\n', &part).map_or(begin, |place| place + 1).max(begin);
            sample.extend_from_slice(&part[begin..end]);
            at += step;
        }
    }
    Ok(if is_utf8(&sample) { Encoding::Utf8 } else { single_byte(&sample) })
}

/// UTF-16 without a mark: every other byte of Latin text is zero.
pub fn utf16_without_mark(head: &[u8]) -> Option<Encoding> {
    let head = &head[..head.len().min(4096)];
    let pairs = head.chunks_exact(2);
    let all = pairs.len();
    let (low, high) =
        pairs.fold((0, 0), |(low, high), pair| (low + usize::from(pair[1] == 0), high + usize::from(pair[0] == 0)));
    match () {
        () if all < 4 => None,
        () if low * 2 > all && high * 20 < all => Some(Encoding::Utf16Le),
        () if high * 2 > all && low * 20 < all => Some(Encoding::Utf16Be),
        () => None,
    }
}

/// UTF-8, or UTF-8 with a few bad bytes: those are for the row reader to report.
fn is_utf8(bytes: &[u8]) -> bool {
    // The usual case, and the quick one.
    if encoding_rs::Encoding::utf8_valid_up_to(bytes) == bytes.len() {
        return true;
    }
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    // The cut at the end of the sample may split one letter.
    bad <= 1 && good > 0 || bad * 20 <= good && (bad == 0 || good > 0)
}

/// Windows-1258, or bytes of a font that the columns will tell.
fn single_byte(bytes: &[u8]) -> Encoding {
    let sample = &bytes[..bytes.len().min(1 << 16)];
    let joined = legacy::judge(&legacy::windows1258_text(sample));
    let western = legacy::windows1252_text(sample);
    let font = legacy::ALL
        .into_iter()
        .filter(|font| *font != super::LegacyText::Windows1258)
        .filter_map(|font| mended(&western, font))
        .max()
        .unwrap_or(0);
    if joined.good > joined.bad && joined.good > font { Encoding::Windows1258 } else { Encoding::Windows1252 }
}

/// Good words of `text` read in `font`, cell by cell: one odd cell must not spoil the judgement.
fn mended(text: &str, font: super::LegacyText) -> Option<u32> {
    let cells = text.split(['\n', '\r', '\t', ';', ',', '|']);
    let good = cells.filter_map(|cell| legacy::convert(cell, font)).map(|cell| legacy::judge(&cell).good).sum();
    (good > 0).then_some(good)
}
