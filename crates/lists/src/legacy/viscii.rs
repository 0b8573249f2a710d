//! VISCII (RFC 1456): one byte a letter, six of them among the control codes.

use super::pages::western_byte;

/// The letters of 0x80 to 0xFF.
const HIGH: &str = "ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲÕắằặấầẩậẽẹếềểễệốồổỗỠƠộờởịỰỨỪỬơớƯ\
ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳĐứÒÓÔạỷừửÙÚỹỵÝỡưàáâãảăữẫèéêẻìíĩỉđựòóôõỏọụùúũủýợỮ";

/// The letters among the control codes.
const LOW: [(char, char); 6] =
    [('\u{2}', 'Ẳ'), ('\u{5}', 'Ẵ'), ('\u{6}', 'Ẫ'), ('\u{14}', 'Ỷ'), ('\u{19}', 'Ỹ'), ('\u{1E}', 'Ỵ')];

/// Text in VISCII that was read as a western code page.
pub fn convert(text: &str) -> Option<String> {
    let high: Vec<char> = HIGH.chars().collect();
    let letter = |letter: char| {
        if letter.is_ascii() {
            return Some(LOW.iter().find(|pair| pair.0 == letter).map_or(letter, |pair| pair.1));
        }
        let place = usize::from(western_byte(letter)?).checked_sub(0x80)?;
        high.get(place).copied()
    };
    text.chars().map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::convert;

    #[test]
    fn viscii_becomes_letters() {
        assert_eq!(convert("Nguy\u{AD}n V\u{E5}n").as_deref(), Some("Nguyễn Văn"));
        assert_eq!(convert("C\u{F8}c Thu\u{AA}").as_deref(), Some("Cục Thuế"));
    }
}
