//! Delimited text: its encoding, its separator, the lines at its top.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use encoding_rs::{UTF_16BE, UTF_16LE};

use crate::legacy;

use super::body::{self, Builder};
use super::delimited::Records;
use super::heading::Line;
use super::{Body, Encoding, OpenError, encoding};

/// Bytes from which the top lines are read, where they hold enough lines; and where they do not.
const TOP: u64 = 1 << 20;
const LARGE_TOP: u64 = 4 << 20;
/// Largest file whose bytes have to be decoded in memory: its bytes, its text and the longest line lie there together.
const DECODED_LIMIT: u64 = body::LIMIT / 4;
/// Lines that are read before the headings are looked for.
const SAMPLE: usize = 400;

/// A text file and what is known of it before its headings are.
pub struct Text {
    /// How its bytes are text.
    pub encoding: Encoding,
    /// UTF-8 text: of the whole file, or of its top.
    text: Vec<u8>,
    /// Whether `text` is the whole file.
    whole: bool,
    /// Bytes before the text in the file (a byte order mark).
    mark: u64,
    /// Lines end with a lone CR, as on old Macs.
    lone_cr: bool,
}

impl Text {
    /// Reads the file, or its top where the rest can stay in it.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let unreadable = |source| OpenError::Unreadable { path: path.to_path_buf(), source };
        let found = encoding::find(path).map_err(unreadable)?;
        let mut file = File::open(path).map_err(unreadable)?;
        let length = file.metadata().map_err(unreadable)?.len();
        let stays = matches!(found, Encoding::Utf8 | Encoding::Utf8Bom);
        if !stays && length > DECODED_LIMIT {
            return Err(OpenError::TooLarge {
                path: path.to_path_buf(),
                what: "bytes",
                found: length,
                limit: DECODED_LIMIT,
            });
        }
        let mut bytes = Vec::new();
        let mut read = |most: u64, bytes: &mut Vec<u8>| file.by_ref().take(most).read_to_end(bytes).map_err(unreadable);
        read(if stays { TOP } else { length }, &mut bytes)?;
        if stays && memchr::memchr_iter(b'\n', &bytes).count() < SAMPLE * 3 {
            read(LARGE_TOP - TOP, &mut bytes)?;
        }
        let whole = bytes.len() as u64 >= length;
        let (mut text, mark) = decode(bytes, found);
        if whole {
            cut_end(&mut text);
        }
        let first_line = &text[..text.len().min(1 << 20)];
        let lone_cr = memchr::memchr(b'\n', first_line).is_none() && memchr::memchr(b'\r', first_line).is_some();
        Ok(Self { encoding: found, text, whole, mark, lone_cr })
    }

    /// The lines at the top, split at `separator`; blank ones are left out but counted.
    pub fn top(&self, separator: u8) -> Vec<Line> {
        let all = self.text.len() as u64;
        Records::new(&self.text, separator, self.lone_cr)
            .take(SAMPLE * 3)
            // The last line may be cut off.
            .filter(|line| self.whole || line.end < all)
            .filter(|line| line.cells.iter().any(|cell| !cell.trim().is_empty()))
            .take(SAMPLE)
            .collect()
    }

    /// Whether `separator` occurs in the text at all: where it does not, no line need be split at it.
    pub fn has(&self, separator: u8) -> bool {
        memchr::memchr(separator, &self.text).is_some()
    }

    /// How many bytes were searched for the end of the first line, if it is not among them.
    pub fn endless(&self) -> Option<u64> {
        let all = self.text.len() as u64;
        let first = Records::new(&self.text, b',', self.lone_cr).next();
        first.filter(|line| !self.whole && line.end >= all).map(|_| all)
    }

    /// The rows after the line that ends at `end` and is row `last`, left in the file.
    pub fn body_in_file(&self, end: u64, last: u32, separator: u8) -> Body {
        Body::File { offset: self.mark + end, first_row: last + 1, separator }
    }

    /// Whether the rows can stay in the file.
    pub fn stays(&self) -> bool {
        matches!(self.encoding, Encoding::Utf8 | Encoding::Utf8Bom) && !self.lone_cr
    }

    /// The rows after row `last`, each put through `convert`.
    pub fn body(
        &mut self,
        path: &Path,
        last: u32,
        separator: u8,
        convert: &mut dyn FnMut(&mut Vec<String>),
    ) -> Result<Body, OpenError> {
        if !self.whole {
            self.read_whole(path)?;
        }
        let mut builder = Builder::default();
        for mut line in Records::new(&self.text, separator, self.lone_cr) {
            if line.row <= last {
                continue;
            }
            convert(&mut line.cells);
            if !builder.push(line.row, &line.cells) {
                return Err(body::too_large(path, self.text.len() as u64));
            }
        }
        Ok(builder.finish())
    }

    fn read_whole(&mut self, path: &Path) -> Result<(), OpenError> {
        let unreadable = |source| OpenError::Unreadable { path: path.to_path_buf(), source };
        let length = std::fs::metadata(path).map_err(unreadable)?.len();
        if length > body::LIMIT {
            return Err(body::too_large(path, length));
        }
        let bytes = std::fs::read(path).map_err(unreadable)?;
        (self.text, self.mark) = decode(bytes, self.encoding);
        cut_end(&mut self.text);
        self.whole = true;
        Ok(())
    }
}

/// Bytes as UTF-8 without a mark, and the length of the mark.
fn decode(mut bytes: Vec<u8>, encoding: Encoding) -> (Vec<u8>, u64) {
    match encoding {
        Encoding::Utf8Bom => {
            bytes.drain(..bytes.len().min(3));
            (bytes, 3)
        }
        Encoding::Utf8 | Encoding::Workbook => (bytes, 0),
        Encoding::Utf16Le => (UTF_16LE.decode_with_bom_removal(&bytes).0.into_owned().into_bytes(), 2),
        Encoding::Utf16Be => (UTF_16BE.decode_with_bom_removal(&bytes).0.into_owned().into_bytes(), 2),
        Encoding::Windows1258 => (legacy::windows1258_text(&bytes).into_bytes(), 0),
        Encoding::Windows1252 => (legacy::windows1252_text(&bytes).into_bytes(), 0),
    }
}

/// Cuts off what old programs put behind the end of a text: NUL bytes, Ctrl-Z.
fn cut_end(text: &mut Vec<u8>) {
    let end = text.iter().rposition(|byte| !matches!(byte, 0 | 0x1a)).map_or(0, |last| last + 1);
    text.truncate(end);
}

/// Shows the first rows of a body that stays in its file, each with its number.
///
/// # Errors
/// The file cannot be read any more.
pub fn first_rows(
    path: &Path,
    offset: u64,
    first_row: u32,
    separator: u8,
    most: usize,
    look: &mut dyn FnMut(u32, Vec<String>),
) -> std::io::Result<()> {
    // Few rows need only the beginning of the file; whoever asks for all of them gets all of them.
    let length = (most as u64).saturating_mul(1 << 12).max(1 << 18);
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(offset))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    cut_end(&mut bytes);
    Records::new(&bytes, separator, false)
        .filter(|line| line.cells.iter().any(|cell| !cell.trim().is_empty()))
        .take(most)
        .for_each(|line| look(first_row + line.row - 1, line.cells));
    Ok(())
}
