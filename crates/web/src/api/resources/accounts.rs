//! Accounts: who may enter, as what, and who is in; adding, locking, granting, ending sessions.

use crate::api::answer::Answer;
use crate::api::asked::Asked;
use crate::api::operation::{Gives, Method, Operation, Rule, Takes, shape};
use crate::api::parameter::{AFTER, LIMIT};
use crate::api::problem::Problem;
use crate::api::values;
use antin_app::accounts::{self, AccountInput, GrantInput};
use antin_app::{Session, Strength, User};
use antin_domain::day::Day;
use antin_domain::permission::Act;
use antin_domain::role::{Grant, Role};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const OPERATIONS: &[Operation] = &[
    Operation::get("/accounts", "list-accounts", Rule::May(Act::ReadUser), Gives::Page(shape::<AccountRow>), |asked| {
        Box::pin(list(asked))
    })
    .with(&[AFTER, LIMIT]),
    Operation::change(
        Method::Post,
        "/accounts",
        "add-account",
        Rule::May(Act::KeepUser),
        Gives::Made("/accounts"),
        |asked| Box::pin(add(asked)),
    )
    .taking(Takes::Json(shape::<NewAccount>)),
    Operation::get(
        "/accounts/{id}",
        "account",
        Rule::OneselfOr(Act::ReadUser),
        Gives::One(shape::<AccountRow>),
        |asked| Box::pin(one(asked)),
    ),
    Operation::change(
        Method::Put,
        "/accounts/{id}/lock",
        "lock-account",
        Rule::May(Act::KeepUser),
        Gives::Done,
        |asked| Box::pin(lock(asked)),
    )
    .taking(Takes::Json(shape::<Lock>))
    .versioned(),
    Operation::get(
        "/accounts/{id}/grants",
        "list-grants",
        Rule::OneselfOr(Act::ReadUser),
        Gives::Page(shape::<GrantRow>),
        |asked| Box::pin(grants(asked)),
    ),
    Operation::change(
        Method::Post,
        "/accounts/{id}/grants",
        "grant-role",
        Rule::May(Act::GrantRole),
        Gives::Done,
        |asked| Box::pin(grant(asked)),
    )
    .taking(Takes::Json(shape::<NewGrant>)),
    Operation::get(
        "/accounts/{id}/sessions",
        "list-sessions",
        Rule::OneselfOr(Act::ReadUser),
        Gives::Page(shape::<SessionRow>),
        |asked| Box::pin(sessions(asked)),
    ),
    Operation::change(
        Method::Delete,
        "/accounts/{id}/sessions/{session}",
        "end-session",
        Rule::OneselfOr(Act::EndSession),
        Gives::Done,
        |asked| Box::pin(end_session(asked)),
    ),
];

/// An account. Its `ETag` is its version.
#[derive(Serialize, ToSchema)]
struct AccountRow {
    /// Number.
    id: String,
    /// The name typed at the door.
    login: String,
    /// The name shown.
    name: String,
    /// The person it is, where known.
    person: Option<String>,
    /// Since when it is locked; null where it is not.
    locked: Option<String>,
    /// Its version.
    version: i64,
}

/// A role that was granted.
#[derive(Serialize, ToSchema)]
struct GrantRow {
    /// Number.
    id: String,
    /// The role.
    role: &'static str,
    /// The unit at the top of what it reaches.
    unit: String,
    /// First day.
    from: Option<String>,
    /// Last day; null while it lasts.
    to: Option<String>,
    /// The account in whose place it is used.
    deputy_of: Option<String>,
    /// The name of whose place that is.
    deputy_of_name: Option<String>,
    /// Does it hold today?
    holds: bool,
}

/// A session that lasts still.
#[derive(Serialize, ToSchema)]
struct SessionRow {
    /// Number.
    id: String,
    /// When it began.
    created: String,
    /// When it was last used.
    seen: String,
    /// When it ends by itself.
    expires: String,
    /// Was the second factor shown?
    second_factor: bool,
    /// Network address of the browser.
    address: String,
    /// What the browser calls itself.
    browser: String,
}

/// An account to be added, with its first role.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewAccount {
    /// The name typed at the door: small letters, digits, `.-_@`.
    #[schema(min_length = 1, max_length = 60, pattern = "^[a-z0-9._@-]+$", example = "canbo2")]
    login: String,
    /// The name shown.
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// The first password.
    #[schema(min_length = 12, max_length = 200, format = "password")]
    password: String,
    /// Its role.
    role: RoleWord,
    /// The unit at the top of what the role reaches.
    #[schema(pattern = "^[0-9]{1,19}$")]
    unit: String,
    /// Staff number or official e-mail of the person whose log-in it is.
    #[schema(max_length = 200)]
    person: Option<String>,
}

