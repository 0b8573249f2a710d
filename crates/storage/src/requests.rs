//! Requests to the CA: what each says, where it stands, and every step that it took.
//!
//! Steps stay: who drafted, edited and approved is read from them and from nowhere else.

mod codes;
mod filter;
pub mod letters;
mod proofs;

pub use filter::{Mine, RequestFilter, count, list};
pub use proofs::{candidates, proved_by, untouched_since, with_ca, with_device_out};

use crate::codes::Code;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::turn::Change;
use antin_domain::certificate::HolderKind;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use antin_domain::request::eyes::{Deed, Who};
use antin_domain::request::proof::ProofKind;
use antin_domain::request::{Content, Origin, Request, RequestKind, State, Verb};
use antin_domain::role::Role;

/// A request with what the registry knows beside it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept {
    /// The request.
    pub request: Request,
    /// The day on which its letter was sent; unknown before.
    pub sent: Day,
    /// The last day of the clock that runs; unknown where none does.
    pub due: Day,
    /// What proved it.
    pub proof: Option<Proof>,
    /// When it was begun.
    pub created: Moment,
    /// When anything happened to it last.
    pub updated: Moment,
    /// Its version, for whoever takes a step.
    pub version: i64,
}

/// What proved a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proof {
    /// What it shows.
    pub kind: ProofKind,
    /// The day on which it was found.
    pub day: Day,
    /// The list that showed it; none for a device.
    pub import: Option<Id>,
    /// The certificate that was asked for.
    pub certificate: Option<Id>,
}

/// A step with its words and its moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptDeed {
    /// What was done by whom.
    pub deed: Deed,
    /// Why, in the words of whoever did it; what was found, for a proof.
    pub words: String,
    /// When.
    pub at: Moment,
}

/// Everything of a request; the condition follows.
pub(super) const SELECT: &str = "SELECT r.id, r.kind, r.state, r.revision, r.unit_id, r.certificate_id, r.device_id,
        r.person_id, r.holder, r.holder_kind, r.content, r.pair_id, r.campaign_id, r.case_number, r.letter_id, r.sent_on,
        r.due_on, r.proof, r.proved_on, r.proof_import_id, r.successor_id, r.created_us, r.updated_us, r.version
    FROM request r";

/// One row of [`SELECT`].
#[derive(sqlx::FromRow)]
pub(super) struct RequestRow {
    id: i64,
    kind: i16,
    state: i16,
    revision: i64,
    unit_id: i64,
    certificate_id: Option<i64>,
    device_id: Option<i64>,
    person_id: Option<i64>,
    holder: String,
    holder_kind: i16,
    content: String,
    pair_id: Option<i64>,
    campaign_id: Option<i64>,
    case_number: Option<i64>,
    letter_id: Option<i64>,
    sent_on: Option<i32>,
    due_on: Option<i32>,
    proof: Option<i16>,
    proved_on: Option<i32>,
    proof_import_id: Option<i64>,
    successor_id: Option<i64>,
    created_us: i64,
    updated_us: i64,
    version: i64,
}

/// Adds a request with its first step.
///
/// # Errors
/// [`Error::Taken`] where its certificate (device, person) has an open one of that kind; or something it names is not there.
pub async fn insert(change: &mut Change, kept: &Kept, first: &KeptDeed) -> Result<()> {
    let request = &kept.request;
    let content = content_text(&request.content)?;
    on!(change, |c| {
        sqlx::query(
        "INSERT INTO request (id, kind, state, is_open, revision, unit_id, certificate_id, device_id, person_id, holder,
            holder_kind, content, pair_id, campaign_id, case_number, letter_id, created_us, updated_us, version)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, 1)"
    )
    .bind(request.id.0)
    .bind(request.kind.code())
    .bind(request.state.code())
    .bind(i16::from(request.state.is_open()))
    .bind(request.revision)
    .bind(request.unit.0)
    .bind(request.certificate.map(|id| id.0))
    .bind(request.device.map(|id| id.0))
    .bind(request.person.map(|id| id.0))
    .bind(request.holder.as_str())
    .bind(request.holder_kind.code())
    .bind(content.as_str())
    .bind(request.pair.map(|id| id.0))
    .bind(request.origin.map(|origin| origin.campaign.0))
    .bind(request.origin.map(|origin| origin.case))
    .bind(request.letter.map(|id| id.0))
    .bind(kept.created.0)
    .bind(kept.updated.0)
    .execute(&mut *c)
    .await
    .map(drop)
    })?;
    add_step(change, request.id, first).await
}

