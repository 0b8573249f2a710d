//! Raising the level of CMS signatures (EN 319 122-1 section 6): a time stamp on the signature, validation data, an archive
//! time stamp over both. No signing key is needed; what was signed, and every earlier value, stays byte for byte.
//!
//! > 6.3: from B-LT on the certificates lie in `SignedData.certificates`, CRLs in `SignedData.crls`, and OCSP answers there too
//! > (as RFC 5940 has it); the attributes `certificate-values` and `revocation-values` are not used. B-LTA is
//! > `archive-time-stamp-v3`.

use super::archive;
use super::ber;
use super::read::{SignedData, Signer};
use crate::job::Refusal;
use crate::oid::{ARCHIVE_TIME_STAMP_2, ARCHIVE_TIME_STAMP_3, HASH_INDEX_3, OCSP_IN_CMS, SIGNATURE_TIME_STAMP};
use crate::pdf::dss::Store;
use crate::validate::report::{Indication, Report};
use crate::validate::{self, Question};
use antin_pki::algorithm::Digest;
use antin_pki::der::{tag, write};
use antin_pki::oid::{self, Oid};
use antin_pki::time::Time;
use antin_pki::timestamp::Token;
use serde::{Deserialize, Serialize};

/// The signatures in a CMS file, each as its bare bytes: what a signature time stamp is over. Empty where it is no CMS.
#[must_use]
pub fn signatures(file: &[u8]) -> Vec<Vec<u8>> {
    let Some(der) = plain(file) else { return Vec::new() };
    SignedData::read(&der).map_or(Vec::new(), |data| data.signers.iter().map(|one| one.signature.to_vec()).collect())
}

/// Has the signature a time stamp on it already? One answer for each of [`signatures`].
#[must_use]
pub fn are_stamped(file: &[u8]) -> Vec<bool> {
    let Some(der) = plain(file) else { return Vec::new() };
    let has = |signer: &Signer<'_>| !signer.later(SIGNATURE_TIME_STAMP).is_empty();
    SignedData::read(&der).map_or(Vec::new(), |data| data.signers.iter().map(has).collect())
}

/// Is `result` the file `original` with more in it, and nothing else in another way? With `wants_archive` there has to be an
/// archive time stamp more for each signature.
#[must_use]
pub fn is_extension(original: &[u8], result: &[u8], wants_archive: bool) -> bool {
    let (Some(before), Some(after)) = (plain(original), plain(result)) else { return false };
    let (Ok(before), Ok(after)) = (SignedData::read(&before), SignedData::read(&after)) else { return false };
    let keeps = |old: &[&[u8]], new: &[&[u8]]| old.iter().all(|one| new.contains(one));
    let archives = |signer: &Signer<'_>| signer.later(ARCHIVE_TIME_STAMP_3).len();
    let same = |(old, new): (&Signer<'_>, &Signer<'_>)| {
        let attributes = |signer: &Signer<'_>| signer.added().iter().map(|one| one.whole.to_vec()).collect::<Vec<_>>();
        let there = attributes(new);
        old.fields == new.fields
            && attributes(old).iter().all(|one| there.contains(one))
            && (!wants_archive || archives(new) > archives(old))
    };
    before.signers.len() == after.signers.len()
        && (before.content_type, before.content) == (after.content_type, after.content)
        && keeps(&before.certificate_choices, &after.certificate_choices)
        && keeps(&before.revocation_choices, &after.revocation_choices)
        && before.signers.iter().zip(&after.signers).all(same)
}

/// The file with `token` as time stamp on the signature `signer`, the first is 0.
///
/// # Errors
/// The file is none, or the token is not over this signature.
pub fn add_stamp(file: &[u8], signer: usize, token: &[u8]) -> Result<Vec<u8>, Refusal> {
    let der = plain(file).ok_or(Refusal::Damaged)?;
    let data = read(&der)?;
    let own = data.signers.get(signer).ok_or(Refusal::Damaged)?;
    let read = Token::read(token).map_err(|_| Refusal::OwnCheck("time-stamp-unreadable".into()))?;
    if read.is_of(own.signature, None).is_err() {
        return Err(Refusal::OwnCheck("time-stamp-of-something-else".into()));
    }
    Ok(written(&data, &Added { attribute: Some((signer, SIGNATURE_TIME_STAMP, token)), ..Added::default() }))
}

