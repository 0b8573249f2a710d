//! Cells that name two units, and cells that repeat the unit above them.

use antin_domain::name::fold;
use antin_domain::text::{TextId, Texts};
use unicode_normalization::UnicodeNormalization as _;

/// What stands between two units in one cell, the surest first.
const BETWEEN: &[&str] = &["\n", ";", ", ", " – ", " - "];
/// How the names of units begin, from the top of the tree down. With their accents: *Phong Điền* is a district and no
/// department (*phòng*).
const LEVELS: [&[&str]; 4] = [
    &["tổng cục"],
    &["cục ", "thuế tỉnh", "thuế thành phố", "thuế tp"],
    &["chi cục", "cct ", "thuế cơ sở"],
    &["phòng ", "đội ", "tổ ", "bộ phận"],
];
/// The level of departments: they are no units of their own.
const DEPARTMENT: usize = 3;
/// How people say that a cell is the same as the one above.
const DITTO: &[&str] = &["nt", "-nt-", "- nt -", "nhu tren", "\"", "''", "〃", "//"];

/// What is known of the texts of one thread, by their numbers.
#[derive(Default)]
pub(super) struct Places {
    apart: Vec<Option<(TextId, TextId)>>,
}

impl Places {
    /// The unit that a cell names and the one above it, if it names that too: `Chi cục Thuế quận A, Cục Thuế TP B`.
    pub(super) fn apart(&mut self, unit: TextId, units: &mut Texts) -> (TextId, TextId) {
        while self.apart.len() <= unit.index() {
            let next = TextId(u32::try_from(self.apart.len()).unwrap_or(u32::MAX));
            let found = apart(&units.get(next));
            let found = found.map(|(unit, parent)| (units.intern(unit.as_bytes()), units.intern(parent.as_bytes())));
            self.apart.push(found);
        }
        self.apart[unit.index()].unwrap_or((unit, TextId::BLANK))
    }
}

/// The deepest unit that `text` names, and the one above it; `None` where it names no more than one.
fn apart(text: &str) -> Option<(String, String)> {
    BETWEEN.iter().filter(|between| text.contains(**between)).find_map(|between| {
        let mut named: Vec<(usize, String)> = Vec::new();
        for part in text.split(between).map(str::trim).filter(|part| !part.is_empty()) {
            match (level(part), named.last_mut()) {
                (Some(level), _) => named.push((level, part.to_owned())),
                // "Chi cục Thuế khu vực Hồng Bàng - An Dương" is one name.
                (None, Some((_, last))) => *last = format!("{last}{between}{part}"),
                (None, None) => return None,
            }
        }
        if named.len() < 2 {
            return None;
        }
        named.retain(|(level, _)| *level != DEPARTMENT);
        named.sort_by_key(|(level, _)| std::cmp::Reverse(*level));
        let mut units = named.into_iter().map(|(_, unit)| unit);
        Some((units.next()?, units.next().unwrap_or_default()))
    })
}

fn level(part: &str) -> Option<usize> {
    let written = part.nfc().collect::<String>().to_lowercase() + " ";
    LEVELS.iter().enumerate().position(|(level, starts)| {
        // Of a text without accents nobody can tell whether it names a department.
        let plain = |start: &&str| part.is_ascii() && level != DEPARTMENT && written.starts_with(&(fold(start) + " "));
        starts.iter().any(|start| written.starts_with(start) || plain(start))
    })
}

/// Does a cell say that it is the same as the one above it?
pub(super) fn is_ditto(text: &str) -> bool {
    DITTO.contains(&fold(text).trim()) || DITTO.contains(&text.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_may_name_two_units() {
        for (cell, unit, parent) in [
            (
                "Chi cục Thuế quận Hai Bà Trưng, Cục Thuế TP Hà Nội",
                "Chi cục Thuế quận Hai Bà Trưng",
                "Cục Thuế TP Hà Nội",
            ),
            (
                "Cục Thuế TP Hà Nội - Chi cục Thuế quận Hai Bà Trưng",
                "Chi cục Thuế quận Hai Bà Trưng",
                "Cục Thuế TP Hà Nội",
            ),
            (
                "Đội Kiểm tra thuế - Chi cục Thuế khu vực Hồng Bàng - An Dương",
                "Chi cục Thuế khu vực Hồng Bàng - An Dương",
                "",
            ),
            ("Phòng Kê khai\nCục Thuế tỉnh Nam Định", "Cục Thuế tỉnh Nam Định", ""),
        ] {
            assert_eq!(apart(cell), Some((unit.to_owned(), parent.to_owned())), "{cell}");
        }
        for cell in [
            "Chi cục Thuế khu vực Hồng Bàng - An Dương",
            "Chi cục Thuế khu vực Ninh Kiều - Phong Điền",
            "Chi cuc Thue khu vuc Ninh Kieu - Phong Dien",
            "Phòng Thanh tra - Kiểm tra số 1",
            "Phòng Tổ chức - Đội 1",
            "Văn phòng, Cục Thuế",
            "Cục Thuế tỉnh Nam Định",
            "",
        ] {
            assert_eq!(apart(cell), None, "{cell}");
        }
    }

    #[test]
    fn ditto_marks() {
        for cell in ["nt", "-nt-", "NT", "Như trên", "\"", "〃"] {
            assert!(is_ditto(cell), "{cell}");
        }
        assert!(!is_ditto("Nội trú") && !is_ditto(""));
    }
}