/// A request.
///
/// # Errors
/// There is no such request.
pub async fn get(connection: &mut Connection, id: Id) -> Result<Kept> {
    let text = sqlx::AssertSqlSafe(format!("{SELECT} WHERE r.id = $1"));
    let row: Option<RequestRow> = on!(connection, |c| sqlx::query_as(text).bind(id.0).fetch_optional(&mut *c).await)?;
    row.ok_or_else(|| Error::Missing { noun: "request", id: id.to_string() })?.kept()
}

/// Writes a request anew with the step that changed it, if it is still at version `seen`.
///
/// # Errors
/// [`Error::Stale`] where somebody was quicker; as [`insert`].
pub async fn save(change: &mut Change, kept: &Kept, step: &KeptDeed, seen: i64) -> Result<()> {
    let request = &kept.request;
    let content = content_text(&request.content)?;
    let written = on!(change, |c| sqlx::query(
        "UPDATE request SET state = $1, is_open = $2, revision = $3, device_id = $4, content = $5, pair_id = $6,
            letter_id = $7, sent_on = $8, due_on = $9, proof = $10, proved_on = $11, proof_import_id = $12,
            successor_id = $13, updated_us = $14, version = version + 1 WHERE id = $15 AND version = $16"
    )
    .bind(request.state.code())
    .bind(i16::from(request.state.is_open()))
    .bind(request.revision)
    .bind(request.device.map(|id| id.0))
    .bind(content.as_str())
    .bind(request.pair.map(|id| id.0))
    .bind(request.letter.map(|id| id.0))
    .bind(kept.sent.number())
    .bind(kept.due.number())
    .bind(kept.proof.map(|proof| proof.kind.code()))
    .bind(kept.proof.and_then(|proof| proof.day.number()))
    .bind(kept.proof.and_then(|proof| proof.import).map(|id| id.0))
    .bind(kept.proof.and_then(|proof| proof.certificate).map(|id| id.0))
    .bind(step.at.0)
    .bind(request.id.0)
    .bind(seen)
    .execute(&mut *c)
    .await
    .map(|done| done.rows_affected()))?;
    if written == 0 {
        get(change, request.id).await?;
        return Err(Error::Stale { noun: "request", id: request.id.0, seen });
    }
    add_step(change, request.id, step).await
}

/// Joins two requests that belong together.
///
/// # Errors
/// One of them is not there.
pub async fn pair(change: &mut Change, one: Id, other: Id) -> Result<()> {
    for (id, pair) in [(one, other), (other, one)] {
        on!(change, |c| sqlx::query("UPDATE request SET pair_id = $1 WHERE id = $2")
            .bind(pair.0)
            .bind(id.0)
            .execute(&mut *c)
            .await
            .map(drop))?;
    }
    Ok(())
}

/// The steps of a request, the earliest first.
///
/// # Errors
/// The database cannot be read.
pub async fn deeds(connection: &mut Connection, id: Id) -> Result<Vec<KeptDeed>> {
    type Row = (i16, i16, i16, i64, Option<i64>, Option<i64>, Option<i64>, Option<i16>, String, i64);
    let rows: Vec<Row> = on!(connection, |c| {
        sqlx::query_as(
            "SELECT verb, state_before, state_after, revision, user_id, person_id, deputy_of, role, words, at_us
             FROM request_step WHERE request_id = $1 ORDER BY number",
        )
        .bind(id.0)
        .fetch_all(&mut *c)
        .await
    })?;
    let deed = |(verb, before, after, revision, user, person, deputy_of, role, words, at): Row| {
        let who = user.map(|user| Who { user: Id(user), person: person.map(Id), deputy_of: deputy_of.map(Id) });
        Ok(KeptDeed {
            deed: Deed {
                verb: Verb::of("request_step", verb)?,
                before: State::of("request_step", before)?,
                after: State::of("request_step", after)?,
                revision,
                who,
                role: role.map(|role| Role::of("request_step", role)).transpose()?,
            },
            words,
            at: Moment(at),
        })
    };
    rows.into_iter().map(deed).collect()
}

/// The open request of this kind for a certificate, if there is one.
///
/// # Errors
/// The database cannot be read.
pub async fn open_for_certificate(
    connection: &mut Connection,
    certificate: Id,
    kind: RequestKind,
) -> Result<Option<Id>> {
    open(connection, "certificate_id", certificate, kind).await
}

