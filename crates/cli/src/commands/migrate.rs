//! `antin migrate`: brings the schema of a database up to date.

use super::registry;
use crate::arguments::MigrateCall;
use crate::failure::Failure;
use crate::words::Words;
use antin_domain::message::Message;
use antin_storage::migrate;

/// Takes every step that is still to be taken, and names them.
///
/// # Errors
/// The database cannot be reached, or a step failed; that step left nothing.
pub fn run(call: &MigrateCall) -> Result<String, Failure> {
    let words = Words::new(call.lang);
    registry::on_database(&call.database, registry::Absent::IsMade, async |db| {
        let steps = migrate::run(&db).await.map_err(|error| Failure::Failed(error.message()))?;
        let message = if steps.is_empty() {
            Message::new("storage-up-to-date")
        } else {
            Message::new("storage-migrated").with("count", steps.len()).with("steps", steps.join(", "))
        };
        Ok(words.say(&message) + "\n")
    })
}
