//! What a list would change: what is new, what differs, what is gone, and whether that is unusually much.

use super::entry::{CertificateEntry, Entries, PersonEntry};
use super::link::{People, Units};
use super::reading::ReadList;
use crate::context::Context;
use crate::error::AppError;
use antin_domain::certificate::record::{CertificateRecord, Found, Succession};
use antin_domain::certificate::{Employment, HolderKind};
use antin_domain::day::Day;
use antin_domain::id::{Id, Ids};
use antin_domain::list::ListKind;
use antin_domain::message::Message;
use antin_domain::permission::Reach;
use antin_domain::person::{Person, Position};
use antin_domain::row::UnitRow;
use antin_domain::serial::Serial;
use antin_domain::unit::dated::{DatedName, DatedUnit};
use antin_storage::certificates::{self, CertificateFilter, FoundFilter, Sort};
use antin_storage::{Connection, units};
use std::collections::{BTreeMap, HashMap};

/// A list that takes away more than this share of what stands there is held back until somebody has read the warning.
const MOST_GONE_PERCENT: usize = 10;
/// Fewer than so many that go are never unusual.
const FEW_GONE: usize = 10;
/// So many lines are shown of each kind.
const SHOWN: usize = 20;

/// What a list would do.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    /// What would appear.
    pub new: usize,
    /// What would change.
    pub changed: usize,
    /// What is there already, just so.
    pub same: usize,
    /// What the former list had and this one has not: it stays, but is not on the list any more.
    pub gone: usize,
    /// Rows whose unit nobody knows: they would stand in the topmost unit.
    pub without_unit: usize,
    /// Rows without a serial: no entry of the registry, but reviews look at them.
    pub without_serial: usize,
    /// Some of each, for people to look at.
    pub lines: Vec<PlanLine>,
    /// Why a person has to look twice.
    pub warning: Option<Message>,
    pub(super) units: Vec<(Option<i64>, DatedUnit)>,
    pub(super) people: Vec<(Option<i64>, Person)>,
    pub(super) certificates: Vec<(Option<CertificateRecord>, CertificateRecord)>,
}

/// One thing that would appear, change or go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlanLine {
    /// `new`, `changed`, `gone`.
    pub what: &'static str,
    /// Name and what tells it from others.
    pub name: String,
    /// What differs, each as (name of the field, before, after).
    pub fields: Vec<(&'static str, String, String)>,
}

/// What a list would do to the registry as it is now.
pub(super) async fn plan(context: &Context, list: &ReadList) -> Result<Plan, AppError> {
    let mut connection = context.db.read().await?;
    let ids = context.ids()?;
    let mut plan = match &list.entries {
        Entries::Units(rows) => of_units(&mut connection, rows, ids).await?,
        Entries::People(rows) => of_people(context, &mut connection, rows, ids).await?,
        Entries::Certificates(rows) => of_certificates(context, &mut connection, list.kind, rows, ids).await?,
        Entries::Nothing => Plan::default(),
    };
    if let Entries::Certificates(rows) = &list.entries {
        plan.without_serial = list.used - rows.len();
    }
    let had = plan.changed + plan.same + plan.gone;
    if plan.gone >= FEW_GONE && plan.gone * 100 > had * MOST_GONE_PERCENT {
        plan.warning = Some(Message::new("intake-much-gone").with("gone", plan.gone).with("had", had));
    }
    Ok(plan)
}

impl Plan {
    /// Counts one thing and keeps it among the lines that are shown.
    fn count(
        &mut self,
        what: &'static str,
        name: impl FnOnce() -> String,
        fields: Vec<(&'static str, String, String)>,
    ) {
        let count = match what {
            "new" => &mut self.new,
            "changed" => &mut self.changed,
            _ => &mut self.gone,
        };
        *count += 1;
        if *count <= SHOWN {
            self.lines.push(PlanLine { what, name: name(), fields });
        }
    }
}

async fn of_units(connection: &mut Connection, rows: &[UnitRow], mut ids: Ids) -> Result<Plan, AppError> {
    let mut plan = Plan::default();
    let known: HashMap<String, DatedUnit> =
        units::all(connection).await?.into_iter().map(|unit| (unit.code.clone(), unit)).collect();
    let mut by_code: BTreeMap<&str, Vec<&UnitRow>> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.code.is_empty()) {
        by_code.entry(&row.code).or_default().push(row);
    }
    let mut numbers: HashMap<&str, Id> = known.iter().map(|(code, unit)| (code.as_str(), unit.id)).collect();
    for code in by_code.keys() {
        if !numbers.contains_key(code) {
            numbers.insert(code, ids.next().ok_or(AppError::NoChance)?);
        }
    }
    for (code, rows) in &by_code {
        let name = |row: &&UnitRow| DatedName { name: row.name.clone(), from: row.from, to: row.to };
        let successors = rows.iter().flat_map(|row| row.successor.split([';', '|']).map(str::trim));
        let unit = DatedUnit {
            id: numbers[code],
            code: (*code).to_owned(),
            names: rows.iter().map(name).collect(),
            parent: rows.iter().rev().find_map(|row| numbers.get(row.parent.as_str()).copied()),
            successors: successors
                .filter_map(|code| numbers.get(code).copied())
                .filter(|id| *id != numbers[code])
                .collect(),
        };
        let named = || format!("{code} · {}", unit.name_on(Day::UNKNOWN));
        match known.get(*code) {
            None => {
                plan.count("new", named, Vec::new());
                plan.units.push((None, unit));
            }
            Some(before) if *before != unit => {
                let names =
                    |unit: &DatedUnit| unit.names.iter().map(|name| name.name.as_str()).collect::<Vec<_>>().join("; ");
                plan.count("changed", named, vec![("page-unit", names(before), names(&unit))]);
                let (_, version) = units::get(connection, before.id).await?;
                plan.units.push((Some(version), unit));
            }
            Some(_) => plan.same += 1,
        }
    }
    // A unit stands behind the one above it.
    let mut done: Vec<Id> = known.values().map(|unit| unit.id).collect();
    let mut waiting = std::mem::take(&mut plan.units);
    while !waiting.is_empty() {
        let (ready, rest): (Vec<_>, Vec<_>) = waiting
            .into_iter()
            .partition(|(version, unit)| version.is_some() || unit.parent.is_none_or(|parent| done.contains(&parent)));
        if ready.is_empty() {
            return Err(AppError::Unusable(Message::new("intake-unit-circle")));
        }
        done.extend(ready.iter().map(|(_, unit)| unit.id));
        plan.units.extend(ready);
        waiting = rest;
    }
    Ok(plan)
}

