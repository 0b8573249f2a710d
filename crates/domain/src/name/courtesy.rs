//! Words of courtesy and degrees in front of a name: `Ông Nguyễn Văn An`, `Đ/c Trần Thị Bình`, `ThS. Lê Hà`.

use unicode_normalization::UnicodeNormalization as _;

/// Words in front of a name that are no part of it, with their accents: *Bà* is one, *Bá* may be a name.
const WORDS: &[&str] = &["bà", "ông/bà", "ông(bà)", "anh/chị", "đ/c", "đc", "ths", "ts", "mr", "mrs", "ms"];
/// Such words where a full stop stands behind them.
const SHORT: &[&str] = &["ô", "b", "ô/b", "ks", "cn", "pgs"];
/// The common family names. *Ông* is one too, so it is a word of courtesy before one of these only.
const FAMILY_NAMES: &[&str] = &[
    "nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô", "dương",
    "lý", "đinh", "trịnh", "đoàn", "mai", "đào", "trương", "lương", "lưu", "tạ", "hà", "cao", "tô", "lâm", "phùng",
    "châu",
];

/// `name` without words of courtesy and degrees in front of it. What is left has at least two words.
#[must_use]
pub fn without_courtesy(name: &str) -> &str {
    let mut name = name;
    while let Some(rest) = behind_courtesy(name) {
        name = rest;
    }
    name
}

fn behind_courtesy(name: &str) -> Option<&str> {
    let end = name.find(|c: char| c.is_whitespace() || matches!(c, '.' | ':')).filter(|end| *end <= 12)?;
    let (word, behind) = name.split_at(end);
    let rest = behind.trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '.' | ':'));
    let word = lower(word);
    let is_courtesy = WORDS.contains(&word.as_str())
        || SHORT.contains(&word.as_str()) && behind.starts_with('.')
        || word == "ông"
            && rest.split_whitespace().next().is_some_and(|next| FAMILY_NAMES.contains(&lower(next).as_str()));
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
        for name in ["Ông Ích Khiêm", "Bá Văn Hùng", "Bà Bình", "Nguyễn Văn An", "B Văn An", "Ông Nguyễn"]
        {
            assert_eq!(without_courtesy(name), name);
        }
    }
}
