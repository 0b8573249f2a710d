//! Lists and counts of cases. Every count is made by the condition of the list that it counts.

use super::cases::{COLUMNS, CampaignCase, CaseRow, case_of};
use crate::codes::Code;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::page::{Cursor, Page, limited};
use crate::statement::{Condition, Value, bind_all};
use antin_domain::action::Action;
use antin_domain::campaign::case::{CaseState, HolderSaid};
use antin_domain::campaign::report::{Compared, Totals};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::permission::Reach;
use std::collections::HashMap;

/// Which cases a list shows.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// What the asker may see at all.
    pub reach: Reach,
    /// Only this unit and everything below it.
    pub unit: Option<Id>,
    /// Only what this unit reports itself.
    pub office: Option<Id>,
    /// Only those with this proposal.
    pub proposed: Option<Action>,
    /// Only those with this deciding finding.
    pub finding: Option<String>,
    /// Only those in this state.
    pub state: Option<CaseState>,
    /// Only those with this final action.
    pub action: Option<Action>,
    /// Only those of which the holder said so.
    pub holder: Option<HolderSaid>,
    /// Only those drawn for a second look.
    pub second_look: bool,
    /// Only those of which the certificate changed since they were looked at.
    pub changed: bool,
}

/// A case as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseLine {
    /// The case.
    pub case: CampaignCase,
    /// Who it is about, as written.
    pub holder: String,
    /// Last day of the certificate.
    pub until: Day,
}

/// Cases that are alike, and how many they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// What is proposed.
    pub proposed: Action,
    /// The finding that decides it.
    pub finding: String,
    /// How they stand.
    pub state: CaseState,
    /// How many.
    pub number: i64,
}

#[derive(sqlx::FromRow)]
struct LineRow {
    #[sqlx(flatten)]
    case: CaseRow,
    holder: String,
    due_on: Option<i32>,
}

/// The final action: as decided, else as proposed.
const FINAL: &str = "CASE WHEN c.state IN (4, 5) THEN c.action ELSE c.proposed END";

/// A page of cases, the dangerous and doubtful first.
///
/// # Errors
/// The database cannot be read.
pub async fn page(
    connection: &mut Connection,
    campaign: Id,
    filter: &Filter,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page<CaseLine>> {
    let limit = limited(limit);
    let mut condition = filter.condition(campaign);
    if let Some(cursor) = after {
        let bad = || Error::BadCursor { text: cursor.to_string() };
        let proposed = condition.number(cursor.key.parse::<i64>().map_err(|_| bad())?);
        let number = condition.number(cursor.id);
        condition.and(&format!("(c.proposed, c.number) > ({proposed}, {number})"));
    }
    let most = condition.number(limit + 1);
    let text = format!(
        "SELECT {COLUMNS}, r.holder, r.due_on FROM campaign_case c
         JOIN campaign k ON k.id = c.campaign_id
         JOIN review_case r ON r.run_id = k.run_id AND r.number = c.number {}
         ORDER BY c.proposed, c.number LIMIT {most}",
        condition.where_text()
    );
    let rows: Vec<LineRow> =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_all(&mut *c)
            .await)?;
    let line =
        |row: LineRow| Ok(CaseLine { case: case_of(row.case)?, holder: row.holder, until: Day::of_number(row.due_on) });
    let lines = rows.into_iter().map(line).collect::<Result<Vec<CaseLine>>>()?;
    Ok(Page::of(lines, limit, |line| Cursor { key: place(line.case.proposed), id: line.case.number }))
}

/// How many cases [`page`] would show on all its pages.
///
/// # Errors
/// The database cannot be read.
pub async fn count(connection: &mut Connection, campaign: Id, filter: &Filter) -> Result<i64> {
    let condition = filter.condition(campaign);
    let text = format!("SELECT count(*) FROM campaign_case c {}", condition.where_text());
    let (count,): (i64,) =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_one(&mut *c)
            .await)?;
    Ok(count)
}

/// Where a proposal stands in the order of lists: the first part of a cursor.
#[must_use]
pub fn place(proposed: Action) -> String {
    proposed.code().to_string()
}

/// Does the list hold the case with this number?
///
/// # Errors
/// The database cannot be read.
pub async fn holds(connection: &mut Connection, campaign: Id, filter: &Filter, number: i64) -> Result<bool> {
    let mut condition = filter.condition(campaign);
    let number = condition.number(number);
    condition.and(&format!("c.number = {number}"));
    let text = format!("SELECT count(*) FROM campaign_case c {}", condition.where_text());
    let (count,): (i64,) =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_one(&mut *c)
            .await)?;
    Ok(count > 0)
}

/// The case of a certificate in the campaign that was launched last and runs, and the number of the campaign.
///
/// # Errors
/// The database cannot be read.
pub async fn running_case_of(connection: &mut Connection, certificate: Id) -> Result<Option<(Id, i64)>> {
    let row: Option<(i64, i64)> = on!(connection, |c| sqlx::query_as(
        "SELECT c.campaign_id, c.number FROM campaign_case c JOIN campaign k ON k.id = c.campaign_id
         WHERE c.certificate_id = $1 AND k.state = 3 ORDER BY c.campaign_id DESC, c.number LIMIT 1"
    )
    .bind(certificate.0)
    .fetch_optional(&mut *c)
    .await)?;
    Ok(row.map(|(campaign, number)| (Id(campaign), number)))
}

