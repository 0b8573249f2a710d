//! Certificates themselves, compared with those of the registry: each is registered, or confirmed, or there already.
//!
//! > issue "The registry" 3: what would appear, change, disappear; apply as one act; undo. A bundle says nothing about
//! > certificates that it does not hold: nothing disappears.

use super::certificates::{change, differing};
use super::{AT_ONCE, Planner, What, by_serial};
use crate::error::AppError;
use crate::intake::blob_folder;
use crate::intake::link::{People, Units};
use crate::register::{Said, confirmed, fresh, same_issuer};
use antin_domain::certificate::record::CertificateRecord;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_storage::blobs::{self, Store};
use std::collections::HashSet;

pub(super) async fn compare(
    planner: &mut Planner<'_>,
    connection: &mut super::Connection,
    rows: &[Said],
) -> Result<(), AppError> {
    let units = Units::read(connection, planner.context.today()).await?;
    let Some(top) = units.top else { return Err(AppError::Unusable(Message::new("intake-units-first"))) };
    let (mut bytes, mut names, mut seen) = (HashSet::new(), HashSet::new(), HashSet::new());
    for (place, chunk) in rows.chunks(AT_ONCE).enumerate() {
        planner.desk.at(place * AT_ONCE, rows.len());
        keep_bytes(planner, chunk).await?;
        let people = People::of_bundle(connection, chunk).await?;
        let known = by_serial(connection, chunk.iter().map(|said| said.serial)).await?;
        for said in chunk {
            if !bytes.insert(said.digest) {
                planner.plan.same += 1;
                continue;
            }
            let Ok(before) = entry(known.get(&said.serial), said) else {
                planner.plan.unclear += 1;
                continue;
            };
            // Two of one name, or two for one entry: which is the right one is not for the program to say.
            let is_second = match before {
                Some(before) => !seen.insert(before.id),
                None => !names.insert((said.serial, said.issuer.clone())),
            };
            if is_second {
                planner.plan.unclear += 1;
                continue;
            }
            let after = match before {
                Some(before) => {
                    planner.plan.replaced += usize::from(before.digest.is_some_and(|digest| digest != said.digest));
                    confirmed(before, said)
                }
                None => registered(planner, &units, &people, said, top)?,
            };
            if before == Some(&after) {
                planner.plan.same += 1;
                continue;
            }
            let what = if before.is_some() { What::Changed } else { What::New };
            let named = || format!("{} · {}", after.holder, after.serial);
            let fields = || before.map(|before| differing(before, &after)).unwrap_or_default();
            planner.add(what, named, fields, change(before, &after)).await?;
        }
    }
    Ok(())
}

/// The entry of a certificate: the one that was shown with these very bytes, else the only one of that serial and issuer.
fn entry<'a>(known: Option<&'a Vec<CertificateRecord>>, said: &Said) -> Result<Option<&'a CertificateRecord>, Several> {
    let Some(known) = known else { return Ok(None) };
    if let Some(same) = known.iter().find(|record| record.digest == Some(said.digest)) {
        return Ok(Some(same));
    }
    let mut of_issuer = known.iter().filter(|record| same_issuer(&record.issuer, &said.issuer));
    match (of_issuer.next(), of_issuer.next()) {
        (only, None) => Ok(only),
        _ => Err(Several),
    }
}

/// Several entries could be meant.
struct Several;

/// A certificate that nobody knows stands with its holder, where the e-mail and the name say who that is; else in the unit
/// that it names.
fn registered(
    planner: &mut Planner<'_>,
    units: &Units,
    people: &People,
    said: &Said,
    top: Id,
) -> Result<CertificateRecord, AppError> {
    let holder = people.of_said(said);
    planner.plan.without_holder += usize::from(holder.is_none());
    let post = holder.and_then(|holder| holder.positions.iter().max_by_key(|held| held.from)).map(|held| held.unit);
    let text = |place: usize| said.units.get(place).cloned().unwrap_or_default();
    let unit = post.or_else(|| units.of(&(text(0), text(1))));
    planner.plan.without_unit += usize::from(unit.is_none());
    Ok(fresh(planner.fresh()?, said, holder.map(|holder| holder.id), unit.unwrap_or(top)))
}

/// The bytes of each certificate are kept under their digest: they prove what the entry says.
async fn keep_bytes(planner: &Planner<'_>, rows: &[Said]) -> Result<(), AppError> {
    let (folder, ders) = (blob_folder(planner.context), rows.iter().map(|said| said.der.clone()).collect::<Vec<_>>());
    let kept = tokio::task::spawn_blocking(move || ders.iter().try_for_each(|der| folder.put(der).map(drop))).await;
    kept.map_err(|error| AppError::BrokenOff(error.to_string()))??;
    let now = planner.context.now();
    let mut turn = planner.context.db.upkeep().await?;
    for said in rows {
        blobs::note(&mut turn, &said.digest, i64::try_from(said.der.len()).unwrap_or(i64::MAX), now).await?;
    }
    Ok(turn.commit().await?)
}
