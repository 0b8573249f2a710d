//! Texts that may be printed: composed, without marks nobody sees, every character in the font.
//!
//! What turns or hides other characters (U+202E and its kind) could make a signed paper read otherwise than its data, so it
//! is refused where a person typed it and shown as a sign where it comes out of a list.

use unicode_normalization::UnicodeNormalization;

/// What is wrong with a text: the character and its place, from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unprintable {
    /// The character.
    pub character: char,
    /// Its place in the text, from 1.
    pub at: usize,
}

/// May a text have several lines?
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnds {
    /// No.
    Refused,
    /// Yes; they are written as `\n`.
    Kept,
}

/// `text` as it is printed: trimmed, composed (NFC), without marks that nobody sees.
///
/// # Errors
/// The first character that cannot be printed, or that hides or turns others.
pub fn checked(text: &str, ends: LineEnds) -> Result<String, Unprintable> {
    let unified = text.replace("\r\n", "\n");
    if let Some((index, character)) = unified.chars().enumerate().find(|(_, c)| !may_stand(*c, ends)) {
        return Err(Unprintable { character, at: index + 1 });
    }
    let seen: String = unified.chars().filter(|c| !is_unseen(*c)).nfc().collect();
    Ok(seen.trim().to_owned())
}

/// `text` of a list, which nobody can be asked about: what cannot be printed is shown as `?`, what turns others is left out.
#[must_use]
pub fn shown(text: &str) -> String {
    let unified = text.replace("\r\n", "\n").replace(['\r', '\u{2028}', '\u{2029}'], "\n").replace('\t', " ");
    let kept = unified.chars().filter(|c| !is_unseen(*c) && !turns(*c)).nfc();
    let seen: String = kept.map(|c| if may_stand(c, LineEnds::Kept) { c } else { '?' }).collect();
    seen.trim().to_owned()
}

fn may_stand(character: char, ends: LineEnds) -> bool {
    match character {
        '\n' => ends == LineEnds::Kept,
        _ if is_unseen(character) => true,
        _ if turns(character) || character.is_control() => false,
        _ => crate::pdf::fonts::has_glyph(character) || composes(character),
    }
}

/// Marks of width 0 that carry nothing: they come along with copied text.
fn is_unseen(character: char) -> bool {
    matches!(character, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}')
}

/// Marks that turn or isolate the direction of writing, and separators of lines.
fn turns(character: char) -> bool {
    matches!(character,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{206f}')
}

/// Combining marks of Vietnamese, which become one with the letter before them.
fn composes(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{303}' | '\u{306}' | '\u{309}' | '\u{31b}' | '\u{323}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: Result<&str, (char, usize)>) {
        let found = checked(text, LineEnds::Refused);
        let found = found.as_deref().map_err(|wrong| (wrong.character, wrong.at));
        assert_eq!(found, expected, "{text:?}");
    }

    #[test]
    fn vietnamese_comes_out_composed() {
        check(" Đặng Thị Ho\u{300}a ", Ok("Đặng Thị Hòa"));
        check("nguye\u{302}\u{303}n", Ok("nguyễn"));
    }

    #[test]
    fn signs_of_templates_are_letters_like_others() {
        check("#let $x$ \\[a] {b} <c> @d *e* _f_ `g`", Ok("#let $x$ \\[a] {b} <c> @d *e* _f_ `g`"));
    }

    #[test]
    fn what_turns_or_cannot_be_seen_is_refused_or_left_out() {
        check("ab\u{202e}cd", Err(('\u{202e}', 3)));
        check("a\u{200f}", Err(('\u{200f}', 2)));
        check("a\u{7}", Err(('\u{7}', 2)));
        check("a\nb", Err(('\n', 2)));
        check("a\u{200b}b\u{feff}", Ok("ab"));
        check("tên 😀", Err(('😀', 5)));
        assert_eq!(checked("a\r\nb", LineEnds::Kept).unwrap(), "a\nb");
    }

    #[test]
    fn cells_of_lists_are_shown_as_far_as_they_can_be() {
        assert_eq!(shown("Lê\u{202e} An\u{7}\tvăn 😀\r\nhai"), "Lê An? văn ?\nhai");
    }
}
