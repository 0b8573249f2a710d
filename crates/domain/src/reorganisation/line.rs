//! One line of a reorganisation, as a clerk writes it: which unit, what becomes of it, into which.

use crate::name::fold;

/// What becomes of a unit, as a line says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// It goes with others into a new unit (hợp nhất thành đơn vị mới).
    MergeNew,
    /// It goes into a unit that there is (sáp nhập vào).
    MergeInto,
    /// It goes into several units, one line each (chia, tách).
    Split,
    /// It gets another name, and another unit above where the line says so (đổi tên).
    Rename,
    /// It comes under another unit (chuyển cấp trên).
    Move,
}

/// One line. Blank texts are not said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its row in the table, from 1, for whoever has to find it.
    pub row: u32,
    /// Code of the unit.
    pub code: String,
    /// What becomes of it.
    pub kind: Kind,
    /// Code of the unit that it goes into.
    pub new_code: String,
    /// The new name.
    pub new_name: String,
    /// Code of the new unit above.
    pub new_parent: String,
}

impl Kind {
    /// Every kind, in the order of pages.
    pub const ALL: [Kind; 5] = [Kind::MergeNew, Kind::MergeInto, Kind::Split, Kind::Rename, Kind::Move];

    /// Word used in addresses, files and the API.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::MergeNew => "merge-new",
            Kind::MergeInto => "merge-into",
            Kind::Split => "split",
            Kind::Rename => "rename",
            Kind::Move => "move",
        }
    }

    /// The kind that a cell names, in Vietnamese with or without accents, or by its word; none where it names none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Kind> {
        let folded = fold(text);
        let is = |words: &[&str]| words.contains(&folded.as_str());
        Kind::ALL.into_iter().find(|kind| match kind {
            Kind::MergeNew => is(&["hop nhat", "hop nhat thanh don vi moi", "thanh lap moi", "merge-new"]),
            Kind::MergeInto => is(&["sap nhap", "sap nhap vao", "nhap vao", "merge-into"]),
            Kind::Split => is(&["chia", "tach", "chia tach", "split"]),
            Kind::Rename => is(&["doi ten", "rename"]),
            Kind::Move => is(&["chuyen cap tren", "doi cap tren", "move"]),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_may_say_it_with_accents_or_without() {
        assert_eq!(Kind::parse("Sáp nhập vào"), Some(Kind::MergeInto));
        assert_eq!(Kind::parse(" HOP NHAT "), Some(Kind::MergeNew));
        assert_eq!(Kind::parse("giải thể"), None, "dissolving leaves no successor: it is no line of this table");
        for kind in Kind::ALL {
            assert_eq!(Kind::parse(kind.name()), Some(kind));
        }
    }
}
