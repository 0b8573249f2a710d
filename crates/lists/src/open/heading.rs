//! Finding the heading rows and what each column means.

use hashbrown::HashSet;

use crate::column::Column;
use crate::layout::words::fold;
use crate::layout::{EXACT, LEAST, Layout};

use super::fits;

mod levels;
mod newer;
mod period;
mod top;
mod two_part;

pub use newer::NewerColumn;
pub use top::Top;

/// How many rows from the top may hold the headings.
pub const SEARCHED: usize = 60;
/// Columns beyond this are not looked at: no list has so many, and a hostile file may claim thousands.
const WIDEST: usize = 256;
/// Points above which a whole heading is the heading of the sheet: half a dozen columns of one list.
const WHOLE: i32 = 150;
/// Points of a heading that lacks no needed column.
pub const COMPLETE: i32 = 40;
/// How many lines a heading may have.
const DEEPEST: usize = 4;
/// Readings whose cells are looked at.
const FINAL: usize = 4;
/// Rows of data that are looked at.
const SAMPLED: usize = 200;
/// Points from which a second claim is worth a note.
const NEARLY_EXACT: i32 = EXACT - 40;

/// A row of the sheet as text.
#[derive(Clone, Debug, Default)]
pub struct Line {
    /// Its number in the sheet, from 1.
    pub row: u32,
    /// Its cells.
    pub cells: Vec<String>,
    /// Where it ends in the file (delimited text).
    pub end: u64,
}

impl Line {
    /// The text of a cell, trimmed; blank where the row is shorter.
    pub fn cell(&self, index: usize) -> &str {
        self.cells.get(index).map_or("", |cell| cell.trim())
    }
}

/// A cell that spans several, by sheet rows (from 1) and columns (from 0).
#[derive(Clone, Copy, Debug)]
pub struct Merge {
    /// First and last row.
    pub rows: (u32, u32),
    /// First and last column.
    pub columns: (usize, usize),
}

/// One way to read the top of a sheet.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Index of the first heading line.
    pub first: usize,
    /// Index of the last heading line.
    pub last: usize,
    /// Index of the first line of data.
    pub data: usize,
    /// Text above each column.
    pub texts: Vec<String>,
    /// Meaning of each column.
    pub meanings: Vec<Option<Column>>,
    /// Pairs of columns that claim one meaning with equal right.
    pub disputed: Vec<(Column, usize, usize)>,
    /// Columns that say what another says better: meaning, the one used, the one not used.
    pub also: Vec<(Column, usize, usize)>,
    /// Columns known by their cells alone.
    pub by_content: Vec<usize>,
    /// The column with the last part of the holder's name, where that has two columns.
    pub given_name: Option<usize>,
    /// Columns beside which a newer one says the same.
    pub newer: Vec<NewerColumn>,
    /// Needed columns that are missing (of the set that comes closest).
    pub missing: Vec<Column>,
    /// Headings that belong to another list.
    pub against: usize,
    /// Columns whose meaning a person gave.
    pub named: Vec<Column>,
    /// Whether a person said where headings or columns are.
    pub by_person: bool,
    /// How many words for titles of the list stand above the headings or in names.
    pub titles: usize,
    /// The more, the likelier.
    pub points: i32,
}

/// The best reading of `top` as the list of `layout`. Lines from `until` on are not searched; a whole heading moves it up,
/// for the other lists too: a sheet has its headings in one place.
pub fn find(top: &Top, layout: &Layout, until: &mut usize) -> Option<Reading> {
    // First by headings alone; the cells below are looked at only where headings look promising.
    let mut rough: Vec<(i32, usize, usize)> = Vec::new();
    let mut last = 0;
    while last < top.lines.len().min(*until) {
        for depth in 1..=DEEPEST.min(last + 1) {
            let first = last + 1 - depth;
            // Headings do not stand among data, nor data among headings.
            if top.is_data(first) {
                break;
            }
            if !top.may_be_heading(first, last) {
                continue;
            }
            let found = judge(top, first, last, layout, Cells::Ignored);
            if found.points > 0 {
                rough.push((found.points, first, last));
            }
            // A whole heading: only the lines that may belong to it are worth a look, not the data below.
            if found.missing.is_empty() && found.disputed.is_empty() && found.points > WHOLE {
                *until = (*until).min(last + DEEPEST);
            }
        }
        last += 1;
    }
    // Of equals the upper and the flatter one: headings are repeated on later pages.
    rough.sort_by_key(|(points, first, last)| (-points, *last, last - first));
    let judged = rough.iter().take(FINAL).map(|(_, first, last)| judge(top, *first, *last, layout, Cells::Weighed));
    let best = judged.reduce(|best, next| if next.points > best.points { next } else { best });
    best.map(|mut found| {
        by_content(&mut found, top.lines, layout);
        found.titles = titles(top.lines, found.first, layout);
        found.points += 12 * count(found.titles);
        found
    })
}

/// Whether the cells below a heading have a say.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Cells {
    /// No: the first look.
    Ignored,
    /// Yes.
    Weighed,
}

