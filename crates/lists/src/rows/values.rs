//! Words that lists use for states, kinds and numbers of renewals, and what they mean.
//!
//! Words are compared without accents, case and double spaces; the first entry whose words all occur decides.

use antin_domain::certificate::{Employment, HolderKind, Renewals, RequestKind, Standing};
use antin_domain::name::fold;
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// States of certificates, in the CA's list and in the registry.
const STANDINGS: &[(&str, Standing)] = &[
    ("chua thu hoi", Standing::InUse),
    ("khong thu hoi", Standing::InUse),
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
    ("biet phai", Employment::Active),
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

/// State of a certificate; `None` for a word nobody knows.
pub fn standing(cell: &str) -> Option<Standing> {
    find(STANDINGS, &fold(cell))
}

/// State of a person; `None` for a word nobody knows.
pub fn employment(cell: &str) -> Option<Employment> {
    find(EMPLOYMENTS, &fold(cell))
}

/// Kind of holder; `None` for a word nobody knows.
pub fn holder_kind(cell: &str) -> Option<HolderKind> {
    find(KINDS, &fold(cell))
}

/// Kind of request; `None` for a word nobody knows.
pub fn request_kind(cell: &str) -> Option<RequestKind> {
    find(REQUESTS, &fold(cell))
}

/// Number of renewals: `0`, `Chưa`, `Chưa gia hạn`, `1`, `Đã gia hạn`, `Đã gia hạn 1 lần`, `Lần 1`, `X`.
pub fn renewals(cell: &str) -> Option<Renewals> {
    let folded = fold(cell);
    let digits: String = folded.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    let number = digits.parse::<u8>().ok().filter(|&n| n < 20);
    if folded.contains("khong ro") || folded.contains("khong biet") || folded.contains("chua ro") {
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
        ] {
            assert_eq!(standing(cell), Some(meaning), "{cell}");
        }
        assert_eq!(standing("???"), None);
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
        ] {
            assert_eq!(employment(cell), Some(meaning), "{cell}");
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
        assert_eq!(renewals("abc"), None);
    }
}
