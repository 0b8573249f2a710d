//! Two columns of units of which one is above the other without a number: `Cục Thuế | Chi cục Thuế`, `Cơ quan | Đơn vị`.

use crate::layout::HeadingText;
use crate::layout::words::fold;

/// What the upper column is headed with and what the lower one, folded.
const PAIRS: &[(&[&str], &[&str])] = &[
    (
        &["cuc thue", "cuc", "ten cuc thue", "cuc thue tinh", "cuc thue tinh thanh pho", "cuc thue tinh tp"],
        &[
            "chi cuc thue",
            "chi cuc",
            "cct",
            "ten cct",
            "ten chi cuc",
            "ten chi cuc thue",
            "chi cuc thue huyen",
            "chi cuc thue quan huyen",
            "chi cuc thue khu vuc",
            "phong chi cuc thue",
            "phong chi cuc",
            "phong cct",
        ],
    ),
    (&["co quan"], &["don vi"]),
];
/// Headings of a unit that make it needless to put these two in order, in words of `layouts/words.toml`.
const PLAIN: &[&[&str]] =
    &[&["unit"], &["unit", "work"], &["unit", "name"], &["unit", "name", "work"], &["noi", "work"]];

/// Makes the upper of the two columns among `texts` the unit and the other one a unit below it. `stacks` are their lines.
pub fn mark(stacks: &[Vec<&str>], texts: &mut [HeadingText]) {
    let lines: Vec<String> = stacks.iter().map(|stack| stack.last().map_or(String::new(), |line| fold(line))).collect();
    for (upper, lower) in PAIRS {
        let is_old = |at: usize| texts[at].has("old") || texts[at].has("new");
        let place = |known: &[&str]| (0..texts.len()).find(|&at| known.contains(&lines[at].as_str()) && !is_old(at));
        let Some((upper, lower)) = place(upper).zip(place(lower)) else { continue };
        let others = texts.iter().enumerate().filter(|(at, _)| *at != upper && *at != lower);
        let has_level = |text: &HeadingText| ["level1", "level2"].iter().any(|word| text.has(word));
        let is_plain = |text: &HeadingText| PLAIN.iter().any(|words| text.is_exactly(words)) || has_level(text);
        if !others.into_iter().any(|(_, text)| is_plain(text)) {
            texts[upper].become_word("unit");
            texts[lower].become_word("lower_unit");
            return;
        }
    }
}
