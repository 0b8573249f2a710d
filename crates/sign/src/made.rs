//! Is a file already what a call would make of another one? A batch that was interrupted goes on behind what it finds.

mod look;

use crate::cms::read::SignedData;
use crate::job::Refusal;
use crate::pdf::field::{self, Form};
use crate::pdf::mark::Mark;
use crate::pdf::object::Object;
use crate::pdf::sign::{self, Order};
use crate::source::Source;
use crate::validate::facts::Level;
use crate::validate::report::{Report, SignatureReport, Verdict};
use crate::validate::{self, Question};
use antin_pki::certificate::Certificate;
use antin_pki::time::Time;
use look::Look;

/// What the call would make.
#[derive(Clone, Copy)]
pub struct Wanted<'w> {
    /// Whose signature.
    pub certificate: &'w [u8],
    /// Why, as it stands in the signature.
    pub reason: Option<&'w str>,
    /// Where.
    pub location: Option<&'w str>,
    /// The field; none for a new one.
    pub field: Option<&'w str>,
    /// What is seen on the page of a signature made at an instant; none where nothing is.
    pub mark: &'w dyn Fn(Time) -> Result<Option<Mark<'w>>, Refusal>,
    /// At least this level.
    pub level: Level,
}

/// Is `result` the PDF `original` with exactly one signature more, and that one as wanted and not broken?
#[must_use]
pub fn is_signed_pdf<'a>(
    original: impl Into<Source<'a>>,
    result: impl Into<Source<'a>>,
    password: Option<&[u8]>,
    wanted: &Wanted<'_>,
    now: Time,
) -> bool {
    let (original, result) = (original.into(), result.into());
    if result.length() <= original.length() || !result.begins_as(&original) {
        return false;
    }
    let Ok(document) = validate::pdf::open(&result, password) else { return false };
    let signatures = field::signatures(&document, &Form::of(&document));
    let end = |one: &field::Signature| one.pieces.last().map_or(0, |piece| piece.end);
    let new: Vec<_> =
        signatures.iter().filter(|one| end(one) > original.length() && one.sub_filter != b"ETSI.RFC3161").collect();
    let [own] = new[..] else { return false };
    let text = |name: &str, wanted: Option<&str>| match (&*document.value(&own.dictionary, name), wanted) {
        (Object::String(text), Some(wanted)) => field::readable(text) == wanted,
        (Object::Null, None) => true,
        _ => false,
    };
    let is_as_ordered = text("Reason", wanted.reason)
        && text("Location", wanted.location)
        && wanted.field.is_none_or(|field| field == own.field)
        && is_by(&own.contents, wanted.certificate);
    let mut question = Question::at(now);
    question.password = password;
    if !is_as_ordered {
        return false;
    }
    let report = validate::pdf::judge(&result, &question);
    let claimed = report.signatures.iter().find(|one| one.id == own.field).and_then(|one| one.claimed_time.as_deref());
    let Some(at) = claimed.and_then(Time::parse) else { return false };
    let shown = look::of(&document, &own.field);
    holds(&report, &own.field, wanted.level) && is_seen_as_ordered(&original, password, &shown, wanted, at)
}

/// Is seen what a signature by this order at that instant would show? Found out by preparing one.
fn is_seen_as_ordered(
    original: &Source<'_>,
    password: Option<&[u8]>,
    shown: &Look,
    wanted: &Wanted<'_>,
    at: Time,
) -> bool {
    let Ok(mark) = (wanted.mark)(at) else { return false };
    let order = Order { field: wanted.field, mark, ..Order::at(at) };
    let prepared = validate::pdf::open(original, password).ok().and_then(|file| sign::prepare(&file, &order, 1).ok());
    let Some((written, field)) = prepared else { return false };
    let whole = original.followed_by(&written.bytes);
    validate::pdf::open(&whole, password).is_ok_and(|file| look::of(&file, &field).is_like(shown))
}

/// Is `result` a CMS over `original`, by that certificate and not broken?
#[must_use]
pub fn is_signed_cms(original: &[u8], result: &[u8], attached: bool, wanted: &Wanted<'_>, now: Time) -> bool {
    let Ok(data) = SignedData::read(result) else { return false };
    if data.content.is_some() != attached || data.content.is_some_and(|content| content != original) {
        return false;
    }
    let mut question = Question::at(now);
    question.detached = Some(original);
    is_by(result, wanted.certificate) && holds(&validate::cms::judge(result, &question), "1", wanted.level)
}

/// Is the one signature in a CMS that of `certificate`?
fn is_by(cms: &[u8], certificate: &[u8]) -> bool {
    let Ok(own) = Certificate::read(certificate) else { return false };
    let Ok(der) = crate::cms::ber::to_der(cms) else { return false };
    SignedData::read(&der).is_ok_and(|data| data.signers.len() == 1 && data.signers[0].by.is(&own))
}

/// Is the signature `id` intact, of the level, and not broken by what follows?
fn holds(report: &Report, id: &str, level: Level) -> bool {
    let is_own = |one: &&SignatureReport| one.id == id;
    report.signatures.iter().find(is_own).is_some_and(|one| {
        let intact = matches!(one.sub_indication, None | Some("NO_CERTIFICATE_CHAIN_FOUND"));
        // A time stamp whose authority nobody vouches for here is there all the same.
        let levels = [Level::BB, Level::BT, Level::BLT, Level::BLTA];
        let reached = levels.into_iter().any(|own| own.name() == one.level && own >= level);
        intact && reached && one.verdict != Verdict::Invalid
    })
}
