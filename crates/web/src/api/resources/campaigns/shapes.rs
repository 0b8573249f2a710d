//! What is told of cases, and what is sent about them.

use crate::api::values::Place;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A case of a campaign as a list shows it.
#[derive(Serialize, ToSchema)]
pub struct CaseShape {
    /// Its number in the campaign and in its review.
    pub number: i64,
    /// The certificate, where the registry has it.
    pub certificate: Option<String>,
    /// The unit where it lies.
    pub unit: Place,
    /// The unit that reports on it.
    pub office: String,
    /// Whom it is about.
    pub holder: String,
    /// What the review proposes.
    #[schema(example = "revoke")]
    pub proposed: &'static str,
    /// The finding that decides it.
    pub finding: Option<String>,
    /// `open`, `postponed`, `decided`, `confirmed`, `clear`.
    pub state: &'static str,
    /// What was decided.
    pub action: Option<&'static str>,
    /// What the holder said: `nothing`, `right`, `wrong`.
    pub holder_said: &'static str,
    /// Would revoking it leave the unit without any?
    pub is_only: bool,
    /// Drawn for a second look: confirmed by itself only.
    pub second_look: bool,
    /// Version: the `ETag` of the case.
    pub version: i64,
}

/// Everything about one case. Its `ETag` is its version.
#[derive(Serialize, ToSchema)]
pub struct CaseDetail {
    /// The case.
    pub case: CaseShape,
    /// Last day on which it can be decided.
    pub last_day: Option<String>,
    /// What the caller may do with it now.
    pub verbs: Vec<&'static str>,
    /// Why nothing can be decided now.
    pub shut: Option<String>,
    /// Did the certificate change since the case was looked at?
    pub is_changed: bool,
    /// Its steps, the earliest first.
    pub steps: Vec<StepTold>,
    /// Its evidence.
    pub evidence: Vec<EvidenceTold>,
    /// What its confirmed decision asks for.
    pub follow_ups: Vec<FollowUpTold>,
}

/// A step of a case.
#[derive(Serialize, ToSchema)]
pub struct StepTold {
    /// What was done.
    pub verb: &'static str,
    /// Where it stood before.
    pub before: &'static str,
    /// And after.
    pub after: &'static str,
    /// What was decided.
    pub action: Option<&'static str>,
    /// Why.
    pub reason: Option<String>,
    /// By which account.
    pub by: String,
    /// When.
    pub at: String,
}

/// A file that proves something.
#[derive(Serialize, ToSchema)]
pub struct EvidenceTold {
    /// Number.
    pub id: String,
    /// Its name, as people gave it.
    pub name: String,
    /// `pdf`, `png`, `jpeg`, `docx`, `xlsx`.
    pub kind: &'static str,
    /// Bytes.
    pub size: i64,
    /// SHA-256 of its bytes.
    pub digest: String,
}

/// What a confirmed decision asks for.
#[derive(Serialize, ToSchema)]
pub struct FollowUpTold {
    /// `revoke`, `issue`, `renew`, `change-info`, `report-to-ca`, `register`, `update-registry`.
    pub kind: String,
    /// Its number within the case.
    pub number: i64,
    /// The one that it belongs to.
    pub linked: Option<i64>,
    /// The request that was drafted from it.
    pub request: Option<String>,
    /// Why none could be drafted.
    pub trouble: Option<String>,
}

/// A case of the caller's own certificate.
#[derive(Serialize, ToSchema)]
pub struct OwnShape {
    /// The campaign.
    pub campaign: String,
    /// The case.
    pub number: i64,
    /// The certificate.
    pub certificate: Option<String>,
    /// What the caller said: `nothing`, `right`, `wrong`.
    pub said: &'static str,
    /// Last day for an answer.
    pub last_day: Option<String>,
    /// Version: to be sent as `If-Match`.
    pub version: i64,
}

/// A step to be taken.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StepShape {
    /// `accept`, `choose`, `dispute`, `postpone`, `take-up`, `undo`, `confirm`, `send-back`, `reopen`, `raise`.
    #[schema(example = "accept")]
    pub verb: String,
    /// The action, for `choose` and `dispute`.
    pub action: Option<String>,
    /// Why, where the verb needs a reason.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub reason: String,
    /// Number and day of the letter that asks for a replacement of a unit's only certificate.
    #[serde(default)]
    pub replacement: String,
    /// Until when it is put off.
    pub until: Option<String>,
}

/// What a holder says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HolderShape {
    /// `right` or `wrong`.
    #[schema(example = "right")]
    pub said: String,
    /// What is wrong.
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub note: String,
}

/// What a step for many cases would do.
#[derive(Serialize, ToSchema)]
pub struct BulkWhatIf {
    /// How many cases would take it: to be sent back as `agreed`.
    pub count: i64,
    /// By action.
    pub actions: Vec<CountShape>,
    /// How many have to be looked at one by one.
    pub special: i64,
    /// How many come back for a second look.
    pub sample: i64,
    /// So many revocations at once need `despite`.
    pub must_ask: bool,
}

/// How many of an action.
#[derive(Serialize, ToSchema)]
pub struct CountShape {
    /// The action.
    pub action: &'static str,
    /// How many.
    pub count: i64,
}

/// A step for many cases, agreed to.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BulkShape {
    /// The count of the what-if; another one means that the list changed, and nothing happens.
    pub agreed: i64,
    /// The caller has seen that many are revocations.
    #[serde(default)]
    pub despite: bool,
}
