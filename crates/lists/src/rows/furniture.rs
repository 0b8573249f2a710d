//! What stands in a table besides its rows: group headings, totals, signatures, repeated headings.

use super::{Cells, Verdict};
use crate::column::Column;
use crate::open::Opened;
use crate::stream::Fields;
use antin_domain::name::fold;
use unicode_normalization::UnicodeNormalization as _;

/// How the first words of a unit's name begin.
const UNITS: &[&str] = &[
    "cuc ",
    "chi cuc",
    "cct",
    "tong cuc",
    "vu ",
    "van phong",
    "phong ",
    "doi ",
    "to ",
    "truong ",
    "tap chi",
    "thue ",
    "ban ",
    "bo ",
    "trung tam",
    "don vi",
    "vien ",
    "chung thu so cua",
];
/// Words at the beginning of a person's name that are units without their accents.
const FAMILY_NAMES: &[&str] = &["vũ", "vu", "tô", "to", "bồ", "bàn", "viên", "viễn", "đới"];
/// What a group heading may call the unit that it names.
const LABELS: &[&str] = &["don vi", "ten don vi", "co quan", "don vi cong tac", "co quan thue", "bo phan"];
/// How a line of totals begins.
const TOTALS: &[&str] = &["tong cong", "tong so", "tong:", "cong:", "cong so", "total"];
/// What stands in the lines of signatures and notes below a table.
const BELOW: &[&str] = &[
    "nguoi lap",
    "lap bieu",
    "lanh dao",
    "thu truong",
    "ky ten",
    "ky, ",
    "ke toan truong",
    "truong phong",
    "noi nhan",
    "luu:",
    "ghi chu",
    "ngay ",
    "xac nhan",
    "kt.",
    "tl.",
    "tuq.",
];

/// A line of signatures or notes has no more filled cells.
const MOST_BELOW: usize = 4;

/// Few enough cells are filled that the record may be a heading, a total or a signature.
pub(super) fn may_be(fields: &Fields<'_>) -> bool {
    (0..fields.len()).filter(|&i| !fields.get(i).is_empty()).nth(MOST_BELOW).is_none()
}

/// What is known of a table before its first row.
pub(super) struct Table {
    /// The heading of the column of holders.
    holders: Vec<u8>,
    columns: usize,
}

impl Table {
    pub(super) fn of(opened: &Opened) -> Table {
        let used = opened.columns.iter().find(|used| used.meaning == Some(Column::Holder));
        let holders = used.map(|used| used.heading.trim().as_bytes().to_vec()).unwrap_or_default();
        Table { holders, columns: opened.columns.len() }
    }

    /// Does a record with this holder repeat the headings?
    pub(super) fn repeats(&self, holder: &[u8]) -> bool {
        !holder.is_empty() && holder == self.holders
    }

    /// Nothing but one text stands in the record, though the table is wide: a note, or a signature.
    pub(super) fn is_lone(&self, fields: &Fields<'_>) -> bool {
        self.columns > 3 && (0..fields.len()).filter(|&i| !fields.get(i).is_empty()).nth(1).is_none()
    }
}

