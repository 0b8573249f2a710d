//! States of certificates, in the CA's list and in the registry.

use super::{find_whole, has, whole};
use antin_domain::certificate::Standing;
use antin_domain::name::fold;

/// Words and what they mean.
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

/// Only behind these words, or behind none, is a revocation done: "đã thu hồi" is, "cần thu hồi" is not.
const BEFORE_DONE: &[&str] = &["da", "bi", "duoc", "cts", "so", "thu", "ngay", "han", "luc", "thai", "trang"];
/// Before these words it is something else that was taken back.
const NOT_THE_CERTIFICATE: &[&str] =
    &["token", "thiet bi", "usb", "etoken", "the", "cts cu", "chung thu so cu", "chung thu cu"];
/// It works, whatever is told of the time before.
const WORKS: &[&str] = &["hoat dong", "con han", "con hieu luc", "dang su dung", "active", "valid", "in use"];
/// Of this certificate, or of the one before it? Nobody can tell.
const OF_WHICH: &[&str] = &["da gia han den", "da gia han lan", "cap thay the", "cap de thay the"];
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

/// State of a certificate; `None` for a word nobody knows, and where its words leave the state open.
pub fn standing(cell: &str) -> Option<Standing> {
    let folded = fold(cell);
    let says = |list: &[&str]| list.iter().any(|words| has(&folded, words));
    match find_whole(STANDINGS, &folded)? {
        Standing::Revoked if !is_done(&folded) => None,
        Standing::InUse if says(NOT_IN_USE) => None,
        Standing::Superseded if says(WORKS) && !says(NOT_IN_USE) => Some(Standing::InUse),
        Standing::Superseded if says(OF_WHICH) => None,
        other => Some(other),
    }
}

/// Is this the heading of a part of the list, in which all have one state: "II. Danh sách chứng thư số đã thu hồi"?
pub fn is_about_certificates(heading: &str) -> bool {
    const BEGINNINGS: [&str; 10] =
        ["chứng thư", "cts", "danh sách", "nhóm", "các", "đã", "đang", "hết hạn", "hết hiệu lực", "thu hồi"];
    super::is_heading(heading, &BEGINNINGS) && find_whole(STANDINGS, &fold(heading)).is_some()
}

/// Has somebody revoked the certificate, or does he only mean to?
fn is_done(folded: &str) -> bool {
    let spoken = |words: &'static str| whole(folded, words).map(move |start| (start, start + words.len()));
    let is_done = |(start, end): (usize, usize)| {
        let (before, after) = (&folded[..start], folded[end..].trim_start());
        let last = before.rsplit(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty());
        last.is_none_or(|word| BEFORE_DONE.contains(&word))
            && !has(before, "den han")
            && !NOT_THE_CERTIFICATE.iter().any(|words| after.starts_with(words))
    };
    // "Revoked" has nothing before it that matters.
    has(folded, "revoked") || spoken("thu hoi").chain(spoken("huy")).any(is_done)
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
        for cell in ["Đang hoạt động - đã gia hạn lần 1", "Còn hạn (đã gia hạn)", "Hoạt động (thay đổi thông tin)"]
        {
            assert_eq!(standing(cell), Some(Standing::InUse), "{cell}");
        }
        for cell in
            ["Đã bị thu hồi", "Thu hồi ngày 01/02/2024", "Hết hạn, đã thu hồi", "CTS đã được thu hồi", "Revoked"]
        {
            assert_eq!(standing(cell), Some(Standing::Revoked), "{cell}");
        }
        for cell in [
            "Cần thu hồi",
            "Phải thu hồi",
            "Sẽ thu hồi",
            "Đang làm thủ tục thu hồi",
            "Rà soát thu hồi",
            "Đến hạn thu hồi",
            "Đã thu hồi token",
            "Đã thu hồi thiết bị",
            "Thu hồi CTS cũ, cấp CTS mới",
            "Đã gia hạn đến 15/03/2027",
            "Cấp thay thế",
        ] {
            assert_eq!(standing(cell), None, "{cell}");
        }
        // What leaves the state open is unknown, never silently one of them.
        for cell in
            ["???", "Đề nghị thu hồi", "Không hoạt động", "Ngừng hoạt động", "Không còn sử dụng", "Inactive", "Invalid"]
        {
            assert_eq!(standing(cell), None, "{cell}");
        }
    }
}
