//! What a review found becomes notices, and notices whose finding it did not make again are closed.

use crate::error::AppError;
use crate::reviews::Place;
use crate::reviews::sides::Found;
use crate::work::Desk;
use antin_domain::certificate::Standing as CertificateStanding;
use antin_domain::id::Id;
use antin_domain::name::fold;
use antin_domain::notice::{Closing, NoticeKind};
use antin_storage::notices::{self, Closed, Notice, Standing};
use antin_storage::reviews::Run;
use antin_storage::{Change, certificates};
use std::collections::{HashMap, HashSet};

/// Brings notices up to date with a review, in the turn that keeps it: the same finding about the same certificate keeps
/// its notice. How many were opened, and how many closed.
///
/// # Errors
/// The database cannot be read or written.
pub(crate) async fn after_review(
    desk: &Desk,
    change: &mut Change,
    run: &Run,
    found: &[Found],
    places: &[Place],
) -> Result<(usize, usize), AppError> {
    let open = notices::open_of_reviews(change).await?;
    let known: HashMap<&str, &Notice> = open.iter().map(|notice| (notice.cause.as_str(), notice)).collect();
    let mut seen: HashSet<String> = HashSet::new();
    let mut ids = desk.ids()?;
    let mut fresh = Vec::new();
    for (one, &(unit, certificate)) in found.iter().zip(places) {
        for code in &one.findings {
            let Some(kind) = NoticeKind::of_finding(*code) else { continue };
            let subject = certificate.map_or_else(|| of_name(one, unit), |id| id.to_string());
            let cause = format!("{}:{subject}", code.name());
            // Two cases can speak of one certificate; one notice is enough.
            if !seen.insert(cause.clone()) {
                continue;
            }
            let said = one.why.said.iter().find(|said| said.code == code.name());
            let action = said.and_then(|said| said.action()).unwrap_or_else(|| code.action());
            let standing = Standing { action, unit, until: one.until, step: None };
            match known.get(cause.as_str()) {
                Some(notice) if stands(notice) == standing => {}
                Some(notice) => notices::restate(change, notice.id, &standing).await?,
                None => fresh.push(Notice {
                    id: ids.next().ok_or(AppError::NoChance)?,
                    cause,
                    kind,
                    code: code.name().to_owned(),
                    action,
                    certificate,
                    unit,
                    holder: one.holder.clone(),
                    until: one.until,
                    step: None,
                    opened: (run.as_of, run.started),
                    run: Some(run.id),
                    closed: None,
                }),
            }
        }
    }
    notices::open_many(change, &fresh).await?;
    let gone: Vec<&Notice> = open.iter().filter(|notice| !seen.contains(&notice.cause)).collect();
    close(change, run, &gone).await?;
    Ok((fresh.len(), gone.len()))
}

/// Closes what was not found again; what is revoked or has a follower by now is said to be so.
async fn close(change: &mut Change, run: &Run, gone: &[&Notice]) -> Result<(), AppError> {
    let certificates: Vec<Id> = gone.iter().filter_map(|notice| notice.certificate).collect();
    let standings: HashMap<Id, CertificateStanding> = certificates::with_ids(change, &certificates)
        .await?
        .into_iter()
        .map(|(record, _)| (record.id, record.standing))
        .collect();
    let is_over = |notice: &&&Notice| {
        let standing = notice.certificate.and_then(|id| standings.get(&id));
        matches!(standing, Some(CertificateStanding::Revoked | CertificateStanding::Superseded))
    };
    let (over, other): (Vec<&&Notice>, Vec<&&Notice>) = gone.iter().partition(is_over);
    for (why, notices) in [(Closing::Revoked, over), (Closing::NotFound, other)] {
        let ids: Vec<Id> = notices.iter().map(|notice| notice.id).collect();
        let how = Closed { day: run.as_of, at: run.started, why, run: Some(run.id) };
        notices::close_many(change, &ids, &how).await?;
    }
    Ok(())
}

fn stands(notice: &Notice) -> Standing {
    Standing { action: notice.action, unit: notice.unit, until: notice.until, step: notice.step }
}

/// What a case is about whose certificate the registry does not have.
fn of_name(one: &Found, unit: Option<Id>) -> String {
    format!("{}|{}|{}", one.serial, fold(&one.holder), unit.map(|id| id.to_string()).unwrap_or_default())
}