/// The cases of a person in campaigns that run: campaign and number, the latest campaign first.
///
/// # Errors
/// The database cannot be read.
pub async fn running_cases_of(connection: &mut Connection, person: Id) -> Result<Vec<(Id, i64)>> {
    let rows: Vec<(i64, i64)> = on!(connection, |c| sqlx::query_as(
        "SELECT c.campaign_id, c.number FROM campaign_case c JOIN campaign k ON k.id = c.campaign_id
         WHERE c.person_id = $1 AND k.state = 3 ORDER BY c.campaign_id DESC, c.number LIMIT 50"
    )
    .bind(person.0)
    .fetch_all(&mut *c)
    .await)?;
    Ok(rows.into_iter().map(|(campaign, number)| (Id(campaign), number)).collect())
}

/// People with cases that a unit reports who have not said whether their certificate is right, each with the address of
/// e-mail; those without an address are left out.
///
/// # Errors
/// The database cannot be read.
pub async fn holders_to_ask(connection: &mut Connection, campaign: Id, office: Id) -> Result<Vec<(Id, String)>> {
    let rows: Vec<(i64, String)> = on!(connection, |c| sqlx::query_as(
        "SELECT DISTINCT p.id, p.email FROM campaign_case c JOIN person p ON p.id = c.person_id
         WHERE c.campaign_id = $1 AND c.office_id = $2 AND c.holder_said = 0 AND p.email <> '' ORDER BY p.id"
    )
    .bind(campaign.0)
    .bind(office.0)
    .fetch_all(&mut *c)
    .await)?;
    Ok(rows.into_iter().map(|(id, email)| (Id(id), email)).collect())
}

/// The cases of a filter in groups: by proposal, finding and state.
///
/// # Errors
/// The database cannot be read.
pub async fn groups(connection: &mut Connection, campaign: Id, filter: &Filter) -> Result<Vec<Group>> {
    let condition = filter.condition(campaign);
    let text = format!(
        "SELECT c.proposed, c.finding, c.state, count(*) FROM campaign_case c {}
         GROUP BY c.proposed, c.finding, c.state ORDER BY c.proposed, c.finding, c.state",
        condition.where_text()
    );
    let rows: Vec<(i16, String, i16, i64)> =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_all(&mut *c)
            .await)?;
    let group = |(proposed, finding, state, number)| {
        Ok(Group {
            proposed: Action::of("campaign_case", proposed)?,
            finding,
            state: CaseState::of("campaign_case", state)?,
            number,
        })
    };
    rows.into_iter().map(group).collect()
}

/// How many cases each unit that reports has in each state.
///
/// # Errors
/// The database cannot be read.
pub async fn by_office(connection: &mut Connection, campaign: Id) -> Result<Vec<(Id, CaseState, i64)>> {
    let rows: Vec<(i64, i16, i64)> = on!(connection, |c| sqlx::query_as(
        "SELECT office_id, state, count(*) FROM campaign_case WHERE campaign_id = $1 GROUP BY office_id, state"
    )
    .bind(campaign.0)
    .fetch_all(&mut *c)
    .await)?;
    rows.into_iter().map(|(id, state, number)| Ok((Id(id), CaseState::of("campaign_case", state)?, number))).collect()
}

/// What the report of each unit would count of its own cases; of one unit, or of all.
///
/// # Errors
/// The database cannot be read.
pub async fn totals(connection: &mut Connection, campaign: Id, office: Option<Id>) -> Result<HashMap<Id, Totals>> {
    let mut condition = Condition::default();
    let place = condition.number(campaign.0);
    condition.and(&format!("c.campaign_id = {place}"));
    if let Some(office) = office {
        let place = condition.number(office.0);
        condition.and(&format!("c.office_id = {place}"));
    }
    let text = format!(
        "SELECT c.office_id, c.compared, {FINAL} AS final_action, c.state, count(*) FROM campaign_case c {}
         GROUP BY c.office_id, c.compared, final_action, c.state",
        condition.where_text()
    );
    let rows: Vec<(i64, i16, i16, i16, i64)> =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_all(&mut *c)
            .await)?;
    let mut totals: HashMap<Id, Totals> = HashMap::new();
    for (office, compared, action, state, number) in rows {
        let compared = Compared::of("campaign_case", compared)?;
        let action = Action::of("campaign_case", action)?;
        let is_settled = CaseState::of("campaign_case", state)?.is_settled();
        totals.entry(Id(office)).or_default().add(compared, action, is_settled, number);
    }
    Ok(totals)
}

impl Filter {
    pub(super) fn condition(&self, campaign: Id) -> Condition {
        let mut condition = Condition::default();
        let campaign = condition.number(campaign.0);
        condition.and(&format!("c.campaign_id = {campaign}"));
        crate::units::within(&mut condition, &self.reach, self.unit, "c.unit_id", "c.person_id");
        let mut equal = |column: &str, number: Option<i64>| {
            if let Some(number) = number {
                let place = condition.number(number);
                condition.and(&format!("{column} = {place}"));
            }
        };
        equal("c.office_id", self.office.map(|id| id.0));
        equal("c.proposed", self.proposed.map(|action| action.code().into()));
        equal("c.state", self.state.map(|state| state.code().into()));
        equal(FINAL, self.action.map(|action| action.code().into()));
        equal("c.holder_said", self.holder.map(|said| said.code().into()));
        equal("c.second_look", self.second_look.then_some(1));
        if let Some(finding) = &self.finding {
            let finding = condition.bind(Value::Text(finding.clone()));
            condition.and(&format!("c.finding = {finding}"));
        }
        if self.changed {
            condition.and(
                "EXISTS (SELECT 1 FROM certificate x WHERE x.id = c.certificate_id AND x.version > c.seen_version)",
            );
        }
        condition
    }
}
