//! Rows of a list in parallel: blocks of whole records, each read by whichever thread is free.
//!
//! A gigabyte passes through a few megabytes of memory. The digest of the file is taken on the way, so a list is read
//! once. What the threads find is put together in the order of the blocks: the answer does not depend on their number.

mod block;
mod fields;

pub use block::StreamError;
pub use fields::{ABSENT, Fields};

use crate::open::{Body, Opened};
use block::{Block, Blocks, Memory};
use std::sync::Mutex;

/// What one thread keeps while it reads blocks.
pub trait Collector: Send {
    /// What one block becomes.
    type Out: Send;
    /// Takes one record. `row` counts from the first record of the block; a blank line is a record of one empty field.
    fn record(&mut self, row: u32, fields: &Fields<'_>, out: &mut Self::Out);
    /// An empty block.
    fn start(&mut self) -> Self::Out;
    /// The block is read: what it reserved and did not use may go.
    fn end(&mut self, out: &mut Self::Out) {
        let _ = out;
    }
}

/// One block as its collector left it.
pub struct Part<O> {
    /// Which collector read it.
    pub collector: usize,
    /// Sheet row of each record: of record i for `Rows::Listed`, else the first one's.
    pub rows: Rows,
    /// What was collected.
    pub out: O,
}

/// Sheet rows of the records of a block.
pub enum Rows {
    /// Every record is one row; the first has this number.
    From(u32),
    /// The rows one by one.
    Listed(Vec<u32>),
}

impl Rows {
    /// Sheet row of record `index` of the block.
    pub fn row(&self, index: u32) -> u32 {
        match self {
            Rows::From(first) => first + index,
            Rows::Listed(rows) => rows.get(index as usize).copied().unwrap_or_default(),
        }
    }
}

/// All of a list: parts in the order of the file, the collectors that read them, and the SHA-256 of the file.
pub struct Streamed<C: Collector> {
    /// Blocks in the order of the file.
    pub parts: Vec<Part<C::Out>>,
    /// The collectors, by number.
    pub collectors: Vec<C>,
    /// SHA-256 of the file.
    pub sha256: [u8; 32],
}

/// Reads the rows of `opened` with `threads` threads; `bytes_read` is told how far the reading has come.
///
/// # Errors
/// The file cannot be read (any more).
pub fn stream<C: Collector>(
    opened: &Opened,
    threads: usize,
    make: impl Fn() -> C + Sync,
    bytes_read: &(dyn Fn(u64) + Sync),
) -> Result<Streamed<C>, StreamError> {
    match &opened.body {
        Body::File { offset, first_row, separator } => {
            let blocks = Blocks::open(&opened.path, *offset, *separator)?;
            let (parts, collectors, blocks) = work(blocks, threads, &make, bytes_read)?;
            let mut next = *first_row;
            let parts = parts
                .into_iter()
                .map(|(collector, records, out)| {
                    let rows = Rows::From(next);
                    next += records;
                    Part { collector, rows, out }
                })
                .collect();
            Ok(Streamed { parts, collectors, sha256: blocks.digest() })
        }
        Body::Memory { bytes, rows } => {
            let (parts, collectors, _) = work(Memory::new(bytes), threads, &make, bytes_read)?;
            let mut next = 0;
            let parts = parts
                .into_iter()
                .map(|(collector, records, out)| {
                    let end = (next + records as usize).min(rows.len());
                    let listed = rows[next.min(end)..end].to_vec();
                    next = end;
                    Part { collector, rows: Rows::Listed(listed), out }
                })
                .collect();
            Ok(Streamed { parts, collectors, sha256: block::digest_of(&opened.path)? })
        }
    }
}

/// Where blocks come from.
trait Source: Send {
    fn next(&mut self) -> Result<Option<Block>, StreamError>;
    fn position(&self) -> u64;
}

type Work<C, S> = (Vec<(usize, u32, <C as Collector>::Out)>, Vec<C>, S);

fn work<C: Collector, S: Source>(
    source: S,
    threads: usize,
    make: &(impl Fn() -> C + Sync),
    bytes_read: &(dyn Fn(u64) + Sync),
) -> Result<Work<C, S>, StreamError> {
    let source = Mutex::new(source);
    let done = Mutex::new(Vec::new());
    let run = |number: usize| -> Result<C, StreamError> {
        let mut collector = make();
        loop {
            // A panic elsewhere ends the program; what the lock guards stays usable.
            let (sequence, block) = {
                let mut source = source.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
                let block = source.next()?;
                bytes_read(source.position());
                match block {
                    Some(block) => (block.sequence, block),
                    None => return Ok(collector),
                }
            };
            let mut out = collector.start();
            let records = block.read(&mut collector, &mut out);
            collector.end(&mut out);
            done.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).push((sequence, number, records, out));
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
    let mut parts = done.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    parts.sort_unstable_by_key(|part| part.0);
    let parts = parts.into_iter().map(|(_, number, records, out)| (number, records, out)).collect();
    Ok((parts, collectors, source.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner())))
}
