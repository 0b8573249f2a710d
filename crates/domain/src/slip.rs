//! Slips of the keyboard: how far two spellings are apart.

/// Keystrokes between `a` and `b` (a character wrong, missing, added, or two neighbours swapped), or `None` if there are
/// more than `limit`. Optimal string alignment distance over bytes; meant for folded names, serials and numbers.
#[must_use]
pub fn distance(a: &[u8], b: &[u8], limit: usize) -> Option<usize> {
    if a.len().abs_diff(b.len()) > limit {
        return None;
    }
    let width = b.len() + 1;
    let mut before: Vec<usize> = vec![0; width];
    let mut last: Vec<usize> = (0..width).collect();
    let mut row = vec![0; width];
    for i in 1..=a.len() {
        row[0] = i;
        for j in 1..width {
            let wrong = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (last[j - 1] + wrong).min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row[j] = best;
        }
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    Some(last[b.len()]).filter(|&n| n <= limit)
}

/// Exactly one slip: a character wrong, missing or added, or two neighbours swapped.
#[must_use]
pub fn is_one(a: &[u8], b: &[u8]) -> bool {
    distance(a, b, 1) == Some(1)
}

/// One digit wrong, or two neighbouring digits swapped; nothing missing or added.
///
/// > lists/README.md: two different full CCCD of which two digits are swapped or one is wrong are a slip.
#[must_use]
pub fn is_digit_slip(a: u64, b: u64) -> bool {
    let digits = |mut n: u64| {
        let mut out = [0u8; 20];
        for d in &mut out {
            *d = (n % 10) as u8;
            n /= 10;
        }
        out
    };
    let (a, b) = (digits(a), digits(b));
    let mut places = (0..20).filter(|&i| a[i] != b[i]);
    match (places.next(), places.next(), places.next()) {
        (Some(_), None, _) => true,
        (Some(i), Some(j), None) => j == i + 1 && a[i] == b[j] && a[j] == b[i],
        _ => false,
    }
}

/// In how many places the digits of two numbers differ.
#[must_use]
pub fn distance_of_digits(mut a: u64, mut b: u64) -> usize {
    let mut places = 0;
    while a != 0 || b != 0 {
        places += usize::from(a % 10 != b % 10);
        a /= 10;
        b /= 10;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_of_each_kind() {
        for other in ["6B6C54", "6BC655", "6B6C5", "6B6CC55"] {
            assert!(is_one(b"6B6C55", other.as_bytes()), "{other}");
        }
        assert!(!is_one(b"6B6C55", b"6B6C55"));
        assert!(!is_one(b"6B6C55", b"6B7D55"));
        assert_eq!(distance(b"abcdef", b"badcef", 2), Some(2));
        assert_eq!(distance(b"abcdef", b"badcfe", 2), None);
    }

    #[test]
    fn digits_swapped_or_wrong() {
        assert!(is_digit_slip(79_185_000_123, 79_185_000_213));
        assert!(is_digit_slip(79_185_000_123, 79_185_000_193));
        assert!(!is_digit_slip(79_185_000_123, 79_185_000_123));
        assert!(!is_digit_slip(79_185_000_123, 79_185_000_321));
        assert_eq!(distance_of_digits(79_185_000_123, 79_185_000_321), 2);
    }
}
