//! A plan made true: units, people and certificates written, with what was before, in the turn of the caller.

use super::compare::Plan;
use crate::context::Context;
use crate::error::AppError;
use antin_domain::certificate::record::CertificateRecord;
use antin_storage::imports::{self, Import, ImportChange};
use antin_storage::search::Noun;
use antin_storage::{Change, certificates, people, units};
use serde_json::json;

/// Writes everything that `plan` says, and what it was before.
pub(super) async fn store(context: &Context, change: &mut Change, import: &Import, plan: Plan) -> Result<(), AppError> {
    let now = context.now();
    let rows = import.rows_read;
    let mut changes = Vec::new();
    for (version, unit) in &plan.units {
        match version {
            None => units::insert_many(change, std::slice::from_ref(unit), now).await?,
            Some(seen) => units::update(change, unit, *seen, now).await.map(drop)?,
        }
        let after = json!({ "code": unit.code, "name": unit.name_on(now.day()) }).to_string();
        changes.push(ImportChange { noun: Noun::Unit, object: unit.id, before: None, after });
    }
    let fresh: Vec<_> =
        plan.people.iter().filter(|(seen, _)| seen.is_none()).map(|(_, person)| person.clone()).collect();
    people::insert_many(change, &fresh, now).await?;
    for (seen, person) in &plan.people {
        if let Some(seen) = seen {
            people::update(change, person, *seen, now).await?;
        }
        let after = json!({ "code": person.code, "name": person.name }).to_string();
        changes.push(ImportChange { noun: Noun::Person, object: person.id, before: None, after });
    }
    changes.extend(store_certificates(change, plan.certificates, now).await?);
    imports::store_changes(change, import.id, rows, &changes).await?;
    imports::end_applying(change, import.id).await?;
    tracing::info!(kind = import.kind, changes = changes.len(), "a list was applied");
    Ok(())
}

async fn store_certificates(
    change: &mut Change,
    pairs: Vec<(Option<CertificateRecord>, CertificateRecord)>,
    now: antin_domain::moment::Moment,
) -> Result<Vec<ImportChange>, AppError> {
    let mut changes = Vec::with_capacity(pairs.len());
    let (mut fresh, mut before, mut after) = (Vec::new(), Vec::new(), Vec::new());
    for (former, record) in pairs {
        changes.push(ImportChange {
            noun: Noun::Certificate,
            object: record.id,
            before: former.as_ref().map(|former| certificates::as_json(former).to_string()),
            after: certificates::as_json(&record).to_string(),
        });
        match former {
            None => fresh.push(record),
            Some(former) => {
                before.push(former);
                after.push(record);
            }
        }
    }
    certificates::insert_many(change, &fresh, now).await?;
    certificates::replace(change, &before, &after, now).await?;
    Ok(changes)
}
