//! Units with dated names, parents and successors, found by any of their names.
//!
//! > domain.md 3: a unit must be a dated entity with a code, not a string; 7.9: renamed and merged, "-" and "–", "TP." and
//! > "Thành phố", "CCT" and "Chi cục Thuế".

pub mod dated;

use crate::day::Day;
use crate::key::Key;
use crate::name::{Name, normal_form};
use crate::row::UnitRow;
use std::collections::HashMap;
use unicode_normalization::char::is_combining_mark;

/// Number of a unit in a [`Directory`].
pub type UnitIndex = u32;

/// Which unit a text names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnitRef {
    /// The unit, if the directory has exactly one that fits.
    pub unit: Option<UnitIndex>,
    /// The text is a name the unit no longer bears.
    pub is_former: bool,
    /// Normal form, for comparing where there is no directory.
    pub normal: Key,
    /// Normal form without accents.
    pub folded: Key,
    /// The text has no accents.
    pub is_plain: bool,
    /// The text is spelled with abbreviations or other dashes (noise).
    pub is_abbreviated: bool,
}

impl UnitRef {
    /// Nothing was written.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.normal.is_none()
    }
}

/// One unit.
#[derive(Clone, Debug)]
pub struct Unit {
    /// Code, or the name where the list has no codes.
    pub code: String,
    /// Present (or last) name.
    pub name: String,
    /// The unit above.
    pub parent: Option<UnitIndex>,
    /// Units that took over.
    pub successors: Vec<UnitIndex>,
    /// First day of its first name.
    pub from: Day,
    /// Last day, if it has come to an end.
    pub ended: Option<Day>,
}

/// How the unit on a certificate stands to the unit of its holder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// One of them is blank: nothing can be said.
    Unknown,
    /// The same unit under its present name.
    Same,
    /// A former name of the unit, or a unit that was led into it.
    Renamed,
    /// Another unit.
    Other,
}

/// All units of a list, as seen on one day.
#[derive(Clone, Debug, Default)]
pub struct Directory {
    units: Vec<Unit>,
    by_normal: HashMap<Key, Vec<(UnitIndex, bool)>>,
    by_folded: HashMap<Key, Vec<(UnitIndex, bool)>>,
}

impl Directory {
    /// The directory of `rows` as of `as_of`: which names are present ones, and which units have ended by then.
    #[must_use]
    pub fn new(rows: &[UnitRow], as_of: Day) -> Directory {
        let two_columns: Vec<UnitRow> = rows.iter().filter(|row| row.code.is_empty()).cloned().collect();
        let dated = rows.iter().filter(|row| !row.code.is_empty()).cloned();
        let rows: Vec<UnitRow> = dated.chain(renamings(&two_columns, as_of)).collect();
        let mut by_code: HashMap<&str, Vec<&UnitRow>> = HashMap::new();
        for row in &rows {
            by_code.entry(&row.code).or_default().push(row);
        }
        let mut codes: Vec<&str> = by_code.keys().copied().collect();
        codes.sort_unstable();
        let place: HashMap<&str, UnitIndex> =
            codes.iter().enumerate().map(|(i, code)| (*code, i as UnitIndex)).collect();
        let mut directory = Directory::default();
        for code in &codes {
            let mut names = by_code[code].clone();
            names.sort_by(|a, b| (a.from, a.to, &a.name).cmp(&(b.from, b.to, &b.name)));
            let holds = |row: &&&UnitRow| row.from <= as_of && (!row.to.is_known() || row.to >= as_of);
            let Some(present) = names.iter().find(holds).or(names.last()).copied() else { continue };
            let ended =
                if names.iter().any(|row| !row.to.is_known()) { None } else { names.iter().map(|row| row.to).max() };
            let find = |code: &str| place.get(code).copied();
            let mut successors: Vec<UnitIndex> = names
                .iter()
                .flat_map(|row| row.successor.split([';', '|']))
                .filter_map(|code| find(code.trim()))
                .filter(|&s| codes.get(s as usize) != Some(code))
                .collect();
            successors.dedup();
            directory.units.push(Unit {
                code: (*code).to_owned(),
                name: present.name.clone(),
                parent: names.iter().rev().find_map(|row| find(&row.parent)),
                successors,
                from: names.iter().map(|row| row.from).min().unwrap_or_default(),
                ended: ended.filter(|&day| day < as_of),
            });
            let index = directory.units.len() as UnitIndex - 1;
            for row in &names {
                let name = unit_name(&row.name).0;
                let entry = (index, row.name != present.name);
                directory.by_normal.entry(name.normal).or_default().push(entry);
                directory.by_folded.entry(name.folded).or_default().push(entry);
            }
        }
        directory
    }

