//! Registering and confirming a certificate from its file: what would happen, and doing it.

use crate::api::answer::Answer;
use crate::api::asked::{Asked, Body};
use crate::api::operation::{Gives, Method, Operation, Rule, Takes, shape};
use crate::api::parameter::{Kind, Parameter};
use crate::api::problem::{Code, Problem};
use crate::api::values;
use antin_app::AppError;
use antin_app::register::{self, Issuer, Outcome, Said};
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_words::Words;
use serde::Serialize;
use utoipa::ToSchema;

/// The name of the file; it is not kept.
const FILE: &[Parameter] = &[Parameter { name: "name", kind: Kind::Text }];

pub const OPERATIONS: &[Operation] = &[
    Operation::change(
        Method::Post,
        "/certificates",
        "register-certificate",
        Rule::May(Act::RegisterCertificate),
        Gives::Made("/certificates"),
        |asked| Box::pin(keep(asked)),
    )
    .with(FILE)
    .taking(Takes::File),
    Operation::change(
        Method::Post,
        "/certificates/what-if",
        "register-what-if",
        Rule::May(Act::RegisterCertificate),
        Gives::Told(shape::<CertificatesRead>),
        |asked| Box::pin(what_if(asked)),
    )
    .with(FILE)
    .taking(Takes::File),
];

/// What a file holds.
#[derive(Serialize, ToSchema)]
struct CertificatesRead {
    /// Its certificates of people and units, at most twenty.
    certificates: Vec<CertificateRead>,
}

/// A certificate of a file, and what the registry would do with it.
#[derive(Serialize, ToSchema)]
struct CertificateRead {
    /// Name of the issuer.
    issuer: String,
    /// Serial number in hex digits.
    serial: String,
    /// Name of the holder.
    holder: String,
    /// SHA-256 of its bytes in hex digits.
    digest: String,
    /// Last day, in Vietnam.
    valid_to: Option<String>,
    /// Did the CA sign it? `verified`; `unknown`: its certificate is not trusted here; `denied`: it did not.
    signed: &'static str,
    /// `register`: it is not there; `confirm`: it is there, and what differs would follow it; `refuse`.
    outcome: &'static str,
    /// The entry that would be confirmed.
    entry: Option<String>,
    /// The person for whom it would be registered.
    person: Option<String>,
    /// Why it would be refused.
    reason: Option<String>,
}

async fn what_if(asked: Asked) -> Result<Answer, Problem> {
    let found = register::read(&asked.context, &asked.visitor, bytes(&asked)?).await?;
    let certificates = found.iter().map(|(said, outcome)| told(asked.words(), said, outcome)).collect();
    Answer::one(&CertificatesRead { certificates })
}

/// Registers or confirms the one certificate of the file.
async fn keep(asked: Asked) -> Result<Answer, Problem> {
    let found = register::read(&asked.context, &asked.visitor, bytes(&asked)?).await?;
    let [(said, _)] = found.as_slice() else {
        let message = Message::new("api-one-certificate").with("count", found.len());
        return Err(Problem::new(Code::Unusable, message));
    };
    Answer::done("certificate", register::keep(&asked.context, &asked.visitor, &said.der).await?)
}

fn bytes(asked: &Asked) -> Result<&[u8], Problem> {
    match &asked.body {
        Body::File(file) if file.bytes.is_empty() => Err(AppError::Unusable(Message::new("intake-no-file")).into()),
        Body::File(file) if file.bytes.len() > register::MOST_BYTES => {
            let message = Message::new("api-too-large").with("most", register::MOST_BYTES);
            Err(Problem::new(Code::TooLarge, message))
        }
        Body::File(file) => Ok(&file.bytes),
        Body::Nothing | Body::Json(_) => Err(Problem::plain(Code::Broken)),
    }
}

fn told(words: &Words, said: &Said, outcome: &Outcome) -> CertificateRead {
    let mut told = CertificateRead {
        issuer: said.issuer.clone(),
        serial: said.serial.to_string(),
        holder: said.holder.clone(),
        digest: antin_domain::hex::hex(&said.digest),
        valid_to: values::day(said.valid_to),
        signed: match said.signed {
            Issuer::Verified => "verified",
            Issuer::Unknown => "unknown",
            Issuer::Denied => "denied",
        },
        outcome: "refuse",
        entry: None,
        person: None,
        reason: None,
    };
    match outcome {
        Outcome::Register { person, .. } => {
            told.outcome = "register";
            told.person = person.map(|id| id.to_string());
        }
        Outcome::Confirm { entry, .. } => {
            told.outcome = "confirm";
            told.entry = Some(entry.to_string());
        }
        Outcome::Refuse(message) => told.reason = Some(words.say(message)),
    }
    told
}
