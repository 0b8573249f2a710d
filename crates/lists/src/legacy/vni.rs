//! VNI fonts (VNI-Times): a letter is followed by a sign that carries circumflex, breve and tone.

use super::pages::western_byte;

/// A plain letter and its sign.
const PAIRS: [(&str, char); 58] = [
    ("aà", 'ầ'),
    ("aá", 'ấ'),
    ("aâ", 'â'),
    ("aã", 'ẫ'),
    ("aä", 'ậ'),
    ("aå", 'ẩ'),
    ("aè", 'ằ'),
    ("aé", 'ắ'),
    ("aê", 'ă'),
    ("aë", 'ặ'),
    ("aï", 'ạ'),
    ("aõ", 'ã'),
    ("aø", 'à'),
    ("aù", 'á'),
    ("aú", 'ẳ'),
    ("aû", 'ả'),
    ("aü", 'ẵ'),
    ("eà", 'ề'),
    ("eá", 'ế'),
    ("eâ", 'ê'),
    ("eã", 'ễ'),
    ("eä", 'ệ'),
    ("eå", 'ể'),
    ("eï", 'ẹ'),
    ("eõ", 'ẽ'),
    ("eø", 'è'),
    ("eù", 'é'),
    ("eû", 'ẻ'),
    ("oà", 'ồ'),
    ("oá", 'ố'),
    ("oâ", 'ô'),
    ("oã", 'ỗ'),
    ("oä", 'ộ'),
    ("oå", 'ổ'),
    ("oï", 'ọ'),
    ("oõ", 'õ'),
    ("oø", 'ò'),
    ("où", 'ó'),
    ("oû", 'ỏ'),
    ("uï", 'ụ'),
    ("uõ", 'ũ'),
    ("uø", 'ù'),
    ("uù", 'ú'),
    ("uû", 'ủ'),
    ("yõ", 'ỹ'),
    ("yø", 'ỳ'),
    ("yù", 'ý'),
    ("yû", 'ỷ'),
    ("ôï", 'ợ'),
    ("ôõ", 'ỡ'),
    ("ôø", 'ờ'),
    ("ôù", 'ớ'),
    ("ôû", 'ở'),
    ("öï", 'ự'),
    ("öõ", 'ữ'),
    ("öø", 'ừ'),
    ("öù", 'ứ'),
    ("öû", 'ử'),
];

/// Letters with a code of their own.
const SINGLES: [(&str, char); 9] =
    [("æ", 'ỉ'), ("ì", 'ì'), ("í", 'í'), ("î", 'ỵ'), ("ñ", 'đ'), ("ò", 'ị'), ("ó", 'ĩ'), ("ô", 'ơ'), ("ö", 'ư')];

/// `Nguyeãn Vaên` becomes `Nguyễn Văn`.
pub fn convert(text: &str) -> Option<String> {
    let mut converted = String::with_capacity(text.len());
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        // Signs of VNI are letters of the western code page; anything beyond it is another kind of text.
        if !letter.is_ascii() {
            western_byte(letter)?;
        }
        let small = lower(letter);
        let composed = letters.peek().and_then(|sign| pair(small, lower(*sign)));
        if composed.is_some() {
            letters.next();
        }
        match composed.or_else(|| single(small)) {
            None => converted.push(letter),
            Some(meant) if letter == small => converted.push(meant),
            Some(meant) => converted.extend(meant.to_uppercase()),
        }
    }
    Some(converted)
}

fn lower(letter: char) -> char {
    letter.to_lowercase().next().unwrap_or(letter)
}

fn pair(letter: char, sign: char) -> Option<char> {
    if sign.is_ascii() {
        return None;
    }
    PAIRS.iter().find(|pair| pair.0.chars().eq([letter, sign])).map(|pair| pair.1)
}

fn single(letter: char) -> Option<char> {
    if letter.is_ascii() {
        return None;
    }
    SINGLES.iter().find(|pair| pair.0.chars().eq([letter])).map(|pair| pair.1)
}

#[cfg(test)]
mod tests {
    use super::convert;

    #[test]
    fn vni_fonts_become_letters() {
        let cases = [
            ("Nguyeãn Vaên An", "Nguyễn Văn An"),
            ("NGUYEÃN VAÊN AN", "NGUYỄN VĂN AN"),
            ("Ñaøo Thò Thu Haø", "Đào Thị Thu Hà"),
            ("Döông Vöông Phöôùc", "Dương Vương Phước"),
            ("Chi cuïc Thueá quaän Leâ Chaân", "Chi cục Thuế quận Lê Chân"),
        ];
        for (typed, meant) in cases {
            assert_eq!(convert(typed).as_deref(), Some(meant), "{typed}");
        }
    }
}
