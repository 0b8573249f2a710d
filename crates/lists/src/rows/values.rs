//! Words that lists use for states, kinds and numbers of renewals, and what they mean.
//!
//! Words are compared without accents, case and double spaces; the first entry whose words occur decides.

mod employment;
mod standing;
mod when;

pub use employment::{employment, is_about_people};
pub use standing::{is_about_certificates, standing};
pub use when::{When, when};

use antin_domain::certificate::{Employment, HolderKind, Renewals, RequestKind, Standing};
use antin_domain::name::fold;
use foldhash::fast::FixedState;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization as _;

/// For whom a certificate is.
const KINDS: &[(&str, HolderKind)] = &[
    ("ca nhan", HolderKind::Person),
    ("cong chuc", HolderKind::Person),
    ("can bo", HolderKind::Person),
    ("nguoi co tham quyen", HolderKind::Person),
    ("person", HolderKind::Person),
    ("individual", HolderKind::Person),
    ("thiet bi", HolderKind::Device),
    ("dich vu", HolderKind::Device),
    ("phan mem", HolderKind::Device),
    ("may chu", HolderKind::Device),
    ("device", HolderKind::Device),
    ("to chuc", HolderKind::Organisation),
    ("co quan", HolderKind::Organisation),
    ("don vi", HolderKind::Organisation),
    ("organisation", HolderKind::Organisation),
    ("organization", HolderKind::Organisation),
];

/// What a request asked for. Revocation first: "thu hồi và cấp lại" asks for it too.
const REQUESTS: &[(&str, RequestKind)] = &[
    ("thu hoi", RequestKind::Revoke),
    ("revoke", RequestKind::Revoke),
    ("gia han", RequestKind::Renew),
    ("renew", RequestKind::Renew),
    ("thay doi", RequestKind::ChangeInfo),
    ("cap moi", RequestKind::Issue),
    ("cap lai", RequestKind::Issue),
    ("cap", RequestKind::Issue),
    ("issue", RequestKind::Issue),
];

fn find<T: Copy>(table: &[(&str, T)], folded: &str) -> Option<T> {
    table.iter().find(|(words, _)| folded.contains(words)).map(|&(_, meaning)| meaning)
}

/// Do `words` stand in `text`, whole? "huyện" has no "hủy" in it.
fn has(text: &str, words: &str) -> bool {
    whole(text, words).next().is_some()
}

/// Where `words` stand in `text`, whole.
fn whole<'t>(text: &'t str, words: &'t str) -> impl Iterator<Item = usize> + 't {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(words).map(|(start, _)| start).filter(move |&start| {
        !is_letter(text[..start].chars().next_back()) && !is_letter(text[start + words.len()..].chars().next())
    })
}

/// Does `heading` begin as the headings of parts of a list do, and is it no legend of colours?
fn is_heading(heading: &str, beginnings: &[&str]) -> bool {
    const LEGEND: [&str; 5] = ["màu", "tô", "bôi", "lưu ý", "ghi chú"];
    let written = heading.trim().nfc().collect::<String>().to_lowercase();
    let begins = beginnings.iter().any(|start| whole(&written, start).next() == Some(0));
    begins && written.split_whitespace().count() <= 14 && !LEGEND.iter().any(|word| has(&written, word))
}

fn find_whole<T: Copy>(table: &[(&str, T)], folded: &str) -> Option<T> {
    table.iter().find(|(words, _)| has(folded, words)).map(|&(_, meaning)| meaning)
}

/// Kind of holder; `None` for a word nobody knows.
pub fn holder_kind(cell: &str) -> Option<HolderKind> {
    find(KINDS, &fold(cell))
}

/// Kind of request; `None` for a word nobody knows, and for a request that takes another one back.
pub fn request_kind(cell: &str) -> Option<RequestKind> {
    let folded = fold(cell);
    if ["huy de nghi", "rut de nghi", "huy yeu cau", "rut yeu cau"].iter().any(|words| has(&folded, words)) {
        return None;
    }
    find(REQUESTS, &folded.replace("khong thu hoi", ""))
}

/// How a cell says nothing though something stands in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Nothing {
    /// A formula found nothing: `#N/A`, `#REF!`.
    Error,
    /// A word or sign for nothing: `-`, `Không có`, `N/A`.
    Word,
}

/// How `cell` says nothing; `None` where it says something, and where it is blank.
pub fn nothing(cell: &[u8]) -> Option<Nothing> {
    const ERRORS: [&str; 8] = ["#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!"];
    const WORDS: [&str; 11] = ["-", "--", "–", "—", "0", "n/a", "na", "null", "khong", "khong co", "chua co"];
    // Millions of cells come by: their first letter tells nearly all of them. A dash begins with 0xE2.
    let may_be = cell.first().is_some_and(|first| b"#-0nNkKcC \xe2".contains(first));
    if !may_be || cell.len() > 12 {
        return None;
    }
    let text = std::str::from_utf8(cell).ok()?.trim();
    if ERRORS.iter().any(|error| text.eq_ignore_ascii_case(error)) {
        return Some(Nothing::Error);
    }
    WORDS.contains(&fold(text).as_str()).then_some(Nothing::Word)
}

