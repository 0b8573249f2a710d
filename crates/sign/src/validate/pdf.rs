//! Facts of the signatures of a PDF.

use super::facts::{Facts, Kind, Level};
use super::path::{For, Material, Sources};
use super::report::{ReasonReport, Report, Verdict};
use super::stamp::{self, StampFacts, StampFault};
use super::{Question, cms, policy};
use crate::cms::ber;
use crate::cms::read::SignedData;
use crate::cms::verify::{self, Crypto, Named};
use crate::oid::SIGNATURE_TIME_STAMP;
use crate::pdf::changes::{self, Changes};
use crate::pdf::crypt::{Crypt, CryptError};
use crate::pdf::document::{Document, Ending};
use crate::pdf::dss::Store;
use crate::pdf::field::{self, Fault, Form, Permits, Signature};
use crate::pdf::object::Object;
use crate::pdf::repaired;
use crate::source::Source;
use antin_pki::algorithm::{Digest, Weakness};
use antin_pki::oid;
use antin_pki::time::Time;
use antin_pki::timestamp::Token;

/// Signatures of one file, at most: each costs a verification and a comparison, and the answer has to come in seconds.
const MOST: usize = 500;

/// Bytes of a document whose signature has no attributes, at most: it is held whole.
const WHOLE: usize = 256 << 20;

/// Bytes that are hashed for several signatures apart, at most: some seconds.
const HASHED: usize = 2 << 30;

/// The verdict on a PDF.
#[must_use]
pub fn judge<'a>(file: impl Into<Source<'a>>, question: &Question<'_>) -> Report {
    let source = file.into();
    let report = judged(&source, question);
    // What was found out about a file that could not be read to its end says nothing.
    if source.has_failed() { Report::unreadable("PAdES", "file-not-read") } else { report }
}

fn judged(source: &Source<'_>, question: &Question<'_>) -> Report {
    let document = match open(source, question.password) {
        Ok(document) => document,
        Err(code) => return Report::unreadable("PAdES", code),
    };
    if document.catalog().dictionary().is_none() {
        return Report::unreadable("PAdES", "pdf-damaged");
    }
    let form = Form::of(&document);
    let signatures = field::signatures(&document, &form);
    if signatures.is_empty() {
        return Report::of("PAdES", Vec::new());
    }
    if signatures.len() > MOST {
        return Report::unreadable("PAdES", "too-many-signatures");
    }
    // Behind its gap each signature is hashed by itself; in front of it all of them share one reading.
    let apart: usize = signatures.iter().filter_map(|one| Some(one.pieces.get(1)?.len())).sum();
    if apart > HASHED.max(3 * source.length()) {
        return Report::unreadable("PAdES", "too-many-signatures");
    }
    // Everything that came along lies here for as long as it is looked at.
    let read: Vec<Read> = signatures.into_iter().map(|signature| Read::of(signature, &document)).collect();
    let store = Store::of(&document);
    let parsed: Vec<Option<SignedData<'_>>> =
        read.iter().map(|one| one.der.as_deref().and_then(|der| SignedData::read(der).ok())).collect();
    let tokens: Vec<Vec<Vec<u8>>> =
        parsed.iter().map(|data| data.as_ref().map(stamps_of).unwrap_or_default()).collect();
    let stamped: Vec<SignedData<'_>> =
        tokens.iter().flatten().filter_map(|token| SignedData::read(token).ok()).collect();
    let mut sources = Sources::given(question);
    parsed.iter().flatten().chain(&stamped).for_each(|data| sources.take(data));
    sources.certificates.extend(store.certificates.iter().map(Vec::as_slice));
    sources.crls.extend(store.crls.iter().map(Vec::as_slice));
    sources.answers.extend(store.answers.iter().map(Vec::as_slice));
    let signing = Material::new(&question.anchors, &sources);
    let stamping = Material::new(&question.stamp_anchors, &sources);

    read_beginnings(&document, &read, &parsed);

    // Time stamps of the document first: they prove when the signatures that they cover existed.
    let own: Vec<Option<StampFacts>> =
        read.iter().map(|one| one.is_stamp.then(|| one.stamp(&document, &stamping, question.at))).collect();
    let has_stamped_store = read
        .iter()
        .filter(|one| one.is_stamp)
        .any(|one| document.ending_at(one.end()).is_some_and(|signed| Store::has_any(&signed)));
    let mut reports = Vec::with_capacity(read.len());
    for (index, one) in read.iter().enumerate() {
        let mut stamps: Vec<StampFacts> = tokens[index]
            .iter()
            .zip(std::iter::repeat(parsed[index].as_ref()))
            .filter_map(|(token, data)| {
                let signature = data?.signers.first()?.signature;
                Some(stamp::facts(token, &[signature], false, &stamping, question.at))
            })
            .collect();
        let later = read.iter().zip(&own).filter(|(other, _)| other.end() > one.end());
        let later: Vec<StampFacts> = later.filter_map(|(_, stamp)| stamp.clone()).collect();
        stamps.extend(later);
        let data = parsed[index].as_ref();
        let inside = data.is_some_and(|data| !data.crls.is_empty() || !data.answers.is_empty());
        let brought = match has_stamped_store {
            true => Brought::StampedMaterial,
            false if inside || !store.is_empty() => Brought::Material,
            false => Brought::Nothing,
        };
        let facts = one.facts(&document, data, stamps, own[index].as_ref(), &signing, brought, question.at);
        reports.push(policy::judge(&facts));
    }
    let mut report = Report::of("PAdES", reports);
    if let Some(hidden) = hidden_bytes(&document) {
        report.reasons.push(ReasonReport::of(hidden));
    }
    if let Some(number) = repaired::differs(&document) {
        // Not signed is not said: what one reader shows, another may not.
        report.verdict = report.verdict.max(Verdict::Unknown);
        let arguments = vec![("object", number.to_string())];
        report.reasons.push(ReasonReport { code: "readers-differ".into(), arguments });
    }
    report
}