/// A role to be granted from today on.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewGrant {
    /// The role.
    role: RoleWord,
    /// The unit at the top of what it reaches.
    #[schema(pattern = "^[0-9]{1,19}$")]
    unit: String,
    /// First day; today where absent.
    #[schema(format = Date)]
    from: Option<String>,
    /// Last day; absent while it lasts.
    #[schema(format = Date)]
    to: Option<String>,
}

/// A role.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum RoleWord {
    Holder,
    Clerk,
    Head,
    Coordinator,
    Liaison,
    Auditor,
    Administrator,
}

/// Whether an account is to be locked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Lock {
    /// Is it to be locked?
    locked: bool,
}

impl RoleWord {
    fn role(&self) -> Role {
        match self {
            RoleWord::Holder => Role::Holder,
            RoleWord::Clerk => Role::Clerk,
            RoleWord::Head => Role::Head,
            RoleWord::Coordinator => Role::Coordinator,
            RoleWord::Liaison => Role::Liaison,
            RoleWord::Auditor => Role::Auditor,
            RoleWord::Administrator => Role::Administrator,
        }
    }
}

async fn list(asked: Asked) -> Result<Answer, Problem> {
    let page = accounts::list(&asked.context, &asked.visitor, asked.after().as_ref(), asked.limit()).await?;
    Answer::page(&page.items.iter().map(row).collect::<Vec<_>>(), page.next.as_ref(), None)
}

fn row(user: &User) -> AccountRow {
    AccountRow {
        id: user.id.to_string(),
        login: user.login.clone(),
        name: user.name.clone(),
        person: user.person.map(|id| id.to_string()),
        locked: user.locked.map(values::moment),
        version: user.version,
    }
}

async fn one(asked: Asked) -> Result<Answer, Problem> {
    let profile = accounts::profile(&asked.context, &asked.visitor, asked.id()).await?;
    Answer::version(&row(&profile.user), profile.user.version)
}

async fn grants(asked: Asked) -> Result<Answer, Problem> {
    let profile = accounts::profile(&asked.context, &asked.visitor, asked.id()).await?;
    let today = asked.context.today();
    let row = |grant: &Grant| GrantRow {
        id: grant.id.to_string(),
        role: grant.role.name(),
        unit: grant.unit.to_string(),
        from: values::day(grant.from),
        to: values::day(grant.to),
        deputy_of: grant.deputy_of.map(|id| id.to_string()),
        deputy_of_name: grant.deputy_of.and_then(|id| profile.principals.get(&id).cloned()),
        holds: grant.holds_on(today),
    };
    Answer::page(&profile.grants.iter().map(row).collect::<Vec<_>>(), None, None)
}

async fn sessions(asked: Asked) -> Result<Answer, Problem> {
    let profile = accounts::profile(&asked.context, &asked.visitor, asked.id()).await?;
    let row = |session: &Session| SessionRow {
        id: session.id.to_string(),
        created: values::moment(session.created),
        seen: values::moment(session.seen),
        expires: values::moment(session.expires),
        second_factor: session.strength == Strength::SecondFactor,
        address: session.address.clone(),
        browser: session.browser.clone(),
    };
    Answer::page(&profile.sessions.iter().map(row).collect::<Vec<_>>(), None, None)
}

async fn add(asked: Asked) -> Result<Answer, Problem> {
    let input: NewAccount = asked.json()?;
    let grant = GrantInput {
        role: input.role.role(),
        unit: Asked::number("unit", &input.unit)?,
        from: asked.context.today(),
        to: Day::UNKNOWN,
    };
    let input = AccountInput {
        login: input.login,
        name: input.name,
        password: input.password,
        person: input.person.unwrap_or_default(),
    };
    Answer::done("account", accounts::add(&asked.context, &asked.visitor, &input, &grant).await?)
}

async fn grant(asked: Asked) -> Result<Answer, Problem> {
    let input: NewGrant = asked.json()?;
    let day = |field, text: Option<String>| text.map(|text| Asked::day(field, &text)).transpose();
    let grant = GrantInput {
        role: input.role.role(),
        unit: Asked::number("unit", &input.unit)?,
        from: day("from", input.from)?.unwrap_or(asked.context.today()),
        to: day("to", input.to)?.unwrap_or(Day::UNKNOWN),
    };
    accounts::grant(&asked.context, &asked.visitor, asked.id(), &grant).await?;
    Answer::done("account", asked.id())
}

async fn lock(asked: Asked) -> Result<Answer, Problem> {
    let input: Lock = asked.json()?;
    accounts::set_locked_at(&asked.context, &asked.visitor, asked.id(), input.locked, asked.seen).await?;
    Answer::done("account", asked.id())
}

async fn end_session(asked: Asked) -> Result<Answer, Problem> {
    let session = asked.ids.get(1).copied().unwrap_or(asked.visitor.session.id);
    accounts::end_session(&asked.context, &asked.visitor, asked.id(), session).await?;
    Answer::done("account", asked.id())
}
