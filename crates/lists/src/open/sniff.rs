//! What kind of file it is, by its bytes: extensions lie.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::{Format, OpenError};

/// What the first bytes of a file say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sniffed {
    /// A workbook.
    Workbook(Format),
    /// Text, perhaps a table.
    Text,
}

/// Bytes that are looked at.
const HEAD: u64 = 8192;

/// Finds out what kind of file is at `path`.
pub fn sniff(path: &Path) -> Result<Sniffed, OpenError> {
    let unreadable = |source| OpenError::Unreadable { path: path.to_path_buf(), source };
    let file = File::open(path).map_err(unreadable)?;
    let mut head = Vec::new();
    file.take(HEAD).read_to_end(&mut head).map_err(unreadable)?;
    let not_a_table = |what| Err(OpenError::NotATable { path: path.to_path_buf(), what });
    if head.is_empty() {
        return Err(OpenError::Empty { path: path.to_path_buf(), sheet: None });
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"PK\x05\x06") {
        return super::package::check(path);
    }
    if head.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return super::compound::check(path);
    }
    for (magic, what) in MAGICS {
        if head.starts_with(magic) {
            return not_a_table(what);
        }
    }
    if looks_like_markup(&head) {
        return not_a_table("html");
    }
    if looks_binary(&head) {
        return not_a_table("binary");
    }
    Ok(Sniffed::Text)
}

/// First bytes of files that people mistake for lists.
const MAGICS: &[(&[u8], &str)] = &[
    (b"%PDF", "pdf"),
    (b"{\\rtf", "document"),
    (b"\x89PNG", "picture"),
    (b"\xFF\xD8\xFF", "picture"),
    (b"GIF8", "picture"),
    (b"II*\0", "picture"),
    (b"MM\0*", "picture"),
    (b"Rar!", "archive"),
    (b"7z\xBC\xAF", "archive"),
    (b"\x1F\x8B", "archive"),
    (b"-----BEGIN ", "certificate"),
    (b"\x30\x82", "certificate"),
];

fn looks_like_markup(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    let text = String::from_utf8_lossy(&head[..head.len().min(2048)]).to_lowercase();
    let text = text.trim_start();
    ["<html", "<!doctype", "<table", "<?xml", "<meta", "<div", "<head"].iter().any(|tag| text.starts_with(tag))
}

/// Zero bytes that are not those of UTF-16.
fn looks_binary(head: &[u8]) -> bool {
    if head.starts_with(b"\xFF\xFE")
        || head.starts_with(b"\xFE\xFF")
        || super::encoding::utf16_without_mark(head).is_some()
    {
        return false;
    }
    // What old programs put behind the end of a text is no reason.
    let is_whole = (head.len() as u64) < HEAD;
    let end = head.iter().rposition(|byte| !matches!(byte, 0 | 0x1a)).map_or(0, |last| last + 1);
    head[..if is_whole { end } else { head.len() }].contains(&0)
}
