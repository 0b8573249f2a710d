//! E-mail addresses of a cell: which are official, and their keys.

use crate::key::Key;

/// What an e-mail cell says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Mails {
    /// Keys of the official addresses, at most two are kept.
    pub official: [Key; 2],
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
        let mut found = 0;
        for part in cell.split(|c| b";, \t\r\n/|<>".contains(c)) {
            let Some(at) = part.iter().position(|&c| c == b'@') else { continue };
            mails.has_capitals |= part.iter().any(u8::is_ascii_uppercase);
            let address = part.to_ascii_lowercase();
            let domain = address[at + 1..].trim_ascii_end();
            let is_official = domains.iter().any(|known| {
                domain.strip_suffix(known.as_bytes()).is_some_and(|front| front.is_empty() || front.ends_with(b"."))
            });
            if !is_official {
                mails.has_private = true;
            } else if found < 2 {
                mails.official[found] = Key::of(&address);
                found += 1;
            }
        }
        mails
    }

    /// One address of each is the same.
    #[must_use]
    pub fn agrees(&self, other: &Mails) -> bool {
        self.official.iter().any(|mine| other.official.iter().any(|theirs| mine.agrees(*theirs)))
    }

    /// Both have an official address and none is the same.
    #[must_use]
    pub fn differs(&self, other: &Mails) -> bool {
        !self.official[0].is_none() && !other.official[0].is_none() && !self.agrees(other)
    }
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
        assert!(one.differs(&parse("nvan1.hph@gdt.gov.vn")));
    }

    #[test]
    fn private_and_blank_never_differ() {
        let one = parse("nvan.hph@gdt.gov.vn");
        assert!(!one.differs(&parse("an99@gmail.com")));
        assert!(!one.differs(&parse("")));
        assert!(parse("an@notgov.vn").has_private);
    }
}
