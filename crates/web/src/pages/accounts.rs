//! Log-ins: who may enter, as what, and who is in; adding, locking, granting, ending sessions.

use crate::address;
use crate::service::Service;
use crate::shell::Shell;
use crate::visit::{Failure, Visit, page_of};
use crate::wording;
use antin_app::accounts::{self, AccountInput, GrantInput};
use antin_app::grants::{self, DeputyInput};
use antin_app::{AppError, Cursor, certificates, sign_in};
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::message::Message;
use antin_domain::permission::Act;
use antin_domain::role::{Grant, Role};
use askama::Template;
use axum::Router;
use axum::extract::{Form, Path, Query};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;

pub fn routes() -> Router<Arc<Service>> {
    Router::new()
        .route("/accounts", get(show_list).post(add))
        .route("/accounts/new", get(new))
        .route("/accounts/{id}", get(show))
        .route("/accounts/{id}/lock", post(lock))
        .route("/accounts/{id}/grants", post(grant))
        .route("/accounts/{id}/grants/{grant}/end", post(end_grant))
        .route("/own/deputies", post(name_deputy))
        .route("/accounts/{id}/sessions/{session}/end", post(end_session))
        .route("/step-up", post(step_up))
}

#[derive(Template)]
#[template(path = "accounts.html")]
struct AccountsPage {
    shell: Shell,
    rows: Vec<AccountRow>,
    next: String,
    may_keep: bool,
}

/// A log-in as a row.
struct AccountRow {
    address: String,
    login: String,
    name: String,
    is_locked: bool,
}

async fn show_list(visit: Visit, Query(query): Query<BTreeMap<String, String>>) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let cursor = query.get("after").map(|after| Cursor::parse(after)).transpose();
    let cursor = visit.ok(cursor.map_err(AppError::from))?;
    let page = accounts::list(call.context(), &visit.visitor, cursor.as_ref(), super::ON_A_PAGE).await;
    let page = visit.ok(page)?;
    let row = |user: &antin_app::User| AccountRow {
        address: format!("/accounts/{}", user.id),
        login: user.login.clone(),
        name: user.name.clone(),
        is_locked: user.locked.is_some(),
    };
    Ok(page_of(&AccountsPage {
        rows: page.items.iter().map(row).collect(),
        next: page
            .next
            .map(|cursor| address::with_pairs("/accounts", [("after", cursor.to_string())]))
            .unwrap_or_default(),
        may_keep: visit.visitor.may_somewhere(Act::KeepUser),
        shell: call.shell(words.get("web-accounts-title"), "accounts"),
    }))
}

