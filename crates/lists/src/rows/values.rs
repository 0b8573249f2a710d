//! Words that lists use for states, kinds and numbers of renewals, and what they mean.
//!
//! Words are compared without accents, case and double spaces; the first entry whose words occur decides.

use antin_domain::certificate::{Employment, HolderKind, Renewals, RequestKind, Standing};
use antin_domain::day::Day;
use antin_domain::name::fold;
use foldhash::fast::FixedState;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization as _;

/// States of certificates, in the CA's list and in the registry.
const STANDINGS: &[(&str, Standing)] = &[
    ("chua thu hoi", Standing::InUse),
    ("khong thu hoi", Standing::InUse),
    ("chua bi thu hoi", Standing::InUse),
    ("khong bi thu hoi", Standing::InUse),
    ("not revoked", Standing::InUse),
    ("thu hoi", Standing::Revoked),
    ("revoked", Standing::Revoked),
    ("huy", Standing::Revoked),
    ("da gia han", Standing::Superseded),
    ("thay the", Standing::Superseded),
    ("thay doi thong tin", Standing::Superseded),
    ("tdtt", Standing::Superseded),
    ("superseded", Standing::Superseded),
    ("renewed", Standing::Superseded),
    ("het han", Standing::Expired),
    ("het hieu luc", Standing::Expired),
    ("khong con hieu luc", Standing::Expired),
    ("expired", Standing::Expired),
    ("hoat dong", Standing::InUse),
    ("hieu luc", Standing::InUse),
    ("su dung", Standing::InUse),
    ("hien hanh", Standing::InUse),
    ("sap het", Standing::InUse),
    ("active", Standing::InUse),
    ("valid", Standing::InUse),
    ("in use", Standing::InUse),
];

/// States of people on the roster.
const EMPLOYMENTS: &[(&str, Employment)] = &[
    ("thai san", Employment::Active),
    ("nghi phep", Employment::Active),
    ("nghi om", Employment::Active),
    ("khong luong", Employment::Active),
    ("nghi viec rieng", Employment::Active),
    ("tu ngoai nganh", Employment::Active),
    ("biet phai", Employment::Active),
    ("dao tao", Employment::Active),
    ("huu", Employment::Retired),
    ("retired", Employment::Retired),
    ("thoi viec", Employment::Resigned),
    ("nghi viec", Employment::Resigned),
    ("resigned", Employment::Resigned),
    ("ngoai nganh", Employment::LeftSector),
    ("tu tran", Employment::Died),
    ("da mat", Employment::Died),
    ("da chet", Employment::Died),
    ("qua doi", Employment::Died),
    ("hy sinh", Employment::Died),
    ("died", Employment::Died),
    ("dang lam", Employment::Active),
    ("lam viec", Employment::Active),
    ("cong tac", Employment::Active),
    ("dieu dong", Employment::Active),
    ("luan chuyen", Employment::Active),
    ("tap su", Employment::Active),
    ("hop dong", Employment::Active),
    ("di hoc", Employment::Active),
    ("chuyen", Employment::Active),
    ("active", Employment::Active),
    ("working", Employment::Active),
];

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

/// Asked for, not done: it may be revoked by now, and may not.
const NOT_YET_REVOKED: &[&str] = &["de nghi thu hoi", "yeu cau thu hoi", "cho thu hoi", "dang thu hoi"];
/// Nobody uses it; why, and whether it is revoked, is not said.
const NOT_IN_USE: &[&str] = &[
    "khong hoat dong",
    "ngung hoat dong",
    "ngung su dung",
    "khong con su dung",
    "khong su dung",
    "khong con hoat dong",
    "tam ngung",
    "tam dung",
];
/// Who is said not to be gone, or not yet, may be there still.
const NOT_GONE: &[&str] = &["chưa", "không", "sắp", "sẽ", "chờ", "dự kiến"];
/// The same, written without accents. `cho` alone may also be the word for *permitted*: "cho thôi việc".
const NOT_GONE_PLAIN: &[&str] = &["chua", "khong", "sap", "du kien"];

/// Do `words` stand in `text`, whole? "huyện" has no "hủy" in it.
fn has(text: &str, words: &str) -> bool {
    let is_letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    text.match_indices(words).any(|(start, _)| {
        !is_letter(text[..start].chars().next_back()) && !is_letter(text[start + words.len()..].chars().next())
    })
}

fn find_whole<T: Copy>(table: &[(&str, T)], folded: &str) -> Option<T> {
    table.iter().find(|(words, _)| has(folded, words)).map(|&(_, meaning)| meaning)
}

/// State of a certificate; `None` for a word nobody knows, and where its words leave the state open.
pub fn standing(cell: &str) -> Option<Standing> {
    let folded = fold(cell);
    let open = match find_whole(STANDINGS, &folded)? {
        Standing::Revoked => NOT_YET_REVOKED,
        Standing::InUse => NOT_IN_USE,
        other => return Some(other),
    };
    find_whole(STANDINGS, &folded).filter(|_| !open.iter().any(|words| has(&folded, words)))
}

