//! States of people, as the roster words them.

use super::{find_whole, has, whole};
use antin_domain::certificate::Employment;
use antin_domain::name::fold;
use unicode_normalization::UnicodeNormalization as _;

/// Words and what they mean.
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
    ("cham dut hop dong", Employment::Resigned),
    ("het han hop dong", Employment::Resigned),
    ("sa thai", Employment::Resigned),
    ("bo viec", Employment::Resigned),
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

/// Who is said not to be gone, or not yet, may be there still.
const NOT_GONE: &[&str] = &[
    "chưa",
    "không",
    "sắp",
    "sẽ",
    "chờ",
    "dự kiến",
    "đủ tuổi",
    "đến tuổi",
    "còn",
    "xin",
    "đề nghị",
    "thông báo",
    "thủ tục",
    "hồ sơ",
    "chuẩn bị",
];
/// The same, written without accents. `cho` alone may also be the word for *permitted*: "cho thôi việc".
const NOT_GONE_PLAIN: &[&str] =
    &["chua", "khong", "sap", "du kien", "du tuoi", "den tuoi", "thong bao", "thu tuc", "ho so"];
/// Words for going somewhere.
const GOES: &[&str] = &["chuyển", "điều động", "thuyên chuyển", "luân chuyển"];
/// Words in front of where somebody goes.
const TOWARDS: &[&str] = &["sang", "đến", "tới", "về", "ra", "khỏi"];
/// Bodies outside the tax sector. Of the departments of a province (*sở*) those that occur: *trụ sở* and *cơ sở* are none.
const OUTSIDE: &[&str] = &[
    "ngoài ngành",
    "khỏi ngành",
    "kho bạc",
    "hải quan",
    "sở tài chính",
    "sở nội vụ",
    "sở kế hoạch",
    "sở khoa học",
    "sở công thương",
    "sở xây dựng",
    "sở tư pháp",
    "sở y tế",
    "sở giáo dục",
    "sở nông nghiệp",
    "sở lao động",
    "sở văn hóa",
    "sở thông tin",
    "sở tài nguyên",
    "sở giao thông",
    "sở ban ngành",
    "ubnd",
    "ủy ban nhân dân",
    "uỷ ban nhân dân",
    "hđnd",
    "huyện ủy",
    "tỉnh ủy",
    "thành ủy",
    "quận ủy",
    "công an",
    "viện kiểm sát",
    "tòa án",
    "ngân hàng",
];
/// Words that leave open whether it is outside.
const ELSEWHERE: &[&str] = &["cơ quan khác", "đơn vị khác", "nơi khác", "tỉnh khác", "ngành khác"];
/// Who is lent out, or came from outside, belongs to the sector.
const STAYS: &[&str] = &["biệt phái", "tiếp nhận", "tạm thời", "tăng cường"];

/// State of a person; `None` for a word nobody knows, and where its words leave it open whether somebody is gone.
pub fn employment(cell: &str) -> Option<Employment> {
    // "Hữu" is a name of people and places; without accents it is the word for *retired*.
    let written = cell.nfc().collect::<String>().to_lowercase().replace("hữu", "");
    let folded = fold(&written);
    let known = find_whole(EMPLOYMENTS, &folded);
    let meaning = match known {
        Some(Employment::Active) | None => gone_elsewhere(&written).unwrap_or(known)?,
        Some(gone) => gone,
    };
    let is_open = NOT_GONE.iter().any(|words| has(&written, words))
        || written.contains('?')
        || (written.is_ascii() && NOT_GONE_PLAIN.iter().any(|words| has(&folded, words)));
    Some(meaning).filter(|meaning| *meaning == Employment::Active || !is_open)
}

/// Is this the heading of a part of the roster, in which all have one state: "II. Công chức nghỉ hưu"?
pub fn is_about_people(heading: &str) -> bool {
    const BEGINNINGS: [&str; 11] = [
        "công chức",
        "cán bộ",
        "danh sách",
        "nhóm",
        "người",
        "trường hợp",
        "viên chức",
        "các",
        "nghỉ hưu",
        "thôi việc",
        "nghỉ việc",
    ];
    super::is_heading(heading, &BEGINNINGS) && find_whole(EMPLOYMENTS, &fold(heading)).is_some()
}

/// Who goes to another body has left the sector if that body is outside; `Some(None)` where nobody can tell, `None` where
/// the words tell of nothing like it. Whoever is lent out or comes from outside stays.
fn gone_elsewhere(written: &str) -> Option<Option<Employment>> {
    let says = |text: &str, list: &[&str]| list.iter().any(|words| has(text, words));
    // Soldiers come into offices so; others leave them so.
    if has(written, "chuyển ngành") {
        return Some(None);
    }
    if !says(written, GOES) || says(written, STAYS) {
        return None;
    }
    let starts = TOWARDS.iter().flat_map(|word| whole(written, word).last());
    let target = &written[starts.max().unwrap_or(0)..];
    if says(target, &["thuế", "cct", "đội", "phòng", "trong ngành"]) && !says(target, &["ngoài ngành", "khỏi ngành"])
    {
        return None;
    }
    // "Điều động từ Sở Tài chính về" says where from.
    let is_outside = says(target, OUTSIDE) && (says(written, TOWARDS) || says(target, &["ngoài ngành"]));
    match (is_outside, says(target, ELSEWHERE)) {
        (true, _) => Some(Some(Employment::LeftSector)),
        (false, true) => Some(None),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_a_roster() {
        for heading in ["Công chức nghỉ hưu", "Danh sách công chức đang làm việc", "CÁN BỘ THÔI VIỆC NĂM 2023"]
        {
            assert!(is_about_people(heading), "{heading}");
        }
        for heading in ["Nguyễn Văn Hưu", "Công chức nghỉ hưu được tô vàng", "Danh sách công chức", "Lê Công Tác"]
        {
            assert!(!is_about_people(heading), "{heading}");
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
            ("Chuyển công tác ra khỏi ngành Thuế", Employment::LeftSector),
            ("Chuyển công tác sang Kho bạc Nhà nước", Employment::LeftSector),
            ("Chuyển công tác đến Sở Tài chính", Employment::LeftSector),
            ("Điều động sang UBND huyện", Employment::LeftSector),
            ("Chuyển sang Hải quan", Employment::LeftSector),
            ("Chuyển về trụ sở Cục", Employment::Active),
            ("Điều động đến cơ sở 2", Employment::Active),
            ("Điều động tạm thời sang UBND huyện", Employment::Active),
            ("Hết hạn hợp đồng", Employment::Resigned),
            ("Điều động từ Sở Tài chính về Cục Thuế", Employment::Active),
            ("Điều động theo QĐ số 123/QĐ-CT", Employment::Active),
            ("Biệt phái sang UBND huyện", Employment::Active),
            ("Luân chuyển đến Cục Thuế doanh nghiệp lớn", Employment::Active),
            ("Nghỉ hưu theo nguyện vọng", Employment::Retired),
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
            "Nghỉ hưu?",
            "Đủ tuổi nghỉ hưu năm 2026",
            "Có thông báo nghỉ hưu",
            "Còn 5 năm nghỉ hưu",
            "Đang làm thủ tục nghỉ hưu",
            "Chuyển cơ quan khác",
            "Bộ đội chuyển ngành",
            "Chuyển đến đơn vị khác",
            "Inactive",
        ] {
            assert_eq!(employment(cell), None, "{cell}");
        }
    }
}