async fn of_people(
    context: &Context,
    connection: &mut Connection,
    rows: &[PersonEntry],
    mut ids: Ids,
) -> Result<Plan, AppError> {
    let mut plan = Plan::default();
    let units = Units::read(connection, context.today()).await?;
    let people = People::of_roster(connection, rows).await?;
    for row in rows {
        let unit = units.of(&row.unit);
        plan.without_unit += usize::from(unit.is_none());
        let Some(unit) = unit.or(units.top) else { return Err(AppError::Unusable(Message::new("intake-units-first"))) };
        let before = people.of_person(row);
        let person = person(row, unit, before.map(|(person, _)| person), context.today(), || ids.next())?;
        let named = || person.name.clone();
        match before {
            None => {
                plan.count("new", named, Vec::new());
                plan.people.push((None, person));
            }
            Some((before, version)) if *before != person => {
                plan.count("changed", named, differing_people(before, &person));
                plan.people.push((Some(*version), person));
            }
            Some(_) => plan.same += 1,
        }
    }
    Ok(plan)
}

/// The person as a row has it; what the row does not say stays as it was.
fn person(
    row: &PersonEntry,
    unit: Id,
    before: Option<&Person>,
    today: Day,
    fresh: impl FnOnce() -> Option<Id>,
) -> Result<Person, AppError> {
    let mut person = match before {
        Some(person) => person.clone(),
        None => Person {
            id: fresh().ok_or(AppError::NoChance)?,
            code: String::new(),
            name: String::new(),
            birthday: Default::default(),
            id_number: String::new(),
            email: String::new(),
            employment: Employment::Active,
            employment_from: Day::UNKNOWN,
            positions: Vec::new(),
        },
    };
    let put = |to: &mut String, from: &String| {
        if !from.is_empty() {
            to.clone_from(from);
        }
    };
    put(&mut person.code, &row.code);
    put(&mut person.name, &row.name);
    put(&mut person.id_number, &row.id_number);
    put(&mut person.email, &row.email);
    if row.birthday != Default::default() {
        person.birthday = row.birthday;
    }
    person.employment = row.employment;
    person.employment_from = row.since;
    let same =
        person.positions.iter().any(|held| held.unit == unit && held.title == row.position && held.holds_on(today));
    if !same {
        // What was held until yesterday is over; the first position of somebody new has no first day.
        let is_first = person.positions.is_empty();
        for held in person.positions.iter_mut().filter(|held| !held.to.is_known()) {
            held.to = today.plus(-1);
        }
        let from = if is_first { Day::UNKNOWN } else { today };
        person.positions.push(Position { unit, title: row.position.clone(), from, to: Day::UNKNOWN });
    }
    Ok(person)
}

fn differing_people(before: &Person, after: &Person) -> Vec<(&'static str, String, String)> {
    let title = |person: &Person| person.positions.last().map(|held| held.title.clone()).unwrap_or_default();
    let mut fields = vec![
        ("page-holder", before.name.clone(), after.name.clone()),
        ("page-email", before.email.clone(), after.email.clone()),
        ("page-position", title(before), title(after)),
    ];
    fields.retain(|(_, before, after)| before != after);
    fields
}

