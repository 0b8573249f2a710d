//! What requests look like in JSON, and what a body says as the domain has it.

use crate::api::problem::Problem;
use crate::api::values;
use antin_app::requests::Kept;
use antin_domain::message::Message;
use antin_domain::request::{Content, RevocationReason};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A request as a list shows it.
#[derive(Serialize, ToSchema)]
pub struct RequestRow {
    /// Number in the registry.
    pub id: String,
    /// `issue`, `renew`, `change-info`, `revoke`, `reissue`, `restore-device`.
    pub kind: &'static str,
    /// `draft`, `submitted`, `returned`, `held`, `approved`, `bundled`, `sent`, `taken`, `device-out`, `done`, `refused`,
    /// `withdrawn`, `expired`.
    pub state: &'static str,
    /// Name of the holder.
    pub holder: String,
    /// The unit that asks.
    pub unit: String,
    /// The certificate it is about; null for a first one.
    pub certificate: Option<String>,
    /// The device it is about, where known.
    pub device: Option<String>,
    /// The letter that it is in.
    pub letter: Option<String>,
    /// The day on which its letter was sent.
    pub sent: Option<String>,
    /// The last day of the clock that runs: the CA's, or that of the device.
    pub due: Option<String>,
}

/// Everything about one request. Its `ETag` is its version.
#[derive(Serialize, ToSchema)]
pub struct Request {
    /// Number in the registry.
    pub id: String,
    /// `issue`, `renew`, `change-info`, `revoke`, `reissue`, `restore-device`.
    pub kind: &'static str,
    /// Where it stands.
    pub state: &'static str,
    /// Name of the holder.
    pub holder: String,
    /// The unit that asks.
    pub unit: String,
    /// The certificate it is about; null for a first one.
    pub certificate: Option<String>,
    /// The device it is about, where known.
    pub device: Option<String>,
    /// The letter that it is in.
    pub letter: Option<String>,
    /// The other of two that belong together.
    pub pair: Option<String>,
    /// The day on which its letter was sent.
    pub sent: Option<String>,
    /// The last day of the clock that runs.
    pub due: Option<String>,
    /// What it says.
    pub content: RequestContent,
    /// What the law asks, today.
    pub checks: Vec<RequestCheck>,
    /// How many approvals it has.
    pub approved: usize,
    /// How many it needs.
    pub needed: usize,
    /// What proved it; null while nothing did. Nobody's word closes a request.
    pub proof: Option<RequestProof>,
    /// What the caller can do with it now.
    pub verbs: Vec<&'static str>,
    /// Its steps, the earliest first.
    pub steps: Vec<RequestStep>,
}

/// What a request says. What is left out is not said.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
pub struct RequestContent {
    /// Why the certificate is to be revoked: one of the closed list of the law.
    #[schema(example = "retired")]
    pub reason: Option<String>,
    /// Why, in words.
    #[schema(max_length = 500)]
    pub note: String,
    /// Years of validity; null: as long as the law allows.
    pub years: Option<u8>,
    /// How often it was renewed, where no list says.
    pub renewals: Option<u8>,
    /// New or first name.
    #[schema(max_length = 60)]
    pub name: String,
    /// New or first position.
    #[schema(max_length = 120)]
    pub position: String,
    /// New or first e-mail.
    #[schema(max_length = 80)]
    pub email: String,
    /// New or first name of the unit.
    #[schema(max_length = 150)]
    pub unit_name: String,
    /// Province.
    #[schema(max_length = 60)]
    pub province: String,
    /// Address of a body, purpose of a machine.
    #[schema(max_length = 200)]
    pub address: String,
    /// Telephone.
    #[schema(max_length = 20)]
    pub phone: String,
}

/// One check of the law.
#[derive(Serialize, ToSchema)]
pub struct RequestCheck {
    /// `met`, `broken`, `unknown`.
    pub verdict: &'static str,
    /// What was found, with the article, in the language of the answer.
    pub sentence: String,
}

