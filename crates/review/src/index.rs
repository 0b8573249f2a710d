//! An index over rows by a 64-bit key: buckets by the upper bits of the key, rows of a bucket next to each other.

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

    /// No rows at all?
    pub(crate) fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use antin_domain::key::mix;

    #[test]
    fn every_row_is_found_under_its_key_and_no_other() {
        let keys: Vec<(u64, u32)> = (0..1000u32).map(|row| (mix(u64::from(row % 300), 7), row)).collect();
        let index = Index::new(&keys);
        for value in 0..300u32 {
            let rows: Vec<u32> = index.get(mix(u64::from(value), 7)).collect();
            assert_eq!(rows, (0..1000).filter(|row| row % 300 == value).collect::<Vec<_>>());
        }
        assert_eq!(index.get(mix(301, 7)).count(), 0);
        assert_eq!(index.get(0).count(), 0);
        assert!(Index::new(&[(0, 1)]).is_empty());
    }
}
