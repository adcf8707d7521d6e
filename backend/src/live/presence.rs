//! Who comes and goes, told to whoever has to do with them.

use super::hub::AWAY_MS;
use super::session::LiveSession;
use crate::clock;
use crate::practice::Practice;
use actix_web::rt;
use shared::UserId;
use std::sync::Arc;
use std::time::Duration;

/// A socket was opened.
pub async fn arrive(practice: &Practice, live: &LiveSession) {
    announce(practice, live.asker.caller.user_id).await;
}

/// A socket ended. Was it the person's last one, they are away, and gone a while later.
pub async fn leave(practice: &Arc<Practice>, live: &LiveSession) {
    if !practice.hub.remove(live.id, clock::now()) {
        return;
    }
    let (practice, user_id) = (practice.clone(), live.asker.caller.user_id);
    announce(&practice, user_id).await;
    rt::spawn(async move {
        tokio::time::sleep(Duration::from_millis(AWAY_MS.unsigned_abs())).await;
        announce(&practice, user_id).await;
    });
}

/// The queues that show this person's presence are told anew, and the patients of a doctor learn of
/// it by a frame of its own. Patients never learn of each other.
async fn announce(practice: &Practice, user_id: UserId) {
    let told = practice.read(move |tx| Ok((tx.queues_of(user_id)?, tx.sessions_held_by(user_id)?)));
    match told.await {
        Ok((queues, held)) => {
            practice.hub.tell_presence(user_id, &held);
            practice.hub.mark_queues(queues);
        }
        Err(trouble) => tracing::error!(%trouble, "presence could not be told"),
    }
}
