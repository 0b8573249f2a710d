//! Pages and counts of certificates, fast at a million: the way to the rows is chosen by how many there are.
//!
//! Three ways. A rare word among those typed: through the index of words. Few units: through the index of units, then sorted. Everything
//! else: along the sorted index, whose columns answer every filter, until the page is full (docs/decisions/0012).

use super::count::{self, number};
use super::filter::{CertificateFilter, Words};
use crate::codes::Code;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::page::{Cursor, Page, limited};
use crate::search::{Noun, words};
use crate::statement::{Condition, Value, bind_all};
use antin_domain::certificate::record::{CertificateRecord, Found, State};
use antin_domain::certificate::{HolderKind, Standing};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::serial::Serial;

/// How a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// By name of the holder, given name first.
    #[default]
    Name,
    /// By last day, the earliest first; without one at the end of the list it would never be reached: not shown.
    End,
}

/// A certificate as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateLine {
    /// Number.
    pub id: Id,
    /// Serial.
    pub serial: Serial,
    /// Who it is for.
    pub kind: HolderKind,
    /// Name of the holder.
    pub holder: String,
    /// Position.
    pub position: String,
    /// Unit.
    pub unit: Id,
    /// First day.
    pub valid_from: Day,
    /// Last day.
    pub valid_to: Day,
    /// What lists say of it.
    pub standing: Standing,
    /// Renewals, if known.
    pub renewals: Option<u8>,
    /// Device.
    pub device: Option<Id>,
    /// The lists on which it stands.
    pub found: Found,
    /// Open findings.
    pub open_findings: u32,
    cursor: Cursor,
}

/// A page of certificates, and how many all pages have.
#[derive(Clone, Debug)]
pub struct Counted {
    /// The page.
    pub page: Page<CertificateLine>,
    /// How many there are on all pages.
    pub total: i64,
    /// There are more than `total`: they were counted no further.
    pub are_more: bool,
}

/// So many rows are gathered and sorted; a list of more is walked in its order.
const FEW: i64 = 20_000;

/// A row of the list, and how many rows were gathered where that is known.
#[derive(sqlx::FromRow)]
struct LineRow {
    gathered: i64,
    id: i64,
    serial: Vec<u8>,
    kind: i16,
    holder: String,
    sort_key: String,
    position: String,
    unit_id: i64,
    valid_from: Option<i32>,
    valid_to: Option<i32>,
    standing: i16,
    renewals: Option<i16>,
    device_id: Option<i64>,
    found_ca: i16,
    found_registry: i16,
    found_roster: i16,
    open_findings: i32,
}

