//! What certificates need because of a reorganisation: kept by each rehearsal, counted and listed by one condition, settled
//! when a request was drafted.

use crate::among;
use crate::codes::Code;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::page::{Cursor, Page, limited};
use crate::statement::{Condition, bind_all, many, rows_at_once};
use crate::turn::Change;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::permission::Reach;
use antin_domain::reorganisation::effects::{Class, NeedKind};

/// One need.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptNeed {
    /// Its number in the reorganisation, from 1.
    pub number: i64,
    /// What is to be done.
    pub kind: NeedKind,
    /// Why, by its word.
    pub because: String,
    /// The certificate; none for the first one of a new unit.
    pub certificate: Option<Id>,
    /// The unit in which it lies.
    pub unit: Id,
    /// Code of the unit whose name it has to bear afterwards.
    pub place: String,
    /// In which order.
    pub class: Class,
    /// Its last day.
    pub ends: Day,
    /// The wave; 0 where nothing is asked.
    pub wave: i64,
    /// The request that was drafted.
    pub request: Option<Id>,
    /// Why none could be, as a kept message.
    pub trouble: Option<String>,
}

/// A need as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NeedLine {
    /// The need.
    pub need: KeptNeed,
    /// Whose certificate it is; blank for a new unit.
    pub holder: String,
}

/// Which needs a list shows; blank fields let everything through.
#[derive(Clone, Debug, Default)]
pub struct NeedFilter {
    /// What the asker may see at all.
    pub reach: Reach,
    /// Only those that lie in this very unit.
    pub unit: Option<Id>,
    /// Only this kind.
    pub kind: Option<NeedKind>,
    /// Only this wave; 0: those that ask nothing.
    pub wave: Option<i64>,
    /// Only those that have come so far.
    pub stage: Option<Stage>,
}

/// How far a need has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It asks something of the CA, and no request was drafted yet.
    Open,
    /// Its request was drafted.
    Drafted,
    /// None could be drafted.
    Stopped,
}

impl Stage {
    /// Every stage.
    pub const ALL: [Stage; 3] = [Stage::Open, Stage::Drafted, Stage::Stopped];

    /// Word used in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Stage::Open => "open",
            Stage::Drafted => "drafted",
            Stage::Stopped => "stopped",
        }
    }
}

type NeedRow =
    (i64, i16, String, Option<i64>, i64, String, i16, Option<i32>, i32, Option<i64>, Option<String>, Option<String>);

impl Code for NeedKind {
    const COLUMN: &'static str = "kind";
    const TABLE: &'static [(Self, i16)] = &[
        (Self::ChangeInfo, 1),
        (Self::Renew, 2),
        (Self::Reissue, 3),
        (Self::Issue, 4),
        (Self::Revoke, 5),
        (Self::Decide, 6),
        (Self::Nothing, 7),
    ];
}

impl Code for Class {
    const COLUMN: &'static str = "class";
    const TABLE: &'static [(Self, i16)] = &[(Self::Organisation, 1), (Self::Leader, 2), (Self::Other, 3)];
}

/// Keeps these needs of a reorganisation and no others.
///
/// # Errors
/// One was drafted already, or a certificate or unit is not there.
pub async fn replace(change: &mut Change, of: Id, needs: &[KeptNeed]) -> Result<()> {
    on!(change, |c| sqlx::query("DELETE FROM reorganisation_need WHERE reorganisation_id = $1")
        .bind(of.0)
        .execute(&mut *c)
        .await
        .map(drop))?;
    for chunk in needs.chunks(rows_at_once(10)) {
        let head = "INSERT INTO reorganisation_need (reorganisation_id, number, kind, because, certificate_id, unit_id,
            place, class, ends_on, wave)";
        let text = many(change.engine(), head, 10, chunk.len(), "");
        on!(change, |c| {
            let mut query = sqlx::query(text);
            for need in chunk {
                query = query
                    .bind(of.0)
                    .bind(need.number)
                    .bind(need.kind.code())
                    .bind(need.because.as_str())
                    .bind(need.certificate.map(|id| id.0))
                    .bind(need.unit.0)
                    .bind(need.place.as_str())
                    .bind(need.class.code())
                    .bind(need.ends.number())
                    .bind(need.wave);
            }
            query.execute(&mut *c).await.map(drop)
        })?;
    }
    Ok(())
}

/// A page of needs, in the order in which they are seen to.
///
/// # Errors
/// The database cannot be read.
pub async fn page(
    connection: &mut Connection,
    of: Id,
    filter: &NeedFilter,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page<NeedLine>> {
    let limit = limited(limit);
    let mut condition = filter.condition(of);
    if let Some(cursor) = after {
        let number = condition.number(cursor.id);
        condition.and(&format!("n.number > {number}"));
    }
    let most = condition.number(limit + 1);
    let text = format!(
        "SELECT n.number, n.kind, n.because, n.certificate_id, n.unit_id, n.place, n.class, n.ends_on, n.wave, n.request_id,
             n.trouble, c.holder
         FROM reorganisation_need n LEFT JOIN certificate c ON c.id = n.certificate_id {}
         ORDER BY n.number LIMIT {most}",
        condition.where_text()
    );
    let rows: Vec<NeedRow> =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_all(&mut *c)
            .await)?;
    let lines = rows.into_iter().map(line).collect::<Result<Vec<NeedLine>>>()?;
    Ok(Page::of(lines, limit, |line| Cursor { key: String::new(), id: line.need.number }))
}