/// The file with `material` in it; none where all of it is there already.
///
/// # Errors
/// The file is none; or it has archive time stamps of the old form, which break when something is added.
pub fn add_material(file: &[u8], material: &Store) -> Result<Option<Vec<u8>>, Refusal> {
    let der = plain(file).ok_or(Refusal::Damaged)?;
    let data = read(&der)?;
    let revocations = material.crls.iter().cloned().chain(material.answers.iter().map(|answer| choice(answer)));
    let new = |there: &[&[u8]], wanted: Vec<Vec<u8>>| -> Vec<Vec<u8>> {
        let mut new: Vec<Vec<u8>> = wanted.into_iter().filter(|one| !there.contains(&&one[..])).collect();
        new.sort_unstable();
        new.dedup();
        new
    };
    let certificates = new(&data.certificate_choices, material.certificates.clone());
    let revocations = new(&data.revocation_choices, revocations.collect());
    if certificates.is_empty() && revocations.is_empty() {
        return Ok(None);
    }
    Ok(Some(written(&data, &Added { certificates, revocations, attribute: None })))
}

/// An archive time stamp that waits for its token.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveJob {
    /// SHA-256 of what is stamped: the imprint to be asked for.
    pub imprint: Vec<u8>,
    signer: usize,
    index: Vec<u8>,
}

/// Prepares an archive time stamp over the signature `signer`, the first is 0. `detached` is the file beside the signature.
///
/// # Errors
/// The file is none, or nobody has what was signed.
pub fn prepare_archive(file: &[u8], detached: Option<&[u8]>, signer: usize) -> Result<ArchiveJob, Refusal> {
    let der = plain(file).ok_or(Refusal::Damaged)?;
    let data = read(&der)?;
    let own = data.signers.get(signer).ok_or(Refusal::Damaged)?;
    let content = data.content.or(detached).ok_or(Refusal::OtherFile)?;
    let index = archive::index(&data, own, Digest::Sha256);
    let stamped = archive::imprint(&data, own, &Digest::Sha256.compute(&[content]), &index);
    Ok(ArchiveJob { imprint: Digest::Sha256.compute(&[&stamped]), signer, index })
}

/// Puts the token in place and judges the result.
///
/// # Errors
/// A token of something else, or a result that our own validator does not accept.
pub fn finish_archive(
    job: &ArchiveJob,
    file: &[u8],
    detached: Option<&[u8]>,
    token: &[u8],
) -> Result<Vec<u8>, Refusal> {
    let der = plain(file).ok_or(Refusal::Damaged)?;
    let data = read(&der)?;
    let unreadable = || Refusal::OwnCheck("time-stamp-unreadable".into());
    let token = ber::to_der(token).map_err(|_| unreadable())?;
    let at = Token::read(&token).map_err(|_| unreadable())?.at;
    let stamp = SignedData::read(&token).map_err(|_| unreadable())?;
    let with_index = written(&stamp, &Added { attribute: Some((0, HASH_INDEX_3, &job.index)), ..Added::default() });
    let attribute = Some((job.signer, ARCHIVE_TIME_STAMP_3, &with_index[..]));
    let whole = written(&data, &Added { attribute, ..Added::default() });
    let mut question = Question::at(at.max(Time(0)));
    question.detached = detached;
    accepted(&validate::cms::judge(&whole, &question), job.signer)?;
    Ok(whole)
}

/// Accepts a result in which the signature and its archive time stamps are intact; whom they lead to is not asked here.
fn accepted(report: &Report, signer: usize) -> Result<(), Refusal> {
    let refused = |what: &str| Refusal::OwnCheck(what.to_owned());
    let own = report.signatures.get(signer).ok_or_else(|| refused("no-signature"))?;
    if own.sub_indication == Some("HASH_FAILURE") {
        return Err(Refusal::OtherFile);
    }
    if own.indication == Indication::TotalFailed {
        return Err(refused(own.sub_indication.unwrap_or("no-signature")));
    }
    let broken = own.reasons.iter().find(|one| one.code.starts_with("archive-") || one.code == "time-stamp-broken");
    broken.map_or(Ok(()), |one| Err(refused(&one.code)))
}