/// State of a person; `None` for a word nobody knows, and where its words leave it open whether somebody is gone.
pub fn employment(cell: &str) -> Option<Employment> {
    // "Hữu" is a name of people and places; without accents it is the word for *retired*.
    let written = cell.nfc().collect::<String>().to_lowercase().replace("hữu", "");
    let folded = fold(&written);
    let meaning = find_whole(EMPLOYMENTS, &folded)?;
    let is_open = NOT_GONE.iter().any(|words| has(&written, words))
        || (written.is_ascii() && NOT_GONE_PLAIN.iter().any(|words| has(&folded, words)));
    Some(meaning).filter(|meaning| *meaning == Employment::Active || !is_open)
}

/// The day that stands among the words of a state: "Nghỉ hưu từ 01/12/2024".
pub fn day_in(cell: &str) -> Option<Day> {
    let is_day = |word: &&str| word.bytes().any(|c| b"/-.".contains(&c)) && word.bytes().any(|c| c.is_ascii_digit());
    cell.split_whitespace().map(|word| word.trim_matches(['(', ')', ',', ';'])).filter(is_day).find_map(month_or_day)
}

/// A day, or a month of a year, which begins with its first day: `10/2024`.
pub fn month_or_day(text: &str) -> Option<Day> {
    Day::parse(text.as_bytes()).or_else(|| {
        let text = text.trim();
        let text = text.rsplit(' ').next().unwrap_or(text);
        let (month, year) = text.split_once(['/', '-', '.'])?;
        let year = year.parse().ok().filter(|year| (1900..2200).contains(year))?;
        Day::new(year, month.parse().ok()?, 1)
    })
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
    fn states_of_certificates() {
        for (cell, meaning) in [
            ("Hoạt động", Standing::InUse),
            ("Đang sử dụng", Standing::InUse),
            ("Còn hiệu lực", Standing::InUse),
            ("Thu hồi", Standing::Revoked),
            ("Đã thu hồi", Standing::Revoked),
            ("ĐÃ GIA HẠN", Standing::Superseded),
            ("Đã thay đổi thông tin", Standing::Superseded),
            ("Đã thay thế", Standing::Superseded),
            ("Hết hạn", Standing::Expired),
            ("Hết hiệu lực", Standing::Expired),
            ("Chưa thu hồi", Standing::InUse),
            ("Chưa bị thu hồi", Standing::InUse),
            ("Không bị thu hồi", Standing::InUse),
            ("Not revoked", Standing::InUse),
            ("Đang hoạt động tại Chi cục Thuế huyện Gia Viễn", Standing::InUse),
            ("Đã hủy", Standing::Revoked),
            ("Không còn hiệu lực", Standing::Expired),
        ] {
            assert_eq!(standing(cell), Some(meaning), "{cell}");
        }
        // What leaves the state open is unknown, never silently one of them.
        for cell in
            ["???", "Đề nghị thu hồi", "Không hoạt động", "Ngừng hoạt động", "Không còn sử dụng", "Inactive", "Invalid"]
        {
            assert_eq!(standing(cell), None, "{cell}");
        }
    }

    #[test]
    fn states_of_people() {
        for (cell, meaning) in [
            ("Đang làm việc", Employment::Active),
            ("Nghỉ thai sản", Employment::Active),
            ("Điều động trong ngành", Employment::Active),
            ("Nghỉ hưu trước tuổi", Employment::Retired),
            ("Thôi việc", Employment::Resigned),
            ("Nghỉ việc", Employment::Resigned),
            ("Chuyển công tác ra ngoài ngành", Employment::LeftSector),
            ("Chuyển sang cơ quan khác ngoài ngành Thuế", Employment::LeftSector),
            ("Từ trần", Employment::Died),
            ("Đã mất", Employment::Died),
            ("Nghỉ không lương", Employment::Active),
            ("Cho thôi việc", Employment::Resigned),
            ("Nghỉ việc riêng", Employment::Active),
            ("Tiếp nhận từ ngoài ngành", Employment::Active),
            ("Biệt phái ngoài ngành", Employment::Active),
            ("Luân chuyển về CCT huyện Hữu Lũng", Employment::Active),
            ("Điều động (thay đ/c Nguyễn Hữu Hùng)", Employment::Active),
            ("Hưu trí", Employment::Retired),
        ] {
            assert_eq!(employment(cell), Some(meaning), "{cell}");
        }
        // Not gone, or not yet: whoever is there still must not lose a certificate by a word.
        for cell in [
            "Chưa nghỉ việc",
            "Chưa nghỉ hưu",
            "Sắp nghỉ hưu",
            "Sẽ nghỉ hưu",
            "Chờ nghỉ hưu",
            "Không nghỉ hưu trước tuổi",
            "Đang làm việc, dự kiến nghỉ hưu 2025",
            "chua nghi huu",
            "Inactive",
        ] {
            assert_eq!(employment(cell), None, "{cell}");
        }
    }

    #[test]
    fn days_among_words() {
        let day = |cell: &str| day_in(cell).map(|day| day.to_string());
        assert_eq!(day("Nghỉ hưu từ 01/12/2024").as_deref(), Some("01/12/2024"));
        assert_eq!(day("Nghỉ hưu (10/2024)").as_deref(), Some("01/10/2024"));
        assert_eq!(day("Nghỉ hưu"), None);
        assert_eq!(month_or_day("Từ 10/2024").map(|day| day.to_string()).as_deref(), Some("01/10/2024"));
        assert_eq!(month_or_day("Quý IV/2024"), None);
        assert_eq!(month_or_day("2024"), None);
    }

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