/// What a record without the cells that make it a row of its list is.
///
/// `key` is the field whose absence makes it no row, `missing` the reason if it is nothing known; `is_part` knows the
/// headings of parts of the list.
pub(super) fn judge<R>(
    fields: &Fields<'_>,
    cells: &mut Cells<'_>,
    key: usize,
    missing: &'static str,
    is_part: fn(&str) -> bool,
) -> Verdict<R> {
    let filled: Vec<usize> = (0..fields.len()).filter(|&i| !fields.get(i).is_empty()).collect();
    if filled.is_empty() {
        return Verdict::Blank;
    }
    if filled.len() > 2 && filled.iter().all(|&i| is_column_number(fields.get(i))) {
        return Verdict::Heading;
    }
    let text = |i: usize| fold(&String::from_utf8_lossy(fields.get(i)));
    let begins = |starts: &[&str], i: usize| begins_with(starts, &text(i));
    let total = |&&i: &&usize| begins(TOTALS, i) || matches!(text(i).as_str(), "tong" | "cong");
    if let Some(&at) = filled.iter().take(3).find(total) {
        return Verdict::Rejected(at, "rejected-total");
    }
    let (numbers, words): (Vec<usize>, Vec<usize>) = filled.iter().partition(|&&i| is_number(&text(i)));
    if filled.len() <= 3 && words.len() == 1 && numbers.len() <= 1 {
        let (word, numbered) = (words[0], numbers.iter().any(|&i| i < words[0]));
        let heading = String::from_utf8_lossy(fields.get(word));
        let unit = unit_of(&heading);
        let is_unit = begins_with(UNITS, &fold(unit)) && !is_name(unit);
        if is_unit && (numbered || unit.len() < heading.len() || !begins(BELOW, word)) {
            return Verdict::Group(cells.units.intern(unit.as_bytes()));
        }
        if is_part(unit) {
            return Verdict::Part(word);
        }
    }
    // A position ("Trưởng phòng") in a row full of cells is no signature.
    if let Some(&at) = filled.iter().find(|&&i| filled.len() <= MOST_BELOW && begins(BELOW, i)) {
        return Verdict::Rejected(at, "rejected-below");
    }
    Verdict::Rejected(key, missing)
}

fn begins_with(starts: &[&str], folded: &str) -> bool {
    starts.iter().any(|start| folded.starts_with(start) || folded == start.trim_end())
}

/// The unit that a group heading names: `II. Chi cục Thuế huyện A (12 người):` without its number and its count.
fn unit_of(heading: &str) -> &str {
    let mut unit = heading.trim().trim_start_matches(['-', '+', '*', '•', ' ']);
    if let Some((number, rest)) = unit.split_once(['.', ')', '/', ':', '-'])
        && is_number(&fold(number))
        // "Q. Cục trưởng" signs in the place of one.
        && !matches!(number, "Q" | "P")
        && rest.chars().any(char::is_alphabetic)
    {
        unit = rest.trim_start_matches(['.', '-', ':', ' ']);
    }
    if let Some((label, rest)) = unit.split_once(':')
        && LABELS.contains(&fold(label).trim())
        && !rest.trim().is_empty()
    {
        unit = rest.trim_start();
    }
    unit = unit.trim_end_matches([':', '.', ';', ' ']);
    if let Some((name, count)) = unit.strip_suffix(')').and_then(|unit| unit.rsplit_once('(')).or(unit.rsplit_once(':'))
        && count.trim_start().starts_with(|letter: char| letter.is_ascii_digit())
    {
        unit = name.trim_end();
    }
    unit
}

/// Begins it as the name of a person does whose family name is the word for a unit but for its accents? "Vũ Thị Bích
/// Thủy" is nobody's department (*vụ*), "Tô Minh Lê" no team (*tổ*). Where no letter has an accent, nobody can tell.
fn is_name(text: &str) -> bool {
    let text = text.nfc().collect::<String>().to_lowercase();
    let first = text.split_whitespace().next().unwrap_or_default();
    !text.is_ascii() && FAMILY_NAMES.contains(&first)
}

/// `(1)`, `1`, `[12]`: the row of column numbers under the headings.
fn is_column_number(cell: &[u8]) -> bool {
    let digits: Vec<u8> = cell.iter().copied().filter(|c| !b"()[]. ".contains(c)).collect();
    (1..=2).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit)
}

/// A running number: `12`, `IV`, `a`, `1.2`, `II.`
fn is_number(folded: &str) -> bool {
    let body = folded.trim_matches(|c: char| ".,():-/ ".contains(c));
    let roman = !body.is_empty() && body.len() <= 6 && body.chars().all(|c| "ivxlc".contains(c));
    let letter = body.len() == 1 && body.chars().all(|c| c.is_ascii_alphabetic());
    roman || letter || (!body.is_empty() && body.chars().all(|c| c.is_ascii_digit() || ".,".contains(c)))
}
