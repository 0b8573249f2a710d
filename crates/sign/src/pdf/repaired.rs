//! The same file as a reader that repairs would see it: such a reader does not believe the cross-references but looks for
//! `12 0 obj` and takes the last one of each number.
//!
//! Where it would take another object than the cross-references lead to, two people may see two things, whatever the
//! signature says. Only objects outside streams count: a PDF attached to a PDF is full of objects that nobody takes.

use super::document::{Document, Place};
use super::object::{Id, Object};
use super::parse::is_space;
use super::xref::Entry;
use std::collections::{BTreeMap, BTreeSet};

/// The first object of which a repairing reader would take another one; none if both see the same.
#[must_use]
pub fn differs(document: &Document<'_>) -> Option<u32> {
    let known: BTreeMap<usize, u32> = document
        .sections
        .iter()
        .flat_map(|section| &section.entries)
        .filter_map(
            |(number, entry)| if let Entry::At { offset, .. } = entry { Some((*offset, *number)) } else { None },
        )
        .collect();
    // Offsets may point at space in front of the number.
    let starts: BTreeSet<usize> = known.keys().map(|offset| past_space(document.bytes, *offset)).collect();
    for found in memchr::memmem::find_iter(document.bytes, b" obj") {
        let Some((start, id)) = head_before(document.bytes, found) else { continue };
        if starts.contains(&start) {
            continue;
        }
        let Some(Place::At(used)) = document.place(id.number) else { continue };
        if past_space(document.bytes, used) < start && !is_in_stream(document, &known, start) {
            return Some(id.number);
        }
    }
    None
}

fn past_space(bytes: &[u8], at: usize) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    at + rest.iter().position(|byte| !is_space(*byte)).unwrap_or(0)
}

/// `12 0` right before the space at `end`, and where it begins.
fn head_before(bytes: &[u8], end: usize) -> Option<(usize, Id)> {
    let digits = |end: usize| {
        let start = end - bytes[..end].iter().rev().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let value: u32 = str::from_utf8(&bytes[start..end]).ok()?.parse().ok()?;
        Some((start, value))
    };
    let (middle, generation) = digits(end)?;
    let gap = bytes[..middle].iter().rev().take_while(|byte| is_space(**byte)).count();
    let (start, number) = if gap == 0 { None } else { digits(middle - gap) }?;
    // A digit or letter right in front belongs to another word.
    let free = start == 0 || bytes.get(start - 1).is_some_and(|byte| is_space(*byte));
    free.then_some((start, Id { number, generation: u16::try_from(generation).ok()? }))
}

/// Does the byte lie in the stream of the last known object before it?
fn is_in_stream(document: &Document<'_>, known: &BTreeMap<usize, u32>, at: usize) -> bool {
    let Some((offset, _)) = known.range(..at).next_back() else { return false };
    match document.read_at(*offset, None) {
        Ok((Object::Stream(stream), _)) => stream.place.contains(&at),
        _ => false,
    }
}
