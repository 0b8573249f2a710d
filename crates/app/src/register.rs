//! Registering and confirming a certificate by showing it: parsed, not typed.
//!
//! > issue "The registry" 3: register or confirm one's own certificate by uploading it (.cer, .p7b, a signed PDF).
//! > letter 2.1b: holders check the information of their certificates and register them.
//!
//! [`read`] says what a file holds and what would happen with each certificate; [`keep`] makes it happen for one. A
//! certificate is named by issuer and serial; its bytes, kept under their digest, prove what it says.

mod issuer;
mod said;

pub use issuer::Issuer;
pub(crate) use issuer::{Authorities, CrlJudged};
pub use said::Said;
pub(crate) use said::{confirmed, fresh, said, same_issuer};

use crate::context::Context;
use crate::error::AppError;
use crate::intake;
use crate::requests::prove::{self, Shown};
use crate::visitor::{Visitor, object};
use antin_domain::certificate::record::CertificateRecord;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::name::fold;
use antin_domain::permission::{Act, Object};
use antin_pki::bundle;
use antin_storage::audit::NewEvent;
use antin_storage::blobs::{self, Store};
use antin_storage::known::{self, PersonKey};
use antin_storage::{Connection, certificates, people};
use serde_json::json;

/// The greatest file that is looked at.
pub const MOST_BYTES: usize = 16 << 20;
/// Certificates of one file that are shown.
const MOST_SHOWN: usize = 20;

/// What the registry would do with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is not there: it would be registered for this person, or for nobody yet.
    Register {
        /// The person it fits; none where nobody fits, or more than one.
        person: Option<Id>,
        /// The unit in which it would stand.
        unit: Id,
    },
    /// It is there: it would be confirmed, and what differs would follow the certificate.
    Confirm {
        /// The entry.
        entry: Id,
        /// What differs: name of the field, in the registry, in the certificate.
        differences: Vec<(&'static str, String, String)>,
        /// Was it confirmed with these very bytes before?
        is_confirmed: bool,
    },
    /// Nothing: why not.
    Refuse(Message),
}

/// What a file holds: each certificate with what would happen.
///
/// # Errors
/// The visitor may register nothing at all, or the file holds no certificate of a person or unit.
pub async fn read(context: &Context, visitor: &Visitor, bytes: &[u8]) -> Result<Vec<(Said, Outcome)>, AppError> {
    visitor.reach(Act::RegisterCertificate)?;
    let found = bundle::find(bytes);
    let authorities = authorities(context).await?;
    let said: Vec<Said> =
        found.certificates.iter().filter_map(|der| said(der, &authorities)).take(MOST_SHOWN).collect();
    if said.is_empty() {
        return Err(AppError::Unusable(Message::new("own-nothing")));
    }
    let mut connection = context.db.read().await?;
    let mut outcomes = Vec::with_capacity(said.len());
    for one in said {
        let outcome = outcome(&mut connection, visitor, &one).await?;
        outcomes.push((one, outcome));
    }
    Ok(outcomes)
}

/// Registers or confirms the certificate with these bytes; the number of its entry.
///
/// # Errors
/// It would be refused (see [`read`]), or somebody changed the entry meanwhile.
pub async fn keep(context: &Context, visitor: &Visitor, der: &[u8]) -> Result<Id, AppError> {
    let said =
        said(der, &authorities(context).await?).ok_or_else(|| AppError::Unusable(Message::new("own-nothing")))?;
    let (folder, bytes) = (intake::blob_folder(context), said.der.clone());
    let kept = tokio::task::spawn_blocking(move || folder.put(&bytes)).await;
    kept.map_err(|error| AppError::BrokenOff(error.to_string()))??;
    let now = context.now();
    let mut change = context.db.change().await?;
    let outcome = outcome(&mut change, visitor, &said).await?;
    blobs::note(&mut change, &said.digest, i64::try_from(said.der.len()).unwrap_or(i64::MAX), now).await?;
    let (entry, act, detail) = match outcome {
        Outcome::Refuse(message) => return Err(AppError::Unusable(message)),
        Outcome::Register { person, unit } => {
            let record = fresh(context.id()?, &said, person, unit);
            certificates::insert_many(&mut change, std::slice::from_ref(&record), now).await?;
            (record.id, Act::RegisterCertificate, json!({ "after": certificates::as_json(&record) }))
        }
        Outcome::Confirm { entry, .. } => {
            let (before, version) = certificates::get(&mut change, entry).await?;
            let after = confirmed(&before, &said);
            certificates::update(&mut change, &after, version, now).await?;
            let detail = json!({ "before": certificates::as_json(&before), "after": certificates::as_json(&after) });
            (entry, Act::ConfirmCertificate, detail)
        }
    };
    // What the CA signed may be what a request waited for; what nobody vouches for is a claim.
    let vouched = (said.signed == Issuer::Verified).then_some(entry);
    let shown = Shown { vouched, ..Shown::default() };
    prove::by_certificates(context, &mut change, shown, &visitor.event_name()).await?;
    let event = NewEvent {
        at: now,
        actor: &visitor.event_name(),
        action: act.name(),
        object_kind: "certificate",
        object_id: &entry.to_string(),
        detail: &detail,
    };
    change.commit(&event).await?;
    Ok(entry)
}

