//! Signing in two steps: `prepare` says what has to be signed, `finish` puts the signature in place.
//!
//! Between the two lies a [`SigningJob`], which can be saved: the key may be on a token, in an HSM, at another office.
//! Nothing leaves `finish` that our own validator did not judge first.

use crate::cms::build::{Attributes, Envelope};
use crate::key::{self, Key, KeyError, Unfit};
use crate::pdf::changes::Level;
use crate::pdf::sign::{self, Order};
use crate::source::Source;
use crate::validate::report::{Indication, Report, SignatureReport, Verdict};
use crate::validate::{self, Question};
use antin_pki::algorithm::Digest;
use antin_pki::certificate::Certificate;
use antin_pki::der::Reader;
use antin_pki::signature::Scheme;
use antin_pki::time::Time;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Why a file is not signed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The file cannot be read as it stands.
    #[error("the file is damaged")]
    Damaged,
    /// It opens with a password that was not given.
    #[error("the file opens with another password")]
    Password,
    /// It is encrypted to the keys of recipients.
    #[error("the file is encrypted to the keys of recipients")]
    Recipients,
    /// It is encrypted in a way that is not known here.
    #[error("the file is encrypted in an unknown way")]
    Encryption,
    /// A signature in it certifies that nothing may change.
    #[error("certified against changes by {0}")]
    CertifiedAgainstChanges(String),
    /// Only the first signature can certify, and there is one.
    #[error("signed already")]
    SignedAlready,
    /// It has no page.
    #[error("no page")]
    NoPage,
    /// It has no field of that name.
    #[error("no field {0}")]
    NoSuchField(String),
    /// The field is signed, or is none for signatures.
    #[error("field {0} is taken")]
    FieldTaken(String),
    /// An earlier signature locks the field.
    #[error("field {0} is locked")]
    FieldLocked(String),
    /// The certificate must not sign.
    #[error(transparent)]
    Unfit(#[from] Unfit),
    /// The key did not sign.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The file could not be read to its end.
    #[error("the file cannot be read")]
    NotRead,
    /// The file is not the one that was prepared.
    #[error("not the file that was prepared")]
    OtherFile,
    /// The signature is longer than the room for it: how long, and the room.
    #[error("{needed} bytes of signature, room for {room}")]
    NoRoom {
        /// How long it is.
        needed: usize,
        /// How much room there is.
        room: usize,
    },
    /// It has archive time stamps of the form before 2013, which break when something is added.
    #[error("archive time stamps of the old form")]
    OldArchive,
    /// Our own validator does not accept the result: what it said.
    #[error("our own check says {0}")]
    OwnCheck(String),
    /// Something in the mark cannot be drawn.
    #[error("the mark cannot be drawn: {0}")]
    Mark(String),
}

impl Refusal {
    /// The refusal of a file that does not open, by the code of the reason.
    pub(crate) fn opening(code: &str) -> Refusal {
        match code {
            "file-not-read" => Refusal::NotRead,
            "pdf-password" => Refusal::Password,
            "pdf-recipients" => Refusal::Recipients,
            "pdf-encryption-unknown" => Refusal::Encryption,
            _ => Refusal::Damaged,
        }
    }
}

/// A signature that waits for its key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SigningJob {
    /// What the key signs: the attributes in DER.
    pub to_be_signed: Vec<u8>,
    /// The signer's certificate.
    pub certificate: Vec<u8>,
    /// Certificates above it.
    pub chain: Vec<Vec<u8>>,
    /// Bytes of the file that was prepared; which bytes they were, the attributes say.
    pub file_length: usize,
    /// The claimed time, seconds since 1970.
    pub at: i64,
    /// What kind of file it is.
    pub shape: Shape,
}

/// How the signature goes to its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Shape {
    /// Behind a PDF.
    Pdf {
        /// What is put behind the file, zeros in the place of the signature.
        update: Vec<u8>,
        /// Where the hex string lies in the new file.
        hole: Range<usize>,
        /// The field.
        field: String,
    },
    /// A CMS with the file inside.
    Attached,
    /// A CMS beside the file.
    Detached,
}

/// Bytes kept free for time stamps that come later.
const STAMP_ROOM: usize = 12_000;

/// Whether room for a time stamp is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stamp {
    /// None will come: level B-B.
    None,
    /// One will come: level B-T and above.
    Expected,
}