async fn of_certificates(
    context: &Context,
    connection: &mut Connection,
    kind: ListKind,
    rows: &[CertificateEntry],
    mut ids: Ids,
) -> Result<Plan, AppError> {
    let mut plan = Plan::default();
    let units = Units::read(connection, context.today()).await?;
    let people = People::of_certificates(connection, rows).await?;
    let Some(top) = units.top else { return Err(AppError::Unusable(Message::new("intake-units-first"))) };
    let mut serials: Vec<Serial> =
        rows.iter().flat_map(|row| [row.serial, row.previous]).filter(|s| !s.is_none()).collect();
    serials.sort_unstable();
    serials.dedup();
    let known = certificates::with_serials(connection, &serials).await?;
    let mut by_serial: HashMap<Serial, Vec<CertificateRecord>> = HashMap::new();
    for record in known {
        by_serial.entry(record.serial).or_default().push(record);
    }
    let mut written: HashMap<(Serial, String), usize> = HashMap::new();
    for row in rows {
        // Issuers are spelled in many ways: where one certificate has the serial, that is it.
        let before = match by_serial.get(&row.serial).map(Vec::as_slice) {
            Some([only]) => Some(only),
            Some(several) => several.iter().find(|record| record.issuer == row.issuer),
            None => None,
        };
        let issuer = before.map_or(&row.issuer, |record| &record.issuer).clone();
        let key = (row.serial, issuer);
        if written.contains_key(&key) {
            continue;
        }
        let unit = units.of(&row.unit);
        plan.without_unit += usize::from(unit.is_none());
        let holder = people.of_holder(row);
        let fresh = || ids.next().ok_or(AppError::NoChance);
        let after = record(row, before, kind, unit.unwrap_or(top), holder, fresh)?;
        let named = || format!("{} · {}", after.holder, after.serial);
        match before {
            None => plan.count("new", named, Vec::new()),
            Some(before) if *before != after => plan.count("changed", named, differing(before, &after)),
            Some(_) => {
                plan.same += 1;
                written.insert(key, usize::MAX);
                continue;
            }
        }
        written.insert(key, plan.certificates.len());
        plan.certificates.push((before.cloned(), after));
    }
    link_predecessors(&mut plan, rows, &by_serial, kind);
    gone(connection, kind, &written, &mut plan).await?;
    Ok(plan)
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

/// Joins new certificates to those they followed, where both are known.
fn link_predecessors(
    plan: &mut Plan,
    rows: &[CertificateEntry],
    known: &HashMap<Serial, Vec<CertificateRecord>>,
    kind: ListKind,
) {
    if kind != ListKind::CaList {
        return;
    }
    let mut numbers: HashMap<Serial, Id> =
        known.iter().filter_map(|(serial, records)| Some((*serial, records.first()?.id))).collect();
    numbers.extend(plan.certificates.iter().map(|(_, record)| (record.serial, record.id)));
    let previous: HashMap<Serial, Serial> =
        rows.iter().filter(|row| !row.previous.is_none()).map(|row| (row.serial, row.previous)).collect();
    for (_, record) in &mut plan.certificates {
        let before = previous.get(&record.serial).and_then(|serial| numbers.get(serial));
        if let (Some(&before), None) = (before.filter(|id| **id != record.id), record.predecessor) {
            record.predecessor = Some((before, Succession::Renewal));
        }
    }
}

/// Certificates that stood on the former list and do not stand on this one.
async fn gone(
    connection: &mut Connection,
    kind: ListKind,
    written: &HashMap<(Serial, String), usize>,
    plan: &mut Plan,
) -> Result<(), AppError> {
    let found = match kind {
        ListKind::CaList => FoundFilter { ca: Some(true), ..FoundFilter::default() },
        _ => FoundFilter { registry: Some(true), ..FoundFilter::default() },
    };
    let reach = Reach { everything: true, ..Reach::default() };
    let filter = CertificateFilter { reach, found, ..CertificateFilter::default() };
    let mut after = None;
    loop {
        let page =
            certificates::list(connection, &filter, Sort::Name, after.as_ref(), antin_storage::page::MOST).await?;
        for line in &page.items {
            let (before, _) = certificates::get(connection, line.id).await?;
            if written.contains_key(&(before.serial, before.issuer.clone())) {
                continue;
            }
            let mut record = before.clone();
            match kind {
                ListKind::CaList => record.found.ca = false,
                _ => record.found.registry = false,
            }
            plan.count("gone", || format!("{} · {}", record.holder, record.serial), Vec::new());
            plan.certificates.push((Some(before), record));
        }
        after = page.next;
        if after.is_none() {
            return Ok(());
        }
    }
}

fn differing(before: &CertificateRecord, after: &CertificateRecord) -> Vec<(&'static str, String, String)> {
    let list = |found: bool| if found { "✓" } else { "–" }.to_owned();
    let mut fields = vec![
        ("page-holder", before.holder.clone(), after.holder.clone()),
        ("page-position", before.position.clone(), after.position.clone()),
        ("page-email", before.email.clone(), after.email.clone()),
        ("page-valid-from", before.valid_from.to_string(), after.valid_from.to_string()),
        ("page-valid-to", before.valid_to.to_string(), after.valid_to.to_string()),
        ("page-list-ca", list(before.found.ca), list(after.found.ca)),
        ("page-list-registry", list(before.found.registry), list(after.found.registry)),
        ("page-list-roster", list(before.found.roster), list(after.found.roster)),
    ];
    fields.retain(|(_, before, after)| before != after);
    fields
}
