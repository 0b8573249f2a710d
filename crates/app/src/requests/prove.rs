//! Closing requests: by what the CA's list shows and by where a device is, never by anybody's word.
//!
//! Called in the turn that changes what is looked at (a list applied, a certificate confirmed, a device handed back, an
//! import taken back), so that a request and its proof are one commit.

use super::draft::deed;
use crate::context::Context;
use crate::error::AppError;
use crate::intake::crls::Revocations;
use crate::policies;
use antin_domain::certificate::Renewals;
use antin_domain::certificate::record::CertificateRecord;
use antin_domain::day::Day;
use antin_domain::device::{Custody, CustodyVerb};
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::request::proof::{self, ProofKind};
use antin_domain::request::{BY_PROOF, Request, RequestKind, State, Verb};
use antin_storage::audit::NewEvent;
use antin_storage::campaigns::cases;
use antin_storage::requests::{self, Kept, KeptDeed, Proof};
use antin_storage::{Change, certificates, devices};
use serde_json::{Value, json};

/// How events name what nobody asked for.
const MACHINE: &str = "requests";
/// So many requests are looked at at once.
const AT_ONCE: u32 = 500;

/// What was shown in a turn.
#[derive(Clone, Copy, Default)]
pub(crate) struct Shown<'a> {
    /// The list that was applied.
    pub import: Option<Id>,
    /// A certificate that a trusted key of the CA signed.
    pub vouched: Option<Id>,
    /// What revocation lists say that a trusted key of the CA signed.
    pub revoked: Option<&'a Revocations>,
}

/// Looks for the proof of every request that is with the CA and closes those whose proof is there; how many those were.
pub(crate) async fn by_certificates(
    context: &Context,
    change: &mut Change,
    shown: Shown<'_>,
    actor: &str,
) -> Result<usize, AppError> {
    let (mut after, mut closed) = (Id(i64::MIN), 0);
    loop {
        let waiting = requests::with_ca(change, after, AT_ONCE).await?;
        let Some(last) = waiting.last() else { return Ok(closed) };
        after = last.request.id;
        for kept in waiting {
            if let Some((kind, certificate)) = found(change, &kept, shown).await? {
                let proof = Proof { kind, day: context.today(), import: shown.import, certificate };
                close(context, change, kept, proof, actor).await?;
                closed += 1;
            }
        }
    }
}

/// A device took a step: what waited for it to come back, or to be unlocked, is closed.
pub(crate) async fn by_device(
    context: &Context,
    change: &mut Change,
    device: Id,
    verb: CustodyVerb,
    after: Custody,
    actor: &str,
) -> Result<(), AppError> {
    for kept in requests::with_device_out(change, device).await? {
        let is_settled = kept.request.state == State::DeviceOut && !proof::is_outside(after);
        let is_restored = kept.request.kind == RequestKind::RestoreDevice && verb == CustodyVerb::Restore;
        if is_settled {
            let mut kept = kept;
            kept.due = Day::UNKNOWN;
            step(context, change, kept, Verb::SettleDevice, State::Done, String::new(), actor).await?;
        } else if is_restored {
            let proof = Proof { kind: ProofKind::Restored, day: context.today(), import: None, certificate: None };
            close(context, change, kept, proof, actor).await?;
        }
    }
    Ok(())
}

/// An import is taken back: what it proved is open again, and certificates that followed others by it stand as before.
pub(crate) async fn reopen(context: &Context, change: &mut Change, import: Id, actor: &str) -> Result<(), AppError> {
    for mut kept in requests::proved_by(change, import).await? {
        let request = &kept.request;
        let twin = match request.certificate.filter(|_| !request.state.is_open()) {
            Some(id) => requests::open_for_certificate(change, id, request.kind).await?,
            None => None,
        };
        if twin.is_some() {
            let by = vec![Message::new("request-reopen-twin").with("name", &request.holder)];
            return Err(AppError::Blocked { message: Message::new("intake-undo-blocked"), by });
        }
        let memory =
            requests::deeds(change, request.id).await?.into_iter().rev().find(|deed| deed.deed.verb == Verb::Prove);
        if let (Some(id), Some(memory)) = (kept.proof.and_then(|proof| proof.certificate), memory) {
            let (mut record, version) = certificates::get(change, id).await?;
            if let Ok(value) = serde_json::from_str::<Value>(&memory.words) {
                let before = certificates::from_json(id, &value)?;
                (record.predecessor, record.renewals, record.device) =
                    (before.predecessor, before.renewals, before.device);
                certificates::update(change, &record, version, context.now()).await?;
            }
        }
        kept.proof = None;
        kept.due = super::steps::due(context, &kept.request, kept.sent);
        step(context, change, kept, Verb::Reopen, State::Sent, String::new(), actor).await?;
    }
    Ok(())
}

/// Ends drafts that lay untouched for longer than the policy keeps them; how many those were.
///
/// # Errors
/// The database cannot be written: then none was ended.
pub async fn expire(context: &Context) -> Result<usize, AppError> {
    let Some(days) = context.policy().map(|policy| policy.requests.draft_days) else { return Ok(0) };
    let before = context.now().plus_seconds(-i64::from(days) * 86_400);
    if requests::untouched_since(&mut context.db.read().await?, before, 1).await?.is_empty() {
        return Ok(0);
    }
    let mut change = context.db.change().await?;
    let old = requests::untouched_since(&mut change, before, AT_ONCE).await?;
    let count = old.len();
    for kept in old {
        step(context, &mut change, kept, Verb::Expire, State::Expired, String::new(), MACHINE).await?;
    }
    let event = NewEvent {
        at: context.now(),
        actor: MACHINE,
        action: "expire-requests",
        object_kind: "request",
        object_id: "0",
        detail: &json!({ "count": count }),
    };
    change.commit(&event).await?;
    Ok(count)
}