    /// The unit with this number.
    #[must_use]
    pub fn unit(&self, index: UnitIndex) -> &Unit {
        &self.units[index as usize]
    }

    /// Are there no units?
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    /// Which unit `text` names. `within` is the unit above it, or the unit itself, where a row tells it.
    ///
    /// > review.md section 3: a unit is the deepest level; a name borne by several is the one under its parent; without a
    /// > parent the living one.
    #[must_use]
    pub fn resolve(&self, text: &str, within: Option<UnitIndex>) -> UnitRef {
        if text.trim().is_empty() {
            return UnitRef::default();
        }
        let (name, is_abbreviated) = unit_name(text);
        let found = self.find(&name, within);
        UnitRef {
            unit: found.map(|(unit, _)| unit),
            is_former: found.is_some_and(|(_, former)| former),
            normal: name.normal,
            folded: name.folded,
            is_plain: name.is_plain,
            is_abbreviated,
        }
    }

    fn find(&self, name: &Name, within: Option<UnitIndex>) -> Option<(UnitIndex, bool)> {
        let exact = self.by_normal.get(&name.normal);
        let all = if exact.is_none() && name.is_plain { self.by_folded.get(&name.folded) } else { exact }?;
        let near = |&&(unit, _): &&(UnitIndex, bool)| {
            within.is_some() && (self.unit(unit).parent == within || Some(unit) == within)
        };
        let living = |&&(unit, _): &&(UnitIndex, bool)| self.unit(unit).ended.is_none();
        let present = |&&(unit, former): &&(UnitIndex, bool)| !former && self.unit(unit).ended.is_none();
        let mut candidates: Vec<&(UnitIndex, bool)> = all.iter().filter(near).collect();
        if candidates.is_empty() {
            candidates = all.iter().collect();
        }
        let only = |chosen: Vec<&(UnitIndex, bool)>| match chosen[..] {
            [one] => Some(*one),
            [first, ..] if chosen.iter().all(|c| c.0 == first.0) => Some((first.0, chosen.iter().all(|c| c.1))),
            _ => None,
        };
        only(candidates.clone())
            .or_else(|| only(candidates.iter().copied().filter(|c| present(c)).collect()))
            .or_else(|| only(candidates.iter().copied().filter(|c| living(c)).collect()))
    }

    /// Does the list lead unit `from` into unit `to`, over any number of successors?
    #[must_use]
    pub fn leads(&self, from: UnitIndex, to: UnitIndex) -> bool {
        let mut seen = vec![from];
        let mut next = 0;
        while let Some(&unit) = seen.get(next) {
            next += 1;
            for &successor in &self.unit(unit).successors {
                if successor == to {
                    return true;
                }
                if !seen.contains(&successor) {
                    seen.push(successor);
                }
            }
        }
        false
    }

    /// How the unit written on a certificate stands to that of its holder on the roster.
    #[must_use]
    pub fn relation(&self, certificate: &UnitRef, roster: &UnitRef) -> Relation {
        if certificate.is_blank() || roster.is_blank() {
            return Relation::Unknown;
        }
        if let (Some(a), Some(b)) = (certificate.unit, roster.unit) {
            return if a == b {
                if certificate.is_former { Relation::Renamed } else { Relation::Same }
            } else if self.leads(a, b) {
                Relation::Renamed
            } else {
                Relation::Other
            };
        }
        let plain = certificate.is_plain || roster.is_plain;
        if certificate.normal == roster.normal || (plain && certificate.folded == roster.folded) {
            Relation::Same
        } else {
            Relation::Other
        }
    }

