//! Reviews: a run with its sealed digest, its cases, their findings; a finding is open until its cause is gone.

use crate::among;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::page::{Cursor, Page, limited};
use crate::statement::{Condition, Value, bind_all, many, rows_at_once};
use crate::turn::Change;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::moment::Moment;
use antin_domain::permission::Reach;
use std::collections::HashMap;

/// A run of a review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    /// Number.
    pub id: Id,
    /// The unit it was run for; none for everything.
    pub unit: Option<Id>,
    /// The day it speaks of.
    pub as_of: Day,
    /// Name and version of the policy.
    pub policy: String,
    /// Digest of the snapshot: the same rows give the same cases.
    pub snapshot: Vec<u8>,
    /// Counts and inputs, as JSON.
    pub summary: String,
    /// When it was begun.
    pub started: Moment,
    /// By which user; none where by a job.
    pub started_by: Option<Id>,
}

/// One case of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its number in the run, from 1.
    pub number: i64,
    /// The certificate, where the registry has it.
    pub certificate: Option<Id>,
    /// The unit that has to deal with it.
    pub unit: Option<Id>,
    /// Who it is about, as written.
    pub holder: String,
    /// The one final action, by its name.
    pub action: String,
    /// Until when.
    pub due: Day,
    /// Rows, links and facts, as JSON.
    pub detail: String,
    /// Codes of its findings.
    pub findings: Vec<String>,
}

/// Which cases a list shows.
#[derive(Clone, Debug, Default)]
pub struct CaseFilter {
    /// What the asker may see at all.
    pub reach: Reach,
    /// Only this unit and everything below it.
    pub unit: Option<Id>,
    /// Only those with this final action.
    pub action: Option<String>,
    /// Only those with this finding.
    pub finding: Option<String>,
}

type RunRow = (i64, Option<i64>, i32, String, Vec<u8>, String, i64, Option<i64>);
type CaseRow = (i64, Option<i64>, Option<i64>, String, String, Option<i32>, String);

