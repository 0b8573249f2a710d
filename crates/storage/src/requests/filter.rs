//! Which requests a list shows; the same condition counts them.

use super::{Kept, RequestRow, SELECT};
use crate::codes::Code;
use crate::db::Connection;
use crate::error::Result;
use crate::page::{Cursor, Page, limited};
use crate::statement::{Condition, Value, bind_all};
use crate::units;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::permission::Reach;
use antin_domain::request::{RequestKind, State, Verb};

/// Which requests a list shows; blank fields let everything through.
#[derive(Clone, Debug, Default)]
pub struct RequestFilter {
    /// What the asker may see at all.
    pub reach: Reach,
    /// Only this unit and everything below it.
    pub unit: Option<Id>,
    /// Only this kind.
    pub kind: Option<RequestKind>,
    /// Only these states; none of them lets all through.
    pub states: Vec<State>,
    /// Only those whose clock had run out before this day.
    pub overdue_on: Option<Day>,
    /// Only those of this certificate.
    pub certificate: Option<Id>,
    /// Only those of this device.
    pub device: Option<Id>,
    /// Only those in this letter.
    pub letter: Option<Id>,
    /// Only those that wait for somebody.
    pub mine: Option<Mine>,
}

/// Somebody for whom requests wait.
#[derive(Clone, Debug, Default)]
pub struct Mine {
    /// What waits for each act: states, how far the act reaches, and whether four eyes are asked for.
    pub waiting: Vec<(Vec<State>, Reach, bool)>,
    /// The account, and those in whose place it may act: what one of them wrote or approved does not wait for it.
    pub users: Vec<Id>,
    /// The person behind the account.
    pub person: Option<Id>,
}

/// A page of requests, the latest first.
///
/// # Errors
/// The database cannot be read.
pub async fn list(
    connection: &mut Connection,
    filter: &RequestFilter,
    after: Option<&Cursor>,
    limit: u32,
) -> Result<Page<Kept>> {
    let limit = limited(limit);
    let mut condition = filter.condition();
    if let Some(cursor) = after {
        let id = condition.number(cursor.id);
        condition.and(&format!("r.id < {id}"));
    }
    let most = condition.number(limit + 1);
    let text = format!("{SELECT} {} ORDER BY r.id DESC LIMIT {most}", condition.where_text());
    let rows: Vec<RequestRow> =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_all(&mut *c)
            .await)?;
    let rows = rows.into_iter().map(RequestRow::kept).collect::<Result<Vec<Kept>>>()?;
    Ok(Page::of(rows, limit, |kept| Cursor { key: String::new(), id: kept.request.id.0 }))
}

/// How many requests [`list`] would show on all its pages.
///
/// # Errors
/// The database cannot be read.
pub async fn count(connection: &mut Connection, filter: &RequestFilter) -> Result<i64> {
    let condition = filter.condition();
    let text = format!("SELECT count(*) FROM request r {}", condition.where_text());
    let (count,): (i64,) =
        on!(connection, |c| bind_all!(sqlx::query_as(sqlx::AssertSqlSafe(text)), &condition.values)
            .fetch_one(&mut *c)
            .await)?;
    Ok(count)
}

impl RequestFilter {
    fn condition(&self) -> Condition {
        let mut condition = Condition::default();
        units::within(&mut condition, &self.reach, self.unit, "r.unit_id", "r.person_id");
        if let Some(kind) = self.kind {
            let code = condition.number(kind.code());
            condition.and(&format!("r.kind = {code}"));
        }
        if !self.states.is_empty() {
            let states = among(&mut condition, &self.states);
            condition.and(&states);
        }
        if let Some(number) = self.overdue_on.and_then(Day::number) {
            let number = condition.number(number);
            condition.and(&format!("r.is_open = 1 AND r.due_on < {number}"));
        }
        for (id, column) in
            [(self.certificate, "certificate_id"), (self.device, "device_id"), (self.letter, "letter_id")]
        {
            if let Some(id) = id {
                let number = condition.number(id.0);
                condition.and(&format!("r.{column} = {number}"));
            }
        }
        if let Some(mine) = &self.mine {
            mine.add(&mut condition);
        }
        condition
    }
}

impl Mine {
    /// The same law as `app::requests`' buttons; a test compares them.
    fn add(&self, condition: &mut Condition) {
        let mut ways = Vec::new();
        for (states, reach, has_four_eyes) in &self.waiting {
            let before = std::mem::take(&mut condition.text);
            let states = among(condition, states);
            condition.and(&states);
            units::within(condition, reach, None, "r.unit_id", "r.person_id");
            if *has_four_eyes {
                let hands = self.hands(condition);
                condition.and(&hands);
            }
            ways.push(format!("({})", std::mem::replace(&mut condition.text, before)));
        }
        // Who may do nothing has nothing waiting.
        let text = if ways.is_empty() { "1 = 0".to_owned() } else { format!("({})", ways.join(" OR ")) };
        condition.and(&text);
    }

    /// Nobody approves what he wrote, or twice.
    fn hands(&self, condition: &mut Condition) -> String {
        let users: Vec<String> = self.users.iter().map(|user| condition.number(user.0)).collect();
        let users = users.join(", ");
        let mut same = format!("s.user_id IN ({users}) OR s.deputy_of IN ({users})");
        if let Some(person) = self.person {
            same += &format!(" OR s.person_id = {}", condition.number(person.0));
        }
        let (draft, edit, approve) = (Verb::Draft.code(), Verb::Edit.code(), Verb::Approve.code());
        format!(
            "(r.state <> {} OR NOT EXISTS (SELECT 1 FROM request_step s WHERE s.request_id = r.id AND ({same})
                AND (s.verb IN ({draft}, {edit}) OR (s.verb = {approve} AND s.revision = r.revision))))",
            State::Submitted.code()
        )
    }
}

fn among(condition: &mut Condition, states: &[State]) -> String {
    let codes: Vec<String> =
        states.iter().map(|state| condition.bind(Value::Number(i64::from(state.code())))).collect();
    format!("r.state IN ({})", codes.join(", "))
}
