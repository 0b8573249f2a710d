//! What is to leave the machine: written with the change that causes it, delivered later, possibly twice.

use crate::error::Result;
use crate::jobs::pause_after;
use crate::turn::Upkeep;
use antin_domain::id::Id;
use antin_domain::moment::Moment;

/// Something to deliver.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parcel {
    /// Number.
    pub id: Id,
    /// What it is: `mail` …
    pub topic: String,
    /// What makes a second delivery recognisable to the receiver.
    pub key: String,
    /// What is delivered, as JSON.
    pub payload: String,
    /// Tries so far, this one included.
    pub tries: i32,
}

/// After so many tries a parcel is given up and shown to the administrator.
pub const MOST_TRIES: i32 = 12;

/// Puts something in; nothing where the key is there already. Is it new?
///
/// # Errors
/// The database cannot be written.
pub async fn put(turn: &mut Upkeep, id: Id, topic: &str, key: &str, payload: &str, at: Moment) -> Result<bool> {
    let rows = on!(turn, |c| sqlx::query(
        "INSERT INTO outbox (id, topic, key, payload, due_us, tries, created_us) VALUES ($1, $2, $3, $4, $5, 0, $5)
         ON CONFLICT (key) DO NOTHING"
    )
    .bind(id.0)
    .bind(topic)
    .bind(key)
    .bind(payload)
    .bind(at.0)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    Ok(rows > 0)
}

/// Takes up to `count` parcels of `topic` that are due; they are due again after `lease_seconds` unless [`sent`] says otherwise.
///
/// # Errors
/// The database cannot be written.
pub async fn take(turn: &mut Upkeep, topic: &str, count: u32, lease_seconds: i64, at: Moment) -> Result<Vec<Parcel>> {
    let rows: Vec<(i64, String, String, String, i32)> = on!(turn, |c| sqlx::query_as(
        "UPDATE outbox SET tries = tries + 1, due_us = $1 WHERE id IN (SELECT id FROM outbox
             WHERE sent_us IS NULL AND given_up_us IS NULL AND due_us <= $2 AND topic = $4 ORDER BY due_us, id LIMIT $3)
         RETURNING id, topic, key, payload, tries"
    )
    .bind(at.plus_seconds(lease_seconds).0)
    .bind(at.0)
    .bind(i64::from(count))
    .bind(topic)
    .fetch_all(&mut *c)
    .await)?;
    let parcel = |(id, topic, key, payload, tries)| Parcel { id: Id(id), topic, key, payload, tries };
    Ok(rows.into_iter().map(parcel).collect())
}

/// It was delivered.
///
/// # Errors
/// The database cannot be written.
pub async fn sent(turn: &mut Upkeep, id: Id, at: Moment) -> Result<()> {
    on!(turn, |c| sqlx::query("UPDATE outbox SET sent_us = $1, trouble = NULL WHERE id = $2")
        .bind(at.0)
        .bind(id.0)
        .execute(&mut *c)
        .await
        .map(drop))
    .map_err(Into::into)
}

/// It could not be delivered: tried again after a growing pause, or given up.
///
/// # Errors
/// The database cannot be written.
pub async fn failed(turn: &mut Upkeep, parcel: &Parcel, trouble: &str, at: Moment) -> Result<()> {
    let given_up = (parcel.tries >= MOST_TRIES).then_some(at.0);
    on!(turn, |c| sqlx::query(
        "UPDATE outbox SET due_us = $1, trouble = $2, given_up_us = $3 WHERE id = $4 AND sent_us IS NULL"
    )
    .bind(at.plus_seconds(pause_after(parcel.tries)).0)
    .bind(trouble)
    .bind(given_up)
    .bind(parcel.id.0)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Into::into)
}
