//! A row that stands in a list twice is told as a duplicate and changes nothing else.

use super::disguise::{Orders, compare, with_original_rows};
use super::plain;
use super::runs::{ACTION, FINDINGS, Line, reviewed};
use antin_testkit::office::dice::Dice;
use antin_testkit::office::{Office, Table};

/// Doubles some rows of the CA's list and of the registry, anywhere in the list.
pub fn check(office: &Office, dice: &mut Dice) {
    let expected = reviewed(office, plain, &[]);
    let mut doubled = office.clone();
    let ca = double(&mut doubled.ca_list, dice);
    let registry = double(&mut doubled.registry, dice);
    let roster = (0..doubled.roster.rows.len()).collect();
    let found = with_original_rows(&reviewed(&doubled, plain, &[]), &Orders::of([ca, registry, roster]));
    compare(&without_duplicates(&expected), &without_duplicates(&found));
    let told = found.iter().filter(|line| line[FINDINGS].contains("-duplicate")).count();
    assert!(told > 5, "{told} duplicates are told");
}

/// Copies some rows, but none that only a name speaks for: two such rows may as well be two namesakes'. Where each row of the longer list stood in the first one.
fn double(table: &mut Table, dice: &mut Dice) -> Vec<usize> {
    let mut order: Vec<usize> = (0..table.rows.len()).collect();
    for row in 0..table.rows.len() {
        let holds = |heading: &str| {
            let column = table.heading.iter().position(|text| text == heading);
            column.is_some_and(|column| !table.rows[row][column].is_empty())
        };
        let is_known =
            table.name != "registry" || ["Serial CTS", "Số CCCD", "Email", "Mã thiết bị"].map(holds).contains(&true);
        if is_known && dice.happens(100) {
            let place = dice.below(order.len() + 1);
            order.insert(place, row);
        }
    }
    table.reorder(&order);
    order
}

/// The lines without what a duplicate may change: its codes, the action they ask for and their words.
fn without_duplicates(lines: &[Line]) -> Vec<Line> {
    let mut lines = lines.to_vec();
    for line in &mut lines {
        let codes: Vec<&str> = line[FINDINGS].split('|').filter(|code| !code.ends_with("-duplicate")).collect();
        line[FINDINGS] = codes.join("|");
        let is_minor = ["report-to-ca", "register", "update-registry", "tidy", "none"].contains(&line[ACTION].as_str());
        if is_minor {
            line[ACTION].clear();
        }
        line.truncate(13);
    }
    lines
}