/// How many needs [`page`] would show on all its pages.
///
/// # Errors
/// The database cannot be read.
pub async fn count(connection: &mut Connection, of: Id, filter: &NeedFilter) -> Result<i64> {
    let condition = filter.condition(of);
    let text = format!(
        "SELECT count(*) FROM reorganisation_need n LEFT JOIN certificate c ON c.id = n.certificate_id {}",
        condition.where_text()
    );
    let (count,): (i64,) =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_one(&mut *c)
            .await)?;
    Ok(count)
}

/// How many needs of each kind each unit has, by the condition of the list.
///
/// # Errors
/// The database cannot be read.
pub async fn by_unit(connection: &mut Connection, of: Id, filter: &NeedFilter) -> Result<Vec<(Id, NeedKind, i64)>> {
    let rows = grouped(connection, of, filter, "n.unit_id").await?;
    rows.into_iter().map(|(unit, kind, count)| Ok((Id(unit), kind, count))).collect()
}

/// How many needs of each kind each wave has, by the condition of the list.
///
/// # Errors
/// The database cannot be read.
pub async fn by_wave(connection: &mut Connection, of: Id, filter: &NeedFilter) -> Result<Vec<(i64, NeedKind, i64)>> {
    grouped(connection, of, filter, "CAST(n.wave AS BIGINT)").await
}

async fn grouped(
    connection: &mut Connection,
    of: Id,
    filter: &NeedFilter,
    column: &'static str,
) -> Result<Vec<(i64, NeedKind, i64)>> {
    let condition = filter.condition(of);
    let text = format!(
        "SELECT {column} AS part, n.kind, count(*) FROM reorganisation_need n
         LEFT JOIN certificate c ON c.id = n.certificate_id {} GROUP BY part, n.kind ORDER BY part, n.kind",
        condition.where_text()
    );
    let rows: Vec<(i64, i16, i64)> =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_all(&mut *c)
            .await)?;
    rows.into_iter().map(|(part, kind, count)| Ok((part, NeedKind::of("reorganisation_need", kind)?, count))).collect()
}

/// What came of a need: the request, or why there is none.
///
/// # Errors
/// The database cannot be written.
pub async fn settle(change: &mut Change, of: Id, number: i64, outcome: &std::result::Result<Id, String>) -> Result<()> {
    on!(change, |c| sqlx::query(
        "UPDATE reorganisation_need SET request_id = $1, trouble = $2 WHERE reorganisation_id = $3 AND number = $4"
    )
    .bind(outcome.as_ref().ok().map(|request| request.0))
    .bind(outcome.as_ref().err().map(String::as_str))
    .bind(of.0)
    .bind(number)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// Forgets why needs of a wave could not be drafted, so that they are tried again.
///
/// # Errors
/// The database cannot be written.
pub async fn try_again(change: &mut Change, of: Id, wave: i64) -> Result<()> {
    on!(change, |c| sqlx::query(
        "UPDATE reorganisation_need SET trouble = NULL WHERE reorganisation_id = $1 AND wave = $2 AND request_id IS NULL"
    )
    .bind(of.0)
    .bind(wave)
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// Tokens that lie ready in each of these units; units without any are left out.
///
/// # Errors
/// The database cannot be read.
pub async fn tokens_in_stock(connection: &mut Connection, units: &[Id]) -> Result<Vec<(Id, u32)>> {
    // Kind 1 is a token, custody 1 the stock.
    let text = "SELECT unit_id, count(*) FROM device
                WHERE unit_id IN ({keys}) AND custody = 1 AND kind = 1 GROUP BY unit_id";
    let rows: Vec<(i64, i64)> = among::select(connection, text, &among::numbers(units)).await?;
    Ok(rows.into_iter().map(|(unit, count)| (Id(unit), u32::try_from(count).unwrap_or(u32::MAX))).collect())
}

impl NeedFilter {
    fn condition(&self, of: Id) -> Condition {
        let mut condition = Condition::default();
        let of = condition.number(of.0);
        condition.and(&format!("n.reorganisation_id = {of}"));
        crate::units::within(&mut condition, &self.reach, None, "n.unit_id", "c.person_id");
        let mut equal = |column: &str, number: Option<i64>| {
            if let Some(number) = number {
                let place = condition.number(number);
                condition.and(&format!("{column} = {place}"));
            }
        };
        equal("n.unit_id", self.unit.map(|id| id.0));
        equal("n.kind", self.kind.map(|kind| kind.code().into()));
        equal("n.wave", self.wave);
        match self.stage {
            Some(Stage::Open) => condition.and("n.wave > 0 AND n.request_id IS NULL AND n.trouble IS NULL"),
            Some(Stage::Drafted) => condition.and("n.request_id IS NOT NULL"),
            Some(Stage::Stopped) => condition.and("n.trouble IS NOT NULL"),
            None => {}
        }
        condition
    }
}

fn line(row: NeedRow) -> Result<NeedLine> {
    let (number, kind, because, certificate, unit, place, class, ends, wave, request, trouble, holder) = row;
    Ok(NeedLine {
        need: KeptNeed {
            number,
            kind: NeedKind::of("reorganisation_need", kind)?,
            because,
            certificate: certificate.map(Id),
            unit: Id(unit),
            place,
            class: Class::of("reorganisation_need", class)?,
            ends: Day::of_number(ends),
            wave: wave.into(),
            request: request.map(Id),
            trouble,
        },
        holder: holder.unwrap_or_default(),
    })
}