/// Prepares a PDF.
///
/// # Errors
/// The file or the certificate does not allow it.
pub fn prepare_pdf<'a>(
    file: impl Into<Source<'a>>,
    password: Option<&[u8]>,
    order: &Order<'_>,
    certificate: &[u8],
    chain: &[Vec<u8>],
    stamp: Stamp,
) -> Result<SigningJob, Refusal> {
    let scheme = key::fit(certificate, order.at)?;
    let source = file.into();
    let document = validate::pdf::open(&source, password).map_err(Refusal::opening)?;
    let parsed = Certificate::read(certificate).map_err(|_| Unfit::Unreadable)?;
    let room = room(&parsed, chain, scheme, stamp).ok_or(Unfit::Kind)?;
    let (written, field) = sign::prepare(&document, order, room)?;
    let digest = scheme.digest().unwrap_or(Digest::Sha256);
    let message = written.digest(&source, digest).ok_or(Refusal::NotRead)?;
    let attributes = Attributes { certificate: &parsed, digest, message: &message, signing_time: None };
    Ok(SigningJob {
        to_be_signed: attributes.write(),
        certificate: certificate.to_vec(),
        chain: chain.to_vec(),
        file_length: source.length(),
        at: order.at.0,
        shape: Shape::Pdf { update: written.bytes, hole: written.hole, field },
    })
}

/// Prepares a CMS about any file, `attached` or beside it.
///
/// # Errors
/// The certificate must not sign.
pub fn prepare_cms(
    file: &[u8],
    shape: Shape,
    at: Time,
    certificate: &[u8],
    chain: &[Vec<u8>],
) -> Result<SigningJob, Refusal> {
    let scheme = key::fit(certificate, at)?;
    let parsed = Certificate::read(certificate).map_err(|_| Unfit::Unreadable)?;
    let digest = scheme.digest().unwrap_or(Digest::Sha256);
    let message = digest.compute(&[file]);
    let attributes = Attributes { certificate: &parsed, digest, message: &message, signing_time: Some(at) };
    Ok(SigningJob {
        to_be_signed: attributes.write(),
        certificate: certificate.to_vec(),
        chain: chain.to_vec(),
        file_length: file.len(),
        at: at.0,
        shape,
    })
}

/// How many bytes the CMS takes at most.
fn room(certificate: &Certificate<'_>, chain: &[Vec<u8>], scheme: Scheme, stamp: Stamp) -> Option<usize> {
    let longest = match scheme {
        Scheme::Rsa(_) => certificate.key.rsa()?.0.len(),
        // Two numbers of at most 66 bytes, in DER.
        _ => 144,
    };
    let message = vec![0; scheme.digest().map_or(64, Digest::length)];
    let digest = scheme.digest().unwrap_or(Digest::Sha512);
    let attributes = Attributes { certificate, digest, message: &message, signing_time: None }.write();
    let envelope = Envelope { certificate, chain, scheme, attributes: &attributes, content: None, stamps: &[] };
    let length = envelope.write(&vec![0; longest])?.len();
    Some(length + if stamp == Stamp::Expected { STAMP_ROOM } else { 0 })
}

/// What is to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finished {
    /// Put this behind the file.
    Update(Vec<u8>),
    /// A file of its own.
    File(Vec<u8>),
}

/// The CMS of a job, with time stamps on its signature.
///
/// # Errors
/// The certificate cannot be read.
pub fn envelope(job: &SigningJob, file: &[u8], signature: &[u8], stamps: &[Vec<u8>]) -> Result<Vec<u8>, Refusal> {
    let certificate = Certificate::read(&job.certificate).map_err(|_| Unfit::Unreadable)?;
    let scheme = key::scheme_of(&certificate).ok_or(Unfit::Kind)?;
    let content = (job.shape == Shape::Attached).then_some(file);
    let (chain, attributes) = (&job.chain[..], &job.to_be_signed[..]);
    let envelope = Envelope { certificate: &certificate, chain, scheme, attributes, content, stamps };
    envelope.write(signature).ok_or(Refusal::Unfit(Unfit::Kind))
}

/// Puts the signature in place and judges the result. `file` is the one that was prepared.
///
/// # Errors
/// Another file, no room, or a result that our own validator does not accept: nothing may be written then.
pub fn finish<'a>(
    job: &SigningJob,
    file: impl Into<Source<'a>>,
    password: Option<&[u8]>,
    signature: &[u8],
    stamps: &[Vec<u8>],
) -> Result<Finished, Refusal> {
    let source = file.into();
    if source.length() != job.file_length {
        return Err(Refusal::OtherFile);
    }
    let mut question = Question::at(Time(job.at));
    question.password = password;
    if let Shape::Pdf { update, hole, field } = &job.shape {
        let cms = envelope(job, &[], signature, stamps)?;
        let mut update = update.clone();
        fill(&mut update, &within(hole, source.length())?, &cms)?;
        // The file itself is not copied: what is judged is the file, and the update behind it.
        let report = validate::pdf::judge(source.followed_by(&update), &question);
        accepted(&report, field, true)?;
        if report.signatures.len() > 1 {
            keeps(&validate::pdf::judge(&source, &question), &report)?;
        }
        return Ok(Finished::Update(update));
    }
    let file = source.piece(0..source.length()).ok_or(Refusal::NotRead)?;
    let cms = envelope(job, &file, signature, stamps)?;
    if job.shape == Shape::Detached {
        question.detached = Some(&file);
    }
    accepted(&validate::cms::judge(&cms, &question), "1", false)?;
    Ok(Finished::File(cms))
}

