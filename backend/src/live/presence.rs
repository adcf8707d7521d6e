//! Who comes and goes, told to whoever has to do with them.
//!
//! After a restart everybody comes at once, so it is told in one go for all who changed.

use super::hub::AWAY_MS;
use super::session::LiveSession;
use crate::clock;
use crate::practice::Practice;
use actix_web::rt;
use std::sync::Arc;
use std::time::Duration;

/// How long to wait after a failure.
const AFTER_FAULT: Duration = Duration::from_millis(500);

/// A socket was opened.
pub fn arrive(practice: &Practice, live: &LiveSession) {
    practice.hub.mark_presence([live.asker.caller.user_id]);
}

/// A socket ended. Was it the person's last one, they are away, and gone a while later.
pub fn leave(practice: &Arc<Practice>, live: &LiveSession) {
    if !practice.hub.remove(live.id, clock::now()) {
        return;
    }
    let (hub, user_id) = (practice.hub.clone(), live.asker.caller.user_id);
    hub.mark_presence([user_id]);
    rt::spawn(async move {
        tokio::time::sleep(Duration::from_millis(AWAY_MS.unsigned_abs())).await;
        hub.mark_presence([user_id]);
    });
}

/// Has the queues that show a person's presence told anew, and tells the patients of a doctor by a
/// frame of its own, whenever it changed. Patients never learn of each other.
pub async fn announce_presence(practice: Arc<Practice>) {
    loop {
        practice.hub.presences_changed.notified().await;
        let users = practice.hub.take_changed_presences();
        let changed = users.clone();
        let told = practice.read(move |tx| {
            let (mut queues, mut held) = (Vec::new(), Vec::new());
            for user_id in changed {
                queues.extend(tx.queues_of(user_id)?);
                held.push((user_id, tx.sessions_held_by(user_id)?));
            }
            Ok((queues, held))
        });
        match told.await {
            Ok((queues, held)) => {
                for (doctor_id, schedules) in held {
                    practice.hub.tell_presence(doctor_id, &schedules);
                }
                practice.hub.mark_queues(queues);
            }
            Err(trouble) => {
                tracing::error!(%trouble, "presence could not be told");
                tokio::time::sleep(AFTER_FAULT).await;
                practice.hub.mark_presence(users);
            }
        }
    }
}
