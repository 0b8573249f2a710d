//! From facts to an indication: the order of EN 319 102-1 section 5, the first thing that fails decides.

use super::facts::{Facts, Kind, Level};
use super::report::{ChangesReport, Covers, Indication, ReasonReport, SignatureReport, SignerReport, Verdict};
use super::stamp::StampFault;
use crate::cms::verify::{Crypto, Named};
use crate::pdf::changes;
use crate::pdf::field::Fault;
use antin_pki::verdict::Reason;

/// The judgement on one signature.
#[must_use]
pub fn judge(facts: &Facts) -> SignatureReport {
    let mut reasons = Vec::new();
    let (indication, sub_indication) = match signature(facts, &mut reasons) {
        Ok(()) => (Indication::TotalPassed, None),
        Err((indication, sub)) => (indication, Some(sub)),
    };
    let mut verdict = match indication {
        Indication::TotalPassed => Verdict::Valid,
        Indication::Indeterminate => Verdict::Unknown,
        Indication::TotalFailed => Verdict::Invalid,
    };
    verdict = verdict.max(of_changes(facts, &mut reasons));
    verdict = verdict.max(of_archive(facts, &mut reasons));
    for stamp in &facts.stamps {
        match &stamp.outcome {
            Err(StampFault::ArchiveBroken | StampFault::ArchiveIndex) | Ok(()) => {}
            Err(fault) => reasons.push(ReasonReport::of(fault.code())),
        }
    }
    let key = facts.signer.as_ref().map(|signer| signer.key.clone()).unwrap_or_default();
    SignatureReport {
        id: facts.id.clone(),
        kind: match facts.kind {
            Kind::Signature => "signature",
            Kind::DocumentTimeStamp => "document-timestamp",
        },
        level: facts.level.name(),
        signer: facts.signer.as_ref().map(|signer| SignerReport {
            subject: signer.subject.clone(),
            issuer: signer.issuer.clone(),
            serial: signer.serial.clone(),
            name: signer.name.clone(),
            unit: signer.unit.clone(),
        }),
        algorithm: format!("{key} {}", facts.digest).trim().to_owned(),
        indication,
        sub_indication,
        verdict,
        claimed_time: facts.claimed.map(|time| time.to_string()),
        best_time: facts.proven.unwrap_or(facts.now).to_string(),
        best_time_source: if facts.proven.is_some() { "timestamp" } else { "now" },
        covers: Covers {
            revision: facts.revision.map(|(own, _)| own),
            of: facts.revision.map(|(_, all)| all),
            whole_file: facts.whole_file,
        },
        changes_after: ChangesReport { level: facts.changes.level.name(), items: facts.changes.items.clone() },
        reasons,
    }
}

