//! Lists whose units stand in group rows alone, without a column.

use antin_domain::message::Message;

use crate::column::Column;
use crate::rows::unit_of_group;

use super::heading::{COMPLETE, Line, Reading};

/// Excuses the missing column of units where group rows name the units of most rows.
pub fn excuse(reading: &mut Reading, lines: &[Line]) {
    if reading.missing == [Column::Unit1] && name_units(reading, lines) {
        reading.missing.clear();
        reading.points += COMPLETE;
    }
}

/// Says that the units are those of group rows.
pub fn note(reading: &Reading, lines: &[Line]) -> Option<Message> {
    let has_column = reading.meanings.contains(&Some(Column::Unit1));
    let unit = lines[reading.data..].iter().find_map(unit_of).filter(|_| !has_column && name_units(reading, lines))?;
    Some(Message::new("lists-units-in-groups").with("example", unit))
}

/// Whether a group row that names a unit stands above most of the sampled rows.
fn name_units(reading: &Reading, lines: &[Line]) -> bool {
    let below = &lines[reading.data..];
    let groups = below.iter().filter(|line| unit_of(line).is_some()).count();
    let first = below.iter().position(|line| unit_of(line).is_some());
    first.is_some_and(|first| first * 2 < below.len() && groups * 2 <= below.len())
}

fn unit_of(line: &Line) -> Option<String> {
    let filled: Vec<&str> = line.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).take(4).collect();
    unit_of_group(&filled).map(str::to_owned)
}
