//! `antin certificate verify FILE`: is it valid, and if not, why (exit status 0 valid, 3 unknown, 4 invalid).

use super::load::{responses, supplies};
use super::reasons::say;
use super::{Answer, describe, local, now};
use crate::arguments::{Shape, VerifyCall};
use crate::failure::Failure;
use crate::words::Words;
use antin_domain::message::Message;
use antin_pki::certificate::Certificate;
use antin_pki::oid::Oid;
use antin_pki::path::{Finding, Instants, Profile, Report, Revocation, Settings, Source, Store, Told, Validator};
use antin_pki::time::Time;
use antin_pki::trust::hex;
use antin_pki::verdict::Verdict;
use antin_results::certificates::files::{material, nothing_in};
use antin_results::certificates::trust::index;
use serde_json::{Value, json};

/// Verifies the first certificate of the file; further ones in it may stand in between.
///
/// # Errors
/// The call or a file cannot be used.
pub fn run(call: &VerifyCall) -> Answer {
    let words = Words::new(call.lang);
    let at = match &call.at {
        Some(text) => {
            Time::parse(text).ok_or_else(|| Failure::Unusable(Message::new("pki-bad-time").with("text", text)))?
        }
        None => now(),
    };
    let settings = settings(call)?;
    let file = material(&call.file)?;
    let (target, more) = file.certificates.split_first().ok_or_else(|| Failure::Unusable(nothing_in(&call.file)))?;
    let supplies = supplies(call)?;
    let read = |der| Certificate::read(der).ok();
    let others = supplies.others.iter().chain(more.iter().chain(&file.companions).map(|(_, der)| der));
    let store =
        Store::new(supplies.anchors.iter().filter_map(|der| read(der)).collect(), others.filter_map(|der| read(der)));
    let (crls, mut notes) = index(&store, &supplies.crls);
    let (answers, refused) = responses(&supplies.answers);
    notes.extend(refused);
    let responders: Vec<Certificate<'_>> = supplies.responders.iter().filter_map(|der| read(der)).collect();
    let Some(target) = read(&target.1) else { return Err(Failure::Unusable(nothing_in(&call.file))) };
    let validator = Validator::new(&store, &crls, settings).with_answers(&answers, &responders);
    let report = validator.validate(&target, Instants::at(at));
    let status = match report.verdict {
        Verdict::Valid => 0,
        Verdict::Unknown => 3,
        Verdict::Invalid => 4,
    };
    let answer = Reply { call, words: &words, at, target: &target, store: &store, report: &report, notes: &notes };
    let text = match call.format {
        Shape::Text => answer.text(),
        Shape::Json => serde_json::to_string_pretty(&answer.json()).unwrap_or_default() + "\n",
    };
    Ok((text, status))
}

fn settings(call: &VerifyCall) -> Result<Settings, Failure> {
    let mut policies = Vec::new();
    for text in &call.policy {
        let bad = || Failure::Unusable(Message::new("pki-bad-oid").with("text", text));
        policies.push(Oid::content_of(text).ok_or_else(bad)?);
    }
    Ok(Settings {
        policies,
        explicit_policy: call.explicit_policy,
        inhibit_mapping: call.inhibit_mapping,
        inhibit_any_policy: call.inhibit_any,
        profile: if call.tolerant { Profile::Tolerant } else { Profile::Strict },
        revocation: if call.crl.is_empty() && call.ocsp.is_empty() {
            Revocation::NotLookedAt
        } else {
            Revocation::Required
        },
        ..Settings::default()
    })
}

/// Everything that an answer tells.
struct Reply<'t, 'a> {
    call: &'t VerifyCall,
    words: &'t Words,
    at: Time,
    target: &'t Certificate<'a>,
    store: &'t Store<'a>,
    report: &'t Report,
    notes: &'t [Message],
}

impl Reply<'_, '_> {
    fn verdict(&self) -> (&'static str, &'static str) {
        match self.report.verdict {
            Verdict::Valid => ("valid", "pki-verdict-valid"),
            Verdict::Unknown => ("unknown", "pki-verdict-unknown"),
            Verdict::Invalid => ("invalid", "pki-verdict-invalid"),
        }
    }

    fn revocation(&self) -> (&'static str, &'static str) {
        match (self.report.revocation, self.report.verdict) {
            (Revocation::NotLookedAt, _) => ("not-looked-at", "pki-revocation-not-looked-at"),
            (_, Verdict::Valid) => ("good", "pki-revocation-good"),
            (_, _) if self.report.reasons.iter().any(|found| found.reason.code() == "revoked") => {
                ("revoked", "pki-revocation-revoked")
            }
            (_, _) => ("unknown", "pki-revocation-unknown"),
        }
    }