/// Reads the lines `first..=last` as the headings of `layout`.
pub fn judge(top: &Top, first: usize, last: usize, layout: &Layout, cells: Cells) -> Reading {
    let lines = top.lines;
    let data = (last + 1..lines.len()).find(|&at| !top::is_numbering(&lines[at])).unwrap_or(lines.len());
    let width = match cells {
        Cells::Ignored => lines[first..=last].iter().map(|line| line.cells.len()).max(),
        Cells::Weighed => lines[first..].iter().take(SAMPLED).map(|line| line.cells.len()).max(),
    }
    .unwrap_or(0)
    .min(WIDEST);
    let headings = top.headings(first, last, width);
    let mut claims: Vec<Claim> = Vec::new();
    let (mut against, mut unused) = (0, 0);
    for (index, heading) in headings.texts.iter().enumerate().filter(|(_, heading)| !heading.is_blank()) {
        let meanings = layout.meanings(heading, top.words());
        against += usize::from(layout.speaks_against(heading));
        unused += i32::from(meanings.is_empty());
        let weigh = |column| if cells == Cells::Weighed { top.weight(column, data, index) } else { 0 };
        claims.extend(meanings.into_iter().map(|(column, points)| Claim {
            points: points + weigh(column),
            index,
            column,
        }));
    }
    let mut assigned = assign(&mut claims, width);
    let newer = newer::find(&headings.texts, &headings.stacks, &claims, &mut assigned);
    let Assigned { meanings, disputed, also, sum } = assigned;
    let has = |column: &Column| meanings.contains(&Some(*column));
    let missing = layout.missing(has);
    let found = meanings.iter().flatten().count();
    let typical = layout.typical.iter().filter(|column| has(column)).count();
    let mut points = sum / 10 + 8 * count(typical) - 5 * unused - 25 * count(against);
    if missing.is_empty() {
        points += COMPLETE;
    }
    // One word that happens to be a heading does not make a row of headings.
    if found < 2 {
        points = 0;
    }
    let join = |stack: &Vec<&str>| stack.iter().map(|line| one_line(line)).collect::<Vec<_>>().join(" / ");
    let texts = match cells {
        Cells::Ignored => Vec::new(),
        Cells::Weighed => headings.stacks.iter().map(join).collect(),
    };
    let given_name = match cells {
        Cells::Ignored => None,
        Cells::Weighed => two_part::given_name(&meanings, &headings.texts, &lines[data..]),
    };
    Reading {
        first,
        last,
        data,
        texts,
        meanings,
        disputed,
        also,
        by_content: Vec::new(),
        given_name,
        newer,
        missing,
        against,
        named: Vec::new(),
        by_person: false,
        titles: 0,
        points,
    }
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX / 100)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What a heading says a column is, with how many points.
#[derive(Clone, Copy)]
struct Claim {
    points: i32,
    index: usize,
    column: Column,
}

struct Assigned {
    meanings: Vec<Option<Column>>,
    disputed: Vec<(Column, usize, usize)>,
    also: Vec<(Column, usize, usize)>,
    sum: i32,
}

/// Gives each meaning to the column with the best claim, each column one meaning.
fn assign(claims: &mut [Claim], width: usize) -> Assigned {
    claims.sort_by(|a, b| b.points.cmp(&a.points).then(a.index.cmp(&b.index)));
    let mut meanings = vec![None; width];
    let mut taken: HashSet<Column> = HashSet::new();
    let mut winners: Vec<Claim> = Vec::new();
    for claim in claims.iter() {
        if meanings[claim.index].is_none() && claim.points >= LEAST - 25 && taken.insert(claim.column) {
            meanings[claim.index] = Some(claim.column);
            winners.push(*claim);
        }
    }
    let (mut disputed, mut also) = (Vec::new(), Vec::new());
    for winner in &winners {
        let rivals = claims.iter().filter(|claim| {
            claim.column == winner.column && claim.index != winner.index && meanings[claim.index].is_none()
        });
        for rival in rivals {
            if rival.points == winner.points && !is_lenient(winner.column) {
                disputed.push((winner.column, winner.index, rival.index));
            } else if rival.points >= NEARLY_EXACT {
                also.push((winner.column, winner.index, rival.index));
            }
        }
    }
    let sum = winners.iter().map(|winner| winner.points).sum();
    Assigned { meanings, disputed, also, sum }
}

/// Columns of which a second one does no harm: they decide nothing.
fn is_lenient(column: Column) -> bool {
    use Column::{DeviceKind, Gender, Note, Ordinal, Phone, Province};
    matches!(column, DeviceKind | Gender | Note | Ordinal | Phone | Province)
}

/// A needed column without heading is taken from the only nameless column whose cells look like it.
fn by_content(found: &mut Reading, lines: &[Line], layout: &Layout) {
    let known: Vec<Column> = layout.columns().collect();
    for column in found.missing.clone() {
        if !fits::is_particular(column) || !known.contains(&column) {
            continue;
        }
        let looks = |index: &usize| {
            let cells: Vec<&str> = lines[found.data..].iter().take(SAMPLED).map(|line| line.cell(*index)).collect();
            found.texts[*index].is_empty() && fits::share(column, &cells).is_some_and(|share| share >= 80)
        };
        let nameless: Vec<usize> = (0..found.texts.len()).filter(looks).collect();
        if let [index] = nameless[..] {
            found.meanings[index] = Some(column);
            found.by_content.push(index);
            found.missing.retain(|missing| *missing != column);
        }
    }
}

fn titles(lines: &[Line], first: usize, layout: &Layout) -> usize {
    let above: String = lines[..first].iter().flat_map(|line| &line.cells).map(|cell| fold(cell) + " ").collect();
    layout.titles_in(&above)
}