/// The CA certificates that this installation trusts.
pub(crate) async fn authorities(context: &Context) -> Result<Authorities, AppError> {
    Authorities::read(context.data.join("trust")).await
}

async fn outcome(connection: &mut Connection, visitor: &Visitor, said: &Said) -> Result<Outcome, AppError> {
    if said.signed == Issuer::Denied {
        return Ok(Outcome::Refuse(Message::new("own-forged")));
    }
    let same: Vec<CertificateRecord> = certificates::with_serials(connection, &[said.serial])
        .await?
        .into_iter()
        .filter(|record| same_issuer(&record.issuer, &said.issuer))
        .collect();
    if same.len() > 1 {
        return Ok(Outcome::Refuse(Message::new("own-several")));
    }
    match same.into_iter().next() {
        Some(record) => {
            let place = object(connection, Some(record.unit), record.person).await?;
            if visitor.may(Act::ConfirmCertificate, &place).is_err() {
                // Whose it is, is not told.
                return Ok(Outcome::Refuse(Message::new("own-not-yours")));
            }
            let differences = differences(&record, said);
            // What no CA vouches for changes nothing that is known, unless the records are the visitor's to keep.
            let is_other = record.digest.is_some_and(|digest| digest != said.digest);
            let would_change = is_other || !differences.is_empty();
            if would_change && said.signed != Issuer::Verified && visitor.may(Act::EditCertificate, &place).is_err() {
                let key = if is_other { "own-other-bytes" } else { "own-differs-ask" };
                return Ok(Outcome::Refuse(Message::new(key)));
            }
            Ok(Outcome::Confirm { entry: record.id, differences, is_confirmed: record.digest == Some(said.digest) })
        }
        None => to_register(connection, visitor, said).await,
    }
}

/// Where a certificate that nobody knows would stand: with the person whose e-mail it has; a holder registers only what
/// bears his own name.
async fn to_register(connection: &mut Connection, visitor: &Visitor, said: &Said) -> Result<Outcome, AppError> {
    let by_mail = known::people_with(connection, PersonKey::Email, std::slice::from_ref(&said.email)).await?;
    let mut person = match by_mail.get(&said.email).map(Vec::as_slice) {
        Some([one]) if !said.email.is_empty() => Some(*one),
        _ => None,
    };
    if person.is_none() {
        person = visitor.actor.person;
    }
    let mut unit = visitor.place();
    if let Some(id) = person {
        let (found, _) = people::get(connection, id).await?;
        if fold(&found.name) != fold(&said.holder) {
            if visitor.actor.person == Some(id) {
                let message = Message::new("own-other-name").with("name", &said.holder).with("own", &found.name);
                return Ok(Outcome::Refuse(message));
            }
            person = None;
        } else {
            let latest = found.positions.iter().max_by_key(|position| position.from);
            unit = latest.map(|position| position.unit).or(unit);
        }
    }
    let Some(unit) = unit else { return Ok(Outcome::Refuse(Message::new("own-no-unit"))) };
    let place: Object = object(connection, Some(unit), person).await?;
    match visitor.may(Act::RegisterCertificate, &place) {
        Ok(_) => Ok(Outcome::Register { person, unit }),
        Err(_) => Ok(Outcome::Refuse(Message::new("own-not-yours"))),
    }
}

/// What the certificate says otherwise than the entry. What the entry does not know is no difference, but is filled in.
fn differences(record: &CertificateRecord, said: &Said) -> Vec<(&'static str, String, String)> {
    let mut rows = Vec::new();
    let mut compare = |key: &'static str, before: String, after: String| {
        let is_told = !before.is_empty() && !after.is_empty();
        if is_told && fold(&before) != fold(&after) {
            rows.push((key, before, after));
        }
    };
    compare("page-holder", record.holder.clone(), said.holder.clone());
    compare("page-email", record.email.clone(), said.email.clone());
    compare("page-valid-from", text(record.valid_from), text(said.valid_from));
    compare("page-valid-to", text(record.valid_to), text(said.valid_to));
    rows
}

fn text(day: Day) -> String {
    if day.is_known() { day.to_string() } else { String::new() }
}
