//! E-mail addresses of a cell: which are official, and their keys.

use crate::key::Key;
use std::borrow::Cow;

/// What an e-mail cell says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mails {
    /// Key of the first official address.
    pub first: Key,
    /// Half of the key of the second one (0: there is none). It only confirms a holder, no index is built on it.
    pub second: u32,
    /// A private address stood there too (noise, review.md section 3).
    pub has_private: bool,
    /// Letters were not all small (noise).
    pub has_capitals: bool,
}

impl Mails {
    /// Reads a cell that may join several addresses by `;`, `,`, spaces or line breaks.
    ///
    /// `domains` are those of official mail (policy: `gov.vn`); every other address is private.
    #[must_use]
    pub fn parse(cell: &[u8], domains: &[String]) -> Mails {
        let mut mails = Mails::default();
        for part in cell.split(is_between) {
            let Some(at) = part.iter().position(|&c| c == b'@').filter(|&at| at > 0) else { continue };
            let has_capitals = part.iter().any(u8::is_ascii_uppercase);
            mails.has_capitals |= has_capitals;
            let small = if has_capitals { Cow::Owned(part.to_ascii_lowercase()) } else { Cow::Borrowed(part) };
            let domain = &small[at + 1..];
            let is_official = domains.iter().any(|known| {
                domain.strip_suffix(known.as_bytes()).is_some_and(|front| front.is_empty() || front.ends_with(b"."))
            });
            if !is_official {
                mails.has_private = true;
            } else if mails.first.is_none() {
                mails.first = Key::of(&small);
            } else if mails.second == 0 {
                mails.second = half(Key::of(&small));
            }
        }
        mails
    }

    /// One address of each is the same.
    #[inline]
    #[must_use]
    pub fn agrees(&self, other: &Mails) -> bool {
        let (mine, theirs) = (half(self.first), half(other.first));
        self.first.agrees(other.first)
            || (self.second != 0 && (self.second == other.second || self.second == theirs))
            || (other.second != 0 && other.second == mine)
    }

    /// Both have an official address and none is the same.
    #[inline]
    #[must_use]
    pub fn differs(&self, other: &Mails) -> bool {
        !self.first.is_none() && !other.first.is_none() && !self.agrees(other)
    }
}

/// What stands between two addresses.
fn is_between(c: &u8) -> bool {
    // A colon ends "mailto:".
    matches!(c, b';' | b',' | b' ' | b'\t' | b'\r' | b'\n' | b'/' | b'|' | b'<' | b'>' | b':')
}

fn half(key: Key) -> u32 {
    (key.0 >> 32) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(cell: &str) -> Mails {
        Mails::parse(cell.as_bytes(), &["gov.vn".to_owned()])
    }

    #[test]
    fn any_official_one_equal_is_equal() {
        let one = parse("NVAN.hph@gdt.gov.vn");
        assert!(one.has_capitals);
        assert!(one.agrees(&parse("an99@gmail.com; nvan.hph@gdt.gov.vn")));
        assert!(one.agrees(&parse("mailto:nvan.hph@gdt.gov.vn")));
        assert!(one.differs(&parse("nvan1.hph@gdt.gov.vn")));
    }

    #[test]
    fn private_and_blank_never_differ() {
        let one = parse("nvan.hph@gdt.gov.vn");
        assert!(!one.differs(&parse("an99@gmail.com")));
        assert!(!one.differs(&parse("")));
        assert!(parse("an@notgov.vn").has_private);
        // A blank before the sign: half an address says nothing.
        assert_eq!(parse("nvan.hph @gdt.gov.vn"), Mails::default());
    }
}
