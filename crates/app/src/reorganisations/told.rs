//! What pages and the interface tell of a reorganisation beside its rows: units by their codes, before and after.

use super::{Reorganisation, lines};
use crate::context::Context;
use crate::error::AppError;
use antin_domain::id::Id;
use antin_storage::units;
use std::collections::BTreeMap;

/// Units by code and by number, those that will begin among them.
#[derive(Clone, Debug, Default)]
pub struct Names {
    by_code: BTreeMap<String, String>,
    by_id: BTreeMap<Id, (String, String)>,
}

/// The names that a reorganisation speaks of: those of today's units, and those that its lines give.
///
/// # Errors
/// The database cannot be read.
pub async fn names(context: &Context, one: &Reorganisation) -> Result<Names, AppError> {
    let today = context.today();
    let all = units::all(&mut context.db.read().await?).await?;
    let mut names = Names::default();
    for unit in &all {
        let name = unit.name_on(today).to_owned();
        names.by_id.insert(unit.id, (unit.code.clone(), name.clone()));
        names.by_code.insert(unit.code.clone(), name);
    }
    for line in lines(one)?.into_iter().filter(|line| !line.new_name.is_empty() && !line.new_code.is_empty()) {
        names.by_code.entry(line.new_code).or_insert(line.new_name);
    }
    Ok(names)
}

impl Names {
    /// The name of the unit with this code; blank where nobody knows it.
    #[must_use]
    pub fn of_code(&self, code: &str) -> &str {
        self.by_code.get(code).map_or("", String::as_str)
    }

    /// Code and name of a unit; blank where nobody knows it.
    #[must_use]
    pub fn of(&self, unit: Id) -> (&str, &str) {
        self.by_id.get(&unit).map_or(("", ""), |(code, name)| (code.as_str(), name.as_str()))
    }
}
