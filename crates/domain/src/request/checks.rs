//! What the law asks of a request before it goes out: each check with its verdict, its sentence and its article.
//!
//! > issue "The campaigns" 4: legal checks before sending with the clause in words (renewal: once, and at least 60 days
//! > left; validity limits; who may ask). > domain.md 10.7: unknown is a state, never silently "no"; 10.9: never revoke a
//! > unit's only live certificate without a replacement request.
//!
//! All numbers come from the policy pack of the day. Whoever hands a request in, and whoever sends it, needs every check
//! met on that day: an unknown one stops as well, and says what has to be found out.

use super::{Content, RequestKind};
use crate::certificate::HolderKind;
use crate::certificate::record::{CertificateRecord, State};
use crate::day::Day;
use crate::device::Custody;
use crate::message::Message;
use crate::policy::Policy;

/// What is known of a request on one day.
#[derive(Clone, Debug)]
pub struct Facts<'a> {
    /// What is asked.
    pub kind: RequestKind,
    /// What it says.
    pub content: &'a Content,
    /// The day on which it is handed in or sent.
    pub day: Day,
    /// What kind of holder.
    pub holder_kind: HolderKind,
    /// The certificate it is about.
    pub certificate: Option<&'a CertificateRecord>,
    /// Name of the unit.
    pub unit_name: &'a str,
    /// Has the unit come to an end?
    pub has_unit_ended: bool,
    /// Position of the holder, where known.
    pub position: &'a str,
    /// How many other certificates the holder has in force: a person's own, or a body's in its unit.
    pub others_in_force: usize,
    /// Is a new certificate for the same holder asked for as well?
    pub is_replacement_asked: bool,
    /// Is the revocation of the same certificate asked for as well?
    pub is_revocation_asked: bool,
    /// In whose hands the device is, where it is known.
    pub custody: Option<Custody>,
}

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// As the law wants it.
    Met,
    /// Not as the law wants it.
    Broken,
    /// Nobody knows: it has to be found out first.
    Unknown,
}

/// One check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// How it came out.
    pub verdict: Verdict,
    /// What was looked at, what was found, and the article as the policy cites it.
    pub message: Message,
}

/// Every check of a request, in the order in which they are shown.
#[must_use]
pub fn of(facts: &Facts<'_>, policy: &Policy) -> Vec<Check> {
    let checks = match facts.kind {
        RequestKind::Issue => vec![entitled(facts, policy), one_per_holder(facts, policy), years_new(facts, policy)],
        RequestKind::Reissue => vec![entitled(facts, policy), ended(facts), years_new(facts, policy)],
        RequestKind::Renew => vec![
            in_force(facts),
            renewed_before(facts, policy),
            days_left(facts, policy),
            years_renewed(facts, policy),
            entitled(facts, policy),
        ],
        RequestKind::ChangeInfo => vec![in_force(facts), something_new(facts)],
        // Only a body can be left without its certificate.
        RequestKind::Revoke if facts.holder_kind == HolderKind::Organisation => {
            vec![not_revoked(facts), reason(facts), not_the_only_one(facts)]
        }
        RequestKind::Revoke => vec![not_revoked(facts), reason(facts)],
        RequestKind::RestoreDevice => vec![locked(facts)],
    };
    let article = |name: &str| policy.article(name).to_owned();
    // Every sentence cites its article.
    let cited = |(verdict, message, law): Found| Check { verdict, message: message.with("law", article(law)) };
    checks.into_iter().map(cited).collect()
}

/// The first check that stops a request; none where all are met.
#[must_use]
pub fn stopping(checks: &[Check]) -> Option<&Check> {
    checks
        .iter()
        .find(|check| check.verdict == Verdict::Broken)
        .or_else(|| checks.iter().find(|check| check.verdict == Verdict::Unknown))
}