    /// Has the unit ended without a successor that keeps what it had?
    ///
    /// A unit that existed before does not keep it (domain.md 2.6: units merged into an existing one: the merged ones'
    /// certificates are revoked); one that began when this one ended does.
    #[must_use]
    pub fn is_dissolved(&self, index: UnitIndex) -> bool {
        let unit = self.unit(index);
        let Some(ended) = unit.ended else { return false };
        !unit.successors.iter().any(|&s| self.unit(s).from >= ended)
    }

    /// The unit that now keeps what `index` had: itself, or the living one it was renamed or merged into.
    #[must_use]
    pub fn keeper(&self, index: UnitIndex) -> UnitIndex {
        let mut at = index;
        for _ in 0..self.units.len() {
            match self.unit(at).successors.first() {
                Some(&next) if self.unit(at).ended.is_some() => at = next,
                _ => break,
            }
        }
        at
    }
}

/// The two-column form as dated rows: the old name ended the day before, the new one is there since.
fn renamings(rows: &[UnitRow], as_of: Day) -> Vec<UnitRow> {
    let mut out = Vec::new();
    for row in rows {
        // The key of a name serves as its code, so that spellings of one unit meet.
        let code = |name: &str| format!("#{:016x}", unit_name(name).0.normal.0);
        let is_old = |name: &str| rows.iter().any(|other| code(&other.name) == code(name));
        out.push(UnitRow {
            row: row.row,
            code: code(&row.name),
            name: row.name.clone(),
            to: as_of.plus(-1),
            successor: code(&row.successor),
            ..UnitRow::default()
        });
        if !row.successor.is_empty() && !is_old(&row.successor) {
            out.push(UnitRow {
                row: row.row,
                code: code(&row.successor),
                name: row.successor.clone(),
                from: as_of.plus(-1),
                ..UnitRow::default()
            });
        }
    }
    out
}

