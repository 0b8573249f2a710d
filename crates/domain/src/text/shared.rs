//! Texts that several threads collect together: a million names are kept once, not once for each thread.
//!
//! Millions of names fall all over a table larger than any cache, so looking them up one by one would wait for memory
//! three times each. They come in batches instead; what a batch needs is fetched for many names at the same time.

use super::{TextId, Texts, hash_of};
use hashbrown::HashTable;
use std::hint::black_box;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Texts of several threads, each kept once.
pub struct SharedTexts {
    shards: Vec<Mutex<Shard>>,
    next: AtomicU32,
}

/// Threads rarely want the same one of so many shards.
const SHARDS: usize = 64;

/// So many texts are looked up at the same time: about as many as a core can wait for at once.
const TOGETHER: usize = 16;

impl Default for SharedTexts {
    fn default() -> Self {
        let shards = std::iter::repeat_with(Mutex::default).take(SHARDS).collect();
        SharedTexts { shards, next: AtomicU32::new(1) }
    }
}

impl SharedTexts {
    /// The numbers of the texts of `batch`, in its order; those that are new are kept. The batch is empty afterwards.
    pub fn intern<'b>(&self, batch: &'b mut Batch) -> &'b [TextId] {
        let Batch { bytes, ends, wanted, by_shard, ids } = batch;
        ids.clear();
        ids.resize(ends.len(), TextId::BLANK);
        wanted.clear();
        let mut counts = [0; SHARDS];
        let mut start = 0;
        for (place, &end) in ends.iter().enumerate() {
            let text = &bytes[start as usize..end as usize];
            if !text.is_empty() {
                let hash = hash_of(text);
                counts[hash as usize % SHARDS] += 1;
                wanted.push(Wanted { hash, start, end, place: place as u32 });
            }
            start = end;
        }
        by_shard.clear();
        by_shard.resize(wanted.len(), Wanted::default());
        let mut next = 0;
        let mut places = counts.map(|count| {
            next += count;
            next - count
        });
        for &one in &*wanted {
            let place = &mut places[one.hash as usize % SHARDS];
            by_shard[*place] = one;
            *place += 1;
        }
        let mut rest = by_shard.as_slice();
        for (shard, count) in self.shards.iter().zip(counts) {
            let (wanted, others) = rest.split_at(count);
            rest = others;
            if wanted.is_empty() {
                continue;
            }
            let mut shard = locked(shard);
            for group in wanted.chunks(TOGETHER) {
                shard.touch(group);
                for one in group {
                    let text = &bytes[one.start as usize..one.end as usize];
                    ids[one.place as usize] = TextId(shard.find_or_keep(one.hash, text, &self.next));
                }
            }
        }
        bytes.clear();
        ends.clear();
        ids
    }

    /// All texts under their numbers; nothing more can be looked up by its text.
    #[must_use]
    pub fn finish(self) -> Texts {
        let mut spans = vec![(0, 0); self.next.into_inner() as usize];
        let mut bytes = Vec::new();
        for shard in self.shards {
            let shard = shard.into_inner().unwrap_or_else(PoisonError::into_inner);
            let offset = bytes.len() as u32;
            for slot in shard.slots.iter().filter(|slot| slot.id != FREE) {
                spans[slot.id as usize] = (offset + slot.start, slot.length);
            }
            bytes.extend_from_slice(&shard.bytes);
        }
        Texts { bytes, spans, table: HashTable::new() }
    }
}

/// A thread that panicked ends the whole reading, so what it left behind is never seen.
fn locked(shard: &Mutex<Shard>) -> MutexGuard<'_, Shard> {
    shard.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Texts that are to get their numbers together. Its memory serves one batch after the other.
#[derive(Debug, Default)]
pub struct Batch {
    bytes: Vec<u8>,
    ends: Vec<u32>,
    wanted: Vec<Wanted>,
    by_shard: Vec<Wanted>,
    ids: Vec<TextId>,
}

impl Batch {
    /// Adds a text; its place in the batch, from 0.
    pub fn push(&mut self, text: &[u8]) -> u32 {
        match str::from_utf8(text) {
            Ok(_) => self.bytes.extend_from_slice(text),
            Err(_) => self.bytes.extend_from_slice(String::from_utf8_lossy(text).as_bytes()),
        }
        self.ends.push(self.bytes.len() as u32);
        self.ends.len() as u32 - 1
    }
}

/// One text of a batch: where it stands there and what it hashes to.
#[derive(Clone, Copy, Debug, Default)]
struct Wanted {
    hash: u32,
    start: u32,
    end: u32,
    place: u32,
}

/// A part of the texts: an open table of slots, searched from the place of the hash on.
#[derive(Default)]
struct Shard {
    bytes: Vec<u8>,
    /// A power of two of slots, at most three quarters of them taken.
    slots: Vec<Slot>,
    taken: usize,
}

