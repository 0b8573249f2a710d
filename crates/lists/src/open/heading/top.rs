//! The lines at the top of a sheet, and what every list would find out about them anew.

use std::cell::RefCell;
use std::rc::Rc;

use hashbrown::HashMap;

use crate::column::Column;
use crate::layout::words::HeadingWords;
use crate::layout::{HeadingText, Layouts};
use crate::open::fits;

use super::{Line, Merge, SAMPLED, levels, period, two_part};

/// The top of a sheet. What is found out about a heading for one list is kept for the others.
pub struct Top<'a> {
    /// Its lines.
    pub lines: &'a [Line],
    merges: &'a [Merge],
    words: &'a HeadingWords,
    /// Words of a cell.
    splits: RefCell<HashMap<&'a str, Rc<[String]>>>,
    /// Headings by first and last line and number of columns.
    headings: RefCell<HashMap<(usize, usize, usize), Rc<Headings<'a>>>>,
    /// Points by meaning, first line of data and column.
    weights: RefCell<HashMap<(Column, usize, usize), i32>>,
    /// Per line, whether it is plainly data.
    data: RefCell<HashMap<usize, bool>>,
}

/// What stands above each column.
pub struct Headings<'a> {
    /// Its lines.
    pub stacks: Vec<Vec<&'a str>>,
    /// Its words.
    pub texts: Vec<HeadingText>,
}

impl<'a> Top<'a> {
    /// The top of a sheet that has `lines` and `merges`.
    pub fn new(lines: &'a [Line], merges: &'a [Merge], layouts: &'a Layouts) -> Self {
        Self {
            lines,
            merges,
            words: &layouts.words,
            splits: RefCell::default(),
            headings: RefCell::default(),
            weights: RefCell::default(),
            data: RefCell::default(),
        }
    }

    /// The words of headings.
    pub fn words(&self) -> &HeadingWords {
        self.words
    }

    /// Whether a line holds two days, long numbers or addresses: such a line is no heading.
    pub fn is_data(&self, at: usize) -> bool {
        let is_data = || self.lines[at].cells.iter().filter(|cell| is_value(cell.trim())).take(2).count() == 2;
        *self.data.borrow_mut().entry(at).or_insert_with(is_data)
    }

    /// Whether the lines have two columns at least: one alone is never a heading.
    pub fn may_be_heading(&self, first: usize, last: usize) -> bool {
        self.lines[first..=last].iter().any(|line| line.cells.len() > 1)
    }

    /// What stands in the lines `first..=last` above each of `width` columns.
    pub fn headings(&self, first: usize, last: usize, width: usize) -> Rc<Headings<'a>> {
        let key = (first, last, width);
        if let Some(known) = self.headings.borrow().get(&key) {
            return Rc::clone(known);
        }
        let stacks: Vec<Vec<&'a str>> =
            (0..width).map(|index| stack(&self.lines[first..=last], self.merges, index)).collect();
        let split = |stack: &Vec<&'a str>| stack.iter().map(|line| self.split(line)).collect::<Vec<_>>();
        let mut texts: Vec<HeadingText> = stacks.iter().map(|stack| HeadingText::new(&split(stack))).collect();
        mark_identity(&mut texts);
        mark_end_of_card(&mut texts);
        two_part::mark(&stacks, &mut texts);
        levels::mark(&stacks, &mut texts);
        period::mark(&stacks, &mut texts);
        let found = Rc::new(Headings { stacks, texts });
        self.headings.borrow_mut().insert(key, Rc::clone(&found));
        found
    }

    fn split(&self, text: &'a str) -> Rc<[String]> {
        Rc::clone(self.splits.borrow_mut().entry(text).or_insert_with(|| self.words.split(text).into()))
    }

    /// Points for what the cells of a column look like from line `data` on.
    pub fn weight(&self, column: Column, data: usize, index: usize) -> i32 {
        *self.weights.borrow_mut().entry((column, data, index)).or_insert_with(|| {
            let cells: Vec<&str> = self.lines[data..].iter().take(SAMPLED).map(|line| line.cell(index)).collect();
            match fits::share(column, &cells) {
                Some(0..=15) => -25,
                Some(60..) => 6,
                None if cells.iter().all(|cell| cell.is_empty()) => -12,
                _ => 0,
            }
        })
    }
}

/// A day, a long number or serial, an e-mail address: nothing that a heading says.
fn is_value(text: &str) -> bool {
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    let is_sign = |byte: u8| matches!(byte, b'/' | b'-' | b'.' | b':' | b'+');
    let is_number = digits >= 5 && text.bytes().all(|byte| byte.is_ascii_hexdigit() || is_sign(byte));
    is_number || text.contains('@') && !text.contains(char::is_whitespace)
}

/// `Số CCCD | Ngày cấp | Nơi cấp`: the day and place are those of the identity card, not of the certificate.
fn mark_identity(headings: &mut [HeadingText]) {
    for at in 2..headings.len() {
        let [number, first, second] = &mut headings[at - 2..=at] else { continue };
        let pair = first.is_exactly(&["date", "grant"]) && second.is_exactly(&["noi", "grant"])
            || first.is_exactly(&["noi", "grant"]) && second.is_exactly(&["date", "grant"]);
        if pair && number.has("id") {
            first.put_under("id");
            second.put_under("id");
        }
    }
}

/// `Số CCCD | Ngày cấp | Ngày hết hạn | … | Hiệu lực đến`: the day directly behind the card's number is the card's, where
/// another column says until when the certificate is valid.
fn mark_end_of_card(headings: &mut [HeadingText]) {
    let is_end = |text: &HeadingText| {
        [&["end"][..], &["valid", "to"], &["term", "to"]].iter().any(|words| text.is_exactly(words))
    };
    let is_of_card = |text: &HeadingText| {
        is_end(text) || text.is_exactly(&["date", "grant"]) || text.is_exactly(&["noi", "grant"]) || text.has("id")
    };
    for number in 0..headings.len() {
        if !headings[number].has("id") || is_end(&headings[number]) {
            continue;
        }
        let run = number + 1 + headings[number + 1..].iter().take_while(|text| is_of_card(text)).count();
        let mut others = headings[..number].iter().chain(&headings[run..]);
        // A newer day may stand beside the certificate's own.
        let is_other = |text: &HeadingText| !["id", "new", "after_renewal"].iter().any(|word| text.has(word));
        if others.any(|text| is_other(text) && ["end", "to", "han"].iter().any(|word| text.has(word))) {
            headings[number + 1..run].iter_mut().filter(|text| !text.has("id")).for_each(|text| text.put_under("id"));
        }
    }
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
pub fn is_numbering(line: &Line) -> bool {
    let cells: Vec<&str> = line.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
    let mut next = 1;
    let mut letters = 0;
    let good = cells.iter().all(|cell| {
        let bare = cell.trim_matches(|letter: char| matches!(letter, '(' | ')' | '[' | ']' | '.' | ' '));
        // `(5) = (3) + (4)` says which column it is the sum of.
        let number = bare.split_once('=').map_or(bare, |(number, _)| number.trim_end_matches([')', ']', ' ']));
        if number.parse::<u32>() == Ok(next) {
            next += 1;
            return true;
        }
        letters += 1;
        next == 1 && bare.len() == 1 && bare.bytes().all(|byte| byte.is_ascii_alphabetic())
    });
    good && next > 3 && letters <= 3
}
