//! Facts about a request, gathered for the checks of the law.

use super::policy;
use crate::context::Context;
use crate::error::AppError;
use antin_domain::certificate::HolderKind;
use antin_domain::certificate::record::{CertificateRecord, State};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Reach;
use antin_domain::request::checks::{self, Check, Facts};
use antin_domain::request::{Request, RequestKind};
use antin_storage::certificates::{self, CertificateFilter, Sort};
use antin_storage::{Connection, devices, people, requests, units};

/// What the law asks of `request` on `day`, each with how it came out.
pub(super) async fn checks(
    context: &Context,
    connection: &mut Connection,
    request: &Request,
    day: Day,
) -> Result<Vec<Check>, AppError> {
    let certificate = match request.certificate {
        Some(id) => Some(certificates::get(connection, id).await?.0),
        None => None,
    };
    let (unit, _) = units::get(connection, request.unit).await?;
    let mut position = certificate.as_ref().map(|record| record.position.clone()).unwrap_or_default();
    if let Some(person) = request.person
        && let Some(held) = people::get(connection, person).await?.0.position_on(day)
    {
        position.clone_from(&held.title);
    }
    let custody = match request.device {
        Some(id) => Some(devices::get(connection, id).await?.0.custody),
        None => None,
    };
    let is_revocation_asked = match request.certificate {
        Some(id) => requests::open_for_certificate(connection, id, RequestKind::Revoke).await?.is_some(),
        None => false,
    };
    let facts = Facts {
        kind: request.kind,
        content: &request.content,
        day,
        holder_kind: request.holder_kind,
        certificate: certificate.as_ref(),
        unit_name: unit.name_on(day),
        has_unit_ended: unit.ended().is_some_and(|last| last < day),
        position: &position,
        others_in_force: others_in_force(connection, request, certificate.as_ref(), day).await?,
        is_replacement_asked: requests::is_replacement_asked(connection, request.unit).await?,
        is_revocation_asked,
        custody,
    };
    Ok(checks::of(&facts, policy(context)?))
}

/// Goes on only if every check is met on `day`.
pub(super) async fn hold(
    context: &Context,
    connection: &mut Connection,
    request: &Request,
    day: Day,
) -> Result<(), AppError> {
    let checks = checks(context, connection, request, day).await?;
    match checks::stopping(&checks) {
        Some(check) => Err(AppError::Unusable(check.message.clone())),
        None => Ok(()),
    }
}

/// The sentence of the check that stops a request on `day`; none where nothing does.
pub(super) async fn stops(
    context: &Context,
    connection: &mut Connection,
    request: &Request,
    day: Day,
) -> Result<Option<Message>, AppError> {
    let checks = checks(context, connection, request, day).await?;
    Ok(checks::stopping(&checks).map(|check| check.message.clone()))
}

/// Certificates of the same holder in force beside the one that the request is about: those of a person; those of the
/// bodies of a unit.
async fn others_in_force(
    connection: &mut Connection,
    request: &Request,
    certificate: Option<&CertificateRecord>,
    day: Day,
) -> Result<usize, AppError> {
    let mut filter = CertificateFilter {
        reach: Reach { everything: true, ..Reach::default() },
        states: vec![State::InForce],
        as_of: day,
        ..CertificateFilter::default()
    };
    match (request.holder_kind, request.person) {
        (_, Some(person)) => filter.person = Some(person),
        (HolderKind::Organisation, None) => {
            filter.unit = Some(request.unit);
            filter.kinds = vec![HolderKind::Organisation];
        }
        // Nobody knows whose others would be.
        _ => return Ok(0),
    }
    let own: Option<Id> = certificate.map(|record| record.id);
    let page = certificates::list(connection, &filter, Sort::Name, None, 50).await?;
    // Units below have certificates of their own.
    let is_of_unit = |unit: Id| request.person.is_some() || unit == request.unit;
    Ok(page.items.iter().filter(|line| Some(line.id) != own && is_of_unit(line.unit)).count())
}
