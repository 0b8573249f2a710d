//! Words of courtesy and degrees in front of a name: `Ông Nguyễn Văn An`, `Đ/c Trần Thị Bình`, `ThS. Lê Hà`.

use unicode_normalization::UnicodeNormalization as _;

/// Words in front of a name that are no part of it.
const WORDS: &[&str] = &["ông/bà", "ông(bà)", "anh/chị", "đ/c", "đc", "ths", "ts", "mr", "mrs", "ms"];
/// Such words where a full stop stands behind them.
const SHORT: &[&str] = &["ô", "b", "ô/b", "ks", "pgs"];
/// Such words before a common family name: *Ông* is a family name itself, and *Bà Rịa* a province.
const BEFORE_FAMILY_NAME: &[&str] = &["ông", "bà"];
/// Bytes above which a word without a stroke is no word of courtesy.
const LONGEST_WORD: usize = 5;
/// The common family names.
const FAMILY_NAMES: &[&str] = &[
    "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô", "dương",
    "lý", "đinh", "trịnh", "đoàn", "mai", "đào", "trương", "lương", "lưu", "tạ", "hà", "cao", "tô", "lâm", "phùng",
    "châu", "thái", "chu", "quách", "tống", "tăng", "hứa", "kiều", "nghiêm", "khuất", "lại", "mạc", "ninh", "phí",
    "thân", "vương", "đàm", "đồng", "giang", "hán", "kim", "la", "lã", "lục", "nông", "ông", "quan", "sầm", "tiêu",
    "triệu", "trà", "ứng", "vi",
];

/// `name` without words of courtesy and degrees in front of it, without its running number, and, where it is a person's,
/// without what stands behind it in brackets: `Nguyễn Văn An (2)`. What is left has at least two words.
#[must_use]
pub fn without_courtesy(name: &str) -> &str {
    let mut name = behind_number(name).unwrap_or(name);
    while let Some(rest) = behind_courtesy(name) {
        name = rest;
    }
    before_remark(name).unwrap_or(name)
}

/// What stands behind `1.` or `12)`.
fn behind_number(name: &str) -> Option<&str> {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    let rest = name.get(digits..)?.strip_prefix(['.', ')']).filter(|_| (1..=4).contains(&digits))?.trim_start();
    is_person(rest).then_some(rest)
}

/// What stands before a remark in brackets or stars.
fn before_remark(name: &str) -> Option<&str> {
    let bare = match name.trim_end().strip_suffix(')').and_then(|inner| inner.rfind('(')) {
        Some(open) => &name[..open],
        None => name.trim_end().strip_suffix('*')?,
    };
    let bare = bare.trim_end_matches([' ', '*', '-', '\u{a0}']);
    (is_person(bare) && bare.split_whitespace().nth(1).is_some()).then_some(bare)
}

/// Does it begin with a common family name? Units and services may be told apart by what stands in brackets.
fn is_person(name: &str) -> bool {
    name.split_whitespace().next().is_some_and(|first| FAMILY_NAMES.contains(&lower(first).as_str()))
}

fn behind_courtesy(name: &str) -> Option<&str> {
    // Millions of names come by: the first letter and the length of the first word tell nearly all of them.
    let may_be = name.starts_with(|c| "bBôÔoOaAđĐtTmMkKcCpP".contains(c));
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, '.' | ':')).filter(|_| may_be)?;
    if end > LONGEST_WORD && !name[..end].contains('/') && !name[..end].contains('(') {
        return None;
    }
    let (word, behind) = name.split_at(end);
    let rest = behind.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ':'));
    let word = lower(word);
    let is_courtesy = WORDS.contains(&word.as_str())
        || SHORT.contains(&word.as_str()) && behind.starts_with('.')
        || BEFORE_FAMILY_NAME.contains(&word.as_str()) && (is_person(rest) || behind_courtesy(rest).is_some());
    (is_courtesy && rest.split_whitespace().nth(1).is_some()).then_some(rest)
}

fn lower(word: &str) -> String {
    word.nfc().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::without_courtesy;

    #[test]
    fn courtesy_is_no_part_of_a_name() {
        for name in [
            "Ông Nguyễn Văn An",
            "ÔNG  Nguyễn Văn An",
            "Ông/Bà: Nguyễn Văn An",
            "Đ/c Nguyễn Văn An",
            "ThS.Nguyễn Văn An",
        ] {
            assert_eq!(without_courtesy(name), "Nguyễn Văn An", "{name}");
        }
        assert_eq!(without_courtesy("Bà ThS Trần Thị Bình"), "Trần Thị Bình");
        for name in [
            "Nguyễn Văn An (2)",
            "Nguyễn Văn An (nghỉ TS)",
            "1. Nguyễn Văn An",
            "Nguyễn Văn An *",
            "Đ/c Nguyễn Văn An (1984)",
        ] {
            assert_eq!(without_courtesy(name), "Nguyễn Văn An", "{name}");
        }
        for name in ["HSM ký số (2)", "Chi cục Thuế quận Lê Chân (cũ)", "2. Máy chủ (1)", "Nguyễn (2)"]
        {
            assert_eq!(without_courtesy(name), name);
        }
        for name in
            ["Ông Ích Khiêm", "Bà Rịa - Vũng Tàu", "Bá Văn Hùng", "Bà Bình", "Nguyễn Văn An", "B Văn An", "Ông Nguyễn"]
        {
            assert_eq!(without_courtesy(name), name);
        }
    }
}
