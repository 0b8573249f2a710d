//! Cross-reference sections (ISO 32000-2 sections 7.5.4 to 7.5.8): tables, streams and hybrids, each as it stands.
//!
//! Nothing is repaired. A reader that repairs sees what the next reader does not; a signature must not rest on that.

use super::document::decode;
use super::object::{Dictionary, Id, Object};
use super::parse::{Damage, Parser};
use std::collections::{BTreeMap, BTreeSet};

/// Sections in one file, at most: each signature adds one or two.
const MOST: usize = 4096;

/// Objects that all sections may speak of together: a file of 100 MB has no room for more that say anything.
const MOST_ENTRIES: usize = 2_000_000;

/// Where one object is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Entry {
    /// Nowhere.
    Free,
    /// At a byte of the file.
    At {
        /// The byte.
        offset: usize,
        /// The generation that stands there.
        generation: u16,
    },
    /// In an object stream.
    In {
        /// The number of the stream.
        stream: u32,
        /// Its place in it.
        index: u32,
    },
}

/// How a section is written; an update continues in the same form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `xref` and lines of digits.
    Table,
    /// A stream.
    Stream,
    /// A table, and a stream for readers that know streams.
    Hybrid,
}

/// One section: what one revision of the file changed.
#[derive(Clone, Debug)]
pub struct Section {
    /// Where it begins; `startxref` names it.
    pub offset: usize,
    /// How it is written.
    pub kind: Kind,
    /// What it says of each object.
    pub entries: BTreeMap<u32, Entry>,
    /// Its trailer, or the dictionary of its stream.
    pub trailer: Dictionary,
}

/// Every section from the one at `start` back to the first, the newest first.
///
/// # Errors
/// One cannot be read, or they lead in a circle.
pub fn chain(bytes: &[u8], start: usize) -> Result<Vec<Section>, Damage> {
    let (mut sections, mut seen, mut next) = (Vec::new(), BTreeSet::new(), Some(start));
    let mut entries = 0;
    while let Some(offset) = next {
        if !seen.insert(offset) || sections.len() == MOST {
            return Err(Damage { what: "sections of cross-references in a circle", at: offset });
        }
        let mut section = section(bytes, offset)?;
        if let Some(Object::Integer(hidden)) = section.trailer.get("XRefStm").filter(|_| section.kind == Kind::Table) {
            let hidden = place(*hidden, offset)?;
            let stream = self::section(bytes, hidden)?;
            if stream.kind != Kind::Stream {
                return Err(Damage { what: "no cross-reference stream", at: hidden });
            }
            section.kind = Kind::Hybrid;
            for (number, entry) in stream.entries {
                let shown = section.entries.entry(number).or_insert(entry);
                if *shown == Entry::Free {
                    *shown = entry;
                }
            }
        }
        next = match section.trailer.get("Prev") {
            None => None,
            // The head of the file stands at 0: some writers mean "none" by it. Where a revision stands before, nobody can
            // tell what is meant.
            Some(Object::Integer(0)) if memchr::memmem::find(&bytes[..offset], b"startxref").is_none() => None,
            Some(Object::Integer(previous)) => Some(place(*previous, offset)?),
            Some(_) => return Err(Damage { what: "Prev is no number", at: offset }),
        };
        entries += section.entries.len();
        if entries > MOST_ENTRIES {
            return Err(Damage { what: "too many objects", at: offset });
        }
        sections.push(section);
    }
    Ok(sections)
}

fn place(value: i64, at: usize) -> Result<usize, Damage> {
    usize::try_from(value).map_err(|_| Damage { what: "a negative place", at })
}

fn section(bytes: &[u8], offset: usize) -> Result<Section, Damage> {
    if offset >= bytes.len() {
        return Err(Damage { what: "a cross-reference section outside the file", at: offset });
    }
    let mut parser = Parser::new(bytes, offset);
    if parser.word(b"xref") { table(parser, offset) } else { stream(bytes, offset) }
}

fn table(mut parser: Parser<'_>, offset: usize) -> Result<Section, Damage> {
    let mut entries = BTreeMap::new();
    while !parser.word(b"trailer") {
        let (Some(first), Some(count)) = (parser.number(), parser.number()) else {
            return parser.damage("no subsection of a cross-reference table");
        };
        for index in 0..count {
            let (Some(place), Some(generation)) = (parser.number(), parser.number()) else {
                return parser.damage("no entry of a cross-reference table");
            };
            let in_use = if parser.word(b"n") {
                true
            } else if parser.word(b"f") {
                false
            } else {
                return parser.damage("an entry neither in use nor free");
            };
            let Ok(number) = u32::try_from(first.saturating_add(index)) else {
                return parser.damage("an object number too large");
            };
            let entry = match (usize::try_from(place), u16::try_from(generation)) {
                // Some writers point unused numbers at byte 0.
                (Ok(offset), Ok(generation)) if in_use && offset > 0 => Entry::At { offset, generation },
                _ => Entry::Free,
            };
            if entries.insert(number, entry).is_some() || entries.len() > MOST_ENTRIES {
                return parser.damage("an object twice in one cross-reference table, or too many");
            }
        }
    }
    let trailer = match parser.object()? {
        Object::Dictionary(dictionary) => dictionary,
        _ => return parser.damage("no trailer"),
    };
    Ok(Section { offset, kind: Kind::Table, entries, trailer })
}

