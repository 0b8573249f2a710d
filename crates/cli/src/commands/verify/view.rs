//! A report as people read it: one sentence, then each signature, then the details. Text, HTML and PDF show the same.

use super::items;
use crate::commands::certificate::local;
use crate::words::Words;
use antin_domain::message::Message;
use antin_pki::time::Time;
use antin_sign::validate::report::{Indication, ReasonReport, Report, SignatureReport, Verdict};
use std::path::Path;

/// One file.
pub struct FileView {
    /// Its name.
    pub file: String,
    /// `valid`, `unknown` …: what decides the colour.
    pub verdict: Verdict,
    /// The sentence.
    pub headline: String,
    /// What is to be done next, where something can be done.
    pub advice: Option<String>,
    /// Its signatures.
    pub signatures: Vec<SignatureView>,
    /// What there is to say of the file as a whole.
    pub notes: Vec<String>,
    /// Label and value: digest, kind, instant of the verdict.
    pub details: Vec<(String, String)>,
}

/// One signature.
pub struct SignatureView {
    /// Number and whose it is.
    pub title: String,
    /// What decides the colour.
    pub verdict: Verdict,
    /// The word for it.
    pub word: String,
    /// Label and value: signer, unit, time, coverage, changes.
    pub lines: Vec<(String, String)>,
    /// Why.
    pub reasons: Vec<String>,
    /// Label and value: level, algorithm, certificate, indication.
    pub details: Vec<(String, String)>,
}

/// The report on the file at `path`, judged at `at`.
pub fn of(path: &Path, report: &Report, at: Time, words: &Words) -> FileView {
    let label = |key, value: &str| (words.get(key), value.to_owned());
    FileView {
        file: path.display().to_string(),
        verdict: report.verdict,
        headline: headline(report, words),
        advice: advice(report).map(|key| words.get(key)),
        signatures: report.signatures.iter().enumerate().map(|(index, one)| signature(index + 1, one, words)).collect(),
        notes: match report.verdict {
            // The sentence says it already.
            Verdict::Unreadable => Vec::new(),
            _ => report.reasons.iter().map(|one| reason(one, words)).collect(),
        },
        details: vec![
            label("signing-label-format", kind(report)),
            label("signing-label-sha256", &report.sha256),
            label("signing-label-judged-at", &words.say(&Message::new("signing-vietnam-time").with("at", local(at)))),
        ],
    }
}

/// The kind of a file as people call it, with the standard's word for its signatures.
fn kind(report: &Report) -> &str {
    match &report.format[..] {
        "PAdES" if report.signatures.is_empty() => "PDF",
        "PAdES" => "PDF (PAdES)",
        "CAdES" => "CMS: .p7s, .p7m (CAdES)",
        other => other,
    }
}

/// The one sentence for people.
pub fn headline(report: &Report, words: &Words) -> String {
    let people: Vec<&SignatureReport> = report.signatures.iter().filter(|one| one.kind == "signature").collect();
    let names = |list: &[&SignatureReport]| {
        let mut names: Vec<String> = list.iter().map(|one| name(one, words)).collect();
        names.dedup();
        names.join("; ")
    };
    let worst = report.signatures.iter().find(|one| one.verdict == report.verdict);
    let because = || {
        let own = worst.and_then(|one| decisive(one));
        own.or_else(|| report.reasons.first()).map_or_else(String::new, |one| reason(one, words))
    };
    match report.verdict {
        Verdict::Valid if people.is_empty() => words.get("signing-headline-only-stamps"),
        Verdict::Valid => {
            let key = match report.signatures.iter().map(|one| one.changes_after.level).max_by_key(|level| rank(level))
            {
                Some("form-fill") => "signing-headline-valid-filled",
                Some("ltv-update") => "signing-headline-valid-extended",
                _ => "signing-headline-valid",
            };
            words.fill(key, &[("names", names(&people))])
        }
        Verdict::Unknown => words.fill("signing-headline-unknown", &[("reason", because())]),
        Verdict::Invalid => words.fill("signing-headline-invalid", &[("reason", because())]),
        Verdict::Unsigned => words.get("signing-headline-unsigned"),
        Verdict::Unreadable => words.fill("signing-headline-unreadable", &[("reason", because())]),
    }
}

fn rank(level: &str) -> u8 {
    match level {
        "none" => 0,
        "ltv-update" => 1,
        _ => 2,
    }
}

/// The reason that decided: that of the changes where only they make it invalid, else the first.
fn decisive(signature: &SignatureReport) -> Option<&ReasonReport> {
    const CHANGES: [&str; 6] = [
        "changed-later",
        "shows-two-things",
        "fields-filled-later",
        "annotated-later",
        "archive-stamp-broken",
        "archive-stamp-without-index",
    ];
    let by_changes = match (signature.verdict, signature.indication) {
        (Verdict::Invalid, Indication::TotalFailed) => false,
        (Verdict::Invalid, _) => true,
        (_, indication) => indication == Indication::TotalPassed,
    };
    let of_changes = signature.reasons.iter().find(|one| CHANGES.contains(&&one.code[..]));
    of_changes.filter(|_| by_changes).or_else(|| signature.reasons.first())
}