/// The hole as places in the update behind a file of `length` bytes.
pub(crate) fn within(hole: &Range<usize>, length: usize) -> Result<Range<usize>, Refusal> {
    let place = |at: usize| at.checked_sub(length).ok_or(Refusal::OtherFile);
    Ok(place(hole.start)?..place(hole.end)?)
}

/// Writes `der` in hex into the hole of a file, zeros behind it.
pub(crate) fn fill(whole: &mut [u8], hole: &Range<usize>, der: &[u8]) -> Result<(), Refusal> {
    let digits = hole.len().saturating_sub(2);
    if 2 * der.len() > digits {
        return Err(Refusal::NoRoom { needed: der.len(), room: digits / 2 });
    }
    let place = whole.get_mut(hole.start + 1..).ok_or(Refusal::OtherFile)?;
    for (pair, byte) in place.chunks_exact_mut(2).zip(der) {
        pair[0] = hex(byte >> 4);
        pair[1] = hex(byte & 15);
    }
    Ok(())
}

fn hex(nibble: u8) -> u8 {
    b"0123456789abcdef"[usize::from(nibble & 15)]
}

/// Accepts a result whose new signature is intact and covers the whole file, and breaks no earlier one.
fn accepted(report: &Report, id: &str, is_pdf: bool) -> Result<(), Refusal> {
    if report.reasons.iter().any(|reason| reason.code == "file-not-read") {
        return Err(Refusal::NotRead);
    }
    let own = report.signatures.iter().find(|signature| signature.id == id);
    let own = own.ok_or_else(|| Refusal::OwnCheck("no-signature".into()))?;
    if own.sub_indication == Some("HASH_FAILURE") {
        return Err(Refusal::OtherFile);
    }
    if own.indication == Indication::TotalFailed || is_broken(own) || (is_pdf && !own.covers.whole_file) {
        return Err(Refusal::OwnCheck(own.sub_indication.unwrap_or("not-whole-file").to_owned()));
    }
    Ok(())
}

/// Refuses a result in which an earlier signature fails that did not fail before.
fn keeps(before: &Report, after: &Report) -> Result<(), Refusal> {
    let failed = |report: &Report, id: &str| {
        report.signatures.iter().any(|signature| signature.id == id && signature.verdict == Verdict::Invalid)
    };
    match before.signatures.iter().find(|one| !failed(before, &one.id) && failed(after, &one.id)) {
        Some(broken) => Err(Refusal::OwnCheck(format!("earlier signature {}", broken.id))),
        None => Ok(()),
    }
}

fn is_broken(signature: &SignatureReport) -> bool {
    let changes = [Level::NotPermitted.name(), Level::Suspicious.name()];
    let intact = [None, Some("NO_CERTIFICATE_CHAIN_FOUND")];
    changes.contains(&signature.changes_after.level) || !intact.contains(&signature.sub_indication)
}

/// Both steps with a key at hand, level B-B.
///
/// # Errors
/// As [`prepare_pdf`] and [`finish`]; or the key does not sign. It is asked once.
pub fn sign_pdf<'a>(
    file: impl Into<Source<'a>>,
    password: Option<&[u8]>,
    order: &Order<'_>,
    key: &dyn Key,
) -> Result<Vec<u8>, Refusal> {
    let source = file.into();
    let job = prepare_pdf(&source, password, order, key.certificate(), key.chain(), Stamp::None)?;
    let signature = key.sign(&job.to_be_signed)?;
    match finish(&job, &source, password, &signature, &[])? {
        Finished::Update(update) | Finished::File(update) => Ok(update),
    }
}

/// Both steps with a key at hand for a CMS, level B-B.
///
/// # Errors
/// As [`prepare_cms`] and [`finish`]; or the key does not sign. It is asked once.
pub fn sign_cms(file: &[u8], shape: Shape, at: Time, key: &dyn Key) -> Result<Vec<u8>, Refusal> {
    let job = prepare_cms(file, shape, at, key.certificate(), key.chain())?;
    let signature = key.sign(&job.to_be_signed)?;
    match finish(&job, file, None, &signature, &[])? {
        Finished::Update(bytes) | Finished::File(bytes) => Ok(bytes),
    }
}

/// The signature inside a CMS: what a time stamp authority is asked to stamp.
#[must_use]
pub fn signature_of(cms: &[u8]) -> Option<&[u8]> {
    let data = crate::cms::read::SignedData::read(Reader::new(cms).any().ok()?.whole).ok()?;
    data.signers.first().map(|signer| signer.signature)
}
