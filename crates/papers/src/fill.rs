//! From a template and data to a filled paper.

mod frame;
mod names;

pub(crate) use names::names_of;

use crate::chart;
use crate::data::{self, Data, Value, Values};
use crate::paper::{self, Annex, Block, Paper, Table};
use crate::refusal::Refusal;
use crate::shelf::{Shelf, fields};
use crate::template::{self, AnnexBlock, FixedRow, TableBlock, Template};
use antin_domain::day::Day;
use names::{Blank, Scope};
use std::collections::{BTreeMap, HashMap};

/// Bytes of a cell from which on its row may not fit on a page.
const TALL: usize = 900;

/// Fills the paper called `id` with `data`, in the wording that the law has on `day`.
///
/// # Errors
/// The paper does not exist, or the data are refused.
pub fn fill(shelf: &Shelf, id: &str, data: &Data, day: Day) -> Result<Paper, Refusal> {
    let template = shelf.find(id)?;
    let values = data::read(data, &fields(template, &shelf.frame), "")?;
    check_sums(template, shelf, &values)?;
    check_once(template, &values)?;
    let edition = template
        .editions
        .iter()
        .find(|edition| edition.holds_on(day))
        .ok_or_else(|| Refusal::NoEdition { paper: template.title.clone(), day })?;
    let mut words = shelf.frame.words.clone();
    words.extend(edition.words.clone());
    let mut scope = Scope { values: &values, words: &words, annexes: BTreeMap::new(), record: None };
    let wanted: Vec<&AnnexBlock> = template.annexes().filter(|annex| scope.holds(&annex.when)).collect();
    for (index, annex) in wanted.iter().enumerate() {
        let number = if wanted.len() == 1 { String::new() } else { format!(" {}", roman(index + 1)) };
        scope.annexes.insert(annex.name.clone(), format!("{}{number}", scope.word("annex_word")));
    }
    let reference = frame::reference(&scope);
    let annexes = wanted
        .iter()
        .map(|annex| Annex {
            label: scope.annexes.get(&annex.name).cloned().unwrap_or_default(),
            title: scope.say(&annex.title, Blank::Dots),
            reference: reference.clone(),
            landscape: annex.landscape,
            blocks: blocks(&annex.blocks, &scope),
        })
        .collect();
    let about = scope.say(&template.about, Blank::Dots);
    let made_on = match values.get("date") {
        Some(Value::Day(day)) => *day,
        _ => day,
    };
    Ok(Paper {
        id: template.id.clone(),
        title: about.clone(),
        is_letter: template.kind.is_letter(),
        day: made_on.civil().unwrap_or((2000, 1, 1)),
        look: shelf.frame.look.clone(),
        head: frame::head(template, edition, &scope, about),
        blocks: blocks(&template.blocks, &scope),
        signatures: frame::signatures(template, &shelf.frame, &scope),
        recipients: frame::recipients(template, &scope),
        annexes,
    })
}

/// The rows of the workbook of a paper, one text a column, the headings first.
///
/// # Errors
/// The paper has no workbook, or the data are refused.
pub fn rows(shelf: &Shelf, id: &str, data: &Data, day: Day) -> Result<Vec<Vec<String>>, Refusal> {
    let template = shelf.find(id)?;
    let no_workbook = || Refusal::NoWorkbook { paper: template.id.clone() };
    let table = template.workbook.as_ref().ok_or_else(no_workbook)?;
    // What a paper may not say, its workbook may not say either.
    fill(shelf, id, data, day)?;
    let values = data::read(data, &fields(template, &shelf.frame), "")?;
    let scope = Scope { values: &values, words: &shelf.frame.words, annexes: BTreeMap::new(), record: None };
    let headings = table.columns.iter().map(|column| column.heading.clone()).collect();
    Ok([headings].into_iter().chain(table_rows(table, &scope)).collect())
}

fn blocks(templates: &[template::Block], scope: &Scope<'_>) -> Vec<Block> {
    templates.iter().filter_map(|template| block(template, scope)).collect()
}

fn block(template: &template::Block, scope: &Scope<'_>) -> Option<Block> {
    match template {
        template::Block::Paragraph(block) => scope
            .holds(&block.when)
            .then(|| Block::Paragraph { text: scope.say(&block.text, Blank::Dots), style: block.style }),
        template::Block::Table(table) => scope.holds(&table.when).then(|| filled_table(table, scope)),
        template::Block::Pairs(block) => scope.holds(&block.when).then(|| Block::Pairs {
            rows: block
                .rows
                .iter()
                .map(|[label, text]| [scope.say(label, Blank::Dots), scope.say(text, Blank::Dots)])
                .collect(),
        }),
        template::Block::Chart(block) => scope.holds(&block.when).then(|| {
            let rows = bars(scope.records(&block.of));
            Block::Chart { title: scope.say(&block.title, Blank::Dots), svg: chart::svg(&rows, block.bars), rows }
        }),
        template::Block::Annex(_) => None,
    }
}

