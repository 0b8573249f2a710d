//! Letters on their way: taken out of the outbox, given to the mail server, tried again when it is down.

use crate::context::Context;
use crate::error::AppError;
use crate::mail::{Mail, TOPIC};
use crate::outside::post::{Post, Trouble};
use antin_storage::outbox::{self, MOST_TRIES, Parcel};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;

/// So often it is looked whether there are any.
const LOOK: Duration = Duration::from_secs(5);
/// So many are taken at once.
const TOGETHER: u32 = 20;
/// A server that took letters and says nothing for so long is taken for dead; another one sends them.
const LEASE_SECONDS: i64 = 15 * 60;

/// Sends what is due, until the server stops.
pub(super) async fn again_and_again(context: Arc<Context>, post: Post, mut stopped: watch::Receiver<bool>) {
    while !*stopped.borrow() {
        let sent = match send_due(&context, &post).await {
            Ok(sent) => sent,
            Err(error) => {
                tracing::error!(%error, "letters were not sent");
                0
            }
        };
        if sent > 0 {
            continue;
        }
        tokio::select! {
            _ = stopped.changed() => {}
            () = tokio::time::sleep(LOOK) => {}
        }
    }
}

/// Sends a few of the letters that are due; how many were taken out.
///
/// # Errors
/// The database cannot be read or written. A letter that did not go out keeps why.
pub async fn send_due(context: &Context, post: &Post) -> Result<usize, AppError> {
    let mut turn = context.db.upkeep().await?;
    let parcels = outbox::take(&mut turn, TOPIC, TOGETHER, LEASE_SECONDS, context.now()).await?;
    turn.commit().await?;
    for parcel in &parcels {
        let outcome = match serde_json::from_str::<Mail>(&parcel.payload) {
            Ok(mail) => post.send(&parcel.key, &mail).await,
            Err(error) => Err(Trouble { reason: error.to_string(), is_final: true }),
        };
        let mut turn = context.db.upkeep().await?;
        match outcome {
            Ok(()) => outbox::sent(&mut turn, parcel.id, context.now()).await?,
            Err(trouble) => {
                tracing::warn!(parcel = %parcel.id, reason = trouble.reason, "a letter did not go out");
                let tries = if trouble.is_final { MOST_TRIES } else { parcel.tries };
                let parcel = Parcel { tries, ..parcel.clone() };
                outbox::failed(&mut turn, &parcel, &trouble.reason, context.now()).await?;
            }
        }
        turn.commit().await?;
    }
    Ok(parcels.len())
}