/// Hashes the beginnings that the signatures cover from the shortest to the longest: then each continues the one before.
fn read_beginnings(document: &Document<'_>, read: &[Read], parsed: &[Option<SignedData<'_>>]) {
    let mut beginnings: Vec<(Digest, usize)> = Vec::new();
    for (one, data) in read.iter().zip(parsed) {
        let Some(signer) = data.as_ref().and_then(|data| data.signers.first()) else { continue };
        let stamped = one.is_stamp.then(|| Digest::of(Token::read(one.der.as_deref()?).ok()?.digest));
        let digest = stamped.unwrap_or_else(|| Digest::of(signer.digest.oid));
        if let (Some(digest), Some(piece)) = (digest, one.signature.pieces.first().filter(|piece| piece.start == 0)) {
            beginnings.push((digest, piece.end));
        }
    }
    beginnings.sort_unstable();
    // One that cannot be read is met again where it is judged.
    beginnings.into_iter().for_each(|(digest, end)| drop(document.source.beginning(digest, end)));
}

/// Opens a PDF, with a password where it is encrypted; else the reason why not.
///
/// # Errors
/// The code of the reason.
pub fn open<'a>(file: impl Into<Source<'a>>, password: Option<&[u8]>) -> Result<Document<'a>, &'static str> {
    let source = file.into();
    let unread = || if source.has_failed() { "file-not-read" } else { "pdf-damaged" };
    let document = Document::read(&source).map_err(|_| unread())?;
    let crypt = Crypt::of(&document, b"").or_else(|error| match password {
        Some(password) if error == CryptError::Password => Crypt::of(&document, password),
        _ => Err(error),
    });
    match crypt {
        Ok(None) => Ok(document),
        Ok(Some(crypt)) => Ok(document.opened(crypt)),
        Err(CryptError::Password) => Err("pdf-password"),
        Err(CryptError::Recipients) => Err("pdf-recipients"),
        Err(CryptError::Unknown) => Err("pdf-encryption-unknown"),
    }
}