type Outcome = Result<(), (Indication, &'static str)>;

fn signature(facts: &Facts, reasons: &mut Vec<ReasonReport>) -> Outcome {
    let mut say = |code: &str| reasons.push(ReasonReport::of(code));
    // 5.2.2: format.
    for fault in &facts.faults {
        say(fault_code(*fault));
    }
    let failed = |sub| Err((Indication::TotalFailed, sub));
    let undecided = |sub| Err((Indication::Indeterminate, sub));
    let only_shared = facts.faults.iter().all(|fault| *fault == Fault::Shared);
    // A content that is another one is said before the form: it is what people ask first.
    if facts.crypto == Crypto::OtherContent {
        say("content-differs");
        return failed("HASH_FAILURE");
    }
    if !only_shared {
        return failed("FORMAT_FAILURE");
    }
    // 5.2.7: cryptography.
    match &facts.crypto {
        Crypto::BadSignature => {
            say("signature-does-not-match");
            return failed("SIG_CRYPTO_FAILURE");
        }
        Crypto::DigestsDiffer => {
            say("digests-differ");
            return failed("SIG_CRYPTO_FAILURE");
        }
        Crypto::BadAttribute(name) => {
            let arguments = vec![("attribute", (*name).to_owned())];
            reasons.push(ReasonReport { code: "attribute-missing".into(), arguments });
            return failed("FORMAT_FAILURE");
        }
        Crypto::Unsupported(algorithm) => {
            let arguments = vec![("algorithm", algorithm.clone())];
            reasons.push(ReasonReport { code: "algorithm-not-supported".into(), arguments });
            return undecided("CRYPTO_CONSTRAINTS_FAILURE");
        }
        Crypto::NoCertificate => {
            say("certificate-missing");
            return undecided("NO_SIGNING_CERTIFICATE_FOUND");
        }
        Crypto::NoContent => {
            say("content-missing");
            return undecided("SIGNED_DATA_NOT_FOUND");
        }
        Crypto::Intact | Crypto::OtherContent => {}
    }
    // 5.2.3: the certificate that the signature names.
    if facts.named == Named::Another {
        say("another-certificate-named");
        return undecided("NO_SIGNING_CERTIFICATE_FOUND");
    }
    if !facts.faults.is_empty() {
        return undecided("FORMAT_FAILURE");
    }
    path(facts, reasons)?;
    // 5.2.8: what is weak at the proven instant can no longer prove.
    if !facts.weaknesses.is_empty() {
        reasons.push(ReasonReport::of("algorithm-weak"));
        return undecided("CRYPTO_CONSTRAINTS_FAILURE_NO_POE");
    }
    if facts.named == Named::No {
        // Cryptography cannot tell whether another certificate of the same key was put in its place (RFC 5035 section 5).
        reasons.push(ReasonReport::of("certificate-not-named"));
    }
    if facts.kind == Kind::Signature && facts.level == Level::Cms {
        reasons.push(ReasonReport::of("not-baseline"));
    }
    Ok(())
}

/// 5.2.6 and 5.3: path, validity, revocation.
fn path(facts: &Facts, reasons: &mut Vec<ReasonReport>) -> Outcome {
    let undecided = |sub| Err((Indication::Indeterminate, sub));
    let reason = match &facts.path {
        Some(path) => match &path.outcome {
            Ok(()) => return Ok(()),
            Err(reason) => reason,
        },
        None => &Reason::NoIssuer,
    };
    reasons
        .push(ReasonReport { code: reason.code().to_owned(), arguments: vec![("clause", reason.clause().to_owned())] });
    match reason {
        Reason::NoIssuer | Reason::Budget => undecided("NO_CERTIFICATE_CHAIN_FOUND"),
        Reason::Revoked { .. } => undecided("REVOKED_NO_POE"),
        Reason::RevocationUnknown(_) => undecided("TRY_LATER"),
        Reason::Expired { .. } | Reason::NotYetValid { .. } => undecided("OUT_OF_BOUNDS_NO_POE"),
        Reason::BadSignature => undecided("NO_CERTIFICATE_CHAIN_FOUND"),
        Reason::UnsupportedAlgorithm(_) => undecided("CRYPTO_CONSTRAINTS_FAILURE"),
        Reason::WrongKeyUsage | Reason::WrongPurpose => undecided("SIG_CONSTRAINTS_FAILURE"),
        _ => undecided("CHAIN_CONSTRAINTS_FAILURE"),
    }
}

/// What the changes after a signature make of it.
fn of_changes(facts: &Facts, reasons: &mut Vec<ReasonReport>) -> Verdict {
    let mut say = |code: &str| reasons.push(ReasonReport::of(code));
    match facts.changes.level {
        changes::Level::None | changes::Level::LtvUpdate => Verdict::Valid,
        // Filled fields are what the signer wanted only if he certified that they may be filled.
        changes::Level::FormFill if facts.changes.fills_fields && facts.permits.certified.is_none() => {
            say("fields-filled-later");
            Verdict::Unknown
        }
        changes::Level::FormFill => Verdict::Valid,
        changes::Level::Annotation => {
            // An annotation can be laid over the text of a page, so nobody may call the page as shown signed.
            say("annotated-later");
            Verdict::Unknown
        }
        changes::Level::NotPermitted => {
            say("changed-later");
            Verdict::Invalid
        }
        changes::Level::Suspicious => {
            say("shows-two-things");
            Verdict::Invalid
        }
    }
}

/// What became of the archive time stamps: one that is broken proves nothing (EN 319 102-1 5.6.3), and shows that somebody
/// changed what it protects. What was signed may be whole all the same, so a person has to look.
fn of_archive(facts: &Facts, reasons: &mut Vec<ReasonReport>) -> Verdict {
    let mut verdict = Verdict::Valid;
    for stamp in &facts.stamps {
        if let Err(fault @ (StampFault::ArchiveBroken | StampFault::ArchiveIndex)) = &stamp.outcome {
            reasons.push(ReasonReport::of(fault.code()));
            verdict = Verdict::Unknown;
        }
    }
    if facts.archive.has_old_form {
        reasons.push(ReasonReport::of("archive-stamp-of-old-form"));
    }
    for attribute in &facts.archive.later_attributes {
        let arguments = vec![("attribute", attribute.clone())];
        reasons.push(ReasonReport { code: "added-after-archive-stamp".into(), arguments });
    }
    verdict
}

fn fault_code(fault: Fault) -> &'static str {
    match fault {
        Fault::ByteRange => "range-not-sound",
        Fault::Beginning => "range-not-from-the-beginning",
        Fault::Gap => "range-leaves-out-something-else",
        Fault::End => "range-ends-in-no-revision",
        Fault::Contents => "signature-empty",
        Fault::Twins => "name-twice",
        Fault::Hidden => "signature-hidden",
        Fault::Shared => "signature-in-two-fields",
        Fault::Signers => "not-one-signer",
        Fault::Enveloping => "content-inside",
        Fault::NotCms => "signature-unreadable",
        Fault::Tangled => "fields-tangled",
    }
}