/// Begins a run.
///
/// # Errors
/// The number is taken, or the unit is not there.
pub async fn begin(change: &mut Change, run: &Run) -> Result<()> {
    on!(change, |c| sqlx::query(
        "INSERT INTO review_run (id, unit_id, as_of_on, policy, snapshot, summary, cases, started_us, started_by)
         VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)"
    )
    .bind(run.id.0)
    .bind(run.unit.map(|id| id.0))
    .bind(run.as_of.number())
    .bind(run.policy.as_str())
    .bind(run.snapshot.as_slice())
    .bind(run.summary.as_str())
    .bind(run.started.0)
    .bind(run.started_by.map(|id| id.0))
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// Adds cases with their findings, all open. After the last ones, [`count_open`] counts them.
///
/// # Errors
/// A number is taken, or a certificate or unit is not there.
pub async fn add_cases(change: &mut Change, run: Id, cases: &[Case]) -> Result<()> {
    for chunk in cases.chunks(rows_at_once(8)) {
        let head = "INSERT INTO review_case (run_id, number, certificate_id, unit_id, holder, action, due_on, detail)";
        let text = many(change.engine(), head, 8, chunk.len(), "");
        on!(change, |c| {
            let mut query = sqlx::query(text);
            for case in chunk {
                query = query
                    .bind(run.0)
                    .bind(case.number)
                    .bind(case.certificate.map(|id| id.0))
                    .bind(case.unit.map(|id| id.0))
                    .bind(case.holder.as_str())
                    .bind(case.action.as_str())
                    .bind(case.due.number())
                    .bind(case.detail.as_str());
            }
            query.execute(&mut *c).await.map(drop)
        })?;
    }
    let findings: Vec<(&Case, &String)> =
        cases.iter().flat_map(|case| case.findings.iter().map(move |code| (case, code))).collect();
    for chunk in findings.chunks(rows_at_once(6)) {
        let head = "INSERT INTO finding (run_id, case_number, code, state, certificate_id, unit_id)";
        let text = many(change.engine(), head, 6, chunk.len(), "");
        on!(change, |c| {
            let mut query = sqlx::query(text);
            for (case, code) in chunk {
                query = query
                    .bind(run.0)
                    .bind(case.number)
                    .bind(code.as_str())
                    .bind(1_i16)
                    .bind(case.certificate.map(|id| id.0))
                    .bind(case.unit.map(|id| id.0));
            }
            query.execute(&mut *c).await.map(drop)
        })?;
    }
    on!(change, |c| sqlx::query("UPDATE review_run SET cases = cases + $1 WHERE id = $2")
        .bind(cases.len() as i64)
        .bind(run.0)
        .execute(&mut *c)
        .await
        .map(drop))
    .map_err(Error::from)
}

/// Closes one finding: its cause is gone. Is it closed by this call?
///
/// # Errors
/// The database cannot be written.
pub async fn close_finding(change: &mut Change, run: Id, case: i64, code: &str, at: Moment) -> Result<bool> {
    let rows: Vec<(Option<i64>,)> = on!(change, |c| {
        sqlx::query_as(
        "UPDATE finding SET state = 2, closed_us = $1 WHERE run_id = $2 AND case_number = $3 AND code = $4 AND state = 1
         RETURNING certificate_id"
    )
    .bind(at.0)
    .bind(run.0)
    .bind(case)
    .bind(code)
    .fetch_all(&mut *c)
    .await
    })?;
    if let Some((Some(certificate),)) = rows.first() {
        on!(change, |c| sqlx::query(
            "UPDATE certificate SET open_findings =
                 (SELECT count(*) FROM finding f WHERE f.certificate_id = certificate.id AND f.state = 1)
             WHERE id = $1"
        )
        .bind(*certificate)
        .execute(&mut *c)
        .await
        .map(drop))?;
    }
    Ok(!rows.is_empty())
}

/// Closes every finding of an earlier run that is open still: a later run of the same unit says what is true now. After
/// the later one, [`count_open`] counts both.
///
/// # Errors
/// The database cannot be written.
pub async fn supersede(change: &mut Change, earlier: Id, at: Moment) -> Result<u64> {
    on!(change, |c| sqlx::query("UPDATE finding SET state = 2, closed_us = $1 WHERE run_id = $2 AND state = 1")
        .bind(at.0)
        .bind(earlier.0)
        .execute(&mut *c)
        .await
        .map(|done| done.rows_affected()))
    .map_err(Error::from)
}

/// A run.
///
/// # Errors
/// There is no such run.
pub async fn get(connection: &mut Connection, id: Id) -> Result<Run> {
    let row: Option<RunRow> = on!(connection, |c| {
        sqlx::query_as(
        "SELECT id, unit_id, as_of_on, policy, snapshot, summary, started_us, started_by FROM review_run WHERE id = $1"
    )
    .bind(id.0)
    .fetch_optional(&mut *c)
    .await
    })?;
    let run = |(id, unit, as_of, policy, snapshot, summary, started, by): RunRow| Run {
        id: Id(id),
        unit: unit.map(Id),
        as_of: Day::of_number(Some(as_of)),
        policy,
        snapshot,
        summary,
        started: Moment(started),
        started_by: by.map(Id),
    };
    row.map(run).ok_or_else(|| Error::Missing { noun: "review", id: id.to_string() })
}

/// A page of the cases of a run, by number, each with the codes of its open findings.
///
/// # Errors
/// The database cannot be read.
pub async fn cases(
    connection: &mut Connection,
    run: Id,
    filter: &CaseFilter,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page<Case>> {
    let limit = limited(limit);
    let mut condition = filter.condition(run);
    let from = condition.number(after.map_or(0, |cursor| cursor.id));
    condition.and(&format!("k.number > {from}"));
    let most = condition.number(limit + 1);
    let text = format!(
        "SELECT k.number, k.certificate_id, k.unit_id, k.holder, k.action, k.due_on, k.detail FROM review_case k {}
         ORDER BY k.number LIMIT {most}",
        condition.where_text()
    );
    let rows: Vec<CaseRow> =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_all(&mut *c)
            .await)?;
    let case = |(number, certificate, unit, holder, action, due, detail): CaseRow| Case {
        number,
        certificate: certificate.map(Id),
        unit: unit.map(Id),
        holder,
        action,
        due: Day::of_number(due),
        detail,
        findings: Vec::new(),
    };
    let cases: Vec<Case> = rows.into_iter().map(case).collect();
    let mut page = Page::of(cases, limit, |case| Cursor { key: String::new(), id: case.number });
    let mut codes = open_codes(connection, run, &page.items).await?;
    for case in &mut page.items {
        case.findings = codes.remove(&case.number).unwrap_or_default();
    }
    Ok(page)
}

/// The numbers of all cases that [`cases`] would show on all its pages.
///
/// # Errors
/// The database cannot be read.
pub async fn numbers(connection: &mut Connection, run: Id, filter: &CaseFilter) -> Result<Vec<i64>> {
    let condition = filter.condition(run);
    let text = format!("SELECT k.number FROM review_case k {}", condition.where_text());
    let rows: Vec<(i64,)> =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_all(&mut *c)
            .await)?;
    Ok(rows.into_iter().map(|(number,)| number).collect())
}