#[derive(Template)]
#[template(path = "account_new.html")]
struct NewPage {
    shell: Shell,
    wrong: String,
    input: NewInput,
    roles: Vec<(&'static str, String)>,
    units: Vec<(String, String)>,
    least: usize,
}

#[derive(Deserialize, Default)]
struct NewInput {
    login: String,
    name: String,
    password: String,
    role: String,
    unit: String,
    #[serde(default)]
    person: String,
}

async fn new(visit: Visit) -> Result<Response, Failure> {
    visit.ok(visit.visitor.reach(Act::KeepUser))?;
    new_page(&visit, String::new(), NewInput::default()).await
}

async fn new_page(visit: &Visit, wrong: String, input: NewInput) -> Result<Response, Failure> {
    let words = visit.call.words();
    Ok(page_of(&NewPage {
        wrong,
        input,
        roles: roles(visit),
        units: visit.ok(units(visit, Act::KeepUser).await)?,
        least: sign_in::LEAST_PASSWORD,
        shell: visit.call.shell(words.get("web-account-new"), "accounts"),
    }))
}

async fn add(visit: Visit, Form(input): Form<NewInput>) -> Result<Response, Failure> {
    let account = AccountInput {
        login: input.login.clone(),
        name: input.name.clone(),
        password: input.password.clone(),
        person: input.person.clone(),
    };
    let added = match grant_input(&visit, &input.role, &input.unit) {
        Ok(grant) => accounts::add(visit.call.context(), &visit.visitor, &account, &grant).await,
        Err(error) => Err(error),
    };
    match added {
        Ok(id) => Ok(Redirect::to(&format!("/accounts/{id}")).into_response()),
        Err(error) => {
            let wrong = visit.call.words().say(&error.message());
            let page = new_page(&visit, wrong, NewInput { password: String::new(), ..input }).await?;
            Ok((crate::visit::status(&error), page).into_response())
        }
    }
}

#[derive(Template)]
#[template(path = "account.html")]
struct AccountPage {
    shell: Shell,
    id: String,
    login: String,
    is_locked: bool,
    is_oneself: bool,
    has_second_factor: bool,
    grants: Vec<GrantRow>,
    sessions: Vec<SessionRow>,
    may_keep: bool,
    may_end: bool,
    asks_password: bool,
    lendable: Vec<(String, String)>,
    lent: Vec<LentRow>,
    today: String,
    roles: Vec<(&'static str, String)>,
    units: Vec<(String, String)>,
}

/// A grant as a row.
struct GrantRow {
    role: String,
    /// In whose place, in words; blank for a role of one's own.
    principal: String,
    unit: String,
    days: String,
    holds: bool,
    end: String,
}

/// A role that was lent to a deputy.
struct LentRow {
    deputy: String,
    role: String,
    days: String,
    end: String,
}

/// A session as a row.
struct SessionRow {
    began: String,
    seen: String,
    address: String,
    browser: String,
    end: String,
    is_this: bool,
}

async fn show(visit: Visit, Path(id): Path<i64>) -> Result<Response, Failure> {
    let (call, words) = (&visit.call, visit.call.words());
    let profile = visit.ok(accounts::profile(call.context(), &visit.visitor, Id(id)).await)?;
    let names = certificates::unit_names(call.context(), profile.grants.iter().map(|grant| grant.unit).collect()).await;
    let names = visit.ok(names)?;
    let today = call.context().today();
    let is_oneself = Id(id) == visit.visitor.actor.user;
    let may_keep = visit.visitor.may_somewhere(Act::KeepUser);
    let grant = |grant: &Grant| GrantRow {
        role: words.get(&format!("access-role-{}", grant.role.name())),
        principal: match grant.deputy_of.and_then(|id| profile.principals.get(&id)) {
            Some(name) => words.say(&Message::new("web-in-place-of").with("name", name)),
            None => String::new(),
        },
        unit: names.get(&grant.unit).cloned().unwrap_or_default(),
        days: format!("{} – {}", grant.from, grant.to),
        holds: grant.holds_on(today),
        end: if may_keep && !is_oneself && grant.holds_on(today) {
            format!("/accounts/{id}/grants/{}/end", grant.id)
        } else {
            String::new()
        },
    };
    let session = |session: &antin_app::Session| SessionRow {
        began: wording::moment(session.created),
        seen: wording::moment(session.seen),
        address: session.address.clone(),
        browser: session.browser.chars().take(80).collect(),
        end: format!("/accounts/{id}/sessions/{}/end", session.id),
        is_this: session.id == visit.visitor.session.id,
    };
    let lends = is_oneself && visit.visitor.may_somewhere(Act::NameDeputy);
    let lent = if lends { visit.ok(grants::lent(call.context(), &visit.visitor).await)? } else { Vec::new() };
    let lent_row = |(grant, login): &(Grant, String)| LentRow {
        deputy: login.clone(),
        role: words.get(&format!("access-role-{}", grant.role.name())),
        days: format!("{} – {}", grant.from, grant.to),
        end: format!("/accounts/{}/grants/{}/end", grant.user, grant.id),
    };
    let own = profile.grants.iter().filter(|grant| lends && grant.holds_on(today) && grant.deputy_of.is_none());
    let lendable = own.map(|grant| {
        let unit = names.get(&grant.unit).cloned().unwrap_or_default();
        (grant.id.to_string(), format!("{} · {unit}", words.get(&format!("access-role-{}", grant.role.name()))))
    });
    Ok(page_of(&AccountPage {
        asks_password: !sign_in::is_stepped_up(call.context(), &visit.visitor),
        lendable: lendable.collect(),
        lent: lent.iter().map(lent_row).collect(),
        today: today.civil().map(|(y, m, d)| format!("{y:04}-{m:02}-{d:02}")).unwrap_or_default(),
        id: id.to_string(),
        login: profile.user.login.clone(),
        is_locked: profile.user.locked.is_some(),
        is_oneself,
        has_second_factor: profile.has_second_factor,
        grants: profile.grants.iter().map(grant).collect(),
        sessions: profile.sessions.iter().map(session).collect(),
        may_keep,
        may_end: is_oneself || visit.visitor.may_somewhere(Act::EndSession),
        roles: if may_keep { roles(&visit) } else { Vec::new() },
        units: if may_keep { visit.ok(units(&visit, Act::KeepUser).await)? } else { Vec::new() },
        shell: call.shell(profile.user.name.clone(), "accounts"),
    }))
}

#[derive(Deserialize)]
struct LockInput {
    locked: String,
}

async fn lock(visit: Visit, Path(id): Path<i64>, Form(input): Form<LockInput>) -> Result<Response, Failure> {
    let is_locked = input.locked == "yes";
    visit.ok(accounts::set_locked(visit.call.context(), &visit.visitor, Id(id), is_locked).await)?;
    Ok(Redirect::to(&format!("/accounts/{id}")).into_response())
}

#[derive(Deserialize)]
struct GrantForm {
    role: String,
    unit: String,
}

async fn grant(visit: Visit, Path(id): Path<i64>, Form(input): Form<GrantForm>) -> Result<Response, Failure> {
    let grant = visit.ok(grant_input(&visit, &input.role, &input.unit))?;
    visit.ok(accounts::grant(visit.call.context(), &visit.visitor, Id(id), &grant).await)?;
    Ok(Redirect::to(&format!("/accounts/{id}")).into_response())
}

/// Ends a grant, and goes back to whose page it was ended on.
async fn end_grant(visit: Visit, Path((id, grant)): Path<(i64, i64)>) -> Result<Response, Failure> {
    visit.ok(grants::end(visit.call.context(), &visit.visitor, Id(id), Id(grant)).await)?;
    let back = if visit.visitor.may_somewhere(Act::KeepUser) { Id(id) } else { visit.visitor.actor.user };
    Ok(Redirect::to(&format!("/accounts/{back}")).into_response())
}

#[derive(Deserialize)]
struct DeputyForm {
    login: String,
    grant: i64,
    from: String,
    to: String,
}

async fn name_deputy(visit: Visit, Form(input): Form<DeputyForm>) -> Result<Response, Failure> {
    let day = |text: &str| Day::parse(text.as_bytes()).unwrap_or(Day::UNKNOWN);
    let input = DeputyInput { login: input.login, grant: Id(input.grant), from: day(&input.from), to: day(&input.to) };
    visit.ok(grants::name_deputy(visit.call.context(), &visit.visitor, &input).await)?;
    Ok(Redirect::to(&format!("/accounts/{}", visit.visitor.actor.user)).into_response())
}

async fn end_session(visit: Visit, Path((id, session)): Path<(i64, i64)>) -> Result<Response, Failure> {
    visit.ok(accounts::end_session(visit.call.context(), &visit.visitor, Id(id), Id(session)).await)?;
    Ok(Redirect::to(&format!("/accounts/{id}")).into_response())
}

#[derive(Deserialize)]
struct StepUpInput {
    password: String,
    #[serde(default)]
    next: String,
}

/// Takes the password once more, for something that cannot be undone, and goes back.
async fn step_up(visit: Visit, Form(input): Form<StepUpInput>) -> Result<Response, Failure> {
    visit.ok(sign_in::step_up(visit.call.context(), &visit.visitor, &input.password).await)?;
    Ok(Redirect::to(address::safe(&input.next)).into_response())
}

fn grant_input(visit: &Visit, role: &str, unit: &str) -> Result<GrantInput, AppError> {
    let role = Role::ALL.into_iter().find(|known| known.name() == role);
    let unit = unit.parse().ok().map(Id);
    let (Some(role), Some(unit)) = (role, unit) else {
        return Err(AppError::Unusable(Message::new("access-no-role-or-unit")));
    };
    Ok(GrantInput { role, unit, from: visit.call.context().today(), to: Day::UNKNOWN })
}

fn roles(visit: &Visit) -> Vec<(&'static str, String)> {
    let words = visit.call.words();
    Role::ALL.iter().map(|role| (role.name(), words.get(&format!("access-role-{}", role.name())))).collect()
}

/// Units to choose from: the topmost ones within which the visitor may do `act`, and those right below them.
pub async fn units(visit: &Visit, act: Act) -> Result<Vec<(String, String)>, AppError> {
    let (context, visitor) = (visit.call.context(), &visit.visitor);
    let reach = visitor.reach(act)?;
    let tops: Vec<Id> = match reach.everything {
        true => antin_app::units::branch(context, visitor, None, None).await?.children,
        false => Vec::new(),
    }
    .iter()
    .map(|top| top.line.id)
    .chain(reach.tops.iter().copied())
    .collect();
    let names = certificates::unit_names(context, tops.clone()).await?;
    let mut units = Vec::new();
    for top in tops {
        units.push((top.to_string(), names.get(&top).cloned().unwrap_or_default()));
        for below in antin_app::units::branch(context, visitor, Some(top), None).await?.children {
            units.push((below.line.id.to_string(), format!("— {}", below.line.name)));
        }
    }
    Ok(units)
}
