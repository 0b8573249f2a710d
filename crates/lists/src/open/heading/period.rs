//! One heading over two columns of days: `Hiệu lực (từ ngày - đến ngày)`, `Thời hạn hiệu lực`.

use crate::layout::HeadingText;

/// Of what words of `layouts/words.toml` such a heading consists.
const WORDS: &[&str] = &["valid", "term", "certificate", "from", "to", "date", "cua"];

/// Makes the left of two columns under one heading the first day and the right one the last. `stacks` are their lines.
pub fn mark(stacks: &[Vec<&str>], texts: &mut [HeadingText]) {
    for left in 0..texts.len().saturating_sub(1) {
        let right = left + 1;
        let same = |at: usize| stacks.get(at).is_some_and(|stack| *stack == stacks[left]);
        // Of three columns nobody knows which two are meant.
        let alone = !same(right + 1) && (left == 0 || !same(left - 1));
        if is_period(&texts[left]) && alone && same(right) {
            texts[left].become_words(&["valid", "from"]);
            texts[right].become_words(&["valid", "to"]);
        }
    }
}

fn is_period(text: &HeadingText) -> bool {
    let says = |word: &str| text.has(word);
    // `Ngày hiệu lực` is one day.
    let is_said =
        says("from") && says("to") || (says("valid") || says("term")) && !says("from") && !says("to") && !says("date");
    is_said && text.has_only(WORDS)
}
