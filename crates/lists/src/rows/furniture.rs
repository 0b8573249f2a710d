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
/// What it may consist of; what else it may consist of beside a number, and alone.
const WHOLE_TOTALS: &[&str] = &["tong", "cong"];
const NUMBERED_TOTALS: &[&str] = &["tc"];
const LONE_TOTALS: &[&str] = &["tong hop", "bang tong hop"];
/// What stands in the lines of signatures and notes below a table (a final y is folded to i).
const BELOW: &[&str] = &[
    "nguoi lap",
    "lap bieu",
    "lanh dao",
    "thu truong",
    "ki ten",
    "ki, ",
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
/// The heading of a group has no more: its number, its text, a count.
const MOST_OF_GROUP: usize = 3;
/// The names of those who sign fill no more.
const MOST_SIGNED: usize = 3;

/// Few enough cells are filled that the record may be a heading, a total or a signature.
pub(super) fn may_be(fields: &Fields<'_>) -> bool {
    (0..fields.len()).filter(|&i| fields.is_filled(i)).nth(MOST_BELOW).is_none()
}

/// Do column numbers stand in the record, and nothing else?
pub(super) fn is_numbering(fields: &Fields<'_>) -> bool {
    // Nearly every row has a name in one of these.
    if fields.begins_with_letter(1) || fields.begins_with_letter(2) {
        return false;
    }
    let mut filled = (0..fields.len()).map(|i| fields.get(i)).filter(|cell| !cell.is_empty());
    let first = filled.by_ref().take(3).take_while(|cell| is_column_number(cell)).count();
    first == 3 && filled.all(is_column_number)
}

/// The first filled field, where few enough are filled that the record may be the name of a signer.
pub(super) fn may_stand_below(fields: &Fields<'_>) -> Option<usize> {
    let mut filled = (0..fields.len()).filter(|&i| fields.is_filled(i));
    let first = filled.next();
    first.filter(|_| filled.nth(MOST_SIGNED - 1).is_none())
}

/// The field with the word of a total, in a record of few cells with nothing else but numbers: a count below a column of
/// serials or of days is neither.
pub(super) fn total(fields: &Fields<'_>) -> Option<usize> {
    let mut filled = (0..fields.len()).filter(|&i| fields.is_filled(i));
    let at = filled.by_ref().find(|&i| !is_number(&text_of(fields, i)))?;
    let text = text_of(fields, at);
    let counts: Vec<bool> = filled.map(|i| is_count(&text_of(fields, i))).collect();
    let others = if counts.is_empty() { LONE_TOTALS } else { NUMBERED_TOTALS };
    let is_one = is_total(fields, at) || others.contains(&bare(&text));
    (is_one && counts.iter().all(|is_count| *is_count)).then_some(at)
}

/// Is the record a total or a line of signatures by its words?
pub(super) fn ends_table(fields: &Fields<'_>) -> bool {
    let filled: Vec<usize> = (0..fields.len()).filter(|&i| fields.is_filled(i)).collect();
    let is_counted = filled.len() <= MOST_SIGNED && total(fields).is_some();
    is_counted || filled.iter().take(3).any(|&i| is_total(fields, i)) || below(fields, &filled).is_some()
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
        self.columns > 3 && (0..fields.len()).filter(|&i| fields.is_filled(i)).nth(1).is_none()
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
    let filled: Vec<usize> = (0..fields.len()).filter(|&i| fields.is_filled(i)).collect();
    if filled.is_empty() {
        return Verdict::Blank;
    }
    if let Some(&at) = filled.iter().take(3).find(|&&i| is_total(fields, i)) {
        return Verdict::Rejected(at, "rejected-total");
    }
    if filled.len() <= MOST_OF_GROUP {
        let texts: Vec<_> = filled.iter().map(|&i| String::from_utf8_lossy(fields.get(i))).collect();
        if let Some(unit) = unit_of_group(&texts) {
            return Verdict::Group(cells.units.intern(unit.as_bytes()));
        }
        let mut worded = filled.iter().zip(&texts).filter(|(_, text)| !is_number(&fold(text)));
        if let (Some((&at, heading)), None) = (worded.next(), worded.next())
            && is_part(unit_of(heading))
        {
            return Verdict::Part(at);
        }
    }
    if let Some(at) = below(fields, &filled) {
        return Verdict::Rejected(at, "rejected-below");
    }
    Verdict::Rejected(key, missing)
}

/// The unit that a record with these filled cells and no others names as the heading of a group.
pub(crate) fn unit_of_group<T: AsRef<str>>(filled: &[T]) -> Option<&str> {
    let is_numbered = |cell: &&T| is_number(&fold(cell.as_ref()));
    let word = filled.iter().position(|cell| !is_numbered(&cell))?;
    let numbers = filled.iter().filter(is_numbered).count();
    if filled.len() > MOST_OF_GROUP || numbers > 1 || numbers + 1 < filled.len() {
        return None;
    }
    let heading = filled[word].as_ref();
    let unit = unit_of(heading);
    let folded = fold(unit);
    let is_unit = begins_with(UNITS, &folded) && !is_name(unit) && !is_signer(&folded);
    let is_group = word > 0 || unit.len() < heading.len() || !begins_with(BELOW, &fold(heading));
    (is_unit && is_group).then_some(unit)
}

fn text_of(fields: &Fields<'_>, i: usize) -> String {
    fold(&String::from_utf8_lossy(fields.get(i)))
}

/// The first field with words of a signature or note. A position ("Trưởng phòng") in a row full of cells is none.
fn below(fields: &Fields<'_>, filled: &[usize]) -> Option<usize> {
    let is_below = |i: &usize| {
        let text = text_of(fields, *i);
        // "Đội trưởng" behind a name is a position, alone it is who signs.
        begins_with(BELOW, text.trim_start_matches('(')) || filled.len() == 1 && is_signer(&text)
    };
    filled.iter().copied().find(|i| filled.len() <= MOST_BELOW && is_below(i))
}

/// Who signs: the head of a unit, whose title begins as the name of the unit does.
fn is_signer(folded: &str) -> bool {
    matches!(folded, "cuc truong" | "chi cuc truong" | "vu truong" | "doi truong" | "to truong" | "vien truong")
}

/// `Tổng cộng: 12`, `Cộng`. A *tổng công ty* is none, nor is Mr Tống Công or Mr Công Sơn.
fn is_total(fields: &Fields<'_>, i: usize) -> bool {
    let text = text_of(fields, i);
    let ends_word = |rest: &str| !rest.starts_with(char::is_alphabetic) && !rest.starts_with(" ti");
    let begins = |start: &&str| text.strip_prefix(start).is_some_and(ends_word);
    let is_total = WHOLE_TOTALS.contains(&bare(&text)) || TOTALS.iter().any(begins);
    is_total && !String::from_utf8_lossy(fields.get(i)).nfc().collect::<String>().to_lowercase().starts_with("tống")
}

/// Without the colon behind it.
fn bare(folded: &str) -> &str {
    folded.trim_end_matches([':', '.', ' '])
}

/// `12`, `12 người`, `1.250 CTS`.
fn is_count(folded: &str) -> bool {
    let number = folded.trim_start_matches(|c: char| c.is_ascii_digit() || ".,".contains(c));
    number.len() < folded.len() && !number.contains(|c: char| c.is_ascii_digit()) && number.len() <= 20
}

fn begins_with(starts: &[&str], folded: &str) -> bool {
    starts.iter().any(|start| folded.starts_with(start) || folded == start.trim_end())
}

/// The unit that a group heading names: `II. Chi cục Thuế huyện A (12 người):` without its number and its count.
fn unit_of(heading: &str) -> &str {
    let mut unit = heading.trim().trim_start_matches(['-', '+', '*', '•', ' ']);
    // `1.1 Chi cục`, `I.2. Chi cục`: number by number.
    while let Some((number, rest)) = unit.split_once(['.', ')', '/', ':', '-', ' '])
        && is_number(&fold(number))
        // "Q. Cục trưởng" signs in the place of one.
        && !matches!(number, "Q" | "P")
        && rest.chars().any(char::is_alphabetic)
    {
        unit = rest.trim_start_matches(['.', ')', '-', ':', ' ']);
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

/// `(1)`, `1`, `[12]`, `(5)=(3)+(4)`: the row of column numbers under the headings.
fn is_column_number(cell: &[u8]) -> bool {
    let mut parts = cell.split(|c| b"=+-*/:".contains(c));
    parts.all(|part| {
        let mut digits = part.iter().filter(|c| !b"()[]. ".contains(c));
        let (first, second, third) = (digits.next(), digits.next(), digits.next());
        first.is_some_and(u8::is_ascii_digit) && second.is_none_or(u8::is_ascii_digit) && third.is_none()
    })
}

/// A running number: `12`, `IV`, `a`, `1.2`, `II.`
fn is_number(folded: &str) -> bool {
    let body = folded.trim_matches(|c: char| ".,():-/ ".contains(c));
    let roman = !body.is_empty() && body.len() <= 6 && body.chars().all(|c| "ivxlc".contains(c));
    let letter = body.len() == 1 && body.chars().all(|c| c.is_ascii_alphabetic());
    roman || letter || (!body.is_empty() && body.chars().all(|c| c.is_ascii_digit() || ".,".contains(c)))
}