    /// The certificate that a finding is about.
    fn about(&self, above: usize) -> String {
        match above {
            0 => self.target.subject.to_string(),
            above => {
                let place = self.report.path.len().checked_sub(above);
                let certificate = place.and_then(|place| self.report.path.get(place));
                certificate.map_or_else(String::new, |index| self.store.certificates()[*index].subject.to_string())
            }
        }
    }

    fn text(&self) -> String {
        let words = self.words;
        let verdict = Message::new("pki-verify-verdict").with("file", self.call.file.display());
        let mut lines = vec![words.say(&verdict.with("verdict", words.get(self.verdict().1)))];
        for finding in &self.report.reasons {
            let reason = Message::new("pki-verify-reason").with("reason", say(&finding.reason, words));
            lines.push(words.say(&reason.with("clause", finding.reason.clause())));
            lines.push(words.say(&Message::new("pki-verify-about").with("name", self.about(finding.above))));
        }
        lines.push(words.say(&Message::new("pki-verify-at").with("at", local(self.at))));
        lines.push(words.get(self.revocation().1));
        for told in &self.report.told {
            let line = Message::new("pki-verify-told").with("source", source(told)).with("said", self.said(told));
            lines.push(words.say(&line.with("name", self.about(told.above))));
        }
        let subject = Message::new("pki-verify-subject").with("name", self.target.subject);
        lines.push(words.say(&subject.with("serial", self.target.serial)));
        for index in self.report.path.iter().rev() {
            let certificate = &self.store.certificates()[*index];
            let step = Message::new("pki-verify-issuer").with("name", certificate.subject);
            lines.push(words.say(&step.with("serial", certificate.serial)));
        }
        if !self.report.policies.is_empty() {
            let policies = self.report.policies.join(", ");
            lines.push(words.say(&Message::new("pki-verify-policies").with("policies", policies)));
        }
        for (name, weak) in self.weak() {
            lines.push(words.say(&Message::new("pki-verify-weak").with("name", name).with("weak", weak.join(", "))));
        }
        for finding in &self.report.departures {
            let note = Message::new("pki-verify-departure").with("reason", say(&finding.reason, words));
            lines
                .push(words.say(&note.with("clause", finding.reason.clause()).with("name", self.about(finding.above))));
        }
        lines.extend(self.notes.iter().map(|note| words.say(note)));
        lines.push(String::new());
        lines.join("\n")
    }

    /// What one source says of one certificate, in words.
    fn said(&self, told: &Told) -> String {
        match &told.said {
            Ok(()) => self.words.get("pki-told-good"),
            Err(reason) => say(reason, self.words),
        }
    }

    /// The certificates of the path that are weak, the one asked about first.
    fn weak(&self) -> Vec<(String, Vec<String>)> {
        let above = self.report.path.iter().rev().map(|index| &self.store.certificates()[*index]);
        std::iter::once(self.target)
            .chain(above)
            .map(|certificate| (certificate.subject.to_string(), describe::weak(certificate)))
            .filter(|(_, weak)| !weak.is_empty())
            .collect()
    }

    fn json(&self) -> Value {
        let finding = |finding: &Finding| {
            json!({
                "code": finding.reason.code(),
                "clause": finding.reason.clause(),
                "text": say(&finding.reason, self.words),
                "above": finding.above,
                "about": self.about(finding.above),
            })
        };
        let told = |told: &Told| {
            json!({
                "above": told.above,
                "source": source(told),
                "says": told.said.as_ref().map_or_else(|reason| reason.code(), |()| "good"),
                "text": self.said(told),
            })
        };
        let certificate = |certificate: &Certificate<'_>| {
            json!({
                "subject": certificate.subject.to_string(),
                "issuer": certificate.issuer.to_string(),
                "serial": certificate.serial.to_string(),
                "not_before": certificate.not_before.to_string(),
                "not_after": certificate.not_after.to_string(),
                "sha256": hex(&certificate.fingerprint()),
            })
        };
        let path: Vec<Value> =
            self.report.path.iter().rev().map(|index| certificate(&self.store.certificates()[*index])).collect();
        json!({
            "file": self.call.file.display().to_string(),
            "verdict": self.verdict().0,
            "at": self.at.to_string(),
            "reasons": self.report.reasons.iter().map(finding).collect::<Vec<_>>(),
            "revocation": self.revocation().0,
            "sources": self.report.told.iter().map(told).collect::<Vec<_>>(),
            "certificate": certificate(self.target),
            "path": path,
            "policies": self.report.policies,
            "weak": self.weak().into_iter().map(|(name, weak)| json!({ "subject": name, "weak": weak })).collect::<Vec<_>>(),
            "departures": self.report.departures.iter().map(finding).collect::<Vec<_>>(),
            "notes": self.notes.iter().map(|note| self.words.say(note)).collect::<Vec<_>>(),
        })
    }
}

fn source(told: &Told) -> &'static str {
    match told.source {
        Source::Crl => "CRL",
        Source::Ocsp => "OCSP",
    }
}
