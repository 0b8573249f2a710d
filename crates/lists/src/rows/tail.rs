//! The end of a list: below a total or a signature stand names of signers, which are nobody's certificates.
//!
//! What follows does not depend on where blocks end: each knows what it would need if it were the last.

use super::Rejected;

/// A row that may stand below the table: hardly anything is in it.
pub(super) struct Bare {
    /// What is said of it if it does.
    pub(super) rejected: Rejected,
    /// Its cells that could not be understood.
    pub(super) problems: u32,
}

/// The rows of one block since the last full one.
#[derive(Default)]
pub(super) struct BlockTail {
    rows: usize,
    bare: usize,
    has_full: bool,
    /// The bare rows since the last full one.
    rest: Vec<Bare>,
    /// How many of them stand above the first total or signature.
    mark: Option<usize>,
}

impl BlockTail {
    /// Takes a row that has all that a row has.
    pub(super) fn full(&mut self) {
        self.rows += 1;
        self.has_full = true;
        self.rest.clear();
        self.mark = None;
    }

    /// Takes a row that hardly has anything.
    pub(super) fn bare(&mut self, bare: Bare) {
        self.rows += 1;
        self.bare += 1;
        self.rest.push(bare);
    }

    /// Takes a total or a signature.
    pub(super) fn mark(&mut self) {
        self.mark.get_or_insert(self.rest.len());
    }
}

/// The rows of all blocks so far.
#[derive(Default)]
pub(super) struct Tail {
    rows: usize,
    bare: usize,
    is_marked: bool,
    /// The bare rows below the mark: the last of the list, as far as it is known.
    rest: Vec<Bare>,
}

impl Tail {
    /// Takes in the next block, which is left empty; `place` gives what is said its place in the sheet.
    pub(super) fn take(&mut self, block: &mut BlockTail, mut place: impl FnMut(Bare) -> Bare) {
        let block = std::mem::take(block);
        if block.has_full {
            self.is_marked = false;
            self.rest.clear();
        }
        self.rows += block.rows;
        self.bare += block.bare;
        let mut above = 0;
        if let Some(mark) = block.mark.filter(|_| !self.is_marked) {
            let below = block.rest.len() - mark;
            // Where most rows have no more than a name, those below a subtotal are rows like the others.
            self.is_marked = (self.bare - below) * 2 < self.rows - below;
            above = mark;
        }
        if self.is_marked {
            self.rest.extend(block.rest.into_iter().skip(above).map(&mut place));
        }
    }

    /// The last rows of the list, which stand below it.
    pub(super) fn finish(self) -> Vec<Bare> {
        self.rest
    }
}
