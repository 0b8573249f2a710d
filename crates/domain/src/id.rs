//! Numbers by which what is kept is known, and moments at which things happen: both come in from the door.

/// The number of something that is kept (a person, a certificate, a run …). Never 0, never used twice.
///
/// 41 bits of time (milliseconds) and 22 bits that tell apart what begins in the same millisecond: new things get growing
/// numbers on every machine without asking anybody. It does not fit the numbers of JavaScript: written as text outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub i64);

/// Bits that tell apart what begins in the same millisecond.
const CHANCE_BITS: u32 = 22;

/// A row of fresh numbers, one after the other.
#[derive(Clone, Debug)]
pub struct Ids(i64);

impl Ids {
    /// Numbers that begin at `milliseconds` since 1970 and at a place drawn by the caller (`chance`, any value).
    ///
    /// Two rows drawn in the same millisecond can meet; the primary key of the table then refuses the second.
    #[must_use]
    pub fn new(milliseconds: i64, chance: u64) -> Ids {
        let time = milliseconds.clamp(1, (1 << (63 - CHANCE_BITS)) - 1);
        Ids((time << CHANCE_BITS) | (chance & ((1 << CHANCE_BITS) - 1)) as i64)
    }
}

impl Iterator for Ids {
    type Item = Id;

    fn next(&mut self) -> Option<Id> {
        let id = Id(self.0);
        self.0 = self.0.checked_add(1)?;
        Some(id)
    }
}

impl std::fmt::Display for Id {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_grow_with_time_and_within_a_row() {
        let early: Vec<Id> = Ids::new(1_700_000_000_000, u64::MAX).take(3).collect();
        let late = Ids::new(1_700_000_000_002, 0).next().unwrap();
        assert!(early[0] < early[1] && early[1] < early[2] && early[2] < late);
        assert!(Ids::new(-5, 0).next().unwrap() > Id(0));
    }
}