/// What a person can do about an undecided verdict.
fn advice(report: &Report) -> Option<&'static str> {
    let has = |code: &str| report.signatures.iter().flat_map(|one| &one.reasons).any(|one| one.code == code);
    match report.verdict {
        Verdict::Unknown if has("no-issuer") => Some("signing-advice-trust"),
        Verdict::Unknown if has("no-crl") || has("crl-stale") || has("ocsp-stale") => Some("signing-advice-revocation"),
        Verdict::Unknown if has("content-missing") => Some("signing-advice-detached"),
        Verdict::Invalid => Some("signing-advice-invalid"),
        _ => None,
    }
}

/// The sentence of a reason, with what it speaks of.
pub fn reason(reason: &ReasonReport, words: &Words) -> String {
    words.fill(&format!("signing-reason-{}", reason.code), &reason.arguments)
}

fn name(signature: &SignatureReport, words: &Words) -> String {
    match &signature.signer {
        Some(signer) if !signer.name.is_empty() => signer.name.clone(),
        Some(signer) => signer.subject.clone(),
        None => words.get("signing-nobody"),
    }
}

fn signature(number: usize, one: &SignatureReport, words: &Words) -> SignatureView {
    let is_stamp = one.kind != "signature";
    let title = words.fill(
        if is_stamp { "signing-title-stamp" } else { "signing-title" },
        &[("number", number.to_string()), ("name", name(one, words))],
    );
    let word = words.get(match one.verdict {
        Verdict::Valid => "signing-word-valid",
        Verdict::Unknown => "signing-word-unknown",
        _ => "signing-word-invalid",
    });
    let mut lines = Vec::new();
    let mut add = |key, value: String| {
        if !value.is_empty() {
            lines.push((words.get(key), value));
        }
    };
    let signer = one.signer.clone().unwrap_or_default();
    if is_stamp {
        add("signing-label-stamped-by", name(one, words));
    } else {
        add("signing-label-signer", name(one, words));
        add("signing-label-unit", signer.unit.clone());
    }
    add("signing-label-time", time(one, words));
    add("signing-label-covers", covers(one, words));
    add("signing-label-changes", changes(one, words));
    let mut details = vec![
        (words.get("signing-label-level"), one.level.to_owned()),
        (words.get("signing-label-algorithm"), one.algorithm.clone()),
        (words.get("signing-label-subject"), signer.subject),
        (words.get("signing-label-issuer"), signer.issuer),
        (words.get("signing-label-serial"), signer.serial),
        (words.get("signing-label-indication"), indication(one)),
        (words.get("signing-label-id"), one.id.clone()),
        (words.get("signing-label-items"), items(one, words)),
    ];
    details.retain(|(_, value)| !value.is_empty());
    let reasons = one.reasons.iter().map(|one| reason(one, words)).collect();
    SignatureView { title, verdict: one.verdict, word, lines, reasons, details }
}

fn items(one: &SignatureReport, words: &Words) -> String {
    let said: Vec<String> = one.changes_after.items.iter().map(|item| items::said(item, words)).collect();
    said.join("; ")
}

/// The time, and what it rests on.
fn time(one: &SignatureReport, words: &Words) -> String {
    let there = |text: &str| Time::parse(text).map_or_else(|| text.to_owned(), local);
    if one.best_time_source == "timestamp" {
        return words.fill("signing-time-proven", &[("at", there(&one.best_time))]);
    }
    match &one.claimed_time {
        Some(claimed) => words.fill("signing-time-claimed", &[("at", there(claimed))]),
        None => words.get("signing-time-unknown"),
    }
}

fn covers(one: &SignatureReport, words: &Words) -> String {
    match (one.covers.whole_file, one.covers.revision, one.covers.of) {
        (true, ..) => words.get("signing-covers-all"),
        (false, Some(own), Some(all)) => {
            words.fill("signing-covers-revision", &[("own", own.to_string()), ("all", all.to_string())])
        }
        _ => words.get("signing-covers-unknown"),
    }
}

/// What became of the content after signing: inside what is signed, then behind it.
fn changes(one: &SignatureReport, words: &Words) -> String {
    match one.sub_indication {
        Some("HASH_FAILURE") => words.get("signing-changes-content"),
        Some("SIGNED_DATA_NOT_FOUND" | "FORMAT_FAILURE") if one.changes_after.level == "none" => {
            words.get("signing-covers-unknown")
        }
        _ => words.get(&format!("signing-changes-{}", one.changes_after.level)),
    }
}

/// In the words of EN 319 102-1.
fn indication(one: &SignatureReport) -> String {
    let indication = match one.indication {
        Indication::TotalPassed => "TOTAL-PASSED",
        Indication::Indeterminate => "INDETERMINATE",
        Indication::TotalFailed => "TOTAL-FAILED",
    };
    match one.sub_indication {
        Some(sub) => format!("{indication}, {sub}"),
        None => indication.to_owned(),
    }
}