/// The fields `label` and `count` of the records of a chart.
fn bars(records: &[Values]) -> Vec<(String, i64)> {
    let bar = |record: &Values| match (record.get("label")?, record.get("count")?) {
        (Value::Text(label), Value::Number(count)) => Some((label.clone(), *count)),
        _ => None,
    };
    records.iter().filter_map(bar).collect()
}

fn filled_table(table: &TableBlock, scope: &Scope<'_>) -> Block {
    let columns = table.columns.iter().map(|column| paper::Column {
        heading: scope.say(&column.heading, Blank::Empty),
        width: column.width,
        align: column.align,
    });
    let rows = table_rows(table, scope);
    Block::Table(Table {
        columns: columns.collect(),
        tall: rows.iter().flatten().any(|cell| cell.len() > TALL),
        rows,
        total: table.total.iter().map(|text| scope.say(text, Blank::Empty)).collect(),
    })
}

fn table_rows(table: &TableBlock, scope: &Scope<'_>) -> Vec<Vec<String>> {
    let fixed = |row: &FixedRow| row.cells.iter().map(|text| scope.say(text, Blank::Empty)).collect();
    let mut rows: Vec<Vec<String>> = table.rows.iter().filter(|row| scope.holds(&row.when)).map(fixed).collect();
    for (index, record) in scope.records(&table.of).iter().enumerate() {
        let scope = Scope { record: Some((record, index + 1)), annexes: BTreeMap::new(), ..*scope };
        rows.push(table.columns.iter().map(|column| scope.say(&column.text, Blank::Empty)).collect());
    }
    rows
}

/// > domain.md 6.6: it must add up: total = matched + mismatched + not recognised; every row has exactly one final action.
fn check_sums(template: &Template, shelf: &Shelf, values: &Values) -> Result<(), Refusal> {
    let label = |name: &str| {
        let fields = fields(template, &shelf.frame);
        let head = name.split('.').next().unwrap_or(name);
        let field = fields.iter().find(|field| field.name == head);
        field.map_or(name.to_owned(), |field| format!("“{}” ({name})", field.label))
    };
    for check in &template.checks {
        let Some(each) = &check.each else {
            let Some(is) = names::number(values, &check.total) else { continue };
            let sum = check.parts.iter().map(|part| names::number(values, part).unwrap_or_default()).sum();
            if is != sum {
                let parts = check.parts.iter().map(|part| label(part)).collect::<Vec<_>>().join(" + ");
                return Err(Refusal::DoesNotAddUp { total: label(&check.total), is, parts, sum });
            }
            continue;
        };
        let Some(Value::Records(records)) = values.get(each) else { continue };
        for (index, record) in records.iter().enumerate() {
            let of = |name: &String| names::number(record, name).unwrap_or_default();
            let (is, sum) = (of(&check.total), check.parts.iter().map(of).sum());
            if is != sum {
                let total = format!("{each}[{}].{}", index + 1, check.total);
                return Err(Refusal::DoesNotAddUp { total, is, parts: check.parts.join(" + "), sum });
            }
        }
    }
    Ok(())
}

/// No value stands twice in the columns that say so.
fn check_once(template: &Template, values: &Values) -> Result<(), Refusal> {
    let mut seen: HashMap<String, String> = HashMap::new();
    for path in &template.once {
        let Some((records, column)) = path.split_once('.') else { continue };
        let Some(Value::Records(rows)) = values.get(records) else { continue };
        for (index, row) in rows.iter().enumerate() {
            let Some(value) = row.get(column).map(names::shown) else { continue };
            let second = format!("{records}[{}]", index + 1);
            if let Some(first) = seen.insert(value.clone(), second.clone()) {
                return Err(Refusal::Twice { value, first, second });
            }
        }
    }
    Ok(())
}

impl Template {
    /// The annexes of the paper.
    pub(crate) fn annexes(&self) -> impl Iterator<Item = &AnnexBlock> {
        self.blocks
            .iter()
            .filter_map(|block| if let template::Block::Annex(annex) = block { Some(annex) } else { None })
    }
}

/// Numbers of annexes: Roman, as NĐ 30/2020 wants them.
fn roman(mut number: usize) -> String {
    const SIGNS: [(usize, &str); 9] =
        [(100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")];
    let mut out = String::new();
    for (value, sign) in SIGNS {
        while number >= value {
            out.push_str(sign);
            number -= value;
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn annexes_have_roman_numbers() {
        assert_eq!([1, 4, 9, 14, 40].map(super::roman), ["I", "IV", "IX", "XIV", "XL"]);
    }
}
