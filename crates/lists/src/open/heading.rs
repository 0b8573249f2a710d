//! Finding the heading rows and what each column means.

use hashbrown::HashSet;

use crate::column::Column;
use crate::layout::words::fold;
use crate::layout::{HeadingText, Layout, Layouts, LEAST};

use super::fits;

/// How many rows from the top may hold the headings.
pub const SEARCHED: usize = 60;
/// How many lines a heading may have.
const DEEPEST: usize = 3;

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
    /// Columns known by their cells alone.
    pub by_content: Vec<usize>,
    /// Needed columns that are missing (of the set that comes closest).
    pub missing: Vec<Column>,
    /// Headings that belong to another list.
    pub against: usize,
    /// The more, the likelier.
    pub points: i32,
}

/// The best reading of `lines` as the list of `layout`.
pub fn find(lines: &[Line], merges: &[Merge], layout: &Layout, layouts: &Layouts) -> Option<Reading> {
    let mut best: Option<Reading> = None;
    for last in 0..lines.len().min(SEARCHED) {
        for depth in 1..=DEEPEST.min(last + 1) {
            let found = judge(lines, merges, last + 1 - depth, last, layout, layouts);
            // Of equals the upper and the flatter one: headings are repeated on later pages.
            if found.points > 0 && best.as_ref().is_none_or(|best| found.points > best.points) {
                best = Some(found);
            }
        }
    }
    best.map(|mut found| {
        by_content(&mut found, lines, layout);
        found.points += titles(lines, found.first, layout);
        found
    })
}

/// Reads `lines[first..=last]` as the headings of `layout`.
pub fn judge(lines: &[Line], merges: &[Merge], first: usize, last: usize, layout: &Layout, layouts: &Layouts) -> Reading {
    let data = (last + 1..lines.len()).find(|&at| !is_numbering(&lines[at])).unwrap_or(lines.len());
    let width = lines[first..].iter().take(200).map(|line| line.cells.len()).max().unwrap_or(0);
    let stacks: Vec<Vec<&str>> = (0..width).map(|index| stack(&lines[first..=last], merges, index)).collect();
    let mut claims: Vec<(i32, usize, Column)> = Vec::new();
    let mut against = 0;
    let mut unused = 0;
    for (index, stack) in stacks.iter().enumerate() {
        let heading = HeadingText::new(stack, &layouts.words);
        if heading.is_blank() {
            continue;
        }
        let meanings = layout.meanings(&heading, &layouts.words);
        against += usize::from(layout.speaks_against(&heading));
        unused += i32::from(meanings.is_empty());
        let cells: Vec<&str> = lines[data..].iter().take(200).map(|line| line.cell(index)).collect();
        for (column, points) in meanings {
            let fit = match fits::share(column, &cells) {
                Some(0..=15) => -25,
                Some(60..) => 6,
                None if cells.iter().all(|cell| cell.is_empty()) => -12,
                _ => 0,
            };
            claims.push((points + fit, index, column));
        }
    }
    let (meanings, disputed, sum) = assign(claims, width);
    let has = |column: &Column| meanings.contains(&Some(*column));
    let missing = layout
        .needed
        .iter()
        .map(|set| set.iter().copied().filter(|column| !has(column)).collect::<Vec<_>>())
        .min_by_key(Vec::len)
        .unwrap_or_default();
    let found = meanings.iter().flatten().count();
    let typical = layout.typical.iter().filter(|column| has(column)).count();
    let mut points = sum / 10 + 8 * count(typical) - 5 * unused - 25 * count(against);
    if missing.is_empty() {
        points += 40;
    }
    // One word that happens to be a heading does not make a row of headings.
    if found < 2 {
        points = 0;
    }
    let texts = stacks.iter().map(|stack| stack.iter().map(|line| one_line(line)).collect::<Vec<_>>().join(" / ")).collect();
    Reading { first, last, data, texts, meanings, disputed, by_content: Vec::new(), missing, against, points }
}

