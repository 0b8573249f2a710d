//! Many cases at once: when to stop and ask, and which ones come back for a second look.
//!
//! > issue "The campaigns" 3: bulk over a filter with what-if and a stop threshold; a sample of bulk decisions comes back
//! > for a second look.

/// So many revocations at once need no question.
const FEW: i64 = 10;
/// More than this share of the cases of the list is a question.
const SHARE_PERCENT: i64 = 20;
/// One of so many comes back.
const ONE_OF: i64 = 20;
/// At least so many come back, where there are as many.
const LEAST: i64 = 3;

/// Would so many revocations, of so many cases that a unit has, be a reason to stop and ask?
#[must_use]
pub fn must_ask(revocations: i64, cases: i64) -> bool {
    revocations > FEW && revocations * 100 > cases * SHARE_PERCENT
}

/// Of `count` cases decided at once: does the one in `place` (from 0) come back for a second look?
///
/// Evenly spread over the list and the same however often it is asked; nobody can choose a place by hand, because the
/// places of a list follow from its order.
#[must_use]
pub fn comes_back(place: i64, count: i64) -> bool {
    let wanted = (count / ONE_OF).max(LEAST).min(count);
    // The place begins a new portion of count / wanted.
    wanted > 0 && (place == 0 || place * wanted / count != (place - 1) * wanted / count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_twenty_comes_back_and_at_least_three() {
        for (count, wanted) in [(0, 0), (1, 1), (2, 2), (3, 3), (40, 3), (100, 5), (10_000, 500), (997, 49)] {
            let back = (0..count).filter(|place| comes_back(*place, count)).count() as i64;
            assert_eq!(back, wanted, "of {count}");
        }
    }

    #[test]
    fn many_revocations_at_once_are_a_question() {
        assert!(!must_ask(10, 12));
        assert!(must_ask(11, 50));
        assert!(!must_ask(11, 55));
        assert!(must_ask(3_100, 10_000));
    }
}
