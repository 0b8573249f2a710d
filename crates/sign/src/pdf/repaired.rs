//! The same file as a reader that repairs would see it: such a reader does not believe the cross-references but looks for
//! `12 0 obj` and takes the last one of each number.
//!
//! Where it would take another object than the cross-references lead to, two people may see two things, whatever the
//! signature says. Only objects outside streams count: a PDF attached to a PDF is full of objects that nobody takes.

use super::document::{Document, Place};
use super::object::{Id, Object};
use super::parse::is_space;
use crate::source::Source;
use std::ops::{ControlFlow, Range};

/// Bytes in front of a word that hold number, generation and the space between them; more where these are not enough.
const BEFORE: [usize; 3] = [48, 4096, 1 << 20];

/// The first object of which a repairing reader would take another one; none if both see the same.
#[must_use]
pub fn differs(document: &Document<'_>) -> Option<u32> {
    let source = &document.source;
    let (offsets, mut last, mut found) = (document.offsets(), None, None);
    source.each(b" obj", 0..source.length(), &mut |at| {
        let Some((start, id)) = head_before(source, at) else { return ControlFlow::Continue(()) };
        let before = offsets.partition_point(|offset| *offset <= start);
        // A cross-reference may point at space in front of the number.
        let is_known = before.checked_sub(1).is_some_and(|before| source.past_space(offsets[before]) == start);
        if is_known {
            return ControlFlow::Continue(());
        }
        let Some(Place::At(used)) = document.place(id.number) else { return ControlFlow::Continue(()) };
        if source.past_space(used) < start && !is_in_stream(document, &offsets[..before], start, &mut last) {
            found = Some(id.number);
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    });
    found
}

/// `12 0` right before the space at `end`, and where it begins.
fn head_before(source: &Source<'_>, end: usize) -> Option<(usize, Id)> {
    // Nearly always a few bytes are enough; but a reader that repairs goes over any amount of space.
    BEFORE.into_iter().chain([end]).find_map(|before| {
        let base = end.saturating_sub(before);
        match head_in(&source.piece(base..end)?) {
            Head::At(0, _) | Head::CutOff if base > 0 => None,
            Head::At(start, id) => Some(Some((base + start, id))),
            Head::None | Head::CutOff => Some(None),
        }
    })?
}

/// What stands at the end of some bytes.
enum Head {
    At(usize, Id),
    None,
    /// It may begin before them.
    CutOff,
}

fn head_in(bytes: &[u8]) -> Head {
    let digits = |end: usize| {
        let start = end - bytes[..end].iter().rev().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let value: u32 = str::from_utf8(&bytes[start..end]).ok()?.parse().ok()?;
        Some((start, value))
    };
    let Some((middle, generation)) = digits(bytes.len()) else { return Head::None };
    let gap = bytes[..middle].iter().rev().take_while(|byte| is_space(**byte)).count();
    if gap == middle {
        return Head::CutOff;
    }
    let Some((start, number)) = (if gap == 0 { None } else { digits(middle - gap) }) else { return Head::None };
    // A digit or letter right in front belongs to another word.
    let is_free = start == 0 || bytes.get(start - 1).is_some_and(|byte| is_space(*byte));
    match u16::try_from(generation) {
        Ok(generation) if is_free => Head::At(start, Id { number, generation }),
        _ => Head::None,
    }
}

/// Does the byte lie in the stream of the last known object before it?
fn is_in_stream(
    document: &Document<'_>,
    offsets: &[usize],
    at: usize,
    last: &mut Option<(usize, Range<usize>)>,
) -> bool {
    let Some(offset) = offsets.last() else { return false };
    let place = match last {
        Some((own, place)) if own == offset => place.clone(),
        _ => {
            let place = match document.read_at(*offset, None) {
                Ok((Object::Stream(stream), _)) => stream.place,
                _ => 0..0,
            };
            *last = Some((*offset, place.clone()));
            place
        }
    };
    place.contains(&at)
}