/// How many cases [`cases`] would show on all its pages.
///
/// # Errors
/// The database cannot be read.
pub async fn count(connection: &mut Connection, run: Id, filter: &CaseFilter) -> Result<i64> {
    let condition = filter.condition(run);
    let text = format!("SELECT count(*) FROM review_case k {}", condition.where_text());
    let (count,): (i64,) =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_one(&mut *c)
            .await)?;
    Ok(count)
}

impl CaseFilter {
    fn condition(&self, run: Id) -> Condition {
        let mut condition = Condition::default();
        let run = condition.number(run.0);
        condition.and(&format!("k.run_id = {run}"));
        let person = "(SELECT c.person_id FROM certificate c WHERE c.id = k.certificate_id)";
        crate::units::within(&mut condition, &self.reach, self.unit, "k.unit_id", person);
        if let Some(action) = &self.action {
            let action = condition.bind(Value::Text(action.clone()));
            condition.and(&format!("k.action = {action}"));
        }
        if let Some(code) = &self.finding {
            let code = condition.bind(Value::Text(code.clone()));
            condition.and(&format!(
                "k.number IN (SELECT f.case_number FROM finding f WHERE f.run_id = {run} AND f.code = {code} AND f.state = 1)"
            ));
        }
        condition
    }
}

/// Codes of the open findings of cases, by the numbers of the cases.
async fn open_codes(connection: &mut Connection, run: Id, cases: &[Case]) -> Result<HashMap<i64, Vec<String>>> {
    let (Some(first), Some(last)) = (cases.first(), cases.last()) else { return Ok(HashMap::new()) };
    let mut condition = Condition::default();
    let run = condition.number(run.0);
    // The numbers of a page lie between two; those between that do not belong to it are few or are left out.
    let numbers: Vec<String> = cases.iter().map(|case| condition.number(case.number)).collect();
    let (from, to) = (condition.number(first.number), condition.number(last.number));
    let text = format!(
        "SELECT case_number, code FROM finding WHERE run_id = {run} AND case_number BETWEEN {from} AND {to}
         AND case_number IN ({}) AND state = 1 ORDER BY case_number, code",
        numbers.join(", ")
    );
    let rows: Vec<(i64, String)> =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_all(&mut *c)
            .await)?;
    let mut codes: HashMap<i64, Vec<String>> = HashMap::new();
    for (number, code) in rows {
        codes.entry(number).or_default().push(code);
    }
    Ok(codes)
}

/// Counts anew how many findings are open of every certificate that these runs speak of. A row whose number stays is not
/// written: from one review to the next few change, and every index of a certificate is written with it.
///
/// # Errors
/// The database cannot be written.
pub async fn count_open(change: &mut Change, runs: &[Id]) -> Result<()> {
    let text = "UPDATE certificate SET open_findings = counted.number
        FROM (SELECT c.id, (SELECT count(*) FROM finding f WHERE f.certificate_id = c.id AND f.state = 1) AS number
              FROM certificate c WHERE c.id IN (SELECT certificate_id FROM finding WHERE run_id IN ({keys}))) AS counted
        WHERE certificate.id = counted.id AND certificate.open_findings <> counted.number";
    among::execute(change, text, &among::numbers(runs)).await
}
