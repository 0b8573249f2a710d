//! Texts in wrappings: web applications write `="031185004217"` or `'031185004217` so that Excel keeps the zeros.

use antin_domain::message::Message;

use super::heading::Line;

/// Columns that are looked at.
const WIDEST: usize = 256;

/// What stands around the texts of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrapping {
    /// A formula: `="text"`.
    Formula,
    /// An apostrophe before it, or one on either side.
    Apostrophe,
}

impl Wrapping {
    /// The wrapping that the sampled rows show: one formula is enough, apostrophes stand before most cells of a column.
    pub fn find(lines: &[Line]) -> Option<Self> {
        if lines.iter().flat_map(|line| &line.cells).any(|cell| Self::Formula.off(cell).is_some()) {
            return Some(Self::Formula);
        }
        let width = lines.iter().map(|line| line.cells.len()).max().unwrap_or(0).min(WIDEST);
        let is_wrapped = |index: usize| {
            let filled = lines.iter().map(|line| line.cell(index)).filter(|cell| !cell.is_empty());
            let (wrapped, bare): (Vec<&str>, Vec<&str>) = filled.partition(|cell| Self::Apostrophe.off(cell).is_some());
            wrapped.len() > bare.len()
        };
        (0..width).any(is_wrapped).then_some(Self::Apostrophe)
    }

    /// The text without its wrapping, if it has one.
    pub fn off(self, cell: &str) -> Option<String> {
        let cell = cell.trim();
        match self {
            Self::Formula => {
                let text = cell.strip_prefix('=')?.trim_start().strip_prefix('"')?.strip_suffix('"')?;
                Some(text.replace("\"\"", "\""))
            }
            Self::Apostrophe => {
                let text = cell.strip_prefix('\'')?;
                Some(text.strip_suffix('\'').unwrap_or(text).to_owned())
            }
        }
    }

    /// Takes it off the cells of a row.
    pub fn apply(self, cells: &mut [String]) {
        for cell in cells {
            if let Some(text) = self.off(cell) {
                *cell = text;
            }
        }
    }

    /// The lines without it.
    pub fn off_lines(self, lines: &[Line]) -> Vec<Line> {
        let mut lines = lines.to_vec();
        lines.iter_mut().for_each(|line| self.apply(&mut line.cells));
        lines
    }

    /// Says so, with an example from `lines`.
    pub fn note(self, lines: &[Line]) -> Option<Message> {
        let mut cells = lines.iter().flat_map(|line| &line.cells);
        let (before, after) = cells.find_map(|cell| {
            let text = self.off(cell).filter(|text| text.chars().count() > 2)?;
            Some((cell.trim(), text))
        })?;
        Some(Message::new("lists-unwrapped").with("before", before).with("after", after))
    }
}

#[cfg(test)]
mod tests {
    use super::Wrapping;

    #[test]
    fn only_whole_wrappings_come_off() {
        let formula = |cell| Wrapping::Formula.off(cell);
        assert_eq!(formula("=\"031185004217\"").as_deref(), Some("031185004217"));
        assert_eq!(formula(" = \"Đội \"\"A\"\"\"").as_deref(), Some("Đội \"A\""));
        assert_eq!(formula("=\"\"").as_deref(), Some(""));
        assert_eq!([formula("=A1"), formula("=\""), formula("\"a\"")], [None, None, None]);
        let apostrophe = |cell| Wrapping::Apostrophe.off(cell);
        assert_eq!(apostrophe("'031").as_deref(), Some("031"));
        assert_eq!(apostrophe("'Nam'").as_deref(), Some("Nam"));
        assert_eq!(apostrophe("Ea H'leo"), None);
    }
}