/// The proof of a request, if it is there.
async fn found(
    change: &mut Change,
    kept: &Kept,
    shown: Shown<'_>,
) -> Result<Option<(ProofKind, Option<Id>)>, AppError> {
    let request = &kept.request;
    let old = match request.certificate {
        Some(id) => Some(certificates::get(change, id).await?.0),
        None => None,
    };
    match request.kind {
        RequestKind::RestoreDevice => Ok(None),
        RequestKind::Revoke => {
            let is_listed = |old: &CertificateRecord| shown.revoked.is_some_and(|revoked| revoked.lists(old));
            Ok(old.filter(|old| proof::is_revoked(old) || is_listed(old)).map(|_| (ProofKind::Revoked, None)))
        }
        _ => {
            for id in requests::candidates(change, request, shown.vouched).await? {
                let (new, _) = certificates::get(change, id).await?;
                if proof::is_asked_for(request, kept.sent, old.as_ref(), &new, shown.vouched == Some(id)) {
                    return Ok(Some((ProofKind::Certificate, Some(id))));
                }
            }
            Ok(None)
        }
    }
}

/// Closes a request by its proof; the chain of certificates follows.
async fn close(
    context: &Context,
    change: &mut Change,
    mut kept: Kept,
    proof: Proof,
    actor: &str,
) -> Result<(), AppError> {
    let mut memory = String::new();
    if let Some(new) = proof.certificate {
        memory = follow(context, change, &kept.request, new).await?;
    }
    let outside = match kept.request.device.filter(|_| proof.kind == ProofKind::Revoked) {
        Some(device) => proof::is_outside(devices::get(change, device).await?.0.custody),
        None => false,
    };
    kept.proof = Some(proof);
    let (to, due) = if outside { (State::DeviceOut, device_due(context)) } else { (State::Done, Day::UNKNOWN) };
    kept.due = due;
    // What was asked for came true: the case that asked for it need not be asked again because its certificate changed.
    if let (Some(origin), Some(certificate)) = (kept.request.origin, kept.request.certificate) {
        cases::looked_at(change, origin.campaign, origin.case, certificate).await?;
    }
    step(context, change, kept, Verb::Prove, to, memory, actor).await
}

/// Joins the new certificate to the one that it followed: predecessor, renewals, device. Gives what it was before.
async fn follow(context: &Context, change: &mut Change, request: &Request, new: Id) -> Result<String, AppError> {
    let (before, version) = certificates::get(change, new).await?;
    let memory = certificates::as_json(&before).to_string();
    let (Some(succession), Some(old)) = (request.kind.succession(), request.certificate) else { return Ok(memory) };
    let (old, _) = certificates::get(change, old).await?;
    let mut after: CertificateRecord = before.clone();
    // What the CA itself says it followed stands, but how is what was asked for.
    if before.predecessor.is_none_or(|(id, _)| id == old.id) {
        after.predecessor = Some((old.id, succession));
    }
    if before.renewals.0.is_none() {
        after.renewals = match request.kind {
            RequestKind::Renew => {
                Renewals(old.renewals.0.or(request.content.renewals).map(|times| times.saturating_add(1)))
            }
            RequestKind::ChangeInfo => old.renewals,
            _ => Renewals(None),
        };
    }
    // A renewal and a change of information stay on the device; a new one comes on a new one.
    if request.kind != RequestKind::Reissue {
        after.device = before.device.or(old.device).or(request.device);
    }
    if after != before {
        certificates::update(change, &after, version, context.now()).await?;
    }
    Ok(memory)
}

/// One step that nobody's word takes.
async fn step(
    context: &Context,
    change: &mut Change,
    mut kept: Kept,
    verb: Verb,
    to: State,
    words: String,
    actor: &str,
) -> Result<(), AppError> {
    let before = kept.request.state;
    if !BY_PROOF.contains(&(before, verb, to)) {
        return Err(AppError::Unusable(Message::new("request-no-such-step")));
    }
    kept.request.state = to;
    let at = context.now();
    let seen = kept.version;
    let deed = deed(&kept.request, verb, before, None);
    requests::save(change, &kept, &KeptDeed { deed, words, at }, seen).await?;
    let action = format!("{}-request", verb.name());
    let detail = json!({
        "before": before.name(),
        "after": to.name(),
        "proof": kept.proof.map(|proof| proof.kind.name()),
        "import": kept.proof.and_then(|proof| proof.import).map(|id| id.to_string()),
        "certificate": kept.proof.and_then(|proof| proof.certificate).map(|id| id.to_string()),
    });
    let event = NewEvent {
        at,
        actor,
        action: &action,
        object_kind: "request",
        object_id: &kept.request.id.to_string(),
        detail: &detail,
    };
    change.record(&event).await?;
    Ok(())
}

/// The last day on which the device of a revoked certificate has to be back.
fn device_due(context: &Context) -> Day {
    let Some(clocks) = context.policy().map(|policy| &policy.clocks) else { return Day::UNKNOWN };
    let holidays = policies::holidays(&clocks.holidays);
    holidays.map_or(Day::UNKNOWN, |holidays| holidays.after(context.today(), clocks.device_return_days))
}
