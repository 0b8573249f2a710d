//! What is written every morning: to holders whose certificates end soon, and to those who keep a unit's records.
//!
//! Nothing is remembered for it: who is written to follows from how things stand that morning, so letters stop by
//! themselves when a successor is there, a request is under way, or the certificate is revoked. That a letter was written stands in the outbox,
//! under a key of certificate and step, so each is written once.

use super::chores;
use crate::certificates::{FoundIn, Query};
use crate::context::Context;
use crate::error::AppError;
use crate::mail::{self, Mail};
use antin_domain::certificate::record::State;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::moment::Moment;
use antin_domain::permission::{Act, Reach, reach};
use antin_domain::policy::Renewal;
use antin_domain::request::RequestKind;
use antin_domain::role::Role;
use antin_storage::certificates::{CertificateFilter, CertificateLine, Sort, count_many, list, successors};
use antin_storage::{Connection, grants, people, requests, users};

/// Name and rhythm of the schedule.
const NAME: &str = "morning-letters";
const RHYTHM: &str = "07:00 in Vietnam";
/// Seven in Vietnam is midnight in Greenwich.
const DAY_US: i64 = 24 * 3600 * 1_000_000;
/// Rows that are read at once.
const TOGETHER: u32 = 200;

/// Writes the letters of the day once its morning has come.
pub(super) async fn write_if_due(context: &Context) -> Result<(), AppError> {
    let next = Moment((context.now().0.div_euclid(DAY_US) + 1) * DAY_US);
    if chores::is_due(context, NAME, RHYTHM, next, next).await? {
        let written = letters_of_the_day(context).await?;
        tracing::info!(written, "the letters of the day were written");
    }
    Ok(())
}

/// Writes the letters of today that were not written yet; how many.
///
/// # Errors
/// The database cannot be read or written; what was written until then stays, the rest follows when it is called again.
pub async fn letters_of_the_day(context: &Context) -> Result<usize, AppError> {
    let Some(policy) = context.policy() else { return Ok(0) };
    Ok(to_holders(context, &policy.renewal).await? + to_keepers(context).await?)
}

/// To everybody whose certificate reached one of the days of the policy, has no successor, and nothing is asked for yet.
async fn to_holders(context: &Context, renewal: &Renewal) -> Result<usize, AppError> {
    let Some(first) = renewal.notice_days.iter().max() else { return Ok(0) };
    let today = context.today();
    let filter = CertificateFilter {
        reach: Reach { everything: true, ..Reach::default() },
        states: vec![State::InForce],
        as_of: today,
        ends_from: today,
        ends_to: today.plus(*first),
        ..CertificateFilter::default()
    };
    let (mut written, mut after) = (0, None);
    loop {
        let mut connection = context.db.read().await?;
        let page = list(&mut connection, &filter, Sort::End, after.as_ref(), TOGETHER).await?;
        let mut letters = Vec::new();
        for line in &page.items {
            letters.extend(to_holder(&mut connection, line, renewal, context).await?);
        }
        drop(connection);
        written += put_all(context, letters).await?;
        after = page.next;
        if after.is_none() {
            return Ok(written);
        }
    }
}

/// The letter to the holder of one certificate, and its key; none where nobody can be written to, or nothing is to be done.
async fn to_holder(
    connection: &mut Connection,
    line: &CertificateLine,
    renewal: &Renewal,
    context: &Context,
) -> Result<Option<(String, Mail)>, AppError> {
    let days = line.valid_to.since(context.today()).unwrap_or(-1);
    let Some(step) = renewal.notice_due(days) else { return Ok(None) };
    let (record, _) = antin_storage::certificates::get(connection, line.id).await?;
    let Some(person) = record.person else { return Ok(None) };
    if !successors(connection, line.id).await?.is_empty() {
        return Ok(None);
    }
    for kind in [RequestKind::Renew, RequestKind::Revoke, RequestKind::Reissue] {
        if requests::open_for_certificate(connection, line.id, kind).await?.is_some() {
            return Ok(None);
        }
    }
    let (person, _) = people::get(connection, person).await?;
    if person.email.is_empty() {
        return Ok(None);
    }
    let last = line.valid_to.plus(-renewal.least_days);
    let what = match line.renewals {
        _ if days < renewal.least_days => Message::new("letters-expiry-too-late").with("least", renewal.least_days),
        Some(renewals) if renewals >= renewal.limit => Message::new("letters-expiry-reissue").with("count", renewals),
        Some(_) => Message::new("letters-expiry-renew").with("last", last),
        None => Message::new("letters-expiry-unknown").with("last", last).with("limit", renewal.limit),
    };
    let subject = Message::new("letters-expiry-subject").with("days", days);
    let stands = Message::new("letters-expiry-stands")
        .with("holder", &line.holder)
        .with("serial", line.serial)
        .with("end", line.valid_to)
        .with("days", days);
    let mut letter = Mail::new(&person.email, &subject, &stands, &format!("/certificates/{}", line.id));
    letter.lines.push((&what).into());
    Ok(Some((format!("expiry-{}-{step}", line.id), letter)))
}