/// The name of a unit with its abbreviations written out; was anything abbreviated?
fn unit_name(text: &str) -> (Name, bool) {
    let (normal, _) = normal_form(text);
    let mut out = String::with_capacity(normal.len() + 16);
    let mut abbreviated = text.contains(['–', '—']) || (text.contains('-') && !text.contains(" - "));
    for word in normal
        .split(|c: char| !c.is_alphanumeric() && c != '\'' && !is_combining_mark(c))
        .filter(|word| !word.is_empty())
    {
        // "10109 - Chi cục Thuế quận Hai Bà Trưng": the code of the tax body.
        if word.len() >= 4 && word.bytes().all(|c| c.is_ascii_digit()) {
            abbreviated = true;
            continue;
        }
        let whole = match word {
            "tp" => "thành phố",
            "tphcm" => "thành phố hồ chí minh",
            "hcm" => "hồ chí minh",
            "cct" => "chi cục thuế",
            "tct" => "tổng cục thuế",
            "kv" => "khu vực",
            "tx" => "thị xã",
            "q" => "quận",
            "h" => "huyện",
            "t" => "tỉnh",
            other => other,
        };
        abbreviated |= whole != word;
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(whole);
    }
    if out.is_empty() {
        return (Name::of_normal(&normal), abbreviated);
    }
    (Name::of_normal(&out), abbreviated)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(code: &str, name: &str, from: &str, to: &str, parent: &str, successor: &str) -> UnitRow {
        let day = |text: &str| Day::parse(text.as_bytes()).unwrap_or_default();
        UnitRow {
            row: 0,
            code: code.into(),
            name: name.into(),
            from: day(from),
            to: day(to),
            parent: parent.into(),
            successor: successor.into(),
        }
    }

    fn directory() -> Directory {
        let rows = [
            row("10300", "Cục Thuế thành phố Hải Phòng", "01/01/2010", "", "", ""),
            row("10700", "Cục Thuế tỉnh Hải Dương", "01/01/2010", "", "", ""),
            row("10307", "Chi cục Thuế huyện Thủy Nguyên", "01/01/2010", "31/12/2023", "10300", ""),
            row("10307", "Chi cục Thuế thị xã Thủy Nguyên", "01/01/2024", "", "10300", ""),
            row("10350", "Chi cục Thuế huyện Châu Thành", "01/01/2010", "31/08/2018", "10300", "10301"),
            row("10301", "Chi cục Thuế khu vực Châu Thành - An Dương", "01/09/2018", "", "10300", ""),
            row("10750", "Chi cục Thuế huyện Châu Thành", "01/01/2010", "", "10700", ""),
            row("10308", "Chi cục Thuế huyện Cát Hải", "01/01/2010", "31/01/2024", "10300", "10301"),
            row("10309", "Chi cục Thuế huyện Bạch Long Vĩ", "01/01/2010", "31/01/2024", "10300", ""),
        ];
        Directory::new(&rows, Day::new(2024, 6, 14).unwrap())
    }

    #[test]
    fn spellings_of_one_unit() {
        let d = directory();
        let whole = d.resolve("Chi cục Thuế khu vực Châu Thành - An Dương", None);
        for other in [
            "CCT KV Châu Thành–An Dương",
            "chi cục thuế khu vực Châu Thành-An Dương",
            "CHI CUC THUE KHU VUC CHAU THANH - AN DUONG",
        ] {
            assert_eq!(d.resolve(other, None).unit, whole.unit, "{other}");
        }
        assert_eq!(
            d.resolve("Cục Thuế TP. Hải Phòng", None).unit,
            d.resolve("Cục thuế Thành phố Hải Phòng", None).unit
        );
    }

    #[test]
    fn one_name_borne_by_two() {
        let d = directory();
        let hai_phong = d.resolve("Cục Thuế TP Hải Phòng", None).unit;
        let there = d.resolve("Chi cục Thuế huyện Châu Thành", hai_phong).unit.unwrap();
        assert_eq!(d.unit(there).code, "10350");
        let living = d.resolve("Chi cục Thuế huyện Châu Thành", None).unit.unwrap();
        assert_eq!(d.unit(living).code, "10750");
    }

    #[test]
    fn former_names_and_mergers() {
        let d = directory();
        let at = |text: &str| d.resolve(text, d.resolve("Cục Thuế TP Hải Phòng", None).unit);
        let roster = at("Chi cục Thuế thị xã Thủy Nguyên");
        assert_eq!(d.relation(&at("Chi cục Thuế huyện Thủy Nguyên"), &roster), Relation::Renamed);
        assert_eq!(d.relation(&roster, &roster), Relation::Same);
        let merged = at("CCT KV Châu Thành - An Dương");
        assert_eq!(d.relation(&at("Chi cục Thuế huyện Châu Thành"), &merged), Relation::Renamed);
        assert_eq!(d.relation(&at("Chi cục Thuế huyện Cát Hải"), &merged), Relation::Renamed);
        assert_eq!(d.relation(&at("Chi cục Thuế huyện Cát Hải"), &roster), Relation::Other);
        assert_eq!(d.relation(&at(""), &roster), Relation::Unknown);
    }

    #[test]
    fn only_a_new_unit_keeps_what_an_ended_one_had() {
        let d = directory();
        let dissolved =
            |text: &str| d.is_dissolved(d.resolve(text, d.resolve("Cục Thuế TP Hải Phòng", None).unit).unit.unwrap());
        assert!(dissolved("Chi cục Thuế huyện Cát Hải"));
        assert!(dissolved("Chi cục Thuế huyện Bạch Long Vĩ"));
        assert!(!dissolved("Chi cục Thuế huyện Châu Thành"));
        assert!(!dissolved("Chi cục Thuế thị xã Thủy Nguyên"));
    }

    #[test]
    fn the_two_column_form() {
        let rows = [row("", "Chi cục Thuế huyện A", "", "", "", "Chi cục Thuế khu vực A - B")];
        let d = Directory::new(&rows, Day::new(2024, 6, 14).unwrap());
        let (old, new) = (d.resolve("CCT huyện A", None), d.resolve("CCT KV A-B", None));
        assert_eq!(d.relation(&old, &new), Relation::Renamed);
        assert_eq!(d.relation(&new, &new), Relation::Same);
    }
}
