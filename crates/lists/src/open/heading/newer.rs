//! A column and a newer one beside it: `Ngày hết hạn | Ngày hết hạn mới`, `Chức vụ | Chức vụ hiện nay`.

use crate::column::Column;
use crate::layout::HeadingText;
use crate::layout::words::fold;

use super::{Assigned, Claim, NEARLY_EXACT};

/// Words of `layouts/words.toml` that make a heading the newer one of two.
const NEWER: &[&str] = &["new", "after_renewal", "renewed_to"];
/// What may change in the life of a certificate or person, so that a list keeps both. A name is told again with the
/// headings of later pages: it stays as it is.
const CHANGING: &[Column] = &[
    Column::Serial,
    Column::ValidFrom,
    Column::ValidTo,
    Column::Position,
    Column::Unit1,
    Column::Unit2,
    Column::Unit3,
    Column::Unit4,
    Column::Department,
    Column::Status,
    Column::Email,
    Column::Phone,
    Column::IdNumber,
];

/// Two columns of one meaning, of which one counts wherever it is filled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NewerColumn {
    /// What both say.
    pub column: Column,
    /// The column that counts where the newer one is blank; the meaning is its.
    pub older: usize,
    /// The column that counts where it is filled.
    pub newer: usize,
}

/// The newer columns among `claims`. The older ones have the meanings then, and nothing is in dispute between the two.
/// `texts` are the words of the headings, `stacks` their lines.
pub fn find(
    texts: &[HeadingText],
    stacks: &[Vec<&str>],
    claims: &[Claim],
    assigned: &mut Assigned,
) -> Vec<NewerColumn> {
    let mut found = Vec::new();
    for &column in CHANGING {
        let is_free = |claim: &&Claim| assigned.meanings[claim.index].is_none_or(|meaning| meaning == column);
        // What is called old counts nowhere: the other column needs no help then.
        let is_kept = |claim: &&Claim| claim.column == column && !texts[claim.index].has("old");
        let of_column = claims.iter().filter(is_kept).filter(is_free);
        let (newer, older): (Vec<&Claim>, Vec<&Claim>) = of_column.partition(|claim| is_newer(&texts[claim.index]));
        let held = |claim: &Claim| assigned.meanings[claim.index] == Some(column);
        // Who claims best comes first.
        let same = |claim: &&&Claim| newer.iter().any(|newer| is_same(&texts[claim.index], &texts[newer.index]));
        let best = older.iter().find(|claim| held(claim)).or(older.iter().find(same)).or(older.first());
        let Some(best) = best.filter(|claim| claim.points >= NEARLY_EXACT || same(claim)) else { continue };
        let titled = (column == Column::Position).then(|| office(stacks, &older)).flatten();
        let older = titled.map_or(best.index, |(title, _)| title);
        // `Đơn vị mới` does not say which of several levels it renews.
        let has_levels = column == Column::Unit1 && assigned.meanings.contains(&Some(Column::Unit2));
        let fits = |index: &usize| !has_levels || is_same(&texts[older], &texts[*index]);
        let marked = newer.iter().map(|claim| claim.index).filter(fits);
        let mut renewing: Vec<usize> = titled.map(|(_, office)| office).into_iter().collect();
        renewing.extend(marked);
        let holds = |index: &usize| assigned.meanings[*index] == Some(column);
        if renewing.is_empty() || !holds(&older) && !renewing.iter().any(holds) {
            continue;
        }
        renewing.iter().for_each(|&index| assigned.meanings[index] = None);
        assigned.meanings[older] = Some(column);
        let is_known = |index: &usize| *index == older || renewing.contains(index);
        assigned.disputed.retain(|(_, first, second)| !is_known(first) || !is_known(second));
        assigned.also.retain(|(_, used, unused)| !is_known(used) || !is_known(unused));
        found.extend(renewing.into_iter().map(|newer| NewerColumn { column, older, newer }));
    }
    found
}

fn is_newer(text: &HeadingText) -> bool {
    NEWER.iter().any(|word| text.has(word))
}

/// Whether the words of `newer` are those of `older` and such as make it newer.
fn is_same(older: &HeadingText, newer: &HeadingText) -> bool {
    older.is_same_but_for(newer, NEWER)
}

/// `Chức danh | Chức vụ`: who has an office has it beside his title, and the office says what he may sign.
fn office(stacks: &[Vec<&str>], claims: &[&Claim]) -> Option<(usize, usize)> {
    let of = |heading: &str| {
        let is_it = |claim: &&&Claim| stacks[claim.index].last().is_some_and(|line| fold(line) == heading);
        claims.iter().find(is_it).map(|claim| claim.index)
    };
    of("chuc danh").zip(of("chuc vu"))
}
