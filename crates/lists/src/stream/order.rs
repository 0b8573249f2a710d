//! Blocks come back from the threads in any order and are handed on in that of the file.

use super::block::Block;
use std::collections::BTreeMap;

/// A block that was read, when its turn has come.
pub(super) struct Read<'o, O> {
    /// Which collector read it.
    pub(super) collector: usize,
    /// How many records it had.
    pub(super) records: u32,
    /// What was collected.
    pub(super) out: &'o mut O,
    /// How much of the list has been handed over with this block: above 0, 1 with the last.
    pub(super) share: f64,
}

/// Hands blocks to `take`, each when all before it have been handed over.
pub(super) struct Order<O, T> {
    length: u64,
    take: T,
    /// Number of the block whose turn it is.
    next: usize,
    /// Blocks whose turn has not come, by their numbers.
    waiting: BTreeMap<usize, Waiting<O>>,
    /// Memory of blocks that were handed over.
    spare: Vec<O>,
}

struct Waiting<O> {
    position: u64,
    collector: usize,
    records: u32,
    out: O,
}

impl<O: Default, T: FnMut(Read<'_, O>)> Order<O, T> {
    /// Nothing has been read of a list of `length` bytes.
    pub(super) fn new(length: u64, take: T) -> Self {
        Order { length, take, next: 1, waiting: BTreeMap::new(), spare: Vec::new() }
    }

    /// A collector has read `block`; memory for what comes out of its next one.
    pub(super) fn put(&mut self, block: &Block, collector: usize, records: u32, out: O) -> O {
        self.waiting.insert(block.sequence, Waiting { position: block.position, collector, records, out });
        while let Some(mut turn) = self.waiting.remove(&self.next) {
            self.next += 1;
            let share = (turn.position as f64 / self.length.max(1) as f64).min(1.0);
            let Waiting { collector, records, .. } = turn;
            (self.take)(Read { collector, records, out: &mut turn.out, share });
            self.spare.push(turn.out);
        }
        self.spare.pop().unwrap_or_default()
    }
}
