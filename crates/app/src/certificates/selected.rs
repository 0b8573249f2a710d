//! Certificates that were ticked on a list.

use crate::context::Context;
use crate::error::AppError;
use crate::visitor::{Visitor, object};
use antin_domain::certificate::record::CertificateRecord;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_storage::audit::NewEvent;
use antin_storage::certificates;
use serde_json::json;
use std::collections::HashMap;

/// So many can be ticked: more than any page shows.
const MOST: usize = 500;

/// The certificates with these numbers, in their order, for a file; that it was taken is an event.
///
/// # Errors
/// Nothing or too much was ticked, one of them is not there, the visitor may not, or the event cannot be written.
pub async fn selected(context: &Context, visitor: &Visitor, ids: &[Id]) -> Result<Vec<CertificateRecord>, AppError> {
    visitor.reach(Act::Export)?;
    if ids.is_empty() || ids.len() > MOST {
        return Err(AppError::Unusable(Message::new("page-bulk-none").with("most", MOST)));
    }
    let mut connection = context.db.read().await?;
    let mut found: HashMap<Id, CertificateRecord> = certificates::with_ids(&mut connection, ids)
        .await?
        .into_iter()
        .map(|(record, _)| (record.id, record))
        .collect();
    let mut records = Vec::with_capacity(ids.len());
    for id in ids {
        // One that is ticked twice stands once.
        let Some(record) = found.remove(id) else { continue };
        let place = object(&mut connection, Some(record.unit), record.person).await?;
        visitor.may(Act::ReadCertificate, &place)?;
        visitor.may(Act::Export, &place)?;
        records.push(record);
    }
    drop(connection);
    if records.is_empty() {
        return Err(AppError::Unusable(Message::new("page-bulk-none").with("most", MOST)));
    }
    let numbers: Vec<String> = records.iter().map(|record| record.id.to_string()).collect();
    let event = NewEvent {
        at: context.now(),
        actor: &visitor.event_name(),
        action: Act::Export.name(),
        object_kind: "list",
        object_id: "certificates",
        detail: &json!({ "rows": records.len(), "selected": numbers }),
    };
    context.db.change().await?.commit(&event).await?;
    Ok(records)
}
