//! Raising the level of a signed PDF (EN 319 142-1 section 6): validation data for B-LT, a time stamp over everything for
//! B-LTA. No signing key is needed, and no earlier byte changes.
//!
//! B-T comes with the signature itself ([`crate::job::finish`] with a token), or later with a time stamp of the document.

use crate::job::Refusal;
use crate::pdf::dss::{self, Store};
use crate::pdf::sign;
use crate::source::Source;
use crate::validate::report::{Indication, Verdict};
use crate::validate::{self, Question};
use antin_pki::algorithm::Digest;
use antin_pki::time::Time;
use antin_pki::timestamp::Token;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// A time stamp of a document that waits for its token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StampJob {
    /// SHA-256 of what is stamped: the imprint to be asked for.
    pub imprint: Vec<u8>,
    /// Bytes of the file that was prepared; which bytes they were, the imprint says.
    pub file_length: usize,
    update: Vec<u8>,
    hole: Range<usize>,
    field: String,
}

/// Bytes kept free for the token of a time stamp authority with its certificates.
const TOKEN_ROOM: usize = 12_000;

/// What is put behind the file so that `material` lies in its security store; none where all of it is there already.
///
/// # Errors
/// The file cannot be read.
pub fn add_material<'a>(
    file: impl Into<Source<'a>>,
    password: Option<&[u8]>,
    material: &Store,
    seed: [u8; 16],
) -> Result<Option<Vec<u8>>, Refusal> {
    let document = validate::pdf::open(file, password).map_err(Refusal::opening)?;
    dss::add(&document, material, seed)
}

/// Prepares a time stamp over the whole file.
///
/// # Errors
/// The file cannot be read, or has no page.
pub fn prepare_stamp<'a>(
    file: impl Into<Source<'a>>,
    password: Option<&[u8]>,
    seed: [u8; 16],
) -> Result<StampJob, Refusal> {
    let source = file.into();
    let document = validate::pdf::open(&source, password).map_err(Refusal::opening)?;
    let (written, field) = sign::prepare_stamp(&document, seed, TOKEN_ROOM)?;
    Ok(StampJob {
        imprint: written.digest(&source, Digest::Sha256).ok_or(Refusal::NotRead)?,
        file_length: source.length(),
        update: written.bytes,
        hole: written.hole,
        field,
    })
}

/// Puts the token in place and judges the result; what is put behind the file.
///
/// # Errors
/// Another file, no room, a token of something else, or a result that our own validator does not accept.
pub fn finish_stamp<'a>(
    job: &StampJob,
    file: impl Into<Source<'a>>,
    password: Option<&[u8]>,
    token: &[u8],
) -> Result<Vec<u8>, Refusal> {
    let source = file.into();
    if source.length() != job.file_length {
        return Err(Refusal::OtherFile);
    }
    let refused = |what: &str| Refusal::OwnCheck(what.to_owned());
    let at = Token::read(token).map_err(|_| refused("time-stamp-unreadable"))?.at;
    let mut update = job.update.clone();
    crate::job::fill(&mut update, &crate::job::within(&job.hole, source.length())?, token)?;
    let mut question = Question::at(at.max(Time(0)));
    question.password = password;
    let report = validate::pdf::judge(source.followed_by(&update), &question);
    let own = report.signatures.iter().find(|one| one.id == job.field).ok_or_else(|| refused("no-signature"))?;
    if own.indication == Indication::TotalFailed || own.verdict == Verdict::Invalid || !own.covers.whole_file {
        return Err(refused(own.sub_indication.unwrap_or("not-whole-file")));
    }
    Ok(update)
}
