use crate::app::queue::view::{self, Outlook};
use crate::clock;
use crate::state::AppState;
use std::sync::Arc;
use std::time::Duration;

/// Changes within this time of a broadcast go out together, so that N patients who toggle at once
/// don't cost N whole queues to everybody.
const GATHER: Duration = Duration::from_millis(40);
/// How often waiting patients are told anew when their turn is likely to come.
const FORECAST: Duration = Duration::from_secs(30);
/// How often sockets are compared with the outbox, in case a wake-up was lost.
const SWEEP: Duration = Duration::from_secs(2);

/// Tells watchers of a queue what it is now, whenever it changed.
pub async fn broadcast_queues(state: Arc<AppState>) {
    loop {
        state.hub.queues_due.notified().await;
        for (schedule_id, watchers) in state.hub.take_changed_queues() {
            let (hub, outlook) = (state.hub.clone(), Outlook::of(&state));
            let now = clock::now();
            let told = state.read(move |tx| {
                let whole = if watchers.doctor {
                    Some(view::for_doctor(
                        tx,
                        &hub,
                        outlook.policy,
                        schedule_id,
                        now,
                    )?)
                } else {
                    None
                };
                let patients: Vec<_> = watchers.patients.into_iter().collect();
                let places = view::for_patients(tx, &outlook, &patients, schedule_id, now)?;
                hub.put_queue(schedule_id, whole.as_ref(), &places);
                Ok(())
            });
            if let Err(error) = told.await {
                tracing::error!(%error, %schedule_id, "a queue could not be told");
                state.hub.queues_changed([schedule_id]);
            }
        }
        tokio::time::sleep(GATHER).await;
    }
}

/// Has waiting patients told anew when their turn is likely to come, as time passes.
pub async fn refresh_forecasts(state: Arc<AppState>) {
    loop {
        tokio::time::sleep(FORECAST).await;
        state.hub.watched_queues_changed();
    }
}

/// Wakes sockets that lack something although nothing woke them.
pub async fn sweep(state: Arc<AppState>) {
    loop {
        tokio::time::sleep(SWEEP).await;
        let sent = state.hub.sent();
        if sent.is_empty() {
            continue;
        }
        match state.read(move |tx| Ok(tx.who_lacks_frames(&sent)?)).await {
            Ok(lacking) => state.hub.wake_users(lacking),
            Err(error) => tracing::error!(%error, "the sweep failed"),
        }
    }
}
