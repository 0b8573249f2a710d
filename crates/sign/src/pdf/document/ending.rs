//! How a revision ends: `startxref`, a number, `%%EOF`.

use crate::source::Source;

/// The end of a revision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ending {
    /// The section that `startxref` names.
    pub section: usize,
    /// The first byte behind `%%EOF`, or behind the number where that is missing.
    pub after: usize,
}

impl Ending {
    /// The last one before `end`.
    #[must_use]
    pub fn of<'a>(file: impl Into<Source<'a>>, end: usize) -> Option<Ending> {
        let source = file.into();
        if end > source.length() {
            return None;
        }
        // What stands behind belongs to another revision.
        let source = source.until(end);
        let at = source.find_last(b"startxref", end)?;
        let (number, behind) = source.parse(at + 9, |parser| (parser.number(), parser.at));
        let section = usize::try_from(number?).ok()?;
        let after = source.past_space(behind);
        let after = if source.stands(b"%%EOF", after) { after + 5 } else { behind };
        Some(Ending { section, after })
    }

    /// Is there nothing but the end of a line between it and `end`?
    #[must_use]
    pub fn is_close(&self, source: &Source<'_>, end: usize) -> bool {
        self.after <= end && source.is_blank(self.after..end)
    }
}
