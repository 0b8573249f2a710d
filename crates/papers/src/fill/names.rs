//! The names that texts mention in braces, and what stands in their place.

use crate::data::{Value, Values};
use crate::template::{Block, TableBlock, Template};
use std::collections::BTreeMap;

/// What stands in place of a field that is not filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Blank {
    /// A dotted line, to be filled in by hand.
    Dots,
    /// Nothing: a cell of a table.
    Empty,
}

/// Dots to be written on.
const DOTS: &str = "…………………";

/// What a text may mention.
pub struct Scope<'a> {
    /// What is filled in.
    pub values: &'a Values,
    /// Words of the frame and of the edition.
    pub words: &'a BTreeMap<String, String>,
    /// Names of annexes: `Phụ lục II`.
    pub annexes: BTreeMap<String, String>,
    /// The record of the row, and its running number.
    pub record: Option<(&'a Values, usize)>,
}

impl Scope<'_> {
    /// `text` with everything in braces put in.
    pub fn say(&self, text: &str, blank: Blank) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, behind)) = behind.split_once('}') else { break };
            match self.lookup(name) {
                Some(value) => out.push_str(&value),
                None if blank == Blank::Dots => out.push_str(DOTS),
                None => {}
            }
            rest = behind;
        }
        out.push_str(rest);
        out
    }

    /// A word of the frame or the edition.
    pub fn word(&self, name: &str) -> String {
        self.words.get(name).cloned().unwrap_or_default()
    }

    /// A text field; blank where it is not filled in.
    pub fn text(&self, name: &str) -> String {
        self.values.get(name).map(shown).unwrap_or_default()
    }

    /// The texts of a list.
    pub fn list(&self, name: &str) -> &[String] {
        if let Some(Value::List(list)) = self.values.get(name) { list } else { &[] }
    }

    /// The records of a field.
    pub fn records(&self, name: &str) -> &[Values] {
        if let Some(Value::Records(records)) = self.values.get(name) { records } else { &[] }
    }

    /// Does the condition of a block hold? Blank always does; a name: it is filled in and not 0; `!name`: it is not.
    pub fn holds(&self, when: &str) -> bool {
        match when.strip_prefix('!') {
            _ if when.is_empty() => true,
            Some(name) => !self.is_filled(name),
            None => self.is_filled(when),
        }
    }

    fn is_filled(&self, name: &str) -> bool {
        match self.values.get(name) {
            Some(Value::Number(number)) => *number != 0,
            Some(_) => true,
            None => self.words.get(name).is_some_and(|word| !word.is_empty()),
        }
    }

    fn lookup(&self, name: &str) -> Option<String> {
        if let Some((record, row)) = self.record {
            if name == "row" {
                return Some(row.to_string());
            }
            if let Some(value) = record.get(name) {
                return Some(shown(value));
            }
        }
        let (head, tail) = name.split_once('.').unwrap_or((name, ""));
        if head == "annex" {
            return self.annexes.get(tail).cloned();
        }
        match (self.values.get(head), tail) {
            (Some(Value::Day(day)), "words") => return in_words(*day, &self.word("date_words")),
            (None, "words") => return Some(self.word("date_blank")),
            (_, "count") => return Some(counted(number(self.values, name).unwrap_or_default())),
            (Some(value), "") => return Some(shown(value)),
            _ => {}
        }
        if tail.starts_with("sum.") {
            return number(self.values, name).map(grouped);
        }
        self.words.get(name).cloned()
    }
}

/// A number field, `records.count`, or `records.sum.column`.
pub fn number(values: &Values, name: &str) -> Option<i64> {
    let (head, tail) = name.split_once('.').unwrap_or((name, ""));
    match (values.get(head), tail.strip_prefix("sum.")) {
        (Some(Value::Number(number)), None) => Some(*number),
        (Some(Value::Records(records)), None) => Some(records.len() as i64),
        (Some(Value::Records(records)), Some(column)) => {
            Some(records.iter().filter_map(|record| number(record, column)).sum())
        }
        (None, _) if tail == "count" || tail.starts_with("sum.") => Some(0),
        _ => None,
    }
}

/// A value as it is printed.
pub fn shown(value: &Value) -> String {
    match value {
        Value::Text(text) => text.clone(),
        Value::Day(day) => day.to_string(),
        Value::Number(number) => grouped(*number),
        Value::List(list) => list.join("; "),
        Value::Records(records) => grouped(records.len() as i64),
    }
}

