//! Whether a word can be a Vietnamese syllable: onset, rhyme and tone fit together.

use std::sync::LazyLock;

use hashbrown::HashSet;
use unicode_normalization::UnicodeNormalization;

const ONSETS: &str = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x";

const RHYMES: &str = "a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây \
e ec em en eng eo ep et ê êch êm ên ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu \
o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong ooc oong op ot oăc oăm oăn oăng oăt \
ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uc ui um un ung uôc uôi uôm uôn uông uôp uôt up ut uy uya uych uyên uyêt \
uynh uyn uyt uyu uyp uân uâng uât uây uê uêch uênh uên uêu uơ uơn ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu \
y yêm yên yêng yêt yêu yt ym yn ynh ych";

static KNOWN_ONSETS: LazyLock<HashSet<&str>> = LazyLock::new(|| ONSETS.split_whitespace().collect());
static KNOWN_RHYMES: LazyLock<HashSet<&str>> = LazyLock::new(|| RHYMES.split_whitespace().collect());

/// How many words of a text with letters beyond ASCII are syllables, and how many are not.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Judged {
    /// Words that are syllables.
    pub good: u32,
    /// Words that are not.
    pub bad: u32,
}

/// Counts the words of `text` that have letters or signs beyond ASCII.
pub fn judge(text: &str) -> Judged {
    let mut judged = Judged::default();
    let words = text.split(|letter: char| {
        letter.is_whitespace() || letter.is_ascii_punctuation() || letter.is_ascii_digit() || is_typographic(letter)
    });
    for word in words.filter(|word| !word.is_ascii()) {
        if is_syllable(word) {
            judged.good += 1;
        } else {
            judged.bad += 1;
        }
    }
    judged
}

/// Dashes, quotation marks and bullets stand in good text too; but `«` and `·` are letters of old fonts.
fn is_typographic(letter: char) -> bool {
    matches!(letter, '\u{2010}'..='\u{2015}' | '\u{2018}'..='\u{201D}' | '\u{2022}' | '\u{2026}' | '\u{FEFF}' | '\u{200B}')
}

/// Whether `word` can be a Vietnamese syllable in writing.
fn is_syllable(word: &str) -> bool {
    // A small letter before a capital one (`nGUYễn`) comes of a wrong reading; `NGUYễN` is how TCVN3 types capitals.
    let mut plain = String::with_capacity(word.len());
    let (mut tone, mut tones) = (' ', 0);
    for letter in word.nfd() {
        match letter {
            '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}' => {
                tone = letter;
                tones += 1;
            }
            letter => plain.extend(letter.to_lowercase()),
        }
    }
    if tones > 1 {
        return false;
    }
    let plain: String = plain.nfc().collect();
    (0..=3).any(|length| {
        let Some((onset, rhyme)) = plain.char_indices().map(|(at, _)| at).nth(length).map(|at| plain.split_at(at))
        else {
            return plain == "gi";
        };
        (onset.is_empty() || KNOWN_ONSETS.contains(onset)) && KNOWN_RHYMES.contains(rhyme) && tone_fits(rhyme, tone)
    })
}

/// A rhyme that ends in c, ch, p or t takes only the sharp and the heavy tone.
fn tone_fits(rhyme: &str, tone: char) -> bool {
    !rhyme.ends_with(['c', 'p', 't']) && !rhyme.ends_with("ch") || matches!(tone, '\u{301}' | '\u{323}')
}

#[cfg(test)]
mod tests {
    use super::is_syllable;

    #[test]
    fn syllables_are_told_from_words_of_old_fonts() {
        for word in
            "Nguyễn NGUYỄN Văn Thị Đỗ giường quốc nghiệp thuế Huỳnh Thuỷ hoà hòa Yến ứng Ảnh của Lý gì quý".split(' ')
        {
            assert!(is_syllable(word), "{word}");
        }
        for word in "NguyÔn V¨n ThÞ §ç Nguyeãn Vaên Nguyá»…n Thuế\u{301} nghỉêp Müller hoc\u{309}".split(' ')
        {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
