//! Grants of roles, and the actor that a user is on a day.

use crate::codes::Code;
use crate::db::Connection;
use crate::error::{Error, Result};
use crate::turn::Change;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::permission::{Actor, Holding};
use antin_domain::role::{Grant, Role};

type GrantRow = (i64, i64, i16, i64, i32, Option<i32>, Option<i64>);

const SELECT: &str = "SELECT id, user_id, role, unit_id, from_on, to_on, deputy_of FROM role_grant";

/// Gives a role. Whether the roles of a user go together (`Role::goes_with`) the caller has asked.
///
/// # Errors
/// The number is taken, or the user or unit is not there.
pub async fn insert(change: &mut Change, grant: &Grant) -> Result<()> {
    on!(change, |c| sqlx::query(
        "INSERT INTO role_grant (id, user_id, role, unit_id, from_on, to_on, deputy_of)
         VALUES ($1, $2, $3, $4, $5, $6, $7)"
    )
    .bind(grant.id.0)
    .bind(grant.user.0)
    .bind(grant.role.code())
    .bind(grant.unit.0)
    .bind(grant.from.number())
    .bind(grant.to.number())
    .bind(grant.deputy_of.map(|id| id.0))
    .execute(&mut *c)
    .await
    .map(drop))
    .map_err(Error::from)
}

/// Ends a grant on a day; the row stays, for whoever asks later who was allowed then.
///
/// # Errors
/// There is no such grant.
pub async fn end(change: &mut Change, id: Id, last: Day) -> Result<()> {
    let rows = on!(change, |c| sqlx::query("UPDATE role_grant SET to_on = $1 WHERE id = $2")
        .bind(last.number())
        .bind(id.0)
        .execute(&mut *c)
        .await
        .map(|done| done.rows_affected()))?;
    if rows == 0 { Err(Error::Missing { noun: "grant", id: id.to_string() }) } else { Ok(()) }
}

/// Every grant a user ever had, in the order in which they were given.
///
/// # Errors
/// The database cannot be read.
pub async fn of_user(connection: &mut Connection, user: Id) -> Result<Vec<Grant>> {
    let text = sqlx::AssertSqlSafe(format!("{SELECT} WHERE user_id = $1 ORDER BY id"));
    let rows: Vec<GrantRow> = on!(connection, |c| sqlx::query_as(text).bind(user.0).fetch_all(&mut *c).await)?;
    rows.into_iter().map(grant).collect()
}

/// Every grant by which somebody acts in the place of `user`.
///
/// # Errors
/// The database cannot be read.
pub async fn lent_by(connection: &mut Connection, user: Id) -> Result<Vec<Grant>> {
    let text = sqlx::AssertSqlSafe(format!("{SELECT} WHERE deputy_of = $1 ORDER BY id"));
    let rows: Vec<GrantRow> = on!(connection, |c| sqlx::query_as(text).bind(user.0).fetch_all(&mut *c).await)?;
    rows.into_iter().map(grant).collect()
}

/// What a user is on `day`, for the table of permissions.
///
/// A deputy has the role only as long as the one in whose place it is has it too, and only as far.
///
/// # Errors
/// There is no such user.
pub async fn actor(connection: &mut Connection, user: Id, day: Day) -> Result<Actor> {
    let account = crate::users::get(connection, user).await?;
    let mut held = Vec::new();
    for grant in of_user(connection, user).await?.into_iter().filter(|grant| grant.holds_on(day)) {
        if let Some(principal) = grant.deputy_of {
            let path = crate::units::path(connection, grant.unit).await?;
            let theirs = of_user(connection, principal).await?;
            let covers = |own: &Grant| {
                own.holds_on(day) && own.role == grant.role && own.deputy_of.is_none() && path.contains(&own.unit)
            };
            if !theirs.iter().any(covers) {
                continue;
            }
        }
        held.push(Holding { role: grant.role, unit: grant.unit, deputy_of: grant.deputy_of });
    }
    Ok(Actor { user, person: account.person, grants: held })
}

fn grant((id, user, role, unit, from, to, deputy_of): GrantRow) -> Result<Grant> {
    Ok(Grant {
        id: Id(id),
        user: Id(user),
        role: Role::of("role_grant", role)?,
        unit: Id(unit),
        from: Day::of_number(Some(from)),
        to: Day::of_number(to),
        deputy_of: deputy_of.map(Id),
    })
}