/// What proved a request.
#[derive(Serialize, ToSchema)]
pub struct RequestProof {
    /// `revoked`, `certificate`, `restored`.
    pub kind: &'static str,
    /// The day on which it was found.
    pub day: Option<String>,
    /// The list that showed it.
    pub import: Option<String>,
    /// The certificate that was asked for.
    pub certificate: Option<String>,
}

/// A step that was taken.
#[derive(Serialize, ToSchema)]
pub struct RequestStep {
    /// What was done.
    pub verb: &'static str,
    /// Where it stood before.
    pub before: &'static str,
    /// And after.
    pub after: &'static str,
    /// The account; null: a proof did.
    pub user: Option<String>,
    /// As which role.
    pub role: Option<&'static str>,
    /// Why, in the words of whoever did it.
    pub words: Option<String>,
    /// When.
    pub at: String,
}

/// A request to be begun. Whose it is and where it lies is taken from the registry.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRequest {
    /// What is asked.
    #[schema(example = "renew")]
    pub kind: RequestKindWord,
    /// The certificate it is about: for everything but a first certificate and a locked device.
    pub certificate: Option<String>,
    /// The device: for a locked one.
    pub device: Option<String>,
    /// The person: for a first certificate.
    pub person: Option<String>,
    /// The unit: for the first certificate of a body or machine.
    pub unit: Option<String>,
    /// `organisation` or `device`: for the first certificate of a body or machine.
    pub holder: Option<HolderWord>,
    /// What it says.
    #[serde(default)]
    pub content: RequestContent,
}

/// A kind of request.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RequestKindWord {
    Issue,
    Renew,
    ChangeInfo,
    Revoke,
    Reissue,
    RestoreDevice,
}

/// A kind of holder who is no person.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
pub enum HolderWord {
    Organisation,
    Device,
}

/// Revocation and re-issue of one certificate, linked; the answer names the revocation.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPair {
    /// The certificate.
    pub certificate: String,
    /// What the revocation says.
    #[serde(default)]
    pub revoke: RequestContent,
    /// What the re-issue says.
    #[serde(default)]
    pub reissue: RequestContent,
}

/// A step to be taken.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRequestStep {
    /// One of `verbs` of the request.
    #[schema(example = "approve")]
    pub verb: String,
    /// Why: needed for `return`, `hold`, `withdraw`, `refuse`.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub words: String,
    /// The day of the CA's answer, for `take`; null: today.
    pub day: Option<String>,
}

/// A request as a row of a list.
pub fn row(kept: &Kept) -> RequestRow {
    let request = &kept.request;
    RequestRow {
        id: request.id.to_string(),
        kind: request.kind.name(),
        state: request.state.name(),
        holder: request.holder.clone(),
        unit: request.unit.to_string(),
        certificate: request.certificate.map(|id| id.to_string()),
        device: request.device.map(|id| id.to_string()),
        letter: request.letter.map(|id| id.to_string()),
        sent: values::day(kept.sent),
        due: values::day(kept.due),
    }
}

/// What a body says, as the domain has it.
pub fn said(input: RequestContent) -> Result<Content, Problem> {
    let reason = match &input.reason {
        None => None,
        Some(name) => {
            let known = RevocationReason::ALL.into_iter().find(|reason| reason.name() == name);
            let unknown = || antin_app::AppError::Unusable(Message::new("request-no-such-reason"));
            Some(known.ok_or_else(unknown)?)
        }
    };
    Ok(Content {
        reason,
        note: input.note,
        years: input.years.map(u32::from),
        renewals: input.renewals,
        name: input.name,
        position: input.position,
        email: input.email,
        unit_name: input.unit_name,
        province: input.province,
        address: input.address,
        phone: input.phone,
    })
}

/// What a request says, as bodies have it.
pub fn told(content: &Content) -> RequestContent {
    RequestContent {
        reason: content.reason.map(|reason| reason.name().to_owned()),
        note: content.note.clone(),
        years: content.years.and_then(|years| u8::try_from(years).ok()),
        renewals: content.renewals,
        name: content.name.clone(),
        position: content.position.clone(),
        email: content.email.clone(),
        unit_name: content.unit_name.clone(),
        province: content.province.clone(),
        address: content.address.clone(),
        phone: content.phone.clone(),
    }
}