/// A cross-reference stream (ISO 32000-2 7.5.8). Its length is direct, for nothing could be looked up before it is read.
fn stream(bytes: &[u8], offset: usize) -> Result<Section, Damage> {
    let bad = |what| Damage { what, at: offset };
    let mut parser = Parser::new(bytes, offset);
    let id = parser.id().filter(|_| parser.word(b"obj")).ok_or(bad("no cross-reference section"))?;
    let Object::Dictionary(trailer) = parser.object()? else { return Err(bad("no cross-reference stream")) };
    if trailer.name("Type") != Some(b"XRef") {
        return Err(bad("no cross-reference stream"));
    }
    let length = trailer.integer("Length").and_then(|length| usize::try_from(length).ok());
    let start = stream_start(&mut parser).ok_or(bad("no cross-reference stream"))?;
    let raw = length.and_then(|length| bytes.get(start..start.checked_add(length)?));
    let raw = raw.ok_or(bad("a stream longer than the file"))?;
    let data = decode(&trailer, raw, 64 << 20).ok_or(bad("a cross-reference stream that cannot be unpacked"))?;
    let widths = match trailer.get("W") {
        Some(Object::Array(widths)) => widths.iter().map(small).collect::<Option<Vec<usize>>>(),
        _ => None,
    };
    let Some([type_width, second_width, third_width]) = widths.as_deref() else { return Err(bad("no widths")) };
    let index: Vec<u64> = match trailer.get("Index") {
        Some(Object::Array(index)) => index.iter().filter_map(|item| small(item).map(|item| item as u64)).collect(),
        _ => vec![0, trailer.integer("Size").and_then(|size| u64::try_from(size).ok()).unwrap_or(0)],
    };
    let width = type_width + second_width + third_width;
    if width == 0 || width > 24 || !index.len().is_multiple_of(2) {
        return Err(bad("widths of nothing"));
    }
    let mut entries = BTreeMap::new();
    let mut rows = data.chunks_exact(width);
    for range in index.chunks_exact(2) {
        for number in range[0]..range[0].saturating_add(range[1]) {
            let (Some(row), Ok(number)) = (rows.next(), u32::try_from(number)) else { break };
            let (kind, rest) = row.split_at(*type_width);
            let (second, third) = rest.split_at(*second_width);
            let (second, third) = (big_endian(second), big_endian(third));
            let entry = match if kind.is_empty() { 1 } else { big_endian(kind) } {
                1 => Entry::At { offset: second as usize, generation: third as u16 },
                2 => Entry::In { stream: second as u32, index: third as u32 },
                // Of unknown kinds the standard says: nothing.
                _ => Entry::Free,
            };
            if entries.insert(number, entry).is_some() || entries.len() > MOST_ENTRIES {
                return Err(bad("an object twice in one cross-reference stream, or too many"));
            }
        }
    }
    // The stream is an object too; some writers leave it out of its own list.
    entries.entry(id.number).or_insert(Entry::At { offset, generation: id.generation });
    Ok(Section { offset, kind: Kind::Stream, entries, trailer })
}

/// Behind a dictionary: where the bytes of its stream begin.
pub fn stream_start(parser: &mut Parser<'_>) -> Option<usize> {
    if !parser.word(b"stream") {
        return None;
    }
    match parser.rest() {
        [b'\r', b'\n', ..] => parser.at += 2,
        [b'\n' | b'\r', ..] => parser.at += 1,
        _ => {}
    }
    Some(parser.at)
}

fn small(object: &Object) -> Option<usize> {
    match object {
        Object::Integer(value) => usize::try_from(*value).ok().filter(|value| *value < 1 << 31),
        _ => None,
    }
}

fn big_endian(digits: &[u8]) -> u64 {
    digits.iter().fold(0, |value, digit| value << 8 | u64::from(*digit))
}

/// Reads `12 0 obj`.
pub fn head(parser: &mut Parser<'_>) -> Option<Id> {
    parser.id().filter(|_| parser.word(b"obj"))
}