/// Everything that finding a text again needs, next to each other in memory.
#[derive(Clone, Copy, Debug, Default)]
struct Slot {
    hash: u32,
    start: u32,
    length: u32,
    id: u32,
}

/// The number of no text: this slot is free.
const FREE: u32 = 0;

impl Shard {
    /// Reads a little of what the texts will need. None of these reads waits for another, so memory serves them together.
    fn touch(&self, group: &[Wanted]) {
        if self.slots.is_empty() {
            return;
        }
        let mut starts = [0; TOGETHER];
        for (start, one) in starts.iter_mut().zip(group) {
            *start = self.slots[self.place(one.hash)].start;
        }
        let seen = starts.iter().fold(0u8, |seen, &start| seen ^ self.bytes.get(start as usize).unwrap_or(&0));
        black_box(seen);
    }

    /// Where the search for a hash begins. The low bits chose the shard.
    fn place(&self, hash: u32) -> usize {
        (hash as usize / SHARDS) & (self.slots.len() - 1)
    }

    fn find_or_keep(&mut self, hash: u32, text: &[u8], next: &AtomicU32) -> u32 {
        if self.taken * 4 >= self.slots.len() * 3 {
            self.grow();
        }
        let mask = self.slots.len() - 1;
        let mut place = self.place(hash);
        loop {
            let slot = self.slots[place];
            if slot.id == FREE {
                break;
            }
            let same = slot.hash == hash && slot.length as usize == text.len();
            if same && self.bytes.get(slot.start as usize..(slot.start + slot.length) as usize) == Some(text) {
                return slot.id;
            }
            place = (place + 1) & mask;
        }
        let id = next.fetch_add(1, Ordering::Relaxed);
        self.slots[place] = Slot { hash, start: self.bytes.len() as u32, length: text.len() as u32, id };
        self.bytes.extend_from_slice(text);
        self.taken += 1;
        id
    }

    fn grow(&mut self) {
        let old = std::mem::take(&mut self.slots);
        self.slots = vec![Slot::default(); (old.len() * 2).max(64)];
        let mask = self.slots.len() - 1;
        for slot in old.into_iter().filter(|slot| slot.id != FREE) {
            let mut place = self.place(slot.hash);
            while self.slots[place].id != FREE {
                place = (place + 1) & mask;
            }
            self.slots[place] = slot;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn intern(shared: &SharedTexts, words: &[&[u8]]) -> Vec<TextId> {
        let mut batch = Batch::default();
        for (place, word) in words.iter().enumerate() {
            assert_eq!(batch.push(word), place as u32);
        }
        shared.intern(&mut batch).to_vec()
    }

    #[test]
    fn each_text_has_one_number_and_the_blank_one_is_none() {
        let shared = SharedTexts::default();
        let ids = intern(&shared, &["Lê An".as_bytes(), b"", "Lê An".as_bytes(), b"x"]);
        assert_eq!((ids[0], ids[1]), (ids[2], TextId::BLANK));
        assert_ne!(ids[0], ids[3]);
        assert_eq!(intern(&shared, &[b"x"]), [ids[3]]);
        let texts = shared.finish();
        assert_eq!(texts.len(), 3);
        assert_eq!(texts.get(ids[0]), "Lê An");
        assert_eq!(texts.get(ids[3]), "x");
    }

    #[test]
    fn threads_share_one_number_for_one_text() {
        let shared = SharedTexts::default();
        let words: Vec<String> = (0..20_000).map(|n| format!("tên {}", n % 10_000)).collect();
        let words: Vec<&[u8]> = words.iter().map(String::as_bytes).collect();
        let ids: Vec<Vec<TextId>> = std::thread::scope(|scope| {
            let read = || words.chunks(700).flat_map(|words| intern(&shared, words)).collect();
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(read)).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        let texts = shared.finish();
        assert_eq!(texts.len(), 10_001);
        for of_one in ids {
            assert!(of_one.iter().zip(&words).all(|(&id, word)| texts.bytes(id) == *word));
        }
    }

    #[test]
    fn more_texts_can_follow_those_of_threads() {
        let shared = SharedTexts::default();
        let words: Vec<String> = (0..300).map(|n| format!("tên {n}")).collect();
        let ids = intern(&shared, &words.iter().map(String::as_bytes).collect::<Vec<_>>());
        let mut texts = shared.finish();
        let later = texts.intern("Lê An".as_bytes());
        assert_eq!(texts.get(later), "Lê An");
        assert!(ids.iter().zip(&words).all(|(&id, word)| texts.get(id) == word.as_str()));
    }

    #[test]
    fn what_is_no_text_is_kept_as_one() {
        let shared = SharedTexts::default();
        let ids = intern(&shared, &[b"An\xff", b"An\xff", "An\u{fffd}".as_bytes()]);
        assert!(ids.iter().all(|&id| id == ids[0]));
        assert_eq!(shared.finish().get(ids[0]), "An\u{fffd}");
    }
}