/// DER of a file that may be BER or PEM.
fn plain(file: &[u8]) -> Option<Vec<u8>> {
    let bytes = if validate::cms::is_armoured(file) { validate::cms::unarmoured(file)? } else { file.to_vec() };
    match ber::to_der(&bytes).ok()? {
        std::borrow::Cow::Borrowed(der) if der.len() == bytes.len() => Some(bytes),
        der => Some(der.into_owned()),
    }
}

fn read(der: &[u8]) -> Result<SignedData<'_>, Refusal> {
    let data = SignedData::read(der).map_err(|_| Refusal::Damaged)?;
    let old = |signer: &Signer<'_>| !signer.later(ARCHIVE_TIME_STAMP_2).is_empty();
    if data.signers.iter().any(old) {
        return Err(Refusal::OldArchive);
    }
    // What is no attribute would be lost.
    let whole =
        |signer: &Signer<'_>| signer.added().iter().map(|one| one.whole.len()).sum::<usize>() == signer.unsigned.len();
    if !data.signers.iter().all(whole) {
        return Err(Refusal::Damaged);
    }
    Ok(data)
}

/// `OtherRevocationInfoFormat` around an OCSP response (RFC 5940 section 2).
fn choice(answer: &[u8]) -> Vec<u8> {
    write::element(tag::constructed(1), &[&write::oid(OCSP_IN_CMS), answer].concat())
}

/// What comes into a file.
#[derive(Default)]
struct Added<'n> {
    certificates: Vec<Vec<u8>>,
    /// Each a `RevocationInfoChoice`.
    revocations: Vec<Vec<u8>>,
    /// To which signer, its type, its value.
    attribute: Option<(usize, Oid<'n>, &'n [u8])>,
}

/// The file with something more in it.
fn written(data: &SignedData<'_>, added: &Added<'_>) -> Vec<u8> {
    let (version, digests, content) = data.head;
    let certificates = field(tag::constructed(0), &data.certificate_choices, &added.certificates);
    let revocations = field(tag::constructed(1), &data.revocation_choices, &added.revocations);
    // RFC 5652 5.1: revocation values of another form than CRLs make it version 5.
    let has_other = |choices: &[&[u8]]| choices.iter().any(|one| one.first() != Some(&tag::SEQUENCE));
    let others: Vec<&[u8]> = added.revocations.iter().map(Vec::as_slice).collect();
    let version = if has_other(&data.revocation_choices) || has_other(&others) { version.max(5) } else { version };
    let signers: Vec<Vec<u8>> = data
        .signers
        .iter()
        .enumerate()
        .map(|(index, signer)| {
            let new = added.attribute.iter().filter(|(own, ..)| *own == index);
            let new: Vec<Vec<u8>> =
                new.map(|(_, oid, value)| write::sequence(&[&write::oid(*oid), &write::set(&[value])])).collect();
            let there: Vec<&[u8]> = signer.added().iter().map(|one| one.whole).collect();
            write::sequence(&[signer.fields, &field(tag::constructed(1), &there, &new)])
        })
        .collect();
    let signers: Vec<&[u8]> = signers.iter().map(Vec::as_slice).collect();
    let body = write::sequence(&[
        &write::number(u64::from(version)),
        digests,
        content,
        &certificates,
        &revocations,
        // In the order in which they stood: the numbers of signatures do not change.
        &write::element(tag::SET, &signers.concat()),
    ]);
    write::sequence(&[&write::oid(oid::CMS_SIGNED_DATA), &write::element(tag::constructed(0), &body)])
}

/// A set under another tag: as it stood, or in the order of DER where something is new; nothing where it is empty.
fn field(tag: u8, there: &[&[u8]], new: &[Vec<u8>]) -> Vec<u8> {
    let mut all = there.to_vec();
    if !new.is_empty() {
        all.extend(new.iter().map(Vec::as_slice));
        all.sort_unstable();
    }
    if all.is_empty() { Vec::new() } else { write::element(tag, &all.concat()) }
}