/// A number of things within a sentence: below 10 with a 0 before it, as offices write what must not be changed by hand.
fn counted(number: i64) -> String {
    if (1..10).contains(&number) { format!("0{number}") } else { grouped(number) }
}

/// 1234567 as `1.234.567`.
fn grouped(number: i64) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push('.');
        }
        out.push(digit);
    }
    if number < 0 { format!("-{out}") } else { out }
}

/// > NĐ 30/2020, Phụ lục I, II.4: days below 10 and the months 1 and 2 are written with a 0 before them.
fn in_words(day: antin_domain::day::Day, pattern: &str) -> Option<String> {
    let (year, month, day) = day.civil()?;
    let month = if month < 3 { format!("0{month}") } else { month.to_string() };
    Some(pattern.replace("[d]", &format!("{day:02}")).replace("[m]", &month).replace("[y]", &year.to_string()))
}

/// A name that a text mentions.
pub struct Name {
    /// As it stands between the braces.
    pub text: String,
    /// What is before the first point.
    pub head: String,
    /// What is behind it.
    pub tail: String,
    /// The field whose records the text is about, if it stands in a table.
    pub records: Option<String>,
}

/// Every name that the texts of a template mention.
pub(crate) fn names_of(template: &Template) -> Vec<Name> {
    let mut names = Vec::new();
    let mut add = |text: &str, records: Option<&str>| {
        for part in text.split('{').skip(1) {
            let name = part.split('}').next().unwrap_or_default();
            let (head, tail) = name.split_once('.').unwrap_or((name, ""));
            let (text, head, tail) = (name.to_owned(), head.to_owned(), tail.to_owned());
            names.push(Name { text, head, tail, records: records.map(str::to_owned) });
        }
    };
    add(&template.about, None);
    add(&template.subtitle, None);
    for signature in &template.signatures {
        signature.lines.iter().chain([&signature.name]).for_each(|text| add(text, None));
    }
    template.blocks.iter().for_each(|block| add_block(block, &mut add));
    template.workbook.iter().for_each(|table| add_table(table, &mut add));
    names
}

fn add_block(block: &Block, add: &mut impl FnMut(&str, Option<&str>)) {
    match block {
        Block::Paragraph(block) => add(&block.text, None),
        Block::Table(table) => add_table(table, add),
        Block::Pairs(block) => block.rows.iter().flatten().for_each(|text| add(text, None)),
        Block::Chart(block) => add(&block.title, None),
        Block::Annex(annex) => {
            add(&annex.title, None);
            annex.blocks.iter().for_each(|block| add_block(block, add));
        }
    }
}

fn add_table(table: &TableBlock, add: &mut impl FnMut(&str, Option<&str>)) {
    let fixed = table.rows.iter().flat_map(|row| &row.cells);
    fixed.chain(&table.total).for_each(|text| add(text, None));
    for column in &table.columns {
        add(&column.heading, None);
        add(&column.text, Some(&table.of));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use antin_domain::day::Day;

    #[test]
    fn numbers_are_grouped_by_points() {
        assert_eq!([0, 999, 1000, 1_234_567].map(grouped), ["0", "999", "1.000", "1.234.567"]);
    }

    #[test]
    fn days_are_written_as_the_decree_wants() {
        let words = |y, m, d| in_words(Day::new(y, m, d).unwrap(), "ngày [d] tháng [m] năm [y]").unwrap();
        assert_eq!(words(2024, 6, 4), "ngày 04 tháng 6 năm 2024");
        assert_eq!(words(2025, 2, 14), "ngày 14 tháng 02 năm 2025");
    }

    #[test]
    fn what_is_filled_in_is_not_read_again() {
        let values = Values::from([("name".to_owned(), Value::Text("{secret} $x #y".to_owned()))]);
        let words = BTreeMap::from([("secret".to_owned(), "no".to_owned())]);
        let scope = Scope { values: &values, words: &words, annexes: BTreeMap::new(), record: None };
        assert_eq!(scope.say("Ông {name}, {absent}.", Blank::Dots), format!("Ông {{secret}} $x #y, {DOTS}."));
        assert_eq!(scope.say("{absent}", Blank::Empty), "");
    }
}
