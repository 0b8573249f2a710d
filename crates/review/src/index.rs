//! An index over rows by a 64-bit key: buckets by the upper bits of the key, rows of a bucket next to each other.

/// So many look-ups are begun together: about as many reads as a core can wait for at once.
pub(crate) const TOGETHER: usize = 16;

/// Rows by key. Keys must be spread evenly (they are hashes); a key may have any number of rows.
pub(crate) struct Index {
    shift: u32,
    starts: Vec<u32>,
    entries: Vec<(u64, u32)>,
}

impl Index {
    /// The index of `rows` by their keys; rows with key 0 (blank) are left out.
    pub(crate) fn new(keys: &[(u64, u32)]) -> Index {
        let bits = usize::BITS - keys.len().leading_zeros();
        let shift = 64 - bits.clamp(1, 31);
        let buckets = 1usize << (64 - shift);
        let mut starts = vec![0u32; buckets + 1];
        for &(key, _) in keys {
            if key != 0 {
                starts[(key >> shift) as usize + 1] += 1;
            }
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut entries = vec![(0, 0); starts[buckets] as usize];
        let mut next = starts.clone();
        for &(key, row) in keys {
            if key != 0 {
                let place = &mut next[(key >> shift) as usize];
                entries[*place as usize] = (key, row);
                *place += 1;
            }
        }
        Index { shift, starts, entries }
    }

    /// The rows with `key`, in the order in which they were given.
    pub(crate) fn get(&self, key: u64) -> impl Iterator<Item = u32> + '_ {
        let bucket = (key >> self.shift) as usize;
        let range = if key == 0 { 0..0 } else { self.starts[bucket] as usize..self.starts[bucket + 1] as usize };
        self.entries[range].iter().filter(move |entry| entry.0 == key).map(|entry| entry.1)
    }

    /// For each key the first row of its bucket, which often is the first row with that key. Memory serves these reads
    /// together, as none waits for another, and the look-ups that follow find what they need in the cache.
    pub(crate) fn touch(&self, keys: [u64; TOGETHER]) -> [Option<u32>; TOGETHER] {
        let starts = keys.map(|key| self.starts.get((key >> self.shift) as usize));
        starts.map(|start| self.entries.get(*start? as usize).map(|entry| entry.1))
    }

    /// No rows at all?
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// An index that most look-ups leave without a row: a filter that fits into the cache says so first.
pub(crate) struct RareIndex {
    shift: u32,
    filter: Vec<u64>,
    index: Index,
}

/// Bits of the filter for each row: one look-up in sixteen that finds nothing has to look at the index.
const FILTER_BITS: usize = 16;

impl RareIndex {
    /// The index of `rows` by their keys; rows with key 0 (blank) are left out.
    pub(crate) fn new(keys: &[(u64, u32)]) -> RareIndex {
        let bits = (keys.len() * FILTER_BITS).next_power_of_two().max(64);
        // The upper bits choose the bucket of the index, so the filter takes those below them.
        let shift = 64 - bits.trailing_zeros();
        let mut filter = vec![0u64; bits / 64];
        for &(key, _) in keys {
            let bit = (key.rotate_left(32) >> shift) as usize;
            filter[bit / 64] |= 1 << (bit % 64);
        }
        RareIndex { shift, filter, index: Index::new(keys) }
    }

    /// Has the key no row? `false` says nothing.
    pub(crate) fn lacks(&self, key: u64) -> bool {
        let bit = (key.rotate_left(32) >> self.shift) as usize;
        self.filter[bit / 64] & (1 << (bit % 64)) == 0
    }

    /// The rows with `key`, in the order in which they were given.
    pub(crate) fn get(&self, key: u64) -> impl Iterator<Item = u32> + '_ {
        self.index.get(if self.lacks(key) { 0 } else { key })
    }

    /// Is there a row with `key`?
    pub(crate) fn has(&self, key: u64) -> bool {
        !self.lacks(key) && self.index.get(key).next().is_some()
    }

    /// No rows at all?
    pub(crate) fn is_empty(&self) -> bool {
        self.index.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use antin_domain::key::mix;

    #[test]
    fn every_row_is_found_under_its_key_and_no_other() {
        let keys: Vec<(u64, u32)> = (0..1000u32).map(|row| (mix(u64::from(row % 300), 7), row)).collect();
        let (index, rare) = (Index::new(&keys), RareIndex::new(&keys));
        for value in 0..300u32 {
            let key = mix(u64::from(value), 7);
            let expected: Vec<u32> = (0..1000).filter(|row| row % 300 == value).collect();
            assert_eq!(index.get(key).collect::<Vec<_>>(), expected);
            assert_eq!(rare.get(key).collect::<Vec<_>>(), expected);
            assert!(rare.has(key));
        }
        assert_eq!((index.get(mix(301, 7)).count(), index.get(0).count()), (0, 0));
        assert_eq!((rare.get(mix(301, 7)).count(), rare.get(0).count()), (0, 0));
        assert!(Index::new(&[(0, 1)]).is_empty() && RareIndex::new(&[]).is_empty());
    }

    #[test]
    fn a_touch_names_the_row_that_is_alone_in_its_bucket() {
        let key = mix(5, 7);
        let index = Index::new(&[(key, 9)]);
        assert_eq!(index.touch([key; TOGETHER]), [Some(9); TOGETHER]);
        assert_eq!(Index::new(&[]).touch([key; TOGETHER]), [None; TOGETHER]);
    }
}