/// Number of renewals: `0`, `Chưa`, `Chưa gia hạn`, `1`, `Đã gia hạn`, `Đã gia hạn 1 lần`, `Lần 1`, `X`.
pub fn renewals(cell: &str) -> Option<Renewals> {
    let folded = fold(cell);
    let digits: String = folded.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let number = digits.parse::<u8>().ok().filter(|&n| n < 20);
    // "Không còn được gia hạn" says that it was renewed as often as it may be, not that it never was.
    let is_open = ["khong ro", "khong biet", "chua ro", "khong con", "khong duoc gia han"];
    if is_open.iter().any(|words| folded.contains(words)) {
        return None;
    }
    if folded.contains("chua") || folded.contains("khong") || folded == "no" || folded == "false" {
        return Some(Renewals(Some(0)));
    }
    match (number, digits.is_empty()) {
        (Some(n), _) => Some(Renewals(Some(n))),
        (None, true) if folded.contains("gia han") || folded.contains("mot lan") => Some(Renewals(Some(1))),
        (None, true) if matches!(folded.as_str(), "x" | "co" | "da" | "roi" | "yes" | "true") => {
            Some(Renewals(Some(1)))
        }
        _ => None,
    }
}

/// Remembers what each spelling of a cell meant: lists repeat a few words a million times.
#[derive(Default)]
pub(crate) struct Memo<T> {
    known: HashMap<Vec<u8>, Option<T>, FixedState>,
}

impl<T: Copy + Default> Memo<T> {
    /// The meaning of `cell`; `Err` carries the default where nobody knows the word.
    #[inline]
    pub(crate) fn get(&mut self, cell: &[u8], read: fn(&str) -> Option<T>) -> Result<T, T> {
        if cell.is_empty() {
            return Ok(T::default());
        }
        let meaning = match self.known.get(cell) {
            Some(&meaning) => meaning,
            None => {
                let meaning = read(&String::from_utf8_lossy(cell));
                // A column of free text must not fill the memory.
                if self.known.len() < 10_000 {
                    self.known.insert(cell.to_vec(), meaning);
                }
                meaning
            }
        };
        meaning.ok_or(T::default())
    }
}

/// The memos of one thread.
#[derive(Default)]
pub(crate) struct Vocabulary {
    pub(crate) standings: Memo<Standing>,
    pub(crate) employments: Memo<Employment>,
    pub(crate) kinds: Memo<HolderKind>,
    pub(crate) requests: Memo<RequestKind>,
    pub(crate) renewals: Memo<Renewals>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ways_to_say_nothing() {
        for cell in ["#N/A", "#REF!", "#n/a"] {
            assert_eq!(nothing(cell.as_bytes()), Some(Nothing::Error), "{cell}");
        }
        for cell in ["-", "–", "0", "N/A", "Không có", "KHÔNG", "chưa có"] {
            assert_eq!(nothing(cell.as_bytes()), Some(Nothing::Word), "{cell}");
        }
        for cell in ["", "Chi cục", "Cục Thuế", "Nam", "Công chức", "Kế toán", "0123"] {
            assert_eq!(nothing(cell.as_bytes()), None, "{cell}");
        }
    }

    #[test]
    fn kinds_of_requests() {
        for (cell, kind) in [
            ("Thu hồi", Some(RequestKind::Revoke)),
            ("Cấp lại (không thu hồi)", Some(RequestKind::Issue)),
            ("Hủy đề nghị thu hồi", None),
            ("Gia hạn", Some(RequestKind::Renew)),
        ] {
            assert_eq!(request_kind(cell), kind, "{cell}");
        }
    }

    #[test]
    fn numbers_of_renewals() {
        for (cell, number) in [
            ("0", 0),
            ("Chưa", 0),
            ("Chưa gia hạn", 0),
            ("1", 1),
            ("Đã gia hạn", 1),
            ("Đã gia hạn 1 lần", 1),
            ("2 lần", 2),
            ("Lần 1", 1),
            ("x", 1),
            ("Không", 0),
        ] {
            assert_eq!(renewals(cell), Some(Renewals(Some(number))), "{cell}");
        }
        // Unknown is never silently "no".
        assert_eq!(renewals("không rõ"), None);
        assert_eq!(renewals("Không còn được gia hạn"), None);
        assert_eq!(renewals("Không được gia hạn nữa"), None);
        assert_eq!(renewals("abc"), None);
    }
}
