//! The CA's list, or that of the application, compared with the certificates of the registry.

use super::devices::{Devices, Lies};
use super::{AT_ONCE, Differing, FileKind, Planner, What, by_serial};
use crate::error::AppError;
use crate::intake::entry::CertificateEntry;
use crate::intake::link::{People, Units};
use antin_domain::certificate::record::{CertificateRecord, Found, Succession};
use antin_domain::certificate::{Employment, HolderKind};
use antin_domain::day::Day;
use antin_domain::hex::hex;
use antin_domain::id::Id;
use antin_domain::list::ListKind;
use antin_domain::message::Message;
use antin_domain::person::Person;
use antin_domain::serial::Serial;
use antin_storage::certificates::{self, ListColumn};
use antin_storage::imports::ImportChange;
use antin_storage::search::Noun;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Certificates of the registry that are looked through at once for those that the list has no more.
const LOOKED_THROUGH: u32 = 20_000;

/// The numbers of certificates by serial, each with its issuer: one text for all certificates of a CA.
type Numbers = HashMap<Serial, Vec<(Arc<str>, Id)>>;

pub(super) async fn compare(
    planner: &mut Planner<'_>,
    connection: &mut super::Connection,
    kind: FileKind,
    rows: &[CertificateEntry],
) -> Result<(), AppError> {
    let kind = if kind == FileKind::List(ListKind::CaList) { ListKind::CaList } else { ListKind::Registry };
    let mut devices = Devices::read(connection, rows).await?;
    let units = Units::read(connection, planner.context.today()).await?;
    let Some(top) = units.top else { return Err(AppError::Unusable(Message::new("intake-units-first"))) };
    let numbers = numbers(planner, connection, rows).await?;
    // What the list spoke of: serial and issuer, and the certificates of the registry among them.
    let (mut written, mut seen) = (HashSet::new(), HashSet::new());
    for (place, chunk) in rows.chunks(AT_ONCE).enumerate() {
        planner.desk.at(place * AT_ONCE, rows.len());
        let people = People::of_certificates(connection, chunk).await?;
        let known = by_serial(connection, chunk.iter().map(|row| row.serial)).await?;
        for row in chunk {
            // Issuers are spelled in many ways: where one certificate has the serial, that is it.
            let before = match known.get(&row.serial).map(Vec::as_slice) {
                Some([only]) => Some(only),
                Some(several) => several.iter().find(|record| record.issuer == row.issuer),
                None => None,
            };
            let issuer = before.map_or(&row.issuer, |record| &record.issuer);
            // A list that names a certificate twice is believed the first time.
            if !written.insert((row.serial, issuer.clone())) {
                continue;
            }
            seen.extend(before.map(|record| record.id));
            let unit = units.of(&row.unit);
            planner.plan.without_unit += usize::from(unit.is_none());
            let own = number_of(&numbers, row.serial, issuer);
            let fresh = || own.map_or_else(|| planner.fresh(), Ok);
            let mut after = record(row, before, kind, unit.unwrap_or(top), people.of_holder(row), fresh)?;
            join_predecessor(&mut after, row, kind, &numbers);
            match devices.of(&row.device, || planner.fresh())? {
                // Whoever keeps the registry may know better than the application's list, never than the CA's.
                Lies::On(device) if kind == ListKind::CaList || after.device.is_none() => {
                    devices.put(device, &row.device, &after, planner.context.today());
                    after.device = Some(device);
                }
                Lies::Unclear => planner.plan.unclear_devices += 1,
                Lies::On(_) | Lies::Unsaid => {}
            }
            if before == Some(&after) {
                planner.plan.same += 1;
                continue;
            }
            let what = if before.is_some() { What::Changed } else { What::New };
            let named = || format!("{} · {}", after.holder, after.serial);
            let fields = || {
                let Some(before) = before else { return Vec::new() };
                let mut fields = differing(before, &after);
                if before.device != after.device {
                    fields.push(("page-lies-on", String::new(), row.device.serial.clone()));
                }
                fields
            };
            planner.add(what, named, fields, change(before, &after)).await?;
        }
    }
    devices.plan(planner).await?;
    gone(planner, connection, kind, &seen).await
}

pub(super) fn change(before: Option<&CertificateRecord>, after: &CertificateRecord) -> ImportChange {
    ImportChange {
        noun: Noun::Certificate,
        object: after.id,
        before: before.map(|before| certificates::as_json(before).to_string()),
        after: certificates::as_json(after).to_string(),
    }
}

/// The number that each certificate of the list, and each that it says was followed, has or will have. They are settled
/// before anything is compared: a row may name a predecessor that comes later in the list.
async fn numbers(
    planner: &mut Planner<'_>,
    connection: &mut super::Connection,
    rows: &[CertificateEntry],
) -> Result<Numbers, AppError> {
    let mut serials: Vec<Serial> =
        rows.iter().flat_map(|row| [row.serial, row.previous]).filter(|serial| !serial.is_none()).collect();
    serials.sort_unstable();
    serials.dedup();
    let mut numbers = Numbers::with_capacity(serials.len());
    let mut issuers: HashSet<Arc<str>> = HashSet::new();
    let mut once = |issuer: &str| match issuers.get(issuer) {
        Some(known) => known.clone(),
        None => {
            let new: Arc<str> = issuer.into();
            issuers.insert(new.clone());
            new
        }
    };
    for chunk in serials.chunks(AT_ONCE) {
        for (serial, issuer, id) in certificates::numbers(connection, chunk).await? {
            numbers.entry(serial).or_default().push((once(&issuer), id));
        }
    }
    let known: HashSet<Serial> = numbers.keys().copied().collect();
    for row in rows.iter().filter(|row| !known.contains(&row.serial)) {
        if number_of(&numbers, row.serial, &row.issuer).is_none() {
            let fresh = planner.fresh()?;
            numbers.entry(row.serial).or_default().push((once(&row.issuer), fresh));
        }
    }
    Ok(numbers)
}

