//! What is forgotten after some days, so that it does not grow for ever: the keys of requests that were carried out.

use super::chores;
use crate::context::Context;
use crate::error::AppError;
use antin_storage::idempotency;

/// The name of the schedule.
const NAME: &str = "tidy-requests";
/// So often.
const HOURS: i64 = 6;
/// A request that is asked once more after so many days is another request.
const KEPT_DAYS: i64 = 7;

/// Forgets what is old enough, if that is due.
pub(super) async fn tidy_if_due(context: &Context) -> Result<(), AppError> {
    let now = context.now();
    let next = now.plus_seconds(HOURS * 3600);
    if chores::is_due(context, NAME, &format!("every {HOURS} hours"), now, next).await? {
        let mut turn = context.db.upkeep().await?;
        let gone = idempotency::tidy(&mut turn, now.plus_seconds(-KEPT_DAYS * 86_400)).await?;
        turn.commit().await?;
        tracing::info!(gone, "keys of old requests were forgotten");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use antin_domain::id::Id;
    use antin_storage::audit::NewEvent;
    use antin_storage::idempotency::Key;
    use antin_storage::users::{self, User};
    use antin_storage::{Db, Place, migrate};

    /// Keys belong to somebody.
    async fn user(context: &Context) {
        let user = User { id: Id(1), login: "a".into(), name: "A".into(), person: None, locked: None, version: 1 };
        let mut change = context.db.change().await.unwrap();
        users::insert(&mut change, &user, context.now()).await.unwrap();
        let detail = serde_json::json!({});
        let (actor, action, object_kind, object_id) = ("1", "test", "account", "1");
        change
            .commit(&NewEvent { at: context.now(), actor, action, object_kind, object_id, detail: &detail })
            .await
            .unwrap();
    }

    #[tokio::test]
    async fn keys_of_old_requests_are_forgotten_and_young_ones_stay() {
        let folder = tempfile::tempdir().unwrap();
        let db = Db::open(&Place::in_folder(folder.path())).await.unwrap();
        migrate::run(&db).await.unwrap();
        let context = Context::new(db, folder.path().into(), None);
        let now = context.now();
        user(&context).await;
        let mut turn = context.db.upkeep().await.unwrap();
        for (text, days) in [("old", 8), ("young", 6)] {
            let key = Key::new(Id(1), text.into(), [7; 32]);
            idempotency::keep(&mut turn, &key, "import", "1", now.plus_seconds(-days * 86_400)).await.unwrap();
        }
        turn.commit().await.unwrap();
        // The first look sets the schedule, the second finds it due, the third does not.
        for _ in 0..3 {
            tidy_if_due(&context).await.unwrap();
        }
        let mut connection = context.db.read().await.unwrap();
        assert!(idempotency::find(&mut connection, Id(1), "old").await.unwrap().is_none());
        assert!(idempotency::find(&mut connection, Id(1), "young").await.unwrap().is_some());
    }
}
