//! `antin verify FILE…`: are the signatures good, who signed, what was signed, what came later.
//!
//! Exit status: 0 all valid, 3 something unknown, 4 something invalid or unreadable, 5 no signature.

mod html;
mod items;
mod sheet;
mod text;
mod view;

use super::certificate::now;
use crate::arguments::sign::{JudgeCall, ReportFormat};
use crate::failure::Failure;
use crate::papers;
use crate::signing::material::Material;
use crate::signing::opened::Opened;
use crate::signing::outside::Outside;
use crate::signing::{evidence, settings};
use crate::words::Words;
use antin_domain::message::Message;
use antin_pki::time::Time;
use antin_sign::source::Source;
use antin_sign::validate::report::{ReasonReport, Report, Verdict};
use antin_sign::validate::{self, Question, signed};
use serde_json::{Value, json};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use view::FileView;

/// What is printed, and the exit status.
pub type Printed = (Vec<u8>, u8);

/// Judges the files of the call, one after the other.
///
/// # Errors
/// The call or a file cannot be used; then nothing was printed or written.
pub fn run(call: &JudgeCall) -> Result<Printed, Failure> {
    let words = Words::new(call.lang);
    let at = match &call.at {
        Some(text) => {
            Time::parse(text).ok_or_else(|| Failure::Unusable(Message::new("pki-bad-time").with("text", text)))?
        }
        None => now(),
    };
    if call.format == ReportFormat::Pdf && call.out.is_none() && std::io::stdout().is_terminal() {
        return Err(Failure::Unusable(Message::new("signing-pdf-to-terminal")));
    }
    if call.files.len() > 1 && (call.detached.is_some() || call.save_signed.is_some()) {
        return Err(Failure::Unusable(Message::new("signing-one-file-only")));
    }
    let material = Material::read(&call.material)?;
    let outside = settings::outside(&call.network, None)?;
    let detached = call.detached.as_deref().map(read).transpose()?;
    let password = call.password_file.as_deref().map(password).transpose()?;
    // Every file is opened before the first is judged: a call that cannot be carried out says nothing by half.
    for file in &call.files {
        std::fs::File::open(file).map_err(|error| unreadable(file, &error))?;
    }
    let mut judged = Vec::with_capacity(call.files.len());
    for path in &call.files {
        let file = Opened::open(path).map_err(|error| unreadable(path, &error))?;
        let source = file.source();
        let mut question = material.question(at);
        question.detached = detached.as_deref();
        question.password = password.as_deref();
        let report = validate::file(&source, &question);
        let report = match report.verdict {
            Verdict::Unknown if outside.is_open() => with_evidence(&source, &question, &material, &outside),
            _ => report,
        };
        // What was found out while somebody wrote into the file is true of no file.
        let report = if file.has_changed() { Report::unreadable(&report.format, "file-not-read") } else { report };
        if let Some(place) = &call.save_signed {
            save_signed(&source, password.as_deref(), call, path, place)?;
        }
        judged.push((path.clone(), report));
    }
    let status = status(judged.iter().map(|(_, report)| report.verdict));
    let printed = match call.format {
        ReportFormat::Json => json_of(&judged, &words)?.into_bytes(),
        _ => {
            let views: Vec<FileView> = judged.iter().map(|(path, report)| view::of(path, report, at, &words)).collect();
            match call.format {
                ReportFormat::Html => html::page(&views, &words).into_bytes(),
                ReportFormat::Pdf => sheet::pdf(&views, call.agency.as_deref(), at, &words)?,
                ReportFormat::Text | ReportFormat::Json => text::write(&views, &words).into_bytes(),
            }
        }
    };
    match &call.out {
        Some(place) => {
            papers::write(place, &printed)?;
            let line = words.say(&Message::new("cli-written").with("path", place.display())) + "\n";
            Ok((line.into_bytes(), status))
        }
        None => Ok((printed, status)),
    }
}

/// The verdict once issuers and revocation data were fetched from where the certificates of the file say.
fn with_evidence(source: &Source<'_>, question: &Question<'_>, material: &Material, outside: &Outside) -> Report {
    let carried = signed::carried(source, question.password);
    let mut known = material.clone();
    known.add(&carried.all);
    let found = evidence::gather(&carried.signers, &known, outside, now()).store;
    let mut more = question.clone();
    more.certificates.extend(found.certificates.iter().map(Vec::as_slice));
    more.crls.extend(found.crls.iter().map(Vec::as_slice));
    more.answers.extend(found.answers.iter().map(Vec::as_slice));
    validate::file(source, &more)
}

/// The exit status of several verdicts: what is worst is told, a file without a signature after what is undecided.
fn status(verdicts: impl Iterator<Item = Verdict> + Clone) -> u8 {
    let has = |wanted: &[Verdict]| verdicts.clone().any(|verdict| wanted.contains(&verdict));
    match () {
        () if has(&[Verdict::Invalid, Verdict::Unreadable]) => 4,
        () if has(&[Verdict::Unknown]) => 3,
        () if has(&[Verdict::Unsigned]) => 5,
        () => 0,
    }
}

/// The reports as the contract writes them, each reason with its sentence.
fn json_of(judged: &[(PathBuf, Report)], words: &Words) -> Result<String, Failure> {
    let failed =
        |error: serde_json::Error| Failure::Failed(Message::new("signing-failed").with("reason", error.to_string()));
    let mut out = String::new();
    for (path, report) in judged {
        let mut object = serde_json::Map::new();
        object.insert("file".into(), path.display().to_string().into());
        if let Value::Object(fields) = serde_json::to_value(report).map_err(failed)? {
            object.extend(fields);
        }
        object.insert("sentence".into(), view::headline(report, words).into());
        object.insert("reasons".into(), reasons(&report.reasons, words));
        if let Some(Value::Array(signatures)) = object.get_mut("signatures") {
            for (value, signature) in signatures.iter_mut().zip(&report.signatures) {
                value["reasons"] = reasons(&signature.reasons, words);
            }
        }
        out.push_str(&serde_json::to_string_pretty(&Value::Object(object)).map_err(failed)?);
        out.push('\n');
    }
    Ok(out)
}

fn reasons(reasons: &[ReasonReport], words: &Words) -> Value {
    let reasons = reasons.iter().map(|reason| json!({ "code": reason.code, "message": view::reason(reason, words) }));
    Value::Array(reasons.collect())
}

/// Writes the revision that was signed, or the content of a CMS.
fn save_signed(
    source: &Source<'_>,
    password: Option<&[u8]>,
    call: &JudgeCall,
    path: &Path,
    place: &Path,
) -> Result<(), Failure> {
    if let Some(end) = signed::revision(source, password, call.signature.as_deref()) {
        return papers::write_by(place, &mut |out| source.until(end).write_to(out));
    }
    match source.whole().and_then(|bytes| signed::content(&bytes)) {
        Some(signed) => papers::write(place, &signed),
        None => Err(Failure::Unusable(Message::new("signing-nothing-signed").with("file", path.display()))),
    }
}

/// The bytes of a file.
///
/// # Errors
/// It cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::Unusable(Message::new("cli-unreadable").with("file", path.display()).with("reason", error))
}

/// A password or PIN in a file: its first line.
///
/// # Errors
/// The file cannot be read.
pub fn password(path: &Path) -> Result<Vec<u8>, Failure> {
    let bytes = read(path)?;
    let end = bytes.iter().position(|byte| matches!(byte, b'\r' | b'\n')).unwrap_or(bytes.len());
    Ok(bytes[..end].to_vec())
}
