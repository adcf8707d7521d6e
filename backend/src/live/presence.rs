//! Who comes and goes, told to whoever has to do with them.
//!
//! After a restart everybody comes at once, so it is told in one go for all who changed.

use super::session::LiveSession;
use crate::app::people;
use crate::clock;
use crate::hub::AWAY_MS;
use crate::state::AppState;
use actix_web::rt;
use std::sync::Arc;
use std::time::Duration;

/// How long to wait after a failure.
const AFTER_FAULT: Duration = Duration::from_millis(500);

/// A socket was opened.
pub fn arrive(state: &AppState, live: &LiveSession) {
    state
        .hub
        .presence_changed([live.principal.identity.user_id]);
}

/// A socket ended. Was it the person's last one, they are away, and gone a while later.
pub fn leave(state: &Arc<AppState>, live: &LiveSession) {
    if !state.hub.remove(live.id, clock::now()) {
        return;
    }
    let (hub, user_id) = (state.hub.clone(), live.principal.identity.user_id);
    hub.presence_changed([user_id]);
    rt::spawn(async move {
        tokio::time::sleep(Duration::from_millis(AWAY_MS.unsigned_abs())).await;
        hub.presence_changed([user_id]);
    });
}

/// Has the queues that show a person's presence told anew, and tells the patients of a doctor by a
/// frame of its own, whenever it changed: coming, going, a call, the wish to be rung. Patients never
/// learn of each other.
pub async fn announce_presence(state: Arc<AppState>) {
    loop {
        state.hub.presences_due.notified().await;
        let users = state.hub.take_changed_presences();
        let (changed, hub) = (users.clone(), state.hub.clone());
        let now = clock::now();
        let told = state.read(move |tx| {
            let (mut queues, mut held) = (Vec::new(), Vec::new());
            for user_id in changed {
                queues.extend(tx.queues_of(user_id)?);
                if let Some(presence) = people::presence_of(tx, &hub, user_id, now)? {
                    held.push((presence, tx.sessions_held_by(user_id)?));
                }
            }
            Ok((queues, held))
        });
        match told.await {
            Ok((queues, held)) => {
                for (presence, schedules) in held {
                    state.hub.tell_presence(presence, &schedules);
                }
                state.hub.queues_changed(queues);
            }
            Err(error) => {
                tracing::error!(%error, "presence could not be told");
                tokio::time::sleep(AFTER_FAULT).await;
                state.hub.presence_changed(users);
            }
        }
    }
}
