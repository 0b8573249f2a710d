//! Headings as sets of words: accents, case, line breaks and abbreviations set aside (`layouts/words.toml`).

use std::collections::BTreeMap;

use hashbrown::{HashMap, HashSet};
use serde::Deserialize;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The file `layouts/words.toml`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WordsFile {
    same: BTreeMap<String, Vec<String>>,
    light: Light,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Light {
    words: Vec<String>,
}

/// Which words mean the same in a heading, and which say next to nothing.
pub struct HeadingWords {
    same: HashMap<String, String>,
    light: HashSet<String>,
    longest: usize,
}

impl HeadingWords {
    /// Reads the text of `words.toml`.
    pub fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let file: WordsFile = toml::from_str(text)?;
        let mut same = HashMap::new();
        let mut longest = 1;
        for (word, phrases) in file.same {
            for phrase in phrases {
                let folded = fold(&phrase);
                longest = longest.max(folded.split(' ').count());
                same.insert(folded, word.clone());
            }
        }
        let light = file.light.words.iter().map(|word| fold(word)).collect();
        Ok(Self { same, light, longest })
    }

    /// The words of a heading, each once, in the order in which they stand.
    pub fn split(&self, text: &str) -> Vec<String> {
        let folded = fold(text);
        let parts: Vec<&str> = folded.split(' ').filter(|part| !part.is_empty()).collect();
        let mut words: Vec<String> = Vec::new();
        let mut at = 0;
        while at < parts.len() {
            let most = self.longest.min(parts.len() - at);
            let known = (1..=most).rev().find_map(|count| {
                self.same.get(parts[at..at + count].join(" ").as_str()).map(|word| (count, word.clone()))
            });
            let (count, word) = known.unwrap_or_else(|| (1, parts[at].to_owned()));
            if !words.contains(&word) {
                words.push(word);
            }
            at += count;
        }
        words
    }

    /// Whether a word says next to nothing.
    pub fn is_light(&self, word: &str) -> bool {
        self.light.contains(word)
    }
}

/// Text without accents, case and punctuation: `Số CCCD/\nCMND` becomes `so cccd cmnd`.
pub fn fold(text: &str) -> String {
    let text = text.trim();
    // English headings of programs come as one word: serialNumber, valid_from.
    let camel = text.is_ascii() && !text.contains(' ');
    let mut folded = String::with_capacity(text.len());
    let mut before_small = false;
    for letter in text.nfd().filter(|letter| !is_combining_mark(*letter)) {
        if camel && before_small && letter.is_ascii_uppercase() {
            folded.push(' ');
        }
        before_small = letter.is_ascii_lowercase();
        match letter {
            'đ' | 'Đ' => folded.push('d'),
            letter if letter.is_alphanumeric() => folded.extend(letter.to_lowercase()),
            // A zero-width character or a soft hyphen parts no words.
            '\u{200B}'..='\u{200D}' | '\u{FEFF}' | '\u{00AD}' => {}
            _ if folded.ends_with(' ') || folded.is_empty() => {}
            _ => folded.push(' '),
        }
    }
    folded.truncate(folded.trim_end().len());
    folded
}
