//! Units as the JSON by which imports remember them, and taking them out again.

use super::words_of;
use crate::error::{Error, Result};
use crate::search::{self, Noun};
use crate::turn::Change;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::unit::dated::{DatedName, DatedUnit};
use serde_json::{Value, json};

/// What imports remember of a unit: all of it. Days are day numbers.
#[must_use]
pub fn as_json(unit: &DatedUnit) -> Value {
    let name = |name: &DatedName| json!([name.name, name.from.number(), name.to.number()]);
    json!({
        "code": unit.code,
        "names": unit.names.iter().map(name).collect::<Vec<_>>(),
        "parent": unit.parent.map(|id| id.0),
        "successors": unit.successors.iter().map(|id| id.0).collect::<Vec<_>>(),
    })
}

/// The unit with number `id` as [`as_json`] remembered it.
///
/// # Errors
/// The memory is not one of a unit.
pub fn from_json(id: Id, value: &Value) -> Result<DatedUnit> {
    let read = || -> Option<DatedUnit> {
        let day = |value: &Value| Day::of_number(value.as_i64().and_then(|n| i32::try_from(n).ok()));
        let name = |value: &Value| {
            Some(DatedName { name: value[0].as_str()?.into(), from: day(&value[1]), to: day(&value[2]) })
        };
        Some(DatedUnit {
            id,
            code: value["code"].as_str()?.to_owned(),
            names: value["names"].as_array()?.iter().map(name).collect::<Option<_>>()?,
            parent: value["parent"].as_i64().map(Id),
            successors: value["successors"].as_array()?.iter().map(|id| id.as_i64().map(Id)).collect::<Option<_>>()?,
        })
    };
    read().ok_or_else(|| Error::Damaged { table: "import_change", column: "before", value: value.to_string() })
}

/// Takes units out of the registry, in the order given: those below first. Cases of reviews that spoke of them stay.
///
/// # Errors
/// Something else stands in one of them.
pub(crate) async fn remove_many(change: &mut Change, units: &[DatedUnit]) -> Result<()> {
    const TEXTS: [&str; 8] = [
        "DELETE FROM certificate_tally WHERE unit_id = $1",
        "UPDATE review_case SET unit_id = NULL WHERE unit_id = $1",
        "UPDATE finding SET unit_id = NULL WHERE unit_id = $1",
        "UPDATE notice SET unit_id = NULL WHERE unit_id = $1",
        "DELETE FROM unit_successor WHERE unit_id = $1 OR successor_id = $1",
        "DELETE FROM unit_name WHERE unit_id = $1",
        "DELETE FROM unit_below WHERE unit_id = $1",
        "DELETE FROM unit WHERE id = $1",
    ];
    let words: Vec<_> = units.iter().map(|unit| (unit.id.0, words_of(unit))).collect();
    search::remove(change, Noun::Unit, &words).await?;
    for unit in units {
        for text in TEXTS {
            on!(change, |c| sqlx::query(text).bind(unit.id.0).execute(&mut *c).await.map(drop))?;
        }
    }
    Ok(())
}
