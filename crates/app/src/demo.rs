//! The demonstration: a small department that never was, taken in from the lists of `examples/`, with fixed log-ins.
//!
//! It is filled by the same use cases that a person would use. Fixed log-ins exist here and nowhere else.

use crate::accounts::{self, AccountInput, GrantInput};
use crate::certificates::Query;
use crate::context::Context;
use crate::error::AppError;
use crate::intake::{self, FileKind};
use crate::reorganisations::{self, ReorganisationInput};
use crate::reviews;
use crate::sign_in::{self, Origin};
use crate::visitor::Visitor;
use crate::work;
use antin_domain::certificate::HolderKind;
use antin_domain::certificate::record::State;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::list::ListKind;
use antin_domain::permission::{Actor, Holding, Reach};
use antin_domain::person::Person;
use antin_domain::reorganisation::line::{Kind, Line};
use antin_domain::role::Role;
use antin_storage::audit::NewEvent;
use antin_storage::certificates::{self, Sort};
use antin_storage::known::{self, PersonKey};
use antin_storage::sessions::{Session, Strength};
use antin_storage::users::{Proof, User};
use antin_storage::{Connection, people, units, users};
use serde_json::json;
use std::sync::Arc;

/// The one password of the demonstration.
pub const PASSWORD: &str = "trinh-dien-antin";
/// The log-ins of the demonstration, one for each role.
pub const LOGINS: [(&str, Role); 7] = [
    ("canbo", Role::Clerk),
    ("thutruong", Role::Head),
    ("daumoi", Role::Coordinator),
    ("bancoyeu", Role::Liaison),
    ("kiemtra", Role::Auditor),
    ("quantri", Role::Administrator),
    ("thuebao", Role::Holder),
];
/// The names that pages show for them, in the same order. Nobody is called so.
const NAMES: [&str; 7] = [
    "Nguyễn Thị Mẫu",
    "Trần Văn Thí Dụ",
    "Lê Thị Điển Hình",
    "Phạm Văn Giả Định",
    "Hoàng Thị Minh Họa",
    "Vũ Văn Thử",
    "Đặng Thị Ví Dụ",
];
/// The day that the lists of the demonstration speak of.
pub const DAY: &str = "2024-06-14";

/// The lists, in the order in which one builds on the other.
const LISTS: [(ListKind, &str, &[u8]); 5] = [
    (ListKind::Units, "units.csv", include_bytes!("../../../examples/units.csv")),
    (ListKind::Roster, "roster.csv", include_bytes!("../../../examples/roster.csv")),
    (ListKind::CaList, "ca-list.xlsx", include_bytes!("../../../examples/ca-list.xlsx")),
    (ListKind::Registry, "registry.xlsx", include_bytes!("../../../examples/registry.xlsx")),
    (ListKind::Sent, "sent.csv", include_bytes!("../../../examples/sent.csv")),
];

/// The day of the demonstration.
#[must_use]
pub fn day() -> Day {
    Day::parse(DAY.as_bytes()).unwrap_or_default()
}

/// Fills an empty registry; one that holds anybody is left as it is. Was it filled?
///
/// # Errors
/// The database cannot be written.
pub async fn fill(context: &Arc<Context>) -> Result<bool, AppError> {
    if users::is_there_any(&mut context.db.read().await?).await? {
        return Ok(false);
    }
    let builder = builder(context).await?;
    for (kind, name, bytes) in LISTS {
        let id = intake::take(context, &builder, name, bytes.to_vec(), Some(FileKind::List(kind))).await?;
        work::settle(context).await?;
        intake::apply(context, &builder, id, true).await?;
        work::settle(context).await?;
    }
    reviews::run(context, &builder).await?;
    work::settle(context).await?;
    let mut connection = context.db.read().await?;
    let top = units::children(&mut connection, None, None, 1).await?.items;
    let Some(top) = top.first().map(|unit| unit.id) else { return Ok(false) };
    // The clerk and the head work in the department, the others for the whole sector.
    let department = units::children(&mut connection, Some(top), None, 1).await?.items;
    let department = department.first().map_or(top, |unit| unit.id);
    let holder = holder(context, &mut connection, department).await?;
    drop(connection);
    for ((login, role), name) in LOGINS.into_iter().zip(NAMES) {
        let unit = if matches!(role, Role::Clerk | Role::Head | Role::Holder) { department } else { top };
        let mut input = AccountInput {
            login: login.into(),
            name: name.into(),
            password: PASSWORD.into(),
            ..AccountInput::default()
        };
        if let (Role::Holder, Some(person)) = (role, &holder) {
            (input.name, input.person) = (person.name.clone(), person.email.clone());
        }
        let grant = GrantInput { role, unit, from: day().plus(-365), to: Day::UNKNOWN };
        accounts::add(context, &administrator(&builder), &input, &grant).await?;
    }
    reorganisation(context, &builder).await?;
    context.db.analyze().await?;
    Ok(true)
}