/// To every clerk and head with an address: what needs attention in the units of the role, where there is anything.
async fn to_keepers(context: &Context) -> Result<usize, AppError> {
    let (mut written, mut after) = (0, None);
    loop {
        let mut connection = context.db.read().await?;
        let page = users::list(&mut connection, after.as_ref(), TOGETHER).await?;
        let mut keepers = Vec::new();
        for user in page.items.iter().filter(|user| user.locked.is_none()) {
            let actor = grants::actor(&mut connection, user.id, context.today()).await?;
            let keeps = actor.grants.iter().any(|holding| matches!(holding.role, Role::Clerk | Role::Head));
            if keeps && let Some(email) = mail::address_of(&mut connection, user).await? {
                keepers.push((user.id, email, reach(&actor, Act::ReadCertificate)));
            }
        }
        drop(connection);
        let mut letters = Vec::new();
        for (user, email, reach) in keepers {
            letters.extend(digest(context, user, &email, reach).await?);
        }
        written += put_all(context, letters).await?;
        after = page.next;
        if after.is_none() {
            return Ok(written);
        }
    }
}

/// What needs attention as far as `reach` goes, as a letter; none where all is clear.
async fn digest(context: &Context, user: Id, email: &str, reach: Reach) -> Result<Option<(String, Mail)>, AppError> {
    let in_force = Query { state: Some(State::InForce), ..Query::default() };
    let soon = context.soon_days();
    let mut asked = vec![
        ("letters-digest-findings", Query { finding: Some(true), ..Query::default() }),
        ("letters-digest-off-roster", Query { found: Some(FoundIn::NotOnRoster), ..in_force.clone() }),
        ("letters-digest-ca-only", Query { found: Some(FoundIn::CaOnly), ..in_force.clone() }),
        ("letters-digest-registry-only", Query { found: Some(FoundIn::RegistryOnly), ..in_force }),
    ];
    asked.extend(soon.map(|days| ("letters-digest-soon", Query { within: Some(days), ..Query::default() })));
    let today = context.today();
    let filters: Vec<CertificateFilter> = asked.iter().map(|(_, query)| query.filter(reach.clone(), today)).collect();
    let counts = count_many(&mut context.db.read().await?, &filters).await?;
    let told = |((key, query), count): (&(&'static str, Query), i64)| {
        Message::new(key).with("count", count).with("days", query.within.unwrap_or_default())
    };
    let lines: Vec<Message> =
        asked.iter().zip(counts).filter(|(_, count)| *count > 0).map(|(asked, count)| told((asked, count))).collect();
    if lines.is_empty() {
        return Ok(None);
    }
    let subject = Message::new("letters-digest-subject").with("day", today);
    let mut letter = Mail::new(email, &subject, &Message::new("letters-digest-what"), "/");
    letter.lines.extend(lines.iter().map(Into::into));
    Ok(Some((format!("digest-{user}-{}", today.number().unwrap_or_default()), letter)))
}

/// Puts letters into the outbox; how many of them are new.
async fn put_all(context: &Context, letters: Vec<(String, Mail)>) -> Result<usize, AppError> {
    if letters.is_empty() {
        return Ok(0);
    }
    let mut turn = context.db.upkeep().await?;
    let mut new = 0;
    for (key, letter) in &letters {
        new += usize::from(mail::put(context, &mut turn, key, letter).await?);
    }
    turn.commit().await?;
    Ok(new)
}
