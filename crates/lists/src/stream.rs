//! Rows of a list in parallel: blocks of whole records, each read by whichever thread is free.
//!
//! A gigabyte passes through a few megabytes of memory. The digest of the file is taken on the way, so a list is read
//! once. What the threads find is put together in the order of the blocks: the answer does not depend on their number.

mod block;
mod fields;
mod order;

pub use block::StreamError;
pub use fields::{ABSENT, Fields};

use crate::open::{Body, Opened};
use block::{Block, Blocks, Memory};
use order::Order;
use std::sync::{Mutex, PoisonError};

/// What one thread keeps while it reads blocks.
pub trait Collector: Send {
    /// What one block becomes. Its memory serves one block after the other: fresh memory would have to be cleared by the
    /// system for every block of a long list.
    type Out: Default + Send;
    /// Takes one record. `row` counts from the first record of the block; a blank line is a record of one empty field.
    fn record(&mut self, row: u32, fields: &Fields<'_>, out: &mut Self::Out);
    /// The block is read.
    fn end(&mut self, out: &mut Self::Out) {
        let _ = out;
    }
}

/// One block as its collector left it.
pub struct Part<'o, O> {
    /// Which collector read it.
    pub collector: usize,
    /// Sheet rows of its records.
    pub rows: Rows<'o>,
    /// What was collected; whoever takes it leaves it empty for a later block.
    pub out: &'o mut O,
    /// How much of the list has been handed over with this block: above 0, 1 with the last.
    pub share: f64,
}

/// Sheet rows of the records of a block.
#[derive(Clone, Copy)]
pub enum Rows<'o> {
    /// Every record is one row; the first has this number.
    From(u32),
    /// The rows one by one.
    Listed(&'o [u32]),
}

impl Rows<'_> {
    /// Sheet row of record `index` of the block.
    #[must_use]
    pub fn row(&self, index: u32) -> u32 {
        match self {
            Rows::From(first) => first + index,
            Rows::Listed(rows) => rows.get(index as usize).copied().unwrap_or_default(),
        }
    }
}

/// All of a list was read: the collectors that read it, and the SHA-256 of the file.
pub struct Streamed<C> {
    /// The collectors, by number.
    pub collectors: Vec<C>,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
}

/// Reads the rows of `opened` with `threads` threads. `take` is given one block after the other, in the order of the
/// file; `bytes_read` is told how far the reading has come.
///
/// # Errors
/// The file cannot be read (any more).
pub fn stream<C: Collector>(
    opened: &Opened,
    threads: usize,
    make: impl Fn() -> C + Sync,
    mut take: impl FnMut(Part<'_, C::Out>) + Send,
    bytes_read: &(dyn Fn(u64) + Sync),
) -> Result<Streamed<C>, StreamError> {
    match &opened.body {
        Body::File { offset, first_row, separator } => {
            let blocks = Blocks::open(&opened.path, *offset, *separator)?;
            let mut next = *first_row;
            let take = |read: order::Read<'_, C::Out>| {
                let rows = Rows::From(next);
                next += read.records;
                take(Part { collector: read.collector, rows, out: read.out, share: read.share });
            };
            let (collectors, blocks) = work(blocks, threads, &make, take, bytes_read)?;
            Ok(Streamed { collectors, sha256: blocks.digest() })
        }
        Body::Memory { bytes, rows } => {
            let mut next = 0;
            let take = |read: order::Read<'_, C::Out>| {
                let end = (next + read.records as usize).min(rows.len());
                let listed = Rows::Listed(&rows[next.min(end)..end]);
                next = end;
                take(Part { collector: read.collector, rows: listed, out: read.out, share: read.share });
            };
            let (collectors, _) = work(Memory::new(bytes), threads, &make, take, bytes_read)?;
            Ok(Streamed { collectors, sha256: block::digest_of(&opened.path)? })
        }
    }
}

/// Where blocks come from.
trait Source: Send {
    /// The next block, in the memory of one that was `used`.
    fn next(&mut self, used: Vec<u8>) -> Result<Option<Block>, StreamError>;
    /// Bytes of the list, as far as is known.
    fn length(&self) -> u64;
}

fn work<C: Collector, S: Source>(
    source: S,
    threads: usize,
    make: &(impl Fn() -> C + Sync),
    take: impl FnMut(order::Read<'_, C::Out>) + Send,
    bytes_read: &(dyn Fn(u64) + Sync),
) -> Result<(Vec<C>, S), StreamError> {
    let length = source.length();
    let source = Mutex::new(source);
    let order = Mutex::new(Order::new(length, take));
    let run = |number: usize| -> Result<C, StreamError> {
        let mut collector = make();
        let (mut used, mut out) = (Vec::new(), C::Out::default());
        loop {
            // A panic elsewhere ends the program; what the lock guards stays usable.
            let block = {
                let mut source = source.lock().unwrap_or_else(PoisonError::into_inner);
                let block = source.next(used)?;
                match block {
                    Some(block) => block,
                    None => return Ok(collector),
                }
            };
            bytes_read(block.position);
            let records = block.read(&mut collector, &mut out);
            collector.end(&mut out);
            let mut order = order.lock().unwrap_or_else(PoisonError::into_inner);
            out = order.put(&block, number, records, out);
            used = block.bytes;
        }
    };
    let collectors: Vec<Result<C, StreamError>> = std::thread::scope(|scope| {
        let run = &run;
        let workers: Vec<_> = (1..threads.max(1)).map(|number| scope.spawn(move || run(number))).collect();
        let mut all = vec![run(0)];
        // A thread that panicked has lost the rows of its block: that is no result with fewer rows, it is the end.
        let result = |worker: std::thread::ScopedJoinHandle<'_, _>| {
            worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        all.extend(workers.into_iter().map(result));
        all
    });
    let collectors = collectors.into_iter().collect::<Result<Vec<C>, StreamError>>()?;
    Ok((collectors, source.into_inner().unwrap_or_else(PoisonError::into_inner)))
}
