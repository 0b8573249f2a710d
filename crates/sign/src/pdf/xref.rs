//! Cross-reference sections (ISO 32000-2 sections 7.5.4 to 7.5.8): tables, streams and hybrids, each as it stands.
//!
//! Nothing is repaired. A reader that repairs sees what the next reader does not; a signature must not rest on that.

mod rows;

use super::document::decode;
use super::object::{Dictionary, Id, Object};
use super::parse::{Damage, Parser};
use crate::source::Source;
use rows::Row;
pub use rows::Rows;
use std::collections::BTreeSet;

/// Sections in one file, at most: each signature adds one or two.
const MOST: usize = 4096;

/// Objects that all sections may speak of together: a file of 100 MB has no room for more that say anything.
const MOST_ENTRIES: usize = 2_000_000;

/// Lines of a table that are read at once.
const LINES: usize = 1024;

/// Bytes that one cross-reference stream may unpack to.
const UNPACKED: usize = 64 << 20;

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
    /// Its trailer, or the dictionary of its stream.
    pub trailer: Dictionary,
}

/// Every section from the one at `start` back to the first, the newest first, and what they say of objects.
///
/// # Errors
/// One cannot be read, or they lead in a circle.
pub fn chain(source: &Source<'_>, start: usize) -> Result<(Vec<Section>, Rows), Damage> {
    let (mut sections, mut seen, mut next) = (Vec::new(), BTreeSet::new(), Some(start));
    let mut all = Vec::new();
    while let Some(offset) = next {
        if !seen.insert(offset) || sections.len() == MOST {
            return Err(Damage { what: "sections of cross-references in a circle", at: offset });
        }
        let number = u16::try_from(sections.len()).unwrap_or(u16::MAX);
        let (mut section, mut rows) = section(source, offset, number)?;
        if let Some(Object::Integer(hidden)) = section.trailer.get("XRefStm").filter(|_| section.kind == Kind::Table) {
            let hidden = place(*hidden, offset)?;
            let (stream, more) = self::section(source, hidden, number)?;
            if stream.kind != Kind::Stream {
                return Err(Damage { what: "no cross-reference stream", at: hidden });
            }
            section.kind = Kind::Hybrid;
            rows = rows::merged(rows, &more, offset)?;
        }
        next = match section.trailer.get("Prev") {
            None => None,
            // The head of the file stands at 0: some writers mean "none" by it. Where a revision stands before, nobody can
            // tell what is meant.
            Some(Object::Integer(0)) if source.find(b"startxref", 0..offset).is_none() => None,
            Some(Object::Integer(previous)) => Some(place(*previous, offset)?),
            Some(_) => return Err(Damage { what: "Prev is no number", at: offset }),
        };
        if all.len() + rows.len() > MOST_ENTRIES {
            return Err(Damage { what: "too many objects", at: offset });
        }
        all.append(&mut rows);
        sections.push(section);
    }
    Ok((sections, Rows::of(all)))
}

fn place(value: i64, at: usize) -> Result<usize, Damage> {
    usize::try_from(value).map_err(|_| Damage { what: "a negative place", at })
}

fn section(source: &Source<'_>, offset: usize, number: u16) -> Result<(Section, Vec<Row>), Damage> {
    if offset >= source.length() {
        return Err(Damage { what: "a cross-reference section outside the file", at: offset });
    }
    match source.parse(offset, |parser| parser.word(b"xref").then_some(parser.at)) {
        Some(at) => table(source, offset, at, number),
        None => stream(source, offset, number),
    }
}

/// A table is read some lines at a time: that of a million objects has 20 MB.
fn table(source: &Source<'_>, offset: usize, at: usize, section: u16) -> Result<(Section, Vec<Row>), Damage> {
    let (mut rows, mut place) = (Vec::new(), Within { at, first: 0, left: 0, ended: false });
    while !place.ended {
        let (next, more) = source.parse(place.at, |parser| lines(parser, place, section))?;
        place = next;
        rows.extend(more);
        if rows.len() > MOST_ENTRIES {
            return Err(Damage { what: "too many objects", at: place.at });
        }
    }
    match source.parse(place.at, |parser| parser.object())? {
        Object::Dictionary(trailer) => {
            Ok((Section { offset, kind: Kind::Table, trailer }, rows::sorted(rows, offset)?))
        }
        _ => Err(Damage { what: "no trailer", at: place.at }),
    }
}