fn count(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX / 100)
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The lines of the heading above one column; merged and group cells count for each column they span.
fn stack<'a>(lines: &'a [Line], merges: &[Merge], index: usize) -> Vec<&'a str> {
    let mut stack: Vec<&str> = Vec::new();
    for (depth, line) in lines.iter().enumerate() {
        let mut text = line.cell(index);
        if text.is_empty() {
            text = group_text(lines, merges, depth, index);
        }
        if !text.is_empty() && stack.last() != Some(&text) {
            stack.push(text);
        }
    }
    stack
}

/// The text of the group cell that spans a blank cell of an upper heading line.
fn group_text<'a>(lines: &'a [Line], merges: &[Merge], depth: usize, index: usize) -> &'a str {
    let line = &lines[depth];
    let spans = |merge: &&Merge| {
        (merge.rows.0..=merge.rows.1).contains(&line.row) && (merge.columns.0..=merge.columns.1).contains(&index)
    };
    if let Some(merge) = merges.iter().find(spans) {
        // The text of a merged cell stands in its first row; a cell that reaches down is there already.
        return if merge.rows.0 == line.row { line.cell(merge.columns.0) } else { "" };
    }
    let below = |column: usize| lines[depth + 1..].iter().any(|line| !line.cell(column).is_empty());
    let left = (0..index).rev().find(|&column| !line.cell(column).is_empty());
    // Without merges: a blank cell with text below belongs to the group at its left, if that has text below as well.
    let same_group = |left: usize| (left..=index).all(below) && !merges.iter().any(|merge| merge.rows.0 == line.row);
    match left {
        Some(left) if same_group(left) => line.cell(left),
        _ => "",
    }
}

/// A row of column numbers below the headings: `(1) (2) (3)`, `A B 1 2`.
fn is_numbering(line: &Line) -> bool {
    let cells: Vec<&str> = line.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    let mut next = 1;
    let mut letters = 0;
    let good = cells.iter().all(|cell| {
        let bare = cell.trim_matches(|letter: char| matches!(letter, '(' | ')' | '[' | ']' | '.' | ' '));
        if bare.parse::<u32>() == Ok(next) || bare.starts_with(&format!("{next}=")) || bare.starts_with(&format!("{next} =")) {
            next += 1;
            return true;
        }
        letters += 1;
        next == 1 && bare.len() == 1 && bare.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    good && next > 3 && letters <= 3
}

/// Gives each meaning to the column with the best claim, each column one meaning.
fn assign(mut claims: Vec<(i32, usize, Column)>, width: usize) -> (Vec<Option<Column>>, Vec<(Column, usize, usize)>, i32) {
    claims.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let mut meanings = vec![None; width];
    let mut taken: HashSet<Column> = HashSet::new();
    let mut winners: Vec<(i32, usize, Column)> = Vec::new();
    for &(points, index, column) in &claims {
        if meanings[index].is_none() && points >= LEAST - 12 && taken.insert(column) {
            meanings[index] = Some(column);
            winners.push((points, index, column));
        }
    }
    let equal = |(points, index, column): &(i32, usize, Column)| {
        claims
            .iter()
            .find(|claim| claim.2 == *column && claim.1 != *index && claim.0 == *points && meanings[claim.1].is_none())
            .map(|other| (*column, *index, other.1))
    };
    let disputed = winners.iter().filter_map(equal).collect();
    let sum = winners.iter().map(|winner| winner.0).sum();
    (meanings, disputed, sum)
}

/// A needed column without heading is taken from the only nameless column whose cells look like it.
fn by_content(found: &mut Reading, lines: &[Line], layout: &Layout) {
    let known: Vec<Column> = layout.columns().collect();
    for column in found.missing.clone() {
        if !fits::is_particular(column) || !known.contains(&column) {
            continue;
        }
        let looks = |index: &usize| {
            let cells: Vec<&str> = lines[found.data..].iter().take(200).map(|line| line.cell(*index)).collect();
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

fn titles(lines: &[Line], first: usize, layout: &Layout) -> i32 {
    let above: String = lines[..first].iter().flat_map(|line| &line.cells).map(|cell| fold(cell) + " ").collect();
    12 * count(layout.titles_in(&above))
}