/// Verdict, sentence, and under which name the policy cites the article.
type Found = (Verdict, Message, &'static str);

fn when(met: bool) -> Verdict {
    if met { Verdict::Met } else { Verdict::Broken }
}

/// Who may hold one; a blank position is unknown and is let through, as in reviews.
fn entitled(facts: &Facts<'_>, policy: &Policy) -> Found {
    let position = if facts.content.position.is_empty() { facts.position } else { &facts.content.position };
    let is_person = matches!(facts.holder_kind, HolderKind::Person | HolderKind::Unknown);
    let met = !is_person || policy.entitles(facts.unit_name, position);
    let key = match (met, position.is_empty()) {
        (true, false) if is_person => "request-check-entitled",
        (true, _) => "request-check-entitled-no-position",
        (false, _) => "request-check-not-entitled",
    };
    (when(met), Message::new(key).with("position", position), "scope")
}

fn one_per_holder(facts: &Facts<'_>, policy: &Policy) -> Found {
    let most = policy.in_force_per_holder;
    let met = (facts.others_in_force as u64) < u64::from(most);
    let key = if met { "request-check-one" } else { "request-check-several" };
    (when(met), Message::new(key).with("has", facts.others_in_force).with("most", most), "issue")
}

fn years_new(facts: &Facts<'_>, policy: &Policy) -> Found {
    years(facts, policy.validity.new_years)
}

fn years_renewed(facts: &Facts<'_>, policy: &Policy) -> Found {
    years(facts, policy.validity.renewed_years)
}

fn years(facts: &Facts<'_>, most: u32) -> Found {
    let asked = facts.content.years.unwrap_or(most);
    let met = (1..=most).contains(&asked);
    let key = if met { "request-check-years" } else { "request-check-years-too-long" };
    (when(met), Message::new(key).with("years", asked).with("most", most), "validity")
}

fn in_force(facts: &Facts<'_>) -> Found {
    let Some(certificate) = facts.certificate else { return missing() };
    let (verdict, key) = match certificate.state_on(facts.day) {
        State::InForce => (Verdict::Met, "request-check-in-force"),
        State::Unknown => (Verdict::Unknown, "request-check-end-unknown"),
        _ => (Verdict::Broken, "request-check-not-in-force"),
    };
    (verdict, Message::new(key).with("until", certificate.valid_to), "validity")
}

fn renewed_before(facts: &Facts<'_>, policy: &Policy) -> Found {
    let limit = policy.renewal.limit;
    let listed = facts.certificate.and_then(|certificate| certificate.renewals.0);
    // What a list says stands above what somebody writes.
    let Some(times) = listed.or(facts.content.renewals) else {
        return (Verdict::Unknown, Message::new("request-check-renewals-unknown").with("limit", limit), "renewal");
    };
    let met = times < limit;
    let key = match (met, listed.is_some()) {
        (true, true) => "request-check-renewals",
        (true, false) => "request-check-renewals-said",
        (false, _) => "request-check-renewed-already",
    };
    (when(met), Message::new(key).with("times", times).with("limit", limit), "renewal")
}

fn days_left(facts: &Facts<'_>, policy: &Policy) -> Found {
    let least = policy.renewal.least_days;
    let left = facts.certificate.and_then(|certificate| certificate.valid_to.since(facts.day));
    let Some(left) = left else {
        return (Verdict::Unknown, Message::new("request-check-end-unknown"), "renewal");
    };
    let met = left >= least;
    let key = if met { "request-check-days" } else { "request-check-too-late" };
    let message = Message::new(key).with("left", left).with("least", least).with("day", facts.day);
    (when(met), message, "renewal")
}

/// A new one after the old one: expired, revoked, or its revocation asked for.
fn ended(facts: &Facts<'_>) -> Found {
    let Some(certificate) = facts.certificate else { return missing() };
    let has_ended = matches!(certificate.state_on(facts.day), State::Expired | State::Revoked | State::Superseded);
    let key = match (has_ended, facts.is_revocation_asked) {
        (true, _) => "request-check-ended",
        (false, true) => "request-check-revocation-asked",
        (false, false) => "request-check-not-ended",
    };
    (when(has_ended || facts.is_revocation_asked), Message::new(key), "issue-again")
}

fn something_new(facts: &Facts<'_>) -> Found {
    let met = facts.content.changes_something();
    let key = if met { "request-check-new" } else { "request-check-nothing-new" };
    (when(met), Message::new(key), "change-info")
}

fn not_revoked(facts: &Facts<'_>) -> Found {
    let Some(certificate) = facts.certificate else { return missing() };
    let met = certificate.state_on(facts.day) != State::Revoked;
    let key = if met { "request-check-not-revoked" } else { "request-check-revoked-already" };
    (when(met), Message::new(key), "revocation")
}

fn reason(facts: &Facts<'_>) -> Found {
    let (met, key) = match facts.content.reason {
        None => (false, "request-check-no-reason"),
        Some(reason) if reason.fits(facts.holder_kind) => (true, "request-check-reason"),
        Some(_) => (false, "request-check-reason-of-others"),
    };
    (when(met), Message::new(key), "revocation")
}

/// A body without a certificate cannot issue anything: it asks for the next one first.
fn not_the_only_one(facts: &Facts<'_>) -> Found {
    let live = facts.certificate.is_some_and(|certificate| certificate.state_on(facts.day) == State::InForce);
    // What took over has its own; one that ended issues nothing any more.
    let is_only = live && facts.others_in_force == 0 && !facts.has_unit_ended;
    let key = match (is_only, facts.is_replacement_asked) {
        (false, _) if facts.has_unit_ended => "request-check-unit-ended",
        (false, _) => "request-check-not-only",
        (true, true) => "request-check-replaced",
        (true, false) => "request-check-only",
    };
    (when(!is_only || facts.is_replacement_asked), Message::new(key).with("unit", facts.unit_name), "revocation")
}

fn locked(facts: &Facts<'_>) -> Found {
    let (verdict, key) = match facts.custody {
        Some(Custody::Locked) => (Verdict::Met, "request-check-locked"),
        Some(_) => (Verdict::Broken, "request-check-not-locked"),
        None => (Verdict::Unknown, "request-check-no-device"),
    };
    (verdict, Message::new(key), "restore")
}

fn missing() -> Found {
    (Verdict::Broken, Message::new("request-check-no-certificate"), "validity")
}