/// The open request of this kind for a device, if there is one.
///
/// # Errors
/// The database cannot be read.
pub async fn open_for_device(connection: &mut Connection, device: Id, kind: RequestKind) -> Result<Option<Id>> {
    open(connection, "device_id", device, kind).await
}

/// The open request of this kind for a person, if there is one.
///
/// # Errors
/// The database cannot be read.
pub async fn open_for_person(connection: &mut Connection, person: Id, kind: RequestKind) -> Result<Option<Id>> {
    open(connection, "person_id", person, kind).await
}

/// Is a new certificate for a body of this unit asked for (a first one, or one after another)?
///
/// # Errors
/// The database cannot be read.
pub async fn is_replacement_asked(connection: &mut Connection, unit: Id) -> Result<bool> {
    let found: Option<(i64,)> = on!(connection, |c| sqlx::query_as(
        "SELECT id FROM request WHERE is_open = 1 AND kind IN (1, 5) AND holder_kind = $1 AND unit_id = $2 LIMIT 1"
    )
    .bind(HolderKind::Organisation.code())
    .bind(unit.0)
    .fetch_optional(&mut *c)
    .await)?;
    Ok(found.is_some())
}

async fn open(connection: &mut Connection, column: &'static str, id: Id, kind: RequestKind) -> Result<Option<Id>> {
    let text = format!("SELECT id FROM request WHERE is_open = 1 AND {column} = $1 AND kind = $2 ORDER BY id LIMIT 1");
    let found: Option<(i64,)> = on!(connection, |c| sqlx::query_as(sqlx::AssertSqlSafe(text))
        .bind(id.0)
        .bind(kind.code())
        .fetch_optional(&mut *c)
        .await)?;
    Ok(found.map(|(id,)| Id(id)))
}

async fn add_step(change: &mut Change, id: Id, step: &KeptDeed) -> Result<()> {
    let deed = &step.deed;
    on!(change, |c| sqlx::query(
        "INSERT INTO request_step (request_id, number, verb, state_before, state_after, revision, user_id, person_id,
            deputy_of, role, words, at_us)
         SELECT $1, count(*) + 1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 FROM request_step WHERE request_id = $1"
    )
    .bind(id.0)
    .bind(deed.verb.code())
    .bind(deed.before.code())
    .bind(deed.after.code())
    .bind(deed.revision)
    .bind(deed.who.map(|who| who.user.0))
    .bind(deed.who.and_then(|who| who.person).map(|id| id.0))
    .bind(deed.who.and_then(|who| who.deputy_of).map(|id| id.0))
    .bind(deed.role.map(Code::code))
    .bind(step.words.as_str())
    .bind(step.at.0)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

fn content_text(content: &Content) -> Result<String> {
    let damaged =
        |error: serde_json::Error| Error::Damaged { table: "request", column: "content", value: error.to_string() };
    serde_json::to_string(content).map_err(damaged)
}

impl RequestRow {
    /// The request of a row.
    pub(super) fn kept(self) -> Result<Kept> {
        let damaged = |_| Error::Damaged { table: "request", column: "content", value: self.content.clone() };
        let content: Content = serde_json::from_str(&self.content).map_err(damaged)?;
        let proof = match self.proof {
            None => None,
            Some(kind) => Some(Proof {
                kind: ProofKind::of("request", kind)?,
                day: Day::of_number(self.proved_on),
                import: self.proof_import_id.map(Id),
                certificate: self.successor_id.map(Id),
            }),
        };
        Ok(Kept {
            request: Request {
                id: Id(self.id),
                kind: RequestKind::of("request", self.kind)?,
                state: State::of("request", self.state)?,
                revision: self.revision,
                unit: Id(self.unit_id),
                certificate: self.certificate_id.map(Id),
                device: self.device_id.map(Id),
                person: self.person_id.map(Id),
                holder: self.holder,
                holder_kind: HolderKind::of("request", self.holder_kind)?,
                content,
                pair: self.pair_id.map(Id),
                origin: self.campaign_id.zip(self.case_number).map(|(id, case)| Origin { campaign: Id(id), case }),
                letter: self.letter_id.map(Id),
            },
            sent: Day::of_number(self.sent_on),
            due: Day::of_number(self.due_on),
            proof,
            created: Moment(self.created_us),
            updated: Moment(self.updated_us),
            version: self.version,
        })
    }
}
