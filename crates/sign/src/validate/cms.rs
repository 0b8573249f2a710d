//! Facts of CMS files: `.p7m` with its content inside, `.p7s` beside the file it is about; and what CMS and PDF share.

use super::archive::Archived;
use super::facts::{ArchiveFacts, Facts, Kind, Level, SignerFacts};
use super::path::{For, Material, Sources};
use super::report::Report;
use super::stamp::{self, StampFacts};
use super::{Question, policy};
use crate::cms::ber;
use crate::cms::read::{SignedData, Signer};
use crate::cms::verify::{self, Named};
use crate::oid::{ARCHIVE_TIME_STAMP_2, ARCHIVE_TIME_STAMP_3, REVOCATION_VALUES, SIGNATURE_TIME_STAMP, SIGNING_TIME};
use crate::pdf::changes::Changes;
use crate::pdf::field::{Fault, Permits};
use antin_pki::algorithm::{self, Digest, Weakness};
use antin_pki::certificate::Certificate;
use antin_pki::der::Reader;
use antin_pki::key::KeyKind;
use antin_pki::name::Name;
use antin_pki::oid::{self, Oid};
use antin_pki::time::Time;
use base64::Engine;
use std::borrow::Cow;

/// Signatures and time stamps of one file, at most: each costs a verification, and the answer has to come in seconds.
const MOST: usize = 500;

/// Does the file begin like PEM?
#[must_use]
pub fn is_armoured(head: &[u8]) -> bool {
    head.trim_ascii_start().starts_with(b"-----BEGIN ")
}

/// The verdict on a CMS file.
#[must_use]
pub fn judge(bytes: &[u8], question: &Question<'_>) -> Report {
    let plain = if is_armoured(bytes) {
        match unarmoured(bytes) {
            Some(plain) => Cow::Owned(plain),
            None => return Report::unreadable("CAdES", "cms-damaged"),
        }
    } else {
        Cow::Borrowed(bytes)
    };
    let Ok(der) = ber::to_der(&plain) else { return Report::unreadable("CAdES", "cms-damaged") };
    let Ok(data) = SignedData::read(&der) else { return Report::unreadable("CAdES", "cms-damaged") };
    let tokens = |wanted| -> Vec<Vec<Vec<u8>>> { data.signers.iter().map(|signer| later(signer, wanted)).collect() };
    let (tokens, archives) = (tokens(SIGNATURE_TIME_STAMP), tokens(ARCHIVE_TIME_STAMP_3));
    if data.signers.len() + tokens.iter().chain(&archives).flatten().count() > MOST {
        return Report::unreadable("CAdES", "too-many-signatures");
    }
    let stamped: Vec<SignedData<'_>> =
        tokens.iter().chain(&archives).flatten().filter_map(|token| SignedData::read(token).ok()).collect();
    let mut sources = Sources::given(question);
    std::iter::once(&data).chain(&stamped).for_each(|data| sources.take(data));
    let signing = Material::new(&question.anchors, &sources);
    let stamping = Material::new(&question.stamp_anchors, &sources);
    // A content inside and a file beside it: the signature may be about one, the reader look at the other.
    let both = data.content.is_some() && question.detached.is_some_and(|file| data.content != Some(file));
    let content = data.content.or(question.detached);
    // Without what was signed nothing can be said of archive time stamps; that it is missing is told.
    let archived = content.map(|content| Archived::new(&data, content));
    let reports = data.signers.iter().enumerate().map(|(index, signer)| {
        let stamps = tokens[index].iter();
        let mut stamps: Vec<StampFacts> =
            stamps.map(|token| stamp::facts(token, &[signer.signature], false, &stamping, question.at)).collect();
        let archives = archived.as_ref().map(|file| file.judge(signer, &archives[index], &stamping, question.at));
        let archives = archives.unwrap_or_default();
        stamps.extend(archives.stamps);
        let mut facts = facts(&data, signer, content, stamps, &signing, question.at);
        facts.id = format!("{}", index + 1);
        facts.changes = archives.changes;
        facts.archive.later_attributes = archives.attributes;
        if both {
            facts.faults.push(Fault::Enveloping);
        }
        policy::judge(&facts)
    });
    Report::of("CAdES", reports.collect())
}

