//! Going over the bytes of a file once, in order, without keeping them.

use super::{Bytes, Source};
use crate::pdf::parse::is_space;
use std::io::Write;
use std::ops::{ControlFlow, Range};

/// Pages read at once in going over a file.
const PAGES: usize = 4;

/// The answer of whoever looks and has not seen enough.
pub const GO_ON: ControlFlow<()> = ControlFlow::Continue(());

impl Source<'_> {
    /// Shows the bytes of `range` in order to `see`, with where each piece begins. The last `overlap` bytes of a piece are
    /// shown once more before what follows, so that a word of one byte more is always seen whole, and once. None where
    /// bytes could not be read.
    pub(super) fn scan(
        &self,
        range: Range<usize>,
        overlap: usize,
        see: &mut dyn FnMut(usize, &[u8]) -> ControlFlow<()>,
    ) -> Option<()> {
        if range.end > self.length {
            return None;
        }
        let (mut buffer, chunk) = (Vec::new(), PAGES * self.page);
        for part in self.parts.iter().filter(|part| part.start < range.end && range.start < part.end) {
            let (from, to) = (range.start.max(part.start), range.end.min(part.end));
            // What crosses the seam between two parts.
            if from == part.start && from > range.start && overlap > 0 {
                let seam = from.saturating_sub(overlap).max(range.start)..(from + overlap).min(range.end);
                let bytes = self.piece(seam.clone())?;
                if see(seam.start, &bytes).is_break() {
                    return Some(());
                }
            }
            match part.bytes {
                Bytes::Memory(bytes) => {
                    let bytes = bytes.get(from - part.start..to - part.start)?;
                    if see(from, bytes).is_break() {
                        return Some(());
                    }
                }
                Bytes::Reader(reader) => {
                    let mut at = from;
                    loop {
                        let end = (at + chunk.max(overlap + 1)).min(to);
                        buffer.resize(end - at, 0);
                        if reader.read_at(at, &mut buffer).is_err() {
                            self.failed.set(true);
                            return None;
                        }
                        if see(at, &buffer).is_break() {
                            return Some(());
                        }
                        if end == to {
                            break;
                        }
                        at = end - overlap;
                    }
                }
            }
        }
        Some(())
    }

    /// Every place in `range` where `wanted` stands, in order of the file; `see` may end it.
    pub fn each(&self, wanted: &[u8], range: Range<usize>, see: &mut dyn FnMut(usize) -> ControlFlow<()>) {
        let finder = memchr::memmem::Finder::new(wanted);
        // What could not be read is remembered by the source.
        let _ = self.scan(range, wanted.len().saturating_sub(1), &mut |base, bytes| {
            finder.find_iter(bytes).try_for_each(|at| see(base + at))
        });
    }

    /// The first place in `range` where `wanted` stands.
    #[must_use]
    pub fn find(&self, wanted: &[u8], range: Range<usize>) -> Option<usize> {
        let mut found = None;
        self.each(wanted, range, &mut |at| {
            found = Some(at);
            ControlFlow::Break(())
        });
        found
    }

    /// The last place before `end` where `wanted` stands wholly.
    #[must_use]
    pub fn find_last(&self, wanted: &[u8], end: usize) -> Option<usize> {
        let mut high = end.min(self.length);
        // Nearly always it stands a few bytes before the end.
        let mut chunk = (4 * wanted.len()).max(256);
        loop {
            let low = high.saturating_sub(chunk);
            let piece = self.piece(low..high)?;
            if let Some(at) = memchr::memmem::rfind(&piece, wanted) {
                return Some(low + at);
            }
            if low == 0 {
                return None;
            }
            high = (low + wanted.len().saturating_sub(1)).min(high - 1);
            chunk = (4 * chunk).min((PAGES * self.page).max(chunk));
        }
    }

    /// The first byte from `at` on that is no space; the end where there is none.
    #[must_use]
    pub fn past_space(&self, at: usize) -> usize {
        let mut at = at;
        while let Some((base, piece)) = self.window(at) {
            match piece.get(at - base..).unwrap_or_default().iter().position(|byte| !is_space(*byte)) {
                Some(place) => return at + place,
                None => at = base + piece.len(),
            }
        }
        self.length
    }

    /// Is there nothing but space in `range`?
    #[must_use]
    pub fn is_blank(&self, range: Range<usize>) -> bool {
        range.end <= self.length && self.past_space(range.start) >= range.end && !self.has_failed()
    }

    /// Do the same bytes stand in both places?
    #[must_use]
    pub fn are_equal(&self, one: Range<usize>, other: Range<usize>) -> bool {
        let chunk = PAGES * self.page;
        one == other
            || one.len() == other.len()
                && (0..one.len()).step_by(chunk).all(|from| {
                    let to = (from + chunk).min(one.len());
                    let piece = |range: &Range<usize>| self.piece(range.start + from..range.start + to);
                    matches!((piece(&one), piece(&other)), (Some(one), Some(other)) if *one == *other)
                })
    }

    /// Writes all of it to `out`.
    ///
    /// # Errors
    /// It cannot be read, or not be written.
    pub fn write_to(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let mut written = Ok(());
        let seen = self.scan(0..self.length, 0, &mut |_, bytes| {
            written = out.write_all(bytes);
            if written.is_ok() { GO_ON } else { ControlFlow::Break(()) }
        });
        written.and(seen.ok_or_else(|| std::io::ErrorKind::UnexpectedEof.into()))
    }

    /// Does it begin with all the bytes of `other`?
    #[must_use]
    pub fn begins_as(&self, other: &Source<'_>) -> bool {
        let mut same = other.length <= self.length;
        let seen = other.scan(0..other.length, 0, &mut |at, bytes| {
            same &= self.piece(at..at + bytes.len()).is_some_and(|own| *own == *bytes);
            if same { GO_ON } else { ControlFlow::Break(()) }
        });
        same && seen.is_some()
    }

    /// Does `wanted` stand at `at`?
    #[must_use]
    pub fn stands(&self, wanted: &[u8], at: usize) -> bool {
        at.checked_add(wanted.len()).and_then(|end| self.piece(at..end)).is_some_and(|piece| *piece == *wanted)
    }
}
