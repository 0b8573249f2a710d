//! TCVN3: the ABC fonts (.VnTime), one byte a letter.
//!
//! Capitals with a tone have no code: in a capital font (.VnTimeH) the small letter's code is typed for them.

use super::pages::western_byte;

/// Codes and their letters, by code.
const LETTERS: [(u8, char); 74] = [
    (0xA1, 'Ă'),
    (0xA2, 'Â'),
    (0xA3, 'Ê'),
    (0xA4, 'Ô'),
    (0xA5, 'Ơ'),
    (0xA6, 'Ư'),
    (0xA7, 'Đ'),
    (0xA8, 'ă'),
    (0xA9, 'â'),
    (0xAA, 'ê'),
    (0xAB, 'ô'),
    (0xAC, 'ơ'),
    (0xAD, 'ư'),
    (0xAE, 'đ'),
    (0xB5, 'à'),
    (0xB6, 'ả'),
    (0xB7, 'ã'),
    (0xB8, 'á'),
    (0xB9, 'ạ'),
    (0xBB, 'ằ'),
    (0xBC, 'ẳ'),
    (0xBD, 'ẵ'),
    (0xBE, 'ắ'),
    (0xC6, 'ặ'),
    (0xC7, 'ầ'),
    (0xC8, 'ẩ'),
    (0xC9, 'ẫ'),
    (0xCA, 'ấ'),
    (0xCB, 'ậ'),
    (0xCC, 'è'),
    (0xCE, 'ẻ'),
    (0xCF, 'ẽ'),
    (0xD0, 'é'),
    (0xD1, 'ẹ'),
    (0xD2, 'ề'),
    (0xD3, 'ể'),
    (0xD4, 'ễ'),
    (0xD5, 'ế'),
    (0xD6, 'ệ'),
    (0xD7, 'ì'),
    (0xD8, 'ỉ'),
    (0xDC, 'ĩ'),
    (0xDD, 'í'),
    (0xDE, 'ị'),
    (0xDF, 'ò'),
    (0xE1, 'ỏ'),
    (0xE2, 'õ'),
    (0xE3, 'ó'),
    (0xE4, 'ọ'),
    (0xE5, 'ồ'),
    (0xE6, 'ổ'),
    (0xE7, 'ỗ'),
    (0xE8, 'ố'),
    (0xE9, 'ộ'),
    (0xEA, 'ờ'),
    (0xEB, 'ở'),
    (0xEC, 'ỡ'),
    (0xED, 'ớ'),
    (0xEE, 'ợ'),
    (0xEF, 'ù'),
    (0xF1, 'ủ'),
    (0xF2, 'ũ'),
    (0xF3, 'ú'),
    (0xF4, 'ụ'),
    (0xF5, 'ừ'),
    (0xF6, 'ử'),
    (0xF7, 'ữ'),
    (0xF8, 'ứ'),
    (0xF9, 'ự'),
    (0xFA, 'ỳ'),
    (0xFB, 'ỷ'),
    (0xFC, 'ỹ'),
    (0xFD, 'ý'),
    (0xFE, 'ỵ'),
];

/// `NguyÔn V¨n` becomes `Nguyễn Văn`.
pub fn convert(text: &str) -> Option<String> {
    let mut converted = String::with_capacity(text.len() * 2);
    let mut toned = false;
    for letter in text.chars() {
        if letter.is_ascii() {
            converted.push(letter);
            continue;
        }
        let byte = western_byte(letter)?;
        match LETTERS.binary_search_by_key(&byte, |pair| pair.0) {
            Ok(place) => {
                converted.push(LETTERS[place].1);
                toned = true;
            }
            // A hard space is a space in any font, and quotes and dashes stay; other signs are not of this one.
            Err(_) if byte == 0xA0 => converted.push(' '),
            Err(_) if byte < 0xA0 => converted.push(letter),
            Err(_) => return None,
        }
    }
    Some(if toned { capitals(&converted) } else { converted })
}

/// Small letters with a tone become capitals in words whose other letters are all capitals, and in a text of such words.
fn capitals(text: &str) -> String {
    // `Số CCCD` has an acronym; only a Vietnamese word in capitals shows that the whole text is meant so.
    let shows = |word: &str| !word.is_ascii() && are_capitals(word);
    let whole = are_capitals(text) && text.split(' ').any(shows);
    // `Trần Xuân ý`: where every other word begins with a capital, this one does too.
    let begins = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
    let small = text.split(' ').filter(|word| !begins(word)).count();
    let name = small == 1 && text.split(' ').filter(|word| begins(word)).count() >= 2;
    let mut fixed = String::with_capacity(text.len());
    for (place, word) in text.split(' ').enumerate() {
        if place > 0 {
            fixed.push(' ');
        }
        if whole || are_capitals(word) {
            fixed.extend(word.chars().flat_map(char::to_uppercase));
        } else if name && word.starts_with(lacks_capital) {
            let mut letters = word.chars();
            fixed.extend(letters.next().into_iter().flat_map(char::to_uppercase).chain(letters));
        } else {
            fixed.push_str(word);
        }
    }
    fixed
}

/// Whether the letters whose case is sure are all capitals, two of them at least: `Tú` and `Hà` are names.
fn are_capitals(text: &str) -> bool {
    // These have capitals of their own; only letters with a tone are typed small for want of one.
    let has_capital =
        |letter: &char| letter.is_ascii_alphabetic() || "ăâêôơưđ".contains(*letter) || letter.is_uppercase();
    let mut count = 0;
    let all = text.chars().filter(has_capital).all(|letter| {
        count += 1;
        letter.is_uppercase()
    });
    all && count >= 2
}

/// Small letters with a tone; those without one (`ă`, `đ`) have capitals of their own.
fn lacks_capital(letter: char) -> bool {
    !letter.is_ascii() && letter.is_lowercase() && !"ăâêôơưđ".contains(letter)
}

#[cfg(test)]
mod tests {
    use super::convert;

    #[test]
    fn abc_fonts_become_letters() {
        let cases = [
            ("NguyÔn V¨n An", "Nguyễn Văn An"),
            ("§µo ThÞ Thu H\u{B5}", "Đào Thị Thu Hà"),
            ("NGUYÔN V¡N TÓ", "NGUYỄN VĂN TỂ"),
            ("TrÇn ThÞ Tó", "Trần Thị Tú"),
            ("Sè CCCD", "Số CCCD"),
            ("TrÇn Xu©n ý", "Trần Xuân Ý"),
            ("Côc ThuÕ tØnh Long An", "Cục Thuế tỉnh Long An"),
            ("Phã §éi ®Æc tr\u{AD}ng", "Phó Đội đặc trưng"),
            ("Phßng ThuÕ ®Êt", "Phòng Thuế đất"),
            ("TRÇN THÞ ý", "TRẦN THỊ Ý"),
            ("D\u{AD}¬ng V\u{AD}¬ng", "Dương Vương"),
        ];
        for (typed, meant) in cases {
            assert_eq!(convert(typed).as_deref(), Some(meant), "{typed}");
        }
    }

    #[test]
    fn text_of_another_kind_is_refused() {
        assert_eq!(convert("Nguyễn"), None);
    }
}
