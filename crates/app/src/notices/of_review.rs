//! What a review found becomes notices, and notices whose finding it did not make again are closed.

use crate::error::AppError;
use crate::reviews::{Found, Look, Place};
use antin_domain::certificate::Standing as CertificateStanding;
use antin_domain::day::Day;
use antin_domain::id::{Id, Ids};
use antin_domain::moment::Moment;
use antin_domain::name::fold;
use antin_domain::notice::{Closing, NoticeKind};
use antin_storage::notices::{self, Closed, Notice, Standing};
use antin_storage::{Upkeep, certificates};
use std::collections::{HashMap, HashSet};

/// A look at the lists.
pub(crate) struct Stamp {
    /// The day of which it speaks.
    pub day: Day,
    /// When it was taken.
    pub at: Moment,
    /// The review that was kept of it; none where only the day is another one.
    pub run: Option<Id>,
}

/// Brings notices up to date with a look at the lists, in the turn that keeps the review: the same finding about the same certificate keeps
/// its notice. How many were opened, and how many closed.
///
/// # Errors
/// The database cannot be read or written.
pub(crate) async fn after_review(
    mut ids: Ids,
    turn: &mut Upkeep,
    stamp: &Stamp,
    look: &Look,
    places: &[Place],
) -> Result<(usize, usize), AppError> {
    let open = notices::open_of_reviews(turn).await?;
    let known: HashMap<&str, &Notice> = open.iter().map(|notice| (notice.cause.as_str(), notice)).collect();
    let mut seen: HashSet<String> = HashSet::new();
    let mut fresh = Vec::new();
    let reasons = look.reasons();
    for (one, &(unit, certificate)) in look.found().zip(places) {
        for code in one.findings().iter() {
            let Some(kind) = NoticeKind::of_finding(code) else { continue };
            let subject = certificate.map_or_else(|| of_name(&one, unit), |id| id.to_string());
            let cause = format!("{}:{subject}", code.name());
            // Two cases can speak of one certificate; one notice is enough.
            if !seen.insert(cause.clone()) {
                continue;
            }
            let why = reasons.why(&one);
            let said = why.said.iter().find(|said| said.code == code.name());
            let action = said.and_then(|said| said.action()).unwrap_or_else(|| code.action());
            let standing = Standing { action, unit, until: one.until(), step: None };
            match known.get(cause.as_str()) {
                Some(notice) if stands(notice) == standing => {}
                Some(notice) => notices::restate(turn, notice.id, &standing).await?,
                None => fresh.push(Notice {
                    id: ids.next().ok_or(AppError::NoChance)?,
                    cause,
                    kind,
                    code: code.name().to_owned(),
                    action,
                    certificate,
                    unit,
                    holder: one.holder().into_owned(),
                    until: one.until(),
                    step: None,
                    opened: (stamp.day, stamp.at),
                    run: stamp.run,
                    closed: None,
                }),
            }
        }
    }
    notices::open_many(turn, &fresh).await?;
    let gone: Vec<&Notice> = open.iter().filter(|notice| !seen.contains(&notice.cause)).collect();
    close(turn, stamp, &gone).await?;
    Ok((fresh.len(), gone.len()))
}

/// Closes what was not found again; what is revoked or has a follower by now is said to be so.
async fn close(turn: &mut Upkeep, stamp: &Stamp, gone: &[&Notice]) -> Result<(), AppError> {
    let certificates: Vec<Id> = gone.iter().filter_map(|notice| notice.certificate).collect();
    let standings: HashMap<Id, CertificateStanding> = certificates::with_ids(turn, &certificates)
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
        let how = Closed { day: stamp.day, at: stamp.at, why, run: stamp.run };
        notices::close_many(turn, &ids, &how).await?;
    }
    Ok(())
}

fn stands(notice: &Notice) -> Standing {
    Standing { action: notice.action, unit: notice.unit, until: notice.until, step: notice.step }
}

/// What a case is about whose certificate the registry does not have.
fn of_name(one: &Found<'_>, unit: Option<Id>) -> String {
    format!("{}|{}|{}", one.serial(), fold(&one.holder()), unit.map(|id| id.to_string()).unwrap_or_default())
}
