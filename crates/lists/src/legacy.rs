//! Text typed in old Vietnamese fonts and encodings: recognised by whether it makes Vietnamese syllables, and converted.
//!
//! An old font puts Vietnamese letters where a western code page has others, so `Nguyễn Văn` is stored as `NguyÔn V¨n`.

use hashbrown::HashMap;

use crate::open::LegacyText;

mod pages;
mod syllable;
mod tcvn3;
mod viscii;
mod vni;

pub use pages::{windows1252_text, windows1258_text};
pub use syllable::{Judged, judge};

/// Every old way of typing, the likeliest first.
pub const ALL: [LegacyText; 5] =
    [LegacyText::Tcvn3, LegacyText::Vni, LegacyText::Mojibake, LegacyText::Windows1258, LegacyText::Viscii];

/// `text` read as `legacy`; `None` where it holds a letter that `legacy` cannot have produced.
pub fn convert(text: &str, legacy: LegacyText) -> Option<String> {
    match legacy {
        LegacyText::Tcvn3 => tcvn3::convert(text),
        LegacyText::Vni => vni::convert(text),
        LegacyText::Viscii => viscii::convert(text),
        LegacyText::Windows1258 => pages::from_1258(text),
        LegacyText::Mojibake => pages::from_mojibake(text),
    }
}

/// The reading of a single text that makes the most sense, if that is not the text as it stands.
pub fn best(text: &str) -> Option<(LegacyText, String)> {
    if !may_be_old(text) {
        return None;
    }
    let plain = judge(text);
    if plain.bad == 0 {
        return None;
    }
    ALL.into_iter()
        .filter_map(|legacy| convert(text, legacy).map(|converted| (legacy, converted)))
        .map(|(legacy, converted)| (judge(&converted), legacy, converted))
        .filter(|(judged, ..)| judged.bad < plain.bad && judged.good > plain.good)
        .min_by_key(|(judged, ..)| judged.bad)
        .map(|(_, legacy, converted)| (legacy, converted))
}

/// What a column was typed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Detected {
    /// The font or encoding.
    pub legacy: LegacyText,
    /// Cells that make sense either way are converted too.
    pub mostly: bool,
}

/// How many cells of a column each font would turn into good text, in the order of [`ALL`].
pub fn mended<'a>(cells: impl Iterator<Item = &'a str>) -> [usize; ALL.len()] {
    // Most columns of names are over with here, and values that come again and again are judged once.
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for cell in cells.filter(|cell| may_be_old(cell)) {
        *counts.entry(cell).or_default() += 1;
    }
    let bad: Vec<(&str, Judged, usize)> = counts
        .into_iter()
        .map(|(cell, count)| (cell, judge(cell), count))
        .filter(|(_, judged, _)| judged.bad > 0)
        .collect();
    ALL.map(|legacy| bad.iter().filter(|(cell, ..)| mends(cell, legacy)).map(|(.., count)| count).sum())
}

/// Whether an old font can have produced `text`: all of them put their letters into the western code page.
fn may_be_old(text: &str) -> bool {
    !text.is_ascii() && text.chars().all(|letter| pages::western_byte(letter).is_some())
}

/// What the cells of a column were typed in; `None`: they are good as they stand.
///
/// Short words may make sense in two fonts (`Nữ` and `Nổ`): then `likely` is taken, the font of other columns.
pub fn detect<'a>(cells: impl Iterator<Item = &'a str>, likely: LegacyText) -> Option<Detected> {
    let cells = judged(cells);
    let plain = cells.iter().filter(|(_, judged)| judged.bad == 0 && judged.good > 0).count();
    let mut best: Option<(usize, LegacyText)> = None;
    for legacy in std::iter::once(likely).chain(ALL) {
        let mended = count_mended(&cells, legacy);
        if mended > best.map_or(0, |best| best.0) {
            best = Some((mended, legacy));
        }
    }
    let (mended, legacy) = best?;
    // One foreign word among Vietnamese ones is no old font.
    let enough = mended >= 3 || mended * 2 >= cells.len();
    enough.then_some(Detected { legacy, mostly: mended >= plain })
}

fn judged<'a>(cells: impl Iterator<Item = &'a str>) -> Vec<(&'a str, Judged)> {
    cells.filter(|cell| !cell.is_ascii()).map(|cell| (cell, judge(cell))).collect()
}

fn count_mended(cells: &[(&str, Judged)], legacy: LegacyText) -> usize {
    cells.iter().filter(|(cell, before)| before.bad > 0 && mends(cell, legacy)).count()
}

/// Whether `cell` is good text when read as `legacy`.
fn mends(cell: &str, legacy: LegacyText) -> bool {
    convert(cell, legacy).map(|text| judge(&text)).is_some_and(|after| after.bad == 0 && after.good > 0)
}

/// A cell of a column typed in `detected`; `None`: it stays as it stands.
pub fn convert_cell(text: &str, detected: Detected) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let converted = convert(text, detected.legacy)?;
    if converted == text {
        return None;
    }
    let (before, after) = (judge(text), judge(&converted));
    let better = after.bad < before.bad || (after.bad == before.bad && detected.mostly && after.good >= before.good);
    better.then_some(converted)
}