fn number_of(numbers: &Numbers, serial: Serial, issuer: &str) -> Option<Id> {
    numbers.get(&serial)?.iter().find(|(of, _)| **of == *issuer).map(|(_, id)| *id)
}

/// Joins a certificate to the one that the CA says it followed, where that is known: of the same issuer, or else the only
/// one with that serial.
fn join_predecessor(record: &mut CertificateRecord, row: &CertificateEntry, kind: ListKind, numbers: &Numbers) {
    if kind != ListKind::CaList || row.previous.is_none() || record.predecessor.is_some() {
        return;
    }
    let only = || match numbers.get(&row.previous).map(Vec::as_slice) {
        Some([(_, id)]) => Some(*id),
        _ => None,
    };
    let before = number_of(numbers, row.previous, &record.issuer).or_else(only).filter(|id| *id != record.id);
    record.predecessor = before.map(|before| (before, Succession::Renewal));
}

/// The certificate as a row has it. The CA's list is believed in everything; the application's list adds what is blank.
fn record(
    row: &CertificateEntry,
    before: Option<&CertificateRecord>,
    kind: ListKind,
    unit: Id,
    holder: Option<&Person>,
    fresh: impl FnOnce() -> Result<Id, AppError>,
) -> Result<CertificateRecord, AppError> {
    let believed = kind == ListKind::CaList || before.is_none();
    let mut record = match before {
        Some(record) => record.clone(),
        None => CertificateRecord {
            id: fresh()?,
            issuer: row.issuer.clone(),
            serial: row.serial,
            digest: None,
            kind: HolderKind::Unknown,
            holder: row.holder.clone(),
            person: None,
            unit,
            position: String::new(),
            email: String::new(),
            valid_from: Day::UNKNOWN,
            valid_to: Day::UNKNOWN,
            standing: Default::default(),
            renewals: Default::default(),
            device: None,
            predecessor: None,
            found: Found::default(),
            open_findings: 0,
        },
    };
    let text = |to: &mut String, from: &String| {
        if !from.is_empty() && (believed || to.is_empty()) {
            to.clone_from(from);
        }
    };
    text(&mut record.holder, &row.holder);
    text(&mut record.position, &row.position);
    text(&mut record.email, &row.email);
    let day = |to: &mut Day, from: Day| {
        if from.is_known() && (believed || !to.is_known()) {
            *to = from;
        }
    };
    day(&mut record.valid_from, row.valid_from);
    day(&mut record.valid_to, row.valid_to);
    if believed {
        record.standing = row.standing;
        record.unit = unit;
    }
    if row.kind != HolderKind::Unknown && (believed || record.kind == HolderKind::Unknown) {
        record.kind = row.kind;
    }
    if row.renewals.0.is_some() && (believed || record.renewals.0.is_none()) {
        record.renewals = row.renewals;
    }
    if let Some(holder) = holder {
        record.person = Some(holder.id);
        record.found.roster = holder.employment == Employment::Active;
    } else if record.kind == HolderKind::Organisation {
        // A body stands on no roster; it is there as long as its unit is.
        record.found.roster = true;
    }
    match kind {
        ListKind::CaList => record.found.ca = true,
        _ => record.found.registry = true,
    }
    Ok(record)
}

/// Certificates that stood on the former list and do not stand on this one.
async fn gone(
    planner: &mut Planner<'_>,
    connection: &mut super::Connection,
    kind: ListKind,
    seen: &HashSet<Id>,
) -> Result<(), AppError> {
    let column = if kind == ListKind::CaList { ListColumn::Ca } else { ListColumn::Registry };
    let mut after = Id(i64::MIN);
    loop {
        let on_list = certificates::on_list(connection, column, after, LOOKED_THROUGH).await?;
        let Some(last) = on_list.last() else { return Ok(()) };
        after = *last;
        let gone: Vec<Id> = on_list.into_iter().filter(|id| !seen.contains(id)).collect();
        for chunk in gone.chunks(AT_ONCE) {
            for (before, _) in certificates::with_ids(connection, chunk).await? {
                let mut record = before.clone();
                match column {
                    ListColumn::Ca => record.found.ca = false,
                    ListColumn::Registry => record.found.registry = false,
                }
                let named = || format!("{} · {}", record.holder, record.serial);
                planner.add(What::Gone, named, Vec::new, change(Some(&before), &record)).await?;
            }
        }
    }
}

pub(super) fn differing(before: &CertificateRecord, after: &CertificateRecord) -> Differing {
    let bytes =
        |record: &CertificateRecord| record.digest.map(|digest| hex(&digest)[..16].to_owned()).unwrap_or_default();
    let list = |found: bool| if found { "✓" } else { "–" }.to_owned();
    let mut fields = vec![
        ("page-holder", before.holder.clone(), after.holder.clone()),
        ("page-position", before.position.clone(), after.position.clone()),
        ("page-email", before.email.clone(), after.email.clone()),
        ("page-valid-from", before.valid_from.to_string(), after.valid_from.to_string()),
        ("page-valid-to", before.valid_to.to_string(), after.valid_to.to_string()),
        ("page-digest", bytes(before), bytes(after)),
        ("page-list-ca", list(before.found.ca), list(after.found.ca)),
        ("page-list-registry", list(before.found.registry), list(after.found.registry)),
        ("page-list-roster", list(before.found.roster), list(after.found.roster)),
    ];
    fields.retain(|(_, before, after)| before != after);
    fields
}