fn facts<'a>(
    data: &SignedData<'a>,
    signer: &Signer<'a>,
    content: Option<&[u8]>,
    stamps: Vec<StampFacts>,
    material: &Material<'a>,
    now: Time,
) -> Facts {
    let mine = |one: &&Certificate<'a>| signer.by.is(one);
    let named = |one: &&Certificate<'a>| mine(one) && verify::names(signer, one) != Named::Another;
    let certificates = material.certificates();
    let certificate = certificates.iter().find(named).or_else(|| certificates.iter().find(mine));
    let pieces = content.map(|content| [content]);
    let digest_of = |digest: Digest| pieces.as_ref().map(|pieces| digest.compute(pieces));
    let pieces_given = pieces.as_ref().map(|pieces| &pieces[..]);
    let crypto = verify::check(signer, data.content_type, certificate, &digest_of, pieces_given);
    let proven = stamps.iter().filter(|stamp| stamp.outcome.is_ok()).filter_map(|stamp| stamp.at).min();
    let at = proven.unwrap_or(now);
    let digest = Digest::of(signer.digest.oid);
    let named = certificate.map_or(Named::No, |certificate| verify::names(signer, certificate));
    Facts {
        id: String::new(),
        kind: Kind::Signature,
        level: level(data, signer, named),
        faults: Vec::new(),
        crypto,
        named,
        signer: certificate.map(signer_facts),
        digest: oid::label(signer.digest.oid).unwrap_or_default().to_owned(),
        weaknesses: certificate.map(|certificate| weaknesses(certificate, digest, at)).unwrap_or_default(),
        claimed: claimed(signer),
        now,
        stamps,
        proven,
        path: certificate.map(|certificate| material.path(certificate, For::Signing, at, now)),
        revision: None,
        whole_file: content.is_some(),
        permits: Permits::default(),
        changes: Changes::none(),
        archive: ArchiveFacts {
            has_old_form: !signer.later(ARCHIVE_TIME_STAMP_2).is_empty(),
            ..ArchiveFacts::default()
        },
    }
}

/// Every time stamp in the attribute `wanted`, in DER.
pub(super) fn later(signer: &Signer<'_>, wanted: Oid<'_>) -> Vec<Vec<u8>> {
    let values = signer.later(wanted).into_iter();
    values.filter_map(|token| ber::to_der(token).ok().map(Cow::into_owned)).collect()
}

fn level(data: &SignedData<'_>, signer: &Signer<'_>, named: Named) -> Level {
    let has = |oid| !signer.later(oid).is_empty();
    if named == Named::No && !signer.mentions(oid::SIGNING_CERTIFICATE) && !signer.mentions(oid::SIGNING_CERTIFICATE_V2)
    {
        return Level::Cms;
    }
    let stamped = has(SIGNATURE_TIME_STAMP);
    let revocation = has(REVOCATION_VALUES) || !data.crls.is_empty() || !data.answers.is_empty();
    let archived = has(ARCHIVE_TIME_STAMP_2) || has(ARCHIVE_TIME_STAMP_3);
    match (stamped, revocation, archived) {
        (true, _, true) => Level::BLTA,
        (true, true, false) => Level::BLT,
        (true, false, false) => Level::BT,
        (false, ..) => Level::BB,
    }
}

/// `signingTime`, as the signer claims it.
pub(super) fn claimed(signer: &Signer<'_>) -> Option<Time> {
    Reader::new(signer.attribute(SIGNING_TIME)?).time().ok()
}

/// Whose certificate it is, in words.
pub(super) fn signer_facts(certificate: &Certificate<'_>) -> SignerFacts {
    let key = match certificate.key.kind() {
        KeyKind::Rsa(bits) => format!("RSA-{bits}"),
        KeyKind::Curve(name) => name.to_owned(),
        KeyKind::Ed25519 => "Ed25519".into(),
        KeyKind::Dsa(bits) => format!("DSA-{bits}"),
        KeyKind::Other => certificate.key.algorithm.oid.to_string(),
    };
    SignerFacts {
        subject: words(&certificate.subject),
        name: parts(&certificate.subject, &[oid::COMMON_NAME]),
        unit: parts(&certificate.subject, &[oid::ORGANIZATIONAL_UNIT, oid::ORGANIZATION]),
        issuer: words(&certificate.issuer),
        serial: certificate.serial.to_string(),
        key,
        validity: Some((certificate.not_before, certificate.not_after)),
    }
}

/// A name as people write it: `CN=…, O=…`, the last part first (RFC 4514).
fn words(name: &Name<'_>) -> String {
    let mut parts: Vec<String> = name
        .attributes()
        .map(|attribute| {
            let label = oid::label(attribute.oid).map_or_else(|| attribute.oid.to_string(), str::to_owned);
            format!("{label}={}", attribute.text())
        })
        .collect();
    parts.reverse();
    parts.join(", ")
}

/// The values of these attributes, the last part of the name first.
fn parts(name: &Name<'_>, wanted: &[Oid<'_>]) -> String {
    let found = name.attributes().filter(|attribute| wanted.contains(&attribute.oid));
    let mut found: Vec<String> = found.map(|attribute| attribute.text().into_owned()).collect();
    found.reverse();
    found.join(", ")
}

/// What is weak at `at` about the digest of a signature, the certificate that made it, and its key.
pub(super) fn weaknesses(certificate: &Certificate<'_>, digest: Option<Digest>, at: Time) -> Vec<Weakness> {
    let mut found = algorithm::weaknesses(certificate, at);
    if digest == Some(Digest::Sha1) && at >= Weakness::Sha1Signature.since() {
        found.push(Weakness::Sha1Signature);
    }
    found
}

/// The first block of a PEM file.
pub(crate) fn unarmoured(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = str::from_utf8(bytes).ok()?;
    let (_, rest) = text.split_once("-----BEGIN ")?;
    let (_, body) = rest.split_once("-----")?;
    let (body, _) = body.split_once("-----END ")?;
    let plain: String = body.chars().filter(|letter| !letter.is_whitespace()).collect();
    base64::engine::general_purpose::STANDARD.decode(plain).ok()
}