/// A small reorganisation, being written: two offices merge. Nobody decided it.
async fn reorganisation(context: &Context, builder: &Visitor) -> Result<(), AppError> {
    let line = |(row, code): (u32, &str)| Line {
        row,
        code: code.to_owned(),
        kind: Kind::MergeNew,
        new_code: "11705".into(),
        new_name: "Chi cục Thuế khu vực Nho Quan - Kim Sơn".into(),
        new_parent: String::new(),
    };
    let input = ReorganisationInput {
        title: "Hợp nhất hai chi cục (trình diễn)".into(),
        decision: "00/QĐ-TCT ngày 14/06/2024 (không có thật)".into(),
        day: day(),
        per_day: 5,
        wave_days: 2,
        lines: [(1, "11703"), (2, "11704")].map(line).to_vec(),
    };
    reorganisations::create(context, builder, &input).await.map(drop)
}

/// A person of the department who has a certificate and whose e-mail is nobody else's: the holder who looks after it.
async fn holder(context: &Context, connection: &mut Connection, department: Id) -> Result<Option<Person>, AppError> {
    let query = Query {
        unit: Some(department),
        state: Some(State::InForce),
        kind: Some(HolderKind::Person),
        ..Query::default()
    };
    let filter = query.filter(Reach { everything: true, ..Reach::default() }, context.today());
    for line in certificates::list(connection, &filter, Sort::Name, None, 50).await?.items {
        let Some(id) = certificates::get(connection, line.id).await?.0.person else { continue };
        let (person, _) = people::get(connection, id).await?;
        let same = known::people_with(connection, PersonKey::Email, std::slice::from_ref(&person.email)).await?;
        if same.values().flatten().eq([&id]) {
            return Ok(Some(person));
        }
    }
    Ok(None)
}

/// Who fills the demonstration: an account without a password, so nobody can enter as it.
async fn builder(context: &Context) -> Result<Visitor, AppError> {
    let (id, now) = (context.id()?, context.now());
    let user =
        User {
            id, login: "trinh-dien".into(), name: "Trình diễn".into(), person: None, locked: Some(now), version: 1
        };
    let proof = Proof { password: None, totp_secret: None, totp_step: None };
    let mut change = context.db.change().await?;
    accounts::insert(&mut change, &user, &proof, now).await?;
    let number = id.to_string();
    let event = NewEvent {
        at: now,
        actor: &number,
        action: "fill-demonstration",
        object_kind: "account",
        object_id: &number,
        detail: &json!({}),
    };
    change.commit(&event).await?;
    Ok(visitor(&user, Role::Coordinator, context))
}

fn administrator(builder: &Visitor) -> Visitor {
    let mut visitor = builder.clone();
    visitor.actor.grants = vec![Holding { role: Role::Administrator, unit: Id(0), deputy_of: None }];
    visitor
}

fn visitor(user: &User, role: Role, context: &Context) -> Visitor {
    let now = context.now();
    Visitor {
        actor: Actor { user: user.id, person: None, grants: vec![Holding { role, unit: Id(0), deputy_of: None }] },
        name: user.name.clone(),
        login: user.login.clone(),
        session: Session {
            id: Id(0),
            user: user.id,
            strength: Strength::Password,
            created: now,
            seen: now,
            expires: now,
            stepped_up: None,
            address: String::new(),
            browser: String::new(),
        },
        top: None,
        owes_second_factor: false,
        token: None,
    }
}

/// The token of a session as one of the log-ins of the demonstration; for tests.
///
/// # Errors
/// There is no such log-in.
pub async fn enter(context: &Context, login: &str) -> Result<String, AppError> {
    sign_in::enter(context, login, PASSWORD, &Origin::default()).await
}