/// Where the reading of a table stands.
#[derive(Clone, Copy)]
struct Within {
    at: usize,
    /// The next number of the subsection, and how many it has left.
    first: u64,
    left: u64,
    /// The trailer follows.
    ended: bool,
}

fn lines(parser: &mut Parser<'_>, mut place: Within, section: u16) -> Result<(Within, Vec<Row>), Damage> {
    let mut rows = Vec::new();
    while rows.len() < LINES {
        if place.left == 0 {
            if parser.word(b"trailer") {
                place.ended = true;
                break;
            }
            let (Some(first), Some(count)) = (parser.number(), parser.number()) else {
                return parser.damage("no subsection of a cross-reference table");
            };
            (place.first, place.left) = (first, count);
            continue;
        }
        let (Some(offset), Some(generation)) = (parser.number(), parser.number()) else {
            return parser.damage("no entry of a cross-reference table");
        };
        let in_use = if parser.word(b"n") {
            true
        } else if parser.word(b"f") {
            false
        } else {
            return parser.damage("an entry neither in use nor free");
        };
        let Ok(number) = u32::try_from(place.first) else {
            return parser.damage("an object number too large");
        };
        let entry = match (usize::try_from(offset), u16::try_from(generation)) {
            // Some writers point unused numbers at byte 0.
            (Ok(offset), Ok(generation)) if in_use && offset > 0 => Entry::At { offset, generation },
            _ => Entry::Free,
        };
        rows.push(Row::new(number, section, entry));
        (place.first, place.left) = (place.first.saturating_add(1), place.left - 1);
    }
    place.at = parser.at;
    Ok((place, rows))
}

/// A cross-reference stream (ISO 32000-2 7.5.8). Its length is direct, for nothing could be looked up before it is read.
fn stream(source: &Source<'_>, offset: usize, section: u16) -> Result<(Section, Vec<Row>), Damage> {
    let bad = |what| Damage { what, at: offset };
    let (id, trailer, start) = source.parse(offset, |parser| {
        let id = head(parser).ok_or(bad("no cross-reference section"))?;
        let object = parser.object()?;
        Ok((id, object, stream_start(parser)))
    })?;
    let Object::Dictionary(trailer) = trailer else { return Err(bad("no cross-reference stream")) };
    if trailer.name("Type") != Some(b"XRef") {
        return Err(bad("no cross-reference stream"));
    }
    let length = trailer.integer("Length").and_then(|length| usize::try_from(length).ok());
    let start = start.ok_or(bad("no cross-reference stream"))?;
    let raw = length.filter(|length| *length <= UNPACKED);
    let raw = raw.and_then(|length| source.piece(start..start.checked_add(length)?));
    let raw = raw.ok_or(bad("a stream longer than the file"))?;
    let data = decode(&trailer, &raw, UNPACKED).ok_or(bad("a cross-reference stream that cannot be unpacked"))?;
    drop(raw);
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
    let (mut found, mut lists_itself) = (Vec::new(), false);
    let mut rows = data.chunks_exact(width);
    for range in index.chunks_exact(2) {
        for number in range[0]..range[0].saturating_add(range[1]) {
            let (Some(row), Ok(number)) = (rows.next(), u32::try_from(number)) else { break };
            let (kind, rest) = row.split_at(*type_width);
            let (second, third) = rest.split_at(*second_width);
            let (second, third) = (big_endian(second), big_endian(third));
            let entry = match if kind.is_empty() { 1 } else { big_endian(kind) } {
                1 => Entry::At { offset: second as usize, generation: third as u16 },
                2 => Entry::In { stream: second as u32 },
                // Of unknown kinds the standard says: nothing.
                _ => Entry::Free,
            };
            lists_itself |= number == id.number;
            found.push(Row::new(number, section, entry));
            if found.len() > MOST_ENTRIES {
                return Err(bad("too many objects"));
            }
        }
    }
    // The stream is an object too; some writers leave it out of its own list.
    if !lists_itself {
        found.push(Row::new(id.number, section, Entry::At { offset, generation: id.generation }));
    }
    Ok((Section { offset, kind: Kind::Stream, trailer }, rows::sorted(found, offset)?))
}

/// Behind a dictionary: where the bytes of its stream begin.
pub fn stream_start(parser: &mut Parser<'_>) -> Option<usize> {
    if !parser.word(b"stream") {
        return None;
    }
    if parser.stands(b"\r\n") {
        parser.at += 2;
    } else if matches!(parser.peek(), Some(b'\n' | b'\r')) {
        parser.at += 1;
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