/// Bytes behind the last revision: nothing leads to them, but a reader that repairs files may read them.
fn hidden_bytes(document: &Document<'_>) -> Option<&'static str> {
    let end = document.source.length();
    let ending = Ending::of(&document.source, end)?;
    (!ending.is_close(&document.source, end)).then_some("bytes-behind-the-end")
}

/// Every token in the attribute of signature time stamps, in DER.
pub(super) fn stamps_of(data: &SignedData<'_>) -> Vec<Vec<u8>> {
    let signers = data.signers.iter().flat_map(|signer| signer.later(SIGNATURE_TIME_STAMP));
    signers.filter_map(|token| ber::to_der(token).ok().map(std::borrow::Cow::into_owned)).collect()
}

/// What a file brings along for the years to come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Brought {
    Nothing,
    /// Revocation data, in the store of the document or in the signature.
    Material,
    /// The store, covered by a time stamp of the document.
    StampedMaterial,
}

/// A signature with its CMS in DER.
struct Read {
    signature: Signature,
    der: Option<Vec<u8>>,
    is_stamp: bool,
}

impl Read {
    fn of(mut signature: Signature, document: &Document<'_>) -> Read {
        let der = ber::to_der(&signature.contents).ok().map(std::borrow::Cow::into_owned);
        let kind = document.value(&signature.dictionary, "Type");
        let is_stamp = *kind == Object::named("DocTimeStamp") || signature.sub_filter == b"ETSI.RFC3161";
        if signature.sub_filter != b"adbe.x509.rsa_sha1" {
            match der.as_deref().map(SignedData::read) {
                Some(Ok(data)) if data.signers.len() != 1 => signature.faults.push(Fault::Signers),
                Some(Ok(data)) => {
                    let detached = !is_stamp && signature.sub_filter != b"adbe.pkcs7.sha1";
                    if detached && data.content.is_some() {
                        signature.faults.push(Fault::Enveloping);
                    }
                }
                _ if signature.faults.contains(&Fault::Contents) => {}
                _ => signature.faults.push(Fault::NotCms),
            }
        }
        Read { signature, der, is_stamp }
    }

    fn end(&self) -> usize {
        self.signature.pieces.last().map_or(0, |piece| piece.end)
    }

    /// The digest of the two pieces; none where there are none.
    fn digest(&self, document: &Document<'_>, digest: Digest) -> Option<Vec<u8>> {
        let pieces = &self.signature.pieces;
        if pieces.is_empty() { None } else { document.source.digest(digest, pieces) }
    }

    /// The two pieces themselves, for a signature without attributes: it is made over them and not over their digest.
    fn content(&self, document: &Document<'_>) -> Option<Vec<u8>> {
        let pieces = &self.signature.pieces;
        if pieces.iter().map(ExactSizeIterator::len).sum::<usize>() > WHOLE {
            return None;
        }
        let pieces: Option<Vec<_>> = pieces.iter().map(|piece| document.source.piece(piece.clone())).collect();
        Some(pieces?.iter().flat_map(|piece| piece.iter().copied()).collect())
    }

