//! Quotation marks in delimited text: which one encloses a field and which is a letter like any other.

use memchr::{memchr, memchr2};

/// No field is longer: a quote that stays open so long was a stray one.
pub(crate) const LONGEST: usize = 1 << 20;

/// What a quotation mark at the beginning of a field is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Quote {
    /// It encloses the text up to the mark at this place.
    Closes(usize),
    /// The next mark stands in another row and closes no field: this one was never meant to enclose anything.
    Stray,
    /// No mark follows, as far as the text is known.
    Open,
}

/// What the quotation mark at `open`, the first letter of a field, is. Doubled marks stand for one (RFC 4180).
///
/// A mark that somebody typed once (`,"đã nghỉ,`) would swallow every row down to the next one. There it shows: what
/// closes a field stands before a separator or the end of a line.
pub(crate) fn quote_at(text: &[u8], open: usize, separator: u8) -> Quote {
    let limit = text.len().min(open + LONGEST);
    let mut at = open + 1;
    while let Some(offset) = memchr(b'"', text.get(at..limit).unwrap_or_default()) {
        let close = at + offset;
        match text.get(close + 1) {
            Some(b'"') => at = close + 2,
            None | Some(b'\n' | b'\r') => return Quote::Closes(close),
            Some(&next) if next == separator => return Quote::Closes(close),
            // In the same row the text merely goes on behind the mark: `"Bé" Nguyễn Văn An`.
            Some(_) if memchr2(b'\n', b'\r', &text[open..close]).is_none() => return Quote::Closes(close),
            Some(_) => return Quote::Stray,
        }
    }
    Quote::Open
}

#[cfg(test)]
mod tests {
    use super::{Quote, quote_at};

    fn at(text: &str) -> Quote {
        quote_at(text.as_bytes(), 0, b',')
    }

    #[test]
    fn a_mark_closes_before_a_separator_or_the_end_of_a_line() {
        assert_eq!(at("\"a, b\",c"), Quote::Closes(5));
        assert_eq!(at("\"a\nb\"\r\nc"), Quote::Closes(4), "over two lines");
        assert_eq!(at("\"a \"\"b\"\" c\""), Quote::Closes(10), "doubled marks");
        assert_eq!(at("\"Bé\" An,c\n"), Quote::Closes(4), "text behind it");
    }

    #[test]
    fn a_mark_that_closes_nowhere_is_a_letter() {
        assert_eq!(at("\"đã nghỉ,1\nb,\"c, d\",2\n"), Quote::Stray);
        assert_eq!(at("\"đã nghỉ,1\nb,màn hình 17\" mới,2\n"), Quote::Stray);
        assert_eq!(at("\"đã nghỉ,1\nb,c\n"), Quote::Open);
        assert_eq!(at("\""), Quote::Open);
    }
}
