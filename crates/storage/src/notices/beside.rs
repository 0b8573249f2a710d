//! What is under way about the certificates of notices: a request that is open, a case that waits in a campaign.

use super::pairs_of;
use crate::codes::Code;
use crate::db::Connection;
use crate::error::Result;
use antin_domain::campaign::CampaignState;
use antin_domain::campaign::case::CaseState;
use antin_domain::id::Id;
use std::collections::HashMap;

/// What is under way about a certificate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beside {
    /// The request that was begun last and is open.
    pub request: Option<Id>,
    /// The case that waits for a decision: campaign and number.
    pub case: Option<(Id, i64)>,
}

/// What is under way about each of `certificates`; those without anything are left out.
///
/// # Errors
/// The database cannot be read.
pub async fn beside(connection: &mut Connection, certificates: &[Id]) -> Result<HashMap<Id, Beside>> {
    let mut found: HashMap<Id, Beside> = HashMap::new();
    let head = "SELECT r.certificate_id, max(r.id), max(r.id) FROM request r WHERE r.is_open = 1 AND r.certificate_id";
    for (certificate, request, _) in pairs_of(connection, head, certificates, "GROUP BY r.certificate_id").await? {
        found.entry(Id(certificate)).or_default().request = Some(Id(request));
    }
    let head = format!(
        "SELECT k.certificate_id, k.campaign_id, k.number FROM campaign_case k JOIN campaign c ON c.id = k.campaign_id
         WHERE c.state = {} AND k.state IN ({}, {}) AND k.certificate_id",
        CampaignState::Running.code(),
        CaseState::Open.code(),
        CaseState::Postponed.code()
    );
    for (certificate, campaign, number) in
        pairs_of(connection, &head, certificates, "ORDER BY c.launched_us, k.number").await?
    {
        found.entry(Id(certificate)).or_default().case = Some((Id(campaign), number));
    }
    Ok(found)
}