    fn stamp<'a>(&'a self, document: &Document<'_>, material: &Material<'a>, now: Time) -> StampFacts {
        let token = self.der.as_deref().unwrap_or_default();
        let digest_of = |digest: Digest| self.digest(document, digest);
        let mut facts = stamp::facts_by(token, &digest_of, true, material, now);
        if self.signature.pieces.is_empty() || !self.signature.faults.is_empty() {
            facts.outcome = facts.outcome.and(Err(StampFault::OtherContent));
        }
        facts
    }

    #[allow(clippy::too_many_arguments)] // one place puts everything together
    fn facts<'a>(
        &'a self,
        document: &Document<'_>,
        data: Option<&SignedData<'a>>,
        stamps: Vec<StampFacts>,
        own_stamp: Option<&StampFacts>,
        material: &Material<'a>,
        brought: Brought,
        now: Time,
    ) -> Facts {
        let mut faults = self.signature.faults.clone();
        let signer = data.and_then(|data| data.signers.first());
        let certificate = signer.and_then(|signer| {
            material
                .certificates()
                .iter()
                .find(|one| signer.by.is(one) && verify::names(signer, one) != Named::Another)
                .or_else(|| material.certificates().iter().find(|one| signer.by.is(one)))
        });
        let crypto = match (data, signer) {
            (Some(data), Some(signer)) if !self.signature.pieces.is_empty() => match own_stamp {
                Some(stamp) => of_stamp(stamp),
                None if self.signature.sub_filter == b"adbe.pkcs7.sha1" => {
                    // The CMS holds the SHA-1 of the file as its content (ISO 32000-1 12.8.3.3.1).
                    let content = data.content.unwrap_or_default();
                    if self.digest(document, Digest::Sha1).as_deref() == Some(content) {
                        let digest_of = |digest: Digest| Some(digest.compute(&[content]));
                        verify::check(signer, data.content_type, certificate, &digest_of, Some(&[content]))
                    } else {
                        Crypto::OtherContent
                    }
                }
                None => {
                    let digest_of = |digest: Digest| self.digest(document, digest);
                    let content = if signer.attributes.is_none() { self.content(document) } else { None };
                    let content = content.as_deref().map(|content| [content]);
                    let content = content.as_ref().map(|content| &content[..]);
                    verify::check(signer, data.content_type, certificate, &digest_of, content)
                }
            },
            _ if self.signature.sub_filter == b"adbe.x509.rsa_sha1" => Crypto::Unsupported("adbe.x509.rsa_sha1".into()),
            _ => Crypto::NoContent,
        };
        let permits = field::permits(document, &self.signature.dictionary);
        let (revision, whole_file, changes) = self.after(document, &permits, &mut faults);
        let proven = stamps.iter().filter(|stamp| stamp.outcome.is_ok()).filter_map(|stamp| stamp.at).min();
        let at = proven.unwrap_or(now);
        let own_time = own_stamp.and_then(|stamp| stamp.at);
        let path = match own_stamp {
            // The path of a time stamp was judged with it.
            Some(stamp) => Some(super::facts::PathFacts {
                at: own_time.unwrap_or(now),
                outcome: match &stamp.outcome {
                    Err(StampFault::Path(reason)) => Err(reason.clone()),
                    _ => Ok(()),
                },
            }),
            None => certificate.map(|certificate| material.path(certificate, For::Signing, at, now)),
        };
        let certificate_of_stamp;
        let shown = if own_stamp.is_some() {
            certificate_of_stamp = self.der.as_deref().and_then(|der| Token::read(der).ok());
            certificate_of_stamp.as_ref().and_then(|token| token.verify(material.certificates()).ok())
        } else {
            certificate.cloned()
        };
        let digest = signer.and_then(|signer| Digest::of(signer.digest.oid));
        let mut weaknesses =
            shown.as_ref().map(|certificate| cms::weaknesses(certificate, digest, at)).unwrap_or_default();
        if own_stamp.is_some_and(|stamp| stamp.outcome == Err(StampFault::Weak)) && weaknesses.is_empty() {
            weaknesses.push(Weakness::Sha1Signature);
        }
        let named = match (signer, certificate) {
            (Some(signer), Some(certificate)) => verify::names(signer, certificate),
            _ => Named::No,
        };
        Facts {
            id: self.signature.field.clone(),
            kind: if self.is_stamp { Kind::DocumentTimeStamp } else { Kind::Signature },
            level: self.level(named, &stamps, brought),
            faults,
            crypto,
            named,
            signer: shown.as_ref().map(cms::signer_facts),
            digest: signer.and_then(|signer| oid::label(signer.digest.oid)).unwrap_or_default().to_owned(),
            weaknesses,
            claimed: self.claimed(document, data),
            now,
            stamps,
            proven,
            path,
            revision,
            whole_file,
            permits,
            changes,
            archive: super::facts::ArchiveFacts::default(),
        }
    }

    /// The revision that the signature covers, whether that is the whole file, and what changed afterwards.
    fn after(
        &self,
        document: &Document<'_>,
        permits: &Permits,
        faults: &mut Vec<Fault>,
    ) -> (Option<(usize, usize)>, bool, Changes) {
        let end = self.end();
        if end == 0 {
            return (None, false, Changes::none());
        }
        let Some(signed) = document.ending_at(end) else {
            faults.push(Fault::End);
            return (None, false, Changes::none());
        };
        let sections = &document.sections;
        // Linearized: the two sections of the first revision lie in the other order.
        let first_two =
            sections.len() >= 2 && sections[sections.len() - 2].offset < sections[sections.len() - 1].offset;
        let all = sections.len() - usize::from(first_two);
        let revision = (sections.len() - signed.newest).saturating_sub(usize::from(first_two)).max(1);
        if signed.newest == 0 {
            let blank = document.source.is_blank(end..document.source.length());
            let changes = if blank { Changes::none() } else { Changes::suspicious("bytes behind the signed revision") };
            return (Some((revision, all)), blank, changes);
        }
        let changes = if hidden_bytes(document).is_some() {
            Changes::suspicious("bytes behind the last revision")
        } else {
            changes::between(&signed, document, permits)
        };
        (Some((revision, all)), false, changes)
    }

    fn level(&self, named: Named, stamps: &[StampFacts], material: Brought) -> Level {
        if named == Named::No || self.signature.sub_filter != b"ETSI.CAdES.detached" {
            return Level::Cms;
        }
        let has_stamp = stamps.iter().any(|stamp| stamp.at.is_some());
        match material {
            _ if !has_stamp => Level::BB,
            Brought::Nothing => Level::BT,
            Brought::Material => Level::BLT,
            Brought::StampedMaterial => Level::BLTA,
        }
    }

    /// `M` of the dictionary, or the attribute of the CMS.
    fn claimed(&self, document: &Document<'_>, data: Option<&SignedData<'_>>) -> Option<Time> {
        let written = match &*document.value(&self.signature.dictionary, "M") {
            Object::String(text) => date(&field::readable(text)),
            _ => None,
        };
        written.or_else(|| cms::claimed(data?.signers.first()?))
    }
}