/// A page of certificates.
///
/// # Errors
/// The database cannot be read.
pub async fn list(
    connection: &mut Connection,
    filter: &CertificateFilter,
    sort: Sort,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page<CertificateLine>> {
    Ok(look(connection, filter, sort, after, limit).await?.0)
}

/// A page of certificates, and how many there are on all pages: counted no further than one more than `most` where
/// neither the tallies nor the rows gathered for the page tell it.
///
/// # Errors
/// The database cannot be read.
pub async fn list_counted(
    connection: &mut Connection,
    filter: &CertificateFilter,
    sort: Sort,
    after: Option<&Cursor>,
    limit: u32,
    most: u32,
) -> Result<Counted> {
    let known = count::known(connection, filter).await?;
    if known == Some(0) {
        // Nothing to walk past a million rows for.
        return Ok(Counted { page: Page { items: Vec::new(), next: None }, total: 0, are_more: false });
    }
    let (page, gathered) = look(connection, filter, sort, after, limit).await?;
    if let Some(total) = known.or(gathered) {
        return Ok(Counted { page, total, are_more: false });
    }
    let (most, total) = (i64::from(most), count::count_up_to(connection, filter, most).await?);
    Ok(Counted { page, total: total.min(most), are_more: total > most })
}

/// A page, and how many rows all pages have where that came with it.
async fn look(
    connection: &mut Connection,
    filter: &CertificateFilter,
    sort: Sort,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<(Page<CertificateLine>, Option<i64>)> {
    let limit = limited(limit);
    let words = Words::of(connection, &filter.text).await?;
    let gathers = words.words.has_rare
        || filter.person.is_some()
        || filter.device.is_some()
        || has_few(connection, filter).await?;
    let mut condition = filter.condition(&words, if gathers { "c.unit_id" } else { "c.unit_id + 0" });
    let order = match sort {
        Sort::Name => "sort_key",
        Sort::End => {
            condition.and("c.valid_to IS NOT NULL");
            "valid_to"
        }
    };
    let mut beyond = Condition { text: String::new(), values: std::mem::take(&mut condition.values) };
    if let Some(cursor) = after {
        let key = beyond.bind(match sort {
            Sort::Name => Value::Text(cursor.key.clone()),
            Sort::End => {
                let day = cursor.key.parse().map_err(|_| Error::BadCursor { text: cursor.to_string() })?;
                Value::Number(day)
            }
        });
        let id = beyond.number(cursor.id);
        beyond.and(&if gathers {
            format!("(place, id) > ({key}, {id})")
        } else {
            format!("(c.{order}, c.id) > ({key}, {id})")
        });
    }
    let most = beyond.number(limit + 1);
    let matching = format!("SELECT c.id, c.{order} AS place FROM certificate c");
    let (hits, number) = if gathers {
        // Gathered first: sorting some thousands is quicker than walking past a million, and they are counted with it.
        let hits = format!(
            "gathered AS MATERIALIZED ({matching} {}),
             hit AS (SELECT id, place FROM gathered {} ORDER BY place, id LIMIT {most})",
            condition.where_text(),
            beyond.where_text()
        );
        (hits, "(SELECT count(*) FROM gathered)")
    } else {
        if !beyond.text.is_empty() {
            condition.and(&beyond.text);
        }
        let hits = format!(
            "hit AS MATERIALIZED ({matching} {} ORDER BY c.{order}, c.id LIMIT {most})",
            condition.where_text()
        );
        (hits, "CAST(-1 AS BIGINT)")
    };
    let text = format!(
        "WITH {hits} SELECT {number} AS gathered, c.id, c.serial, c.kind, c.holder, c.sort_key, c.position, c.unit_id,
            c.valid_from, c.valid_to, c.standing, c.renewals, c.device_id, c.found_ca, c.found_registry, c.found_roster,
            c.open_findings
         FROM hit JOIN certificate c ON c.id = hit.id ORDER BY hit.place, hit.id"
    );
    let rows: Vec<LineRow> = on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &beyond.values)
        .fetch_all(&mut *c)
        .await)?;
    let gathered = match rows.first() {
        Some(row) => Some(row.gathered).filter(|gathered| *gathered >= 0),
        // A page behind the last row says nothing of those before it.
        None => (gathers && after.is_none()).then_some(0),
    };
    let lines = rows.into_iter().map(|row| row.line(sort)).collect::<Result<Vec<CertificateLine>>>()?;
    Ok((Page::of(lines, limit, |line| line.cursor.clone()), gathered))
}

impl Words {
    pub(super) async fn of(connection: &mut Connection, text: &str) -> Result<Words> {
        let words = words::look(connection, Noun::Certificate, text).await?;
        Ok(Words { words, engine: Some(connection.engine()) })
    }
}

/// Does the asker see, or the filter leave, only few certificates?
async fn has_few(connection: &mut Connection, filter: &CertificateFilter) -> Result<bool> {
    if filter.reach.everything && filter.unit.is_none() {
        return Ok(false);
    }
    let within = CertificateFilter { reach: filter.reach.clone(), unit: filter.unit, ..CertificateFilter::default() };
    let mut condition = within.condition(&Words::default(), "c.unit_id");
    let most = condition.number(FEW + 1);
    let text =
        format!("SELECT count(*) FROM (SELECT 1 FROM certificate c {} LIMIT {most}) found", condition.where_text());
    Ok(number(connection, text, &condition).await? <= FEW)
}

impl LineRow {
    fn line(self, sort: Sort) -> Result<CertificateLine> {
        let key = match sort {
            Sort::Name => self.sort_key,
            Sort::End => self.valid_to.map(|day| day.to_string()).unwrap_or_default(),
        };
        let serial = super::row::hex(&self.serial);
        let damaged = || Error::Damaged { table: "certificate", column: "serial", value: serial.clone() };
        Ok(CertificateLine {
            id: Id(self.id),
            serial: Serial::from_hex(serial.as_bytes()).ok_or_else(damaged)?,
            kind: HolderKind::of("certificate", self.kind)?,
            holder: self.holder,
            position: self.position,
            unit: Id(self.unit_id),
            valid_from: Day::of_number(self.valid_from),
            valid_to: Day::of_number(self.valid_to),
            standing: Standing::of("certificate", self.standing)?,
            renewals: self.renewals.and_then(|renewals| u8::try_from(renewals).ok()),
            device: self.device_id.map(Id),
            found: Found { ca: self.found_ca != 0, registry: self.found_registry != 0, roster: self.found_roster != 0 },
            open_findings: self.open_findings.unsigned_abs(),
            cursor: Cursor { key, id: self.id },
        })
    }
}

impl CertificateLine {
    /// How it stands on `day`; see [`CertificateRecord::state_on`].
    #[must_use]
    pub fn state_on(&self, day: Day) -> State {
        CertificateRecord::state_of(self.standing, self.valid_from, self.valid_to, day)
    }
}
