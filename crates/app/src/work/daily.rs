//! What is written every morning: to holders whose certificates end soon, and to those who keep a unit's records.
//!
//! Letters have the same cause as notices: holders are written to for as long as the notice of the end is open, so letters
//! stop by themselves when a successor is there, a request is under way, or the certificate is revoked. That a letter was
//! written stands in the outbox, under a key of certificate and step, so each is written once.

use super::chores;
use crate::certificates::{FoundIn, Query};
use crate::context::Context;
use crate::error::AppError;
use crate::mail::{self, Mail};
use crate::notices::{NEW_DAYS, advice, look_at_endings};
use crate::reviews::of_the_day;
use antin_domain::certificate::record::State;
use antin_domain::day::Day;
use antin_domain::message::Message;
use antin_domain::moment::Moment;
use antin_domain::notice::NoticeKind;
use antin_domain::permission::{Act, Actor, Reach, reach};
use antin_domain::policy::Renewal;
use antin_domain::role::Role;
use antin_storage::certificates::{self, CertificateFilter, count_many};
use antin_storage::notices::{self, Notice, NoticeFilter};
use antin_storage::{Connection, grants, people, users};

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

/// Looks at everything as of today, and writes the letters of today that were not written yet; how many.
///
/// # Errors
/// The database cannot be read or written; what was written until then stays, the rest follows when it is called again.
pub async fn letters_of_the_day(context: &Context) -> Result<usize, AppError> {
    let Some(policy) = context.policy() else { return Ok(0) };
    look_at_endings(context).await?;
    of_the_day::look_again(context).await?;
    Ok(to_holders(context, &policy.renewal).await? + to_keepers(context).await?)
}

/// To everybody of whose certificate a notice is open that its end comes near: once for each day of the policy.
async fn to_holders(context: &Context, renewal: &Renewal) -> Result<usize, AppError> {
    let filter = NoticeFilter {
        reach: Reach { everything: true, ..Reach::default() },
        kind: Some(NoticeKind::Ending),
        ..NoticeFilter::default()
    };
    let (mut written, mut after) = (0, None);
    loop {
        let mut connection = context.db.read().await?;
        let page = notices::list(&mut connection, &filter, after.as_ref(), TOGETHER).await?;
        let mut letters = Vec::new();
        for notice in &page.items {
            letters.extend(to_holder(&mut connection, notice, renewal, context.today()).await?);
        }
        drop(connection);
        written += put_all(context, letters).await?;
        after = page.next;
        if after.is_none() {
            return Ok(written);
        }
    }
}

/// The letter to the holder of one certificate, and its key; none where nobody can be written to.
async fn to_holder(
    connection: &mut Connection,
    notice: &Notice,
    renewal: &Renewal,
    today: Day,
) -> Result<Option<(String, Mail)>, AppError> {
    let (Some(certificate), Some(step)) = (notice.certificate, notice.step) else { return Ok(None) };
    let (record, _) = certificates::get(connection, certificate).await?;
    let Some(person) = record.person else { return Ok(None) };
    let (person, _) = people::get(connection, person).await?;
    if person.email.is_empty() {
        return Ok(None);
    }
    let days = notice.until.since(today).unwrap_or_default();
    let subject = Message::new("letters-expiry-subject").with("days", days);
    let stands = Message::new("letters-expiry-stands")
        .with("holder", &record.holder)
        .with("serial", record.serial)
        .with("end", notice.until)
        .with("days", days);
    let mut letter = Mail::new(&person.email, &subject, &stands, &format!("/certificates/{certificate}"));
    letter.lines.push((&advice(days, notice.until, record.renewals.0, renewal)).into());
    Ok(Some((format!("expiry-{certificate}-{step}"), letter)))
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
                keepers.push((email, actor));
            }
        }
        drop(connection);
        let mut letters = Vec::new();
        for (email, actor) in keepers {
            letters.extend(digest(context, &email, &actor).await?);
        }
        written += put_all(context, letters).await?;
        after = page.next;
        if after.is_none() {
            return Ok(written);
        }
    }
}

/// What needs attention in the units of an account, as a letter; none where all is clear.
async fn digest(context: &Context, email: &str, actor: &Actor) -> Result<Option<(String, Mail)>, AppError> {
    let (user, reach) = (actor.user, reach(actor, Act::ReadCertificate));
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
    let mut told = notices_told(context, actor).await?;
    told.extend(lines);
    if told.is_empty() {
        return Ok(None);
    }
    let subject = Message::new("letters-digest-subject").with("day", today);
    let mut letter = Mail::new(email, &subject, &Message::new("letters-digest-what"), "/");
    letter.lines.extend(told.iter().map(Into::into));
    Ok(Some((format!("digest-{user}-{}", today.number().unwrap_or_default()), letter)))
}

/// How many notices are open in the units of an account, and how many of them are new.
async fn notices_told(context: &Context, actor: &Actor) -> Result<Vec<Message>, AppError> {
    let open = NoticeFilter { reach: reach(actor, Act::ReadFinding), ..NoticeFilter::default() };
    let new = NoticeFilter { opened_from: context.today().plus(-NEW_DAYS), ..open.clone() };
    let mut connection = context.db.read().await?;
    let mut told = Vec::new();
    for (key, filter) in [("letters-digest-notices", open), ("letters-digest-notices-new", new)] {
        let count: i64 = notices::count(&mut connection, &filter).await?.iter().map(|(_, number)| number).sum();
        if count > 0 {
            told.push(Message::new(key).with("count", count).with("days", NEW_DAYS));
        }
    }
    Ok(told)
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
