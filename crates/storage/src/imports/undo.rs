//! Taking back a whole import, as one act: everything is as it was before, or nothing is taken back.

use super::{ImportChange, changes_before};
use crate::certificates::{as_json, from_json, get, replace};
use crate::error::{Error, Result};
use crate::search::Noun;
use crate::turn::Change;
use antin_domain::certificate::record::CertificateRecord;
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use serde_json::Value;

/// So many changes are read at once.
const AT_ONCE: u32 = 1_000;

/// Takes back everything that an import did to certificates; how many changes that was.
///
/// What the import brought is removed from the registry; it stays readable in the changes of the import. What somebody
/// changed since is not overwritten: then nothing is taken back.
///
/// # Errors
/// [`Error::Stale`] names the first certificate that is not as the import left it; [`Error::NoSuchReference`] where
/// something that came later needs what the import brought.
pub async fn undo_certificates(change: &mut Change, import: Id, at: Moment) -> Result<u64> {
    let (mut before, mut count) = (i64::MAX, 0);
    loop {
        let portion = changes_before(change, import, before, AT_ONCE).await?;
        let Some((last, _)) = portion.last() else { break };
        before = *last;
        for (_, one) in portion.iter().filter(|(_, one)| one.noun == Noun::Certificate) {
            take_back(change, one, at).await?;
            count += 1;
        }
    }
    let rows = on!(change, |c| sqlx::query("UPDATE import SET state = 5 WHERE id = $1 AND state IN (3, 4)")
        .bind(import.0)
        .execute(&mut *c)
        .await
        .map(|done| done.rows_affected()))?;
    if rows == 0 {
        let state = format!("{:?}", super::get(change, import).await?.state);
        return Err(Error::NoSuchStep { noun: "import", id: import.0, verb: "undo".into(), state });
    }
    Ok(count)
}

async fn take_back(change: &mut Change, one: &ImportChange, at: Moment) -> Result<()> {
    let (now, version) = get(change, one.object).await?;
    if as_json(&now) != json(&one.after)? {
        return Err(Error::Stale { noun: "certificate", id: one.object.0, seen: version });
    }
    match &one.before {
        Some(before) => {
            let before = from_json(one.object, &json(before)?)?;
            replace(change, std::slice::from_ref(&now), &[before], at).await
        }
        None => remove(change, &now).await,
    }
}

/// Takes a certificate and its words out of the registry.
async fn remove(change: &mut Change, record: &CertificateRecord) -> Result<()> {
    crate::certificates::forget_words(change, record).await?;
    on!(change, |c| sqlx::query("DELETE FROM certificate WHERE id = $1")
        .bind(record.id.0)
        .execute(&mut *c)
        .await
        .map(drop))
    .map_err(Error::from)
}

fn json(text: &str) -> Result<Value> {
    let damaged = |_| Error::Damaged { table: "import_change", column: "after", value: text.to_owned() };
    serde_json::from_str(text).map_err(damaged)
}