fn of_stamp(stamp: &StampFacts) -> Crypto {
    use antin_pki::timestamp::StampError as Error;
    match &stamp.outcome {
        // A weak one is intact; that it is weak is said beside it.
        Ok(()) | Err(StampFault::Path(_) | StampFault::Weak) => Crypto::Intact,
        Err(StampFault::OtherContent) => Crypto::OtherContent,
        Err(StampFault::ArchiveBroken | StampFault::ArchiveIndex) => Crypto::OtherContent,
        Err(StampFault::Token(Error::NoCertificate)) => Crypto::NoCertificate,
        Err(StampFault::Token(Error::UnknownDigest)) => Crypto::Unsupported("digest".into()),
        Err(StampFault::Token(Error::BadSignature)) => Crypto::BadSignature,
        Err(StampFault::Token(_)) => Crypto::BadAttribute("time stamp"),
    }
}

/// `D:20260614083000+07'00'` (ISO 32000-2 7.9.4).
fn date(text: &str) -> Option<Time> {
    let digits = text.strip_prefix("D:").unwrap_or(text);
    let number = |from: usize, to: usize, default: u32| match digits.get(from..to) {
        Some(part) if part.bytes().all(|byte| byte.is_ascii_digit()) => part.parse().ok(),
        Some(_) => None,
        None => Some(default),
    };
    let time = Time::new(
        i64::from(number(0, 4, 0)?),
        number(4, 6, 1)?,
        number(6, 8, 1)?,
        number(8, 10, 0)?,
        number(10, 12, 0)?,
        number(12, 14, 0)?,
    )?;
    let zone = digits.get(14..).unwrap_or_default();
    let sign = match zone.bytes().next() {
        Some(b'+') => -1,
        Some(b'-') => 1,
        _ => return Some(time),
    };
    let part = |from: usize| zone.get(from..from + 2).and_then(|part| part.parse::<i64>().ok()).unwrap_or(0);
    Some(time.plus(sign * (part(1) * 3600 + part(4) * 60)))
}
