//! The service that is measured: the router and the workers of `antin serve`, and an account that may do everything.

use crate::Outcome;
use antin_app::Context;
use antin_app::work::Pool;
use antin_domain::day::Day;
use antin_domain::id::Id;
use antin_domain::role::{Grant, Role};
use antin_storage::audit::NewEvent;
use antin_storage::blobs::digest_of;
use antin_storage::sessions::{self, Session, Strength};
use antin_storage::users::{self, User};
use antin_storage::{Db, Place, grants, migrate};
use antin_web::Service;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpListener;

/// The day that the made-up registry speaks of.
const DAY: (i32, u32, u32) = (2024, 6, 14);
/// The account; nobody has it in a real registry, whose numbers are drawn.
const USER: Id = Id(77);

/// Serves until it is ended; the first line says where, and with which token.
pub async fn serve(database: &str, data: &Path) -> Outcome<()> {
    let db = Db::open(&Place::parse(database)?).await?;
    migrate::run(&db).await?;
    let context = Arc::new(Context::new(db, data.to_owned(), Day::new(DAY.0, DAY.1, DAY.2)));
    let token = enter(&context).await?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    let _pool = Pool::start(&context, None);
    let app = antin_web::router(Arc::new(Service::new(context, false)));
    println!("{address} {token}");
    axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>()).await?;
    Ok(())
}

/// An account with the roles that the measurement needs, and a session of it.
async fn enter(context: &Context) -> Outcome<String> {
    let now = context.now();
    let user =
        User { id: USER, login: "do-tai".into(), name: "Đo tải".into(), person: None, locked: None, version: 1 };
    if users::with_login(&mut context.db.read().await?, &user.login).await?.is_none() {
        let mut change = context.db.change().await?;
        users::insert(&mut change, &user, now).await?;
        for (number, role) in [(78, Role::Coordinator), (79, Role::Liaison)] {
            let from = context.today().plus(-365);
            let grant =
                Grant { id: Id(number), user: USER, role, unit: Id(1), from, to: Day::UNKNOWN, deputy_of: None };
            grants::insert(&mut change, &grant).await?;
        }
        let event = NewEvent {
            at: now,
            actor: "load",
            action: "add-account",
            object_kind: "account",
            object_id: "77",
            detail: &serde_json::Value::Null,
        };
        change.commit(&event).await?;
    }
    let token: [u8; 32] = context.random()?;
    let session = Session {
        id: context.id()?,
        user: USER,
        strength: Strength::Password,
        created: now,
        seen: now,
        expires: now.plus_seconds(24 * 3600),
        stepped_up: Some(now),
        address: "127.0.0.1".into(),
        browser: "load".into(),
    };
    let mut turn = context.db.upkeep().await?;
    sessions::begin(&mut turn, &digest_of(&token), &session).await?;
    turn.commit().await?;
    Ok(token.iter().map(|byte| format!("{byte:02x}")).collect())
}
